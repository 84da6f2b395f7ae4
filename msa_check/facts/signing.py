"""Who signed the statement, in which role, and when.

Nothing here knows the rules: it reports observations (a name with a director's role, a role without a name, ...).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.facts import dates
from msa_check.model import Evidence, Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.facts.seen import Seen

_TOKEN = r"(?:[A-ZÀ-Þ][\w'’`-]*\.?|[A-Z]\.(?:[A-Z]\.)*|[A-Z](?=\s))"
_PARTICLE = r"(?:de|van|von|der|den|da|di|la|le|du|bin|al|el|Mc|O[’'])"
NAME = re.compile(rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prof|Professor|Cllr|Councillor|Rev)\.?\s+)?{_TOKEN}(?:\s+(?:{_PARTICLE}\s+)*{_TOKEN}){{1,3}}")
_NOT_NAMES = frozenset(
    "modern slavery human trafficking statement act board directors director group limited ltd plc llp company companies policy code signed "
    "date dated name title position role signature approved behalf the this our we on for and of by in at to is was chief executive officer "
    "managing chair chairman secretary head manager president member partner trustee council university committee january february march april "
    "may june july august september october november december page version annual report united kingdom uk great britain england london ireland "
    "supply chain suppliers supplier business services service international global europe european holdings trust foundation association "
    "registered office number tel telephone email contact privacy terms conditions cookies cookie website home about corporate responsibility "
    "sustainability finance financial operations operating general commercial procurement human resources legal compliance ethics technical "
    "quality safety health environment risk due diligence training steps further future next year introduction conclusion summary review "
    "reviewed document owner issue date print printed authorised full sign yours sincerely faithfully duly declaration download share back "
    "appendix section part road street house park lane avenue court square place building floor new york board's non senior vice deputy "
    "transparency disclosure ended ending fy gmbh inc corporation corp bank insurance school college academy nhs hospital housing homes "
    "regards confirmed responsible follow find more read menu search products product customers news careers investors events".split()
)
_LABEL = re.compile(r"^\W*(?:signed(?:\s+by)?|signature|sign|name|print(?:ed)?\s+name|full\s+name|position|title|role|job\s+title|by|authorised\s+by|approved\s+by|for\s+and\s+on\s+behalf\s+of[^:]{0,60}:)\s*[:.\-–]*\s*", re.IGNORECASE)
_SLOT = re.compile(r"\[[^\]]{2,40}\]|<[^>]{2,30}>|\b(?:insert|enter|your)\s+(?:name|role|title|date|signature)|\{\{?[^}]{2,30}\}\}?|\bxx+\b|\bname of (?:director|signatory|ceo)\b", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:signed(?!\s+up)(?:\s+off)?(?:\s+(?:and\s+\w+|on\s+(?:its|their|our|the)?\s*behalf|for\s+and\s+on\s+behalf\s+of\s+[^,.]{3,60}))?|signature)\b", re.IGNORECASE)
_SIGNED_BY = re.compile(r"\bsigned(?:\s+off)?(?:\s+on\s+(?:its|their|the\s+[Bb]oard[’']?s?)\s+behalf)?\s+by\b|\bsignatory\b", re.IGNORECASE)
_APPROVED_BY = re.compile(r"\b(?:approved|authorised|authorized|endorsed|agreed|adopted|ratified)\b[^.]{0,50}?\bby\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:responsib|oversee|oversight|report(?:s|ing)? to|led by|chaired by|contact|sponsor|headed by|accountab|supported by|appointed)\w*", re.IGNORECASE)
_OTHER_SIGNED = re.compile(r"\b(?:suppliers?|contractors?|employees?|staff|contracts?|pledge|charter|code|agreements?|commitment letter)\b[^.]{0,50}\bsigned\b|\bsigned\b[^.]{0,40}\b(?:code|pledge|charter|contracts?|agreements?|terms|policy|suppliers?)\b|\bto be signed\b|\bsigned by (?:all|every|each|new|our)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|updated?|version|issued?|revis\w+|reviewed|last modified|effective)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signing:
    """What was seen of a signature. ``at`` is the place of its sentence, ``grade`` director, unclear or below."""

    names: tuple[str, ...]
    role: str
    grade: str
    seen: Seen
    strength: float
    signs: bool
    """False where somebody only approved or authorised the statement by name."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signing facts: who, as what, when, the marks, and the block chosen."""

    signatory: Fact | None
    role: Fact | None
    date: Fact | None
    marks: dict[str, list[Evidence]]
    place: Seen | None


