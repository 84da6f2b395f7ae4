"""The files at the end of a run: index page, workbook, one line of JSON a file. Each is written whole or not at all.

They are built from the store one record at a time; wording and layout are msa_check.reporting's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msa_check.batch.writing import atomic, write_atomically
from msa_check.store import datasette_metadata

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.batch.run import Plan, Summary
    from msa_check.store import Store


def write(store: Store, run: int, plan: Plan, summary: Summary) -> list[Path]:
    """Write the outputs of a run and return their paths, the most readable first. Raises OSError."""
    out, book = plan.out, plan.work.rulebook
    made: list[Path] = []
    links = {source: f"statements/{page}" for source, page in store.pages(run).items()}
    if plan.html:
        from msa_check.reporting.html import index

        text = index(store.records(run), book, links=links, made_on=_made_on(plan.work.made_on, summary))
        made.append(_put(out / "index.html", text.encode("utf-8", "replace")))
    if plan.xlsx:
        from msa_check.reporting.workbook import write_workbook

        with atomic(out / "findings.xlsx") as f:
            write_workbook(f, store.records(run), book, links=links, made_on=_made_on(plan.work.made_on, summary))
        made.append(out / "findings.xlsx")
    with atomic(out / "findings.jsonl") as f:
        for line in store.lines(run):
            f.write(line.encode() + b"\n")
    made.append(out / "findings.jsonl")
    metadata = json.dumps(datasette_metadata("Modern slavery statements: findings"), indent=1) + "\n"
    _put(out / "metadata.json", metadata.encode())
    made.append(store.path)
    return made


def _made_on(date: str, summary: Summary) -> str:
    if not summary.stopped:
        return date
    return f"{date} (incomplete: stopped after {summary.files} of {summary.given} files)".strip()


def _put(path: Path, data: bytes) -> Path:
    write_atomically(path, data)
    return path
