"""Workers that hang, crash or run out of memory cost their own file only, which is tried twice and then recorded."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from msa_check import shelf
from msa_check.batch import pool
from msa_check.batch.pool import Crew
from msa_check.batch.task import Job, Work, Worker
from msa_check.errors import UsageError
from msa_check.language import SearchError
from msa_check.rulebook import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from msa_check.batch.task import Outcome
    from msa_check.model import Report, Statement

TEXT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Quillhaven Pots Ltd for the year to 31 March 2026.
Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers, and all of
them sign our policy on slavery before we buy from them for the first time.
"""


class Trap(Worker):
    """A worker that does what the file's text says, the way a reader in C would: kill(n), sleep(s), eat memory."""

    def run(self, job: Job) -> Outcome:
        """Fall into the trap, then read the file."""
        if not job.failed and job.data is None:
            for line in open(job.path, encoding="utf-8").read().splitlines():  # noqa: PTH123, SIM115
                word, _, value = line.partition(" ")
                if word == "KILL":
                    os.kill(os.getpid(), int(value))
                elif word == "ONCE" and not os.path.exists(job.path + ".tried"):  # noqa: PTH110
                    os.close(os.open(job.path + ".tried", os.O_CREAT))
                    os.kill(os.getpid(), int(value))
                elif word == "SLEEP":
                    time.sleep(float(value))
                elif word == "EAT":
                    bytearray(int(value))
        return super().run(job)


