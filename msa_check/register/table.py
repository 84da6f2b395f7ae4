"""Bytes of the register's CSV file as rows, every line of the file accounted for: a row, or left out with the reason.

The file's own faults are met here (encodings, quotes that are not doubled, cells that fell apart); what a cell means is not.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from dataclasses import dataclass

from msa_check.errors import UsageError

NAME = "OrganisationName"
"""The one column without which a table is no register."""
_YEAR = "StatementYear"
_LINKS = ("StatementURL", "StatementSummaryURL", "PDFURL")
_DATES = ("LastUpdated", "StatementStartDate", "StatementEndDate", "DateApproved")
_YES_NO = (
    *(
        "GroupSubmission",
        "StatementIncludesOrgStructure",
        "StatementIncludesPolicies",
        "StatementIncludesRisksAssessment",
    ),
    *(
        "StatementIncludesDueDiligence",
        "StatementIncludesTraining",
        "StatementIncludesGoals",
        "NoPolicies",
        "NoTraining",
    ),
    *("NoEngagement", "NoSocialAudits", "NoGrievanceMechanisms", "NoRisks", "NoILOIndicatorsInStatement"),
    "ILOIndicatorsNoActions",
)
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d.*")
_LINK = re.compile(r"\S+\.[^\r\n]*|\S+://[^\r\n]*")
_REACH = 8
"""How many possible beginnings of a row are looked past for the end of a damaged one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells in the order of the columns, the lines it stands on (from 1), and how it was put right."""

    first: int
    last: int
    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines of the file that gave no row, and why."""

    first: int
    last: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The file as read. ``lines`` is how many it has; ``blank`` how many of them are empty and belong to no row."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    encoding: str
    notes: tuple[str, ...]
    lines: int
    blank: int


def read(data: bytes, name: str = "") -> Table:
    """The table in the bytes of a CSV file. Raises UsageError when it is no register."""
    text, encoding, notes = _decode(data)
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text))]
    if starts[-1] == len(text):
        starts.pop()
    columns, separator, body = _head(text, starts, name)
    doubled = sorted({c for c in columns if c and columns.count(c) > 1})
    if doubled:
        notes.append(f"Columns named twice, of which the first counts: {', '.join(doubled)}.")
    reader = _Reader(text, starts, columns, separator)
    rows, left_out, blank = reader.whole(body) or reader.piecemeal(body)
    return Table(columns, tuple(rows), tuple(left_out), encoding, tuple(notes), len(starts), blank)


def _decode(data: bytes) -> tuple[str, str, list[str]]:
    """(text, name of the encoding, what was odd about it)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16", []
    try:
        text, encoding = data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as e:
        at = data.count(b"\n", 0, e.start) + 1
        said = f"The file is not UTF-8 (first at line {at}): read as Windows-1252. Look at names with accents."
        return data.decode("cp1252", "replace"), "Windows-1252", [said]
    if "Â£" in text or "â€" in text:
        try:
            return (
                text.encode("cp1252").decode("utf-8"),
                encoding,
                ["Letters that had been encoded twice were put right."],
            )
        except UnicodeError:
            return text, encoding, ["Some letters seem to have been encoded twice; they were left as they are."]
    return text, encoding, []


def _head(text: str, starts: list[int], name: str) -> tuple[tuple[str, ...], str, int]:
    """(columns, separator, index of the line after the head)."""
    for at, start in enumerate(starts[:5]):
        line = text[start : starts[at + 1] if at + 1 < len(starts) else len(text)].strip("\r\n")
        for separator in (",", ";", "\t"):
            cells = tuple(c.strip() for c in next(csv.reader([line], delimiter=separator), []))
            if NAME in cells:
                return cells, separator, at + 1
    raise UsageError(
        f"this is no file of the register: no column {NAME} in its first lines.",
        where=name,
        cure="Give the CSV file that the register offers for download (StatementSummaries and a year).",
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell as it seems, and as it stands in the file."""

    text: str
    raw: str


