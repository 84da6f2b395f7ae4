"""Two texts laid side by side: the longest passages both have, small edits allowed.

Works on the codes of words; whose the texts are and what is common wording is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from msa_check.copies.shingles import WIDTH
from msa_check.wording import same_runs

if TYPE_CHECKING:
    import numpy.typing as npt

    from msa_check.copies.shingles import Codes, Hashes

_GAP = 14
"""Words that may differ between two runs of one passage, in either text."""
_REACH = 30
"""Words beyond a passage's ends that are tried for more of it."""
_REPEATS = 4
"""Places of one shingle in a text that are followed; more often it is a table or a refrain."""
_DENSE = 0.6
"""Least share of a passage's words that both texts have."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One passage of two texts: (from, to) of its words in each, and the runs both have: (in a, in b, length)."""

    a: tuple[int, int]
    b: tuple[int, int]
    runs: tuple[tuple[int, int, int], ...]

    @property
    def words(self) -> int:
        """How many words both have."""
        return sum(n for _, _, n in self.runs)


@dataclass(frozen=True, slots=True)
class Side:
    """One text to be laid beside others: its words, its shingles sorted, where each stands, and which few texts use."""

    codes: Codes
    ordered: Hashes
    order: npt.NDArray[np.int64]
    rare: npt.NDArray[np.bool_]
    """By place, whether few use the shingle that begins there."""


def side(codes: Codes, hashes: Hashes, rare: npt.NDArray[np.bool_]) -> Side:
    """The text made ready."""
    order = np.argsort(hashes, kind="stable")
    return Side(codes, hashes[order], order, rare)


def shared_passages(a: Side, b: Side) -> list[Shared]:
    """The passages that two texts share, in the order of the first; none overlaps another in the first text.

    A passage holds at least one shingle that few use: what is common wording throughout is not followed.
    """
    out: list[Shared] = []
    for chain in _chains(_runs(a, b)):
        if not any(a.rare[i : i + n - WIDTH + 1].any() for i, _, n in chain):
            continue
        if (
            out
            and out[-1].a[0] <= chain[0][0]
            and chain[-1][0] + chain[-1][2] <= out[-1].a[1]
            and _within(chain, out[-1])
        ):
            continue
        found = _aligned(a.codes, b.codes, chain)
        if found is None:
            continue
        if out and found.a[0] < out[-1].a[1]:  # the same words again elsewhere in b: the longer stands
            if found.words > out[-1].words:
                out[-1] = found
            continue
        out.append(found)
    return out


Run = tuple[int, int, int]


def _within(chain: list[Run], told: Shared) -> bool:
    """Whether the second text's side of a chain lies in a passage already told."""
    return told.b[0] <= min(j for _, j, _ in chain) and max(j + n for _, j, n in chain) <= told.b[1]


def _runs(a: Side, b: Side) -> list[Run]:
    """The maximal runs of shingles that both have: (in a, in b, length in words)."""
    if not len(b.ordered):
        return []
    low = np.searchsorted(b.ordered, a.ordered)
    hit = np.flatnonzero(b.ordered[np.minimum(low, len(b.ordered) - 1)] == a.ordered)
    pairs: list[tuple[int, int]] = []
    for i, k in zip(a.order[hit].tolist(), low[hit].tolist(), strict=True):
        same = b.ordered[k]
        places = [k + r for r in range(_REPEATS + 1) if k + r < len(b.ordered) and b.ordered[k + r] == same]
        if len(places) <= _REPEATS:
            pairs += [(i, int(b.order[p])) for p in places]
    pairs.sort(key=lambda p: (p[0] - p[1], p[0]))
    runs: list[Run] = []
    for i, j in pairs:
        if runs and i - j == runs[-1][0] - runs[-1][1] and i <= runs[-1][0] + runs[-1][2] - WIDTH + 1 + _GAP // 2:
            # On one diagonal a word replaced by another leaves the rest in step.
            runs[-1] = (runs[-1][0], runs[-1][1], i - runs[-1][0] + WIDTH)
        else:
            runs.append((i, j, WIDTH))
    return sorted(runs)


def _chains(runs: list[Run]) -> list[list[Run]]:
    """Runs that follow each other closely in both texts."""
    chains: list[list[Run]] = []
    for i, j, n in runs:
        best, distance = -1, 4 * _GAP
        for at in range(len(chains) - 1, max(-1, len(chains) - 9), -1):
            ci, cj, cn = chains[at][-1]
            ahead, beside = i - (ci + cn), j - (cj + cn)
            if -WIDTH < ahead <= _GAP and -WIDTH < beside <= _GAP and j > cj and i > ci:
                apart = abs(ahead) + abs(beside)
                if apart < distance:
                    best, distance = at, apart
        if best >= 0:
            chains[best].append((i, j, n))
        else:
            chains.append([(i, j, n)])
    return sorted(chains, key=lambda c: c[0])


def _aligned(a: Codes, b: Codes, chain: list[Run]) -> Shared | None:
    """The passage round a chain: word by word, grown at both ends while the texts go on alike."""
    a0, b0 = chain[0][0], chain[0][1]
    a1, b1 = max(i + n for i, _, n in chain), max(j + n for _, j, n in chain)
    while True:
        fa, fb = max(0, a0 - _REACH), max(0, b0 - _REACH)
        ta, tb = min(len(a), a1 + _REACH), min(len(b), b1 + _REACH)
        runs = [(i + fa, j + fb, n) for i, j, n in same_runs(a[fa:ta].tolist(), b[fb:tb].tolist())]
        runs = _trimmed(runs, (a0, a1), (b0, b1))
        if not runs:
            return None
        na0, nb0 = runs[0][0], runs[0][1]
        na1, nb1 = runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]
        if na0 >= a0 and na1 <= a1:
            break
        a0, b0, a1, b1 = min(na0, a0), min(nb0, b0), max(na1, a1), max(nb1, b1)
    found = Shared((na0, na1), (nb0, nb1), tuple(runs))
    return found if found.words >= _DENSE * max(na1 - na0, nb1 - nb0) else None


def _trimmed(runs: list[Run], core_a: tuple[int, int], core_b: tuple[int, int]) -> list[Run]:
    """The runs of the passage: from the core outward as long as they are longer than what parts them."""
    inside = [
        k
        for k, (i, j, n) in enumerate(runs)
        if i < core_a[1] and i + n > core_a[0] and j < core_b[1] and j + n > core_b[0] and n >= 3
    ]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    first = _grow(runs, first, -1)
    last = _grow(runs, last, +1)
    return runs[first : last + 1]


def _grow(runs: list[Run], at: int, step: int) -> int:
    """The last run outward that still belongs: what is gained must outweigh the words that differ on the way."""
    best, gain, k = at, 0, at
    while 0 <= k + step < len(runs):
        here, there = (runs[k], runs[k + step]) if step > 0 else (runs[k + step], runs[k])
        gap = max(there[0] - here[0] - here[2], there[1] - here[1] - here[2])
        k += step
        gain += runs[k][2] - gap
        if gap > _GAP or gain < -_GAP:
            break
        if gain > 0:
            best, gain = k, 0
    return best
