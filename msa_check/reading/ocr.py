"""The picture of a page -> lines with their places, read by tesseract (extra ``ocr``).

Nothing here opens a document or decides which pages need it.
"""

from __future__ import annotations

import math
import os
import shutil
import statistics
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from msa_check.model import Box, Kind
from msa_check.reading.parts import Line
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from PIL.Image import Image

    from msa_check.reading.parts import ReadOptions

DPI = 300
"""Pixels an inch that tesseract reads best at."""
MAX_PIXELS = 50_000_000
"""Largest picture that is read; a larger page is drawn coarser, down to LEAST_DPI."""
LEAST_DPI = 100
_LANGUAGE = "eng"
_SURE = 30.0
"""Confidence (of 100) below which a word is a mark on the paper or a scribble, not print."""
_ASCENDERS = frozenset("bdfhklt0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ(['\"!?&£$%/|")
_DESCENDERS = frozenset("gjpqyQ,;()[]|")
_LIKE_BULLETS = frozenset("&~eo•*+°·¢©®«»=->¥§@")
_FEWEST = 2
"""Lines on a page that must begin with a sign like a bullet before it is taken for one."""
_WIDE = 1.3
"""Steps from line to line, in usual steps, from which the gap parts blocks."""
_INDENT = 5.0
"""Points to the right of its lead-in from which a line is indented."""


class _Word(NamedTuple):
    """One word as tesseract found it, in pixels; ``at`` is block, paragraph and line."""

    at: tuple[int, int, int]
    text: str
    x0: int
    top: int
    x1: int
    bottom: int


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether OCR can be used: the Python package, the program and its English data are all there."""
    if find_spec("pytesseract") is None or find_spec("PIL") is None:
        return False
    import pytesseract

    if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
        return False
    try:
        return _LANGUAGE in pytesseract.get_languages(config="")
    except (OSError, RuntimeError, SystemExit):
        return False


def scale(width: float, height: float) -> float | None:
    """Pixels for one point at which to draw a page of that size in points; None when it is too large to be read."""
    best = DPI / 72
    if width * height * best * best <= MAX_PIXELS:
        return best
    fits = math.sqrt(MAX_PIXELS / (width * height))
    return fits if fits * 72 >= LEAST_DPI else None


def page_lines(image: Image, page: int, width: float, height: float, options: ReadOptions) -> list[Line] | None:
    """The lines on the picture of one page of ``width`` x ``height`` points, in reading order.

    None when it took longer than ``options.ocr_seconds``, when the picture has more than MAX_PIXELS or when the
    program failed; an empty list when there is nothing to read on it. Needs ``available()``.
    """
    if image.width * image.height > MAX_PIXELS or not image.width or not image.height:
        return None
    import pytesseract

    dpi = max(70, round(72 * image.width / max(width, 1.0)))
    before = os.environ.get("OMP_THREAD_LIMIT")
    # one thread: a batch already keeps every core busy, and the order of work then never changes
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        table = pytesseract.image_to_data(
            image.convert("L"),
            lang=_LANGUAGE,
            config=f"--dpi {dpi}",
            output_type=pytesseract.Output.DICT,
            timeout=options.ocr_seconds,
        )
    except (RuntimeError, OSError):
        return None
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before
    return _lines(_words(table), page, width / image.width, height / image.height)


def _words(table: dict[str, list[Any]]) -> list[_Word]:
    """The words that tesseract is sure of, in its reading order."""
    out = []
    for i, said in enumerate(table["text"]):
        text = mend(str(said)).strip()
        if not text or float(table["conf"][i]) < _SURE:
            continue
        x0, top, w, h = (int(table[k][i]) for k in ("left", "top", "width", "height"))
        at = (int(table["block_num"][i]), int(table["par_num"][i]), int(table["line_num"][i]))
        out.append(_Word(at, text, x0, top, x0 + w, top + h))
    return out


def _lines(words: list[_Word], page: int, across: float, down: float) -> list[Line]:
    """Words -> lines; ``across`` and ``down`` are points for one pixel."""
    out: list[Line] = []
    for _, paragraph in groupby(_bulleted(words), key=lambda w: w.at[:2]):
        rows = [list(row) for _, row in groupby(paragraph, key=lambda w: w.at)]
        size = _size([w for row in rows for w in row], down)
        for n, row in enumerate(rows):
            box = Box(
                page,
                min(w.x0 for w in row) * across,
                min(w.top for w in row) * down,
                max(w.x1 for w in row) * across,
                max(w.bottom for w in row) * down,
            )
            text = " ".join(w.text for w in row)
            if any(c.isalnum() for c in text):
                out.append(Line(text, page, box, size=size, starts_block=n == 0, ocr=True))
    return _itemised(_spaced(out))


def _bulleted(words: list[_Word]) -> list[_Word]:
    """Bullets are read as the letter or sign they look like: where several lines begin with one, it is a bullet."""
    rows = [list(row) for _, row in groupby(words, key=lambda w: w.at)]
    marked = [n for n, row in enumerate(rows) if len(row) > 1 and row[0].text in _LIKE_BULLETS]
    if len(marked) < _FEWEST:
        return words
    for n in marked:
        rows[n][0] = rows[n][0]._replace(text="•")
    return [w for row in rows for w in row]


def _spaced(lines: list[Line]) -> list[Line]:
    """Lines with a wider gap above than the page's lines have start a block, whatever tesseract made of them."""
    tops = [(a.box.top, b.box.top) for a, b in pairwise(lines) if a.box and b.box and not b.starts_block]
    steps = sorted(b - a for a, b in tops if b > a)
    if not steps:
        return lines
    usual = steps[len(steps) // 4]
    out = lines[:1]
    for above, line in pairwise(lines):
        gap = line.box.top - above.box.top if above.box and line.box else 0.0
        out.append(replace(line, starts_block=True) if gap > _WIDE * usual else line)
    return out


def _itemised(lines: list[Line]) -> list[Line]:
    """What stands indented under a line that ends in a colon is its list, with or without bullets."""
    out: list[Line] = []
    lead: Box | None = None
    for line in lines:
        indented = lead is not None and line.box is not None and line.box.x0 > lead.x0 + _INDENT
        if not indented:
            lead = line.box if line.text.endswith(":") else None
        out.append(replace(line, kind=Kind.LIST_ITEM) if indented and line.starts_block else line)
    return out


def _size(words: list[_Word], down: float) -> float:
    """Type size in points from the height of the words' ink, whole paragraphs together so that it does not waver."""
    sizes = []
    for w in words:
        letters = set(w.text)
        share = 0.5 + (0.22 if letters & _ASCENDERS else 0.0) + (0.21 if letters & _DESCENDERS else 0.0)
        sizes.append((w.bottom - w.top) * down / share)
    return float(round(statistics.median(sizes))) if sizes else 0.0
