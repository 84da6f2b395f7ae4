"""Which document is which statement of the register: by address, number, name, period and signatory, each step told.

What is not clear is listed as unsure with what speaks for each; nothing is guessed, and nothing here reads a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from msa_check.register import names
from msa_check.register.likeness import Names, same_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from msa_check.register.entries import Entry, Group

    _Add = Callable[[Iterable[Entry], str, int, str], None]

State = Literal["matched", "other-period", "unsure", "none"]
Origin = Literal["given", "legal", "brand", "file"]
SURE = 88
"""Points from which a match counts: a name alone, letter for letter, has more; a name that is only alike has fewer."""
LEAD = 4
"""By how much the best must be ahead of the next statement."""
_LIKE = 0.7
_NAMED = {
    "given": (95, "name given with the file"),
    "legal": (93, "name in the document"),
    "brand": (88, "name in the document"),
    "file": (92, "name of the file"),
}
_NOISE = frozenset(
    "modern slavery statement statements anti human trafficking act uk msa mss signed final draft version copy v report annual "
    "transparency policy and the for of fy pdf doc web website new combined clean published disclosure compliance approved signature "
    "ltd limited plc llp inc incorporated corp corporation company co gmbh bv nv sa ag".split()
)
"""Words of file names that say nothing of whose statement it is."""
_NUMBER = re.compile(
    r"\b(?:compan(?:y|ies)|registered|registration|incorporated|co|reg)\b[\w .,()]{0,30}?\b(?:no|number|num|nº|nr)\b[.:#]*\s{0,3}"
    r"(?P<number>[A-Z]{0,2}\d{5,8}R?)\b",
    re.IGNORECASE,
)
_MAX_NUMBERS = 12
_MONTH = timedelta(days=31)
"""By how much the ends of the same period may differ."""
_HALF_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one document that may be a statement of the register.

    ``named`` holds (origin, name): given by the caller, legal or brand as read from the text, or the file's stem. ``end`` is
    an ISO date, month or year, ``exact`` whether it was read as a whole date. ``ends_in`` says of a year that it is the one in
    which the period ends ("2021/22"); else a year may also be called by the one in which most of it lies.
    """

    source: str
    named: tuple[tuple[Origin, str], ...]
    numbers: tuple[str, ...] = ()
    """Company numbers given by the caller."""
    urls: tuple[str, ...] = ()
    """Addresses it is known to come from."""
    end: str = ""
    exact: bool = False
    ends_in: bool = False
    signatories: tuple[str, ...] = ()
    approved: str = ""
    text: str = ""
    """The text, when it was read: searched for company numbers and for names of the register."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that a document may be: the entry that fits best, its points, and what speaks for and against it."""

    statement: str
    entry: str
    points: int
    how: tuple[str, ...]
    other_period: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The result for one document. ``candidates`` are ordered best first; the first is the match unless unsure or none."""

    source: str
    state: State
    candidates: tuple[Candidate, ...]
    why: str
    """Why it is unsure, of another period or none; empty for a match."""

    @property
    def best(self) -> Candidate | None:
        """The best candidate, or None."""
        return self.candidates[0] if self.candidates else None


@dataclass(slots=True)
class _Signs:
    """What speaks for one entry."""

    identity: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Kind of evidence (address, number, name, file, text) -> (score, words)."""

    def add(self, kind: str, score: int, said: str) -> None:
        if score > self.identity.get(kind, (0, ""))[0]:
            self.identity[kind] = (score, said)


