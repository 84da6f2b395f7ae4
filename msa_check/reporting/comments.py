"""A copy of a Word draft with comments: at vague, planned and denied passages, and at the end for what is missing.

Here is what is said and of which words; how a DOCX holds it is word.py's. The draft itself is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.inert import visible
from msa_check.model import Verdict
from msa_check.reporting import words
from msa_check.reporting.view import view
from msa_check.reporting.word import commented as written
from msa_check.slots import unfilled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msa_check.model import Report, Rulebook
    from msa_check.reporting.view import Item

_EACH = 3
"""Sentences of one gap that get a comment: its best ones. More would bury the others."""


UNFILLED = "Unfilled place of a template: fill it in or take it out. What stands in it is no evidence"


@dataclass(frozen=True, slots=True)
class Note:
    """One comment: on a sentence (``quote``) of a passage, or with passage 0 at the end of the document."""

    passage: int
    quote: str
    text: str


def notes(report: Report, rulebook: Rulebook, *, suggest: bool = False) -> tuple[Note, ...]:
    """The comments in the order of the document, those on what is missing last: the law, guidance, good practice.

    Rules that speak of the same sentence share a comment. ``suggest`` adds what a good passage says.
    """
    items = [i for g in view(report, rulebook).gaps for i in g.items]
    said: dict[tuple[int, str], list[str]] = {}
    for i in items:
        if i.finding.verdict is Verdict.PARTIAL:
            for e, q in list(zip(i.finding.evidence, i.quotes, strict=True))[:_EACH]:
                said.setdefault((e.passage, e.quote), []).append(_told(i, q.doubt, suggest=suggest))
    for slot in unfilled(report.statement.passages):
        said.setdefault((slot.passage.number, slot.sentence), []).append(f"{UNFILLED}: {slot.text}")
    placed = sorted(said.items(), key=lambda at: at[0][0] or len(report.statement.passages))
    at_passages = [Note(number, quote, visible("\n\n".join(texts))) for (number, quote), texts in placed]
    missing = [i for i in items if i.finding.verdict is Verdict.MISSING]
    return (*at_passages, *_at_end(missing, suggest=suggest))


def _at_end(missing: Iterable[Item], *, suggest: bool) -> Iterable[Note]:
    for i in missing:
        yield Note(0, "", visible(_told(i, i.rule.question, suggest=suggest)))


def _told(i: Item, more: str, *, suggest: bool) -> str:
    verdict = i.sign.word + (f": {i.reason}" if i.reason else "")
    level = f", level {i.rule.guidance_level}" if i.rule.guidance_level else ""
    lines = [
        f"{i.rule.title} [{i.rule.id}]",
        f"{verdict} ({words.FORCES[i.rule.force].lower()}{level}).",
        " ".join(x for x in (more, i.note) if x),
        f"What would close the gap: {i.rule.remedy}",
        f"A good passage says: {i.rule.good}" if suggest and i.rule.good else "",
        f"Source: {words.basis_words(i.rule.basis)}",
    ]
    return "\n".join(x for x in lines if x)


def commented(docx: bytes, report: Report, rulebook: Rulebook, *, suggest: bool = False) -> bytes:
    """The document's bytes with comments; the same input gives the same bytes.

    Raises UsageError when the document cannot hold comments (a template, or one with macros).
    """
    return written(
        docx,
        report.statement.passages,
        notes(report, rulebook, suggest=suggest),
        source=report.statement.source,
    )
