"""Years: whose statements belong together, what changed from one to the next, what became of announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from msa_check import names, years
from msa_check.model import Kind, Passage, Verdict
from msa_check.wording import sentences
from msa_check.years.alignment import align
from msa_check.years.commitments import commitments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.years.alignment import Alignment

RULE = "future-commitments"


def _passages(*texts: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(t.lstrip("# "), n, n, Kind.HEADING if t.startswith("# ") else Kind.PARAGRAPH)
        for n, t in enumerate(texts, 1)
    )


def _align(before: Sequence[str], after: Sequence[str]) -> Alignment:
    return align(sentences(_passages(*before)), sentences(_passages(*after)))


def _evidence(quote: str, passage: int = 1, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    plain = {"page": passage, "heading": "", "doubt": None, "strength": "met", "source": "", "ocr": False}
    return {"quote": quote, "passage": passage, **plain, **more}


def _record(source: str, findings: dict[str, tuple[str, list[dict[str, Any]]]], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {
        "source": source,
        "sha256": source,
        "title": "",
        "metadata": {},
        "facts": {"organisation": "Amber Wool Ltd", "year_end": None},
        "unread_pages": [],
        "findings": [{"rule": r, "verdict": v, "evidence": e} for r, (v, e) in findings.items()],
        **more,
    }


def _find(*given: tuple[dict[str, Any], tuple[Passage, ...]]) -> years.Years:
    by_source = {made["source"]: (made, passages) for made, passages in given}
    return years.find([names.owner(made) for made, _ in given], by_source.__getitem__)


# ------------------------------------------------------------------------------------------------ sentence by sentence


def test_sentences_are_new_dropped_changed_or_unchanged() -> None:
    found = _align(
        [
            "We visited eleven farms in May and wrote down what we saw there.",
            "Our buyers were trained in March.",
            "We sell rope.",
        ],
        [
            "We sell rope.",
            "We visited fourteen farms in June and wrote down what we saw there.",
            "A helpline in nine languages is open day and night.",
        ],
    )
    assert [s.text for s in found.added] == ["A helpline in nine languages is open day and night."]
    assert [s.text for s in found.dropped] == ["Our buyers were trained in March."]
    assert [s.text for s in found.unchanged] == ["We sell rope."]
    assert [(c.before.words[2], c.after.words[2], c.figures_only) for c in found.changed] == [
        ("eleven", "fourteen", False)
    ]
    assert found.words == 3 + 13 + 10
    assert found.copied == 3 / 26
    assert found.kept == (3 + 11) / 26


def test_only_figures_differ() -> None:
    found = _align(["By 31 March 2025 we had trained 40 buyers."], ["By 31 May 2026 we had trained 52 buyers."])
    assert [c.figures_only for c in found.changed] == [True]


def test_one_text_beside_itself_is_copied_whole_whatever_the_order() -> None:
    text = ["We sell rope.", "We visited eleven farms in May.", "Our buyers were trained."]
    found = _align(text, text[::-1])
    assert (found.copied, found.kept, found.added, found.dropped, found.changed) == (1.0, 1.0, (), (), ())


def test_headings_are_not_told_and_page_furniture_is_no_text() -> None:
    found = _align(["# Training", "We sell rope."], ["# Learning", "We sell rope."])
    assert (found.added, found.dropped, found.changed, found.words) == ((), (), (), 3)


def test_a_sentence_cut_elsewhere_is_no_change() -> None:
    found = _align(
        ["We buy wool from eleven farms in the north: all are visited each year by our own buyers."],
        ["We buy wool from eleven farms in the north:", "all are visited each year by our own buyers."],
    )
    assert (found.added, found.dropped, found.changed) == ((), (), ())


def test_a_sentence_said_twice_and_then_once_is_dropped_once_only_where_it_is_short() -> None:
    assert [s.text for s in _align(["We sell rope.", "We sell rope."], ["We sell rope."]).dropped] == ["We sell rope."]
    long = "We visited eleven farms in May."
    assert _align([long, long], [long]).dropped == ()


def test_nothing_beside_something() -> None:
    found = _align([], ["We sell rope."])
    assert (len(found.added), found.copied) == (1, 0.0)
    assert _align(["We sell rope."], []).copied == 0.0


# ------------------------------------------------------------------------------------------------ announcements

PLAN = "We will train all our buyers on forced labour in the coming year."


@pytest.mark.parametrize(
    ("now", "fate"),
    [
        ("All our buyers were trained on forced labour in June.", "done"),
        ("We have not yet trained our buyers on forced labour.", "denied"),
        ("Training all our buyers on forced labour was postponed.", "denied"),
        ("Next year we intend to train all our buyers on forced labour.", "repeated"),
        (PLAN, "repeated"),
        ("Buyers take part in a training course on forced labour.", "mentioned"),
        ("A helpline is open day and night.", "nothing"),
        ("Our buyers travelled to the coast.", "nothing"),
    ],
)
def test_what_became_of_an_announcement(now: str, fate: str) -> None:
    before = _passages("We sell rope.", PLAN)
    after = _passages("We sell rope.", "We also sell nets.", "Our yard is by the sea.", now)
    made = _record("a", {RULE: ("met", [_evidence(PLAN, 2)])})
    later = _record("b", {RULE: ("missing", [])})
    found = commitments(made, later, sentences(after), align(sentences(before), sentences(after)))
    assert [(c.quote, c.page, c.fate, c.found) for c in found] == [(PLAN, 2, fate, "" if fate == "nothing" else now)]


def test_an_announcement_inside_a_longer_sentence_is_said_again() -> None:
    after = sentences(_passages("And once more: " + PLAN[:-1] + ", as we said."))
    made = _record("a", {RULE: ("met", [_evidence(PLAN)])})
    (found,) = commitments(made, _record("b", {}), after, align(sentences(_passages(PLAN)), after))
    assert found.fate == "repeated"


def test_a_list_of_plans_printed_again_is_not_taken_for_done() -> None:
    old, new = "Extend the helpline to all our sites abroad", "Extend the helpline to all of our sites abroad"
    after = sentences(_passages(new))
    made = _record("a", {RULE: ("met", [_evidence(old)])})
    (found,) = commitments(made, _record("b", {}), after, align(sentences(_passages(old)), after))
    assert (found.fate, found.found) == ("repeated", new)


def test_plans_of_any_rule_count_and_what_is_told_as_done_does_not() -> None:
    done = "We have trained all of our buyers."
    made = _record(
        "a",
        {
            "training": ("partial", [_evidence(PLAN, doubt="planned"), _evidence(done, 2)]),
            RULE: ("met", [_evidence(PLAN)]),
        },
    )
    (found,) = commitments(made, _record("b", {}), [], align([], []))
    assert (found.quote, found.rules) == (PLAN, ("training", RULE))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Over 200 buyers have taken part in the course.", 0),
        ("Our chief officer has written to every supplier.", 0),
        ("Two hundred buyers were sent to the course.", 0),
        ("We have met the union and will go on meeting it.", 1),
        ("All buyers who have joined us to be trained by June 2026.", 1),
        ("Visit every supplier: those that have not answered first.", 1),
        ("Extend the helpline to all our sites abroad.", 1),
    ],
)
def test_under_next_steps_what_is_told_as_done_is_no_announcement(text: str, told: int) -> None:
    made = _record("a", {RULE: ("met", [_evidence(text)])})
    assert len(commitments(made, _record("b", {}), [], align([], []))) == told


# ------------------------------------------------------------------------------------------------ series


def _year(year: int, *texts: str, **findings: tuple[str, list[dict[str, Any]]]) -> tuple[Any, tuple[Passage, ...]]:
    given = {k.replace("_", "-"): v for k, v in findings.items()}
    return _record(f"{year}.txt", given, metadata={"year": str(year)}), _passages(*texts)


def test_statements_of_one_organisation_stand_in_time_each_beside_the_one_before() -> None:
    other = _record("z.txt", {}, facts={"organisation": "Basil Lamps Ltd", "year_end": "2025-03-31"})
    found = _find(_year(2026, "We sell rope."), _year(2024, "We sell rope."), _year(2025, "We sell nets."), (other, ()))
    (series,) = found.series
    assert (series.name, [m.period for m in series.members]) == ("Amber Wool Ltd", ["2024", "2025", "2026"])
    assert [(c.before.period, c.after.period, c.same_period) for c in series.changes] == [
        ("2024", "2025", False),
        ("2025", "2026", False),
    ]
    assert (found.statements, found.alone, found.repeated) == (4, 1, 0)


def test_a_gap_of_years_is_known() -> None:
    (series,) = _find(*(_year(y, "We sell rope.") for y in (2018, 2019, 2022))).series
    assert [c.apart for c in series.changes] == [1, 3]


def test_the_same_bytes_count_once() -> None:
    (made, passages), second = _year(2024, "We sell rope."), _year(2025, "We sell rope.")
    found = _find((made, passages), ({**made, "source": "copy.txt"}, passages), second)
    assert found.repeated == 1
    assert [m.source for m in found.series[0].members] == ["2024.txt", "2025.txt"]


def test_versions_for_one_period_follow_the_dates_in_their_names() -> None:
    facts = {"organisation": "Amber Wool Ltd", "year_end": "2018-03-31"}
    texts = ("x/amber-2019-07-02.txt", "x/wool-2018-04-19.txt", "a/zz-2026-03-26.txt")
    found = _find(*((_record(s, {}, facts=facts), _passages("We sell rope.")) for s in texts))
    assert [years.version(m) for m in found.series[0].members] == ["2018-04-19", "2019-07-02", "2026-03-26"]
    assert all(c.same_period and c.dated for c in found.series[0].changes)


def test_versions_without_dates_in_their_names_are_not_said_to_have_some() -> None:
    facts = {"organisation": "Amber Wool Ltd", "year_end": "2018-03-31"}
    found = _find(*((_record(s, {}, facts=facts), _passages("We sell rope.")) for s in ("wool-v1.txt", "wool-v2.txt")))
    assert [(c.same_period, c.dated) for c in found.series[0].changes] == [(True, False)]


def test_a_statement_that_nothing_puts_in_time_is_compared_with_none() -> None:
    loose = (_record("amber.txt", {}), _passages("We sell rope."))
    (series,) = _find(_year(2024, "We sell rope."), _year(2025, "We sell rope."), loose).series
    assert [o.source for o in series.unplaced] == ["amber.txt"]
    assert len(series.changes) == 1


def test_the_year_that_the_opening_names_goes_before_the_date_of_the_file() -> None:
    made = _record("upload-2026-01-04.txt", {})
    (series,) = _find(_year(2025, "We sell rope."), (made, _passages("# Modern slavery statement 2024"))).series
    assert [(m.period, m.period_from) for m in series.members] == [("2024", "opening"), ("2025", "given")]


def test_verdicts_won_and_lost_come_with_the_passage_and_what_became_of_it() -> None:
    trained, visit, line = "Our buyers were trained in March.", "We visited eleven farms.", "A helpline is open."
    moved = "We sell rope."
    before = _year(
        2024,
        trained,
        moved,
        training=("met", [_evidence(trained, 1)]),
        helpline=("missing", []),
        audits=("partial", [_evidence(moved, 2)]),
        kpis=("unreadable", []),
        policy=("met", []),
    )
    after = _year(
        2025,
        line,
        moved,
        visit,
        training=("missing", []),
        helpline=("met", [_evidence(line, 1)]),
        audits=("met", [_evidence(moved, 2)]),
        kpis=("missing", []),
        policy=("met", []),
    )
    (change,) = _find(before, after).series[0].changes
    assert [(s.rule, s.won, s.quote, s.now) for s in change.shifts] == [
        ("training", False, trained, "dropped"),
        ("helpline", True, line, "new"),
        ("audits", True, moved, "unchanged"),
    ]
    assert (change.shifts[0].before, change.shifts[0].after) == (Verdict.MET, Verdict.MISSING)


def test_how_long_an_announcement_has_stood_in_the_same_words() -> None:
    told = {"future_commitments": ("met", [_evidence(PLAN)])}
    found = _find(*(_year(y, PLAN, **told) for y in (2023, 2024, 2025)), _year(2026, "We sell rope."))
    assert [[(k.times, k.first.period, k.said.fate) for k in c.commitments] for c in found.series[0].changes] == [
        [(1, "2023", "repeated")],
        [(2, "2023", "repeated")],
        [(3, "2023", "nothing")],
    ]


def test_pages_that_gave_no_text_are_told() -> None:
    (made, passages), second = _year(2024, "We sell rope."), _year(2025, "We sell rope.")
    (change,) = _find(({**made, "unread_pages": [2]}, passages), second).series[0].changes
    assert (change.unread_before, change.unread_after) == ((2,), ())
