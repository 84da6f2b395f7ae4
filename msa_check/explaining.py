"""Why a verdict is what it is: sentence by sentence, what fitted, what doubted; and the rules' own examples put to the test.

Nothing here decides a verdict: it replays what matching.py and checking.py do, in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msa_check.checking import Checker
from msa_check.matching import DROPPED, words
from msa_check.model import Example, Kind, Passage, Statement, Verdict

if TYPE_CHECKING:
    from msa_check.matching import Text
    from msa_check.model import Doubt, Rulebook


@dataclass(frozen=True, slots=True)
class Proof:
    """A rule's own example and what the engine made of it."""

    rule: str
    example: Example
    verdict: Verdict
    reason: str | None
    right: bool


def explain(checker: Checker, statement: Statement, rule_id: str) -> str:
    """Sentence by sentence: what fitted, what doubted, and why the verdict followed. KeyError: no such rule."""
    rule = checker.rulebook.rule(rule_id)
    text = checker.matching.cut(statement)
    known, findings = checker.judge(statement)
    finding = next(f for f in findings if f.rule == rule_id)
    lines = [f"{rule.id}: {rule.title}", rule.question, ""]
    vetoes: dict[int, str] = {}
    for p in rule.not_evidence:
        for s, _ in checker.matching.fits(p, text):
            vetoes.setdefault(s, p.why or "the rule says that this is no evidence")
    for p in rule.evidence:
        if p.rule:
            lines += [
                f"(what is evidence for {p.rule} counts here as {p.gives})",
                *_lent(checker, p.rule, text, vetoes),
            ]
            continue
        if p.fact:
            lines += [
                f"[passage {e.passage}] {e.quote}\n    fact {p.fact} -> {p.gives}"
                for e in dict(known.marks).get(p.fact, ())
            ]
            continue
        elsewhere = checker.matching.stands(p.unless, text)
        barred = f"{' or '.join(p.unless)} stands in the statement" if elsewhere else None
        for s, spans in checker.matching.fits(p, text, barred=True):
            doubt = checker.matching.doubt(rule, p, text, s, spans)
            sentence = text.sentences[s]
            fitted = ", ".join(f"“{w}”" for w in dict.fromkeys(words(text, s, spans)))
            elements = " + ".join(
                (*p.all, *(("any of " + ", ".join(p.any),) if p.any else ())) or (f"regex ({p.why})",)
            )
            verdict = _outcome(p.gives, doubt, vetoes.get(s, barred))
            under = f", under {', '.join(p.under)}" if p.under else ""
            lines.append(
                f"[{_place(sentence.passage.number, sentence.passage.page)}] {sentence.text}\n    fitted {elements}{under}: {fitted} -> {verdict}"
            )
    lines += [
        f"[passage {e.passage}] {e.quote}\n    proposed by the second reader, a trained classifier -> weak"
        + (f", and {e.doubt}" if e.doubt else "")
        for e in finding.evidence
        if e.source == "second-reader"
    ]
    if rule.check:
        lines.append("This rule has no patterns. It looks at the dates and links that were read.")
        lines += dict.fromkeys(f"[{_place(e.passage, e.page)}] {e.quote}" for e in finding.evidence)
    elif not rule.evidence:
        lines.append("This rule has no patterns: no document can answer it.")
    elif not any(line.startswith("[") for line in lines):
        lines.append("No sentence fits any of the rule's patterns.")
    reason = f" ({finding.reason})" if finding.reason else ""
    lines += ["", f"Verdict: {finding.verdict}{reason}. {finding.note}".rstrip()]
    return "\n".join(lines)


def _lent(checker: Checker, rule_id: str, text: Text, vetoes: dict[int, str]) -> list[str]:
    """The evidence of another rule that counts here: of one of the same pack only what is met there (matching.borrowed)."""
    book = checker.rulebook
    lender = next((r for r in (*book.lenders, *book.rules) if r.id == rule_id), None)
    out = []
    for h in checker.matching.hits(lender, text) if lender else ():
        if h.pattern.gives == "weak" and "/" not in rule_id:
            continue
        passage, sentence = text.sentences[h.sentence].passage, text.sentences[h.sentence].text
        verdict = _outcome(h.pattern.gives, h.doubt, vetoes.get(h.sentence))
        fitted = ", ".join(f"“{w}”" for w in h.fitted)
        out.append(f"[{_place(passage.number, passage.page)}] {sentence}\n    {rule_id}: {fitted} -> {verdict}")
    return out


def _outcome(gives: str, doubt: Doubt | None, veto: str | None) -> str:
    """What a sentence that fits comes to."""
    if veto is not None:
        return f"no evidence: {veto}"
    if doubt in DROPPED:
        return f"no evidence: {doubt}"
    return f"{gives}, but {doubt}" if doubt else gives


def _place(passage: int, page: int | None) -> str:
    return (f"page {page}, " if page else "") + f"passage {passage}"


def prove(rulebook: Rulebook) -> list[Proof]:
    """Run every rule's own examples. A known miss is right as long as it still misses."""
    checker = Checker(replace(rulebook, seconded=()))  # the rules are proved by themselves, without the second reader
    out = []
    for rule in rulebook.rules:
        for example in rule.examples:
            finding = next(f for f in checker.judge(_as_statement(example))[1] if f.rule == rule.id)
            same = finding.verdict == example.verdict and (example.reason is None or finding.reason == example.reason)
            if example.verdict is Verdict.MISSING and finding.verdict is Verdict.NOT_APPLICABLE:
                same = True
            out.append(Proof(rule.id, example, finding.verdict, finding.reason, same is not example.known_miss))
    return out


def _as_statement(example: Example) -> Statement:
    """The example as the passage of a statement that has something before and after it."""
    passages = []
    if example.heading and example.kind is not Kind.HEADING:
        passages.append(Passage(example.heading, 1, 1, Kind.HEADING))
    passages.append(
        Passage(example.text, len(passages) + 1, 1, example.kind, heading=example.heading, lead_in=example.lead_in)
    )
    return Statement(source="example", sha256="", format="text", pages=1, passages=tuple(passages))


# ------------------------------------------------------------------------------------------------ cutting
