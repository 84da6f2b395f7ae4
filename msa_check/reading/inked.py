"""Whether the picture of a page shows lines of print that were not read as text: a scan, letters drawn as shapes.

Nothing here opens a file or reads a letter; it only tells print from photographs, drawings and bare paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EDGE = 18.0
"""Points along the edges of the page that are not looked at: scans are black there."""
_STRIP = 72.0
"""Width in points of the upright strips in which lines are looked for: narrow, so that a crooked scan shows them too."""
_TILE = 36.0
"""Height in points of the pieces of a strip whose own ground is taken, as the light on a scan is uneven."""
_INK = 56
"""Difference of grey (of 255) from the ground from which something is ink."""
_STROKES = 4
"""Strokes side by side in a row of a strip from which the row is written on: two or three letters."""
_TALL = (2.5, 16.0)
"""Height in points of the written rows of one line of print, from small letters to capitals with what hangs below."""
_PIECES = 12
"""Pieces of lines, an inch long at most, from which print is no mere label or page number: two full lines."""
_UNEVEN = (0.15, 0.2)
"""What neighbouring strokes of a row differ by in width, and neighbouring gaps, as shares of their means, in print: 0.2 or
more and 0.3 or more. Windows, bricks and dots are all as wide, or all as far apart, and have 0 to 0.1."""
_SHARE = 0.33
"""Share of all ink that stands in such pieces. Scans have 0.4 to 0.95 of it there, photographs 0.05 to 0.3."""


def shows_print(picture: Any, scale: float, boxes: NDArray[np.float32]) -> bool:  # noqa: ANN401 - a PIL image
    """Whether a page's picture shows lines of print outside ``boxes``, the places of the words that were read.

    ``scale`` is the number of the picture's pixels for one point; boxes are in points, as in words.Words.
    """
    ink = _ink(np.asarray(picture.convert("L"), np.int16), scale)
    for x0, top, x1, bottom in (scale * boxes).tolist():
        ink[max(0, int(top) - 2) : max(0, int(bottom) + 3), max(0, int(x0) - 2) : max(0, int(x1) + 3)] = False
    edge = round(_EDGE * scale)
    ink = ink[edge:-edge, edge:-edge] if edge else ink
    return _is_print(ink, scale) or _is_print(ink.T, scale)


def _ink(grey: NDArray[np.int16], scale: float) -> NDArray[np.bool_]:
    """Which pixels differ from the ground round them: dark on light or light on dark."""
    ink = np.zeros(grey.shape, np.bool_)
    wide, tall = max(1, round(_STRIP * scale)), max(1, round(_TILE * scale))
    for y in range(0, grey.shape[0], tall):
        for x in range(0, grey.shape[1], wide):
            tile = grey[y : y + tall, x : x + wide]
            ink[y : y + tall, x : x + wide] = np.abs(tile - np.median(tile)) > _INK
    return ink


def _is_print(ink: NDArray[np.bool_], scale: float) -> bool:
    """Whether enough ink stands in lines: rows with many uneven strokes, as tall together as letters, none above and below."""
    pieces = within = 0
    wide = max(1, round(_STRIP * scale))
    for x in range(0, ink.shape[1], wide):
        strip = ink[:, x : x + wide]
        strokes = (strip[:, 1:] & ~strip[:, :-1]).sum(axis=1)
        written = np.concatenate(([False], strokes >= _STROKES, [False]))
        starts = np.flatnonzero(written[1:] & ~written[:-1])
        ends = np.flatnonzero(written[:-1] & ~written[1:])
        letters = (ends - starts >= _TALL[0] * scale) & (ends - starts <= _TALL[1] * scale)
        for n in np.flatnonzero(letters):
            letters[n] = _is_uneven(strip[starts[n] : ends[n]])
        pieces += int(letters.sum())
        amount = np.concatenate(([0], np.cumsum(strip.sum(axis=1))))
        within += int((amount[ends] - amount[starts])[letters].sum())
    return pieces >= _PIECES and within >= _SHARE * float(ink.sum())


def _is_uneven(piece: NDArray[np.bool_]) -> bool:
    """Whether widths and gaps of strokes change along the rows, as those of letters do and those of a pattern do not."""
    edges = np.diff(np.pad(piece, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(edges > 0)
    end = np.nonzero(edges < 0)[1]
    whole = (start > 0) & (end < piece.shape[1])  # the others may be cut off by the edge of the strip
    row, start, end = row[whole], start[whole], end[whole]
    two = row[1:] == row[:-1]
    three = two[1:] & two[:-1]
    if not three.any():
        return False
    widths, gaps = end - start, start[1:] - end[:-1]
    return bool(
        np.abs(np.diff(widths))[two].mean() >= _UNEVEN[0] * widths.mean()
        and np.abs(np.diff(gaps))[three].mean() >= _UNEVEN[1] * gaps[two].mean()
    )
