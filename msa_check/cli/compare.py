"""``msa-check compare``: the statements of a batch side by side, as a page and a workbook.

What is counted is msa_check.comparing's, the rest msa_check.reporting's; here is where it goes.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from msa_check.cli import beside, screen
from msa_check.cli.review import latest, open_store
from msa_check.cli.settings import rules_option
from msa_check.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msa_check.model import Rulebook
    from msa_check.record import Record
    from msa_check.store import Store

_ALWAYS = ("size", "year")
"""Groups that need no column of their own: they come from other columns, and from the statement."""


@click.command(name="compare")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--to", metavar="FOLDER", type=click.Path(path_type=Path), help="Where to write, instead of OUT.")
@click.option(
    "--by",
    metavar="COLUMN",
    default="sector",
    show_default=True,
    help="What groups the statements: a column of the CSV that batch --files-from was given, or size, or year.",
)
@click.option("--copies", is_flag=True, help="Wording shared between organisations instead: copies.html, copies.xlsx.")
@click.option(
    "--years", is_flag=True, help="Each organisation's statements over the years instead: years.html, years.xlsx."
)
@rules_option
def command(out: Path, to: Path | None, by: str, pack: Path | None, *, copies: bool, years: bool) -> int:
    """Put the statements of the last run in OUT side by side: comparison.html and comparison.xlsx.

    OUT is the output folder of msa-check batch. Sector, turnover, number and other columns are those of the CSV that
    batch --files-from was given. The exit code says only whether the comparison was written.
    """
    context = click.get_current_context()
    if (copies or years) and context.get_parameter_source("by") is not ParameterSource.DEFAULT:
        raise UsageError(
            "--by groups statements that stand side by side.", cure="Give it without --copies and --years."
        )
    if copies:
        from msa_check.cli import shared

        shared.run(out, to or out)
    if years:
        from msa_check.cli import overyears

        overyears.run(out, to or out, pack)
    if not (copies or years):
        _side_by_side(out, to, by.strip().lower(), pack)
    return ExitCode.OK


def _side_by_side(out: Path, to: Path | None, by: str, pack: Path | None) -> None:
    from msa_check import comparing
    from msa_check.reporting.comparison import comparison_page
    from msa_check.reporting.comparison_sheets import write_comparison

    with closing(open_store(out)) as store:
        run, book = latest_of_pack(store, out, pack)
        columns: set[str] = set()
        found = comparing.compare(_noting(store.records(run), columns), book, by=by)
        links = beside.statement_links(store, run, out, to or out)
    if not found.judged:
        raise UsageError(
            "the last run judged no statement: there is nothing to compare.",
            where=str(out),
            cure="The index page of the batch says why.",
        )
    if by not in {"sector", *_ALWAYS} and by not in columns:
        raise UsageError(
            f"no document has a column {by}.",
            where=str(out),
            cure=f"The columns are: {', '.join(sorted(columns | set(_ALWAYS)))}.",
        )
    beside.write(
        out,
        to or out,
        "comparison",
        lambda made_on, home, workbook: comparison_page(
            found, book, by=by, links=links, home=home, workbook=workbook, made_on=made_on
        ),
        lambda f, made_on: write_comparison(f, found, book, by=by, links=links, made_on=made_on),
    )
    column = {"sector": "sector", "size": "turnover"}.get(by)
    if column and not any(d.group for d in found.judged):
        screen.talk(f"No {by}s are known: batch --files-from takes a CSV with a column {column}.")


def latest_of_pack(store: Store, out: Path, pack: Path | None) -> tuple[int, Rulebook]:
    """Number and rule book of the last run. Raises UsageError when it was made with another rule book."""
    from msa_check.rulebook import load

    run, rulebook, _ = latest(store)
    book = load(pack)
    if rulebook != book.id:
        raise UsageError(
            f"the results were made with the rule book {rulebook}, this is {book.id}.",
            where=str(out),
            cure="Name the same rules with --rules, or run the batch again.",
        )
    return run, book


def _noting(records: Iterable[Record], columns: set[str]) -> Iterator[Record]:
    """The records, their columns of metadata noted."""
    for made in records:
        columns.update(made["metadata"])
        yield made
