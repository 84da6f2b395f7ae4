"""A page and a workbook about the statements of a batch, written beside its results or into another folder.

Nothing here knows what they tell.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from msa_check.cli import screen
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from msa_check.store import Store


def statement_links(store: Store, run: int, out: Path, to: Path) -> dict[str, str]:
    """Source -> link of its gap report, relative to the folder ``to``; empty where no relative link can lead there."""
    from msa_check.batch.folder import PAGES

    base = link_to(out, to)
    return {} if base is None else {s: f"{base}{PAGES}/{quote(page)}" for s, page in store.pages(run).items()}


def link_to(out: Path, to: Path) -> str | None:
    """How a page in the folder ``to`` links into ``out``: "" or "../out/"; None on another drive."""
    try:
        way = os.path.relpath(out.resolve(), to.resolve())
    except ValueError:
        return None
    return "" if way == os.curdir else quote(Path(way).as_posix()) + "/"


def write(
    out: Path,
    to: Path,
    stem: str,
    page: Callable[[str, str, str], str],
    workbook: Callable[[IO[bytes], str], None],
) -> None:
    """Write ``stem``.html and ``stem``.xlsx into ``to``, each whole or not at all, and say where they are.

    ``page`` makes the page from the reader's date, the link of the batch's index page ("" where there is none) and the
    workbook's name; ``workbook`` writes the workbook, given the date. Raises UsageError when the folder cannot be written.
    """
    from msa_check.batch.folder import INDEX
    from msa_check.batch.writing import atomic, write_atomically

    made_on = date.today().isoformat()  # noqa: DTZ011 - the reader's own date
    base = link_to(out, to) if (out / INDEX).is_file() else None
    html, xlsx = to / f"{stem}.html", to / f"{stem}.xlsx"
    text = page(made_on, "" if base is None else f"{base}{INDEX}", xlsx.name)
    try:
        to.mkdir(parents=True, exist_ok=True)
        write_atomically(html, text.encode("utf-8", "replace"))
        with atomic(xlsx) as f:
            workbook(f, made_on)
    except OSError as e:
        raise UsageError(
            f"the page and the workbook cannot be written ({e.strerror or e}).",
            where=str(to),
            cure="Give another folder with --to.",
        ) from None
    for path in (html, xlsx):
        screen.talk(f"  {path}")