def is_name(text: str) -> bool:
    """Whether the words look like a person's name."""
    t = text.strip(" .,;:–—-|*_")
    m = NAME.fullmatch(t)
    if not m or len(t) > 45:
        return False
    tokens = [w.strip(".,'’").lower() for w in t.split()]
    return not any(w in _NOT_NAMES for w in tokens) and sum(len(w) > 1 for w in tokens) >= 1 and any(c.islower() for c in t) | (len(tokens) <= 3)


def read(seen: Sequence[Seen]) -> Signed:
    """Find the signature among the last (then the first) sentences, and the date that goes with it."""
    found = [x for s in seen for x in _in(s)]
    marks: dict[str, list[Evidence]] = {}
    found.sort(key=lambda x: -x.strength)
    for x in found:
        if x.names and x.grade == "director" and x.signs:
            mark = "signature.director"
        elif x.names and x.role:
            mark = "signature.unclear"
        elif x.names:
            mark = "signature.name-only"
        else:
            mark = "signature.role-only"
        marks.setdefault(mark, []).append(x.seen.evidence())
    for s in seen:
        if s.passage.kind is Kind.SIGNATURE and _SLOT.search(s.text):
            marks.setdefault("signature.placeholder", []).append(s.evidence())
    best = next((x for x in found if x.names), None)
    names = role = None
    if best is not None:
        value = "; ".join(best.names) if len(best.names) == 2 else best.names[0]
        names = Fact(value, best.grade, (best.seen.evidence(),))
        role = Fact(best.role, best.grade, (best.seen.evidence(),)) if best.role else None
    day, date_marks = _date(seen, found[0].seen if found else None)
    for k, v in date_marks.items():
        marks.setdefault(k, []).extend(v)
    return Signed(names, role, day, marks, best.seen if best else (found[0].seen if found else None))


def _in(s: Seen) -> list[Signing]:
    if s.passage.kind in {Kind.FURNITURE, Kind.CONTENTS, Kind.TABLE_ROW} or _SLOT.search(s.text):
        return []
    base = 3.0 if s.closing else 1.0 if s.opening else -2.0
    if s.passage.kind is Kind.SIGNATURE:
        got = _block([_bare(x) for x in s.text.split("\n")], s, base + 3.0)
        return [got] if got else []
    if _OTHER_SIGNED.search(s.text):
        return []
    said = _SIGNED_BY.search(s.text)
    if said or _APPROVED_BY.search(s.text):
        return _said(s, base + (2.5 if said else 0.0), signs=bool(said))
    short = len(s.text) <= 170 and s.passage.kind is not Kind.LIST_ITEM
    if short and (s.closing or (s.opening and s.passage.kind is Kind.SIGNATURE)) and not _PASSIVE.search(s.text):
        got = _line(s.text, s, base)
        return [got] if got else []
    return []


def _bare(line: str) -> str:
    return re.sub(r"[_…]{2,}|\.{4,}", " ", line).strip(" |,;–—-")


def _unlabelled(line: str) -> str:
    before = None
    while before != line:
        before, line = line, _LABEL.sub("", line)
    return line.strip(" |,;:–—-")


