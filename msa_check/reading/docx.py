"""A Word document -> passages, in the order of the text: headings, lists with lead-ins, tables, text boxes, footnotes.

Tracked deletions, comments and hidden text are not read: they are not what the draft says. Pages are unknown: a
passage is found by its number. Macros are never run.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.opc.exceptions import OpcError, PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import assemble, content, grid
from msa_check.reading.parts import MB, Line, Parsed
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msa_check.reading.parts import ReadOptions

_ENTRIES = 5_000
_RATIO = 200
_XML = 40 * MB
"""Largest single part that is parsed; a report of a thousand pages has about half of it."""
_PROLOG = 65_536
_SIZE = 11.0
"""Points, where neither the text nor a style gives a size."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = frozenset(
    [_FALLBACK]  # the same text box again, for old programs
    + [qn(x) for x in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr", "w:sdtPr", "w:tblPr")]
)
_P, _TBL, _T, _BR, _TAB, _BOX, _R = (qn(x) for x in ("w:p", "w:tbl", "w:t", "w:br", "w:tab", "w:txbxContent", "w:r"))
_CR, _HYPHEN, _VAL, _SDT = (qn(x) for x in ("w:cr", "w:noBreakHyphen", "w:val", "w:sdtContent"))
_CURE = "Open it in Word or LibreOffice and save it again as DOCX."


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says, what it inherits included."""

    name: str = ""
    size: float = 0.0
    bold: bool = False
    heading: bool = False
    numbered: bool = False


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a DOCX. Raises Unread: "corrupt", "encrypted", "resource-limit", "parser-limit" or "dtd-not-allowed"."""
    _safe(data, options)
    try:
        package = Package.open(io.BytesIO(data))
        main = package.main_document_part
        root = _root(main)
        related = {k: _root(p) for k in ("styles", "footnotes", "endnotes") if (p := _related(main, k)) is not None}
        title = " ".join((package.core_properties.title or "").split())
    except (
        PackageNotFoundError,
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        OSError,
        zlib.error,
    ) as e:
        raise Unread("corrupt", f"Word's parts are not in order ({type(e).__name__}).", cure=_CURE) from None
    except SyntaxError as e:
        # the XML parser's own error is a SyntaxError
        deep = "depth" in str(e) or "huge" in str(e)
        raise Unread("parser-limit" if deep else "corrupt", "Its XML cannot be read.", cure=_CURE) from None
    body = root.find(qn("w:body"))
    if body is None:
        raise Unread("corrupt", "It has no body of text.", cure=_CURE)
    styles = _styles(related.get("styles"))
    lines = [line for block in _blocks(body) for line in _lines(block, styles)]
    for kind in ("footnotes", "endnotes"):
        notes = _notes(related[kind]) if kind in related else ()
        lines += [Line(mend(t), starts_block=True, kind=Kind.FOOTNOTE) for t in notes]
    passages = assemble.passages(lines)
    if not passages:
        raise Unread(
            "no-text-layer",
            "The document holds no text.",
            cure="If it holds pictures of pages, save it as PDF and use --ocr auto.",
        )
    return Parsed(passages, title=title if len(title) < 200 and title != "Word Document" else "")


def _safe(data: bytes, options: ReadOptions) -> None:
    """Refuse archives that unpack to too much, and XML with a document type definition.

    A member never unpacks to more than its directory says: zipfile stops there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            entries = z.infolist()
            if len(entries) > _ENTRIES:
                raise Unread("resource-limit", f"It holds {len(entries):,} parts.")
            total = sum(e.file_size for e in entries)
            packed = sum(e.compress_size for e in entries)
            if total > options.max_decoded or (total > 10 * MB and total > _RATIO * max(1, packed)):
                raise Unread("resource-limit", f"It unpacks from {packed:,} to {total:,} bytes.")
            for e in entries:
                if e.flag_bits & 1:
                    raise Unread("encrypted")
                if e.filename.lower().endswith((".xml", ".rels")):
                    if e.file_size > _XML:
                        raise Unread("resource-limit", f"{e.filename[:80]!r} unpacks to {e.file_size:,} bytes.")
                    with z.open(e) as part:
                        _no_dtd(part.read(_PROLOG), e.filename)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, zlib.error) as e:
        raise Unread("corrupt", f"Its archive is damaged ({type(e).__name__}).", cure="Fetch the file again.") from None


def _no_dtd(start: bytes, name: str) -> None:
    """Refuse a part with a DTD; it can only stand before the first element, in whatever encoding."""
    # comments and instructions could hold what looks like the first element
    plain = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", start.replace(b"\x00", b""), flags=re.DOTALL)
    first = re.search(rb"<[A-Za-z_]", plain)
    prolog = plain[: first.start()] if first else plain
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog or (first is None and len(start) == _PROLOG):
        raise Unread("dtd-not-allowed", f"(in {name[:80]!r})", cure=_CURE)


def _root(part: Any) -> Any:  # noqa: ANN401 - XML elements, whose library has no types; so below
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def _related(main: Any, kind: str) -> Any:  # noqa: ANN401
    found = (r for r in main.rels.values() if not r.is_external and r.reltype.endswith("/" + kind))
    relation = next(found, None)
    return None if relation is None else relation.target_part


def opened(data: bytes) -> Any:  # noqa: ANN401
    """The library's own package of a document that ``parse`` could read: for a copy of it (reporting.word), never to read it."""
    return Package.open(io.BytesIO(data))


