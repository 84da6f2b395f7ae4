"""What older runs left in the output folder: removed where it would stand beside a newer output and contradict it.

Only the index page and the workbook as we write them go. What somebody wrote into is kept, and what other commands made of an
older run is named: somebody may have sent it on. A page of a file goes when its result does (run), not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.batch.folder import INDEX, OF_OTHERS, OF_THE_REGISTER, REGISTER, WORKBOOK

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.batch.run import Plan


def clear(plan: Plan) -> list[str]:
    """Remove the index and the workbook where this run writes none, and name what went. Raises OSError."""
    gone = []
    index, workbook = plan.out / INDEX, plan.out / WORKBOOK
    if not plan.html and _is_our_index(index):
        index.unlink()
        gone.append(index.name)
    if not plan.xlsx and _is_our_workbook(workbook):
        workbook.unlink()
        gone.append(workbook.name)
    return gone


def made_by_others(out: Path) -> list[tuple[list[str], str]]:
    """(file names, command) of what other commands made of an older run, with the command that makes it anew."""
    made = [*OF_OTHERS, *([OF_THE_REGISTER] if (out / REGISTER).is_file() else [])]
    found = (([n for n in names if (out / n).is_file()], command) for names, command in made)
    return [(names, command) for names, command in found if names]


def edited_workbook(out: Path) -> bool:
    """True when a workbook lies there that was saved by another program, so that it may hold what a reviewer filled in."""
    path = out / WORKBOOK
    return path.is_file() and not _is_our_workbook(path)


def set_aside(out: Path) -> Path | None:
    """Give a workbook that somebody wrote into a name that no file has, and return it. Raises OSError."""
    if not edited_workbook(out):
        return None
    workbook = out / WORKBOOK
    number, aside = 1, out / f"{workbook.stem}-before.xlsx"
    while aside.exists():
        number += 1
        aside = out / f"{workbook.stem}-before-{number}.xlsx"
    return workbook.rename(aside)


def _is_our_index(path: Path) -> bool:
    return path.is_file() and b"<strong>Statements checked</strong>" in path.read_bytes()


def _is_our_workbook(path: Path) -> bool:
    from msa_check.reporting.workbook import is_untouched

    return path.is_file() and is_untouched(path)
