"""Dates in running text: "31 March 2022", "March 31st, 2022", "31.03.22", "2022-03-31", "March 2022".

Day comes before month in numbers, as in the United Kingdom, unless that cannot be. Nothing here knows what a date is for.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

from msa_check.wordshapes import MONTH

_DAY_NUMBER = r"(?:[1-3]\d|0?[1-9])"
_DAY = rf"(?:the\s+)?(?P<d{{n}}>{_DAY_NUMBER})(?:\s?(?:st|nd|rd|th)|[°*’'\"]{{1,2}}(?:st|nd|rd|th|h|t|d)?)?"
"""A raised ending may have been read from a scan as signs: "20’h June"."""
_YEAR = r"(?P<y{n}>(?:19|20)\d\d|[’']\d\d|\d\d(?!\d|\s?(?:st|nd|rd|th)\b|[:.]\d|\s+" + MONTH + r"|%))"
_FORMS = (
    rf"{_DAY}(?:\s+day)?(?:\s+of)?[\s,./-]*(?P<m{{n}}>{MONTH})\.?[\s,./-]*{_YEAR}",
    rf"(?P<m{{n}}>{MONTH})\.?\s+{_DAY}(?:\s*[,.]\s*|\s+){_YEAR}",
    r"(?P<y{n}>20\d\d)[-/.](?P<m{n}>[01]\d)[-/.](?P<d{n}>0[1-9]|[1-3]\d)(?!\d)",
    rf"(?<![\d.])(?P<d{{n}}>{_DAY_NUMBER})\s?[./-]\s?(?P<m{{n}}>[0-3]?\d)\s?[./-]\s?(?P<y{{n}}>20\d\d|\d\d)(?![\d.,/]\d)",
    rf"(?P<m{{n}}>{MONTH})[\s,.’'-]*(?P<y{{n}}>20\d\d|(?<=\s)[’']\d\d)",
    rf"{_DAY}(?:\s+of)?\s+(?P<m{{n}}>{MONTH})",
)
# the first form may be glued to the word before it ("Smith22 November 2022"), but not to a version ("V3 April 2022")
_ANY = re.compile(
    "|".join(
        ("(?:(?<![0-9])(?<!\\b[Vv])" if n == 0 else r"(?:(?<!\w)") + form.replace("{n}", str(n)) + ")"
        for n, form in enumerate(_FORMS)
    ),
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LEAP_YEAR = 2024
"""Stands in where no year is told: every day that any year has is real."""
_LAST_CENTURY = 70
"""Years of two digits from here on are of the century before: "31.12.99"."""
IN_FORCE = "2015-03"
"""The month in which the Act was passed: no statement is approved or signed before it."""
_NUMBER = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


class Found(NamedTuple):
    """A date in a text: ``iso`` "2022-03-31", "2022-03" or, without a year, "--03-31"; offsets of the words."""

    iso: str
    start: int
    end: int

    @property
    def day(self) -> bool:
        """Whether the day, the month and the year are known."""
        return len(self.iso) == 10


@lru_cache(maxsize=4096)  # several facts look for dates in the same sentence
def find(text: str) -> tuple[Found, ...]:
    """All dates in the order in which they stand; impossible ones (31 June) are left out."""
    if not _DIGIT.search(text):  # no form is without one, and most sentences are
        return ()
    out = []
    for m in _ANY.finditer(text):
        g = {k[0]: v for k, v in m.groupdict().items() if v is not None}
        iso = _iso(g)
        if iso:
            out.append(Found(iso, m.start(), m.end()))
    return tuple(out)


def _iso(g: dict[str, str]) -> str:
    month = int(g["m"]) if g["m"].isdigit() else _NUMBER[g["m"][:3].lower()]
    day = int(g.get("d", 0))
    if month > 12 and 0 < day <= 12:
        day, month = month, day
    if "y" not in g:
        return whole(_LEAP_YEAR, month, day).replace(str(_LEAP_YEAR), "-")
    year = int(g["y"].strip("’'"))
    if year < 100:
        year += 2000 if year < _LAST_CENTURY else 1900
    if not 1990 <= year <= 2100:
        return ""
    return whole(year, month, day) if day else f"{year}-{month:02d}"


def whole(year: int, month: int, day: int) -> str:
    """The day as "2022-03-31"; "" where the calendar has none such (29 February 2019)."""
    real = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year}-{month:02d}-{day:02d}" if real else ""


def month_end(iso: str) -> str:
    """The last day of a month given as "2022-03"."""
    year, month = int(iso[:4]), int(iso[5:7])
    return f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}"
