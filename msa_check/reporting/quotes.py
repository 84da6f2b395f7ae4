"""Evidence as a reader sees it: the sentence in its passage, where it stands, and what casts doubt on it.

No layout here and no judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import Doubt, Kind, Verdict
from msa_check.reporting import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Evidence, Passage, Report

_CONTEXT = 320
"""Characters of a passage shown on each side of the sentence that is evidence."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of evidence in its passage: ``before`` and ``after`` are the words round it, cut to a few lines."""

    text: str
    before: str
    after: str
    page: int | None
    heading: str
    lead_in: str
    passage: int
    doubt: str
    """In words; empty when the sentence is plain evidence."""
    denies: bool
    """True when it says that the very thing is not done: a reader of a met verdict must see that too."""
    ocr: bool
    second_reader: bool
    kind: str


def quote(e: Evidence, passages: Mapping[int, Passage]) -> Quote:
    """The evidence with the words round it; a passage that is not there gives none."""
    p = passages.get(e.passage)
    text = p.text if p else e.quote
    at = text.find(e.quote)
    before, after = (text[:at], text[at + len(e.quote) :]) if at >= 0 else ("", "")
    return Quote(
        text=e.quote,
        before=_tail(before),
        after=_head(after),
        page=e.page,
        heading=e.heading,
        lead_in=p.lead_in if p else "",
        passage=e.passage,
        doubt=words.DOUBTS[e.doubt] if e.doubt else (words.WEAK if e.strength == "weak" else ""),
        # a denial beside vague wording seldom denies the point ("... to ensure that slavery is not taking place")
        denies=e.doubt is Doubt.DENIED and e.strength == "met",
        ocr=e.ocr,
        second_reader=e.source == "second-reader",
        kind=str(p.kind) if p else str(Kind.PARAGRAPH),
    )


def _tail(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    cut = text[-_CONTEXT:]
    return "… " + cut[cut.find(" ") + 1 :]


def _head(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    cut = text[:_CONTEXT]
    return cut[: cut.rfind(" ")] + " …"


def evidence_passages(report: Report) -> tuple[Passage, ...]:
    """The passages that are evidence: those of rules not met first, then in reading order; for pictures of them."""
    first: dict[int, int] = {}
    for f in report.findings:
        for e in f.evidence:
            first[e.passage] = min(first.get(e.passage, 1), 0 if f.verdict is Verdict.PARTIAL else 1)
    return tuple(
        sorted((p for p in report.statement.passages if p.number in first), key=lambda p: (first[p.number], p.number))
    )
