"""The prefilter passes over a sentence only when no phrase can fit in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msa_check import rulebook
from msa_check.language import Units, compile_phrases
from msa_check.prefilter import Prefilter, needs

WORDS = (
    *(
        "supplier",
        "suppliers",
        "train",
        "training",
        "trained",
        "anti-slavery",
        "antislavery",
        "anti",
        "slavery",
        "the",
        "board",
    ),
    *(
        "approved",
        "by",
        "12",
        "1,450",
        "employees",
        "workers'",
        "workers",
        "modern",
        "act",
        "code",
        "codes",
        "of",
        "conduct",
    ),
)
PHRASES = (
    *(
        "suppliers?",
        "train*",
        "anti-slavery",
        "approved by the? board",
        "approved ..3.. board",
        "# employees",
        "workers'",
    ),
    *(
        "(code|codes) of conduct",
        "(modern (slavery|act)|training)",
        "codes|code of conduct",
        "!modern slavery act",
        "of",
        "by",
    ),
)


@pytest.mark.parametrize(
    ("phrases", "keys"),
    [
        (["train*"], {"train*"}),
        (["suppliers?"], {"supplier", "suppliers"}),
        (["anti-slavery"], {"anti*"}),
        (["approved by the? board"], {"approved"}),
        (["# employees"], {"employees"}),
        (["(of (slavery|trafficking)|forced labour)"], {"slavery", "trafficking", "forced"}),
        (["!modern slavery act", "slavery"], {"slavery"}),
        (["#"], {"#"}),
        (["&"], None),
    ],
)
def test_what_a_phrase_cannot_do_without(phrases: list[str], keys: set[str] | None) -> None:
    assert needs(phrases) == keys


@given(
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4, unique=True).filter(
        lambda p: any(x[0] != "!" for x in p)
    ),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=8),
)
def test_hits_are_the_same_with_and_without_it(phrases: list[str], texts: list[str]) -> None:
    plainly = Units.of(texts).find(compile_phrases("p", phrases))
    matcher = compile_phrases("p", phrases)
    filtered = Units.of(texts, Prefilter([(matcher, needs(phrases))]).masks)
    assert filtered.find(matcher) == plainly
    one_by_one = Units.of(texts, lambda _: filtered.masks)
    found = {i: spans for i in range(len(texts)) if (spans := one_by_one.at(matcher, i))}
    assert found == plainly


def test_most_shipped_lists_can_be_filtered() -> None:
    lists = rulebook.load().lexicon
    unfiltered = [name for name, phrases in lists.items() if needs(phrases) is None]
    assert len(unfiltered) < len(lists) / 10, unfiltered
