"""The statements of one organisation over the years: matched, put in time, and each laid beside the one before.

No file and no page here: records and texts come in through a function. What stayed, changed, came and went is told;
what it means is the reader's to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from msa_check import names
from msa_check.model import Verdict
from msa_check.record import verdicts
from msa_check.wording import sentences, words
from msa_check.years.alignment import align
from msa_check.years.commitments import announcements, commitments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from msa_check.model import Passage
    from msa_check.names import Owner
    from msa_check.wording import Sentence
    from msa_check.years.alignment import Alignment
    from msa_check.years.commitments import Commitment

    Read = Callable[[str], tuple[dict[str, Any], Sequence[Passage]]]

Became = Literal["", "new", "dropped", "changed", "unchanged"]
_RANK = {Verdict.MISSING: 0, Verdict.PARTIAL: 1, Verdict.MET: 2}
"""Verdicts that can be won or lost; from or to any other (could not be read, does not apply) nothing is told."""
_OPENING = 8
_STATEMENT_YEAR = re.compile(
    r"\b(20\d\d)\b(?=[^.]{0,30}\bstatement\b)|\bstatement\b[^.\d]{0,40}\b(20\d\d)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A rule whose verdict differs between two years, with the passage that the better verdict rests on."""

    rule: str
    before: Verdict
    after: Verdict
    quote: str
    page: int | None
    heading: str
    now: Became
    """What the passage is beside the other statement, which has the worse verdict; empty when that cannot be told."""

    @property
    def won(self) -> bool:
        """Whether the later verdict is the better one."""
        return _RANK[self.after] > _RANK[self.before]


@dataclass(frozen=True, slots=True)
class Kept:
    """An announcement, and how long it has stood in the same words."""

    said: Commitment
    times: int
    """In how many statements in a row, up to the earlier one."""
    first: Owner
    """The first of those."""


@dataclass(frozen=True, slots=True)
class Change:
    """One statement beside the one before it."""

    before: Owner
    after: Owner
    alignment: Alignment
    shifts: tuple[Shift, ...]
    commitments: tuple[Kept, ...]
    unread_before: tuple[int, ...]
    """Pages of the earlier document that gave no text: what seems new may stand there."""
    unread_after: tuple[int, ...]

    @property
    def same_period(self) -> bool:
        """Whether both are for one period: two versions rather than two years."""
        return self.before.period == self.after.period

    @property
    def dated(self) -> bool:
        """Whether the dates in both files' names tell which version is the later one."""
        return bool(version(self.before)) and version(self.before) < version(self.after)

    @property
    def apart(self) -> int:
        """Calendar years from one period to the other: with more than one, statements in between are not in the set."""
        return int(self.after.period[:4]) - int(self.before.period[:4])


@dataclass(frozen=True, slots=True)
class Series:
    """The statements of one organisation in time, and what changed from each to the next."""

    name: str
    members: tuple[Owner, ...]
    unplaced: tuple[Owner, ...]
    """Statements that nothing puts in time: they are compared with none."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """All series of a set, by name, and what was left out of them."""

    series: tuple[Series, ...]
    statements: int
    alone: int
    """Statements of organisations with one statement in the set."""
    repeated: int
    """Files with the same bytes as one already taken."""


def find(owners: Sequence[Owner], read: Read) -> Years:
    """Match the statements of each organisation and lay each beside the one before it.

    ``owners`` are those of the judged statements; ``read`` gives the record and the passages of a source, and is asked
    only for organisations with two statements or more.
    """
    once: dict[str, Owner] = {}
    for o in sorted(owners, key=lambda o: o.source):
        once.setdefault(o.sha256 or o.source, o)
    groups = names.organisations(once.values())
    return Years(
        series=tuple(_series(g, read) for g in groups if len(g) > 1),
        statements=len(owners),
        alone=sum(len(g) == 1 for g in groups),
        repeated=len(owners) - len(once),
    )


def _series(group: Sequence[Owner], read: Read) -> Series:
    # A year that the opening names goes before the date in a file's name.
    told = (o if o.period and o.period_from != "file name" else _placed(o, read(o.source)[1]) for o in group)
    placed = sorted(told, key=_order)
    members = tuple(o for o in placed if o.period)
    return Series(_name(group), members, tuple(o for o in placed if not o.period), tuple(_changes(members, read)))


def version(o: Owner) -> str:
    """The date in the name of a statement's file, as ISO, or empty: what tells versions for one period apart."""
    return names.period_in(re.split(r"[/\\]", o.source)[-1])


