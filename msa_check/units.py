"""Numbered stretches of a statement's text, searched for phrases: each list once, and only where it can begin.

Nothing here knows a rule or a verdict.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check.language import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.language import Matcher, Span
    from msa_check.prefilter import Phrase, Places, Prefilter


@dataclass(slots=True)
class Units:
    """Numbered stretches of text (sentences, headings, lead-ins) searched together, each matcher once.

    ``starts[i]`` is the byte offset of unit i in ``blob``; units are kept apart by newlines, which no
    phrase crosses.
    """

    blob: bytes
    starts: list[int]
    places: Places | None = None
    """Where the words stand that a prefilter knows; without it everything is searched."""
    _found: dict[str, dict[int, list[Span]]] = field(default_factory=dict)
    _asked: dict[str, dict[int, list[Span]]] = field(default_factory=dict)
    _chances: dict[str, tuple[list[int], dict[int, Phrase]]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str], prefilter: Prefilter | None = None) -> Units:
        """Build from texts; unit i is texts[i]."""
        starts, at, parts = [], 0, []
        for t in texts:
            p = plain(t).replace("\n", " ")
            starts.append(at)
            parts.append(p)
            at += len(p) + 1
        joined = "\n".join(parts)
        return cls(joined.encode("ascii"), starts, prefilter.places(joined) if prefilter else None)

    def find(self, matcher: Matcher) -> dict[int, list[Span]]:
        """Unit number -> spans of the matches inside that unit (offsets within the unit)."""
        name = matcher.name
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = {}
            chances = self._chances_of(name)
            starts = self.starts
            if chances is None:
                for a, b in matcher.hits(self.blob):
                    i = bisect_right(starts, a) - 1
                    s = starts[i]
                    found.setdefault(i, []).append((a - s, b - s))
            else:
                units = self.places.units  # type: ignore[union-attr]
                for w, a, b in self._fitting(matcher, chances[0], chances[1]):
                    i = units[w]
                    s = starts[i]
                    if i in found:
                        found[i].append((a - s, b - s))
                    else:
                        found[i] = [(a - s, b - s)]
        return found

    def at(self, matcher: Matcher, unit: int) -> list[Span]:
        """Spans of the matches inside one unit."""
        name = matcher.name
        found = self._found.get(name)
        if found is None:
            chances = self._chances_of(name)
            if chances is None:
                found = self.find(matcher)
            else:
                asked = self._asked.setdefault(name, {})
                spans = asked.get(unit)
                if spans is None:
                    spans = asked[unit] = self._within(matcher, chances, unit) if chances[0] else []
                return spans
        return found.get(unit, [])

    def _chances_of(self, name: str) -> tuple[list[int], dict[int, Phrase]] | None:
        """The words at which the matcher of that name may begin, in order and with the phrase; None when that cannot be told."""
        places = self.places
        if places is None or name not in places.plans:
            return None
        chances = self._chances.get(name)
        if chances is None:
            phrases = places.begin(name)
            chances = self._chances[name] = sorted(phrases), phrases
        return chances

    def _within(self, matcher: Matcher, chances: tuple[list[int], dict[int, Phrase]], unit: int) -> list[Span]:
        line_ends = self.places.line_ends  # type: ignore[union-attr]
        words, phrases = chances
        first = bisect_left(words, line_ends[unit - 1]) if unit else 0
        last = bisect_left(words, line_ends[unit]) if unit < len(line_ends) else len(words)
        if first == last:
            return []
        s = self.starts[unit]
        return [(a - s, b - s) for _, a, b in self._fitting(matcher, words[first:last], phrases)]

    def _fitting(
        self, matcher: Matcher, words: Iterable[int], phrases: dict[int, Phrase]
    ) -> list[tuple[int, int, int]]:
        """The matches that begin at one of the words: that word and the span in the whole text."""
        places: Places = self.places  # type: ignore[assignment]
        starts, ends, near, blob = places.starts, places.ends, places.near, self.blob
        out: list[tuple[int, int, int]] = []
        done = 0
        for w in words:
            a = starts[w]
            if a < done:
                continue
            phrase = phrases[w]
            sure = phrase.sure
            if sure and w + sure not in near and (sure == 1 or near.isdisjoint(range(w + 1, w + sure))):
                done = ends[w + sure - 1]
                if not phrase.friend:
                    out.append((w, a, done))
                continue
            m = matcher.match(blob, a, friend=phrase.friend)
            if m is not None:
                done = m[0]
                if m[1]:
                    out.append((w, a, done))
        return out

    def words_between(self, unit: int, a: int, b: int) -> int:
        """Words between two offsets of a unit."""
        s = self.starts[unit]
        return len(self.blob[s + a : s + b].split())
