"""One statement searched for high-risk things: where each is named, and where a risk or an action is told of it.

Pure: passages in, sentences out. What follows from it is said in silences/__init__.py; the words stand in rules/risk/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from msa_check import language
from msa_check.model import Kind
from msa_check.prefilter import Prefilter
from msa_check.units import Units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.language import Matcher, Span
    from msa_check.model import Passage
    from msa_check.silences.risks import Risks, Thing

_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.FOOTNOTE})
_NEAR = 14
"""Words between a good or a kind of labour and the word for what is done with it."""
_BEFORE = 8
"""Words between a thing and what denies it, or puts it at a customer's."""
_AROUND = (1, -1, 2, -2)
"""Where a sentence stands that speaks of what a sentence names, counted from it: before it in its passage, after it in its section."""
_ON = 4
"""Sentences below in the same section, of which one that points back ("these countries") speaks of it too."""
_ABOVE = 2
"""Sentences before the lead-in of a list that speak of what the list names."""
_UNDER = 12
"""Sentences below a heading that it still speaks for: web pages and old files lose the next heading."""

_FORM = re.compile(r"(?: [A-Z&][\w&.-]*| \([A-Z][\w ]*\)){0,3} (?:Limited|Ltd|LTD|PLC|Plc|plc|LLP|Inc|GmbH|Company)\b")

_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w&'’-]* $")
_CAPITAL_AFTER = re.compile(r" [A-Z][a-z]")


class Sentence(NamedTuple):
    """A sentence with where it stands; heading and lead are unit numbers, or -1; under counts from its heading."""

    text: str
    passage: Passage
    heading: int
    lead: int
    under: int


class Mention(NamedTuple):
    """A sentence that names a thing as the organisation's or its chain's, and the countries told as its origin."""

    sentence: int
    span: Span
    countries: tuple[str, ...]


@dataclass(slots=True)
class Text:
    """A statement cut into sentences, ready to be searched."""

    sentences: list[Sentence]
    units: Units


def _in_a_name(sentence: str, span: Span) -> bool:
    """Whether the words are part of a name: of a firm ("Amber Seafood Limited"), a shop ("Amber Squid"), a brand."""
    if not sentence[span[0]].isupper():
        return False
    if _FORM.match(sentence, span[1]):
        return True
    # a title or a heading has capitals everywhere, and an opening word always has one
    low = sum(w[0].islower() for w in sentence.split() if w[0].isalpha())
    return low > 3 and bool(_CAPITAL_BEFORE.search(sentence, 0, span[0]) or _CAPITAL_AFTER.match(sentence, span[1]))


