"""Who signed or approved by name: names beside roles in sign-offs of every shape.

Signature blocks are read as lines, other sign-offs as short pieces of text between dates and full stops, sentences by
their "signed by". Nothing here knows dates or rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.facts import dates, people
from msa_check.model import Kind
from msa_check.wordshapes import CAPITAL, NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msa_check.facts.people import Words
    from msa_check.facts.seen import Seen

_LABEL = re.compile(
    r"^\W*(?:(?:digitally\s+|electronically\s+|docu\s?|e-?)?signed(?:\s+(?:off\s+)?by)?|signature(?:\s+of\s+(?:the\s+)?[\w ]{3,20}(?=:))?|sign|name(?:\s+of\s+(?:the\s+)?[\w ]{3,20}(?=:))?|"
    r"print(?:ed)?\s+name|full\s+name|position|title|role|job\s+title|by|authorised\s+by|approved\s+by|"
    r"(?:for\s+and\s+)?on\s+behalf\s+of[^:]{0,60}:)(?!\w)\s*[:.\-–]*\s*",
    re.IGNORECASE,
)
SLOT = re.compile(
    r"\[(?!\s*(?:signed|signature\s+(?:on|of|held)|original|sic|logo|image|\d))[^\]]{2,40}\]|<[^>]{2,30}>|\b(?:insert|enter|your)\s+(?:name|role|title|date|signature)|"
    rf"\{{\{{?[^}}]{{2,30}}\}}\}}?|\bxx+\b|\bname of (?:director|signatory|ceo)\b(?!\s*:?\s*{CAPITAL}[\w’'-]+\s+{CAPITAL})",
    re.IGNORECASE,
)
"""An unfilled place of a template's sign-off.

