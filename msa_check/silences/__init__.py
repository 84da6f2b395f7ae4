"""High-risk goods, places, labour and lines of business that a statement names and says nothing about.

A silence says where to ask. It accuses nobody: to buy, make or work where risk is high is lawful, and what a statement
leaves out may well be done. Nothing here reads a file or makes a page; the lists come from silences/risks.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msa_check.silences.mentions import Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.model import Passage
    from msa_check.record import Record
    from msa_check.silences.mentions import Mention, Text
    from msa_check.silences.risks import Risks, Thing

RISK_RULES = (("risks-identified", "risk-assessment", "risk-treatment"), ("supplier-due-diligence", "supplier-audits"))
"""Rules of a pack whose evidence is what the statement says about risk; those of the first group are asked first."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the statement, and where it stands."""

    text: str
    page: int | None
    passage: int
    heading: str = ""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that the statement names; ``told`` is the sentence that tells a risk or an action of it, or None."""

    thing: Thing
    quotes: tuple[Quote, ...]
    """Where it is named as the organisation's or its supply chain's, in order; at least one."""
    countries: tuple[str, ...]
    """Countries told as the origin of a good that its source lists, as ids."""
    told: Quote | None
    nearest: Quote | None
    """Of a silence: the nearest sentence in which the statement says anything about risk; None when none was found."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What one statement names, and what it passes over. ``state`` "part-read": what is not found may stand on an unread page."""

    source: str
    organisation: str
    year_end: str
    state: Literal["read", "part-read"]
    unread_pages: tuple[int, ...]
    named: tuple[Named, ...]

    @property
    def silences(self) -> tuple[Named, ...]:
        """Things of which nothing was found."""
        return tuple(n for n in self.named if n.told is None)

    @property
    def spoken(self) -> tuple[Named, ...]:
        """Things of which something is said."""
        return tuple(n for n in self.named if n.told is not None)


class Screener:
    """The lists compiled once and put to many statements."""

    def __init__(self, risks: Risks) -> None:
        """Compile the lists."""
        self.risks = risks
        self._search = Search(risks)

    def screen(self, passages: Sequence[Passage], made: Record) -> Screening:
        """What a judged statement names and passes over; ``made`` is its record."""
        text = self._search.cut(passages)
        unread = tuple(made.get("unread_pages") or ())
        return Screening(
            source=made["source"],
            organisation=str((made.get("metadata") or {}).get("organisation") or made["facts"]["organisation"] or ""),
            year_end=made["facts"]["year_end"] or "",
            state="part-read" if unread or made["status"] == "partial" else "read",
            unread_pages=unread,
            named=tuple(self._named(text, made)),
        )

    def _named(self, text: Text, made: Record) -> Iterable[Named]:
        for thing in self.risks.things:
            mentions = self._search.mentions(thing, text)
            counted = [m for m in mentions if _high_risk(thing, m)]
            if not counted:
                continue
            told = self._search.told(thing, text)
            if told is None and (found := self._found_by_rules(made, mentions, text)):
                told = found[0]
            listed = {*thing.child, *thing.forced}
            yield Named(
                thing=thing,
                quotes=tuple(_quote(text, m.sentence) for m in counted),
                countries=tuple(dict.fromkeys(c for m in counted for c in m.countries if c in listed)),
                told=None if told is None else _quote(text, told),
                nearest=self._nearest(text, made, counted[0]) if told is None else None,
            )

    @staticmethod
    def _found_by_rules(made: Record, mentions: Sequence[Mention], text: Text) -> list[int]:
        """Mentions whose sentence the rules took as a risk identified or treated."""
        taken = {e["quote"] for f in made["findings"] if f["rule"] in RISK_RULES[0] for e in f["evidence"]}
        return [m.sentence for m in mentions if text.sentences[m.sentence].text in taken]

    def _nearest(self, text: Text, made: Record, mention: Mention) -> Quote | None:
        """What the rules found about risk, nearest to the mention; else the nearest sentence with a word for it."""
        here = text.sentences[mention.sentence]
        for rules in RISK_RULES:
            found = [
                (abs(e["passage"] - here.passage.number), place, e)
                for f in made["findings"]
                if f["rule"] in rules
                for place, e in enumerate(f["evidence"])
                # what only the second reader found may be any line of a list
                if e["doubt"] is None and e["quote"] != here.text and e["source"] != "second-reader"
            ]
            if found:
                e = min(found, key=lambda x: x[:2])[2]
                return Quote(e["quote"], e["page"], e["passage"], e["heading"], e["ocr"])
        risky = [s for s in range(len(text.sentences)) if self._search.tells_risk(text, s)]
        return _quote(text, min(risky, key=lambda s: (abs(s - mention.sentence), s))) if risky else None


def ranked(screenings: Iterable[Screening]) -> list[Screening]:
    """Most silences first; of equal ones, those that pass over more of what they name; then by source."""
    return sorted(screenings, key=lambda s: (-len(s.silences), len(s.spoken), s.source))


def _high_risk(thing: Thing, mention: Mention) -> bool:
    """Whether a good counts, by what is told of its origin. Other things always do."""
    if thing.kind != "good" or thing.origin == "anywhere":
        return True
    if any(c in (*thing.child, *thing.forced) for c in mention.countries):
        return True
    return thing.origin == "unless-elsewhere" and not mention.countries


def _quote(text: Text, s: int) -> Quote:
    sentence = text.sentences[s]
    p = sentence.passage
    return Quote(sentence.text, p.page, p.number, p.heading, p.ocr)