def _order(o: Owner) -> tuple[bool, str, str, str]:
    unplaced, period, source = names.in_time(o)
    return unplaced, period, version(o), source


def _placed(o: Owner, passages: Sequence[Passage]) -> Owner:
    for p in passages[:_OPENING]:
        if len(p.text) < 200 and (m := _STATEMENT_YEAR.search(p.text)):
            return replace(o, period=m[1] or m[2], period_from="opening")
    return o


def _name(group: Sequence[Owner]) -> str:
    """The longest name of the latest spelling that is most used."""
    count: defaultdict[str, int] = defaultdict(int)
    for o in group:
        count[o.name] += 1
    return max((n for n in count if n), key=lambda n: (count[n], len(n), n), default=group[0].source)


def _changes(members: Sequence[Owner], read: Read) -> Iterator[Change]:
    before: tuple[Owner, Mapping[str, Any], list[Sentence]] | None = None
    standing: dict[tuple[str, ...], tuple[int, Owner]] = {}
    for o in members:
        made, passages = read(o.source)
        said = sentences(passages)
        if before is not None:
            earlier, earlier_made, earlier_said = before
            alignment = align(earlier_said, said)
            standing = _standing(standing, earlier_made, earlier)
            yield Change(
                earlier,
                o,
                alignment,
                _shifts(earlier_made, made, alignment),
                tuple(
                    Kept(c, *standing[tuple(words(c.quote))]) for c in commitments(earlier_made, made, said, alignment)
                ),
                tuple(earlier_made.get("unread_pages") or ()),
                tuple(made.get("unread_pages") or ()),
            )
        before = o, made, said


def _standing(
    so_far: Mapping[tuple[str, ...], tuple[int, Owner]], made: Mapping[str, Any], o: Owner
) -> dict[tuple[str, ...], tuple[int, Owner]]:
    """Words of each announcement of the record ``made`` of ``o`` -> in how many statements in a row they stand, and in which first."""
    out = {}
    for quote, *_ in announcements(made):
        said = tuple(words(quote))
        times, first = so_far.get(said, (0, o))
        out[said] = times + 1, first
    return out


def _shifts(before: Mapping[str, Any], after: Mapping[str, Any], alignment: Alignment) -> tuple[Shift, ...]:
    """Verdicts won and lost, in the order of the rules."""
    old, new = verdicts(before), verdicts(after)
    became: dict[bool, dict[tuple[str, ...], Became]] = {True: {}, False: {}}
    for s in alignment.unchanged:
        became[True][s.words] = became[False][s.words] = "unchanged"
    for c in alignment.changed:
        became[True][c.after.words] = became[False][c.before.words] = "changed"
    became[True].update((s.words, "new") for s in alignment.added)
    became[False].update((s.words, "dropped") for s in alignment.dropped)
    out = []
    for rule, was in old.items():
        now = new.get(rule)
        if was not in _RANK or now not in _RANK or was == now:
            continue
        won = _RANK[now] > _RANK[was]
        finding = next(f for f in (after if won else before)["findings"] if f["rule"] == rule)
        best = next(iter(finding["evidence"]), None)
        out.append(
            Shift(
                rule,
                was,
                now,
                best["quote"] if best else "",
                best["page"] if best else None,
                best["heading"] if best else "",
                became[won].get(tuple(words(best["quote"])), "") if best else "",
            )
        )
    return tuple(out)
