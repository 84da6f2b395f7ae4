"""Facts of whole statements: marks, the approval date, and the bundled and real documents."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest

from msa_check.checking import Checker
from msa_check.facts import add_approval_date, read_facts
from msa_check.model import MARKS, Evidence, Facts, Kind, Passage, Statement
from msa_check.reading import read
from msa_check.rulebook import load

if TYPE_CHECKING:
    from pathlib import Path

FILL = "We buy timber, paint and nails from merchants in the towns around our yards."


def statement(*texts: str, kinds: dict[int, Kind] | None = None) -> Statement:
    passages = [Passage(FILL, i, 1) for i in range(1, 13)]
    for i, t in enumerate(texts):
        passages.append(Passage(t, 13 + i, 1, (kinds or {}).get(i, Kind.PARAGRAPH)))
    return Statement("x.txt", "", "text", 1, tuple(passages))


def approved(*texts: str, on: int = 0) -> Facts:
    """The facts when the approval rule found the text number ``on``."""
    s = statement(*texts)
    p = s.passages[12 + on]
    return add_approval_date(read_facts(s), s, (Evidence(p.text, p.number, 1),))


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(load())


APPROVALS = {
    "This statement was approved by the Board on 4 May 2023.": "2023-05-04",
    "The Board approved this statement for the year ended 31 March 2023 on 4 May 2023.": "2023-05-04",
    "This statement covers 3 March 2017 – 1 March 2018 and was approved by the Board on 22 March 2018.": "2018-03-22",
    "This statement was approved by the Board in June 2022.": "2022-06",
    "It was approved by the Board on 15th July 2022.July 19th, 2022": "2022-07-15",
    "It was approved by the directors on 28 March 2019 and is due to be ratified at a meeting on 16 April 2019.": "2019-03-28",
    "This statement was approved by the Board for the year ended 31 March 2023.": None,
}


@pytest.mark.parametrize(("text", "iso"), APPROVALS.items())
def test_the_date_of_approval(text: str, iso: str | None) -> None:
    fact = approved(text).approval_date
    assert (fact.value if fact else None) == iso


@pytest.mark.parametrize("note", ["Accessed", "Printed", "Retrieved"])
def test_a_note_of_the_page_s_fetching_does_not_part_the_signing_from_the_approval(note: str) -> None:
    signed = f"Jane Okoro, Chief Executive, 4 May 2023 {note} 3/6/24, version 2"
    fact = approved("This statement was approved by the Board.", signed).approval_date
    assert fact is not None
    assert fact.value == "2023-05-04"


def test_the_date_of_signing_right_after_the_approval_is_the_approval_s() -> None:
    known = approved("This statement was approved by the Board.", "Jane Okoro, Chief Executive, 4 May 2023")
    assert known.approval_date is not None
    assert known.approval_date.value == "2023-05-04"


def test_an_approval_by_others_than_the_board_has_its_date_too() -> None:
    for text in (
        "This statement was approved by Larkfield on 4 May 2023.",
        "The buying team approved this statement on 4 May 2023.",
    ):
        s = statement(text)
        known = add_approval_date(read_facts(s), s, ())
        assert known.approval_date is not None
        assert known.approval_date.value == "2023-05-04"
    s = statement("Our safety policy, told in this statement, was approved on 4 May 2023.")
    assert add_approval_date(read_facts(s), s, ()).approval_date is None


LABELS = {
    "Date approved: 4 May 2023": "2023-05-04",
    "Approval date: 04.05.2023": "2023-05-04",
    "Council approval: 4 May 2023.": "2023-05-04",
    "Approval: Governing Body, 4 May 2023": "2023-05-04",
    "The trustees signed this off by resolution dated 4 May 2023.": "2023-05-04",
    "The text above was approved by those who direct the firm on 4 May 2023.": "2023-05-04",
    "Our safety policy: approval date 4 May 2023": None,
    "The accounts were approved on 4 May 2023.": None,
}


@pytest.mark.parametrize(("text", "iso"), LABELS.items())
def test_the_day_of_an_approval_by_its_label_or_of_this_text(text: str, iso: str | None) -> None:
    s = statement(text)
    fact = add_approval_date(read_facts(s), s, ()).approval_date
    assert (fact.value if fact else None) == iso


def test_a_date_of_revision_after_the_approval_is_not() -> None:
    known = approved("This statement was approved by the Board.", "Last reviewed 12 October 2018")
    assert known.approval_date is None
    assert "approval-date.signoff" in dict(known.marks)


def test_a_note_of_the_day_of_fetching_does_not_hide_the_sign_off() -> None:
    known = approved(
        "This statement was approved by the Board.", "Chief Executive Larkfield 14 May 2019 Accessed 23.01.2020"
    )
    assert known.approval_date is not None
    assert known.approval_date.value == "2019-05-14"


def test_the_date_of_a_title_in_the_last_line_is_not_that_of_the_approval() -> None:
    known = approved("This statement was approved by the Board.", "Larkfield: Modern Slavery Statement – March 2018")
    assert known.approval_date is None
    assert "approval-date.signoff" in dict(known.marks)


def test_the_approval_of_an_earlier_statement_is_another_s() -> None:
    known = approved("In November 2016 Larkfield prepared a statement that was approved by the Board.")
    assert known.approval_date is None


def test_a_sign_off_date_without_approval_is_only_marked() -> None:
    s = statement("Jane Okoro, Chief Executive, 4 May 2023")
    known = add_approval_date(read_facts(s), s, ())
    assert known.approval_date is None
    assert "approval-date.signoff" in dict(known.marks)


def test_every_mark_given_is_a_mark_that_rules_may_ask_for() -> None:
    known = approved(
        "This statement of Larkfield Foods Limited for the year ended 31 March 2023 was approved by the Board on 4 May 2023.",
        "Jane Okoro, Chief Executive, 4 May 2023",
    )
    assert set(dict(known.marks)) <= set(MARKS)
    assert {"organisation.legal", "year-end.day", "signature.director", "approval-date.day"} <= set(dict(known.marks))


def test_every_fact_stands_on_a_passage_of_the_statement() -> None:
    s = statement(
        "This statement of Larkfield Foods Limited is for the year ended 31 March 2023.", "Jane Okoro, CEO, May 2023"
    )
    known = read_facts(s)
    for fact in (known.organisation, known.year_end, known.signatory, known.signatory_role, known.sign_date):
        assert fact is not None
        e = fact.evidence[0]
        assert e.quote in s.passages[e.passage - 1].text


def test_an_empty_statement_has_no_facts() -> None:
    assert read_facts(Statement("x.txt", "", "text")) == Facts()


def _right(name: str, want: str, have: str | None) -> bool:
    if not have:
        return False
    w, h = (re.findall(r"[a-z0-9']+", x.lower().replace("’", "'")) for x in (want, have))
    if name.endswith(("date", "end")):
        return have.startswith(want)
    if name == "entity_type":
        return w == h
    if name == "signatory":
        return bool(w[-1] == h[-1])
    return bool(len(set(w) & set(h)) >= 0.6 * max(len(set(w)), len(set(h))))


def test_the_facts_of_the_labelled_statements(shared: Path, checker: Checker) -> None:
    gold = shared / "gold" / "statements.json"
    if not gold.is_file():
        pytest.skip("the labelled statements are not here")
    right: dict[str, int] = {}
    asked: dict[str, int] = {}
    invented: dict[str, int] = {}
    for g in json.loads(gold.read_text(encoding="utf-8")):
        known, _ = checker.judge(read(shared / "gold" / "statements" / f"{g['id']}.txt"))
        for name, want in g["facts"].items():
            fact = getattr(known, name)
            have = fact.value if fact else None
            if want:
                asked[name] = asked.get(name, 0) + 1
                right[name] = right.get(name, 0) + _right(name, str(want), have)
            else:
                invented[name] = invented.get(name, 0) + (have is not None)
    assert {n: right[n] / asked[n] for n in asked if right[n] / asked[n] < 0.9} == {}
    assert {n: k for n, k in invented.items() if k > 1} == {}


def test_a_template_left_unfilled_is_neither_approved_nor_signed(shared: Path, checker: Checker) -> None:
    page = next((shared / "real").glob("atl*.html"), None)
    if page is None:
        pytest.skip("the saved page is not here")
    known, findings = checker.judge(read(page))
    verdicts = {f.rule: f.verdict for f in findings}
    assert verdicts["board-approval"] != "met"
    assert verdicts["signature"] != "met"
    assert known.signatory is None
    assert known.year_end is None


def test_a_date_beside_a_signature_for_the_board_is_no_date_of_an_approval() -> None:
    signed = Passage(
        "Signed on behalf of the Board of Directors by:\nJane Okoro CEO\nDate: 20.06.22", 30, 1, Kind.SIGNATURE
    )
    s = Statement("x.txt", "", "text", 1, (*(Passage(FILL, i, 1) for i in range(1, 30)), signed))
    known = read_facts(s)
    assert known.sign_date is not None
    assert add_approval_date(known, s, (Evidence(signed.text, 30, 1, strength="weak"),)).approval_date is None
    approved = Evidence("This statement was approved by our leaders.", 29, 1, strength="weak")
    told = add_approval_date(known, s, (approved,)).approval_date
    assert told is not None
    assert told.value == "2022-06-20"


ODD = (
    "29 February,29 February 2020,29 February 2019,29 February (2023),31 June 2020,00/01/2021,30/2/2020,0 May 2020,2020-00-31,"
    "February 2019,1 March 2020,1 January 2021,31 December 2021,31 December"
).split(",")
"""Days that are real, that no calendar has, or that only some years have."""


@pytest.mark.parametrize(
    ("told", "fact_told", "least"),
    [
        ("We met on", "approval_date", 290),
        ("It covers the financial year ending", "year_end", 290),
        ("Our year beginning", "year_start", 70),
        ("Signed by Priya Page, Chair,", "sign_date", 390),
    ],
)
def test_every_date_told_is_a_real_one_however_dates_stand_together(told: str, fact_told: str, least: int) -> None:
    # of the 588 texts at least so many tell the date: a reader that finds none must not pass
    found: Counter[str] = Counter()
    for first, joined, last in product(ODD, ("to", "and", "("), ODD):
        s = statement(f"{told} {first} {joined} {last}.", "This statement was approved by the Board.")
        known = add_approval_date(read_facts(s), s, tuple(Evidence(p.text, p.number, 1) for p in s.passages[-2:]))
        for name in ("year_end", "year_start", "sign_date", "approval_date"):
            fact = getattr(known, name)
            if fact is not None and len(fact.value) > len("2022"):
                date.fromisoformat(fact.value if fact.grade == "day" else f"{fact.value}-01")
                found[name] += 1
    assert found[fact_told] >= least
