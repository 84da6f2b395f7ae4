"""Roles of people who sign: words, and whether the Act's "director or equivalent" holds for them.

Grades follow section 54(6): a director, a designated member, a partner, or who holds that rank under another name.
Nothing here reads a document.
"""

from __future__ import annotations

import re

_FIELD = (
    "(?:managing|group|regional|divisional|uk|european|emea|international|global|national|country|area|senior|deputy|executive|non-executive|joint|"
    "interim|acting|associate|sales|commercial|finance|financial|hr|human|resources|people|operations|operational|operating|technical|procurement|"
    "purchasing|buying|supply|chain|sourcing|legal|compliance|marketing|corporate|affairs|sustainability|strategy|development|business|general|"
    "company|statutory|founding|board|independent|lead|representative|co-managing|and|&|of|quality|production|manufacturing|logistics|it|digital|customer|retail|property|"
    "construction|programme|project|planning|risk|governance|ethical|trading|responsible|csr|esg|health|safety|client|services?|creative|"
    "clinical|medical|account|accounts|contracts?|facilities|environmental|environment|category|security|data|privacy|relationship|policy|office|chief|head|nursing|estates|transformation|communications|engineering|research|science|regulatory|public|external|relations|growing|trade)"
)
_DIRECTOR = r"""
    (?:group\ )?(?:non[- ]?)?(?:executive\ )?(?:statutory\ |company\ |group\ |joint\ |founding\ |board\ |sole\ )*directors?
  | (?:(?:co-|joint\ )?(?:group|global|uk|interim|acting|deputy|european)\ )*(?:c\.?e\.?o\.?|c\.?f\.?o\.?|c\.?o\.?o\.?)(?=\W|$)
  | (?:co-|group\ |interim\ |acting\ |deputy\ |global\ |uk\ )*chief\ (?:executives?|exec|financial|finance|operating|operations)(?:\ (?:officer|partner))?
  | (?:group\ |uk\ )?md(?=\W|$)
  | (?:(?:vice|deputy|co)[\ -]|(?:non[- ])?executive\ |acting\ |interim\ |group\ )*chair(?:man|woman|person)?\b(?!\ of\ the\ \w+\ committee)(?:\ of\ (?:the\ )?(?:board(?:\ of\ (?:the\ )?(?:directors|trustees|governors|management))?|trustees|governors|council))?
  | (?:(?:european|global|group|uk)\ )?(?<!vice\ )(?<!vice-)president(?!\ of\ (?:sales|marketing|procurement|the\ division))
  | (?:lead\ )?trustees? | governor | (?:designated|managing|founding)\ member | member\ of\ the\ board(?:\ of\ (?:directors|trustees|governors))? | board\ member
  | (?:(?:co-)?managing|senior|general|joint\ managing|global\ managing|founding)?\ ?partner(?!s?\ (?:organisation|with))
  | vice[- ]?chancellor | (?<!vice\ )(?<!vice-)(?<!assistant\ )principal(?:\ and\ chief\ executive)?(?!\ (?!and\b|of\b|for\b|on\b)(?-i:[a-z])) | provost | master\ of\ the\ college
  | (?:co-?)?founder | (?<!policy\ )(?<!document\ )(?<!process\ )(?<!risk\ )(?:business\ |company\ )?owner | proprietor | company\ principal
  | managing\ executive | general\ secretary | leader\ of\ (?:the\ )?(?:[\w-]+\ ){0,3}council | gesch(?:ae|ä)ftsf(?:ue|ü)hrer(?:in)? | accountable\ officer
"""
_BELOW = rf"""
    (?:group\ |company\ |deputy\ |assistant\ )*(?:company\ )?secretary(?!\ of\ state|\ general)
  | (?:group\ |global\ |deputy\ |acting\ |interim\ |vice\ president\ and\ )*head\ of\ [\w&,/' ]{{2,45}}
  | (?:{_FIELD}\ ){{0,5}}manager\b | (?:{_FIELD}\ ){{0,5}}officer\b | (?:{_FIELD}\ ){{0,5}}lead\b(?!\ (?:independent|director|partner|member|trustee)) | (?:{_FIELD}\ ){{0,5}}coordinator
  | general\ counsel | solicitor | (?:{_FIELD}\ ){{0,2}}counsel | buyer | (?:{_FIELD}\ ){{0,5}}adviser | (?:{_FIELD}\ ){{0,5}}advisor
  | (?:company|town|parish)\ clerk | clerk\ to\ the\ [\w]+ | chief\ of\ staff | registrar | bursar | administrator | controller | supervisor | consultant | executive\ assistant
"""
_UNCLEAR = r"""
    (?:senior\ |executive\ |group\ |corporate\ |global\ |regional\ )*vice[- ]president(?:(?:,|\ of|\ -|\ –|\ for)\ [\w&]+(?:(?:,|\ &|\ and)?\ (?!(?:managing|chief|chair|president|director|general|secretary)\b)[\w&]+){0,4})? | \bs?evp\b | \bsvp\b | \bvp\b
  | chief\ [\w&]+(?:\ [\w&]+)?\ officer | chief\ [\w]+(?:\ and\ [\w]+)?\ officer | chief\ of\ (?!staff)\w+ | country\ (?:head|manager|president) | authorised\ (?:signatory|person)
  | (?:group\ |honorary\ )?treasurer | dean | head\ ?(?:teacher|master|mistress) | (?:vice|assistant)[- ]principal | member\b(?!\ (?:of\ staff|states?)) | regional\ president
"""
# "Sales Director", "Director of Procurement": a director by name; whether of the board cannot be seen.
_NAMED_DIRECTOR = rf"(?:{_FIELD}[,/]?\ ){{0,6}}directors?\b(?:(?:\ of|,|\ -|\ –)\ (?:{_FIELD}[,]?\ ?){{1,5}}(?<!\ ))?"

