"""The first engine for PDFs: words of a page with their boxes, in bulk, straight from pdfium's text page.

pypdfium2 is imported here only, and its types stay here. Nothing here knows lines, columns or passages (layout.py).

pdfium gives a page's text in one call; asking it for a box costs 0.2 us a time, so boxes are asked for at the two
ends of each word only, and fonts once for each run of words drawn together.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from msa_check.errors import Unread
from msa_check.reading.words import TINY, Words, boxes, no_words, spans, upright

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_PASSWORD, _SECURITY = 4, 5
"""FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of FPDF_GetLastError."""
_COPYING = 1 << 4
"""The permission bit for copying text (PDF 32000-1, table 22)."""
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
"""FPDF_PAGEOBJ_*: what an object on a page is."""
_INVISIBLE = 3
"""Text rendering mode "neither fill nor stroke"."""
_FORCE_BOLD = 1 << 18
_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!light)", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^microsoft |^untitled|^\(?(?:anonymous|unspecified|unknown|no title|title)\)?$|^powerpoint |\.(?:docx?|pdf|indd|pptx?|rtf|odt|xlsx?|ai)$|^[\W\d_]*$",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?<=\D)\d{1,2}(?:,\d{1,2})*$|[*†‡]+$")
_AFTER_STOP = re.compile(r"\d[.,;)]\d{1,2}$")
_MARKS = frozenset("0123456789*†‡")
_UNITS = frozenset({"m", "cm", "km", "ft", "mm", "dm"})
_WHITE = 242
"""Red, green and blue from which a colour may not be seen on paper."""

_OBJECTS = 20_000
"""Objects of one page that are looked at."""
_PIXELS = 60_000_000
"""Largest picture of a page that is drawn."""
_DOT = (1.5, 8.0)
"""Width of a drawn bullet in points."""

_V, _I = ctypes.c_void_p, ctypes.c_int


def _bare(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes has no better types
    """The C function without pypdfium2's checks and without handing over the GIL: three times as fast a call."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _V).value or 0)