class _Reader:
    """The text, where its lines begin, and how a row is made of it."""

    def __init__(self, text: str, starts: list[int], columns: tuple[str, ...], separator: str) -> None:
        self.text, self.starts, self.columns, self.separator = text, starts, columns, separator
        self.year_first = columns[0] == _YEAR
        place = {c: i for i, c in reversed(list(enumerate(columns)))}
        self.typed = [
            *((place[c], re.compile("|Yes|No")) for c in _YES_NO if c in place),
            *((place[c], re.compile("|" + _DATE.pattern)) for c in _DATES if c in place),
            *((place[c], re.compile("|" + _LINK.pattern)) for c in _LINKS if c in place),
        ]

    def whole(self, body: int) -> tuple[list[Row], list[LeftOut], int] | None:
        """All rows when the file keeps to the rules of CSV throughout, else None."""
        begin = self.starts[body] if body < len(self.starts) else len(self.text)
        reader = csv.reader(io.StringIO(self.text[begin:], newline=""), delimiter=self.separator, strict=True)
        rows: list[Row] = []
        left_out: list[LeftOut] = []
        blank, first = 0, body + 1
        csv.field_size_limit(max(csv.field_size_limit(), 1 << 24))
        try:
            for cells in reader:
                last = body + reader.line_num
                if not cells:
                    blank += 1
                elif len(cells) != len(self.columns):
                    return None
                elif not any(c.strip() for c in cells):
                    left_out.append(LeftOut(first, last, "The row is empty.", ""))
                else:
                    rows.append(Row(first, last, tuple(cells)))
                first = last + 1
        except csv.Error:
            return None
        # a lost quote can swallow rows without breaking a rule; so can line ends that the csv module counts otherwise
        if first - 1 != len(self.starts) or any(self._swallowed(r.first, r.last) for r in rows):
            return None
        return rows, left_out, blank

    def piecemeal(self, body: int) -> tuple[list[Row], list[LeftOut], int]:
        """Row by row, so that the damage of one stays in it."""
        begins = [i for i in range(body, len(self.starts)) if self._begins(i)]
        rows: list[Row] = []
        left_out: list[LeftOut] = []
        blank, at = 0, body
        while at < len(self.starts):
            if not self._lines(at, at + 1).strip():
                blank, at = blank + 1, at + 1
                continue
            after = bisect_right(begins, at)
            ends = [*begins[after : after + _REACH], len(self.starts)][:_REACH]
            made = next((r for end in ends if (r := self._row(at, end)) is not None), None)
            if made is not None and any(c.strip() for c in made.cells):
                rows.append(made)
                at = made.last
                continue
            end = ends[0] if made is None else made.last
            piece = self._lines(at, end)
            left_out.append(
                LeftOut(at + 1, end, self._why(piece) if made is None else "The row is empty.", piece.strip("\r\n"))
            )
            at = end
        return rows, left_out, blank

    def _begins(self, line: int) -> bool:
        """Whether a row may begin on the line (counted from 0)."""
        start = self.text[self.starts[line] : self.starts[line] + 8]
        return (
            bool(re.match(rf'"?20\d\d"?{re.escape(self.separator)}', start)) if self.year_first else bool(start.strip())
        )

    def _swallowed(self, first: int, last: int) -> bool:
        """Whether a row on these lines (from 1) seems to hold the beginning of another: a year, a separator and a name."""
        row = re.compile(rf'"?20\d\d"?{re.escape(self.separator)}(?=\S)')
        return self.year_first and any(row.match(self.text, self.starts[i]) for i in range(first, last))

    def _lines(self, first: int, end: int) -> str:
        return self.text[self.starts[first] : self.starts[end] if end < len(self.starts) else len(self.text)]

    def _row(self, first: int, end: int) -> Row | None:
        """The row that these lines are, or None; blank lines at the end are not of it."""
        while end > first + 1 and not self._lines(end - 1, end).strip():
            end -= 1
        piece = self._lines(first, end).removesuffix("\n").removesuffix("\r")
        try:
            parsed = list(csv.reader(io.StringIO(piece, newline=""), delimiter=self.separator, strict=True))
        except csv.Error:
            parsed = []
        if len(parsed) == 1 and len(parsed[0]) == len(self.columns):
            return Row(first + 1, end, tuple(parsed[0]))
        pieces = _loose(piece, self.separator)
        if pieces is None or self._swallowed(first + 1, end):
            return None
        cells = [x.text for x in pieces]
        if len(cells) == len(self.columns) and self._fits(cells):
            return Row(first + 1, end, tuple(cells), "Quotation marks inside a cell were not doubled in the file.")
        return self._joined(pieces, first, end)

    def _joined(self, pieces: list[_Piece], first: int, end: int) -> Row | None:
        """The row when one way of joining neighbouring pieces makes every typed column fit and no other does as well.

        A way that joins from an opening quotation mark to a closing one goes before the others.
        """
        extra = len(pieces) - len(self.columns)
        if not 0 < extra <= 12:
            return None
        ways: list[tuple[bool, int, list[str]]] = []
        for i in range(len(self.columns)):
            raw = self.separator.join(x.raw for x in pieces[i : i + extra + 1])
            marked = len(raw) > 1 and raw.startswith('"') and raw.endswith('"')
            whole = raw[1:-1].replace('""', '"') if marked else raw
            made = [*(x.text for x in pieces[:i]), whole, *(x.text for x in pieces[i + extra + 1 :])]
            if self._fits(made):
                ways.append((marked, i, made))
        chosen = [w for w in ways if w[0]] or ways
        if len(chosen) != 1:
            return None
        _, at, made = chosen[0]
        note = f"The cell {self.columns[at]} had fallen into {extra + 1} pieces and was joined."
        return Row(first + 1, end, tuple(made), note)

    def _fits(self, cells: list[str]) -> bool:
        return all(kind.fullmatch(cells[i].strip()) for i, kind in self.typed)

    def _why(self, piece: str) -> str:
        """Why these lines are no row."""
        pieces = _loose(piece.removesuffix("\n").removesuffix("\r"), self.separator)
        if pieces is None:
            return "A quotation mark is opened and never closed."
        cells = [x.text for x in pieces]
        if len(cells) != len(self.columns):
            return f"The row has {len(cells)} cells and the head {len(self.columns)}; it cannot be told which cell is which."
        wrong = next((i for i, kind in self.typed if not kind.fullmatch(cells[i].strip())), None)
        if wrong is None:
            return "A quotation mark is missing, and another row seems to begin inside this one."
        return f"The cells stand in the wrong columns: {self.columns[wrong]} cannot be “{cells[wrong].strip()[:60]}”."


def _loose(row: str, separator: str) -> list[_Piece] | None:
    """Cells of one row; a quotation mark closes a cell only before a separator or the end. None when one is never closed."""
    cells: list[_Piece] = []
    at = 0
    while True:
        begin = at
        if row.startswith('"', at):
            close = at + 1
            while True:
                close = row.find('"', close)
                if close < 0:
                    return None
                if _ends(row, close + 1, separator):
                    break
                close += 2 if row.startswith('"', close + 1) and not _ends(row, close + 2, separator) else 1
            at = close + 1
            cells.append(_Piece(row[begin + 1 : close].replace('""', '"'), row[begin:at]))
        else:
            end = row.find(separator, at)
            at = len(row) if end < 0 else end
            cells.append(_Piece(row[begin:at], row[begin:at]))
        if at >= len(row):
            return cells
        at += len(separator)


def _ends(row: str, at: int, separator: str) -> bool:
    return at >= len(row) or row.startswith(separator, at)
