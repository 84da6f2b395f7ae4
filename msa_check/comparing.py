"""Many records side by side: what each comes to, how common each rule is, and where one differs from its sector.

No disk, no page and no judgement of its own: everything here counts verdicts. Documents that were unread or not judged
are kept apart and never counted as missing anything.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING

from msa_check.model import Verdict
from msa_check.record import tally_of, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.model import Rulebook
    from msa_check.record import Record

LEAST_OTHERS = 8
"""Fewer statements than this are no yardstick for one more."""
COMMON, RARE = 0.8, 0.1
"""Share of the others that must meet a point for its absence to be odd, and at most for its presence to be."""
_MILLION = 1_000_000
_BANDS = (
    (36 * _MILLION, "under £36m"),
    (60 * _MILLION, "£36m to £60m"),
    (100 * _MILLION, "£60m to £100m"),
    (500 * _MILLION, "£100m to £500m"),
)
_TOP = "£500m and more"
SIZE_ORDER = (*(name for _, name in _BANDS), _TOP)
"""Turnover as bands, the register's own; £36m is where the duty begins."""
_MONEY = re.compile(r"(?:£|gbp)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(k|m|mn|million|bn|b|billion)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1000, "m": _MILLION, "b": 1000 * _MILLION}


@dataclass(frozen=True, slots=True)
class Count:
    """What a document's answers to some points come to. Points that do not apply to it are in none of the parts."""

    met: int
    partial: int
    missing: int
    unreadable: int
    manual: int

    @property
    def of(self) -> int:
        """How many points apply."""
        return self.met + self.short + self.manual

    @property
    def short(self) -> int:
        """How many apply, can be answered by a document and are not met: the fewer, the further up in a rank."""
        return self.partial + self.missing + self.unreadable


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged document. ``group`` (its sector, or what else was asked for), ``size`` and ``year`` are "" when nobody says."""

    source: str
    name: str
    group: str
    size: str
    year: str
    number: str
    verdicts: Mapping[str, Verdict]
    minimums: tuple[Verdict, ...]
    """Of each legal minimum, in the rule book's order."""
    areas: tuple[bool | None, ...]
    """Whether each area that the Act names has a point met; None where none is and pages gave no text."""
    part_read: bool

    @property
    def minimum_count(self) -> Count:
        """The legal minimums counted."""
        return _count(self.minimums)

    @property
    def area_count(self) -> Count:
        """The areas counted; an area is covered, is not, or cannot be told."""
        return Count(self.areas.count(True), 0, self.areas.count(False), self.areas.count(None), 0)

    def count(self, rules: Iterable[str]) -> Count:
        """The verdicts of some rules counted."""
        return _count(self.verdicts.get(r, Verdict.NOT_APPLICABLE) for r in rules)


@dataclass(frozen=True, slots=True)
class Aside:
    """A document that is not compared, and why."""

    source: str
    name: str
    group: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A set of documents, each part by name and source. ``repeats`` is how many judged ones hold the bytes of an earlier one."""

    judged: tuple[Judged, ...]
    unread: tuple[Aside, ...]
    not_judged: tuple[Aside, ...]
    repeats: int


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How often a point has each verdict among documents. Only ``of`` is a base for shares: the rest was not told."""

    id: str
    met: int
    partial: int
    missing: int
    unreadable: int
    manual: int
    not_applicable: int

    @property
    def of(self) -> int:
        """Documents that could be told: met, partial or missing."""
        return self.met + self.partial + self.missing


@dataclass(frozen=True, slots=True)
class Group:
    """A sector (or other group) in figures. ``name`` is "" for documents whose group nobody gave."""

    name: str
    documents: int
    minimums: tuple[Prevalence, ...]
    areas: tuple[Prevalence, ...]
    disclosure: tuple[int, int, int]
    """Least, middle (of an even number the lower) and most of the disclosure rules met."""


@dataclass(frozen=True, slots=True)
class Point:
    """A rule by which one document differs: ``met`` of the ``of`` others that could be told meet it."""

    rule: str
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """How one document differs from the others of its group, or of the whole set when its group is too small."""

    document: Judged
    group: str | None
    """The group it was held against; None for the whole set."""
    others: int
    absent: tuple[Point, ...]
    """Rules that most of the others meet and of which this one shows nothing, the commonest first."""
    common: int
    """How many such rules there are in the group: what ``absent`` is counted out of."""
    middle: int
    """What the middle one of the group, this one included, meets of the disclosure rules."""
    ahead: tuple[Point, ...]
    """Rules that hardly any of the others meets and this one does, the rarest first."""


def compare(records: Iterable[Record], rulebook: Rulebook, *, by: str = "sector") -> Comparison:
    """Put records made with ``rulebook`` side by side. ``by`` names what groups them: a metadata key, "size" or "year"."""
    judged: list[Judged] = []
    unread: list[Aside] = []
    not_judged: list[Aside] = []
    seen: set[str] = set()
    repeats = 0
    for made in records:
        if made["status"] == "unread":
            unread.append(_aside(made, by, made.get("detail") or ""))
        elif not made["judged"]:
            not_judged.append(_aside(made, by, made.get("gate_note") or made.get("detail") or ""))
        else:
            judged.append(_judged(made, rulebook, by))
            repeats += made["sha256"] in seen
            seen.add(made["sha256"])
    return Comparison(
        judged=tuple(sorted(judged, key=_place)),
        unread=tuple(sorted(unread, key=_place)),
        not_judged=tuple(sorted(not_judged, key=_place)),
        repeats=repeats,
    )


def name_of(made: Record) -> str:
    """What a record's document is called: the organisation, what the caller knows, the title or the file's name."""
    known = made["facts"]["organisation"] or made["metadata"].get("organisation") or made.get("title")
    return str(known or made["source"].replace("\\", "/").rsplit("/", 1)[-1])


def size_of(text: str) -> str:
    """The register's band of a turnover ("45,000,000", "£1.2bn"); a text that is no such number as it is."""
    text = " ".join(text.split())
    fits = _MONEY.fullmatch(text)
    if not fits:
        return text
    amount = float(fits[1].replace(",", "") + (fits[2] or "")) * _UNITS[(fits[3] or "").lower()[:1]]
    return next((name for limit, name in _BANDS if amount < limit), _TOP)


def prevalence(documents: Sequence[Judged], rules: Iterable[str]) -> tuple[Prevalence, ...]:
    """Verdicts counted over the documents, rule by rule in the order given."""
    return tuple(_prevalence(r, (d.verdicts.get(r) for d in documents)) for r in rules)


def places(counts: Sequence[Count]) -> list[int | None]:
    """The place of each count, from 1 for the least short; the same count shares a place.

    None where points could not be read: what was not found may stand there.
    """
    told = Counter(c.short for c in counts if not c.unreadable)
    first: dict[int, int] = {}
    before = 0
    for short in sorted(told):
        first[short] = before + 1
        before += told[short]
    return [None if c.unreadable else first[c.short] for c in counts]


def groups(documents: Sequence[Judged], rulebook: Rulebook) -> tuple[Group, ...]:
    """The groups in figures, by name; the documents without a group last."""
    found = _by_group(documents)
    return tuple(
        figures(name, found[name], rulebook) for name in sorted(found, key=lambda n: (n == "", n.casefold(), n))
    )


def figures(name: str, documents: Sequence[Judged], rulebook: Rulebook) -> Group:
    """One set of documents (at least one) in figures."""
    shown = [d.count(rulebook.disclosure).met for d in documents]
    named = [a.id for a in rulebook.areas if a.section]
    covered = {True: Verdict.MET, False: Verdict.MISSING, None: Verdict.UNREADABLE}
    return Group(
        name=name,
        documents=len(documents),
        minimums=tuple(_prevalence(m.id, (d.minimums[i] for d in documents)) for i, m in enumerate(rulebook.minimums)),
        areas=tuple(_prevalence(a, (covered[d.areas[i]] for d in documents)) for i, a in enumerate(named)),
        disclosure=(min(shown), median_low(shown), max(shown)),
    )


def outliers(documents: Sequence[Judged], rulebook: Rulebook) -> tuple[Outlier, ...]:
    """Documents that differ from nearly all others of their group by at least one rule, in the documents' order.

    A document is never held against itself, nor against others that could not be told.
    """
    every = _Told(documents, rulebook)
    told = {name: _Told(members, rulebook) for name, members in _by_group(documents).items() if name}
    found = []
    for d in documents:
        mine = told.get(d.group)
        within = mine if mine and mine.documents > LEAST_OTHERS else every
        made = within.outlier(d, None if within is every else d.group)
        if made.absent or made.ahead:
            found.append(made)
    return tuple(found)


class _Told:
    """How many documents of a set meet each rule, out of those that could be told."""

    def __init__(self, documents: Sequence[Judged], rulebook: Rulebook) -> None:
        self.documents = len(documents)
        self.middle = median_low(d.count(rulebook.disclosure).met for d in documents) if documents else 0
        self.counts = {p.id: (p.met, p.of) for p in prevalence(documents, (r.id for r in rulebook.rules))}

    def outlier(self, d: Judged, group: str | None) -> Outlier:
        absent: list[Point] = []
        ahead: list[Point] = []
        common = 0
        for rule, (met, of) in self.counts.items():
            verdict = d.verdicts.get(rule)
            if verdict not in {Verdict.MET, Verdict.PARTIAL, Verdict.MISSING}:
                continue
            point = Point(rule, met - (verdict is Verdict.MET), of - 1)
            if point.of < LEAST_OTHERS:
                continue
            often, seldom = point.met >= COMMON * point.of, point.met <= RARE * point.of
            common += often
            if often and verdict is Verdict.MISSING:
                absent.append(point)
            if seldom and verdict is Verdict.MET:
                ahead.append(point)
        absent.sort(key=lambda p: -p.met / p.of)
        ahead.sort(key=lambda p: p.met / p.of)
        return Outlier(d, group, self.documents - 1, tuple(absent), common, self.middle, tuple(ahead))


def _judged(made: Record, rulebook: Rulebook, by: str) -> Judged:
    t = tally_of(made, rulebook)
    return Judged(
        source=made["source"],
        name=name_of(made),
        group=_group(made, by),
        size=_size(made),
        year=_year(made),
        number=_said(made, "number"),
        verdicts=verdicts(made),
        minimums=tuple(m.verdict for m in t.minimums),
        areas=tuple(a.covered or (None if a.count.unreadable else False) for a in t.named_areas),
        part_read=bool(made.get("unread_pages")),
    )


def _aside(made: Record, by: str, why: str) -> Aside:
    return Aside(made["source"], name_of(made), _group(made, by), why)


def _said(made: Record, key: str) -> str:
    return " ".join(str(made["metadata"].get(key) or "").split())


def _group(made: Record, by: str) -> str:
    return {"size": _size, "year": _year}.get(by, lambda m: _said(m, by))(made)


def _size(made: Record) -> str:
    return size_of(_said(made, "turnover") or _said(made, "size"))


def _year(made: Record) -> str:
    return (made["facts"]["year_end"] or "")[:4] or _said(made, "year")


def _place(d: Judged | Aside) -> tuple[str, str]:
    return d.name.casefold(), d.source


def _by_group(documents: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: defaultdict[str, list[Judged]] = defaultdict(list)
    for d in documents:
        found[d.group].append(d)
    return found


def _count(found: Iterable[Verdict]) -> Count:
    c = Counter(found)
    return Count(c[Verdict.MET], c[Verdict.PARTIAL], c[Verdict.MISSING], c[Verdict.UNREADABLE], c[Verdict.MANUAL])


def _prevalence(name: str, found: Iterable[Verdict | None]) -> Prevalence:
    c = Counter(found)
    return Prevalence(name, *(c[v] for v in Verdict))
