"""Which sentences of a statement fit which pattern of a rule, and what makes each doubtful.

Pure: sentences and phrases in, hits out. No verdict is given here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from msa_check import language, slots
from msa_check.kept import kept
from msa_check.model import Doubt, Evidence, Kind, Passage, Pattern, Rule, Rulebook, Statement
from msa_check.prefilter import Prefilter, bits
from msa_check.units import Units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.SIGNATURE, Kind.FOOTNOTE})
DROPPED = frozenset({Doubt.QUOTING, Doubt.DEFINITION, Doubt.OTHER_DOCUMENT, Doubt.OTHER_YEAR, Doubt.SUPPLIERS_ONLY})
"""Doubts that make a sentence no evidence at all; the others lower it to partial."""
_GRAVITY = {None: 0, Doubt.PLANNED: 2, Doubt.CONDITIONAL: 3, Doubt.DENIED: 4}
_AFTER = 8
"""Words after the head within which a cue still speaks of it, at most."""
_SUBJECT = 6
"""Words that the subject may take between an opening clause and its "will"."""
_TO_COLON = 8
"""Words between a cue and the colon after which its list begins."""
_TITLE_PASSAGES = 8
"""Headings among the first passages that can be the document's own title."""


class Sentence(NamedTuple):
    """One sentence with where it stands; heading and lead are unit numbers, or -1."""

    text: str
    passage: Passage
    zone: str
    heading: int
    lead: int


@dataclass(slots=True)
class Text:
    """A statement cut into sentences, with its headings and lead-ins, ready to be searched."""

    sentences: list[Sentence]
    units: Units
    passages: dict[int, list[int]]
    cued: dict[tuple[Doubt, int, language.Span], bool] = field(default_factory=dict)
    """Whether a doubt applies to a head, once it has been asked: rules share their heads."""
    doubtful: dict[Doubt, int] = field(default_factory=dict)
    """The sentences, as bits, that hold words of a doubt or stand under some, once it has been asked."""
    vetoed: dict[str, frozenset[int]] = field(default_factory=dict)
    """The sentences that a rule says are no evidence, once it has been asked."""


@dataclass(slots=True)
class _Cue:
    doubt: Doubt
    before: language.Matcher | None
    after: language.Matcher | None
    anywhere: language.Matcher | None
    lead: language.Matcher | None
    opens: language.Matcher | None
    intro: language.Matcher | None
    done: language.Matcher | None
    friends: language.Matcher | None
    stop: language.Matcher | None
    reach: int


class _Elements(NamedTuple):
    """A pattern's elements, compiled."""

    heads: tuple[language.Matcher, ...]
    """Any of them is the head of a match."""
    must: tuple[language.Matcher, ...]
    """Those that have to stand in the sentence."""
    some: tuple[language.Matcher, ...]
    """Of these one has to."""


class Hit(NamedTuple):
    """A sentence that fits a pattern."""

    sentence: int
    pattern: Pattern
    doubt: Doubt | None
    fitted: tuple[str, ...]


