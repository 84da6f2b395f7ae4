"""Statement + Rulebook -> Report: the verdict that follows from the sentences that fit each rule.

Pure: no files, no clock, no printing.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

from msa_check import __version__, facts, gate, homepage
from msa_check.consistency import CONSISTENCY
from msa_check.matching import Hit, Matching, Text, borrowed, evidence, ordered, plainly
from msa_check.model import PARTIAL_NOTES, Doubt, Facts, Finding, Report, Verdict
from msa_check.proposing import Proposing
from msa_check.secondreader import SecondReader

if TYPE_CHECKING:
    from msa_check.model import Evidence, Rule, Rulebook, Statement

_REASON = {Doubt.PLANNED: "planned", Doubt.DENIED: "denied", Doubt.CONDITIONAL: "weak"}
ANSWERED = "It says that this is not done. The law asks it to say so, and that answers the point; it is no praise."
"""Note of a finding that is met by a plain negative (rules with ``negative: satisfies``)."""


class Checker:
    """A rule book compiled once and put to many statements."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Compile every phrase list and phrase of the rule book."""
        self.rulebook = rulebook
        self.matching = Matching(rulebook)
        self.proposing = (
            Proposing(rulebook, self.matching, SecondReader.load(rulebook.second_reader)) if rulebook.seconded else None
        )
        # compiled rules stay as long as the process: the collector need not walk them again with every statement
        gc.freeze()

    def check(self, statement: Statement, *, as_of: str = "") -> Report:
        """Judge a statement. ``as_of`` is an ISO date for rules that need today's (else they ask the reader)."""
        kind, note = gate.document_type(statement)
        if statement.status == "unread" or note:
            found = tuple(self._not_judged(rule, statement) for rule in self.rulebook.rules)
            return Report(statement, kind, Facts(), found, self.rulebook.id, self._versions(), gate_note=note)
        known, findings = self.judge(statement, as_of=as_of)
        return Report(statement, kind, known, findings, self.rulebook.id, self._versions())

    def judge(self, statement: Statement, *, as_of: str = "") -> tuple[Facts, tuple[Finding, ...]]:
        """Facts and findings, without asking what kind of document it is."""
        text = self.matching.cut(statement)
        known = facts.read_facts(statement)
        asked = (*self.rulebook.lenders, *self.rulebook.rules)
        hits = {rule.id: self.matching.hits(rule, text) for rule in asked}
        needs = {rule.id: rule.needs for rule in asked}
        for rule in self.rulebook.rules:
            if any(p.rule for p in rule.evidence):
                hits[rule.id] += borrowed(rule, hits, needs, self.matching.vetoed(rule, text))
        approvals = tuple(evidence(h, text) for h in hits.get(self.rulebook.approval_rule, ()) if h.doubt is None)
        known = facts.add_approval_date(known, statement, approvals)
        marks = dict(known.marks)
        findings = tuple(
            self._finding(rule, statement, text, hits[rule.id], marks, known, as_of) for rule in self.rulebook.rules
        )
        findings = self._alternatives(findings)
        return known, self.proposing.add(findings, text) if self.proposing else findings

    @staticmethod
    def _versions() -> tuple[tuple[str, str], ...]:
        return (("msa-check", __version__),)

    @staticmethod
    def _not_judged(rule: Rule, statement: Statement) -> Finding:
        if statement.status == "unread":
            return Finding(rule.id, Verdict.UNREADABLE, None, (), statement.detail)
        if rule.check == homepage.CHECK and homepage.is_home(statement):
            return homepage.homepage_link(rule, statement)  # a home page is no statement, but answers this
        return Finding(
            rule.id, Verdict.NOT_APPLICABLE, "not-a-statement", (), "The document was not judged as a statement."
        )

    # -- verdicts

    def _alternatives(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Where the law lets one declaration stand for several rules, only the road taken is asked for."""
        verdicts = {f.rule: f.verdict for f in findings}
        idle: dict[str, tuple[str, str]] = {}
        for m in self.rulebook.minimums:
            if m.alternative and verdicts[m.alternative] is Verdict.MET:
                note = f"Another rule ({m.alternative}) answers this: the statement declares that there was nothing to describe."
                idle.update((r, ("alternative-declared", note)) for r in m.rules if verdicts[r] is not Verdict.MET)
            elif m.alternative and (
                verdicts[m.alternative] is not Verdict.PARTIAL or all(verdicts[r] is Verdict.MET for r in m.rules)
            ):
                note = "Asked for only where the statement describes nothing of the kind."
                idle[m.alternative] = ("alternative", note)
        return tuple(
            Finding(f.rule, Verdict.NOT_APPLICABLE, idle[f.rule][0], f.evidence, idle[f.rule][1])
            if f.rule in idle
            else f
            for f in findings
        )

    def _finding(
        self,
        rule: Rule,
        statement: Statement,
        text: Text,
        hits: list[Hit],
        marks: dict[str, tuple[Evidence, ...]],
        known: Facts,
        as_of: str,
    ) -> Finding:
        if rule.check == homepage.CHECK:
            return homepage.homepage_link(rule, statement)
        if rule.check:
            return CONSISTENCY[rule.check](rule, known, as_of)
        if rule.manual:
            return Finding(rule.id, Verdict.MANUAL, None, (), rule.manual)
        from_facts = [(p, replace(e, strength=p.gives)) for p in rule.evidence if p.fact for e in marks.get(p.fact, ())]
        found = ordered([e for _, e in from_facts] + [evidence(h, text) for h in hits])
        entity = known.entity_type.value if known.entity_type else ""
        if rule.applies_to and entity and entity not in rule.applies_to and not found:
            return Finding(rule.id, Verdict.NOT_APPLICABLE, "entity-type", (), f"The rule is not for a {entity}.")
        if rule.applies_when and not found and not self.matching.stands(rule.applies_when, text):
            return Finding(
                rule.id,
                Verdict.NOT_APPLICABLE,
                "nothing-suggests-it",
                (),
                "Nothing in the statement suggests that the rule applies.",
            )
        aspects = {h.pattern.aspect for h in hits if plainly(h.pattern.gives, h.doubt)}
        aspects |= {p.aspect for p, e in from_facts if plainly(p.gives, e.doubt)}
        if len(aspects) >= rule.needs:
            return Finding(rule.id, Verdict.MET, None, found, "")
        if rule.negative == "satisfies" and any(e.doubt is Doubt.DENIED and e.strength == "met" for e in found):
            return Finding(rule.id, Verdict.MET, None, found, ANSWERED)
        if aspects:
            return Finding(
                rule.id,
                Verdict.PARTIAL,
                "weak",
                found,
                f"Met takes {rule.needs} different points; {len(aspects)} was found.",
            )
        if found:
            reason = "weak" if found[0].doubt is None else _REASON[found[0].doubt]
            return Finding(rule.id, Verdict.PARTIAL, reason, found, PARTIAL_NOTES[found[0].doubt])
        if statement.unread_pages:
            pages = ", ".join(map(str, statement.unread_pages[:12]))
            return Finding(
                rule.id, Verdict.UNREADABLE, None, (), f"Nothing was found, but page(s) {pages} gave no text."
            )
        return Finding(rule.id, Verdict.MISSING)
