"""Comparing: counts are of verdicts alone, what was not judged stays apart, and nobody is held against itself."""

from __future__ import annotations

from typing import Any

import pytest

from msa_check import rulebook
from msa_check.comparing import (
    Count,
    Judged,
    compare,
    figures,
    groups,
    name_of,
    outliers,
    places,
    prevalence,
    size_of,
)
from msa_check.model import Verdict
from msa_check.reporting import rows

BOOK = rulebook.load()


def _record(source: str, verdict: str = "met", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {
        "source": source,
        "sha256": source,
        "status": "ok",
        "judged": True,
        "metadata": {"sector": "Toys"},
        "facts": {"organisation": "Cobbleswick Toys", "year_end": "2024-03-31"},
        "findings": [{"rule": "signature", "verdict": verdict}],
        **more,
    }


def _many(verdicts: str, rule: str = "training", **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON values
    """A record a letter: m met, p partial, x missing, u unreadable."""
    words = {"m": "met", "p": "partial", "x": "missing", "u": "unreadable"}
    return [
        _record(f"{i:02}", **({"findings": [{"rule": rule, "verdict": words[v]}]} | more))
        for i, v in enumerate(verdicts)
    ]


def _signature(documents: tuple[Judged, ...]) -> tuple[int, int, int, int, int]:
    (p,) = prevalence(documents, ["signature"])
    return p.met, p.partial, p.missing, p.unreadable, p.of


def test_unread_and_not_judged_stand_apart() -> None:
    records = [
        _record("c", "missing"),
        _record("b", status="unread", judged=False, findings=[], detail="No text."),
        _record("a", judged=False, findings=[], gate_note="A policy."),
    ]
    got = compare(records, BOOK)
    assert [d.source for d in got.judged] == ["c"]
    assert [(a.source, a.why) for a in got.unread] == [("b", "No text.")]
    assert [(a.source, a.why) for a in got.not_judged] == [("a", "A policy.")]
    assert _signature(got.judged) == (0, 0, 1, 0, 1)


def test_what_cannot_be_told_is_in_no_denominator() -> None:
    got = compare([_record("a"), _record("b", "unreadable"), _record("c", "partial")], BOOK)
    assert _signature(got.judged) == (1, 1, 0, 1, 2)


def test_a_document_has_the_name_it_has_in_the_other_outputs() -> None:
    for made in (
        _record("x/a.pdf"),
        _record("x/a.pdf", facts={"organisation": None, "year_end": None}, metadata={"organisation": "Hartle"}),
        _record("x/a.pdf", facts={"organisation": None, "year_end": None}, title="A title"),
        _record("x\\a.pdf", facts={"organisation": None, "year_end": None}),
    ):
        assert name_of(made) == rows.name_of(made)


def test_the_year_is_the_statements_own_else_the_callers() -> None:
    said = {"sector": " Rail  freight", "year": "2023", "turnover": "45,000,000", "size": "small", "number": "0123"}
    nameless = {"organisation": None, "year_end": None}
    first, second = compare(
        [_record("a", metadata=said), _record("z", metadata=said | {"turnover": ""}, facts=nameless)], BOOK
    ).judged
    assert (first.group, first.year, first.size, first.number) == ("Rail freight", "2024", "£36m to £60m", "0123")
    assert (second.year, second.size) == ("2023", "small")


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("35,999,999", "under £36m"),
        ("£36m", "£36m to £60m"),
        ("36000000.00", "£36m to £60m"),
        ("60 m", "£60m to £100m"),
        ("GBP 120 million", "£100m to £500m"),
        ("£1.2bn", "£500m and more"),
        ("500,000k", "£500m and more"),
        ("£36m - £60m", "£36m - £60m"),
        ("1,23", "1,23"),
        ("large", "large"),
        ("", ""),
    ],
)
def test_a_turnover_becomes_the_registers_band(text: str, band: str) -> None:
    assert size_of(text) == band


def test_the_order_is_by_name_whatever_comes_first() -> None:
    records = [
        _record("b"),
        _record("a"),
        _record("c", facts={"organisation": "amber Ltd", "year_end": None}, metadata={}),
    ]
    got = compare(records, BOOK)
    assert got == compare(reversed(records), BOOK)
    assert [d.source for d in got.judged] == ["c", "a", "b"]
    assert [(g.name, g.documents) for g in groups(got.judged, BOOK)] == [("Toys", 2), ("", 1)]


def test_any_column_size_and_year_can_group() -> None:
    made = _record("a", metadata={"region": "North", "turnover": "70m"})
    assert [compare([made], BOOK, by=by).judged[0].group for by in ("region", "size", "year", "sector")] == [
        "North",
        "£60m to £100m",
        "2024",
        "",
    ]


