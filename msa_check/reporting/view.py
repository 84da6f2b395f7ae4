"""A Report arranged for a reader: who and when, the legal minimums, the areas, the gaps in the order in which they matter.

Nothing here judges or lays out; the same view feeds the page, the text and the Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msa_check.inert import visible
from msa_check.model import PARTIAL_NOTES, Passage, Verdict
from msa_check.reporting import words
from msa_check.reporting.quotes import Quote, quote
from msa_check.reporting.summary import sentences
from msa_check.slots import unfilled
from msa_check.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.model import Area, Finding, Report, Rule, Rulebook, Wording
    from msa_check.reporting.words import Sign
    from msa_check.slots import Slot
    from msa_check.tally import AreaState, MinimumState

GAPS = (Verdict.MISSING, Verdict.PARTIAL)
_OPEN = (*GAPS, Verdict.UNREADABLE)
"""What stands among the gaps: those that are, and what may be one because pages could not be read."""
_GRAVITY = {"denied": 1, "weak": 2, "planned": 3}


@dataclass(frozen=True, slots=True)
class Item:
    """One rule's finding, ready to be shown. ``href`` is the page of the law or guidance."""

    rule: Rule
    finding: Finding
    sign: Sign
    reason: str
    """Why a partial is partial, to be said after the verdict's word; else empty."""
    note: str
    quotes: tuple[Quote, ...]
    area: str
    weighs_more: bool = False
    """True when the rule matters more for the sector that the caller gave."""

    @property
    def denied(self) -> tuple[Quote, ...]:
        """The passages that say that the point is not done."""
        return tuple(q for q in self.quotes if q.denies)


@dataclass(frozen=True, slots=True)
class Group:
    """Gaps of one force, gravest first."""

    force: str
    title: str
    meaning: str
    items: tuple[Item, ...]

    @property
    def told(self) -> str:
        """How many gaps there are, and how many points could not be read."""
        unread = sum(i.finding.verdict is Verdict.UNREADABLE for i in self.items)
        gaps = len(self.items) - unread
        told = f"{gaps or 'no'} gap{'' if gaps == 1 else 's'}"
        return told + (f", {unread} could not be read" if unread else "")


@dataclass(frozen=True, slots=True)
class MinimumLine:
    """One legal minimum and what was found for each of its rules."""

    title: str
    verdict: Verdict
    sign: Sign
    says: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class LevelCount:
    """The rules of one area at one level of the guidance: their signs in order, and how many are met of those that apply."""

    level: int
    signs: tuple[Sign, ...]
    met: int
    of: int
    """Those that could not be read are among them: "2 of 2" would hide that two more are not known."""
    unreadable: int

    @property
    def told(self) -> str:
        """The count in words, such as "2 of 4, 2 unread"."""
        return f"{self.met} of {self.of}" + (f", {self.unreadable} unread" if self.unreadable else "")


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: whether it is covered, its levels, and where in the statement it is spoken of."""

    area: Area
    word: str
    symbol: str
    tone: str
    levels: tuple[LevelCount, ...]
    items: tuple[Item, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that holds evidence for an area. ``at`` is its place in the document, from 0 to 1."""

    passage: int
    at: float
    page: int | None
    heading: str
    plain: bool
    """True when at least one sentence there is plain evidence, not vague or doubted."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: its name, its value in words (empty when the statement does not say) and where it stands."""

    name: str
    value: str
    quotes: tuple[Quote, ...]


_SHOWN = 60
"""Letters that are shown of an unfilled place."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a gap report shows."""

    report: Report
    name: str
    """The organisation, or the title, or the file's name."""
    named: bool
    """True when ``name`` was read from the statement as the organisation's."""
    year: str
    summary: tuple[str, ...]
    unfilled: tuple[str, ...]
    """Places of a template that nobody filled in, each with its page, in the order of the document."""
    minimums: tuple[MinimumLine, ...]
    areas: tuple[AreaLine, ...]
    other_areas: tuple[AreaLine, ...]
    areas_covered: int
    gaps: tuple[Group, ...]
    met: tuple[tuple[Area, tuple[Item, ...]], ...]
    manual: tuple[Item, ...]
    set_aside: tuple[Item, ...]
    """Rules that do not apply, or that another answer settles."""
    facts: tuple[FactLine, ...]
    level_notes: tuple[str, ...]
    ocr: str
    """What was read from pictures, in a sentence; empty when nothing was."""
    page_marks: tuple[tuple[int, float], ...]
    """(page, place of its first passage from 0 to 1), for the map."""
    wording: Wording
    """What the pack calls its things."""
    sector_note: str
    """Which points weigh more for the sector given, or that none was given; empty where the pack knows no sectors."""


