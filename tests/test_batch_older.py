"""Nothing of an older run stands unmarked beside a newer one, and nothing goes that is not ours."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from msa_check import shelf
from msa_check.batch import inputs, pool
from msa_check.batch.run import Plan, Summary, run
from msa_check.batch.task import Work
from msa_check.cli import main
from msa_check.reading import ReadOptions
from msa_check.rulebook import load, without_examples

RULE = """\
id: trained
title: Trained
area: steps
order: 1
basis: {act: House rules, link: "https://example.org/"}
force: law
question: Is anybody trained?
evidence:
  - {all: ["trained", "slavery"]}
remedy: Say who was trained.
examples:
  met: [Our buyers were trained on slavery.]
"""
STATEMENT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by %s Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """One rule, so that a worker starts fast."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "_pack.yaml").write_text(
        'id: house\ntitle: House rules\nversion: "1"\nareas:\n  - {id: steps, title: Steps}\n', encoding="utf-8"
    )
    (folder / "trained.yaml").write_text(RULE, encoding="utf-8")
    for source in (shelf.rules_dir() / "uk-s54").iterdir():
        if source.name.startswith(("cues", "lexicon")):
            (folder / source.name).write_bytes(source.read_bytes())
    return str(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("amber", "birch", "cedar"):
        (made / f"{name}.txt").write_text(STATEMENT % name.title(), encoding="utf-8")
    return made


@pytest.fixture
def out(tmp_path: Path, folder: Path, pack: str) -> Path:
    """The results of a run about amber and birch."""
    made = tmp_path / "out"
    _batch(pack, made, folder / "amber.txt", folder / "birch.txt")
    return made


def _batch(pack: str, out: Path, *arguments: object) -> None:
    assert main(["batch", *map(str, arguments), "-o", str(out), "--rules", pack, "--jobs", "1"]) == 0


def _pages(out: Path) -> list[str]:
    return sorted(p.name.rsplit("-", 1)[0] for p in (out / "statements").iterdir())


def _query(out: Path, query: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(out / "results.sqlite")
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def test_pages_of_files_that_left_the_input_go(
    pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _pages(out) == ["amber", "birch"]
    capsys.readouterr()
    _batch(pack, out, folder / "birch.txt", folder / "cedar.txt")
    assert _pages(out) == ["birch", "cedar"]
    assert "Removed, as it was of an older run: 1 page in statements." in capsys.readouterr().err
    assert _query(out, "SELECT count(*) FROM statements WHERE source LIKE '%amber.txt' AND page <> ''") == [(0,)]
    _batch(pack, out, folder)
    assert _pages(out) == ["amber", "birch", "cedar"], "and come back with their file"


def test_what_the_run_does_not_write_goes(
    pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    _batch(pack, out, folder / "cedar.txt", "--no-xlsx", "--no-html")
    said = capsys.readouterr().err
    assert "Removed, as it was of an older run: index.html, findings.xlsx, 2 pages in statements." in said
    assert sorted(p.name for p in out.iterdir()) == [
        ".msa-check.lock",
        "findings.jsonl",
        "metadata.json",
        "results.sqlite",
        "statements",
    ]
    assert _pages(out) == []


def test_without_pages_nothing_links_to_one(pack: str, folder: Path, out: Path) -> None:
    (folder / "birch.txt").write_text(STATEMENT % "Silver Birch", encoding="utf-8")
    _batch(pack, out, folder / "amber.txt", folder / "birch.txt", "--no-html")
    assert _pages(out) == []
    sheet = openpyxl.load_workbook(out / "findings.xlsx")["Summary"]
    assert [c.hyperlink for row in sheet.iter_rows() for c in row if c.hyperlink] == []
    _batch(pack, out, folder / "amber.txt", folder / "birch.txt")
    assert _pages(out) == ["amber", "birch"]


def test_files_that_are_not_ours_stay(pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "index.html").write_text("<p>A page of my own.</p>", encoding="utf-8")
    (out / "statements" / "notes-12345678.html").write_text("<p>Notes.</p>", encoding="utf-8")
    (out / "statements" / "scan.pdf").touch()
    book = openpyxl.load_workbook(out / "findings.xlsx")
    book["Findings"]["A2"].value = "looked at"
    book.save(out / "findings.xlsx")
    shutil.copy(out / "findings.xlsx", out / "mine.xlsx")
    capsys.readouterr()
    _batch(pack, out, folder / "cedar.txt", "--no-xlsx", "--no-html")
    said = capsys.readouterr().err
    assert {"index.html", "findings.xlsx", "mine.xlsx"} <= {p.name for p in out.iterdir()}
    assert sorted(p.name for p in (out / "statements").iterdir()) == ["notes-12345678.html", "scan.pdf"]
    assert "findings.xlsx is of an older run too, and stays as somebody wrote into it" in said


def test_a_page_named_by_a_forged_store_stays(pack: str, folder: Path, out: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine-12345678.html"
    mine.touch()
    db = sqlite3.connect(out / "results.sqlite", isolation_level=None)
    db.execute("UPDATE statements SET page = '../../mine-12345678.html'")
    db.close()
    _batch(pack, out, folder / "cedar.txt")
    assert mine.is_file()


def test_what_other_commands_made_stays_and_is_named(
    pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("comparison.html", "comparison.xlsx", "years.html", "copies.xlsx", "silences.html"):
        (out / name).write_text("of last week", encoding="utf-8")
    (out / "statements.csv").write_text("a list of my own", encoding="utf-8")
    capsys.readouterr()
    _batch(pack, out, folder / "cedar.txt")
    said = capsys.readouterr().err
    assert said.partition("Still of an older run, until you make it anew:\n")[2].splitlines() == [
        f"  comparison.html, comparison.xlsx: msa-check compare {out}",
        f"  years.html: msa-check compare {out} --years",
        f"  copies.xlsx: msa-check compare {out} --copies",
        f"  silences.html: msa-check silences {out}",
    ]
    assert (out / "comparison.html").read_text(encoding="utf-8") == "of last week"
    (out / "register.sqlite").touch()
    _batch(pack, out, folder / "cedar.txt")
    assert f"  statements.csv: msa-check register match {out}\n" in capsys.readouterr().err


class _Stopping:
    """Looks on, and asks to stop before the first file."""

    def began(self, files: int, workers: int) -> None: ...
    def done(self, *, gaps: bool, unread: bool, reused: bool, pages: int) -> None: ...
    def writing(self) -> None: ...
    def stopping(self) -> bool:
        return True


def test_a_run_that_was_stopped_keeps_the_pages_of_files_still_to_come(pack: str, folder: Path, out: Path) -> None:
    work = Work(rulebook=without_examples(load(Path(pack))), options=ReadOptions(), pages=str(out / "statements"))
    plan = Plan(out=out, work=work, crew=pool.Crew(jobs=1), html=True)
    summary: Summary = run(inputs.find([folder]), plan, _Stopping(), now=lambda: "2026-11-25T10:00:00")
    assert (summary.stopped, summary.removed) == (True, [])
    assert _pages(out)[:2] == ["amber", "birch"]
