"""``msa-check compare OUT --copies``: wording that the statements of different organisations share, as a page and a workbook.

What is found is msa_check.copies's, how it is told msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

import zlib
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.cli.compare import link_to, statement_links
from msa_check.cli.review import latest, open_store
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.copies import Copies
    from msa_check.model import Passage

PAGE, WORKBOOK = "copies.html", "copies.xlsx"


def run(out: Path, to: Path) -> None:
    """Find and write what the statements of the last run in ``out`` share. Raises UsageError where there are not two."""
    from msa_check import copies, names
    from msa_check.record import passages

    with closing(open_store(out)) as store:
        number, _, _ = latest(store)

        def read(source: str) -> tuple[Passage, ...]:
            return passages(zlib.decompress(store.text(source)).decode())

        owners = [names.owner(made) for made in store.records(number) if made["judged"] and "duplicate_of" not in made]
        if len(owners) < 2:
            raise UsageError(
                "the last run judged fewer than two statements: there is nothing to compare.",
                where=str(out),
                cure="The index page of the batch says why.",
            )
        found = copies.find(owners, read)
        links = statement_links(store, number, out, to)
    _write(found, links, out, to)


def _write(found: Copies, links: dict[str, str], out: Path, to: Path) -> None:
    """Write page and workbook, each whole or not at all."""
    from msa_check.batch.writing import atomic, write_atomically
    from msa_check.reporting.copies import copies_page, write_copies

    made_on = date.today().isoformat()  # noqa: DTZ011 - the reader's own date
    home = link_to(out, to) if (out / "index.html").is_file() else None
    text = copies_page(
        found, links=links, made_on=made_on, home="" if home is None else f"{home}index.html", workbook=WORKBOOK
    )
    try:
        to.mkdir(parents=True, exist_ok=True)
        write_atomically(to / PAGE, text.encode("utf-8", "replace"))
        with atomic(to / WORKBOOK) as f:
            write_copies(f, found, links=links, made_on=made_on)
    except OSError as e:
        raise UsageError(
            f"the comparison cannot be written ({e.strerror or e}).",
            where=str(to),
            cure="Give another folder with --to.",
        ) from None
    for name in (PAGE, WORKBOOK):
        screen.talk(f"  {to / name}")
