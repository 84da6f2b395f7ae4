"""The words of a sentence as the second reader sees them, and the numbers it knows them by.

Nothing here holds a weight or a verdict.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from msa_check.language import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_HALF = 1 << 32
"""Marks the numbers of the features that count half."""

_TOKEN = re.compile(r"[a-z][a-z'&-]*[a-z]|[a-z]|(?:[$£€]\s?)?\d[\d.,/]*(?:st|nd|rd|th|m|bn|k)?(?:\s?%)?|[:?]")
_DIGIT = re.compile(r"[0-9]")
_CAPITAL = re.compile(r"\b[A-Z]")
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d(?:\d\d)?)?$|fy")
_PLACES = frozenset(
    "australia australian nsw queensland victoria tasmania perth sydney melbourne brisbane adelaide zealand canada "
    "canadian ontario quebec alberta columbia manitoba saskatchewan toronto montreal vancouver calgary ottawa uk gb "
    "kingdom britain british england english scotland scottish wales welsh ireland irish london manchester leeds "
    "bristol birmingham glasgow edinburgh usa america american china chinese india indian bangladesh pakistan "
    "vietnam thailand thai malaysia indonesia philippines cambodia myanmar lanka nepal japan japanese korea taiwan "
    "singapore kong turkey germany german france french italy italian spain spanish portugal netherlands dutch belgium "
    "poland polish romania bulgaria hungary czech slovakia sweden swedish norway denmark danish finland switzerland "
    "swiss austria greece europe european eu africa african ghana nigeria kenya ethiopia morocco egypt mexico brazil "
    "argentina chile peru colombia panama russia ukraine uae dubai qatar arabia israel asia asian pacific apac "
    "emea".split()
)
_MONTHS = frozenset(
    "january february march april june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
_SUFFIXES = frozenset("ltd limited pty inc plc corp llp ulc gmbh llc lp nv bv holdings abn acn".split())
_KINDS = frozenset("modern forced child bonded compulsory involuntary".split())
_WRONGS = frozenset("slavery servitude trafficking labour labor".split())
_ALONE = frozenset("slavery servitude trafficking".split())
_JOINING = _WRONGS | {"act"}
"""Words that may become one token with those before them."""
_ENDINGS = (
    ("ations", "at"),
    ("ation", "at"),
    ("ities", "ity"),
    ("ments", "ment"),
    ("ings", ""),
    ("ing", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("ers", "er"),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
    ("e", ""),
)


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 4:
        word = word.replace("labor", "labour").replace("ize", "ise").replace("ization", "isation").replace("yze", "yse")
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + rest
    return word


@lru_cache(maxsize=20_000)
def _token(word: str) -> str:
    """What a printed word counts as: a kind of number, place, month or company suffix, else its stem."""
    if word[0] in "$£€":
        return "_money"
    if word[0].isdigit():
        if word.endswith("%"):
            return "_pct"
        return "_year" if _YEAR.match(word) else "_num"
    if word in _PLACES:
        return "_place"
    if word in _MONTHS:
        return "_month"
    if word in _SUFFIXES:
        return "_corp"
    return word if word in _WRONGS or word in _KINDS else _stem(word)


def tokens(text: str) -> list[str]:
    """The words of one sentence as the reader sees them.

    Names of the wrong ("forced or child labour"), of Acts, sections, places, months, sums and years become one token
    each, other words their stems, so that what is learnt of one country's statements holds in another's.
    """
    out: list[str] = []
    for word in _TOKEN.findall(plain(text).lower()):
        kind = _token(word)
        if kind[0] != "_" and kind not in _JOINING:
            out.append(kind)
            continue
        last = out[-1] if out else ""
        if kind in _WRONGS and (kind in _ALONE or last in _KINDS or last == "human"):
            while out and (out[-1] in _KINDS or out[-1] == "human"):
                out.pop()
            # "slavery and human trafficking" is one thing
            if len(out) > 1 and out[-1] in ("and", "or") and out[-2] == "_slavery":
                del out[-1]
                while len(out) > 1 and out[-1] in ("and", "or"):
                    out.pop()
            kind = "_slavery"
        elif kind == "act" and last in ("_slavery", "chain"):
            del out[-1:]
            while out and out[-1] in ("_place", "supply", "in", "_slavery", "against", "fight", "the"):
                out.pop()
            kind = "_act"
        elif kind == "_year" and last == "_act":
            continue
        elif kind == "_num" and last in ("section", "s", "part", "subsection", "paragraph"):
            out.pop()
            kind = "_sec"
        if kind[0] == "_" and out and out[-1] == kind:
            continue
        out.append(kind)
    return out


@lru_cache(maxsize=40_000)
def token_id(token: str) -> int:
    """A token's 32-bit number: what the weights file knows it by."""
    return crc32(token.encode())


def features(sentences: Sequence[Sequence[str]]) -> tuple[Integers, Integers, Floats]:
    """Sentence numbers, feature numbers and damped counts of all features of tokenised sentences, sorted.

    Features are words, pairs of neighbouring words, and at half weight the first four letters of longer words.
    """
    places: list[int] = []
    keys: list[int] = []
    for i, words in enumerate(sentences):
        ids = [token_id(w) for w in words]
        stems = [token_id(w[:4] + "*") | _HALF for w in words if len(w) > 5]
        keys += ids
        keys += [(a * 31 + b * 17 + 7) % 0xFFFFFFFB for a, b in pairwise(ids)]
        keys += stems
        places += [i] * (max(2 * len(ids) - 1, 0) + len(stems))
    found, counts = np.unique(np.asarray(places, np.int64) << 33 | np.asarray(keys, np.int64), return_counts=True)
    numbers = found & (_HALF << 1) - 1
    return found >> 33, numbers, (1.0 + np.log(counts)) * np.where(numbers & _HALF, 0.5, 1.0)


def surface(sentence: str) -> tuple[float, ...]:
    """Five plain facts of a sentence's looks: length, lower-case start, lead-in colon, capitals, digits."""
    words = sentence.count(" ") + 1
    return (
        min(words, 40) / 20,
        float(sentence[:1].islower()),
        float(sentence.endswith(":")),
        min(len(_CAPITAL.findall(sentence)) / words, 1.0),
        min(len(_DIGIT.findall(sentence)) / (len(sentence) + 1) * 5, 1.0),
    )
