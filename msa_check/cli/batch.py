"""``msa-check batch``: folders, patterns and lists of files into one output folder.

The run itself is msa_check.batch.run; nothing here reads a document or writes a report.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msa_check.cli import screen
from msa_check.cli.progress import Watching
from msa_check.cli.review import tell_aside
from msa_check.cli.settings import fail_on_option, read_options, reading_options, rules_option
from msa_check.errors import ExitCode, UsageError
from msa_check.reporting.words import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from msa_check.batch.inputs import Found, Input
    from msa_check.batch.run import Summary

_LISTED = 20
"""Unread files named one by one at the end; the rest are in the outputs."""


_EXPORT = (
    "It writes pages, a workbook, JSON lines and a results store. For tables run it without, then "
    "msa-check export FOLDER --format csv -o tables/ (or jsonl, parquet, sqlite)."
)
_WRITTEN = "The pages and the workbook are written unless --no-html or --no-xlsx leaves them out."
_ONE_FILE = "msa-check check takes it, for one file."
_ELSEWHERE = {
    "--format": _EXPORT,
    "--csv": _EXPORT,
    "--json": _EXPORT,
    "--jsonl": _EXPORT,
    "--parquet": _EXPORT,
    "--html": _WRITTEN,
    "--xlsx": _WRITTEN,
    "--suggest": _ONE_FILE,
    "--why": _ONE_FILE,
    "--highlight": _ONE_FILE,
    "--comments": _ONE_FILE,
}
"""Options that people try here -> where the thing is."""


def _elsewhere(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command answer to the options of others, hidden from its help, by saying where they are."""
    for name in _ELSEWHERE:
        command = click.option(
            name, is_flag=False, flag_value="", hidden=True, is_eager=True, expose_value=False, callback=_point
        )(command)
    return command


def _point(context: click.Context, option: click.Parameter, value: str | None) -> None:
    del context
    if value is not None:
        name = option.opts[0]
        raise UsageError(f"batch has no {name}.", cure=_ELSEWHERE[name])


