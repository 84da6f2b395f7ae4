"""Pictures of passages as they stand on their pages, each line marked: what a reader compares a quotation with.

Nothing here reads text or judges it. Only PDFs have pages to show; a page that cannot be drawn gives no picture.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from msa_check.errors import Unread
from msa_check.reading import pdfium

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msa_check.model import Box, Passage

SCALE = 1.6
"""Pixels of a picture for one PDF point: enough to read small print."""
BUDGET = 1_100_000
"""Bytes of all pictures of a document together; as text in a page they take a third more."""
_MARGIN = 14.0
"""Points shown above and below a passage."""
_SIDE = 6.0
_MAX_POINTS = 4_000_000
"""Area of a page (square points) up to which it is drawn: 2,000 by 2,000 points."""
_MARK = (253, 238, 181)
_TINT = [value * part // 255 for part in _MARK for value in range(256)]
"""What a marker does to red, green and blue: ink stays ink, paper takes its colour."""
_COLOURS = 24
"""Colours of a picture; print needs few, and few make it small."""


def crops(
    data: bytes, passages: Iterable[Passage], passwords: tuple[str, ...] = (), *, budget: int = BUDGET
) -> dict[int, bytes]:
    """Passage number -> PNG of where it begins, for as many of ``passages``, in their order, as ``budget`` bytes allow."""
    wanted = [p for p in passages if p.boxes]
    made: dict[int, bytes] = {}
    pages: dict[int, Any] = {}
    left = budget
    try:
        with pdfium.opened(data, passwords) as document:
            for p in wanted:
                page = p.boxes[0].page
                if page not in pages:
                    width, height = document.page_size(page - 1)
                    pages.clear()  # one page at a time: passages come mostly in the order of their pages
                    pages[page] = document.picture(page - 1, SCALE) if 0 < width * height <= _MAX_POINTS else None
                if p.number in made or pages[page] is None:
                    continue
                png = _crop(pages[page], [b for b in p.boxes if b.page == page])
                if not png or len(png) > left:
                    continue
                left -= len(png)
                made[p.number] = png
    except Unread:
        return made
    return made


def _crop(page: Any, boxes: list[Box]) -> bytes:  # noqa: ANN401 - a PIL image, whose type stays in here
    width, height = page.size
    area = (
        max(0, int((min(b.x0 for b in boxes) - _SIDE) * SCALE)),
        max(0, int((min(b.top for b in boxes) - _MARGIN) * SCALE)),
        min(width, int((max(b.x1 for b in boxes) + _SIDE) * SCALE) + 1),
        min(height, int((max(b.bottom for b in boxes) + _MARGIN) * SCALE) + 1),
    )
    if area[2] <= area[0] or area[3] <= area[1]:
        return b""
    part = page.crop(area)
    for b in boxes:
        x0, y0 = max(0, int(b.x0 * SCALE) - area[0] - 2), max(0, int(b.top * SCALE) - area[1] - 2)
        x1, y1 = min(part.width, int(b.x1 * SCALE) - area[0] + 3), min(part.height, int(b.bottom * SCALE) - area[1] + 3)
        if x0 < x1 and y0 < y1:
            part.paste(part.crop((x0, y0, x1, y1)).point(_TINT), (x0, y0))
    marked = part.quantize(_COLOURS, dither=0)
    out = io.BytesIO()
    marked.save(out, "PNG", optimize=True)
    return out.getvalue()
