"""The page that puts many statements side by side: a matrix to filter and sort, groups, outliers, how common each point is.

What is counted is msa_check.comparing's; wording and layout stand in reports/templates/comparison.html. No judgement here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check import comparing
from msa_check.model import Verdict
from msa_check.reporting import words
from msa_check.reporting.comparison_matrix import (
    CODES,
    PAGE_ROWS,
    area_spans,
    columns,
    data,
    group_name,
    label,
    percent,
    row,
    shares,
)
from msa_check.reporting.templates import render, safe_link, script_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.comparing import Comparison, Count, Group, Outlier, Point, Prevalence
    from msa_check.model import Area, Rule, Rulebook
    from msa_check.reporting.comparison_matrix import Row
    from msa_check.reporting.words import Sign

_PANELS = 24
_TOLD = 12
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """A count of many: how many of how many, and the share of the whole set beside it (0 to 1; None when nobody was told)."""

    label: str
    title: str
    met: int
    of: int
    whole: float | None

    @property
    def share(self) -> float | None:
        """Met of told, 0 to 1; None when nobody was told."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Panel:
    """One group as a small picture."""

    name: str
    given: bool
    group: Group
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one of the counts spreads over the set: (label, how many) from the fullest to the barest, and those not told."""

    title: str
    note: str
    steps: tuple[tuple[str, int], ...]
    untold: int

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((n for _, n in self.steps), default=0)


@dataclass(frozen=True, slots=True)
class Told:
    """An outlier with what the page needs to tell of it; the points with their titles and links."""

    outlier: Outlier
    href: str
    among: str
    disclosure: Count
    points: tuple[tuple[Rule, Point, str], ...]


def comparison_page(
    comparison: Comparison,
    rulebook: Rulebook,
    *,
    by: str = "sector",
    links: Mapping[str, str] | None = None,
    home: str = "",
    workbook: str = "",
    made_on: str = "",
) -> str:
    """The page as text.

    ``by`` is what groups the statements, as it was given to comparing.compare. ``links`` maps a source to the relative
    link of its gap report; ``home`` leads to the index, ``workbook`` to the workbook of the same comparison.
    """
    links = links or {}
    judged = comparison.judged
    rows = [row(d, rulebook, links) for d in judged]
    found = comparing.groups(judged, rulebook)
    whole = comparing.figures("", judged, rulebook) if judged else None
    prevalence = {p.id: p for p in comparing.prevalence(judged, (r.id for r in rulebook.rules))}
    named = bool(found) and any(g.name for g in found)
    odd = comparing.outliers(judged, rulebook)
    return render(
        "comparison.html",
        c=comparison,
        by=by,
        data=data(rows, rulebook, found if named else (), by),
        rows=rows[:PAGE_ROWS],
        columns=columns(rulebook),
        areas=area_spans(rulebook),
        shares=shares(rows, rulebook, prevalence),
        rulebook=rulebook,
        whole=whole,
        panels=_panels(found, whole, rulebook, by)[:_PANELS] if named and whole else (),
        panel_count=len(found),
        groups=_panels(found, whole, rulebook, by) if named and whole else (),
        spreads=_spreads(rows, rulebook),
        behind=_told(odd, "absent", rulebook, links, by),
        behind_count=sum(bool(o.absent) for o in odd),
        ahead=_told(odd, "ahead", rulebook, links, by),
        ahead_count=sum(bool(o.ahead) for o in odd),
        prevalence=_by_area(rulebook, prevalence),
        lede=_lede(comparison, rows, rulebook, prevalence),
        listed=_LISTED,
        least=comparing.LEAST_OTHERS,
        home=home,
        workbook=workbook,
        made_on=made_on,
        words=words,
        percent=percent,
        signs={
            c: words.sign(v, f) for v, code in CODES.items() for f, c in (("guidance", code), ("law", code.upper()))
        },
        style="comparison.css",
        script_hash=script_hash(render("comparison.js")),
    )


# ------------------------------------------------------------------------------------------------ the whole set


def _lede(c: Comparison, rows: Sequence[Row], rulebook: Rulebook, prevalence: Mapping[str, Prevalence]) -> list[str]:
    """The first sentences: counts of the whole set."""
    total = len(rows)
    if not total:
        return []
    full = sum(r.minimum_count.short == 0 for r in rows)
    untold = sum(bool(r.minimum_count.unreadable) for r in rows)
    said = []
    if rulebook.minimums:
        said.append(
            f"Of the {total:,} statements that were read and judged, {full:,} ({percent(full, total)}%) meet every legal minimum "
            "that a document can show"
            + (f"; of {untold:,} it cannot be told, as pages gave no text." if untold else ".")
        )
    asked = [(prevalence[r.id], r) for r in rulebook.rules if prevalence[r.id].of and r.force != "law"]
    if asked:
        most = max(asked, key=lambda x: x[0].met / x[0].of)
        least = min(asked, key=lambda x: x[0].met / x[0].of)
        said.append(
            f"Outside the law, the point met most often is “{most[1].title}” ({_of(most[0])}), the one met least often "
            f"“{least[1].title}” ({_of(least[0])})."
        )
    apart = len(c.unread) + len(c.not_judged)
    if apart:
        said.append(
            f"{words.how_many(apart, 'more document')} could not be read or {'is no statement' if apart == 1 else 'are no statements'}: "
            "kept apart and in none of the figures."
        )
    return said


def _of(p: Prevalence) -> str:
    return f"{p.met:,} of {p.of:,}"


def _spreads(rows: Sequence[Row], rulebook: Rulebook) -> list[Spread]:
    """How each of the three counts spreads."""
    made = []
    if rulebook.minimums:
        made.append(
            _spread(
                rulebook.wording.minimums,
                f"{rulebook.wording.minimums_note} Counted of those that apply.",
                [(r.minimum_count.short, r.minimum_count.unreadable) for r in rows],
                ["all met", *(f"{n} short" for n in range(1, len(rulebook.minimums) + 1))],
            )
        )
    areas = sum(bool(a.section) for a in rulebook.areas)
    if areas:
        made.append(
            _spread(
                rulebook.wording.areas,
                f"Areas with at least one point met. {rulebook.wording.areas_note}",
                [(r.area_count.short, r.area_count.unreadable) for r in rows],
                [f"{n} of {areas}" for n in range(areas, -1, -1)],
            )
        )
    if rulebook.disclosure:
        points = len(rulebook.disclosure)
        made.append(
            _spread(
                "Disclosure",
                f"The {points} points that are counted as disclosure: how many are met.",
                [(points - r.disclosure.met, r.disclosure.unreadable) for r in rows],
                [f"{n} of {points}" for n in range(points, -1, -1)],
            )
        )
    return made


def _spread(title: str, note: str, found: Iterable[tuple[int, int]], labels: Sequence[str]) -> Spread:
    counts = [0] * len(labels)
    untold = 0
    for short, unreadable in found:
        if unreadable:
            untold += 1
        else:
            counts[short] += 1
    return Spread(title, note, tuple(zip(labels, counts, strict=True)), untold)


def _by_area(
    rulebook: Rulebook, prevalence: Mapping[str, Prevalence]
) -> list[tuple[Area, list[tuple[Rule, Prevalence, Sign]]]]:
    """Each area with its rules, how common each verdict is, and the sign of what is not there."""
    made = []
    for a in rulebook.areas:
        rules = [r for r in rulebook.rules if r.area == a.id]
        if rules:
            made.append((a, [(r, prevalence[r.id], words.sign(Verdict.MISSING, r.force)) for r in rules]))
    return made


# ------------------------------------------------------------------------------------------------ groups and outliers


def _panels(found: Sequence[Group], whole: Group | None, rulebook: Rulebook, by: str) -> list[Panel]:
    """The groups, largest first; those without a name last."""
    if whole is None:
        return []
    titles = [(label(m.id), m.title) for m in rulebook.minimums]
    titles += [(label(a.id), a.title) for a in rulebook.areas if a.section]
    all_of_them = (*whole.minimums, *whole.areas)
    made = [
        Panel(
            group_name(g.name, by),
            bool(g.name),
            g,
            tuple(
                Bar(short, title, p.met, p.of, w.met / w.of if w.of else None)
                for (short, title), p, w in zip(titles, (*g.minimums, *g.areas), all_of_them, strict=True)
            ),
        )
        for g in found
    ]
    return sorted(made, key=lambda p: (not p.given, -p.group.documents))


def _told(odd: Sequence[Outlier], side: str, rulebook: Rulebook, links: Mapping[str, str], by: str) -> list[Told]:
    """The outliers of one side that differ by most points, with links to the findings."""
    rules = {r.id: r for r in rulebook.rules}

    def points(o: Outlier) -> tuple[Point, ...]:
        return o.absent if side == "absent" else o.ahead

    chosen = sorted((o for o in odd if points(o)), key=lambda o: (-len(points(o)), -o.others))[:_TOLD]
    made = []
    for o in chosen:
        href = safe_link(links.get(o.document.source, ""))
        among = "statements of the whole set" if o.group is None else f"statements of the {by} {o.group}"
        made.append(
            Told(
                o,
                href,
                among,
                o.document.count(rulebook.disclosure),
                tuple((rules[p.rule], p, f"{href}#rule-{p.rule}" if href else "") for p in points(o)),
            )
        )
    return made
