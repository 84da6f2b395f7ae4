"""Words with boxes -> the lines of a page in reading order, with what the page's layout says about each.

Nothing here opens a file, or looks beyond one page (furniture.py does).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from msa_check.model import Box, Kind
from msa_check.reading import columns, tables
from msa_check.reading.columns import Block
from msa_check.reading.parts import Line
from msa_check.reading.runs import LABEL, runs, text_of, turned_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.runs import Run
    from msa_check.reading.words import Words

_FIGURE = re.compile(r"^[£$€]?\d[\d,. ]*(?:%|per cent|[mkb]n?|million|billion)?\+?$", re.IGNORECASE)
_BULLETS = "•▪●◦‣∙·■□➢➤►✓✔❖\uf0b7\uf0a7"
_YEAR = re.compile(r"^(?:19|20)\d\d$")
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
    edge = _edge(block, body)
    out: list[Line] = []
    figure: list[Run] = []  # a number set large over the words that say what it counts
    for i, row in enumerate(block.lines):
        if not figure and i + 1 < len(block.lines) and _counts(block.lines, i):
            figure = row
            continue
        text = text_of(row)
        size = _size(row)
        gap = steps[i - 1] if i else 0.0
        above = block.lines[i - 1] if i else None
        other = above is not None and abs(size - _size(above)) > 0.08 * size
        # display type has a step of its own, wider than that of the text round it
        step = max(1.22 * usual, 1.5 * size if not other and size > 1.1 * body else 0.0)
        starts = above is None or other or gap > step or _indented(block.lines, i, left, size)
        if figure:
            text, starts = f"{text_of(figure)} {text}", True
        full = _is_full(row, block.lines[i + 1] if i + 1 < len(block.lines) else None, edge)
        out.append(
            Line(
                text,
                page,
                box_round([*figure, *row], page),
                size,
                all(r.bold for r in row),
                starts_block=starts,
                full=full,
            )
        )
        figure = []
    return out


def _counts(found: Sequence[Sequence[Run]], i: int) -> bool:
    """Whether line ``i`` is a figure called out in large type over the smaller words that say what it counts."""
    below, size = found[i + 1], _size(found[i])
    if size <= 1.4 * _size(below) or (i and abs(_size(found[i - 1]) - size) <= 0.1 * size):
        return False
    text = text_of(found[i])
    return _FIGURE.match(text) is not None and not _YEAR.match(text) and not text_of(below)[0].isdigit()


def drawn_bullets(blocks_: Sequence[Block], dots: Sequence[tuple[float, float, float]]) -> None:
    """Put a bullet before lines that have a dot drawn to their left, in place; a dot is (x0, x1, middle of its height)."""
    for block in blocks_:
        for row in block.lines:
            first = row[0]
            if any(
                0 < first.x0 - x1 < 2.5 * first.size and abs(y - first.mid) < 0.45 * first.size for _, x1, y in dots
            ):
                first.text = f"• {first.text}"


def may_have_bullets(blocks_: Sequence[Block]) -> bool:
    """Whether several lines start further in than the column they stand in, as items of a list do."""
    usual = [x for x, _ in Counter(round(row[0].x0) for b in blocks_ for row in b.lines).most_common(3)]
    inside = 0
    for block in blocks_:
        for i, row in enumerate(block.lines):
            x, after = row[0].x0, block.lines[i + 1] if i + 1 < len(block.lines) else None
            # a full line with the next one further out is the first line of a paragraph
            opens = after is not None and after[0].x0 < x - 6 and block.right - row[-1].x1 < 3 * row[-1].size
            inside += not opens and any(6 < x - u < 60 for u in usual)
    return inside > 1 and not any(row[0].text[:1] in _BULLETS for b in blocks_ for row in b.lines)


def _edge(block: Block, body: float) -> float:
    """The right edge up to which the lines of this block run: its own where several of them come near it."""
    ends = [row[-1].x1 for row in block.lines if abs(_size(row) - body) < 0.1 * body]
    own = max(ends, default=block.right)
    near = sum(own - x < 4 * body for x in ends)
    return own if near >= max(3, 0.4 * len(ends)) else block.right


def _usual_step(steps: Sequence[float], found: Sequence[Sequence[Run]]) -> float:
    """The distance from line to line within a paragraph of this block."""
    size = median(_size(r) for r in found)
    close = sorted(s for s in steps if 0 < s < 2.2 * size)
    return close[len(close) // 3] if close else 1.3 * size


def _indented(found: Sequence[Sequence[Run]], i: int, left: float, size: float) -> bool:
    """Whether a paragraph starts here by the indent of its first line."""
    if LABEL.match(found[i - 1][0].text.split(" ", 1)[0]):
        return False  # the second line of an item hangs under its text
    here, above = found[i][0].x0, found[i - 1][0].x0
    after = found[i + 1][0].x0 if i + 1 < len(found) else left
    return here - above > 0.7 * size and here - after > 0.7 * size and abs(above - after) < 0.3 * size


def _is_full(row: Sequence[Run], after: Sequence[Run] | None, right: float) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    last = row[-1]
    space = right - last.x1 - 0.35 * last.size
    if after is None or space <= 0:
        return space < 3.5 * last.size
    run = after[0]
    first = _FIRST.match(run.text)
    if space > run.x1 - run.x0 or not first:
        return False
    return space < 1.1 * (run.x1 - run.x0) * _breadth(first.group()) / max(0.1, _breadth(run.text))


def _breadth(text: str) -> float:
    """The width of a text in the width of a usual small letter."""
    return sum(
        0.5 if c in "iljtfrI.,;:'|! ()[]" else 1.5 if c in "mwMW" else 1.25 if c.isupper() else 1.0 for c in text
    )


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
