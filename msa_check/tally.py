"""Counts that show their parts: legal minimums met, areas covered and rules by verdict, from the verdicts alone.

No score and no judgement of its own: every number here can be traced to the verdicts it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from msa_check.model import Area, Minimum, Rule, Rulebook

_COUNTED = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING)


@dataclass(frozen=True, slots=True)
class MinimumState:
    """One legal minimum and what its rules say together: the least of their verdicts, unless the alternative is met."""

    minimum: Minimum
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Count:
    """Rules by verdict. ``judged`` are those that a document can answer and that apply."""

    met: int
    partial: int
    missing: int
    unreadable: int

    @property
    def judged(self) -> int:
        """Rules with a verdict of met, partial or missing."""
        return self.met + self.partial + self.missing


@dataclass(frozen=True, slots=True)
class AreaState:
    """One area: its rules counted, the same by level of the guidance, and whether at least one rule is met."""

    area: Area
    count: Count
    level_1: Count
    level_2: Count
    covered: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What a statement's verdicts come to."""

    minimums: tuple[MinimumState, ...]
    areas: tuple[AreaState, ...]
    """Every area of the pack, in the pack's order."""
    count: Count

    @property
    def minimums_met(self) -> int:
        """How many legal minimums are met; those that do not apply (approval of a partnership) are not among ``of``."""
        return sum(m.verdict is Verdict.MET for m in self.minimums)

    @property
    def minimums_of(self) -> int:
        """How many legal minimums apply."""
        return sum(m.verdict is not Verdict.NOT_APPLICABLE for m in self.minimums)

    @property
    def named_areas(self) -> tuple[AreaState, ...]:
        """The areas that the Act itself names (for the UK, the six of section 54(5))."""
        return tuple(a for a in self.areas if a.area.section)

    @property
    def areas_covered(self) -> int:
        """How many of the named areas have at least one rule met."""
        return sum(a.covered for a in self.named_areas)


def tally(verdicts: Mapping[str, Verdict], rulebook: Rulebook) -> Tally:
    """Count one statement's verdicts; ``verdicts`` maps rule ids to verdicts, rules that are absent are not counted."""
    return Tally(
        minimums=tuple(MinimumState(m, _together(m, verdicts)) for m in rulebook.minimums),
        areas=tuple(_area(a, [r for r in rulebook.rules if r.area == a.id], verdicts) for a in rulebook.areas),
        count=_count(rulebook.rules, verdicts),
    )


def _together(minimum: Minimum, verdicts: Mapping[str, Verdict]) -> Verdict:
    """Met when all are met (or the alternative is); else unreadable when one is, partial when anything was found, else as the first that applies."""
    if minimum.alternative and verdicts.get(minimum.alternative) is Verdict.MET:
        return Verdict.MET
    found = [verdicts[r] for r in minimum.rules if r in verdicts]
    applying = [v for v in found if v is not Verdict.NOT_APPLICABLE]
    if not applying:
        return Verdict.NOT_APPLICABLE
    if all(v is Verdict.MET for v in applying):
        return Verdict.MET
    if any(v is Verdict.UNREADABLE for v in applying):
        return Verdict.UNREADABLE
    if any(v in (Verdict.MET, Verdict.PARTIAL) for v in applying):
        return Verdict.PARTIAL
    return applying[0]


def _area(area: Area, rules: list[Rule], verdicts: Mapping[str, Verdict]) -> AreaState:
    return AreaState(
        area=area,
        count=_count(rules, verdicts),
        level_1=_count((r for r in rules if r.guidance_level == 1), verdicts),
        level_2=_count((r for r in rules if r.guidance_level == 2), verdicts),
        covered=any(verdicts.get(r.id) is Verdict.MET for r in rules),
    )


def _count(rules: Iterable[Rule], verdicts: Mapping[str, Verdict]) -> Count:
    found = [verdicts.get(r.id) for r in rules]
    met, partial, missing = (sum(v is want for v in found) for want in _COUNTED)
    return Count(met, partial, missing, sum(v is Verdict.UNREADABLE for v in found))
