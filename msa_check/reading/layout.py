"""Words with boxes -> lines in reading order.

Nothing here opens a file or knows what a passage is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from msa_check.model import Box
from msa_check.reading.parts import Line
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from msa_check.reading.pdfium import Words


def lines(words: Words, page: int) -> list[Line]:
    """The lines of a page (numbered from 1) as the file draws them."""
    out: list[Line] = []
    upright = words.turned == 0
    cuts = np.flatnonzero(np.diff(words.line)) + 1
    before: Box | None = None
    for a, b in zip([0, *cuts.tolist()], [*cuts.tolist(), len(words)], strict=True):
        if b <= a or not upright[a]:
            continue
        low, high = words.box[a:b, :2].min(axis=0), words.box[a:b, 2:].max(axis=0)
        box = Box(page, float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        size = float(np.median(words.size[a:b]))
        starts = before is None or box.top - before.bottom > 0.6 * size or box.top < before.top - size
        text = mend(" ".join(words.text[a:b]).replace("\ufffe", "-"))
        out.append(Line(text, page, box, size, bool(words.bold[a:b].all()), starts_block=starts))
        before = box
    return out
