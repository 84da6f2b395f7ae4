"""Which organisation issues the statement, how well it is named, and of what kind it is."""

from __future__ import annotations

import pytest

from msa_check.facts import organisation, people
from msa_check.facts.seen import look
from msa_check.model import Kind, Passage, Statement

FILL = "We buy timber, paint and nails from merchants in the towns around our yards."


def issuer(*texts: str, title: str = "", end: tuple[str, ...] = ()) -> tuple[str | None, str | None, str | None]:
    """Name, grade and entity type read from a statement that opens with the texts and signs off with ``end``."""
    passages = [Passage(t, i, 1) for i, t in enumerate((*texts, *[FILL] * 12), 1)]
    passages += [Passage(t, 100 + i, 1, Kind.SIGNATURE) for i, t in enumerate(end)]
    seen = look(Statement("x.txt", "", "text", 1, tuple(passages), title=title))
    name, kind, _ = organisation.read(seen, people.common_words(seen))
    return (name.value if name else None, name.grade if name else None, kind.value if kind else None)


LEGAL = {
    "This statement is made by Larkfield Foods Limited under section 54 of the Modern Slavery Act 2015.": "Larkfield Foods Limited",
    "Moor & Vale plc has taken these steps to prevent slavery.": "Moor & Vale plc",
    "It sets out the steps taken by Fennbridge (UK) Ltd during the year.": "Fennbridge (UK) Ltd",
    "This statement is published by Hale & Orr LLP.": "Hale & Orr LLP",
    "This statement is made by Larkfield S.A. for the year.": "Larkfield S.A.",
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
    "J.K. Larkfield Group PLC makes this statement.": "J.K. Larkfield Group PLC",
    "This statement meets the duties of larkfield (UK) Limited under the Act.": "larkfield (UK) Limited",
    "This statement is made by Anil R Vale & Sons (Bakers) ltd in 2021.": "Anil R Vale & Sons (Bakers) ltd",
    "Wilhelm Vale KG (Vale) and its companies make this statement.": "Wilhelm Vale KG",
    "This statement is made by Saltmere Trust Bank for the year.": "Saltmere Trust Bank",
    "When we say we, our or us in this statement, we mean Moor & Vale P.L.C.": "Moor & Vale P.L.C.",
    "Larkfield Retail Corporation (“Larkfield”) makes this. At Larkfield we train. Larkfield is here. Larkfield has a code.": "Larkfield Retail Corporation",
}


@pytest.mark.parametrize(("text", "name"), LEGAL.items())
def test_a_legal_name(text: str, name: str) -> None:
    assert issuer(text)[:2] == (name, "legal")


def test_a_supplier_named_in_full_does_not_win() -> None:
    text = (
        "At Larkfield Stores we buy through a pool managed by Moor Trading Services Ltd (MTS), which has a statement."
    )
    assert issuer(text, "At Larkfield Stores we bake.", "Larkfield Stores is fair.")[0] == "Larkfield Stores"


def test_a_supplier_named_in_a_list_does_not_win() -> None:
    text = "Our suppliers include Moor Textiles Ltd."
    assert issuer("Larkfield has a code.", "Larkfield is fair.", *[FILL] * 3, text)[0] == "Larkfield"


def test_a_body_mentioned_often_does_not_win() -> None:
    mentions = ["Our Sourcing Risk Council meets." for _ in range(6)]
    assert issuer("Larkfield is fair.", *[FILL] * 9, *mentions)[0] == "Larkfield"


def test_a_short_line_further_down_may_name_the_issuer() -> None:
    assert issuer(*[FILL] * 9, "Larkfield UK statement on modern slavery")[0] == "Larkfield UK"


GLUED = {
    "Modern Slavery Statement 2021 Larkfield Foods Limited": "Larkfield Foods Limited",
    "Slavery Statement 2021Larkfield Foods Limited bakes bread.": "Larkfield Foods Limited",
    "MODERN SLAVERYstatementLARKFIELD FOODS LTD": "LARKFIELD FOODS LTD",
    "STATEMENT OF LARKFIELD FOODS LIMITED": "LARKFIELD FOODS LIMITED",
    "Modern Slavery Statement 2016 Introduction Larkfield Foods Limited bakes bread.": "Larkfield Foods Limited",
    "4 May 2021 Larkfield Foods Limited publishes this.": "Larkfield Foods Limited",
    "It is made under the Modern Slavery Act 2015 and Larkfield Foods Limited publishes it.": "Larkfield Foods Limited",
    "Chairman, Audit Committee Larkfield Foods Limited": "Larkfield Foods Limited",
}


