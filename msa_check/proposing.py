"""What the second reader adds to the rules' findings: passages they missed, and a second look at those they took.

Pure: findings and sentences in, findings out. The reader never makes a verdict met and never unmakes one
(docs/second-reader.md says what it may do and what that is worth). No phrase and no weight lives here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from msa_check.matching import DROPPED
from msa_check.model import Doubt, Evidence, Finding, Kind, Rule, Rulebook, Verdict
from msa_check.roles import lists_member
from msa_check.secondreader import CRITERIA, SecondReader
from msa_check.wordshapes import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from msa_check.matching import Matching, Text

OTHER = 0.7
"""Share of the deciding probability from which weak evidence of the rules is kept (plain evidence: ``doubt``)."""
PROPOSED = "Only the second reader, a trained classifier, found this passage; no phrase of the rule fits it."
_SLOT = re.compile(r"\[[^\]\d][^\]]*\]|_{3,}|\.{5,}")
"""A slot that nobody has filled in, as in "[Name]": never evidence."""
_LABEL = re.compile(
    rf"(?:\W|\d|\b(?:sign(?:ed|ature)|dated?|by|on|name|title|position|st|nd|rd|th|{MONTH})\b)*\w*\W*", re.IGNORECASE
)
"""A line that says nothing by itself: "Signed:", "Date: 22 September 2016", one word of a page's foot."""
_STATED = frozenset({Doubt.PLANNED, Doubt.DENIED})
"""Doubts that tell a reader something: such evidence is never dropped."""


class _Scale(NamedTuple):
    """The probabilities of one criterion from which the reader is heard (secondreader.SecondReader says how they were found)."""

    decide: float
    doubt: float
    propose: float


@dataclass(slots=True)
class _Look:
    """One criterion as the reader sees a statement: a probability for each sentence, and where each stands."""

    scale: _Scale
    probability: NDArray[np.float64]
    place: dict[tuple[int, str], int]

    def of(self, e: Evidence) -> float:
        """The reader's probability for evidence; 1 where it is no sentence that the reader saw (a parsed signature)."""
        at = self.place.get((e.passage, e.quote), -1)
        return float(self.probability[at]) if at >= 0 else 1.0

    def trusts(self, e: Evidence) -> bool:
        """Whether evidence of the rules is kept for its own sake."""
        if e.doubt in _STATED:
            return True
        return self.of(e) >= (self.scale.doubt if _plain(e) else OTHER * self.scale.decide)


class Proposing:
    """The second reader set to work for the rules of one rule book that name a criterion it knows."""

    def __init__(self, rulebook: Rulebook, matching: Matching, reader: SecondReader) -> None:
        """``reader`` is the one of the rule book, or another with the same criteria (cross-validation)."""
        self._rules = {r.id: r for r in rulebook.rules}
        self._seconded = [(CRITERIA.index(s.criterion), s) for s in rulebook.seconded]
        self._matching = matching
        self._reader = reader

    def add(self, findings: Sequence[Finding], text: Text) -> tuple[Finding, ...]:
        """The findings with the reader's proposals, and without the evidence that it takes for over-read."""
        heard = [i for i, s in enumerate(text.sentences) if s.zone != "title"]
        probability = np.zeros((len(text.sentences), len(CRITERIA)))
        probability[heard] = self._reader.score(
            [text.sentences[i].text for i in heard], [text.sentences[i].passage.heading for i in heard]
        )
        place = {(s.passage.number, s.text): i for i, s in enumerate(text.sentences)}
        by_rule = {f.rule: f for f in findings}
        for column, seconded in self._seconded:
            scale = _Scale(*(float(x[column]) for x in (self._reader.decide, self._reader.doubt, self._reader.propose)))
            look = _Look(scale, probability[:, column], place)
            rules = [r for r in seconded.rules if by_rule[r].verdict is not Verdict.NOT_APPLICABLE]
            for r in rules:
                by_rule[r] = _weighed(by_rule[r], self._rules[r].needs, look)
            self._propose(rules, by_rule, look, text, opens=seconded.opens)
        return tuple(by_rule[f.rule] for f in findings)

    def _propose(self, rules: list[str], by_rule: dict[str, Finding], look: _Look, text: Text, *, opens: bool) -> None:
        shown = {look.place.get((e.passage, e.quote), -1) for r in rules for e in by_rule[r].evidence}
        told = {(e.passage, " ".join(e.quote.split())) for r in rules for e in by_rule[r].evidence}
        for i in np.flatnonzero(look.probability >= look.scale.decide):
            sentence = text.sentences[i]
            if (
                sentence.passage.number,
                " ".join(sentence.text.split()),
            ) in told:  # a signature block, set out in lines
                continue
            if i in shown or _SLOT.search(sentence.text) or _LABEL.fullmatch(sentence.text):
                continue
            if sentence.passage.kind is Kind.LIST_ITEM and lists_member(sentence.text, sentence.passage.heading):
                continue
            standing = [r for r in rules if by_rule[r].evidence]
            if not standing and not (
                opens
                and rules
                and look.probability[i] >= look.scale.propose
                and by_rule[rules[0]].verdict in {Verdict.MISSING, Verdict.UNREADABLE}
            ):
                continue
            # where no rule of the criterion has anything, the first, which asks for the thing itself, gets it as weak
            nearest, doubt = self._matching.nearest([self._rules[r] for r in standing or rules[:1]], text, int(i))
            if doubt in DROPPED or i in self._matching.vetoed(nearest, text):
                continue
            found, proposed = by_rule[nearest.id], _evidence(text, int(i), doubt)
            by_rule[nearest.id] = (
                replace(found, evidence=(*found.evidence, proposed)) if standing else _proposed(nearest, proposed)
            )


def _plain(e: Evidence) -> bool:
    return e.strength == "met" and e.doubt is None


def _weighed(found: Finding, needs: int, look: _Look) -> Finding:
    """The finding with the evidence that the reader trusts, and always with that on which the verdict rests."""
    kept = [look.trusts(e) for e in found.evidence]
    if all(kept):
        return found
    if found.verdict is Verdict.MET:
        plain = [i for i, e in enumerate(found.evidence) if _plain(e)]
        for i in sorted(plain, key=lambda i: -look.of(found.evidence[i]))[:needs]:
            kept[i] = True
    else:
        kept[0] = True
    return replace(found, evidence=tuple(e for e, keep in zip(found.evidence, kept, strict=True) if keep))


def _proposed(rule: Rule, e: Evidence) -> Finding:
    reason = str(e.doubt) if e.doubt in _STATED else "weak"
    return Finding(rule.id, Verdict.PARTIAL, reason, (e,), PROPOSED)


def _evidence(text: Text, i: int, doubt: Doubt | None) -> Evidence:
    """A sentence as the reader's proposal: weak, whatever its probability."""
    sentence = text.sentences[i]
    p = sentence.passage
    return Evidence(
        quote=sentence.text,
        passage=p.number,
        page=p.page,
        heading=p.heading,
        strength="weak",
        doubt=doubt,
        boxes=p.boxes,
        ocr=p.ocr,
        source="second-reader",
    )