Wider than ``slots``, which reads sentences and must spare an editor's note: in a sign-off anything in brackets but a
day, a logo or "[signed]" stands where a name should, and so does "Name of Director" without one.
"""
_NAME_SLOT = re.compile(
    r"[\[<{][^\]>}]*\b(?:name|signature|signatory|director|ceo)\b[^\]>}]*[\]>}]|name of|(?:insert|enter|your) name",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"\b(?:signed(?!\s+up)(?:\s+off)?(?:\s+(?:and\s+\w+|on\s+(?:its|their|our|the)?\s*behalf|for\s+and\s+on\s+behalf\s+of\s+[^,.]{3,60}))?|signature)\b",
    re.IGNORECASE,
)
_SIGNED_BY = re.compile(
    r"\bsigned(?:\s+off)?(?:,?\s+(?:for\s+and\s+)?(?:on|in)\s+(?:its|their|our|whose|the\s+[Bb]oard[’']?s?|the\s+[Cc]ompany[’']?s?)\s+behalf"
    r"|,?\s+(?:for\s+and\s+)?on\s+behalf\s+of\s+[^.;]{3,90}?|\s+on\s+[\w ]{5,30}?)?,?\s+by\b|\bsignatory\b",
    re.IGNORECASE,
)
_APPROVED_BY = re.compile(
    r"\b(?:approved|authori[sz]ed(?!\s+(?:to|and\s+regulated)\b)|endorsed|agreed|adopted|ratified)\b[^.]{0,50}?\bby\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:responsib|oversee|oversight|report(?:s|ing)? to|led by|chaired by|contact|sponsor|headed by|accountab|supported by|appointed)\w*",
    re.IGNORECASE,
)
OTHER_SIGNED = re.compile(
    r"\b(?:suppliers?|contractors?|employees?|staff|contracts?|pledge|charter|code|agreements?|commitment letter|(?<!this )polic(?:y|ies)(?! statement))\b[^.]{0,50}\bsigned\b"
    r"|\bsigned\b[^.]{0,40}\b(?:code|pledge|charter|contracts?|agreements?|terms|policy|suppliers?|copy)\b|\bto be signed\b|\bsigned by (?:all|every|each|new|our (?:\w+ )?(?:suppliers?|staff|employees|contractors|customers|partners|people))\b"
    r"|\b(?:prepared|published|issued|produced|made)\s+an?\s+(?:[\w-]+\s+){0,6}statement\s+(?:that|which)\s+was\b",
    re.IGNORECASE,
)
"""Somebody signed something else, or the statement of another year."""
_APPROVES = re.compile(
    r"\b(?:approved|adopted|endorsed|authorised|signed|agreed)\b[^.]{0,90}\b(?:statement|board|directors|members|trustees|governors|council|partners)\b"
    r"|\b(?:statement|board|directors|members|trustees|governors|council|partners)\b[^.]{0,90}\b(?:approved|adopted|endorsed|authorised|signed|agreed)\b|\bon behalf of\b|\bby order of\b"
    r"|\bconstitutes\b[^.]{0,60}\bstatement\b",
    re.IGNORECASE,
)
_SPEAKS = ("sign", "approv", "adopt", "endors", "authori", "agreed", "ratif", "behalf", "by order", "constitut")
_SLOT_SIGNS = ("[", "<", "{", "insert", "enter", "your", "xx", "name of")
"""One of these stands in every unfilled place."""
_AFTER_APPROVAL = 5
"""Sentences after an approval that can still hold its signature, wherever in the document it stands."""
_ROLE_AFTER = 3
"""Sentences after an approval in which a role without a name still stands for a signature."""
_NAME_AND_DATE = 50
"""Letters of a line that holds a name and a date, and hardly more."""
_WORDS_BEFORE = 6
"""Words that may stand before the name in its piece: more is a list or a menu."""
_ALIKE = 0.6
"""How much two names have in common where one is a misread signature of the other."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|shall|must|should|can|may|who|whom|we|our|they|their|he|she|his|her|leads?|oversees?|chairs|joined|says|said|manages|reports?|to|with|from|under|that|which|through|if|please)\b"
)
_LABEL_AFTER = re.compile(r"\b(?:position|(?:job )?title|role|capacity)\W*$", re.IGNORECASE)
_NAMED = re.compile(
    r"^\W*(?:(?:print(?:ed)?|full)\s+name\b|name\s+of\s+(?:the\s+)?(?P<role>[\w ]{3,25}?)\s*:|(?P<owner>director|chief executive|ceo|chair(?:man)?)[’']?s?\s+name\b|(?:printed\s+)?name\b(?!\s+of\b))\s*[:.\-–]*\s*",
    re.IGNORECASE,
)
"""A line that says whose name it gives: "Name:", "Name of Director:"."""
_CONTACT = re.compile(r"\bcontact (?:us|details|:)|\benquir|\bcontact\b.*@", re.IGNORECASE)
_QUOTED = re.compile(r",? (?:said|says|commented|comments|added|adds)\b(?! on behalf)")
"""Behind the name of whom the page quotes."""
_OF_BODY = re.compile(
    rf",?[ ](?P<tie>at|of|from)[ ](?P<body>(?:[Tt]he[ ])?{CAPITAL}[\w’'&-]*(?:[ ](?:(?:and|&|of|for)[ ])?{CAPITAL}[\w’'&-]*)*)"
)
"""Behind a role: the body in which it is held."""
_CONTACTS = re.compile(r"contact (?:information|details|us)\W*", re.IGNORECASE)
"""The heading of a block that tells whom to ask."""
_AFTER_LIST = re.compile(rf"^.*\b(?:Limited|Ltd\.?|plc|PLC|LLP)\s+(?={CAPITAL}[\w’'-]+\s+{CAPITAL}.{{8,60}}$)")
"""A list of companies before a short rest, in which who signs may stand."""
_WHOLE_BOARD = re.compile(rf"^(?:the |our |its )?board of (?:directors|trustees|governors)\W+(?={CAPITAL})")
_APART_BEFORE = re.compile(r"[,:;|(–—-]\s*$")
"""A sign between a name and its role."""
_NAMES_AFTER = re.compile(r"\s*:")
"""Between a role and the name of who holds it."""
_BODY = re.compile(r"\s*(?:\w+\s+)?(?:committee|board|team|council|management|leadership)\b", re.IGNORECASE)
_MAIL = re.compile(r"\+\d\d\D.*@")
"""Telephone and mail behind a name: whom to ask, not who signed."""
_TWO_NAMES = re.compile(rf"({NAME.pattern})\s*/\s*({NAME.pattern})")
_BOTH_NAMES = re.compile(rf"({NAME.pattern})\s*(?:&|\band\b)\s*({NAME.pattern})")
"""A line that holds two names and no more: "Jane Okoro & Peter Vale"."""
_BEHALF = re.compile(r"\W*(?:for and )?on behalf", re.IGNORECASE)
_FOR = re.compile(r"\bbehalf of\W*$", re.IGNORECASE)
"""The end of a line below which the organisation stands."""
_BOARD_LIST = re.compile(r"\bDirectors\s*:")
"""In a letterhead, before the names of all directors."""
_MESSAGE = re.compile(r"\b(?:from|message|foreword|introduction|letter|welcome)\b", re.IGNORECASE)
_FOREWORD = re.compile(r"\W*(?:an? )?(?:introduction|message|foreword|letter|word|welcome)s?\b", re.IGNORECASE)
_OWNER = re.compile(
    r"^\W*(?:document\s+|policy\s+|statement\s+|content\s+)?(?:owner|author|contact|prepared|written|drafted|produced|issued|reviewed|responsible|compiled|created|sponsor|lead|version|key contact)\b",
    re.IGNORECASE,
)
_APPROVER = re.compile(r"^\W*(?:approved|authorised|authorized|endorsed|agreed|ratified)\b", re.IGNORECASE)
_ROLE_GLUE = r"(?:Chief|Chair|Director|Managing|Group|CEO|CFO|COO|MD|S?VP|EVP|Executive|Non-Executive|Finance|President|Secretary|Head|Partner|Trustee|Company|Signed|Dated?|Page|On behalf|For and)"
_UNGLUE = re.compile(
    rf"(?<=[a-z])(?={_ROLE_GLUE}(?![a-z]))|(?<=[a-z]{{2}}[.!?])(?={CAPITAL}[a-z])|(?<=\d)(?={CAPITAL}[a-z]{{2}})|(?<=(?:\d|[a-z])[.])(?={CAPITAL}[a-z])|(?<=[a-z]{{3}})(?=\d{{1,2}}(?:st|nd|rd|th)?\s?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))|(?<=Signed)(?={CAPITAL})|(?<=Chairman)(?={CAPITAL})|(?<=Director)(?={CAPITAL})|(?<=Officer)(?={CAPITAL})|(?<=CEO)(?={CAPITAL}[a-z])"
)
_GLUED = re.compile(rf"[a-z.!?\d]{CAPITAL}|[a-z]\d|CEO{CAPITAL}")
"""Every place at which words are parted looks so; most sentences hold none."""
_CUT = re.compile(
    r"(?=[\s/TISADFOfo._…])"  # how each of these begins: most places need not be tried
    rf"(?:\n|\s\|\s|(?<=[a-z]{{2}})/(?={CAPITAL}[a-z]+ {CAPITAL})|(?<=[a-z\d)’”\"][.!?])\s+(?={CAPITAL})|\s[•▪●]\s|(?=\b(?:This|The above|The) (?:\w+ ){{0,4}}(?:statement|policy|document)\b)|(?=\bIt (?:was|has)\b)|(?=\b(?:[Ff]or and on|[Oo]n) behalf of\b)|(?=\bSigned\b)|(?=\bSIGNED\b)|(?=\bApproved\b)|(?=\bDated?\s*:)|\.{{4,}}|_{{3,}}|…{{2,}})"
)


