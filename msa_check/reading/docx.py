"""A Word document -> passages, in the order of the text: headings, lists with lead-ins, tables, text boxes, footnotes.

Tracked deletions and comments are not read: they are not what the draft says. Pages are unknown: a passage is found
by its number.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import assemble
from msa_check.reading.parts import Line, Parsed
from msa_check.reading.plain import table_row
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msa_check.reading.parts import ReadOptions

_ENTRIES = 5_000
_RATIO = 200
_DROPPED = frozenset(qn(x) for x in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr", "w:sdtPr")) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box again, for old programs
}
_P, _TBL, _T, _BR, _TAB, _BOX = (qn(x) for x in ("w:p", "w:tbl", "w:t", "w:br", "w:tab", "w:txbxContent"))


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a DOCX. Raises Unread: "corrupt", "resource-limit", "parser-limit" or "dtd-not-allowed"."""
    _safe(data, options)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        styles = {s.style_id: (s.name or "").lower() for s in document.styles}
        notes = list(_notes(document))
        title = (document.core_properties.title or "").strip()
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, AttributeError, NotImplementedError) as e:
        raise Unread("corrupt", f"Word's parts are not in order ({type(e).__name__}).") from None
    except Exception as e:
        # lxml's own error class is not imported here: its name tells
        if type(e).__name__ == "XMLSyntaxError":
            raise Unread("parser-limit" if "depth" in str(e) or "huge" in str(e) else "corrupt", "Its XML cannot be read.") from None
        raise
    lines: list[Line] = []
    for block in _blocks(body):
        lines += _lines(block, styles)
    lines += [Line(mend(t), starts_block=True, kind=Kind.FOOTNOTE) for t in notes]
    passages = assemble.passages(lines)
    if not any(p.text for p in passages):
        raise Unread("no-text-layer", "The document holds no text.", cure="If it holds pictures of pages, save it as PDF and use --ocr auto.")
    return Parsed(passages, title=title if len(title) < 200 and title != "Word Document" else "")


def _safe(data: bytes, options: ReadOptions) -> None:
    """Refuse archives that unpack to too much, and XML with a document type definition."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            entries = z.infolist()
            if len(entries) > _ENTRIES:
                raise Unread("resource-limit", f"It holds {len(entries)} parts.")
            total = sum(e.file_size for e in entries)
            packed = sum(e.compress_size for e in entries)
            if total > options.max_decoded or (total > 10_000_000 and total > _RATIO * max(1, packed)):
                raise Unread("resource-limit", f"It unpacks from {packed:,} to {total:,} bytes.")
            for e in entries:
                if e.flag_bits & 1:
                    raise Unread("encrypted")
                if e.filename.endswith((".xml", ".rels")):
                    with z.open(e) as part:
                        head = part.read(4096)
                        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                            raise Unread("dtd-not-allowed", f"(in {e.filename[:80]!r})")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as e:
        raise Unread("corrupt", f"Its archive is damaged ({type(e).__name__}).") from None


def _blocks(parent: Any) -> Iterator[Any]:  # noqa: ANN401 - XML elements, whose library has no types
    """Paragraphs and tables in order, those inside content controls and insertions too."""
    for child in parent.iterchildren():
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag in _DROPPED or not isinstance(child.tag, str):
            continue
        else:
            yield from _blocks(child)


def _lines(block: Any, styles: dict[str, str]) -> Iterator[Line]:  # noqa: ANN401 - as above
    if block.tag == _TBL:
        yield from _table(block)
        return
    boxes = list(block.iter(_BOX))
    text = _text(block, skip_boxes=True)
    style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = styles.get(style.get(qn("w:val")), "") if style is not None else ""
    kind: Kind | None = None
    if name.startswith(("heading", "title", "subtitle")) or block.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") is not None:
        kind = Kind.HEADING
    elif name.startswith("toc "):
        kind = Kind.CONTENTS
    elif block.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or name.startswith("list"):
        kind = Kind.LIST_ITEM
    bold = _bold(block, text)
    for i, part in enumerate(p for p in text.split("\n") if p.strip()):
        piece = mend(" ".join(part.split()))
        if kind is Kind.HEADING and len(piece) > 200:
            yield Line(piece, starts_block=i == 0)
            continue
        if kind is None and bold and len(piece) <= 90 and piece[-1] not in ".,;" and not re.search(r"\d{4}$", piece):
            yield Line(piece, starts_block=i == 0, bold=True)
            continue
        yield Line(piece, starts_block=i == 0 and kind is not Kind.LIST_ITEM, kind=kind)
    for box in boxes:
        for inner in _blocks(box):
            yield from _lines(inner, styles)


def _bold(block: Any, text: str) -> bool:  # noqa: ANN401 - as above
    runs = [r for r in block.iter(qn("w:r")) if "".join(t.text or "" for t in r.iter(_T)).strip()]
    return bool(text.strip()) and bool(runs) and all((b := r.find(f"{qn('w:rPr')}/{qn('w:b')}")) is not None and b.get(qn("w:val")) not in {"0", "false"} for r in runs)


def _text(element: Any, *, skip_boxes: bool = False) -> str:  # noqa: ANN401 - as above
    """The text of an element: insertions in, deletions and comments out, breaks as line ends."""
    out: list[str] = []

    def walk(e: Any) -> None:  # noqa: ANN401 - as above
        for child in e.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED or (skip_boxes and tag == _BOX):
                continue
            if tag == _T:
                out.append(child.text or "")
            elif tag == _BR or tag == qn("w:cr"):
                out.append("\n")
            elif tag == _TAB:
                out.append("  ")
            elif tag == qn("w:noBreakHyphen"):
                out.append("-")
            else:
                walk(child)

    walk(element)
    return "".join(out)


def _table(table: Any) -> Iterator[Line]:  # noqa: ANN401 - as above
    """Rows with their column heads; a table of one column is set text."""
    rows = [
        [" ".join(mend(_text(p)) for p in cell.iter(_P)) for cell in row.iterchildren(qn("w:tc"))]
        for row in table.iterchildren(qn("w:tr"))
    ]
    rows = [[" ".join(c.split()) for c in row] for row in rows]
    if all(len(r) < 2 for r in rows):
        for row in rows:
            for cell in row:
                if cell:
                    yield Line(cell, starts_block=True)
        return
    heads: list[str] = []
    for row in rows:
        if not any(row):
            continue
        if not heads:
            heads = row
            yield Line(" | ".join(c for c in row if c), starts_block=True, kind=Kind.TABLE_ROW)
        else:
            yield Line(table_row(heads, row), kind=Kind.TABLE_ROW)


def _notes(document: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """The texts of footnotes and endnotes, without Word's own separators."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - only where there are notes

    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        root = parse_xml(relation.target_part.blob)
        for note in root.iterchildren():
            if note.get(qn("w:type")) in {"separator", "continuationSeparator", "continuationNotice"}:
                continue
            text = " ".join(" ".join(_text(p).split()) for p in note.iter(_P)).strip()
            if text:
                yield text
