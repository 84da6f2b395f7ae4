"""Two statements laid beside each other sentence by sentence: what stayed, what was changed, what is new, what is gone.

Sentences only; whose they are, which year and what they prove is decided elsewhere.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import Kind
from msa_check.wording import common, likeness, same_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.wording import Sentence

_CHANGED = 0.6
"""Least likeness of a sentence and the one it was made into: below it they are told as gone and new."""
_EXTENDED, _WHOLE = 0.85, 6
"""A sentence that got a new clause: this part of the shorter one, of so many words, stands in the longer."""
_RUN = 5
"""Words that a sentence must have to be found inside others when sentences were cut elsewhere."""
_TRIED = 8
_FIGURE = re.compile(
    r"\d.*|january|february|march|april|may|june|july|august|september|october|november|december|st|nd|rd|th"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence of the earlier statement and what it became."""

    before: Sentence
    after: Sentence
    figures_only: bool
    """Whether nothing but figures and months differ."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two statements side by side; headings are used to match but not told. Words are those of the later one."""

    changed: tuple[Changed, ...]
    added: tuple[Sentence, ...]
    dropped: tuple[Sentence, ...]
    unchanged: tuple[Sentence, ...]
    """Sentences of the later statement that stand in the earlier one word for word."""
    words: int
    words_same: int
    """Words in those sentences."""
    words_kept: int
    """Words of changed sentences that are the same."""

    @property
    def copied(self) -> float:
        """Part of the later statement's words that stand in sentences taken over word for word; 0 to 1."""
        return self.words_same / self.words if self.words else 0.0

    @property
    def kept(self) -> float:
        """The same with the words that stayed in changed sentences."""
        return (self.words_same + self.words_kept) / self.words if self.words else 0.0


def align(before: Sequence[Sentence], after: Sequence[Sentence]) -> Alignment:
    """Lay two statements side by side. The order of sentences does not matter: one that moved stayed."""
    old_free, new_free = _unequal(before, after)
    old_inside, new_inside = _inside(before, after, old_free, new_free)
    old_left = [n for n in old_free if n not in old_inside]
    new_left = [n for n in new_free if n not in new_inside]
    pairs = _pairs(before, after, old_left, new_left)
    changed_old, changed_new = {o for o, _ in pairs}, {n for _, n in pairs}
    # A sentence that stands whole in a longer one which found no better partner stayed after all.
    old_text, new_text = _stream(before), _stream(after)
    added = [n for n in new_left if n not in changed_new and not _stands(after[n], old_text)]
    dropped = [n for n in old_left if n not in changed_old and not _stands(before[n], new_text)]
    told = [(o, n) for o, n in pairs if not (_heading(before[o]) and _heading(after[n]))]
    prose = [n for n in range(len(after)) if not _heading(after[n])]
    others = changed_new | set(added)
    same = [n for n in prose if n not in others]
    return Alignment(
        changed=tuple(
            Changed(before[o], after[n], _figures_only(before[o], after[n]))
            for o, n in sorted(told, key=lambda p: p[1])
        ),
        added=tuple(after[n] for n in added if not _heading(after[n])),
        dropped=tuple(before[n] for n in dropped if not _heading(before[n])),
        unchanged=tuple(after[n] for n in same),
        words=sum(len(after[n].words) for n in prose),
        words_same=sum(len(after[n].words) for n in same),
        words_kept=sum(common(before[o].words, after[n].words) for o, n in told if not _heading(after[n])),
    )


def _heading(s: Sentence) -> bool:
    return s.kind is Kind.HEADING


def _unequal(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[list[int], list[int]]:
    """The sentences of each side left over when equal ones have gone together, one by one."""
    places: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for n, s in enumerate(before):
        places[s.words].append(n)
    new_free = []
    for n, s in enumerate(after):
        if places[s.words]:
            places[s.words].popleft()
        else:
            new_free.append(n)
    return sorted(n for left in places.values() for n in left), new_free


def _inside(
    before: Sequence[Sentence], after: Sequence[Sentence], old_free: Sequence[int], new_free: Sequence[int]
) -> tuple[set[int], set[int]]:
    """Sentences that stand word for word in the other text, whose sentences were only cut elsewhere.

    One that is part of a single longer sentence, which is not itself in this text, is left: that one was extended.
    """
    old_text, new_text = _stream(before), _stream(after)
    old_in = {n for n in old_free if _stands(before[n], new_text)}
    new_in = {n for n in new_free if _stands(after[n], old_text)}
    longer_new = [_line(after[n]) for n in new_free if n not in new_in]
    longer_old = [_line(before[n]) for n in old_free if n not in old_in]
    return (
        {n for n in old_in if not any(_line(before[n]) in other for other in longer_new)},
        {n for n in new_in if not any(_line(after[n]) in other for other in longer_old)},
    )


def _stream(given: Sequence[Sentence]) -> str:
    return f" {' '.join(w for s in given for w in s.words)} "


def _line(s: Sentence) -> str:
    return f" {' '.join(s.words)} "


def _stands(s: Sentence, text: str) -> bool:
    return len(s.words) >= _RUN and _line(s) in text


def _pairs(
    before: Sequence[Sentence], after: Sequence[Sentence], old: Sequence[int], new: Sequence[int]
) -> list[tuple[int, int]]:
    """The closest sentences of both sides, each used once, best first; candidates share their rarer words."""
    using: defaultdict[str, list[int]] = defaultdict(list)
    for o in old:
        for w in set(before[o].words):
            using[w].append(o)
    found: list[tuple[float, int, int, int]] = []
    for n in new:
        weight: Counter[int] = Counter()
        for w in set(after[n].words):
            holders = using.get(w, ())
            if holders and len(holders) <= max(20, len(old) // 4):
                for o in holders:
                    weight[o] += math.log2(1 + len(old) / len(holders))  # type: ignore[assignment]
        for o, _ in sorted(weight.items(), key=lambda x: (-x[1], abs(x[0] - n)))[:_TRIED]:
            score = _closeness(before[o].words, after[n].words)
            if score >= _CHANGED:
                found.append((-round(score, 6), abs(o * len(after) - n * len(before)), o, n))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    out = []
    for _, _, o, n in sorted(found):
        if o not in taken_old and n not in taken_new:
            taken_old.add(o)
            taken_new.add(n)
            out.append((o, n))
    return out


def _closeness(a: Sequence[str], b: Sequence[str]) -> float:
    """Likeness of two sentences; one that got or lost a clause counts as just alike enough."""
    alike = likeness(a, b, least=_CHANGED)
    if alike:
        return alike
    short = min(len(a), len(b))
    return (
        _CHANGED if short >= _WHOLE and common(a, b) >= _EXTENDED * short and max(len(a), len(b)) <= 4 * short else 0.0
    )


def _figures_only(a: Sentence, b: Sentence) -> bool:
    kept_a = {i + k for i, _, n in same_runs(a.words, b.words) for k in range(n)}
    kept_b = {j + k for _, j, n in same_runs(a.words, b.words) for k in range(n)}
    rest = [w for n, w in enumerate(a.words) if n not in kept_a] + [w for n, w in enumerate(b.words) if n not in kept_b]
    return all(_FIGURE.fullmatch(w) for w in rest)
