"""PDF -> passages: which engine reads each page, what could not be read, and what was odd about the file.

The engines are pdfium.py, plumber.py and ocr.py; lines and their order are layout.py's. Nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.model import PageNote
from msa_check.reading import assemble, furniture, inked, layout, pdfium, quality, tables
from msa_check.reading.parts import Parsed
from msa_check.reading.plumber import Second
from msa_check.reading.words import no_words, outside, unseen

if TYPE_CHECKING:
    from msa_check.reading.columns import Block
    from msa_check.reading.parts import Line, ReadOptions
    from msa_check.reading.pdfium import Document, Drawn
    from msa_check.reading.words import Words

_VAIN = 8
"""Pages on which the second engine finds nothing either before it is no longer asked."""
_FEW = 15
"""Words on a page that is mostly a picture, up to which the picture may hold the text."""
_STAMPS = 40
"""Words on a page up to which they may be only what was stamped on it: digital signatures, an envelope's number, the page's."""
_MOSTLY = 0.5
"""Share of a page that pictures cover from which it is mostly a picture."""
_UNSEEN = 2
"""White, tiny or invisible words on a page from which its picture is looked at: a name; one alone is a page's number or a stray mark.

Of covered words one is enough, as few pages have any.
"""
_UNSEEN_WHY = "cannot be seen (white, tiny, covered or beyond the page's edge)"
_TOLD = 5
"""Pages with words that cannot be seen up to which each has its own warning."""
_LOOKS = 40
"""Pages of one file whose picture is looked at for hidden text."""
_PIXELS = 4_000_000
"""Size of the picture in which hidden text is looked for: one pixel a point up to poster size."""
_PRINTS = 60
"""Pages of one file whose picture is looked at for print that is no text."""
_SHAPES = 100
"""Shapes drawn on a page from which they may be letters: two lines of print."""
_FINE = 2.0
"""Pixels for one point at which print shows its strokes."""
_RESTRICTED = "The author's settings ask programs not to copy text from this file; it was read all the same."


@dataclass(frozen=True, slots=True)
class _Page:
    """One page that gave text: the blocks of its words with the page's turn and size, or lines as OCR gave them."""

    number: int
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    turns: int = 0
    width: float = 0.0
    height: float = 0.0


@dataclass(slots=True)
class _Read:
    """What has been read so far."""

    pages: list[_Page] = field(default_factory=list)
    notes: list[PageNote] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    hidden: dict[int, int] = field(default_factory=dict)
    """Words left out of a page because nobody can see them."""
    garbled: int = 0
    broken: int = 0
    """Pages that cannot be loaded."""
    vain: int = 0
    looks: int = 0
    prints: int = 0


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a PDF. Raises Unread: "own-report", "encrypted", "corrupt", "no-text-layer" or "garbled"."""
    second = Second(data, options.passwords)
    try:
        with pdfium.opened(data, options.passwords) as document:
            _refuse_own(document)
            pages = min(document.pages, options.max_pages)
            read = _Read()
            for index in range(pages):
                _page(document, second, index, options, read)
            warnings = (_RESTRICTED,) if document.restricted else ()
            return _parsed(read, document.pages, pages, document.title(), warnings)
    except Unread as fault:
        if fault.reason != "corrupt" or not second.pages():
            raise
        return _by_second_alone(second, options)
    finally:
        second.close()


def _refuse_own(document: pdfium.Document) -> None:
    """Refuse a report that msa-check made: the typesetter takes the mark of its page over."""
    if document.creator() == "msa-check":
        raise Unread("own-report")


def _parsed(read: _Read, pages: int, looked_at: int, title: str, warnings: tuple[str, ...]) -> Parsed:
    if not read.pages:
        raise Unread("garbled" if read.garbled else "corrupt" if read.broken == looked_at else "no-text-layer")
    passages = assemble.passages([x for lines in furniture.marked(_lines(read.pages)) for x in lines])
    why = "page-limit" if looked_at < pages else "pages-without-text" if read.unread else None
    hidden = _said_hidden(read.hidden)
    return Parsed(
        passages,
        title=title,
        pages=pages,
        unread_pages=tuple(read.unread) + tuple(range(looked_at + 1, pages + 1)),
        page_notes=tuple(read.notes),
        warnings=(*warnings, *hidden),
        why=why,
    )


def _said_hidden(hidden: dict[int, int]) -> tuple[str, ...]:
    """Warnings of the words left out: one for each page, or one for all where there are many, as with printer's marks."""
    if len(hidden) > _TOLD:
        pages = ", ".join(map(str, sorted(hidden)[:20])) + (" ..." if len(hidden) > 20 else "")
        words = sum(hidden.values())
        return (f"{len(hidden)} pages hold {words:,} words that {_UNSEEN_WHY}; they were left out. Pages: {pages}.",)
    return tuple(
        f"Page {page} holds {count} words that {_UNSEEN_WHY}; they were left out."
        if count != 1
        else f"Page {page} holds a word that {_UNSEEN_WHY}; it was left out."
        for page, count in sorted(hidden.items())
    )


