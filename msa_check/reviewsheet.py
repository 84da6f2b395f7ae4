"""A reviewed sheet (XLSX or CSV) as answers: who decided what on which row. Sheets come from strangers too.

Only the standard library reads here, cell by cell with limits; no formula is computed and no entity resolved. What the
answers are worth is msa_check.reviewing's.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from msa_check.errors import UsageError
from msa_check.inert import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ID, DECISION, NOTE, REVIEWER, DAY, FILE = (
    "Finding id",
    "Reviewer decision",
    "Reviewer note",
    "Reviewer",
    "Review date",
    "File",
)
_NEEDED = (ID, DECISION, NOTE, REVIEWER, DAY)
DECISIONS = ("agree", "disagree", "unsure")
NOTE_LIMIT, NAME_LIMIT = 2_000, 200
"""Characters of a note (as the workbook's own validation says) and of a reviewer's name."""
_KEEP = 4_200
"""Characters of a cell that are kept: more than any answer may have, so that a longer one is seen to be too long."""
_FILE_LIMIT, _PART_LIMIT = 300 << 20, 3 << 30
"""Bytes of the sheet's file, and of one unpacked part of it."""
_BOMB = 64 << 20
"""Bytes from which a part may not be two hundred times what it is when packed: a real sheet is ten to thirty times."""
_FAULTS = 20
"""Faults that are shown; the rest are counted."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}:[0-9a-f]{16}")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@dataclass(frozen=True, slots=True)
class Answer:
    """One decided row. ``day`` is an ISO date or empty; ``where`` names sheet and row."""

    where: str
    finding: str
    file: str
    decision: str
    note: str
    reviewer: str
    day: str

    @property
    def rule(self) -> str:
        """Id of the rule, which begins the finding's id."""
        return self.finding.partition(":")[0]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    kind: str = ""
    """"" for text, "number", "formula" or "error"."""


_Row = tuple[int, dict[int, _Cell]]
"""Number of the row, from 1, and its cells by column, from 0."""


def answers(path: Path, *, reviewer: str = "") -> list[Answer]:
    """The decided rows of the sheets that hold finding ids, in their order; rows without a decision are passed over.

    ``reviewer`` is who decided where the sheet names nobody. Raises UsageError with every fault, by sheet, row and column.
    """
    try:
        if path.stat().st_size > _FILE_LIMIT:
            _refuse(path, f"the file is larger than {_FILE_LIMIT >> 20} MB.", "Keep only the rows that were reviewed.")
        with path.open("rb") as f:
            start = f.read(8)
        found = _from_xlsx(path, reviewer) if start[:4] == b"PK\x03\x04" else _from_csv(path, start, reviewer)
    except OSError as e:
        _refuse(path, f"the sheet cannot be read ({e.strerror or e}).", "Give the workbook or CSV that was reviewed.")
    if found.faults:
        shown = "\n".join(f"  {f}" for f in found.faults[:_FAULTS])
        more = f"\n  ... and {len(found.faults) - _FAULTS:,} more" if len(found.faults) > _FAULTS else ""
        what = f"nothing was imported, for the sheet has {len(found.faults):,} fault{'s' * (len(found.faults) > 1)}:"
        raise UsageError(f"{what}\n{shown}{more}\n", where=str(path), cure="Correct them and import again.")
    return found.answers


@dataclass(slots=True)
class _Found:
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, where: str, column: str, what: str) -> None:
        self.faults.append(f"{where}, {column}: {what}" if column else f"{where}: {what}")


def _refuse(path: Path, what: str, cure: str) -> NoReturn:
    raise UsageError(what, where=str(path), cure=cure) from None


# ------------------------------------------------------------------------------------------------ rows -> answers


