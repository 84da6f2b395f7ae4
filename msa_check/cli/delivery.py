"""Where the results of ``check`` go: to the screen or into a file, as text, lines of JSON, a PDF or a workbook.

Nothing here checks a document or words a report.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from msa_check.batch.task import Outcome, Work


def report(outcomes: Iterator[Outcome], work: Work, form: str, output: Path | None) -> None:
    """Print the outcomes in one of ``check``'s formats, or write them into ``output``. Raises UsageError when that fails."""
    if form == "xlsx":
        _binary(_workbook(outcomes, work), output)
    elif form == "pdf":
        _binary(_pdf(outcomes), output)
    else:
        _text(_printed(outcomes, form), output)


def _printed(outcomes: Iterator[Outcome], form: str) -> Iterator[str]:
    """The output piece by piece, each with its line end."""
    if form == "jsonl":
        yield from (o.record + "\n" for o in outcomes)
    elif form == "json":
        first = True
        for o in outcomes:
            yield ("[\n" if first else ",\n") + o.record
            first = False
        yield "\n]\n"
    else:
        first = True
        for o in outcomes:
            text = o.text if o.text.endswith("\n") else o.text + "\n"
            yield text if first else f"\n{'---' if form == 'md' else '=' * 80}\n\n{text}"
            first = False


def _workbook(outcomes: Iterator[Outcome], work: Work) -> bytes:
    from msa_check.reporting.workbook import workbook

    return workbook([json.loads(o.record) for o in outcomes], work.rulebook)


def need_typesetter() -> None:
    """Raise UsageError, before anything is read, when the PDF could not be set in the end."""
    try:
        with contextlib.redirect_stdout(None):  # WeasyPrint prints advice of its own there, where the PDF may go
            import msa_check.reporting.paper  # noqa: F401 - to see that it can be
    except ModuleNotFoundError:
        raise UsageError(
            "--format pdf needs WeasyPrint, which is not installed.",
            cure="pip install 'msa-check[pdf]', or give --format html and print the page.",
        ) from None
    except OSError as fault:  # it is there, but not what it draws letters with
        raise UsageError(
            f"--format pdf needs the system library Pango, which WeasyPrint does not find ({str(fault).splitlines()[0]}).",
            cure="Install it (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0), or give --format html and print the page.",
        ) from None


def _pdf(outcomes: Iterator[Outcome]) -> bytes:
    """Set here rather than by the worker: typesetting takes seconds, which must not count as time the document took."""
    from msa_check.reporting.paper import as_pdf

    (outcome,) = outcomes
    return as_pdf(outcome.text)


def _text(pieces: Iterator[str], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            screen.data(piece)
        return
    from msa_check.batch.writing import atomic

    with named(output), atomic(output) as f:
        for piece in pieces:
            f.write(piece.encode("utf-8", "backslashreplace"))


def _binary(data: bytes, output: Path | None) -> None:
    if output is None:
        screen.raw(data)
        return
    from msa_check.batch.writing import write_atomically

    with named(output):
        write_atomically(output, data)


@contextlib.contextmanager
def named(output: Path) -> Iterator[None]:
    """Turn a fault of writing into one line with the path."""
    try:
        yield
    except OSError as fault:
        raise UsageError(
            f"the output cannot be written ({fault.strerror or fault}).",
            where=str(output),
            cure="Give a path that you may write, on a disk with room.",
        ) from None
