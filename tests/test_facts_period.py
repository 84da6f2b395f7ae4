"""Which year a statement covers, in every form, and which years are not its own."""

from __future__ import annotations

import pytest

from msa_check.facts import period
from msa_check.facts.seen import look
from msa_check.model import Kind, Passage, Statement

FILL = "We buy timber, paint and nails from merchants in the towns around our yards."


def year(*texts: str, title: str = "") -> tuple[str | None, str | None]:
    """Value and grade of the year end of a statement that opens with the texts."""
    passages = tuple(Passage(t, i, 1) for i, t in enumerate((*texts, *[FILL] * 12), 1))
    end, _, _ = period.read(look(Statement("x.txt", "", "text", 1, passages, title=title)))
    return (end.value, end.grade) if end else (None, None)


DAYS = {
    "This statement is made for the financial year ended 31 March 2022.": "2022-03-31",
    "It covers our financial year ending on the 31st of March 2022.": "2022-03-31",
    "This statement covers the year to 2 April 2016.": "2016-04-02",
    "This statement covers the 52 weeks to 2 April 2016.": "2016-04-02",
    "This statement covers the 53 weeks ended 3 July 2021.": "2021-07-03",
    "This statement covers the period from 1 April 2021 to 31 March 2022.": "2022-03-31",
    "This statement covers the reporting period 1st April 2021 through to 31st March 2022.": "2022-03-31",
    "This statement relates to the financial year 1st January - 31st December 2018.": "2018-12-31",
    "This statement relates to the financial year 1 January 2022 to 31 December2022.": "2022-12-31",
    "The steps below were taken in our trading period April 2021 to March 2022.": "2022-03-31",
    "This statement covers the financial year beginning 1/9/2020 and ending 31/8/2021.": "2021-08-31",
    "This is our statement for the financial year ending July 2018.": "2018-07-31",
    "This statement is for calendar year 2019.": "2019-12-31",
    "Our financial year end is 30 June 2020 and this statement covers it.": "2020-06-30",
    "This statement is for the year ended December 31, 2016.": "2016-12-31",
    "This is our statement for the financial year May 1st. 2017 to April 30th 2018.": "2018-04-30",
    "It tells of our steps during the 2021 financial year, ending 31st December 2021.": "2021-12-31",
    "This statement is for the financialyear ending March 2022.": "2022-03-31",
    "This statement covers the fifty-two weeks to 2 April 2016.": "2016-04-02",
    "This statement is for our financial year beginning 1 April 2021.": "2022-03-31",
    "This statement is for our financial year beginning 31 March 2021.": "2022-03-30",
    "This statement covers the 18 months ended 31 December 2020.": "2020-12-31",
    "This statement is for our fiscal year that closed on September 30, 2021.": "2021-09-30",
    "Reporting period of this statement: January - December 2021": "2021-12-31",
    "For the fiscal year which ended on 30th June 2017 this statement reports our steps.": "2017-06-30",
    "This statement is for our financial year beginning 29 February 2020.": "2021-02-28",
    "This statement is for our financial year beginning 28 February 2020.": "2021-02-27",
    "This statement is for our financial year beginning 1 March 2019.": "2020-02-29",
    "This statement covers the period 1 April to 31 March 2022.": "2022-03-31",
    "This statement covers the period 29 February to 28 February 2021.": "2021-02-28",
    "This statement is for our financial year ending 29 February (2020).": "2020-02-29",
}
YEARS = {
    "This statement covers FY2022.": "2022",
    "This statement covers FY21/22.": "2022",
    "This statement covers the financial year 2019/20.": "2020",
    "This statement covers the financial year 2019-2020.": "2020",
    "This statement is for the year ending 2021.": "2021",
    "This statement sets out the steps taken during fiscal 2016.": "2016",
    "It sets out the steps that we have taken during the 2018 financial year.": "2018",
    "This statement of January 2017 is our reporting for fiscal year 2016.": "2016",
    "Our statement for fiscal year 17-18": "2018",
    "This annual statement of the full year 2016 was approved.": "2016",
}


