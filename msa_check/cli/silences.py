"""``msa-check silences``: the statements of a batch screened for high risks that they name and pass over, as a page and a workbook.

What is found is msa_check.silences's, how it is told msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msa_check.cli import beside
from msa_check.cli.review import latest, open_store
from msa_check.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from msa_check.silences import Screening
    from msa_check.silences.risks import Risks
    from msa_check.store import Store


@click.command(name="silences")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--to", metavar="FOLDER", type=click.Path(path_type=Path), help="Where to write, instead of OUT.")
@click.option(
    "--risks",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Lists of your own, instead of those that come with msa-check (docs/silences.md).",
)
def command(out: Path, to: Path | None, folder: Path | None) -> int:
    """List where statements name a high-risk good, place or labour and say nothing about it: silences.html, silences.xlsx.

    OUT is the output folder of msa-check batch. The list shows where to ask; it accuses nobody. The exit code says only
    whether it was written.
    """
    from msa_check.reporting.silences import silences_page, write_silences
    from msa_check.silences import risks

    lists = risks.load(folder)
    with closing(open_store(out)) as store:
        run, _, _ = latest(store)
        found, others = _screen(store, run, lists)
        links = beside.statement_links(store, run, out, to or out)
    if not found:
        raise UsageError(
            "the last run judged no statement: there is nothing to screen.",
            where=str(out),
            cure="The index page of the batch says why.",
        )
    beside.write(
        out,
        to or out,
        "silences",
        lambda made_on, home, workbook: silences_page(
            found, lists, links=links, not_judged=others, made_on=made_on, home=home, workbook=workbook
        ),
        lambda f, made_on: write_silences(f, found, lists, links=links, made_on=made_on),
    )
    return ExitCode.OK


def _screen(store: Store, run: int, lists: Risks) -> tuple[list[Screening], int]:
    """The screenings of a run's judged statements, and how many documents were not judged."""
    from msa_check.silences import Screener

    screener = Screener(lists)
    found: list[Screening] = []
    others = 0
    texts = store.texts(run)
    source, passages = next(texts, ("", ()))
    for made in store.records(run):
        if made["source"] != source:
            others += 1
            continue
        found.append(screener.screen(passages, made))
        source, passages = next(texts, ("", ()))
    return found, others
