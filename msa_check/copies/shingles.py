"""Statements as numbers: words as codes, runs of six words as 64-bit hashes, who shares them, which texts are near-identical.

Works on arrays alone, in time that grows with the words of the set; what a shared run means is decided in copies/__init__.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
WIDTH = 6
"""Words of a shingle: of fewer, many are the same by chance; of more, a small edit hides too much."""
NAME, NUMBER = "§", "#"
"""What stands for the organisation's own name, and for any number: they are the first things a copyist changes."""
_FACTOR = 0x9E3779B97F4A7C15
_BUCKETS = 16
"""Parts in which the hashes of a set are sorted, to need little memory at once."""
_SAMPLE, _BANDS, _ROWS = 4, 32, 3
"""Near-identical texts: one of so many shingles is looked at; so many bands of so many smallest hashes each."""
_SEEDS = np.random.PCG64(20151029).random_raw(2 * _BANDS * _ROWS).astype(np.uint64)


class Vocabulary:
    """Words -> codes from 2 on; 0 is the organisation's name and 1 any number. Codes follow the order of first use."""

    def __init__(self) -> None:
        """Begin with the two signs alone."""
        self._codes = {NAME: 0, NUMBER: 1}
        self._spread: list[int] = [_spread(NAME), _spread(NUMBER)]

    def codes(self, words: Iterable[str]) -> Codes:
        """The codes of a text's words."""
        known, spread = self._codes, self._spread
        out = []
        for w in words:
            code = known.get(w)
            if code is None:
                code = 1 if w[0].isdigit() else len(spread)
                known[w] = code
                if code > 1:
                    spread.append(_spread(w))
            out.append(code)
        return np.array(out, dtype=np.uint32)

    def code(self, word: str) -> int:
        """The code of one word, or -1 for a word no text has."""
        return self._codes.get(word, -1)

    def spread(self) -> Hashes:
        """Code -> a 64-bit number that depends on the word alone."""
        return np.array(self._spread, dtype=np.uint64)


