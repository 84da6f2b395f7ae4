"""One report as plain text for a terminal: the gaps in the order in which they matter, with passages and remedies.

No colours and no width but a fixed one, so that the same report gives the same bytes everywhere.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from msa_check.inert import visible
from msa_check.reporting import words
from msa_check.reporting.view import file_name, view

if TYPE_CHECKING:
    from msa_check.model import Report, Rulebook
    from msa_check.reporting.quotes import Quote
    from msa_check.reporting.view import Item, View

WIDTH = 96
_MORE = 3
"""Passages shown a gap; the others are counted."""


def as_text(report: Report, rulebook: Rulebook, *, suggest: bool = False) -> str:
    """The report as text, ending in a line end; ``suggest`` adds to each gap what a good passage says."""
    v = view(report, rulebook)
    lines = _head(v) + (_judged(v, suggest=suggest) if report.judged else _not_judged(v)) + _end(v)
    return visible("\n".join(lines)) + "\n"


def _head(v: View) -> list[str]:
    s = v.report.statement
    year = v.year or "financial year not told"
    return [
        _flat(v.name),
        *_wrap(
            f"{file_name(_flat(s.source))} · {words.DOCUMENT_TYPES[v.report.document_type]}"
            + (f" · {year}" if v.report.judged else "")
        ),
        "=" * WIDTH,
    ]


def _judged(v: View, *, suggest: bool) -> list[str]:
    s = v.report.statement
    out = [""]
    if s.unread_pages:
        out += [
            *_wrap(
                f"? Not everything could be read: {words.page_words(s.unread_pages)} gave no text and was not judged. {s.detail} {s.cure}".strip()
            ),
            "",
        ]
    if v.ocr:
        out += [*_wrap(v.ocr), ""]
    out += [*_wrap(" ".join(v.summary)), ""]
    for notice in filter(None, (v.wording.notice, v.sector_note)):
        out += [*_wrap(notice), ""]
    applying = [m for m in v.minimums if m.sign.tone != "none"]
    if v.minimums:
        out.append(f"{v.wording.minimums}: {sum(m.sign.tone == 'met' for m in applying)} of {len(applying)} met")
    for m in v.minimums:
        out += _wrap(f"{m.sign.symbol} {m.title}: {m.sign.word.lower()}", "  ", "    ")
    if v.areas:
        clause = words.upper_first(v.wording.areas_clause)
        out += ["", f"{clause}: {v.areas_covered} of {len(v.areas)} covered"]
    for a in v.areas:
        levels = ", ".join(f"level {x.level}: {x.told}" for x in a.levels if x.signs)
        out.append(f"  {a.symbol} {a.area.title:<36} {a.word:<16} {levels}".rstrip())
    for g in v.gaps if v.minimums else v.gaps[1:]:
        out += [
            "",
            "",
            f"{g.title.upper()}: {g.told}",
            "-" * WIDTH,
            *_wrap(g.meaning),
        ]
        for i in g.items:
            out += ["", *_item(i, suggest=suggest)]
    if denied := [i for _, items in v.met for i in items if i.denied]:
        out += ["", "", "MET, BUT A PASSAGE SPEAKS AGAINST IT", "-" * WIDTH]
        for i in denied:
            out += _wrap(f"{i.sign.symbol} {i.rule.title} [{i.rule.id}]", "", "  ")
            out += [line for q in i.denied for line in _quote(q)]
    if v.manual:
        out += ["", "", "FOR YOU TO CHECK", "-" * WIDTH]
        for i in v.manual:
            out += _wrap(f"{i.sign.symbol} {i.rule.title}: {i.note or i.rule.question}", "", "  ")
    return out


def _item(i: Item, *, suggest: bool) -> list[str]:
    verdict = i.sign.word + (f": {i.reason}" if i.reason else "")
    level = f", level {i.rule.guidance_level}" if i.rule.guidance_level else ""
    out = _wrap(f"{i.sign.symbol} {i.rule.title} [{i.rule.id}]", "", "  ")
    more = ", weighs more in its sector" if i.weighs_more else ""
    out += _wrap(f"{verdict} ({i.area}{level}{more})", "  ")
    if i.note:
        out += _wrap(i.note, "  ")
    for q in i.quotes[:_MORE]:
        out += _quote(q)
    if len(i.quotes) > _MORE:
        out.append(f"    ... and {len(i.quotes) - _MORE} more")
    out += _wrap(f"To close the gap: {i.rule.remedy}", "  ", "    ")
    if suggest and i.rule.good:
        out += _wrap(f"A good passage says: {i.rule.good}", "  ", "    ")
    if suggest:
        source = words.basis_words(i.rule.basis) + (f" <{i.rule.basis.link}>" if i.rule.basis.link else "")
        out += _wrap(f"Source: {source}", "  ", "    ")
    return out


def _quote(q: Quote) -> list[str]:
    where = f"p. {q.page}: " if q.page else ""
    heading = f" (under “{_flat(q.heading)}”)" if q.heading else ""
    how = " [read by OCR]" if q.ocr else ""
    how += " [found by the second reader]" if q.second_reader else ""
    out = _wrap(f"{where}“{_flat(q.text)}”{heading}{how}", "    ", "      ")
    if q.doubt:
        out += _wrap(q.doubt, "      ")
    return out


def _not_judged(v: View) -> list[str]:
    s = v.report.statement
    unread = s.status == "unread"
    out = ["", *_wrap(("? Not read: " if unread else "– Not judged: ") + (s.detail if unread else v.report.gate_note))]
    if s.cure:
        out += _wrap(f"What to do: {s.cure}")
    out += ["", *_wrap(words.unread_means(s.why) if unread else v.wording.not_judged)]
    return out


def _end(v: View) -> list[str]:
    s = v.report.statement
    versions = ", ".join(f"{n} {x}" for n, x in v.report.versions)
    return [
        "",
        "",
        "-" * WIDTH,
        *_wrap(words.PURPOSE),
        *_wrap(f"Rule book {v.report.rulebook}; {versions}; SHA-256 of the file {s.sha256 or 'none'}"),
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _wrap(text: str, first: str = "", rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest, break_on_hyphens=False
    ) or [""]
