"""What was read, shown for finding out why: as text, as data, and drawn over the picture of a page.

Nothing here reads a document or judges it; the marks on a picture stand where the reader says the passages stand.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from msa_check.errors import Unread, UsageError
from msa_check.model import Kind

if TYPE_CHECKING:
    from msa_check.model import Passage, Statement

_COLOURS: dict[Kind, tuple[int, int, int]] = {
    Kind.PARAGRAPH: (31, 119, 180),
    Kind.LIST_ITEM: (44, 160, 44),
    Kind.HEADING: (214, 39, 40),
    Kind.TABLE_ROW: (148, 103, 189),
    Kind.SIGNATURE: (227, 119, 0),
    Kind.FURNITURE: (127, 127, 127),
    Kind.CONTENTS: (140, 86, 75),
    Kind.FOOTNOTE: (23, 150, 170),
}
SCALE = 2.0
"""Pixels of the drawn picture for one PDF point."""
_MAX_PIXELS = 50_000_000
_HEADING = 40
"""Characters of the heading shown beside each passage."""


def as_text(statement: Statement) -> str:
    """One line saying how the file was read, then one line a passage: number, page, kind, {heading}, text.

    The lines of a signature block are parted by " / ". The text is foreign: make it safe before it goes to a terminal.
    """
    s = statement
    about = [s.format or "unknown type", s.status + (f": {s.why}" if s.why else "")]
    about += [f"{s.pages} pages"] if s.pages is not None else []
    about += [f"{len(s.passages)} passages"] if s.passages else []
    about += [f"language {s.language}"] if s.passages else []
    about += [f"judged: pages {s.span[0]} to {s.span[1]}"] if s.span else []
    lines = [f"{s.source}: {', '.join(about)}"]
    lines += [f"  {x}" for x in (f"title: {s.title}" if s.title else "", s.detail, s.cure, *s.warnings) if x]
    if s.unread_pages:
        lines.append(f"  pages without text: {', '.join(map(str, s.unread_pages))}")
    lines += [
        f"  page {n.page}: read with {n.engine}" + (f" ({n.note})" if n.note else "") for n in s.page_notes if n.note
    ]
    if s.passages:
        lines.append("")
    lines += [_row(p) for p in s.passages]
    return "\n".join(lines) + "\n"


def _row(p: Passage) -> str:
    page = f"p.{p.page}" if p.page is not None else ""
    under = p.heading if len(p.heading) <= _HEADING else p.heading[: _HEADING - 3] + "..."
    parts = [f"{{{under}}}" if under else "", f"<{p.lead_in}>" if p.lead_in else ""]
    parts += [" / ".join(p.text.split("\n")), "[OCR]" if p.ocr else ""]
    return f"{p.number:>4} {page:<6}{p.kind.value:<16}" + " ".join(filter(None, parts))


def as_data(statement: Statement) -> dict[str, Any]:
    """The statement as plain data for JSON; a box is [page, x0, top, x1, bottom] in points from the page's top left."""
    s = statement
    return {
        "schema": 1,
        "source": s.source,
        "sha256": s.sha256,
        "format": s.format,
        "status": s.status,
        "why": s.why,
        "detail": s.detail,
        "cure": s.cure,
        "pages": s.pages,
        "unread_pages": list(s.unread_pages),
        "span": list(s.span) if s.span else None,
        "title": s.title,
        "language": s.language if s.passages else None,
        "warnings": list(s.warnings),
        "page_notes": [{"page": n.page, "engine": n.engine, "note": n.note} for n in s.page_notes],
        "links": [{"text": text, "href": href} for text, href in s.links],
        "passages": [
            {
                "number": p.number,
                "page": p.page,
                "kind": p.kind.value,
                "heading": p.heading,
                "lead_in": p.lead_in,
                "text": p.text,
                "ocr": p.ocr,
                "boxes": [[b.page, *(round(x, 2) for x in (b.x0, b.top, b.x1, b.bottom))] for b in p.boxes],
            }
            for p in s.passages
        ],
    }


def draw(data: bytes, statement: Statement, page: int, passwords: tuple[str, ...] = ()) -> bytes:
    """A PNG of one page (from 1) of the PDF in ``data``, each passage framed, numbered and coloured by its kind.

    Raises UsageError when the document has no such page or is no PDF.
    """
    if statement.format != "pdf":
        raise UsageError(
            "boxes can only be drawn over a PDF.", where=statement.source, cure="Use --json or the plain text."
        )
    picture = _picture(data, statement.source, page, passwords)
    from PIL import ImageDraw, ImageFont

    pen = ImageDraw.Draw(picture, "RGBA")
    font = ImageFont.load_default(size=int(7 * SCALE))
    order = 0
    for p in statement.passages:
        mine = [b for b in p.boxes if b.page == page]
        if not mine:
            continue
        order += 1
        colour = _COLOURS[p.kind]
        for b in mine:
            pen.rectangle(
                [v * SCALE for v in (b.x0, b.top, b.x1, b.bottom)], fill=(*colour, 28), outline=(*colour, 150)
            )
        x0, top = min(b.x0 for b in mine) - 2, min(b.top for b in mine) - 2
        x1, bottom = max(b.x1 for b in mine) + 2, max(b.bottom for b in mine) + 2
        pen.rectangle([v * SCALE for v in (x0, top, x1, bottom)], outline=(*colour, 255), width=2)
        label = f"{order} {p.kind.value}"
        left, upper, right, lower = pen.textbbox((max(0.0, x0) * SCALE, max(0.0, top - 8) * SCALE), label, font=font)
        pen.rectangle([left - 2, upper - 1, right + 2, lower + 1], fill=(255, 255, 255, 215))
        pen.text((max(0.0, x0) * SCALE, max(0.0, top - 8) * SCALE), label, fill=(*colour, 255), font=font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _picture(data: bytes, source: str, page: int, passwords: tuple[str, ...]) -> Any:  # noqa: ANN401 - a PIL image, whose type stays in here
    """The page as an RGB picture. Raises UsageError for a page that is not there or cannot be drawn."""
    from msa_check.reading import pdfium  # only for drawing

    try:
        with pdfium.opened(data, passwords) as document:
            if not 1 <= page <= document.pages:
                raise UsageError(
                    f"there is no page {page}: the file has {document.pages}.", where=source, cure="Give --page."
                )
            width, height = document.page_size(page - 1)
            if width * height * SCALE * SCALE > _MAX_PIXELS:
                raise UsageError(f"page {page} is too large to draw ({width:.0f} x {height:.0f} points).", where=source)
            picture = document.picture(page - 1, SCALE)
    except Unread:
        picture = None
    if picture is None:
        raise UsageError(
            "the PDF cannot be opened for drawing.", where=source, cure="Look at it with --json instead."
        ) from None
    return picture
