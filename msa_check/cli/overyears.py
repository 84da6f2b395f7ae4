"""``msa-check compare OUT --years``: each organisation's statements over the years, as a page and a workbook.

What changed is msa_check.years's, how it is told msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from msa_check.cli import beside, screen
from msa_check.cli.compare import latest_of_pack
from msa_check.cli.review import open_store
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.model import Passage
    from msa_check.record import Record


def run(out: Path, to: Path, pack: Path | None) -> None:
    """Lay each statement of the last run in ``out`` beside the one before it and write what changed.

    Raises UsageError where the run judged no statement. Where no organisation has two, the page says so.
    """
    from msa_check import names, years
    from msa_check.reporting.years import years_page
    from msa_check.reporting.years_sheets import write_years

    with closing(open_store(out)) as store:
        number, book = latest_of_pack(store, out, pack)

        def read(source: str) -> tuple[Record, tuple[Passage, ...]]:
            return store.record(source), store.passages(source)

        owners = [names.owner(made) for made in store.records(number) if made["judged"]]
        if not owners:
            raise UsageError(
                "the last run judged no statement: there is nothing to compare.",
                where=str(out),
                cure="The index page of the batch says why.",
            )
        found = years.find(owners, read)
        links = beside.statement_links(store, number, out, to)
    beside.write(
        out,
        to,
        "years",
        lambda made_on, home, workbook: years_page(
            found, book, links=links, made_on=made_on, home=home, workbook=workbook
        ),
        lambda f, made_on: write_years(f, found, book, links=links, made_on=made_on),
    )
    if not any(s.changes for s in found.series):
        screen.talk("No organisation has two statements that can be put in time.")