@dataclass(frozen=True, slots=True)
class Signing:
    """What was seen of a signature: names in order, role as printed, its grade (director, unclear, below) and where."""

    names: tuple[str, ...]
    role: str
    grade: str
    seen: Seen
    strength: float
    signs: bool = True
    """False where somebody only approved or authorised the statement by name."""

    @property
    def by_director(self) -> bool:
        """Whether a role of a director's grade signs."""
        return self.signs and self.grade == "director"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between dates, full stops and line ends.

    ``signs`` right after an approval of the statement, ``dated`` in a short line at the end that holds a date.
    """

    text: str
    seen: Seen
    base: float
    signs: bool = False
    dated: bool = False


def find(seen: Sequence[Seen], known: Words) -> list[Signing]:
    """Everything in the statement that looks like a signature or an approval by name, in reading order."""
    out: list[Signing] = []
    alone: list[Signing] = []
    pieces: list[_Piece] = []
    approved = -99
    above = then = ""
    for s in seen:
        above, then = then, s.text
        block = s.passage.kind is Kind.SIGNATURE
        if s.passage.kind in {Kind.FURNITURE, Kind.CONTENTS}:
            continue
        if block and not s.closing and above.endswith(("”", '"')):
            continue  # who was quoted
        if (
            s.passage.kind is Kind.LIST_ITEM
            and roles.lists_member(s.text, s.passage.heading)
            and not SIGNED.search(s.text)
        ):
            continue
        # most sentences hold none of these words: the long patterns are not tried on them
        small = s.text.lower()
        if not block and any(x in small for x in _SLOT_SIGNS) and SLOT.search(s.text):
            continue
        speaks = any(x in small for x in _SPEAKS)
        if block or (speaks and _APPROVES.search(s.text)):
            approved = s.at
        after = s.at - approved
        base = 3.0 if s.closing else 1.5 if after <= _AFTER_APPROVAL else 1.0 if s.opening else -2.0
        told: list[Signing] = []
        if speaks and OTHER_SIGNED.search(s.text):
            if not block:
                continue
        elif speaks:
            said = _SIGNED_BY.search(s.text)
            if said or (not block and _APPROVED_BY.search(s.text)):
                told = _said(s, base + (2.5 if said else 0.0), known, signs=bool(said))
                out += told
        if told and told[0].names and not block:
            continue
        if block:
            lines = _filled(s.text.split("\n"))
            got = _block([_bare(x) for x in lines], s, base + 3.0, known) if lines is not None else None
            over = _unlabelled(_bare(above)) if got and not got.names and not told else ""
            if got and over and (people.is_name(over, known) or people.is_worded(over, known)):
                got = replace(got, names=(people.tidy(over),), strength=got.strength + 3.0)
            if got and told and got.role and not told[0].role:
                out = out[: -len(told)]
            out += [got] if got else []
        elif base > 0 and not (s.passage.kind is Kind.HEADING and s.opening and _MESSAGE.search(s.text)):
            # a name and a date are all that the last lines hold
            dated = s.closing and len(s.text) <= _NAME_AND_DATE and any(len(d.iso) >= 7 for d in dates.find(s.text))
            pieces += [_Piece(t, s, base, after <= _ROLE_AFTER, dated) for t in _pieces(s.text)]
        elif s.passage.kind is Kind.PARAGRAPH and len(s.text) <= 160:
            strays = _stray(s, known)
            out += strays
            if not strays and not above.endswith(("”", '"')) and (one := _alone(s, known)):
                alone.append(one)
    out = [x for x in (*out, *_lines(pieces, known)) if not _of_another(x, seen, known)]
    return out + (alone if len(alone) == 1 and not any(x.names for x in out) else [])


def _of_another(x: Signing, seen: Sequence[Seen], known: Words) -> bool:
    """Whether the role is held in another body: of none of the organisation's words, and named nowhere else."""
    role = x.seen.text.find(x.role) if x.names and x.role else -1
    m = _OF_BODY.match(x.seen.text, role + len(x.role)) if role >= 0 else None
    if m is None:
        return False
    body = m["body"].removeprefix("The ").removeprefix("the ")
    words = {w.lower() for w in re.findall(r"[\w’'&-]+", body)}
    if SIGNED.search(x.seen.text) or words & (known.organisation | known.common | _OWN):
        return False
    return sum(body in s.text for s in seen) == 1


