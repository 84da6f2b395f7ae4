"""The page that puts many statements side by side: a matrix to filter and sort, groups, outliers, how common each point is.

What is counted is msa_check.comparing's; wording and layout stand in reports/templates/comparison.html. No judgement here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from msa_check import comparing
from msa_check.inert import visible
from msa_check.model import Verdict
from msa_check.reporting import words
from msa_check.reporting.templates import render, safe_link, script_hash
from msa_check.reporting.view import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.comparing import Comparison, Count, Group, Judged, Outlier, Point, Prevalence
    from msa_check.model import Area, Rule, Rulebook
    from msa_check.reporting.words import Sign

CODES = {
    Verdict.MET: "m",
    Verdict.PARTIAL: "p",
    Verdict.MISSING: "x",
    Verdict.UNREADABLE: "u",
    Verdict.MANUAL: "c",
    Verdict.NOT_APPLICABLE: "n",
}
"""Verdict -> its letter in the page's data: one a rule, so that ten thousand statements stay small."""
PAGE_ROWS = 50
"""Rows of the matrix that stand in the page itself; the others are in its data, and are shown by its script."""
_PANELS = 24
_TOLD = 12
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One rule as a column of the matrix."""

    rule: Rule
    label: str
    first: bool
    """Whether it begins an area."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as a row: its codes as text, and its counts."""

    document: Judged
    file: str
    href: str
    minimums: str
    areas: str
    verdicts: str
    minimum_count: Count
    area_count: Count
    disclosure: Count


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
        data=_data(rows, rulebook, found if named else (), by),
        rows=rows[:PAGE_ROWS],
        columns=_columns(rulebook),
        areas=_area_spans(rulebook),
        shares=_shares(rows, rulebook, prevalence),
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


def row(d: Judged, rulebook: Rulebook, links: Mapping[str, str]) -> Row:
    """One statement as a row."""
    covered = {True: "m", False: "x", None: "u"}
    return Row(
        document=d,
        file=file_name(d.source),
        href=safe_link(links.get(d.source, "")),
        minimums="".join(CODES[v] for v in d.minimums),
        areas="".join(covered[a] for a in d.areas),
        verdicts="".join(CODES[d.verdicts.get(r.id, Verdict.NOT_APPLICABLE)] for r in rulebook.rules),
        minimum_count=d.minimum_count,
        area_count=d.area_count,
        disclosure=d.count(rulebook.disclosure),
    )


def group_name(name: str, by: str) -> str:
    """What a group is called; documents without one have a name too."""
    return name or f"No {by} given"


def label(name: str) -> str:
    """An id as a short label: "due-diligence" is "Due diligence"."""
    return words.upper_first(name.replace("-", " "))


# ------------------------------------------------------------------------------------------------ matrix


def _columns(rulebook: Rulebook) -> list[Column]:
    before = ("", *(r.area for r in rulebook.rules))
    return [Column(r, label(r.id), r.area != area) for r, area in zip(rulebook.rules, before, strict=False)]


def _area_spans(rulebook: Rulebook) -> list[tuple[str, str, int]]:
    """(id, short label, columns) of each run of rules of one area."""
    return [(area, label(area), sum(1 for _ in run)) for area, run in groupby(r.area for r in rulebook.rules)]


def _shares(rows: Sequence[Row], rulebook: Rulebook, prevalence: Mapping[str, Prevalence]) -> list[str]:
    """Whole percent of met among those told, for each column; "–" where nobody was told."""
    found = [prevalence[r.id] for r in rulebook.rules]
    return [percent(p.met, p.of) if rows else "–" for p in found]


def percent(part: int, of: int) -> str:
    """Whole percent, halves up, without the sign; "–" of nothing. The page's script rounds alike."""
    return str((200 * part + of) // (2 * of)) if of else "–"


def _data(rows: Sequence[Row], rulebook: Rulebook, found: Sequence[Group], by: str) -> dict[str, object]:
    """What the page's script shows and filters; every text is safe to show."""
    names = [visible(group_name(g.name, by)) for g in found]
    places = {g.name: i for i, g in enumerate(found)}
    sizes = sorted({r.document.size for r in rows if r.document.size}, key=_size_place)
    years = sorted({r.document.year for r in rows if r.document.year}, reverse=True)
    size_at, year_at = ({v: i for i, v in enumerate(values)} for values in (sizes, years))
    base = _shared_start([r.href for r in rows if r.href])
    return {
        "by": by,
        "groups": names,
        "unnamed": places.get("", -1),
        "sizes": [visible(s) for s in sizes],
        "years": [visible(y) for y in years],
        "base": base,
        "minimums": [m.title for m in rulebook.minimums],
        "areas": [a.title for a in rulebook.areas if a.section],
        "titles": {a.id: a.title for a in rulebook.areas},
        "rules": [[r.id, label(r.id), r.area, int(r.force == "law")] for r in rulebook.rules],
        "disclosure": [i for name in rulebook.disclosure for i, r in enumerate(rulebook.rules) if r.id == name],
        "pageRows": PAGE_ROWS,
        "rows": [
            [
                visible(r.document.name),
                visible(r.file) if r.file != r.document.name else "",
                visible(r.document.number),
                r.href.removeprefix(base),
                places.get(r.document.group, -1),
                size_at.get(r.document.size, -1),
                year_at.get(r.document.year, -1),
                int(r.document.part_read),
                r.minimums,
                r.areas,
                r.verdicts,
            ]
            for r in rows
        ],
    }


def _size_place(size: str) -> tuple[int, str]:
    order = comparing.SIZE_ORDER
    return (order.index(size) if size in order else len(order), size.casefold())


def _shared_start(links: Sequence[str]) -> str:
    """The folder that all links begin with."""
    if not links:
        return ""
    folder = links[0].rpartition("/")[0] + "/"
    return folder if all(x.startswith(folder) for x in links) else ""


# ------------------------------------------------------------------------------------------------ the whole set


def _lede(c: Comparison, rows: Sequence[Row], rulebook: Rulebook, prevalence: Mapping[str, Prevalence]) -> list[str]:
    """The first sentences: counts of the whole set."""
    total = len(rows)
    if not total:
        return []
    told = [r for r in rows if not r.minimum_count.unreadable]
    full = sum(r.minimum_count.short == 0 for r in told)
    said = []
    if rulebook.minimums:
        said.append(
            f"Of the {total:,} statements that were read and judged, {full:,} ({percent(full, total)}%) meet every legal minimum "
            "that a document can show."
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
            f"{apart:,} more document{'s' if apart != 1 else ''} could not be read or {'are' if apart != 1 else 'is'} no "
            f"statement{'s' if apart != 1 else ''}: kept apart and in none of the figures."
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
                "Legal minimums",
                "What the Act demands of the document itself, of those that apply.",
                [(r.minimum_count.short, r.minimum_count.unreadable) for r in rows],
                ["all met", *(f"{n} short" for n in range(1, len(rulebook.minimums) + 1))],
            )
        )
    areas = sum(bool(a.section) for a in rulebook.areas)
    if areas:
        made.append(
            _spread(
                "Areas that the Act names",
                "Areas with at least one point met. The Act says that a statement may include them.",
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
