"""Statement + Rulebook -> Report: which sentence fits which rule, what doubts it, and the verdict that follows.

Pure: no files, no clock, no printing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from msa_check import __version__, facts, gate, language
from msa_check.consistency import CONSISTENCY
from msa_check.model import (
    Doubt,
    Evidence,
    Example,
    Facts,
    Finding,
    Kind,
    Passage,
    Pattern,
    Report,
    Rule,
    Rulebook,
    Statement,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

APPROVAL_RULE = "board-approval"
"""The rule whose evidence ties a date to the approval."""

_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.SIGNATURE, Kind.FOOTNOTE})
_DROPPED = frozenset({Doubt.QUOTING, Doubt.DEFINITION, Doubt.OTHER_DOCUMENT, Doubt.OTHER_YEAR, Doubt.SUPPLIERS_ONLY})
"""Doubts that make a sentence no evidence at all; the others lower it to partial."""
_REASON = {Doubt.PLANNED: "planned", Doubt.DENIED: "denied", Doubt.CONDITIONAL: "weak"}
_RANK = {None: 0, Doubt.PLANNED: 2, Doubt.CONDITIONAL: 3, Doubt.DENIED: 4}
_TITLE_PASSAGES = 8
"""Headings among the first passages that can be the document's own title."""


class _Sentence(NamedTuple):
    """One sentence with where it stands; heading and lead are unit numbers, or -1."""

    text: str
    passage: Passage
    zone: str
    heading: int
    lead: int


@dataclass(slots=True)
class _Text:
    """A statement cut into sentences, with its headings and lead-ins, ready to be searched."""

    sentences: list[_Sentence]
    units: language.Units
    passages: dict[int, list[int]]


@dataclass(slots=True)
class _Cue:
    doubt: Doubt
    before: language.Matcher | None
    after: language.Matcher | None
    anywhere: language.Matcher | None
    lead: language.Matcher | None
    done: language.Matcher | None
    friends: language.Matcher | None
    stop: language.Matcher | None
    reach: int


class _Hit(NamedTuple):
    """A sentence that fits a pattern."""

    sentence: int
    pattern: Pattern
    doubt: Doubt | None
    fitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A rule's own example and what the engine made of it."""

    rule: str
    example: Example
    verdict: Verdict
    reason: str | None
    right: bool