def _spread(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")


@dataclass(slots=True)
class Text:
    """One statement: the codes of its words, and which word of the text each of them is (a name of many words is one)."""

    codes: Codes
    places: npt.NDArray[np.uint32]


def masked(codes: Codes, name: Sequence[int], forms: frozenset[int]) -> Text:
    """The text with each mention of its organisation as one sign: a word of ``name`` with those and ``forms`` that follow."""
    places = np.arange(len(codes), dtype=np.uint32)
    if not name:
        return Text(codes, places)
    own = np.isin(codes, np.array(sorted(set(name)), dtype=np.uint32))
    form = np.isin(codes, np.array(sorted(forms), dtype=np.uint32)) if forms else np.zeros(len(codes), dtype=bool)
    follows = own.copy()
    for _ in range(3):  # "Amber Foods Holdings Limited": legal forms count only behind the name
        follows[1:] |= form[1:] & follows[:-1]
    first = follows.copy()
    first[1:] &= ~follows[:-1]
    made = np.where(follows, np.uint32(0), codes)
    kept = ~follows | first
    return Text(made[kept], places[kept])


def hashes(codes: Codes, spread: Hashes) -> Hashes:
    """One hash for each run of WIDTH words, by its first word; a text of fewer words has none."""
    n = len(codes) - WIDTH + 1
    if n <= 0:
        return np.zeros(0, dtype=np.uint64)
    numbers = spread[codes]
    made = np.zeros(n, dtype=np.uint64)
    for k in range(WIDTH):
        made *= np.uint64(_FACTOR)
        made += numbers[k : k + n]
    return _mixed(made)


def _mixed(h: Hashes) -> Hashes:
    """Every bit made to depend on every other (the finisher of splitmix64)."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


# ------------------------------------------------------------------------------------------------ near-identical


def near_identical(texts: Sequence[Hashes], least: float) -> list[int]:
    """For each text the number of the first of its cluster: those share at least ``least`` of all shingles (Jaccard).

    Candidates come from MinHash over a sample; each is then compared with the first few of its kind in full.
    """
    head = list(range(len(texts)))

    def root(n: int) -> int:
        while head[n] != n:
            head[n] = head[head[n]]
            n = head[n]
        return n

    # Shingles that fall into the sample by their own hash: the same in every text.
    sampled = [np.unique(h[h % np.uint64(_SAMPLE) == 0]) for h in texts]
    sketches = [_sketch(s) if len(s) else None for s in sampled]
    for band in range(_BANDS):
        kinds: dict[bytes, list[int]] = {}
        for n, sketch in enumerate(sketches):
            if sketch is None:
                continue
            firsts = kinds.setdefault(sketch[band * _ROWS : (band + 1) * _ROWS].tobytes(), [])
            for first in firsts:
                if root(first) == root(n):
                    break
                if _jaccard(texts[first], texts[n]) >= least:
                    one, other = sorted((root(first), root(n)))
                    head[other] = one
                    break
            else:
                if len(firsts) < 8:
                    firsts.append(n)
    return [root(n) for n in range(len(texts))]


def _sketch(sample: Hashes) -> Hashes:
    half = len(_SEEDS) // 2
    made: Hashes = np.empty(half, dtype=np.uint64)
    for i in range(half):
        made[i] = (sample * (_SEEDS[i] | np.uint64(1)) + _SEEDS[half + i]).min()
    return made


def _jaccard(a: Hashes, b: Hashes) -> float:
    a, b = np.unique(a), np.unique(b)
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / max(1, len(a) + len(b) - both)


# ------------------------------------------------------------------------------------------------ who shares what


@dataclass(slots=True)
class Sharing:
    """What a set of texts has in common."""

    users: npt.NDArray[np.uint16]
    """For each shingle, in the order of the texts, how many voices use it (1 where no other does)."""
    pairs: dict[tuple[int, int], int]
    """(text, text) -> how many shingles both have that few voices use; the texts are of different voices."""


def sharing(texts: Sequence[Hashes], voices: Sequence[int], *, few: int, least: int) -> Sharing:
    """Count for each shingle the voices that use it, and for each two texts the shingles that at most ``few`` voices use.

    Of each voice the first text with a shingle counts. Pairs below ``least`` are dropped. Texts must be sorted by voice.
    """
    everything = np.concatenate(texts) if texts else np.zeros(0, dtype=np.uint64)
    lengths = np.array([len(t) for t in texts], dtype=np.int64)
    text_of = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    voice_of = np.array(voices, dtype=np.int32)
    users = np.ones(len(everything), dtype=np.uint16)
    found: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    bucket_of = (everything >> np.uint64(60)).astype(np.uint8)
    for bucket in range(_BUCKETS):
        at = np.flatnonzero(bucket_of == bucket)
        keys = list(_bucket(everything, at, text_of, voice_of, users, few))
        if keys:
            found.append(np.unique(np.concatenate(keys), return_counts=True))
    if not found:
        return Sharing(users, {})
    all_keys, inverse = np.unique(np.concatenate([k for k, _ in found]), return_inverse=True)
    counts = np.bincount(inverse, weights=np.concatenate([c for _, c in found])).astype(np.int64)
    kept = counts >= least
    return Sharing(
        users,
        {
            (int(k >> 32), int(k & 0xFFFFFFFF)): int(c)
            for k, c in zip(all_keys[kept].tolist(), counts[kept].tolist(), strict=True)
        },
    )


def _bucket(
    everything: Hashes,
    at: npt.NDArray[np.int64],
    text_of: npt.NDArray[np.int32],
    voice_of: npt.NDArray[np.int32],
    users: npt.NDArray[np.uint16],
    few: int,
) -> Iterator[npt.NDArray[np.int64]]:
    """Fill in ``users`` for the shingles ``at`` these places; yields the pairs of texts that share one that few use."""
    if not len(at):
        return
    h = everything[at]
    order = np.argsort(h, kind="stable")  # equal hashes stay in the order of their texts, so of their voices
    h, at = h[order], at[order]
    starts = np.flatnonzero(np.concatenate(([True], h[1:] != h[:-1])))
    sizes = np.diff(np.append(starts, len(h)))
    texts = text_of[at]
    voices = voice_of[texts]
    new_voice = np.concatenate(([True], voices[1:] != voices[:-1]))
    new_voice[starts] = True
    using = np.add.reduceat(new_voice.astype(np.int64), starts)
    users[at] = np.repeat(np.minimum(using, 65535), sizes).astype(np.uint16)
    # Of each voice its first text stands for it; then every two of them.
    wanted = np.repeat((using >= 2) & (using <= few), sizes) & new_voice
    first = texts[wanted].astype(np.int64)
    used = using[(using >= 2) & (using <= few)]
    for size in np.unique(used).tolist():
        rows = first[np.repeat(used == size, used)].reshape(-1, size)
        one, other = np.triu_indices(size, 1)
        yield ((rows[:, one] << 32) | rows[:, other]).ravel()
