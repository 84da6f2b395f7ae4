"""Words with boxes -> the lines of a page in reading order, with what the page's layout says about each.

Nothing here opens a file, or looks beyond one page (furniture.py does).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from msa_check.model import Box, Kind
from msa_check.reading import columns, tables
from msa_check.reading.columns import Block
from msa_check.reading.parts import Line
from msa_check.reading.runs import runs, text_of, turned_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.pdfium import Words
    from msa_check.reading.runs import Run

_FIRST = re.compile(r"\S+")


def blocks(words: Words) -> list[Block]:
    """The blocks of a page in reading order, text that stands turned against the rest last."""
    return [*columns.arrange(runs(words)), *(Block([[r] for r in found], found[0].x1) for found in turned_runs(words))]


def lines(blocks_: Sequence[Block], page: int) -> list[Line]:
    """The lines of a page (numbered from 1) in reading order, tables as rows with their heads."""
    out: list[Line] = []
    for block in blocks_:
        if block.cells:
            out += _table(block, page)
        elif block.lines:
            made = _column(block, page)
            out += [replace(x, kind=Kind.CONTENTS) for x in made] if block.contents else made
    return out


def _column(block: Block, page: int) -> list[Line]:
    steps = [b[0].mid - a[0].mid for a, b in pairwise(block.lines)]
    usual = _usual_step(steps, block.lines)
    left = min(r[0].x0 for r in block.lines)
    body = median(_size(r) for r in block.lines)
    out: list[Line] = []
    for i, row in enumerate(block.lines):
        text = text_of(row)
        size = _size(row)
        gap = steps[i - 1] if i else 0.0
        above = block.lines[i - 1] if i else None
        other = above is not None and abs(size - _size(above)) > 0.08 * size
        # display type has a step of its own, wider than that of the text round it
        step = max(1.22 * usual, 1.5 * size if not other and size > 1.1 * body else 0.0)
        starts = above is None or other or gap > step or _indented(block.lines, i, left, size)
        full = _is_full(row, block.lines[i + 1] if i + 1 < len(block.lines) else None, block.right)
        out.append(
            Line(text, page, box_round(row, page), size, all(r.bold for r in row), starts_block=starts, full=full)
        )
    return out


def _usual_step(steps: Sequence[float], found: Sequence[Sequence[Run]]) -> float:
    """The distance from line to line within a paragraph of this block."""
    size = median(_size(r) for r in found)
    close = sorted(s for s in steps if 0 < s < 2.2 * size)
    return close[len(close) // 3] if close else 1.3 * size


def _indented(found: Sequence[Sequence[Run]], i: int, left: float, size: float) -> bool:
    """Whether a paragraph starts here by the indent of its first line."""
    here, above = found[i][0].x0, found[i - 1][0].x0
    after = found[i + 1][0].x0 if i + 1 < len(found) else left
    return here - above > 0.7 * size and here - after > 0.7 * size and abs(above - after) < 0.3 * size


def _is_full(row: Sequence[Run], after: Sequence[Run] | None, right: float) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    last = row[-1]
    if after is None:
        word = 3.5 * last.size
    else:
        run = after[0]
        first = _FIRST.match(run.text)
        word = (run.x1 - run.x0) * len(first.group() if first else "") / max(1, len(run.text))
    # letters differ in width: the word is given a little more
    return right - last.x1 < 1.2 * word + 0.35 * last.size


def _size(row: Sequence[Run]) -> float:
    return max(row, key=lambda r: len(r.text)).size


def box_round(found: Sequence[Run], page: int) -> Box:
    """The box round runs of one page."""
    return Box(
        page,
        min(r.x0 for r in found),
        min(r.top for r in found),
        max(r.x1 for r in found),
        max(r.bottom for r in found),
    )


# ------------------------------------------------------------------------------------------------- tables


def _table(block: Block, page: int) -> list[Line]:
    made, found = tables.lines(block)
    return [replace(x, page=page, box=box_round(r, page)) for x, r in zip(made, found, strict=True)]


def turned_back(line: Line, turns: int, width: float, height: float) -> Line:
    """The line with its box on the page as displayed, which was turned ``turns`` times clockwise to that width and height."""
    box = line.box
    if box is None:
        return line
    for _ in range(turns):
        box = Box(box.page, box.top, width - box.x1, box.bottom, width - box.x0)
        width, height = height, width
    return replace(line, box=box)
