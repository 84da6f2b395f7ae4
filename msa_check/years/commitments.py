"""What became of last year's announcements: each beside the passage of this year that seems to speak of it.

A pointer for a reader and no judgement: words are compared, not deeds. Nothing here reads a document.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from msa_check.wording import likeness, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.wording import Sentence
    from msa_check.years.alignment import Alignment

Fate = Literal["done", "denied", "repeated", "mentioned", "nothing"]
"""Told as done, told as not done or put off, said again, spoken of in another way, or nothing found."""
ANNOUNCING = "future-commitments"
"""The rule whose plain evidence is an announcement; evidence of other rules is one where its doubt is "planned"."""
_ENOUGH = 0.5
"""Part of the weight of an announcement's words that a passage must have to be taken for speaking of it."""
_FUTURE = re.compile(
    r"\b(?:will|shall|we'll|(?<!as )plan(?:s|ned|ning)?|intend\w*|intention|aim(?:s|ing)?|going to|hop(?:e|es|ing) to|propos\w+|"
    r"next (?:year|financial|twelve|12|steps?)|coming (?:year|months|period)|in (?:the )?future|forthcoming|ambition|"
    r"(?:are|is|remain) committed to|continu(?:e|es|ing) to|look(?:s|ing)? to)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:(?:have|has) (?!to\b|not\b|yet\b)|was\b|were\b)", re.IGNORECASE)
