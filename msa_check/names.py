"""Which statements are of one organisation, and for which time: by number, by name, by what the caller and the text say.

Nothing here looks anything up or reads a document: it works on the records of a batch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msa_check.wording import letters_alike, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMS = frozenset(
    "limited ltd plc llp lp inc incorporated corp corporation gmbh ag se sa sas nv bv srl spa ab oy oyj as llc dac cic cio "
    "kg kga pty co company unlimited liability partnership public p l c n v b".split()
)
"""Words of legal forms; they are dropped from a name's end only."""
_SMALL = frozenset({"the", "and", "of", "for"})
_NUMBER_KEYS = (
    "number",
    "company_number",
    "company number",
    "company_no",
    "companynumber",
    "crn",
    "registration number",
)
_YEAR_KEYS = ("year_end", "year end", "period_end", "period end", "statement_year", "statement year", "year", "period")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_.](0[1-9]|1[0-2])(?:[-_.](0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_SPAN = re.compile(r"(?<!\d)(20\d\d)\s*[/-]\s*(?:20)?(\d\d)(?!\d)")
_ALIKE = 0.92
"""Least likeness of two names that are taken for one, letter by letter: a slip of the pen, not another name."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a statement is and which time it is for, as far as the record tells."""

    source: str
    name: str
    """The organisation's name as printed or given; empty where nobody tells it."""
    key: str
    """The name for comparing: without case, punctuation, small words and legal form; empty where there is none."""
    number: str
    """Company number given by the caller, without blanks and leading zeros; empty where there is none."""
    period: str
    """ISO date, month or year that puts the statement in time; empty where nothing tells it."""
    period_from: str
    """Where the period comes from: "given", "year end", "signed", "title" or "file name"; empty without a period."""
    sha256: str = ""


def owner(made: Mapping[str, Any]) -> Owner:
    """The owner of a record's statement. What the caller gave goes before what the text says."""
    known = {str(k).lower(): str(v) for k, v in (made.get("metadata") or {}).items() if v}
    facts: Mapping[str, str | None] = made.get("facts") or {}
    name = known.get("organisation") or facts.get("organisation") or ""
    number = next((known[k] for k in _NUMBER_KEYS if k in known), "")
    period, told = _period(known, facts, str(made.get("title") or ""), str(made["source"]))
    return Owner(
        str(made["source"]),
        name,
        name_key(name),
        re.sub(r"[^0-9A-Z]", "", number.upper()).lstrip("0"),
        period,
        told,
        str(made.get("sha256") or ""),
    )


def name_key(name: str) -> str:
    """A name for comparing: "The Amber & Co. Limited" and "AMBER AND CO LTD" give the same."""
    parts = [w.replace("'", "") for w in words(name.replace("&", " and "))]
    kept = list(parts)
    while len(kept) > 1 and kept[-1] in FORMS:
        kept.pop()
    return " ".join(w for w in kept if w not in _SMALL) or " ".join(parts)


def organisations(owners: Iterable[Owner]) -> list[tuple[Owner, ...]]:
    """The statements grouped by organisation, each group in time; groups by name, statements nobody is named in alone.

    The same number is the same organisation, another number never is. Without numbers the same name is, or one that
    differs by a slip of the pen. Within a group those without a period come last.
    """
    everyone = sorted(owners, key=lambda o: o.source)
    group = {o.source: n for n, o in enumerate(everyone)}
    members: dict[int, list[Owner]] = {n: [o] for n, o in enumerate(everyone)}

    def join(a: Owner, b: Owner) -> None:
        one, other = group[a.source], group[b.source]
        if one == other or _numbers(members[one]) | _numbers(members[other]) > _widest(members[one], members[other]):
            return
        keep, gone = min(one, other), max(one, other)
        for o in members.pop(gone):
            group[o.source] = keep
            members[keep].append(o)

    for values in ([o.number for o in everyone], [o.key for o in everyone]):
        first: dict[str, list[Owner]] = defaultdict(list)
        for o, value in zip(everyone, values, strict=True):
            if value:
                first[value].append(o)
        for same in first.values():
            for heads in _by_number(same):
                for other in heads[1:]:
                    join(heads[0], other)
    for a, b in _slips({o.key: o for o in reversed(everyone) if o.key}):
        join(a, b)
    return sorted(
        (tuple(sorted(found, key=in_time)) for found in members.values()),
        key=lambda found: (found[0].key or "\uffff", found[0].source),
    )


def in_time(o: Owner) -> tuple[bool, str, str]:
    """What statements of one organisation are sorted by: their period, then their file; without a period last.

    A bare year counts as its end, as a year's end does.
    """
    return not o.period, (o.period + "-12-31"[len(o.period) - 4 :] if len(o.period) < 10 else o.period), o.source


def _numbers(found: Iterable[Owner]) -> set[str]:
    return {o.number for o in found if o.number}


def _widest(one: Iterable[Owner], other: Iterable[Owner]) -> set[str]:
    """The larger of both groups' numbers: a union beyond it would join two numbers."""
    return max(_numbers(one), _numbers(other), key=len)


def _by_number(same: list[Owner]) -> list[list[Owner]]:
    """Owners of one name: together while they have at most one number, else by number; those without stand alone."""
    if len(_numbers(same)) <= 1:
        return [same]
    out: dict[str, list[Owner]] = defaultdict(list)
    for o in same:
        if o.number:
            out[o.number].append(o)
    return [*out.values(), [o for o in same if not o.number]]


def _slips(names: Mapping[str, Owner]) -> list[tuple[Owner, Owner]]:
    """Owners whose names differ by a letter or two in one word: the other words are equal, and so are all figures."""
    blocks: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(names):
        parts = key.split()
        for n, word in enumerate(parts):
            if len(word) >= 6 and word.isalpha():
                blocks[(*parts[:n], "", *parts[n + 1 :])].append((word, key))
    return [
        (names[key], names[twin])
        for found in blocks.values()
        for i, (word, key) in enumerate(found)
        for other, twin in found[i + 1 : i + 30]  # sorted: a slip stands near its twin
        if letters_alike(word, other) >= _ALIKE
    ]


def _period(known: Mapping[str, str], facts: Mapping[str, str | None], title: str, source: str) -> tuple[str, str]:
    given = next((p for k in _YEAR_KEYS if (p := period_in(known.get(k, "")))), "")
    if given:
        return given, "given"
    if year_end := facts.get("year_end"):
        return str(year_end), "year end"
    for said in (facts.get("sign_date"), facts.get("approval_date")):
        if said:
            return str(said), "signed"
    if found := period_in(title):
        return found, "title"
    name = re.split(r"[/\\]", source)[-1]
    found = period_in(name)
    return (found, "file name") if found else ("", "")


def period_in(text: str) -> str:
    """The last date, month or year that a short text names, as ISO; of "2021/22" the later year; else empty."""
    span = [f"{m[1][:2]}{m[2]}" for m in _SPAN.finditer(text) if 12 < int(m[2]) == (int(m[1]) + 1) % 100]
    if span:
        return span[-1]
    found = ["-".join(x for x in m.groups() if x) for m in _DAY.finditer(text)]
    return found[-1] if found else ""
