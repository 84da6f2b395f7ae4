"""The comparison as page and workbook: figures are those of the verdicts, text is inert, the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msa_check import comparing
from msa_check.model import Area, Basis, Force, Minimum, Rule, Rulebook
from msa_check.reporting.comparison import comparison_page
from msa_check.reporting.comparison_matrix import PAGE_ROWS, percent
from msa_check.reporting.comparison_sheets import write_comparison

if TYPE_CHECKING:
    from collections.abc import Callable

    from msa_check.record import Record

NASTY = '</script><script>document.title="broken"</script><img src=x onerror=alert(1)>\u202e'
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "=cmd|' /C calc'!A0", "_x0041_", "\ud800\x00\ufffe"]
TITLES = ["Read me", "Statements", "Matrix", "Points", "Groups", "Outliers", "Apart"]


def _rule(name: str, area: str, force: Force, order: int, manual: str = "") -> Rule:
    title = name.replace("-", " ").capitalize()
    basis = Basis("Act", "1")
    return Rule(
        id=name,
        title=title,
        area=area,
        question=f"{title}?",
        force=force,
        basis=basis,
        remedy="Say so.",
        order=order,
        manual=manual,
    )


BOOK = Rulebook(
    id="sample 1 0123456789ab",
    title="Sample rules",
    version="1",
    areas=(
        Area("minimum", "Legal minimums"),
        Area("policies", "Policies", section="54(5)(b)"),
        Area("risk", "Risk", section="54(5)(d)"),
    ),
    rules=(
        _rule("approval", "minimum", "law", 1),
        _rule("signature", "minimum", "law", 2),
        _rule("home-page", "minimum", "law", 3, manual="Is there a link?"),
        _rule("slavery-policy", "policies", "guidance", 4),
        _rule("risk-named", "risk", "guidance", 5),
        _rule("helpline", "risk", "good-practice", 6),
    ),
    minimums=(Minimum("approved", "Approved", ("approval",)), Minimum("signed", "Signed", ("signature",))),
    disclosure=("signature", "home-page", "slavery-policy", "risk-named"),
    disclosure_note="The topics are those of an example.",
)
LETTERS = {"m": "met", "p": "partial", "x": "missing", "u": "unreadable", "c": "manual", "n": "not-applicable"}


def record(source: str, verdicts: str, name: str = "", year_end: str = "2026-03-31", **metadata: str) -> Record:
    """A judged record; ``verdicts`` holds a letter a rule."""
    return {
        "source": f"in/{source}",
        "sha256": source,
        "status": "partial" if "u" in verdicts else "ok",
        "judged": True,
        "metadata": metadata,
        "facts": {"organisation": name or None, "year_end": year_end or None},
        "unread_pages": [2] if "u" in verdicts else [],
        "findings": [{"rule": r.id, "verdict": LETTERS[v]} for r, v in zip(BOOK.rules, verdicts, strict=True)],
    }


def aside(source: str, **more: Any) -> Record:  # noqa: ANN401 - JSON values
    return record(source, "nnnnnn") | {"judged": False, "findings": []} | more


RECORDS = [
    *(record(f"toys-{i}.pdf", "mmcmmx", f"Toy Works {i} Ltd", sector="Toys", turnover="40m") for i in range(9)),
    record("bare.pdf", "xpcxmx", "Bare & Sons Ltd", sector="Toys", turnover="£700m", number="0042"),
    record("fuller.pdf", "mmcmmm", "Fuller LLP", sector="Toys"),
    record("part.pdf", "umcuxn", "", "", sector="Tin", year="2024"),
    record("partners.pdf", "nmcpxx", "Amber and Moor", "2024-06-30"),
    aside("scan.pdf", status="unread", detail="The pages are pictures without text."),
    aside("policy.pdf", gate_note="It is a policy."),
]
LINKS = {r["source"]: f"statements/{i:02}.html" for i, r in enumerate(RECORDS)}


def page(records: list[Record] = RECORDS, book: Rulebook = BOOK, **more: Any) -> str:  # noqa: ANN401 - options
    options = {
        "links": LINKS,
        "home": "index.html",
        "workbook": "comparison.xlsx",
        "made_on": "25 November 2026",
    } | more
    by = str(options.get("by", "sector"))
    return comparison_page(comparing.compare(records, book, by=by), book, **options)


def workbook(records: list[Record] = RECORDS, book: Rulebook = BOOK) -> bytes:
    out = io.BytesIO()
    write_comparison(out, comparing.compare(records, book), book, links=LINKS, made_on="25 November 2026")
    return out.getvalue()


def data_of(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    read: dict[str, Any] = json.loads(found)
    return read


def sheet(data: bytes, title: str) -> list[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(io.BytesIO(data))[title].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


# ------------------------------------------------------------------------------------------------ the page


def test_the_whole_page_as_it_was_read_and_approved(golden: Callable[[str, str], None]) -> None:
    text = page()
    main = text[text.index("<main") : text.index("</main>")]
    golden("comparison.html", main + "</main>\n" + json.dumps(data_of(text), ensure_ascii=False, indent=1) + "\n")


def test_the_same_input_gives_the_same_bytes() -> None:
    assert page() == page(RECORDS[::-1])
    assert workbook() == workbook(RECORDS[::-1])


def test_what_was_not_judged_is_told_and_in_no_figure() -> None:
    text = page()
    assert len(data_of(text)["rows"]) == 13
    assert "The pages are pictures without text." in text
    assert "It is a policy." in text
    assert "2 more documents could not be read or are no statements" in text
    assert page(RECORDS[:13]).count("kept apart and in none of the figures") == 0


def test_shares_are_of_those_told() -> None:
    text = page()
    (cells,) = re.findall(r'<tr class="shares">.*?</tr>', text, re.DOTALL)
    # approval: 10 of 11 told (one unread, one does not apply); home page: nobody can be told
    assert re.findall(r">(\d+|–)</td>", cells) == ["91", "92", "–", "83", "85", "8"]


def test_the_first_rows_stand_in_the_page_and_all_of_them_in_its_data() -> None:
    many = [record(f"{i:03}.pdf", "mmcmmx", f"Works {i:03}") for i in range(PAGE_ROWS + 7)]
    text = page(many, links={})
    assert len(re.findall(r'<tr><th scope="row"><bdi>Works', text)) == PAGE_ROWS
    assert [r[0] for r in data_of(text)["rows"]] == [f"Works {i:03}" for i in range(PAGE_ROWS + 7)]
    assert f"only the first {PAGE_ROWS} of {PAGE_ROWS + 7} statements" in text


def test_a_row_of_the_data() -> None:
    data = data_of(page())
    row = next(r for r in data["rows"] if r[0] == "Bare & Sons Ltd")
    assert data["base"] == "statements/"
    assert row == ["Bare & Sons Ltd", "bare.pdf", "0042", "09.html", 1, 1, 0, 0, "xp", "xm", "xpcxmx"]
    assert (data["groups"], data["sizes"], data["years"]) == (
        ["Tin", "Toys", "No sector given"],
        ["£36m to £60m", "£500m and more"],
        ["2026", "2024"],
    )
    assert data["disclosure"] == [1, 2, 3, 4]


def test_outliers_are_told_in_plain_sentences_with_numbers() -> None:
    text = " ".join(page().split())
    assert (
        "Nothing was found on two of the 4 points that at least four in five of the 10 other statements of the sector "
        "Toys meet:" in text
    )
    assert '<a href="statements/09.html#rule-slavery-policy">Slavery policy</a>: met by 10 of 10 others' in text
    assert "Disclosure: 1 of 4; the middle statement there meets 3." in text
    assert "Meets one point that at most one in ten of the 10 other statements of the sector Toys meets:" in text


def test_pictures_have_a_text_in_their_stead() -> None:
    text = page()
    (toys,) = re.findall(r"<desc[^>]*>(Approved: 10[^<]*)</desc>", text)
    assert toys == (
        "Approved: 10 of 11, whole set 91%; Signed: 10 of 11, whole set 92%; Policies: 10 of 11, whole set 83%; "
        "Risk: 11 of 11, whole set 85%."
    )
    drawn = re.findall(r"<svg[^>]*>", text)
    assert [s for s in drawn if 'aria-hidden="true"' not in s and 'role="img"' not in s] == []


def test_text_of_others_is_inert_on_the_page() -> None:
    bad = [record(f"{NASTY}.pdf", "mmcmmx", NASTY, sector=NASTY, turnover=NASTY, number=NASTY, year_end="")]
    text = page([*RECORDS, *bad], links={bad[0]["source"]: "javascript:alert(1)"})
    assert text.count("<script") == 2
    assert "<img" not in text
    assert "javascript:" not in text
    assert "\u202e" not in text
    assert "[U+202E]" in text
    assert data_of(text)["rows"][0][0].startswith("</script>")


def test_grouped_by_another_column() -> None:
    records = [record(f"{i}.pdf", "mmcmmx", f"W {i}", region="North" if i % 2 else "South") for i in range(4)]
    text = page(records, by="region")
    assert data_of(text)["groups"] == ["North", "South"]
    assert '<h2 id="groups-h">By region</h2>' in text


def test_without_groups_there_is_no_part_about_them() -> None:
    records = [record(f"{i}.pdf", "mmcmmx", f"W {i}") for i in range(4)]
    text = page(records)
    assert 'id="groups"' not in text
    assert data_of(text)["groups"] == []
    assert "Each statement is held against the others of the whole set" in " ".join(text.split())


def test_nothing_judged_is_said() -> None:
    text = page(RECORDS[-2:])
    assert "No statement was judged" in text
    assert "<script" not in text


def test_a_pack_without_minimums_areas_or_disclosure_can_be_compared() -> None:
    bare = Rulebook(
        id="bare", title="Bare", version="1", areas=(Area("one", "One"),), rules=(_rule("a", "one", "law", 1),)
    )
    made = record("a.pdf", "mmcmmx", "W") | {"findings": [{"rule": "a", "verdict": "met"}]}
    text = page([made], bare)
    assert "Disclosure" not in text[: text.index("<script")]
    assert openpyxl.load_workbook(io.BytesIO(workbook([made], bare))).sheetnames == TITLES


@pytest.mark.parametrize(
    ("part", "of", "said"), [(0, 0, "–"), (1, 2, "50"), (1, 200, "1"), (199, 200, "100"), (1, 3, "33")]
)
def test_shares_are_rounded_halves_up(part: int, of: int, said: str) -> None:
    assert percent(part, of) == said


# ------------------------------------------------------------------------------------------------ the workbook


def test_the_sheets_in_their_order() -> None:
    assert openpyxl.load_workbook(io.BytesIO(workbook())).sheetnames == TITLES


def test_a_statement_with_its_counts_and_places() -> None:
    rows = {r["Organisation"]: r for r in sheet(workbook(), "Statements")}
    assert len(rows) == 13
    wanted = (
        "Sector",
        "Size",
        "Year",
        "Number",
        "Read",
        "Legal minimums met",
        "Legal minimums of",
        "Approved",
        "Signed",
    )
    assert [rows["Bare & Sons Ltd"][k] for k in wanted] == [
        "Toys",
        "£500m and more",
        "2026",
        "0042",
        "Read",
        0,
        2,
        "Not met",
        "Partly met",
    ]
    shown = [f"Disclosure {k}" for k in ("met", "of", "partly", "not found", "not told")]
    assert [rows["Bare & Sons Ltd"][k] for k in shown] == [1, 4, 1, 1, 1]
    assert [rows["Bare & Sons Ltd"][f"Place: {k}"] for k in ("legal minimums", "areas", "disclosure")] == [12, 11, 11]
    assert [rows["Fuller LLP"][f"Place: {k}"] for k in ("legal minimums", "areas", "disclosure")] == [1, 1, 1]
    assert [rows["part.pdf"][f"Place: {k}"] for k in ("legal minimums", "areas", "disclosure")] == [None] * 3
    assert rows["part.pdf"]["Read"] == "Read in part"
    assert rows["Amber and Moor"]["Legal minimums of"] == 1


def test_matrix_points_and_groups_hold_the_same_verdicts() -> None:
    data = workbook()
    matrix = sheet(data, "Matrix")
    points = {r["Rule"]: r for r in sheet(data, "Points")}
    grouped = [r for r in sheet(data, "Groups") if r["What"] == "Point"]
    assert next(r for r in matrix if r["Organisation"] == "Bare & Sons Ltd")["approval"] == "✕ not met"
    for rule in BOOK.rules:
        met = sum(str(r[rule.id]).startswith("✓") for r in matrix)
        assert points[rule.id]["Met"] == met == sum(r["Met"] for r in grouped if r["Id"] == rule.id)
        assert points[rule.id]["Of those told"] == sum(r["Of those told"] for r in grouped if r["Id"] == rule.id)
    assert [points["approval"][k] for k in ("Met in %", "Could not be read", "Does not apply")] == [91, 1, 1]
    assert (points["home-page"]["Met in %"], points["home-page"]["For you to check"]) == (None, 13)


def test_outliers_as_rows_and_sentences() -> None:
    rows = {(r["Organisation"], r["Rule"]): r for r in sheet(workbook(), "Outliers")}
    assert set(rows) == {
        ("Bare & Sons Ltd", "approval"),
        ("Bare & Sons Ltd", "slavery-policy"),
        ("Fuller LLP", "helpline"),
        ("part.pdf", "risk-named"),
        ("Amber and Moor", "risk-named"),
    }
    assert rows["Bare & Sons Ltd", "approval"]["In words"] == (
        "Nothing was found in this statement of Bare & Sons Ltd on “Approval”, which 10 of the 10 others of sector Toys "
        "that could be told meet."
    )
    assert rows["Fuller LLP", "helpline"]["In words"] == (
        "This statement of Fuller LLP meets “Helpline”, as 0 of the 10 others of sector Toys that could be told do."
    )
    assert rows["part.pdf", "risk-named"]["Held against"] == "the whole set"


def test_what_is_kept_apart_has_its_reason() -> None:
    assert [(r["Document"], r["State"], r["Why"]) for r in sheet(workbook(), "Apart")] == [
        ("in/scan.pdf", "Not read", "The pages are pictures without text."),
        ("in/policy.pdf", "Not judged", "It is a policy."),
    ]


def test_no_cell_is_a_formula_and_text_stays_what_it_is() -> None:
    bad = [
        record(f"{i}{x}", "xmcmmx", x, sector=x, turnover=x, number=x, year_end="") | {"sha256": str(i)}
        for i, x in enumerate(FORMULAS * 9)
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook([*RECORDS, *bad])))
    cells = [c for s in book for r in s.iter_rows() for c in r]
    assert [c.coordinate for c in cells if c.data_type in {"f", "e"}] == []
    shown = {c.value for c in book["Statements"]["A"]}
    assert {"=1+1", "@SUM(A1)", "#N/A", "[U+D800][U+0000][U+FFFE]"} <= shown


def test_every_column_is_explained() -> None:
    data = workbook()
    told = {(r[0], r[1]) for r in openpyxl.load_workbook(io.BytesIO(data))["Read me"].iter_rows(values_only=True)}
    rules = {r.id for r in BOOK.rules}
    for title in TITLES[1:]:
        heads = next(openpyxl.load_workbook(io.BytesIO(data))[title].iter_rows(values_only=True))
        assert [h for h in heads if h not in rules and (title, h) not in told] == []


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_survives_both(text: str) -> None:
    made = [record("a.pdf", "mmcmmx", text, sector=text, turnover=text, number=text)]
    assert len(data_of(page(made, links={}))["rows"]) == 1
    assert len(sheet(workbook(made), "Statements")) == 1
