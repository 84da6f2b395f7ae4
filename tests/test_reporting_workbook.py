"""The workbook: text is text, nothing is lost or cut in silence, the same input gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msa_check import checking, reading, rulebook
from msa_check.inert import CELL_LIMIT
from msa_check.model import DocumentType, Facts, Report, Rulebook, Statement
from msa_check.record import Record, record
from msa_check.reporting import sheets
from msa_check.reporting.sheetdata import Part, column_name, lines, text_xml
from msa_check.reporting.workbook import workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
NAMES = ("cobbleswick-toys.txt", "brackenfold-care.html", "quenby-rowe-error.html", "mallowfield-no-steps.txt")
TITLES = ["Read me", "Summary", "Matrix", "Findings", "Facts", "Unread", "Rules"]
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "#N/A",
    "TRUE",
    "1e5",
]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def records(book: Rulebook) -> list[Record]:
    checker = checking.Checker(book)
    made = [record(checker.check(reading.read(DOCUMENTS / n)), book) for n in NAMES]
    part = dict(
        made[0], source="part.pdf", status="partial", why="pages-without-text", detail="Page 2.", unread_pages=[2]
    )
    other = dict(made[0], source="policy.pdf", judged=False, document_type="policy", gate_note="A policy.")
    return [*made, part, other]


@pytest.fixture(scope="module")
def made(records: list[Record], book: Rulebook) -> bytes:
    links = {r["source"]: f"statements/{i}.html" for i, r in enumerate(records)}
    return workbook(iter(records), book, links=links, made_on="25 November 2026")


@pytest.fixture(scope="module")
def loaded(made: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    return openpyxl.load_workbook(io.BytesIO(made))


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    heads = [c.value for c in sheet[1]]
    return [dict(zip(heads, r, strict=True)) for r in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_sheets_in_their_order(loaded: Any) -> None:  # noqa: ANN401
    assert loaded.sheetnames == TITLES


def test_every_document_is_in_summary_and_matrix(loaded: Any, records: list[Record]) -> None:  # noqa: ANN401
    sources = [r["source"] for r in records]
    for title in ("Summary", "Matrix"):
        assert [r["File"] for r in rows_of(loaded[title])] == sources


def test_one_finding_row_a_piece_of_evidence(loaded: Any, records: list[Record]) -> None:  # noqa: ANN401
    judged = [r for r in records if r["judged"] and r["status"] != "unread"]
    expected = [
        (r["source"], f["rule"], e["quote"] if e else None)
        for r in judged
        for f in r["findings"]
        for e in f["evidence"] or [None]
    ]
    assert [(r["File"], r["Rule"], r["Passage"]) for r in rows_of(loaded["Findings"])] == expected


def test_documents_not_judged_are_told_in_unread_and_have_no_verdicts(loaded: Any) -> None:  # noqa: ANN401
    unread = {r["File"].rpartition("/")[2]: r for r in rows_of(loaded["Unread"])}
    assert {k: v["State"] for k, v in unread.items()} == {
        "quenby-rowe-error.html": "Not read",
        "part.pdf": "Read in part",
        "policy.pdf": "Not judged",
    }
    assert all(r["Why"] for r in unread.values())
    matrix = {r["File"].rpartition("/")[2]: set(list(r.values())[3:]) for r in rows_of(loaded["Matrix"])}
    assert matrix["quenby-rowe-error.html"] == {"? unread"}
    assert matrix["policy.pdf"] == {"– not judged"}
    summary = {r["File"].rpartition("/")[2]: r for r in rows_of(loaded["Summary"])}
    assert summary["quenby-rowe-error.html"]["Legal minimums met"] is None
    assert summary["part.pdf"]["Unread pages"] == "2"


def test_the_matrix_says_what_the_findings_say(loaded: Any, records: list[Record], book: Rulebook) -> None:  # noqa: ANN401
    first = rows_of(loaded["Matrix"])[0]
    wanted = {
        "met": "✓ met",
        "partial": "◐ partly",
        "unreadable": "? unread",
        "manual": "→ check",
        "not-applicable": "– n/a",
    }
    for f in records[0]["findings"]:
        missing = "✕ not met" if book.rule(f["rule"]).force == "law" else "○ not found"
        assert first[f["rule"]] == wanted.get(f["verdict"], missing)


def test_tables_filters_panes_and_print_set_up(loaded: Any) -> None:  # noqa: ANN401
    for title in TITLES[1:]:
        sheet = loaded[title]
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions
        assert table.autoFilter.ref == table.ref
        assert [c.name for c in table.tableColumns] == [c.value for c in sheet[1]]
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0


def test_reviewer_columns_are_checked_and_the_id_is_hidden_and_stable(
    loaded: Any,  # noqa: ANN401
    records: list[Record],
    book: Rulebook,
) -> None:
    sheet = loaded["Findings"]
    heads = {c.value: c.column_letter for c in sheet[1]}
    kinds = {str(v.sqref).partition(":")[0]: (v.type, v.formula1) for v in sheet.data_validations.dataValidation}
    assert kinds[heads["Reviewer decision"] + "2"] == ("list", '"agree,disagree,unsure"')
    assert kinds[heads["Review date"] + "2"][0] == "date"
    assert sheet.column_dimensions[heads["Finding id"]].hidden
    assert [n for n, d in sheet.column_dimensions.items() if d.hidden] == [heads["Finding id"]]
    first = rows_of(sheet)
    again = openpyxl.load_workbook(io.BytesIO(workbook([records[1], records[0]], book)))["Findings"]
    ids = {(r["File"], r["Rule"], r["Evidence no."]): r["Finding id"] for r in rows_of(again)}
    assert ids.items() <= {(r["File"], r["Rule"], r["Evidence no."]): r["Finding id"] for r in first}.items()


def test_the_id_changes_with_what_was_judged() -> None:
    r: Record = {"sha256": "a", "source": "x"}
    f = {"rule": "kpis", "verdict": "met"}
    e = {"passage": 3, "quote": "We count."}
    names = [
        sheets.finding_id(r, f, e),
        sheets.finding_id(r, f, dict(e, quote="We count!")),
        sheets.finding_id(r, f, dict(e, passage=4)),
        sheets.finding_id(r, dict(f, verdict="partial"), e),
        sheets.finding_id(dict(r, sha256="b"), f, e),
        sheets.finding_id(r, f, None),
    ]
    assert len(set(names)) == len(names)
    assert sheets.finding_id(dict(r, source="elsewhere"), f, e) == names[0]


def test_links_lead_to_the_pages(loaded: Any) -> None:  # noqa: ANN401
    summary, findings = loaded["Summary"], loaded["Findings"]
    last = summary.max_column
    assert summary.cell(2, last).hyperlink.target == "statements/0.html"
    rule = next(c for c in findings[1] if c.value == "Rule").column
    report = next(c for c in findings[1] if c.value == "Report").column
    assert findings.cell(2, report).hyperlink.target == f"statements/0.html#rule-{findings.cell(2, rule).value}"


def test_links_that_may_not_lead_anywhere_are_text_less(records: list[Record], book: Rulebook) -> None:
    data = workbook(records[:1], book, links={records[0]["source"]: "javascript:alert(1)"})
    assert b"javascript" not in b"".join(_parts(data).values())


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {n: z.read(n) for n in z.namelist()}


def test_the_same_input_gives_the_same_bytes_and_no_clock_is_in_them(
    records: list[Record], book: Rulebook, made: bytes
) -> None:
    assert workbook(records, book, made_on="x") == workbook(records, book, made_on="x")
    with zipfile.ZipFile(io.BytesIO(made)) as z:
        assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = _parts(made)["docProps/core.xml"].decode()
    assert "created" not in core
    assert "modified" not in core
    assert not re.search(r"20\d\d-\d\d-\d\d", core)


def _with(text: str, records: list[Record]) -> Record:
    """A judged record in which every text of the document is ``text``."""
    r = dict(records[0])
    evidence = {
        "page": 1,
        "quote": text,
        "heading": text,
        "doubt": None,
        "passage": 1,
        "strength": "met",
        "source": "rule",
        "ocr": False,
    }
    r |= {
        "source": text,
        "title": text,
        "detail": text,
        "cure": text,
        "status": "partial",
        "why": "garbled",
        "unread_pages": [1],
    }
    r["facts"] = dict(r["facts"], organisation=text, year_end=text)
    r["findings"] = [dict(r["findings"][0], evidence=[evidence], note=text)]
    r["fact_evidence"] = {"organisation": {"value": text, "grade": "", "page": 1, "passage": 1, "quote": text}}
    return r


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_a_number_or_an_error(text: str, records: list[Record], book: Rulebook) -> None:
    data = workbook([_with(text, records)], book)
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for cells in sheet.iter_rows():
            for c in cells:
                assert c.data_type in "sn", (sheet.title, c.coordinate, c.value)
                assert c.data_type == "s" or isinstance(c.value, int | None)
    assert not any(re.search(rb"<f[ >]", xml) for name, xml in _parts(data).items() if "worksheets" in name)
    assert rows_of(openpyxl.load_workbook(io.BytesIO(data))["Findings"])[0]["Passage"] == text


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=50))
def test_any_text_saves_and_loads_again(text: str) -> None:
    statement = Statement(text, "", text, title=text, status="unread", why="empty", detail=text, cure=text)
    made = record(Report(statement, DocumentType.UNKNOWN, Facts(), (), text), EMPTY)
    loaded = openpyxl.load_workbook(io.BytesIO(workbook([made], EMPTY)))
    assert loaded["Unread"].max_row == 2


EMPTY = Rulebook("x", "x", "1", (), ())


def test_text_that_looks_like_a_coded_character_stays_as_it_is() -> None:
    assert text_xml("_x0041_") == "_x005F_x0041_"
    assert text_xml("a_x_b <&>") == "a_x_b &lt;&amp;&gt;"


@pytest.mark.parametrize("letter", ["x", "𝒳"])
def test_long_text_is_cut_with_a_word_and_never_breaks_the_file(
    letter: str, records: list[Record], book: Rulebook
) -> None:
    cell = rows_of(openpyxl.load_workbook(io.BytesIO(workbook([_with(letter * 40_000, records)], book)))["Findings"])[
        0
    ]["Passage"]
    assert len(cell.encode("utf-16-le")) // 2 < 32_767
    assert cell.startswith(letter * (CELL_LIMIT // 2))
    assert cell.endswith("(the rest is in the report)")


def test_a_full_sheet_goes_on_in_the_next(records: list[Record], book: Rulebook) -> None:
    whole = rows_of(openpyxl.load_workbook(io.BytesIO(workbook(records[:1], book)))["Findings"])
    parts = openpyxl.load_workbook(io.BytesIO(workbook(records[:1], book, max_rows=40)))
    assert [t for t in parts.sheetnames if t.startswith("Findings")][:2] == ["Findings", "Findings 2"]
    joined = [r for t in parts.sheetnames if t.startswith("Findings") for r in rows_of(parts[t])]
    assert joined == whole
    assert max(parts[t].max_row for t in parts.sheetnames if t != "Read me") <= 40
    assert len({n for t in parts for n in t.tables}) == len(parts.sheetnames) - 1


def test_no_documents_make_a_workbook_too(book: Rulebook) -> None:
    assert openpyxl.load_workbook(io.BytesIO(workbook([], book)))["Rules"].max_row == len(book.rules) + 1


def test_every_column_is_explained_in_the_read_me(loaded: Any) -> None:  # noqa: ANN401
    told = {(r[0].value, r[1].value) for r in loaded["Read me"].iter_rows() if r[1].value}
    for title in TITLES[1:]:
        heads = [c.value for c in loaded[title][1]]
        plain = heads[:3] if title == "Matrix" else heads
        assert {(title, h) for h in plain} <= told


def test_rows_stream_in_compressed_parts() -> None:
    part = Part()
    for n in range(3000):
        part.put(f"<row>{n} {'text' * 100}</row>")
    assert b"".join(part.xml()).decode() == "".join(f"<row>{n} {'text' * 100}</row>" for n in range(3000))
    assert part.rows == 3000


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")])
def test_column_names(index: int, name: str) -> None:
    assert column_name(index) == name


def test_heights_follow_the_text_up_to_a_limit() -> None:
    assert [lines("", 20), lines("short", 20), lines("x" * 60, 20), lines("a\nb", 20), lines("x" * 9999, 20)] == [
        1,
        1,
        4,
        2,
        12,
    ]


def test_counts_in_summary_are_those_of_the_record(loaded: Any, records: list[Record]) -> None:  # noqa: ANN401
    first, made = rows_of(loaded["Summary"])[0], records[0]
    found = Counter(f["verdict"] for f in made["findings"])
    assert (first["Points met"], first["Points met in part"]) == (found["met"], found["partial"])
    assert first["Legal minimums met"] == made["counts"]["minimums_met"]
    assert first["Areas covered"] == made["counts"]["areas_covered"]


def test_a_report_read_by_ocr_says_so(records: list[Record], book: Rulebook) -> None:
    r = _with("x", records)
    r["findings"][0]["evidence"][0]["ocr"] = True
    loaded = openpyxl.load_workbook(io.BytesIO(workbook([r], book)))
    assert rows_of(loaded["Findings"])[0]["Read by"] == "OCR"


def test_an_area_that_could_not_be_read_is_not_called_uncovered(records: list[Record], book: Rulebook) -> None:
    risk = {r.id for r in book.rules if r.area == "risk"}
    findings = [dict(f, verdict="unreadable", evidence=[]) if f["rule"] in risk else f for f in records[0]["findings"]]
    made = dict(records[0], findings=findings)
    (row,) = rows_of(openpyxl.load_workbook(io.BytesIO(workbook([made], book)))["Summary"])
    assert row["Risk"] == "Cannot be told"
