"""A batch on a real dask scheduler with two worker processes on this machine: the same findings as without one."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from msa_check.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

STATEMENT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Number %d Ltd for the year to 31 March 2026.

Our buyers were %s on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.
"""


@pytest.fixture(scope="module")
def pack(pack_of_module: str) -> str:
    """The results of one run are compared with those of others."""
    return pack_of_module


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 files, one of them empty."""
    folder = tmp_path_factory.mktemp("in")
    for n in range(199):
        text = STATEMENT % (n, "trained" if n % 3 else "told")
        (folder / f"s{n:03}.txt").write_text(text, encoding="utf-8")
    (folder / "void.pdf").touch()
    return folder


@pytest.fixture(scope="module")
def whole(pack: str, files: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a run on this machine finds."""
    out = tmp_path_factory.mktemp("whole")
    main(["batch", str(files), "-o", str(out), "--rules", pack, "--no-html", "--no-xlsx", "--quiet"])
    return (out / "findings.jsonl").read_bytes()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a scheduler, and its two workers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    log = (tmp_path / "cluster.log").open("w+")
    scheduler = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
        "--no-show",
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--local-directory",
        str(tmp_path),
    ]
    started = [subprocess.Popen(scheduler, stdout=log, stderr=log)]
    try:
        time.sleep(1)
        started += [subprocess.Popen([*worker, "--name", name], stdout=log, stderr=log) for name in ("one", "two")]
        deadline = time.monotonic() + 60
        while len(re.findall(r"Register worker", (tmp_path / "cluster.log").read_text())) < 2:
            assert time.monotonic() < deadline, (tmp_path / "cluster.log").read_text()
            time.sleep(0.1)
        yield address, [psutil.Process(p.pid) for p in started[1:]]
    finally:
        for p in reversed(started):
            p.send_signal(signal.SIGTERM)
        for p in reversed(started):
            try:
                p.wait(15)
            except subprocess.TimeoutExpired:
                p.kill()
        log.close()


def _until_some_are_done(out: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(sqlite3.OperationalError):
            if (out / "results.sqlite").exists():
                db = sqlite3.connect(out / "results.sqlite")
                done = db.execute("SELECT count(*) FROM statements").fetchone()[0]
                db.close()
                if done >= count:
                    assert done < 150, "the run was over before a worker could be killed"
                    return
        time.sleep(0.02)
    pytest.fail("the batch did not come forward")


def _command(files: Path, out: Path, pack: str, address: str, *more: str) -> list[str]:
    return ["batch", str(files), "-o", str(out), "--rules", pack, "--engine", "dask", "--scheduler", address, *more]


def test_the_findings_are_those_of_a_run_on_one_machine(
    cluster: tuple[str, list[psutil.Process]], pack: str, files: Path, whole: bytes, tmp_path: Path
) -> None:
    for more in (["--no-html"], ["--send-files", "--fresh"]):
        assert main(_command(files, tmp_path / "out", pack, cluster[0], "--no-xlsx", "--quiet", *more)) == 3
        assert (tmp_path / "out" / "findings.jsonl").read_bytes() == whole
    assert len(list((tmp_path / "out" / "statements").glob("*.html"))) == 200, "sent files come back as pages"


def test_a_worker_that_is_killed_loses_nothing(
    cluster: tuple[str, list[psutil.Process]], pack: str, files: Path, whole: bytes, tmp_path: Path
) -> None:
    address, workers = cluster
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "msa_check",
        *_command(files, out, pack, address, "--no-html", "--no-xlsx", "--quiet"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        _until_some_are_done(out, 10)
        for process in [*workers[0].children(recursive=True), workers[0]]:
            process.kill()
        _, said = child.communicate(timeout=120)
    assert child.returncode == 3, said
    assert (out / "findings.jsonl").read_bytes() == whole


def test_a_file_that_hangs_is_recorded_and_the_rest_goes_on(
    cluster: tuple[str, list[psutil.Process]], pack: str, files: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    for n in range(5):
        (slow / f"s{n}.txt").write_bytes((files / f"s00{n}.txt").read_bytes())
    # so many open elements that no parser is through in the time given
    (slow / "deep.html").write_text("<html><body>" + "<div>" * 400_000 + STATEMENT % (1, "trained"), encoding="utf-8")
    out = tmp_path / "out"
    assert main(_command(slow, out, pack, cluster[0], "--no-html", "--no-xlsx", "--quiet", "--max-seconds", "2")) == 3
    records = [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["status"], r["why"] is None) for r in records] == [("unread", False), *[("ok", True)] * 5]


def test_a_scheduler_that_is_not_there_is_one_clear_error(
    pack: str, files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from msa_check.batch import cluster

    monkeypatch.setattr(cluster, "_TIMEOUT", "1s")
    assert main(_command(files, tmp_path / "out", pack, "tcp://127.0.0.1:9", "--quiet")) == 2
    assert "tcp://127.0.0.1:9: the dask scheduler cannot be reached" in capsys.readouterr().err
