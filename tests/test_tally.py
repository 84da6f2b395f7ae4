"""Counts that show their parts: minimums with their alternative, areas, levels."""

from __future__ import annotations

import pytest

from msa_check import rulebook
from msa_check.model import Verdict
from msa_check.tally import tally

BOOK = rulebook.load()
MET, PARTIAL, MISSING, NA, UNREADABLE = (
    *(Verdict.MET, Verdict.PARTIAL, Verdict.MISSING),
    *(Verdict.NOT_APPLICABLE, Verdict.UNREADABLE),
)
EVERY = {r.id: MET for r in BOOK.rules}


def steps(own: Verdict, chains: Verdict, none: Verdict = NA) -> Verdict:
    found = tally({"steps-own-business": own, "steps-supply-chains": chains, "no-steps-declared": none}, BOOK)
    return {m.minimum.id: m.verdict for m in found.minimums}["steps"]


@pytest.mark.parametrize(
    ("own", "chains", "none", "together"),
    [
        (MET, MET, NA, MET),
        (MET, MISSING, NA, PARTIAL),
        (PARTIAL, MISSING, NA, PARTIAL),
        (MISSING, MISSING, NA, MISSING),
        (MISSING, MISSING, MET, MET),
        (NA, NA, MET, MET),
        (MET, UNREADABLE, NA, UNREADABLE),
        (NA, NA, NA, NA),
    ],
)
def test_steps_take_both_rules_or_the_declaration_of_none(
    own: Verdict, chains: Verdict, none: Verdict, together: Verdict
) -> None:
    assert steps(own, chains, none) is together


def test_the_three_minimums_are_steps_approval_and_signature() -> None:
    counted = tally(EVERY, BOOK)
    assert [m.minimum.id for m in counted.minimums] == ["steps", "approval", "signature"]
    assert (counted.minimums_met, counted.minimums_of) == (3, 3)


def test_a_minimum_that_does_not_apply_is_not_counted() -> None:
    counted = tally({**EVERY, "board-approval": NA}, BOOK)
    assert (counted.minimums_met, counted.minimums_of) == (2, 2)


def test_the_six_areas_of_the_act_are_counted_and_no_others() -> None:
    counted = tally(EVERY, BOOK)
    assert [a.area.section for a in counted.named_areas] == [f"54(5)({x})" for x in "abcdef"]
    assert counted.areas_covered == 6
    assert tally(dict.fromkeys(EVERY, MISSING), BOOK).areas_covered == 0


def test_an_area_counts_its_rules_by_verdict_and_by_level() -> None:
    training = [r for r in BOOK.rules if r.area == "training"]
    verdicts = dict(zip((r.id for r in training), (MET, PARTIAL, MISSING, UNREADABLE), strict=True))
    area = next(a for a in tally(verdicts, BOOK).areas if a.area.id == "training")
    assert (area.count.met, area.count.partial, area.count.missing, area.count.unreadable) == (1, 1, 1, 1)
    assert area.count.judged == 3
    assert area.covered
    levels = area.level_1, area.level_2
    assert sum(x.judged + x.unreadable for x in levels) == sum(r.guidance_level is not None for r in training)