def test_counts_show_their_parts() -> None:
    findings = [
        {"rule": "signature", "verdict": "met"},
        {"rule": "board-approval", "verdict": "not-applicable"},
        {"rule": "steps-own-business", "verdict": "met"},
        {"rule": "steps-supply-chains", "verdict": "partial"},
        {"rule": "homepage-link", "verdict": "manual"},
        {"rule": "training", "verdict": "met"},
        {"rule": "kpis", "verdict": "unreadable"},
        {"rule": "remediation", "verdict": "missing"},
    ]
    (got,) = compare([_record("a", findings=findings)], BOOK).judged
    assert got.minimum_count == Count(met=1, partial=1, missing=0, unreadable=0, manual=0)
    assert (got.minimum_count.of, got.minimum_count.short) == (2, 1)
    assert got.area_count == Count(met=1, partial=0, missing=4, unreadable=1, manual=0)
    shown = got.count(BOOK.disclosure)
    assert shown == Count(met=2, partial=0, missing=1, unreadable=1, manual=1)
    assert (shown.of, shown.short) == (5, 2)


def test_the_pack_names_fifteen_points_of_disclosure() -> None:
    assert len(BOOK.disclosure) == 15
    assert {BOOK.rule(r).force for r in BOOK.disclosure} == {"law", "guidance", "good-practice"}


def test_equal_counts_share_a_place_and_the_unread_have_none() -> None:
    def count(short: int, unreadable: int = 0) -> Count:
        return Count(met=9, partial=0, missing=short, unreadable=unreadable, manual=0)

    assert places([count(2), count(0), count(2), count(5), count(1, unreadable=1)]) == [2, 1, 2, 4, None]
    assert places([]) == []


def test_repeats_are_counted_among_the_judged_alone() -> None:
    records = [_record("a", sha256="1"), _record("b", sha256="1"), _record("c", sha256="2")]
    records.append(_record("d", sha256="2", status="unread", judged=False, findings=[]))
    assert compare(records, BOOK).repeats == 1


def test_a_group_in_figures() -> None:
    documents = compare(_many("mmxu"), BOOK).judged
    got = figures("Toys", documents, BOOK)
    training = next(a for a in got.areas if a.id == "training")
    assert (training.met, training.missing, training.unreadable, training.of) == (2, 1, 1, 3)
    assert got.disclosure == (0, 0, 1)
    assert [m.of for m in got.minimums] == [0, 0, 0]


def test_without_what_nearly_all_others_have() -> None:
    found = outliers(compare(_many("mmmmmmmmpx"), BOOK).judged, BOOK)
    (odd,) = found
    assert odd.document.source == "09"
    assert (odd.group, odd.others, odd.common) == ("Toys", 9, 1)
    assert [(p.rule, p.met, p.of) for p in odd.absent] == [("training", 8, 9)]
    assert odd.ahead == ()


def test_partly_met_or_unread_is_no_outlier() -> None:
    documents = compare(_many("mmmmmmmmmpu"), BOOK).judged
    assert outliers(documents, BOOK) == ()


def test_with_what_hardly_any_other_has() -> None:
    (odd,) = outliers(compare(_many("xxxxxxxxxxm"), BOOK).judged, BOOK)
    assert odd.document.source == "10"
    assert [(p.rule, p.met, p.of) for p in odd.ahead] == [("training", 0, 10)]
    assert odd.absent == ()


def test_eight_others_are_the_fewest_to_be_held_against() -> None:
    assert outliers(compare(_many("mmmmmmmx"), BOOK).judged, BOOK) == ()
    assert len(outliers(compare(_many("mmmmmmmmx"), BOOK).judged, BOOK)) == 1
    assert outliers(compare(_many("mmmmmmmux"), BOOK).judged, BOOK) == ()


def test_a_small_group_is_held_against_the_whole_set() -> None:
    records = _many("mmmmmmmmmx")
    records[9]["metadata"] = {"sector": "Tin"}
    (odd,) = outliers(compare(records, BOOK).judged, BOOK)
    assert (odd.group, odd.others) == (None, 9)


def test_the_group_is_the_yardstick_not_the_set() -> None:
    toys = _many("mmmmmmmmmx")
    rail = [dict(r, source="r" + r["source"], metadata={"sector": "Rail"}) for r in _many("xxxxxxxxxxxxxxxxxxxx")]
    (odd,) = outliers(compare([*toys, *rail], BOOK).judged, BOOK)
    assert (odd.document.source, odd.group, odd.others) == ("09", "Toys", 9)


def test_nothing_to_compare() -> None:
    got = compare([], BOOK)
    assert (got.judged, groups(got.judged, BOOK), outliers(got.judged, BOOK)) == ((), (), ())
    assert prevalence((), ["training"])[0].of == 0


def test_every_verdict_is_counted_once() -> None:
    found = [dict(_record(v), findings=[{"rule": "signature", "verdict": v}]) for v in map(str, Verdict)]
    (p,) = prevalence(compare(found, BOOK).judged, ["signature"])
    assert (p.met, p.partial, p.missing, p.unreadable, p.manual, p.not_applicable) == (1, 1, 1, 1, 1, 1)
