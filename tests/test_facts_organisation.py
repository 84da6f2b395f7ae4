"""Which organisation issues the statement, how well it is named, and of what kind it is."""

from __future__ import annotations

import pytest

from msa_check.facts import organisation
from msa_check.facts.seen import look
from msa_check.model import Kind, Passage, Statement

FILL = "We buy timber, paint and nails from merchants in the towns around our yards."


def issuer(*texts: str, title: str = "", end: tuple[str, ...] = ()) -> tuple[str | None, str | None, str | None]:
    """Name, grade and entity type read from a statement that opens with the texts and signs off with ``end``."""
    passages = [Passage(t, i, 1) for i, t in enumerate((*texts, *[FILL] * 12), 1)]
    passages += [Passage(t, 100 + i, 1, Kind.SIGNATURE) for i, t in enumerate(end)]
    name, kind, _ = organisation.read(look(Statement("x.txt", "", "text", 1, tuple(passages), title=title)))
    return (name.value if name else None, name.grade if name else None, kind.value if kind else None)


LEGAL = {
    "This statement is made by Larkfield Foods Limited under section 54 of the Modern Slavery Act 2015.": "Larkfield Foods Limited",
    "Moor & Vale plc has taken these steps to prevent slavery.": "Moor & Vale plc",
    "It sets out the steps taken by Fennbridge (UK) Ltd during the year.": "Fennbridge (UK) Ltd",
    "This statement is published by Hale & Orr LLP.": "Hale & Orr LLP",
    "This statement is made by Northmoor Maschinen GmbH & Co. KG.": "Northmoor Maschinen GmbH & Co. KG",
    "This statement is made on behalf of Larkfield, Inc. and its subsidiaries.": "Larkfield, Inc.",
    "Quillmarsh Reinsurance Company and its subsidiaries (“QuillRe”) publish this. QuillRe is led by Tarn Holdings Ltd.": "Quillmarsh Reinsurance Company",
    "23.5 Pence Stores Limited is a retailer and makes this statement.": "23.5 Pence Stores Limited",
    "P2 3. About Larkfield Corporation": "Larkfield Corporation",
    "This statement has been approved by the Board of Directors of Larkfield Foods Limited.": "Larkfield Foods Limited",
    "Peter Vale CEO Larkfield Foods Limited approved this statement.": "Larkfield Foods Limited",
    "© 1998-2018 Larkfield Hotels Ltd": "Larkfield Hotels Ltd",
    "This statement of the University of Saltmere is made for the year.": "University of Saltmere",
    "This statement is made by Saltmere Borough Council.": "Saltmere Borough Council",
}


@pytest.mark.parametrize(("text", "name"), LEGAL.items())
def test_a_legal_name(text: str, name: str) -> None:
    assert issuer(text)[:2] == (name, "legal")


def test_a_brand_where_no_legal_name_stands() -> None:
    assert issuer("Larkfield is committed to ending slavery.", "Larkfield has trained its buyers.")[:2] == (
        "Larkfield",
        "brand",
    )
    assert issuer(FILL, title="Anti-Slavery Policy | Fennbridge")[:2] == ("Fennbridge", "brand")
    assert issuer("It is the statement of the Larkfield group's companies.")[:2] == ("Larkfield Group", "brand")


@pytest.mark.parametrize(
    "text",
    [
        "The Modern Slavery Act 2015 is a law of the United Kingdom.",
        "Together we work with the Home Office and the Gangmasters and Labour Abuse Authority.",
        "Therefore all suppliers are checked.",
        "The Company is a member of Sedex and the Ethical Trading Initiative.",
        "The International Labour Organisation has estimated the number of victims.",
    ],
)
def test_what_is_no_issuer(text: str) -> None:
    assert issuer(text) == (None, None, None)


def test_the_parent_and_the_supplier_do_not_win() -> None:
    name, _, _ = issuer(
        "This statement is made by Larkfield Foods Limited.",
        "Larkfield Foods Limited is a subsidiary of Holdco Group plc.",
        "We are audited by Northmoor Checks Limited.",
    )
    assert name == "Larkfield Foods Limited"


def test_a_helping_charity_does_not_win() -> None:
    name, _, kind = issuer(
        "Larkfield Travel is a tour operator.", "Larkfield Travel works with the Larkfield Care Foundation."
    )
    assert (name, kind) == ("Larkfield Travel", "company")


def test_two_companies_that_speak_together() -> None:
    text = "This statement is made on behalf of Larkfield Foods Limited and Larkfield Mills Limited."
    assert issuer(text, text)[0] == "Larkfield Foods Limited and Larkfield Mills Limited"


def test_the_lines_of_a_sign_off_are_not_run_together() -> None:
    text = "This statement is made by Hale & Orr LLP."
    assert issuer(text, end=("Signed\nAnil Mehta\nDesignated Member, Hale & Orr LLP",))[0] == "Hale & Orr LLP"


KINDS = {
    "This statement is made by Larkfield Foods Limited.": "company",
    "This statement is made by Hale & Orr LLP.": "llp",
    "This statement is made by Saltmere Borough Council.": "public body",
    "This statement is made by Saltmere NHS Foundation Trust.": "public body",
    "This statement is made by the University of Saltmere.": "charity",
    "This statement is made by Fennbridge Care Limited, registered charity number 123456.": "charity",
    "This statement is made by United Moor Trust Bank Limited.": "company",
    "This statement is made by Larkfield Foods Limited, which gives to a registered charity.": "company",
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_the_kind_of_organisation(text: str, kind: str) -> None:
    assert issuer(text)[2] == kind
