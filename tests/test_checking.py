"""Verdicts: what follows from the sentences that fit, the doubts about them and what could not be read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from msa_check import rulebook, shelf
from msa_check.checking import Checker
from msa_check.explaining import explain, prove
from msa_check.model import DocumentType, Doubt, Kind, Passage, Statement, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.model import Finding

PACK = """\
id: house
title: House rules
version: "1"
areas:
  - {id: training, title: Training}
minimums:
  - {id: training, title: Training, rules: [training], alternative: none-trained}
"""
RULES = {
    "training": """\
id: training
title: Training
area: training
order: 10
basis: {act: House rules}
force: law
question: Is anybody trained on slavery?
evidence:
  - {all: ["train*", "slavery"], near: 8, none: ["@world"]}
  - {all: ["train*"], under: ["slavery"]}
  - {all: ["briefed"], unless: ["@world", "nobody came"]}
  - {all: ["awareness"], gives: weak}
not_evidence:
  - {all: ["railway"], why: another kind of train}
remedy: Say who was trained.
examples:
  met: [Our buyers were trained on slavery.]
  partial: [{text: We will train our buyers on slavery next year., reason: planned}]
  missing: [We train dogs.]
""",
    "two-points": """\
id: two-points
title: Two points
area: training
order: 20
basis: {act: House rules}
force: guidance
question: Are two points made?
needs: 2
evidence:
  - {all: ["buyers"], aspect: who}
  - {all: ["e-learning"], aspect: how}
remedy: Make two points.
""",
    "borrower": """\
id: borrower
title: Borrowed
area: training
order: 30
basis: {act: House rules}
force: guidance
question: Is there a step?
evidence:
  - {rule: training}
remedy: Take a step.
""",
    "question": """\
id: question
title: A question
area: training
order: 40
basis: {act: House rules}
force: guidance
question: Is it on the home page?
manual: Please look.
remedy: Put it there.
""",
    "group-only": """\
id: group-only
title: For groups
area: training
order: 50
basis: {act: House rules}
force: guidance
question: Are members named?
applies_when: ["the group"]
evidence:
  - {all: ["subsidiar*"]}
remedy: Name them.
""",
    "none-trained": """\
id: none-trained
title: None trained
area: training
order: 60
basis: {act: House rules}
force: law
question: Does it say that nobody was trained?
ignore: [denied]
evidence:
  - {all: ["nobody was trained"]}