_OWN = frozenset("board company group directors trustees governors council committee uk europe emea".split())
"""Words of a body that is the organisation's own."""
_NAME_FIRST = re.compile(rf"\W*{CAPITAL}[^\s]*\s+\W*{CAPITAL}")
"""Two words with capitals at the very beginning, as a name has."""


def _stray(s: Seen, known: Words) -> list[Signing]:
    """A sign-off far from either end (before a page's long foot): name and role first, then a date or the organisation."""
    if not _NAME_FIRST.match(s.text):
        return []
    got = _lines([_Piece(t, s, 0.5) for t in _pieces(s.text)], known)
    rest = set(re.findall(r"[\w’'&-]+", s.text.lower()))
    if 1 <= len(got) <= 2 and got[0].names and s.text.lower().startswith(got[0].names[0].split()[0].lower()):
        return got if dates.find(s.text) or rest & known.organisation else []
    return []


def _alone(s: Seen, known: Words) -> Signing | None:
    """A name and a director's role that are all of a sentence: "R. Okoro, Chairman"."""
    name, comma, rest = s.text.strip(" .").partition(", ")
    named = people.is_name(name, known) or people.is_worded(name, known)
    role = roles.find(rest) if comma and named else None
    if role is None or role[1] != "director" or rest[: role[2]].strip() or rest[role[3] :].strip():
        return None
    return Signing((people.tidy(name),), role[0], role[1], s, 0.5)


