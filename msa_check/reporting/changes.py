"""What changed between two looks at one document: verdicts won, lost and otherwise changed, with their passages.

Works on records (plain JSON objects); nothing here judges, reads or knows when the looks were.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msa_check.inert import visible
from msa_check.model import Verdict
from msa_check.record import tally_of
from msa_check.reporting import words
from msa_check.reporting.text import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msa_check.model import Rule, Rulebook
    from msa_check.record import Record

Way = Literal["won", "lost", "changed"]
_RANK = {Verdict.MET: 2, Verdict.PARTIAL: 1, Verdict.MISSING: 0}
_MARKS: dict[Way, str] = {"won": "+", "lost": "-", "changed": "~"}


@dataclass(frozen=True, slots=True)
class Change:
    """One rule whose verdict is another now. ``before`` and ``after`` are in words.

    ``quotes`` are the sentences that came for what was won, those that went for what was lost; up to three.
    """

    rule: Rule
    way: Way
    before: str
    after: str
    quotes: tuple[str, ...]


def changes(before: Record, after: Record, rulebook: Rulebook) -> tuple[Change, ...]:
    """The rules with another verdict or reason: lost first, then won, then others, each in the rule book's order.

    Of documents that were not judged there is nothing to compare: an empty tuple.
    """
    if not (_judged(before) and _judged(after)):
        return ()
    old = {f["rule"]: f for f in before["findings"]}
    found = []
    for f in after["findings"]:
        was = old.get(f["rule"])
        if was is None or (was["verdict"], was["reason"]) == (f["verdict"], f["reason"]):
            continue
        rule = rulebook.rule(f["rule"])
        way = _way(was, f)
        gone, come = _others(was, f), _others(f, was)
        quotes = gone if way == "lost" else come
        found.append(Change(rule, way, _told(was, rule), _told(f, rule), tuple(quotes[:3])))
    order: tuple[Way, ...] = ("lost", "won", "changed")
    return tuple(sorted(found, key=lambda c: order.index(c.way)))


def _judged(made: Record) -> bool:
    return made["status"] != "unread" and bool(made["judged"])


def _way(was: Record, now: Record) -> Way:
    a, b = _RANK.get(Verdict(was["verdict"])), _RANK.get(Verdict(now["verdict"]))
    if a is None or b is None or a == b:
        return "changed"
    return "won" if b > a else "lost"


def _others(f: Record, than: Record) -> list[str]:
    """The sentences of a finding that another one does not have; all of them when it has each."""
    there = {e["quote"] for e in than["evidence"]}
    mine = list(dict.fromkeys(" ".join(e["quote"].split()) for e in f["evidence"]))
    return [q for q in mine if q not in there] or mine


def _told(f: Record, rule: Rule) -> str:
    verdict = Verdict(f["verdict"])
    why = words.REASONS.get(f["reason"] or "", "") if verdict is Verdict.PARTIAL else ""
    return words.sign(verdict, rule.force).word.lower() + (f" ({why})" if why else "")


def as_text(before: Record, after: Record, rulebook: Rulebook, *, suggest: bool = False) -> str:
    """The changes as text for a terminal, ending in a line end; ``suggest`` adds what a good passage says to what is lost."""
    if not _judged(after):
        why = after["detail"] if after["status"] == "unread" else after["gate_note"] or after["detail"]
        what = (
            "The document cannot be read now" if after["status"] == "unread" else "It is not judged as a statement now"
        )
        return _lines(_wrap(f"{what}: {why}"))
    if not _judged(before):
        return _lines([*_wrap("It is judged as a statement now."), *_counts(after, after, rulebook)])
    out: list[str] = []
    for c in changes(before, after, rulebook):
        out += _wrap(f"{_MARKS[c.way]} {c.rule.title} [{c.rule.id}]: {c.before} -> {c.after}", rest="  ")
        for q in c.quotes:
            out += _wrap(f"{'no longer: ' if c.way == 'lost' else ''}“{q}”", "    ", "      ")
        if c.way == "lost":
            out += _wrap(f"To close the gap: {c.rule.remedy}", "    ", "      ")
            if suggest and c.rule.good:
                out += _wrap(f"A good passage says: {c.rule.good}", "    ", "      ")
    if not out:
        out = ["No verdict changed."]
    return _lines([*out, *_facts(before, after), *_counts(before, after, rulebook)])


def _facts(before: Record, after: Record) -> list[str]:
    out = []
    for name, title in words.FACTS.items():
        was, now = before["facts"].get(name), after["facts"].get(name)
        if was != now and name in after["facts"]:
            out += _wrap(f"~ {title}: {_value(was)} -> {_value(now)}", rest="  ")
    return out


def _value(fact: str | None) -> str:
    return words.date_words(fact) if fact else "not told"


def _counts(before: Record, after: Record, rulebook: Rulebook) -> list[str]:
    a, b = tally_of(before, rulebook), tally_of(after, rulebook)
    parts = (
        ("legal minimums", a.minimums_met, b.minimums_met, b.minimums_of),
        ("areas covered", a.areas_covered, b.areas_covered, len(b.named_areas)),
    )
    told = [f"{name} {f'{x} -> ' if x != y else ''}{y} of {of}" for name, x, y, of in parts]
    x, y = a.count.met, b.count.met
    told.append(f"points met {f'{x} -> ' if x != y else ''}{y}")
    return _wrap(words.upper_first(", ".join(told)) + ".")


def _lines(lines: Iterable[str]) -> str:
    return visible("\n".join(lines)) + "\n"


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    flat = " ".join(text.split())
    return textwrap.wrap(flat, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
