"""The matrix of the comparison page: statements by points as rows for the page and as compact data for its script.

No markup and no counting of its own: the figures are msa_check.comparing's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from msa_check import comparing
from msa_check.inert import visible
from msa_check.model import Verdict
from msa_check.reporting import words
from msa_check.reporting.templates import safe_link
from msa_check.reporting.view import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msa_check.comparing import Count, Group, Judged, Prevalence
    from msa_check.model import Rule, Rulebook

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


def columns(rulebook: Rulebook) -> list[Column]:
    """Every rule as a column, in the rule book's order."""
    before = ("", *(r.area for r in rulebook.rules))
    return [Column(r, label(r.id), r.area != area) for r, area in zip(rulebook.rules, before, strict=False)]


def area_spans(rulebook: Rulebook) -> list[tuple[str, str, int]]:
    """(id, short label, columns) of each run of rules of one area."""
    return [(area, label(area), sum(1 for _ in run)) for area, run in groupby(r.area for r in rulebook.rules)]


def shares(rows: Sequence[Row], rulebook: Rulebook, prevalence: Mapping[str, Prevalence]) -> list[str]:
    """Whole percent of met among those told, for each column; "–" where nobody was told."""
    found = [prevalence[r.id] for r in rulebook.rules]
    return [percent(p.met, p.of) if rows else "–" for p in found]


def percent(part: int, of: int) -> str:
    """Whole percent, halves up, without the sign; "–" of nothing. The page's script rounds alike."""
    return str((200 * part + of) // (2 * of)) if of else "–"


def data(rows: Sequence[Row], rulebook: Rulebook, found: Sequence[Group], by: str) -> dict[str, object]:
    """What the page's script shows and filters; every text is safe to show."""
    names = [visible(group_name(g.name, by)) for g in found]
    places = {g.name: i for i, g in enumerate(found)}
    sizes = sorted({r.document.size for r in rows if r.document.size}, key=_size_place)
    years = sorted({r.document.year for r in rows if r.document.year}, reverse=True)
    size_at, year_at = ({v: i for i, v in enumerate(values)} for values in (sizes, years))
    base = _shared_start([r.href for r in rows if r.href])
    return {
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
