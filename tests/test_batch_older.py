"""Nothing of an older run contradicts a newer one, and nothing goes that is not ours or that somebody wrote into."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import openpyxl
import pytest

from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, statement: str) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("amber", "birch", "cedar"):
        (made / f"{name}.txt").write_text(statement % name.title(), encoding="utf-8")
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


def _write_into(workbook: Path, text: str) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Findings"]["A2"].value = text
    book.save(workbook)


def _written(workbook: Path) -> object:
    return openpyxl.load_workbook(workbook)["Findings"]["A2"].value


@pytest.mark.parametrize("fewer", [["cedar.txt"], [".", "--limit", "1"], ["cedar.txt", "--no-html"]])
def test_a_small_run_costs_the_large_one_nothing(
    fewer: list[str], pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _batch(pack, out, folder)
    _batch(pack, out, folder / fewer[0], *fewer[1:])
    assert _pages(out) == ["amber", "birch", "cedar"]
    capsys.readouterr()
    _batch(pack, out, folder)
    assert "3 checked, 0 unread, 3 unchanged since the last run" in capsys.readouterr().err


def test_nothing_leads_to_pages_of_files_that_were_not_given(pack: str, folder: Path, out: Path) -> None:
    _batch(pack, out, folder / "cedar.txt")
    index = (out / "index.html").read_text(encoding="utf-8")
    assert {p.name.rsplit("-", 1)[0]: p.name in index for p in (out / "statements").iterdir()} == {
        "amber": False,
        "birch": False,
        "cedar": True,
    }


def test_what_the_run_does_not_write_goes(
    pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    _batch(pack, out, folder / "cedar.txt", "--no-xlsx", "--no-html")
    said = capsys.readouterr().err
    assert "Removed, as it was of an older run: index.html, findings.xlsx." in said
    assert sorted(p.name for p in out.iterdir()) == [
        ".msa-check.lock",
        "findings.jsonl",
        "metadata.json",
        "results.sqlite",
        "statements",
    ]


def test_a_page_goes_with_its_result(pack: str, statement: str, folder: Path, out: Path) -> None:
    (folder / "birch.txt").write_text(statement % "Silver Birch", encoding="utf-8")
    _batch(pack, out, folder / "amber.txt", folder / "birch.txt", "--no-html")
    assert _pages(out) == ["amber"]
    sheet = openpyxl.load_workbook(out / "findings.xlsx")["Summary"]
    (link,) = [c.hyperlink.target for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert (out / link).is_file()
    _batch(pack, out, folder / "amber.txt", folder / "birch.txt")
    assert _pages(out) == ["amber", "birch"]


def test_what_is_old_goes_only_when_the_new_is_there(pack: str, folder: Path, out: Path) -> None:
    (out / "findings.jsonl").unlink()
    (out / "findings.jsonl").mkdir()  # so that it cannot be written
    arguments = ["batch", str(folder), "-o", str(out), "--rules", pack, "--no-xlsx", "--no-html"]
    assert main(arguments) == 2
    assert (out / "index.html").is_file()
    assert (out / "findings.xlsx").is_file()


def test_files_that_are_not_ours_stay(pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "index.html").write_text("<p>A page of my own.</p>", encoding="utf-8")
    _write_into(out / "findings.xlsx", "looked at")
    shutil.copy(out / "findings.xlsx", out / "mine.xlsx")
    capsys.readouterr()
    _batch(pack, out, folder / "cedar.txt", "--no-xlsx", "--no-html")
    said = capsys.readouterr().err
    assert {"index.html", "findings.xlsx", "mine.xlsx"} <= {p.name for p in out.iterdir()}
    assert "findings.xlsx is of an older run too, and stays as somebody wrote into it" in said


def test_a_workbook_that_somebody_wrote_into_is_never_lost(
    pack: str, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("looked at", "looked at again"):
        _write_into(out / "findings.xlsx", text)
        capsys.readouterr()
        _batch(pack, out, folder)
        assert "had been written into and is kept as" in capsys.readouterr().err
    assert _written(out / "findings-before.xlsx") == "looked at"
    assert _written(out / "findings-before-2.xlsx") == "looked at again"
    assert "looked" not in str(_written(out / "findings.xlsx"))
    _batch(pack, out, folder)
    assert len(list(out.glob("*.xlsx"))) == 3, "one that nobody wrote into is written over"


def test_review_apply_keeps_what_was_not_imported(pack: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write_into(out / "findings.xlsx", "looked at")
    capsys.readouterr()
    assert main(["review", "apply", str(out), "--rules", pack]) == 0
    kept = out / "findings-before.xlsx"
    assert f"is kept as {kept}." in capsys.readouterr().err
    assert _written(kept) == "looked at"


def test_a_page_named_by_a_forged_store_stays(
    pack: str, statement: str, folder: Path, out: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine-12345678.html"
    mine.touch()
    db = sqlite3.connect(out / "results.sqlite", isolation_level=None)
    db.execute("UPDATE statements SET page = '../../mine-12345678.html' WHERE source LIKE '%amber.txt'")
    db.close()
    (folder / "amber.txt").write_text(statement % "Black Amber", encoding="utf-8")
    _batch(pack, out, folder / "amber.txt")
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
