"""Runs of a page -> blocks in reading order: columns told apart by white space, tables by the order of drawing.

A gutter is white space that stays free over several lines with text on both sides. Whether what it parts are columns
(read down) or cells (read across) is seen from the order in which the file draws the two sides: text in columns is
drawn down one side before the other begins, cells are drawn row after row.

Nothing here opens a file, makes passages or knows page furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from msa_check.reading.runs import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.runs import Run

_CARD = 90
"""Words in one cell from which rows are sections set side by side, not rows of a table."""
_LEAST_COLUMN = 4.0
"""Least width of a column in type sizes; what is narrower are bullets, numbers or marks beside a text."""
_DEEP = 24
"""Depth of nesting at which the parting of regions stops."""


_LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}")
_PAGE_NUMBER = re.compile(r"(?:^|[.…\s])(?:\d{1,3}|[ivx]{1,5})$")


@dataclass(slots=True)
class Block:
    """One stretch of text in one column: its rows of runs; or a table: ``cells`` of its rows, each a list of runs."""

    lines: list[list[Run]]
    right: float = 0.0
    """The right edge of the column, up to which its lines may run."""
    cells: list[list[list[Run]]] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)
    """The x places between the columns of a table."""
    heads: list[str] = field(default_factory=list)
    """The heads of a table that began on the page before."""
    contents: bool = False
    """Whether it is a list of contents: entries with the numbers of their pages."""


@dataclass(slots=True)
class _Gutter:
    """White space from strip ``first`` to ``last`` (both included) between the x places ``low`` and ``high``."""

    low: float
    high: float
    first: int
    last: int
    left: int = 0
    right: int = 0


def arrange(found: Sequence[Run], right: float | None = None, depth: int = 0) -> list[Block]:
    """The blocks of a region in reading order; ``right`` is its right edge when text beyond ``found`` tells it."""
    if not found:
        return []
    if right is None:
        right = max(r.x1 for r in found)
    strips = rows(found)
    if len(strips) < 2 or len(found) < 4 or depth > _DEEP:
        return [Block(strips, right)]
    gutter = _widest(strips, median(r.size for r in found))
    if gutter is None:
        return [Block(strips, right)]
    above = [r for s in strips[: gutter.first] for r in s]
    band = [r for s in strips[gutter.first : gutter.last + 1] for r in s]
    below = [r for s in strips[gutter.last + 1 :] for r in s]
    middle = (gutter.low + gutter.high) / 2
    return [
        *arrange(above, right, depth + 1),
        *_band(band, middle, right, depth + 1),
        *arrange(below, right, depth + 1),
    ]


# ------------------------------------------------------------------------------------------------ gutters


def _widest(strips: list[list[Run]], em: float) -> _Gutter | None:
    """The gutter that parts most text, or None."""
    good = [g for g in _gutters(strips, em) if _parts(g, strips, em)]
    return max(good, key=lambda g: (min(g.left, g.right), g.high - g.low), default=None)


def _gutters(strips: list[list[Run]], em: float) -> list[_Gutter]:
    """Every stretch of white space that is followed from strip to strip as far as it stays free."""
    least = 0.45 * em
    done: list[_Gutter] = []
    open_: list[_Gutter] = []
    for i, strip in enumerate(strips):
        kept = []
        for g in open_:
            low, high = _narrowed(g.low, g.high, strip)
            if high - low >= least:
                g.low, g.high, g.last = low, high, i
                kept.append(g)
            else:
                done.append(g)
        open_ = kept
        # new white space: in this strip, or between this one and the next where columns are not level with one another
        seeds = _gaps(strip, least)
        if i + 1 < len(strips) and len(strip) == 1 == len(strips[i + 1]):
            seeds += _gaps(sorted((*strip, *strips[i + 1]), key=lambda r: r.x0), least)
        open_ += [
            _upwards(a, b, strips, i, least) for a, b in seeds if not any(g.low < b and g.high > a for g in open_)
        ]
    done += open_
    for g in done:
        span = strips[g.first : g.last + 1]
        g.left = sum(any(r.x1 <= g.low + 0.1 for r in s) for s in span)
        g.right = sum(any(r.x0 >= g.high - 0.1 for r in s) for s in span)
    return done


def _upwards(low: float, high: float, strips: list[list[Run]], i: int, least: float) -> _Gutter:
    """White space first seen in strip ``i``, followed upwards as far as it is free."""
    first = i
    while first > 0:
        a, b = _narrowed(low, high, strips[first - 1])
        if b - a < least:
            break
        low, high, first = a, b, first - 1
    return _Gutter(low, high, first, i)


def _narrowed(low: float, high: float, strip: Sequence[Run]) -> tuple[float, float]:
    """What is left of a gutter beside the runs of a strip; high <= low where nothing is."""
    for r in strip:
        if r.x1 > low and r.x0 < high:
            if r.x0 + r.x1 < low + high:
                low = r.x1
            else:
                high = r.x0
            if high <= low:
                break
    return low, high


def _gaps(strip: Sequence[Run], least: float) -> list[tuple[float, float]]:
    out = []
    end = strip[0].x1
    for r in strip[1:]:
        if r.x0 - end >= least:
            out.append((end, r.x0))
        end = max(end, r.x1)
    return out


def _parts(g: _Gutter, strips: list[list[Run]], em: float) -> bool:
    """Whether white space is wide and long enough to part columns or cells, rather than words, and both are such."""
    lines = min(g.left, g.right)
    wide = (g.high - g.low) / em
    cells = {len(s) for s in strips[g.first : g.last + 1] if len(s) > 1}
    alike = len(cells) == 1 and min(cells) > 2  # rows of as many cells each
    if lines < 2 or wide < (0.5 if lines >= 6 else 0.9 if lines >= 3 or alike else 1.5):
        return False
    span = [r for s in strips[g.first : g.last + 1] for r in s]
    left = [r for r in span if r.x1 <= g.low + 0.1]
    right = [r for r in span if r.x0 >= g.high - 0.1]
    narrow = max(r.x1 for r in left) - min(r.x0 for r in left) < _LEAST_COLUMN * em
    # numbers or marks hung out to the left of a text are no column; figures to the right of one may be
    return not (narrow and median(len(r.text) for r in left) <= 6 and not _figures(right))


def _figures(found: Sequence[Run]) -> bool:
    return sum(any(c.isdigit() for c in r.text) for r in found) > 0.5 * len(found)


# ------------------------------------------------------------------------------------------ columns or cells


def _band(band: list[Run], middle: float, edge: float, depth: int) -> list[Block]:
    """The two sides of a gutter in reading order: down the columns, or across the rows of a table."""
    left = [r for r in band if r.x0 + r.x1 < 2 * middle]
    right = [r for r in band if r.x0 + r.x1 >= 2 * middle]
    groups = _drawn_together(band, middle)
    if len(groups) == 1 or _running_text(groups, left, right):
        return [*arrange(left, None, depth), *arrange(right, edge, depth)]
    if sum(_on_both_sides(g, middle) for g in groups) < 2 or _headed(groups, middle):
        return [b for g in groups for b in arrange(g, edge, depth)]
    if _lists_pages(groups):
        return [Block(rows(band), edge, contents=True)]
    out: list[Block] = []
    held: list[list[Run]] = []
    for g in groups:
        if _is_long(g, middle):  # columns of text above or below a table
            out += [*_rows_of(held, middle, edge, depth), *arrange(g, edge, depth)]
            held = []
        else:
            held.append(g)
    return [*out, *_rows_of(held, middle, edge, depth)]


def _rows_of(groups: list[list[Run]], middle: float, edge: float, depth: int) -> list[Block]:
    """Groups drawn across as tables, where several follow one another, and else as they stand."""
    groups = [part for g in groups for part in parted(g)]
    both = [_on_both_sides(g, middle) for g in groups]
    if sum(both) < 2:
        return arrange([r for g in groups for r in g], edge, depth)
    out: list[Block] = []
    for rows_, is_table in _tables(groups, both, middle):
        out += [_table(rows_)] if is_table else arrange([r for g in rows_ for r in g], edge, depth)
    return out


def _on_both_sides(group: list[Run], middle: float) -> bool:
    return any(r.x0 + r.x1 < 2 * middle for r in group) and any(r.x0 + r.x1 >= 2 * middle for r in group)


def _lists_pages(groups: list[list[Run]]) -> bool:
    """Whether the rows are entries of a list of contents: dots lead from most of them to a number."""
    ends = [max(g, key=lambda r: r.x1) for g in groups]
    numbered = [g for g, r in zip(groups, ends, strict=True) if _PAGE_NUMBER.search(r.text)]
    return len(numbered) > 2 and sum(any(_LEADER.search(r.text) for r in g) for g in numbered) > 0.6 * len(groups)


def parted(group: list[Run]) -> list[list[Run]]:
    """A group cut where white space wider than that between lines runs right through it."""
    out: list[list[Run]] = []
    floor = 0.0
    for row in rows(group):
        size = max(r.size for r in row)
        top = min(r.mid - 0.5 * r.size for r in row)
        if out and top - floor < 0.62 * size:
            out[-1] += row
        else:
            out.append(list(row))
        floor = (
            max(floor, *(r.mid + 0.5 * r.size for r in row))
            if len(out[-1]) > len(row)
            else max(r.mid + 0.5 * r.size for r in row)
        )
    return out


def _tables(groups: list[list[Run]], both: list[bool], middle: float) -> list[tuple[list[list[Run]], bool]]:
    """The groups in stretches that are tables and such that are not: a table begins and ends with a row of several cells."""
    em = median(r.size for g, b in zip(groups, both, strict=True) if b for r in g)
    out: list[tuple[list[list[Run]], bool]] = []
    held: list[list[Run]] = []  # rows of one cell, which belong to the table when it goes on
    before: list[Run] = []
    for g, is_row in zip(groups, both, strict=True):
        far = bool(before) and min(r.top for r in g) - max(r.bottom for r in before) > 1.6 * em
        before = g
        if is_row and out and out[-1][1] and not far and all(_may_stand_inside(h, em) for h in held):
            out[-1] = ([*out[-1][0], *held, g], True)
            held = []
        elif is_row:
            heads = held[-1:] if held and not far and all(r.x0 + r.x1 >= 2 * middle for r in held[-1]) else []
            rest = held[: len(held) - len(heads)]
            if rest:
                out.append((rest, False))
            out.append(([*heads, g], True))
            held = []
        else:
            held.append(g)
    if held:
        out.append((held, False))
    return [(rows_, is_table and len(rows_) > 1) for rows_, is_table in out]


def _may_stand_inside(group: list[Run], em: float) -> bool:
    """Whether a row of one cell can be a row of a table: a short label in the table's own size."""
    return sum(len(r.text) for r in group) <= 70 and abs(max(r.size for r in group) - em) < 0.08 * em


