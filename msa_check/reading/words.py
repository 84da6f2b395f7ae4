"""The words of a page with their boxes, as arrays, whichever engine gave them.

Nothing here opens a file or knows lines, columns or passages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HYPHEN = 0xFFFE
"""What pdfium puts for a hyphen at the end of a line, in place of hyphen and line break."""
_ASCENT, _DESCENT = 0.78, 0.22
"""Height of a word's box above and below its base line, in type sizes."""
TINY = 2.5
"""Type sizes (points) below which nobody reads a word."""
_MARGIN = 0.15
"""Share of a word's height, above and below, that few letters reach into."""
_FAINT = 16
"""Difference of grey (of 255) within a word's place up to which nothing is seen there."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page in the order the file draws them.

    ``box`` is float32 (n, 4): x0, top, x1, bottom in points from the top left of the page as displayed, turned so that
    most of its text stands upright. ``line`` numbers pdfium's own lines, ``turned`` counts the quarter turns of a word
    against most of the page, ``suspect`` marks words that may not be seen (white, tiny or drawn invisibly), ``covered``
    those in whose place something is drawn later, and ``spaced`` those that a space of the file itself stands before.
    """

    text: list[str]
    box: NDArray[np.float32]
    size: NDArray[np.float32]
    bold: NDArray[np.bool_]
    line: NDArray[np.int32]
    turned: NDArray[np.int8]
    suspect: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    spaced: NDArray[np.bool_]
    width: float
    height: float
    quarter_turns: int = 0
    """How often the page as displayed was turned (clockwise) to make its text upright; width and height are after that."""

    def __len__(self) -> int:
        """The number of words."""
        return len(self.text)

    def only(self, keep: NDArray[np.bool_]) -> Words:
        """The words for which ``keep`` is true."""
        at = np.flatnonzero(keep)
        return replace(
            self,
            text=[self.text[i] for i in at.tolist()],
            box=self.box[at],
            size=self.size[at],
            bold=self.bold[at],
            line=self.line[at],
            turned=self.turned[at],
            suspect=self.suspect[at],
            covered=self.covered[at],
            spaced=self.spaced[at],
        )


def no_words(width: float, height: float) -> Words:
    """The words of an empty page of that size."""
    flag, none = np.zeros(0, np.bool_), np.zeros(0, np.float32)
    lines, turns = np.zeros(0, np.int32), np.zeros(0, np.int8)
    return Words([], np.zeros((0, 4), np.float32), none, flag, lines, turns, flag, flag, flag, width, height)


def spans(codes: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Starts and ends of the words in a page's text, and the number of the line each stands in."""
    breaks = (codes == 10) | (codes == 13)
    blank = (codes <= 32) | (codes == 0xA0) | (codes == 0x3000) | ((codes >= 0x2000) & (codes <= 0x200B))
    hyphen = codes == _HYPHEN
    edge = np.concatenate(([True], blank, [True]))
    inside = ~edge
    starts = np.flatnonzero(inside[1:-1] & ~inside[:-2])
    ends = np.flatnonzero(inside[1:-1] & ~inside[2:]) + 1
    if hyphen.any():  # the word goes on after the hyphen, on the next line
        cuts = np.flatnonzero(hyphen) + 1
        cuts = cuts[(cuts < len(codes)) & ~blank[np.minimum(cuts, len(codes) - 1)]]
        starts, ends = np.sort(np.concatenate((starts, cuts))), np.sort(np.concatenate((ends, cuts)))
    number = np.cumsum(breaks | hyphen)
    return starts, ends, (number[starts] - hyphen[starts]).astype(np.int32) if len(starts) else np.zeros(0, np.int32)


def boxes(
    head: NDArray[np.float32], tail: NDArray[np.float32], size: NDArray[np.float32], matrix: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Boxes of words (x0, top, x1, bottom; y upwards): along the line from the ends, across it from base line and size.

    What fonts say of their own height is wrong too often to tell lines apart by it.
    """
    box = np.empty((len(size), 4), np.float32)
    box[:, 0], box[:, 2] = np.minimum(head[:, 0], tail[:, 0]), np.maximum(head[:, 2], tail[:, 2])
    box[:, 1], box[:, 3] = np.maximum(head[:, 1], tail[:, 1]), np.minimum(head[:, 3], tail[:, 3])
    level = np.abs(matrix[:, 3]) >= np.abs(matrix[:, 2])
    up = np.where(level, np.sign(matrix[:, 3]), np.sign(matrix[:, 2]))
    base = np.where(level, matrix[:, 5], matrix[:, 4])
    ends = np.stack([base + up * _ASCENT * size, base - up * _DESCENT * size])
    low, high = ends.min(axis=0), ends.max(axis=0)
    box[level, 1], box[level, 3] = high[level], low[level]
    box[~level, 0], box[~level, 2] = low[~level], high[~level]
    return box


def upright(words: Words, left: float, bottom: float, shown: int) -> Words:
    """Boxes from the page's own space to the page as displayed, then turned until most words stand upright.

    ``left`` and ``bottom`` are the corner of the visible page in its own space (y upwards), ``shown`` the quarter turns
    clockwise by which it is displayed.
    """
    w, h = words.width, words.height
    box = words.box - np.array([left, bottom, left, bottom], np.float32)
    box[:, 1], box[:, 3] = h - box[:, 1], h - box[:, 3]
    # a word drawn k quarter turns anticlockwise stands at k - t on a page turned t times clockwise
    turned = (words.turned - shown) % 4
    extra = int(np.bincount(turned, minlength=4).argmax())
    for _ in range((shown + extra) % 4):
        box = np.stack([h - box[:, 3], box[:, 0], h - box[:, 1], box[:, 2]], axis=1)
        w, h = h, w
    return replace(
        words, box=box, turned=((turned - extra) % 4).astype(np.int8), width=w, height=h, quarter_turns=extra
    )


def outside(words: Words) -> NDArray[np.bool_]:
    """Which words lie wholly beyond the edges of the page."""
    x0, top, x1, bottom = words.box.T
    beyond: NDArray[np.bool_] = (x1 <= 0) | (x0 >= words.width) | (bottom <= 0) | (top >= words.height)
    return beyond


def core(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """The boxes without the space above small letters and below the base line, which a bar over the letters may leave free."""
    top, bottom = box[:, 1], box[:, 3]
    out = box.copy()
    out[:, 1], out[:, 3] = top + _MARGIN * (bottom - top), bottom - _MARGIN * (bottom - top)
    return out


def unseen(words: Words, picture: Any, scale: float) -> NDArray[np.bool_]:  # noqa: ANN401 - a PIL image
    """Which of the suspect words a picture of the page does not show: their place is of one colour.

    ``scale`` is the number of the picture's pixels for one point.
    """
    grey = np.asarray(picture.convert("L"), np.int16)
    out = np.zeros(len(words), np.bool_)
    inner = core(words.box)
    for i in np.flatnonzero(words.suspect | words.covered).tolist():
        bar = words.covered[i] and not words.suspect[i]
        x0, top, x1, bottom = (scale * v for v in (inner if bar else words.box)[i].tolist())
        if bar:  # without the pixels that its edges cut
            x0, top, x1, bottom = x0 + 1, top + 1, x1 - 1, bottom - 1
        spot = grey[max(0, int(top)) : int(bottom) + 1, max(0, int(x0)) : int(x1) + 1]
        out[i] = not spot.size or int(spot.max()) - int(spot.min()) < _FAINT or words.size[i] < TINY
    return out