def left_out(run: Any) -> bool:  # noqa: ANN401
    """True for a run that is not read: deleted, moved away, hidden, or a text box again for old programs."""
    return _hidden(run) or any(e.tag in _DROPPED for e in run.iterancestors())


# ------------------------------------------------------------------------------------------------- styles


def _styles(root: Any) -> dict[str, _Style]:  # noqa: ANN401
    """Style id -> style; "" is what holds where a paragraph names none."""
    if root is None:
        return {"": _Style(size=_SIZE)}
    default = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:sz')}")
    base = _Style(size=_half(default) or _SIZE)
    elements = {e.get(qn("w:styleId")) or "": e for e in root.iterchildren(qn("w:style"))}
    out = {"": base}

    def resolve(style_id: str, seen: tuple[str, ...]) -> _Style:
        if style_id in out or style_id not in elements or style_id in seen or len(seen) > 20:
            return out.get(style_id, base)
        e = elements[style_id]
        above = e.find(qn("w:basedOn"))
        parent = resolve(above.get(_VAL) or "", (*seen, style_id)) if above is not None else base
        named = e.find(qn("w:name"))
        name = (named.get(_VAL) or "").lower() if named is not None else ""
        level = e.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        own = _bold(e.find(qn("w:rPr")))
        heading = name.startswith(("heading", "title", "subtitle")) or _outlined(level)
        style = _Style(
            name=name,
            size=_half(e.find(f"{qn('w:rPr')}/{qn('w:sz')}")) or parent.size,
            bold=parent.bold if own is None else own,
            heading=heading or (parent.heading and level is None),
            numbered=_numbered(e.find(f"{qn('w:pPr')}/{qn('w:numPr')}"), otherwise=parent.numbered),
        )
        out[style_id] = style
        return style

    for style_id, e in elements.items():
        style = resolve(style_id, ())
        if e.get(qn("w:default")) == "1" and e.get(qn("w:type")) == "paragraph":
            out[""] = style
    return out


def _half(size: Any) -> float:  # noqa: ANN401
    value = (size.get(_VAL) or "") if size is not None else ""
    return int(value[:4]) / 2 if value.isascii() and value.isdigit() else 0.0


def _outlined(level: Any) -> bool:  # noqa: ANN401
    return level is not None and (level.get(_VAL) or "") in set("012345678")


def _numbered(properties: Any, *, otherwise: bool) -> bool:  # noqa: ANN401
    """Whether a paragraph is an item of a list; number 0 takes it out of one."""
    if properties is None:
        return otherwise
    number = properties.find(qn("w:numId"))
    return number is None or number.get(_VAL) != "0"


def _bold(properties: Any) -> bool | None:  # noqa: ANN401
    mark = properties.find(qn("w:b")) if properties is not None else None
    return None if mark is None else mark.get(_VAL) not in {"0", "false", "off"}


# ------------------------------------------------------------------------------------------------- blocks


def _blocks(parent: Any) -> Iterator[Any]:  # noqa: ANN401
    """Paragraphs and tables in order, those inside content controls and insertions too."""
    for child in parent.iterchildren():
        if child.tag in {_P, _TBL}:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _DROPPED:
            yield from _blocks(child)


def _lines(block: Any, styles: dict[str, _Style]) -> Iterator[Line]:  # noqa: ANN401
    if block.tag == _TBL:
        yield from _table(block, styles)
        return
    properties = block.find(qn("w:pPr"))
    named = properties.find(qn("w:pStyle")) if properties is not None else None
    style = styles.get((named.get(_VAL) or "") if named is not None else "", styles[""])
    outlined = properties is not None and _outlined(properties.find(qn("w:outlineLvl")))
    listed = _numbered(properties.find(qn("w:numPr")) if properties is not None else None, otherwise=style.numbered)
    text, size, bold = _run_text(block, style)
    kind: Kind | None = None
    if style.heading or outlined:
        kind = Kind.HEADING
    elif style.name.startswith("toc "):
        kind = Kind.CONTENTS
    elif (listed or style.name.startswith(("list bullet", "list number"))) and not (bold and len(text) <= 90):
        kind = Kind.LIST_ITEM
    first = True
    for piece in _pieces(text):
        # a sentence set in a heading style, and a line of the sign-off, are no headings
        signs = kind is Kind.HEADING and (len(piece) > 200 or content.SIGNED_LINE.match(piece))
        yield Line(
            piece,
            size=size,
            bold=bold,
            starts_block=first and kind is not Kind.LIST_ITEM,
            kind=None if signs else kind,
        )
        first = False
    for box in _boxes(block):
        for inner in _blocks(box):
            yield from _lines(inner, styles)


