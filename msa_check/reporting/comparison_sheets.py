"""The comparison as a workbook: statements with their counts and places, the matrix, points, groups, outliers, kept apart.

What is counted is msa_check.comparing's, how a workbook is written workbook.py's; here are columns and rows.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from msa_check import comparing
from msa_check.model import Verdict
from msa_check.reporting import readme, sheets, words
from msa_check.reporting.comparison_matrix import group_name, percent
from msa_check.reporting.sheets import Column
from msa_check.reporting.templates import safe_link
from msa_check.reporting.workbook import Sheet, write_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.comparing import Comparison, Judged, Point, Prevalence
    from msa_check.model import Rulebook
    from msa_check.reporting.sheets import Value

    _Rows = Iterator[tuple[Sequence[Value], str]]

_SHEETS = {
    "Statements": "One row a statement: its counts, each with what it counts, and its place by each. There is no score.",
    "Matrix": "Statements by points: every verdict at a glance.",
    "Points": "One row a rule: how common each verdict is among the statements that could be told.",
    "Groups": "One row a group and legal minimum, area or rule: met of how many, beside the share in the whole set.",
    "Outliers": "One row a statement and point by which it differs from nearly all others of its group.",
    "Apart": "Documents that were not read or are no statement: in none of the figures, with the reason.",
}
_COVERED = {True: "Covered", False: "Not covered", None: "Cannot be told"}
_ABSENT, _AHEAD = "Without what most have", "With what few have"
_COUNTED = "Statements with the verdict; what could not be told is in none of the shares."


def write_comparison(
    out: IO[bytes],
    comparison: Comparison,
    rulebook: Rulebook,
    *,
    by: str = "sector",
    links: Mapping[str, str] | None = None,
    made_on: str = "",
) -> None:
    """Write the workbook into an open file; the same input gives the same bytes.

    ``by`` is what groups the statements; ``links`` maps a source to the relative link of its gap report.
    """
    links = {source: safe_link(href) for source, href in (links or {}).items()}
    group = Column(
        words.upper_first(by),
        20,
        f"The {by} of the statement, as the list of documents gave it; empty when it did not.",
    )
    given = [
        Sheet("Statements", _statement_columns(rulebook, group), _statement_rows(comparison, rulebook, links), wide=2),
        Sheet("Matrix", _matrix_columns(rulebook, group), _matrix_rows(comparison, rulebook), frozen="D2", wide=2),
        Sheet("Points", _POINTS, _point_rows(comparison, rulebook)),
        Sheet("Groups", _group_columns(group), _group_rows(comparison, rulebook, by)),
        Sheet("Outliers", _outlier_columns(group), _outlier_rows(comparison, rulebook, links, by)),
        Sheet("Apart", (_APART[0], group, *_APART[1:]), _apart_rows(comparison)),
    ]
    front = _front(comparison, rulebook, [(s.title, s.columns) for s in given], made_on)
    write_sheets(out, front, given, title=f"{rulebook.title}: statements compared")


def _front(
    c: Comparison, rulebook: Rulebook, given: Sequence[tuple[str, Sequence[Column]]], made_on: str
) -> list[readme.Line]:
    apart = len(c.unread) + len(c.not_judged)
    lines = [
        readme.line(("Modern slavery statements: side by side", "title"), height=34),
        readme.line(
            (
                f"{words.how_many(len(c.judged), 'statement')} compared, {words.how_many(apart, 'document')} kept apart",
                "text",
            )
        ),
        readme.line((f"Rule book {rulebook.id}", "text")),
    ]
    if made_on:
        lines.append(readme.line((f"Made on {made_on}", "text")))
    lines.append(readme.line((words.PURPOSE, "text")))
    lines += readme.heading("Sheets")
    lines += [readme.line((t, "strong"), ("", "text"), (_SHEETS[t], "wrap")) for t, _ in given]
    if rulebook.disclosure:
        told = "; ".join(rulebook.rule(r).title for r in rulebook.disclosure)
        lines += readme.heading("Disclosure")
        lines.append(
            readme.line(
                (f"{len(rulebook.disclosure)} points", "strong"),
                ("", "text"),
                (f"{told}. {rulebook.disclosure_note}".strip(), "wrap"),
            )
        )
    return lines + readme.legend() + readme.limits() + readme.columns_of(given, rules="Points")


# ------------------------------------------------------------------------------------------------ statements


_ORGANISATION = Column(
    "Organisation", 30, "As the statement names it; else what the list of documents says, the title or the file's name."
)
_YEAR = Column("Year", 9, "In which the year reported on ended, as the statement says; else as the list says.")
_FILE = Column("File", 30, "Path of the document, as it was given.")


def _statement_columns(rulebook: Rulebook, group: Column) -> tuple[Column, ...]:
    place = (
        "Place in the whole set by this count, from 1; the same count shares a place. Empty where pages gave no text."
    )
    return (
        _ORGANISATION,
        group,
        Column("Size", 18, "Turnover or size, as the list of documents gave it; a number as the register's band."),
        _YEAR,
        Column("Number", 13, "Number of the organisation, as the list of documents gave it."),
        _FILE,
        Column("Read", 14, "Whether pages gave no text.", "verdict"),
        Column("Legal minimums met", 10, "How many of the legal minimums that apply are met.", "number"),
        Column("Legal minimums of", 10, "How many legal minimums apply to this kind of organisation.", "number"),
        *(Column(m.title, 20, "A legal minimum and its answer.", "verdict") for m in rulebook.minimums),
        Column("Areas covered", 10, f"{rulebook.wording.areas} with at least one point met.", "number"),
        Column("Areas of", 10, f"How many such areas there are. {rulebook.wording.areas_note}", "number"),
        *(
            Column(a.title, 13, "Whether at least one point of the area is met.", "verdict")
            for a in rulebook.areas
            if a.section
        ),
        Column("Disclosure met", 11, "Points of disclosure (sheet Read me) that are met.", "number"),
        Column("Disclosure of", 11, "How many of these points apply.", "number"),
        Column("Disclosure partly", 11, "How many of them are met in part.", "number"),
        Column("Disclosure not found", 11, "How many of them were not found.", "number"),
        Column("Disclosure not told", 11, "How many of them could not be read, or no document can show.", "number"),
        Column("Place: legal minimums", 10, place, "number"),
        Column("Place: areas", 10, place, "number"),
        Column("Place: disclosure", 11, place, "number"),
        Column("Report", 30, "Link to the page of this document.", "link"),
    )


def _statement_rows(c: Comparison, rulebook: Rulebook, links: Mapping[str, str]) -> _Rows:
    counts = [(d.minimum_count, d.area_count, d.count(rulebook.disclosure)) for d in c.judged]
    ranks = [comparing.places([x[i] for x in counts]) for i in range(3)]
    for i, (d, (minimums, areas, shown)) in enumerate(zip(c.judged, counts, strict=True)):
        href = links.get(d.source, "")
        yield (
            [
                d.name,
                d.group,
                d.size,
                d.year,
                d.number,
                d.source,
                sheets.PART_READ if d.part_read else "Read",
                minimums.met,
                minimums.of,
                *(words.minimum_sign(v).word for v in d.minimums),
                areas.met,
                areas.of,
                *(_COVERED[a] for a in d.areas),
                shown.met,
                shown.of,
                shown.partial,
                shown.missing,
                shown.unreadable + shown.manual,
                *(rank[i] for rank in ranks),
                href,
            ],
            href,
        )


def _matrix_columns(rulebook: Rulebook, group: Column) -> tuple[Column, ...]:
    return (_ORGANISATION, group, _YEAR, *(Column(r.id, 11, r.title, "grid") for r in rulebook.rules))


def _matrix_rows(c: Comparison, rulebook: Rulebook) -> _Rows:
    for d in c.judged:
        cells = [sheets.grid(d.verdicts.get(r.id, Verdict.NOT_APPLICABLE), r.force) for r in rulebook.rules]
        yield [d.name, d.group, d.year, *cells], ""


# ------------------------------------------------------------------------------------------------ figures


_VERDICTS = (
    Column("Met", 9, _COUNTED, "number"),
    Column("Partly", 9, _COUNTED, "number"),
    Column("Not found", 9, "Nothing in the text shows it (of what the law demands: not met).", "number"),
    Column("Of those told", 9, "Met, partly and not found together: the base of the shares.", "number"),
    Column("Met in %", 8, "Share met of those told; empty where nobody was told.", "number"),
)
_UNTOLD = (
    Column("Could not be read", 9, "Pages gave no text: it may stand there.", "number"),
    Column("For you to check", 9, "No document can show it.", "number"),
    Column("Does not apply", 9, "Not for this kind of organisation, or nothing suggests that it applies.", "number"),
)
_POINTS = (
    Column("Rule", 26, "Id of the rule."),
    Column("Point", 46, "What the rule asks for, in short."),
    Column("Area", 34, "The area it belongs to."),
    Column("Force", 16, "The law (demanded), statutory guidance (asked for), or good practice."),
    Column("Disclosure", 12, "Yes where it is one of the points of disclosure."),
    *_VERDICTS,
    *_UNTOLD,
)


def _figures(p: Prevalence) -> list[Value]:
    return [p.met, p.partial, p.missing, p.of, _share(p.met, p.of)]


def _share(met: int, of: int) -> int | None:
    return int(percent(met, of)) if of else None


def _point_rows(c: Comparison, rulebook: Rulebook) -> _Rows:
    areas = {a.id: a.title for a in rulebook.areas}
    found = comparing.prevalence(c.judged, (r.id for r in rulebook.rules))
    for r, p in zip(rulebook.rules, found, strict=True):
        shown = "Yes" if r.id in rulebook.disclosure else ""
        yield (
            [
                r.id,
                r.title,
                areas[r.area],
                words.FORCES[r.force],
                shown,
                *_figures(p),
                p.unreadable,
                p.manual,
                p.not_applicable,
            ],
            "",
        )


def _group_columns(group: Column) -> tuple[Column, ...]:
    return (
        group,
        Column("Statements", 12, "How many statements the group has.", "number"),
        Column("What", 16, "Legal minimum, area or point."),
        Column("Id", 26, "Its id."),
        Column("Title", 46, "What it is called."),
        *_VERDICTS,
        Column("Met in % of the whole set", 10, "Share met of those told among all statements.", "number"),
        *_UNTOLD,
    )


def _group_rows(c: Comparison, rulebook: Rulebook, by: str) -> _Rows:
    if not c.judged:
        return
    whole = comparing.figures("", c.judged, rulebook)
    rules = [r.id for r in rulebook.rules]
    titles = {m.id: m.title for m in rulebook.minimums}
    areas = {a.id: a.title for a in rulebook.areas}
    points = {r.id: r.title for r in rulebook.rules}
    every = comparing.prevalence(c.judged, rules)
    for g in comparing.groups(c.judged, rulebook):
        mine = comparing.prevalence([d for d in c.judged if d.group == g.name], rules)
        for what, names, here, there in (
            ("Legal minimum", titles, g.minimums, whole.minimums),
            ("Area", areas, g.areas, whole.areas),
            ("Point", points, mine, every),
        ):
            for p, w in zip(here, there, strict=True):
                yield (
                    [
                        group_name(g.name, by),
                        g.documents,
                        what,
                        p.id,
                        names[p.id],
                        *_figures(p),
                        _share(w.met, w.of),
                        p.unreadable,
                        p.manual,
                        p.not_applicable,
                    ],
                    "",
                )


# ------------------------------------------------------------------------------------------------ outliers, apart


def _outlier_columns(group: Column) -> tuple[Column, ...]:
    return (
        _ORGANISATION,
        group,
        _YEAR,
        _FILE,
        Column("How it differs", 24, f"“{_ABSENT}” or “{_AHEAD}”."),
        Column("Rule", 26, "Id of the rule."),
        Column("Point", 42, "What the rule asks for, in short."),
        Column("Met by others", 9, "How many of the others meet it.", "number"),
        Column("Of others told", 9, "How many others could be told.", "number"),
        Column("Held against", 26, "The group it was held against: its own, or the whole set where that is too small."),
        Column("In words", 90, "The same as a sentence.", "wrap"),
        Column("Report", 50, "Link to the finding in the document's page.", "link"),
    )


def _outlier_rows(c: Comparison, rulebook: Rulebook, links: Mapping[str, str], by: str) -> _Rows:
    titles = {r.id: r.title for r in rulebook.rules}
    for o in comparing.outliers(c.judged, rulebook):
        d = o.document
        among = "the whole set" if o.group is None else f"{by} {o.group}"
        for how, points in ((_ABSENT, o.absent), (_AHEAD, o.ahead)):
            for p in points:
                href = f"{links[d.source]}#rule-{p.rule}" if links.get(d.source) else ""
                said = _sentence(d, p, titles[p.rule], among, absent=how is _ABSENT)
                yield (
                    [d.name, d.group, d.year, d.source, how, p.rule, titles[p.rule], p.met, p.of, among, said, href],
                    href,
                )


def _sentence(d: Judged, p: Point, title: str, among: str, *, absent: bool) -> str:
    others = f"{p.met:,} of the {p.of:,} others of {among} that could be told"
    if absent:
        return f"Nothing was found in this statement of {d.name} on “{title}”, which {others} meet."
    return f"This statement of {d.name} meets “{title}”, as {others} do."


_APART = (
    Column("Document", 60, "Path of the document, as it was given."),
    Column("Name", 30, "What it is called, as far as that is known."),
    Column("State", 14, "Not read, or Not judged (another kind of document).", "verdict"),
    Column("Why", 70, "The reason.", "wrap"),
)


def _apart_rows(c: Comparison) -> _Rows:
    for state, asides in ((sheets.STATES["unread"], c.unread), (sheets.STATES["not-judged"], c.not_judged)):
        for a in asides:
            yield [a.source, a.group, a.name, state, a.why], ""