@pytest.mark.parametrize(("text", "name"), GLUED.items())
def test_what_is_glued_to_the_front_of_a_name_is_cut_off(text: str, name: str) -> None:
    assert issuer(text)[0] == name


def test_a_word_before_a_name_known_without_it_is_no_part_of_it() -> None:
    assert issuer("Both Larkfield Foods Limited and its owner bake.", "Larkfield Foods Limited bakes.")[0] == (
        "Larkfield Foods Limited"
    )


def test_a_name_broken_over_two_lines_is_joined() -> None:
    assert issuer("This statement is made on behalf of Moor Vale", "Insurance Group plc for the year.")[0] == (
        "Moor Vale Insurance Group plc"
    )
    assert issuer("Tel: 0123 456", "International plc", "Moor Vale International plc bakes.")[0] == (
        "Moor Vale International plc"
    )


def test_of_two_equal_names_the_first_counts() -> None:
    assert issuer("This statement is made by Vale Foods Limited, Amber Foods Limited and others.")[0] == (
        "Vale Foods Limited"
    )


def test_a_name_is_given_in_full_where_it_is_told() -> None:
    assert issuer("Larkfield Mills, Inc. (LM, Inc.) makes this.", "LM, Inc. publishes it.", "LM, Inc. has a code.")[
        0
    ] == ("Larkfield Mills, Inc.")
    trading = "Brightloaf is the trading name of Larkfield Foods Ltd."
    assert issuer("Brightloaf is committed to fair work.", "Brightloaf has a code.", trading)[0] == (
        "Larkfield Foods Ltd."
    )
    assert issuer("Vale Coffees (referred to throughout as ‘Vale’) roasts.", "Vale has a code. Vale is here.")[0] == (
        "Vale Coffees"
    )
    assert issuer("Vale Moor Hotels (VMH) is a group of hotels.", "VMH has a code.", "VMH is here.")[0] == (
        "Vale Moor Hotels"
    )


BRANDS = {
    "This statement is made on behalf of Larkfield with regard to the Act.": "Larkfield",
    "It sets out the steps Larkfield Leisure Group has taken to prevent slavery.": "Larkfield Leisure Group",
    "This statement sets out the Larkfield Palace Hotel’s commitment to fair work.": "Larkfield Palace Hotel",
    "This statement is made by Larkfield (UK), a division of Vale Foods Group, for the year.": "Larkfield (UK)",
    "LARKFIELD STATEMENT ON MODERN SLAVERY ACT 2015 AND": "LARKFIELD",
    "At Larkfield, our beliefs count.": "Larkfield",
    "Larkfield Mills opposes slavery in every form.": "Larkfield Mills",
    "Larkfield Mills mostly sells flour.": "Larkfield Mills",
    "It sets out the steps M Timber1 has taken.": "M Timber",
    "This statement is made on behalf of larkfield inns pursuant to section 54 of the Act.": "larkfield inns",
    "SLAVERY STATEMENT LARKFIELD FOOD GROUP APRIL 2021 – MARCH 2022": "LARKFIELD FOOD GROUP",
}


@pytest.mark.parametrize(("text", "name"), BRANDS.items())
def test_a_brand_by_its_tie_to_the_statement(text: str, name: str) -> None:
    assert issuer(text)[:2] == (name, "brand")


def test_a_brand_outweighs_a_legal_name_that_is_only_mentioned() -> None:
    assert issuer(
        "This statement sets out the steps Larkfield has taken.",
        "Larkfield has a code.",
        *[FILL] * 6,
        "Our partners are Arden Ltd, Moor Ltd and Vale Ltd.",
    )[:2] == ("Larkfield", "brand")
    initials = ["MVF has a code." for _ in range(9)]
    assert issuer("Moor Vale Foods plc statement", *initials)[0] == "Moor Vale Foods plc"


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
        "Whilst we have made progress, there is more to do.",
        "Encourage and support workers to speak up.",
        "YOU ARE HERE: MODERN SLAVERY ACT",
        "CARE FOR OUR VALUES We have trained our buyers.",
        "The law on modern slavery",
        "In 2020 the business was bought by an Arden Native Corporation.",
        "In 2020 the business was bought by a for profit Arden Native Corporation.",
        "This statement is made on behalf of our management pursuant to section 54.",
        "The Society has shops. The Network is busy.",
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