def _prepare_trap(work: Work) -> None:
    pool._prepare(work)
    pool._worker = Trap(work)


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pool prepare workers that fall into traps; its processes are forked for this, to know this module."""
    import multiprocessing

    from pebble import ProcessPool

    def opened(work: Work, crew: Crew) -> ProcessPool:
        context = multiprocessing.get_context("fork")
        return ProcessPool(
            max_workers=crew.size, max_tasks=crew.recycle, initializer=_prepare_trap, initargs=(work,), context=context
        )

    monkeypatch.setattr(pool, "open_pool", opened)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "_pack.yaml").write_text(
        'id: house\ntitle: House rules\nversion: "1"\nareas:\n  - {id: steps, title: Steps}\n', encoding="utf-8"
    )
    (folder / "trained.yaml").write_text(
        "id: trained\ntitle: T\narea: steps\norder: 1\nbasis: {act: House}\nforce: law\nquestion: Is it?\n"
        'evidence:\n  - {all: ["trained", "slavery"]}\nremedy: Say it.\nexamples:\n  met: [Trained on slavery.]\n',
        encoding="utf-8",
    )
    for source in (shelf.rules_dir() / "uk-s54").iterdir():
        if source.name.startswith(("cues", "lexicon")):
            (folder / source.name).write_bytes(source.read_bytes())
    return Work(rulebook=load(folder), memory=1_500_000_000)


def _jobs(folder: Path, *extra: str) -> Iterator[Job]:
    for n, line in enumerate(extra):
        path = folder / f"{n}.txt"
        path.write_text(f"{TEXT}\n{line}\n", encoding="utf-8")
        yield Job(n, path.name, str(path))


def _came(outcomes: Iterator[Outcome]) -> dict[int, str]:
    got = list(outcomes)
    assert len({o.number for o in got}) == len(got), "one outcome a file"
    return {o.number: o.why or o.status for o in got}


@pytest.mark.usefixtures("traps")
def test_crashes_and_hangs_cost_their_own_file_only(work: Work, tmp_path: Path) -> None:
    lines = [
        "",
        f"KILL {int(signal.SIGSEGV)}",
        "",
        "SLEEP 60",
        f"KILL {int(signal.SIGKILL)}",
        f"KILL {int(signal.SIGABRT)}",
        "",
        "EAT 4000000000",
        "",
    ]
    came = _came(pool.run(_jobs(tmp_path, *lines), work, Crew(jobs=2, seconds=2)))
    assert came == {
        0: "ok", 1: "crashed", 2: "ok", 3: "timeout", 4: "resource-limit", 5: "resource-limit", 6: "ok", 7: "resource-limit", 8: "ok",
    }  # fmt: skip


@pytest.mark.usefixtures("traps")
def test_a_file_that_fails_once_is_tried_again_alone(work: Work, tmp_path: Path) -> None:
    came = _came(pool.run(_jobs(tmp_path, f"ONCE {int(signal.SIGSEGV)}", "", ""), work, Crew(jobs=2)))
    assert came == {0: "ok", 1: "ok", 2: "ok"}
    assert (tmp_path / "0.txt.tried").exists()


@pytest.mark.usefixtures("traps")
def test_the_record_of_a_crash_says_how_it_ended_and_knows_the_file(work: Work, tmp_path: Path) -> None:
    (outcome,) = pool.run(_jobs(tmp_path, f"KILL {int(signal.SIGSEGV)}"), work, Crew(jobs=1))
    record = json.loads(outcome.record)
    assert record["detail"] == f"The reader crashed on this file. Its process ended with signal {int(signal.SIGSEGV)}."
    assert record["cure"] == "Open the file and save it again, or print it to a new PDF."
    assert len(record["sha256"]) == 64
    assert [f["verdict"] for f in record["findings"]] == ["unreadable"]


@pytest.mark.usefixtures("traps")
def test_failures_do_not_hold_up_those_who_wait_for_order(work: Work, tmp_path: Path) -> None:
    outcomes = pool.run(
        _jobs(tmp_path, f"KILL {int(signal.SIGSEGV)}", *["SLEEP 0.05"] * 30), work, Crew(jobs=2, retry_after=1)
    )
    numbers = [o.number for o in outcomes]
    assert sorted(numbers) == list(range(31))
    assert numbers.index(0) < 30, "tried again at once, not at the end"


def test_stopping_begins_no_further_file_and_finishes_those_in_hand(work: Work, tmp_path: Path) -> None:
    got: list[Outcome] = []
    for outcome in pool.run(_jobs(tmp_path, *[""] * 50), work, Crew(jobs=1), stopping=lambda: len(got) >= 3):
        got.append(outcome)  # noqa: PERF402 - stopping() looks at it meanwhile
    assert 3 <= len(got) <= 3 + 3


def test_workers_are_replaced_and_nothing_is_lost(work: Work, tmp_path: Path) -> None:
    assert set(_came(pool.run(_jobs(tmp_path, *[""] * 25), work, Crew(jobs=2, recycle=3))).values()) == {"ok"}


def test_jobs_are_drawn_only_a_few_ahead(work: Work, tmp_path: Path) -> None:
    drawn = 0

    def counted() -> Iterator[Job]:
        nonlocal drawn
        for job in _jobs(tmp_path, *[""] * 40):
            drawn += 1
            yield job

    for done, _ in enumerate(pool.run(counted(), work, Crew(jobs=2)), 1):
        assert drawn <= done + 2 * 3 + 2
    assert drawn == 40


def test_a_fault_of_writing_ends_the_run_as_an_oserror(work: Work, tmp_path: Path) -> None:
    (job,) = _jobs(tmp_path, "")
    with pytest.raises(OSError, match="nowhere"):
        list(pool.run([replace(job, page="x.html")], replace(work, pages=str(tmp_path / "nowhere")), Crew(jobs=1)))


def test_a_search_that_lacks_memory_is_told_as_such(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object, **__: object) -> None:
        raise SearchError("Could not allocate tuple object!")

    worker = Worker(work)
    monkeypatch.setattr(worker.checker, "check", lacking)
    (job,) = _jobs(tmp_path, "")
    with pytest.raises(MemoryError, match="allocate"):
        worker.run(job)


def test_a_fault_of_our_own_is_the_record_of_its_file(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(work)
    check = worker.checker.check

    def faulty(statement: Statement, *, as_of: str = "") -> Report:
        if any("BUG" in p.text for p in statement.passages):
            raise ValueError("no such day")
        return check(statement, as_of=as_of)

    monkeypatch.setattr(worker.checker, "check", faulty)
    came = [worker.run(job) for job in _jobs(tmp_path, "BUG", "")]
    assert [o.why or o.status for o in came] == ["internal-error", "ok"]
    record = json.loads(came[0].record)
    assert re.fullmatch(
        r"A fault of msa-check itself came out on this file\. ValueError: no such day \(task\.py, line \d+\)\.",
        record["detail"],
    )
    assert record["cure"].startswith("Please report it")
    assert came[0].fault.startswith("Traceback (most recent call last):\n")
    assert came[0].fault.endswith('in faulty\n    raise ValueError("no such day")\nValueError: no such day')
    assert came[1].fault == ""
    assert {f["verdict"] for f in record["findings"]} == {"unreadable"}


@pytest.mark.parametrize("fault", [OSError("disk full"), MemoryError(), UsageError("no PDF")])
def test_what_is_no_fault_of_ours_is_not_called_one(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    worker = Worker(work)

    def faulty(*_: object, **__: object) -> Report:
        raise fault

    monkeypatch.setattr(worker.checker, "check", faulty)
    with pytest.raises(type(fault)):
        worker.run(next(_jobs(tmp_path, "")))