def _filled(lines: list[str]) -> list[str] | None:
    """The lines of a block without unfilled slots; None when the place of the name itself is unfilled."""
    kept = [x for x in lines if not SLOT.search(x)]
    if len(kept) < len(lines) and any(_NAME_SLOT.search(x) for x in lines if SLOT.search(x)):
        return None
    return kept


def _bare(line: str) -> str:
    return re.sub(r"[_…]{2,}|\.{4,}", " ", line).strip(" |,;–—-")


def _unlabelled(line: str) -> str:
    before = None
    while before != line:
        before, line = line, _LABEL.sub("", line)
    return line.strip(" |,;:–—-")


def _undated(line: str) -> str:
    for d in reversed(dates.find(line)):
        if not d.iso.startswith("--"):
            line = line[: d.start] + " " + line[d.end :]
    return re.sub(r"\b(?:dated?|on)\s*[:.]?\s*$|^\W*dated?\s*:?\s*$", "", line.strip(), flags=re.IGNORECASE).strip(
        " ,–—-|"
    )


# ------------------------------------------------------------------------------------------- signature blocks


def _block(lines: list[str], s: Seen, strength: float, known: Words) -> Signing | None:
    """Names and roles of a signature block, paired by order."""
    if lines and _CONTACTS.fullmatch(lines[0]):
        return None
    names: list[str] = []
    labelled: list[str] = []
    titles: list[tuple[str, str]] = []
    own: dict[str, str] = {}  # the first role beside or under each name
    labels: list[tuple[str, str]] = []
    spare = ""
    above = ""
    for i, line in enumerate(lines):
        said = _NAMED.match(line)
        if said and (held := roles.find(said["role"] or said["owner"] or "")):
            labels.append((held[0], held[1]))
        elif _CONTACT.search(line) or _QUOTED.search(line) or _FOREWORD.match(line) or _OWNER.fullmatch(above):
            above = ""  # whoever stands under "Author:" wrote the page and signs nothing
            continue
        above = line.strip(" :.–—-|")
        t = _unlabelled(_undated(_UNGLUE.sub(" ", line[said.end() :] if said else line)))
        if not t:
            continue
        role = roles.find(t)
        name = ""
        if pair := _TWO_NAMES.match(t):
            t = f"{pair[2]}{t[pair.end() :]}"
            if people.is_name(pair[1], known) and people.is_name(pair[2], known):
                names.append(people.tidy(pair[1]))
            role = roles.find(t)
        if role:
            several = roles.find_all(t)
            if (two := _two_pairs(t, several, known)) and len(names) < 9:
                names += two
                titles += [(r, g) for r, g, _, _ in several]
                continue
            role = next((r for r in several if r[2] <= role[2] < r[3]), role)
            before = t[: role[2]].strip(" ,–—-|()")
            after = t[role[3] :].strip(" ,–—-|():")
            if people.is_name(before, known):
                name = people.tidy(before)
            elif people.is_name(after, known) and not names:
                name = people.tidy(after)
            elif not before or len(t.split()) <= 12:
                name = people.leading(before, known) or people.trailing(before, known)
            if len(several) > 1 and not name:  # the roles of two columns in one line
                titles += [(r, g) for r, g, _, _ in several]
            else:
                titles.append((role[0], role[1]))
        elif two := _both(t, known):
            names.append(two[0])
            name = two[1]
        elif people.is_name(t, known):
            name = people.tidy(t)
        else:
            name = people.leading(t, known)
            if not said and (
                names or len(t.split()) > 6 or not re.search(r"[–—,|-]|\b(?:OBE|CBE|MBE|KBE|QC|FRS)\b", t)
            ):
                name = ""
        spare = spare or _worded(t, role, known, labelled=_gives_name(said))
        if not _FOR.search(lines[i - 1] if i else ""):
            spare = spare or _over_role(t, next(filter(None, lines[i + 1 :]), ""), known)
        if name and len(names) < 10:
            names.append(name)
            labelled += [name] if said else []
        if role and names:
            own.setdefault(names[-1], role[0])
    if spare and not names and (titles or labels or SIGNED.search(s.text)):
        names = [spare]
    spelt = {n.casefold(): n for n in reversed(labelled or names)}  # of two spellings the first
    names = [n for n in dict.fromkeys(labelled or names) if spelt[n.casefold()] is n]
    if len(names) == 2 and len(titles) <= 1 and _misread(*names):
        names = names[1:]
    if len(names) == 1 and len(titles) == 2 and len(names[0].split()) == 4:  # and the names of two columns
        words = names[0].split()
        names = [" ".join(words[:2]), " ".join(words[2:])]
    titles = titles or labels
    if not titles and not (names and (SIGNED.search(s.text) or dates.find(s.text))):
        return None
    grades = [g for _, g in titles]
    grade = "director" if "director" in grades else grades[0] if grades else ""
    role_text = next((r for r, g in titles if g == grade), "")
    if len(names) == 2 < len(titles) and len(own) == 2:
        role_text = "; ".join(own.values())
    elif len(names) == 2 and len(titles) == 2:
        role_text = "; ".join(dict.fromkeys(r for r, _ in titles))
    elif len(titles) >= 2 and len(names) == 1:
        role_text = own.get(names[0]) or (titles[0][0] if titles[0][1] == grade else role_text)
    bonus = 2.0 if names and titles else 0.0 if names else -1.0
    return Signing(tuple(names), role_text, grade, s, strength + bonus)


