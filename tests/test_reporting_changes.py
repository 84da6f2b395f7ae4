"""What changed between two looks: verdicts won and lost with the sentences behind them, and nothing when nothing did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from msa_check import checking, reading, rulebook
from msa_check.record import record
from msa_check.reporting.changes import as_text, changes
from msa_check.reporting.text import WIDTH

if TYPE_CHECKING:
    from msa_check.model import Rulebook
    from msa_check.record import Record

DRAFT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Quillhaven Pots Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def checker(book: Rulebook) -> checking.Checker:
    return checking.Checker(book)


def look(checker: checking.Checker, book: Rulebook, text: str) -> Record:
    return record(checker.check(reading.read_bytes(text.encode(), "draft.txt")), book)


def test_what_is_lost_and_won_is_told_with_its_passage(checker: checking.Checker, book: Rulebook) -> None:
    before = look(checker, book, DRAFT)
    text = DRAFT.replace("Approved by the board of directors on 3 June 2026.", "We trust our managers.").replace(
        "in the year.",
        "in the year. Workers at our suppliers are paid back any recruitment fees that they were charged.",
    )
    after = look(checker, book, text)
    found = {c.rule.id: c for c in changes(before, after, book)}
    approval = found["board-approval"]
    assert (approval.way, approval.before, approval.after) == ("lost", "met", "not met")
    assert [q.partition(" Ada ")[0] for q in approval.quotes] == ["Approved by the board of directors on 3 June 2026."]
    fees = found["recruitment-fees"]
    assert (fees.way, fees.before) == ("won", "not found")
    assert fees.quotes == ("Workers at our suppliers are paid back any recruitment fees that they were charged.",)
    ways = [c.way for c in changes(before, after, book)]
    assert ways == sorted(ways, key=["lost", "won", "changed"].index)
    told = as_text(before, after, book)
    flat = " ".join(told.split())
    assert "- Approved by the board or equivalent body [board-approval]: met -> not met no longer: “Approved by" in flat
    assert f"To close the gap: {' '.join(book.rule('board-approval').remedy.split())}" in flat
    assert "~ Approved on: 3 June 2026 -> not told" in told
    assert "A good passage says" not in told
    assert "A good passage says" in as_text(before, after, book, suggest=True)
    assert max(map(len, told.splitlines())) <= WIDTH
    back = as_text(after, before, book)
    assert "+ Approved by the board or equivalent body [board-approval]: not met -> met" in back


def test_another_reason_is_a_change_neither_won_nor_lost(checker: checking.Checker, book: Rulebook) -> None:
    denied = look(
        checker, book, DRAFT.replace("in the year.", "in the year. We do not have key performance indicators.")
    )
    planned = look(
        checker,
        book,
        DRAFT.replace("in the year.", "in the year. We will develop key performance indicators next year."),
    )
    (kpis,) = [c for c in changes(denied, planned, book) if c.rule.id == "kpis"]
    assert (kpis.way, kpis.before, kpis.after) == (
        "changed",
        "partly (said not to be done)",
        "partly (only planned)",
    )


def test_the_same_text_changes_nothing(checker: checking.Checker, book: Rulebook) -> None:
    made = look(checker, book, DRAFT)
    assert changes(made, made, book) == ()
    assert as_text(made, made, book).startswith("No verdict changed.\nLegal minimums ")


def test_what_is_not_read_or_not_judged_loses_nothing(checker: checking.Checker, book: Rulebook) -> None:
    made, unread = look(checker, book, DRAFT), look(checker, book, "")
    assert unread["status"] == "unread"
    assert changes(made, unread, book) == changes(unread, made, book) == ()
    assert as_text(made, unread, book).startswith("The document cannot be read now: ")
    other = {**made, "judged": False, "gate_note": "It is a policy."}
    assert as_text(made, other, book) == "It is not judged as a statement now: It is a policy.\n"
    assert as_text(other, made, book).startswith("It is judged as a statement now.\n")


def test_no_command_of_the_document_reaches_the_terminal(checker: checking.Checker, book: Rulebook) -> None:
    before = look(checker, book, DRAFT)
    f = next(f for f in before["findings"] if f["rule"] == "board-approval")
    nasty = {
        **f,
        "verdict": "partial",
        "reason": "weak",
        "evidence": [{**f["evidence"][0], "quote": "\x1b[2Jx\u202ey"}],
    }
    after = {**before, "findings": [nasty if x is f else x for x in before["findings"]]}
    assert not {"\x1b", "\u202e"} & set(as_text(after, before, book) + as_text(before, after, book))
