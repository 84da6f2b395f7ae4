"""Records as rows: what the index and the workbook's summary say of each document, and the totals of many.

Works on records (plain JSON objects), so that it can be run again later from what a batch stored. No layout here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.model import DocumentType, Verdict
from msa_check.record import tally_of, verdicts
from msa_check.reporting import words
from msa_check.reporting.view import GAPS, file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msa_check.model import Rulebook
    from msa_check.record import Record
    from msa_check.reporting.words import Sign


@dataclass(frozen=True, slots=True)
class Row:
    """One document among many. ``state`` is "judged", "not-judged" or "unread"; counts are 0 unless it was judged."""

    source: str
    file: str
    href: str
    name: str
    year: str
    """ISO date of the year's end, or empty."""
    state: str
    why: str
    cure: str
    pages: int | None
    unread_pages: tuple[int, ...]
    minimums: tuple[tuple[str, Verdict, Sign], ...]
    minimums_met: int
    minimums_of: int
    areas: tuple[bool | None, ...]
    """Whether each area that the Act names is covered; None when that cannot be told, as pages gave no text."""
    areas_covered: int
    areas_of: int
    gaps: dict[str, int]
    """Gaps by force."""
    met: int
    partial: int
    missing: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What many documents come to."""

    documents: int
    judged: int
    not_judged: int
    unread: int
    part_read: int
    minimums: tuple[tuple[str, int, int, int, int, int], ...]
    """Title, then how many are met, partly met, not met, cannot be told, and do not apply."""
    areas: tuple[tuple[str, int], ...]
    """Title of each area the Act names, and how many documents cover it."""


def name_of(made: Mapping[str, object]) -> str:
    """What a record's document is called: the organisation, what the caller knows, the title or the file's name."""
    facts, known = made.get("facts"), made.get("metadata")
    named = facts.get("organisation") if isinstance(facts, dict) else None
    told = known.get("organisation") if isinstance(known, dict) else None
    return str(named or told or made.get("title") or file_name(str(made["source"])))


def state_of(made: Mapping[str, object]) -> str:
    """One of "judged", "not-judged" (another kind of document) or "unread"."""
    return "unread" if made["status"] == "unread" else "judged" if made.get("judged", True) else "not-judged"


def index_row(made: Record, rulebook: Rulebook, href: str = "") -> Row:
    """The row of one record."""
    state = state_of(made)
    judged = state == "judged"
    t = tally_of(made, rulebook)
    found = verdicts(made) if judged else {}
    gaps: Counter[str] = Counter(rulebook.rule(r).force for r, v in found.items() if v in GAPS)
    why = made.get("detail") or made.get("gate_note") or ""
    if state == "not-judged":
        why = made.get("gate_note") or words.DOCUMENT_TYPES[DocumentType(made["document_type"])]
    return Row(
        source=made["source"],
        file=file_name(made["source"]),
        href=href,
        name=name_of(made),
        year=made["facts"].get("year_end") or "",
        state=state,
        why=why,
        cure=made.get("cure") or "",
        pages=made.get("pages"),
        unread_pages=tuple(made.get("unread_pages") or ()),
        minimums=tuple((m.minimum.title, m.verdict, words.minimum_sign(m.verdict)) for m in t.minimums)
        if judged
        else (),
        minimums_met=t.minimums_met if judged else 0,
        minimums_of=t.minimums_of if judged else 0,
        areas=tuple(a.covered or (None if a.count.unreadable else False) for a in t.named_areas) if judged else (),
        areas_covered=t.areas_covered if judged else 0,
        areas_of=len(t.named_areas),
        gaps={force: gaps[force] for force in words.FORCES},
        met=t.count.met if judged else 0,
        partial=t.count.partial if judged else 0,
        missing=t.count.missing if judged else 0,
        unreadable=t.count.unreadable if judged else 0,
    )


def index_rows(records: Iterable[Record], rulebook: Rulebook, links: Mapping[str, str]) -> list[Row]:
    """A row for each record, in their order; the records themselves are let go one by one."""
    return [index_row(r, rulebook, links.get(r["source"], "")) for r in records]


def totals(rows: Sequence[Row], rulebook: Rulebook) -> Totals:
    """The rows counted."""
    judged = [r for r in rows if r.state == "judged"]
    found = [Counter(r.minimums[i][1] for r in judged) for i in range(len(rulebook.minimums))]
    named = [a for a in rulebook.areas if a.section]
    return Totals(
        documents=len(rows),
        judged=len(judged),
        not_judged=sum(r.state == "not-judged" for r in rows),
        unread=sum(r.state == "unread" for r in rows),
        part_read=sum(bool(r.unread_pages) for r in judged),
        minimums=tuple(
            (
                m.title,
                c[Verdict.MET],
                c[Verdict.PARTIAL],
                c[Verdict.MISSING],
                c[Verdict.UNREADABLE] + c[Verdict.MANUAL],
                c[Verdict.NOT_APPLICABLE],
            )
            for m, c in zip(rulebook.minimums, found, strict=True)
        ),
        areas=tuple((a.title, sum(r.areas[i] is True for r in judged)) for i, a in enumerate(named)),
    )
