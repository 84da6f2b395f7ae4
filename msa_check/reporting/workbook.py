"""Many records as one Excel workbook: Read me, Summary, Matrix, Findings, Facts, Unread, Rules.

The only place that knows openpyxl, which makes everything but the rows: those stream past it (sheetdata.py), so that
ten thousand documents need little memory. No formula is ever written, and no clock is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import openpyxl
from openpyxl.formatting.rule import Rule as CellRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from msa_check.reporting import readme, sheets
from msa_check.reporting.rows import index_row
from msa_check.reporting.sheetdata import MAX_ROWS, SheetRows, column_name, mixed
from msa_check.reporting.templates import safe_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from msa_check.model import Rulebook
    from msa_check.record import Record
    from msa_check.reporting.sheetdata import Part
    from msa_check.reporting.sheets import Column, Look, Value

_INK, _SOFT, _LINE = "1B2430", "4A5563", "D9DCD6"
_TONES = {
    "met": ("17663A", "E6F3EA"),
    "partial": ("855000", "FCF1DD"),
    "missing": ("A3211F", "FBE9E7"),
    "absent": ("4A5563", "ECEEF0"),
    "unread": ("5B3A9B", "EFE9FA"),
    "manual": ("1B558F", "E6EFF9"),
}
"""Tone -> colour of the letters and of the ground: the same as in the pages."""
_COLOURED = {
    "met": ("Met", "Covered", "✓ met"),
    "partial": ("Partly", "Partly met", "◐ partly"),
    "missing": ("Not met", "✕ not met"),
    "absent": ("Not found", "Not covered", "○ not found"),
    "unread": ("Could not be read", "Cannot be told", "Not read", "Read in part", "? unread"),
    "manual": ("For you to check", "Not judged", "→ check", "– not judged"),
}
"""Tone -> what a cell says that gets it."""
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of the ZIP file: the earliest there is, so that the same input gives the same bytes."""
_FROZEN = {"Matrix": "D2"}
_PAGES_WIDE = {"Summary": 2, "Matrix": 2, "Findings": 2}
"""How many A3 pages a sheet is wide in print; others are one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of any workbook: its columns and its rows as (values, where the row's link leads or "")."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[tuple[Sequence[Value], str]]
    frozen: str = "B2"
    """The cell above and left of which everything stays in sight."""
    wide: int = 1
    """How many A3 pages it is wide in print."""


@dataclass(slots=True)
class _Sheet:
    """One sheet to be: its columns and its rows so far."""

    title: str
    columns: Sequence[Column]
    rows: SheetRows
    frozen: str = "B2"
    wide: int = 1


def workbook(
    records: Iterable[Record],
    rulebook: Rulebook,
    *,
    links: Mapping[str, str] | None = None,
    made_on: str = "",
    max_rows: int = MAX_ROWS,
) -> bytes:
    """The workbook's bytes; the same input gives the same bytes.

    ``links`` maps a record's source to the relative link of its page; ``made_on`` is shown as it is. A sheet of more
    than ``max_rows`` rows goes on in a further one ("Findings 2").
    """
    out = io.BytesIO()
    write_workbook(out, records, rulebook, links=links, made_on=made_on, max_rows=max_rows)
    return out.getvalue()


def write_workbook(
    out: IO[bytes],
    records: Iterable[Record],
    rulebook: Rulebook,
    *,
    links: Mapping[str, str] | None = None,
    made_on: str = "",
    max_rows: int = MAX_ROWS,
    human: Callable[[Record], Mapping[str, str]] = lambda _: {},
) -> None:
    """The same into an open file: of ten thousand documents the bytes alone are too many to hold.

    ``human`` gives what reviewers said of a record's rows, by row id.
    """
    book = openpyxl.Workbook()
    looks = _looks(book)
    given = (
        ("Summary", sheets.summary_columns(rulebook)),
        ("Matrix", sheets.matrix_columns(rulebook)),
        ("Findings", sheets.FINDINGS),
        ("Facts", sheets.FACTS),
        ("Unread", sheets.UNREAD),
        ("Rules", sheets.RULES),
    )
    made = {
        title: _Sheet(
            title,
            columns,
            _rows(columns, looks, max_rows),
            _FROZEN.get(title, "B2"),
            _PAGES_WIDE.get(title, 1),
        )
        for title, columns in given
    }
    count = _fill(made, records, rulebook, links or {}, human)
    lines = readme.lines(rulebook, [(s.title, s.columns) for s in made.values()], documents=count, made_on=made_on)
    _finish(book, lines, made.values(), looks, out, title=rulebook.title)


def write_sheets(
    out: IO[bytes], front: Sequence[readme.Line], given: Iterable[Sheet], *, title: str, max_rows: int = MAX_ROWS
) -> None:
    """Write a workbook of any sheets behind a first one, Read me, of the lines ``front``; rows are taken one by one.

    The same input gives the same bytes. ``title`` is the file's property. Targets of links must be safe already.
    """
    book = openpyxl.Workbook()
    looks = _looks(book)
    made = []
    for sheet in given:
        rows = _rows(sheet.columns, looks, max_rows)
        for values, target in sheet.rows:
            rows.add(values, target=target)
        made.append(_Sheet(sheet.title, sheet.columns, rows, sheet.frozen, sheet.wide))
    _finish(book, front, made, looks, out, title=title)


def _finish(
    book: Workbook,
    front: Sequence[readme.Line],
    made: Iterable[_Sheet],
    looks: Mapping[str, int],
    out: IO[bytes],
    *,
    title: str,
) -> None:
    bodies: list[Part] = [_readme_part(front, looks)]
    _set_up_readme(book.active)
    for sheet in made:
        for number, part in enumerate(sheet.rows.parts, 1):
            _set_up(book, sheet, part, number, looks)
            bodies.append(part)
    book.properties.creator = "msa-check"
    book.properties.title = title
    _zip(book, bodies, out)


def _fill(
    made: dict[str, _Sheet],
    records: Iterable[Record],
    rulebook: Rulebook,
    links: Mapping[str, str],
    human: Callable[[Record], Mapping[str, str]],
) -> int:
    rules = {r.id: r for r in rulebook.rules}
    areas = {a.id: a.title for a in rulebook.areas}
    count = 0
    for r in records:
        count += 1
        row = index_row(r, rulebook, safe_link(links.get(r["source"], "")))
        made["Summary"].rows.add(sheets.summary_row(r, row, len(rulebook.minimums)), target=row.href)
        made["Matrix"].rows.add(sheets.matrix_row(r, row, rulebook))
        if row.state == "judged":
            for values in sheets.finding_rows(r, row, rules, areas, human(r)):
                made["Findings"].rows.add(values, target=str(values[_FINDING_LINK] or ""))
            for values in sheets.fact_rows(r, row):
                made["Facts"].rows.add(values, target=str(values[-1] or ""))
        if (unread := sheets.unread_row(r, row)) is not None:
            made["Unread"].rows.add(unread, target=row.href)
    for values in sheets.rule_rows(rulebook):
        made["Rules"].rows.add(values, target=safe_link(str(values[_RULE_LINK] or "")))
    return count


_FINDING_LINK = next(i for i, c in enumerate(sheets.FINDINGS) if c.look == "link")
_RULE_LINK = next(i for i, c in enumerate(sheets.RULES) if c.look == "link")


def _rows(columns: Sequence[Column], looks: Mapping[str, int], max_rows: int) -> SheetRows:
    link = next((i for i, c in enumerate(columns) if c.look == "link"), -1)
    turned = any(c.look == "grid" for c in columns)
    return SheetRows(
        [c.name for c in columns],
        [looks[c.look] for c in columns],
        looks["head-turned" if turned else "head"],
        head_height=165 if turned else 64,
        wrapped=[(i, c.width) for i, c in enumerate(columns) if c.look == "wrap"],
        link_column=link,
        max_rows=max_rows,
    )


# ------------------------------------------------------------------------------------------------ looks


def _looks(book: Workbook) -> dict[str, int]:
    """Look of a cell -> number of its style in this workbook; made on the first sheet's cells, whose rows are replaced."""
    sheet = book.active
    top = Alignment(vertical="top")
    wrap = Alignment(vertical="top", wrap_text=True)
    line = Border(bottom=Side(style="thin", color=_LINE))
    plain, strong = Font(name="Calibri", size=11, color=_INK), Font(name="Calibri", size=11, bold=True, color=_INK)
    looks: dict[str, tuple[Font, Alignment, str]] = {
        "text": (plain, top, "General"),
        "wrap": (plain, wrap, "General"),
        "number": (plain, Alignment(vertical="top", horizontal="center"), "0"),
        "verdict": (strong, wrap, "General"),
        "grid": (Font(name="Calibri", size=10, color=_INK), top, "General"),
        "link": (Font(name="Calibri", size=11, color="0B5567", underline="single"), top, "General"),
        "review": (plain, wrap, "General"),
        "date": (plain, top, "yyyy-mm-dd"),
        "id": (Font(name="Calibri", size=9, color=_SOFT), top, "General"),
        "head": (
            Font(name="Calibri", size=11, bold=True, color="FFFFFF"),
            Alignment(vertical="bottom", wrap_text=True),
            "General",
        ),
        "head-turned": (
            Font(name="Calibri", size=11, bold=True, color="FFFFFF"),
            Alignment(vertical="bottom", text_rotation=90),
            "General",
        ),
        "title": (Font(name="Cambria", size=20, bold=True, color=_INK), top, "General"),
        "heading": (Font(name="Cambria", size=14, bold=True, color=_INK), Alignment(vertical="bottom"), "General"),
        "strong": (strong, wrap, "General"),
    }
    numbers = {}
    for i, (name, (font, alignment, form)) in enumerate(looks.items(), 1):
        cell = sheet.cell(1, i)
        cell.font, cell.alignment, cell.number_format = font, alignment, form
        if name in {"head", "head-turned"}:
            cell.fill = PatternFill("solid", fgColor=_INK)
        if name in {"review", "date"}:
            cell.fill = PatternFill("solid", fgColor="FFFBEA")
            cell.border = line
        numbers[name] = cell.style_id
    for i, (tone, (ink, ground)) in enumerate(_TONES.items(), len(looks) + 1):
        cell = sheet.cell(1, i)
        cell.font, cell.alignment = Font(name="Calibri", size=11, bold=True, color=ink), wrap
        cell.fill = PatternFill("solid", fgColor=ground)
        numbers[tone] = cell.style_id
    return numbers


