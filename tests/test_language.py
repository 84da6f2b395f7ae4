"""Sentences and phrases: where sentences end, what a phrase fits, and where it was found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msa_check import language
from msa_check.language import PhraseError, check_phrase, compile_phrases, compile_regex, plain
from msa_check.units import Units


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in language.sentences(text)]


def fits(phrase: str, text: str) -> list[str]:
    """The stretches of the text that fit the phrase."""
    flat = plain(text)
    return [flat[a:b] for a, b in compile_phrases("p", [phrase]).hits(flat.encode("ascii"))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We buy tea. We sell it.", ["We buy tea.", "We sell it."]),
        ("Larkfield Ltd. We bake bread.", ["Larkfield Ltd.", "We bake bread."]),
        ("Larkfield Ltd. Bakery sells bread.", ["Larkfield Ltd. Bakery sells bread."]),
        ("It is made under s. 54 of the Act. It is short.", ["It is made under s. 54 of the Act.", "It is short."]),
        ("J. R. Vale signed it. He is a director.", ["J. R. Vale signed it.", "He is a director."]),
        ("J.K. Larkfield Group plc bakes. It sells.", ["J.K. Larkfield Group plc bakes.", "It sells."]),
        ("From May 1st. 2017 on. It ends.", ["From May 1st. 2017 on.", "It ends."]),
        ("Turnover was £1.5 million. It grew.", ["Turnover was £1.5 million.", "It grew."]),
        ("See e.g. Annex B for more.", ["See e.g. Annex B for more."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("Our goals: • train buyers • visit farms", ["Our goals:", "train buyers", "visit farms"]),
        ("3. Training is given to all.", ["3. Training is given to all."]),
        ("... — ...", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_lists_glued_into_one_endless_line_are_cut_at_semicolons() -> None:
    text = "; ".join(f"item {n} speaks of the checks that are made on the suppliers of the goods" for n in range(40))
    pieces = cut(text)
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 900
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@given(st.text(max_size=400))
def test_sentences_lose_no_letter(text: str) -> None:
    spans = language.sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("train*", "Trainers train all trainees in raintrain.", ["Trainers", "train", "trainees"]),
        ("code|codes of conduct", "Codes of Conduct and a code of  conduct", ["Codes of Conduct", "code of  conduct"]),
        ("(code of conduct|standards)", "our standards", ["standards"]),
        ("anti-slavery", "anti-slavery, anti slavery, antislavery", ["anti-slavery", "anti slavery", "antislavery"]),
        (
            "approved by the? board",
            "approved by board; approved by the board",
            ["approved by board", "approved by the board"],
        ),
        ("approved ... board", "approved at a meeting of the board", ["approved at a meeting of the board"]),
        ("approved ..2.. board", "approved at a meeting of the board", []),
        ("# employees", "1,450 employees and 12 Employees", ["1,450 employees", "12 Employees"]),
        ("# staff", "some 700+ staff", ["700+ staff"]),
        ("suppliers?", "supplier suppliers supplierless", ["supplier", "suppliers"]),
        ("ETI", "ETI eti meeting", ["ETI"]),
        ("eti", "ETI eti meeting", ["ETI", "eti"]),
        (
            "group companies ..2.. SAQ",
            "Group companies sent the SAQ, group companies the saq",
            ["Group companies sent the SAQ"],
        ),
        ("supply chain*", "supply-chains supply/chain", ["supply-chains", "supply/chain"]),
        ("workers'", "the workers’ voice", ["workers'"]),
        ("cafe", "the café", ["cafe"]),
    ],
)
def test_a_phrase_fits_what_its_notation_says(phrase: str, text: str, found: list[str]) -> None:
    assert fits(phrase, text) == found


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "   ",
        "(open",
        "shut)",
        "... board",
        "approved ...",
        "a||b",
        "(one|two)s?",
        "suppl(y|ies)",
        "forced labou?r",
        "*",
        "a *",
        "(a|*)",
        "-",
        "approved ..",
        ".. board",
        "approved .. board",
        "a ..5. b",
        "approved … board",
        "(" * 500 + "a" + ")" * 500,
    ],
)
def test_a_phrase_that_does_not_parse_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        compile_phrases("p", [phrase])


def test_a_phrase_that_would_take_too_long_is_refused() -> None:
    check_phrase("very " * 600)
    with pytest.raises(PhraseError, match=r"3,005 characters in 'very very .*at most 3,000"):
        check_phrase("very " * 601)


def test_a_list_that_nothing_can_be_found_by_is_refused() -> None:
    for phrases in ([], ["!blue train"]):
        with pytest.raises(PhraseError, match="no phrase but false friends in p"):
            compile_phrases("p", phrases)


def test_what_re2_refuses_is_told_as_it_was_written() -> None:
    with pytest.raises(PhraseError, match=r"^missing \): we \(buy$"):
        compile_regex("p", "we (buy")
    with pytest.raises(PhraseError, match="'é' is no plain letter"):
        compile_regex("p", "café")


def test_a_false_friend_hides_the_words_it_covers() -> None:
    matcher = compile_phrases("slavery", ["!modern slavery act", "slavery"])
    assert matcher.hits(b"the Modern Slavery Act on slavery") == [(26, 33)]


def test_a_pattern_that_re2_refuses_is_a_phrase_error() -> None:
    with pytest.raises(PhraseError):
        compile_regex("p", "(?=lookahead)")


def test_a_pattern_that_would_hang_elsewhere_ends_at_once() -> None:
    matcher = compile_regex("p", "(a+)+$")
    assert matcher.hits(b"a" * 50_000 + b"b") == []


@given(st.text())
def test_plain_text_is_ascii_of_the_same_length(text: str) -> None:
    assert plain(text).isascii()
    assert len(plain(text)) == len(text)


def test_units_give_offsets_within_each_unit() -> None:
    units = Units.of(["We buy tea", "and coffee and tea", "none"])
    found = units.find(compile_phrases("tea", ["tea"]))
    assert found == {0: [(7, 10)], 1: [(15, 18)]}
    assert units.words_between(1, 0, 15) == 3


def test_no_phrase_crosses_from_one_unit_to_the_next() -> None:
    units = Units.of(["approved by the", "board"])
    assert units.find(compile_phrases("p", ["approved by the board"])) == {}


def test_the_ends_of_an_expression_are_those_of_each_sentence() -> None:
    units = Units.of(["Our indicators are these.", "Number of audits", "The number of audits"])
    matcher = compile_regex("start", r"(?i)^number of \w+$")
    assert units.find(matcher) == {1: [(0, 16)]}
