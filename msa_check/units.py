"""Numbered stretches of a statement's text, searched for phrases: each list once, and only where it can begin.

Nothing here knows a rule or a verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check.language import plain
from msa_check.prefilter import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    _may: dict[str, int] = field(default_factory=dict)
    """For each matcher the units, as bits, in which it may stand, once that is known."""
    _spans: dict[str, dict[int, list[Span]]] = field(default_factory=dict)
    """For each matcher its spans in those units that were searched."""

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
        places = prefilter.places(joined) if prefilter else None
        return cls(joined.encode("ascii"), starts, places, dict(places.may) if places else {})

    def may(self, matcher: Matcher) -> int:
        """The units, as bits, in which the matcher may have a match."""
        units = self._may.get(matcher.name)
        return self._searched(matcher) if units is None else units

    def find(self, matcher: Matcher) -> dict[int, Sequence[Span]]:
        """Unit number -> spans of the matches inside that unit (offsets within the unit)."""
        found = ((unit, self.at(matcher, unit)) for unit in bits(self.may(matcher)))
        return {unit: spans for unit, spans in found if spans}

    def at(self, matcher: Matcher, unit: int) -> Sequence[Span]:
        """Spans of the matches inside one unit."""
        if not self.may(matcher) >> unit & 1:
            return ()
        known = self._spans.setdefault(matcher.name, {})
        spans = known.get(unit)
        if spans is None:
            places: Places = self.places  # type: ignore[assignment]
            spans = known[unit] = self._fitting(matcher, places.within(matcher.name, unit), self.starts[unit])
        return spans

    def _searched(self, matcher: Matcher) -> int:
        """The units, as bits, that hold a matcher of whose place the words tell nothing: the whole text is searched."""
        starts = self.starts
        spans = self._spans[matcher.name] = {}
        for a, b in matcher.hits(self.blob):
            unit = bisect_right(starts, a) - 1
            s = starts[unit]
            spans.setdefault(unit, []).append((a - s, b - s))
        found = self._may[matcher.name] = sum(1 << u for u in spans)
        return found

    def _fitting(self, matcher: Matcher, begun: Sequence[tuple[int, Phrase]], start: int) -> list[Span]:
        """The matches that begin at one of some words of a unit, whose text begins at ``start``."""
        places: Places = self.places  # type: ignore[assignment]
        starts, ends, near, blob = places.starts, places.ends, places.near, self.blob
        out: list[Span] = []
        done = 0
        for w, phrase in begun:
            a = starts[w]
            if a < done:
                continue
            sure = phrase.sure
            if sure and w + sure not in near and (sure == 1 or near.isdisjoint(range(w + 1, w + sure))):
                done = ends[w + sure - 1]
                if not phrase.friend:
                    out.append((a - start, done - start))
                continue
            m = matcher.match(blob, a, friend=phrase.friend)
            if m is not None:
                done = m[0]
                if m[1]:
                    out.append((a - start, done - start))
        return out

    def words_between(self, unit: int, a: int, b: int) -> int:
        """Words between two offsets of a unit."""
        s = self.starts[unit]
        return len(self.blob[s + a : s + b].split())
