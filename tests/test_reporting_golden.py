"""One whole fictional report in every format, as it was read and approved: make golden writes it, the diff is reviewed.

The report is built by hand, so that it holds every verdict and doubt and does not move when a rule does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.model import (
    Area,
    Basis,
    DocumentType,
    Doubt,
    Evidence,
    Fact,
    Facts,
    Finding,
    Force,
    Kind,
    Minimum,
    PageNote,
    Passage,
    Report,
    Rule,
    Rulebook,
    Statement,
    Verdict,
)
from msa_check.record import line, record
from msa_check.reporting.html import gap_report, index
from msa_check.reporting.markdown import as_markdown
from msa_check.reporting.text import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

ACT = Basis("Modern Slavery Act 2015", "54(6)", "https://www.legislation.gov.uk/ukpga/2015/30/section/54")
GUIDE = Basis(
    "Transparency in supply chains: a practical guide", "5.2.4", "https://www.gov.uk/guide", "Asked for, not demanded."
)


def rule(name: str, area: str, force: Force, order: int, **more: object) -> Rule:
    title = name.replace("-", " ").capitalize()
    made: dict[str, object] = {
        "basis": ACT if force == "law" else GUIDE,
        "question": f"Does the statement tell of “{title}”?",
        "remedy": f"Tell of {title.lower()} with figures & dates.",
        "good": f"A figure, a date and a name on {title.lower()}.",
    }
    made |= more
    return Rule(id=name, title=title, area=area, force=force, order=order, **made)  # type: ignore[arg-type]


BOOK = Rulebook(
    id="sample 1 0123456789ab",
    title="Sample rules",
    version="1",
    areas=(
        Area("minimum", "Legal minimums"),
        Area("policies", "Policies", section="54(5)(b)"),
        Area("risk", "Risk", section="54(5)(d)"),
        Area("publication", "Publication"),
    ),
    rules=(
        rule("steps-taken", "minimum", "law", 1),
        rule("no-steps", "minimum", "law", 2),
        rule("board-approval", "minimum", "law", 3),
        rule("signature", "minimum", "law", 4),
        rule("slavery-policy", "policies", "guidance", 5, guidance_level=1, level_source="proposed"),
        rule("supplier-code", "policies", "guidance", 6, guidance_level=1, level_source="proposed"),
        rule("recruitment-fees", "policies", "guidance", 7, guidance_level=2, level_source="proposed"),
        rule("risk-named", "risk", "guidance", 8, guidance_level=1, level_source="proposed"),
        rule("risk-treated", "risk", "guidance", 9, guidance_level=1, level_source="proposed"),
        rule("helpline", "risk", "good-practice", 10),
        rule("group-names", "risk", "guidance", 11),
        rule("homepage-link", "publication", "law", 12, manual="Is there a link on the home page?"),
    ),
    minimums=(
        Minimum("steps", "Steps taken, or none declared", ("steps-taken",), "no-steps"),
        Minimum("approval", "Approved by the board", ("board-approval",)),
        Minimum("signature", "Signed by a director", ("signature",)),
    ),
)
PASSAGES = (
    Passage("Quillfeather & Sons Limited", 1, 1, Kind.HEADING),
    Passage("In the year we audited 12 mills. Two were warned. None was left.", 2, 1, heading="What we did"),
    Passage("Our policy of 2024 forbids forced labour <b>everywhere</b>.", 3, 1, heading="Policies"),
    Passage(
        "A supplier code will follow next year.", 4, 2, Kind.LIST_ITEM, heading="Policies", lead_in="Our plans are:"
    ),
    Passage("We do not check recruitment fees.", 5, 2, heading="Policies"),
    Passage("Cotton may be at risk.\u202e", 6, 4, heading="Risk", ocr=True),
    Passage("Ada Quillfeather\nSomething of the firm", 7, 4, Kind.SIGNATURE),
)


def seen(number: int, quote: str = "", **more: object) -> Evidence:
    p = PASSAGES[number - 1]
    return Evidence(quote or p.text, number, p.page, p.heading, ocr=p.ocr, **more)  # type: ignore[arg-type]


REPORT = Report(
    statement=Statement(
        source="drafts/quillfeather.pdf",
        sha256="ab" * 32,
        format="pdf",
        pages=4,
        passages=PASSAGES,
        title="=Statement",
        status="partial",
        why="pages-without-text",
        detail="Some pages gave no text.",
        cure="Run again with --ocr auto.",
        unread_pages=(3,),
        page_notes=(PageNote(3, "none", "a picture without text"), PageNote(4, "ocr", "")),
        warnings=("The file restricts copying.",),
        metadata=(("sector", "mills"),),
    ),
    document_type=DocumentType.STATEMENT,
    facts=Facts(
        organisation=Fact("Quillfeather & Sons Limited", "legal", (seen(1),)),
        entity_type=Fact("company", "", (seen(1),)),
        year_start=Fact("2025-04-01"),
        year_end=Fact("2026-03-31", "day", (seen(2),)),
        signatory=Fact("Ada Quillfeather", "", (seen(7),)),
    ),
    findings=(
        Finding(
            "steps-taken",
            Verdict.MET,
            None,
            (seen(2, "In the year we audited 12 mills."), seen(4, doubt=Doubt.PLANNED)),
        ),
        Finding(
            "no-steps",
            Verdict.NOT_APPLICABLE,
            "alternative",
            (),
            "Asked for only where the statement describes nothing of the kind.",
        ),
        Finding("board-approval", Verdict.UNREADABLE, None, (), "Nothing was found, but page(s) 3 gave no text."),
        Finding(
            "signature", Verdict.PARTIAL, "weak", (seen(7, strength="weak"),), "The role is not that of a director."
        ),
        Finding("slavery-policy", Verdict.MET, None, (seen(3),)),
        Finding("supplier-code", Verdict.PARTIAL, "planned", (seen(4, doubt=Doubt.PLANNED),)),
        Finding("recruitment-fees", Verdict.PARTIAL, "denied", (seen(5, doubt=Doubt.DENIED, source="second-reader"),)),
        Finding("risk-named", Verdict.PARTIAL, "weak", (seen(6, doubt=Doubt.CONDITIONAL),)),
        Finding("risk-treated", Verdict.MISSING),
        Finding("helpline", Verdict.MISSING),
        Finding("group-names", Verdict.NOT_APPLICABLE, "nothing-suggests-it", (), "Nothing suggests a group."),
        Finding("homepage-link", Verdict.MANUAL, None, (), "Is there a link on the home page?"),
    ),
    rulebook="sample 1 0123456789ab",
    versions=(("msa-check", "sample"),),
)
UNREAD = Report(
    statement=Statement(
        source="drafts/scan.pdf",
        sha256="cd" * 32,
        format="pdf",
        pages=2,
        status="unread",
        why="no-text-layer",
        detail="The pages are pictures without text.",
        cure="Run again with --ocr auto.",
        unread_pages=(1, 2),
    ),
    document_type=DocumentType.UNKNOWN,
    facts=Facts(),
    findings=tuple(
        Finding(r.id, Verdict.UNREADABLE, None, (), "The pages are pictures without text.") for r in BOOK.rules
    ),
    rulebook="sample 1 0123456789ab",
    versions=(("msa-check", "sample"),),
    gate_note="The pages are pictures without text.",
)


def test_a_whole_report_as_text(golden: Callable[[str, str], None]) -> None:
    golden("report.txt", as_text(REPORT, BOOK, suggest=True))


def test_a_whole_report_as_markdown(golden: Callable[[str, str], None]) -> None:
    golden("report.md", as_markdown(REPORT, BOOK, suggest=True))


def test_a_whole_report_as_a_page(golden: Callable[[str, str], None]) -> None:
    golden("report.html", gap_report(REPORT, BOOK, made_on="25 November 2026", home="../index.html", suggest=True))


def test_a_whole_report_as_json(golden: Callable[[str, str], None]) -> None:
    golden("report.json", line(record(REPORT, BOOK)) + "\n")


def test_an_unread_document_as_text(golden: Callable[[str, str], None]) -> None:
    golden("unread.txt", as_text(UNREAD, BOOK))


def test_an_unread_document_as_markdown(golden: Callable[[str, str], None]) -> None:
    golden("unread.md", as_markdown(UNREAD, BOOK))


def test_an_unread_document_as_a_page(golden: Callable[[str, str], None]) -> None:
    golden("unread.html", gap_report(UNREAD, BOOK))


def test_the_index_of_both(golden: Callable[[str, str], None]) -> None:
    made = [record(REPORT, BOOK), record(UNREAD, BOOK)]
    golden("index.html", index(made, BOOK, links={"drafts/quillfeather.pdf": "statements/quillfeather.html"}))
