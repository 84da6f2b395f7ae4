"""Which sentences can hold a phrase at all, by their words: so that a list is searched only where it may fit.

Exact: a sentence is passed over only when it lacks every word that the phrases cannot do without. Nothing here searches.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.language import GAP, alternatives, is_optional, is_wrapped, plain, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.language import Matcher

Key = str
"""A word in small letters; "word*" for any word that begins so; "#" for any word that begins with a digit."""

_RUN = re.compile(r"\w+")
_COMMON = frozenset(
    "a an and any all are as at be been by do does for from had has have in is it its may no not of on or our that the their them there "
    "these they this to was we were which will with who your you".split()
)
_CACHE = 100_000
"""Distinct words whose masks are kept."""


def needs(phrases: Iterable[str]) -> frozenset[Key] | None:
    """Keys of which one stands wherever one of the phrases fits; None when that cannot be said."""
    out: set[Key] = set()
    for p in phrases:
        if p.startswith("!"):
            continue  # a false friend gives no hit
        keys = _phrase(p)
        if keys is None:
            return None
        out |= keys
    return frozenset(out)


def _phrase(phrase: str) -> frozenset[Key] | None:
    """The keys of the fixed word of a phrase that is likely the rarest."""
    found = [_token(t) for t in tokens(phrase.strip()) if not GAP.fullmatch(t) and not is_optional(t)]
    known = [k for k in found if k is not None]
    return min(known, key=_commonness, default=None)


def _token(token: str) -> frozenset[Key] | None:
    options = (
        [_phrase(o) for o in alternatives(token[1:-1])] if is_wrapped(token) else [_word(w) for w in token.split("|")]
    )
    if any(o is None for o in options):
        return None
    return frozenset(k for o in options if o for k in o)


def _word(word: str) -> frozenset[Key] | None:
    if "#" in word:
        return frozenset(["#"]) if word.startswith("#") else None
    flat = plain(word).lower()
    run = _RUN.match(flat)
    if not run:
        return None
    head, rest = run[0], flat[run.end() :]
    if rest == "?" and head.endswith("s"):  # an optional plural
        return frozenset([head, head[:-1]])
    # parts of a word with a hyphen may be joined, and a star takes any ending
    return frozenset([head + "*" if rest.startswith(("*", "-")) else head])


def _commonness(keys: frozenset[Key]) -> float:
    """A rough guess at how often one of the keys stands in a sentence; lower is rarer."""
    return sum(
        100.0 if k in _COMMON else 20.0 if k == "#" else (3.0 if k.endswith("*") else 1.0) * 30.0 / len(k) ** 2
        for k in keys
    )


class Prefilter:
    """The keys of many matchers, asked of one statement's words at a time."""

    def __init__(self, matchers: Iterable[tuple[Matcher, frozenset[Key] | None]]) -> None:
        """Give each matcher that has keys a bit of its own (``Matcher.bit``); one without is searched everywhere."""
        self._exact: dict[Key, int] = {}
        self._begins: dict[Key, int] = {}
        self._cache: dict[str, int] = {}
        bit = 1
        for matcher, keys in matchers:
            if keys is None:
                continue
            matcher.bit = bit
            for k in keys:
                table, key = (self._begins, k[:-1]) if k.endswith("*") else (self._exact, k)
                table[key] = table.get(key, 0) | bit
            bit <<= 1
        self._longest = max(map(len, self._begins), default=0)

    def masks(self, texts: Sequence[str]) -> list[int]:
        """For each plain text the bits of the matchers that may fit in it."""
        if len(self._cache) > _CACHE:
            self._cache.clear()
        out = []
        for t in texts:
            mask = 0
            for w in _RUN.findall(t.lower()):
                bits = self._cache.get(w)
                mask |= self._bits(w) if bits is None else bits
            out.append(mask)
        return out

    def _bits(self, word: str) -> int:
        bits = self._exact.get(word, 0)
        if word[0].isdigit():
            bits |= self._exact.get("#", 0)
        for n in range(1, min(len(word), self._longest) + 1):
            bits |= self._begins.get(word[:n], 0)
        self._cache[word] = bits
        return bits
