"""The few types that flow through the program: statement in, report out.

Nothing here reads a file, judges a sentence or prints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, get_args

Status = Literal["ok", "partial", "unread"]
Strength = Literal["met", "weak"]


class Kind(StrEnum):
    """What a passage is on its page."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    HEADING = "heading"
    TABLE_ROW = "table-row"
    SIGNATURE = "signature-block"
    FURNITURE = "furniture"
    CONTENTS = "contents"
    FOOTNOTE = "footnote"


class Verdict(StrEnum):
    """What a rule concludes about one statement (meanings: docs/rules.md)."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    MANUAL = "manual"
    NOT_APPLICABLE = "not-applicable"


class Doubt(StrEnum):
    """Why a sentence that fits a rule may still not be evidence."""

    DENIED = "denied"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    QUOTING = "quoting-the-law"
    SUPPLIERS_ONLY = "suppliers-only"
    OTHER_YEAR = "other-year"
    OTHER_DOCUMENT = "other-document"
    DEFINITION = "definition"


class DocumentType(StrEnum):
    """What kind of document was read; only a statement is judged."""

    STATEMENT = "statement"
    POLICY = "policy"
    NOT_REQUIRED = "says-no-statement-required"
    OTHER = "other-document"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: PDF points (1/72 inch), origin at the page's top left as displayed."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, list item, heading, table row, ... in reading order.

    ``text`` has single spaces; only a signature block keeps its line breaks. A table row is
    "head: cell | head: cell" when the column heads are known, else "cell | cell".
    ``page`` counts from 1, or is None where the format has no pages (HTML, DOCX). ``number`` is the
    passage's place in the statement, from 1. ``lead_in`` is the sentence that introduces a list
    ("Our KPIs are:"), ``heading`` the nearest heading above. ``boxes`` holds one box a line (PDF only).
    """

    text: str
    number: int
    page: int | None = None
    kind: Kind = Kind.PARAGRAPH
    heading: str = ""
    lead_in: str = ""
    boxes: tuple[Box, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class PageNote:
    """How one page was read: engine is "pdfium", "pdfplumber", "ocr" or "none"; note says why."""

    page: int
    engine: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A document as read. ``status`` unread means no text to judge: ``why`` holds the reason's code.

    ``why`` is one of errors.REASONS; ``detail`` says it in plain English, ``cure`` what to do about it.
    ``pages`` is the number of pages of the file (None where the format has none); ``unread_pages`` those
    that gave no text; ``span`` the pages judged when the statement is part of a longer report.
    """

    source: str
    sha256: str
    format: str
    pages: int | None = None
    passages: tuple[Passage, ...] = ()
    title: str = ""
    language: str = "en"
    status: Status = "ok"
    why: str | None = None
    detail: str = ""
    cure: str = ""
    unread_pages: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    page_notes: tuple[PageNote, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """(text, href) of a saved web page's links."""
    warnings: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    """What the caller knows (organisation, sector, number, year): never used as evidence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that speaks to a rule, and how it does."""

    quote: str
    passage: int
    """Passage.number it stands in."""
    page: int | None
    heading: str = ""
    strength: Strength = "met"
    doubt: Doubt | None = None
    fitted: tuple[str, ...] = ()
    """The words that fitted, as printed."""
    boxes: tuple[Box, ...] = ()
    ocr: bool = False
    source: Literal["rule", "second-reader"] = "rule"


PURPOSE = "This report supports a reader’s judgement and does not replace it. It is not legal advice."
"""Stands at the end of every report, and tells the reader of files that it is one."""

PARTIAL_NOTES = {
    None: "The passage is vague or falls short of what is asked.",
    Doubt.PLANNED: "The passage speaks of a plan, not of something done or in place.",
    Doubt.CONDITIONAL: "The passage says what may be done, not what is done.",
    Doubt.DENIED: "The statement says that this is not done or not in place.",
}
"""The doubt of the best passage of a partial finding -> the finding's note."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. ``reason`` is weak, planned, denied, dates or late for a partial; else None or a short code.

    ``note`` says in plain English why the verdict is what it is. Evidence is ordered best first.
    """

    rule: str
    verdict: Verdict
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed value read from the statement, with the sentence that gives it.

    Dates are ISO 8601, cut to what the text says: "2022-03-31", "2022-03" or "2022"; a year that ends with a month ends
    with its last day. ``grade`` ranks the value where ranks exist: for a role "director", "unclear" or "below"; for a year
    end "day", "year", "title-year"; for another date "day" or "month"; for an organisation "legal" or "brand".
    """

    value: str
    grade: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statement says about itself; None where it does not say."""

    organisation: Fact | None = None
    entity_type: Fact | None = None
    year_end: Fact | None = None
    year_start: Fact | None = None
    approval_date: Fact | None = None
    signatory: Fact | None = None
    signatory_role: Fact | None = None
    sign_date: Fact | None = None
    marks: tuple[tuple[str, tuple[Evidence, ...]], ...] = ()
    """Named observations a rule can ask for with ``fact:`` (list: MARKS), with their evidence."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result for one document; everything a renderer needs besides the rule book."""

    statement: Statement
    document_type: DocumentType
    facts: Facts
    findings: tuple[Finding, ...]
    rulebook: str
    """Rule book id: name, version and the first 12 hex digits of its content hash."""
    versions: tuple[tuple[str, str], ...] = ()
    gate_note: str = ""
    """Why the document was not judged, in plain English; empty when it was judged."""

    @property
    def judged(self) -> bool:
        """True when the rules were applied to the text."""
        return self.statement.status != "unread" and self.document_type is DocumentType.STATEMENT


# ---------------------------------------------------------------------------------------------- rules

Force = Literal["law", "guidance", "good-practice"]
FORCES: tuple[Force, ...] = get_args(Force)
"""From the gravest; ``--fail-on guidance`` means the first two."""
Criterion = Literal[
    "approval",
    "signature",
    "structure",
    "operations",
    "supply-chains",
    "risk-description",
    "mitigation",
    "remediation",
    "effectiveness",
]
"""The nine criteria of the AIMS data sets (Bora et al. 2025), in the order of the second reader's columns."""
Negative = Literal["contradicts", "satisfies"]
EntityType = Literal["company", "llp", "partnership", "charity", "public body", "other"]
"""What kind of organisation a rule can be for with ``applies_to:``; the facts know no other."""

CHECKS: dict[str, str] = {
    "homepage-link": "a link on the organisation's home page; answered where a saved home page is checked, else a question",
    "year-plausible": "the year reported ended before the statement was signed",
    "published-within-six-months": "the statement was signed within six months of the year's end",
    "not-stale": "the year reported ended at most eighteen months ago (asks for today's date: --as-of)",
}
"""Every check a rule can name with ``check:``, and what it asks."""

MARKS: dict[str, str] = {
    "organisation.legal": "the organisation's name with its legal form",
    "organisation.brand": "a brand or group name",
    "year-end.day": "the day on which the year reported ended",
    "year-end.year": "the year reported by its name (FY22, 2021/22)",
    "year-end.title-year": "a year in the title only",
    "year-end.relative": "this year, the last financial year",
    "signature.director": "name and director-grade role of who signed",
    "signature.unclear": "a name with a role below director or of unclear rank, or a director who only authorised it",
    "signature.name-only": "a signatory's name without a role",
    "signature.role-only": "a role without a name",
    "signature.placeholder": "an unfilled slot for a name",
    "sign-date.day": "the day of the signing",
    "sign-date.month": "the month of the signing",
    "sign-date.year": "only a year, or a date far from the sign-off",
    "approval-date.day": "the day of the approval",
    "approval-date.month": "the month of the approval",
    "approval-date.signoff": "a date not tied to an approval",
}
"""Every observation a rule can ask for with ``fact:``, and what it is."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from: the section of law or guidance, with a link a reader can open."""

    source: str
    section: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A rule's own test: text as a passage of a statement, and the verdict it must give."""

    text: str
    verdict: Verdict
    reason: str | None = None
    heading: str = ""
    lead_in: str = ""
    kind: Kind = Kind.PARAGRAPH
    known_miss: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a sentence can be evidence (see rules/README.md for the grammar)."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Elements of which none may stand anywhere in the statement."""
    within: Literal["sentence", "passage"] = "sentence"
    near: int = 0
    ordered: bool = False
    zone: Literal["", "opening", "body", "sign-off", "ends", "title"] = ""
    kinds: tuple[Kind, ...] = ()
    regex: str = ""
    fact: str = ""
    rule: str = ""
    gives: Strength = "met"
    ignore: tuple[Doubt, ...] = ()
    aspect: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One question put to every statement."""

    id: str
    title: str
    area: str
    question: str
    force: Force
    basis: Basis
    remedy: str
    order: int
    evidence: tuple[Pattern, ...] = ()
    not_evidence: tuple[Pattern, ...] = ()
    ignore: tuple[Doubt, ...] = ()
    needs: int = 1
    """How many different aspects met takes (org-structure: two)."""
    manual: str = ""
    """The question put to the reader where no document can answer; empty for ordinary rules."""
    check: str = ""
    """Name of a check (CHECKS) that answers instead of evidence; empty for ordinary rules."""
    negative: Negative = "contradicts"
    """What a plain "we do not do this" is: no disclosure of the thing, or the answer that the law asks for."""
    weighs_more_for: tuple[str, ...] = ()
    """Sector groups of the pack for which the rule matters more: it comes first among its equals and is marked."""
    applies_to: tuple[str, ...] = ()
    """Entity types the rule is for; empty = all."""
    applies_when: tuple[str, ...] = ()
    """Elements of which one must stand in the statement for the rule to apply; empty = always."""
    guidance_level: int | None = None
    level_source: str = ""
    in_force_from: str = ""
    in_force_to: str = ""
    good: str = ""
    """What a good passage says, in our own words (shown with --suggest)."""
    examples: tuple[Example, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A group of rules as the reports show it."""

    id: str
    title: str
    question: str = ""
    section: str = ""
    """The subsection that names the area ("54(5)(a)"); empty for areas that the Act does not name."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """A demand of the law that several rules answer together: all of ``rules``, or ``alternative`` alone."""

    id: str
    title: str
    rules: tuple[str, ...]
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Seconded:
    """The rules that one criterion of the second reader stands beside; the first asks for the thing itself."""

    criterion: Criterion
    rules: tuple[str, ...]
    opens: bool = True
    """Whether the reader may make a missing finding partial by a passage that only it found."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What reports call the things of a pack; the defaults speak of section 54. Sentences end in a full stop."""

    document: str = "modern slavery statement"
    minimums: str = "Legal minimums"
    minimums_note: str = "What the Act demands of the document itself."
    areas: str = "Areas the Act names"
    areas_note: str = "The Act says that a statement may include them."
    areas_clause: str = "areas that the Act says a statement may include"
    points: str = "points of guidance and good practice"
    order: str = (
        "The law comes first, then statutory guidance, then good practice. "
        "They are kept apart because they do not weigh the same."
    )
    law: str = "The law"
    law_means: str = "The Act demands these. Each answer here is about what the document shows."
    guidance: str = "Statutory guidance"
    guidance_means: str = (
        "The Act says that a statement may cover these, and the Home Office's guidance asks for them. "
        "Leaving one out breaks no law."
    )
    good_practice: str = "Good practice"
    good_practice_means: str = (
        "Neither the Act nor its guidance demands these. They are what fuller statements tell their readers."
    )
    not_judged: str = (
        "No verdict was given, because the rules are about statements for a financial year under section 54. "
        "This does not mean that the organisation has no statement: that may be another document."
    )
    notice: str = ""
    """Said at the head of every report, such as that a bill is not law; empty for a pack that needs no such word."""

    def force(self, force: str) -> tuple[str, str]:
        """The name of a force and what it means."""
        return {
            "law": (self.law, self.law_means),
            "guidance": (self.guidance, self.guidance_means),
            "good-practice": (self.good_practice, self.good_practice_means),
        }[force]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A loaded pack of rules with its named phrase lists and cues."""

    id: str
    title: str
    version: str
    areas: tuple[Area, ...]
    rules: tuple[Rule, ...]
    minimums: tuple[Minimum, ...] = ()
    disclosure: tuple[str, ...] = ()
    """Ids of the rules that a comparison counts as disclosure, in the pack's order; empty where the pack names none."""
    disclosure_note: str = ""
    """Whose topics the disclosure rules follow, in a sentence for readers."""
    lexicon: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cues: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    source_note: str = ""
    seconded: tuple[Seconded, ...] = ()
    """What the second reader may look at; empty where the pack does not use it."""
    second_reader: bytes = field(default=b"", repr=False)
    """The second reader's weights as stored; empty where the pack does not use it."""
    status: str = ""
    """What the pack rests on and since when: "in force", "pending bill", "good practice"; empty where it does not say."""
    status_date: str = ""
    """ISO date on which the status was noted."""
    lenders: tuple[Rule, ...] = ()
    """Rules of the pack whose lists this one shares, lent as evidence; their ids are "pack/rule". They give no verdict."""
    approval_rule: str = "board-approval"
    """The rule (or lender) whose evidence ties a date to the approval."""
    sectors: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Sector groups and the words by which the sector that the caller gave falls under each."""
    wording: Wording = Wording()

    def sectors_of(self, metadata: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """The pack's sector groups under which the caller's "sector" (or "sectors") falls; whole words, any case."""
        told = " ".join(v for k, v in metadata if k.lower() in {"sector", "sectors", "organisationsectors", "industry"})
        words = " " + " ".join("".join(c if c.isalnum() else " " for c in told.lower()).split()) + " "
        return tuple(name for name, group in self.sectors if any(f" {w} " in words for w in group))

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
