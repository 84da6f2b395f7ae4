"""Risks passed over in silence: a page that ranks statements by them, and a workbook with every passage.

Works on screenings alone (msa_check.silences): no judgement, no clock, no disk but the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from msa_check.reporting import readme, words
from msa_check.reporting.sheets import Column
from msa_check.reporting.templates import render, safe_link
from msa_check.reporting.view import file_name
from msa_check.reporting.workbook import Sheet, write_sheets
from msa_check.silences import ranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.reporting.sheets import Value
    from msa_check.silences import Named, Quote, Screening
    from msa_check.silences.risks import Risks, Source, Thing

TITLE = "Risks passed over in silence"
MEANS = (
    "This list shows where to ask. It accuses nobody. To buy, make or work where the risk is high is lawful, and what a "
    "statement leaves out may well be done. A silence here means: the statement names something that a public source ties "
    "to a high risk, and no sentence was found that tells a risk or an action of it, by name or in the same part of the text."
)
GENERAL = (
    "A sentence on all suppliers or all risks, elsewhere in the statement, is not about the thing named. It is shown beside "
    "each silence as the nearest that was said."
)
NOTHING = "Nothing about risk was found anywhere in the statement."
KINDS = {"good": "Good", "place": "Place", "labour": "Kind of labour", "sector": "Line of business"}
_SURE = {
    "high": "sure of it",
    "medium": "fairly sure of it",
    "low": "not sure of it",
}
_ON_PAGE = 300
"""Statements shown on the page; the workbook has all."""
_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the list, with what the page tells of it."""

    screening: Screening
    name: str
    file: str
    href: str


class Telling:
    """What the lists say, in words."""

    def __init__(self, risks: Risks) -> None:
        """Name the countries as the lists first name them."""
        self.countries = {c: next(p for p in phrases if not p.startswith("!")) for c, phrases in risks.countries}

    def why(self, thing: Thing) -> str:
        """What the source tells of the thing, or of all its things, without the source and without a full stop."""
        parts = [
            f"{what} in {words.and_list([self.countries[c] for c in given])}"
            for what, given in (("child labour", thing.child), ("forced labour", thing.forced))
            if given
        ]
        told = "; ".join([*parts, *([thing.figure] if thing.figure else [])])
        return words.upper_first(told or thing.source.note).rstrip(".")

    def origin(self, named: Named) -> str:
        """The countries the statement itself tells as the good's origin, of those that the source names."""
        return words.and_list([self.countries[c] for c in named.countries]) if named.countries else ""


def question(thing: Thing) -> str:
    """What to ask about a thing that was passed over."""
    what = thing.title
    return {
        "good": f"{what}: which countries does it come from, who grows or makes it, and how is their work checked?",
        "place": f"{what}: who works there for you or your suppliers, what risks did you find, and what is done about them?",
        "labour": f"{what}: who employs these people, what do they pay to get the work, and who checks their terms?",
        "sector": f"{what}: what risks do the people face who do this work for you, and how would you notice?",
    }[thing.kind]


def cite(source: Source) -> str:
    """A source in one line: publisher, title, edition."""
    return f"{source.publisher}: {source.title}, {source.edition}"


def silences_page(
    screenings: Sequence[Screening],
    risks: Risks,
    *,
    links: Mapping[str, str],
    not_judged: int = 0,
    made_on: str = "",
    home: str = "",
    workbook: str = "",
) -> str:
    """The page, self-contained. ``links`` maps a source to the relative link of its gap report."""
    rows = [_row(s, links) for s in ranked(screenings)]
    whole = [r for r in rows if r.screening.silences and r.screening.state == "read"]
    part = [r for r in rows if r.screening.silences and r.screening.state == "part-read"]
    return render(
        "silences.html",
        rows=whole[:_ON_PAGE],
        cut=max(0, len(whole) - _ON_PAGE),
        part=part[:_ON_PAGE],
        part_cut=max(0, len(part) - _ON_PAGE),
        total=len(whole),
        read=len(screenings),
        not_judged=not_judged,
        naming=sum(bool(r.screening.named) for r in rows),
        silences=sum(len(r.screening.silences) for r in whole),
        common=_common([r.screening for r in whole]),
        risks=risks,
        telling=Telling(risks),
        question=question,
        kinds=KINDS,
        sure=_SURE,
        means=MEANS,
        general=GENERAL,
        nothing=NOTHING,
        quotes=_QUOTES,
        links=links,
        made_on=made_on,
        home=home,
        workbook=workbook,
        words=words,
        style="silences.css",
        script_hash="",
    )


