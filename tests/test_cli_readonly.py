"""Results that may only be read - an archive, a disc, a colleague's folder: what reads them works, what writes says so."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path

LINES = "StatementYear,OrganisationName,StatementURL\n2026,Amber Ltd,https://amber.example/statement\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, statement: str) -> Path:
    """The output folder of a batch, with a decision, and the sheet it came from beside it."""
    base = tmp_path_factory.mktemp("results")
    (base / "amber.txt").write_text(statement % "Amber", encoding="utf-8")
    out = base / "out"
    main(["batch", str(base / "amber.txt"), "-o", str(out), "--quiet"])
    book = openpyxl.load_workbook(out / "findings.xlsx")
    sheet = book["Findings"]
    at = {c.value: c.column for c in sheet[1]}
    sheet.cell(2, at["Reviewer decision"]).value = "agree"
    sheet.cell(2, at["Reviewer"]).value = "Ann"
    book.save(base / "decided.xlsx")
    assert main(["review", "import", str(base / "decided.xlsx"), str(out)]) == 0
    return out


@pytest.fixture
def out(results: Path, tmp_path: Path) -> Path:
    """A copy of it that may not be written."""
    made = tmp_path / "out"
    shutil.copytree(results, made)
    _shut(made)
    return made


def _shut(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as a user who may not write where the folder says so; root is made such a user."""
    before: list[str] = []
    if os.access("/", os.W_OK):
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and there is no setpriv to change that")
        before = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    command = [*before, sys.executable, "-m", "msa_check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["export", "OUT", "--format", "jsonl", "-o", "NEW"], "reviews.jsonl"),
        (["compare", "OUT", "--to", "NEW"], "comparison.html"),
        (["compare", "OUT", "--years", "--to", "NEW"], "years.html"),
        (["silences", "OUT", "--to", "NEW"], "silences.html"),
    ],
)
def test_what_reads_results_works_where_nothing_may_be_written(
    out: Path, tmp_path: Path, arguments: list[str], made: str
) -> None:
    new = tmp_path / "new"
    before = _names(out)
    done = _run(*({"OUT": out, "NEW": new}.get(a, a) for a in arguments))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert made in _names(new)
    assert _names(out) == before


def test_decisions_can_be_listed_where_nothing_may_be_written(out: Path) -> None:
    done = _run("review", "list", out)
    assert (done.returncode, "human agree (Ann)" in done.stdout) == (0, True), done.stderr


def test_what_a_running_batch_has_written_is_read_as_well(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(results, out)
    writer = sqlite3.connect(out / "results.sqlite", isolation_level=None)
    writer.execute("UPDATE runs SET state = 'stopped'")  # it stands in the log, which the results store needs
    _shut(out)
    done = _run("review", "list", out)
    writer.close()
    assert done.returncode == 0, done.stderr
    assert "the last run did not come to its end" in done.stderr


def test_a_part_that_a_killed_run_left_beside_the_store_is_not_passed_over(results: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "first", tmp_path / "out"
    shutil.copytree(results, first)
    writer = sqlite3.connect(first / "results.sqlite", isolation_level=None)
    writer.execute("UPDATE runs SET state = 'stopped'")
    shutil.copytree(first, out)
    writer.close()
    (out / "results.sqlite-shm").unlink()
    _shut(out)
    done = _run("review", "list", out)
    assert done.returncode == 2, done.stderr
    assert "Copy the whole folder to where you may write, and give the copy." in done.stderr


@pytest.mark.parametrize("command", [["import", "SHEET"], ["apply"]])
def test_what_writes_says_in_one_line_that_it_may_not(out: Path, results: Path, command: list[str]) -> None:
    done = _run("review", *(str(results.parent / "decided.xlsx") if c == "SHEET" else c for c in command), out)
    assert done.returncode == 2
    assert done.stderr == (
        f"msa-check: {out}: the folder may not be written (Permission denied). "
        "Copy it to where you may write, or give another output folder.\n"
    )


def test_matching_the_register_says_in_one_line_that_it_may_not(tmp_path: Path) -> None:
    table, out = tmp_path / "StatementSummaries2026.csv", tmp_path / "out"
    table.write_text(LINES, encoding="utf-8")
    assert main(["register", "import", str(table), "--to", str(out)]) == 0
    _shut(out)
    done = _run("register", "match", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert f"{out}: the folder may not be written (Permission denied)." in done.stderr
