"""Text made harmless: control and direction characters shown, formulas disarmed, halves of pairs encodable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msa_check.inert import CELL_LIMIT, encodable, for_cell, for_csv, visible

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred", "[U+001B][31mred"),
        ("invoice\u202efdp.exe", "invoice[U+202E]fdp.exe"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("no\ufffecharacter", "no[U+FFFE]character"),
        ("half \udc80 pair", "half [U+DC80] pair"),
        ("nul\x00", "nul[U+0000]"),
    ],
)
def test_unsafe_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_text_that_cannot_be_encoded_is_shown_and_all_else_stays() -> None:
    assert encodable("caf\u00e9 \udcff.pdf") == "caf\u00e9 \\udcff.pdf"
    assert encodable("zero\u200bwidth") == "zero\u200bwidth"


def test_a_cell_is_cut_below_the_limit_of_the_workbook() -> None:
    cut = for_cell("x" * 40_000)
    assert cut.startswith("x" * CELL_LIMIT)
    assert not cut.startswith("x" * (CELL_LIMIT + 1))
    assert len(cut) < 32_767


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5", "@cmd", "\tx", "＝1+1"])
def test_a_csv_field_never_begins_like_a_formula(text: str) -> None:
    assert for_csv(text) == "'" + text


def test_a_csv_field_that_is_no_formula_stays() -> None:
    assert for_csv("a=b") == "a=b"


@given(ANY_TEXT)
def test_any_text_becomes_encodable(text: str) -> None:
    for made in (visible(text), encodable(text), for_cell(text), for_csv(text)):
        assert made.encode("utf-8").decode("utf-8") == made


@given(ANY_TEXT)
def test_what_is_shown_holds_nothing_unsafe(text: str) -> None:
    assert visible(visible(text)) == visible(text)
