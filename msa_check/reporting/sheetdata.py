"""Rows of a worksheet as XML, streamed into compressed parts: every text a string, never a formula.

No foreign library and no disk; workbook.py wraps the parts into an Excel file.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from msa_check.inert import for_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from msa_check.reporting.sheets import Value

MAX_ROWS = 1_048_576
"""Rows of one worksheet, its head included (Excel's limit)."""
MAX_LINKS = 60_000
"""Links of one worksheet (Excel's limit is 65,530); rows beyond it show the path as text."""
LINE = 15
"""Height of a line in points."""
MAX_LINES = 12
"""Lines of a row at most; longer text is cut from view, not from the cell."""
_ESCAPE = {38: "&amp;", 60: "&lt;", 62: "&gt;"}
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CHUNK = 256 * 1024
_IN_MEMORY = 8 << 20
"""Bytes of compressed rows that are held in memory before they go to a temporary file of the system's."""


@dataclass(slots=True)
class Part:
    """The rows of one worksheet so far, its head row included, compressed; many go to a temporary file."""

    rows: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)
    """(cell, target) of each link."""
    _squeeze: zlib._Compress = field(default_factory=lambda: zlib.compressobj(1))
    _done: SpooledTemporaryFile[bytes] = field(default_factory=lambda: SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - closed by xml()
    _waiting: list[str] = field(default_factory=list)
    _size: int = 0

    def put(self, xml: str) -> None:
        """Add one row."""
        self.rows += 1
        self._waiting.append(xml)
        self._size += len(xml)
        if self._size >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        self._done.write(self._squeeze.compress("".join(self._waiting).encode()))
        self._waiting.clear()
        self._size = 0

    def xml(self) -> Iterator[bytes]:
        """All rows, piece by piece; the part is finished and emptied by it."""
        self._flush()
        self._done.write(self._squeeze.flush())
        self._done.seek(0)
        loosen = zlib.decompressobj()
        while piece := self._done.read(_CHUNK):
            while piece:
                yield loosen.decompress(piece, _CHUNK)
                piece = loosen.unconsumed_tail
        self._done.close()
        yield loosen.flush()


class SheetRows:
    """The rows of one sheet, split over further worksheets when one is full; each begins with the heads."""

    def __init__(
        self,
        heads: Sequence[str],
        styles: Sequence[int],
        head_style: int,
        *,
        head_height: int = 0,
        wrapped: Sequence[tuple[int, int]] = (),
        link_column: int = -1,
        max_rows: int = MAX_ROWS,
    ) -> None:
        """``styles`` holds the style number of each column, ``link_column`` the column of links (from 0) or -1.

        ``wrapped`` holds (column, width) of the columns whose text goes on in further lines: they decide the height.
        """
        self._columns = [column_name(i) for i in range(len(heads))]
        self._wrapped = tuple(wrapped)
        self._heads, self._styles, self._head_style = heads, styles, head_style
        self._head_height, self._link, self._max = head_height, link_column, max_rows
        self.parts: list[Part] = []
        self._begin()

    def _begin(self) -> None:
        self.parts.append(Part())
        self._write(self._heads, [self._head_style] * len(self._heads))

    def add(self, values: Sequence[Value], *, target: str = "") -> None:
        """Add one row; ``target`` is where its link leads (already checked), or empty."""
        if self.parts[-1].rows >= self._max:
            self._begin()
        part = self.parts[-1]
        self._write(values, self._styles)
        if target and len(part.links) < MAX_LINKS:
            part.links.append((f"{self._columns[self._link]}{part.rows}", target))

    def _write(self, values: Sequence[Value], styles: Sequence[int]) -> None:
        n = self.parts[-1].rows + 1
        cells = [
            cell_xml(f"{column}{n}", style, value)
            for column, style, value in zip(self._columns, styles, values, strict=True)
            if value is not None and value != ""
        ]
        height = (
            self._head_height
            if n == 1
            else LINE * max((lines(str(values[i] or ""), w) for i, w in self._wrapped), default=0)
        )
        self.parts[-1].put(row_xml(n, cells, height if height > LINE else 0))


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width, at most MAX_LINES: no program measures that alike."""
    return min(MAX_LINES, sum(max(1, -(-len(part) * 20 // (width * 19))) for part in text.split("\n")))


def row_xml(number: int, cells: Iterable[str], height: int) -> str:
    """One row; ``height`` in points, or 0 for the usual one."""
    return f'<row r="{number}"' + (f' ht="{height}" customHeight="1"' if height else "") + f">{''.join(cells)}</row>"


def mixed(rows: Iterable[tuple[Sequence[tuple[str, int]], int]]) -> Part:
    """Rows whose cells each have a style of their own: ((text, style), ...) and the row's height (0: by itself)."""
    part = Part()
    for n, (cells, height) in enumerate(rows, 1):
        part.put(
            row_xml(
                n,
                (cell_xml(f"{column_name(i)}{n}", style, text) for i, (text, style) in enumerate(cells) if text),
                height,
            )
        )
    return part


def cell_xml(ref: str, style: int, value: str | int) -> str:
    """One cell: text as an inline string, whatever it begins with; a number as a number."""
    if isinstance(value, str):
        return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text_xml(value)}</t></is></c>'
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


def text_xml(text: str) -> str:
    """A cell's text, made harmless and escaped; "_x0041_" stays what it is instead of becoming "A"."""
    return _CODED.sub("_x005F_", for_cell(text).translate(_ESCAPE))


def column_name(index: int) -> str:
    """Letters of a column, from 0: A, B, ... Z, AA."""
    name = ""
    n = index + 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name
