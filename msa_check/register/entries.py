"""Rows of the register as entries with typed values: who, which period, who approved, what was declared.

What a value cannot be is noted and kept as it stands; nothing here compares an entry with a document.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msa_check.register import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.register.table import Table

TURNOVERS = (
    "Under £36 million",
    "£36 million to £60 million",
    "£60 million to £100 million",
    "£100 million to £500 million",
    "Over £500 million",
)
_NOTED_DATES = {
    "StatementStartDate": "period begins",
    "StatementEndDate": "period ends",
    "DateApproved": "approved",
    "LastUpdated": "last updated",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: one organisation under one statement. Dates are ISO 8601 or empty; ``values`` is the row as it stands."""

    first: int
    last: int
    key: str
    """Names the row across imports: year, statement, organisation and number."""
    statement: str
    """Names the statement: the rows of a group share it."""
    year: str
    """The year of the deadline, which is not the financial year."""
    organisation: str
    number: str
    """Company number in the companies register's spelling, or empty."""
    parent: str
    url: str
    start: str
    end: str
    approver: str
    approver_role: str
    approved: str
    sectors: tuple[str, ...]
    turnover: str
    group: bool
    updated: str
    values: Mapping[str, str]
    notes: tuple[str, ...] = ()

    def value(self, column: str) -> str:
        """The cell of a column, without blanks around; empty when the file lacks the column."""
        return self.values.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Group:
    """A statement of the register: the entries that share it, the parent's first."""

    statement: str
    entries: tuple[Entry, ...]

    @property
    def lead(self) -> Entry:
        """The entry that stands for the statement: the parent's own, else the first."""
        return self.entries[0]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a table's rows: entries, and (first line, last line, why, text) of rows that gave none."""

    entries: tuple[Entry, ...]
    left_out: tuple[tuple[int, int, str, str], ...]


def take(table: Table) -> Taken:
    """The entries of a table. A row that says again what another says is left out and named."""
    left_out = [(x.first, x.last, x.why, x.text) for x in table.left_out]
    kept: dict[str, Entry] = {}
    for row in table.rows:
        values = {c: row.cells[i] for i, c in reversed(list(enumerate(table.columns)))}
        made = _entry(row.first, row.last, {c: values[c] for c in table.columns}, row.note)
        if not made.organisation and not made.number:
            left_out.append((row.first, row.last, "The row names no organisation.", _text(made)))
        elif made.key not in kept:
            kept[made.key] = made
        else:
            older, newer = sorted((kept[made.key], made), key=lambda e: (e.updated, e.first))
            same = older.values == newer.values
            if same:
                older, newer = newer, older  # the first of two that are alike stays
            why = "The same row stands" if same else "A newer row of the same organisation and statement stands"
            kept[made.key] = newer
            left_out.append((older.first, older.last, f"{why} at line {newer.first}.", _text(older)))
    return Taken(tuple(sorted(kept.values(), key=lambda e: e.first)), tuple(sorted(left_out)))


def groups(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """The statements behind the entries, in the order of their first rows."""
    found: dict[str, list[Entry]] = {}
    for e in entries:
        found.setdefault(e.statement, []).append(e)
    return tuple(Group(k, _led(v)) for k, v in found.items())


def _led(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with the parent's first: the one that the others name, else the one that names none."""
    named = Counter(names.key(e.parent) for e in entries if e.parent)
    lead = max(entries, key=lambda e: (named[names.key(e.organisation)], not e.parent, -e.first))
    return (lead, *(e for e in entries if e is not lead))


def _entry(first: int, last: int, values: Mapping[str, str], note: str) -> Entry:
    notes = [note] if note else []

    def cell(column: str) -> str:
        return values.get(column, "").strip()

    dates = {c: _date(cell(c), c, notes) for c in _NOTED_DATES}
    organisation = " ".join(cell("OrganisationName").split())
    number = names.number(cell("CompanyNumber"))
    if cell("CompanyNumber") and not number:
        notes.append(f"CompanyNumber “{cell('CompanyNumber')}” is no company number; matching goes by the name.")
    if re.fullmatch(r"[\d\s.\-]+", organisation):
        notes.append(f"OrganisationName is a bare number (“{organisation}”).")
        number = number or names.number(organisation)
    start, end = dates["StatementStartDate"], dates["StatementEndDate"]
    if start and end:
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days
        if days < 0:
            notes.append(f"The period ends ({end}) before it begins ({start}).")
        elif not 300 < days < 550:
            notes.append(f"The period is {days + 1} days long ({start} to {end}).")
    if cell("Turnover") and cell("Turnover") not in TURNOVERS:
        notes.append(f"Turnover “{cell('Turnover')}” is none of the register's answers.")
    approver, role = _approver(cell("ApprovingPerson"))
    url = cell("StatementURL")
    if url and not names.address(url):
        notes.append(f"StatementURL “{url}” is no web address.")
    year = cell("StatementYear")
    statement = cell("StatementSummaryURL") or "\0".join((year, names.words(organisation), number))
    identity = "\0".join((year, statement, names.words(organisation), number))
    return Entry(
        first=first,
        last=last,
        key=hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:16],
        statement=statement if "\0" not in statement else hashlib.sha256(statement.encode()).hexdigest()[:16],
        year=year,
        organisation=organisation,
        number=number,
        parent=" ".join(cell("ParentName").split()),
        url=url,
        start=start,
        end=end,
        approver=approver,
        approver_role=role,
        approved=dates["DateApproved"],
        sectors=tuple(s.strip() for s in cell("OrganisationSectors").splitlines() if s.strip()),
        turnover=cell("Turnover"),
        group=cell("GroupSubmission").casefold() == "yes",
        updated=dates["LastUpdated"],
        values=values,
        notes=tuple(notes),
    )


def _date(text: str, column: str, notes: list[str]) -> str:
    """ISO date of "31/03/2022" or "2022-03-31..."; what is none is noted and gives an empty string."""
    if not text:
        return ""
    if fits := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", text):
        parts = int(fits[3]), int(fits[2]), int(fits[1])
    elif fits := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", text):
        parts = int(fits[1]), int(fits[2]), int(fits[3])
    else:
        parts = 0, 0, 0
    try:
        return date(*parts).isoformat()
    except ValueError:
        notes.append(f"{column} “{text}” is no date (day/month/year); it is kept as text only.")
        return ""


def _approver(text: str) -> tuple[str, str]:
    """(name, job title) of "First Last (Job title)"."""
    name, bracket, role = text.partition(" (")
    if not bracket or not role.endswith(")"):
        return " ".join(text.split()), ""
    return " ".join(name.split()), " ".join(role[:-1].split())


def _text(entry: Entry) -> str:
    return "; ".join(v for v in (entry.year, entry.organisation, entry.number, entry.statement) if v)
