"""Tables: rows of runs -> lines that keep their heads, also where a table runs over the page.

Nothing here finds a table (columns.py does).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from msa_check.reading import grid
from msa_check.reading.columns import Block, parted
from msa_check.reading.runs import rows, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.parts import Line
    from msa_check.reading.runs import Run

_AROUND = 2
"""Lines that may stand between a table and the edge of its page: a running head or foot."""


def joined(pages: Sequence[list[Block]]) -> list[list[Block]]:
    """The pages with tables that run over to the next page given the heads, and the rows, that stand apart from them."""
    out = [list(p) for p in pages]
    for before, after in pairwise(out):
        last = _last_table(before)
        if last is not None:
            _continued(last, after)
        else:
            _lone_heads(before, after)
    return out


def lines(block: Block) -> tuple[list[Line], list[list[Run]]]:
    """The rows of a table as lines, and the runs of each row (of the whole table where lines and rows part)."""
    texts = [[cell_text(c) for c in row] for row in block.cells]
    made = grid.lines([block.heads, *texts]) if block.heads else grid.lines(texts)
    if block.heads and len(made) == len(texts) + 1:
        made = made[1:]
    found = [[r for c in row for r in c] for row in block.cells]
    if len(made) != len(found):
        found = [[r for row in found for r in row]] * len(made)
    return made, found


def cell_text(found: Sequence[Run]) -> str:
    """The text of one cell, its lines joined."""
    text = ""
    for row in rows(found):
        part = text_of(row)
        if text.endswith("-") and text[-2:-1].isalpha() and part[:1].islower():
            text = text[:-1] + part
        else:
            text = f"{text} {part}" if text else part
    return text


# ---------------------------------------------------------------------------------------- over the page


def _last_table(blocks: Sequence[Block]) -> Block | None:
    """The table with which a page ends, a running foot apart."""
    passed = 0
    for block in reversed(blocks):
        if block.cells:
            return block
        passed += len(block.lines)
        if passed > _AROUND:
            return None
    return None


def _continued(last: Block, after: list[Block]) -> None:
    """Give the rows at the top of the next page the heads of the table they belong to, in place."""
    heads = last.heads or [cell_text(c) for c in last.cells[0]]
    first = next((i for i, b in enumerate(after) if b.cells), len(after))
    above = rows([r for b in after[:first] for row in b.lines for r in row])
    start = next((k for k, row in enumerate(above[: _AROUND + 1]) if _is_row(row, last)), None)
    if start is None:
        table = after[first] if first < len(after) and len(above) <= _AROUND else None
        if table is not None and len(table.edges) == len(last.edges) and _fits(table.cells, last.edges):
            after[first] = replace(table, heads=heads)
        return
    stop = start + 1
    while stop < len(above) and _within(above[stop], last.edges) and _near(above, stop):
        stop += 1
    found = [r for row in above[start:stop] for r in row]
    taken = {id(r) for r in found}
    place = next(i for i, b in enumerate(after) if any(id(r) in taken for row in b.lines for r in row))
    for i, block in enumerate(after[:first]):
        left = [[r for r in row if id(r) not in taken] for row in block.lines]
        after[i] = replace(block, lines=[row for row in left if row])
    cells = [cut(g, last.edges) for g in parted(found)]
    after.insert(place, Block([], cells=cells, edges=last.edges, heads=heads))


def _lone_heads(before: list[Block], after: list[Block]) -> None:
    """Take the heads that a page break left at the foot of the page before into the table they head, in place."""
    table = next((b for b in after if b.cells), None)
    if table is None or sum(len(b.lines) for b in after[: after.index(table)]) > _AROUND:
        return
    passed = 0
    for i in range(len(before) - 1, -1, -1):
        block = before[i]
        for k in range(len(block.lines) - 1, -1, -1):
            row = block.lines[k]
            if len(row) == len(table.edges) + 1 and all(len(c) == 1 for c in cut(row, table.edges)):
                before[i] = replace(block, lines=block.lines[:k] + block.lines[k + 1 :])
                after[after.index(table)] = replace(table, cells=[cut(row, table.edges), *table.cells])
                return
            passed += 1
            if passed > _AROUND:
                return


def cut(row: Sequence[Run], edges: Sequence[float]) -> list[list[Run]]:
    """Runs of one row by the column they stand in."""
    out: list[list[Run]] = [[] for _ in range(len(edges) + 1)]
    for r in row:
        out[bisect_right(edges, r.x0 + min(0.5 * (r.x1 - r.x0), r.size))].append(r)
    return out


def _fits(cells: Sequence[Sequence[Sequence[Run]]], edges: Sequence[float]) -> bool:
    found = [(k, r) for row in cells for k, c in enumerate(row) for r in c]
    same = sum(bisect_right(edges, r.x0 + min(0.5 * (r.x1 - r.x0), r.size)) == k for k, r in found)
    return same >= 0.8 * len(found)


def _within(row: Sequence[Run], edges: Sequence[float]) -> bool:
    """Whether no run of a line crosses from one column into another."""
    return all(bisect_right(edges, r.x0 + 0.2 * r.size) == bisect_right(edges, r.x1 - 0.2 * r.size) for r in row)


def _is_row(row: Sequence[Run], table: Block) -> bool:
    used = sum(bool(c) for c in cut(row, table.edges))
    return used >= max(2, (len(table.edges) + 1) // 2) and _within(row, table.edges)


def _near(found: Sequence[Sequence[Run]], k: int) -> bool:
    """Whether a line with one cell is the next line of a cell above it; a line with more is always near."""
    return len(found[k]) > 1 or found[k][0].mid - found[k - 1][0].mid < 1.45 * found[k][0].size