def _worded(t: str, role: tuple[str, str, int, int] | None, known: Words, *, labelled: bool = False) -> str:
    """A name such as "J. Price" that is all of a line, or is set apart from the line's role by a sign; "" for none.

    Behind a role a comma or a bar sets the place or the body apart in which it is held: there only a colon counts.
    """
    if role is None:
        parts = [t]
    elif role[1] == "director":
        parts = [t[: role[2]]] if _APART_BEFORE.search(t[: role[2]]) else []
        parts += [t[role[3] :]] if _NAMES_AFTER.match(t[role[3] :]) else []
    else:
        parts = []
    bare = (p.strip(" ,–—-|():;") for p in parts)
    return next((people.tidy(x) for x in bare if people.is_worded(x, known, labelled=labelled)), "")


def _gives_name(said: re.Match[str] | None) -> bool:
    """Whether a label asks for a person's name, not for that of the company."""
    return said is not None and (not said["role"] or roles.find(said["role"]) is not None)


def _over_role(t: str, below: str, known: Words) -> str:
    """A name such as "Larkin Page" that is all of a block's line, right above a director's role; "" for none."""
    role = roles.find(_unlabelled(_undated(_UNGLUE.sub(" ", below))))
    over = role is not None and role[1] == "director" and role[2] == 0
    return people.tidy(t) if over and people.is_worded(t, known, above_role=True) else ""


