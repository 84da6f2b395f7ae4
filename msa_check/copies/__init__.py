"""Text that different organisations share: copied passages, common wording told apart from them, near-identical statements.

No file, no page and no verdict here: texts come in through a function, places and words go out. That two texts agree
says nothing on who wrote first, nor that it was wrong: a group may lawfully publish one statement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from msa_check import names
from msa_check.copies import shingles
from msa_check.copies.common import STANDARD
from msa_check.copies.passages import shared_passages, side
from msa_check.copies.shingles import WIDTH, Text, Vocabulary
from msa_check.model import Kind
from msa_check.wording import likeness, word_spans, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    from msa_check.copies.passages import Shared, Side
    from msa_check.copies.shingles import Hashes
    from msa_check.model import Passage
    from msa_check.names import Owner

FEW = 10
"""Organisations that may use a wording for it to be told as copied; what more use is common wording."""
LEAST_WORDS = 24
"""Words that two texts must share, in one order, for a passage to be told."""
LEAST_OWN = 16
"""Of those, the words that are not common wording."""
NEAR_IDENTICAL = 0.5
"""Least share of all runs of six words that two near-identical statements have in common."""
_SEEDS = 3
"""Rare runs of six words that two texts must share to be laid side by side."""
_COMMON_SHOWN = 60
_KEPT = 512
"""Texts that are kept at hand while pairs are looked at; pairs come sorted by their first."""
_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.FOOTNOTE})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shared passage stands, and how it is printed there; passages of the document are parted by line ends."""

    text: str
    page: int | None
    heading: str


@dataclass(frozen=True, slots=True)
class Passages:
    """One passage in two statements: ``words`` are in both, ``own`` of them are not common wording."""

    a: Place
    b: Place
    words: int
    own: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of different organisations that share wording, longest passage first."""

    a: Owner
    b: Owner
    words: int
    share_a: float
    """Part of the words of a that b has too, in the passages told; 0 to 1."""
    share_b: float
    passages: tuple[Passages, ...]
    near_identical: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """Near-identical statements, by source; ``alike`` says how much of the first each has, word by word, 0 to 1."""

    members: tuple[Owner, ...]
    alike: tuple[float, ...]
    organisations: int


@dataclass(frozen=True, slots=True)
class Common:
    """Wording that many use: how many organisations, and one place where it stands."""

    users: int
    owner: Owner
    place: Place
    words: int


@dataclass(frozen=True, slots=True)
class Copies:
    """What a set of statements has in common. Clusters of one organisation's own years are not among ``clusters``."""

    statements: int
    organisations: int
    words: int
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    common: tuple[Common, ...]


def find(owners: Sequence[Owner], read: Callable[[str], Sequence[Passage]]) -> Copies:
    """Everything that the statements of different organisations share.

    ``read`` gives the passages of a source; it is asked once for each, and again for what is reported. The result
    does not depend on the order of ``owners``. Time and memory grow with the words of the set.
    """
    groups = names.organisations(owners)
    flat = [(n, o) for n, group in enumerate(groups) for o in group]
    vocabulary = Vocabulary()
    raw = [vocabulary.codes(w for p in _prose(read(o.source)) for w in words(p.text)) for _, o in flat]
    texts = _masked(raw, [o for _, o in flat], vocabulary)
    del raw
    spread = vocabulary.spread()
    hashed = [shingles.hashes(t.codes, spread) for t in texts]
    heads = shingles.near_identical(hashed, NEAR_IDENTICAL)
    voices = _voices([n for n, _ in flat], heads)
    order = sorted(range(len(flat)), key=lambda n: (voices[n], n))
    told = shingles.sharing([hashed[n] for n in order], [voices[n] for n in order], few=FEW, least=_SEEDS)
    users = _by_text(told.users, [hashed[n] for n in order], order)
    _standard(vocabulary, spread, hashed, users)
    near: dict[int, list[int]] = defaultdict(list)
    for n, head in enumerate(heads):
        near[head].append(n)
    clusters = [c for c in near.values() if len({flat[n][0] for n in c}) > 1]

    look = _Look(
        [o for _, o in flat],
        texts,
        hashed,
        users,
        lru_cache(_KEPT)(lambda n: side(texts[n].codes, hashed[n], users[n] <= FEW)),
        lru_cache(_KEPT)(lambda source: [(p, word_spans(p.text)) for p in _prose(read(source))]),
    )
    best: dict[tuple[int, int], tuple[int, int, int]] = {}
    for (i, j), count in told.pairs.items():
        a, b = order[i], order[j]
        key = voices[a], voices[b]
        best[key] = max(best.get(key, (0, 0, 0)), (count, -a, -b))
    wanted = sorted((-a, -b) for _, a, b in best.values())
    pairs = [p for a, b in wanted if (p := look.pair(a, b)) is not None]
    for c in clusters:
        seen = {flat[c[0]][0]}
        for n in c[1:]:
            if flat[n][0] not in seen:
                seen.add(flat[n][0])
                if (p := look.pair(c[0], n, near_identical=True)) is not None:
                    pairs.append(p)
    return Copies(
        statements=len(flat),
        organisations=len(groups),
        words=sum(len(t.codes) for t in texts),
        pairs=tuple(sorted(pairs, key=lambda p: (-p.words, p.a.source, p.b.source))),
        clusters=tuple(
            sorted(
                (look.cluster(c, [n for n, _ in flat]) for c in clusters),
                key=lambda c: (-len(c.members), c.members[0].source),
            )
        ),
        common=tuple(look.common()),
    )


