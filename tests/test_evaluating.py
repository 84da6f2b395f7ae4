"""Labels against findings: the figures, and the faults of a file of labels."""

from __future__ import annotations

import json

import pytest

from msa_check.evaluating import Disagreement, GoldFault, evaluate, kappa, overall, parse_gold
from msa_check.model import Evidence, Finding, Verdict

RULES = ("kpis", "training")


def _gold(*verdicts: str) -> str:
    return json.dumps([{"id": f"s{i}", "rules": {"kpis": [v, None, f"passage {i}"]}} for i, v in enumerate(verdicts)])


def _found(*verdicts: Verdict) -> dict[str, list[Finding]]:
    return {
        f"s{i}": [Finding("kpis", v, None, (Evidence(f"quote {i}", 1, 1),) if v is Verdict.MET else ())]
        for i, v in enumerate(verdicts)
    }


def test_figures_of_one_rule() -> None:
    gold = parse_gold(_gold("met", "met", "met", "partial", "missing", "na", "contested"), "g.json", RULES)
    found = _found(Verdict.MET, Verdict.MET, Verdict.PARTIAL, Verdict.MET, Verdict.UNREADABLE, Verdict.MET, Verdict.MET)
    (score,) = evaluate(gold, found)
    assert (score.rule, score.labels) == ("kpis", 5)
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == pytest.approx(2 / 3)
    assert score.f1 == pytest.approx(2 / 3)
    assert score.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert score.agreement == pytest.approx(3 / 5)
    assert score.confusion == ((2, 1, 0), (1, 0, 0), (0, 0, 1))
    assert score.disagreements == (
        Disagreement("s2", "met", "partial", "passage 2", ""),
        Disagreement("s3", "partial", "met", "passage 3", "quote 3"),
    )


def test_kappa_is_cohens() -> None:
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "a")]) == 1.0
    assert kappa([]) is None


def test_a_rule_that_is_never_met_has_no_recall() -> None:
    gold = parse_gold(_gold("missing", "partial"), "g.json", RULES)
    (score,) = evaluate(gold, _found(Verdict.MISSING, Verdict.PARTIAL))
    assert (score.precision, score.recall, score.f1) == (None, None, None)
    assert (score.balanced_accuracy, score.kappa) == (1.0, 1.0)


def test_overall_counts_every_label_once() -> None:
    gold = parse_gold(_gold("met", "missing", "met"), "g.json", RULES)
    total = overall(evaluate(gold, _found(Verdict.MET, Verdict.MISSING, Verdict.MISSING)))
    assert total["labels"] == 3
    assert total["agreement"] == pytest.approx(2 / 3)
    assert total["balanced_accuracy"] == pytest.approx(0.75)


def test_every_fault_is_told_with_its_place() -> None:
    text = json.dumps(
        [
            {"id": "A01", "rules": {"kpis": ["yes"], "nonsense": ["met"], "training": "met"}},
            {"rules": {}},
            {"id": "A03", "rules": {"training": ["met", None, 7]}},
            {"id": "A04"},
        ]
    )
    with pytest.raises(GoldFault) as caught:
        parse_gold(text, "g.json", RULES)
    assert [f.split(": found")[0] for f in caught.value.faults] == [
        "g.json, statement 1 (A01), rules.kpis",
        "g.json, statement 1 (A01), rules.nonsense",
        "g.json, statement 1 (A01), rules.training",
        "g.json, statement 2, id",
        "g.json, statement 3 (A03), rules.training",
        "g.json, statement 4 (A04), rules",
    ]


def test_broken_json_is_told_with_its_line() -> None:
    with pytest.raises(GoldFault, match=r"^g\.json:3: found "):
        parse_gold('[\n{"id": "A01",\n"rules" {}}\n]', "g.json", RULES)


def test_json_that_is_no_list_is_refused() -> None:
    with pytest.raises(GoldFault, match="no list of statements"):
        parse_gold("{}", "g.json", RULES)