@pytest.mark.parametrize(("text", "iso"), DAYS.items())
def test_a_year_with_its_last_day(text: str, iso: str) -> None:
    assert year(text) == (iso, "day")


@pytest.mark.parametrize(("text", "value"), YEARS.items())
def test_a_year_by_its_name(text: str, value: str) -> None:
    assert year(text) == (value, "year")


@pytest.mark.parametrize(
    "text",
    [
        "This statement is made for the current financial year.",
        "This statement relates to the financial year ending [date].",
        "The Modern Slavery Act 2015 came into force in October 2015.",
        "We were founded in 1987 and listed in 2011.",
        "Our Code of Conduct 2019 applies to all.",
        "© Larkfield Foods Limited 2017–2018",
        "A statement is due for any financial year ending on or after 31 March 2016.",
        "Steps we will be taking against slavery in Financial Year 2022",
        "We will map all mills by the end of the financial year (June 2023).",
        "The code is being introduced in stages, starting in fiscal 2016.",
        "The second consultation period was open until 28 February 2021.",
        "We held workshops for our buyers on 29 February and 1 March 2020.",
        "We held workshops for our buyers on 29 February and 1 January 2020.",
        "We visited every yard in the months from 1 July to 31 December 2021.",
        "This statement is for our financial year ending 29 February (2023).",
    ],
)
def test_what_names_no_year_reported(text: str) -> None:
    assert year(text) == (None, None)


def test_a_half_year_is_not_eighteen_months() -> None:
    text = "This statement covers our work in the period from 1 July to 31 December 2021."
    seen = look(Statement("x.txt", "", "text", 1, (Passage(text, 1, 1), Passage(FILL, 2, 1))))
    end, start, _ = period.read(seen)
    assert end is not None
    assert (end.value, start) == ("2021-12-31", None)


def test_a_year_broken_over_two_passages() -> None:
    assert year("Modern slavery statement for the financial year ended", "30th September 2018") == ("2018-09-30", "day")
    assert year("This statement is in respect of the financial year ending 31", "December 2016.") == (
        "2016-12-31",
        "day",
    )


def test_a_bare_year_in_the_title_is_graded_so() -> None:
    assert year(FILL, title="Modern Slavery Statement 2021") == ("2021", "title-year")
    assert year("Larkfield slavery statement 18/19") == ("2019", "title-year")
    assert year("2018 statement", FILL) == ("2018", "title-year")


def test_the_year_reported_goes_before_the_year_planned() -> None:
    text = "During the financial year ending 30 June 2017 we intend to map our suppliers."
    done = "During the financial year ending 30 June 2016 we trained all buyers."
    assert year(text, done) == ("2016-06-30", "day")
    assert year(done, text) == ("2016-06-30", "day")


def test_the_year_of_another_statement_does_not_win() -> None:
    other = "Our statement for the 12 month period ending 30 June 2017 can be accessed here."
    assert year("This statement is for the year ended 30 June 2018.", other) == ("2018-06-30", "day")


def test_a_year_s_count_in_the_body_is_not_the_year_reported() -> None:
    counted = (
        "From July 2014-June 2015, for example, 531 mills (or 95 percent of all mills that make our goods) were seen."
    )
    assert year(*[FILL] * 12, counted) == (None, None)


def test_a_statement_referred_to_does_not_give_the_year() -> None:
    other = "For more, please see our 2018/19 slavery statement, where these steps are told."
    assert year("2020 statement", other, other) == ("2020", "title-year")


def test_the_year_of_the_accounts_counts_only_where_no_other_is_told() -> None:
    earned = "Our annual revenue for our financial year ending 12 September 2015 was £5,347m."
    assert year("2016 statement", earned) == ("2016", "title-year")
    assert year(earned) == ("2015-09-12", "day")


