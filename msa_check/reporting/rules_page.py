"""A rule book as one page of Markdown, a heading a rule: docs/rules.md is made by this (``msa-check rules list --format md``).

Wording and order only; the rules stand in rules/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msa_check.model import Example, Rule, Rulebook

_FORCE = {
    "law": "law: the Act demands it",
    "guidance": "guidance: the Act allows it (“may include”), statutory guidance asks for it",
    "good-practice": "good practice: neither demanded nor asked for, but useful to readers",
}


def rules_page(rulebook: Rulebook) -> str:
    """The page, ending in a line end. It does not hold the rule book's hash, so that a phrase can change without it."""
    many = f"the {len(rulebook.rules)} rules" if len(rulebook.rules) > 1 else "the one rule"
    lines = [f"# {rulebook.title}: {many}", ""]
    lines += [f"Pack version {rulebook.version}. {rulebook.source_note}".strip(), ""]
    if rulebook.minimums:
        lines += ["## What counts as the legal minimums", ""]
        for m in rulebook.minimums:
            other = f", or instead [{m.alternative}](#{m.alternative})" if m.alternative else ""
            lines.append(f"- **{m.title}**: {' and '.join(f'[{r}](#{r})' for r in m.rules)}{other}")
        lines.append("")
    for area in rulebook.areas:
        mine = [r for r in rulebook.rules if r.area == area.id]
        if mine:
            section = f" (section {area.section})" if area.section else ""
            lines += [f"## {area.title}{section}", "", *([area.question, ""] if area.question else [])]
            for rule in mine:
                lines += _rule(rule)
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule) -> list[str]:
    basis = rule.basis.source + (f", section {rule.basis.section}" if rule.basis.section[:1].isdigit() else "")
    linked = f"[{basis}]({rule.basis.link})" if rule.basis.link else basis
    level = f"; level {rule.guidance_level} ({rule.level_source})" if rule.guidance_level else ""
    facts = [
        f"- Asks: {rule.question}",
        f"- Force: {_FORCE[rule.force]}{level}",
        f"- Basis: {linked}." + (f" {rule.basis.note}" if rule.basis.note else ""),
        f"- Applies to: {', '.join(rule.applies_to)}" if rule.applies_to else "",
        f"- In force: from {rule.in_force_from or 'the beginning'} to {rule.in_force_to or 'now'}"
        if rule.in_force_from or rule.in_force_to
        else "",
        f"- Put to the reader: {rule.manual}" if rule.manual else "",
        f"- What closes a gap: {rule.remedy}",
        f"- What good looks like: {rule.good}" if rule.good else "",
    ]
    lines = [f"### {rule.id}", "", f"**{rule.title}**", "", *(x for x in facts if x), ""]
    if rule.examples:
        lines += ["| verdict | passage |", "|---|---|", *(_example(e) for e in rule.examples), ""]
    return lines


def _example(e: Example) -> str:
    above = " / ".join(x for x in (e.heading, e.lead_in) if x)
    text = " / ".join(e.text.split("\n")).replace("|", "\\|")
    verdict = f"{e.verdict} ({e.reason})" if e.reason else str(e.verdict)
    return f"| {verdict}{', known miss' if e.known_miss else ''} | {f'under “{above}”: ' if above else ''}{text} |"
