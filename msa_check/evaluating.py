"""Labelled statements against findings: how far the checker agrees with human readers, rule by rule.

Pure: labels and findings in, figures out. No file is read and nothing is printed here.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msa_check.errors import MsaError
from msa_check.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.model import Finding

SCORED = ("met", "partial", "missing")
UNSCORED = ("na", "contested")
"""Labels that are read but not scored: the rule cannot apply, or the readers did not agree."""


class GoldFault(MsaError):
    """One or more faults in a file of labels, all gathered, one line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Each fault is "file, place: found ..., expected ..."."""
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Label:
    """What a human reader concluded: a verdict, and the passages it rests on."""

    verdict: str
    reason: str | None
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A statement where reader and checker differ, with the first passage of each ("" where there is none)."""

    statement: str
    expected: str
    found: str
    reader_passage: str
    checker_passage: str


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one rule. ``met`` counts as positive; None where a figure cannot be given."""

    rule: str
    labels: int
    precision: float | None
    recall: float | None
    f1: float | None
    balanced_accuracy: float | None
    agreement: float
    kappa: float | None
    confusion: tuple[tuple[int, ...], ...]
    """Rows: the reader's met, partial, missing; columns: the checker's."""
    disagreements: tuple[Disagreement, ...]


def parse_gold(text: str, where: str, rules: Iterable[str]) -> dict[str, dict[str, Label]]:
    """Statement id -> rule -> label, of a file in the format docs/accuracy.md describes.

    ``where`` names the file, ``rules`` are those of the rule book. Raises GoldFault with every fault found.
    """
    try:
        data = json.loads(text)
    except ValueError as e:
        line = getattr(e, "lineno", 1)
        raise GoldFault([f"{where}:{line}: found {getattr(e, 'msg', e)}, expected valid JSON"]) from None
    if not isinstance(data, list) or not data:
        raise GoldFault([f'{where}:1: found no list of statements, expected [{{"id": ..., "rules": {{...}}}}, ...]'])
    known = set(rules)
    faults: list[str] = []
    out: dict[str, dict[str, Label]] = {}
    for number, item in enumerate(data, 1):
        place = f"{where}, statement {number}"
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, str) or not name or "/" in name or "\\" in name:
            faults.append(f"{place}, id: found {name!r}, expected the name of its file without the ending")
            continue
        place += f" ({name})"
        if name in out:
            faults.append(f"{place}, id: found {name!r} again, expected each once")
        labels = item.get("rules")
        if not isinstance(labels, dict) or not labels:
            faults.append(f"{place}, rules: found {_short(labels)}, expected a label for each rule")
            continue
        out[name] = {}
        for rule, value in labels.items():
            fault = _fault(rule, value, known)
            if fault:
                faults.append(f"{place}, rules.{rule}: {fault}")
            else:
                out[name][rule] = Label(
                    value[0], value[1] if len(value) > 1 else None, tuple(q for q in value[2:] if q)
                )
    if faults:
        raise GoldFault(faults)
    return out


def _fault(rule: str, value: object, known: set[str]) -> str:
    if rule not in known:
        return "found a rule that the rule book does not have, expected one of msa-check rules list"
    if not isinstance(value, list) or not value:
        return f"found {_short(value)}, expected [verdict, reason or null, quote, ...]"
    if value[0] not in SCORED + UNSCORED:
        return f"found {_short(value[0])}, expected one of {', '.join(SCORED + UNSCORED)}"
    if any(q is not None and not isinstance(q, str) for q in value[1:]):
        return "found something that is no text after the verdict, expected a reason or null, then quotes"
    return ""


def _short(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "nothing" if value is None else repr(value)[:60]


def evaluate(gold: Mapping[str, Mapping[str, Label]], found: Mapping[str, Sequence[Finding]]) -> tuple[Score, ...]:
    """The figures of every labelled rule, in the order of its id. ``found`` holds the findings of each statement."""
    by_statement = {name: {f.rule: f for f in findings} for name, findings in found.items()}
    rules = sorted({rule for labels in gold.values() for rule in labels})
    scores = []
    for rule in rules:
        pairs: list[tuple[str, str]] = []
        differ = []
        for name, labels in gold.items():
            label = labels.get(rule)
            if label is None or label.verdict in UNSCORED:
                continue
            finding = by_statement[name][rule]
            verdict = _told(finding.verdict)
            pairs.append((label.verdict, verdict))
            if verdict != label.verdict:
                mine = finding.evidence[0].quote if finding.evidence else ""
                differ.append(Disagreement(name, label.verdict, verdict, (*label.quotes, "")[0], mine))
        if pairs:
            scores.append(_score(rule, pairs, tuple(differ)))
    return tuple(scores)


def _told(verdict: Verdict) -> str:
    return str(verdict) if verdict in {Verdict.MET, Verdict.PARTIAL} else "missing"


def _score(rule: str, pairs: list[tuple[str, str]], differ: tuple[Disagreement, ...]) -> Score:
    counts = Counter(pairs)
    confusion = tuple(tuple(counts[a, b] for b in SCORED) for a in SCORED)
    hit = confusion[0][0]
    true, told, n = sum(confusion[0]), sum(row[0] for row in confusion), len(pairs)
    precision, recall = _share(hit, told), _share(hit, true)
    specificity = _share(n - true - (told - hit), n - true)
    sides = [x for x in (recall, specificity) if x is not None]
    return Score(
        rule,
        n,
        precision,
        recall,
        _share(2 * hit, told + true),
        sum(sides) / len(sides),
        sum(counts[v, v] for v in SCORED) / n,
        kappa(pairs),
        confusion,
        differ,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs of verdicts; 1 where both always say the same one thing; None without pairs."""
    if not pairs:
        return None
    n = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / n
    chance = sum(left[v] * right[v] for v in left) / n / n
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def overall(scores: Sequence[Score]) -> dict[str, float | None]:
    """Agreement and kappa over all labels, and the mean balanced accuracy of rules with labels on both sides."""
    pairs = [
        (a, b)
        for s in scores
        for a, row in zip(SCORED, s.confusion, strict=True)
        for b, n in zip(SCORED, row, strict=True)
        for _ in range(n)
    ]
    both = [
        s.balanced_accuracy for s in scores if 0 < sum(s.confusion[0]) < s.labels and s.balanced_accuracy is not None
    ]
    return {
        "labels": float(len(pairs)),
        "agreement": sum(a == b for a, b in pairs) / len(pairs) if pairs else None,
        "kappa": kappa(pairs),
        "balanced_accuracy": sum(both) / len(both) if both else None,
    }
