"""A file -> Statement: checks the file, finds its type, reads it, and says honestly what could not be read.

Nothing here judges a disclosure. A fault of the document never raises: it becomes a Statement with status "unread".
"""

from __future__ import annotations

import hashlib
import os
import stat
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msa_check.errors import Unread
from msa_check.model import Statement
from msa_check.reading.parts import Parsed, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ReadOptions", "read", "read_bytes"]

_CURE = {
    "encrypted": "Give the password with --password-file, or save a copy without one.",
    "not-found": "Check the path.",
    "empty": "Fetch the file again.",
    "corrupt": "Fetch the file again, or open and save it in the program that made it.",
    "too-large": "Raise --max-bytes if you trust the file.",
    "own-report": "Give the statement that it is about.",
    "garbled": "Its letters or spaces were lost when it was made: give the document that it was taken from.",
    "not-english": "Only English text is judged: give the English version.",
}
_WITHOUT_STATEMENT = {
    "pdf": "Look at its pages: if they show more than that, run again with --ocr force; else give the file that holds the statement.",
    "docx": "Open it: pictures in it are not read; give the file that holds the statement as text.",
    "html": "Open the page in a browser and save the statement itself.",
    "text": "Give the file that holds the statement.",
}
_INSTALL = (
    "Install what reads the letters of a picture (OCR: pip install 'msa-check[ocr]' and the system package tesseract-ocr) "
    "and run again with --ocr {mode}."
)
_PROMISES = {".pdf": "pdf", ".docx": "docx"}
_HOLDS = {"pdf": "a PDF", "docx": "a Word document", "html": "a web page", "text": "plain text"}


def read(
    path: Path | str,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen, so shared safely
    metadata: tuple[tuple[str, str], ...] = (),
) -> Statement:
    """Read one file. ``Statement.source`` is the path as given; ``metadata`` is carried along, not read."""
    source = str(path)
    try:
        data = _bytes(Path(path), options)
    except Unread as fault:
        return _unread(source, "", "", fault, options, metadata)
    return read_bytes(data, source, options, metadata)


def read_bytes(
    data: bytes,
    source: str,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen, so shared safely
    metadata: tuple[tuple[str, str], ...] = (),
) -> Statement:
    """Read a document held in memory; ``source`` names it in the record."""
    if len(data) > options.max_bytes:  # standard input, or a file that has grown: what came is not the whole
        limit_said = Unread("too-large", f"The limit is {options.max_bytes:,} bytes.")
        return _unread(source, "", "", limit_said, options, metadata)
    sha256 = hashlib.sha256(data).hexdigest()
    form = ""
    if not data:
        return _unread(source, sha256, form, Unread("empty"), options, metadata)
    try:
        from msa_check.reading import detect, excerpt, quality

        form = detect.detect(data, source)
        parser: Callable[[bytes, ReadOptions], Parsed] = import_module(
            f"msa_check.reading.{'plain' if form == 'text' else form}"
        ).parse
        parsed = excerpt.cut(parser(data, options))
        language = quality.judge(parsed.passages, parsed.language)
    except Unread as fault:
        return _unread(source, sha256, form, fault, options, metadata)
    except (MemoryError, RecursionError) as e:
        limit = "resource-limit" if isinstance(e, MemoryError) else "parser-limit"
        return _unread(source, sha256, form, Unread(limit), options, metadata)
    return Statement(
        source=source,
        sha256=sha256,
        format=form,
        pages=parsed.pages,
        passages=parsed.passages,
        title=parsed.title,
        language=language,
        status="partial" if parsed.why else "ok",
        why=parsed.why,
        detail=_partly(parsed) if parsed.why else "",
        cure=_cure("no-text-layer", form, options) if parsed.why == "pages-without-text" else "",
        unread_pages=parsed.unread_pages,
        span=parsed.span,
        page_notes=parsed.page_notes,
        links=parsed.links,
        warnings=parsed.warnings,
        metadata=metadata,
    )


def _partly(parsed: Parsed) -> str:
    from msa_check.errors import REASONS

    pages = ", ".join(map(str, parsed.unread_pages[:20])) + (" ..." if len(parsed.unread_pages) > 20 else "")
    return REASONS[parsed.why or ""] + (f" Pages: {pages}." if pages else "")


def _bytes(path: Path, options: ReadOptions) -> bytes:
    """The file's bytes; refuses what is no regular file before opening it, so that a FIFO cannot hang us."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise Unread("not-a-file", cure="Give a file; a folder goes to msa-check batch.")
        if info.st_size > options.max_bytes:
            raise Unread("too-large", f"It has {info.st_size:,} bytes; the limit is {options.max_bytes:,}.")
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as f:
            return f.read(options.max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Unread("not-found") from None
    except PermissionError:
        raise Unread("permission", cure="Change its permissions, or copy it to where you may read it.") from None
    except (OSError, ValueError) as e:
        raise Unread("not-found", f"({e})") from None


def _cure(reason: str, form: str, options: ReadOptions) -> str:
    """What the user can do, which for pictures depends on whether OCR is there and was used."""
    if reason == "no-statement-text":
        return _WITHOUT_STATEMENT["text" if options.ocr == "force" and form == "pdf" else form]
    if reason not in {"no-text-layer", "garbled"} or form != "pdf":
        return _CURE.get(reason, "")
    from msa_check.reading import ocr

    mode = "force" if reason == "garbled" else "auto"
    if not ocr.available():
        return _INSTALL.format(mode=mode)
    if options.ocr == "off" or (reason == "garbled" and options.ocr != "force"):
        return f"Run again with --ocr {mode}, which reads the pictures of the pages."
    return "Reading the letters of the pictures (OCR) found no text either: look at the pages, or fetch a better copy."


def _unread(
    source: str, sha256: str, form: str, fault: Unread, options: ReadOptions, metadata: tuple[tuple[str, str], ...]
) -> Statement:
    otherwise = _named_otherwise(source, form, fault.reason)
    return Statement(
        source=source,
        sha256=sha256,
        format=form,
        status="unread",
        why=fault.reason,
        detail=" ".join(x for x in (fault.detail, otherwise) if x),
        cure=fault.cure or ("Save or fetch it again." if otherwise else _cure(fault.reason, form, options)),
        metadata=metadata,
    )


def _named_otherwise(source: str, form: str, reason: str) -> str:
    """A sentence where the name promises a PDF or a Word document and the content is something else."""
    suffix = Path(source).suffix.lower()
    if suffix not in _PROMISES or _PROMISES[suffix] == form:
        return ""
    if form:
        return f"It is named {suffix} but holds {_HOLDS[form]}."
    return f"It is named {suffix} but does not begin like one." if reason == "unsupported-type" else ""