def _row(screening: Screening, links: Mapping[str, str]) -> Row:
    file = file_name(screening.source)
    return Row(screening, screening.organisation or file, file, safe_link(links.get(screening.source, "")))


def _common(screenings: Sequence[Screening]) -> list[tuple[Thing, int, int]]:
    """(thing, statements that pass it over, statements that name it), most often passed over first."""
    things: dict[str, Thing] = {}
    silent: dict[str, int] = {}
    for s in screenings:
        for n in s.silences:
            things[n.thing.id] = n.thing
            silent[n.thing.id] = silent.get(n.thing.id, 0) + 1
    named = {i: sum(any(n.thing.id == i for n in s.named) for s in screenings) for i in things}
    order = sorted(things, key=lambda i: (-silent[i], things[i].title))
    return [(things[i], silent[i], named[i]) for i in order]


# ------------------------------------------------------------------------------------------------ the workbook

_WHO = (
    Column("Organisation", 30, "As the statement names it, or the caller; else the file's name."),
    Column("Year ended", 12, "End of the financial year reported; empty when not told."),
    Column("File", 30, "Path of the document, as it was given."),
)
_LIST = (
    Column("Place", 8, "Place in the list: most silences first. No place where pages could not be read.", "number"),
    *_WHO,
    Column("Silences", 10, "High-risk things that are named and of which nothing was found.", "number"),
    Column("Named", 10, "High-risk things that are named at all.", "number"),
    Column("Passed over", 50, "The things passed over.", "wrap"),
    Column("Spoken of", 50, "The things named of which a risk or an action is told.", "wrap"),
    Column("Read", 16, "Whole, or in part: then what was not found may stand on an unread page."),
    Column("Report", 30, "The gap report of the statement.", "link"),
)
_EACH = (
    *_WHO,
    Column("Kind", 16, "Good, place, kind of labour or line of business."),
    Column("What", 30, "The thing named.", "wrap"),
    Column("Named in", 60, "The sentence that names it as the organisation's or its supply chain's.", "wrap"),
    Column("Page", 8, "Page of that sentence, where the format has pages.", "number"),
    Column("Nearest said on risk", 60, "The nearest sentence about risk, which is not about the thing.", "wrap"),
    Column("Its page", 8, "Page of that sentence.", "number"),
    Column("Origin told", 20, "Countries that the statement tells as a good's origin and that the source names."),
    Column("Why high risk", 50, "What the source tells.", "wrap"),
    Column("Source", 40, "Publisher, title and edition of the public source.", "wrap"),
    Column("Source date", 12, "Date of the source."),
    Column("Verified", 30, "Whether our copy of the figure was compared with the source.", "wrap"),
    Column("How sure", 16, "How sure those who entered it are."),
    Column("To ask", 50, "A question for the organisation.", "wrap"),
    Column("Read", 16, "Whole, or in part."),
)
_TOLD = (
    *_WHO,
    Column("Kind", 16, "Good, place, kind of labour or line of business."),
    Column("What", 30, "The thing named.", "wrap"),
    Column("Named in", 60, "The sentence that names it.", "wrap"),
    Column(
        "Told in", 60, "The sentence taken as telling a risk or an action of it. Please check: it may be weak.", "wrap"
    ),
    Column("Its page", 8, "Page of that sentence.", "number"),
)
_SOURCES = (
    Column("Source", 60, "Title of the list or figure.", "wrap"),
    Column("Publisher", 34, "Who publishes it.", "wrap"),
    Column("Edition", 22, "Which edition.", "wrap"),
    Column("Date", 12, "Its date."),
    Column("Verified", 34, "Whether our copy was compared with it.", "wrap"),
    Column("Note", 60, "What to know of it.", "wrap"),
    Column("Link", 50, "Where it stands.", "link"),
)
_SHEETS = {
    "List": "One row a statement, most silences first.",
    "Silences": "One row a silence, with both passages, the source of the risk, and what to ask.",
    "Spoken of": "One row a high-risk thing of which something was found, and the sentence.",
    "Sources": "The public lists and figures.",
}
_READ = {"read": "Whole", "part-read": "In part"}