def view(report: Report, rulebook: Rulebook) -> View:
    """Arrange the report; ``rulebook`` is the one that made it."""
    passages = {p.number: p for p in report.statement.passages}
    areas = {a.id: a for a in rulebook.areas}
    sectors = frozenset(rulebook.sectors_of(report.statement.metadata))
    items = {f.rule: _item(f, rulebook, passages, areas, sectors) for f in report.findings}
    found = {f.rule: f.verdict for f in report.findings}
    counts = tally(found, rulebook)
    shown = [items[r.id] for r in rulebook.rules if r.id in items]
    minimums = tuple(_minimum(m, items) for m in counts.minimums)
    gaps = tuple(
        Group(
            force,
            *rulebook.wording.force(force),
            tuple(
                sorted(
                    (i for i in shown if i.rule.force == force and i.finding.verdict in _OPEN),
                    key=_weight,
                )
            ),
        )
        for force in words.FORCES
        if force == "law" or any(r.force == force for r in rulebook.rules)
    )
    lines = tuple(_area(a, [i for i in shown if i.rule.area == a.area.id], report) for a in counts.areas)
    made = View(
        report=report,
        name=_name(report),
        named=report.facts.organisation is not None,
        year=_year(report),
        summary=(),
        unfilled=tuple(_place(x) for x in unfilled(report.statement.passages)),
        minimums=minimums,
        areas=tuple(a for a in lines if a.area.section),
        other_areas=tuple(a for a in lines if not a.area.section),
        areas_covered=counts.areas_covered,
        gaps=gaps,
        met=tuple(
            (a.area, met) for a in lines if (met := tuple(i for i in a.items if i.finding.verdict is Verdict.MET))
        ),
        manual=tuple(i for i in shown if i.finding.verdict is Verdict.MANUAL),
        set_aside=tuple(i for i in shown if i.finding.verdict is Verdict.NOT_APPLICABLE),
        facts=_facts(report, passages),
        level_notes=tuple(dict.fromkeys(r.level_source for r in rulebook.rules if r.guidance_level and r.level_source)),
        ocr=_ocr(report),
        page_marks=_page_marks(report),
        wording=rulebook.wording,
        sector_note=_sector_note(rulebook, report, sectors),
    )
    return replace(made, summary=sentences(made))


def _place(slot: Slot) -> str:
    text = visible(slot.text)
    return f"“{text[:_SHOWN] + '…' * (len(text) > _SHOWN)}”" + (
        f" on page {slot.passage.page}" if slot.passage.page else ""
    )


def _sector_note(rulebook: Rulebook, report: Report, sectors: frozenset[str]) -> str:
    if not rulebook.sectors:
        return ""
    if sectors:
        return f"Points marked “weighs more” matter more in its sector ({', '.join(sorted(sectors))}), as the caller gave it."
    told = any(k.lower() in {"sector", "sectors"} and v for k, v in report.statement.metadata)
    known = "The sector that was given is none of those" if told else "No sector was given"
    return f"{known} for which some points weigh more ({', '.join(name for name, _ in rulebook.sectors)}): all count alike."


def _weight(item: Item) -> tuple[bool, int, int, int]:
    """Sort key of a gap: what weighs more, level 1 before level 2, nothing found before something, the rule book's order."""
    f = item.finding
    gravity = {Verdict.MISSING: 0, Verdict.UNREADABLE: 4}.get(f.verdict, _GRAVITY.get(f.reason or "weak", 2))
    return (not item.weighs_more, item.rule.guidance_level or 1, gravity, item.rule.order)


def _item(
    f: Finding, rulebook: Rulebook, passages: dict[int, Passage], areas: dict[str, Area], sectors: frozenset[str]
) -> Item:
    rule = rulebook.rule(f.rule)
    return Item(
        rule=rule,
        finding=f,
        sign=words.sign(f.verdict, rule.force),
        reason=words.REASONS.get(f.reason or "", "") if f.verdict is Verdict.PARTIAL else "",
        note="" if f.evidence and f.note in PARTIAL_NOTES.values() else f.note,
        quotes=tuple(quote(e, passages) for e in f.evidence),
        area=areas[rule.area].title,
        weighs_more=not sectors.isdisjoint(rule.weighs_more_for),
    )


