"""Entries of the register and which document is which: every step told, nothing guessed."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from msa_check.register import names
from msa_check.register.entries import Entry, Group, Taken, groups, take
from msa_check.register.likeness import Names, same_person
from msa_check.register.matching import Document, Match, Register
from msa_check.register.survey import document
from msa_check.register.table import read

SUMMARY = "https://register.example/statement-summary/"


def row(name: str, number: str = "", statement: str = "", **more: str) -> dict[str, str]:
    """A row of the register; ``statement`` is the end of its summary's address."""
    return {
        "StatementYear": "2022",
        "OrganisationName": name,
        "CompanyNumber": number,
        "GroupSubmission": "Yes" if "ParentName" in more else "No",
        "ParentName": "",
        "StatementURL": "",
        "StatementSummaryURL": SUMMARY + (statement or name.replace(" ", "")),
        "StatementStartDate": "01/04/2021",
        "StatementEndDate": "31/03/2022",
        "ApprovingPerson": "Ada Moorcroft (Managing Director)",
        "DateApproved": "03/06/2022",
        "LastUpdated": "01/07/2022",
        **more,
    }


def taken(*rows: dict[str, str]) -> Taken:
    """The rows as a file, read and taken."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(c for r in rows for c in r)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return take(read(out.getvalue().encode()))


def entry(name: str = "AMBER POTS LIMITED", **more: str) -> Entry:
    """One entry."""
    return taken(row(name, **more)).entries[0]


# ------------------------------------------------------------------------------------------------ entries


def test_a_row_becomes_typed_values() -> None:
    e = entry(
        number=" 2781951 ",
        Turnover="Over £500 million",
        OrganisationSectors="Media, leisure\r\nOther",
        ApprovingPerson="Ada  Moorcroft (Director (Finance))",
    )
    assert (e.number, e.start, e.end, e.approved) == ("02781951", "2021-04-01", "2022-03-31", "2022-06-03")
    assert (e.approver, e.approver_role) == ("Ada Moorcroft", "Director (Finance)")
    assert e.sectors == ("Media, leisure", "Other")
    assert e.notes == ()
    assert e.value("CompanyNumber") == "2781951"
    assert e.value("No such column") == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"StatementEndDate": "31/13/2022"}, "is no date"),
        ({"StatementEndDate": "03/31/2022"}, "is no date"),
        ({"StatementEndDate": "31/03/2020"}, "before it begins"),
        ({"StatementEndDate": "31/03/2024"}, "days long"),
        ({"CompanyNumber": "1.2E+07"}, "is no company number"),
        ({"StatementURL": "see our site"}, "is no web address"),
        ({"Turnover": "lots"}, "none of the register's answers"),
        ({"OrganisationName": "0123 4567"}, "bare number"),
    ],
)
def test_what_cannot_be_is_noted_and_kept(more: dict[str, str], said: str) -> None:
    e = entry(**more)
    assert any(said in n for n in e.notes)
    assert all(e.value(k) == v for k, v in more.items())


def test_a_bare_number_for_a_name_is_used_as_one() -> None:
    assert entry("01234567").number == "01234567"


def test_rows_that_say_the_same_are_taken_once_and_named() -> None:
    old, new = (
        row("AMBER POTS LIMITED"),
        row("AMBER POTS LIMITED", LastUpdated="09/09/2022", Turnover="Over £500 million"),
    )
    found = taken(old, old, new, row("BIRCH LTD"), row("", statement="x"))
    assert [(e.organisation, e.updated) for e in found.entries] == [
        ("AMBER POTS LIMITED", "2022-09-09"),
        ("BIRCH LTD", "2022-07-01"),
    ]
    assert [(first, why) for first, _, why, _ in found.left_out] == [
        (2, "A newer row of the same organisation and statement stands at line 4."),
        (3, "The same row stands at line 2."),
        (6, "The row names no organisation."),
    ]


def test_rows_of_a_group_are_one_statement_led_by_the_parent() -> None:
    found = groups(
        taken(
            row("AMBER BOWLS LTD", statement="g", ParentName="AMBER HOLDINGS LIMITED"),
            row("AMBER HOLDINGS LIMITED", statement="g"),
            row("BIRCH LTD"),
        ).entries
    )
    assert [[e.organisation for e in g.entries] for g in found] == [
        ["AMBER HOLDINGS LIMITED", "AMBER BOWLS LTD"],
        ["BIRCH LTD"],
    ]
    assert found[0].lead.organisation == "AMBER HOLDINGS LIMITED"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Amber & Co. Limited", "AMBER AND COMPANY LTD"),
        ("A. H. Hollin (Farms)", "AH HOLLIN FARMS LIMITED"),
        ("Moorcroft’s Bakery plc", "MOORCROFTS BAKERY P.L.C."),
        ("Hollin & Sons, Limited", "hollin-sons-limited"),
        ("Moorcroft's", "moorcroft-s"),
        ("Café Brûlé S.A.", "CAFE BRULE"),
        ("Amber Public Limited Company", "Amber plc"),
    ],
)
def test_names_that_are_one(a: str, b: str) -> None:
    assert names.key(a) == names.key(b)


@pytest.mark.parametrize(
    ("a", "b"), [("Amber Holdings Ltd", "Amber Ltd"), ("Amber (UK) Ltd", "Amber Ltd"), ("Amber 1 Ltd", "Amber 2 Ltd")]
)
def test_names_that_are_two(a: str, b: str) -> None:
    assert names.key(a) != names.key(b)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2781951", "02781951"),
        ("238303", "00238303"),
        ("SC 12345", "SC012345"),
        ("ni6894", "NI006894"),
        ("R0000035", "R0000035"),
        ("IP27783R", "IP27783R"),
        ("OC301234", "OC301234"),
        ("", ""),
        ("N/A", ""),
        ("12", ""),
        ("123456789", ""),
        ("XX123456", ""),
    ],
)
def test_company_numbers(text: str, number: str) -> None:
    assert names.number(text) == number


def test_addresses_are_compared_without_what_does_not_matter() -> None:
    assert names.address("https://www.Amber.example/a%20b/") == names.address("http://amber.example:80/a b")
    assert names.address("https://amber.example/a?x=1") != names.address("https://amber.example/a")
    assert names.address("none") == ""
    assert names.file_stem("https://amber.example/docs/modern-slavery-2022.pdf") == "modern slavery 2022"
    assert names.file_stem("https://amber.example/msa.pdf") == ""


def test_likeness_weighs_rare_words() -> None:
    known = Names(["thornbeck foods", "hollin foods", "amber foods", "cobbleswick toys", "amber trading uk"])
    assert known.likest("thornbek foods", 0.7)[0][0] == "thornbeck foods"
    assert known.likest("quenby foods", 0.7) == []
    assert known.likeness("cobbleswick toys uk", "cobbleswick toys") > known.likeness("hollin foods uk", "amber foods")
    assert known.likeness("amber foods", "amber foods") == 0.99


def test_persons() -> None:
    assert same_person("Ada Moorcroft", "Ada Jane Moorcroft")
    assert same_person("ADA MOORCROFT", "Adah Moorcroft")
    assert not same_person("Ada Moorcroft", "Ben Moorcroft")
    assert not same_person("Ada", "Ada Moorcroft")


# ------------------------------------------------------------------------------------------------ matching


def _register(*rows: dict[str, str]) -> tuple[Register, dict[str, Group]]:
    found = groups(taken(*rows).entries)
    return Register(found), {g.statement: g for g in found}


BOTH = (
    row("AMBER POTS LIMITED", "01111111", StatementURL="https://amber.example/modern-slavery-statement-2022.pdf"),
    row("BIRCH BREWERY LTD", "02222222", ApprovingPerson="Ben Hollin (Chair)"),
    row("THORNBECK FOODS LIMITED", "03333333", StatementEndDate="31/12/2021"),
)


def _match(*rows: dict[str, str], **what: Any) -> tuple[str, str, Match]:  # noqa: ANN401 - fields of a document
    register, known = _register(*(rows or BOTH))
    found = register.match(Document("d.pdf", **({"named": ()} | what)))
    return found.state, known[found.best.statement].lead.organisation if found.best else "", found


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"urls": ("http://www.amber.example/modern-slavery-statement-2022.pdf",)}, "downloaded from the address"),
        ({"numbers": ("1111111",)}, "company number 1111111 given"),
        (
            {"text": "Amber is registered in England, company number 01111111."},
            "company number 01111111 stands in the text",
        ),
        ({"named": (("given", "Amber Pots Ltd"),)}, "name given with the file"),
        ({"named": (("legal", "The Amber Pots Ltd."),)}, "name in the document"),
        ({"named": (("file", "2022_Amber-Pots-Limited_modern slavery statement (final) v2"),)}, "name of the file"),
        ({"named": (("file", "modern-slavery-statement-2022"),)}, "the register's address ends with"),
        ({"named": (("legal", "Amber Pots Limited t/a Crockwell"),)}, "name in the document"),
    ],
)
def test_one_sure_sign_is_a_match_and_is_told(what: dict[str, Any], said: str) -> None:
    state, name, found = _match(**what)
    assert (state, name) == ("matched", "AMBER POTS LIMITED")
    assert found.best
    assert said in found.best.how[0]


@pytest.mark.parametrize(
    "what",
    [
        {"named": (("legal", "Thornbek Foods Trading Ltd"),)},
        {"named": (("file", "amber-pots-glaze-supplier-list"),)},
        {
            "text": "Our suppliers are many. Among them Birch Brewery and others. "
            + "We make garden pots. " * 60
            + "Birch Brewery."
        },
    ],
)
def test_a_weak_sign_alone_is_unsure(what: dict[str, Any]) -> None:
    state, _, found = _match(**what)
    assert state == "unsure"
    assert found.best
    assert "a match needs 88" in found.why


def test_weak_signs_together_are_a_match() -> None:
    state, name, found = _match(
        named=(("legal", "Thornbek Foods Ltd"),), end="2021-12-31", exact=True, signatories=("Ada Moorcroft",)
    )
    assert (state, name) == ("matched", "THORNBECK FOODS LIMITED")
    assert found.best
    assert [x for x in found.best.how if "both periods end" in x or "signed by the person" in x] == list(
        found.best.how[-2:]
    )


def test_nothing_alike_is_no_match() -> None:
    assert _match(named=(("legal", "Quenby Rowe Ltd"), ("file", "quenby")))[0] == "none"
    assert _match(named=(("file", "modern-slavery-statement"),))[0] == "none"
    assert _match(text="Amber is our favourite colour, and pots are limited.")[0] == "none"


def test_signs_for_two_statements_are_unsure() -> None:
    state, _, found = _match(named=(("legal", "Amber Pots Limited"), ("given", "Birch Brewery Ltd")))
    assert state == "unsure"
    assert len(found.candidates) == 2


@pytest.mark.parametrize("numbers", [("01111111", "02222222")])
def test_numbers_of_two_companies_in_one_text_decide_nothing(numbers: tuple[str, str]) -> None:
    text = "".join(f"Company number {n}. " for n in numbers)
    assert _match(text=text)[0] == "unsure"


TWICE = (
    row("AMBER POTS LIMITED", statement="own"),
    row(
        "AMBER POTS LIMITED",
        statement="group",
        ParentName="HOLLIN HOLDINGS LIMITED",
        ApprovingPerson="Ben Hollin (Chair)",
    ),
    row("HOLLIN HOLDINGS LIMITED", statement="group", ApprovingPerson="Ben Hollin (Chair)"),
)


def test_an_organisation_with_two_statements_is_unsure_until_something_decides() -> None:
    named = (("file", "amber-pots-limited"),)
    assert _match(*TWICE, named=named)[0] == "unsure"
    state, _, found = _match(*TWICE, named=named, signatories=("Ben Hollin",))
    assert state == "matched"
    assert found.best
    assert found.best.statement.endswith("group")


def test_another_period_is_listed_apart() -> None:
    named = (("legal", "Amber Pots Limited"),)
    state, name, found = _match(named=named, end="2023-03-31", exact=True)
    assert (state, name) == ("other-period", "AMBER POTS LIMITED")
    assert "another period" in found.why
    assert _match(named=named, end="2022-04-02", exact=True)[0] == "matched"
    assert _match(named=named, end="2022", exact=False)[0] == "matched"
    assert _match(named=named, end="2021", exact=False)[0] == "matched"
    assert _match(named=named, end="2019", exact=False)[0] == "other-period"
    assert _match(named=named, end="2023-03-31", exact=False)[0] == "matched"


@pytest.mark.parametrize(
    ("register_ends", "year", "ends_in", "state"),
    [
        ("31/07/2021", "2022", True, "other-period"),  # 2021/22: no day of 2022 is near
        ("31/07/2021", "2022", False, "other-period"),  # FY22, or 2022 in the title
        ("31/07/2022", "2022", True, "matched"),
        ("31/12/2021", "2022", False, "matched"),  # a year of weeks may end on 2 January
        ("30/11/2021", "2022", False, "other-period"),
        ("31/01/2022", "2021", True, "matched"),
        ("31/03/2022", "2021", False, "matched"),  # most of the period lies in 2021, which may give it its name
        ("31/03/2022", "2021", True, "other-period"),  # 2020/21 is the period before
        ("31/08/2022", "2021", False, "other-period"),
        ("31/12/2022", "2021", False, "other-period"),
    ],
)
def test_a_year_is_of_another_period_when_no_day_of_it_is_near(
    register_ends: str, year: str, *, ends_in: bool, state: str
) -> None:
    found = _match(
        row("AMBER POTS LIMITED", StatementEndDate=register_ends),
        named=(("legal", "Amber Pots Limited"),),
        end=year,
        ends_in=ends_in,
    )
    assert found[0] == state


@pytest.mark.parametrize(
    ("quote", "ends_in"),
    [
        ("Modern slavery statement 2021 – 2022", True),
        ("Our statement for FY21/22.", True),
        ("The financial year 2021/2022", True),
        ("Modern slavery statement 2022", False),
        ("FY22, and 2020/21 before it", False),
        ("Signed 21/03/2022 for 2022", False),
    ],
)
def test_a_period_called_by_two_years_ends_in_the_second(quote: str, *, ends_in: bool) -> None:
    made = {
        "metadata": {},
        "facts": {"year_end": "2022"},
        "fact_evidence": {"year_end": {"grade": "year", "quote": quote}},
    }
    assert document("d.pdf", made, ()).ends_in is ends_in


def test_of_several_years_the_period_chooses() -> None:
    years = tuple(
        row(
            "AMBER POTS LIMITED",
            statement=f"y{y}",
            StatementYear=str(y),
            StatementStartDate=f"01/04/{y - 2}",
            StatementEndDate=f"31/03/{y - 1}",
        )
        for y in (2021, 2022, 2023)
    )
    named = (("legal", "Amber Pots Limited"),)
    state, _, found = _match(*years, named=named, end="2021-03-31", exact=True)
    assert state == "matched"
    assert found.best
    assert found.best.statement.endswith("y2022")
    assert _match(*years, named=named)[0] == "unsure"
    assert _match(*years, named=named, end="2030-03-31", exact=True)[0] == "other-period"


def test_members_of_a_group_that_are_named_speak_for_it() -> None:
    _, _, found = _match(
        *TWICE, named=(("file", "amber-pots"),), text="Amber Pots Limited is part of Hollin Holdings. " * 2
    )
    assert found.state == "matched"
    assert found.best
    assert "names 1 other organisation of the same statement" in found.best.how
