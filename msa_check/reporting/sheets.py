"""The workbook's sheets as columns and rows: what stands in which column, and what each column means.

Works on records alone and knows no file format; workbook.py turns it into an Excel file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msa_check.model import DocumentType, Doubt, Verdict
from msa_check.reporting import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.model import Rule, Rulebook
    from msa_check.record import Record
    from msa_check.reporting.rows import Row

Look = Literal["text", "wrap", "number", "verdict", "grid", "link", "review", "date", "id"]
Value = str | int | None
DECISIONS = ("agree", "disagree", "unsure")
"""What a reviewer can choose."""
STATES = {"judged": "Judged", "not-judged": "Not judged", "unread": "Not read"}
PART_READ = "Read in part"
_COVERED = {True: "Covered", False: "Not covered", None: "Cannot be told"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width in characters, what it means, and how its cells look."""

    name: str
    width: int
    meaning: str
    look: Look = "text"


_WHO = (
    Column("Organisation", 30, "As the statement names it; else what the caller said, the title or the file's name."),
    Column("Year ended", 12, "Last day (or month, or year) of the financial year reported; empty when not told."),
    Column("File", 30, "Path of the document, as it was given."),
)
HUMAN = Column(
    "Human verdict",
    26,
    "What reviewers said of this row so far (msa-check review import); re-check: passage, verdict or rule changed since.",
    "wrap",
)
REVIEW = (
    Column("Reviewer decision", 13, "For you: agree, disagree or unsure with the verdict of this row.", "review"),
    Column("Reviewer note", 34, "For you: why.", "review"),
    Column("Reviewer", 16, "For you: your name.", "review"),
    Column("Review date", 12, "For you: the day, as a date.", "date"),
)

_MINIMUMS = (
    Column("Legal minimums met", 10, "How many of the legal minimums that apply are met.", "number"),
    Column("Legal minimums of", 10, "How many legal minimums apply to this kind of organisation.", "number"),
)
_AREA = "Whether at least one point of the area is met; Cannot be told where none is and pages gave no text."


def summary_columns(rulebook: Rulebook) -> tuple[Column, ...]:
    """Columns of the sheet Summary: one row a document."""
    return (
        *_WHO,
        Column("State", 12, "Judged; Not judged (another kind of document); Not read; Read in part.", "verdict"),
        Column("Why", 30, "Why it was not judged, not read, or read only in part.", "wrap"),
        *(_MINIMUMS if rulebook.minimums else ()),
        *(Column(m.title, 20, "A legal minimum and its answer.", "verdict") for m in rulebook.minimums),
        Column(
            "Areas covered",
            10,
            f"Of the {rulebook.wording.areas_clause}: those with at least one point met.",
            "number",
        ),
        Column("Areas of", 10, f"How many {rulebook.wording.areas_clause} there are.", "number"),
        *(Column(a.title, 13, _AREA, "verdict") for a in rulebook.areas if a.section),
        *(
            Column(f"Gaps: {rulebook.wording.force(f)[0].lower()}", 10, "Points not found or met in part.", "number")
            for f in words.FORCES
        ),
        Column("Points met", 10, "Rules with the verdict Met.", "number"),
        Column("Points met in part", 10, "Rules with the verdict Partly.", "number"),
        Column("Points not found", 10, "Rules with the verdict Not found or Not met.", "number"),
        Column("Points not readable", 10, "Rules with the verdict Could not be read.", "number"),
        Column("Pages", 8, "Pages of the file; empty where the format has none.", "number"),
        Column("Unread pages", 14, "Pages that gave no text."),
        Column("Kind of organisation", 16, "Company, LLP, partnership, charity, public body or other."),
        Column("SHA-256", 20, "Hash of the file's bytes."),
        Column("Report", 30, "Link to the page of this document.", "link"),
    )


def summary_row(made: Record, row: Row, minimums: int) -> list[Value]:
    """One document's row for the sheet Summary; ``minimums`` is how many columns the legal minimums take."""
    part = bool(row.unread_pages) and row.state == "judged"
    judged = row.state == "judged"
    numbers: list[Value] = [*row.gaps.values(), row.met, row.partial, row.missing, row.unreadable]
    return [
        row.name,
        row.year,
        row.source,
        PART_READ if part else STATES[row.state],
        row.why if not judged or part else "",
        *((row.minimums_met, row.minimums_of) if judged else (None, None))[: 2 * bool(minimums)],
        *((s.word for _, _, s in row.minimums) if judged else [""] * minimums),
        row.areas_covered if judged else None,
        row.areas_of if judged else None,
        *((_COVERED[a] for a in row.areas) if judged else [""] * row.areas_of),
        *(numbers if judged else [None] * len(numbers)),
        row.pages,
        ", ".join(map(str, row.unread_pages)),
        made["facts"].get("entity_type") or "",
        made["sha256"],
        row.href,
    ]


