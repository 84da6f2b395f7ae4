"""``msa-check compare OUT --years``: each organisation's statements over the years, as a page and a workbook.

What changed is msa_check.years's, how it is told msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

import json
import zlib
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.cli.compare import latest_of_pack, link_to, statement_links
from msa_check.cli.review import open_store
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.model import Passage, Rulebook
    from msa_check.record import Record
    from msa_check.years import Years

PAGE, WORKBOOK = "years.html", "years.xlsx"


def run(out: Path, to: Path, pack: Path | None) -> None:
    """Lay each statement of the last run in ``out`` beside the one before it and write what changed.

    Raises UsageError where the run judged no statement. Where no organisation has two, the page says so.
    """
    from msa_check import names, years
    from msa_check.record import passages

    with closing(open_store(out)) as store:
        number, book = latest_of_pack(store, out, pack)

        def read(source: str) -> tuple[Record, tuple[Passage, ...]]:
            made = json.loads(zlib.decompress(store.packed(source) or b""))
            return made, passages(zlib.decompress(store.text(source)).decode())

        owners = [names.owner(made) for made in store.records(number) if made["judged"]]
        if not owners:
            raise UsageError(
                "the last run judged no statement: there is nothing to compare.",
                where=str(out),
                cure="The index page of the batch says why.",
            )
        found = years.find(owners, read)
        links = statement_links(store, number, out, to)
    _write(found, book, links, out, to)
    if not any(s.changes for s in found.series):
        screen.talk("No organisation has two statements that can be put in time.")


def _write(found: Years, book: Rulebook, links: dict[str, str], out: Path, to: Path) -> None:
    """Write page and workbook, each whole or not at all."""
    from msa_check.batch.writing import atomic, write_atomically
    from msa_check.reporting.years import years_page
    from msa_check.reporting.years_sheets import write_years

    made_on = date.today().isoformat()  # noqa: DTZ011 - the reader's own date
    home = link_to(out, to) if (out / "index.html").is_file() else None
    text = years_page(
        found, book, links=links, made_on=made_on, home="" if home is None else f"{home}index.html", workbook=WORKBOOK
    )
    try:
        to.mkdir(parents=True, exist_ok=True)
        write_atomically(to / PAGE, text.encode("utf-8", "replace"))
        with atomic(to / WORKBOOK) as f:
            write_years(f, found, book, links=links, made_on=made_on)
    except OSError as e:
        raise UsageError(
            f"the comparison cannot be written ({e.strerror or e}).",
            where=str(to),
            cure="Give another folder with --to.",
        ) from None
    for name in (PAGE, WORKBOOK):
        screen.talk(f"  {to / name}")
