"""Which financial year the statement covers, and when it ended.

Nothing here knows approval or signing dates.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msa_check import slots
from msa_check.facts import dates
from msa_check.model import Evidence, Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msa_check.facts.seen import Seen

_MONTHS = r"(?:12|18|twelve|eighteen)"
_WEEKS = r"(?:5[23]|fifty[\s-](?:two|three))"
"""How many months or weeks a financial year has."""
_YEARWORD = rf"(?:(?:financial|fiscal|reporting|accounting|trading|business|calendar|company)[\s-]*(?:year|period)|year|period|f\.?y\.?e?|{_MONTHS}[\s-]+months?|{_WEEKS}[\s-]+weeks?(?:\s+period)?)"
# "year ended", "period ending on", "year end of", "financial year to", "year end:"
_ENDING = re.compile(
    rf"\b{_YEARWORD}(?:[\s-]+(?:that|which|statement))?[\s,-]*(?:\(?[\w’' ]{{0,12}}\)?[\s,-]*)?(?:end(?:ed|ing|s)?|to|up to|until|clos(?:ed|es|ing))\b(?:\s+(?:date|on|of|in|at|is|being|the|was)\b)*[\s:,–-]*(?=(?:the\s+)?[\d(A-Z‘'’])",
    re.IGNORECASE,
)
_END_OF = re.compile(
    r"\bend of (?:the|our|its|last|this|each) (?:[\w]+ )?(?:financial|fiscal|reporting|accounting) (?:year|period)[\s:,–-]*(?:on|is|was)?\s*",
    re.IGNORECASE,
)
_MONTHS_TO = re.compile(
    rf"\b(?:{_MONTHS}|{_WEEKS})[\s-]+(?:months?|weeks?)(?:[\s-]+period)?\s+(?:up to and including|up to|to|until|ended|ending)(?:\s+on)?\s*",
    re.IGNORECASE,
)
_BARE_YEAR = r"(?P<a>20[0-3]\d)(?:\s?[/–—-]\s?(?P<b>20[0-3]\d|[0-3]\d)(?!\d))?"
_NAMED = re.compile(
    rf"\b(?:(?:financial|fiscal|reporting|accounting|calendar|trading)[\s-]+(?:year|period)s?(?:\s+(?:ending|ended|end|of|for|to|in|is|was|from))*[\s:,(]*(?:the\s+year\s+)?{_BARE_YEAR}"
    rf"|f\.?y\.?\s?[’']?(?P<c>20\d\d|\d\d)(?:\s?[/–-]\s?(?P<d>20\d\d|\d\d))?(?!\d)"
    rf"|(?:years?(?:\s+(?:ending|ended|end|of))+|fiscal|full[\s-]+year|for\s+the\s+year)\s+(?P<e>20[0-3]\d)(?!\d)"
    rf"|(?<![\d/.])(?P<f>20[0-3]\d)\s?[/–-]\s?(?P<g>20[0-3]\d|[0-3]\d)(?![\d/])(?:\s+(?:financial|fiscal|reporting|statement|year))?"
    rf"|(?<![\d/.])(?P<h>20[0-3]\d)\s+(?:financial|fiscal|calendar|reporting\s+(?:year|period)|year\s+of\s+account)(?:\s+year)?\b"
    rf"|(?:(?:financial|fiscal)\s+year|\bstatement)\s+(?P<i>[12]\d)\s?[/–-]\s?(?P<j>[1-3]\d)(?![\d/–-]))",
    re.IGNORECASE,
)
_DURING = re.compile(
    r"\b(?:in|during|throughout|over|for|of|year)\s+(?:the\s+(?:course\s+of\s+)?(?:year\s+)?)?(?P<y>20[0-3]\d)(?![\d/–-])",
    re.IGNORECASE,
)
_BEGINNING = re.compile(rf"\b{_YEARWORD}\s+(?:beginning|commencing|starting)(?:\s+on)?\s+", re.IGNORECASE)
"""Before the first day of a year whose last day is not told."""
_WHOLE_YEAR = re.compile(
    r"\bJan(?:uary)?\s*(?:to|until|through|[-–—])\s*Dec(?:ember)?\s+(?P<y>20[12]\d)\b", re.IGNORECASE
)
"""A calendar year whose first month stands without its year: "January - December 2021"."""
_TITLE_YEAR = re.compile(rf"(?<![\d/.]){_BARE_YEAR}(?!\d)")
_RELATIVE = re.compile(
    r"\b(?:this|the|current|last|past|previous|our|each)\s+(?:current\s+|last\s+|past\s+|previous\s+|most\s+recent\s+|preceding\s+|latest\s+)?(?:financial|fiscal|reporting|accounting)\s+year\b|\b(?:during|over|in) the (?:last|past|current) year\b",
    re.IGNORECASE,
)
_TIED = re.compile(
    r"\bstatement\b|\bsteps\b|\bdisclosure\b|\bpursuant\b|\bsection 54|\bs\.?\s?54|\bthis report\b|\bcovers\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:previous|prior|last year['’]s|earlier|first|next|following|forthcoming|coming|since|will|planned|further steps|intended|proposed|base ?line|annual report|data from|compared)\b",
    re.IGNORECASE,
)
_EARNED = re.compile(r"\b(?:turnover|revenues?|sales of)\b|[£€$]\s?\d", re.IGNORECASE)
"""Beside the year of the last accounts, which is the statement's own only where no other is told."""
_SAID = re.compile(rf"\b{_YEARWORD}\b|\b(?:statement|covers?|covering|steps|fy)\b", re.IGNORECASE)
_SAID_YEAR = re.compile(r"financial|fiscal", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:will|shall|intends?|plans?|aims?|by the end of|to be (?:undertaken|taken|made|carried out)|(?:starting|beginning) in|from late)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_PLAN = " will"
"""Put behind the words around a date that stands in a plan."""
_STATEMENT = re.compile(r"\bstatement\b|\bthis report\b", re.IGNORECASE)
_CURRENT = re.compile(r"\b(?:current|present)\W+$", re.IGNORECASE)
"""Before a year that a sentence names besides the one reported: "besides the current 2022 calendar year"."""
_ANY_YEAR = re.compile(
    r"(?:\bany|\beach|\bevery|consultation|notice|retention)\s+$|^[^\d]*\bon or (?:after|before)\b", re.IGNORECASE
)
"""Beside a year's end that is no particular year's, or a period that is no year."""
_REFERRED = re.compile(r"\b(?:see|read|(?:with)?in|from|since|following|than) (?:our|the|its|this) $", re.IGNORECASE)
_ITS_STATEMENT = re.compile(r"\s+(?:\w+\s+){0,3}(?:statement|report|disclosure)\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\(c\)", re.IGNORECASE)
_PLANS = re.compile(r"\W*(?:(?!and\b)\w+\W+){0,5}(?:will|shall|intends?|plans?|aims?|hopes?|expects?)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\bcan be (?:accessed|viewed|found|downloaded|read)\b|\b(?:click|available) here\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_STATEMENT_YEAR = re.compile(r"\W{0,3}(?P<y>20[12]\d)\W+(?:\w+\W+){0,4}(?:statement|disclosure)\W*", re.IGNORECASE)
_ACT = re.compile(
    r"\b(?:act|guidance|regulations?|order|bill|policy|code|iso|report|convention|strategy|goals?|plan|target|agenda)\W{0,3}(?:in|of|from|dated)?\W{0,2}$",
    re.IGNORECASE,
)


class _Candidate(NamedTuple):
    value: str
    grade: str
    score: float
    seen: Seen
    start: str = ""


def read(seen: Sequence[Seen], signed: str = "") -> tuple[Fact | None, Fact | None, dict[str, list[Evidence]]]:
    """Year end, year start and the marks year-end.day, .year, .title-year and .relative; ``signed`` is the day of signing."""
    found: list[_Candidate] = []
    for s in _joined(seen):
        found += _periods(s)
        found += _endings(s)
        found += _named(s)
    marks: dict[str, list[Evidence]] = {}
    best = _best(_ended_by(signed, found))
    plain = any(c.score > 0 and not _in_cell(c.seen) for c in found)
    for c in sorted(found, key=lambda c: -c.score):
        if c.score > 0 and not (plain and _in_cell(c.seen)):
            marks.setdefault("year-end." + c.grade, []).append(c.seen.evidence())
    if best is None or best.score <= 0:
        for s in seen:
            if (
                _RELATIVE.search(s.text)
                and not slots.spans(s.text)
                and s.passage.kind not in {Kind.HEADING, Kind.FURNITURE}
            ):
                marks.setdefault("year-end.relative", []).append(s.evidence())
        return None, None, marks
    if best.grade != "day":
        # the same year with its day, said elsewhere
        days = [c for c in found if c.grade == "day" and _of_year(c, best.value) and c.score > 0]
        best = max(days, key=lambda c: (c.score, -c.seen.at), default=best)
    value = best.value
    end = Fact(value, best.grade, (best.seen.evidence(),))
    start = Fact(best.start, "day", (best.seen.evidence(),)) if best.start else None
    return end, start, marks


def _in_cell(s: Seen) -> bool:
    """Whether a year stands in a table that only counts by years, and does not say which year is reported."""
    return s.passage.kind is Kind.TABLE_ROW and not _SAID.search(s.text)


_UNFINISHED = re.compile(
    rf"(?:\b{_YEARWORD}(?:[\s-]+(?:end(?:ed|ing|s)?|to|from|of|commencing))*|\bend(?:ed|ing|s)?(?:\s+on)?|\b20\d\d\s*(?:to|-|–|until)|\b(?:end(?:ed|ing|s)?|to)\s+(?:on\s+)?(?:the\s+)?[0-3]?\d(?:st|nd|rd|th)?(?:\s+of)?)\W*$",
    re.IGNORECASE,
)


_DATE_FIRST = re.compile(r"\W*(?:the\s+)?(?:\d|[A-Z][a-z]+\s+\d)")


def _joined(seen: Sequence[Seen]) -> Iterator[Seen]:
    """The sentences; one that breaks off before its date ("for the year ended") together with the one after it."""
    after = [*seen[1:], None]
    for s, then in zip(seen, after, strict=False):
        if s.passage.kind is Kind.CONTENTS:
            continue
        if (
            then is not None
            and len(s.text) < 300
            and then.at == s.at + 1
            and then.passage.kind is not Kind.CONTENTS
            and not s.text.rstrip().endswith(".")
            and _DATE_FIRST.match(then.text)
            and _UNFINISHED.search(s.text)
        ):
            yield replace(s, text=f"{s.text} {then.text[:80]}")
        else:
            yield s


def _ended_by(signed: str, found: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """The years that no later one than the signing's is told better than; all where a later one is.

    Some statements do report on a year that was still to come.
    """
    last = dates.month_end(signed) if len(signed) == 7 else signed
    ended = [c for c in found if c.value <= last[: len(c.value)]]
    well = max((c.score for c in ended), default=0.0)
    return ended if ended and well >= max(c.score for c in found) else found


def _of_year(c: _Candidate, year: str) -> bool:
    """Whether a day ends the year of that name, be it in the spring after: "financial year 2020, ended on 28 February 2021"."""
    if c.value[:4] == year[:4]:
        return True
    after = int(c.value[:4]) == int(year[:4]) + 1 and c.value[5:7] <= "06"
    return after and bool(
        re.search(rf"\b(?:fy|year)\s?{year[:4]}\W{{0,3}}(?:which\s+)?end(?:ed|ing|s)\b", c.seen.text, re.IGNORECASE)
    )


def _best(found: Sequence[_Candidate]) -> _Candidate | None:
    if not found:
        return None
    votes = Counter(c.value for c in found if c.score > 0)
    years = Counter(c.value[:4] for c in found if c.score > 0)
    return max(
        found,
        key=lambda c: (
            c.score + min(2.0, 0.5 * (votes[c.value] - 1)) + min(1.5, 0.3 * (years[c.value[:4]] - 1)),
            c.value,
            -c.seen.at,
        ),
    )


def _place(s: Seen, around: str) -> float:
    score = 0.0
    score += 2.5 if s.title else 0.0
    score += 1.5 if s.opening else 1.0 if s.closing else 0.0
    score += 2.5 if _TIED.search(s.text) else 0.0
    if _OTHER.search(around):
        score -= 8.0 if around.endswith(_PLAN) and not _STATEMENT.search(s.text) else 3.0
    elif _EARNED.search(around):
        score -= 4.5
    score -= 1.5 if s.passage.kind is Kind.FURNITURE else 0.0
    return score


def _around(text: str, a: int, b: int) -> str:
    """The words before and just after; those after show whether it is about plans."""
    plan = _PLANS.match(text, b) or _PLANNED.search(text[:a]) or _ELSEWHERE.search(text)
    return text[max(0, a - 45) : min(len(text), b + 12)] + (_PLAN if plan else "")


def _periods(s: Seen) -> list[_Candidate]:
    """About a year from one date to the other: "1 April 2021 to 31 March 2022"."""
    out: list[_Candidate] = []
    known = dates.find(s.text)
    if not known:  # a period holds a date, be it only that of its end
        return out
    if (whole := _WHOLE_YEAR.search(s.text)) and (_SAID.search(s.text) or s.title):
        score = 4.0 + _place(s, _around(s.text, whole.start(), whole.end()))
        out.append(_Candidate(f"{whole['y']}-12-31", "day", score, s, f"{whole['y']}-01-01"))
    for x, y in pairwise(known):
        between = s.text[x.end : y.start].strip(" ,.()").lower()
        if between not in {
            "to",
            "-",
            "–",
            "—",
            "and",
            "until",
            "through",
            "through to",
            "up until",
            "up to and including",
            "up to",
            "and ending",
            "and ending on",
            "and ended",
            "till",
            "and ended on",
            "to the",
        }:
            continue
        first, last = x.iso, y.iso
        if first.startswith("--") and y.day:
            first = _before(first, last)
        if first.startswith("--") or last.startswith("--"):
            continue
        if len(first) == 7 and len(last) == 7:
            first, last = first + "-01", dates.month_end(last)
        if (
            len(first) == 10
            and len(last) == 10
            and 300 <= (date.fromisoformat(last) - date.fromisoformat(first)).days <= 560
        ):
            said = bool(_SAID.search(s.text)) or s.title or len(s.text) < 80
            out.append(
                _Candidate(last, "day", (5.5 if said else 0.0) + _place(s, _around(s.text, x.start, y.end)), s, first)
            )
    return out


def _before(month_day: str, last: str) -> str:
    """The last "1 April" before the day on which a period ends; "" where neither year has the day (29 February)."""
    for year in (int(last[:4]), int(last[:4]) - 1):
        first = _in_year(year, month_day)
        if first and first < last:
            return first
    return ""


def _in_year(year: int, month_day: str) -> str:
    """A date without a year ("--03-31") in the year given; "" where that year has no such day."""
    return dates.whole(year, int(month_day[2:4]), int(month_day[5:7]))


def _endings(s: Seen) -> list[_Candidate]:
    out: list[_Candidate] = []
    known = dates.find(s.text)
    if not known:
        return out
    if (
        (m := _BEGINNING.search(s.text))
        and len(known) == 1
        and known[0].day
        and known[0].start - m.end() <= len("the ")
    ):
        first = date.fromisoformat(known[0].iso)
        again = dates.whole(first.year + 1, first.month, first.day) or f"{first.year + 1}-03-01"
        last = date.fromisoformat(again) - timedelta(days=1)
        score = 4.0 + _place(s, _around(s.text, m.start(), known[0].end))
        out.append(_Candidate(last.isoformat(), "day", score, s, known[0].iso))
    for m in [*_ENDING.finditer(s.text), *_END_OF.finditer(s.text), *_MONTHS_TO.finditer(s.text)]:
        near = next((d for d in known if m.end() - 5 <= d.start <= m.end() + 14), None)
        if near is None or (near.start > m.end() + 3 and re.search(r"[.;]|\band\b", s.text[m.end() : near.start])):
            continue
        if _ANY_YEAR.search(s.text[: m.start()]) or _ANY_YEAR.match(s.text[m.start() : near.start]):
            continue
        value = near.iso
        if value.startswith("--"):
            year = _TITLE_YEAR.search(s.text, near.end, near.end + 12)
            if not year:
                continue
            value = _in_year(_last_year(year["a"], year["b"]), value)
            if not value:
                continue
        if len(value) == 7:
            value = dates.month_end(value)
        out.append(_Candidate(value, "day", 5.0 + _place(s, _around(s.text, m.start(), near.end)), s))
    return out


def _last_year(a: str, b: str | None) -> int:
    first = int(a) if len(a) == 4 else 2000 + int(a)
    if not b:
        return first
    last = int(b) if len(b) == 4 else first // 100 * 100 + int(b)
    return last if last == first + 1 else first


def _named(s: Seen) -> list[_Candidate]:
    out: list[_Candidate] = []
    if not _DIGIT.search(s.text):  # no form is without one, and most sentences are
        return out
    taken: list[tuple[int, int]] = []
    for m in _NAMED.finditer(s.text):
        g = m.groupdict()
        first = next((g[k] for k in "acefhi" if g[k]), None)
        second = g["b"] or g["d"] or g["g"] or g["j"]
        if first and g["i"]:
            first = f"20{first}"
        if first is None or _ACT.search(s.text[: m.start()]) or _COPYRIGHT.search(s.text[: m.start()]):
            continue
        if second and (g["f"] or g["a"] or g["i"]) and not 0 < _last_year(first, second) - int(first) <= 1:
            continue
        year = _last_year(first, second)
        if not 2010 <= year <= 2060:
            continue
        elsewhere = _REFERRED.search(s.text[: m.start()]) and _ITS_STATEMENT.match(s.text, m.end())
        besides = bool(taken) and bool(_CURRENT.search(s.text[: m.start()]))
        calendar = "calendar" in m[0].lower()
        value = f"{year}-12-31" if calendar else str(year)
        taken.append(m.span())
        out.append(
            _Candidate(
                value,
                "day" if calendar else "title-year" if g["i"] and not _SAID_YEAR.match(m[0]) else "year",
                (1.5 if g["f"] else 3.0)
                - (5.0 if elsewhere else 2.0 if besides else 0.0)
                + _place(s, _around(s.text, m.start(), m.end())),
                s,
            )
        )
    if s.title:
        for m in _TITLE_YEAR.finditer(s.text):
            if any(a <= m.start() < b for a, b in taken) or _ACT.search(s.text[: m.start()]) or dates.find(s.text):
                continue
            out.append(_Candidate(str(_last_year(m["a"], m["b"])), "title-year", 2.2, s))
    elif s.at < 6 and (only := _STATEMENT_YEAR.fullmatch(s.text)):
        out.append(_Candidate(only["y"], "title-year", 2.2, s))
    elif _TIED.search(s.text):
        for m in _DURING.finditer(s.text):
            if any(a <= m.start("y") < b for a, b in taken) or _ACT.search(s.text[: m.start()]):
                continue
            if re.search(
                r"\bsteps\b|\bactions?\b|statement (?:for|covers|is (?:made )?in respect of)", s.text, re.IGNORECASE
            ):
                out.append(_Candidate(m["y"], "year", 0.5 + _place(s, _around(s.text, m.start(), m.end())) * 0.6, s))
    return out
