"""What stands round the text of a document's pages: running heads and feet, page numbers, footnotes.

Nothing here makes passages. What only one page can tell is layout.py's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.reading.parts import Line

_ROWS = 3
"""Rows at the head and at the foot of a page that may be furniture."""
_SHARE = 0.35
"""Share of the pages on which a line must come again: odd and even pages may have heads of their own."""
_OFTEN, _REACH = 3, 4
"""Pages on which the head of a section must stand, each so many pages from two others at most."""
_SLOT = 0.6
"""Share of the pages that have a small line of its own above the text, whatever it says, from which it is a running head."""
_NEAR = 7.0
"""Points within which a line stands at the same height as on another page."""
_LONGEST = 200
_MOST = 0.6
"""Share of all text that furniture can be."""
_NUMBER = re.compile(r"\d+|(?<!\w)[ivxlc]+(?!\w)")
_PAGE = re.compile(
    r"^\W*(?:page|p\.?|pg\.?)?\s*(?:\d{1,3}|[ivxl]{1,6})\s*(?:(?:of|/|\|)\s*\d{1,3})?\W*$", re.IGNORECASE
)
_ENDS_IN_PAGE = re.compile(
    r"(?:\bpage\s+\d{1,3}(?:\s+of\s+\d{1,3})?|\|\s*\d{1,3}(?:\s*\|)?)\s*$|^(?:\|\s*)?(?:page\s+)?\d{1,3}\s*\|",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\(?\d{1,2}\)?[.)]?\s*(?=[A-Z“\"'‘(]|https?:|www)|[*†‡§]+\s*(?=\w))")
_ADDRESS = re.compile(
    r"\bregistered (?:office|in|company|number|address)\b|\bcompany (?:no|number|reg)|www\.|https?:|©|\ball rights\b|\btel\b|@",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:approv|sign|director|board|behalf|chair|dated?\b|year end)", re.IGNORECASE)
"""What makes small print at the edge of a page part of the statement."""
_NAMES_IT = re.compile(r"statement|slavery|trafficking", re.IGNORECASE)


def marked(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page, in their order, with furniture and footnotes said to be such in ``Line.kind``."""
    body = body_size(x for lines in pages for x in lines)
    edges = [_edges(lines) for lines in pages]
    running = _running(pages, edges, body) | _slot(pages, body)
    said = sum(len(x.text) for lines in pages for x in lines)
    if sum(len(pages[n][i].text) for n, i in running) > _MOST * said:
        running = set()  # pages that say little but the same are no frames without a picture
    kept = _title(pages, running, body)
    out = []
    for n, lines in enumerate(pages):
        made = []
        for i, x in enumerate(lines):
            if (n, i) in running and (n, i) != kept:
                made.append(replace(x, kind=Kind.FURNITURE))
            else:
                made.append(x)
        out.append(_notes(_single(made, edges[n], body), body))
    return out


