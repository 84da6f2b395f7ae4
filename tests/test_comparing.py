"""Comparing: counts are of verdicts alone, and what was not judged stays apart."""

from __future__ import annotations

from typing import Any

from msa_check import rulebook
from msa_check.comparing import by_sector, compare, prevalence


def _record(source: str, verdict: str = "met", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {
        "source": source,
        "status": "ok",
        "judged": True,
        "metadata": {"sector": "Toys"},
        "facts": {"organisation": "Cobbleswick Toys", "year_end": "2024-03-31"},
        "findings": [{"rule": "signature", "verdict": verdict}],
        **more,
    }


BOOK = rulebook.load()


def test_unread_and_not_judged_stand_apart() -> None:
    records = [
        _record("c", "missing"),
        _record("b", status="unread", judged=False, findings=[]),
        _record("a", judged=False, findings=[]),
    ]
    got = compare(records, BOOK)
    assert [d.source for d in got.judged] == ["c"]
    assert (got.unread, got.not_judged) == (("b",), ("a",))
    signature = next(p for p in prevalence(got.judged, BOOK) if p.rule == "signature")
    assert (signature.met, signature.partial, signature.missing, signature.of) == (0, 0, 1, 1)


def test_what_cannot_be_told_is_in_no_denominator() -> None:
    got = compare([_record("a"), _record("b", "unreadable"), _record("c", "partial")], BOOK)
    signature = next(p for p in prevalence(got.judged, BOOK) if p.rule == "signature")
    assert (signature.met, signature.partial, signature.missing, signature.of) == (1, 1, 0, 2)


def test_the_users_own_words_win_over_facts() -> None:
    said = {"organisation": "Hartlemoor Trains", "year": "2023", "sector": "Rail", "size": "small"}
    own, found = compare([_record("a", metadata=said), _record("b", metadata={})], BOOK).judged
    assert (own.organisation, own.year, own.sector, own.size) == ("Hartlemoor Trains", "2023", "Rail", "small")
    assert (found.organisation, found.year, found.sector, found.size) == ("Cobbleswick Toys", "2024", "", "")


def test_order_is_by_source_and_sector_whatever_comes_first() -> None:
    records = [_record("b"), _record("a"), _record("c", metadata={})]
    got = compare(records, BOOK)
    assert got == compare(reversed(records), BOOK)
    assert {k: [d.source for d in v] for k, v in by_sector(got.judged).items()} == {"": ["c"], "Toys": ["a", "b"]}


def test_counts_show_their_parts() -> None:
    (got,) = compare([_record("a")], BOOK).judged
    assert got.minimums == (1, 1)
    assert got.areas == (0, 6)
