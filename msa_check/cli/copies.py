"""Copies of the checked document with marks in them (``check --highlight``, ``--comments``): where they may go, and writing them.

Nothing here makes a copy, and a document itself is never written to.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.cli.delivery import named
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from msa_check.batch.task import Outcome


def refuse_to_overwrite(files: Sequence[Path], output: Path, option: str) -> None:
    """Raise UsageError when ``output`` is a folder, a device or one of the documents, under whatever name."""
    from msa_check.batch.writing import refuse_special

    if output.is_dir():
        raise UsageError("the output is a folder.", where=str(output), cure="Give the name of a file.")
    if any(_same(f, output) for f in files):
        raise UsageError(f"{option} would overwrite the document itself.", where=str(output), cure="Give another name.")
    with named(output):
        refuse_special(output)


def _same(a: Path, b: Path) -> bool:
    try:
        return a.samefile(b)
    except OSError:  # one of them is not there
        return os.path.abspath(a) == os.path.abspath(b)  # noqa: PTH100 - resolve() would need it to be there


def check_option(files: Sequence[Path], copy: Path | None, output: Path | None, option: str) -> None:
    """Raise UsageError where a copy cannot be meant: of several files, over the document, over the report."""
    if copy is None:
        return
    if len(files) > 1:
        raise UsageError(f"{option} makes the copy of one file.", cure="Give one file.")
    refuse_to_overwrite(files, copy, option)
    if output is not None and _same(output, copy):
        raise UsageError(f"{option} and -o name the same file.", where=str(copy), cure="Give two names.")


def write(outcome: Outcome, path: Path) -> None:
    """Write the copy. Of a document that was not read none is made: that was said already and decides the exit code.

    Raises UsageError when the document was read but not judged, or the copy cannot be written.
    """
    from msa_check.batch.writing import write_atomically

    if outcome.copy:
        with named(path):
            write_atomically(path, outcome.copy)
        screen.talk(f"{path}: a copy of {outcome.source} with its passages marked.")
    elif outcome.status == "unread":
        screen.talk(f"{path}: not made, as {outcome.source} could not be read.")
    else:
        raise UsageError(
            "no copy was made: the document was not judged as a statement, so there is nothing to mark.",
            where=outcome.source,
            cure="The report says why.",
        )
