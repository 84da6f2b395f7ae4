"""Dates checked against one another: too early, too late, too old, or not to be told."""

from __future__ import annotations

import pytest

from msa_check.consistency import CONSISTENCY
from msa_check.model import Basis, Evidence, Fact, Facts, Rule, Verdict
from msa_check.reporting import words

RULE = Rule("x", "X", "identity", "?", "guidance", Basis("Act"), "Do it.", 1)


def dated(value: str, quote: str = "") -> Fact:
    return Fact(value, "day", (Evidence(quote or value, 1, 1),))


def facts(end: str = "", signed: str = "", approved: str = "") -> Facts:
    return Facts(
        year_end=dated(end) if end else None,
        sign_date=dated(signed) if signed else None,
        approval_date=dated(approved) if approved else None,
    )


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (facts("2022-03-31", "2022-07-01"), Verdict.MET),
        (facts("2022-03-31", "2022-03-31"), Verdict.MET),
        (facts("2022-03-31", "2022-02-01"), Verdict.PARTIAL),
        (facts("2022-03-31", "2022-01-01", "2022-05-01"), Verdict.MET),
        (facts("2022", "2022-02-01"), Verdict.MANUAL),
        (facts("2022-03-31", "2022-07"), Verdict.MANUAL),
        (facts("2022-03-31"), Verdict.MANUAL),
        (facts(), Verdict.MANUAL),
    ],
)
def test_the_year_must_have_ended(known: Facts, verdict: Verdict) -> None:
    assert CONSISTENCY["year-plausible"](RULE, known, "").verdict is verdict


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (facts("2022-03-31", "2022-09-30"), Verdict.MET),
        (facts("2022-03-31", "2022-10-02"), Verdict.PARTIAL),
        (facts("2022-08-31", approved="2023-02-28"), Verdict.MET),
        (facts("2022-08-31", approved="2023-03-03"), Verdict.PARTIAL),
        (facts("2022-06-30", "2022-12-31"), Verdict.MET),
        (facts("2022-07-01", "2023-01-01"), Verdict.MET),
        (facts("2022-07-01", "2023-01-02"), Verdict.PARTIAL),
        (facts("2022-03-31", "2021-06-01"), Verdict.MANUAL),
        (facts("2022-03-31", approved="2022-10"), Verdict.MANUAL),
        (facts("2022", "2022-09-30"), Verdict.MANUAL),
    ],
)
def test_within_six_months(known: Facts, verdict: Verdict) -> None:
    assert CONSISTENCY["published-within-six-months"](RULE, known, "").verdict is verdict


@pytest.mark.parametrize(
    ("end", "as_of", "verdict"),
    [
        ("2022-03-31", "2023-09-30", Verdict.MET),
        ("2022-03-31", "2023-10-05", Verdict.PARTIAL),
        ("2022", "2024-01-01", Verdict.MET),
        ("2022-03-31", "", Verdict.MANUAL),
        ("", "2023-10-05", Verdict.MANUAL),
    ],
)
def test_staleness_needs_a_day_to_count_from(end: str, as_of: str, verdict: Verdict) -> None:
    assert CONSISTENCY["not-stale"](RULE, facts(end), as_of).verdict is verdict


def test_a_finding_on_dates_shows_both_passages_and_says_the_dates() -> None:
    known = Facts(
        year_end=dated("2022-03-31", "for the year ended 31 March 2022"),
        sign_date=dated("2022-02-01", "Signed on 1 February 2022"),
    )
    found = CONSISTENCY["year-plausible"](RULE, known, "")
    assert [e.quote for e in found.evidence] == ["for the year ended 31 March 2022", "Signed on 1 February 2022"]
    assert "2022-03-31" in found.note
    assert "2022-02-01" in found.note


def test_dates_that_do_not_fit_are_not_said_to_be_vague() -> None:
    early = CONSISTENCY["year-plausible"](RULE, facts("2022-03-31", "2022-02-01"), "")
    late = CONSISTENCY["published-within-six-months"](RULE, facts("2022-03-31", "2023-02-01"), "")
    old = CONSISTENCY["not-stale"](RULE, facts("2022-03-31"), "2025-01-01")
    said = [words.REASONS[f.reason or ""] for f in (early, late, old)]
    assert said == ["its dates do not fit together", "later than is asked", "later than is asked"]


def test_what_cannot_be_told_is_asked() -> None:
    assert "Please check" in CONSISTENCY["year-plausible"](RULE, facts(), "").note
