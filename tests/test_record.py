"""The JSON contract: its fields and their order, values that can be encoded, one line a document."""

from __future__ import annotations

import json

from msa_check import record, rulebook
from msa_check.checking import Checker
from msa_check.model import Kind, Passage, Statement, Verdict

BOOK = rulebook.load()
CHECKER = Checker(BOOK)
CONTRACT = ["schema", "source", "sha256", "status", "why", "pages", "facts", "findings"]
TEXTS = (
    ("Modern Slavery Statement 2025", Kind.HEADING),
    (
        "This statement is made under section 54 of the Modern Slavery Act 2015 for the year ended 31 March 2025.",
        Kind.PARAGRAPH,
    ),
    ("Quillmarsh Foods Limited bakes bread and employs 420 people.", Kind.PARAGRAPH),
    ("In the year, 212 buyers completed our e-learning on modern slavery.", Kind.PARAGRAPH),
    ("This statement was approved by the board of directors on 4 June 2025.", Kind.PARAGRAPH),
    ("Jane Okoro\nManaging Director\n4 June 2025", Kind.SIGNATURE),
)


def statement(source: str = "quillmarsh.txt") -> Statement:
    passages = tuple(Passage(t, n, 1, kind) for n, (t, kind) in enumerate(TEXTS, 1))
    return Statement(source, "ab" * 32, "text", pages=1, passages=passages, title=TEXTS[0][0])


def made(s: Statement) -> record.Record:
    return record.record(CHECKER.check(s), BOOK)


def test_the_contract_comes_first_and_in_its_order() -> None:
    assert list(made(statement()))[: len(CONTRACT)] == CONTRACT


def test_facts_are_those_of_the_contract() -> None:
    assert made(statement())["facts"] == {
        "organisation": "Quillmarsh Foods Limited",
        "entity_type": "company",
        "year_end": "2025-03-31",
        "approval_date": "2025-06-04",
        "signatory": "Jane Okoro",
        "signatory_role": "Managing Director",
        "sign_date": "2025-06-04",
    }


def test_a_finding_holds_rule_verdict_force_and_every_sentence() -> None:
    finding = next(f for f in made(statement())["findings"] if f["rule"] == "board-approval")
    assert list(finding) == ["rule", "verdict", "reason", "force", "evidence", "note"]
    assert (finding["verdict"], finding["reason"], finding["force"]) == ("met", None, "law")
    assert finding["evidence"][0]["quote"] == TEXTS[4][0]
    assert (finding["evidence"][0]["page"], finding["evidence"][0]["passage"]) == (1, 5)


def test_every_rule_has_one_finding() -> None:
    assert [f["rule"] for f in made(statement())["findings"]] == [r.id for r in BOOK.rules]


def test_an_unread_document_is_unreadable_in_every_rule_and_never_missing() -> None:
    unread = made(Statement("scan.pdf", "", "pdf", status="unread", why="no-text-layer", detail="Pictures only."))
    assert (unread["status"], unread["why"], unread["counts"]) == ("unread", "no-text-layer", None)
    assert {f["verdict"] for f in unread["findings"]} == {"unreadable"}


def test_a_record_is_one_line_that_reads_back() -> None:
    line = record.line(made(statement()))
    assert "\n" not in line
    assert json.loads(line) == made(statement())


def test_a_file_name_that_is_not_utf8_can_be_written() -> None:
    line = record.line(made(statement("caf\udce9.txt")))
    assert json.loads(line.encode("utf-8"))["source"] == "caf\\udce9.txt"


def test_the_counts_are_those_of_the_verdicts() -> None:
    m = made(statement())
    counted = record.tally_of(m, BOOK)
    assert m["counts"]["minimums_met"] == counted.minimums_met
    assert m["counts"]["met"] == sum(v is Verdict.MET for v in record.verdicts(m).values())
