"""Who signed the statement, in which role, and when.

Nothing here knows the rules: it reports observations (a name with a director's role, a role without a name, ...).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msa_check.facts import dates, signatories
from msa_check.model import Evidence, Fact, Kind
from msa_check.wordshapes import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.facts.people import Words
    from msa_check.facts.seen import Seen
    from msa_check.facts.signatories import Signing

_PUBLISHED = re.compile(
    r"\b(?:published|updated?|version|issued?|revis\w+|reviewed|last modified|effective)\b", re.IGNORECASE
)
APPROVED = re.compile(r"\b(?:approved|authorised|adopted|agreed|endorsed|ratified|signed off)\b", re.IGNORECASE)
"""An approval given. Publishing or issuing a statement is none."""
_APPROVAL = re.compile(r"\b(?:gave|given|gives|received|obtained)\b[^.]{0,30}\bapproval\b", re.IGNORECASE)
_ABOUT = re.compile(r"\bstatement\b|\bboards?\b", re.IGNORECASE)
_ISSUED = re.compile(r"\b(?:published|issued?|version|effective)\b", re.IGNORECASE)
_IS_APPROVED = re.compile(
    r"\bstatement\b[^.]{0,60}\b(?:was|is|has been)\b[^.]{0,30}\bapproved\b|\bapproved\s+(?:this|the above)\s+(?:\w+\s+){0,4}statement\b",
    re.IGNORECASE,
)
_APPROVED_IT = re.compile(
    r"\b(?:approved|adopted|passed|ratified|signed off)\s+(?:it|this|the (?:text|above|foregoing|document))\b(?! polic)|\bsigned (?:it|this|the (?:text|document)) off\b"
    r"|\b(?:it|text(?: above)?|above|foregoing)\s+(?:was|has been)\s+(?:\w+\s+){0,2}(?:approved|adopted|ratified|signed off)\b|\bapproval (?:was|has been) given\b|\bdate of approval\b",
    re.IGNORECASE,
)
"""An approval near the end that needs no other name for the statement than "this" or "the above"."""
_EARLIER = re.compile(
    r"\b(?:prepared|published|issued|produced|made)\s+an?\s+(?:[\w-]+\s+){0,6}statement\s+(?:that|which)\s+was\b",
    re.IGNORECASE,
)
_BOARD_ON = re.compile(r"\bboards?(?: of directors)?,? (?:on|in)\W*$", re.IGNORECASE)
"""Before the day on which the board approved, where the words around it were lost."""
_BOARDS_ON = re.compile(r"\bby (?:the )?boards?\b", re.IGNORECASE)
_TAIL_DATE = re.compile(r"^[^\n]{8,22}\.\n(?:.*\n)*.*\bdated?\s*:?\s*$", re.IGNORECASE)
"""A block that begins with the end of a sentence and leaves the place of its date open."""
_STATEMENT = re.compile(r"\bstatement\b", re.IGNORECASE)
_PRINTED = re.compile(r"(?P<date>\d{1,2}/\d{1,2}/(?:20)?\d\d)(?P<time>,?\s+\d{1,2}:\d\d.*)?")
"""The day on which a browser printed the page."""
_OTHER_DOCUMENT = re.compile(
    r"\b(?:policy|policies|code|strategy|plan|procedure|framework|accounts|targets?|programme)\b", re.IGNORECASE
)
_OTHER_WAS = re.compile(
    r"\b(?!this\b)\w+\s+(?:[\w-]+\s+){0,3}(?:policy|policies|code|strategy|plan|procedure|framework|accounts|targets?|programme|budget)\s+(?:was|were|is|are|has|have|came)\b",
    re.IGNORECASE,
)
"""A sentence on the day of another document, however near the end it stands."""
_ENDED = re.compile(r"\b(?:year|period|months?|fy)\b[^.]{0,25}\b(?:end|to\b|ing)", re.IGNORECASE)
FETCHED = r"(?:accessed|printed|retrieved|fetched)"
"""What a note of the page's fetching says."""
_FETCHED_ON = re.compile(rf"\b{FETCHED}(?:\s+on)?\W*$", re.IGNORECASE)
"""Such a note as far as its date."""
_YEAR_BREAKS = re.compile(r"\b(?:end(?:ed|ing|s)?|year|period|from|to)(?:\s+on)?[^\w.]*$", re.IGNORECASE)
_COMPANY = re.compile(r"[A-Z][\w&.,()’' -]{2,60}?\b(?:plc|p\.l\.c\.|limited|ltd\.?|llp|inc\.?)", re.IGNORECASE)
_BESIDE_DATE = frozenset(
    "date dated on signed this day of the at by in published updated last issued version rev revised review reviewed next approval approved issue "
    "statement london city place from no v1 v2 1 2 3 0 effective modified revision accessed".split()
)
"""Words that may stand beside a date that is all a line holds."""