def test_a_body_that_tells_what_it_is_in_law_issues_the_statement() -> None:
    texts = (
        "The University of Saltmere is a chartered corporation and an exempt charity.",
        "Saltmere Press is a department of the University.",
        "Saltmere Press has a code of its own.",
    )
    assert issuer(*[FILL] * 12, *texts)[:2] == ("The University of Saltmere", "legal")


def test_a_helping_charity_does_not_win() -> None:
    name, _, kind = issuer(
        "Larkfield Travel is a tour operator.", "Larkfield Travel works with the Larkfield Care Foundation."
    )
    assert (name, kind) == ("Larkfield Travel", "company")


def test_two_companies_that_speak_together() -> None:
    text = "This statement is made on behalf of Larkfield Foods Limited and Larkfield Mills Limited."
    assert issuer(text, text)[0] == "Larkfield Foods Limited and Larkfield Mills Limited"


def test_two_companies_of_other_names_for_which_one_statement_is_made() -> None:
    text = "This statement covers Moorland plc and Vale Trading Limited and their group companies."
    assert issuer("Moorland plc (“Moorland”) roasts coffee.", text)[0] == "Moorland plc and Vale Trading Limited"
    many = "This statement covers Moorland plc and Vale Trading Limited and Tarn Mills Limited."
    assert issuer("Moorland plc (“Moorland”) roasts coffee.", many)[0] == "Moorland plc"


def test_the_posts_of_who_signed_are_no_joint_name() -> None:
    assert issuer(
        "Larkfield Inc. publishes this.", "Jane Okoro President and CEO Larkfield Inc. and Larkfield Mills Inc."
    )[0] == ("Larkfield Inc.")


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
    "This statement is made by Saltmere Building Society.": "other",
    "This statement is made by Northmoor Maschinen GmbH & Co. KG.": "partnership",
    "This statement is made by Larkfield Foods Limited, which gives to a registered charity.": "company",
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_the_kind_of_organisation(text: str, kind: str) -> None:
    assert issuer(text)[2] == kind


def test_the_last_of_a_list_does_not_own_what_is_said_of_all() -> None:
    text = "It tells of the steps which Quill Land Limited, Quill Sea Limited and Tarn Services Limited (collectively “we”) take."
    assert issuer(text, "Tarn Services Limited serves us.")[0] == "Quill Land Limited"


def test_a_name_broken_between_two_lines() -> None:
    first = "As the law asks of us, this statement describes the steps which Quill"
    assert issuer(first, "Marine Limited and Tarn Limited have taken this year.")[0] == "Quill Marine Limited"


def test_a_list_of_subsidiaries_broken_into_lines() -> None:
    lines = (
        "This statement is made in respect of the following subsidiaries of Larkfield Corporation: Larkfield Trust Company;",
        "Larkfield Farms Limited;",
        "Larkfield Mills GmbH; and",
        "Larkfield Europe Limited (together “Larkfield”).",
    )
    assert issuer(*lines)[0] == "Larkfield Trust Company"


def test_the_boards_of_each_of_many_do_not_stand_for_their_group() -> None:
    each = "It was approved by the board of each of Larkfield Ham Limited, Moor Limited, Vale Limited and Larkfield Ale Limited."
    said = ["Larkfield bakes.", "Larkfield is fair.", "Larkfield has shops.", "Larkfield sources flour."]
    assert issuer(each, *said, title="Larkfield’s statement on slavery")[0] == "Larkfield"


def test_a_title_above_a_name_is_no_part_of_it() -> None:
    assert issuer("Policy Against Trafficking and Slavery", "Larkfield Seafoods LLC makes this statement.")[0] == (
        "Larkfield Seafoods LLC"
    )


def test_a_company_that_includes_its_subsidiaries() -> None:
    assert issuer("Larkfield Chemical Company, including its subsidiaries, keeps high standards.")[0] == (
        "Larkfield Chemical Company"
    )


def test_the_article_of_another_noun_is_no_part_of_the_name() -> None:
    steps = "It sets out the steps taken by Larkfield Financial plc."
    assert issuer(steps, title="The Larkfield Financial plc statement on slavery")[0] == "Larkfield Financial plc"
    assert issuer(title="The Larkfield Financial plc")[0] == "The Larkfield Financial plc"