def _two_pairs(t: str, several: list[tuple[str, str, int, int]], known: Words) -> list[str]:
    """The names of a line that pairs two of them with their roles: "Jane Okoro, Chair and Peter Vale, Director"."""
    if len(several) != 2:
        return []
    (_, _, start, end), (_, _, second, _) = several
    both = [t[:start].strip(" ,–—-|()"), re.sub(r"^\s*(?:and|&)\s+", "", t[end:second].strip(" ,–—-|()"))]
    return _all_names(both, known)


def _both(t: str, known: Words) -> list[str]:
    """The two names that are all of a line; [] where it holds anything else."""
    m = _BOTH_NAMES.fullmatch(t)
    return _all_names(m.groups(), known) if m else []


def _all_names(texts: Sequence[str], known: Words) -> list[str]:
    """The texts as names; [] where one of them is none."""
    return [people.tidy(x) for x in texts] if all(people.is_name(x, known) for x in texts) else []


def _misread(scrawl: str, printed: str) -> bool:
    """Whether the first name is the signature over the second as a scanner read it."""
    one, other = scrawl.lower().split(), printed.lower().split()
    return (
        len(one) == len(other)
        and one[0] != other[0]
        and one[-1] != other[-1]
        and SequenceMatcher(None, scrawl.lower(), printed.lower()).ratio() >= _ALIKE
    )


# ------------------------------------------------------------------------------------- sign-offs in running text


def _pieces(text: str) -> Iterator[str]:
    """The text cut at dates, full stops, signing words and line ends; words glued together are parted."""
    t = _UNGLUE.sub(" ", text) if _GLUED.search(text) else text
    for d in reversed(dates.find(t)):
        if len(d.iso) >= 7 and not d.iso.startswith("--"):
            t = t[: d.start] + "\n" + t[d.end :]
    start = 0
    for m in _CUT.finditer(t):
        if m.end() == start and m.start() == start:
            continue
        yield t[start : m.start()]
        start = m.end()
    yield t[start:]


def _lines(pieces: Sequence[_Piece], known: Words) -> list[Signing]:
    """Name and role in one piece, or in pieces that follow one another."""
    out: list[Signing] = []
    name: tuple[str, _Piece, int] | None = None
    label = 0
    for i, p in enumerate(pieces):
        bare = _bare(" ".join(p.text.split()))
        if not bare:
            continue
        if re.match(r"^\W*(?:signed|signature|print name|(?:for and )?on behalf)", bare, re.IGNORECASE):
            label = i + 3
            if name and i - name[2] <= 2 and p.base >= 3.0 and _BEHALF.match(bare):
                out.append(Signing((name[0],), "", "", name[1].seen, p.base + 1.0))
        if len(bare) > 150:
            rest = _AFTER_LIST.sub("", bare)
            bare = rest if len(rest) < len(bare) and roles.find(rest) else bare[:150].rsplit(" ", 1)[0]
        if _OWNER.match(bare) or _PASSIVE.search(bare) or _BOARD_LIST.search(bare) or _MAIL.search(bare):
            name = None
            continue
        t = _unlabelled(_undated(bare))
        if not t or _VERB.search(t):
            continue
        lent = 1.0 if i <= label else 0.0
        signs = not _APPROVER.match(bare)
        got = _pairs(t, p, known, name, lent)
        if got:
            out += [g if signs else replace(g, signs=False, strength=g.strength - 2) for g in got]
            name = None
        elif two := _both(t, known):
            name = ("; ".join(two), p, i)
        elif people.is_name(t, known):
            name = (people.tidy(t), p, i)
            told = p.signs and p.base >= 3.0 and p.seen.text.strip(" .") == t and people.is_given(t)
            if (p.dated or told) and not lent:
                out.append(Signing((people.tidy(t),), "", "", p.seen, p.base))
            if lent and p.base >= 1.5:
                out.append(Signing((people.tidy(t),), "", "", p.seen, p.base + lent, signs=signs))
        elif name is None and people.is_worded(t, known, labelled=_gives_name(_NAMED.match(bare))):
            name = (people.tidy(t), p, i)
        elif len(t.split()) > 6 or (name and i - name[2] > 2):
            name = None
    return out