def write_silences(
    out: IO[bytes], screenings: Sequence[Screening], risks: Risks, *, links: Mapping[str, str], made_on: str = ""
) -> None:
    """Write the workbook; the same input gives the same bytes."""
    rows = ranked(screenings)
    telling = Telling(risks)
    sheets = [
        Sheet("List", _LIST, _list(rows, links), "C2"),
        Sheet("Silences", _EACH, (r for s in rows for r in _each(s, telling)), wide=2),
        Sheet("Spoken of", _TOLD, (r for s in rows for r in _spoken(s))),
        Sheet("Sources", _SOURCES, (_source(s) for s in risks.sources)),
    ]
    write_sheets(out, _front(rows, risks, sheets, made_on), sheets, title=TITLE)


def _front(rows: Sequence[Screening], risks: Risks, sheets: Sequence[Sheet], made_on: str) -> list[readme.Line]:
    line, heading = readme.line, readme.heading
    return [
        line((TITLE, "title"), height=34),
        line((f"{len(rows):,} statements screened with the lists {risks.id}", "text")),
        *((line((f"Made on {made_on}", "text")),) if made_on else ()),
        line(("", "text"), ("", "text"), (MEANS, "wrap")),
        line(("", "text"), ("", "text"), (GENERAL, "wrap")),
        line((words.PURPOSE, "text")),
        *heading("Sheets"),
        *(line((t, "strong"), ("", "text"), (told, "wrap")) for t, told in _SHEETS.items()),
        *readme.limits(),
        *readme.columns_of((s.title, s.columns) for s in sheets),
    ]


def _who(s: Screening) -> tuple[Value, ...]:
    return (s.organisation or file_name(s.source), s.year_end, s.source)


def _titles(named: Sequence[Named]) -> str:
    return "; ".join(n.thing.title for n in named)


def _list(rows: Sequence[Screening], links: Mapping[str, str]) -> Iterator[tuple[Sequence[Value], str]]:
    place = 0
    for s in rows:
        if not s.named:
            continue
        counted = s.state == "read" and bool(s.silences)
        place += counted
        href = safe_link(links.get(s.source, ""))
        told = (len(s.silences), len(s.named), _titles(s.silences), _titles(s.spoken), _READ[s.state], href)
        yield (place if counted else None, *_who(s), *told), href


def _each(s: Screening, telling: Telling) -> Iterator[tuple[Sequence[Value], str]]:
    for n in s.silences:
        t, first, near = n.thing, n.quotes[0], n.nearest
        yield (
            (
                *_who(s),
                KINDS[t.kind],
                t.title,
                first.text,
                first.page,
                near.text if near else NOTHING,
                near.page if near else None,
                telling.origin(n),
                " ".join(x for x in (f"{telling.why(t)}.", t.note) if x),
                cite(t.source),
                t.source.date,
                t.source.status,
                _SURE[t.sure],
                question(t),
                _READ[s.state],
            ),
            "",
        )


def _spoken(s: Screening) -> Iterator[tuple[Sequence[Value], str]]:
    for n in s.spoken:
        told: Quote | None = n.told
        yield (
            (
                *_who(s),
                KINDS[n.thing.kind],
                n.thing.title,
                n.quotes[0].text,
                told.text if told else "",
                told.page if told else None,
            ),
            "",
        )


def _source(s: Source) -> tuple[Sequence[Value], str]:
    href = safe_link(s.link)
    return (s.title, s.publisher, s.edition, s.date, s.status, s.note, href), href
