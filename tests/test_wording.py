"""Texts as words and sentences laid beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msa_check import wording
from msa_check.model import Kind, Passage


def test_words_know_no_case_accents_or_punctuation() -> None:
    assert wording.words("Café-owners’ 1,200 BUYERS (new).") == ["cafe", "owners", "1,200", "buyers", "new"]


def test_furniture_and_contents_are_no_sentences() -> None:
    kinds = (Kind.PARAGRAPH, Kind.FURNITURE, Kind.CONTENTS, Kind.HEADING)
    found = wording.sentences([Passage("We buy rice. We sell it.", n, kind=k) for n, k in enumerate(kinds, 1)])
    assert [(s.text, s.passage) for s in found] == [
        ("We buy rice.", 1),
        ("We sell it.", 1),
        ("We buy rice.", 4),
        ("We sell it.", 4),
    ]


def test_a_difference_is_told_in_words() -> None:
    found = wording.difference("We visited eleven farms, in May.", "We visited fourteen farms in June.")
    assert [(p.op, p.text) for p in found] == [
        ("same", "We visited"),
        ("gone", "eleven"),
        ("added", "fourteen"),
        ("same", "farms in"),
        ("gone", "May."),
        ("added", "June."),
    ]


def test_likeness_is_a_share_of_words_in_one_order() -> None:
    assert wording.likeness(["a", "b", "c"], ["a", "b", "c"]) == 1.0
    assert wording.likeness(["a", "b"], ["c", "d"]) == 0.0
    assert wording.likeness(["a", "b", "c", "d"], ["a", "b", "x", "y"], least=0.6) == 0.0
    assert wording.common(["a", "b", "c"], ["b", "x", "c"]) == 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_of_a_difference_are_the_two_texts(before: str, after: str) -> None:
    found = wording.difference(before, after)
    new = [p.text for p in found if p.op != "gone"]
    assert " ".join(" ".join(new).split()) == " ".join(after.split())


@given(st.text(max_size=60))
def test_word_spans_are_the_words(text: str) -> None:
    assert len(wording.word_spans(text)) == len(wording.words(text))
    assert all(0 <= a < b <= len(text) for a, b in wording.word_spans(text))
