"""A modern slavery statement inside a long report: where it stands, and only that part kept.

Nothing here judges a disclosure. A report that only mentions slavery, or says that no statement is required, has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.model import Passage
    from msa_check.reading.parts import Parsed

LONG_PAGES = 12
"""Pages up to which a document is taken whole."""
LONG_WORDS = 6_000
"""Words up to which a document without pages is taken whole."""
_OWN = 4.0
"""Words on slavery per thousand from which the whole document is about it (statements have 6 to 30)."""
_DENSE = 6.0
"""The same for a statement inside a report."""
_SILENCE = 350
"""Words without one on slavery after which the statement has ended."""
_TAIL = 200
"""Words of the last section that still belong to it, and words within which a sign-off may follow."""
_WORDS_ON = re.compile(
    r"\bslave(?:ry|s)?\b|\btraffick(?:ing|ed)\b|\b(?:forced|bonded|child|compulsory) labou?r\b|\bservitude\b"
    r"|\bexploit(?:ation|ed)\b|\bdebt bondage\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:modern slavery|slavery (?:and|&) human trafficking|human trafficking|anti-?\s?slavery|transparency in (?:our )?supply chains?)\b",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    r"\bth(?:is|e following) (?:\w+ ){0,6}(?:statement|disclosure|report)\b[^.]{0,160}\b(?:modern slavery act|section 54|s\.? ?54)\b"
    r"|\b(?:slavery|trafficking)[\w ]{0,25} statement (?:for the|is made|sets out|made|pursuant|of)\b"
    r"|\b(?:pursuant to|in accordance with|in compliance with|required by) (?:section 54|s\.? ?54|the modern slavery act)",
    re.IGNORECASE,
)
_NOT_REQUIRED = re.compile(
    r"\bnot (?:\w+ ){0,3}(?:required|obliged) to (?:publish|prepare|produce|make|issue|have)\b|\bno (?:\w+ ){0,4}statement is required",
    re.IGNORECASE,
)
_OTHER_PART = re.compile(
    r"^(?:[\d.]+\s*)?(?:(?:the )?(?:directors|trustees|strategic|remuneration|audit(?:or)?|nominations?)\W?s?\W? (?:committee )?report"
    r"|independent auditor|(?:consolidated|company|group|notes to|primary) .{0,30}(?:statements?|sheet|accounts|income)\b|notes to the"
    r"|going concern|statement of directors|section 172|streamlined energy|greenhouse gas|carbon|climate|tcfd|gender pay|diversity"
    r"|equal opportunities|political donations|dividends?\b|share capital|principal risks|financial review|health (?:and|&) safety|charitable|anti-?\s?bribery"
    r"|anti-?\s?corruption|tax strategy|data protection|corporate governance|remuneration|glossary|shareholder information"
    r"|environment(?:al)?\b|energy\b|community|disclosure of information|viability|events after|auditors?$)",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\bstatement (?:\w+ ){0,5}approved\b|\bapproved (?:\w+ ){0,3}by (?:the|our) [^.]{0,40}\bboard\b|\bfor and on behalf of\b",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    """A part of the document, by places in the list of its passages, both included."""

    first: int
    last: int
    words: int
    hits: int
    presents: bool


def cut(parsed: Parsed) -> Parsed:
    """The document with only its statement kept, numbered anew, when it is a report that holds one; else as it is.

    ``span`` then gives the pages; pages outside it that gave no text no longer count as unread.
    """
    if parsed.span is not None or not is_report(parsed.passages, parsed.title, parsed.pages):
        return parsed
    found = _statement(parsed.passages)
    if found is None:
        return parsed
    kept = parsed.passages[found.first : found.last + 1]
    passages = tuple(replace(p, number=n) for n, p in enumerate(kept, 1))
    pages = [p.page for p in kept if p.page is not None]
    if not pages:
        note = f"Only the statement inside this report was kept: passages {kept[0].number} to {kept[-1].number} of {len(parsed.passages)}."
        return replace(parsed, passages=passages, warnings=(*parsed.warnings, note))
    span = (min(pages), max(pages))
    unread = tuple(n for n in parsed.unread_pages if span[0] <= n <= span[1])
    # what stands outside the statement and was not read takes nothing from it
    beyond = parsed.why == "page-limit" and found.last == len(parsed.passages) - 1
    why = parsed.why if unread or beyond or parsed.why not in {"page-limit", "pages-without-text"} else None
    return replace(parsed, passages=passages, span=span, unread_pages=unread, why=why)


def is_report(passages: Sequence[Passage], title: str, pages: int | None) -> bool:
    """Whether this is a long document about other things, in which a statement may stand."""
    told = [p for p in passages if p.kind not in {Kind.FURNITURE, Kind.CONTENTS}]
    words = sum(len(p.text.split()) for p in told)
    if (pages is None and words <= LONG_WORDS) or (
        pages is not None and pages <= LONG_PAGES and words <= 2 * LONG_WORDS
    ):
        return False
    opening = " ".join([title, *(p.text for p in told[:4] if len(p.text) < 130)])
    if _NAMED.search(opening):
        return False
    return sum(len(_WORDS_ON.findall(p.text)) for p in told) * 1000 < _OWN * max(1, words)


def _statement(passages: Sequence[Passage]) -> _Found | None:
    """The part that reads most like a statement."""
    found = []
    done = -1
    for i, p in enumerate(passages):
        if i <= done or p.kind in {Kind.FURNITURE, Kind.CONTENTS}:
            continue
        headed = p.kind is Kind.HEADING and _NAMED.search(p.text) is not None
        if headed or (p.kind is Kind.PARAGRAPH and _PRESENTS.search(p.text)):
            part = _extent(passages, i if headed else _above(passages, i))
            done = part.last
            if _is_statement(passages, part):
                found.append(part)
    return max(found, key=lambda f: (f.presents, f.hits), default=None)


def _above(passages: Sequence[Passage], i: int) -> int:
    """The heading shortly above a sentence that presents the statement, else the sentence itself."""
    return next((j for j in range(i, max(-1, i - 4), -1) if passages[j].kind is Kind.HEADING), i)


def _extent(passages: Sequence[Passage], first: int) -> _Found:
    """From its heading to where the report speaks of other things, the sign-off included."""
    size = _height(passages[first])
    last, silent = first, 0
    stop = len(passages)
    for i in range(first + 1, len(passages)):
        p = passages[i]
        if p.kind in {Kind.FURNITURE, Kind.CONTENTS}:
            continue
        if p.kind is Kind.HEADING and _ends(passages, i, size):
            stop = i
            break
        if _WORDS_ON.search(p.text):
            last, silent = i, 0
        else:
            silent += len(p.text.split())
            if silent > _SILENCE:
                stop = i
                break
    last = _signed(passages, last, stop)
    kept = passages[first : last + 1]
    text = "\n".join(p.text for p in kept if p.kind is not Kind.FURNITURE)
    named = re.search(r"\bstatement\b", passages[first].text, re.IGNORECASE) is not None
    return _Found(
        first, last, len(text.split()), len(_WORDS_ON.findall(text)), named or _PRESENTS.search(text) is not None
    )


def _ends(passages: Sequence[Passage], i: int, size: float) -> bool:
    """Whether a heading opens another part of the report: of a subject of its own, or set as large, and silent on slavery."""
    if _WORDS_ON.search(passages[i].text):
        return False
    said = ""
    for p in passages[i + 1 :]:
        if p.kind is Kind.HEADING or len(said) > 1500:
            break
        said += " " + p.text
    if _WORDS_ON.search(said):
        return False
    # equal size tells nothing: many reports set every heading alike
    return _OTHER_PART.match(passages[i].text) is not None or (size > 0 and _height(passages[i]) > size * 1.1)


def _height(p: Passage) -> float:
    return max((b.bottom - b.top for b in p.boxes), default=0.0)


def _signed(passages: Sequence[Passage], last: int, stop: int) -> int:
    """The end: what is left of the last section, or the approval and signature that follow soon."""
    words = 0
    section, end, open_section = last, last, True
    for i in range(last + 1, stop):
        p = passages[i]
        words += len(p.text.split())
        if words > _TAIL:
            break
        open_section = open_section and p.kind is not Kind.HEADING
        if open_section and p.kind not in {Kind.FURNITURE, Kind.CONTENTS}:
            section = i
        if p.kind is Kind.SIGNATURE or _APPROVED.search(p.text):
            end = i
    return max(section, end)


def _is_statement(passages: Sequence[Passage], part: _Found) -> bool:
    kept = passages[part.first : part.last + 1]
    if part.words < 1_000 and any(_NOT_REQUIRED.search(p.text) for p in kept):
        return False
    if part.hits < 5 or part.words < 150 or part.hits * 1000 < _DENSE * part.words:
        return False
    return part.presents or (part.hits >= 10 and part.words >= 400)