def body_size(lines: Iterable[Line]) -> float:
    """The type size of running text: that of most characters, to a tenth of a point; 0 when unknown."""
    weight: Counter[float] = Counter()
    for x in lines:
        if x.size:
            weight[round(x.size, 1)] += len(x.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def _edges(lines: Sequence[Line]) -> dict[int, bool]:
    """Indices of the lines in the outermost rows of a page; True for those at its foot."""
    heights = sorted({round(x.box.top) for x in lines if x.box is not None})
    rows: list[float] = []
    for h in heights:
        if not rows or h - rows[-1] > 3:
            rows.append(h)
    if not rows:
        return {}
    top, foot = rows[:_ROWS][-1], rows[-_ROWS:][0]
    out = {}
    for i, x in enumerate(lines):
        if x.box is None or x.kind not in (None, Kind.FURNITURE):
            continue
        if (x.box.top >= foot - 1 and x.box.top > rows[0] + 3) or _beside(lines, i):
            out[i] = True
        elif x.box.top <= top + 3:
            out[i] = False
    return out


def _beside(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is turned and stands left or right of all others."""
    box = lines[i].box
    if box is None or box.bottom - box.top < 2 * (box.x1 - box.x0) or len(lines[i].text) <= _ROWS:
        return False
    rest = [x.box for x in lines if x.box is not None and x is not lines[i]]
    return bool(rest) and (box.x1 <= min(b.x0 for b in rest) or box.x0 >= max(b.x1 for b in rest))


def _running(pages: Sequence[Sequence[Line]], edges: Sequence[dict[int, bool]], body: float) -> set[tuple[int, int]]:
    """(page, line) of every line that stands at the same height of several pages with the same words, numbers apart."""
    shown: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    out: set[tuple[int, int]] = set()
    for n, lines in enumerate(pages):
        for i, at_foot in edges[n].items():
            x = lines[i]
            if x.box is None or len(x.text) > _LONGEST:
                continue
            if _PAGE.match(x.text) and _outermost(lines, i, at_foot=at_foot):
                out.add((n, i))
                continue
            shown[_NUMBER.sub("#", x.text.lower()).strip()].append((n, i, x.box.top))
    least = max(2, round(len(pages) * _SHARE))
    for places in shown.values():
        if len({n for n, _, _ in places}) >= least:
            for n, i, y in places:
                if sum(abs(y - other) < _NEAR and n != m for m, _, other in places) >= least - 1:
                    out.add((n, i))
        else:
            out |= _of_section(pages, places, body)
    return out


def _of_section(
    pages: Sequence[Sequence[Line]], places: list[tuple[int, int, float]], body: float
) -> set[tuple[int, int]]:
    """Those of the (page, line, height) that are the head of a section; the first stays where it is set as a heading."""
    found = [
        (n, i)
        for n, i, y in places
        if sum(abs(y - other) < _NEAR and 0 < abs(n - m) <= _REACH for m, _, other in places) >= _OFTEN - 1
    ]
    if not found:
        return set()
    n, i = found[0]
    lifted = pages[n][i].bold or pages[n][i].size > 1.05 * body
    return set(found[1:] if lifted else found)


def _slot(pages: Sequence[Sequence[Line]], body: float) -> set[tuple[int, int]]:
    """(page, line) of the small lines that stand alone above the text, at one height of most pages, whatever they say."""
    found = []
    for n, lines in enumerate(pages):
        placed = sorted((x.box.top, i) for i, x in enumerate(lines) if x.box is not None)
        if len(placed) < _ROWS:
            continue
        i = placed[0][1]
        x, box, below = lines[i], lines[i].box, lines[placed[1][1]].box
        small = 0 < x.size < 0.97 * body and not _NAMES_IT.search(x.text) and not x.text.rstrip().endswith((".", ":"))
        if box and below and small and below.top - box.bottom > 1.2 * x.size:
            found.append((n, i, box.top, x.size))
    alike = [
        (n, i)
        for n, i, y, size in found
        if sum(abs(y - top) < 1 and abs(size - s) < 0.2 for _, _, top, s in found) >= max(_OFTEN, _SLOT * len(pages))
    ]
    return set(alike)


def _outermost(lines: Sequence[Line], i: int, *, at_foot: bool) -> bool:
    """Whether no line but such numbers stands further out."""
    box = lines[i].box
    if box is None:
        return False
    beyond = [x for x in lines if x.box is not None and (x.box.top > box.bottom if at_foot else x.box.bottom < box.top)]
    return len(beyond) <= 1


def _title(pages: Sequence[Sequence[Line]], running: set[tuple[int, int]], body: float) -> tuple[int, int] | None:
    """The running head that is also the document's only title: its first showing stays."""
    if not pages:
        return None
    first = pages[0]
    named = [i for i, x in enumerate(first) if _NAMES_IT.search(x.text) and len(x.text) < 130]
    for i in named:
        if (0, i) in running and body and first[i].size > body * 1.12:
            return 0, i
    if any((0, i) not in running for i in named[:3]):
        return None
    return next(((0, i) for i in named if (0, i) in running), None)


def _single(lines: list[Line], edges: dict[int, bool], body: float) -> list[Line]:
    """The head and foot of a page, known by small type and what they say, where no other page can tell."""
    out = list(lines)
    titled = any(x.size > body and _NAMES_IT.search(x.text) for x in lines)
    for i, at_foot in edges.items():
        x = lines[i]
        if (
            x.kind is not None
            or x.size > 0.97 * body
            or len(x.text) > _LONGEST
            or not _outermost(lines, i, at_foot=at_foot)
        ):
            continue
        if _SPEAKS.search(x.text):
            continue
        if at_foot:
            is_furniture = bool(_ENDS_IN_PAGE.search(x.text) or _ADDRESS.search(x.text))
        else:
            larger = next((y for y in lines if y is not x and y.kind is None), x).size > 1.1 * x.size
            is_furniture = larger and (titled or not _NAMES_IT.search(x.text))
        if is_furniture:
            out[i] = replace(x, kind=Kind.FURNITURE)
    return out


def _notes(lines: list[Line], body: float) -> list[Line]:
    """Footnotes: small type that begins with a mark, below the last line of running text of its column."""
    out = list(lines)
    i = len(lines) - 1
    block: list[int] = []
    while i >= 0:
        x = lines[i]
        if x.kind is Kind.FURNITURE:
            i -= 1
            continue
        if x.kind is None and x.size and x.size <= 0.9 * body:
            block.append(i)
            if _NOTE.match(x.text):
                for j in block:
                    text = _NOTE.sub("", lines[j].text) if j == i else lines[j].text
                    out[j] = replace(lines[j], text=text, kind=Kind.FOOTNOTE, starts_block=j == i)
                block = []
            i -= 1
            continue
        # the end of another column: its own notes may stand above
        while i >= 0 and not (lines[i].starts_block and i and _turns(lines, i)):
            i -= 1
        block = []
        i -= 1
    return out


def _turns(lines: Sequence[Line], i: int) -> bool:
    """Whether a new column starts at line ``i``: it stands higher than the line before."""
    here, before = lines[i].box, lines[i - 1].box
    return here is not None and before is not None and here.bottom < before.top
