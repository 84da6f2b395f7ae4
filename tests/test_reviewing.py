"""Decisions of reviewers: sheets are read with care, decisions kept for good and matched with what was judged."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sqlite3
import time
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from msa_check import reviewing, reviewsheet
from msa_check.errors import UsageError
from msa_check.reporting.sheets import finding_id

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("File", "Rule", "Reviewer decision", "Reviewer note", "Reviewer", "Review date", "Finding id")
TEXTS = {"training": "Is anybody trained?", "kpis": "Is it measured?"}
A, B = "training:" + "0" * 16, "kpis:" + "1" * 16
Cells = tuple[Any, ...]


def _evidence(quote: str, passage: int = 1) -> dict[str, Any]:
    return {"page": 1, "passage": passage, "quote": quote, "doubt": None, "strength": "met", "source": "rule"}


def _record(source: str = "amber.pdf", *quotes: str, verdict: str = "met", sha256: str = "ab" * 32) -> dict[str, Any]:
    passages = [_evidence(q, n) for n, q in enumerate(quotes or ("Buyers were trained.",), 1)]
    return {
        "source": source,
        "sha256": sha256,
        "findings": [
            {"rule": "training", "verdict": verdict, "reason": None, "evidence": passages},
            {"rule": "kpis", "verdict": "missing", "reason": None, "evidence": []},
        ],
    }


def _row_id(made: dict[str, Any], finding: int = 0) -> str:
    f = made["findings"][finding]
    return finding_id(made, f, f["evidence"][0] if f["evidence"] else None)


def _answer(
    finding: str, decision: str = "agree", reviewer: str = "Ann", note: str = "", day: str = "2026-11-25"
) -> reviewsheet.Answer:
    return reviewsheet.Answer("Findings row 2", finding, "amber.pdf", decision, note, reviewer, day)


def _add(
    out: Path, answers: list[reviewsheet.Answer], *records: dict[str, Any], at: str = "2026-11-25T10:00:00+00:00"
) -> reviewing.Added:
    return reviewing.add(out, answers, records or (_record(),), TEXTS, rulebook="house 1", imported_at=at)


def _csv(path: Path, *rows: Cells, heads: Cells = HEADS, delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([heads, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _xlsx(path: Path, *rows: Cells, heads: Cells = HEADS, title: str = "Findings") -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Modern slavery statements"])
    sheet = book.create_sheet(title)
    for row in (heads, *rows):
        sheet.append(row)
    book.save(path)
    return path


def _faults(path: Path) -> str:
    with pytest.raises(UsageError) as fault:
        reviewsheet.answers(path)
    return str(fault.value)


# ------------------------------------------------------------------------------------------------ sheets


def test_a_workbook_gives_its_decided_rows_and_real_dates(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "s.xlsx",
        ("amber.pdf", "training", "Agree ", " yes & <so> ", "Ann", dt.date(2026, 11, 25), A),
        ("amber.pdf", "kpis", None, None, None, None, B),
        ("amber.pdf", "kpis", "unsure", 42, "Ann", "2026-11-24", B),
    )
    assert reviewsheet.answers(path) == [
        reviewsheet.Answer("Findings row 2", A, "amber.pdf", "agree", "yes & <so>", "Ann", "2026-11-25"),
        reviewsheet.Answer("Findings row 4", B, "amber.pdf", "unsure", "42", "Ann", "2026-11-24"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_says_the_same_whatever_divides_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = (
        ("amber.pdf", "training", "disagree", "two\nlines – é", "Ann", "2026-11-25", A),
        ("b", "kpis", "agree", "", "Bo", "", B),
    )
    path = _csv(tmp_path / "s.csv", *rows, delimiter=delimiter, encoding=encoding)
    first, second = reviewsheet.answers(path)
    assert (first.decision, first.note, first.day, first.rule) == (
        "disagree",
        "two\nlines – é",
        "2026-11-25",
        "training",
    )
    assert (second.where, second.reviewer, second.day) == ("s.csv row 4", "Bo", "")


def test_columns_may_be_moved_and_an_absent_name_is_filled_in(tmp_path: Path) -> None:
    path = _csv(tmp_path / "s.csv", (A, "", "", "agree", ""), heads=(HEADS[6], *HEADS[4:6], *HEADS[2:4]))
    assert "Reviewer: nobody is named" in _faults(path)
    assert reviewsheet.answers(path, reviewer="Ann")[0].reviewer == "Ann"


def test_every_fault_is_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "s.xlsx",
        ("a", "t", "yes", "", "Ann", "", A),
        ("a", "t", "agree", "=1+1", "Ann", "", A),
        ("a", "t", "agree", "x" * 2_001, "Ann", "", A),
        ("a", "t", "agree", "", "Ann", "25/11/2026", A),
        ("a", "t", "agree", "", "Ann", 1e300, A),
        ("a", "t", "agree", "", "Ann", "", "=HYPERLINK(1)"),
        ("a", "t", "agree", "", "Ann", "", "training'; DROP TABLE decisions"),
        ("a", "t", "", "a note", "Ann", "", A),
        ("a", "t", "#N/A", "", "Ann", "", A),
    )
    said = _faults(path)
    assert "has 9 faults" in said
    for row, part in enumerate(
        (
            "Reviewer decision: found 'yes', expected agree",
            "Reviewer note: the cell holds a formula",
            "Reviewer note: more than 2,000",
            "Review date: found '25/11/2026', expected a day",
            "Review date: found '1e+300'",
            "Finding id: the cell holds a formula",
            "Finding id: found ",
            "Reviewer decision: a note without a decision",
            "Reviewer decision: the cell holds an error",
        ),
        2,
    ):
        assert f"Findings row {row}, {part}" in said


def test_two_answers_of_one_reviewer_on_one_finding_are_refused_and_repeats_are_not(tmp_path: Path) -> None:
    same = ("a", "t", "agree", "", "Ann", "", A)
    assert len(reviewsheet.answers(_csv(tmp_path / "s.csv", same, same))) == 1
    said = _faults(_csv(tmp_path / "s.csv", same, ("a", "t", "disagree", "", "Ann", "", A)))
    assert "s.csv row 3, Reviewer decision: 'Ann' says disagree here and agree in s.csv row 2" in said


def test_sheets_without_our_columns_are_refused(tmp_path: Path) -> None:
    assert "no column 'Finding id'" in _faults(_csv(tmp_path / "a.csv", ("x",), heads=("File",)))
    assert "no sheet has a column 'Finding id' (sheets: 'Read me', 'Other')" in _faults(
        _xlsx(tmp_path / "a.xlsx", ("x",), heads=("File",), title="Other")
    )
    said = _faults(_csv(tmp_path / "b.csv", ("agree", A), heads=("Reviewer decision", "Finding id")))
    assert "row 1: there is no column Reviewer note" in said
    assert "two columns are named Reviewer" in _faults(_csv(tmp_path / "c.csv", heads=(*HEADS, "Reviewer")))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 and no more", "damaged or locked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "neither an XLSX nor a CSV"),
        (b"%PDF-1.7", "neither an XLSX nor a CSV"),
        (b"Finding id,\xff\xfe\xfd", "not in UTF-8"),
        (b"", "no column 'Finding id'"),
        (b"Finding id\n" + b"x" * 200_000, "no column Reviewer decision"),
    ],
)
def test_files_of_another_kind_are_refused_in_plain_words(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(data)
    assert says in _faults(path)


def _with_sheet(path: Path, xml: bytes) -> Path:
    """A workbook whose first sheet is ``xml``."""
    _xlsx(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = xml
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "document type definition"),
        (b"<worksheet><sheetData><row><c", "cannot be read (Read me"),
        (b'<worksheet><sheetData><row r="x"/></sheetData></worksheet>', "cannot be read (Read me"),
        (
            b'<worksheet><sheetData><row><c r="A1" t="s"><v>999999</v></c></row></sheetData></worksheet>',
            "cannot be read",
        ),
        (
            b'<worksheet><sheetData><row><c r="A1" t="s"><v>-1</v></c></row></sheetData></worksheet>',
            "points at no text",
        ),
        (b'<worksheet><sheetData><row><c r="AAAAA1"><v>1</v></c></row></sheetData></worksheet>', "is no cell"),
        (b"<worksheet>" + b" " * (65 << 20), "far more than its size"),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path: Path, xml: bytes, says: str) -> None:
    assert says in _faults(_with_sheet(tmp_path / "s.xlsx", xml))


def test_a_missing_sheet_is_said(tmp_path: Path) -> None:
    assert "cannot be read (No such file" in _faults(tmp_path / "none.xlsx")


# ------------------------------------------------------------------------------------------------ the store


def test_decisions_are_only_added(tmp_path: Path) -> None:
    a = _row_id(_record())
    assert _add(tmp_path, [_answer(a)]) == reviewing.Added(1, 0, 0)
    assert _add(tmp_path, [_answer(a)], at="later") == reviewing.Added(0, 1, 0)
    assert _add(tmp_path, [_answer(a, "disagree", note="on a second look")]) == reviewing.Added(1, 0, 0)
    kept = reviewing.load(tmp_path).decisions
    assert [(d.id, d.decision, d.imported_at) for d in kept] == [
        (1, "agree", "2026-11-25T10:00:00+00:00"),
        (2, "disagree", "2026-11-25T10:00:00+00:00"),
    ]
    assert (kept[0].rule, kept[0].source, kept[0].sha256, kept[0].rulebook) == (
        "training",
        "amber.pdf",
        "ab" * 32,
        "house 1",
    )
    db = sqlite3.connect(tmp_path / reviewing.NAME)
    for change in ("UPDATE decisions SET decision = 'agree'", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            db.execute(change)
    db.close()


def test_a_sheet_of_another_folder_is_refused_and_an_older_one_kept_as_recheck(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none of its rows"):
        _add(tmp_path, [_answer(A)])
    assert reviewing.load(tmp_path).decisions == ()
    made = _record()
    assert _add(tmp_path, [_answer(A), _answer(_row_id(made, 1))]) == reviewing.Added(2, 0, 1)
    human = reviewing.human_verdicts(reviewing.load(tmp_path), made, TEXTS)
    assert human == {
        _row_id(made): "re-check: agree (Ann, 2026-11-25)",
        _row_id(made, 1): "agree (Ann, 2026-11-25)",
    }


def test_another_file_under_the_name_is_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / reviewing.NAME)
    db.execute("CREATE TABLE other (x)")
    db.close()
    with pytest.raises(UsageError, match="it is not a file of reviewers' decisions"):
        reviewing.load(tmp_path)
    (tmp_path / reviewing.NAME).write_bytes(b"no database at all" * 100)
    with pytest.raises(UsageError, match="cannot be read or written"):
        reviewing.load(tmp_path)


@pytest.mark.parametrize(
    ("later", "texts", "recheck"),
    [
        (_record(), TEXTS, False),
        (_record("moved.pdf"), TEXTS, False),
        (_record("amber.pdf", "Buyers were trained.", "Twice."), TEXTS, True),
        (_record("amber.pdf", "Buyers were told."), TEXTS, True),
        (_record(verdict="partial"), TEXTS, True),
        (_record(sha256="cd" * 32), TEXTS, True),
        (_record(), {**TEXTS, "training": "Is everybody trained?"}, True),
    ],
    ids=["same", "moved", "more-evidence", "other-passage", "other-verdict", "other-bytes", "other-rule"],
)
def test_a_decision_stands_while_what_was_judged_does(
    tmp_path: Path, later: dict[str, Any], texts: dict[str, str], *, recheck: bool
) -> None:
    _add(tmp_path, [_answer(_row_id(_record()))])
    said = reviewing.human_verdicts(reviewing.load(tmp_path), later, texts)
    assert said == {_row_id(later): ("re-check: " if recheck else "") + "agree (Ann, 2026-11-25)"}


def test_a_new_decision_ends_the_recheck_of_that_reviewer_only(tmp_path: Path) -> None:
    first, later = _record(), _record("amber.pdf", "Buyers were trained.", "Twice.")
    _add(tmp_path, [_answer(_row_id(first)), _answer(_row_id(first), reviewer="Bo")], first)
    _add(tmp_path, [_answer(_row_id(later), "disagree")], later)
    reviews = reviewing.load(tmp_path)
    assert reviewing.human_verdicts(reviews, later, TEXTS) == {
        _row_id(later): "disagree (Ann, 2026-11-25); re-check: agree (Bo, 2026-11-25)"
    }
    told = reviewing.with_reviews(reviews, later, TEXTS)
    assert [(r["reviewer"], r["standing"]) for r in told["findings"][0]["reviews"]] == [
        ("Ann", "current"),
        ("Bo", "re-check"),
    ]
    assert "reviews" not in told["findings"][1]
    assert "reviews" not in later["findings"][0]


def test_conflicts_are_listed_and_nothing_decides_between_them(tmp_path: Path) -> None:
    a, made = _row_id(_record()), _record()
    _add(tmp_path, [_answer(a), _answer(a, "disagree", "Bo", "only told")])
    reviews = reviewing.load(tmp_path)
    assert reviewing.human_verdicts(reviews, made, TEXTS)[a] == (
        "conflict: agree (Ann, 2026-11-25); disagree (Bo, 2026-11-25): only told"
    )
    opinions = [o for *_, o in reviewing.standing(reviews, [made, _record("twin.pdf")], TEXTS)]
    found = reviewing.agreement(opinions)
    assert [[d.reviewer for d in c] for c in found.conflicts] == [["Ann", "Bo"]]
    assert found.rules == (reviewing.Count("training", 1, 1, 0, 0),)
    assert found.rules[0].agreement == 0.5
    assert reviewing.in_one_word(opinions) == "conflict"
    assert reviewing.in_one_word([]) is None
    assert reviewing.Count("x", 0, 0, 2, 1).agreement is None


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # Cohen's kappa by hand: 20 both yes, 5 and 10 apart, 15 both no: 35/50 observed, 0.5 by chance.
        (
            {("agree", "agree"): 20, ("agree", "disagree"): 5, ("disagree", "agree"): 10, ("disagree", "disagree"): 15},
            0.4,
        ),
        ({("agree", "agree"): 3, ("disagree", "disagree"): 2}, 1.0),
        ({("agree", "disagree"): 1, ("disagree", "agree"): 1}, -1.0),
        ({("agree", "unsure"): 4}, 0.0),
        ({("agree", "agree"): 4}, None),
        ({}, None),
    ],
)
def test_kappa(table: dict[tuple[str, str], int], expected: float | None) -> None:
    found = reviewing.kappa([pair for pair, n in table.items() for _ in range(n)])
    assert found == (expected if expected is None else pytest.approx(expected))


def test_two_reviewers_are_compared_on_the_rows_both_decided(tmp_path: Path) -> None:
    records = [_record(f"{n}.pdf", sha256=f"{n:064d}") for n in range(4)]
    ids = [_row_id(r) for r in records]
    ann = [_answer(i, d) for i, d in zip(ids, ("agree", "agree", "disagree", "unsure"), strict=True)]
    bo = [_answer(i, d, "Bo") for i, d in zip(ids[:3], ("agree", "disagree", "disagree"), strict=True)]
    _add(tmp_path, ann + bo, *records)
    found = reviewing.agreement(o for *_, o in reviewing.standing(reviewing.load(tmp_path), records, TEXTS))
    (pair,) = found.pairs
    assert (pair.first, pair.second, pair.rows, pair.same) == ("Ann", "Bo", 3, 2)
    assert pair.kappa == pytest.approx(0.4)


def test_ten_thousand_reviewed_rows_come_in_within_ten_seconds(tmp_path: Path) -> None:
    records = [_record(f"{n}.pdf", sha256=f"{n:064d}") for n in range(5_000)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Findings")
    wide = [f"Column {n}" for n in range(18)]
    sheet.append([*wide, *HEADS])
    for r in records:
        for n in range(2):
            day = dt.date(2026, 11, 25)
            sheet.append(
                [*["A sentence of the statement."] * 18, r["source"], "", "agree", "seen", "Ann", day, _row_id(r, n)]
            )
    book.save(tmp_path / "s.xlsx")
    start = time.monotonic()
    assert _add(tmp_path, reviewsheet.answers(tmp_path / "s.xlsx"), *records).added == 10_000
    assert time.monotonic() - start < 10