class Register:
    """The statements of a register, ready to be asked which of them a document is."""

    def __init__(self, groups: Sequence[Group]) -> None:
        """``groups`` are all statements; none is changed."""
        self._groups = {g.statement: g for g in groups}
        self._keys: dict[str, list[Entry]] = {}
        self._numbers: dict[str, list[Entry]] = {}
        self._urls: dict[str, list[Entry]] = {}
        self._stems: dict[str, set[str]] = {}
        for g in groups:
            for e in g.entries:
                self._add(e)
        self._first: dict[str, list[list[str]]] = {}
        for k in self._keys:
            spelled = k.split()
            self._first.setdefault(spelled[0], []).append(spelled)
        self._likest = Names(self._keys)

    def _add(self, e: Entry) -> None:
        for k in names.spellings(e.organisation):
            self._keys.setdefault(k, []).append(e)
        if e.number:
            self._numbers.setdefault(e.number, []).append(e)
        for url in (e.url, e.value("PDFURL")):
            if found := names.address(url):
                self._urls.setdefault(found, []).append(e)
                if stem := names.file_stem(url):
                    self._stems.setdefault(stem, set()).add(e.statement)

    def match(self, document: Document) -> Match:
        """Which statement the document is; the reasons in words."""
        named = self._named_in(names.words(document.text).split()) if document.text else {}
        best: dict[str, Candidate] = {}
        for entry, found in self._signs(document, named).values():
            made = self._candidate(document, entry, found, named)
            if made.statement not in best or made.points > best[made.statement].points:
                best[made.statement] = made
        ranked = sorted(best.values(), key=lambda c: (-c.points, c.other_period, c.statement))
        return self._decide(document.source, [c for c in ranked if c.points >= 60][:6])

    def _decide(self, source: str, ranked: list[Candidate]) -> Match:
        if not ranked:
            return Match(source, "none", (), "No entry of the register has its name, number or address.")
        of_period = [c for c in ranked if not c.other_period and c.points >= SURE]
        if of_period:  # other years of the same organisation are no rivals
            first = of_period[0]
            rest = [c for c in ranked if c is not first and not (c.other_period and self._same(c, first))]
            ranked = [
                first,
                *sorted(rest, key=lambda c: -c.points),
                *(c for c in ranked if c is not first and c not in rest),
            ]
        else:
            first, rest = ranked[0], [c for c in ranked[1:] if not (c.other_period and self._same(c, ranked[0]))]
        shown = tuple(ranked)
        if first.points < SURE:
            return Match(source, "unsure", shown, f"The best has {first.points} points; a match needs {SURE}.")
        if rest and first.points - rest[0].points < LEAD:
            return Match(source, "unsure", shown, "More than one statement of the register fits as well.")
        if first.other_period:
            return Match(
                source, "other-period", shown, "The organisation fits, but the document is about another period."
            )
        return Match(source, "matched", shown, "")

    def _same(self, a: Candidate, b: Candidate) -> bool:
        """Whether two statements are of the same organisation, by number or name."""
        left, right = self._entry(a), self._entry(b)
        if left.number and right.number:
            return left.number == right.number
        return names.key(left.organisation) == names.key(right.organisation)

    def _entry(self, c: Candidate) -> Entry:
        return next(e for e in self._groups[c.statement].entries if e.key == c.entry)

    # -- what speaks for an entry

    def _signs(self, d: Document, named: Mapping[str, tuple[int, int]]) -> dict[str, tuple[Entry, _Signs]]:
        found: dict[str, tuple[Entry, _Signs]] = {}

        def add(entries: Iterable[Entry], kind: str, score: int, said: str) -> None:
            for e in entries:
                found.setdefault(e.key, (e, _Signs()))[1].add(kind, score, said)

        for url in d.urls:
            add(
                self._urls.get(names.address(url), ()),
                "address",
                100,
                f"downloaded from the address in the register ({url})",
            )
        for given in d.numbers:
            add(self._numbers.get(names.number(given), ()), "number", 97, f"company number {given} given with the file")
        in_text = dict.fromkeys(n for m in _NUMBER.finditer(d.text) if (n := names.number(m["number"])))
        for n in list(in_text)[:_MAX_NUMBERS]:
            score = 94 if len(in_text) == 1 else 88
            add(self._numbers.get(n, ()), "number", score, f"company number {n} stands in the text")
        for origin, name in d.named:
            if origin == "file":
                self._by_file(name, add)
            else:
                self._by_name(origin, name, add)
        for k, (count, at) in named.items():
            near = at < 120
            if near or count > 1:
                said = "named near the beginning of the text" if near else f"named {count} times in the text"
                add(self._keys[k], "text", 75 if near else 66, f"{said} (“{self._keys[k][0].organisation}”)")
        return found

    def _by_name(self, origin: Origin, name: str, add: _Add) -> None:
        score, where = _NAMED[origin]
        for key in names.spellings(name):
            if key in self._keys:
                add(
                    self._keys[key],
                    "name",
                    score,
                    f"{where} “{name}” is the register's, legal form and spelling set aside",
                )
                continue
            for like, share in self._likest.likest(key, _LIKE):
                said = f"{where} “{name}” is {share:.0%} like “{self._keys[like][0].organisation}”"
                add(self._keys[like], "name", min(86, round(55 + 33 * share)), said)

    def _by_file(self, stem: str, add: _Add) -> None:
        spelled = names.words(stem)
        for statement in self._stems.get(spelled, ()):
            add(
                self._groups[statement].entries,
                "file",
                92,
                "the file has the name that the register's address ends with",
            )
        tokens = [w for w in spelled.split() if w != "and"]
        whole = False
        for k in self._named_in(tokens):
            left = _without(tokens, k.split())
            extra = [w for w in left if w not in _NOISE and not re.search(r"\d", w)]
            score = 92 - 7 * len(extra)
            whole |= not extra
            if score >= 60 and len(k) > 2:
                said = f"name of the file holds “{self._keys[k][0].organisation}”"
                add(self._keys[k], "file", score, said + (f"; it says besides: {' '.join(extra)}" if extra else ""))
        rest = " ".join(w for w in tokens if w not in _NOISE and not re.search(r"\d", w))
        if rest and not whole:
            for like, share in self._likest.likest(names.key(rest), _LIKE):
                said = f"name of the file “{rest}” is {share:.0%} like “{self._keys[like][0].organisation}”"
                add(self._keys[like], "file", min(86, round(55 + 33 * share)), said)

    def _named_in(self, tokens: list[str]) -> dict[str, tuple[int, int]]:
        """Key -> (how often, first place) of the register's names in a row of words; one-word names are too common in texts."""
        tokens = [t for t in tokens if t != "and"]
        short = len(tokens) < 30
        found: dict[str, tuple[int, int]] = {}
        for at, word in enumerate(tokens):
            for spelled in self._first.get(word, ()):
                if (short or len(spelled) > 1) and tokens[at : at + len(spelled)] == spelled:
                    k = " ".join(spelled)
                    count, first = found.get(k, (0, at))
                    found[k] = count + 1, first
        return found

    # -- the score

    def _candidate(self, d: Document, e: Entry, signs: _Signs, named: Mapping[str, object]) -> Candidate:
        ranked = sorted(signs.identity.values(), key=lambda x: -x[0])
        score, how = ranked[0][0], [said for _, said in ranked]
        agreeing = [s for s, _ in ranked[1:] if s >= 74]
        score += 4 * len(agreeing[:2])
        period = _period(d, e)
        if period == "same":
            score, how = score + 5, [*how, f"both periods end on {e.end}"]
        elif period == "near":
            score, how = score + 2, [*how, f"the document's year {d.end} fits the register's {e.end}"]
        elif period == "other":
            how.append(f"another period: the document's year ends {d.end}, the register's {e.end}")
        if e.approver and any(same_person(s, e.approver) for s in d.signatories):
            score, how = score + 8, [*how, f"signed by the person who approved it ({e.approver})"]
        elif (
            e.approver and len(e.approver.split()) > 1 and f" {names.words(e.approver)} " in f" {names.words(d.text)} "
        ):
            score, how = score + 6, [*how, f"names the person who approved it ({e.approver})"]
        if e.approved and d.approved == e.approved:
            score, how = score + 4, [*how, f"approved on the same day ({e.approved})"]
        members = {k for m in self._groups[e.statement].entries if (k := names.key(m.organisation)) in named}
        if others := len(members - {names.key(e.organisation)}):
            score += min(8, 4 * others)
            how.append(f"names {others} other organisation{'s' if others != 1 else ''} of the same statement")
        return Candidate(e.statement, e.key, score, tuple(how), period == "other")


