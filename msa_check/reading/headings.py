"""Headings known by how they are set: larger or heavier type in a stretch of its own.

Nothing here joins lines; documents that set headings like their text are left to assemble.py, which goes by words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.model import Kind
from msa_check.wordshapes import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.parts import Line

_LARGER = 1.07
"""Type size against that of running text from which a line is set larger."""
_LINES, _LETTERS = 8, 190
"""Lines and characters of the longest heading."""
_SENTENCE = re.compile(r"[.;,]$")
DATE_LINE = re.compile(
    rf"^(?:(?:dated?|on|as of|signed on|approved on)\b\W*)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\W{{1,3}}\d{{4}}|{MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}})(?P<page>\s+(?:page\s+|\|\s*)?\d{{1,3}})?\W*$",
    re.IGNORECASE,
)
"""A line that holds a date and no more, be it with the number of its page: never a heading."""
_LEADS_IN = re.compile(r":$")
_FEW = 2
"""Headings set as such from which a document is taken to set all of them so."""
_NUMBERED = re.compile(r"^(?:\d{1,2}\.)+\d{0,2}\s+[A-Z]|^\d{1,2}\s+[A-Z]")


def by_look(lines: Sequence[Line], kinds: Sequence[Kind | None], body: float) -> set[int] | None:
    """Indices of the lines that are headings by their look; None where the document does not show its headings so.

    ``kinds`` says what is known already of each line, ``body`` is the type size of running text.
    """
    if not body or not any(x.full is not None for x in lines):
        return None
    out: set[int] = set()
    shown = 0
    for stretch in _stretches(lines, kinds):
        if _is_heading(lines, kinds, stretch, body):
            out.update(stretch)
            shown += 1
    for i, kind in enumerate(kinds):
        if kind is Kind.LIST_ITEM and _is_marked_heading(lines, kinds, i, body):
            out.add(i)
            shown += 1
    return out if shown >= _FEW else None


def _is_marked_heading(lines: Sequence[Line], kinds: Sequence[Kind | None], i: int, body: float) -> bool:
    """Whether a line that begins like a list item is a heading: lifted, and followed by running text of its own block."""
    x = lines[i]
    text = x.text.strip()
    lifted = x.bold or x.size >= _LARGER * body or text.isupper()
    if not lifted or x.full is None or len(text.split()) > 9 or _SENTENCE.search(text):
        return False
    after = next((j for j in range(i + 1, len(lines)) if kinds[j] is not Kind.FURNITURE), None)
    return after is not None and kinds[after] is None and lines[after].starts_block and not lines[after].bold


def _stretches(lines: Sequence[Line], kinds: Sequence[Kind | None]) -> list[list[int]]:
    """Lines set alike, one after another in one block."""
    out: list[list[int]] = []
    for i, x in enumerate(lines):
        if kinds[i] is not None:
            continue
        last = out[-1][-1] if out else -2
        if last == i - 1 and not x.starts_block and _alike(lines[last], x):
            out[-1].append(i)
        else:
            out.append([i])
    return out


def _alike(a: Line, b: Line) -> bool:
    return a.page == b.page and a.bold == b.bold and abs(a.size - b.size) <= 0.04 * max(a.size, b.size)


def _is_heading(lines: Sequence[Line], kinds: Sequence[Kind | None], stretch: list[int], body: float) -> bool:
    first, last = stretch[0], stretch[-1]
    text = " ".join(lines[i].text.strip() for i in stretch)
    line = lines[first]
    if len(stretch) > _LINES or len(text) > _LETTERS or sum(c.isalpha() for c in text) < 0.5 * len(text):
        return False
    if DATE_LINE.match(text) or text[0].islower() or (text[0] in "(“\"'" and text[-1] in ")”\"'"):
        return False
    words = len(text.split())
    if _SENTENCE.search(text) and not (words <= 6 and text[-1] == "." and _NUMBERED.match(text)):
        return False
    larger = line.size >= _LARGER * body and line.size - body > 0.4
    after = next((j for j in range(last + 1, len(lines)) if kinds[j] is not Kind.FURNITURE), None)
    if after is None:
        return False
    if larger:
        # an opening set in large type is no heading, nor is a figure called out
        return words <= 28 and not (words > 14 and _runs_on(lines, kinds, after, line))
    own = line.starts_block or first == 0 or not _flows(lines, kinds, first)
    apart = lines[after].starts_block or not lines[after].bold or kinds[after] is not None
    if line.bold and line.size >= 0.9 * body:
        return own and apart and words <= 20 and not (_LEADS_IN.search(text) and words > 8)
    if text.isupper() and words <= 14 and len(text) > 3:
        return own and not _LEADS_IN.search(text)
    return bool(
        _NUMBERED.match(text)
        and own
        and lines[after].starts_block
        and len(stretch) == 1
        and words <= 10
        and not line.full
    )


def _flows(lines: Sequence[Line], kinds: Sequence[Kind | None], i: int) -> bool:
    """Whether the line before may run on into this one."""
    before = lines[i - 1]
    return (
        kinds[i - 1] in (None, Kind.LIST_ITEM)
        and before.full is True
        and not re.search(r"[.!?:]$", before.text.strip())
    )


def _runs_on(lines: Sequence[Line], kinds: Sequence[Kind | None], after: int, line: Line) -> bool:
    """Whether the next line is set alike: a long text in large type."""
    return kinds[after] is None and _alike(lines[after], line)
