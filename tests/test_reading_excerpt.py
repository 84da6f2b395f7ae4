"""A statement inside a long report: made-up reports, as text with form feeds and as a PDF."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pytest

from msa_check.model import Kind, Statement
from msa_check.reading import excerpt, plain, read_bytes
from msa_check.reading.parts import Parsed, ReadOptions

PLACES = ("Ottery", "Bovey", "Chagford", "Modbury", "Silverton", "Hatherleigh", "Totnes")
THINGS = (
    "new kilns",
    "saws",
    "forecasts",
    "lorries",
    "apprentices",
    "dryers",
    "roofs",
    "presses",
    "stores",
    "ledgers",
    "drivers",
)
DID = (
    "cost less than in the year before",
    "were looked at by the committee in March",
    "brought in four per cent more",
    "were paid for from cash without a loan",
    "were moved to the yard by the river",
)


def prose(n: int, words: int = 110) -> str:
    """Running text about other things, different on each page."""
    out: list[str] = []
    while len(" ".join(out).split()) < words:
        k = zlib.crc32(f"{n} {len(out)}".encode())
        out.append(f"The {THINGS[k % 11]} of {PLACES[k // 11 % 7]} {DID[k // 77 % 5]}.")
    return " ".join(out)


FILLER = (prose(101), prose(202))
STATEMENT = (
    "MODERN SLAVERY STATEMENT",
    "This statement is made under section 54 of the Modern Slavery Act 2015 for the financial year ended 31 March 2025.",
    "Our supply chains",
    (
        "Pebblecombe Stairs plc buys oak from nine sawmills in three countries. Sawmills that hire migrant workers through agents "
        "carry the highest risk of forced labour and debt bondage, and we asked each how its workers were found and what they paid."
    ),
    "Due diligence",
    (
        "We visited four sawmills in the year and spoke with forty workers without their supervisors present. One sawmill had kept "
        "passports, which is a sign of forced labour; they were handed back within the week and the sawmill was visited again."
    ),
    "Training",
    "All eleven buyers took a course on slavery and human trafficking in May, with a test at its end that nine of them passed.",
    "Measures",
    "We count the sawmills visited (4 of 9), the passports found (12) and the weeks until a fault was put right (1).",
    "This statement was approved by the board on 12 June 2025.",
    "Signed",
    "Odette Farrimond",
    "Chief Executive Officer",
)
AFTER = (
    "GOING CONCERN",
    "The directors have looked at forecasts to the end of 2026 and expect that the group can pay what it owes.",
)


def paragraphs(rows: tuple[str, ...]) -> str:
    return "\n\n".join(rows)


def filler(pages: int, start: int = 0) -> list[str]:
    return [
        paragraphs((f"Workshop review {n}", prose(3 * n), prose(3 * n + 1), prose(3 * n + 2)))
        for n in range(start, start + pages)
    ]


def report(*inner: str, before: int = 9, after: int = 9) -> list[str]:
    cover = "Pebblecombe Stairs plc\n\nAnnual report and accounts 2025"
    return [cover, *filler(before), *inner, *filler(after, before)]


def read_pages(pages: list[str]) -> Statement:
    return read_bytes("\f".join(pages).encode(), "report.txt")


def test_the_statement_is_found_and_only_it_is_kept() -> None:
    half = len(STATEMENT) - 7
    middle = [paragraphs((*FILLER, *STATEMENT[:half])), paragraphs((*STATEMENT[half:], *AFTER, *FILLER))]
    s = read_pages(report(*middle))
    assert s.status == "ok"
    assert s.pages == 21
    assert s.span == (11, 12)
    assert s.passages[0].text == "MODERN SLAVERY STATEMENT"
    assert s.passages[-1].kind is Kind.SIGNATURE
    assert "Odette Farrimond\nChief Executive Officer" in s.passages[-1].text
    text = "\n".join(p.text for p in s.passages)
    assert all(t in text for t in STATEMENT)
    assert "kilns" not in text
    assert "forecasts" not in text
    assert [p.number for p in s.passages] == list(range(1, len(s.passages) + 1))


def test_a_statement_whose_heading_was_lost_is_found_by_its_words() -> None:
    page = paragraphs((*FILLER, "Responsible business", *STATEMENT[1:], *AFTER))
    s = read_pages(report(page))
    assert s.span == (11, 11)
    assert s.passages[0].text == "Responsible business"
    assert "kilns" not in "\n".join(p.text for p in s.passages)


def test_the_fullest_of_two_places_is_taken() -> None:
    short = paragraphs(
        (
            "Modern slavery",
            "We do not tolerate modern slavery or forced labour. Our modern slavery statement stands on page 14 of this report.",
            *FILLER,
        )
    )
    s = read_pages([*report(short, before=3, after=8), paragraphs(STATEMENT), *filler(6)])
    assert s.span == (14, 14)
    assert s.passages[0].text == "MODERN SLAVERY STATEMENT"


@pytest.mark.parametrize(
    "mention",
    [
        "The group does not tolerate modern slavery. Its modern slavery statement is on its website.",
        "As turnover is below the threshold, the company is not required to publish a statement under the Modern Slavery Act 2015.",
        "Suppliers sign a code that forbids child labour, forced labour and human trafficking, and pay the living wage.",
    ],
)
def test_a_report_that_only_mentions_slavery_has_no_statement(mention: str) -> None:
    s = read_pages(report(paragraphs((*FILLER, "Modern slavery", mention, *AFTER, *FILLER))))
    assert s.span is None
    assert "kilns" in "\n".join(p.text for p in s.passages)


def test_a_line_of_a_contents_page_is_not_the_statement() -> None:
    contents = (
        "Contents\n\nChair's letter .......... 2\n\nModern slavery statement .......... 12\n\nAccounts .......... 20"
    )
    s = read_pages([contents, *report(paragraphs((*FILLER, *STATEMENT, *AFTER)))])
    assert s.span == (12, 12)


def test_a_long_statement_is_taken_whole() -> None:
    pages = [paragraphs(STATEMENT), *[paragraphs((f"Site {n}", prose(n), *STATEMENT[2:8])) for n in range(14)]]
    s = read_pages(pages)
    assert s.span is None
    assert "kilns" in "\n".join(p.text for p in s.passages)


def test_a_short_document_is_taken_whole() -> None:
    s = read_pages([*filler(2), paragraphs(STATEMENT)])
    assert s.span is None


def test_a_long_document_without_pages_says_which_passages_were_kept() -> None:
    pages = report(paragraphs((*STATEMENT, *AFTER)), before=16, after=16)
    html = "".join(f"<p>{x}</p>" for page in pages for x in page.split("\n\n"))
    s = read_bytes(f"<html><body><h1>Annual report</h1>{html}</body></html>".encode(), "report.html")
    assert s.span is None
    assert s.passages[0].text == "MODERN SLAVERY STATEMENT"
    assert any("Only the statement inside this report" in w for w in s.warnings)


def test_pages_without_text_outside_the_statement_do_not_count() -> None:
    parsed = excerpt.cut(_parsed(unread=(2, 20)))
    assert parsed.span == (11, 11)
    assert (parsed.unread_pages, parsed.why) == ((), None)
    inside = excerpt.cut(_parsed(unread=(2, 11)))
    assert (inside.unread_pages, inside.why) == ((11,), "pages-without-text")


def _parsed(unread: tuple[int, ...]) -> Parsed:
    text = "\f".join(report(paragraphs((*FILLER, *STATEMENT, *AFTER)))).encode()
    return replace(plain.parse(text, ReadOptions()), unread_pages=unread, why="pages-without-text")


def test_a_pdf_report_is_cut_to_the_statement() -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    story: list[object] = []
    heads = {"MODERN SLAVERY STATEMENT", "GOING CONCERN"}
    for page in report(paragraphs((*FILLER, *STATEMENT, *AFTER))):
        for row in page.split("\n\n"):
            small = len(row) < 40 and row in {"Our supply chains", "Due diligence", "Training", "Measures"}
            style = "Heading1" if row in heads or row.startswith("Workshop") else "Heading3" if small else "BodyText"
            story.append(Paragraph(row, styles[style]))
        story.append(PageBreak())
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=1).build(story)
    s = read_bytes(out.getvalue(), "report.pdf")
    assert s.span == (11, 11)
    assert s.passages[0].text == "MODERN SLAVERY STATEMENT"
    assert s.passages[-1].text.endswith("Chief Executive Officer")
    assert all(p.page == 11 for p in s.passages)
