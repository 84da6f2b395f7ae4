"""Roles of people who sign: words, and whether the Act's "director or equivalent" holds for them.

Grades follow section 54(6): a director, a designated member, a partner, or who holds that rank under another name.
Nothing here reads a document.
"""

from __future__ import annotations

import re

_DIRECTOR = r"""
    (?:non[- ]?)?(?:executive\ )?(?:statutory\ |company\ |group\ |joint\ |founding\ |board\ |sole\ )*directors?
  | c\.?e\.?o\.?\b | c\.?f\.?o\.?\b | c\.?o\.?o\.?\b
  | (?:group\ |interim\ |acting\ |deputy\ |global\ |uk\ )*chief\ (?:executive|financial|finance|operating|operations)(?:\ officer)?
  | m\.?d\.?(?=\W|$)
  | (?:vice\ |deputy\ |executive\ |acting\ |interim\ |group\ )*chair(?:man|woman|person)?\b(?!\ of\ the\ \w+\ committee)(?:\ of\ (?:the\ )?(?:board|trustees|governors|council)[\w ]{0,30})?
  | president(?!\ of\ (?:sales|marketing|procurement|the\ division))
  | trustees? | governor | (?:designated|managing|founding)\ member | member\ of\ the\ board | board\ member
  | (?:managing|senior|general|joint\ managing|global\ managing|founding)?\ ?partner(?!s?\ (?:organisation|with))
  | vice[- ]?chancellor | principal(?:\ and\ chief\ executive)? | provost | master\ of\ the\ college
  | (?:co-?)?founder | (?:business\ |company\ )?owner | proprietor | company\ principal
  | managing\ executive | general\ secretary | leader\ of\ the\ council | geschaeftsfuehrer | accountable\ officer
"""
_BELOW = r"""
    (?:group\ |company\ |deputy\ |assistant\ )*(?:company\ )?secretary(?!\ of\ state|\ general)
  | (?:group\ |global\ |deputy\ |acting\ |interim\ |vice\ president\ and\ )*head\ of\ [\w&,/' ]{2,45}
  | (?:[\w&-]+\ ){0,4}manager\b | (?:[\w&-]+\ ){0,3}officer\b | (?:[\w&-]+\ ){0,3}lead\b | (?:[\w&-]+\ ){0,3}coordinator
  | general\ counsel | solicitor | (?:[\w&-]+\ ){0,2}counsel | buyer | (?:[\w&-]+\ ){0,2}adviser | (?:[\w&-]+\ ){0,2}advisor
  | company\ clerk | registrar | bursar | administrator | controller | supervisor | consultant | executive\ assistant
"""
_UNCLEAR = r"""
    (?:senior\ |executive\ |group\ )*vice[- ]president[\w ,&]{0,30} | \bs?evp\b | \bsvp\b | \bvp\b
  | chief\ [\w&]+(?:\ [\w&]+)?\ officer | chief\ [\w]+(?:\ and\ [\w]+)?\ officer | country\ (?:head|manager|president) | authorised\ (?:signatory|person)
  | (?:group\ )?treasurer | dean | member\b(?!\ (?:of\ staff|states?)) | regional\ president
"""
# "Sales Director", "Director of Procurement", "HR Director": a director by name; the board seat cannot be seen.
_NAMED_DIRECTOR = r"(?:[A-Za-z&/,-]+\ ){0,5}directors?\b(?:\ of\ [\w&,/' ]{2,40}|,?\ (?:uk|emea|europe|group|\w+)\b)?"

_FLAGS = re.IGNORECASE | re.VERBOSE
_DIRECTOR_RE = re.compile(rf"(?<![\w])(?:{_DIRECTOR})(?![\w])", _FLAGS)
_BELOW_RE = re.compile(rf"(?<![\w])(?:{_BELOW})(?![\w])", _FLAGS)
_UNCLEAR_RE = re.compile(rf"(?<![\w])(?:{_UNCLEAR})(?![\w])", _FLAGS)
_NAMED_RE = re.compile(rf"(?<![\w])(?:{_NAMED_DIRECTOR})(?![\w])", _FLAGS)
_NOT_A_ROLE = re.compile(
    r"\b(?:board|boards|meetings?|report|institute|associate|register) of (?:the )?(?:statutory )?directors?\b"
    r"|\bdirectors'|\b(?:its|the|our|all) directors\b|\bby (?:the )?(?:board|directors)\b|\bsupply chain partners?\b|\btrading partners?\b|\bbusiness partners?\b",
    re.IGNORECASE,
)


def find(text: str) -> tuple[str, str, int, int] | None:
    """The role named in a short text: (role, grade, start, end), the best grade first; None when it names none.

    ``grade`` is "director", "unclear" or "below".
    """
    veiled = _NOT_A_ROLE.sub(lambda m: "#" * len(m[0]), text)
    for pattern, grade in ((_DIRECTOR_RE, "director"), (_NAMED_RE, "director"), (_UNCLEAR_RE, "unclear"), (_BELOW_RE, "below")):
        m = pattern.search(veiled)
        if not m or not m[0].strip():
            continue
        start, end = m.span()
        wide = _NAMED_RE.search(veiled) if grade == "director" else None
        if wide and wide.start() <= start < wide.end():
            start, end = wide.span()
        below = _BELOW_RE.search(veiled)
        if grade == "director" and below and below.start() <= start and below.end() >= end and below.end() - below.start() > end - start:
            continue  # "Assistant to the Director", "Chief Executive's Office Manager"
        if grade == "unclear" and below and below.start() < start and below.end() >= end:
            continue
        return veiled[start:end].strip(" ,-"), grade, start, end
    return None
