"""Roles of signatories and their grades."""

from __future__ import annotations

import pytest

from msa_check import roles

DIRECTOR = """
Director|Managing Director|Group Managing Director|Non-Executive Director|CEO|Group CEO|MD|CFO|Chief Executive|Chief Exec
Chief Executive Officer|Chief Financial Officer|Chief Operating Officer|Chair|Chairman|Executive Chair|Vice Chairman
Chair of the Board of Trustees|President|President and CEO|Senior Vice President and Managing Director|Trustee|Governor
Designated Member|Managing Partner|Senior Partner|Partner|Vice-Chancellor|Principal and Chief Executive|Founder|Owner
member of the Board of Directors|Finance Director & Company Secretary|Sales Director|Director of Procurement|Leader of the Council|Board member|Lead Independent Director
"""
UNCLEAR = """
Vice President|Senior Vice President|Executive Vice President, Supply Chain|Vice President, Legal Affairs & Compliance
Chief People Officer|Chief Compliance Officer|Dean|Headteacher|Vice Principal|Authorised Signatory|Country Manager
"""
BELOW = """
Company Secretary|Deputy Company Secretary|Group General Counsel and Company Secretary|Head of Procurement
Group Head of Sustainability|General Manager|HR Manager|Procurement Lead|Compliance Officer|Clerk to the Council
Bursar|Solicitor|Chief of Staff
"""


def names(table: str) -> list[str]:
    return [r for line in table.strip().splitlines() for r in line.split("|")]


@pytest.mark.parametrize("role", names(DIRECTOR))
def test_director_grade(role: str) -> None:
    found = roles.find(role)
    assert found is not None
    assert found[1] == "director"


@pytest.mark.parametrize("role", names(UNCLEAR))
def test_unclear_grade(role: str) -> None:
    found = roles.find(role)
    assert found is not None
    assert found[1] in {"unclear", "below"}


@pytest.mark.parametrize("role", names(BELOW))
def test_below_director(role: str) -> None:
    found = roles.find(role)
    assert found is not None
    assert found[1] == "below"


@pytest.mark.parametrize(
    "text",
    [
        "the board of directors",
        "Assistant to the Director",
        "our supply chain partners",
        "approved by the directors",
        "approved by the board of directors",
        "Policy Owner",
        "Jane Okoro, M.D.",
        "We buy timber.",
        "the Institute of Directors",
    ],
)
def test_what_is_nobody_s_role(text: str) -> None:
    assert roles.find(text) is None
    assert roles.find_all(text) == []


def test_a_role_is_given_as_printed_with_its_place() -> None:
    text = "Jane Okoro, Group HR & Communications Director, Larkfield"
    found = roles.find(text)
    assert found is not None
    role, _, start, end = found
    assert text[start:end] == role == "Group HR & Communications Director"


@pytest.mark.parametrize(
    "role",
    [
        "Chair of the Board of Directors and Co-Chief Executive Officer",
        "Chair of the Buying and Safety Committee",
        "Chair of the Partnership Board",
        "Chief Executive Partner",
        "Co-Chair",
        "European President",
        "Honorary Treasurer",
        "Lead Trustee",
        "Vice-Chair of the Board of Governors",
        "Chief of Operations",
        "Chief Operating Officer & Member of the LLP",
        "Co-Managing Partner",
        "Geschäftsführerin",
        "Managing Director, Europe, Middle East & Africa",
        "Managing Director UK & Ireland",
        "President and Representative Director",
        "President of the UK Branch and Head of EMEA",
    ],
)
def test_a_role_is_given_whole(role: str) -> None:
    assert [r for r, _, _, _ in roles.find_all(f"Jane Okoro, {role}")] == [role]


@pytest.mark.parametrize("text", ["Managing Director UK Larkfield Bakers", "Managing Director Europe Bakers Limited"])
def test_the_organisation_behind_a_role_is_no_part_of_it(text: str) -> None:
    assert [r for r, _, _, _ in roles.find_all(text)] == ["Managing Director"]


def test_all_roles_from_left_to_right() -> None:
    text = "Jane Okoro Chief Executive Officer Larkfield AG Peter Vale Managing Director Larkfield UK Ltd"
    assert [(r, g) for r, g, _, _ in roles.find_all(text)] == [
        ("Chief Executive Officer", "director"),
        ("Managing Director", "director"),
    ]


def test_roles_joined_are_one() -> None:
    assert [r for r, _, _, _ in roles.find_all("Chair and Chief Executive Officer")] == [
        "Chair and Chief Executive Officer"
    ]


def test_no_loose_word_stays_at_the_end_of_a_role() -> None:
    assert [r for r, _, _, _ in roles.find_all("Managing Director, and")] == ["Managing Director"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Principal", "Principal"),
        ("Principal of Larkfield College", "Principal"),
        ("approved by the board as principal governing body", None),
        ("a list of our principal suppliers", None),
    ],
)
def test_a_principal_is_a_person_only_where_the_word_stands_alone(text: str, role: str | None) -> None:
    found = roles.find(text)
    assert (found and found[0]) == role
