"""``msa-check register``: the government's register of statements taken in, matched to documents, and downloaded.

The work is msa_check.register's and msa_check.fetching's; nothing here judges.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msa_check.cli import screen
from msa_check.cli.surveying import FETCHED, LISTED, must_be_there, survey_of, write
from msa_check.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msa_check.fetching.hosts import Settings
    from msa_check.fetching.journal import Outcome
    from msa_check.register.entries import Entry
    from msa_check.register.keeping import Import, Kept

_MAX_FILE = 300 * 10**6
"""Bytes of the largest register file taken in."""

_folder = click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
_files = click.option(
    "--files",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Statements on this computer to match as well: a folder, file or pattern; may be given more than once. It is "
    "remembered, and replaces what was named before.",
)


@click.group(name="register")
def command() -> None:
    """Use the government's register: take in its file, match documents, compare declarations, download statements.

    OUT is the output folder of msa-check batch, or a new one.
    """


@command.command(name="import")
@click.argument("table", metavar="CSV", type=click.Path(path_type=Path))
@click.option("--to", "out", metavar="OUT", required=True, type=click.Path(path_type=Path), help="Where it goes.")
@_files
def import_file(table: Path, out: Path, files: tuple[Path, ...]) -> int:
    """Take in CSV, the register's file (StatementSummaries and a year), and match it to documents.

    Every row is accounted for: taken in, or named with the reason. A file of another year or sector adds to what is there;
    a newer file of the same replaces its rows.
    """
    from msa_check.batch.lock import locked
    from msa_check.register.entries import take
    from msa_check.register.table import read

    must_be_there(files)
    data = _bytes(table)
    parsed = read(data, str(table))
    taken = take(parsed)
    _made(out)
    with locked(out), closing(_kept(out)) as kept:
        done = kept.add(
            parsed,
            taken,
            source=table.name,
            sha256=hashlib.sha256(data).hexdigest(),
            imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _tell_import(done, taken.entries)
        survey = survey_of(kept, out, files)
        write(survey, out)
    damaged = any(
        not why.startswith(("The same row", "A newer row", "The row is empty")) for _, _, why, _ in done.left_out
    )
    return ExitCode.UNREAD if damaged else ExitCode.OK


@command.command(name="match")
@_folder
@_files
def match_documents(out: Path, files: tuple[Path, ...]) -> int:
    """Match anew what a batch checked, what was downloaded and what --files names or named last; compare and write the sheets.

    Writes register.xlsx, register.html and statements.csv, a list for msa-check batch --files-from.
    """
    from msa_check.batch.lock import locked

    must_be_there(files)
    with locked(_existing(out)), closing(_kept(out)) as kept:
        write(survey_of(kept, out, files), out)
    return ExitCode.OK


@command.command(name="fetch")
@_folder
@click.option(
    "--contact", metavar="WHO", default="", help="An e-mail or web address for the sites' owners (recommended)."
)
@click.option("--copies", is_flag=True, help="Fetch the register's own PDF copies as well (column PDFURL).")
@click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(0.5, 3600),
    default=2.0,
    show_default=True,
    help="Least time between two requests to one site.",
)
@click.option("--again", is_flag=True, help="Ask also for what could not be fetched before.")
@click.option("--refresh", is_flag=True, help="Ask also whether what was fetched has changed.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Only the first N addresses.")
@click.option(
    "--max-size", metavar="MB", type=click.IntRange(1, 200), default=30, show_default=True, help="Largest document."
)
@click.option(
    "--port",
    "ports",
    metavar="N",
    type=click.IntRange(1, 65535),
    multiple=True,
    help="Allow a port besides 80 and 443.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
def fetch_statements(
    out: Path,
    *,
    contact: str,
    copies: bool,
    delay: float,
    again: bool,
    refresh: bool,
    limit: int | None,
    max_size: int,
    ports: tuple[int, ...],
    quiet: bool,
) -> int:
    """Download the statements behind the register's addresses into OUT/fetched. The only command that uses the network.

    It keeps to each site's robots.txt, asks a site one thing at a time, tries again when a site is busy, and asks no address
    that is not of the public internet. Run it again to go on; what is there is not asked for again.
    """
    from msa_check.batch.lock import locked
    from msa_check.register.survey import addresses
    from msa_check.reporting.words import how_many

    visit, settings = _fetching(contact, delay, max_size * 10**6, ports)
    with closing(_kept(_existing(out))) as kept:
        urls = addresses(kept.entries(), copies=copies)[:limit]
    if not urls:
        screen.talk("msa-check: the register holds no address to fetch.")
        return ExitCode.NOTHING
    if not contact and not quiet:
        screen.talk("msa-check: no --contact was given; sites cannot tell who asks.")
    folder = out / FETCHED
    _made(folder)
    done = 0

    def tell(o: Outcome) -> None:
        nonlocal done
        done += 1
        if not quiet:
            screen.talk(f"{done}: {o.url}: {o.why}")

    with locked(folder):
        try:
            outcomes = visit(
                urls, folder, settings, now=lambda: datetime.now(UTC), tell=tell, again=again, refresh=refresh
            )
        except OSError as e:
            raise UsageError(
                f"the downloads cannot be written ({e.strerror or e}).",
                where=str(folder),
                cure="See that the disk has room and the folder may be written.",
            ) from None
    good = sum(o.good for o in outcomes.values())
    screen.talk(
        f"{how_many(len(urls), 'address', 'addresses')}: {good:,} downloaded, {len(urls) - good:,} not; {done:,} asked in this run."
    )
    screen.talk(f"  {folder / 'journal.jsonl'} says what became of each.")
    screen.talk(
        f"msa-check register match {out} puts them beside the register and writes the list for msa-check batch."
    )
    return ExitCode.OK if good == len(urls) else ExitCode.UNREAD


def _fetching(
    contact: str, delay: float, size: int, ports: tuple[int, ...]
) -> tuple[Callable[..., dict[str, Outcome]], Settings]:
    """(visit, settings) of the extra [fetch]. Raises UsageError when it is not installed."""
    from msa_check import __version__

    if contact and not (
        contact.isascii() and contact.isprintable() and not set("()\\") & set(contact) and len(contact) < 200
    ):
        raise UsageError(
            "--contact must be a plain e-mail or web address.", cure="Such as --contact audits@example.org."
        )
    try:
        from msa_check.fetching.hosts import Settings
        from msa_check.fetching.visiting import visit
    except ImportError as e:
        raise UsageError(
            f"downloading needs the extra [fetch] ({e.name} is missing).",
            cure="Install it: pip install 'msa-check[fetch]'",
        ) from None
    agent = f"msa-check/{__version__} ({f'+{contact}' if contact else 'reads modern slavery statements'})"
    return visit, Settings(agent=agent, delay=delay, size=size, ports=frozenset({80, 443, *ports}))


def _tell_import(done: Import, entries: Sequence[Entry]) -> None:
    from msa_check.reporting.words import how_many

    screen.talk(
        f"{how_many(done.rows, 'row')}: {done.entries:,} taken in ({done.added:,} new, {done.changed:,} changed), "
        f"{len(done.left_out):,} left out. {done.encoding}."
    )
    for note in done.notes:
        screen.talk(f"  {note}")
    for first, last, why, _ in done.left_out[:LISTED]:
        screen.talk(f"  line {first}{f' to {last}' if last != first else ''}: left out: {why}")
    if len(done.left_out) > LISTED:
        screen.talk(f"  ... and {len(done.left_out) - LISTED:,} more: see register.html.")
    remarks = sum(bool(e.notes) for e in entries)
    if remarks:
        screen.talk(f"  {how_many(remarks, 'row')} {'has' if remarks == 1 else 'have'} a remark: see register.html.")


# ------------------------------------------------------------------------------------------------ files


def _kept(out: Path) -> Kept:
    from msa_check.register.keeping import NAME, Kept

    return Kept(out / NAME)


def _existing(out: Path) -> Path:
    from msa_check.register.keeping import NAME

    if not (out / NAME).is_file():
        raise UsageError(
            "no register was taken in here.", where=str(out), cure="Run msa-check register import CSV --to OUT first."
        )
    return out


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise UsageError(
            f"the folder cannot be made ({e.strerror}).", where=str(folder), cure="Give another one."
        ) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as f:
            data = f.read(_MAX_FILE + 1)
    except OSError as e:
        raise UsageError(
            f"the file cannot be read ({e.strerror}).", where=str(path), cure="Give the register's CSV file."
        ) from None
    if len(data) > _MAX_FILE:
        raise UsageError("the file is too large for a register.", where=str(path), cure="Give the register's CSV file.")
    return data