remedy: Say so.
""",
}


@pytest.fixture
def checker(tmp_path: Path) -> Checker:
    (tmp_path / "_pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "lexicon.yaml").write_text("world: [worldwide]\n", encoding="utf-8")
    shutil.copy(shelf.rules_dir() / "uk-s54" / "cues.yaml", tmp_path / "cues.yaml")
    for name, text in RULES.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    cues = tmp_path / "cues.yaml"
    cues.write_text(cues.read_text(encoding="utf-8").replace('"@', '"'), encoding="utf-8")
    return Checker(rulebook.load(tmp_path))


def made(*texts: str, heading: str = "", lead_in: str = "", unread_pages: tuple[int, ...] = ()) -> Statement:
    passages = tuple(
        Passage(t, n, 1, Kind.LIST_ITEM if lead_in else Kind.PARAGRAPH, heading=heading, lead_in=lead_in)
        for n, t in enumerate(texts, 1)
    )
    return Statement("s.txt", "", "text", pages=1, passages=passages, unread_pages=unread_pages)


def judged(checker: Checker, statement: Statement, rule: str = "training") -> Finding:
    return next(f for f in checker.judge(statement)[1] if f.rule == rule)


def test_what_stands_elsewhere_in_the_statement_can_take_evidence_away(checker: Checker) -> None:
    briefed = "Our buyers were briefed."
    assert judged(checker, made(briefed, "We sell tea.")).verdict is Verdict.MET
    assert judged(checker, made(briefed, "We sell tea. Nobody came.")).verdict is Verdict.MISSING
    assert judged(checker, made("Slavery is found worldwide.", briefed)).verdict is Verdict.MISSING


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("In the year all buyers were trained on slavery.", Verdict.MET, None),
        ("We will train all buyers on slavery.", Verdict.PARTIAL, "planned"),
        ("We have not trained buyers on slavery.", Verdict.PARTIAL, "denied"),
        ("We may train some buyers on slavery.", Verdict.PARTIAL, "weak"),
        ("We raise awareness of many things.", Verdict.PARTIAL, "weak"),
        ("Does the company train its buyers on slavery?", Verdict.MISSING, None),
        ("Buyers were trained on fire safety.", Verdict.MISSING, None),
        ("The railway trained drivers on slavery.", Verdict.MISSING, None),
        ("Drivers worldwide were trained on slavery.", Verdict.MISSING, None),
        ("We have trained all buyers on slavery and will train the drivers next year.", Verdict.MET, None),
        ("We not only trained buyers on slavery but drivers too.", Verdict.MET, None),
        ("Suppliers must train their own staff on slavery.", Verdict.MISSING, None),
        (
            (
                "We will do these things: write a policy with all those who look after our sites, ask our shops for "
                "views, print it, hang it up in all our yards, and train buyers on slavery."
            ),
            Verdict.PARTIAL,
            "planned",
        ),
        (
            "As we will show, there are four things that we do to keep our promise to people: buyers are trained on slavery.",
            Verdict.MET,
            None,
        ),
    ],
)
def test_a_verdict_follows_from_the_sentence_and_its_doubt(
    checker: Checker, text: str, verdict: Verdict, reason: str | None
) -> None:
    finding = judged(checker, made(text))
    assert (finding.verdict, finding.reason) == (verdict, reason)


def test_a_later_plain_sentence_beats_an_earlier_doubtful_one(checker: Checker) -> None:
    plan, done = "We will train drivers on slavery.", "All buyers were trained on slavery."
    finding = judged(checker, made(plan, done))
    assert finding.verdict is Verdict.MET
    assert [(e.quote, e.doubt) for e in finding.evidence] == [(done, None), (plan, Doubt.PLANNED)]


def test_a_heading_or_a_lead_in_supplies_the_other_half(checker: Checker) -> None:
    assert judged(checker, made("All buyers were trained.")).verdict is Verdict.MISSING
    assert judged(checker, made("All buyers were trained.", heading="Slavery")).verdict is Verdict.MET
    assert judged(checker, made("trained all buyers", lead_in="On slavery we have:")).verdict is Verdict.MET
    assert judged(checker, made("train all buyers", lead_in="On slavery we will:")).reason == "planned"


def test_a_heading_that_ran_into_its_paragraph_is_still_a_heading(checker: Checker) -> None:
    found = judged(checker, made("Slavery And Us We train buyers each spring."))
    assert found.verdict is Verdict.MET
    assert found.evidence[0].quote == "We train buyers each spring."


def test_what_disturbs_a_pattern_counts_only_near_its_head(checker: Checker) -> None:
    far = "All buyers were trained on slavery in spring and in autumn and in winter, as is good practice worldwide."
    assert judged(checker, made(far)).verdict is Verdict.MET


def test_evidence_knows_passage_page_heading_and_words(checker: Checker) -> None:
    found = judged(checker, made("We bake.", "All buyers were trained on slavery.", heading="People")).evidence[0]
    assert (found.passage, found.page, found.heading, found.fitted) == (2, 1, "People", ("trained", "slavery"))


def test_met_takes_as_many_aspects_as_the_rule_needs(checker: Checker) -> None:
    assert judged(checker, made("For buyers."), "two-points").reason == "weak"
    assert judged(checker, made("For buyers.", "By e-learning."), "two-points").verdict is Verdict.MET


def test_a_rule_borrows_only_what_is_met_evidence_elsewhere(checker: Checker) -> None:
    assert judged(checker, made("Buyers were trained on slavery."), "borrower").verdict is Verdict.MET
    assert judged(checker, made("We raise awareness."), "borrower").verdict is Verdict.MISSING


def test_a_question_no_document_answers_is_put_to_the_reader(checker: Checker) -> None:
    finding = judged(checker, made("It is on our home page."), "question")
    assert (finding.verdict, finding.note) == (Verdict.MANUAL, "Please look.")


def test_a_rule_that_nothing_suggests_does_not_apply(checker: Checker) -> None:
    assert judged(checker, made("We bake bread."), "group-only").verdict is Verdict.NOT_APPLICABLE
    assert judged(checker, made("The Group bakes bread."), "group-only").verdict is Verdict.MISSING


def test_nothing_is_missing_while_a_page_is_unread(checker: Checker) -> None:
    finding = judged(checker, made("We bake bread.", unread_pages=(2,)))
    assert finding.verdict is Verdict.UNREADABLE
    assert "2" in finding.note


def test_what_was_found_stands_although_a_page_is_unread(checker: Checker) -> None:
    assert judged(checker, made("Buyers were trained on slavery.", unread_pages=(2,))).verdict is Verdict.MET


def test_a_declaration_that_nothing_was_done_takes_the_place_of_what_was(checker: Checker) -> None:
    declared = made("In the year nobody was trained.")
    assert judged(checker, declared, "none-trained").verdict is Verdict.MET
    assert judged(checker, declared).verdict is Verdict.NOT_APPLICABLE


def test_no_declaration_is_asked_for_where_none_is_made(checker: Checker) -> None:
    assert judged(checker, made("Buyers were trained on slavery."), "none-trained").verdict is Verdict.NOT_APPLICABLE


def test_an_unread_document_is_not_judged(checker: Checker) -> None:
    report = checker.check(Statement("s.pdf", "", "pdf", status="unread", why="corrupt", detail="Damaged."))
    assert not report.judged
    assert {f.verdict for f in report.findings} == {Verdict.UNREADABLE}


def test_a_document_that_is_no_statement_is_not_judged(checker: Checker) -> None:
    report = checker.check(made("We bake bread and sell it in the town."))
    assert report.document_type is DocumentType.OTHER
    assert {f.verdict for f in report.findings} == {Verdict.NOT_APPLICABLE}


def test_the_same_statement_gives_the_same_report(checker: Checker) -> None:
    s = made("Buyers were trained on slavery.", "We will train drivers on slavery.")
    assert checker.judge(s) == checker.judge(s) == Checker(checker.rulebook).judge(s)


def test_explain_says_what_fitted_what_doubted_and_why(checker: Checker) -> None:
    said = explain(
        checker, made("We will train buyers on slavery.", "The railway trained drivers on slavery."), "training"
    )
    assert "fitted train* + slavery: “train”, “slavery” -> met, but planned" in said
    assert "no evidence: another kind of train" in said
    assert said.endswith("Verdict: partial (planned). The passage speaks of a plan, not of something done or in place.")


def test_explain_says_what_stands_elsewhere_and_takes_evidence_away(checker: Checker) -> None:
    said = explain(checker, made("Our buyers were briefed.", "Nobody came."), "training")
    assert "fitted briefed: “briefed” -> no evidence: @world or nobody came stands in the statement" in said
    assert said.endswith("Verdict: missing.")
    assert "-> met" in explain(checker, made("Our buyers were briefed."), "training")


def test_explain_shows_the_evidence_that_another_rule_lends(checker: Checker) -> None:
    done = made(
        "In the year all buyers were trained on slavery.", "We raise awareness.", "The railway trained drivers."
    )
    said = explain(checker, done, "borrower")
    assert (
        "[page 1, passage 1] In the year all buyers were trained on slavery.\n    training: “trained”, “slavery” -> met"
        in said
    )
    assert "awareness" not in said
    assert said.endswith("Verdict: met.")
    assert "No sentence fits any" in explain(checker, made("We bake bread."), "borrower")


def test_explain_says_what_a_rule_without_patterns_looks_at() -> None:
    statement = made("This statement is for the year ended 31 March 2026.", "Approved by the board on 3 June 2026.")
    said = explain(Checker(rulebook.load()), statement, "year-plausible")
    assert "No sentence fits" not in said
    assert (
        "This rule has no patterns. It looks at the dates and links that were read.\n[page 1, passage 1] This" in said
    )
    assert said.endswith("Verdict: met. The year ended on 2026-03-31 and the statement is dated 2026-06-03.")


def test_explain_says_when_no_document_can_answer(checker: Checker) -> None:
    said = explain(checker, made("We bake bread."), "question")
    assert "This rule has no patterns: no document can answer it.\n\nVerdict: manual. Please look." in said


def test_explain_says_when_nothing_fits(checker: Checker) -> None:
    assert "No sentence fits any of the rule's patterns." in explain(checker, made("We bake bread."), "training")


def test_examples_are_proved(checker: Checker) -> None:
    assert [(p.rule, p.verdict, p.right) for p in prove(checker.rulebook)] == [
        ("training", Verdict.MET, True),
        ("training", Verdict.PARTIAL, True),
        ("training", Verdict.MISSING, True),
    ]
