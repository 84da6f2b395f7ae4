"""``msa-check export``: results of a batch as tables for other programs, or as a report for a build server.

The forms themselves are msa_check.exporting's; nothing here judges.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msa_check.cli import screen
from msa_check.cli.delivery import named
from msa_check.cli.review import latest, open_store
from msa_check.errors import ExitCode, UsageError
from msa_check.model import FORCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msa_check.store import Store

_FOLDERS = ("csv", "jsonl", "parquet")
_CHECKS = ("sarif", "junit", "github")


@click.command(name="export")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([*_FOLDERS, "sqlite", *_CHECKS]),
    required=True,
    help="csv, jsonl, parquet: a folder of tables; sqlite: all tables in one file; sarif, junit, github: for build servers.",
)
@click.option(
    "-o",
    "--output",
    "to",
    metavar="DEST",
    type=click.Path(path_type=Path),
    help="Folder or file to write; sarif, junit and github go to the screen without it.",
)
@click.option(
    "--raw-csv",
    is_flag=True,
    help="Write CSV texts as they are, also those that a spreadsheet would take for a formula.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*FORCES, "never"]),
    default="law",
    show_default=True,
    help="junit: gaps of this force or a graver one fail. github: they are warnings, others notices.",
)
def command(out: Path, form: str, to: Path | None, *, raw_csv: bool, fail_on: str) -> int:
    """Write the results of the last run in OUT, the output folder of msa-check batch, for other programs.

    The tables are statements, findings, evidence, facts, rules and reviews. datapackage.json and dictionary.md beside them
    say what every column means. The exit code says only whether the export was written.
    """
    if raw_csv and form != "csv":
        raise UsageError(
            "--raw-csv is for --format csv only.", cure="Leave it out: the other formats hold texts as they are."
        )
    if to is None and form not in _CHECKS:
        raise UsageError(f"--format {form} needs a place to write to.", cure="Add -o DEST.")
    if to is not None:
        _may_write(to, out, folder=form in _FOLDERS)
    with closing(open_store(out)) as store:
        try:
            if form in _CHECKS:
                _checks(store, form, to, fail_on)
            else:
                _tables(store, out, form, to or out, raw=raw_csv)
        except OSError as e:
            raise UsageError(
                f"the export cannot be written ({e.strerror or e}).",
                where=str(to),
                cure="Make room or give another place.",
            ) from None
    return ExitCode.OK


def _may_write(to: Path, out: Path, *, folder: bool) -> None:
    """See that nothing is overwritten that was not an export before."""
    from msa_check.batch.folder import NAMES, PAGES
    from msa_check.batch.writing import refuse_special

    here = to.resolve()
    if folder and (here == out.resolve() or here == (out / PAGES).resolve()):
        raise UsageError(
            "the tables need a folder of their own.", where=str(to), cure="Give another folder, such as tables/."
        )
    if folder and to.exists() and not to.is_dir():
        raise UsageError("the output is a file.", where=str(to), cure="Give a folder.")
    if not folder and to.is_dir():
        raise UsageError("the output is a folder.", where=str(to), cure="Give the name of a file.")
    if not folder and here in {(out / name).resolve() for name in NAMES}:
        raise UsageError("this file is one of msa-check's own.", where=str(to), cure="Give another name.")
    if not folder and not to.parent.is_dir():
        raise UsageError("there is no such folder.", where=str(to.parent), cure="Make it first.")
    if not folder:
        with named(to):
            refuse_special(to)


def _tables(store: Store, out: Path, form: str, to: Path, *, raw: bool) -> None:
    from msa_check import reviewing
    from msa_check.exporting import files, tables

    run, rulebook, _ = latest(store)
    rows = tables.rows(store.records(run), store.rules(rulebook), reviewing.load(out), store.rule_texts(rulebook))
    if form == "sqlite":
        files.sqlite(rows, to)
        made = [to]
    else:
        made = files.folder(rows, to, form, title="Modern slavery statements: findings", raw=raw)
    for path in made:
        screen.talk(f"  {path}")


def _checks(store: Store, form: str, to: Path | None, fail_on: str) -> None:
    from msa_check.batch.writing import atomic
    from msa_check.exporting import checks

    run, rulebook, _ = latest(store)
    rules = store.rules(rulebook)
    pieces: Iterator[str]
    if form == "sarif":
        pieces = checks.sarif(store.records(run), rules)
    elif form == "junit":
        pieces = checks.junit(store.records(run), rules, fail_on=fail_on)
    else:
        pieces = checks.github(store.records(run), rules, fail_on=fail_on)
    if to is None:
        screen.data("".join(pieces) or "\n")
        return
    with atomic(to) as f:
        for piece in pieces:
            f.write(piece.encode("utf-8", "replace"))
    screen.talk(f"  {to}")