_loose_box = _bare(raw.FPDFText_GetLooseCharBox, _I, _V, _I, _V)
_object = _bare(raw.FPDFText_GetTextObject, ctypes.c_size_t, _V, _I)
_char_index = _bare(raw.FPDFText_GetCharIndexFromTextIndex, _I, _V, _I)
_font = _bare(raw.FPDFTextObj_GetFont, ctypes.c_size_t, _V)
_mode = _bare(raw.FPDFTextObj_GetTextRenderMode, _I, _V)
_fill = _bare(raw.FPDFText_GetFillColor, _I, _V, _I, _V, _V, _V, _V)
_font_size = _bare(raw.FPDFText_GetFontSize, ctypes.c_double, _V, _I)
_font_weight = _bare(raw.FPDFText_GetFontWeight, _I, _V, _I)
_font_info = _bare(raw.FPDFText_GetFontInfo, ctypes.c_ulong, _V, _I, _V, ctypes.c_ulong, _V)
_matrix = _bare(raw.FPDFText_GetMatrix, _I, _V, _I, _V)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page holds beside text: numbers of objects, and the shares of the page that pictures and forms cover.

    A form is a drawing held apart, which other programs put pages in that they stamp.
    """

    texts: int
    paths: int
    images: int
    forms: int
    covered: float
    held: float
    stated: bool = True
    """Whether the page itself says how large it is; one that does not and is empty may be no page at all."""


class Document:
    """An open PDF. Page indices count from 0."""

    def __init__(self, document: Any, *, by_password: bool) -> None:  # noqa: ANN401 - pypdfium2 has no types
        """Wrap the opened document."""
        self._pdf = document
        self.pages = len(document)
        permissions = int(raw.FPDF_GetDocPermissions(document.raw)) & 0xFFFFFFFF
        revision = int(raw.FPDF_GetSecurityHandlerRevision(document.raw))
        self.restricted = revision > 0 and not permissions & _COPYING and not by_password
        """Whether the author's settings ask programs not to copy its text."""

    def title(self) -> str:
        """The title in the file's properties; "" when there is none, or only the name of a file or program."""
        title = " ".join(str(self._pdf.get_metadata_value("Title") or "").split())
        return "" if _NO_TITLE.search(title) else title

    def creator(self) -> str:
        """The program that wrote the text, as the file's properties name it."""
        return str(self._pdf.get_metadata_value("Creator") or "")

    def words(self, index: int) -> Words | None:
        """The words of a page, or None when the page cannot be loaded."""
        page = raw.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            return None
        # pdfium muddles letters and spaces of pages shown turned: they are read as they were drawn
        shown = int(raw.FPDFPage_GetRotation(page)) % 4
        try:
            if shown:
                raw.FPDFPage_SetRotation(page, 0)
            text = raw.FPDFText_LoadPage(page)
            if not text:
                return None
            try:
                return _words(page, text, shown)
            finally:
                raw.FPDFText_ClosePage(text)
        finally:
            if shown:
                raw.FPDFPage_SetRotation(page, shown)
            raw.FPDF_ClosePage(page)

    def drawn(self, index: int) -> Drawn | None:
        """What the page holds beside its words, or None when it cannot be loaded."""
        page = raw.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            return None
        try:
            return _drawn(page)
        finally:
            raw.FPDF_ClosePage(page)

    def dots(self, index: int) -> list[tuple[float, float, float]]:
        """Small marks drawn on an upright page, as bullets are: left and right edge, and middle of the height (points, from the top)."""
        page = raw.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            return []
        try:
            return _dots(page)
        finally:
            raw.FPDF_ClosePage(page)

    def picture(self, index: int, scale: float) -> Any:  # noqa: ANN401 - a PIL image
        """The page as an RGB picture of ``scale`` pixels a point, or None when it cannot be loaded or would be too large."""
        width, height = self.page_size(index)
        if width * height * scale * scale > _PIXELS:
            return None
        try:
            page = self._pdf[index]
        except pdfium.PdfiumError:
            return None
        try:
            return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        finally:
            page.close()

    def page_size(self, index: int) -> tuple[float, float]:
        """Width and height of the page as displayed, in points; (0, 0) when it cannot be loaded."""
        size = raw.FS_SIZEF()
        if not raw.FPDF_GetPageSizeByIndexF(self._pdf.raw, index, size):
            return 0.0, 0.0
        return float(size.width), float(size.height)


@contextmanager
def opened(data: bytes, passwords: Sequence[str]) -> Iterator[Document]:
    """Open a PDF held in memory. Raises Unread("encrypted") without a fitting password, Unread("corrupt") for no PDF."""
    locked = False
    for password in (None, *passwords):
        try:
            document = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as e:
            code = getattr(e, "err_code", None)
            locked = locked or code == _PASSWORD
            if code == _SECURITY:
                raise Unread("encrypted", "It is locked in a way that is not supported.") from None
            if not locked:
                break
            continue
        try:
            opened_document = Document(document, by_password=password is not None)
            if not opened_document.pages:
                raise Unread("corrupt", "It has no pages.")
            yield opened_document
        finally:
            document.close()
        return
    if locked:
        raise Unread("encrypted", "None of the passwords given fits." if passwords else "")
    raise Unread("corrupt")


