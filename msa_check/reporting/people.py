"""What people said of the verdicts, as pages show it beside what the rules say (docs/review.md).

Pages are written before anybody has read them, so they hold empty places that are filled later. Nothing here stores or
counts decisions (msa_check.reviewing), and no verdict is changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.reporting import words
from msa_check.reporting.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msa_check.reporting.words import Sign

WORDS = {
    "agree": "People agree",
    "disagree": "People disagree",
    "unsure": "People are unsure",
    "conflict": "People contradict each other",
    "mixed": "Opinions differ",
    "re-check": "To be checked again",
}
"""What those who looked at a verdict come to (reviewing.in_one_word) -> how it is shown."""
_PLACE = re.compile(r"<!--people (short|full|all) ([\w-]*)-->.*?<!--/people-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of one row of a finding: agree, disagree or unsure. ``recheck``: of something that has changed since."""

    decision: str
    reviewer: str
    day: str
    """ISO date, or empty."""
    note: str
    quote: str
    """The passage of that row; empty where it tells nothing (only one, or changed since)."""
    recheck: bool


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding that somebody looked at: what the rules say of it, and what people say."""

    rule: str
    title: str
    sign: Sign
    reason: str
    come_to: str
    """A key of WORDS; "mixed" also where one person answers differently for two passages."""
    said: tuple[Said, ...]


def filled(page: str, found: Iterable[Reviewed]) -> str:
    """The gap report with what people said in its places for that; what stood there before is gone.

    Places are comments, which no text of a document can make: that is escaped.
    """
    by_rule = {f.rule: f for f in found}

    def fill(place: re.Match[str]) -> str:
        kind, rule = place[1], place[2]
        one, told = by_rule.get(rule), ""
        if one or (kind == "all" and by_rule):
            values = {"kind": kind, "one": one, "found": list(by_rule.values())}
            told = render("_people.html", **values, words=words, people=WORDS, counts=counts).strip()
        return f"<!--people {kind} {rule}-->{told}<!--/people-->"

    return _PLACE.sub(fill, page)


def counts(found: Iterable[Reviewed]) -> str:
    """How many verdicts come to what, such as "2 agreed with, 1 to be checked again"."""
    found = list(found)
    told = ((sum(f.come_to == key for f in found), word) for key, word in _COUNTED.items())
    return ", ".join(f"{n} {word}" for n, word in told if n)


_COUNTED = {
    "agree": "agreed with",
    "disagree": "disagreed with",
    "unsure": "unsure",
    "conflict": "in dispute",
    "mixed": "with differing opinions",
    "re-check": "to be checked again",
}
