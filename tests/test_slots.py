"""Unfilled places of a template are found, are no evidence, and are told."""

from __future__ import annotations

import pytest

from msa_check import reading, rulebook, slots
from msa_check.checking import Checker
from msa_check.model import Verdict
from msa_check.record import record
from msa_check.reporting.comments import notes
from msa_check.reporting.view import view

TEMPLATE = """Modern slavery statement

This statement is made by Quillhaven Pots Limited under section 54 of the Modern Slavery Act 2015 for the year ended 31 March 2026.

Quillhaven Pots Limited makes garden pots in Stoke.

[Insert description of the training on modern slavery given to all staff.]

[Describe the risk assessment of modern slavery carried out on suppliers.]

TBC: whistleblowing paragraph. Our people report concerns on a confidential hotline.

We audited XX suppliers for modern slavery in the year.

[This statement was approved by the Board of Directors on DATE.]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(rulebook.load())


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It was approved by the board on [date].", ["[date]"]),
        ("This is the statement of <Company name> Limited.", ["<Company name>"]),
        ("We visited XX suppliers and heard of ____ cases.", ["XX", "____"]),
        ("Dear {{recipient}}, we trained [number] of our buyers.", ["{{recipient}}", "[number]"]),
        ("The owner of this action is TBC.", ["TBC"]),
        ("We check by [our own staff/third party auditors] each year.", ["[our own staff/third party auditors]"]),
        ("Our hotline is run by [HR to confirm] since [DD Month YYYY].", ["[HR to confirm]", "[DD Month YYYY]"]),
        ("This is the statement of [full legal name of the company].", ["[full legal name of the company]"]),
        ("[Describe how suppliers are chosen.]", ["[Describe how suppliers are chosen.]"]),
        ("TBC: a paragraph from procurement.", ["TBC: a paragraph from procurement."]),
    ],
)
def test_an_unfilled_place_is_found(sentence: str, found: list[str]) -> None:
    assert [sentence[a:b] for a, b in slots.spans(sentence)] == found
    assert len(slots.blanked(sentence)) == len(sentence)
    assert not any(x in slots.blanked(sentence) for x in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Our suppliers [1] told us that [their] workers are paid [...].",
        "[Signature on the original]",
        "[Signed by the chairman]",
        "Signed ____________ Ada Moorcroft, Director",
        "The tbcare hotline is open to all, as Chapter XX. of our handbook says.",
        "Suppliers with < 50 workers or > 500 workers are visited first.",
        "TBC Larkfield Group PLC trains its buyers, and TBC checks its suppliers.",
        "See <https://www.quillhaven.example/company/statement> or write to <info@company.example>.",
        "Our suppliers sign the [Code of Business Conduct] of [the Group].",
        "[This statement was approved by the Board of Directors on 3 May 2026.]",
        "[Ada Moorcroft, Company Secretary]",
        'Quillhaven Pots Limited [the "Company"] makes pots.',
        "Article XX of the treaty and Chapter XX of our handbook forbid it.",
        "The report [as defined in the Companies Act 2006 and applicable law] says so.",
    ],
)
def test_what_only_looks_like_one_is_left_alone(sentence: str) -> None:
    assert slots.spans(sentence) == []
    assert slots.blanked(sentence) == sentence


def test_what_stands_in_one_is_no_evidence(checker: Checker) -> None:
    report = checker.check(reading.read_bytes(TEMPLATE.encode(), "draft.txt"))
    verdicts = {f.rule: f.verdict for f in report.findings}
    for rule in ("board-approval", "approval-date", "training", "risk-assessment"):
        assert verdicts[rule] is Verdict.MISSING, rule
    assert verdicts["grievance-channel"] is not Verdict.MISSING  # the sentence after the slot is read


def test_every_one_is_told(checker: Checker) -> None:
    report = checker.check(reading.read_bytes(TEMPLATE.encode(), "draft.txt"))
    texts = [x["text"] for x in record(report, checker.rulebook)["unfilled"]]
    assert texts[1:4] == [
        "[Describe the risk assessment of modern slavery carried out on suppliers.]",
        "TBC: whistleblowing paragraph.",
        "XX",
    ]
    said = " ".join(view(report, checker.rulebook).summary)
    assert "It still holds five unfilled places of a template, the first “[Insert description of the training" in said
    comments = [n for n in notes(report, checker.rulebook) if n.text.endswith(": XX")]
    assert [n.quote for n in comments] == ["We audited XX suppliers for modern slavery in the year."]


def test_one_alone_is_told_as_one(checker: Checker) -> None:
    text = TEMPLATE.split("[Insert", maxsplit=1)[0] + "It was approved by the board of directors on [date]."
    said = " ".join(view(checker.check(reading.read_bytes(text.encode(), "d.txt")), checker.rulebook).summary)
    assert (
        "It still holds an unfilled place of a template, “[date]” on page 1: what stands in it is no evidence." in said
    )