def _drawn_together(band: list[Run], middle: float) -> list[list[Run]]:
    """The band cut where the drawing turns from the right side back to the left; from top to bottom.

    What overlaps in height belongs together whatever the order of drawing: then there is no turn from row to row.
    """
    chunks: list[list[Run]] = []
    was_right = True
    for r in sorted(band, key=lambda r: r.order):
        is_right = r.x0 + r.x1 >= 2 * middle
        if not chunks or (was_right and not is_right):
            chunks.append([])
        chunks[-1].append(r)
        was_right = is_right
    spans = sorted(
        (min(r.mid - 0.3 * r.size for r in c), max(r.mid + 0.3 * r.size for r in c), k) for k, c in enumerate(chunks)
    )
    out: list[list[Run]] = []
    floor = 0.0
    for top, bottom, k in spans:
        if out and top < floor:
            out[-1] += chunks[k]
            floor = max(floor, bottom)
        else:
            out.append(list(chunks[k]))
            floor = bottom
    return out


def _running_text(groups: list[list[Run]], left: list[Run], right: list[Run]) -> bool:
    """Whether rows drawn across are columns of running text all the same: full lines on both sides, row for row."""
    if len(groups) < 4 or sum(len(rows(g)) == 1 for g in groups) < 0.8 * len(groups):
        return False
    for side in (left, right):
        lines = rows(side)
        start, end = min(r.x0 for r in side), max(r.x1 for r in side)
        full = sum(line[-1].x1 - line[0].x0 > 0.75 * (end - start) for line in lines)
        words = sum(len(r.text.split()) for r in side)
        if full < 0.7 * len(lines) or words < 4 * len(lines) or end - start < 12 * median(r.size for r in side):
            return False
    return True


