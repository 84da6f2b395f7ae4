"""Texts as words and sentences that can be laid beside each other: how alike two are, and where they part.

Nothing here knows a rule, a year or a company. Words are compared without case, punctuation and accents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import Indel, LCSseq

from msa_check import language
from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from msa_check.model import Passage

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)*")
_CHUNK = re.compile(r"\S+")
_OUTSIDE = frozenset({Kind.FURNITURE, Kind.CONTENTS})
Op = Literal["same", "gone", "added"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a statement: as printed, as its words, and where it stands."""

    text: str
    words: tuple[str, ...]
    passage: int
    page: int | None
    heading: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of two texts laid beside each other: in both, only in the first, or only in the second."""

    op: Op
    text: str


def words(text: str) -> list[str]:
    """The words of a text: small letters without accents or punctuation; numbers as printed."""
    return _WORD.findall(language.plain(text).lower())


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where those words stand: (start, end) character offsets."""
    return [m.span() for m in _WORD.finditer(language.plain(text).lower())]


def sentences(passages: Iterable[Passage]) -> list[Sentence]:
    """The sentences of a statement in their order, headings among them; page furniture and contents lists left out."""
    out: list[Sentence] = []
    for p in passages:
        if p.kind in _OUTSIDE:
            continue
        for a, b in language.sentences(p.text):
            text = p.text[a:b]
            if found := tuple(words(text)):
                out.append(Sentence(text, found, p.number, p.page, p.heading, p.kind))
    return out


def likeness(a: Sequence[Hashable], b: Sequence[Hashable], *, least: float = 0.0) -> float:
    """Share of the words of both that they have in common in one order, 0 to 1; 0 where it is below ``least``."""
    return float(Indel.normalized_similarity(a, b, score_cutoff=least))


def common(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """How many words of both stand in the same order."""
    return int(LCSseq.similarity(a, b))


def same_runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """The words that both have in the same order as runs: (place in a, place in b, length)."""
    return [(op.src_start, op.dest_start, op.src_end - op.src_start) for op in Indel.opcodes(a, b) if op.tag == "equal"]


def letters_alike(a: str, b: str) -> float:
    """How alike two names are letter by letter, 0 to 1."""
    return float(Indel.normalized_similarity(a, b))


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word. What is the same is given as the second text prints it."""
    old, new = _chunks(before), _chunks(after)
    found = SequenceMatcher(None, [k for k, _ in old], [k for k, _ in new], autojunk=False).get_opcodes()
    runs: list[tuple[str, int, int, int, int]] = []
    for n, (tag, a, b, c, d) in enumerate(found):
        # One short word that happens to stand in both, between two changes, would only scatter them.
        lone = tag == "equal" and b - a == 1 and 0 < n < len(found) - 1 and len(new[c][0]) < 4
        kind = "replace" if lone or tag != "equal" else "equal"
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1], b, runs[-1][3], d)
        else:
            runs.append((kind, a, b, c, d))
    out: list[Piece] = []
    for kind, a, b, c, d in runs:
        if kind == "equal":
            out.append(Piece("same", _joined(new, c, d)))
            continue
        if b > a:
            out.append(Piece("gone", _joined(old, a, b)))
        if d > c:
            out.append(Piece("added", _joined(new, c, d)))
    return tuple(out)


def _chunks(text: str) -> list[tuple[str, str]]:
    """(what is compared, what is printed) of each stretch without white space."""
    return [("".join(words(m[0])) or m[0], m[0]) for m in _CHUNK.finditer(text)]


def _joined(chunks: Sequence[tuple[str, str]], a: int, b: int) -> str:
    return " ".join(text for _, text in chunks[a:b])