PEOPLE = re.compile(
    r"^(?:(?:our|the|meet|group|global|uk|senior|key|executive|non-executive)\s+)*(?:board(?:\s+of\s+(?:directors|trustees|governors|management))?(?:\s+members)?"
    r"|directors|trustees|governors|executives|(?:management\s+)?committee(?:\s+members)?|(?:leadership|management)(?:\s+team|\s+board)?|team)\W*$",
    re.IGNORECASE,
)
"""A heading over a list of the people who lead an organisation."""
_MEMBER = re.compile(r"(?:\S+\s+){0,7}\S*[^\s.;:]")
"""A name or a role, but no sentence."""

_FLAGS = re.IGNORECASE | re.VERBOSE
_DIRECTOR_RE = re.compile(rf"(?<![\w])(?:{_DIRECTOR})(?![\w])", _FLAGS)
_BELOW_RE = re.compile(rf"(?<![\w])(?:{_BELOW})(?![\w])", _FLAGS)
_UNCLEAR_RE = re.compile(rf"(?<![\w])(?:{_UNCLEAR})(?![\w])", _FLAGS)
_NAMED_RE = re.compile(rf"(?<![\w])(?:{_NAMED_DIRECTOR})(?![\w])", _FLAGS)
_GRADED = ((_DIRECTOR_RE, "director"), (_NAMED_RE, "director"), (_UNCLEAR_RE, "unclear"), (_BELOW_RE, "below"))
# Every form above holds one of these in small letters; most lines hold none, and the long patterns need not be tried on them.
_SOME_ROLE = re.compile(
    r"direct|chief|c\.?e\.?o|c\.?f\.?o|c\.?o\.?o|md|chair|president|trustee|governor|member|partner|chancellor|principal|provost|master"
    r"|founder|owner|proprietor|executive|secretary|leader|gesch(?:ae|ä)fts|officer|head|manager|lead|coordinator|counsel|solicitor|buyer"
    r"|advis[eo]r|clerk|staff|registrar|bursar|administrator|controller|supervisor|consultant|vp\b|treasurer|dean|mistress|authorised"
)
_ASSISTS = re.compile(
    r"(?:assistant|p\.?a\.?|secretary) (?:to|of)\b[^|]{0,12}\||\|[’']s? (?:office|assistant|team)", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:&|and|/)\s*")