class _Reading:
    """Turns the rows of one sheet into answers as they come."""

    def __init__(self, sheet: str, found: _Found, reviewer: str, *, since_1904: bool = False) -> None:
        self.sheet, self.found, self.reviewer = sheet, found, reviewer
        self.base = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        self.columns: dict[str, int] | None = None
        """None until the head row has been seen; empty when this sheet holds no finding ids."""
        self.seen: dict[tuple[str, str], tuple[Answer, str]] = {}

    def wants(self, column: int) -> bool:
        """True for a column whose cells matter; all of the head row does."""
        return self.columns is None or column in self.columns.values()

    def head(self, cells: dict[int, _Cell]) -> None:
        """Take the first row of the sheet."""
        self.columns = {}
        names = [(c.text.strip(), n) for n, c in sorted(cells.items()) if not c.kind]
        if ID not in {name for name, _ in names}:
            return
        for name in (*_NEEDED, FILE):
            at = [n for given, n in names if given == name]
            if len(at) > 1:
                self.found.fault(f"{self.sheet} row 1", "", f"two columns are named {name}.")
            if not at and name != FILE:
                self.found.fault(f"{self.sheet} row 1", "", f"there is no column {name}.")
            if at:
                self.columns[name] = at[0]

    def row(self, row: _Row) -> None:
        """Take one row."""
        number, cells = row
        if self.columns is None:
            self.head(cells)
            return
        if not self.columns or any(name not in self.columns for name in _NEEDED):
            return
        got = {name: cells.get(n, _Cell("")) for name, n in self.columns.items()}
        if not got[DECISION].text.strip() and not got[DECISION].kind and not got[NOTE].text.strip():
            return
        where = f"{self.sheet} row {number}"
        before = len(self.found.faults)
        for name in _NEEDED:
            if got[name].kind in {"formula", "error"}:
                self.found.fault(
                    where,
                    name,
                    f"the cell holds a{'n' * (got[name].kind == 'error')} {got[name].kind}; put its text there.",
                )
        if len(self.found.faults) == before:
            answer = self._answer(where, got)
            if len(self.found.faults) == before:
                self._keep(answer)

    def _answer(self, where: str, got: dict[str, _Cell]) -> Answer:
        fault = self.found.fault
        decision = got[DECISION].text.strip().lower()
        if decision not in DECISIONS:
            what = f"found {_short(decision)}" if decision else "a note without a decision"
            fault(where, DECISION, f"{what}, expected agree, disagree or unsure.")
        finding = got[ID].text.strip()
        if not _ID.fullmatch(finding):
            fault(where, ID, f"found {_short(finding)}, expected the id that the workbook put there.")
        note, reviewer = got[NOTE].text.strip(), got[REVIEWER].text.strip() or self.reviewer
        if len(note) > NOTE_LIMIT:
            fault(where, NOTE, f"more than {NOTE_LIMIT:,} characters.")
        if not reviewer:
            fault(where, REVIEWER, "nobody is named; fill it in, or add --reviewer NAME.")
        if len(reviewer) > NAME_LIMIT:
            fault(where, REVIEWER, f"more than {NAME_LIMIT} characters.")
        file = got[FILE].text if FILE in got else ""
        return Answer(where, finding, file, decision, note, reviewer, self._day(where, got[DAY]))

    def _day(self, where: str, cell: _Cell) -> str:
        text = cell.text.strip()
        if not text:
            return ""
        try:
            if cell.kind == "number":
                day = self.base + timedelta(days=int(float(text)))
            else:
                day = date.fromisoformat(re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text))
        except (ValueError, OverflowError):
            day = date.min
        if not date(2000, 1, 1) <= day < date(2200, 1, 1):
            self.found.fault(where, DAY, f"found {_short(text)}, expected a day such as 2026-11-25.")
        return day.isoformat()

    def _keep(self, answer: Answer) -> None:
        """Two rows of one id (the same file given twice) may repeat an answer, not contradict it."""
        key = answer.finding, answer.reviewer
        first = self.seen.get(key)
        if first is None:
            self.seen[key] = answer, answer.where
            self.found.answers.append(answer)
        elif first[0].decision != answer.decision:
            what = f"{_short(answer.reviewer)} says {answer.decision} here and {first[0].decision} in {first[1]}, on the same finding."
            self.found.fault(answer.where, DECISION, what)