def _pieces(text: str) -> list[str]:
    """The lines of a paragraph; tabs part what stands side by side in a sign-off."""
    out = []
    for row in text.split("\n"):
        apart = "\t" in row and len(row) < 200 and (content.SIGNS.search(row) or content.SIGNED_LINE.search(row))
        parts = re.split(r"\t+", row) if apart else [row]
        out += [mend(" ".join(p.split())) for p in parts]
    return [p for p in out if p.strip()]


def _run_text(block: Any, style: _Style) -> tuple[str, float, bool]:  # noqa: ANN401
    """A paragraph's text, the size of its largest part in points, and whether all of it is bold."""
    weight: dict[float, int] = {}
    bold = True
    for run in block.iter(_R):
        shown = "".join(t.text or "" for t in run.iterchildren(_T)).strip()
        if not shown:
            continue
        properties = run.find(qn("w:rPr"))
        size = _half(properties.find(qn("w:sz")) if properties is not None else None) or style.size
        weight[size] = weight.get(size, 0) + len(shown)
        own = _bold(properties)
        bold = bold and (style.bold if own is None else own)
    text = _text(block)
    return text, max(weight, key=lambda s: weight[s]) if weight else style.size, bold and bool(weight)


def _boxes(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The text boxes anchored in an element, each once."""
    for child in element.iterchildren():
        if child.tag == _BOX:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _DROPPED:
            yield from _boxes(child)


def _text(element: Any) -> str:  # noqa: ANN401
    """The text of an element: insertions in; deletions, hidden text and text boxes out; breaks as line ends."""
    out: list[str] = []

    def walk(e: Any) -> None:  # noqa: ANN401
        for child in e.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED or tag == _BOX or (tag == _R and _hidden(child)):
                continue
            if tag == _T:
                out.append(child.text or "")
            elif tag in {_BR, _CR}:
                out.append("\n")
            elif tag == _TAB:
                out.append("\t")
            elif tag == _HYPHEN:
                out.append("-")
            else:
                walk(child)

    walk(element)
    return "".join(out)


def _hidden(run: Any) -> bool:  # noqa: ANN401
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(_VAL) not in {"0", "false", "off"}


# ------------------------------------------------------------------------------------------------- tables and notes


def _table(table: Any, styles: dict[str, _Style]) -> Iterator[Line]:  # noqa: ANN401
    """A data table as rows with their heads; a table that lays out text as that text."""
    rows = [list(_within(row, qn("w:tc"))) for row in _within(table, qn("w:tr"))]
    texts = [[_cell(c) for c in r] for r in rows]
    if grid.lays_out(texts) or any(b.tag == _TBL for r in rows for c in r for b in _blocks(c)):
        for row in rows:
            for cell in row:
                for block in _blocks(cell):
                    yield from _lines(block, styles)
        return
    marked = next((r for r in table.iter(qn("w:tblHeader"))), None) is not None
    yield from grid.lines([_placed(r, t) for r, t in zip(rows, texts, strict=True)], marked_heads=marked)


def _cell(cell: Any) -> str:  # noqa: ANN401
    return mend(" ".join(" ".join(_text(p).split()) for p in _blocks(cell) if p.tag == _P)).strip()


def _within(parent: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """The rows of a table or cells of a row, those inside content controls too; not those that are struck out."""
    for child in parent.iterchildren():
        if child.tag == tag:
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield child
        elif child.tag in {qn("w:sdt"), _SDT, qn("w:ins"), qn("w:customXml")}:
            yield from _within(child, tag)


def _placed(cells: list[Any], texts: list[str]) -> list[str]:
    """The texts of a row, each in its own column: a cell over several leaves the others empty."""
    out: list[str] = []
    for cell, text in zip(cells, texts, strict=True):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        value = (span.get(_VAL) or "") if span is not None else ""
        across = min(int(value[:3]), 100) if value.isascii() and value.isdigit() else 1
        out += [text] + [""] * (max(1, across) - 1)
    return out


def _notes(root: Any) -> Iterator[str]:  # noqa: ANN401
    """The texts of footnotes or endnotes, without Word's own separators."""
    for note in root.iterchildren():
        if note.get(qn("w:type")) in {"separator", "continuationSeparator", "continuationNotice"}:
            continue
        text = " ".join(" ".join(_text(p).split()) for p in note.iter(_P)).strip()
        if text:
            yield text
