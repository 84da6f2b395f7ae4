"""Signatures in every shape, roles and dates of signing; and what only looks like a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from msa_check.facts import people, signing
from msa_check.facts.seen import look
from msa_check.model import Kind, Passage, Statement

if TYPE_CHECKING:
    from msa_check.facts.signing import Signed

FILL = "We buy timber, paint and nails from merchants in the towns around our yards every single season."
APPROVED = "This statement was approved by the Board of Larkfield Foods Limited."


def read_signed(passages: list[Passage], organisation: str = "") -> Signed:
    seen = look(Statement("x.txt", "", "text", 1, tuple(passages)))
    return signing.read(seen, people.words(people.common_words(seen), organisation))


def signed(*texts: str, kind: Kind = Kind.PARAGRAPH, after: int = 0) -> Signed:
    """What is read of a statement that ends in the texts (or has ``after`` more sentences behind them)."""
    passages = [Passage(FILL, i, 1) for i in range(1, 31)]
    passages += [Passage(t, 31 + i, 1, kind) for i, t in enumerate(texts)]
    passages += [Passage(FILL, 60 + i, 2) for i in range(after)]
    return read_signed(passages, "Larkfield Foods Limited")


def who(read: Signed) -> tuple[str | None, str | None, str | None]:
    return (
        read.signatory.value if read.signatory else None,
        read.role.value if read.role else None,
        read.date.value if read.date else None,
    )


BLOCKS = {
    "Jane Okoro\nManaging Director\n4 May 2023": ("Jane Okoro", "Managing Director", "2023-05-04"),
    "Managing Director\nJane Okoro\nDate: May 2023": ("Jane Okoro", "Managing Director", "2023-05"),
    "Signed: Jane Okoro, Chief Executive\nDated 11/05/2023": ("Jane Okoro", "Chief Executive", "2023-05-11"),
    "Signed by:\nJane Okoro\nFor and on behalf of Larkfield Foods Limited\nDirector": ("Jane Okoro", "Director", None),
    "Name: R.N Okoro\nPosition: Chair\nVisit us: Market Hall": ("R.N Okoro", "Chair", None),
    "Signature of Director:\nName of Director: Jane Okoro\nDate: 17/06/2019": ("Jane Okoro", "Director", "2019-06-17"),
    "Director’s name: Jane Okoro, Executive Chair": ("Jane Okoro", "Executive Chair", None),
    "Jane Okoro\nPeter Vale\nChief Executive Officer\nChief Financial Officer": (
        "Jane Okoro; Peter Vale",
        "Chief Executive Officer; Chief Financial Officer",
        None,
    ),
    "Signed on behalf of the Board of Directors by Jane Okoro\nJanuary 2023": ("Jane Okoro", None, "2023-01"),
    "Jane Okoro & Peter Vale\nJoint Managing Directors": ("Jane Okoro; Peter Vale", "Joint Managing Directors", None),
    "Jane Okoro, Chair – May ’21": ("Jane Okoro", "Chair", "2021-05"),
    "Cllr Jane Okoro\nLeader of Larkmoor Council": ("Cllr Jane Okoro", "Leader of Larkmoor Council", None),
    "Jane Okoro, KBE\nGroup Chief Executive": ("Jane Okoro", "Group Chief Executive", None),
    "DocuSigned by Jane Okoro\nTrustee\n2021-06-03": ("Jane Okoro", "Trustee", "2021-06-03"),
    "Lindsay Page\nChief Operating Officer": ("Lindsay Page", "Chief Operating Officer", None),
    "Jane Okoro\nChairman, President and CEO": ("Jane Okoro", "Chairman, President and CEO", None),
    "Signed on behalf of the Board\nJane Okoro Peter Vale\nChair Chief Executive": (
        "Jane Okoro; Peter Vale",
        "Chair; Chief Executive",
        None,
    ),
    "Signed by\nName: Jane Okoro Title: Director for and on behalf of Larkfield": ("Jane Okoro", "Director", None),
    "Larkfield Foods\nJane Okoro\nCEO": ("Jane Okoro", "CEO", None),
    "Jane Okoro/Peter Vale Co-Chief Executives May 2023": ("Jane Okoro; Peter Vale", "Co-Chief Executives", "2023-05"),
    "Approved by: Jane Okoro, CEO\nSigned\nJane OKORO\nChief Executive": ("Jane Okoro", "CEO", None),
    "Signed: Jane Okoro, M.D.\nJane Okoro, M.D.\nDirector": ("Jane Okoro", "Director", None),
    "It has been approved by the board of directors\nJane Okoro - CEO, Larkfield": ("Jane Okoro", "CEO", None),
    "Name: Jane Okoro\nTitle: Senior Vice President\nMember of the Executive Team\nName: Peter Vale\nTitle: Director": (
        "Jane Okoro; Peter Vale",
        "Senior Vice President; Director",
        None,
    ),
    "Signed by Jane Okoro (member of the Board of Directors)": (
        "Jane Okoro",
        "member of the Board of Directors",
        None,
    ),
    "Jane Okoro, Chief Executive and Peter Vale, Chairman, 4 May 2023": (
        "Jane Okoro; Peter Vale",
        "Chief Executive; Chairman",
        "2023-05-04",
    ),
    "The Rt Hon. Lord Vale\nChairman": ("Lord Vale", "Chairman", None),
    "Baroness Vale of Moor\nChair of Trustees": ("Baroness Vale of Moor", "Chair of Trustees", None),
    "J. R. Okoro-Vale, Chief Executive\nMay 4, 2023": ("J. R. Okoro-Vale", "Chief Executive", "2023-05-04"),
    "Anme Oloro\nJane Okoru\nManaging Director": (
        "Jane Okoru",
        "Managing Director",
        None,
    ),  # a scrawl read by a scanner
    "Jane Okoro\nPeter Vale\nDirector": ("Jane Okoro; Peter Vale", "Director", None),
    "Head of Buying\nDirector of Coffee\nPeter Vale\nManaging Director": ("Peter Vale", "Managing Director", None),
    "Jane R. OkoroVP Director": ("Jane R. Okoro", "Director", None),
    "Jane Okoro\nManaging Director UK & Ireland": ("Jane Okoro", "Managing Director UK & Ireland", None),
    "Jane Okoro\nPresident of the UK Branch and Head of EMEA": (
        "Jane Okoro",
        "President of the UK Branch and Head of EMEA",
        None,
    ),
}


@pytest.mark.parametrize(("text", "expected"), BLOCKS.items())
def test_a_signature_block(text: str, expected: tuple[str | None, ...]) -> None:
    assert who(signed(text, kind=Kind.SIGNATURE)) == expected


LINES = {
    "Jane Okoro, CEO at Larkfield, December 2022": ("Jane Okoro", "CEO", "2022-12"),
    "Jane Okoro CEO Larkfield Foods": ("Jane Okoro", "CEO", None),
    "This statement was approved by the Board on 6 December 2022.Jane OkoroCEO 6 December 2022": (
        "Jane Okoro",
        "CEO",
        "2022-12-06",
    ),
    "It was approved by the boards of Larkfield Foods Ltd. Jane Okoro Security, Risk & Compliance Director April 2017": (
        "Jane Okoro",
        "Security, Risk & Compliance Director",
        "2017-04",
    ),
    "This statement is signed on behalf of Larkfield Foods Limited by Jane Okoro, Managing Director.": (
        "Jane Okoro",
        "Managing Director",
        None,
    ),
    "It has been approved by the directors and is signed by Jane Okoro, Group Chief Executive.": (
        "Jane Okoro",
        "Group Chief Executive",
        None,
    ),
    "Signed by our Chief Executive, Jane Okoro, on behalf of the Board on 4 May 2023.": (
        "Jane Okoro",
        "Chief Executive",
        "2023-05-04",
    ),
    "This statement was approved by the Board on 28 July 2022.SignedJane OkoroChairPage 5": (
        "Jane Okoro",
        "Chair",
        "2022-07-28",
    ),
    "Jane Okoro For and on behalf of Larkfield Foods Limited 11 April 2019": ("Jane Okoro", None, "2019-04-11"),
    "Jane A. Okoro May 10, 2017": ("Jane A. Okoro", None, "2017-05-10"),
    "Larkfield Foods Board September 2016": (None, None, "2016-09"),
    "General Counsel & Chief Risk Officer 16 March 2017": (None, None, "2017-03-16"),
    "Snapshot fetched: January 12, 2018": (None, None, None),
    "Jane Okoro larkfield Group CEO": ("Jane Okoro", "Group CEO", None),
    "Jane Okoro Chief Executive Larkfield Foods Peter Vale Managing Director Larkfield UK Ltd.": (
        "Jane Okoro; Peter Vale",
        "Chief Executive; Managing Director",
        None,
    ),
    "Jane Okoro Chief Executive Moor AG Peter Vale Managing Director Larkfield UK Ltd.": (
        "Jane Okoro; Peter Vale",
        "Chief Executive; Managing Director",
        None,
    ),
    "This statement was signed on 4 May 2023 by Jane Okoro in her capacity as Chair.": (
        "Jane Okoro",
        "Chair",
        "2023-05-04",
    ),
}


@pytest.mark.parametrize(("text", "expected"), LINES.items())
def test_a_sign_off_in_running_text(text: str, expected: tuple[str | None, ...]) -> None:
    assert who(signed(text)) == expected


@pytest.mark.parametrize(
    "name", ["Łukasz Nowak", "Šárka Černá", "Želimir Đurić", "İpek Öz", "Őrsi Ákos", "Élodie Łoś", "Jane Şen"]
)
def test_a_name_may_begin_with_any_latin_capital(name: str) -> None:
    assert who(signed(f"{name}\nDirector\n3 May 2022", kind=Kind.SIGNATURE)) == (name, "Director", "2022-05-03")
    assert who(signed(f"It is signed by {name}, Chief Executive."))[:2] == (name, "Chief Executive")
    assert who(signed(APPROVED, f"{name}, Chief Executive", after=60))[:2] == (name, "Chief Executive")
    assert who(signed(f"{name} Chief Executive October 2018", after=60))[:2] == (name, "Chief Executive")


WORDED = [
    "Chloe Price",
    "Priya Page",
    "Kim West",
    "Kwame Bank",
    "Aisha North",
    "Zofia May",
    "J. Price",
    "Dr Larkin Page",
    "Dr Kwame Bank",
]


@pytest.mark.parametrize("name", WORDED)
def test_a_surname_that_is_a_word_counts_by_a_director_s_role(name: str) -> None:
    assert who(signed(f"{name}\nDirector\n3 May 2022", kind=Kind.SIGNATURE)) == (name, "Director", "2022-05-03")
    assert who(signed(f"Director: {name}", kind=Kind.SIGNATURE))[:2] == (name, "Director")
    assert who(signed(f"{name}, Director"))[:2] == (name, "Director")
    assert who(signed(f"{name}, Director", kind=Kind.SIGNATURE))[:2] == (name, "Director")
    assert who(signed(APPROVED, name, "Managing Director"))[:2] == (name, "Managing Director")
    assert who(signed(f"It is signed by {name}, Director."))[:2] == (name, "Director")
    assert who(signed(f"{name}, Chairman", after=40))[:2] == (name, "Chairman")


def test_a_surname_that_is_a_word_needs_a_role_and_no_other_name() -> None:
    assert who(signed("Jane Okoro\nK. Bank\nDirector", kind=Kind.SIGNATURE))[:2] == ("Jane Okoro", "Director")
    assert who(signed("J. Price\n3 May 2022", kind=Kind.SIGNATURE))[0] is None
    assert who(signed("J. Price 3 May 2022"))[0] is None
    assert who(signed("J. Price Managing Director"))[0] is None
    assert who(signed("J. Price, Bakery Manager"))[0] is None


def test_a_surname_that_is_a_word_after_an_unknown_first_name_counts_in_a_name_s_own_place_only() -> None:
    block = Kind.SIGNATURE
    assert who(signed("Larkin West\n\nDirector, Larkfield Foods Limited", kind=block))[:2] == (
        "Larkin West",
        "Director",
    )
    assert who(signed("Name: Larkin Bank\nPosition: Director", kind=block))[:2] == ("Larkin Bank", "Director")
    assert who(signed(APPROVED, "Name: Larkin West", "Position: Director"))[:2] == ("Larkin West", "Director")
    for elsewhere in ("Director\nLarkin West", "Larkin West\n3 May 2022\nJoint venture\nDirector"):
        assert who(signed(elsewhere, kind=block))[0] is None
    for bank in ("Quarry Bank\nDirector", "On behalf of\nQuarry West\nDirector", "Name of company: Quarry Bank\nChair"):
        assert who(signed(bank, kind=block))[0] is None


@pytest.mark.parametrize("kind", [Kind.SIGNATURE, Kind.PARAGRAPH])
@pytest.mark.parametrize(
    "place",
    [
        "Managing Director, Yorkshire North",
        "Regional Director, Midlands West",
        "Director: Sussex East",
        "Managing Director | Cornwall South",
        "Managing Director – Larkshire South",
        "Director, Quarry Bank",
        "Director, J. Bank",
        "Signed by a director / Quarry Bank",
        "Signed by a director\nQuarry Bank",
        "Yorkshire North, Managing Director",
        "Yorkshire North\nManaging Director",
        "It is signed by Quarry Bank, Director.",
    ],
)
def test_a_place_or_a_bank_beside_a_director_is_no_signatory(place: str, kind: Kind) -> None:
    for text in (place, f"{place}\n3 May 2022"):
        read = signed(APPROVED, text, kind=kind)
        assert read.signatory is None
        assert "signature.director" not in read.marks


@pytest.mark.parametrize(
    "thing",
    "Fair Price,World Bank,Group Head,Far East,Web Page,Best Price,MUFG Bank,Moor’s Bank,Larkfield Bank,Yard North,Mill Lane".split(
        ","
    ),
)
def test_a_thing_that_ends_in_such_a_word_is_no_name(thing: str) -> None:
    yard = Passage("Each yard keeps its own book of the loads that came in.", 30, 1)
    for text in (f"{thing}\nDirector\n3 May 2022", f"{thing}, Director"):
        passages = [*(Passage(FILL, i, 1) for i in range(1, 30)), yard, Passage(text, 31, 1, Kind.SIGNATURE)]
        assert read_signed(passages, "Larkfield Foods Limited").signatory is None


def test_name_and_role_in_paragraphs_that_follow_one_another() -> None:
    assert who(signed(APPROVED, "Jane Okoro", "Managing Partner June 2017")) == (
        "Jane Okoro",
        "Managing Partner",
        "2017-06",
    )


def test_a_sign_off_after_an_approval_far_from_the_end() -> None:
    assert who(signed(APPROVED, "Jane Okoro, Chief Executive", after=60))[:2] == ("Jane Okoro", "Chief Executive")


def test_a_name_and_a_role_that_stand_alone_amid_the_page() -> None:
    assert who(signed("JR Okoro, Chairman", after=40))[:2] == ("JR Okoro", "Chairman")
    assert who(signed("JR Okoro, Chairman", "P Vale, Director", after=40))[:2] == (None, None)
    assert who(signed("JR Okoro, Bakery Manager", after=40))[0] is None


def test_names_without_a_role_after_the_approval() -> None:
    assert who(signed(APPROVED, "Peter Okoro", "Jane Vale"))[:2] == ("Peter Okoro", None)


def test_who_is_quoted_does_not_sign() -> None:
    passages = [Passage("“Nobody should be forced to work.”", 1, 1)]
    passages.append(Passage("Jane Okoro, Chief Executive, 4 November 2016", 2, 1, Kind.SIGNATURE))
    passages += [Passage(FILL, i, 1) for i in range(3, 40)]
    assert read_signed(passages).signatory is None


def test_a_name_that_stands_just_above_its_block() -> None:
    passages = [Passage(FILL, i, 1) for i in range(1, 20)]
    passages.append(Passage("Maria van der Berg", 20, 1))
    passages.append(Passage("Chief Executive Officer\n4 May 2023", 21, 1, Kind.SIGNATURE))
    read = read_signed(passages)
    assert who(read) == ("Maria van der Berg", "Chief Executive Officer", "2023-05-04")


def test_a_name_behind_by_just_above_its_block() -> None:
    passages = [Passage(FILL, i, 1) for i in range(1, 20)]
    passages += [Passage("By: Jane Okoro", 20, 1), Passage("Title: Chair\nDate: 05/24/2022", 21, 1, Kind.SIGNATURE)]
    assert who(read_signed(passages)) == ("Jane Okoro", "Chair", "2022-05-24")


def test_a_sign_off_before_a_long_foot() -> None:
    assert who(signed("Jane Okoro Chief Executive October 2018", after=60))[:2] == ("Jane Okoro", "Chief Executive")


@pytest.mark.parametrize(
    "text",
    [
        "Signed\n[Name]\n[Director]",
        "[Director's signature]\nDirector",
        "<Name>\nChief Executive",
        "Signed: {{name}}\nDirector",
        "Insert name\nDirector\nInsert date",
        "Signed\nLarkfield Foods\nDirector",
        "For and on behalf of\nLarkfield Foods Limited\nDirector",
        "CONTACT US\nEmail Alerts\nDirector",
        "Prudential Regulation Authority\nDirector",
        "Gift Vouchers\nHead of Shop",
        "Investor Relations\nDirector",
        "Yard Conference\nDirector",
        "FIND OUT MORE\nBe Merry\nGo Places",
        "Contact Information\nJane Okoro\nSales Director",
        "Policy Owner:\nApproved By:\nRatified By: Last Updated",
        "S1ignJedan OXko2ro\nDirector",
    ],
)
def test_a_block_without_a_person_is_no_signature_of_a_director(text: str) -> None:
    read = signed(text, kind=Kind.SIGNATURE)
    assert read.signatory is None
    assert "signature.director" not in read.marks


@pytest.mark.parametrize(
    "text",
    [
        "Every supplier has signed a contract that holds our code.",
        "In May 2022 Larkfield prepared a statement that was approved and signed by Jane Okoro, Managing Director.",
        "We have signed up to a pledge on fair work.",
        "Jane Okoro, Chief Executive, is responsible for this policy and oversees the work.",
        "Contact: Jane Okoro, Sales Director, for a copy.",
        "Our directors are Jane Okoro, who leads sales, and Peter Vale.",
        "A copy of this statement is signed by all suppliers.",
        "Policy owner: Jane Okoro, HR Director",
        "This statement was approved by the Larkfield Management Committee.",
        "A copy is kept by the board of directors.",
        "Managing Director: Jane Okoro, Directors: Peter Vale, Ann Moor.",
        "Jane Okoro Sales Director +44 (0) 121 496 0000 jane@larkfield.example",
        "It is authorised to lend by the Moorish Bundesamt and regulated.",
        "Governance Documents Code of Business Conduct and Ethics for all Candidate Guidelines and Director Election Policy",
    ],
)
def test_what_only_looks_like_a_signature(text: str) -> None:
    read = signed(text)
    assert "signature.director" not in read.marks


def test_a_foreword_heading_at_the_start_does_not_sign() -> None:
    passages = [Passage("A MESSAGE FROM JANE OKORO, CHIEF EXECUTIVE", 1, 1, Kind.HEADING)]
    passages += [Passage(FILL, i, 1) for i in range(2, 40)]
    read = read_signed(passages)
    assert "signature.director" not in read.marks


GRADES = {
    "Jane Okoro\nManaging Director": "signature.director",
    "Jane Okoro\nHead of Procurement": "signature.unclear",
    "Jane Okoro\nCompany Secretary": "signature.unclear",
    "Jane Okoro\nVice President, Legal Affairs": "signature.unclear",
    "Signed\nJane Okoro": "signature.name-only",
    "Signed on behalf of the Board\nDirector": "signature.role-only",
}


@pytest.mark.parametrize(("text", "mark"), GRADES.items())
def test_the_mark_says_how_much_was_seen(text: str, mark: str) -> None:
    assert [m for m in signed(text, kind=Kind.SIGNATURE).marks if m.startswith("signature.")] == [mark]


def test_who_holds_a_role_in_another_body_signs_nothing() -> None:
    assert who(signed("Ida Moor, Programme Manager at The Hedge Kitchen\nOur staff", kind=Kind.SIGNATURE))[0] is None
    assert who(signed("Ida Moor, Director of Hedge Care", kind=Kind.SIGNATURE))[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "Ida Moor, Chief Executive at Larkfield",
        "Ida Moor, Chair of the Board",
        "Signed by Ida Moor, Director of Hedge Holdings",
        "Ida Moor, Director of Hedge Holdings\nFor and on behalf of Hedge Holdings",
    ],
)
def test_who_holds_it_in_the_organisation_or_its_parent_signs(text: str) -> None:
    known = "Hedge Holdings owns the bakery." if "behalf" in text else FILL
    passages = [Passage(FILL, i, 1) for i in range(1, 20)]
    passages += [Passage(known, 20, 1), Passage(text, 21, 1, Kind.SIGNATURE)]
    assert who(read_signed(passages, "Larkfield Foods Limited"))[0] == "Ida Moor"


def test_the_days_of_several_boards_are_no_day_of_signing() -> None:
    told = "It was approved by the Boards of Larkfield plc on 9 May 2023, and by the Board of Larkfield Inc on 2 May 2023 as our statement."
    read = signed(told, "Jane Okoro\nManaging Director")
    assert read.date is None
    assert "sign-date.day" in read.marks


def test_a_director_who_only_authorises_does_not_sign() -> None:
    read = signed("This statement was authorised by Jane Okoro, Managing Director.")
    assert who(read)[:2] == ("Jane Okoro", "Managing Director")
    assert "signature.unclear" in read.marks
    assert "signature.director" not in read.marks


def test_a_role_without_a_name_after_the_approval() -> None:
    read = signed(APPROVED, "Chairman, Larkfield Foods Limited")
    assert read.signatory is None
    assert "signature.role-only" in read.marks


def test_the_owner_may_bear_the_organisation_s_name() -> None:
    passages = [Passage(FILL, i, 1) for i in range(1, 20)]
    passages.append(Passage("Ruth Larkfield\nChair", 20, 1, Kind.SIGNATURE))
    read = read_signed(passages, "Ruth Larkfield Group")
    assert who(read)[:2] == ("Ruth Larkfield", "Chair")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Date: 22 September 2016",), "2016-09-22"),
        (("This statement was approved by the Board on 4 May 2023.",), "2023-05-04"),
        (("The company was founded on 1 May 2018.",), None),
        (("The Act came into force in October 2015.",), None),
        (("Our Human Rights Policy was approved by the Board on 3 May 2019.",), None),
        (("This statement is for the year ended", "31 December 2018"), None),
        (("Jane Okoro, CEO", "14 May 2019 Accessed 23.01.2020"), "2019-05-14"),
        (("The works opened on 3 May 1990.",), None),
        (
            (
                "The Board of Larkfield plc has approved this statement 21 October 2016 for the year ended 30 June 2016.",
            ),
            "2016-10-21",
        ),
        (("Larkfield Foods: Modern Slavery and Human Trafficking Statement – March 2018",), "2018-03"),
        (("Forced labor is banned.", "Jane Okoro, CEO", "11/1/2017"), "2017-11-01"),
        (("Forced labour is banned.", "Jane Okoro, CEO", "11/1/2017"), "2017-01-11"),
        (("Bakery news", "May 3, 2018", "Summer fair", "July 9, 2018", "New ovens", "May 1, 2019"), None),
    ],
)
def test_the_date_of_signing(texts: tuple[str, ...], expected: str | None) -> None:
    assert who(signed(*texts))[2] == expected


def test_a_year_alone_in_the_block_is_marked_as_a_year() -> None:
    for told in ("2023", "Date: 2023", "Date: II 2023", "Dated: l8 / 2023"):
        read = signed(f"Jane Okoro\nManaging Director\n{told}", kind=Kind.SIGNATURE)
        assert read.date is None
        assert "sign-date.year" in read.marks


def test_the_date_of_a_title_that_ran_into_the_first_sentence() -> None:
    told = "SLAVERY STATEMENT: LARKFIELD FOODS LIMITED – JUNE 2022 As a baker we know our duty."
    assert who(read_signed([Passage(told, 1, 1), *(Passage(FILL, i, 1) for i in range(2, 20))]))[2] == "2022-06"
    ended = told.replace("–", "year ended – ")
    assert who(read_signed([Passage(ended, 1, 1), *(Passage(FILL, i, 1) for i in range(2, 20))]))[2] is None


@pytest.mark.parametrize("day", ["29 February 2019", "31 June 2022"])
def test_a_title_with_a_day_that_no_calendar_has_does_not_break_the_reader(day: str) -> None:
    told = f"Slavery statement: Larkfield Foods Limited – {day} As a baker we know our duty since 1 May 2016."
    assert who(read_signed([Passage(told, 1, 1), *(Passage(FILL, i, 1) for i in range(2, 20))]))[2] is None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("February 24, 2017", Kind.PARAGRAPH, "2017-02-24"),
        ("Last revision date: June 2017", Kind.PARAGRAPH, "2017-06"),
        ("Statement against slavery and human trafficking May 2016", Kind.HEADING, "2016-05"),
        ("Statement for the year ended March 2016", Kind.HEADING, None),
        ("Published March 2017", Kind.PARAGRAPH, None),
        ("7/5/2019", Kind.PARAGRAPH, None),  # the day on which a browser printed the page
        ("10/11/19, 2:34 PM", Kind.PARAGRAPH, None),
    ],
)
def test_a_date_at_the_head(text: str, kind: Kind, expected: str | None) -> None:
    passages = [Passage(text, 1, 1, kind)] + [Passage(FILL, i, 1) for i in range(2, 40)]
    read = read_signed(passages)
    assert (read.date.value if read.date else None) == expected


@pytest.mark.parametrize("stamp", ["12/05/2021 14:55", "12/05/2021, 14:55", "12/05/21 14:55"])
def test_the_day_on_which_a_browser_printed_the_page_is_not_the_signing(stamp: str) -> None:
    passages = [Passage(stamp, 1, 1), *(Passage(FILL, i, 1) for i in range(2, 40)), Passage(stamp, 40, 1)]
    assert read_signed(passages).date is None


def test_who_signs_right_behind_a_list_of_companies() -> None:
    names = " ".join(f"Larkfield {x} Limited" for x in "Farms Mills Stores Bakers Dairies Yards Barns".split())
    assert who(signed(f"{names} Jane Okoro Chief executive officer October 2018")) == (
        "Jane Okoro",
        "Chief executive officer",
        "2018-10",
    )


BOARD_DATES = {
    ("Approved by the Boards of Directors of Larkfield Ltd on 10 April 2019.", "Jane Okoro", "Director"): "2019-04-10",
    ("its Board of Directors on 24 May2018.", "Conclusion", "Jane Okoro", "Director"): "2018-05-24",
}


@pytest.mark.parametrize(("texts", "date"), BOARD_DATES.items())
def test_the_day_of_the_board(texts: tuple[str, ...], date: str) -> None:
    assert who(signed(*texts))[2] == date


def test_who_is_quoted_signs_nothing() -> None:
    assert who(signed("Jane Okoro, Managing Director, said that lessons matter.", kind=Kind.SIGNATURE))[0] is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Our policy was introduced in June 2016 and last reviewed in May 2018.", None),
        ("The safety policy was approved on 4 May 2021.", None),
        ("This policy was last reviewed in May 2018.", "2018-05"),
    ],
)
def test_the_day_of_another_document(text: str, date: str | None) -> None:
    assert who(signed(text))[2] == date


def test_a_date_under_a_sentence_that_ends_in_a_year() -> None:
    assert (
        who(signed("Our Board has given its approval and looks at it again each year.", "14 May 2019"))[2]
        == "2019-05-14"
    )


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("This statement was approved by the Board.", "2019-05-14"),
        ("This statement was ratified by the Board.", "2019-05-14"),
        ("This statement was published on our website.", None),
        ("This statement was issued to all staff.", None),
    ],
)
def test_a_date_behind_an_approval_counts_and_behind_a_publication_does_not(told: str, date: str | None) -> None:
    assert who(signed(told, "14 May 2019", after=60))[2] == date


def test_a_date_printed_on_every_page_counts_behind_the_approval() -> None:
    passages = [Passage(FILL, i, 1) for i in range(1, 10)]
    passages += [Passage(APPROVED, 11, 1), Passage("October 2016", 12, 1, Kind.FURNITURE)]
    assert who(read_signed(passages))[2] == "2016-10"


def test_the_end_of_a_sentence_over_an_open_date_is_no_date_of_signing() -> None:
    assert who(signed("31st March 2017.\nJane Okoro - Chair\nDate:", kind=Kind.SIGNATURE))[2] is None


def test_a_director_who_signs_the_opening_goes_before_a_manager_named_at_the_end() -> None:
    passages = [Passage("Jane Okoro\nChief Executive Officer, Larkfield Foods", 1, 1, Kind.SIGNATURE)]
    passages += [Passage(FILL, i, 1) for i in range(2, 31)]
    passages += [Passage("Peter Vale\nGeneral Manager, Larkfield North", 31, 1, Kind.SIGNATURE)]
    assert who(read_signed(passages, "Larkfield Foods Limited"))[:2] == ("Jane Okoro", "Chief Executive Officer")


def test_who_is_listed_under_our_board_has_not_signed() -> None:
    board = [("JANE HOLLIS", "Managing Director"), ("PETER ARDLE", "Finance Director"), ("MARY STOVE", "Chair")]
    items = [
        Passage(x, 31 + i, 2, Kind.LIST_ITEM, "Our board") for i, x in enumerate(x for pair in board for x in pair)
    ]
    assert who(read_signed([*(Passage(FILL, i, 1) for i in range(1, 30)), Passage(APPROVED, 30, 1), *items])) == (
        None,
        None,
        None,
    )