def _short(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return repr(shown if len(shown) <= 40 else shown[:40] + "...")


# ------------------------------------------------------------------------------------------------ CSV


def _from_csv(path: Path, start: bytes, reviewer: str) -> _Found:
    if start[:4] in {b"\xd0\xcf\x11\xe0", b"%PDF"}:
        _refuse(path, "this is neither an XLSX nor a CSV file.", "Save the workbook as .xlsx or as CSV (UTF-8).")
    utf16 = start[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = path.read_bytes().decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, "the CSV is not in UTF-8.", "Save it as CSV (UTF-8), or import the workbook itself.")
    first = text.partition("\n")[0]
    found = _Found()
    reading = _Reading(path.name, found, reviewer)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    number = 1
    try:
        for values in rows:
            cells = {n: _Cell(v[:_KEEP]) for n, v in enumerate(values) if reading.wants(n)}
            reading.row((number, cells))
            number = rows.line_num + 1
    except csv.Error as e:
        found.fault(f"{path.name} row {number}", "", f"the row cannot be read ({e}).")
    if not reading.columns and not found.faults:
        _refuse(
            path, f"the sheet has no column {ID!r}.", "Export the sheet Findings with all its columns, hidden ones too."
        )
    return found


# ------------------------------------------------------------------------------------------------ XLSX


def _from_xlsx(path: Path, reviewer: str) -> _Found:
    found = _Found()
    any_ids = False
    where = "workbook"
    try:
        with zipfile.ZipFile(path) as book:
            sheets, since_1904 = _sheets(book)
            shared = _shared(book)
            for title, part in sheets:
                where = title
                reading = _Reading(title, found, reviewer, since_1904=since_1904)
                _rows(book, part, shared, reading)
                any_ids = any_ids or bool(reading.columns)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as e:
        _refuse(
            path, f"the workbook is damaged or locked ({where}: {visible(str(e))[:100]}).", "Save it again as .xlsx."
        )
    except (expat.ExpatError, ValueError, IndexError) as e:
        _refuse(path, f"the workbook cannot be read ({where}: {visible(str(e))[:100]}).", "Save it again as .xlsx.")
    if not any_ids and not found.faults:
        names = ", ".join(_short(title) for title, _ in sheets[:10])
        _refuse(path, f"no sheet has a column {ID!r} (sheets: {names}).", "Give a workbook made by msa-check.")
    return found


def _feed(
    book: zipfile.ZipFile, part: str, parser: expat.XMLParserType, until: Callable[[], bool] = lambda: False
) -> None:
    """Read a part through the parser. Raises ValueError for a document type or more bytes than allowed."""

    def refuse(*_: object) -> None:
        raise ValueError("it holds a document type definition, which is refused")

    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    size = book.getinfo(part)
    if size.file_size > _BOMB and size.file_size > 200 * size.compress_size:
        raise ValueError("it unpacks to far more than its size, which is refused")
    read = 0
    with book.open(part) as f:
        while piece := f.read(1 << 18):
            read += len(piece)
            if read > _PART_LIMIT:
                raise ValueError("it unpacks to more than is allowed")
            parser.Parse(piece, False)
            if until():
                return
    parser.Parse(b"", True)


def _bare(name: str) -> str:
    """The name of a spreadsheet element without its namespace; other namespaces' elements are none of ours."""
    space, _, tag = name.rpartition(" ")
    return tag if space in {_MAIN, _STRICT, ""} else ""


def _attributes(book: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(tag, attributes) of every element of a small part."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, given: elements.append((name.rpartition(" ")[2], given))
    if book.getinfo(part).file_size > 16 << 20:
        raise ValueError(f"{part} is too large")
    _feed(book, part, parser)
    yield from elements


def _sheets(book: zipfile.ZipFile) -> tuple[list[tuple[str, str]], bool]:
    """(title, part) of each sheet in the workbook's order, and whether days are counted from 1904."""
    targets: dict[str, str] = {}
    for tag, given in _attributes(book, "xl/_rels/workbook.xml.rels"):
        if tag == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            target = given.get("Target", "")
            targets[given.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets, since_1904 = [], False
    for tag, given in _attributes(book, "xl/workbook.xml"):
        if tag == "workbookPr":
            since_1904 = given.get("date1904", "") in {"1", "true"}
        if tag == "sheet":
            number = next((v for k, v in given.items() if k.rpartition(" ")[2] == "id" and " " in k), "")
            if number in targets:
                sheets.append((visible(given.get("name", ""))[:60], targets[number]))
    return sheets, since_1904


def _shared(book: zipfile.ZipFile) -> list[str]:
    """The strings that cells point at, each cut to what an answer can need."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    strings: list[str] = []
    text = _Text()
    parser = expat.ParserCreate(namespace_separator=" ")

    def end(name: str) -> None:
        tag = _bare(name)
        text.end(tag)
        if tag == "si":
            strings.append(text.take())

    parser.StartElementHandler = lambda name, _: text.start(_bare(name))
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.data
    _feed(book, "xl/sharedStrings.xml", parser)
    return strings


class _Text:
    """The letters of a cell or shared string: those in <t> and <v>, not the reading aids in <rPh>."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.inside = False
        self.aside = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self.aside = True
        elif tag in {"t", "v"}:
            self.inside = not self.aside

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.aside = False
        elif tag in {"t", "v"}:
            self.inside = False

    def data(self, text: str) -> None:
        if self.inside and self.size < _KEEP:
            self.parts.append(text[: _KEEP - self.size])
            self.size += len(text)

    def take(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        self.size = 0
        return _CODED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _rows(book: zipfile.ZipFile, part: str, shared: list[str], reading: _Reading) -> None:
    """Pass the rows of a sheet to the reading, only with cells that it wants."""
    text = _Text()
    at = {"row": 0, "column": -1}
    cells: dict[int, _Cell] = {}
    state = {"kind": "", "formula": False, "wanted": False}

    def start(name: str, given: dict[str, str]) -> None:
        tag = _bare(name)
        if tag == "c":
            at["column"] = _column(given["r"]) if "r" in given else at["column"] + 1
            state.update(kind=given.get("t", "n"), formula=False, wanted=reading.wants(at["column"]))
        elif tag == "row":
            at.update(row=int(given.get("r", at["row"] + 1)), column=-1)
            cells.clear()
        elif tag == "f":
            state["formula"] = True
        elif state["wanted"]:
            text.start(tag)

    def end(name: str) -> None:
        tag = _bare(name)
        text.end(tag)
        if tag == "c":
            got = text.take()
            if state["wanted"] and (got or state["formula"]):
                cells[at["column"]] = _cell(str(state["kind"]), got, shared, formula=bool(state["formula"]))
            state["wanted"] = False
        elif tag == "row":
            reading.row((at["row"], cells))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.data
    _feed(book, part, parser, until=lambda: reading.columns == {})


def _cell(kind: str, got: str, shared: list[str], *, formula: bool) -> _Cell:
    if formula:
        return _Cell(got, "formula")
    if kind == "s":
        number = int(got)
        if number < 0:
            raise ValueError("a cell points at no text")
        return _Cell(shared[number])
    if kind == "e":
        return _Cell(got, "error")
    if kind == "b":
        return _Cell("TRUE" if got == "1" else "FALSE")
    return _Cell(got, "number" if kind == "n" else "")


def _column(ref: str) -> int:
    """Column of a cell reference, from 0: "B7" is 1."""
    letters = ref.rstrip("0123456789")
    if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError(f"{ref[:20]!r} is no cell")
    n = 0
    for letter in letters.upper():
        n = n * 26 + ord(letter) - 64
    return n - 1