def _lines(pages: list[_Page]) -> list[list[Line]]:
    """The lines of every page, tables joined over the page, boxes on the page as displayed."""
    blocks = tables.joined([p.blocks for p in pages])
    out = []
    for page, found in zip(pages, blocks, strict=True):
        lines = page.lines or layout.lines(found, page.number)
        if page.turns:
            lines = [layout.turned_back(x, page.turns, page.width, page.height) for x in lines]
        out.append(lines)
    return out


# ------------------------------------------------------------------------------------------------ one page


def _page(document: Document, second: Second, index: int, options: ReadOptions, read: _Read) -> None:
    """Read one page with the first engine that gives words, and note which."""
    number = index + 1
    if options.ocr == "force" and _took_ocr(document, index, options, read, "OCR was asked for"):
        return
    words = document.words(index)
    fault = _fault(words)
    if words is not None and not fault:
        _with_words(document, index, words, options, read)
        return
    drawn = document.drawn(index)
    if drawn is not None and _is_damaged(drawn, document, second, index):
        drawn = None
    printed = False
    if drawn is not None and _is_blank(drawn):
        printed = drawn.paths > 0 and _shows_print(document, index, words, read)
        if not printed:
            note = "the page holds only lines" if drawn.paths else "the page is blank"
            read.notes.append(PageNote(number, "none", note))
            return
    if read.vain < _VAIN and (drawn is None or drawn.texts or drawn.forms):
        # where a page is damaged the engines may count the pages differently, and the second would give another page
        other = second.words(index) if second.pages() == document.pages else None
        if other is not None and not _fault(other):
            why = "pdfium cannot load the page" if drawn is None else f"pdfium's text is {fault}"
            _take(_inside(other, number, read), number, read, PageNote(number, "pdfplumber", why))
            return
        read.vain += 1
    what = "the page is a picture" if fault == "absent" else "the text is garbled"
    if drawn is None:
        what = "the page is damaged: it cannot be loaded"
        read.broken += 1
    elif printed:
        what = "the page shows print that is no text"
    if options.ocr == "auto" and _took_ocr(document, index, options, read, what):
        return
    if fault == "garbled":
        read.garbled += 1
    read.unread.append(number)
    read.notes.append(PageNote(number, "none", what))


def _with_words(document: Document, index: int, words: Words, options: ReadOptions, read: _Read) -> None:
    """Take a page's words; where they are few, see whether the page shows more than they say."""
    number = index + 1
    words = _inside(words, number, read)
    drawn = document.drawn(index) if len(words) < _STAMPS else None
    few = drawn is not None and drawn.covered > _MOSTLY and len(words) < _FEW
    printed = drawn is not None and _prints_more(document, index, words, drawn, read)
    if (few or printed) and options.ocr == "auto":
        why = "the page is a picture with a few words of text" if few else "the page shows print that is no text"
        if _took_ocr(document, index, options, read, why, least=2 * len(words)):
            return
    note = "most of the page is a picture" if few else ""
    if printed:
        note = "the page shows print that is no text; only the words that are text were read"
        read.unread.append(number)
    _take(_seen(document, index, words, read), number, read, PageNote(number, "pdfium", note))
    blocks = read.pages[-1].blocks
    if not words.quarter_turns and layout.may_have_bullets(blocks):
        layout.drawn_bullets(blocks, document.dots(index))


def _prints_more(document: Document, index: int, words: Words, drawn: Drawn, read: _Read) -> bool:
    """Whether a page shows print beside its few words: stamped words on a scan, say, or a live number on drawn letters.

    A cover with its title over a photograph does not. Of pages beyond the limit, those that are mostly a picture count
    as if they did, as nobody has looked.
    """
    pictured = drawn.covered + drawn.held > _MOSTLY
    if not pictured and (drawn.paths < _SHAPES or len(words) >= _FEW):
        return False
    if read.prints >= _PRINTS:
        return drawn.covered > _MOSTLY and len(words) < _FEW
    return _shows_print(document, index, words, read)


