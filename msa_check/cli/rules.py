"""``msa-check rules``: list, explain and prove the rules of a pack.

The rules themselves are YAML under rules/; nothing here reads or judges a statement.
"""

from __future__ import annotations

import json
from textwrap import fill
from typing import TYPE_CHECKING

import click

from msa_check.cli import screen
from msa_check.cli.settings import rules_option
from msa_check.errors import ExitCode, UsageError
from msa_check.reporting.words import how_many

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.model import Example, Rule, Rulebook


@click.group(name="rules")
def command() -> None:
    """List, explain and test the rules."""


@command.command(name="list")
@rules_option
@click.option("--format", "form", type=click.Choice(["text", "json", "md"]), default="text", show_default=True)
def list_rules(pack: Path | None, form: str) -> int:
    """List every rule with its force and title; without --rules also the packs that come with msa-check."""
    from msa_check.rulebook import load

    book = load(pack)
    if form == "md":
        from msa_check.reporting.rules_page import rules_page

        screen.data(rules_page(book))
        return ExitCode.OK
    if form == "json":
        rows = [
            {
                "id": r.id,
                "area": r.area,
                "force": r.force,
                "title": r.title,
                "question": r.question,
                "basis": {"source": r.basis.source, "section": r.basis.section, "link": r.basis.link},
            }
            for r in book.rules
        ]
        screen.data(json.dumps(rows, ensure_ascii=False, indent=2))
        return ExitCode.OK
    lines = [f"{book.title} ({how_many(len(book.rules), 'rule')}, {book.id})"]
    width = max(len(r.id) for r in book.rules)
    for area in book.areas:
        mine = [r for r in book.rules if r.area == area.id]
        if mine:
            lines += ["", area.title, *(f"  {r.id:<{width}}  {r.force:<13}  {r.title}" for r in mine)]
    if pack is None:
        lines += ["", *_packs()]
    elif book.status or book.source_note:
        dated = f" (noted on {book.status_date})" if book.status_date else ""
        lines += [
            "",
            *([f"Status: {book.status}{dated}"] if book.status else []),
            *([fill(book.source_note, 100)] if book.source_note else []),
        ]
    screen.data("\n".join(lines))
    return ExitCode.OK


@command.command(name="explain")
@click.argument("rule_id", metavar="ID")
@rules_option
def explain_rule(rule_id: str, pack: Path | None) -> int:
    """Say what one rule asks, where it comes from, what closes the gap, and show its examples."""
    from msa_check.rulebook import load

    screen.data(_explained(find_rule(load(pack), rule_id, pack)))
    return ExitCode.OK


@command.command(name="test")
@rules_option
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
def test_rules(pack: Path | None, quiet: bool) -> int:
    """Run every rule's own examples; exit code 2 when one gives another verdict than it says."""
    from msa_check.explaining import prove
    from msa_check.rulebook import load, unproved

    book = load(pack)
    proofs = prove(book)
    wrong = [p for p in proofs if not p.right]
    for p in wrong:
        if p.example.known_miss:
            told = "recorded as a known miss and now right: take known_miss away"
        else:
            told = f"expected {_verdict(p.example.verdict, p.example.reason)}, found {_verdict(p.verdict, p.reason)}"
        screen.data(f"{p.rule}: {told}: “{p.example.text}”")
    bare = unproved(book, pack)
    for fault in bare:
        screen.data(fault)
    if not quiet:
        misses = sum(p.example.known_miss for p in proofs)
        known = f", {misses} known {'miss' if misses == 1 else 'misses'}" if misses else ""
        run = f"{how_many(len(proofs), 'example')} of {how_many(len(book.rules), 'rule')}"
        screen.data(f"{run}: {len(wrong) or 'none'} wrong{known}.")
    return ExitCode.USAGE if wrong or bare else ExitCode.OK


@command.command(name="schema")
def print_schema() -> int:
    """Print the JSON Schema of a rule file, for editors that complete and check YAML."""
    from msa_check.rulefiles import RuleFile

    screen.data(json.dumps(RuleFile.model_json_schema(), indent=2))
    return ExitCode.OK


def _packs() -> list[str]:
    """The packs that come with the program: name, rules, title and status. One is used at a time."""
    from msa_check import shelf
    from msa_check.rulebook import DEFAULT_PACK, load

    names = shelf.packs()
    width = max(map(len, names))
    out = ["Packs that come with msa-check; choose one with --rules NAME (one at a time):"]
    for name in names:
        book = load(shelf.rules_dir() / name)
        used = "; used unless another is named" if name == DEFAULT_PACK else ""
        dated = f", noted on {book.status_date}" if book.status_date else ""
        out.append(
            f"  {name:<{width}}  {len(book.rules):>3} rules  {book.title} ({book.status or 'in force'}{dated}{used})"
        )
    return out


def find_rule(book: Rulebook, rule_id: str, pack: Path | None) -> Rule:
    """The rule of that id; UsageError names the nearest ids, or how to list those of ``pack``, when there is none."""
    import shlex
    from difflib import get_close_matches

    try:
        return book.rule(rule_id)
    except KeyError:
        near = get_close_matches(rule_id, [r.id for r in book.rules], n=3, cutoff=0.5)
        listed = "msa-check rules list" + (f" --rules {shlex.quote(str(pack))}" if pack else "")
        cure = f"Did you mean {' or '.join(near)}?" if near else f"See: {listed}"
        raise UsageError(f"there is no rule {rule_id!r} in {book.title}.", cure=cure) from None


def _verdict(verdict: str, reason: str | None) -> str:
    return f"{verdict} ({reason})" if reason else verdict


def _explained(rule: Rule) -> str:
    def told(head: str, text: str) -> list[str]:
        return [fill(f"{head}: {text}", 100, subsequent_indent="  ")] if text else []

    numbered = rule.basis.section[:1].isdigit()
    source = ", ".join(
        filter(None, (rule.basis.source, f"section {rule.basis.section}" if numbered else rule.basis.section))
    )
    level = f" (level {rule.guidance_level}: {rule.level_source})" if rule.guidance_level else ""
    lines = [
        f"{rule.id}: {rule.title}",
        *told("Asks", rule.question),
        *told("Force", rule.force + level),
        *told("Basis", f"{source} {rule.basis.link}".strip()),
        *told("Note", rule.basis.note),
        *told("Applies to", ", ".join(rule.applies_to)),
        *told("Weighs more for", ", ".join(rule.weighs_more_for)),
        *told("A plain “we do not”", "answers the point" if rule.negative == "satisfies" else ""),
        *told("Question to the reader", rule.manual),
        *told("In force", " to ".join(filter(None, (rule.in_force_from, rule.in_force_to)))),
        *told("Closes the gap", rule.remedy),
        *told("What good looks like", rule.good),
    ]
    if rule.examples:
        lines += ["", "Examples, which run as tests:"]
        lines += [fill(_example(e), 100, initial_indent="  ", subsequent_indent="      ") for e in rule.examples]
    return "\n".join(lines)


def _example(example: Example) -> str:
    under = " / ".join(filter(None, (example.heading, example.lead_in)))
    missed = " [known miss]" if example.known_miss else ""
    return f"{_verdict(example.verdict, example.reason)}{missed}: {under + ' > ' if under else ''}“{example.text}”"