def _block(lines: list[str], s: Seen, strength: float) -> Signing | None:
    """Names and roles of a signature block, paired by order."""
    names: list[str] = []
    titles: list[tuple[str, str]] = []
    for line in lines:
        t = _unlabelled(_undated(line))
        if not t:
            continue
        role = roles.find(t)
        if role:
            before = t[: role[2]].strip(" ,–—-|()")
            after = t[role[3] :].strip(" ,–—-|():")
            if is_name(before):
                names.append(_tidy(before))
            elif is_name(after) and not names:
                names.append(_tidy(after))
            elif not before or len(t.split()) <= 12:
                name = _leading_name(before)
                if name:
                    names.append(name)
            titles.append((role[0], role[1]))
        elif is_name(t) and len(names) < 10:
            names.append(_tidy(t))
        else:
            name = _leading_name(t)
            if name and not names and len(t.split()) <= 6 and re.search(r"[–—,|-]|\b(?:OBE|CBE|MBE|KBE|QC|FRS)\b", t):
                names.append(name)
    if not names and not titles:
        return None
    grades = [g for _, g in titles]
    grade = "director" if "director" in grades else grades[0] if grades else ""
    role_text = next((r for r, g in titles if g == grade), "")
    if len(names) == 2 and len(titles) == 2:
        role_text = "; ".join(dict.fromkeys(r for r, _ in titles))
    elif len(titles) >= 2 and len(names) == 1:
        role_text = titles[0][0] if titles[0][1] == grade else role_text
    bonus = 2.0 if names and titles else 0.0 if names else -1.0
    return Signing(tuple(dict.fromkeys(names)), role_text, grade, s, strength + bonus, signs=True)


def _undated(line: str) -> str:
    found = dates.find(line)
    for d in reversed(found):
        if not d.iso.startswith("--"):
            line = line[: d.start] + " " + line[d.end :]
    return re.sub(r"\b(?:dated?|on)\s*[:.]?\s*$|^\W*dated?\s*:?\s*$", "", line.strip(), flags=re.IGNORECASE).strip(" ,–—-|")


def _line(text: str, s: Seen, strength: float) -> Signing | None:
    """Name and role set in one line, "Jo Ray, Managing Director, Ray Ltd": not a sentence with a verb."""
    t = _unlabelled(_undated(_bare(" ".join(text.split()))))
    if re.search(r"\b(?:is|are|was|were|has|have|will|shall|must|should|can|may|who|we|our)\b", t) or len(t) < 5:
        return None
    signed = bool(_SIGNED.search(text))
    role = roles.find(t)
    if role:
        before = _unlabelled(t[: role[2]].strip(" ,–—-|()."))
        after = t[role[3] :].strip(" ,–—-|():")
        name = before if is_name(before) else _trailing_name(before) or (after if is_name(after) else "")
        if not name and not signed:
            return None
        return Signing((_tidy(name),) if name else (), role[0], role[1], s, strength + (2.0 if name else 0.0) + (1.0 if signed else 0.0), signs=True)
    if signed:
        name = t if is_name(t) else _leading_name(t)
        return Signing((_tidy(name),), "", "", s, strength, signs=True) if name else None
    return None


def _said(s: Seen, strength: float, *, signs: bool) -> list[Signing]:
    """ "... signed by David Lee, the Chief Executive of ..." as a sentence."""
    m = _SIGNED_BY.search(s.text) if signs else _APPROVED_BY.search(s.text)
    if m is None or _PASSIVE.search(s.text[: m.end()]):
        return []
    rest = s.text[m.end() : m.end() + 120].lstrip(" :")
    rest = re.split(r"\bon behalf of\b|\bfor and on\b", rest)[0] or rest
    name = NAME.match(rest.removeprefix("the ").removeprefix("our ").lstrip())
    role = roles.find(rest)
    who = ""
    if name:
        head = name[0]
        inner = roles.find(head)
        if inner:
            head = head[: inner[2]]
        who = head.strip(" ,–—-|.") if is_name(head) else ""
    if not who and role:
        who = _first_name_after(rest[role[3] :])
    if not who and not role:
        return []
    if not who and not signs and not re.search(r"\bstatement\b", s.text, re.IGNORECASE):
        return []
    if not signs and not (s.closing or s.opening or re.search(r"\bstatement\b", s.text, re.IGNORECASE)):
        return []
    return [Signing((_tidy(who),) if who else (), role[0] if role else "", role[1] if role else "", s, strength + (1.0 if who else -1.0), signs=signs)]


def _first_name_after(text: str) -> str:
    m = re.match(rf"\s*[,:–-]?\s*({NAME.pattern})", text)
    return m[1] if m and is_name(m[1]) else ""


def _leading_name(text: str) -> str:
    tokens = text.split()
    for n in (4, 3, 2):
        head = " ".join(tokens[:n])
        if len(tokens) >= n and is_name(head):
            return _tidy(head)
    return ""