def matrix_columns(rulebook: Rulebook) -> tuple[Column, ...]:
    """Columns of the sheet Matrix: one row a document, one column a rule."""
    return (*_WHO, *(Column(r.id, 11, r.title, "grid") for r in rulebook.rules))


_GRID = {
    "Met": "✓ met",
    "Partly": "◐ partly",
    "Not met": "✕ not met",
    "Not found": "○ not found",
    "Could not be read": "? unread",
    "For you to check": "→ check",
    "Does not apply": "– n/a",
}
"""Word of a verdict -> what stands in a cell of the matrix."""


def grid(verdict: Verdict, force: str) -> str:
    """What a verdict looks like in a matrix."""
    return _GRID[words.sign(verdict, force).word]


def matrix_row(made: Record, row: Row, rulebook: Rulebook) -> list[Value]:
    """One document's row for the sheet Matrix; a document that is not judged has a sign that says so in every cell."""
    who: list[Value] = [row.name, row.year, row.source]
    if row.state == "not-judged":
        return who + ["– not judged"] * len(rulebook.rules)
    found = {f["rule"]: Verdict(f["verdict"]) for f in made["findings"]}
    return who + [grid(found[r.id], r.force) if r.id in found else "" for r in rulebook.rules]


FINDINGS = (
    *_WHO,
    Column("Rule", 26, "Id of the rule: the sheet Rules explains it."),
    Column("Point", 42, "What the rule asks for, in short."),
    Column("Area", 34, "The area it belongs to."),
    Column("Force", 16, "The law (demanded), statutory guidance (asked for), or good practice."),
    Column("Level", 7, "Level of the guidance, 1 or 2, where it has one.", "number"),
    Column("Verdict", 17, "The verdict of the rule on this document; repeated on each row of its evidence.", "verdict"),
    Column("Why in part", 20, "For Partly: vague, only planned, or said not to be done."),
    Column("Page", 7, "Page of the passage, from 1; empty where the format has no pages.", "number"),
    Column("Heading", 26, "Heading above the passage.", "wrap"),
    Column("Passage", 72, "The sentence that is evidence; empty when nothing was found.", "wrap"),
    Column("Doubt", 30, "Why the sentence is less than plain evidence; empty when it is plain.", "wrap"),
    Column("Note", 34, "Why the verdict is what it is, where more needs saying.", "wrap"),
    Column(
        "Evidence no.", 9, "Place of the passage among the rule's evidence, best first; 0 when there is none.", "number"
    ),
    Column(
        "Read by", 13, "OCR when the passage was recognised from a picture; second reader when a classifier found it."
    ),
    Column("Report", 30, "Link to the finding in the document's page.", "link"),
    HUMAN,
    *REVIEW,
    Column(
        "Finding id", 30, "Stable name of the row: same document, rule, verdict and passage give the same id.", "id"
    ),
)
"""Columns of the sheet Findings: one row a piece of evidence, or one for a finding without any."""


def finding_rows(
    made: Record, row: Row, rules: Mapping[str, Rule], areas: Mapping[str, str], human: Mapping[str, str]
) -> Iterator[list[Value]]:
    """The rows of one judged document for the sheet Findings; ``human`` maps row ids to what reviewers said of them."""
    for f in made["findings"]:
        rule = rules[f["rule"]]
        sign = words.sign(Verdict(f["verdict"]), rule.force)
        partial = f["verdict"] == str(Verdict.PARTIAL)
        start: list[Value] = [
            row.name,
            row.year,
            row.source,
            rule.id,
            rule.title,
            areas[rule.area],
            words.FORCES[rule.force],
            rule.guidance_level,
            sign.word,
            words.REASONS.get(f["reason"] or "", "") if partial else "",
        ]
        link = f"{row.href}#rule-{rule.id}" if row.href else ""
        evidence: Sequence[Record | None] = f["evidence"] or [None]
        for number, e in enumerate(evidence, 1):
            told: list[Value] = [None, "", "", ""]
            if e is not None:
                told = [e["page"], e["heading"], e["quote"], doubt_words(e)]
            name = finding_id(made, f, e)
            yield [
                *start,
                *told,
                f.get("note") or "",
                number if e else 0,
                _read_by(e) if e else "",
                link,
                human.get(name, ""),
                *[""] * len(REVIEW),
                name,
            ]


def doubt_words(e: Mapping[str, object]) -> str:
    """Why a record's evidence is less than plain, in words; empty when it is plain."""
    if e.get("doubt"):
        return words.DOUBTS[Doubt(str(e["doubt"]))]
    return words.WEAK if e.get("strength") == "weak" else ""


