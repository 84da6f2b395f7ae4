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
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from msa_check.errors import Unread
from msa_check.reading.words import TINY, Words, boxes, core, no_words, spans, upright

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
_COVERS = 1_000
"""Shapes and pictures of one page, the largest, under which words are looked for."""
_LEAST = (6.0, 4.0)
"""Width and height in points from which a shape may hide a word."""
_SLACK = 0.5
"""Points by which a word may stand out beyond what covers it."""
_DEEP = 6
"""Drawings held within one another that are looked into."""
_FILLED = 300
"""Pages of one file whose fields and typed notes are read: each is copied for it."""
_SHOWN = frozenset(
    {
        raw.FPDF_ANNOT_WIDGET,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_STAMP,
        raw.FPDF_ANNOT_SQUARE,
        raw.FPDF_ANNOT_WATERMARK,
    }
)
"""Kinds of annotation that are part of what a page shows: filled-in fields, typed text, stamps, boxes laid over it."""
_AWAY = raw.FPDF_ANNOT_FLAG_INVISIBLE | raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
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
_generated = _bare(raw.FPDFText_IsGenerated, _I, _V, _I)
_kind = _bare(raw.FPDFPageObj_GetType, _I, _V)
_bounds = _bare(raw.FPDFPageObj_GetBounds, _I, _V, _V, _V, _V, _V)
_on_page = _bare(raw.FPDFPage_GetObject, ctypes.c_size_t, _V, _I)
_in_form = _bare(raw.FPDFFormObj_GetObject, ctypes.c_size_t, _V, ctypes.c_ulong)
_held_in = _bare(raw.FPDFFormObj_CountObjects, _I, _V)
_see_through = _bare(raw.FPDFPageObj_HasTransparency, _I, _V)
_draw_mode = _bare(raw.FPDFPath_GetDrawMode, _I, _V, _V, _V)
_form_matrix = _bare(raw.FPDFPageObj_GetMatrix, _I, _V, _V)


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
        self._filled: set[int] = set()
        """Pages that something is filled in on."""

    def title(self) -> str:
        """The title in the file's properties; "" when there is none, or only the name of a file or program."""
        title = " ".join(str(self._pdf.get_metadata_value("Title") or "").split())
        return "" if _NO_TITLE.search(title) else title

    def creator(self) -> str:
        """The program that wrote the text, as the file's properties name it."""
        return str(self._pdf.get_metadata_value("Creator") or "")

    def words(self, index: int) -> Words | None:
        """The words of a page as it is shown, with what is filled in on it; None when the page cannot be loaded."""
        with self._shown(index) as page:
            return _words_of(page.raw) if page is not None else None

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
        with self._shown(index) as page:
            return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB") if page is not None else None

    @contextmanager
    def _shown(self, index: int) -> Iterator[Any]:
        """The page with what is filled in on it, or None when it cannot be loaded."""
        try:
            page = self._pdf[index]
        except pdfium.PdfiumError:
            yield None
            return
        copy = None
        try:
            if (index in self._filled or len(self._filled) < _FILLED) and _is_filled_in(page.raw):
                self._filled.add(index)
                copy = _flattened(self._pdf.raw, page.raw, index)
            yield page if copy is None else copy[0]
        finally:
            if copy is not None:
                copy.close()
            page.close()

    def page_size(self, index: int) -> tuple[float, float]:
        """Width and height of the page as displayed, in points; (0, 0) when it cannot be loaded."""
        size = raw.FS_SIZEF()
        if not raw.FPDF_GetPageSizeByIndexF(self._pdf.raw, index, size):
            return 0.0, 0.0
        return float(size.width), float(size.height)


_open = 0
"""Documents that are open now."""


def _begin_anew() -> None:
    """Let PDFium forget what it keeps of earlier files: the fonts it once drew with change the widths of letters in later ones."""
    if not _open:
        raw.FPDF_DestroyLibrary()
        raw.FPDF_InitLibrary()


