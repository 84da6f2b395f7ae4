"""The workbook's first sheet: what the others hold, what signs and columns mean, how to review, what is not seen.

Wording only; no file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.reporting import words
from msa_check.reporting.sheetdata import LINE
from msa_check.reporting.sheetdata import lines as wrapped_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.model import Rulebook
    from msa_check.reporting.sheets import Column

WIDTHS = (30, 34, 100)
"""Widths of the sheet's columns in characters."""
_SHEETS = {
    "Summary": "One row a document: the counts, each with what it counts. There is no score.",
    "Matrix": "Documents by rules: every verdict at a glance.",
    "Findings": "One row a piece of evidence (one row for a finding without any), with columns for reviewers. Documents "
    "that were not judged have no rows here: see Unread.",
    "Facts": "What each document says of itself, with the passage.",
    "Unread": "Every document that was not read, read only in part, or not judged as a statement, with the reason.",
    "Rules": "Every rule: its question, its force, where it comes from, what would close the gap.",
}
_LEGEND = (
    ("Met", "✓", "met", "The statement says something on the point as done or in place."),
    ("Partly", "◐", "partial", "Something is said, but it is vague, only planned, or said not to be done."),
    ("Not met", "✕", "missing", "The Act demands it and nothing in the text shows it."),
    (
        "Not found",
        "○",
        "absent",
        "Guidance or good practice asks for it and nothing in the text shows it. That breaks no law.",
    ),
    ("Could not be read", "?", "unread", "Nothing was found, but pages gave no text: it may stand there."),
    ("For you to check", "→", "manual", "No document can show it. A question to a person, never a gap."),
    (
        "Does not apply",
        "–",
        "text",
        "The rule is not for this kind of organisation, or nothing suggests that it applies.",
    ),
)
_REVIEW = (
    (
        "In the sheet Findings choose agree, disagree or unsure in the column Reviewer decision, and give a note, your name "
        "and the day. One row of a finding is enough."
    ),
    (
        "A hidden last column holds the id of each row. It stays the same as long as document, rule, verdict and passage do, "
        "so that decisions can be matched with later runs. Please leave it in place."
    ),
    "Sorting and filtering do no harm. Text is text: nothing in this workbook is a formula.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: (text, look) of its cells, and its height in points (0: by itself)."""

    cells: tuple[tuple[str, str], ...]
    height: int = 0


def lines(
    rulebook: Rulebook, given: Sequence[tuple[str, Sequence[Column]]], *, documents: int, made_on: str
) -> list[Line]:
    """The rows of the sheet; ``given`` holds each other sheet's title and columns."""
    out = [
        line(("Modern slavery statements: findings", "title"), height=34),
        line((f"{words.how_many(documents, 'document')} checked against: {rulebook.title}", "text")),
        line((f"Rule book {rulebook.id}", "text")),
    ]
    if made_on:
        out.append(line((f"Made on {made_on}", "text")))
    out += [line((words.PURPOSE, "text"))]
    if rulebook.wording.notice:
        out.append(line(("Note", "strong"), ("", "text"), (rulebook.wording.notice, "wrap")))
    out += [*heading("Sheets"), *(line((t, "strong"), ("", "text"), (_SHEETS[t], "wrap")) for t, _ in given)]
    out += legend()
    out += heading("Three kinds of demand, never mixed")
    for title, means in (rulebook.wording.force(f) for f in words.FORCES):
        out.append(line((title, "strong"), ("", "text"), (means, "wrap")))
    out += [*heading("Reviewing"), *(line(("", "text"), ("", "text"), (t, "wrap")) for t in _REVIEW)]
    return out + limits() + columns_of(given)


def legend() -> list[Line]:
    """What the signs of verdicts mean."""
    return [
        *heading("Verdicts"),
        *(line((f"{symbol} {word}", tone), ("", "text"), (means, "wrap")) for word, symbol, tone, means in _LEGEND),
    ]


def limits() -> list[Line]:
    """What no workbook of ours can say."""
    return [
        *heading("What this tool cannot see"),
        *(line((short, "strong"), ("", "text"), (longer, "wrap")) for short, longer in words.CANNOT_SEE),
    ]


def columns_of(given: Iterable[tuple[str, Sequence[Column]]], *, rules: str = "Rules") -> list[Line]:
    """What each column of the sheets means; ``rules`` is the sheet that explains the rules."""
    out = heading("Columns")
    for title, columns in given:
        plain = [c for c in columns if c.look != "grid"]
        out += [line((title, "strong"), (c.name, "text"), (c.meaning, "wrap")) for c in plain]
        if len(plain) < len(columns):
            out.append(
                line(
                    (title, "strong"),
                    ("one column a rule", "text"),
                    (f"The verdict of the rule of that id (sheet {rules}).", "wrap"),
                )
            )
    return out


def heading(text: str) -> list[Line]:
    """A heading below an empty row."""
    return [line(), line((text, "heading"), height=24)]


def line(*cells: tuple[str, str], height: int = 0) -> Line:
    """A row of (text, look) cells, as high as its text needs."""
    needed = max(
        (wrapped_lines(text, WIDTHS[i]) for i, (text, look) in enumerate(cells) if look in {"wrap", "strong"}),
        default=1,
    )
    return Line(cells, height or (LINE * needed if needed > 1 else 0))
