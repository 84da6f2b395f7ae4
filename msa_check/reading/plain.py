"""Plain text and Markdown -> passages.

Nothing here judges; text taken from PDFs by other tools is recognised by its shape (form feeds are pages, double
spaces in one endless line are line ends).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import assemble, detect
from msa_check.reading.parts import Line, Parsed
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from msa_check.reading.parts import ReadOptions

_ENDLESS = 1200
"""Characters from which a line with runs of spaces is taken for many lines run together."""
_SPACES = re.compile(r"[ \t\u00a0]{2,}")
_SIGNING_RULE = re.compile(r"((?:[_…]|\.{3}){3,}\.*)")
_BULLET_INSIDE = re.compile(r"(?<=\S)\s+(?=[•▪●◦‣∙■➢➤►✓❖\uf0b7\uf0a7]\s*\S)|(?<=[a-z:;.,])(?=[•●\uf0b7])")
_GLUED = re.compile(
    r"(?<=[a-z]{2}[.!?:;])(?=[A-Z])|(?<=[a-z)]{3})(?=[A-Z][a-z]+ [a-z]+)|(?<=[a-z]{3})(?=\d{1,2} (?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December))|(?<=\d{4})(?=[A-Z][a-z]+)|(?<=[.!?][”\")])(?=[A-Z])|(?<=[a-z]{4})(?=[A-Z][a-z]+ [A-Z])"
)
_GLUED_SURE = re.compile(r"[a-z]{2}[.!?][A-Z][a-z]")
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_UNDERLINE = re.compile(r"=+")
_MARKUP = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\s]+)[^)]*\)")
_FRONT = re.compile(r"\A---[ \t]*\n((?:[a-z][\w.-]*:.*\n|[ \t-].*\n|\n){1,60}?)---[ \t]*(?:\n|\Z)")
"""What publishing tools put before a Markdown page: fields for them, not words for its readers; the title alone is shown.
Field names start small: a text that opens with "Company: ..." between two rules is told to its readers."""
_FRONT_TITLE = re.compile(r"(?m)^title:[ \t]*(['\"]?)(.+?)\1[ \t]*$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?$")


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read bytes of text. Raises Unread: "unsupported-type" for bytes that are no text, or "own-report"."""
    del options
    decoded = decode(data)
    if detect.own_text(decoded):
        raise Unread("own-report")
    text = mend(_titled(decoded))
    links = tuple((m[1], m[2]) for m in _LINK.finditer(text))
    pages = text.rstrip("\f\n ").split("\f")
    many = len(pages) > 1
    rows = [r for r in text.split("\n") if r.strip()]
    endless = bool(rows) and len(text) / len(rows) > _ENDLESS / 2
    lines: list[Line] = []
    for n, page in enumerate(pages, 1):
        lines += _lines(page, n, endless=endless)
    title = next((x.text for x in lines if x.kind is Kind.HEADING), "")
    return Parsed(assemble.passages(lines), title=title if not many else "", pages=len(pages), links=links)


def decode(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252. Raises Unread for binary data."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _line_ends(data.decode(codec, "replace"))
    if b"\x00" in data[:4096]:
        raise Unread("unsupported-type", "It holds binary data.", cure="Give a PDF, DOCX, HTML or text file.")
    try:
        return _line_ends(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _line_ends(data.decode("cp1252", "replace"))


def _titled(text: str) -> str:
    """The text with its front matter, where it has one, replaced by the title in it as a heading."""
    front = _FRONT.match(text)
    if not front:
        return text
    title = _FRONT_TITLE.search(front[1])
    return (f"# {title[2]}\n\n" if title else "") + text[front.end() :]


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")


def _lines(page: str, number: int, *, endless: bool) -> list[Line]:
    out: list[Line] = []
    blank = True
    raw = page.split("\n")
    heads: list[str] = []
    glued = len(_GLUED_SURE.findall(page)) > max(3, len(page) / 2500)
    for i, row in enumerate(raw):
        text = row.strip()
        if not text:
            blank = True
            heads = []
            continue
        mark = _HEADING.match(text)
        if mark or (i + 1 < len(raw) and _UNDERLINE.fullmatch(raw[i + 1].strip()) and len(text) < 100):
            out.append(Line(_unmarked(mark[2] if mark else text), number, starts_block=True, kind=Kind.HEADING))
            blank = True
            continue
        if _UNDERLINE.fullmatch(text):
            continue
        if text.startswith("|") and text.endswith("|") and text.count("|") > 2:
            cells = [_unmarked(c.strip()) for c in text.strip("|").split("|")]
            if _TABLE_RULE.match(text):
                continue
            if not heads:
                heads = cells
                out.append(Line(" | ".join(cells), number, starts_block=True, kind=Kind.TABLE_ROW))
            else:
                out.append(Line(table_row(heads, cells), number, kind=Kind.TABLE_ROW))
            continue
        heads = []
        for j, piece in enumerate(_pieces(_unmarked(text), glued, endless=endless)):
            out.append(Line(piece, number, starts_block=blank and j == 0))
        blank = False
    return out


def _pieces(text: str, glued: bool, *, endless: bool) -> list[str]:
    """One line as the lines it was made of, when several were run together."""
    if glued:
        text = _GLUED.sub("  ", text)
    parts = _SPACES.split(_SIGNING_RULE.sub(r"  \1  ", text)) if endless or len(text) > _ENDLESS or glued else [text]
    return [q.strip() for p in parts for q in _BULLET_INSIDE.split(p) if q.strip()]


def _unmarked(text: str) -> str:
    """Markdown emphasis and links as plain words."""
    return _LINK.sub(r"\1", _MARKUP.sub(r"\2", text))


def table_row(heads: list[str], cells: list[str]) -> str:
    """A row as text, "head: cell | head: cell": cells without a head bare, empty cells left out."""
    out = []
    for i, cell in enumerate(cells):
        if cell:
            head = heads[i] if i < len(heads) else ""
            out.append(f"{head}: {cell}" if head and head != cell else cell)
    return " | ".join(out)
