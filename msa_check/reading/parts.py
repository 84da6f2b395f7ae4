"""What the readers of single formats take and give: options, lines on a page, and the parsed document.

Nothing here opens a file. A format's reader is a function ``parse(data: bytes, options: ReadOptions) -> Parsed``
that raises errors.Unread for a document that gives no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from msa_check.model import Box, Kind, PageNote, Passage

MB = 1_000_000
CANONICAL = "rel=canonical"
"""Stands as the text of a link in Parsed.links when a web page says in its head which address it has."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: passwords to try, OCR and limits (docs/output.md names the flags that set them)."""

    passwords: tuple[str, ...] = ()
    ocr: Literal["auto", "off", "force"] = "auto"
    ocr_seconds: float = 60.0
    """Time limit of OCR for one page."""
    max_bytes: int = 100 * MB
    """Largest file that is opened."""
    max_pages: int = 500
    """Pages read of one file; the rest is said to be unread."""
    max_decoded: int = 200 * MB
    """Largest total of unpacked data (zip members, compressed streams)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``size`` is the type size in points (0 = unknown)."""

    text: str
    page: int | None = None
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    starts_block: bool = False
    """A wider gap, another column or a blank line stands before it."""
    full: bool | None = None
    """Whether it fills its column, so that what follows may be the same sentence; None where the layout is not known."""
    kind: Kind | None = None
    """What the line is, where the format or the layout knows it."""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one format's reader found. ``pages`` is None where the format has none."""

    passages: tuple[Passage, ...]
    title: str = ""
    language: str = ""
    """As declared by the file, "" when it does not say."""
    pages: int | None = None
    unread_pages: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    page_notes: tuple[PageNote, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    why: str | None = None
    """Reason code (errors.REASONS) when the document was read in part."""