@contextmanager
def opened(data: bytes, passwords: Sequence[str]) -> Iterator[Document]:
    """Open a PDF held in memory. Raises Unread("encrypted") without a fitting password, Unread("corrupt") for no PDF."""
    locked = False
    _begin_anew()
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
        global _open  # noqa: PLW0603 - the library is one for the whole process, and so is its state
        _open += 1
        try:
            opened_document = Document(document, by_password=password is not None)
            if not opened_document.pages:
                raise Unread("corrupt", "It has no pages.")
            yield opened_document
        finally:
            document.close()
            _open -= 1
        return
    if locked:
        raise Unread("encrypted", "None of the passwords given fits." if passwords else "")
    raise Unread("corrupt")


def _notes(page: Any) -> Iterator[tuple[int, Any, bool]]:  # noqa: ANN401 - a ctypes handle
    """The page's annotations from the last to the first: number, handle, and whether it is part of what the page shows."""
    for i in reversed(range(min(int(raw.FPDFPage_GetAnnotCount(page)), _OBJECTS))):
        note = raw.FPDFPage_GetAnnot(page, i)
        if note:
            shown = raw.FPDFAnnot_GetSubtype(note) in _SHOWN and not raw.FPDFAnnot_GetFlags(note) & _AWAY
            try:
                yield i, note, shown and not _is_button(note)
            finally:
                raw.FPDFPage_CloseAnnot(note)


def _is_button(note: Any) -> bool:  # noqa: ANN401 - a ctypes handle
    """Whether it is a button or a box to tick: what they hold is no text, and some are shown by a script only."""
    kind = (ctypes.c_ushort * 8)()
    length = raw.FPDFAnnot_GetStringValue(note, b"FT", kind, ctypes.sizeof(kind))
    return (
        bool(raw.FPDFAnnot_HasKey(note, b"AS"))
        or bytes(kind)[: max(0, length - 2)].decode("utf-16-le", "replace") == "Btn"
    )


def _is_filled_in(page: Any) -> bool:  # noqa: ANN401 - a ctypes handle
    return any(shown for _, _, shown in _notes(page))


