"""What kind of document some bytes are; the content decides, not the suffix.

Nothing here reads the document.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from msa_check.errors import Unread
from msa_check.model import PURPOSE

Form = Literal["pdf", "docx", "html", "text"]

_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
}
_PACKED = {
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xfd7zXZ": "an xz archive",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
"""What a bzip2 archive begins with: letters that a text may begin with too, then the digits of pi or of its root."""
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""Sizes that the second header of a BMP picture may have."""
_HTML = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|div|p|table|article|section|meta|script)(?:\s[^<>=]*=[^<>]*|\s*/?)>",
    re.IGNORECASE,
)
"""What only web pages hold. A word in brackets like one of their tags, "<Section 54>" or "<Head office>", is none."""
_FRAGMENT = re.compile(
    rb"</(?:h[1-6]|b|i|u|em|strong|a|span|font|small|center|main|header|footer|nav|aside|form|ul|ol|li|dl|dd|dt|td|tr|th"
    rb"|blockquote|pre|title|style|figure|address|html|body|div|p|table|article|section)\s*>|<(?:br|hr)\s*/?>",
    re.IGNORECASE,
)
"""What ends a piece of a web page: a word in brackets at the start of a text has no end."""
_PAGE = re.compile(
    rb"<(?:html|head|body|main|header|footer|nav|aside|article|section|div|p|h[1-6]|a|span|b|i|u|em|strong|small|font|center"
    rb"|ul|ol|li|dl|dd|dt|table|thead|tbody|tfoot|tr|td|th|caption|blockquote|pre|address|figure|form|fieldset|img|br|hr"
    rb"|iframe|meta|link|title|style|script|noscript)[\s/>]",
    re.IGNORECASE,
)
"""A tag of web pages, whatever namespaces it names."""
_DRAWINGS = re.compile(rb"(?:<svg[\s>][\s\S]*?</svg>\s*)+", re.IGNORECASE)
"""Drawings that a web page may begin with, its icons say; where nothing follows, the file is the drawing."""
_XML = re.compile(
    rb"<(?:rss|feed|urlset|sitemapindex|svg|plist|kml|gpx|opml|(?:\w+:)?(?:envelope|schema|stylesheet|rdf))[\s>]"
    rb"|<[\w.:-]+\s[^<>]*\bxmlns(?::\w+)?\s*=|<!(?:doctype(?!\s+html)|entity|element)\b",
    re.IGNORECASE,
)
"""What XML begins with that does not say so."""
_OWN = b'<meta name="generator" content="msa-check">'
"""In the head of every page that msa-check writes (reports/templates/_head.html)."""
OWN_HEAD = 4096
"""Bytes of a page that hold the mark, where it is one of ours."""
_AS_PDF = "Save it as PDF or DOCX and give that."


def own_page(head: bytes) -> bool:
    """Whether a web page says in its head that msa-check wrote it."""
    return _OWN in head[:OWN_HEAD]


def own_text(text: str) -> bool:
    """Whether a text or Markdown file is a report that msa-check wrote."""
    return PURPOSE in text


def detect(data: bytes, name: str = "") -> Form:
    """The form of the document. Raises Unread("unsupported-type") that says what it seems to be, or "encrypted"."""
    head = data[:2048]
    if b"%PDF-" in data[:1024] or (name.lower().endswith(".pdf") and b"%%EOF" in data[-2048:]):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if head.startswith(_OLE):
        if _in_ole(data, "EncryptedPackage"):
            raise Unread("encrypted", "It is a Word file with a password.", cure="Save a copy without the password.")
        raise Unread(
            "unsupported-type",
            "It seems to be an old Office file (.doc, .xls).",
            cure="Open it and save it as DOCX or PDF.",
        )
    for table, cure in (
        (_PICTURES, "Give the document itself, or a PDF of the picture and --ocr auto."),
        (_PACKED, "Unpack it first."),
    ):
        for magic, what in table.items():
            if head.startswith(magic):
                raise Unread("unsupported-type", f"It seems to be {what}.", cure=cure)
    if what := _like_letters(head):
        raise Unread("unsupported-type", f"It seems to be {what}.", cure="Give a PDF, DOCX, HTML or text file.")
    if head.lstrip()[:5] == b"{\\rtf":
        raise Unread("unsupported-type", "It seems to be an RTF file.", cure=_AS_PDF)
    sample = data[:65536]
    if _unmarked_utf16(sample):
        sample = sample.replace(b"\x00", b"")
    text = sample.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<") and (form := _marked_up(text)):
        return form
    if (
        len(_HTML.findall(sample)) >= 3
        and re.search(rb"</(?:html|body|div|p)>", sample, re.IGNORECASE)
        and not name.lower().endswith((".md", ".markdown"))
    ):
        return "html"
    if _binary(sample):
        if name.lower().endswith(".pdf"):
            raise Unread("corrupt", "It is named .pdf but does not begin like one.")
        raise Unread("unsupported-type", "It holds binary data.", cure="Give a PDF, DOCX, HTML or text file.")
    if name.lower().endswith(".pdf"):
        raise Unread(
            "corrupt", "It is named .pdf but holds plain text.", cure="Fetch the file again, or rename it to .txt."
        )
    return "text"


def _marked_up(text: bytes) -> Form | None:
    """The form of what begins with a "<"; None when that is a sign of its own. Raises Unread for XML that is no web page."""
    declared = text.startswith(b"<?xml")
    if drawings := _DRAWINGS.match(text):
        rest = text[drawings.end() :]
        if _HTML.search(rest) or _FRAGMENT.search(rest):
            return "html"
    if not declared and _XML.match(text) and not _PAGE.match(text):
        raise Unread("unsupported-type", "It seems to be XML.", cure=_AS_PDF)
    if _HTML.search(text) or (not declared and _FRAGMENT.search(text)):
        return "html"
    root = re.match(rb"<([\w.:-]+)(?=[\s>])[^<>]*>", text)
    if declared or (root and text.rstrip().endswith(b"</" + root[1] + b">")):
        raise Unread("unsupported-type", "It seems to be XML.", cure=_AS_PDF)
    return None


def _like_letters(head: bytes) -> str:
    """What the bytes are, where they begin with letters that a text may begin with too ("BMW Limited ..."); else ""."""
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "a BMP picture"
    if head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"WAVE", b"AVI "} and b"\x00" in head:
        return "a media file"
    return "a bzip2 archive" if _BZIP2.match(head) else ""


def _zip(data: bytes) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            names = set(z.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unread("corrupt", "It begins like a Word or ZIP file but its directory is damaged.") from None
    if "word/document.xml" in names or any(n.startswith("word/") and n.endswith("document.xml") for n in names):
        return "docx"
    for part, what in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint file"),
        ("content.xml", "an OpenDocument file"),
    ):
        if part in names:
            raise Unread("unsupported-type", f"It seems to be {what}.", cure=_AS_PDF)
    raise Unread("unsupported-type", "It seems to be a ZIP archive.", cure="Unpack it and give the documents inside.")


def _in_ole(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data[: 1 << 20]


def _unmarked_utf16(sample: bytes) -> bool:
    return sample.startswith((b"\xff\xfe", b"\xfe\xff"))


def _binary(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if b"\x00" in sample:
        return True
    control = sum(c < 9 or 13 < c < 32 for c in sample)
    return control > max(8, len(sample) * 0.02)
