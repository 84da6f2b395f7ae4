"""All of it together: each statement of the register with its document and the answers put beside it; and what is left over.

Nothing here reads a file or lays out a page.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.register import names
from msa_check.register.declared import DISAGREE, compare
from msa_check.register.matching import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from msa_check.model import Passage
    from msa_check.register.declared import Compared, Kind
    from msa_check.register.entries import Entry, Group
    from msa_check.register.keeping import Import
    from msa_check.register.matching import Candidate, Match, Origin

_TWO_YEARS = re.compile(r"(?:20)?(?P<a>\d\d)\s?[/–—-]\s?(?:20)?(?P<b>\d\d)(?!\d)")
"""A period called by both its years: "2021/22", "2021 - 2022", "FY21/22"."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of the register and the document that is it. ``compared`` is empty without one that was judged."""

    group: Group
    source: str = ""
    match: Candidate | None = None
    compared: tuple[Compared, ...] = ()
    note: str = ""
    """Why nothing was compared, or which other documents fit as well."""

    @property
    def disagreements(self) -> tuple[Compared, ...]:
        """The answers that the text does not bear out, the gravest first."""
        return tuple(sorted((c for c in self.compared if c.kind in DISAGREE), key=lambda c: DISAGREE.index(c.kind)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question over all statements compared: how many declared it, and what their texts show."""

    title: str
    column: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the reports show. ``fetched`` holds (address, what became of it, why) of each download.

    ``checked`` is how many documents the last batch has records of.
    """

    columns: tuple[str, ...]
    imports: tuple[Import, ...]
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    matches: tuple[Match, ...]
    fetched: tuple[tuple[str, str, str], ...] = ()
    checked: int = 0

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every question with its counts, in the order of the questions."""
        counts: dict[tuple[str, str], Counter[Kind]] = {}
        for line in self.lines:
            for c in line.compared:
                counts.setdefault((c.title, c.column), Counter())[c.kind] += 1
        return tuple(Asked(title, column, found) for (title, column), found in counts.items())


def document(
    source: str, made: Mapping[str, Any] | None, text: Sequence[Passage], urls: Sequence[str] = ()
) -> Document:
    """What is known of a document: from its record and passages when it was checked, else from its name alone."""
    stem = source.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    if made is None:
        return Document(source, (("file", stem),), urls=tuple(urls))
    given = {k.casefold(): v for k, v in made["metadata"].items()}
    if "register" in given:
        given = {}  # our own list gave them (listing): a match must not confirm itself
    facts, told = made["facts"], made.get("fact_evidence") or {}
    named: list[tuple[Origin, str]] = []
    if given.get("organisation"):
        named.append(("given", given["organisation"]))
    if facts.get("organisation"):
        legal = told.get("organisation", {}).get("grade") == "legal"
        named.append(("legal" if legal else "brand", facts["organisation"]))
    return Document(
        source,
        (*named, ("file", stem)),
        numbers=tuple(n for k in ("number", "company number", "companynumber") if (n := given.get(k))),
        urls=(*urls, *(u for k in ("url", "statementurl") if (u := given.get(k)))),
        end=facts.get("year_end") or "",
        exact=told.get("year_end", {}).get("grade") == "day",
        ends_in=_by_both(facts.get("year_end") or "", told.get("year_end", {}).get("quote", "")),
        signatories=tuple(p.strip() for p in (facts.get("signatory") or "").split(";") if p.strip()),
        approved=facts.get("approval_date") or "",
        text="\n".join(p.text for p in text),
    )


def _by_both(year: str, quote: str) -> bool:
    """Whether the passage calls the period by two years, of which this is the second."""
    return len(year) == 4 and any(
        m["b"] == year[2:] and int(m["a"]) + 1 == int(m["b"]) for m in _TWO_YEARS.finditer(quote)
    )


def lines(groups: Iterable[Group], matches: Iterable[Match], records: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Each statement with the document that fits best among those that were judged, and the comparison."""
    found: dict[str, list[tuple[str, Candidate]]] = {}
    elsewhen: dict[str, list[str]] = {}
    for m in matches:
        if m.best is None:
            continue
        if m.state == "matched":
            found.setdefault(m.best.statement, []).append((m.source, m.best))
        elif m.state == "other-period":
            elsewhen.setdefault(m.best.statement, []).append(m.source)
    wanted = {source: c for rows in found.values() for source, c in rows}
    by_statement = {g.statement: g for g in groups}
    compared: dict[str, tuple[Compared, ...]] = {}
    unread: dict[str, str] = {}
    for made in records:
        source = made["source"]
        if source not in wanted:
            continue
        if made["judged"]:
            compared[source] = compare(by_statement[wanted[source].statement].lead, made)
        else:
            unread[source] = made["detail"] or made["gate_note"] or "It was not judged as a statement."
    return tuple(
        _line(g, found.get(g.statement, []), compared, unread, elsewhen.get(g.statement, []))
        for g in by_statement.values()
    )


def _line(
    group: Group,
    found: list[tuple[str, Candidate]],
    compared: Mapping[str, tuple[Compared, ...]],
    unread: Mapping[str, str],
    elsewhen: Sequence[str],
) -> Line:
    if not found:
        note = (
            "Its document is about another period: " + "; ".join(sorted(elsewhen))
            if elsewhen
            else "No document was matched."
        )
        return Line(group, note=note)
    ranked = sorted(found, key=lambda x: (x[0] not in compared, -x[1].points, x[0]))
    source, match = ranked[0]
    others = "; ".join(s for s, _ in ranked[1:])
    if source not in compared:
        why = f"not judged: {unread[source]}" if source in unread else "not checked yet: run msa-check batch on it"
        return Line(group, source, match, note=f"The document was {why}" + (f" Others: {others}" if others else ""))
    return Line(group, source, match, compared[source], f"Other documents of it: {others}" if others else "")


def listing(
    lines: Iterable[Line], documents: Iterable[tuple[str, str]], matches: Iterable[Match]
) -> list[dict[str, str]]:
    """One row a document for msa-check batch --files-from: its path and what the register knows of it.

    ``documents`` holds (source, path to write). Rows of documents that are not matched have the path alone.
    """
    groups = {x.group.statement: x.group for x in lines}
    best = {m.source: (m.best, m.state) for m in matches if m.best and m.state in {"matched", "other-period"}}
    made = []
    for source, path in documents:
        row = {"path": path}
        if source in best:
            c, state = best[source]
            e = next(x for x in groups[c.statement].entries if x.key == c.entry)
            row |= {
                "organisation": e.organisation,
                "number": e.number,
                "year": e.end[:4] if state == "matched" else "",
                "period_end": e.end if state == "matched" else "",
                "deadline_year": e.year,
                "sector": "; ".join(e.sectors),
                "turnover": e.turnover,
                "url": e.url,
                "register": e.value("StatementSummaryURL"),
                "parent": groups[c.statement].lead.organisation if len(groups[c.statement].entries) > 1 else "",
                "organisations": str(len(groups[c.statement].entries)),
            }
        made.append(row)
    return made


def addresses(entries: Iterable[Entry], *, copies: bool) -> list[str]:
    """The web addresses of the statements, each once, in the register's order; ``copies`` adds the register's own PDFs."""
    columns = ("StatementURL", "PDFURL") if copies else ("StatementURL",)
    return list(dict.fromkeys(e.value(c) for e in entries for c in columns if names.address(e.value(c))))