def test_twelve_months_up_to_a_day_are_a_year() -> None:
    this = "This statement tells of the steps in the 12 months up to and including 30 June 2018."
    other = "Our earlier statement for the 12 months ended 30 June 2017 can be viewed here."
    assert year(this, other) == ("2018-06-30", "day")


def test_the_named_year_gets_the_day_said_elsewhere() -> None:
    assert year("This statement covers FY2022.", "Our financial year ended on 31 March 2022.") == ("2022-03-31", "day")


def test_the_start_of_a_period_is_known() -> None:
    passages = (Passage("This statement covers the period from 1 April 2021 to 31 March 2022.", 1, 1),)
    _, start, _ = period.read(look(Statement("x.txt", "", "text", 1, passages)))
    assert start is not None
    assert start.value == "2021-04-01"


def test_a_contents_page_gives_no_year() -> None:
    passages = (Passage("Our year ended 31 March 2022 .... 4", 1, 1, Kind.CONTENTS), Passage(FILL, 2, 1))
    assert period.read(look(Statement("x.txt", "", "text", 1, passages)))[0] is None


def test_half_a_range_without_year_does_not_break_the_reader() -> None:
    assert year("Our peak runs from 1 April to 31 March and 12 March to 4 May.") == (None, None)


def test_a_year_told_besides_that_ends_after_the_signing_is_not_the_year_reported() -> None:
    text = "These steps of the statement were taken in the 2021 financial year and go on in the 2022 calendar year."
    seen = look(Statement("x.txt", "", "text", 1, (Passage(text, 1, 1), Passage(FILL, 2, 1))))
    end, _, _ = period.read(seen, "2022-04-04")
    assert end is not None
    assert end.value == "2021"


@pytest.mark.parametrize("signed", ["2022-02-01", "2022-02", ""])
def test_a_year_that_was_still_to_end_is_read_where_no_other_is_told(signed: str) -> None:
    text = "This statement is for the financial year ending 31 March 2022."
    seen = look(Statement("x.txt", "", "text", 1, (Passage(text, 1, 1), Passage("Founded in 2012.", 2, 1))))
    end, _, _ = period.read(seen, signed)
    assert end is not None
    assert end.value == "2022-03-31"


def test_the_financial_year_goes_before_the_current_calendar_year() -> None:
    text = "This statement tells of the 2021 financial year and, in part, of the current 2022 calendar year."
    assert year(text) == ("2021", "year")


def test_a_named_year_that_ends_in_the_spring_after() -> None:
    text = "This statement is for the financial year 2020, ended on 28 February 2021 (“FY2020”)."
    assert year(text, title="Larkfield slavery statement FY2020") == ("2021-02-28", "day")


def test_a_table_that_counts_by_years_is_no_passage_on_the_year_where_another_tells_it() -> None:
    row = Passage("Indicator: Drivers trained | 2020/21: 71% | 2021/22: 94%", 2, 1, Kind.TABLE_ROW)
    told = Passage("This statement covers the financial year 2021/22.", 1, 1)
    named = Passage("Financial year | 2021/22", 3, 1, Kind.TABLE_ROW)
    _, _, marks = period.read(look(Statement("x.txt", "", "text", 1, (told, row, named))))
    assert {e.passage for e in marks["year-end.year"]} == {1, 3}
    _, _, marks = period.read(look(Statement("x.txt", "", "text", 1, (row,))))
    assert {e.passage for e in marks["year-end.year"]} == {2}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("In the current financial year we trained 40 buyers.[12]", True),
        ("In the current financial year, ended [insert date], we trained 40 buyers.", False),
    ],
)
def test_a_year_told_by_this_year_alone_holds_no_unfilled_place(text: str, told: bool) -> None:
    _, _, marks = period.read(look(Statement("x.txt", "", "text", 1, (Passage(FILL, 1, 1), Passage(text, 2, 1)))))
    assert ("year-end.relative" in marks) is told
