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

_ASKS = (
    r"insert|enter|describe|state|add|give|specify|list|explain|include|complete|confirm\w*|delete|names?|title|role|position|dates?|day|month|year|"
    r"number|amount|figures?|details?|company|organi[sz]ation|business|signature|signatory|director|placeholder|your|applicable|"
    r"tb[acd]|xx+|_+|dd|mm|yy(?:yy)?"
)
_FILLED = r"(?!\s*(?:signed|signature\s+(?:on|of|held|redacted|page|block|follows|appears)|original|sic|logo|image|picture|photo)\b)"
_SLOT = re.compile(
    rf"\[{_FILLED}[^\[\]]*\b(?:{_ASKS})\b[^\[\]]*\]"
    rf"|<{_FILLED}[^<>]*\b(?:{_ASKS})\b[^<>]*>"
    r"|\{\{[^{}]+\}\}"
    r"|(?-i:(?<=[a-z] )_{3,}(?= [a-z]))"
    r"|(?-i:\b(?:XX+|xx+)(?= [a-z]))"
    r"|(?-i:\bTB[ACD]\b)",
    re.IGNORECASE,
)
_CASED = re.compile(r"\bTB[ACD]\b|\bXX+\b|\bxx+ (?:suppliers|employees|staff|people|sites|cases|workers)|[\[<{_]")
"""One of these stands in every slot."""
_BRACKET = re.compile(rf"\W*[\[<]{_FILLED}(?!\s*\d)[^\[\]<>]+[\]>]\W*", re.IGNORECASE)
_WORDS = 4
"""Words of a sentence that stands in brackets as a whole: shorter ones are also notes of an editor."""
_OPENS = re.compile(r"\W*TB[ACD]\b\W")
_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.SIGNATURE, Kind.HEADING, Kind.FOOTNOTE})


class Slot(NamedTuple):
    """An unfilled place, the sentence that holds it and the passage of that."""

    text: str
    sentence: str
    passage: Passage


def is_slot(sentence: str) -> bool:
    """Whether a sentence as a whole is an unfilled place, so that nothing in it is said: "[Describe our training.]"."""
    if not _CASED.search(sentence):
        return False
    if _OPENS.match(sentence):
        return True
    whole = _BRACKET.fullmatch(sentence)
    return bool(whole) and (len(sentence.split()) >= _WORDS or bool(_SLOT.search(sentence)))


def spans(sentence: str) -> list[Span]:
    """Where the unfilled places of a sentence stand, in order."""
    if not _CASED.search(sentence):
        return []
    if is_slot(sentence):
        return [(0, len(sentence))]
    return [m.span() for m in _SLOT.finditer(sentence)]


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