def test_a_name_begins_before_its_hyphen() -> None:
    assert (
        issuer("It is in many countriesLark-Field Beverages Europe, Ltd. (“LFBE”)")[0]
        == "Lark-Field Beverages Europe, Ltd."
    )


def test_a_name_in_small_letters_before_we() -> None:
    assert issuer("Here at larkfield we bake.", "The FBA is a tool.", "At larkfield we train.")[0] == "larkfield"


def test_who_says_we_speaks() -> None:
    name = issuer(
        "Larkfield Kitchens Limited (“Larkfield UK”, “Company”, “we” or “our”) published this.",
        *["Each year Larkfield Corporation sets the rules."] * 4,
    )[0]
    assert name == "Larkfield Kitchens Limited"


def test_companies_listed_like_headings_are_no_title() -> None:
    lines = ("Larkfield Farms Limited", "Swanmoor Foods Limited", "Tarn Mills Limited")
    texts = ("Larkfield Holdings Limited (LHL) owns these firms.", *lines)
    passages = [
        Passage(t, i, 1, Kind.HEADING if t in lines else Kind.PARAGRAPH) for i, t in enumerate((*texts, *[FILL] * 9), 1)
    ]
    name, _, _ = organisation.read(look(Statement("x.txt", "", "text", 1, tuple(passages))), frozenset())
    assert name is not None
    assert name.value == "Larkfield Holdings Limited"


def test_the_steps_taken_by_one_company_tell_more_than_a_short_name_of_another() -> None:
    text = "It sets out the steps undertaken by Quill Offshore UK, Limited."
    assert issuer(text, "Quill Offshore Managers Limited (QOM) is beside it.")[0] == "Quill Offshore UK, Limited"


FORMS = {
    "This statement covers Larkfield Vale & Co. and its sites.": "Larkfield Vale & Co.",
    "This statement is made by A Vale & Co. Limited.": "A Vale & Co. Limited",
    "This is made by The Quill Bank Company (the Bank), Quill Services Limited (QSL) and more.": "The Quill Bank Company",
    "Our business Hale, Vale & Orr P.L.C. runs inns.": "Hale, Vale & Orr P.L.C.",
    "Modern Slavery Statement of Larkfield Corporation UK Limited is made here.": "Larkfield Corporation UK Limited",
    "This is made on behalf of EUROPE LTD. and of us. Larkfield Co. Ltd. speaks.": "Larkfield Co. Ltd.",
}


@pytest.mark.parametrize(("text", "name"), FORMS.items())
def test_forms_of_a_legal_name(text: str, name: str) -> None:
    assert issuer(text)[:2] == (name, "legal")


HARDLY: dict[str, str | None] = {
    "This statement has been approved by the qvm Board of Directors.": "qvm",
    "Copyright 2018 © Larkfield Hotel. All rights reserved.": "Larkfield Hotel",
    "Quill van der Moor is committed to fair work.": "Quill van der Moor",
    "This statement has been approved by the main Board of Directors.": None,
}


@pytest.mark.parametrize(("text", "name"), HARDLY.items())
def test_a_name_that_is_hardly_given(text: str, name: str | None) -> None:
    assert issuer(text)[0] == name


def test_a_title_printed_twice_counts_little_more_than_once() -> None:
    title = "Modern Slavery Statement | Quill Hotels"
    assert issuer("It sets out the steps Moorland Leisure Group has taken.", title, title=title)[0] == (
        "Moorland Leisure Group"
    )


def test_one_of_many_companies_of_a_group_does_not_stand_for_it() -> None:
    said = ("Moorland is fair.", "Moorland takes care.", "At Moorland, we train.", "Moorland expects the same of all.")
    text = "The group trades through Moorland Bros Limited, Moorland Seafood Limited and Tarn Harvest Limited."
    assert issuer(*said, *[FILL] * 9, text)[:2] == ("Moorland", "brand")


def test_a_name_that_begins_like_a_stop_word() -> None:
    assert issuer("UK Moorland Networks is fair.", "UK Moorland Networks has a code.")[0] == "UK Moorland Networks"


