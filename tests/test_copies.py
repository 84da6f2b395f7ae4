"""Text shared between organisations: what is told, what is common wording, and what is no copying at all."""

from __future__ import annotations

import random

import pytest

from msa_check import copies
from msa_check.model import Kind, Passage
from msa_check.names import Owner, name_key

PLANTED = (
    "Before any harvest begins, two of our field officers walk every row with the crew leader, write down who recruited each "
    "picker and what was paid for the journey, and come back unannounced in the third week to ask the same questions again."
)
COMMON = (
    "We expect everyone who works for us or on our behalf to speak up when something seems wrong, and nobody who does so in "
    "good faith will suffer for it, whatever the outcome of the inquiry that follows may turn out to be in the end."
)
_WORDS = (
    "amber birch copper delta ember fjord garnet harbour island jasper kettle lantern meadow nectar orchard pebble quarry ribbon "
    "saddle timber umber velvet willow yarrow zephyr anchor basket candle dagger engine feather garden hammer insect jacket"
).split()


def _filler(name: str, sentences: int = 12) -> list[str]:
    """Sentences that are this organisation's alone."""
    dice = random.Random(name)  # noqa: S311 - no secret
    return [" ".join(dice.choices(_WORDS, k=14)).capitalize() + "." for _ in range(sentences)]


def _owner(name: str, period: str = "2026-03-31") -> Owner:
    return Owner(f"{name}-{period}.txt", name, name_key(name), "", period, "year end", f"{name}{period}")


def _find(texts: dict[Owner, list[str]]) -> copies.Copies:
    read = {
        o.source: tuple(
            Passage(t, n, page=1 + n // 5, kind=Kind.PARAGRAPH, heading="Our work") for n, t in enumerate(ts, 1)
        )
        for o, ts in texts.items()
    }
    return copies.find(list(texts), read.__getitem__)


def _set(count: int = 6) -> dict[Owner, list[str]]:
    return {_owner(f"{w.title()} Ltd"): _filler(w) for w in _WORDS[:count]}


def test_statements_of_their_own_share_nothing() -> None:
    found = _find(_set())
    assert (found.pairs, found.clusters) == ((), ())
    assert (found.statements, found.organisations) == (6, 6)


def test_a_passage_with_small_changes_is_found_in_both_as_printed() -> None:
    texts = _set()
    a, b = list(texts)[1], list(texts)[4]
    texts[a].insert(3, PLANTED)
    changed = PLANTED.replace("two of our", "three of our").replace("unannounced ", "")
    texts[b].append(changed)
    (pair,) = _find(texts).pairs
    assert {pair.a.name, pair.b.name} == {a.name, b.name}
    (shared,) = pair.passages
    mine, theirs = (shared.a, shared.b) if pair.a == a else (shared.b, shared.a)
    assert mine.text in PLANTED
    assert theirs.text in changed
    assert shared.words >= 0.9 * len(changed.split())
    assert (mine.page, theirs.page, mine.heading) == (1, 3, "Our work")
    assert 0 < pair.share_a < 0.5


def test_other_years_of_one_organisation_are_no_copying() -> None:
    texts = _set(3)
    first = next(iter(texts))
    texts[_owner(first.name.replace("Ltd", "Limited"), "2025-03-31")] = list(texts[first])
    found = _find(texts)
    assert (found.pairs, found.clusters) == ((), ())
    assert found.organisations == 3


def test_what_many_use_is_told_as_common_wording() -> None:
    texts = _set(copies.FEW + 4)
    for said in texts.values():
        said.append(COMMON)
    found = _find(texts)
    assert found.pairs == ()
    assert any(c.users == copies.FEW + 4 and "speak up" in c.place.text for c in found.common)


def test_near_identical_statements_form_one_group() -> None:
    texts = _set(3)
    first = next(iter(texts))
    twin = _owner("Zebra Holdings plc")
    texts[twin] = [t.replace("Amber", "Zebra") for t in texts[first][:-1]]
    found = _find(texts)
    (cluster,) = found.clusters
    assert {o.name for o in cluster.members} == {first.name, twin.name}
    assert cluster.organisations == 2
    assert min(cluster.alike) > 0.8
    assert all(p.near_identical for p in found.pairs)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_statements_changes_nothing(seed: int) -> None:
    texts = _set(8)
    a, *_, b = texts
    texts[a].append(PLANTED)
    texts[b].append(PLANTED)
    order = list(texts.items())
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    assert _find(dict(order)) == _find(texts)
