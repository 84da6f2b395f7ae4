"""What older runs left in the output folder: removed where it would stand beside a newer output and contradict it.

Only what is ours goes: pages that the store names, and the index page and the workbook as we write them. What other commands
made of an older run is named, never removed: somebody may have sent it on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.batch.run import Plan
    from msa_check.store import Store

_INDEX, _WORKBOOK = "index.html", "findings.xlsx"
_PAGE = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}\.html")
"""The names that run.page_name makes: a store that came from elsewhere names nothing else for us."""
_OF_OTHERS = (
    (("comparison.html", "comparison.xlsx"), "compare OUT"),
    (("years.html", "years.xlsx"), "compare OUT --years"),
    (("copies.html", "copies.xlsx"), "compare OUT --copies"),
    (("silences.html", "silences.xlsx"), "silences OUT"),
)
_OF_THE_REGISTER = ("register.html", "register.xlsx", "statements.csv"), "register match OUT"


def clear(store: Store, run: int, plan: Plan, *, whole: bool) -> list[str]:
    """Remove what this run does not write anew, and say in words what went. Raises OSError.

    Unless the run saw the ``whole`` of its files the pages stay: they belong to files whose turn is still to come.
    """
    gone = []
    index, workbook, pages = plan.out / _INDEX, plan.out / _WORKBOOK, plan.out / "statements"
    if not plan.html and _is_our_index(index):
        index.unlink()
        gone.append(index.name)
    if not plan.xlsx and _is_our_workbook(workbook):
        workbook.unlink()
        gone.append(workbook.name)
    if whole:
        kept = run if plan.html else None
        removed = sum(remove_page(pages, page) for page in store.pages_beside(kept))
        store.forget_pages_beside(kept)
        if removed:
            gone.append(f"{removed:,} page{'' if removed == 1 else 's'} in {pages.name}")
    return gone


def remove_page(folder: Path, page: str) -> bool:
    """Remove a page that the store named; whether it was there. Raises OSError."""
    path = folder / page
    if not _PAGE.fullmatch(page) or not path.is_file():
        return False
    path.unlink()
    return True


def made_by_others(out: Path) -> list[tuple[list[str], str]]:
    """(file names, command) of what other commands made of an older run, with the command that makes it anew."""
    made = [*_OF_OTHERS, *([_OF_THE_REGISTER] if (out / "register.sqlite").is_file() else [])]
    found = (([n for n in names if (out / n).is_file()], command) for names, command in made)
    return [(names, command) for names, command in found if names]


def edited_workbook(out: Path) -> bool:
    """True when a workbook lies there that was saved by another program, so that it may hold what a reviewer filled in."""
    path = out / _WORKBOOK
    return path.is_file() and not _is_our_workbook(path)


def _is_our_index(path: Path) -> bool:
    return path.is_file() and b"<strong>Statements checked</strong>" in path.read_bytes()


def _is_our_workbook(path: Path) -> bool:
    from msa_check.reporting.workbook import is_untouched

    return path.is_file() and is_untouched(path)
