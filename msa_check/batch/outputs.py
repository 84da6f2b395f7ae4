"""The files at the end of a run: index page, workbook, one line of JSON a file. Each is written whole or not at all.

They are built from the store one record at a time; wording and layout are msa_check.reporting's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msa_check import reviewing
from msa_check.batch import older
from msa_check.batch.folder import INDEX, PAGES, WORKBOOK
from msa_check.batch.people import fill, reviewed
from msa_check.batch.writing import atomic, write_atomically
from msa_check.record import line
from msa_check.store import datasette_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from msa_check.batch.run import Plan, Summary
    from msa_check.model import Rulebook
    from msa_check.store import Store


def write(store: Store, run: int, plan: Plan, summary: Summary) -> list[Path]:
    """Write the outputs of a run and return their paths, the most readable first. Raises OSError."""
    out, book = plan.out, plan.work.rulebook
    made: list[Path] = []
    links = page_links(store, run)
    if plan.html:
        made.append(index(store, run, book, out, links, made_on=_made_on(plan.work.made_on, summary)))
        reviews = reviewing.load(out)
        if reviews.decisions:
            fill(store, run, book, out / PAGES, reviews)
    if plan.xlsx:
        summary.aside = workbook(store, run, book, out, links, made_on=_made_on(plan.work.made_on, summary))
        made.append(out / WORKBOOK)
    made.append(lines(store, run, book.id, out))
    metadata = json.dumps(datasette_metadata("Modern slavery statements: findings"), indent=1) + "\n"
    made += [store.path, _put(out / "metadata.json", metadata.encode())]
    return made


def page_links(store: Store, run: int) -> dict[str, str]:
    """Source -> the href of its page, seen from the output folder."""
    return {source: f"{PAGES}/{page}" for source, page in store.pages(run).items()}


def index(store: Store, run: int, book: Rulebook, out: Path, links: Mapping[str, str], *, made_on: str) -> Path:
    """Write the index page of a run, with what reviewers said. Raises OSError."""
    from msa_check.reporting.html import index as page

    reviews, texts = reviewing.load(out), store.rule_texts(book.id)
    text = page(
        store.records(run),
        book,
        links=links,
        made_on=made_on,
        people=lambda made: reviewed(reviews, made, book, texts) if reviews.decisions else (),
    )
    return _put(out / INDEX, text.encode("utf-8", "replace"))


def workbook(
    store: Store, run: int, book: Rulebook, out: Path, links: Mapping[str, str], *, made_on: str
) -> Path | None:
    """Write the workbook of a run, with what reviewers said. Raises OSError.

    One that somebody wrote into is never lost: its new name is returned.
    """
    from msa_check.reporting.workbook import write_workbook

    reviews, texts = reviewing.load(out), store.rule_texts(book.id)
    with atomic(out / WORKBOOK) as f:
        write_workbook(
            f,
            store.records(run),
            book,
            links=links,
            made_on=made_on,
            human=lambda made: reviewing.human_verdicts(reviews, made, texts) if reviews.decisions else {},
        )
        return older.set_aside(out)  # when the new one is whole, and before it takes its place


def lines(store: Store, run: int, rulebook: str, out: Path) -> Path:
    """Write the records of a run as lines of JSON, with what reviewers said. Raises OSError."""
    reviews, texts = reviewing.load(out), store.rule_texts(rulebook)
    with atomic(out / "findings.jsonl") as f:
        if not reviews.decisions:
            for text in store.lines(run):
                f.write(text.encode() + b"\n")
        else:
            for made in store.records(run):
                f.write(line(reviewing.with_reviews(reviews, made, texts)).encode() + b"\n")
    return out / "findings.jsonl"


def _made_on(date: str, summary: Summary) -> str:
    if not summary.stopped:
        return date
    return f"{date} (incomplete: stopped after {summary.files} of {summary.given} files)".strip()


def _put(path: Path, data: bytes) -> Path:
    write_atomically(path, data)
    return path