class Checker:
    """A rule book compiled once and put to many statements."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Compile every phrase list and phrase of the rule book."""
        self.rulebook = rulebook
        self._matchers: dict[str, language.Matcher] = {}
        self._cues = [self._cue(Doubt(name), lists) for name, lists in rulebook.cues.items()]
        self._title = language.compile_phrases(
            "document-title", ["statement", "modern slavery act", "annual report", "slavery and human trafficking"]
        )
        for rule in rulebook.rules:
            for p in (*rule.evidence, *rule.not_evidence):
                for e in (*p.all, *p.any, *p.none, *p.under):
                    self._matcher(e)

    # -- compiling

    def _matcher(self, element: str) -> language.Matcher:
        found = self._matchers.get(element)
        if found is None:
            phrases = self.rulebook.lexicon[element[1:]] if element.startswith("@") else (element,)
            found = self._matchers[element] = language.compile_phrases(element, phrases)
        return found

    def _regex(self, source: str) -> language.Matcher:
        name = "regex:" + source
        found = self._matchers.get(name)
        if found is None:
            found = self._matchers[name] = language.compile_regex(name, source)
        return found

    def _cue(self, doubt: Doubt, lists: dict[str, tuple[str, ...]]) -> _Cue:
        def matcher(key: str) -> language.Matcher | None:
            phrases = lists.get(key, ())
            phrases = tuple(q for p in phrases for q in (self.rulebook.lexicon[p[1:]] if p.startswith("@") else (p,)))
            return language.compile_phrases(f"cue:{doubt}:{key}", phrases) if phrases else None

        return _Cue(
            doubt,
            matcher("before"),
            matcher("after"),
            matcher("anywhere"),
            matcher("lead"),
            matcher("done"),
            matcher("not"),
            matcher("stop"),
            int(lists["reach"][0]),
        )

    # -- the one public way in

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
        text = _cut(statement, self._title)
        known = facts.read_facts(statement)
        hits = {rule.id: self._hits(rule, text) for rule in self.rulebook.rules}
        for rule in self.rulebook.rules:
            hits[rule.id] += _borrowed(rule, hits)
        approvals = tuple(_evidence(h, text) for h in hits.get(APPROVAL_RULE, ()) if h.doubt is None)
        known = facts.add_approval_date(known, statement, approvals)
        marks = dict(known.marks)
        findings = tuple(
            self._finding(rule, statement, text, hits[rule.id], marks, known, as_of) for rule in self.rulebook.rules
        )
        return known, findings

    @staticmethod
    def _versions() -> tuple[tuple[str, str], ...]:
        return (("msa-check", __version__),)

    @staticmethod
    def _not_judged(rule: Rule, statement: Statement) -> Finding:
        if statement.status == "unread":
            return Finding(rule.id, Verdict.UNREADABLE, None, (), statement.detail)
        return Finding(rule.id, Verdict.NOT_APPLICABLE, "not-a-statement", (), "The document was not judged as a statement.")

    # -- sentences that fit

    def _hits(self, rule: Rule, text: _Text) -> list[_Hit]:
        best: dict[tuple[int, str], _Hit] = {}
        vetoed: dict[int, None] = {}
        for p in rule.not_evidence:
            vetoed.update(dict.fromkeys(s for s, _ in self._fits(p, text)))
        for p in rule.evidence:
            if p.fact or p.rule:
                continue
            for s, spans in self._fits(p, text):
                if s in vetoed:
                    continue
                doubt = self._doubt(rule, p, text, s, spans)
                if doubt in _DROPPED:
                    continue
                hit = _Hit(s, p, doubt, tuple(dict.fromkeys(_words(text, s, spans))))
                key = (s, p.aspect)
                if key not in best or _rank(hit) < _rank(best[key]):
                    best[key] = hit
        return sorted(best.values(), key=lambda h: (_rank(h), h.sentence))

    def _fits(self, p: Pattern, text: _Text) -> list[tuple[int, list[language.Span]]]:
        """Sentences that fit the pattern, each with one span a fitted element; the head (the first element) first."""
        units = text.units
        total = len(text.sentences)
        if p.regex:
            found = units.find(self._regex(p.regex))
            heads = [(s, spans) for s, spans in found.items() if s < total]
        elif p.all:
            heads = [(s, spans) for s, spans in units.find(self._matcher(p.all[0])).items() if s < total]
        else:
            merged: dict[int, list[language.Span]] = {}
            for e in p.any:
                for s, spans in units.find(self._matcher(e)).items():
                    if s < total:
                        merged.setdefault(s, []).extend(spans)
            heads = list(merged.items())
        out = []
        for s, spans in heads:
            if not self._place_fits(p, text, s):
                continue
            chosen = self._choose(p, text, s, spans)
            if chosen:
                out.append((s, chosen))
        return out

    def _place_fits(self, p: Pattern, text: _Text, s: int) -> bool:
        sentence = text.sentences[s]
        if p.zone == "title":
            if sentence.zone != "title":
                return False
        elif sentence.zone == "title":
            return False
        elif p.zone == "ends":
            if sentence.zone not in {"opening", "sign-off"}:
                return False
        elif p.zone and sentence.zone != p.zone:
            return False
        if p.kinds and sentence.passage.kind not in p.kinds:
            return False
        if p.under and not any(
            u >= 0 and u in text.units.find(self._matcher(e)) for e in p.under for u in (sentence.heading, sentence.lead)
        ):
            return False
        return not any(s in text.units.find(self._matcher(e)) for e in p.none)

    def _choose(self, p: Pattern, text: _Text, s: int, heads: list[language.Span]) -> list[language.Span]:
        """Spans that fit together: head, then one for each further element; empty when they do not."""
        units = text.units
        groups: list[list[language.Span]] = []
        rest = p.all[1:] if p.all and not p.regex else p.all
        for e in rest:
            found = units.find(self._matcher(e))
            if s in found:
                groups.append(found[s])
            elif p.within == "passage" and any(q in found for q in text.passages[text.sentences[s].passage.number]):
                continue
            else:
                return []
        if p.any and (p.all or p.regex):
            spans = [x for e in p.any for x in units.find(self._matcher(e)).get(s, ())]
            if spans:
                groups.append(spans)
            elif p.within != "passage" or not any(
                q in units.find(self._matcher(e)) for e in p.any for q in text.passages[text.sentences[s].passage.number]
            ):
                return []
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
                if p.near and units.words_between(s, min(head[1], nearest[1]), max(head[0], nearest[0])) > p.near:
                    break
                chosen.append(nearest)
            else:
                # heads beyond the first keep their place: an undoubted one among them is enough
                return chosen + [h for h in heads if h is not head and not groups]
        return []

    # -- doubts

    def _doubt(self, rule: Rule, p: Pattern, text: _Text, s: int, spans: list[language.Span]) -> Doubt | None:
        """The gravest doubt about the sentence as evidence, or None."""
        ignored = {*rule.ignore, *p.ignore}
        worst: Doubt | None = None
        for cue in self._cues:
            if cue.doubt in ignored or not self._cue_applies(cue, text, s, spans[0]):
                continue
            if cue.doubt in _DROPPED:
                return cue.doubt
            if worst is None or _RANK[cue.doubt] > _RANK[worst]:
                worst = cue.doubt
        return worst

    def _cue_applies(self, cue: _Cue, text: _Text, s: int, head: language.Span) -> bool:
        units, sentence = text.units, text.sentences[s]
        friends = units.find(cue.friends).get(s, []) if cue.friends else []

        def own(matcher: language.Matcher | None) -> list[language.Span]:
            if matcher is None:
                return []
            spans = units.find(matcher).get(s, [])
            return [x for x in spans if not any(a <= x[0] and x[1] <= b for a, b in friends)]

        if own(cue.anywhere):
            return True
        stops = units.find(cue.stop).get(s, []) if cue.stop else []
        for a, b in own(cue.before):
            # a cue that is itself the beginning of the head counts ("no policy" as one phrase does not)
            if (
                b <= head[0]
                and units.words_between(s, b, head[0]) <= cue.reach
                and not any(b <= c and d <= head[0] for c, d in stops)
            ):
                return True
            if a < head[0] < b <= head[1]:
                return True
        for a, _ in own(cue.after):
            if (
                a >= head[1]
                and units.words_between(s, head[1], a) <= max(4, cue.reach // 2)
                and not any(head[1] <= c and d <= a for c, d in stops)
            ):
                return True
        if cue.lead and not (cue.done and s in units.find(cue.done)):
            found = units.find(cue.lead)
            return sentence.lead in found or sentence.heading in found
        return False

    # -- verdicts

    def _finding(
        self,
        rule: Rule,
        statement: Statement,
        text: _Text,
        hits: list[_Hit],
        marks: dict[str, tuple[Evidence, ...]],
        known: Facts,
        as_of: str,
    ) -> Finding:
        if rule.check:
            return CONSISTENCY[rule.check](rule, known, as_of)
        if rule.manual:
            return Finding(rule.id, Verdict.MANUAL, None, (), rule.manual)
        entity = known.entity_type.value if known.entity_type else ""
        if rule.applies_to and entity and entity not in rule.applies_to:
            return Finding(rule.id, Verdict.NOT_APPLICABLE, "entity-type", (), f"The rule is not for a {entity}.")
        from_facts = [
            (p, replace(e, strength=p.gives)) for p in rule.evidence if p.fact for e in marks.get(p.fact, ())
        ]
        evidence = _ordered([e for _, e in from_facts] + [_evidence(h, text) for h in hits])
        if rule.applies_when and not evidence and not self._stands(rule.applies_when, text):
            return Finding(rule.id, Verdict.NOT_APPLICABLE, "nothing-suggests-it", (), "Nothing in the statement suggests that the rule applies.")
        aspects = {h.pattern.aspect for h in hits if _plainly(h.pattern.gives, h.doubt)}
        aspects |= {p.aspect for p, e in from_facts if _plainly(p.gives, e.doubt)}
        if len(aspects) >= rule.needs:
            return Finding(rule.id, Verdict.MET, None, evidence, "")
        if aspects:
            return Finding(rule.id, Verdict.PARTIAL, "weak", evidence, f"Met takes {rule.needs} different points; {len(aspects)} was found.")
        if evidence:
            reason = "weak" if evidence[0].doubt is None else _REASON[evidence[0].doubt]
            return Finding(rule.id, Verdict.PARTIAL, reason, evidence, _NOTES[evidence[0].doubt])
        if statement.unread_pages:
            pages = ", ".join(map(str, statement.unread_pages[:12]))
            return Finding(rule.id, Verdict.UNREADABLE, None, (), f"Nothing was found, but page(s) {pages} gave no text.")
        return Finding(rule.id, Verdict.MISSING)

    def _stands(self, elements: Sequence[str], text: _Text) -> bool:
        return any(text.units.find(self._matcher(e)) for e in elements)

    # -- explaining

    def explain(self, statement: Statement, rule_id: str) -> str:
        """Sentence by sentence: what fitted, what doubted, and why the verdict followed. KeyError: no such rule."""
        rule = self.rulebook.rule(rule_id)
        text = _cut(statement, self._title)
        known, findings = self.judge(statement)
        finding = next(f for f in findings if f.rule == rule_id)
        lines = [f"{rule.id}: {rule.title}", rule.question, ""]
        vetoes: dict[int, str] = {}
        for p in rule.not_evidence:
            for s, _ in self._fits(p, text):
                vetoes.setdefault(s, p.why or "the rule says that this is no evidence")
        for p in rule.evidence:
            if p.rule:
                lines.append(f"(what is evidence for {p.rule} counts here as {p.gives})")
                continue
            if p.fact:
                for e in dict(known.marks).get(p.fact, ()):
                    lines.append(f"[passage {e.passage}] {e.quote}\n    fact {p.fact} -> {p.gives}")
                continue
            for s, spans in self._fits(p, text):
                doubt = self._doubt(rule, p, text, s, spans)
                sentence = text.sentences[s]
                place = f"page {sentence.passage.page}, " if sentence.passage.page else ""
                fitted = ", ".join(f"“{w}”" for w in dict.fromkeys(_words(text, s, spans)))
                elements = " + ".join((*p.all, *(("any of " + ", ".join(p.any),) if p.any else ())) or (f"regex ({p.why})",))
                verdict = f"no evidence: {vetoes[s]}" if s in vetoes else (
                    f"no evidence: {doubt}" if doubt in _DROPPED else f"{p.gives}, but {doubt}" if doubt else p.gives
                )
                under = f", under {', '.join(p.under)}" if p.under else ""
                lines.append(f"[{place}passage {sentence.passage.number}] {sentence.text}\n    fitted {elements}{under}: {fitted} -> {verdict}")
        if len(lines) == 3:
            lines.append("No sentence fits any of the rule's patterns.")
        reason = f" ({finding.reason})" if finding.reason else ""
        lines += ["", f"Verdict: {finding.verdict}{reason}. {finding.note}".rstrip()]
        return "\n".join(lines)


_NOTES = {
    None: "The passage is vague or falls short of what is asked.",
    Doubt.PLANNED: "The passage speaks of a plan, not of something done or in place.",
    Doubt.CONDITIONAL: "The passage says what may be done, not what is done.",
    Doubt.DENIED: "The statement says that this is not done or not in place.",
}


def prove(rulebook: Rulebook) -> list[Proof]:
    """Run every rule's own examples. A known miss is right as long as it still misses."""
    checker = Checker(rulebook)
    out = []
    for rule in rulebook.rules:
        for example in rule.examples:
            finding = next(f for f in checker.judge(_as_statement(example))[1] if f.rule == rule.id)
            same = finding.verdict == example.verdict and (
                example.reason is None or finding.reason == example.reason
            )
            if example.verdict is Verdict.MISSING and finding.verdict is Verdict.NOT_APPLICABLE:
                same = True
            out.append(Proof(rule.id, example, finding.verdict, finding.reason, same is not example.known_miss))
    return out


def _as_statement(example: Example) -> Statement:
    """The example as the passage of a statement that has something before and after it."""
    passages = []
    if example.heading and example.kind is not Kind.HEADING:
        passages.append(Passage(example.heading, 1, 1, Kind.HEADING))
    passages.append(
        Passage(example.text, len(passages) + 1, 1, example.kind, heading=example.heading, lead_in=example.lead_in)
    )
    return Statement(source="example", sha256="", format="text", pages=1, passages=tuple(passages))


# ------------------------------------------------------------------------------------------------ cutting


def _cut(statement: Statement, title: language.Matcher) -> _Text:
    """Sentences in order, then the headings and lead-ins as further units."""
    texts: list[str] = []
    raw: list[tuple[str, Passage, str]] = []
    if statement.title:
        raw.append((statement.title, Passage(statement.title, 0, None, Kind.HEADING), "title"))
    for i, p in enumerate(statement.passages):
        if p.kind is Kind.HEADING and i < _TITLE_PASSAGES:
            raw.append((p.text, p, "title"))
        if p.kind not in _SPOKEN:
            continue
        if p.kind is Kind.SIGNATURE:
            raw.append((" ".join(p.text.split("\n")), p, ""))
            continue
        raw += [(p.text[a:b], p, "") for a, b in language.sentences(p.text)]
    spoken = sum(not z for _, _, z in raw)
    edge = max(8, round(spoken * 0.15))
    contexts: dict[str, int] = {}
    sentences: list[_Sentence] = []
    passages: dict[int, list[int]] = {}
    at = 0
    pending: list[tuple[str, Passage, str]] = []
    for t, p, z in raw:
        if not z:
            at += 1
            # a short document is all opening and all sign-off: the sign-off wins at its end
            z = "sign-off" if at > spoken - edge else "opening" if at <= edge else "body"  # noqa: PLW2901 - the zone is what is being found
        pending.append((t, p, z))
        texts.append(t)
    total = len(texts)

    def context(t: str) -> int:
        if not t:
            return -1
        if t not in contexts:
            contexts[t] = total + len(contexts)
            texts.append(t)
        return contexts[t]

    for i, (t, p, z) in enumerate(pending):
        own_title = bool(p.heading) and len(p.heading) < 200 and bool(title.hits(language.plain(p.heading).encode("ascii")))
        sentences.append(_Sentence(t, p, z, -1 if own_title else context(p.heading), context(p.lead_in)))
        passages.setdefault(p.number, []).append(i)
    return _Text(sentences, language.Units.of(texts), passages)


def _borrowed(rule: Rule, hits: dict[str, list[_Hit]]) -> list[_Hit]:
    """Hits of other rules that this rule counts as its own; only what is met evidence there."""
    own = {h.sentence for h in hits[rule.id] if h.doubt is None and h.pattern.gives == "met"}
    return [
        h._replace(pattern=p)
        for p in rule.evidence
        if p.rule
        for h in hits[p.rule]
        if h.pattern.gives == "met" and h.sentence not in own
    ]


def _rank(hit: _Hit) -> tuple[int, int]:
    return (_RANK[hit.doubt] if hit.doubt else (0 if hit.pattern.gives == "met" else 1), 0 if hit.pattern.gives == "met" else 1)


def _plainly(gives: str, doubt: Doubt | None) -> bool:
    return gives == "met" and doubt is None


def _words(text: _Text, s: int, spans: list[language.Span]) -> list[str]:
    sentence = text.sentences[s].text
    return [sentence[a:b] for a, b in sorted(set(spans))]


def _evidence(hit: _Hit, text: _Text) -> Evidence:
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


def _ordered(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Best first, each sentence once."""
    ranked = sorted(
        enumerate(evidence),
        key=lambda x: (
            _RANK[x[1].doubt] if x[1].doubt else (0 if x[1].strength == "met" else 1),
            x[1].strength != "met",
            x[0],
        ),
    )
    seen: set[tuple[int, str]] = set()
    out = []
    for _, e in ranked:
        if (e.passage, e.quote) not in seen:
            seen.add((e.passage, e.quote))
            out.append(e)
    return tuple(out)
