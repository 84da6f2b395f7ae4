"""How like two names are, weighed by how rare their words are in the register.

The one place that knows rapidfuzz; whether likeness is enough for a match is decided elsewhere.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTLIST = 12
_LEAST = 60
"""Of rapidfuzz's token ratio, below which a name is not looked at."""


class Names:
    """All keys of a register, ready to be asked for the likest."""

    def __init__(self, keys: Iterable[str]) -> None:
        """``keys`` as names.key gives them; repeats do no harm."""
        self._keys = sorted(set(keys))
        seen = Counter(w for k in self._keys for w in set(k.split()))
        self._weights = {w: math.log((len(self._keys) + 1) / n) + 0.1 for w, n in seen.items()}
        self._rare = math.log(len(self._keys) + 1) + 0.1

    def likest(self, key: str, least: float) -> list[tuple[str, float]]:
        """(key, likeness from 0 to 1) of the names at least so like, the likest first."""
        near = process.extract(key, self._keys, scorer=fuzz.token_sort_ratio, limit=_SHORTLIST, score_cutoff=_LEAST)
        found = [(k, self.likeness(key, k)) for k, _, _ in near]
        return sorted(((k, s) for k, s in found if s >= least), key=lambda x: (-x[1], x[0]))

    def likeness(self, a: str, b: str) -> float:
        """The share of both names' words, by weight, that the other has as well (or one letter in six apart); never 1."""
        left, right = a.split(), b.split()
        both = sum(map(self._weight, left)) + sum(map(self._weight, right))
        shared = sum(self._weight(w) for w in left if _has(w, right)) + sum(
            self._weight(w) for w in right if _has(w, left)
        )
        return min(0.99, shared / both) if both else 0.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._rare)


def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: the same last name and first initial, or nearly the same letters."""
    left, right = a.casefold().split(), b.casefold().split()
    if len(left) < 2 or len(right) < 2:
        return False
    return (left[-1] == right[-1] and left[0][0] == right[0][0]) or fuzz.token_sort_ratio(
        a.casefold(), b.casefold()
    ) >= 88


def _has(word: str, others: list[str]) -> bool:
    return word in others or (len(word) > 4 and any(len(o) > 4 and fuzz.ratio(word, o) >= 84 for o in others))
