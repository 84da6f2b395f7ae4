"""Unfilled places of a template: "[date]", "<Company name>", "XX suppliers", "____ cases", "TBC".

What stands in one is an instruction to the writer and tells nothing. Nothing here knows a rule or a verdict.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msa_check.language import Span, sentences
from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msa_check.model import Passage

_VERB = (
    r"insert|enter|describe|state|add|give|specify|list|explain|include|complete|confirm|delete|provide|outline|summari[sz]e|set\s+out|"
    r"name\s+(?:the|our|your|a|any)|choose|select|amend|update"
)
_BLANK = r"name|names|title|role|position|date|dates|day|month|year|number|numbers|amount|figure|figures|details?|signature|dd|mm|yy|yyyy"
_NOUN = (
    rf"the|of|a|an|your|our|full|legal|trading|job|company|organi[sz]ation|business|entity|group|board|director|signatory|approval|signing|"
    rf"financial|end|start|reporting|and|or|here|{_BLANK}"
)
_SURE = r"(?-i:\bTB[ACD]\b|\bXX+\b|\bDATE\b|\bDD\b|\bYYYY\b)|_{3,}|\bto\s+(?:be\s+)?(?:confirm(?:ed)?|complete(?:d)?|add(?:ed)?|provide(?:d)?|follow)\b"
_INSTRUCTION = re.compile(
    rf"\W*(?:(?:{_VERB})\b.*|(?=.*\b(?:{_BLANK})\b)(?:(?:{_NOUN})\b[\W_]*)+|company|organi[sz]ation|.*(?:{_SURE}).*|[^/@:]+\w\s+\w[^/@:]*/[^/@:]*\w\s+\w[^/@:]*)",
    re.IGNORECASE,
)
"""What stands in the brackets of an unfilled place: an instruction, words for what is to stand there, or several ways to put it."""
_BRACKET = re.compile(r"\[([^\[\]]+)\]|<([^<>]+)>|\{\{([^{}]+)\}\}")
_BARE = re.compile(
    r"(?<=[a-z] )_{3,}(?= [a-z])"
    r"|(?<![A-Z][a-z]{4} )(?<![A-Z][a-z]{5} )(?<![A-Z][a-z]{6} )\b(?:XX+|xx+)(?=%| (?!of|to|and|or|in|on|is|was|are|which|that|by|at|for)[a-z])"
    r"|\bTB[ACD](?=[\s.)]*$)"
)
"""Without brackets: "____ cases", "XX suppliers" (not "Article XX of"), "... is TBC."."""
_OPENS = re.compile(r"\W*TB[ACD]\s*(?:[:–—-]|\W*$)")
"""A sentence that is still to come: "TBC: a paragraph from procurement"."""
_SIGNS = re.compile(r"TB[ACD]|XX|xx|[\[<{_]")
"""One of these stands in every unfilled place."""
_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.SIGNATURE, Kind.HEADING, Kind.FOOTNOTE})


class Slot(NamedTuple):
    """An unfilled place, the sentence that holds it and the passage of that."""

    text: str
    sentence: str
    passage: Passage


def is_slot(sentence: str) -> bool:
    """Whether a sentence as a whole is an unfilled place, so that nothing in it is said: "[Describe our training.]"."""
    if not _SIGNS.search(sentence):
        return False
    if _OPENS.match(sentence):
        return True
    whole = _BRACKET.fullmatch(sentence.strip(" .•-–"))
    return whole is not None and _asks(whole)


def spans(sentence: str) -> list[Span]:
    """Where the unfilled places of a sentence stand, in order."""
    if not _SIGNS.search(sentence):
        return []
    if is_slot(sentence):
        return [(0, len(sentence))]
    found = [m.span() for m in _BRACKET.finditer(sentence) if _asks(m)]
    bare = [m.span() for m in _BARE.finditer(sentence)]
    return sorted([*found, *(x for x in bare if not any(a <= x[0] < b for a, b in found))])


def _asks(bracket: re.Match[str]) -> bool:
    return bool(bracket[3]) or bool(_INSTRUCTION.fullmatch(bracket[1] or bracket[2]))


def blanked(sentence: str) -> str:
    """The sentence with question marks in the place of each unfilled one; the same length."""
    for a, b in spans(sentence):
        sentence = sentence[:a] + "?" * (b - a) + sentence[b:]
    return sentence


def unfilled(passages: Iterable[Passage]) -> Iterator[Slot]:
    """Every unfilled place of a document, in its order."""
    for p in passages:
        if p.kind in _SPOKEN:
            for start, end in sentences(p.text):
                sentence = p.text[start:end]
                for a, b in spans(sentence):
                    yield Slot(sentence[a:b], sentence, p)
