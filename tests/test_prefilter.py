"""The prefilter passes over a sentence only when no phrase can fit in it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from msa_check import rulebook
from msa_check.language import compile_phrases
from msa_check.prefilter import Prefilter
from msa_check.units import Units

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
JOINTS = (" ", " ", " ", "-", "/", "'", "' ", ", ", ". ", ",", ".", " - ", "'s ", "&", "", "  ")
OWN = [
    line
    for path in sorted(Path(__file__).parent.glob("statements/sources/*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]
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
        "train",
        "12",
        "#",
        "board ..2.. (codes? of conduct|act)",
        "(the|by) board approved",
        "supplier (training|train*)",
        "Board|Act",
        "anti-*|code",
        "&",
    ),
)


def _both(phrases: list[str], texts: list[str]) -> None:
    """The filtered search finds what the plain one finds, asked of the whole and unit by unit."""
    matcher = compile_phrases("p", phrases)
    plainly = Units.of(texts).find(matcher)
    prefilter = Prefilter([(matcher, phrases)])
    assert Units.of(texts, prefilter).find(matcher) == plainly
    asked = Units.of(texts, prefilter)
    assert {i: spans for i in range(len(texts)) if (spans := asked.at(matcher, i))} == plainly


@given(
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5, unique=True).filter(
        lambda p: any(x[0] != "!" for x in p)
    ),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=8),
)
def test_hits_are_the_same_with_and_without_it(phrases: list[str], texts: list[str]) -> None:
    _both(phrases, texts)


@given(
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5, unique=True).filter(
        lambda p: any(x[0] != "!" for x in p)
    ),
    st.lists(
        st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), max_size=9).map(
            lambda x: "".join(w + j for w, j in x)
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_whatever_stands_between_the_words(phrases: list[str], texts: list[str]) -> None:
    _both(phrases, texts)


def _shipped() -> dict[str, tuple[str, ...]]:
    """The lists of uk-s54 but those that hold false friends only, for other lists to take in."""
    return {n: p for n, p in rulebook.load().lexicon.items() if not all(x.startswith("!") for x in p)}


def test_most_shipped_lists_can_be_filtered() -> None:
    lists = _shipped()
    prefilter = Prefilter((compile_phrases(name, phrases), phrases) for name, phrases in lists.items())
    unfiltered = [name for name in lists if name not in prefilter.plans]
    assert len(unfiltered) < len(lists) / 10, unfiltered


def test_every_shipped_list_finds_the_same_in_our_statements() -> None:
    lists = {name: (compile_phrases(name, p), p) for name, p in _shipped().items()}
    plainly, filtered = Units.of(OWN), Units.of(OWN, Prefilter(lists.values()))
    assert [name for name, (m, _) in lists.items() if plainly.find(m) != filtered.find(m)] == []