def _prose(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """What people write in sentences: headings, signatures and page furniture are alike in many statements."""
    return tuple(p for p in passages if p.kind in _PROSE)


_ORDINARY = frozenset(
    "group holdings holding uk gb international global services service foods food company business trading retail europe european "
    "british national england scotland wales london north south east west solutions systems management properties property "
    "products brands industries manufacturing partners capital care health energy university college council trust school "
    "first new one united royal bank house home people world the and of for in".split()
)
"""Words of names that are ordinary words of statements as well: they count as a name only beside another word of it."""


def _masked(raw: Sequence[shingles.Codes], owners: Sequence[Owner], vocabulary: Vocabulary) -> list[Text]:
    """The texts with each organisation's own name as one sign: the first thing that is changed in a copy."""
    used: Counter[int] = Counter()
    for codes in raw:
        used.update(np.unique(codes).tolist())
    often = max(3, len(raw) // 20)
    forms = {vocabulary.code(w) for w in names.FORMS}
    out = []
    for codes, o in zip(raw, owners, strict=True):
        parts = [w for w in o.key.split() if len(w) > 2]
        own = [c for w in parts if w not in _ORDINARY and (c := vocabulary.code(w)) > 1 and used[c] <= often]
        follow = forms | {vocabulary.code(w) for w in parts}
        out.append(shingles.masked(codes, own, frozenset(c for c in follow if c > 1)))
    return out


def _voices(organisation: Sequence[int], heads: Sequence[int]) -> list[int]:
    """For each text the number of its voice: texts of one organisation, and near-identical ones, speak with one."""
    root = list(range(len(heads)))

    def find_root(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    first: dict[int, int] = {}
    for n, (of, head) in enumerate(zip(organisation, heads, strict=True)):
        for other in (first.setdefault(of, n), head):
            a, b = sorted((find_root(n), find_root(other)))
            root[b] = a
    return [find_root(n) for n in range(len(heads))]


def _by_text(
    users: npt.NDArray[np.uint16], hashed: Sequence[Hashes], order: Sequence[int]
) -> list[npt.NDArray[np.uint16]]:
    """The users of each shingle, text by text, in the order of the set."""
    parts = np.split(users, np.cumsum([len(h) for h in hashed])[:-1]) if hashed else []
    out: list[npt.NDArray[np.uint16]] = [np.zeros(0, dtype=np.uint16)] * len(order)
    for n, part in zip(order, parts, strict=True):
        out[n] = part
    return out


def _standard(
    vocabulary: Vocabulary, spread: Hashes, hashed: Sequence[Hashes], users: Sequence[npt.NDArray[np.uint16]]
) -> None:
    """Mark the wording of the law and of its usual declarations as common, however few statements the set has."""
    usual = [
        shingles.hashes(run, spread)
        for text in STANDARD
        for run in _known_runs(np.array([1 if w[0].isdigit() else vocabulary.code(w) for w in words(text)]))
    ]
    known = np.unique(np.concatenate(usual)) if usual else np.zeros(0, dtype=np.uint64)
    for h, u in zip(hashed, users, strict=True):
        u[np.isin(h, known)] = 65535


def _known_runs(codes: npt.NDArray[np.int64]) -> list[shingles.Codes]:
    """The stretches of a text whose every word some statement uses."""
    cuts = np.flatnonzero(codes < 0)
    return [part[part >= 0].astype(np.uint32) for part in np.split(codes, cuts) if len(part) >= WIDTH]


@dataclass(slots=True)
class _Look:
    """What it takes to look at two texts of the set."""

    owners: Sequence[Owner]
    texts: Sequence[Text]
    hashed: Sequence[Hashes]
    users: Sequence[npt.NDArray[np.uint16]]
    sides: Callable[[int], Side]
    spans: Callable[[str], Sequence[tuple[Passage, list[tuple[int, int]]]]]

    def pair(self, a: int, b: int, *, near_identical: bool = False) -> Pair | None:
        """What two texts share, or None when it is too little or common wording."""
        one, other = self.sides(a), self.sides(b)
        told = []
        found = shared_passages(one, other)
        if not any(s.words >= LEAST_WORDS for s in found):
            return None
        rare_a, rare_b = self._rare(a), self._rare(b)
        for s in found:
            own = sum(int((rare_a[i : i + n] & rare_b[j : j + n]).sum()) for i, j, n in s.runs)
            if s.words >= LEAST_WORDS and own >= LEAST_OWN:
                told.append((s, own))
        if not told:
            return None
        told.sort(key=lambda t: (-t[0].words, t[0].a))
        total = sum(s.words for s, _ in told)
        return Pair(
            self.owners[a],
            self.owners[b],
            total,
            total / len(self.texts[a].codes),
            min(1.0, total / len(self.texts[b].codes)),
            tuple(self._passages(a, b, s, own) for s, own in told),
            near_identical,
        )

    def _rare(self, n: int) -> npt.NDArray[np.bool_]:
        """Whether each word of a text stands outside all common wording."""
        common = np.zeros(len(self.texts[n].codes), dtype=bool)
        at = np.flatnonzero(self.users[n] > FEW)
        for k in range(WIDTH):
            common[at + k] = True
        return ~common

    def _passages(self, a: int, b: int, s: Shared, own: int) -> Passages:
        return Passages(self.place(a, *s.a), self.place(b, *s.b), s.words, own)

    def place(self, n: int, start: int, end: int) -> Place:
        """The words of a text from ``start`` to before ``end``, as printed."""
        places = self.texts[n].places
        first = int(places[start])
        last = int(places[end]) - 1 if end < len(places) else -1
        shown: list[str] = []
        page: int | None = None
        heading = ""
        seen = 0
        for p, spans in self.spans(self.owners[n].source):
            lo, hi = first - seen, (last - seen if last >= 0 else len(spans) - 1)
            if spans and lo < len(spans) and hi >= 0:
                if not shown:
                    page, heading = p.page, p.heading
                shown.append(p.text[spans[max(0, lo)][0] : spans[min(len(spans) - 1, hi)][1]])
            seen += len(spans)
            if 0 <= last < seen:
                break
        return Place("\n".join(shown), page, heading)

    def cluster(self, members: Sequence[int], organisation: Sequence[int]) -> Cluster:
        """The cluster of these texts."""
        first = self.texts[members[0]].codes.tolist()
        return Cluster(
            tuple(self.owners[n] for n in members),
            tuple(likeness(first, self.texts[n].codes.tolist()) for n in members),
            len({organisation[n] for n in members}),
        )

    def common(self) -> list[Common]:
        """The wording that most use, the longest stretches of it, each told once."""
        runs: list[tuple[int, int, int, int]] = []
        for n, users in enumerate(self.users):
            many = np.concatenate(([False], (users > FEW) & (users < 65535), [False]))
            edges = np.flatnonzero(many[1:] != many[:-1])
            for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                if end - start >= 4:
                    runs.append((int(np.median(users[start:end])), end - start, n, start))
        runs.sort(key=lambda r: (-r[0] * min(r[1], 24), r[2], r[3]))
        told: set[int] = set()
        out: list[Common] = []
        for using, length, n, start in runs:
            inside = self.hashed[n][start : start + length].tolist()
            if sum(h in told for h in inside) * 3 > length:
                continue
            told.update(inside)
            place = self.place(n, start, start + length + WIDTH - 1)
            out.append(Common(using, self.owners[n], place, length + WIDTH - 1))
            if len(out) >= _COMMON_SHOWN:
                break
        return sorted(out, key=lambda c: (-c.users, -c.words, c.owner.source))
