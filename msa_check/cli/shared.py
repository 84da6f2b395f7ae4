"""``msa-check compare OUT --copies``: wording that the statements of different organisations share, as a page and a workbook.

What is found is msa_check.copies's, how it is told msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from msa_check.cli import beside
from msa_check.cli.review import latest, open_store
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def run(out: Path, to: Path) -> None:
    """Find and write what the statements of the last run in ``out`` share. Raises UsageError where there are not two."""
    from msa_check import copies, names
    from msa_check.reporting.copies import copies_page, write_copies

    with closing(open_store(out)) as store:
        number, _, _ = latest(store)

        owners = [names.owner(made) for made in store.records(number) if made["judged"] and "duplicate_of" not in made]
        if len(owners) < 2:
            raise UsageError(
                "the last run judged fewer than two statements: there is nothing to compare.",
                where=str(out),
                cure="The index page of the batch says why.",
            )
        found = copies.find(owners, store.passages)
        links = beside.statement_links(store, number, out, to)
    beside.write(
        out,
        to,
        "copies",
        lambda made_on, home, workbook: copies_page(found, links=links, made_on=made_on, home=home, workbook=workbook),
        lambda f, made_on: write_copies(f, found, links=links, made_on=made_on),
    )
