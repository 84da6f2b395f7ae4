"""``msa-check compare --years``: from a batch to a page and a workbook, and what it says when that cannot be."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "Modern slavery statement\n\nThis statement is made under section 54 of the Modern Slavery Act 2015 by {name} Ltd for the "
    "year to 31 March {year}.\n\nWe make rope and nets in two yards by the sea.\n\n"
)
FOOT = "\n\nApproved by the board on 3 June {year}.\n\nAda Moorcroft\nDirector\n"
POLICY = "We have a policy on modern slavery, and every supplier signs it."
PLAN = "Next year we will train all our buyers on forced labour."
VISITS = {2024: "In the year we visited eleven farms.", 2025: "In the year we visited fourteen farms."}
DONE = "In June all our buyers were trained on forced labour."


def _batch(folder: Path, out: Path) -> None:
    main(["batch", str(folder), "-o", str(out), "--no-xlsx", "--quiet", "--fail-on", "never"])


def _write(path: Path, name: str, year: int, *texts: str) -> None:
    whole = HEAD.format(name=name, year=year) + "\n\n".join(texts) + FOOT.format(year=year)
    path.write_text(whole, encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    _write(folder / "b-old.txt", "Amber", 2024, POLICY, PLAN, VISITS[2024], "We sold our old mill.")
    _write(folder / "a-new.txt", "Amber", 2025, POLICY, DONE, VISITS[2025])
    _write(folder / "basil.txt", "Basil", 2025, POLICY)
    shutil.copy(folder / "b-old.txt", folder / "twin.txt")
    _batch(folder, tmp_path / "out")
    return tmp_path / "out"


def _sheet(path: Path, name: str) -> list[dict[str, object]]:
    heads, *rows = list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_page_and_workbook_tell_what_changed(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(out), "--years"]) == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert "years.html" in said.err
    assert not (out / "comparison.html").exists()
    page = (out / "years.html").read_text(encoding="utf-8")
    assert "Amber Ltd" in page
    assert "Basil" not in page
    assert "visited <del>" in page
    assert '<p class="lede">Of its ' in page
    assert "Perhaps done" in page
    assert 'href="statements/' in page
    book = out / "years.xlsx"
    (row,) = _sheet(book, "Changes")
    assert (row["Organisation"], row["From"], row["To"]) == ("Amber Ltd", "31 March 2024", "31 March 2025")
    assert row["Earlier file"] != row["Later file"]
    told = {(r["What"], r["Earlier"], r["Later"]) for r in _sheet(book, "Sentences")}
    assert ("Dropped", "We sold our old mill.", None) in told
    assert ("Changed", VISITS[2024], VISITS[2025]) in told
    assert ("New", None, DONE) in told
    assert not any(POLICY in r for r in told)
    plans = _sheet(book, "Announcements")
    assert [(r["Announced"], r["Seems"], r["Later says"]) for r in plans] == [(PLAN, "Perhaps done", DONE)]
    lost = {
        r["Id"]: (r["Passage"], r["What became of it"]) for r in _sheet(book, "Verdicts") if r["Won or lost"] == "Lost"
    }
    assert lost["future-commitments"] == (PLAN, "The passage was dropped.")


def test_counts_of_the_page_are_those_of_the_workbook(out: Path) -> None:
    assert main(["compare", str(out), "--years"]) == 0
    page = (out / "years.html").read_text(encoding="utf-8")
    (row,) = _sheet(out / "years.xlsx", "Changes")
    told = {what: int(n) for what, n in re.findall(r"<h4>(New|Dropped|Changed): (\d+)", page)}
    assert told == {what: row[what] for what in ("New", "Dropped", "Changed")}
    assert f"Verdicts: {row['Verdicts won']} won, {row['Verdicts lost']} lost" in page


def test_a_statement_taken_over_whole_is_told_so(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2024, 2025):
        _write(
            folder / f"cedar-{year}.txt", "Cedar", 2024, POLICY, *(["We sold our old mill."] if year == 2024 else [])
        )
    _batch(folder, tmp_path / "out")
    assert main(["compare", str(tmp_path / "out"), "--years"]) == 0
    page = (tmp_path / "out" / "years.html").read_text(encoding="utf-8")
    assert (
        "word for word: 100 % of its words. None changed, none are new, and 1 of the earlier statement was dropped."
        in page
    )
    assert "Both say that they are for 31 March 2024" in page
    assert "file of 2025" in page


def test_the_same_input_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(["compare", str(out), "--years", "--to", str(tmp_path / name)]) == 0
    for name in ("years.html", "years.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert "../out/statements/" in (tmp_path / "one" / "years.html").read_text(encoding="utf-8")


def test_where_nobody_has_two_statements_the_page_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    _write(folder / "basil.txt", "Basil", 2025, POLICY)
    _batch(folder, tmp_path / "out")
    assert main(["compare", str(tmp_path / "out"), "--years"]) == 0
    assert "No organisation has two statements" in capfd.readouterr().err
    assert "No organisation has two statements" in (tmp_path / "out" / "years.html").read_text(encoding="utf-8")


def test_no_results_is_a_plain_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path / "nowhere"), "--years"]) == 2
    assert "there are no results here" in capfd.readouterr().err


def test_a_batch_without_statements_has_nothing_to_compare(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Nothing here.", encoding="utf-8")
    _batch(tmp_path / "a.txt", tmp_path / "out")
    assert main(["compare", str(tmp_path / "out"), "--years"]) == 2
    assert "judged no statement" in capfd.readouterr().err