def _pairs(t: str, p: _Piece, known: Words, waiting: tuple[str, _Piece, int] | None, lent: float) -> list[Signing]:
    """The roles of a piece, each with the name beside it or with the name that waits from the piece before."""
    out: list[Signing] = []
    at = 0
    for role, grade, start, end in roles.find_all(t)[:4]:
        before = _unlabelled(_LABEL_AFTER.sub("", t[at:start]).strip(" ,–—-|().:;"))
        who, where = "", p.seen
        if before:
            led = len(before.split()) > 2 and people.is_owned(before, known)  # "Larkfield AG Peter Vale"
            whole = people.is_name(before, known) and not led
            who = people.tidy(before) if whole else _trailing(before, known)
            who = who or _worded(t[at:end], (role, grade, start - at, end - at), known)
            if who and len(before.split()) > len(who.split()) + _WORDS_BEFORE:
                who = ""
            if not who and len(before.split()) > 3:
                at = end
                continue
        elif waiting:
            who, where = waiting[0], waiting[1].seen
            waiting = None
        if not who and not out:
            after = t[end:].strip(" ,–—-|().:;")
            who = people.tidy(after) if people.is_name(after, known) else _worded(t, (role, grade, start, end), known)
        if who or lent or (p.signs and not before and not out and len(t.split()) <= 12):
            strength = p.base + lent + (2.0 if who else 0.0)
            out.append(Signing((who,) if who else (), role, grade, where, strength))
        at = end
    return out


def _trailing(before: str, known: Words) -> str:
    """The name at the end of ``before``, over at most two words of the organisation between it and the role."""
    who = people.trailing(before, known)
    words = before.split()
    for n in (1, 2):
        if who or len(words) < n + 2:
            break
        if all(w.islower() or w.isupper() or w.strip(",.").lower() in known.organisation for w in words[-n:]):
            who = people.trailing(" ".join(words[:-n]), known)
    return who


# ------------------------------------------------------------------------------------------------- sentences


def _said(s: Seen, strength: float, known: Words, *, signs: bool) -> list[Signing]:
    """A signature told as a sentence: "... signed by David Lee, the Chief Executive of ..."."""
    m = _SIGNED_BY.search(s.text) if signs else _APPROVED_BY.search(s.text)
    if m is None or _PASSIVE.search(s.text[: m.end()]):
        return []
    rest = s.text[m.end() : m.end() + 120].lstrip(" :")
    rest = re.split(r"\bon behalf of\b|\bfor and on\b", rest)[0] or rest
    rest = _WHOLE_BOARD.sub("", rest).lstrip() or rest  # the body that approved; a name and a role may follow
    name = NAME.match(rest.removeprefix("the ").removeprefix("our ").lstrip())
    role = roles.find(rest)
    who = ""
    if name:
        head = name[0]
        inner = roles.find(head)
        if inner:
            head = head[: inner[2]]
        named = people.is_name(head, known) or ((signs or role is not None) and people.is_worded(head, known))
        who = head.strip(" ,–—-|.") if named else people.leading(head, known)
        if _BODY.match(rest[rest.find(name[0]) + len(name[0]) :]):
            who = ""
    if not who and role:
        m2 = re.match(rf"\s*[,:–-]?\s*({NAME.pattern})", rest[role[3] :])
        who = m2[1] if m2 and people.is_name(m2[1], known) else ""
    if not who and not role:
        return []
    about = bool(re.search(r"\bstatement\b", s.text, re.IGNORECASE))
    if not who and not signs and not about:
        return []
    if not signs and not (s.closing or s.opening or about):
        return []
    return [
        Signing(
            (people.tidy(who),) if who else (),
            role[0] if role else "",
            role[1] if role else "",
            s,
            strength + (1.0 if who else -1.0),
            signs=signs,
        )
    ]
