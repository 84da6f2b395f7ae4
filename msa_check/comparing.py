"""Many records side by side: what each comes to, how common each rule is, and where one differs from its sector.

No disk, no page and no judgement of its own: everything here counts verdicts. Documents that were unread or not judged
are kept apart and never counted as missing anything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import Verdict
from msa_check.record import tally_of, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from msa_check.model import Rulebook
    from msa_check.record import Record


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged document. ``sector`` and ``year`` are "" when nobody says; ``size`` likewise."""

    source: str
    organisation: str
    sector: str
    size: str
    year: str
    verdicts: Mapping[str, Verdict]
    minimums: tuple[int, int]
    areas: tuple[int, int]
    """Met of applying, covered of named."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How often a rule has each verdict among judged documents."""

    rule: str
    met: int
    partial: int
    missing: int

    @property
    def of(self) -> int:
        """Documents that could be told: met, partial or missing."""
        return self.met + self.partial + self.missing


@dataclass(frozen=True, slots=True)
class Comparison:
    """A set of documents; ``unread`` and ``not_judged`` are sources."""

    judged: tuple[Judged, ...]
    unread: tuple[str, ...]
    not_judged: tuple[str, ...]


def compare(records: Iterable[Record], rulebook: Rulebook) -> Comparison:
    """Put records made with ``rulebook`` side by side, by source."""
    judged: list[Judged] = []
    unread: list[str] = []
    not_judged: list[str] = []
    for made in sorted(records, key=lambda r: str(r["source"])):
        if made["status"] == "unread":
            unread.append(made["source"])
        elif not made["judged"]:
            not_judged.append(made["source"])
        else:
            judged.append(_judged(made, rulebook))
    return Comparison(tuple(judged), tuple(unread), tuple(not_judged))


def _judged(made: Record, rulebook: Rulebook) -> Judged:
    said, facts, t = made["metadata"], made["facts"], tally_of(made, rulebook)
    return Judged(
        source=made["source"],
        organisation=said.get("organisation") or facts["organisation"] or made["source"],
        sector=said.get("sector", ""),
        size=said.get("size", ""),
        year=said.get("year") or (facts["year_end"] or "")[:4],
        verdicts=verdicts(made),
        minimums=(t.minimums_met, t.minimums_of),
        areas=(t.areas_covered, len(t.named_areas)),
    )


def prevalence(documents: Iterable[Judged], rulebook: Rulebook) -> tuple[Prevalence, ...]:
    """Each rule's verdicts counted, in the rulebook's order."""
    documents = tuple(documents)
    counted = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING)
    return tuple(
        Prevalence(r.id, *(sum(d.verdicts.get(r.id) is v for d in documents) for v in counted)) for r in rulebook.rules
    )


def by_sector(documents: Iterable[Judged]) -> dict[str, tuple[Judged, ...]]:
    """Documents by sector in alphabetical order; those without one under ""."""
    found: defaultdict[str, list[Judged]] = defaultdict(list)
    for d in documents:
        found[d.sector].append(d)
    return {name: tuple(found[name]) for name in sorted(found)}
