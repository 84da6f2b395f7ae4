"""docs/output.md names every field, verdict, doubt, reason and sheet that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msa_check import checking, reading, rulebook
from msa_check.errors import REASONS
from msa_check.model import DocumentType, Doubt, Verdict
from msa_check.record import FACTS, Record, record

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "output.md").read_text(encoding="utf-8")
DOCUMENT = Path(__file__).resolve().parent / "statements" / "documents" / "cobbleswick-toys.txt"
NAMED = set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.fixture(scope="module")
def made() -> Record:
    book = rulebook.load()
    return record(checking.Checker(book).check(reading.read(DOCUMENT)), book)


def test_every_field_of_the_record(made: Record) -> None:
    found = next(f for f in made["findings"] if f["evidence"])
    told = next(iter(made["fact_evidence"].values()))
    fields = {*made, *found, *found["evidence"][0], *told, *made["counts"], *FACTS}
    assert fields - NAMED == set()


def test_fields_of_the_table_are_those_of_the_record_in_their_order(made: Record) -> None:
    table = PAGE.partition("| `schema` |")[1] + PAGE.partition("| `schema` |")[2].partition("\n\n")[0]
    rows = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.splitlines()]
    assert [name for row in rows for name in row] == list(made)


def test_every_verdict_doubt_and_document_type() -> None:
    assert {str(x) for x in (*Verdict, *Doubt, *DocumentType)} - NAMED == set()


def test_every_reason_with_its_sentence() -> None:
    assert [
        (k, v) for k, v in REASONS.items() if not re.search(rf"\| `{k}` \| [a-z, ]+ \| {re.escape(v)} \|", PAGE)
    ] == []