_LEADING = re.compile(r"[\s,&-]*(?:(?:and|of)\s+)?", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,&-]*(?:\b(?:and|of))?[\s,&-]*$", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:&|\band\b|/|,)\s*(?:the\s+)?", re.IGNORECASE)
_PLACE = r"(?:the\s+)?(?:UK|U\.K\.|United\s+Kingdom|GB|Great\s+Britain|England|Scotland|Wales|(?:Northern\s+)?Ireland|(?:(?:Northern|Western|Central|Southern|Eastern)\s+)?Europe|EMEA|EU|APAC|Asia(?:\s+Pacific)?|Middle\s+East|Africa|Americas|North\s+America|Benelux|Nordics|International)"
_TAIL = re.compile(
    r"\s+of\s+the\s+LLP\b"
    r"|(?:\s+of\s+(?:the\s+)?|,\s+)(?:(?:[A-Z][\w’'&-]*|and|&)\s+){1,5}(?:Committee|Board)\b"
    r"|\s+of\s+the\s+(?:(?:[A-Z][\w’'&-]*)\s+){1,3}(?:Branch|Division)\b"
    rf"|(?:,|\s+[-–—]|\s+(?:for|of))?\s+{_PLACE}(?:(?:,|\s*&|\s*/|\s+and)\s*{_PLACE})*(?=\s*(?:$|[.,;:)|\n]|(?:and|&)\s+(?:Head|Chief|Director)))"
    rf"|(?:,|\s+[-–—]|\s+(?:for|of))?\s+{_PLACE}\s*(?:&|/|and)\s*{_PLACE}\b"
)
"""What may stand behind a role and belongs to it: a committee, a branch, the places it is for."""
_NOT_A_ROLE = re.compile(
    r"\b(?=[bmria])(?<!member of the )(?<!chair of the )(?<!chairman of the )(?<!chairwoman of the )(?:board|boards|meetings?|report|institute|associate|register) of (?:the )?(?:statutory )?directors?\b"
    r"|\bdirectors'|\b(?:its|the|our|all) directors\b|\bby (?:the )?(?:board(?: of (?:the )?directors)?|directors)\b|\bsupply chain partners?\b|\btrading partners?\b|\bbusiness partners?\b",
    re.IGNORECASE,
)


def find(text: str) -> tuple[str, str, int, int] | None:
    """The role named in a short text: (role, grade, start, end), the best grade first; None when it names none.

    ``grade`` is "director", "unclear" or "below".
    """
    if not _SOME_ROLE.search(text.lower()):
        return None
    veiled = _veiled(text)
    for pattern, grade in _GRADED:
        m = pattern.search(veiled)
        if not m or not m[0].strip():
            continue
        start, end = m.span()
        wide = _NAMED_RE.search(veiled) if grade == "director" else None
        if wide and wide.start() <= start < wide.end():
            start, end = wide.span()
        if grade == "director" and _ASSISTS.search(veiled[max(0, start - 25) : start] + "|" + veiled[end : end + 20]):
            continue  # "Assistant to the Director", "Chief Executive's Office Manager"
        more = _JOINED.match(veiled, end) if grade == "director" else None
        if more and (second := find(veiled[more.end() : more.end() + 60])) and second[2] == 0 and second[1] != "below":
            end = more.end() + second[3]
        end = start + len(_TRAILING.sub("", veiled[start:end]))
        end = _tail_end(veiled, end)
        lead = _LEADING.match(veiled, start, end)
        start = lead.end() if lead else start
        return veiled[start:end].strip(" ,-"), grade, start, end
    return None


def find_all(text: str) -> list[tuple[str, str, int, int]]:
    """Every role in a text from left to right, in the shape of ``find``; roles joined by "and" or a comma are one."""
    if not _SOME_ROLE.search(text.lower()):
        return []
    veiled = _veiled(text)
    spans = sorted(
        {
            (
                lead.end() if (lead := _LEADING.match(veiled, *m.span())) else m.start(),
                _tail_end(veiled, m.start() + len(_TRAILING.sub("", m[0]))),
            )
            for pattern, _ in _GRADED
            for m in pattern.finditer(veiled)
            if m[0].strip()
        }
    )
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and (a < joined[-1][1] or _NEXT.fullmatch(veiled, joined[-1][1], a)):
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    out = []
    for a, b in joined:
        whole = text[a:b]
        role = find(whole)
        if role is None or _ASSISTS.search(veiled[max(0, a - 25) : a] + "|" + veiled[b : b + 20]):
            continue
        first = a + len(whole) - len(whole.lstrip(" ,-"))
        last = a + len(_TRAILING.sub("", whole))
        out.append((text[first:last], role[1], first, last))
    return out


def _tail_end(text: str, end: int) -> int:
    """Where a role ends, with the committee, branch or places that stand behind it."""
    m = _TAIL.match(text, end)
    return m.end() if m else end


def _veiled(text: str) -> str:
    """The text with words hidden that hold a role's name and name no person's role ("board of directors")."""
    return _NOT_A_ROLE.sub(lambda m: "#" * len(m[0]), text)


def lists_member(item: str, heading: str) -> bool:
    """Whether an item of a list names one of the people who lead the organisation, as its heading says: nobody signs there."""
    return PEOPLE.match(heading) is not None and _MEMBER.fullmatch(item) is not None
