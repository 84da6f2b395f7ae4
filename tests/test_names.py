"""Which statements are of one organisation, and for which time."""

from __future__ import annotations

from typing import Any

import pytest

from msa_check import names


def _owner(source: str, organisation: str = "", number: str = "", **facts: Any) -> names.Owner:  # noqa: ANN401 - facts of a record
    known = {"number": number} if number else {}
    return names.owner({"source": source, "metadata": known, "facts": {"organisation": organisation, **facts}})


def _groups(*owners: names.Owner) -> list[list[str]]:
    return [[o.source for o in g] for g in names.organisations(owners)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Amber & Birch Co. Limited", "AMBER AND BIRCH CO LTD"),
        ("Amber, Inc.", "Amber"),
        ("Amber Foods p.l.c.", "Amber Foods plc"),
    ],
)
def test_case_punctuation_and_legal_form_do_not_part_names(one: str, other: str) -> None:
    assert names.name_key(one) == names.name_key(other) != ""


def test_other_names_stay_apart() -> None:
    assert names.name_key("Amber North Ltd") != names.name_key("Amber South Ltd")
    assert _groups(_owner("a", "Amber North Ltd"), _owner("b", "Amber South Ltd")) == [["a"], ["b"]]
    assert _groups(_owner("a", "Amber 21 Ltd"), _owner("b", "Amber 22 Ltd")) == [["a"], ["b"]]


def test_a_slip_of_the_pen_is_the_same_name() -> None:
    assert _groups(_owner("a", "Hargreave Mills Ltd"), _owner("b", "Hargreaves Mills Ltd")) == [["a", "b"]]


def test_the_same_number_joins_and_another_parts() -> None:
    a, b = _owner("a", "Amber Ltd", "01234567"), _owner("b", "Birch Ltd", "1234567")
    assert _groups(a, b) == [["a", "b"]]
    c = _owner("c", "Amber Ltd", "7654321")
    assert sorted(_groups(a, c)) == [["a"], ["c"]]


def test_nobody_named_is_nobody_else() -> None:
    assert _groups(_owner("a"), _owner("b")) == [["a"], ["b"]]


def test_a_group_is_in_time_and_what_has_no_time_comes_last() -> None:
    found = _groups(
        _owner("new", "Amber Ltd", year_end="2025-03-31"),
        _owner("none", "Amber Ltd"),
        _owner("old", "Amber Ltd", year_end="2024"),
    )
    assert found == [["old", "new", "none"]]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("FY 2021/22", "2022"),
        ("2021-2022", "2022"),
        ("2016-12", "2016-12"),
        ("statement-2024-06-30.pdf", "2024-06-30"),
        ("number 12024567", ""),
        ("", ""),
    ],
)
def test_a_period_in_a_short_text(text: str, period: str) -> None:
    assert names.period_in(text) == period


def test_what_the_caller_gives_goes_before_what_the_text_says() -> None:
    made = {
        "source": "2020.pdf",
        "metadata": {"organisation": "Birch Ltd", "year": "2023"},
        "facts": {"organisation": "Amber Ltd", "year_end": "2024-03-31"},
    }
    o = names.owner(made)
    assert (o.name, o.period, o.period_from) == ("Birch Ltd", "2023", "given")
    assert names.owner({**made, "metadata": {}}).period_from == "year end"
    assert names.owner({"source": "2020.pdf"}).period_from == "file name"
