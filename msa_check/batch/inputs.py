"""Which files a run is about: folders, patterns, lists and tables of paths, each file once and in a fixed order.

Files are listed and hashed here, never parsed. What msa-check wrote itself is left out wherever it is not named.
"""

from __future__ import annotations

import csv
import glob
import hashlib
import os
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msa_check.batch.folder import NAMES, STORE
from msa_check.errors import UsageError
from msa_check.reading.detect import OWN_HEAD, own_page
from msa_check.reporting.words import how_many
from msa_check.store import is_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NO_DOCUMENTS = frozenset(
    ".py .pyc .js .css .map .json .jsonl .yaml .yml .toml .xml .xsl .csv .tsv .xlsx .xlsm .xls .ods .sqlite .sqlite-wal "
    ".sqlite-shm .db .parquet .npz .png .jpg .jpeg .gif .svg .webp .ico .bmp .woff .woff2 .ttf .mp3 .mp4 .zip .gz .tgz .tar .7z "
    ".rar .exe .dll .so .sh .bat .log .lock .ini .cfg".split()
)
"""Suffixes of files that a folder may hold beside statements; such a file is read only when it is named itself."""
_PATH_COLUMNS = ("path", "file", "filename", "source")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to check, as named, with what the caller knows about it."""

    source: str
    path: Path
    metadata: tuple[tuple[str, str], ...] = ()
    named: bool = True
    """False for what a folder or a pattern held: there a report of ours is passed over."""


def link(path: Path, folder: Path) -> str:
    """The relative href of a file, seen from a page in ``folder``; "" where they share no disk, so that neither moves alone.

    Every byte but plain letters, digits and "-._~/" is percent-encoded. The file need not be a document.
    """
    try:
        if path.stat().st_dev != folder.stat().st_dev:
            return ""
        way = os.path.relpath(path, folder)
    except (OSError, ValueError):  # gone; on another drive
        return ""
    return quote(os.fsencode(way.replace(os.sep, "/")))


@dataclass(slots=True)
class Found:
    """The files of a run in their order, and what was passed over: (path, why)."""

    inputs: list[Input] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def find(arguments: Sequence[Path | str], *, links: bool = False, leave_out: Sequence[Path] = ()) -> Found:
    """Files of the folders, patterns and files given, in the order given; a folder's own files by name.

    ``links`` follows symbolic links inside folders. ``leave_out`` are folders that folders and patterns do not enter (the
    output), but for those that are named or that a pattern begins in: there only our own reports are passed over. A file
    that is named but not there is kept: it gets a record that says so.
    """
    found = Found()
    left_out = tuple(os.path.realpath(p) for p in leave_out)
    for argument in arguments:
        text = os.fspath(argument)
        path = Path(text)
        if path.is_dir():
            _walk(path, found, links, left_out, {os.path.realpath(path)})
        elif glob.has_magic(text) and not os.path.lexists(text):
            hits = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - keeps the path as given
            if not hits:
                found.skipped.append((text, "no file fits the pattern"))
            barred = [p for p in left_out if not _begins_in(text, p)]
            kept = []
            for hit in hits:
                if any(Path(os.path.realpath(hit)).is_relative_to(p) for p in barred):
                    found.skipped.append((hit, "in the output folder"))
                elif _is_own(Path(hit)):
                    found.skipped.append((hit, "a file of msa-check, not a statement"))
                else:
                    kept.append(hit)
            inner = find(kept, links=links, leave_out=leave_out)
            found.inputs += [replace(i, named=False) for i in inner.inputs]
            found.skipped += inner.skipped
        else:
            found.inputs.append(Input(text, path))
    found.inputs = _once(found.inputs, found.skipped)
    return found


def from_list(text: str, *, beside: Path | None = None) -> list[Input]:
    """The files named in a list: one path a line (or NUL between), or CSV with a column path, file, filename or source.

    Other columns of the CSV are kept as metadata under their names, in lower case. A path that is not there from the
    current folder is looked for in ``beside``, the folder of the list.
    """
    if "\0" in text:
        return [_listed(p, beside) for p in text.split("\0") if p]
    lines = text.removeprefix("\ufeff").splitlines()
    if lines and (named := _columns(lines[0])):
        return list(_rows(lines, *named, beside))
    return [_listed(s, beside) for s in lines if s.strip()]


def digest(path: Path, limit: int) -> str | None:
    """SHA-256 of a regular file of at most ``limit`` bytes, in hex; None for what is no such file or cannot be read."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode) or info.st_size > limit:
            return None
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as f:
            return hashlib.file_digest(f, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def _begins_in(pattern: str, folder: str) -> bool:
    """Whether the part of a pattern before its first sign (*, ?, [) leads into the folder."""
    parts = Path(pattern).parts
    plain = parts[: next(n for n, part in enumerate(parts) if glob.has_magic(part))]
    return Path(os.path.realpath(Path(*plain))).is_relative_to(folder)


def _is_own(path: Path) -> bool:
    """Whether msa-check wrote the file: a page by the mark in its head, others by their place beside a results store."""
    if path.suffix.lower() not in {".html", ".htm"}:
        return path.name in NAMES and is_store(path.parent / STORE)
    if not path.is_file():
        return False
    try:
        with path.open("rb") as f:
            return own_page(f.read(OWN_HEAD))
    except OSError:  # reading it will say why
        return False


def _walk(folder: Path, found: Found, links: bool, leave_out: tuple[str, ...], seen: set[str]) -> None:
    """Append the documents under a folder, by name; what is passed over is listed with the reason."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as e:
        found.skipped.append((str(folder), f"the folder cannot be listed ({e.strerror})"))
        return
    own = 0
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith((".", "~$")):
            found.skipped.append((str(path), "hidden"))
        elif entry.is_symlink() and not links:
            found.skipped.append((str(path), "a symbolic link (--follow-links takes it)"))
        elif entry.is_dir():
            real = os.path.realpath(path)
            if real in leave_out:
                continue
            if real in seen:
                found.skipped.append((str(path), "a link back to a folder already listed"))
                continue
            seen.add(real)
            _walk(path, found, links, leave_out, seen)
        elif not entry.is_file():
            found.skipped.append((str(path), "not a regular file"))
        elif _is_own(path):
            own += 1
        elif path.suffix.lower() in _NO_DOCUMENTS:
            found.skipped.append((str(path), "not a document by its name"))
        else:
            found.inputs.append(Input(str(path), path, named=False))
    if own:
        found.skipped.append((str(folder), f"{how_many(own, 'file')} of msa-check, no statements"))


def _once(inputs: Iterable[Input], skipped: list[tuple[str, str]]) -> list[Input]:
    """Each path once, where it first stands."""
    seen: set[str] = set()
    kept = []
    for i in inputs:
        key = os.path.abspath(i.path)  # noqa: PTH100 - resolve() would merge a link with its target
        if key in seen:
            skipped.append((i.source, "named twice"))
        else:
            seen.add(key)
            kept.append(i)
    return kept


def join(found: Found, listed: Iterable[Input]) -> Found:
    """The found files, then the listed ones; each path once."""
    skipped = list(found.skipped)
    return Found(_once([*found.inputs, *listed], skipped), skipped)


def _listed(name: str, beside: Path | None, metadata: tuple[tuple[str, str], ...] = ()) -> Input:
    path = Path(name)
    if beside is not None and not path.is_absolute() and not os.path.lexists(path) and os.path.lexists(beside / path):
        path = beside / path
    return Input(str(path), path, metadata)


def _columns(head: str) -> tuple[str, list[str], str] | None:
    """(separator, column names, the one with the path) when the line is the head of a table of paths."""
    for separator in (",", ";", "\t"):
        names = [n.strip().lower() for n in next(csv.reader([head], delimiter=separator), [])]
        for wanted in _PATH_COLUMNS:
            if wanted in names:
                return separator, names, wanted
    return None


def _rows(lines: list[str], separator: str, names: list[str], wanted: str, beside: Path | None) -> Iterator[Input]:
    at = names.index(wanted)
    reader = csv.reader((s + "\n" for s in lines[1:]), delimiter=separator)
    for row in reader:
        if not any(c.strip() for c in row):
            continue
        if len(row) <= at or not row[at].strip():
            raise UsageError(
                "a row of the list names no file.",
                where=f"line {reader.line_num + 1}",
                cure=f"Fill the column {wanted}.",
            )
        known = tuple((n, v.strip()) for n, v in zip(names, row, strict=False) if n and n != wanted and v.strip())
        yield _listed(row[at].strip(), beside, known)