def _sides(group: list[Run], middle: float) -> list[list[Run]]:
    return [[r for r in group if (r.x0 + r.x1 >= 2 * middle) is right] for right in (False, True)]


def _is_long(group: list[Run], middle: float) -> bool:
    """Whether a side of a row holds more text than a cell does."""
    return any(sum(len(r.text.split()) for r in side) > _CARD for side in _sides(group, middle))


def _headed(groups: list[list[Run]], middle: float) -> bool:
    """Whether the rows are sections set side by side, most with a heading of their own."""
    headed = 0
    for g in groups:
        for side in _sides(g, middle):
            lines = rows(side)
            headed += len(lines) > 2 and all(r.bold for r in lines[0]) and not any(r.bold for r in lines[-1])
    return headed > len(groups)


def _table(groups: list[list[Run]]) -> Block:
    """The rows cut at the white space that all of them share."""
    found = [r for g in groups for r in g]
    em = median(r.size for r in found)
    edges = _edges(groups, em)
    cells = []
    for g in groups:
        row: list[list[Run]] = [[] for _ in range(len(edges) + 1)]
        for r in sorted(g, key=lambda r: (r.mid, r.x0)):
            at = r.x0 + min(0.5 * (r.x1 - r.x0), em)
            row[sum(at > e for e in edges)].append(r)
        cells.append(row)
    return Block([], cells=cells, edges=edges)


def _edges(groups: list[list[Run]], em: float) -> list[float]:
    """The x places between columns: white in all rows but a tenth (heads may span columns)."""
    ends: list[tuple[float, int]] = []
    for g in groups:
        covered = -1e9
        for r in sorted(g, key=lambda r: r.x0):
            a, b = max(r.x0, covered), r.x1
            if b > a:
                ends += [(a, 1), (b, -1)]
            covered = max(covered, r.x1)
    allowed = len(groups) // 10
    out: list[float] = []
    covers = 0
    white_from: float | None = None
    for x, step in sorted(ends):
        was, covers = covers, covers + step
        if was <= allowed < covers and white_from is not None and x - white_from >= 0.4 * em:
            out.append((white_from + x) / 2)
        if covers <= allowed < was:
            white_from = x
    return out
