"""``msa-check batch``: folders, lists and tables of files in; pages, workbook, lines and a store out; runs that go on."""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from msa_check.batch import pool
from msa_check.batch.run import _cannot_write
from msa_check.batch.task import Worker
from msa_check.cli import main
from msa_check.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msa_check.batch.task import Job, Outcome, Work

LEAN = ["--no-html", "--no-xlsx", "--quiet"]


@pytest.fixture
def folder(tmp_path: Path, statement: str) -> Path:
    """Three statements, one with a gap, in two folders, and an empty file."""
    made = tmp_path / "in"
    (made / "deep").mkdir(parents=True)
    (made / "amber.txt").write_text(statement % "Amber", encoding="utf-8")
    (made / "deep" / "amber.txt").write_text(statement % "Second Amber", encoding="utf-8")
    (made / "birch.txt").write_text((statement % "Birch").replace("trained", "told"), encoding="utf-8")
    (made / "empty.pdf").touch()
    return made


def _records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


def _names(out: Path) -> list[str]:
    return [Path(r["source"]).name for r in _records(out)]


def _query(out: Path, query: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(out / "results.sqlite")
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def test_every_file_has_a_record_in_every_output(
    pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["batch", str(folder), "-o", str(out), "--rules", pack]) == 3
    got = capsys.readouterr()
    assert got.out == ""
    assert f"{folder / 'empty.pdf'}: not read (empty): The file holds no bytes." in got.err
    assert "4 files in" in got.err
    assert "3 checked, 1 unread; 1 with gaps in the law." in got.err
    assert [r["source"] for r in _records(out)] == [
        str(folder / n) for n in ("amber.txt", "birch.txt", "deep/amber.txt", "empty.pdf")
    ]
    pages = sorted(p.name for p in (out / "statements").iterdir())
    assert [p.rsplit("-", 1)[0] for p in pages] == ["amber", "amber", "birch", "empty"]
    index = (out / "index.html").read_text(encoding="utf-8")
    assert all(f"statements/{p}" in index for p in pages)
    assert (out / "findings.xlsx").read_bytes().startswith(b"PK")
    assert _query(out, "SELECT status, count(*) FROM latest GROUP BY status") == [("ok", 3), ("unread", 1)]
    assert _query(out, "SELECT state, files, checked, unread, with_gaps FROM runs") == [("complete", 4, 3, 1, 1)]
    assert not list(out.rglob(".writing*"))


def test_a_second_run_does_only_what_changed(pack: str, statement: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    again = ["batch", str(folder), "-o", str(out), "--rules", pack, "--no-xlsx", "--quiet"]
    main(again)
    before = (out / "findings.jsonl").read_bytes()
    main(again)
    assert (out / "findings.jsonl").read_bytes() == before
    (folder / "birch.txt").write_text(statement % "Birch", encoding="utf-8")
    main(again)
    assert _query(out, "SELECT files, reused, with_gaps FROM runs ORDER BY id") == [(4, 0, 1), (4, 4, 1), (4, 3, 0)]
    pages = sorted(p.name.rsplit("-", 1)[0] for p in (out / "statements").iterdir())
    assert pages == ["amber", "amber", "birch", "empty"], "the old page of birch is gone"
    main([*again, "--fresh"])
    assert _query(out, "SELECT reused FROM runs ORDER BY id")[-1] == (0,)


def test_other_rules_or_options_check_anew(pack: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    again = ["batch", str(folder), "-o", str(out), "--rules", pack, *LEAN]
    main(again)
    main([*again, "--max-pages", "7"])
    rule = Path(pack) / "trained.yaml"
    rule.write_text(rule.read_text().replace("Say who was trained.", "Name who was trained."), encoding="utf-8")
    main([*again, "--max-pages", "7"])
    main([*again, "--max-pages", "7"])
    assert [r for (r,) in _query(out, "SELECT reused FROM runs ORDER BY id")] == [0, 0, 0, 4]


def test_a_lost_page_is_made_again(pack: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    again = ["batch", str(folder), "-o", str(out), "--rules", pack, "--no-xlsx", "--quiet"]
    main(again)
    page = next((out / "statements").glob("birch-*.html"))
    page.unlink()
    main(again)
    assert page.is_file()
    assert _query(out, "SELECT reused FROM runs ORDER BY id")[-1] == (3,)


def test_the_same_bytes_twice_are_checked_once_and_marked(pack: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "copy.txt").write_bytes((folder / "amber.txt").read_bytes())
    main(["batch", str(folder), "-o", str(out), "--rules", pack, "--no-xlsx", "--quiet"])
    records = {Path(r["source"]).name: r for r in _records(out) if "deep" not in r["source"]}
    assert records["copy.txt"]["duplicate_of"] == str(folder / "amber.txt")
    assert "duplicate_of" not in records["amber.txt"]
    assert records["copy.txt"]["findings"] == records["amber.txt"]["findings"]
    assert _query(out, "SELECT files, duplicates FROM runs") == [(5, 1)]
    store = Store(out / "results.sqlite")
    texts = {Path(source).name: passages for source, passages in store.texts(1) if "deep" not in source}
    store.close()
    assert texts["copy.txt"] == texts["amber.txt"]
    assert [p.number for p in texts["amber.txt"]] == list(range(1, len(texts["amber.txt"]) + 1))


def test_a_csv_of_paths_keeps_what_it_says_of_each_file(pack: str, folder: Path, tmp_path: Path) -> None:
    out, table = tmp_path / "out", folder / "register.csv"
    table.write_text(
        '\ufeffPath,Organisation,Year,Sector,Number\namber.txt,"Amber, Sons",2026,Ceramics,01234567\nbirch.txt,Birch,2025,,\n',
        encoding="utf-8",
    )
    assert main(["batch", "--files-from", str(table), "-o", str(out), "--rules", pack, *LEAN]) == 1
    assert [(Path(r["source"]).name, r["metadata"]) for r in _records(out)] == [
        ("amber.txt", {"organisation": "Amber, Sons", "year": "2026", "sector": "Ceramics", "number": "01234567"}),
        ("birch.txt", {"organisation": "Birch", "year": "2025"}),
    ]
    table.write_text(table.read_text(encoding="utf-8").replace("2025", "2024"), encoding="utf-8")
    main(["batch", "--files-from", str(table), "-o", str(out), "--rules", pack, *LEAN])
    assert [r["metadata"]["year"] for r in _records(out)] == ["2026", "2024"], (
        "metadata that changed is not served from the store"
    )


def test_a_list_comes_from_a_file_or_standard_input(pack: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = f"{folder / 'birch.txt'}\n\n{folder / 'nowhere.txt'}\n"
    command = [sys.executable, "-m", "msa_check", "batch", "--files-from", "-", "-o", str(out), "--rules", pack, *LEAN]
    done = subprocess.run(command, input=names.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert [(Path(r["source"]).name, r["why"]) for r in _records(out)] == [
        ("birch.txt", None),
        ("nowhere.txt", "not-found"),
    ]


def test_a_pattern_a_limit_and_a_sample(pack: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pattern = ["batch", str(folder / "**" / "*.txt"), "-o", str(out), "--rules", pack, *LEAN]
    main(pattern)
    assert len(_names(out)) == 3
    main([*pattern, "--limit", "1"])
    assert _names(out) == ["amber.txt"]
    samples = []
    for seed in ("1", "1", "2", "3", "4", "5"):
        main([*pattern, "--sample", "2", "--seed", seed])
        samples.append(tuple(r["source"] for r in _records(out)))
    assert all(len(s) == 2 for s in samples)
    assert samples[0] == samples[1]
    assert len(set(samples)) > 1


def test_a_folder_gives_documents_only_and_links_and_pipes_are_listed(
    pack: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "out"  # inside the input: not checked itself
    (folder / "empty.pdf").unlink()
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")
    (folder / ".hidden.txt").touch()
    (folder / "picture.png").touch()
    arguments = ["batch", str(folder), "-o", str(out), "--rules", pack, "--no-html", "--no-xlsx", "--fail-on", "never"]
    for _ in range(2):
        assert main(arguments) == 0
        assert _names(out) == ["amber.txt", "birch.txt", "amber.txt"]
    said = capsys.readouterr().err
    for line in (
        "link.txt: skipped: a symbolic link",
        "loop: skipped: a symbolic link",
        "pipe.pdf: skipped: not a regular file",
        ".hidden.txt: skipped: hidden",
        "picture.png: skipped: not a document by its name",
    ):
        assert line in said
    assert main([*arguments, "--follow-links", "--quiet"]) in {0, 3}
    assert "link.txt" in _names(out)
    assert len(_names(out)) == 4, "a loop of links is entered once"


def test_nothing_to_check_is_exit_code_four(pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "void").mkdir()
    assert main(["batch", str(tmp_path / "void"), "-o", str(tmp_path / "out"), "--rules", pack]) == 4
    assert "there is nothing to check" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["", "path,organisation\n"])
def test_an_empty_list_is_said_to_be_empty(
    text: str, pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(text, encoding="utf-8")
    assert main(["batch", "--files-from", str(listed), "-o", str(tmp_path / "out"), "--rules", pack]) == 4
    said = capsys.readouterr().err
    assert f"{listed}: the list is empty" in said
    assert "Give a folder" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "{out}"], "no files were given."),
        (["{in}", "-o", "{out}", "--engine", "dask"], "--engine dask and --scheduler go together."),
        (["{in}", "-o", "{in}/amber.txt"], "amber.txt: the output is a file. Give a folder."),
        (
            ["--files-from", "{in}/none.csv", "-o", "{out}"],
            "none.csv: the list cannot be read (No such file or directory).",
        ),
        (
            ["{in}", "-o", "/proc/nowhere"],
            "/proc/nowhere: the output cannot be written (No such file or directory). Give a folder that can be made and written to.\n",
        ),
        (["{in}", "-o", "{out}", "--format", "csv"], "batch has no --format. It writes pages"),
        (["{in}", "--html"], "batch has no --html. The pages and the workbook are written unless --no-html"),
        (
            ["{in}/amber.txt/x", "{in}/none/", "-o", "{out}"],
            "none: there is no such file or folder; nothing was written.",
        ),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_two(
    arguments: list[str], said: str, pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [a.replace("{in}", str(folder)).replace("{out}", str(tmp_path / "out")) for a in arguments]
    assert main(["batch", *filled, "--rules", pack]) == 2
    got = capsys.readouterr().err
    assert said in got
    assert "Traceback" not in got


def test_a_mistyped_folder_leaves_the_results_as_they_are(
    pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["-o", str(out), "--rules", pack, "--no-xlsx", "--quiet"]
    main(["batch", str(folder), *arguments])
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert main(["batch", str(tmp_path / "inn"), *arguments]) == 2
    assert "inn: there is no such file or folder; nothing was written. Check the path." in capsys.readouterr().err
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert main(["batch", str(tmp_path / "inn"), str(folder / "amber.txt"), *arguments]) == 3
    assert [r["why"] for r in _records(out)] == [None, "not-found"], "beside others it is a record of its own"


def test_results_in_the_folder_of_the_statements_are_not_judged(
    pack: str, statement: str, folder: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert main(["batch", str(folder), "-o", str(folder), "--rules", pack, "--quiet"]) == 3
        assert _names(folder) == ["amber.txt", "birch.txt", "amber.txt", "empty.pdf"]
    (tmp_path / "other").mkdir()
    folder.rename(tmp_path / "other" / "in")
    (tmp_path / "other" / "dove.txt").write_text(statement % "Dove", encoding="utf-8")
    main(["batch", str(tmp_path / "other"), "-o", str(tmp_path / "out"), "--rules", pack, *LEAN])
    assert _names(tmp_path / "out") == ["dove.txt", "amber.txt", "birch.txt", "amber.txt", "empty.pdf"]


def test_reports_of_ours_among_the_statements_are_passed_over_whatever_their_kind(
    pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.pdf").unlink()
    out = tmp_path / "out"
    made = [folder / f"report.{form}" for form in ("html", "md", "txt")]
    for path in made:
        form = path.suffix[1:].replace("txt", "text")
        main(["check", str(folder / "amber.txt"), "--rules", pack, "--format", form, "-o", str(path)])
    arguments = ["-o", str(out), "--rules", pack, "--fail-on", "never", "--no-xlsx"]
    assert main(["batch", *map(str, made), *arguments]) == 3, "named itself, it is unread"
    made.append(folder / "twin.txt")
    made[3].write_bytes(made[2].read_bytes())
    for given in (folder, folder / "**" / "*"):
        capsys.readouterr()
        assert main(["batch", str(given), *arguments]) == 0
        assert _names(out) == ["amber.txt", "birch.txt", "amber.txt"]
        said = capsys.readouterr().err
        for path in made[1:]:
            assert f"{path}: skipped: a report of msa-check, not a statement" in said
    assert len(list((out / "statements").glob("report-*"))) == 1, "that of the HTML that was named"
    for path in folder.rglob("*[rh].txt"):
        path.unlink()
    assert main(["batch", str(folder), *arguments]) == 4


def test_a_fault_of_our_own_is_told_with_its_place(
    pack: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(jobs: Iterable[Job], work: Work, *_: object) -> Iterator[Outcome]:
        worker = Worker(work)
        for job in jobs:
            yield replace(worker.run(replace(job, failed="internal-error")), fault="Traceback\nValueError: no such day")

    monkeypatch.setattr(pool, "run", faulty)
    for command in (["check"], ["batch", "-o", str(tmp_path / "out"), *LEAN]):
        assert main([*command, str(folder / "amber.txt"), "--rules", pack]) == 3
        said = capsys.readouterr().err
        assert said.startswith("Traceback\nValueError: no such day\n")
        assert "amber.txt: not read (internal-error): A fault of msa-check itself" in said


def test_a_mistyped_path_beside_a_list_is_a_record(pack: str, folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(str(folder / "amber.txt"), encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["batch", str(tmp_path / "none.pdf"), "--files-from", str(listed), "-o", str(out), "--rules", pack]
    assert main([*arguments, *LEAN]) == 3
    assert sorted(_names(out)) == ["amber.txt", "none.pdf"]


def test_what_is_no_statement_is_counted_apart(pack: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out"
    policy = (
        "Anti-slavery policy\n\nThe purpose of this policy is to keep slavery out of our yard. This policy applies to "
        "everybody who works for us.\n\nYou must read and comply with this policy. A breach of this policy is misconduct."
    )
    (folder / "policy.txt").write_text(policy, encoding="utf-8")
    assert main(["batch", str(folder / "policy.txt"), "-o", str(out), "--rules", pack, *LEAN[:2]]) == 0
    said = capsys.readouterr().err
    assert "1 file in" in said
    assert "0 checked, 1 not judged (policies, other documents), 0 unread; 0 with gaps in the law." in said
    assert str(out / "metadata.json") in said
    (folder / "twin.txt").write_bytes((folder / "amber.txt").read_bytes())
    assert main(["batch", str(folder), "-o", str(out), "--rules", pack, *LEAN[:2]]) == 3
    said = capsys.readouterr().err
    assert "6 files in" in said
    assert (
        "4 checked, 1 not judged (policies, other documents), 1 unread, 1 unchanged since the last run, 1 duplicate; 1 with"
        in said
    )


def test_a_full_disk_is_told_otherwise_than_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    told = {
        errno.ENOSPC: "Make room or give another folder.",
        errno.EACCES: "Give a folder that can be made and written to.",
    }
    for number, cure in told.items():
        assert _cannot_write(tmp_path, OSError(number, "Fault")).cure == cure
    Store(tmp_path / "results.sqlite").close()
    fault = _cannot_write(tmp_path, OSError(errno.ENOSPC, "Fault"))
    assert fault.cure == "Make room or give another folder; what was saved is kept."


def test_a_folder_with_a_site_of_the_users_own_is_left_alone(
    pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    assert main(["batch", str(folder), "-o", str(tmp_path), "--rules", pack]) == 2
    assert "holds an index.html that is not ours" in capsys.readouterr().err
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"


def _many(folder: Path, count: int, statement: str) -> None:
    for n in range(count):
        (folder / f"s{n:03}.txt").write_text(statement % f"Number {n}", encoding="utf-8")


def _started(folder: Path, out: Path, pack: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "msa_check", "batch", str(folder), "-o", str(out), "--rules", pack, *LEAN, *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _until_some_are_done(out: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (out / "results.sqlite").exists():
            try:
                if _query(out, "SELECT count(*) FROM statements")[0][0] >= count:
                    return
            except sqlite3.OperationalError:
                pass
        time.sleep(0.02)
    pytest.fail("the batch did not come forward")


def test_ctrl_c_finishes_the_files_in_hand_and_the_next_run_goes_on(pack: str, statement: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    _many(folder, 300, statement)
    with _started(folder, out, pack) as child:
        _until_some_are_done(out, 5)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Ctrl-C again stops at once" in said
    assert "Traceback" not in said
    done = len(_records(out))
    assert 5 <= done < 300
    assert _query(out, "SELECT state, files FROM runs") == [("stopped", done)]
    assert main(["batch", str(folder), "-o", str(out), "--rules", pack, *LEAN]) == 0
    assert len(_records(out)) == 300
    assert _query(out, "SELECT reused FROM runs ORDER BY id")[1] == (done,)


def test_ctrl_c_twice_stops_at_once(pack: str, statement: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    _many(folder, 300, statement)
    with _started(folder, out, pack) as child:
        _until_some_are_done(out, 3)
        child.send_signal(signal.SIGINT)
        time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Traceback" not in said


def test_two_runs_in_one_folder_the_second_names_the_first(
    pack: str, statement: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    _many(folder, 300, statement)
    with _started(folder, out, pack) as child:
        _until_some_are_done(out, 1)
        child.send_signal(signal.SIGSTOP)  # however fast it is, it has not ended when the second begins
        assert main(["batch", str(folder), "-o", str(out), "--rules", pack, *LEAN]) == 2
        assert f"another run (process {child.pid}) is writing to this folder." in capsys.readouterr().err
        child.send_signal(signal.SIGCONT)
        child.communicate(timeout=60)
    assert child.returncode == 0


@pytest.mark.parametrize("after", [1, 20, 60, 110, 149])
def test_a_run_that_is_killed_goes_on_and_ends_the_same(pack: str, statement: str, tmp_path: Path, after: int) -> None:
    folder, out, whole = tmp_path / "in", tmp_path / "out", tmp_path / "whole"
    folder.mkdir()
    _many(folder, 150, statement)
    arguments = ["batch", str(folder), "--rules", pack, "--no-xlsx", "--quiet"]
    with _started(folder, out, pack) as child:
        _until_some_are_done(out, after)
        child.kill()
        child.communicate(timeout=60)
    assert main([*arguments, "-o", str(out)]) == 0
    assert main([*arguments, "-o", str(whole)]) == 0
    assert (out / "findings.jsonl").read_bytes() == (whole / "findings.jsonl").read_bytes()
    assert (out / "index.html").read_bytes() == (whole / "index.html").read_bytes()
    assert _query(out, "PRAGMA integrity_check") == [("ok",)]


def test_a_killed_run_leaves_no_workers_behind(pack: str, statement: str, tmp_path: Path) -> None:
    import psutil

    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    _many(folder, 300, statement)
    with _started(folder, out, pack) as child:
        _until_some_are_done(out, 2)
        children = psutil.Process(child.pid).children(recursive=True)
        child.kill()
        child.communicate(timeout=60)
    assert children
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_full_disk_is_one_clear_error_and_the_old_results_stay(
    pack: str, statement: str, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = ["batch", str(folder), "-o", str(out), "--rules", pack, "--no-xlsx"]
    main([*arguments, "--quiet"])
    before = {p.name: p.read_bytes() for p in out.rglob("*") if p.suffix in {".html", ".jsonl"}}
    _many(folder, 60, statement)
    # a file size limit makes every write fail like a full disk does
    code = f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); from msa_check.cli import main; sys.exit(main({arguments!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot be" in done.stderr
    for name, data in before.items():
        assert next(out.rglob(name)).read_bytes() == data
    assert _query(out, "PRAGMA integrity_check") == [("ok",)]
    assert main([*arguments, "--quiet"]) == 3
    assert len(_records(out)) == 64


def test_a_folder_that_may_not_be_written_is_said_before_the_run(
    pack: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    if os.access(out, os.W_OK):  # root may write everywhere but where the system itself lets nobody
        out = Path("/proc/self/reports")
    assert main(["batch", str(folder), "-o", str(out), "--rules", pack]) == 2
    assert "written" in capsys.readouterr().err
