"""How like two names are, weighed by how rare their words are in the register.

Whether likeness is enough for a match is decided elsewhere.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from msa_check.wording import letters_alike

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMON = 0.05
"""Share of the names from which on a word says too little to look names up by it alone."""
_ALIKE = 0.84
"""Letters of two long words that must agree for one to be a slip of the other."""


class Names:
    """All keys of a register, ready to be asked for the likest."""

    def __init__(self, keys: Iterable[str]) -> None:
        """``keys`` as names.key gives them; repeats do no harm."""
        known = sorted(set(keys))
        seen = Counter(w for k in known for w in set(k.split()))
        self._rare = math.log(len(known) + 1) + 0.1
        self._weights = {w: math.log((len(known) + 1) / n) + 0.1 for w, n in seen.items()}
        self._places: dict[str, list[str]] = {}
        most = max(3, _COMMON * len(known))
        for k in known:
            for place in {p for w in k.split() for p in _places(w) if seen[w] <= most}:
                self._places.setdefault(place, []).append(k)

    def likest(self, key: str, least: float) -> list[tuple[str, float]]:
        """(key, likeness from 0 to 1) of the names at least so like, the likest first, at most six."""
        near = {k for w in key.split() for p in _places(w) for k in self._places.get(p, ())}
        found = [(k, s) for k in near if (s := self.likeness(key, k)) >= least]
        return sorted(found, key=lambda x: (-x[1], x[0]))[:6]

    def likeness(self, a: str, b: str) -> float:
        """The share of both names' words, by weight, that the other has as well (or a slip of it); never 1."""
        left, right = a.split(), b.split()
        both = sum(map(self._weight, left)) + sum(map(self._weight, right))
        shared = sum(self._weight(w) for w in left if _has(w, right))
        shared += sum(self._weight(w) for w in right if _has(w, left))
        return min(0.99, shared / both) if both else 0.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._rare)


def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: the same last name and first initial, or nearly the same letters."""
    left, right = a.casefold().split(), b.casefold().split()
    if len(left) < 2 or len(right) < 2:
        return False
    return (left[-1] == right[-1] and left[0][0] == right[0][0]) or letters_alike(a.casefold(), b.casefold()) >= 0.88


def _places(word: str) -> tuple[str, ...]:
    """Under what a word is looked up: itself, and its beginning and end, so that one slip is found by the other."""
    return (word, f"{word[:4]}-", f"-{word[-4:]}") if len(word) > 4 else (word,)


def _has(word: str, others: list[str]) -> bool:
    return word in others or (len(word) > 4 and any(len(o) > 4 and letters_alike(word, o) >= _ALIKE for o in others))