def _words(page: Any, text: Any, shown: int) -> Words:  # noqa: ANN401 - ctypes handles
    """The words of an unturned page that is shown turned ``shown`` times clockwise."""
    count = int(raw.FPDFText_CountChars(text))
    width, height = float(raw.FPDF_GetPageWidthF(page)), float(raw.FPDF_GetPageHeightF(page))
    codes = np.zeros(max(1, count * 2 + 1), np.uint16)  # a character may take two code units
    got = (
        int(raw.FPDFText_GetText(text, 0, count, codes.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))))
        if count > 0
        else 0
    )
    codes = codes[: max(0, got - 1)]
    starts, ends, line = spans(codes)
    if not len(starts):
        return no_words(width, height)
    handle = ctypes.cast(text, _V).value
    whole = codes.tobytes().decode("utf-16-le", "replace") if not _surrogates(codes) else ""
    places = list(zip(starts.tolist(), ends.tolist(), strict=True))
    if whole:
        strings = [whole[a:b] for a, b in places]
    else:
        strings = [codes[a:b].tobytes().decode("utf-16-le", "replace") for a, b in places]
    first, last = starts.tolist(), (ends - 1).tolist()
    if got != count + 1:  # some characters of the page have no text, so that the two counts part
        first = [max(0, _char_index(handle, i)) for i in first]
        last = [max(0, _char_index(handle, i)) for i in last]
    n = len(strings)
    ink = np.zeros((2, n, 4), np.float32)  # pdfium: left, top, right, bottom, y upwards
    at = ink.ctypes.data
    deque(map(_loose_box, repeat(handle), first, range(at, at + 16 * n, 16)), 0)
    deque(map(_loose_box, repeat(handle), last, range(at + 16 * n, at + 32 * n, 16)), 0)
    head, tail = ink[0], ink[1]
    objects = np.fromiter(map(_object, repeat(handle), first), np.uint64, n)
    starts = np.flatnonzero(np.concatenate(([True], objects[1:] != objects[:-1])))
    drawn = np.cumsum(np.concatenate(([1], objects[1:] != objects[:-1]))) - 1  # which run of objects a word is of
    chars = [first[i] for i in starts.tolist()]
    size, matrix = _sizes(handle, chars)
    bold, pale = _looks(handle, chars, objects[starts])
    size, matrix = size[drawn], matrix[drawn]
    _without_marks(strings, first, last, handle, head, tail)
    turned = (np.rint(np.arctan2(matrix[:, 1], matrix[:, 0]) / (np.pi / 2)).astype(np.int8)) % 4
    words = Words(
        strings,
        boxes(head, tail, size, matrix),
        size,
        bold[drawn],
        line,
        turned,
        pale[drawn] | (size < TINY),
        width,
        height,
    )
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    return upright(_initials_apart(words, first, last, handle), bounds.left, bounds.bottom, shown)


def _initials_apart(words: Words, first: list[int], last: list[int], handle: int | None) -> Words:
    """A large first letter cut from the word that pdfium glued to it: the one that happens to share its base line."""
    large = np.flatnonzero(words.size > 1.7 * np.median(words.size))
    glued = [i for i in large.tolist() if len(words.text[i]) > 1]
    if not glued:
        return words
    small, _ = _sizes(handle, [last[i] for i in glued])
    glued = [i for i, s in zip(glued, small.tolist(), strict=True) if s < 0.6 * words.size[i]]
    for i in reversed(glued):  # from the end, so that places stay right
        box = np.zeros(4, np.float32)
        _loose_box(handle, first[i] + 1, box.ctypes.data)
        size, matrix = _sizes(handle, [first[i] + 1])
        rest = boxes(box[None], box[None], size, matrix)[0]
        rest[2] = max(rest[2], words.box[i, 2])
        letter = words.box[i].copy()
        letter[2] = min(letter[2], rest[0])
        words = Words(
            [*words.text[:i], words.text[i][0], words.text[i][1:], *words.text[i + 1 :]],
            np.concatenate([words.box[:i], letter[None], rest[None], words.box[i + 1 :]]),
            np.insert(words.size, i + 1, size[0]),
            np.insert(words.bold, i + 1, words.bold[i]),
            np.insert(words.line, i + 1, words.line[i]),
            np.insert(words.turned, i + 1, words.turned[i]),
            np.insert(words.suspect, i + 1, words.suspect[i]),
            words.width,
            words.height,
        )
    return words


def _surrogates(codes: NDArray[np.uint16]) -> bool:
    return bool(((codes & 0xF800) == 0xD800).any())


