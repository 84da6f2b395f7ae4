"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from msa_check.errors import Unread
from msa_check.model import Kind, Statement
from msa_check.reading import plain, read_bytes

OPENING = (
    "This statement is made under section 54 of the Modern Slavery Act 2015 for the year ended 31 March 2025, and tells\n"
    "how we looked for forced labour at the eleven farms from which we buy our wool.\n"
)


def text(body: str) -> Statement:
    return read_bytes(body.encode(), "statement.txt")


def test_wrapped_lines_are_one_paragraph() -> None:
    s = text("Modern slavery statement\n\n" + OPENING)
    assert [p.kind for p in s.passages] == [Kind.HEADING, Kind.PARAGRAPH]
    assert s.passages[1].text == OPENING.strip().replace("\n", " ")


def test_form_feeds_are_pages() -> None:
    s = text("Modern slavery statement\n\n" + OPENING + "\f" + "Our buyers were trained in May and again in June.\n")
    assert s.pages == 2
    assert [p.page for p in s.passages] == [1, 1, 2]


def test_markdown_headings_lists_tables_and_links() -> None:
    s = text(
        "# Modern slavery statement\n\n"
        + OPENING
        + "\n## Measures\n\nWe **count** these:\n\n- farms [visited](https://hobbin.example/v)\n- buyers trained\n\n"
        "| Measure | 2025 |\n|---|---|\n| Farms | 7 |\n"
    )
    assert s.title == "Modern slavery statement"
    assert s.links == (("visited", "https://hobbin.example/v"),)
    assert [(p.text, p.lead_in) for p in s.passages if p.kind is Kind.LIST_ITEM] == [
        ("farms visited", "We count these:"),
        ("buyers trained", "We count these:"),
    ]
    assert [p.text for p in s.passages if p.kind is Kind.TABLE_ROW][1:] == ["Measure: Farms | 2025: 7"]


def test_a_paragraph_after_the_marked_items_of_a_list_is_no_item_of_it() -> None:
    s = text(
        OPENING
        + "\nIn the coming year we plan to:\n\n- map the farms behind our dealers\n- print a code for shearers\n\n"
        "The wool buyer visits every hostel with a list of questions and writes down what is said.\n\n"
        "Hobbin runs a free telephone line on which shearers report what troubles them.\n"
    )
    assert [p.lead_in for p in s.passages[2:]] == ["In the coming year we plan to:"] * 2 + ["", ""]


def test_an_item_that_lost_its_mark_between_two_that_have_theirs_stays_in_the_list() -> None:
    s = text(
        OPENING + "\nIn the coming year we plan to:\n\n- map the farms behind our dealers\n\n"
        "Print a code for shearers and for the keepers of their hostels.\n\n- speak with every hostel keeper\n"
    )
    assert [p.lead_in for p in s.passages[2:]] == ["In the coming year we plan to:"] * 3


def test_a_date_with_its_page_s_number_is_no_heading() -> None:
    s = text(f"Hobbin Wool Modern slavery statement\nDated: 14 September 2024 1\n\n\f{OPENING}")
    assert [(p.kind, p.text) for p in s.passages][:2] == [
        (Kind.HEADING, "Hobbin Wool Modern slavery statement"),
        (Kind.PARAGRAPH, "Dated: 14 September 2024 1"),
    ]
    assert s.passages[2].heading == "Hobbin Wool Modern slavery statement"


def test_a_date_with_the_number_of_each_page_is_furniture() -> None:
    pages = [f"{OPENING}\nDated: 14 September 2024 {n}\n" for n in (1, 2, 3)]
    s = text("Modern slavery statement\n\n" + "\f".join(pages))
    assert {p.text for p in s.passages if p.kind is Kind.FURNITURE} >= {"Dated: 14 September 2024 2"}
    assert [p.heading for p in s.passages if p.kind is Kind.PARAGRAPH][-1] == "Modern slavery statement"


def test_a_signature_block_keeps_its_lines() -> None:
    s = text("Modern slavery statement\n\n" + OPENING + "\nSigned\nOttilie Hobbin\nManaging Director\n12 June 2025\n")
    assert s.passages[-1].kind is Kind.SIGNATURE
    assert s.passages[-1].text == "Signed\nOttilie Hobbin\nManaging Director\n12 June 2025"


def test_a_sign_off_of_labels_alone_with_a_date_is_a_signature_block() -> None:
    s = text(OPENING + "\nSignature: ______________\nDate: ______________ 28/10/2024\n")
    assert [p.text for p in s.passages if p.kind is Kind.SIGNATURE] == ["Signature: ______\nDate: ______ 28/10/2024"]


@pytest.mark.parametrize("name", ["Łukasz Hobbin", "Cllr Šárka Hobbin", "Inês al Hobbin"])
def test_a_name_of_any_latin_alphabet_makes_a_signature_block(name: str) -> None:
    block = f"{name}\n12 June 2025"
    assert text("Modern slavery statement\n\n" + OPENING + f"\n{block}\n").passages[-1].text == block


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(codec: str) -> None:
    assert plain.decode("Zoë’s café\r\nline".encode(codec)) == "Zoë’s café\nline"


def test_binary_data_is_refused() -> None:
    with pytest.raises(Unread) as fault:
        plain.decode(b"abc\x00def")
    assert fault.value.reason == "unsupported-type"


def test_a_row_of_a_table_with_and_without_heads() -> None:
    assert plain.table_row(["Country", "Sites"], ["Wales", "4"]) == "Country: Wales | Sites: 4"
    assert plain.table_row([], ["Wales", "", "4"]) == "Wales | 4"


def test_of_front_matter_only_the_title_is_read() -> None:
    fields = "---\ntitle: 'Modern slavery statement'\nlayout: page\ntags:\n  - law\n- more\n\n---\n"
    s = text(fields + OPENING)
    assert s.title == "Modern slavery statement"
    assert [p.kind for p in s.passages] == [Kind.HEADING, Kind.PARAGRAPH]
    assert s.passages[1].text == OPENING.strip().replace("\n", " ")
    assert [p.text for p in text("---\nlayout: page\n---\n" + OPENING).passages] == [s.passages[1].text]


@pytest.mark.parametrize(
    "opening", ["---\nCompany: Hobbin Wool Ltd\nYear: 2025\n---\n", "---\nlayout: page\n\n", "layout: page\n---\n"]
)
def test_what_is_no_front_matter_stays(opening: str) -> None:
    kept = " ".join(p.text for p in text(opening + "\n" + OPENING).passages)
    assert "Hobbin Wool Ltd" in kept or "layout: page" in kept


def test_front_matter_that_never_ends_takes_no_time() -> None:
    assert plain._titled("---\n" + "-a: b\n" * 3000) == "---\n" + "-a: b\n" * 3000
