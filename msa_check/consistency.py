"""Checks of a statement's facts against one another: dates that cannot both be right, or are late.

Nothing here reads text; where a date is not given the reader is asked.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from msa_check.model import Fact, Facts, Finding, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

_EIGHTEEN_MONTHS = 549


def _day(fact: Fact | None) -> date | None:
    """The fact as a date when it names the day, else None."""
    if fact is None or len(fact.value) != 10:
        return None
    try:
        return date.fromisoformat(fact.value)
    except ValueError:
        return None


def _signed(facts: Facts) -> tuple[Fact | None, date | None]:
    """The latest day of approval or signing that the statement names."""
    days = [(f, _day(f)) for f in (facts.sign_date, facts.approval_date)]
    known = [(f, d) for f, d in days if d is not None]
    return max(known, key=lambda x: x[1], default=(None, None))


def _ask(rule: Rule, what: str) -> Finding:
    return Finding(rule.id, Verdict.MANUAL, None, (), f"Cannot be told from the document: {what} Please check.")


def year_plausible(rule: Rule, facts: Facts, _as_of: str) -> Finding:
    """The year reported must have ended before the statement was signed."""
    end, (fact, signed) = _day(facts.year_end), _signed(facts)
    if end is None or signed is None or fact is None or facts.year_end is None:
        return _ask(rule, "it needs the day on which the year ended and the day of approval or signing.")
    evidence = (*facts.year_end.evidence, *fact.evidence)
    if end <= signed:
        return Finding(
            rule.id, Verdict.MET, None, evidence, f"The year ended on {end} and the statement is dated {signed}."
        )
    return Finding(
        rule.id,
        Verdict.PARTIAL,
        "dates",
        evidence,
        f"The year ends on {end}, after the statement was dated ({signed}).",
    )


def _six_months_after(day: date) -> date:
    """The same day six months on; from a month's last day to a month's last, as Companies Act 2006, s. 443, counts."""
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    last = monthrange(year, month)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if ends else min(day.day, last))


def within_six_months(rule: Rule, facts: Facts, _as_of: str) -> Finding:
    """Guidance: approved and published at most six months after the year end."""
    end, (fact, signed) = _day(facts.year_end), _signed(facts)
    if end is None or signed is None or fact is None or facts.year_end is None:
        return _ask(rule, "it needs the day on which the year ended and the day of approval or signing.")
    evidence = (*facts.year_end.evidence, *fact.evidence)
    days = (signed - end).days
    if days < 0:
        return _ask(rule, f"it is dated {signed}, before the year end of {end}.")
    note = f"Dated {signed}, {days} days after the year end of {end}."
    if signed <= _six_months_after(end):
        return Finding(rule.id, Verdict.MET, None, evidence, note)
    return Finding(rule.id, Verdict.PARTIAL, "late", evidence, note + " Guidance asks for at most six months.")


def not_stale(rule: Rule, facts: Facts, as_of: str) -> Finding:
    """The newest year reported should have ended within the last eighteen months of ``as_of``."""
    if facts.year_end is None:
        return _ask(rule, "the statement names no year end.")
    if not as_of:
        return _ask(rule, "it depends on the day of reading (give --as-of DATE).")
    end = _day(facts.year_end) or date(int(facts.year_end.value[:4]), 12, 31)
    today = date.fromisoformat(as_of)
    days = (today - end).days
    note = f"The year reported ended on {end}; on {today} that is {max(days, 0)} days ago."
    if days <= _EIGHTEEN_MONTHS:
        return Finding(rule.id, Verdict.MET, None, facts.year_end.evidence, note)
    return Finding(rule.id, Verdict.PARTIAL, "late", facts.year_end.evidence, note + " A newer statement should exist.")


CONSISTENCY: dict[str, Callable[[Rule, Facts, str], Finding]] = {
    "year-plausible": year_plausible,
    "published-within-six-months": within_six_months,
    "not-stale": not_stale,
}
"""The checks of model.CHECKS that the facts answer (homepage.py answers the other)."""
