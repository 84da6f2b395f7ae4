"""Dates in running text, in every form that statements use."""

from __future__ import annotations

import pytest

from msa_check.facts import dates

ONE = {
    "/9/SEP/2019": "2019-09-09",
    "31 March 2022": "2022-03-31",
    "31st March, 2022": "2022-03-31",
    "the 31st day of March 2022": "2022-03-31",
    "31March 2022": "2022-03-31",
    "31 March2022": "2022-03-31",
    "3rdMarch 2021": "2021-03-03",
    "March 31, 2022": "2022-03-31",
    "March 31st 2022": "2022-03-31",
    "Dec. 31, 2016": "2016-12-31",
    "31.03.22": "2022-03-31",
    "31/3/2022": "2022-03-31",
    "31-03-2022": "2022-03-31",
    "2022-03-31": "2022-03-31",
    "2022/03/31": "2022-03-31",
    "5/30/2020": "2020-05-30",
    "12/5/2020": "2020-05-12",
    "30 June '17": "2017-06-30",
    "4 May 23": "2023-05-04",
    "31 December 99": "1999-12-31",
    "March 2022": "2022-03",
    "Sept 2019": "2019-09",
    "September, 2018": "2018-09",
    "31 December": "--12-31",
    "May 1st. 2017": "2017-05-01",
    "V3 April 2019": "2019-04",
    "20’h June 2022": "2022-06-20",
    "31°’ March 2022": "2022-03-31",
    'item 12 "May 2020"': "2020-05",
    "Okoro22 November 2022": "2022-11-22",
    "29 February 2020": "2020-02-29",
    "29 February": "--02-29",
    "Version 1.0 March 2021": "2021-03",
}


@pytest.mark.parametrize(("text", "iso"), ONE.items())
def test_a_date_is_found_whole(text: str, iso: str) -> None:
    assert [d.iso for d in dates.find(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    ["31 June 2020", "we may meet 20 times", "section 54", "45/99/2020", "1.2.3.4", "54 (1)"],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert dates.find(text) == ()


@pytest.mark.parametrize(
    "text", ["00/01/2021", "0/1/2021", "01/00/2021", "2021-01-00", "00.13.2021", "29 February 2019", "29/02/2019"]
)
def test_a_day_that_no_calendar_has_is_not_its_month(text: str) -> None:
    assert dates.find(text) == ()


def test_a_day_without_year_does_not_take_the_next_day_for_one() -> None:
    found = dates.find("1st January - 31st December 2018")
    assert [d.iso for d in found] == ["--01-01", "2018-12-31"]


def test_two_dates_keep_their_order_and_places() -> None:
    text = "1 April 2021 to 31 March 2022"
    found = dates.find(text)
    assert [(d.iso, text[d.start : d.end]) for d in found] == [
        ("2021-04-01", "1 April 2021"),
        ("2022-03-31", "31 March 2022"),
    ]


def test_whether_the_day_is_known() -> None:
    assert [d.day for d in dates.find("3 May 2020, June 2020")] == [True, False]


def test_month_end_knows_leap_years() -> None:
    assert dates.month_end("2024-02") == "2024-02-29"
    assert dates.month_end("2023-02") == "2023-02-28"