def _sizes(handle: int | None, chars: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Type size in points and text matrix (a, b, c, d, e, f: e and f are the place of the base line) at each character."""
    n = len(chars)
    matrix = np.zeros((n, 6), np.float32)
    at = matrix.ctypes.data
    deque(map(_matrix, repeat(handle), chars, range(at, at + 24 * n, 24)), 0)
    size = np.fromiter(map(_font_size, repeat(handle), chars), np.float32, n)
    return size * np.hypot(matrix[:, 2], matrix[:, 3]), matrix


def _without_marks(
    strings: list[str],
    first: list[int],
    last: list[int],
    handle: int | None,
    head: NDArray[np.float32],
    tail: NDArray[np.float32],
) -> None:
    """Take the raised number of a footnote off the end of a word ("checked1"), in place."""
    marked = (k for k, w in enumerate(strings) if w[-1] in _MARKS and len(w) > 1)
    for i in [k for k in marked if not strings[k][0].isdigit() or _AFTER_STOP.search(strings[k])]:
        small = _font_size(handle, last[i]) < 0.85 * _font_size(handle, first[i])
        tall, end = head[i, 1] - head[i, 3], tail[i, 1] - tail[i, 3]
        if small or (0 < end < 0.8 * tall and tail[i, 3] - head[i, 3] > 0.12 * tall):
            bare = _MARK.sub("", strings[i])
            if bare and bare.lower() not in _UNITS:
                strings[i] = bare


def _looks(
    handle: int | None, chars: list[int], objects: NDArray[np.uint64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each run of words is bold, and whether it may not be seen (white, clear or drawn invisibly)."""
    n = len(chars)
    ids = objects.tolist()
    _, places, which = np.unique(np.fromiter(map(_font, ids), np.uint64, n), return_index=True, return_inverse=True)
    bold = np.array([_is_bold(handle, chars[i]) for i in places.tolist()], np.bool_)[which]
    colour = np.zeros((n, 4), np.uint32)
    colour[:, 3] = 255
    at, end = colour.ctypes.data, colour.ctypes.data + 16 * n
    parts = (range(at + 4 * i, end, 16) for i in range(4))
    deque(map(_fill, repeat(handle), chars, *parts), 0)
    unseen = np.fromiter(map(_mode, ids), np.int32, n) == _INVISIBLE
    return bold, unseen | (colour[:, :3] > _WHITE).all(axis=1) | (colour[:, 3] < 16)


def _is_bold(handle: int | None, char: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int(0)
    _font_info(handle, char, ctypes.addressof(name), 128, ctypes.addressof(flags))
    called = name.value.decode("utf-8", "replace")
    return bool(_BOLD.search(called)) or bool(flags.value & _FORCE_BOLD) or _font_weight(handle, char) >= 600


def _drawn(page: Any) -> Drawn:  # noqa: ANN401 - a ctypes handle
    count = int(raw.FPDFPage_CountObjects(page))
    kinds = [0] * 6
    area = {_IMAGE: 0.0, _FORM: 0.0}
    box = [ctypes.c_float() for _ in range(4)]
    for i in range(min(count, _OBJECTS)):
        item = raw.FPDFPage_GetObject(page, i)
        kind = int(raw.FPDFPageObj_GetType(item))
        if 0 <= kind < len(kinds):
            kinds[kind] += 1
        if kind in area and raw.FPDFPageObj_GetBounds(item, *box):
            left, bottom, right, top = (b.value for b in box)
            area[kind] += max(0.0, right - left) * max(0.0, top - bottom)
    size = float(raw.FPDF_GetPageWidthF(page)) * float(raw.FPDF_GetPageHeightF(page))
    covered, held = (min(1.0, area[kind] / size) if size else 0.0 for kind in (_IMAGE, _FORM))
    stated = bool(raw.FPDFPage_GetMediaBox(page, *box))
    return Drawn(kinds[_TEXT], kinds[_PATH], kinds[_IMAGE], kinds[_FORM], covered, held, stated)


def _dots(page: Any) -> list[tuple[float, float, float]]:  # noqa: ANN401 - a ctypes handle
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    box = [ctypes.c_float() for _ in range(4)]
    out = []
    for i in range(min(int(raw.FPDFPage_CountObjects(page)), _OBJECTS)):
        item = raw.FPDFPage_GetObject(page, i)
        if raw.FPDFPageObj_GetType(item) != _PATH or not raw.FPDFPageObj_GetBounds(item, *box):
            continue
        left, bottom, right, top = (b.value for b in box)
        wide, tall = right - left, top - bottom
        if _DOT[0] < wide < _DOT[1] and 0.7 < wide / max(tall, 0.1) < 1.4:
            out.append((left - bounds.left, right - bounds.left, bounds.top - (top + bottom) / 2))
    return out