class Matching:
    """A rule book's phrases compiled once and put to many statements."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Compile every phrase list and phrase of the rule book."""
        self._lexicon = rulebook.lexicon
        self._matchers: dict[str, language.Matcher] = {}
        self._lists: list[tuple[language.Matcher, tuple[str, ...]]] = []
        self._cues = [self._cue(Doubt(name), lists) for name, lists in rulebook.cues.items()]
        self._title = language.compile_phrases(
            "document-title", ["statement", "modern slavery act", "annual report", "slavery and human trafficking"]
        )
        for rule in (*rulebook.lenders, *rulebook.rules):
            for p in (*rule.evidence, *rule.not_evidence):
                for e in (*p.all, *p.any, *p.none, *p.under, *p.unless):
                    self._compile(e)
            for e in rule.applies_when:
                self._compile(e)
        self._asks = {
            rule.id: [
                (p, (*((e,) for e in p.all), *([p.any] if p.any else []))) for p in rule.evidence if p.all or p.any
            ]
            for rule in rulebook.rules
        }
        self._elements = {
            id(p): self._elements_of(p)
            for rule in (*rulebook.lenders, *rulebook.rules)
            for p in (*rule.evidence, *rule.not_evidence)
        }
        made_from = repr([(m.name, phrases) for m, phrases in self._lists]).encode()
        self._prefilter = kept("phrases", [made_from], lambda: Prefilter(self._lists))

    def cut(self, statement: Statement) -> Text:
        """The statement as sentences with their headings, lead-ins and zones, ready to be searched."""
        return _cut(statement, self._title, self._prefilter)

    def _compile(self, element: str) -> None:
        if element not in self._matchers:
            phrases = self._lexicon[element[1:]] if element.startswith("@") else (element,)
            self._matchers[element] = language.Matcher(element, phrases)
            self._lists.append((self._matchers[element], phrases))

    def _elements_of(self, p: Pattern) -> _Elements:
        matchers = self._matchers
        alone = not p.all and not p.regex  # then any of the further elements is the head
        heads = (self._regex(p.regex),) if p.regex else tuple(matchers[e] for e in (p.any if alone else p.all[:1]))
        must = p.all if p.within != "passage" else () if p.regex else p.all[:1]
        some = p.any if alone or p.within != "passage" else ()
        last = heads if p.regex else ()  # the dearest to look for
        return _Elements(heads, (*(matchers[e] for e in must), *last), tuple(matchers[e] for e in some))

    def _regex(self, source: str) -> language.Matcher:
        name = "regex:" + source
        found = self._matchers.get(name)
        if found is None:
            found = self._matchers[name] = language.compile_regex(name, source)
        return found

    def _cue(self, doubt: Doubt, lists: dict[str, tuple[str, ...]]) -> _Cue:
        def matcher(key: str) -> language.Matcher | None:
            phrases = lists.get(key, ())
            phrases = tuple(q for p in phrases for q in (self._lexicon[p[1:]] if p.startswith("@") else (p,)))
            if not phrases:
                return None
            made = language.Matcher(f"cue:{doubt}:{key}", phrases)
            self._lists.append((made, phrases))
            return made

        return _Cue(
            doubt,
            matcher("before"),
            matcher("after"),
            matcher("anywhere"),
            matcher("lead"),
            matcher("opens"),
            matcher("intro"),
            matcher("done"),
            matcher("not"),
            matcher("stop"),
            int(lists["reach"][0]),
        )

    # -- sentences that fit

    def vetoed(self, rule: Rule, text: Text) -> frozenset[int]:
        """The sentences that the rule says are no evidence."""
        found = text.vetoed.get(rule.id)
        if found is None:
            found = text.vetoed[rule.id] = frozenset(s for p in rule.not_evidence for s, _ in self.fits(p, text))
        return found

    def hits(self, rule: Rule, text: Text) -> list[Hit]:
        """Sentences that fit one of the rule's patterns and stay evidence, best first, each once an aspect."""
        best: dict[tuple[int, str], Hit] = {}
        # by aspect and strength the sentences, as bits, to which a pattern of that strength adds nothing
        settled: dict[tuple[str, str], int] = {}
        vetoed = sum(1 << s for s in self.vetoed(rule, text))
        for p in rule.evidence:
            if p.fact or p.rule:
                continue
            for s, spans in self.fits(p, text, without=vetoed | settled.get((p.aspect, p.gives), 0)):
                doubt = self.doubt(rule, p, text, s, spans)
                if doubt in DROPPED:
                    continue
                hit = Hit(s, p, doubt, tuple(dict.fromkeys(words(text, s, spans))))
                key = (s, p.aspect)
                if key not in best or rank(hit) < rank(best[key]):
                    best[key] = hit
                if doubt is None:
                    for gives in ("met", "weak") if p.gives == "met" else ("weak",):
                        settled[p.aspect, gives] = settled.get((p.aspect, gives), 0) | 1 << s
        return sorted(best.values(), key=lambda h: (rank(h), h.sentence))

    def fits(
        self, p: Pattern, text: Text, *, without: int = 0, barred: bool = False
    ) -> list[tuple[int, list[language.Span]]]:
        """Sentences that fit the pattern, once for each head that does: one span a fitted element, the head first.

        ``without`` are sentences, as bits, that are not asked; ``barred`` gives those, too, that something elsewhere in
        the statement takes away.
        """
        units = text.units
        may, elements = units.may, self._elements[id(p)]
        chances = ((1 << len(text.sentences)) - 1) & ~without
        if elements.some:
            some = 0
            for m in elements.some:
                some |= may(m)
            chances &= some
        for m in elements.must:
            if not chances:
                return []
            chances &= may(m)
        if p.unless and chances and not barred and self.stands(p.unless, text):
            return []
        heads = elements.heads
        out = []
        for s in bits(chances):
            if not self._stands(p, text.sentences[s]):
                continue
            spans = units.at(heads[0], s) if len(heads) == 1 else [x for m in heads for x in units.at(m, s)]
            if spans and self._place_fits(p, text, s):
                out += [(s, chosen) for chosen in self._choices(p, text, s, spans)]
        return out

    @staticmethod
    def _stands(p: Pattern, sentence: Sentence) -> bool:
        """Whether a sentence stands in a part of the statement, and in a kind of passage, of which the pattern speaks."""
        zone = sentence.zone
        if p.zone == "ends":
            fits = zone in {"opening", "sign-off"}
        else:
            fits = zone == p.zone if p.zone or zone == "title" else True
        return fits and (not p.kinds or sentence.passage.kind in p.kinds)

    def _place_fits(self, p: Pattern, text: Text, s: int) -> bool:
        """Whether the heading and the lead-in are of those asked for, and nothing stands in the sentence that must not."""
        at, matchers = text.units.at, self._matchers
        if p.under:
            sentence = text.sentences[s]
            if not any(u >= 0 and at(matchers[e], u) for e in p.under for u in (sentence.heading, sentence.lead)):
                return False
        return bool(p.near) or not any(at(matchers[e], s) for e in p.none)

    def _choices(self, p: Pattern, text: Text, s: int, heads: Sequence[language.Span]) -> list[list[language.Span]]:
        """For each head that has the further elements with it: its span, then one for each of them."""
        units = text.units
        groups: list[Sequence[language.Span]] = []
        rest = p.all[1:] if p.all and not p.regex else p.all
        for e in rest:
            spans = units.at(self._matchers[e], s)
            if spans:
                groups.append(spans)
            elif p.within == "passage" and any(
                units.at(self._matchers[e], q) for q in text.passages[text.sentences[s].passage.number]
            ):
                continue
            else:
                return []
        if p.any and (p.all or p.regex):
            spans = [x for e in p.any for x in units.at(self._matchers[e], s)]
            if spans:
                groups.append(spans)
            elif p.within != "passage" or not any(
                units.at(self._matchers[e], q) for e in p.any for q in text.passages[text.sentences[s].passage.number]
            ):
                return []
        out = []
        for head in heads:
            chosen = [head]
            for spans in groups:
                nearest = min(
                    (x for x in spans if not p.ordered or x[0] >= chosen[-1][1]),
                    key=lambda x: abs(x[0] - head[0]),
                    default=None,
                )
                if nearest is None:
                    break
                if p.near and not self._close(p, text, s, head, nearest):
                    break
                chosen.append(nearest)
            else:
                out.append(chosen)
        against = [x for e in p.none for x in units.at(self._matchers[e], s)] if out and p.near else []
        return [chosen for chosen in out if not any(self._close(p, text, s, chosen[0], x) for x in against)]

    @staticmethod
    def _close(p: Pattern, text: Text, s: int, head: language.Span, other: language.Span) -> bool:
        """Whether two spans stand within ``near`` words of each other."""
        return text.units.words_between(s, min(head[1], other[1]), max(head[0], other[0])) <= p.near

    # -- doubts

    def doubt(self, rule: Rule, p: Pattern, text: Text, s: int, spans: list[language.Span]) -> Doubt | None:
        """The gravest doubt about the sentence as evidence, or None."""
        ignored = {*rule.ignore, *p.ignore}
        worst: Doubt | None = None
        for cue in self._cues:
            if cue.doubt in ignored or not self._doubtful(cue, text) >> s & 1:
                continue
            key = (cue.doubt, s, spans[0])
            applies = text.cued.get(key)
            if applies is None:
                applies = text.cued[key] = self._cue_applies(cue, text, s, spans[0])
            if not applies:
                continue
            if cue.doubt in DROPPED:
                return cue.doubt
            if worst is None or _GRAVITY[cue.doubt] > _GRAVITY[worst]:
                worst = cue.doubt
        return worst

    @staticmethod
    def _doubtful(cue: _Cue, text: Text) -> int:
        """The sentences, as bits, to which a cue may apply."""
        found = text.doubtful.get(cue.doubt)
        if found is None:
            may, found = text.units.may, 0
            for m in (cue.anywhere, cue.before, cue.after, cue.opens):
                if m:
                    found |= may(m)
            if cue.lead and (above := may(cue.lead)):
                for s, sentence in enumerate(text.sentences):
                    if any(u >= 0 and above >> u & 1 for u in (sentence.lead, sentence.heading)):
                        found |= 1 << s
            text.doubtful[cue.doubt] = found
        return found

    def _cue_applies(self, cue: _Cue, text: Text, s: int, head: language.Span) -> bool:
        units, sentence = text.units, text.sentences[s]
        friends = units.at(cue.friends, s) if cue.friends else ()

        def own(matcher: language.Matcher | None) -> list[language.Span]:
            if matcher is None:
                return []
            return [x for x in units.at(matcher, s) if not any(a <= x[0] and x[1] <= b for a, b in friends)]

        if own(cue.anywhere):
            return True
        stops = units.at(cue.stop, s) if cue.stop else ()
        before = own(cue.before)
        for a, b in before:
            # a cue that is itself the beginning of the head counts ("no policy" as one phrase does not)
            if (
                b <= head[0]
                and units.words_between(s, b, head[0]) <= cue.reach
                and not any(b <= c and d <= head[0] for c, d in stops)
            ):
                return True
            if a < head[0] < b <= head[1]:
                return True
        if cue.opens and not any(c < head[0] for c, _ in stops):
            opened = [b for a, b in own(cue.opens) if a == 0 and b <= head[0]]
            if opened and "," not in sentence.text[: head[0]]:
                return True
        if cue.intro and self._introduces(cue.intro, text, s, head, before, stops):
            return True
        for a, _ in own(cue.after):
            if (
                a >= head[1]
                and units.words_between(s, head[1], a) <= max(4, min(cue.reach // 2, _AFTER))
                and not any(head[1] <= c and d <= a for c, d in stops)
            ):
                return True
        if cue.lead and not (cue.done and units.at(cue.done, s)):
            if self._opens_list(text, s, head, before, stops):
                return True
            return any(u >= 0 and units.at(cue.lead, u) for u in (sentence.lead, sentence.heading))
        return False

    @staticmethod
    def _opens_list(
        text: Text, s: int, head: language.Span, cues: list[language.Span], stops: Sequence[language.Span]
    ) -> bool:
        """Whether the head stands in a list that a cue opens: "we are working on the following: a policy, ..."."""
        sentence = text.sentences[s].text
        for _, b in cues:
            colon = sentence.find(": ", b, head[0])
            if (
                colon >= 0
                and text.units.words_between(s, b, colon) <= _TO_COLON
                and not any(b <= c and d <= colon for c, d in stops)
            ):
                return True
        return False

    def _introduces(
        self,
        intro: language.Matcher,
        text: Text,
        s: int,
        head: language.Span,
        cues: list[language.Span],
        stops: Sequence[language.Span],
    ) -> bool:
        """Whether the head stands in a clause that opens the sentence ("As part of our checks, ...") before a cue that governs it."""
        comma = text.sentences[s].text.find(",")
        if not head[1] <= comma or not any(a == 0 for a, _ in text.units.at(intro, s)):
            return False
        return any(
            a > comma
            and text.units.words_between(s, comma, a) <= _SUBJECT
            and not any(comma <= c and d <= a for c, d in stops)
            for a, _ in cues
        )

    def nearest(self, rules: Sequence[Rule], text: Text, s: int) -> tuple[Rule, Doubt | None]:
        """The rule to which a sentence that fits no pattern comes nearest, and the doubt that its words raise there.

        Nearness is the share of a pattern's elements that stand in the sentence, its heading or its lead-in, of the
        pattern of a rule that comes nearest; of equal rules the first.
        """
        sentence, at, may = text.sentences[s], text.units.at, text.units.may
        places = [u for u in (s, sentence.heading, sentence.lead) if u >= 0]
        spots = sum(1 << u for u in set(places))
        there: dict[str, bool] = {}

        def stands(e: str) -> bool:
            if e not in there:
                matcher = self._matchers[e]
                there[e] = bool(may(matcher) & spots) and any(at(matcher, u) for u in places)
            return there[e]

        best, rule, pattern = 0.0, rules[0], None
        for r in rules:
            for p, asked in self._asks[r.id]:
                there_at_most = len(asked)
                enough = best * (there_at_most + 0.5)
                for elements in asked:
                    if there_at_most <= enough:  # whatever else stands there, it comes no nearer
                        break
                    there_at_most -= not any(map(stands, elements))
                if there_at_most > enough:
                    best, rule, pattern = there_at_most / (len(asked) + 0.5), r, p
        heads = [x for e in (*pattern.all, *pattern.any) for x in at(self._matchers[e], s)] if pattern else []
        if pattern and heads:
            return rule, self.doubt(rule, pattern, text, s, heads[:1])
        return rule, self._said_of_all(rule, text, s)

    def _said_of_all(self, rule: Rule, text: Text, s: int) -> Doubt | None:
        """The gravest doubt of a sentence whose head is not known: a cue anywhere in it, unless it also says what is done."""
        at = text.units.at
        told = [
            c.doubt
            for c in self._cues
            if c.doubt in _GRAVITY
            and c.doubt not in rule.ignore
            and not (c.done and at(c.done, s))
            and any(
                not any(a <= x[0] and x[1] <= b for a, b in (at(c.friends, s) if c.friends else ()))
                for m in (c.before, c.after)
                if m
                for x in at(m, s)
            )
        ]
        return max(told, key=lambda d: _GRAVITY[d], default=None)

    def stands(self, elements: Sequence[str], text: Text) -> bool:
        """Whether one of the elements stands anywhere in the statement."""
        return any(text.units.find(self._matchers[e]) for e in elements)


_STARTERS = frozenset(
    "We Our The This To In As All It During These Where For Each Every Any If While Through Based From At No".split()
)
_GLUED = re.compile(
    r"([A-Z][\w&'’()-]*(?:[ ,/&–-]+(?:[A-Z][\w&'’()-]*|and|of|the|for|in|to|on|our|a|with))*)[:.]?\s+"
    rf"(?=(?:{'|'.join(sorted(_STARTERS))})\s+[a-z0-9])"
)
"""A heading that ran into the paragraph below it: words with capitals, then a word that starts a sentence."""
_QUESTION = re.compile(
    r"(?:\W*\d+\W+)?(?:Does|Do|Did|Is|Are|Was|Were|Has|Have|Can|Could|Will|Would|Should|What|Which|Who|How|Why|Where|When)\b[^.!?]*\?"
)
"""A sentence that asks and so tells nothing: "Does the company train its staff?"."""
_SHORT = 5
"""Words of a heading that ran into the middle of a paragraph."""


def _cut(statement: Statement, title: language.Matcher, prefilter: Prefilter) -> Text:
    """Sentences in order, then the headings and lead-ins as further units."""
    texts: list[str] = []
    raw: list[tuple[str, Passage, str, str]] = []
    if statement.title:
        raw.append((statement.title, Passage(statement.title, 0, None, Kind.HEADING), "title", ""))
    for i, p in enumerate(statement.passages):
        if p.kind is Kind.HEADING and i < _TITLE_PASSAGES:
            raw.append((p.text, p, "title", ""))
        if p.kind not in _SPOKEN:
            continue
        if p.kind is Kind.SIGNATURE:
            raw.append((" ".join(p.text.split("\n")), p, "", ""))
            continue
        ran_in = ""
        for n, (start, end) in enumerate(language.sentences(p.text)):
            glued = _GLUED.match(p.text, start, end)
            if glued and glued[1].split(maxsplit=1)[0] not in _STARTERS and (n == 0 or len(glued[1].split()) <= _SHORT):
                ran_in, start = glued[1], glued.end()  # noqa: PLW2901 - the sentence begins after its heading
            if _QUESTION.fullmatch(p.text, start, end) or slots.is_slot(p.text[start:end]):
                continue
            raw.append((p.text[start:end], p, "", ran_in))
    spoken = sum(not z for _, _, z, _ in raw)
    edge = max(8, round(spoken * 0.15))
    contexts: dict[str, int] = {}
    sentences: list[Sentence] = []
    passages: dict[int, list[int]] = {}
    at = 0
    pending: list[tuple[str, Passage, str, str]] = []
    for t, p, z, ran_in in raw:
        if not z:
            at += 1
            # a short document is all opening and all sign-off: the sign-off wins at its end
            z = "sign-off" if at > spoken - edge else "opening" if at <= edge else "body"  # noqa: PLW2901 - the zone is what is being found
        pending.append((t, p, z, ran_in))
        texts.append(slots.blanked(t))
    total = len(texts)

    def context(t: str) -> int:
        if not t:
            return -1
        if t not in contexts:
            contexts[t] = total + len(contexts)
            texts.append(t)
        return contexts[t]

    for i, (t, p, z, ran_in) in enumerate(pending):
        own_title = (
            bool(p.heading) and len(p.heading) < 200 and bool(title.hits(language.plain(p.heading).encode("ascii")))
        )
        heading = context(ran_in) if ran_in else -1 if own_title else context(p.heading)
        sentences.append(Sentence(t, p, z, heading, context(p.lead_in)))
        passages.setdefault(p.number, []).append(i)
    return Text(sentences, Units.of(texts, prefilter), passages)


def borrowed(rule: Rule, hits: dict[str, list[Hit]], needs: Mapping[str, int], vetoed: frozenset[int]) -> list[Hit]:
    """Hits of other rules that this rule counts as its own, but for those in the sentences ``vetoed``.

    ``needs`` is how many aspects each rule asks for.

    Of a rule of the same pack only what is met evidence there; one of another pack ("pack/rule") stands for the topic
    itself, so its weak evidence comes too, as weak, and so does all of it where that rule would not be met.
    """
    own = {h.sentence for h in hits[rule.id] if h.doubt is None and h.pattern.gives == "met"}
    out = []
    for p in rule.evidence:
        if not p.rule:
            continue
        lent, outside = hits[p.rule], "/" in p.rule
        short = len({h.pattern.aspect for h in lent if plainly(h.pattern.gives, h.doubt)}) < needs[p.rule]
        short = short and needs[p.rule] > 1
        for h in lent:
            weak = h.pattern.gives == "weak" or (outside and short)
            if h.sentence not in own and h.sentence not in vetoed and (outside or not weak):
                out.append(h._replace(pattern=replace(p, gives="weak") if weak else p))
    return out


def rank(hit: Hit) -> tuple[int, int]:
    """Lower is better: undoubted before doubtful, met before weak."""
    return (
        _GRAVITY[hit.doubt] if hit.doubt else (0 if hit.pattern.gives == "met" else 1),
        0 if hit.pattern.gives == "met" else 1,
    )


def plainly(gives: str, doubt: Doubt | None) -> bool:
    """Whether a hit of that strength and doubt is enough for met."""
    return gives == "met" and doubt is None


def words(text: Text, s: int, spans: list[language.Span]) -> list[str]:
    """The words of sentence ``s`` that fitted, as printed, in the order of the sentence."""
    sentence = text.sentences[s].text
    return [sentence[a:b] for a, b in sorted(set(spans))]


def evidence(hit: Hit, text: Text) -> Evidence:
    """The hit as evidence: its sentence, where it stands, its strength and its doubt."""
    sentence = text.sentences[hit.sentence]
    p = sentence.passage
    return Evidence(
        quote=sentence.text,
        passage=p.number,
        page=p.page,
        heading=p.heading,
        strength=hit.pattern.gives,
        doubt=hit.doubt,
        fitted=hit.fitted,
        boxes=p.boxes,
        ocr=p.ocr,
    )


def ordered(found: list[Evidence]) -> tuple[Evidence, ...]:
    """Best first, each sentence once."""
    ranked = sorted(
        enumerate(found),
        key=lambda x: (
            _GRAVITY[x[1].doubt] if x[1].doubt else (0 if x[1].strength == "met" else 1),
            x[1].strength != "met",
            x[0],
        ),
    )
    seen: set[tuple[int, str]] = set()
    out = []
    for _, e in ranked:
        if (words := (e.passage, " ".join(e.quote.split()))) not in seen:
            seen.add(words)
            out.append(e)
    return tuple(out)