def _read_by(e: Record) -> str:
    return "OCR" if e.get("ocr") else "second reader" if e.get("source") == "second-reader" else ""


def finding_id(made: Mapping[str, object], finding: Mapping[str, object], evidence: Mapping[str, object] | None) -> str:
    """Name of one row that stays the same while document, rule, verdict and passage do."""
    e = evidence or {}
    what = (
        made["sha256"] or made["source"],
        finding["rule"],
        finding["verdict"],
        e.get("passage", ""),
        e.get("quote", ""),
    )
    digest = hashlib.sha256("\0".join(map(str, what)).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{finding['rule']}:{digest[:16]}"


FACTS = (
    *_WHO,
    Column("Fact", 22, "What is told."),
    Column("Value", 34, "As read; dates are ISO 8601, cut to what the text says.", "wrap"),
    Column(
        "Grade",
        12,
        "Role: director, unclear or below. Year end: day, period, year or relative. Organisation: legal or brand.",
    ),
    Column("Page", 7, "Page of the passage.", "number"),
    Column("Passage", 72, "The sentence that tells it.", "wrap"),
    Column("Report", 30, "Link to the page of this document.", "link"),
)
"""Columns of the sheet Facts: one row a fact that a document tells of itself."""


def fact_rows(made: Record, row: Row) -> Iterator[list[Value]]:
    """The rows of one document for the sheet Facts."""
    told = made.get("fact_evidence") or {}
    for key, name in words.FACTS.items():
        if fact := told.get(key):
            link = f"{row.href}#facts" if row.href else ""
            yield [
                row.name,
                row.year,
                row.source,
                name,
                fact["value"],
                fact["grade"],
                fact["page"],
                fact["quote"],
                link,
            ]


UNREAD = (
    Column("Name", 34, "Title of the document or name of the file."),
    Column("File", 44, "Path of the document, as it was given."),
    Column("State", 14, "Not read, Read in part, or Not judged (another kind of document).", "verdict"),
    Column("Reason", 20, "The reason as a code (docs/output.md lists them)."),
    Column("Why", 60, "The reason in words.", "wrap"),
    Column("What to do", 50, "What may help.", "wrap"),
    Column("Kind of document", 24, "What the document was taken for."),
    Column("Pages", 8, "Pages of the file.", "number"),
    Column("Unread pages", 18, "Pages that gave no text."),
    Column("SHA-256", 20, "Hash of the file's bytes; empty when it could not be opened."),
    Column("Report", 30, "Link to the page of this document.", "link"),
)
"""Columns of the sheet Unread: one row a document that was not read in full or not judged."""


def unread_row(made: Record, row: Row) -> list[Value] | None:
    """The document's row for the sheet Unread, or None when it was read in full and judged."""
    if row.state == "judged" and made["status"] == "ok":
        return None
    kind = "" if row.state == "unread" else words.DOCUMENT_TYPES[DocumentType(made.get("document_type", "statement"))]
    return [
        row.name,
        row.source,
        PART_READ if row.state == "judged" else STATES[row.state],
        made["why"] or "",
        row.why,
        row.cure,
        kind,
        row.pages,
        ", ".join(map(str, row.unread_pages)),
        made["sha256"],
        row.href,
    ]


RULES = (
    Column("Rule", 26, "Id of the rule, as in Matrix and Findings."),
    Column("Point", 36, "What the rule asks for, in short."),
    Column("Area", 26, "The area it belongs to."),
    Column("Force", 18, "The law (demanded), statutory guidance (asked for), or good practice."),
    Column("Level", 7, "Level of the guidance, 1 or 2, where it has one.", "number"),
    Column("Where the level comes from", 26, "Whether the level was checked against the guidance.", "wrap"),
    Column("Question", 56, "The question put to every statement.", "wrap"),
    Column("What would close the gap", 56, "What to write or do.", "wrap"),
    Column("Legal basis", 36, "The section of the Act or part of the guidance.", "wrap"),
    Column("Basis link", 40, "Where to read it.", "link"),
    Column("Remark", 44, "What else to know about the basis.", "wrap"),
    Column("Only for", 20, "Kinds of organisation the rule is for; empty for all."),
)
"""Columns of the sheet Rules: one row a rule of the rule book."""


def rule_rows(rulebook: Rulebook) -> Iterator[list[Value]]:
    """The rows of the sheet Rules, in the rule book's order."""
    areas = {a.id: a.title for a in rulebook.areas}
    for r in rulebook.rules:
        yield [
            r.id,
            r.title,
            areas[r.area],
            rulebook.wording.force(r.force)[0],
            r.guidance_level,
            r.level_source,
            r.question,
            r.remedy,
            words.basis_words(r.basis),
            r.basis.link,
            r.basis.note,
            ", ".join(r.applies_to),
        ]