"""Under a heading of next steps some sentences tell what was done: without a word of the future they announce nothing."""
_BY = re.compile(r"\bto be\b|\bby (?:the end of )?(?:\w+ )?20\d\d\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:(?:have|has|had|did|was|were|is|are|been|do|does|could) not|(?:have|has|had|did|was|were|is|are|could)n't|never|unable to|"
    r"delay(?:ed|s)?|postpon\w+|paused?|deferred|cancell?ed|yet to|no longer)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:have|has|had|was|were|been|did|during the (?:\w+ )?year|last year|this year|(?:we|they|who) (?:\w+ly )?"
    r"(?:\w{2,}ed|made|held|ran|gave|took|began|built|met|sent|set up|brought))\b"
    r"|\b(?:completed|launched|introduced|published|delivered|attended|received|trained|rolled out|appointed|adopted)\b",
    re.IGNORECASE,
)
_LEAST = 3
"""Words without endings that both must have, where the announcement has as many."""
_FIRST = {"done": 0.15, "denied": 0.15, "repeated": 0.0, "mentioned": 0.0}
"""What is told as done, or not done, goes before a plan that is only a little nearer."""
_SAME = 0.8
"""Least likeness of an announcement and a sentence that may be it, reworded."""
_ENDS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "s",
    "e",
    "y",
)
_SMALL = frozenset(
    "a an the and or of to in on for with by from at as is are was were be been being has have had do does did will shall would "
    "can could may might must should we our us it its this that these those they their them who which what where when while all "
    "any each every other such not no also more most further into within across through during under over about between both "
    "new next year years coming plan plans planned planning intend aim aims continue continues continued ensure including include "
    "made make makes take takes taken work working use used where part set up out own than then there so if".split()
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """An announcement of the earlier statement, and what the later one seems to say of it."""

    quote: str
    page: int | None
    heading: str
    rules: tuple[str, ...]
    fate: Fate
    found: str = ""
    """The passage of the later statement; empty for "nothing"."""
    found_page: int | None = None
    found_heading: str = ""


def announcements(made: Mapping[str, Any]) -> list[tuple[str, int | None, str, tuple[str, ...]]]:
    """(quote, page, heading, rules) of each announcement that a record's findings hold, in the order of the text."""
    found: dict[tuple[int, str], tuple[int | None, str, list[str]]] = {}
    for f in made["findings"]:
        for e in f["evidence"]:
            plain = f["rule"] == ANNOUNCING and e["strength"] == "met" and not e["doubt"]
            if plain or e["doubt"] == "planned":
                entry = found.setdefault((e["passage"], e["quote"]), (e["page"], e["heading"], []))
                if f["rule"] not in entry[2]:
                    entry[2].append(f["rule"])
    return [
        (quote, page, heading, tuple(rules))
        for (_, quote), (page, heading, rules) in sorted(found.items(), key=lambda x: x[0][0])
        if len(words(quote)) >= 4 and (not _TOLD.search(quote) or _FUTURE.search(quote) or _BY.search(quote))
    ]


class _Standing:
    """Where a text says a row of words, whole sentences or not."""

    def __init__(self, given: Sequence[Sentence]) -> None:
        self._given = given
        self._text = ""
        self._starts = []
        for s in given:
            self._starts.append(len(self._text))
            self._text += " ".join(s.words) + " "

    def where(self, said: Sequence[str]) -> Sentence | None:
        """The sentence in which the words begin, or None."""
        at = f" {self._text}".find(f" {' '.join(said)} ")
        return None if at < 0 else self._given[bisect_right(self._starts, at) - 1]


def commitments(
    made: Mapping[str, Any], later: Mapping[str, Any], after: Sequence[Sentence], alignment: Alignment
) -> tuple[Commitment, ...]:
    """The announcements of the record ``made`` beside what the statement of ``later`` (its sentences ``after``) says of them."""
    announced = {tuple(words(q)) for q, *_ in announcements(later)}
    became = {c.before.words: c.after for c in alignment.changed}
    standing = _Standing(after)
    fresh = [*alignment.added, *(c.after for c in alignment.changed)]
    weights = _weights(after)
    return tuple(
        _look(quote, page, heading, rules, announced, became, standing, fresh, weights)
        for quote, page, heading, rules in announcements(made)
    )


def _look(
    quote: str,
    page: int | None,
    heading: str,
    rules: tuple[str, ...],
    announced: set[tuple[str, ...]],
    became: Mapping[tuple[str, ...], Sentence],
    standing: _Standing,
    fresh: Sequence[Sentence],
    weights: Mapping[str, float],
) -> Commitment:
    said = tuple(words(quote))
    found: Sentence | None = standing.where(said)
    fate: Fate = "repeated"
    if found is None:
        found = became.get(said)
        if found is None:
            found = _nearest(said, fresh, announced, weights)
        if found is None:
            return Commitment(quote, page, heading, rules, "nothing")
        fate = _tense(found, announced)
        if fate == "denied" and _NOT.search(quote):
            fate = "mentioned"
        again = fate in {"done", "mentioned"} and likeness(said, found.words, least=_SAME) > 0
        if again and not _FUTURE.search(quote):
            # "Extend the helpline to all sites": an item of a list of plans, printed once more
            fate = "repeated"
    return Commitment(quote, page, heading, rules, fate, found.text, found.page, found.heading)


def _tense(s: Sentence, announced: set[tuple[str, ...]]) -> Fate:
    if _NOT.search(s.text):
        return "denied"
    if s.words in announced or _FUTURE.search(s.text):
        return "repeated"
    return "done" if _DONE.search(s.text) else "mentioned"


def _nearest(
    said: Sequence[str], fresh: Sequence[Sentence], announced: set[tuple[str, ...]], weights: Mapping[str, float]
) -> Sentence | None:
    """The new or changed sentence that has most of an announcement's words, what is said as done before plans."""
    wanted = {x: weights.get(x, max(weights.values(), default=1.0)) for x in _stems(said)}
    total = sum(wanted.values())
    best: tuple[float, int] | None = None
    for n, s in enumerate(fresh):
        shared = wanted.keys() & set(_stems(s.words))
        part = sum(wanted[x] for x in sorted(shared)) / total if total else 0.0
        if len(shared) < min(_LEAST, len(wanted)) or part < _ENOUGH:
            continue
        score = round(part + _FIRST[_tense(s, announced)], 6)
        if best is None or score > best[0]:
            best = score, n
    return fresh[best[1]] if best else None


def _weights(after: Sequence[Sentence]) -> dict[str, float]:
    """Stem -> how much it tells: rare ones more than those that every sentence has."""
    using: Counter[str] = Counter()
    for s in after:
        using.update(set(_stems(s.words)))
    return {x: math.log2(1 + len(after) / n) for x, n in using.items()}


def _stems(given: Iterable[str]) -> list[str]:
    """Words without small ones and endings: "training" and "trained" give the same."""
    out = []
    for w in given:
        if w in _SMALL or len(w) < 3 or not w[0].isalpha():
            continue
        end = next((e for e in _ENDS if w.endswith(e) and len(w) - len(e) >= 4), "")
        out.append(w[: len(w) - len(end)] if end else w)
    return out