def _flattened(document: Any, page: Any, index: int) -> Any:  # noqa: ANN401 - pypdfium2 has no types
    """A document of the one page with its fields, typed notes and stamps made part of it, or None when that cannot be done.

    It is a copy: of a page that takes its fonts or its size from the file's list of pages, pdfium would lose them.
    Sticky notes and highlighting are left out.
    """
    if not all(
        raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2
        for _, note, shown in _notes(page)
        if shown
    ):
        _with_appearances(page)
    copy = pdfium.PdfDocument.new()
    done = False
    if raw.FPDF_ImportPagesByIndex(copy, document, (ctypes.c_int * 1)(index), 1, 0):
        flat = raw.FPDF_LoadPage(copy, 0)
        if flat:
            for i in [i for i, _, shown in _notes(flat) if not shown]:
                raw.FPDFPage_RemoveAnnot(flat, i)
            done = raw.FPDFPage_Flatten(flat, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
            raw.FPDF_ClosePage(flat)
    if not done:
        copy.close()
        return None
    return copy


def _with_appearances(page: Any) -> None:  # noqa: ANN401 - a ctypes handle
    """Let pdfium write the look of fields that hold only their text: it does so when it draws the page, however small."""
    dot = raw.FPDFBitmap_Create(1, 1, 0)
    if dot:
        raw.FPDF_RenderPageBitmap(dot, page, 0, 0, 1, 1, 0, raw.FPDF_ANNOT)
        raw.FPDFBitmap_Destroy(dot)


def _words_of(page: Any) -> Words | None:  # noqa: ANN401 - a ctypes handle
    # pdfium muddles letters and spaces of pages shown turned: they are read as they were drawn
    shown = int(raw.FPDFPage_GetRotation(page)) % 4
    if shown:
        raw.FPDFPage_SetRotation(page, 0)
    try:
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
    spaced = np.fromiter(map(_generated, repeat(handle), [i - 1 for i in first]), np.int32, n) == 0
    _without_marks(strings, first, last, handle, head, tail)
    turned = (np.rint(np.arctan2(matrix[:, 1], matrix[:, 0]) / (np.pi / 2)).astype(np.int8)) % 4
    box = boxes(head, tail, size, matrix)
    words = Words(
        strings,
        box,
        size,
        bold[drawn],
        line,
        turned,
        pale[drawn] | (size < TINY),
        _covered(page, objects, box),
        spaced,
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
            np.insert(words.covered, i + 1, words.covered[i]),
            np.insert(words.spaced, i + 1, values=False),
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


@dataclass(slots=True)
class _Order:
    """The order in which a page is drawn."""

    texts: list[tuple[int, list[int]]] = field(default_factory=list)
    """Texts drawn one after another, with the number of covers drawn before them."""
    covers: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Left, bottom, right and top edge of what lets nothing through. What comes before the first text is left out."""
    seen: int = 0

    def add(self, texts: list[int]) -> None:
        """Note texts that come next."""
        if texts:
            self.texts.append((len(self.covers), texts))


@dataclass(frozen=True, slots=True)
class _Within:
    """The form that is gone through: how deep it is held, what leads from it to the page, and whether it lets nothing through."""

    depth: int = 0
    matrix: NDArray[np.float64] | None = None
    solid: bool = True


def _covered(page: Any, objects: NDArray[np.uint64], box: NDArray[np.float32]) -> NDArray[np.bool_]:  # noqa: ANN401 - a ctypes handle
    """Which words have a filled shape or a picture in their place that is drawn after them and lets nothing through.

    ``box`` has y upwards. A shape counts with the box around it, so that only a look at the page's picture can tell.
    """
    order = _Order()
    _walk(page, _on_page, int(raw.FPDFPage_CountObjects(page)), order, _Within())
    covers = order.covers
    out = np.zeros(len(box), np.bool_)
    if not covers:
        return out
    before = {text: k for k, texts in order.texts for text in texts}
    drawn = np.array([before.get(i, len(covers)) for i in objects.tolist()], np.int64)
    inner = core(box)
    x0, top, x1, bottom = inner[:, 0] + _SLACK, inner[:, 1] - _SLACK, inner[:, 2] - _SLACK, inner[:, 3] + _SLACK
    largest = sorted(range(len(covers)), key=lambda k: -_area(covers[k]))[:_COVERS]
    for k in largest:
        left, low, right, high = covers[k]
        out |= (drawn <= k) & (x0 >= left) & (x1 <= right) & (top <= high) & (bottom >= low)
    return out


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _walk(holder: Any, get: Any, count: int, order: _Order, within: _Within) -> None:  # noqa: ANN401 - ctypes
    """Go through the objects of a page or form as they are drawn, and note texts and what may cover them."""
    edges = np.zeros(4, np.float32)
    at = edges.ctypes.data
    fill, stroke = ctypes.c_int(0), ctypes.c_int(0)
    count = max(0, min(count, _OBJECTS - order.seen))
    order.seen += count
    items = list(map(get, repeat(holder), range(count)))
    kinds = list(map(_kind, items))
    begin = 0
    for i in [i for i, kind in enumerate(kinds) if kind != _TEXT]:
        order.add(items[begin:i])
        begin, item, kind = i + 1, items[i], kinds[i]
        if kind == _FORM and within.depth < _DEEP:
            own = np.zeros(6, np.float32)
            _form_matrix(item, own.ctypes.data)
            a, b, c, d, e, f = own.tolist()
            matrix = np.array([(a, b, 0), (c, d, 0), (e, f, 1)], np.float64)
            matrix = matrix if within.matrix is None else matrix @ within.matrix
            inner = _Within(within.depth + 1, matrix, solid=within.solid and not _see_through(item))
            _walk(item, _in_form, _held_in(item), order, inner)
        elif kind in (_PATH, _IMAGE) and order.texts and within.solid and _bounds(item, at, at + 4, at + 8, at + 12):
            left, low, right, high = edges.tolist()
            if within.matrix is not None:
                corners = np.array([(left, low, 1), (left, high, 1), (right, low, 1), (right, high, 1)]) @ within.matrix
                (left, low), (right, high) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
            if right - left < _LEAST[0] or high - low < _LEAST[1] or _see_through(item):
                continue
            if kind == _PATH:
                _draw_mode(item, ctypes.addressof(fill), ctypes.addressof(stroke))
            if kind == _IMAGE or fill.value:
                order.covers.append((left, low, right, high))
    order.add(items[begin:])


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