def _trailing_name(text: str) -> str:
    tokens = text.split()
    for n in (3, 2, 4):
        tail = " ".join(tokens[-n:])
        if len(tokens) >= n and is_name(tail):
            return _tidy(tail)
    return ""


def _tidy(name: str) -> str:
    name = re.sub(r"^(?:Mr|Mrs|Ms|Miss)\.?\s+", "", name.strip(" .,;:–—-|"))
    return name.title() if name.isupper() and len(name) > 4 else name


def _date(seen: Sequence[Seen], place: Seen | None) -> tuple[Fact | None, dict[str, list[Evidence]]]:
    """The date in, under or over the signature; else a date that stands alone at the end, or is tied to the approval."""
    options: list[tuple[float, str, Seen]] = []
    loose: list[Seen] = []
    for s in seen:
        found = [d for d in dates.find(s.text) if not d.iso.startswith("--")]
        alone = len(s.text) <= 40 or s.passage.kind is Kind.SIGNATURE
        if not found:
            if (s.passage.kind is Kind.FURNITURE or (s.title and s.passage.number)) and re.search(r"\b20[12]\d\b", s.text) and re.search(r"version|issue|rev|updat|publish", s.text, re.IGNORECASE):
                loose.append(s)
            continue
        if s.passage.kind is Kind.FURNITURE or s.title or (_PUBLISHED.search(s.text) and not s.closing):
            loose.append(s)
            continue
        d = max(found, key=lambda d: (len(d.iso), d.start))
        gap = abs(s.at - place.at) if place else 99
        signed = bool(_SIGNED.search(s.text)) and not _OTHER_SIGNED.search(s.text)
        approved = bool(re.search(r"\b(?:approved|authorised|adopted|agreed|endorsed|published|issued)\b", s.text, re.IGNORECASE)) and bool(
            re.search(r"\bstatement\b|\bboard\b", s.text, re.IGNORECASE)
        )
        ended = re.search(r"\b(?:year|period|months?|fy)\b[^.]{0,25}\b(?:end|to\b|ing)", s.text, re.IGNORECASE)
        if ended and (approved or signed):
            tail = [x for x in found if re.search(r"\b(?:on|at|dated?|in)\b(?:\s+\w+){0,3}\s*$", s.text[: x.start]) and not re.search(r"(?:end(?:ed|ing|s)?|year)(?:\s+\w+){0,2}\s*$", s.text[: x.start], re.IGNORECASE)]
            if not tail:
                continue
            d = tail[-1]
        elif ended:
            continue
        if s is place or (s.passage.kind is Kind.SIGNATURE and gap <= 3):
            options.append((10 - gap, d.iso, s))
        elif alone and gap <= 4:
            options.append((7 - gap * 0.5, d.iso, s))
        elif signed and (s.closing or s.opening):
            options.append((6, d.iso, s))
        elif approved and (s.closing or s.opening):
            options.append((5 if s.closing else 3, d.iso, s))
        elif approved and re.search(r"\bstatement\b", s.text, re.IGNORECASE):
            options.append((2, d.iso, s))
        elif alone and s.closing and place is None:
            options.append((2.5, d.iso, s))
        elif s.closing and _PUBLISHED.search(s.text) and len(s.text) < 90:
            options.append((1.5, d.iso, s))
    marks: dict[str, list[Evidence]] = {}
    if options:
        options.sort(key=lambda o: (-o[0], -len(o[1])))
        for _, iso, s in options:
            marks.setdefault("sign-date.day" if len(iso) == 10 else "sign-date.month", []).append(s.evidence())
        _, iso, s = options[0]
        return Fact(iso, "day" if len(iso) == 10 else "month", (s.evidence(),)), marks
    if place is not None:
        near = [s for s in seen if abs(s.at - place.at) <= 2 and re.fullmatch(r"\W*(?:date[d:]*)?\W*20[12]\d\W*", s.text, re.IGNORECASE)]
        loose = near + loose
    if loose:
        marks["sign-date.year"] = [s.evidence() for s in loose[:3]]
    return None, marks
