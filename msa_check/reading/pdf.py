"""PDF -> passages: which engine reads each page, what could not be read, and what was odd about the file.

The engines are pdfium.py, plumber.py and ocr.py; lines and their order are layout.py's. Nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.model import PageNote
from msa_check.reading import assemble, furniture, layout, pdfium, quality
from msa_check.reading.parts import Parsed
from msa_check.reading.plumber import Second

if TYPE_CHECKING:
    from msa_check.reading.parts import Line, ReadOptions
    from msa_check.reading.pdfium import Document, Words

_VAIN = 8
"""Pages on which the second engine finds nothing either before it is no longer asked."""
_RESTRICTED = "The author's settings ask programs not to copy text from this file; it was read all the same."


@dataclass(slots=True)
class _Read:
    """What has been read so far."""

    pages: list[list[Line]] = field(default_factory=list)
    notes: list[PageNote] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    garbled: int = 0
    vain: int = 0


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a PDF. Raises Unread: "encrypted", "corrupt", "no-text-layer" or "garbled"."""
    second = Second(data, options.passwords)
    try:
        with pdfium.opened(data, options.passwords) as document:
            return _parsed(document, second, options)
    finally:
        second.close()


def _parsed(document: Document, second: Second, options: ReadOptions) -> Parsed:
    pages = min(document.pages, options.max_pages)
    read = _Read()
    for index in range(pages):
        _page(document, second, index, options, read)
    if not any(read.pages):
        raise Unread("garbled" if read.garbled else "no-text-layer")
    passages = assemble.passages([x for lines in furniture.marked(read.pages) for x in lines])
    why = "page-limit" if pages < document.pages else "pages-without-text" if read.unread else None
    return Parsed(
        passages,
        title=document.title(),
        pages=document.pages,
        unread_pages=tuple(read.unread) + tuple(range(pages + 1, document.pages + 1)),
        page_notes=tuple(read.notes),
        warnings=(_RESTRICTED,) if document.restricted else (),
        why=why,
    )


def _page(document: Document, second: Second, index: int, options: ReadOptions, read: _Read) -> None:
    """Read one page with the first engine that gives words, and note which."""
    number = index + 1
    if options.ocr == "force":
        found = _by_ocr(document, index, options)
        if found is not None:
            read.pages.append(found)
            read.notes.append(PageNote(number, "ocr", "OCR was asked for"))
            return
    words = document.words(index)
    fault = _fault(words)
    if words is not None and not fault:
        read.pages.append(layout.lines(words, number))
        read.notes.append(PageNote(number, "pdfium"))
        return
    drawn = document.drawn(index)
    blank = not (drawn.texts or drawn.images or drawn.forms)
    if not blank and read.vain < _VAIN and (drawn.texts or drawn.forms):
        other = second.words(index)
        if other is not None and not _fault(other):
            read.pages.append(layout.lines(other, number))
            read.notes.append(PageNote(number, "pdfplumber", f"pdfium's text is {fault}"))
            return
        read.vain += 1
    if options.ocr == "auto" and not blank:
        found = _by_ocr(document, index, options)
        if found:
            read.pages.append(found)
            read.notes.append(
                PageNote(number, "ocr", "the page is a picture" if fault == "absent" else "the text is garbled")
            )
            return
    if blank:
        read.notes.append(
            PageNote(number, "none", "the page is blank" if not drawn.paths else "the page holds only lines")
        )
        return
    if fault == "garbled":
        read.garbled += 1
    read.unread.append(number)
    read.notes.append(PageNote(number, "none", "the page is a picture" if fault == "absent" else "the text is garbled"))


def _fault(words: Words | None) -> str:
    """What is wrong with a page's text: "absent", "garbled" or ""."""
    if words is None or not len(words):
        return "absent"
    text = " ".join(words.text)
    plain = [w for w in text.lower().split() if w.isalpha()]
    return (
        "garbled"
        if len(words) > 20 and quality.is_garbled(text, plain or words.text, quality.common_share(plain))
        else ""
    )


def _by_ocr(document: Document, index: int, options: ReadOptions) -> list[Line] | None:
    """The lines that OCR reads on the picture of a page, or None where it cannot be used."""
    from msa_check.reading import ocr

    if not ocr.available():
        return None
    width, height = document.page_size(index)
    scale = ocr.scale(width, height)
    if scale is None:
        return None
    picture = document.picture(index, scale)
    return None if picture is None else ocr.page_lines(picture, index + 1, width, height, options)
