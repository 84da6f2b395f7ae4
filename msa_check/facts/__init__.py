"""What a statement says about itself: organisation, year, approval, signature and dates, each with its sentence.

Nothing here gives a verdict. Rules ask for observations by the names in model.MARKS.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from msa_check.facts import dates, organisation, people, period, signing
from msa_check.facts.seen import Seen, look
from msa_check.model import Evidence, Fact, Facts, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.model import Statement

__all__ = ["add_approval_date", "read_facts"]

_NEAR = 6
"""Sentences between the approval and the signing date that may still belong together."""


_OF_APPROVAL = re.compile(
    rf"{signing.APPROVED.pattern}|\bapprov\w*|\b(?:adoption|endorsement|ratification|authorisation)\b", re.IGNORECASE
)
"""An approval in any form, also as a noun: "delegated approval of this statement to the Chief Executive"."""
_REVISED = re.compile(
    r"\b(?:last )?(?:reviewed|updated|revised|modified|accessed|published|version)\b(?! and approved)", re.IGNORECASE
)
_FETCH_NOTE = re.compile(rf"\b{signing.FETCHED}\b.{{0,20}}$", re.IGNORECASE)
"""What a note of the page's fetching adds behind the sign-off."""
_TO = re.compile(r"\W*(?:[-–—]|to|until|and|through|up to)\W*(?:the\s+)?", re.IGNORECASE)
_YEAR_END = re.compile(
    r"\b(?:end(?:ed|ing|s)?|year|period|to|from|between)\b(?:\s+(?:on|the|of|financial|year|period))*\s*$",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:scheduled|expected|due|next|review(?:ed)? (?:by|in|on|before))\b[^.]{0,80}$", re.IGNORECASE)


def read_facts(statement: Statement) -> Facts:
    """All facts but the approval date, which needs the sentences that the approval rule found."""
    seen = look(statement)
    marks: dict[str, list[Evidence]] = {}
    common = people.common_words(seen)
    org, kind, more = organisation.read(seen, common)
    marks |= more
    signed = signing.read(seen, people.words(common, org.value if org else ""))
    marks |= signed.marks
    end, start, more = period.read(seen, signed.date.value if signed.date else "")
    marks |= more
    return Facts(
        organisation=org,
        entity_type=kind,
        year_end=end,
        year_start=start,
        signatory=signed.signatory,
        signatory_role=signed.role,
        sign_date=signed.date,
        marks=tuple((k, tuple(v)) for k, v in sorted(marks.items())),
    )


def add_approval_date(facts: Facts, statement: Statement, approvals: Sequence[Evidence]) -> Facts:
    """The facts with the approval date, given the sentences that speak of the approval (best first)."""
    tied: list[tuple[str, Evidence]] = []
    # a line that only signs for the board ("for the Board, 3 May 2021") approves nothing, and no date is tied to it
    approvals = [
        e
        for e in approvals
        if not signing.of_another_year(e.quote) and (e.strength == "met" or _OF_APPROVAL.search(e.quote))
    ]
    for e in approvals:
        if e.strength == "met":
            tied += [(iso, e) for iso in _dates_of(e.quote)]
    if not tied:
        for e in approvals:
            tied += [(iso, e) for iso in _dates_of(e.quote)]
    seen = [] if tied else look(statement)
    others = [s.evidence() for s in seen if signing.approves(s)]  # by whom else it may be
    for e in others:
        tied += [(iso, e) for iso in _dates_of(e.quote)]
    if not tied and facts.sign_date is not None and (approvals or others):
        where = facts.sign_date.evidence[0]
        at = {e.passage for e in (*approvals, *others)}
        other = signing.dates_title(where.quote) or _REVISED.search(_FETCH_NOTE.sub("", where.quote))
        if not other and any(abs(where.passage - p) <= _NEAR for p in at):
            tied.append((facts.sign_date.value, where))
    marks = dict(facts.marks)
    fact: Fact | None = None
    if tied:
        iso, e = max(tied, key=lambda x: len(x[0]))  # the first of those that say most
        fact = Fact(iso, "day" if len(iso) == 10 else "month", (e,))
        marks["approval-date." + ("day" if len(iso) == 10 else "month")] = (e,)
    elif facts.sign_date is not None:
        marks["approval-date.signoff"] = facts.sign_date.evidence
    else:
        loose = next((s for s in seen if _published(s)), None)
        if loose is not None:
            marks["approval-date.signoff"] = (loose.evidence(),)
    return replace(facts, approval_date=fact, marks=tuple(sorted(marks.items())))


def _dates_of(quote: str) -> list[str]:
    """Dates of an approval sentence that are not a year's end or a period; the one after the approval first."""
    found = [d for d in dates.find(quote) if d.iso >= dates.IN_FORCE]
    approved = _OF_APPROVAL.search(quote)
    out = []
    for i, d in enumerate(found):
        span = i + 1 < len(found) and _TO.fullmatch(quote, d.end, found[i + 1].start)
        tail = i > 0 and _TO.fullmatch(quote, found[i - 1].end, d.start)
        if span or tail or _YEAR_END.search(quote[max(0, d.start - 40) : d.start]) or _LATER.search(quote[: d.start]):
            continue
        out.append((approved is None or d.start < approved.start(), d.iso))
    return [iso for _, iso in sorted(out, key=lambda x: x[0])]


def _published(s: Seen) -> bool:
    return (
        bool(dates.find(s.text))
        and s.passage.kind is not Kind.CONTENTS
        and any(w in s.text.lower() for w in ("published", "updated", "issued", "version", "issue date"))
        and len(s.text) < 120
    )