def _without(tokens: list[str], part: list[str]) -> list[str]:
    """The tokens without the first run that is ``part``."""
    for at in range(len(tokens) - len(part) + 1):
        if tokens[at : at + len(part)] == part:
            return tokens[:at] + tokens[at + len(part) :]
    return tokens


def _period(d: Document, e: Entry) -> Literal["", "same", "near", "other"]:
    """How the year that a document reports on stands to the register's period; empty when that cannot be told."""
    if not d.end or not e.end:
        return ""
    if len(d.end) == 10:
        close = abs(date.fromisoformat(d.end) - date.fromisoformat(e.end)) <= _MONTH
        return ("same" if close else "other") if d.exact else ("near" if close else "")
    if len(d.end) == 7:
        close = d.end == e.end[:7]
        return ("same" if close else "other") if d.exact else ("near" if close else "")
    return _year(d, date.fromisoformat(e.end))


def _year(d: Document, end: date) -> Literal["", "near", "other"]:
    """The same where only the document's year is known, which is any day of it: another period when no day of it fits."""
    year = int(d.end)
    if year == end.year:
        return "near"
    if year in {(end - _MONTH).year, (end + _MONTH).year}:
        return ""
    if not d.ends_in and year == (end - _HALF_YEAR).year:
        return ""
    return "other"