def _shows_print(document: Document, index: int, words: Words | None, read: _Read) -> bool:
    if read.prints >= _PRINTS:
        return False
    read.prints += 1
    width, height = document.page_size(index)
    scale = min(_FINE, (_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = document.picture(index, scale)
    if picture is None:
        return False
    if words is not None and words.quarter_turns:
        picture = picture.rotate(-90 * words.quarter_turns, expand=True)
    return inked.shows_print(picture, scale, words.box if words is not None else no_words(width, height).box)


def _is_blank(drawn: Drawn) -> bool:
    return not (drawn.texts or drawn.images or drawn.forms)


def _is_damaged(drawn: Drawn, document: Document, second: Second, index: int) -> bool:
    """Whether a page that seems empty is none: a dictionary that is no page, or one whose content is lost."""
    if not _is_blank(drawn) or drawn.paths:
        return False
    if second.pages() != document.pages:
        return not drawn.stated
    return second.lost_content(index)


def _take(words: Words, number: int, read: _Read, note: PageNote) -> None:
    read.notes.append(note)
    read.pages.append(_Page(number, layout.blocks(words), [], words.quarter_turns, words.width, words.height))


def _took_ocr(document: Document, index: int, options: ReadOptions, read: _Read, why: str, *, least: int = 0) -> bool:
    """Whether OCR read the picture of the page and found more than ``least`` words."""
    from msa_check.reading import ocr

    if not ocr.available():
        return False
    width, height = document.page_size(index)
    scale = ocr.scale(width, height)
    picture = document.picture(index, scale) if scale is not None else None
    found = ocr.page_lines(picture, index + 1, width, height, options) if picture is not None else None
    if not found or sum(len(x.text.split()) for x in found) <= least:
        return False
    read.pages.append(_Page(index + 1, lines=found))
    read.notes.append(PageNote(index + 1, "ocr", why))
    return True


def _fault(words: Words | None) -> str:
    """What is wrong with a page's text: "absent", "garbled" or ""."""
    if words is None or not len(words):
        return "absent"
    if len(words) <= 20:
        return ""
    text = " ".join(words.text)
    plain = [w for w in text.lower().split() if w.isalpha()]
    return "garbled" if quality.is_garbled(text, plain or words.text, quality.common_share(plain)) else ""


def _inside(words: Words, number: int, read: _Read) -> Words:
    """The words without those that lie beyond the page's edges, such as a printer's marks."""
    beyond = outside(words)
    if not beyond.any():
        return words
    read.hidden[number] = int(beyond.sum())
    return words.only(~beyond)


def _seen(document: Document, index: int, words: Words, read: _Read) -> Words:
    """The words without those that its picture does not show: white on white, tiny, drawn invisibly or covered.

    Invisible text over a picture of the page is the text layer of a scan: it stays.
    """
    count = int((words.suspect | words.covered).sum())
    if (count < _UNSEEN and not words.covered.any()) or read.looks >= _LOOKS or words.quarter_turns:
        return words
    drawn = document.drawn(index)
    if count > 0.5 * len(words) and drawn is not None and drawn.covered > _MOSTLY:
        return words
    read.looks += 1
    scale = min(1.0, (_PIXELS / max(1.0, words.width * words.height)) ** 0.5)
    picture = document.picture(index, scale)
    if picture is None:
        return words
    invisible = unseen(words, picture, scale)
    gone = int(invisible.sum())
    if gone < _UNSEEN and not (invisible & words.covered).any():
        return words
    read.hidden[index + 1] = read.hidden.get(index + 1, 0) + gone
    return words.only(~invisible)


# --------------------------------------------------------------------------------------- without pdfium


def _by_second_alone(second: Second, options: ReadOptions) -> Parsed:
    """A file that pdfium cannot open, read with the second engine. Raises Unread("corrupt") when it gives nothing."""
    total = second.pages()
    looked_at = min(total, options.max_pages)
    read = _Read()
    for index in range(looked_at):
        words = second.words(index)
        if words is None or _fault(words):
            read.unread.append(index + 1)
            read.notes.append(PageNote(index + 1, "none", "pdfium cannot open the file, and pdfplumber found no text"))
        else:
            words = _inside(words, index + 1, read)
            _take(words, index + 1, read, PageNote(index + 1, "pdfplumber", "pdfium cannot open the file"))
    if not read.pages:
        raise Unread("corrupt")
    return _parsed(read, total, looked_at, "", ())