_LINE = 80
"""Letters of a line that can hold the name, role or body that signs, and a date."""
_JOINING = frozenset("and of on for the behalf in st nd rd th dated date".split())
_HEAD = 5
"""Sentences at the head of a document in which a date that stands alone is the document's."""
_DIRECTOR = 2.0
"""What a director's name weighs more than one of lower rank: the head of a page may be signed, and its foot name a contact."""
_ROLE_ALONE = 3.0
"""Strength from which a role without a name is told: at the end of the statement or in a signature block."""
_TAIL = 60
"""Letters at the end of a sentence in which it can break off before its date."""
_SCRAWL = r"(?:\S{1,5}\s+){0,2}"
"""A day and a month by hand as a scanner read them: "II", "l8 /"."""
_YEAR_LAST = re.compile(
    rf"(?:(?:^|[\n,]|\bdated?\W)\s*(?:dated?\W*)?|\bdated?\s*:\s*{_SCRAWL})20[12]\d\W*$", re.IGNORECASE
)
_YEAR_ALONE = re.compile(rf"\W*(?:(?:date[d:]*)?\W*|dated?\s*:\s*{_SCRAWL})20[12]\d\W*", re.IGNORECASE)
_NEWS = 3
_NEWS_DATE = 2.5
"""Days that stand alone near the end and are a list of news rather than the signing; how well each fits at most."""
_AMERICAN = re.compile(r"\b(?:labor|behavior|organization|recognize|honor|program)(?:s|d|ed|al)?\b", re.IGNORECASE)
_BRITISH = re.compile(r"\b(?:labour|behaviour|organisation|recognise|honour|programme)(?:s|d|ed|al)?\b", re.IGNORECASE)
_TITLE_LINE = 130
"""Letters of a last line that gives the statement's title and its date."""
_TITLE_DATE = re.compile(rf"\bstatement\s*[-–—,:|]\s*(?:\d{{1,2}}\w{{0,2}}\s+)?{MONTH}\s+20\d\d\W*$", re.IGNORECASE)
_HEAD_DATE = re.compile(
    rf"^[^.;]{{0,60}}\bstatement\b[^.;]{{0,50}}[-–—,:|]\s*(?P<date>(?:\d{{1,2}}\w{{0,2}}\s+)?{MONTH}\s+20\d\d)\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""A title with its date that ran into the first sentence."""
_LABEL_LINE = 100
"""Letters of a line that gives the day of an approval behind its label."""
_APPROVAL_LABEL = re.compile(
    r"\W*(?:date\s+(?:of\s+)?(?:(?:board|council|trustees?[’']?|governors?[’']?|directors[’']?)\s+)?approv(?:al|ed)|date\s+approved|approved\s*:|(?:[\w’']+\s+){0,3}approval(?:\s+date)?\s*[:–-])",
    re.IGNORECASE,
)
_AFTER = 3
"""Sentences after an approval of the statement in which a date that stands alone is its date."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signing facts: who, as what, when, and the marks."""

    signatory: Fact | None
    role: Fact | None
    date: Fact | None
    marks: dict[str, list[Evidence]]


def read(seen: Sequence[Seen], known: Words) -> Signed:
    """Find the signature among the last (then the first) sentences, and the date that goes with it."""
    found = signatories.find(seen, known)
    marks: dict[str, list[Evidence]] = {}
    found.sort(key=lambda x: -(x.strength + (_DIRECTOR if x.names and x.by_director else 0.0)))
    for x in found:
        if x.names and x.by_director:
            mark = "signature.director"
        elif x.names and x.role:
            mark = "signature.unclear"
        elif x.names:
            mark = "signature.name-only"
        else:
            mark = "signature.role-only"
        marks.setdefault(mark, []).append(x.seen.evidence())
    for s in seen:
        if s.passage.kind is Kind.SIGNATURE and signatories.SLOT.search(s.text):
            marks.setdefault("signature.placeholder", []).append(s.evidence())
    best = next((x for x in found if x.names), None)
    names = role = None
    if best is not None:
        both = _side_by_side(best, found) or best
        value = "; ".join(both.names) if len(both.names) == 2 else both.names[0]
        names = Fact(value, best.grade, (best.seen.evidence(),))
        post = both if both.role else next((x for x in found if not x.names and x.seen.at == best.seen.at + 1), both)
        role = Fact(post.role, post.grade, (post.seen.evidence(),)) if post.role else None
    elif (
        alone := next((x for x in found if x.role and x.by_director and x.strength >= _ROLE_ALONE), None)
    ) is not None:
        role = Fact(alone.role, alone.grade, (alone.seen.evidence(),))
    day, date_marks = _date(seen, found[0].seen if found else None)
    for k, v in date_marks.items():
        marks.setdefault(k, []).extend(v)
    return Signed(names, role, day, marks)


def approves(s: Seen) -> bool:
    """Whether a sentence says that this statement, and no other document, was approved, by whomever, or when it was."""
    named = "approved" in s.text.lower() and bool(_IS_APPROVED.search(s.text)) and not of_another_year(s.text)
    meant = s.closing and bool(_APPROVED_IT.search(s.text))
    labelled = s.passage.kind is not Kind.CONTENTS and len(s.text) < _LABEL_LINE and bool(_APPROVAL_LABEL.match(s.text))
    return (named or meant or labelled) and not _OTHER_DOCUMENT.search(s.text)


def _side_by_side(best: Signing, found: Sequence[Signing]) -> Signing | None:
    """Two who sign in one sentence, as one: "Jane Okoro, Chair and Peter Vale, Director"."""
    same = [x for x in found if x.seen is best.seen and x.strength == best.strength and len(x.names) == 1 and x.role]
    if len(same) != 2 or same[0].names == same[1].names or not all(x.by_director for x in same):
        return None
    posts = dict.fromkeys(x.role for x in same)
    return replace(best, names=same[0].names + same[1].names, role="; ".join(posts))


def _of_approval(text: str) -> bool:
    """Whether a sentence speaks of an approval and of a statement or a board."""
    small = text.lower()  # most sentences name neither: the long patterns are not tried on them
    return (
        ("statement" in small or "board" in small)
        and bool(_ABOUT.search(text))
        and bool(APPROVED.search(text) or ("approval" in small and _APPROVAL.search(text)))
    )


def of_another_year(text: str) -> bool:
    """Whether a sentence tells of a statement prepared and approved before this one."""
    return bool(_EARLIER.search(text))


def dates_title(text: str) -> bool:
    """Whether a line gives the statement's title and its date, and nothing of an approval."""
    return len(text) < _TITLE_LINE and bool(_TITLE_DATE.search(text))


def _date(seen: Sequence[Seen], place: Seen | None) -> tuple[Fact | None, dict[str, list[Evidence]]]:
    """The date in, under or over the signature; else a date that stands alone at an end, or is tied to the approval."""
    options: list[tuple[float, str, Seen]] = []
    loose: list[Seen] = []
    before, approved = "", -99
    printed = {
        m["date"] for s in seen if len(s.text) < 30 and (m := _PRINTED.fullmatch(s.text)) and (m["time"] or s.at == 0)
    }
    for s in seen:
        above, before = before, s.text
        if _of_approval(s.text) and not _OTHER_DOCUMENT.search(s.text):
            approved = s.at
        found = [d for d in dates.find(s.text) if d.iso >= dates.IN_FORCE and not _FETCHED_ON.search(s.text[: d.start])]
        if found and all(s.text[d.start : d.end] in printed for d in found):
            loose.append(s)
            continue
        found = [d for d in found if s.text[d.start : d.end] not in printed]
        if (
            found
            and _OTHER_WAS.search(s.text)
            and not _STATEMENT.search(s.text)
            and not signatories.SIGNED.search(s.text)
        ):
            continue
        if not found:
            if _year_of_file(s):
                loose.append(s)
            continue
        if _YEAR_BREAKS.search(above[-_TAIL:]) and _only_date(s.text):
            continue  # "for the year ended" / "31 December 2018"
        alone = s.passage.kind is Kind.SIGNATURE or _only_date(s.text)
        head = alone and s.at < _HEAD and not _ISSUED.search(s.text)
        if s.title and not alone and len(found) == 1 and len(s.text) - found[0].end < 3 and not _ENDED.search(s.text):
            options.append((1.0, found[0].iso, s))  # "Statement on slavery, May 2016"
            continue
        headed = _HEAD_DATE.match(s.text) if s.at == 0 else None
        if headed and not _ENDED.search(headed[0]) and (real := dates.find(headed["date"])):
            options.append((1.0, real[0].iso, s))
            continue
        if s.closing and s.passage.kind is Kind.PARAGRAPH and dates_title(s.text):
            options.append((1.0, found[-1].iso, s))
            continue
        if (
            (s.passage.kind is Kind.FURNITURE and not (alone and 0 < s.at - approved <= _AFTER))
            or (s.title and not alone)
            or (_PUBLISHED.search(s.text) and not s.closing and not head)
        ):
            loose += [] if _ENDED.search(s.text) else [s]
            continue
        if alone and _TAIL_DATE.match(s.text) and found[0].start == 0 and len(found) == 1:
            continue
        option = _dated(s, found, place, alone=alone)
        if option is None and alone and 0 < s.at - approved <= _AFTER:
            option = 3.5, max(found, key=lambda d: len(d.iso)).iso
        if option:
            options.append((*option, s))
    lone = {iso for score, iso, s in options if score <= _NEWS_DATE and _only_date(s.text)}
    if len(lone) >= _NEWS:
        options = [o for o in options if o[0] > _NEWS_DATE or o[1] not in lone]
    marks: dict[str, list[Evidence]] = {}
    if options:
        options.sort(key=lambda o: (-o[0], -len(o[1])))
        for _, iso, s in options:
            marks.setdefault("sign-date.day" if len(iso) == 10 else "sign-date.month", []).append(s.evidence())
        _, iso, s = options[0]
        if _of_several_boards(s):
            return None, marks  # the statement is dated, but by which of the days cannot be told
        if _month_first(iso, s, seen):
            iso = f"{iso[:4]}-{iso[8:]}-{iso[5:7]}"
        return Fact(iso, "day" if len(iso) == 10 else "month", (s.evidence(),)), marks
    if place is not None:
        near = [s for s in seen if abs(s.at - place.at) <= 2 and _ends_in_year(s)]
        loose = near + loose
    if loose:
        marks["sign-date.year"] = [s.evidence() for s in loose[:3]]
    return None, marks


def _of_several_boards(s: Seen) -> bool:
    """Whether a sentence tells of the days on which the boards of several companies approved, and of no signing."""
    days = {d.iso for d in dates.find(s.text) if d.day and not _YEAR_BREAKS.search(s.text[: d.start])}
    return len(days) > 1 and len(_BOARDS_ON.findall(s.text)) > 1 and not signatories.SIGNED.search(s.text)


def _month_first(iso: str, s: Seen, seen: Sequence[Seen]) -> bool:
    """Whether a day written in numbers stands in a text of American spelling, which puts the month first."""
    if len(iso) < 10 or int(iso[8:]) > 12:
        return False
    numbers = rf"(?<!\d)0?{int(iso[8:])}\s?[./-]\s?0?{int(iso[5:7])}\s?[./-]"
    if not re.search(numbers, s.text):
        return False
    return any(_AMERICAN.search(x.text) for x in seen) and not any(_BRITISH.search(x.text) for x in seen)


def _dated(s: Seen, found: list[dates.Found], place: Seen | None, *, alone: bool) -> tuple[float, str] | None:
    """How well the sentence's date fits as the date of signing, and the date; None when it does not."""
    d = max(found, key=lambda d: (len(d.iso), d.start))
    gap = abs(s.at - place.at) if place else 99
    signed = bool(signatories.SIGNED.search(s.text)) and not signatories.OTHER_SIGNED.search(s.text)
    statement = bool(_STATEMENT.search(s.text))
    other = bool(_OTHER_DOCUMENT.search(s.text)) and not statement
    approved = _of_approval(s.text) and not other
    ended = _ENDED.search(s.text)
    if ended and (approved or signed or s is place):
        tail = [
            x
            for x in found
            if (
                re.search(
                    r"\b(?:on|at|dated?|in)\b\W*(?:\w+\W+){0,3}$|\bapproved this statement\W*$", s.text[: x.start]
                )
                and not re.search(r"(?:end(?:ed|ing|s)?|year)(?:\s+\w+){0,2}\s*$", s.text[: x.start], re.IGNORECASE)
            )
            or (s is place and x is found[-1] and len(found) > 1)
        ]
        if not tail:
            return None
        d = tail[-1]
    elif ended:
        return None
    if s is place or (s.passage.kind is Kind.SIGNATURE and gap <= 3):
        return 10 - gap, d.iso
    first = min(found, key=lambda x: x.start)
    if place and s.at == place.at + 1 and not s.text[: first.start].strip() and len(first.iso) >= 7:
        return 8, first.iso  # a sign-off whose date ran on into the next paragraph
    if s.closing and not (ended or APPROVED.search(s.text)) and _BOARD_ON.search(s.text[: d.start]):
        return 5, d.iso
    if alone and gap <= 4:
        return 7 - gap * 0.5, d.iso
    if signed and (s.closing or s.opening):
        return 6, d.iso
    if approved and (s.closing or s.opening):
        return 5 if s.closing else 3, d.iso
    if approved and statement:
        return 2, d.iso
    if alone and s.closing and place is None:
        return 2.5, d.iso
    if s.closing and _PUBLISHED.search(s.text) and len(s.text) < 90:
        return 1.5, d.iso
    if (s.closing or gap <= 2) and _ends_in_date(s.text, last := max(found, key=lambda x: x.end)):
        return 2.0, last.iso
    if alone and (s.closing or s.at < _HEAD):
        return 1.2, d.iso
    return None


def _ends_in_date(text: str, d: dates.Found) -> bool:
    """A short line that ends in a date and holds names and roles, no sentence: "Larkfield Board September 2016"."""
    return (
        len(text) <= _LINE
        and len(d.iso) >= 7
        and len(text) - d.end < 2
        and not any(w.islower() and w not in _JOINING for w in re.findall(r"[^\W\d_]+", text[: d.start]))
    )


def _only_date(text: str) -> bool:
    """Whether a line holds a date and hardly anything else."""
    for d in reversed(dates.find(text)):
        text = text[: d.start] + " " + text[d.end :]
    rest = [w for w in re.findall(r"[\w’']+", text.lower()) if w not in _BESIDE_DATE]
    return (len(rest) <= 2 and len(text) <= 40) or bool(_COMPANY.fullmatch(text.strip(" ,.:–—-|")))


def _year_of_file(s: Seen) -> bool:
    """A page foot or title with a year and a word like version: only a year, and only of the file."""
    return (
        (s.passage.kind is Kind.FURNITURE or (s.title and bool(s.passage.number)))
        and bool(re.search(r"\b20[12]\d\b", s.text))
        and bool(re.search(r"version|issue|rev|updat|publish", s.text, re.IGNORECASE))
    )


def _ends_in_year(s: Seen) -> bool:
    """A year that stands for the date of signing: alone in its line, or last in a signature block."""
    if s.passage.kind is Kind.SIGNATURE:
        return bool(_YEAR_LAST.search(s.text))
    return bool(_YEAR_ALONE.fullmatch(s.text))