class Search:
    """The lists compiled once and put to many statements."""

    def __init__(self, risks: Risks) -> None:
        """Compile every list."""
        self._words = {name: language.compile_phrases(f"words:{name}", p) for name, p in risks.words}
        self._countries = {c: language.compile_phrases(f"country:{c}", p) for c, p in risks.countries}
        self._named = {t.id: language.compile_phrases(f"named:{t.id}", t.named) for t in risks.things}
        self._wider = {t.id: language.compile_phrases(f"wider:{t.id}", t.wider) for t in risks.things if t.wider}
        self._title = language.compile_phrases(
            "title", ["modern slavery", "slavery and human trafficking", "statement", "annual report"]
        )
        phrases: list[tuple[Matcher, Sequence[str]]] = [
            *((self._named[t.id], t.named) for t in risks.things),
            *((self._wider[t.id], t.wider) for t in risks.things if t.wider),
            *((self._countries[c], p) for c, p in risks.countries),
        ]
        self._prefilter = Prefilter(phrases)

    def cut(self, passages: Sequence[Passage]) -> Text:
        """The passages as sentences with their headings and lead-ins."""
        texts: list[str] = []
        raw: list[tuple[str, Passage, int]] = []
        heading, under = "", 0
        for p in passages:
            if p.heading != heading:
                heading, under = p.heading, 0
            if p.kind not in _SPOKEN:
                continue
            for a, b in language.sentences(p.text):
                raw.append((p.text[a:b], p, under))
                texts.append(p.text[a:b])
                under += 1
        contexts: dict[str, int] = {}

        def unit(text: str) -> int:
            if not text or len(text) > 300 or (text not in contexts and self._is_title(text)):
                return -1
            if text not in contexts:
                contexts[text] = len(texts)
                texts.append(text)
            return contexts[text]

        made = [Sentence(t, p, unit(p.heading), unit(p.lead_in), n) for t, p, n in raw]
        return Text(made, Units.of(texts, self._prefilter))

    def _is_title(self, text: str) -> bool:
        return bool(self._title.hits(language.plain(text).encode("ascii")))

    # -- named

    def mentions(self, thing: Thing, text: Text) -> list[Mention]:
        """Sentences that name the thing as bought, made, used or worked in by the organisation or its supply chain."""
        named = text.units.find(self._named[thing.id])
        out = []
        for s in sorted(named):
            if s >= len(text.sentences) or self._at("elsewhere", text, s):
                continue
            for span in named[s]:
                if self._dealt(thing, text, s, span):
                    out.append(Mention(s, span, self._origin(text, s, span) if thing.kind == "good" else ()))
                    break
        return out

    def _dealt(self, thing: Thing, text: Text, s: int, span: Span) -> bool:
        if self._before("denied", text, s, span, _BEFORE) or not self._ours(text, s):
            return False
        if thing.kind in {"good", "labour"} and _in_a_name(text.sentences[s].text, span):
            return False
        if thing.kind == "labour" and self._before("is-own-line", text, s, span, 2):
            return False
        if thing.kind == "place":
            return self._works(text, s, span)
        if self._served(text, s, span):
            return False
        return self._does({"good": "deals", "labour": "uses", "sector": "is-own-business"}[thing.kind], text, s, span)

    def _ours(self, text: Text, s: int) -> bool:
        """Whether the sentence, or one beside it in its passage, is about the organisation or its suppliers."""
        sentence = text.sentences[s]
        places = [u for u in (s, sentence.lead, sentence.heading) if u >= 0]
        beside = [n for n in (s - 1, s + 1) if self._same_passage(text, s, n)]
        return any(self._at("own", text, u) for u in (*places, *beside))

    def _does(self, words: str, text: Text, s: int, span: Span) -> bool:
        """Whether the words for what is done with the thing stand near it, or in what introduces it."""
        near = (x for x in self._at(words, text, s) if x[1] <= span[0] or x[0] >= span[1])
        if any(text.units.words_between(s, min(span[1], b), max(span[0], a)) <= _NEAR for a, b in near):
            return True
        sentence = text.sentences[s]
        return sentence.passage.kind is not Kind.PARAGRAPH and any(
            u >= 0 and self._at(words, text, u) for u in (sentence.lead, sentence.heading)
        )

    def _served(self, text: Text, s: int, span: Span) -> bool:
        """Whether the thing is that of customers, or of an industry that is served."""
        after = self._at("served-after", text, s)
        if any(a >= span[1] and text.units.words_between(s, span[1], a) <= 2 for a, _ in after):
            return True
        if self._before("served", text, s, span, _BEFORE):
            return True
        # "our clients protect what consumers make: homes, cars, ... electronics": no deed of one's own in between
        served = [b for _, b in self._at("served", text, s) if b <= span[0]]
        deals = [a for a, _ in self._at("deals", text, s) if a < span[0]]
        return bool(served) and max(served) > max(deals, default=-1)

    def _works(self, text: Text, s: int, span: Span) -> bool:
        """Whether the place is one where the organisation or its chain works: the last cue before it decides."""
        units = text.units
        if any(a >= span[1] and units.words_between(s, span[1], a) == 0 for a, _ in self._at("not-after", text, s)):
            return False
        sold = [x for x in self._at("sold-to", text, s) if x[1] <= span[0]]
        works = [x for x in self._at("works", text, s) if x[1] <= span[0]]
        if sold and max(sold)[0] >= max(works, default=(-1, -1))[0]:
            return False
        if works:
            return True
        after = (x for x in self._at("works", text, s) if x[0] >= span[1])
        if any(units.words_between(s, span[1], a) <= 4 for a, _ in after):
            return True
        sentence = text.sentences[s]
        return sentence.passage.kind is not Kind.PARAGRAPH and any(
            u >= 0 and self._at("works", text, u) and not self._at("sold-to", text, u)
            for u in (sentence.lead, sentence.heading)
        )

    def _origin(self, text: Text, s: int, span: Span) -> tuple[str, ...]:
        """Countries told as the good's origin: after words that say so, or right before it ("Kenyan tea")."""
        cues = self._at("origin", text, s)
        out = []
        for c, matcher in self._countries.items():
            for a, b in text.units.at(matcher, s):
                if (b <= span[0] and text.units.words_between(s, b, span[0]) <= 1) or any(e <= a for _, e in cues):
                    out.append(c)
                    break
        return tuple(out)

    # -- spoken of

    def told(self, thing: Thing, text: Text) -> int | None:
        """The sentence by which a risk or an action is told of the thing, or None: silence."""
        for u in sorted(text.units.find(self._named[thing.id])):
            found = self._told_at(thing, text, u) if u < len(text.sentences) else self._told_below(text, u)
            if found is not None:
                return found
        wider = self._wider.get(thing.id)
        for u in sorted(text.units.find(wider)) if wider else ():
            if u >= len(text.sentences):
                found = self._told_below(text, u)
                if found is not None:
                    return found
            elif self._speaks(text, u) or self._introduced(text, u):
                return u
        return None

    def _told_at(self, thing: Thing, text: Text, s: int) -> int | None:
        """The sentence that speaks of what sentence ``s`` names: itself, one around it, or one below on all of its kind."""
        if self._speaks(text, s, weakly=True) or self._introduced(text, s):
            return s
        for n in (s + d for d in _AROUND):
            if self._beside(text, s, n) and self._speaks(text, n):
                return n
        everybody = "people" if thing.kind in {"labour", "sector"} else "chain"
        for n in range(s + 1, min(s + _ON + 1, len(text.sentences))):
            if text.sentences[n].heading != text.sentences[s].heading:
                break
            if self._at("refers-back", text, n) and self._speaks(text, n, weakly=True):
                return n
            if self._at(everybody, text, n) and self._at("action", text, n):
                return n
        return None

    def _told_below(self, text: Text, unit: int) -> int | None:
        """A sentence that speaks, under a heading or lead-in that names the thing."""
        for n, x in enumerate(text.sentences):
            if unit in (x.heading, x.lead) and x.under < _UNDER and self._speaks(text, n):
                return n
        return None

    def _introduced(self, text: Text, s: int) -> bool:
        """Whether what stands under this heading or lead-in is told as a risk or an action."""
        sentence = text.sentences[s]
        if sentence.heading >= 0 and sentence.under < _UNDER and self._at("risk-heading", text, sentence.heading):
            return True
        if sentence.lead < 0:
            return False
        if self._speaks(text, sentence.lead, weakly=True) or self._at("risk-heading", text, sentence.lead):
            return True
        # "The risks are greatest for workers of agencies. Our focus areas are: - ..."
        first = next((n for n in range(s, -1, -1) if text.sentences[n].lead != sentence.lead), -1)
        return any(
            self._at("risk", text, n) and text.sentences[n].heading == sentence.heading
            for n in range(max(first - _ABOVE, 0), first + 1)
        )

    def _speaks(self, text: Text, unit: int, *, weakly: bool = False) -> bool:
        """Whether a sentence tells of a risk or an action; ``weakly``: or may."""
        lists = ("risk", "action", "action-weak") if weakly else ("risk", "action")
        return any(self._at(words, text, unit) for words in lists)

    def tells_risk(self, text: Text, s: int) -> bool:
        """Whether a sentence tells of a risk."""
        return bool(self._at("risk", text, s))

    # -- parts

    def _at(self, words: str, text: Text, unit: int) -> Sequence[Span]:
        return text.units.at(self._words[words], unit)

    def _before(self, words: str, text: Text, s: int, span: Span, reach: int) -> bool:
        return any(
            b <= span[0] and text.units.words_between(s, b, span[0]) <= reach for _, b in self._at(words, text, s)
        )

    @staticmethod
    def _beside(text: Text, s: int, n: int) -> bool:
        """Whether sentence ``n`` stands in the passage of ``s``, or in the same section right before or below it."""
        if not 0 <= n < len(text.sentences):
            return False
        here, there = text.sentences[s], text.sentences[n]
        return there.passage is here.passage or (n >= s - 1 and there.heading == here.heading)

    @staticmethod
    def _same_passage(text: Text, s: int, n: int) -> bool:
        return 0 <= n < len(text.sentences) and text.sentences[n].passage is text.sentences[s].passage