@click.command(name="batch")
@click.argument("files", metavar="[FILES]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "out",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path),
    help="Where the results go; made if need be.",
)
@click.option(
    "--files-from",
    metavar="LIST",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A list of paths, one a line (- reads it from standard input), or a CSV with a column named path, file, "
    "filename or source; its other columns (organisation, year, sector, number) are kept with the results.",
)
@click.option(
    "--fresh", is_flag=True, help="Check every file again, also those that have not changed since the last run."
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Only the first N files.")
@click.option("--sample", metavar="N", type=click.IntRange(min=1), help="Only N files drawn by chance.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Decides which files --sample draws.")
@click.option("--follow-links", is_flag=True, help="Follow symbolic links inside folders.")
@click.option("--no-html", is_flag=True, help="Write no index page and no page for each file (faster).")
@click.option("--no-xlsx", is_flag=True, help="Write no workbook (faster).")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Work on this machine, or on a dask cluster.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="With --engine dask: the address of its scheduler (tcp://host:8786)."
)
@click.option(
    "--send-files",
    is_flag=True,
    help="With --engine dask: send the files to the workers, which otherwise open them under the same path.",
)
@fail_on_option
@rules_option
@reading_options
@_elsewhere
def command(
    files: tuple[Path, ...],
    out: Path,
    files_from: Path | None,
    *,
    fresh: bool,
    limit: int | None,
    sample: int | None,
    seed: int,
    follow_links: bool,
    no_html: bool,
    no_xlsx: bool,
    quiet: bool,
    engine: str,
    scheduler: str | None,
    send_files: bool,
    fail_on: str,
    pack: Path | None,
    **given: Any,  # noqa: ANN401 - the shared options, by name
) -> int:
    """Check many files: folders, patterns such as 'in/**/*.pdf', single files.

    FOLDER then holds index.html, a page for each file (statements/), findings.xlsx, findings.jsonl, and all of it as
    tables in results.sqlite, with metadata.json for Datasette. Run the same command again and only what changed is checked; a run that was broken off goes on
    where it stopped. A file that cannot be read, hangs or crashes is recorded as unread and stops nothing.
    """
    if not files and files_from is None:
        raise UsageError("no files were given.", cure="Name folders or files, or give a list with --files-from.")
    if (engine == "dask") is not bool(scheduler):
        raise UsageError(
            "--engine dask and --scheduler go together.", cure="Give both: --engine dask --scheduler tcp://host:8786."
        )
    from msa_check.batch import pool
    from msa_check.batch.folder import INDEX, PAGES
    from msa_check.batch.run import Plan, run
    from msa_check.batch.task import Work
    from msa_check.rulebook import load, without_examples

    if engine == "local":
        pool.warm()
    book = load(pack)
    found = _chosen(_found(files, files_from, out, follow_links), limit, sample, seed)
    if not found.inputs:
        for path, why in found.skipped[:_LISTED]:
            screen.talk(f"{path}: skipped: {why}")
        if files_from is not None:
            where = "standard input" if str(files_from) == "-" else files_from
            screen.talk(
                f"msa-check: {where}: the list is empty, so there is nothing to check. Put paths in it, one a line."
            )
        else:
            screen.talk("msa-check: there is nothing to check. Give a folder with PDF, DOCX, HTML or text files.")
        return ExitCode.NOTHING
    work = Work(
        rulebook=without_examples(book),
        options=read_options(given),
        as_of=given["as_of"] or "",
        made_on=date.today().isoformat(),  # noqa: DTZ011 - the reader's own date
        pages="" if no_html or scheduler else str((out / PAGES).absolute()),
        home=f"../{INDEX}",
        keep_text=True,
        memory=given["max_memory"],
    )
    plan = Plan(
        out=out,
        work=work,
        crew=pool.Crew(jobs=given["jobs"], seconds=given["max_seconds"]),
        html=not no_html,
        xlsx=not no_xlsx,
        fresh=fresh,
        fail_on=fail_on,
        scheduler=scheduler or "",
        send_bytes=send_files,
    )
    with Watching(quiet=quiet).minding_interrupts() as watch:
        summary = run(found, plan, watch, now=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
        _tell(summary, watch.seconds, fail_on, quiet=quiet)
        if not quiet:
            _tell_older(summary, out)
    if summary.stopped:
        return ExitCode.INTERRUPTED
    if not summary.files:
        return ExitCode.NOTHING
    return ExitCode.UNREAD if summary.unread else ExitCode.GAPS if summary.with_gaps else ExitCode.OK


def _found(files: tuple[Path, ...], files_from: Path | None, out: Path, follow: bool) -> Found:
    from msa_check.batch import inputs

    found = inputs.find(files, links=follow, leave_out=[out])
    listed = _listed(files_from) if files_from is not None else []
    if found.inputs and not listed and all(_is_missing(i.path) for i in found.inputs):
        raise UsageError(
            "there is no such file or folder; nothing was written.",
            where=", ".join(i.source for i in found.inputs[:_LISTED]),
            cure="Check the path.",
        )
    return inputs.join(found, listed)


def _is_missing(path: Path) -> bool:
    """Whether nothing is there; what only may not be looked at may be, and reading it will say what is wrong."""
    try:
        path.lstat()
    except OSError as e:
        return isinstance(e, FileNotFoundError | NotADirectoryError)
    return False


def _listed(path: Path) -> list[Input]:
    from msa_check.batch import inputs

    if str(path) == "-":
        return inputs.from_list(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as e:
        raise UsageError(
            f"the list cannot be read ({e.strerror}).", where=str(path), cure="Give a text or CSV file of paths."
        ) from None
    try:
        return inputs.from_list(text, beside=path.parent)
    except UsageError as e:
        raise UsageError(e.what, where=f"{path} {e.where}", cure=e.cure) from None


def _chosen(found: Found, limit: int | None, sample: int | None, seed: int) -> Found:
    from msa_check.batch.inputs import Found

    chosen = found.inputs
    if sample is not None and sample < len(chosen):
        kept = sorted(random.Random(seed).sample(range(len(chosen)), sample))  # noqa: S311 - a sample, not a secret
        chosen = [chosen[n] for n in kept]
    return Found(chosen[:limit], found.skipped)


_GAPS = {"law": "gaps in the law", "guidance": "gaps in the law or guidance", "good-practice": "gaps"}
"""--fail-on -> the gaps that are counted; with "never" none are, and nothing is said of them."""


def _tell(s: Summary, seconds: float, fail_on: str, *, quiet: bool) -> None:
    """The last words on stderr: what was done, what was not read, where the outputs are."""
    for fault in s.faults[:_LISTED]:
        screen.talk(fault)
    for source, why, detail, cure in s.unread[:_LISTED]:
        screen.talk(f"{source}: not read ({why}): {detail} {cure}".rstrip())
    if len(s.unread) > _LISTED:
        screen.talk(f"... and {len(s.unread) - _LISTED:,} more that were not read: see the outputs.")
    if quiet:
        return
    for path, why in s.skipped[:_LISTED]:
        screen.talk(f"{path}: skipped: {why}")
    if len(s.skipped) > _LISTED:
        screen.talk(f"... and {len(s.skipped) - _LISTED:,} more skipped (table runs of the results store).")
    parts = [f"{s.files - s.not_judged - len(s.unread):,} checked"]
    if s.not_judged:
        parts.append(f"{s.not_judged:,} not judged (policies, other documents)")
    parts.append(f"{len(s.unread):,} unread")
    if s.partial:
        parts.append(f"{s.partial:,} read in part")
    if s.reused:
        parts.append(f"{s.reused:,} unchanged since the last run")
    if s.duplicates:
        parts.append(how_many(s.duplicates, "duplicate"))
    gaps = f"; {s.with_gaps:,} with {_GAPS[fail_on]}" if fail_on in _GAPS else ""
    screen.talk(f"{how_many(s.files, 'file')} in {seconds:.1f} s: {', '.join(parts)}{gaps}.")
    if s.stopped:
        left = s.given - s.files
        screen.talk(
            f"Stopped before the end: {how_many(left, 'file')} {'is' if left == 1 else 'are'} still to do. "
            "Run the same command again to go on."
        )
    for output in s.outputs:
        screen.talk(f"  {output}")


def _tell_older(s: Summary, out: Path) -> None:
    """What of older runs is gone, and what still lies beside the new outputs."""
    from msa_check.batch import older
    from msa_check.batch.folder import WORKBOOK

    if s.aside:
        tell_aside(s.aside, out)
    if s.removed:
        screen.talk(f"Removed, as it was of an older run: {', '.join(s.removed)}.")
    left = older.made_by_others(out)
    if left:
        screen.talk("Still of an older run, until you make it anew:")
    for names, command in left:
        screen.talk(f"  {', '.join(names)}: msa-check {command.replace('OUT', str(out))}")
    if out / WORKBOOK not in s.outputs and older.edited_workbook(out):
        screen.talk(
            f"  {out / WORKBOOK} is of an older run too, and stays as somebody wrote into it: msa-check review import "
            "takes in decisions."
        )