def _readme_part(lines: Sequence[readme.Line], looks: Mapping[str, int]) -> Part:
    """The sheet Read me as rows; its cells differ in look from row to row."""
    return mixed([([(text, looks[look]) for text, look in line.cells], line.height) for line in lines])


# ------------------------------------------------------------------------------------------------ sheets


def _set_up_readme(sheet: Worksheet) -> None:
    sheet.title = "Read me"
    for letter, width in zip("ABC", readme.WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    _print(sheet, landscape=False)


def _set_up(book: Workbook, sheet: _Sheet, part: Part, number: int, looks: Mapping[str, int]) -> None:
    made = book.create_sheet(sheet.title if number == 1 else f"{sheet.title} {number}")
    last_column, last_row = column_name(len(sheet.columns) - 1), max(part.rows, 2)
    for i, column in enumerate(sheet.columns):
        dimension = made.column_dimensions[column_name(i)]
        dimension.width = column.width if column.look != "grid" else 12
        dimension.hidden = column.look == "id"
        if column.look in {"review", "date"}:
            dimension._style = book._cell_styles[looks[column.look]]  # noqa: SLF001 - openpyxl has no public way to a style by its number
    made.freeze_panes = sheet.frozen
    made.print_title_rows = "1:1"
    made.print_title_cols = "A:A"
    _print(made, landscape=True, wide=sheet.wide)
    table = Table(
        displayName=sheet.title.replace(" ", "_") + (str(number) if number > 1 else ""),
        ref=f"A1:{last_column}{last_row}",
        tableColumns=[TableColumn(id=i, name=c.name) for i, c in enumerate(sheet.columns, 1)],
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )
    table.autoFilter = openpyxl.worksheet.filters.AutoFilter(ref=table.ref)
    made.add_table(table)
    _colour(made, sheet.columns, last_row)
    _validate(made, sheet.columns)
    if part.links:  # the first shows openpyxl where links stand; all of them are put in as text (_linked)
        ref, target = part.links[0]
        made[ref].hyperlink = target


def _print(sheet: Worksheet, *, landscape: bool, wide: int = 1) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if landscape else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "msa-check: &A", "Page &P of &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def _colour(sheet: Worksheet, columns: Sequence[Column], last_row: int) -> None:
    """Verdicts get the colours of the pages, besides their words."""
    for first, last in _runs(columns, {"verdict", "grid"}):
        area, corner = f"{column_name(first)}2:{column_name(last)}{last_row}", f"{column_name(first)}2"
        for tone, said in _COLOURED.items():
            ink, ground = _TONES[tone]
            style = DifferentialStyle(font=Font(color=ink), fill=PatternFill("solid", bgColor=ground))
            tests = ",".join(f'{corner}="{text}"' for text in said)
            sheet.conditional_formatting.add(area, CellRule(type="expression", dxf=style, formula=[f"OR({tests})"]))


def _runs(columns: Sequence[Column], looks: set[Look]) -> list[tuple[int, int]]:
    """First and last index of each run of neighbouring columns with one of the looks."""
    runs: list[tuple[int, int]] = []
    for i, c in enumerate(columns):
        if c.look in looks:
            runs[-1:] = [(runs[-1][0], i)] if runs and runs[-1][1] == i - 1 else [*runs[-1:], (i, i)]
    return runs


def _validate(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """What reviewers may enter."""
    names = {c.name: column_name(i) for i, c in enumerate(columns)}
    if "Reviewer decision" not in names:
        return
    choice = DataValidation(
        type="list", formula1='"' + ",".join(sheets.DECISIONS) + '"', allow_blank=True, showErrorMessage=True
    )
    choice.errorTitle, choice.error = "Decision", "Choose agree, disagree or unsure."
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    day.errorTitle, day.error = "Date", "Enter a day, such as 2026-11-25."
    note = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1="2000", allow_blank=True, showErrorMessage=True
    )
    note.errorTitle, note.error = "Note", "At most 2,000 characters."
    for validation, name in ((choice, "Reviewer decision"), (note, "Reviewer note"), (day, "Review date")):
        validation.add(f"{names[name]}2:{names[name]}{MAX_ROWS}")
        sheet.add_data_validation(validation)


# ------------------------------------------------------------------------------------------------ the file

_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_SIZE = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_LINKS = re.compile(rb"<hyperlinks>.*?</hyperlinks>", re.DOTALL)
_ONE_LINK = re.compile(rb'<Relationship [^>]*TargetMode="External"[^>]*/>')
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MADE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def _zip(book: Workbook, bodies: Sequence[Part], out: IO[bytes]) -> None:
    """Openpyxl's file with the rows put in, and every trace of the clock taken out."""
    skeleton = io.BytesIO()
    book.save(skeleton)
    rows = {f"xl/worksheets/sheet{i}.xml": part for i, part in enumerate(bodies, 1)}
    with zipfile.ZipFile(skeleton) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        linked = {f"xl/worksheets/_rels/sheet{i}.xml.rels": part for i, part in enumerate(bodies, 1) if part.links}
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            xml = made.read(name)
            if name == "docProps/core.xml":
                xml = _MADE.sub(b"", xml)
            if name in linked:
                xml = _related(xml, linked[name].links)
            with file.open(entry, "w", force_zip64=True) as to:
                if name not in rows:
                    to.write(xml)
                    continue
                before, after = _ROWS.split(_SIZE.sub(b"", xml), maxsplit=1)
                to.write(before + b"<sheetData>")
                for piece in rows[name].xml():
                    to.write(piece)
                to.write(b"</sheetData>" + _linked(after, rows[name].links))


def is_untouched(path: Path) -> bool:
    """True for a workbook as we write it: every other program puts a date of saving into it. Raises OSError."""
    try:
        with zipfile.ZipFile(path) as made:
            return all(entry.date_time == _STAMP for entry in made.infolist()) and (
                b"<dcterms:" not in made.read("docProps/core.xml")
            )
    except (zipfile.BadZipFile, KeyError):
        return False


def _linked(xml: bytes, links: Sequence[tuple[str, str]]) -> bytes:
    """The sheet's XML with a link at each of the cells; openpyxl's own objects take six kilobytes each."""
    if not links:
        return xml
    all_of_them = "".join(f'<hyperlink ref="{ref}" r:id="link{n}"/>' for n, (ref, _) in enumerate(links))
    opened = f'<hyperlinks xmlns:r="{_OFFICE}">{all_of_them}</hyperlinks>'
    return _LINKS.sub(lambda _: opened.encode(), xml, count=1)


def _related(xml: bytes, links: Sequence[tuple[str, str]]) -> bytes:
    """The sheet's relations with the targets of its links."""
    added = "".join(
        f'<Relationship Type="{_OFFICE}/hyperlink" Target={quoteattr(target)} TargetMode="External" Id="link{n}"/>'
        for n, (_, target) in enumerate(links)
    )
    return _ONE_LINK.sub(b"", xml).replace(b"</Relationships>", added.encode() + b"</Relationships>")