WHOLE = {
    ("Quill Vale Services Ethical Statement", "Quill is fair.", "We at Quill care."): "Quill Vale Services",
    ("Quill Group Statement of Compliance", "Quill is fair.", "We at Quill care."): "Quill Group",
    ("The Quill Inns Group (Quill) is large.", "Quill is fair.", "We at Quill care."): "The Quill Inns Group",
    ("At Quill’s, we care.", "Quill’s has rules.", "All of Quill’s staff know."): "Quill’s",
    ("At Quill, we care.", "Quill’s rules are known.", "All of Quill’s staff know."): "Quill",
    ("Quill Modern Slavery Statement", "Quill is fair.", "We at Quill care."): "Quill",
}


@pytest.mark.parametrize(("texts", "name"), WHOLE.items())
def test_a_short_name_is_given_in_full(texts: tuple[str, ...], name: str) -> None:
    assert issuer(*texts)[0] == name


def test_the_company_whose_board_approved_issues_it_where_its_name_ran_into_board() -> None:
    texts = (
        "Northmoor Coaches Limited (“Northmoor”) and Vale Travel Limited belong to Larkfield Leisure Group Limited.",
        "This statement has been approved by the Board of Larkfield Leisure Group Limited who will review it annually.",
    )
    assert issuer(*texts)[0] == "Larkfield Leisure Group Limited"


def test_the_management_of_a_company_is_no_part_of_its_name() -> None:
    assert issuer("This statement was approved by the Management of Larkfield AG.")[0] == "Larkfield AG"


@pytest.mark.parametrize(
    "title", ["Modern Slavery Statement – (Larkfield Mills", ")Larkfield Mills – Slavery Statement"]
)
def test_a_loose_bracket_before_the_name_is_no_part_of_it(title: str) -> None:
    assert issuer(title=title)[0] == "Larkfield Mills"


@pytest.mark.parametrize(
    "title", ["Slavery Statement – (A (", "Slavery Statement – (2021 Mills) (", "Slavery – ()( ) ("]
)
def test_brackets_without_a_name_name_nobody(title: str) -> None:
    assert issuer(title=title)[0] is None


def test_the_company_whose_board_approved_issues_it() -> None:
    texts = (
        "The parent company is ML Group Limited.",
        "Subsidiaries are: Fell Hire Limited",
        "It was approved by the board of directors of ML Group Limited.",
    )
    assert issuer(*texts, title="Fell Hire: slavery")[0] == "ML Group Limited"


def test_a_charity_that_is_only_a_heading_does_not_issue_the_page_of_another() -> None:
    texts = (
        "Through its work, The Larkfield Pear Company helps growers.",
        "© 2019 The Larkfield Pear Company Privacy Notice Careers",
    )
    passages = [Passage(t, i, 1) for i, t in enumerate((*texts, FILL), 1)]
    passages.insert(1, Passage("Hedge Moth Care Trust", 9, 1, Kind.HEADING))
    seen = look(Statement("x.txt", "", "text", 1, tuple(passages)))
    name, kind, marks = organisation.read(seen, people.common_words(seen))
    assert (name and name.value, kind and kind.value) == ("The Larkfield Pear Company", "company")
    assert [e.quote for e in marks["organisation.brand"]] == [texts[0]]


def test_the_foot_of_a_page_is_no_evidence_of_who_issues_the_statement() -> None:
    seen = look(Statement("x.txt", "", "text", 1, (Passage("© 2019 Larkfield Pears", 1, 1), Passage(FILL, 2, 1))))
    name, _, marks = organisation.read(seen, people.common_words(seen))
    assert name is not None
    assert (name.value, marks) == ("Larkfield Pears", {})


def test_of_companies_of_several_countries_the_first_named_of_the_uk() -> None:
    told = (
        "This statement is made on behalf of Larkfield Limited, Larkfield Milling UK Limited and Larkfield (Cork) Ltd "
        "under our law, and on behalf of Larkfield Baking Pty Ltd under that of Australia."
    )
    texts = (told, "Larkfield Baking Pty Ltd has 40 staff.", "Larkfield Baking Pty Ltd is in Perth.")
    assert issuer(*texts, "Approved by the board of Larkfield Baking Pty Ltd.")[0] == "Larkfield Limited"


def test_a_heading_of_several_words_before_a_name() -> None:
    texts = ("Overview and structure Larkfield Moor Foods is a baker.", "Fellways trains its staff.")
    assert issuer(*texts)[0] == "Larkfield Moor Foods"