def _name(report: Report) -> str:
    s = report.statement
    if report.facts.organisation:
        return report.facts.organisation.value
    known = dict(s.metadata)
    return known.get("organisation") or s.title or file_name(s.source)


def file_name(source: str) -> str:
    """The last part of a path, whichever way its slashes lean."""
    return source.replace("\\", "/").rstrip("/").rpartition("/")[2] or source


def _year(report: Report) -> str:
    end, start = report.facts.year_end, report.facts.year_start
    if end and start:
        return f"year from {words.date_words(start.value)} to {words.date_words(end.value)}"
    return f"year ended {words.date_words(end.value)}" if end else ""


def _minimum(state: MinimumState, items: Mapping[str, Item]) -> MinimumLine:
    m = state.minimum
    parts = tuple(items[r] for r in m.rules if r in items)
    chosen = items.get(m.alternative)
    declared = chosen is not None and chosen.finding.verdict is Verdict.MET
    says = _minimum_says(state.verdict, parts, declared=declared)
    return MinimumLine(
        m.title, state.verdict, words.minimum_sign(state.verdict), says, (chosen,) if chosen and declared else parts
    )


def _minimum_says(verdict: Verdict, items: Sequence[Item], *, declared: bool) -> str:
    """One short sentence; with several rules each is told beside it."""
    if declared:
        return "The statement declares that no steps were taken, which the Act allows."
    match verdict:
        case Verdict.MET:
            return "Shown in the document."
        case Verdict.NOT_APPLICABLE:
            return "The Act does not demand it of this kind of organisation."
        case Verdict.UNREADABLE:
            return "Not found in what could be read; other pages gave no text."
        case Verdict.MISSING:
            return "Nothing in the text that was read shows it."
    reasons = [i.reason for i in items if i.reason]
    return (words.upper_first(reasons[0]) + ".") if reasons and len(items) == 1 else ""


def _area(state: AreaState, items: list[Item], report: Report) -> AreaLine:
    unread = any(i.finding.verdict is Verdict.UNREADABLE for i in items)
    partial = any(i.finding.verdict is Verdict.PARTIAL for i in items)
    if state.covered:
        word, symbol, tone = "Covered", "✓", "met"
    elif unread:
        word, symbol, tone = "Cannot be told", "?", "unread"
    elif partial:
        word, symbol, tone = "Touched on", "◐", "partial"
    else:
        word, symbol, tone = "Not found", "○", "absent"
    levels = tuple(
        LevelCount(
            n, tuple(i.sign for i in items if i.rule.guidance_level == n), c.met, c.judged + c.unreadable, c.unreadable
        )
        for n, c in ((1, state.level_1), (2, state.level_2))
    )
    return AreaLine(state.area, word, symbol, tone, levels, tuple(items), _places(items, report))


def _places(items: Iterable[Item], report: Report) -> tuple[Place, ...]:
    last = max(1, len(report.statement.passages))
    found: dict[int, Place] = {}
    for i in items:
        if i.finding.verdict not in {Verdict.MET, Verdict.PARTIAL}:
            continue
        for e in i.finding.evidence:
            plain = e.doubt is None and e.strength == "met"
            old = found.get(e.passage)
            found[e.passage] = Place(
                e.passage, min(1.0, e.passage / last), e.page, e.heading, plain or bool(old and old.plain)
            )
    return tuple(found[n] for n in sorted(found))


def _facts(report: Report, passages: dict[int, Passage]) -> tuple[FactLine, ...]:
    out = []
    for key, name in words.FACTS.items():
        fact = getattr(report.facts, key)
        if fact is None:
            if key != "year_start":
                out.append(FactLine(name, "", ()))
            continue
        out.append(FactLine(name, words.date_words(fact.value), tuple(quote(e, passages) for e in fact.evidence)))
    return tuple(out)


def _ocr(report: Report) -> str:
    read = [p for p in report.statement.passages if p.ocr]
    if not read:
        return ""
    pages = words.page_words(p.page for p in read if p.page is not None)
    all_of_it = "The whole text" if len(read) == len(report.statement.passages) else f"The text of {pages}"
    return f"{all_of_it} was read from pictures of the pages (OCR): wording may hold errors of recognition."


def _page_marks(report: Report) -> tuple[tuple[int, float], ...]:
    last = max(1, len(report.statement.passages))
    marks: dict[int, float] = {}
    for p in report.statement.passages:
        if p.page is not None:
            marks.setdefault(p.page, (p.number - 1) / last)
    return tuple(marks.items())
