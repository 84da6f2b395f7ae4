"""Year on year as a page: what each organisation's statement took over, changed, dropped and added, and its announcements.

Works on what msa_check.years found: no judgement, no clock, no disk but the templates. The workbook is years_sheets.py's.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msa_check.reporting import words
from msa_check.reporting.templates import render, safe_link
from msa_check.reporting.view import file_name
from msa_check.wording import difference
from msa_check.years import version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Rulebook
    from msa_check.years import Change, Series, Shift, Years
    from msa_check.years.commitments import Fate

TITLE = "Year on year"
MEANS = (
    "Sentences are compared word by word, and what a statement announced is laid beside the sentence of the next one that has "
    "most of its words. That points to where to read. It cannot tell whether a thing was done: an announcement of which "
    "nothing was found may well have been kept, and told elsewhere or in other words."
)
SAME = (
    "To take over wording is no fault: much of a statement stays true from year to year. What no law or guidance intends is a "
    "statement that says nothing new for years."
)
FATES: dict[Fate, tuple[str, str, str]] = {
    "done": ("Perhaps done", "met", "A sentence told as done has most of its words. Please read both."),
    "denied": ("Told as not done", "partial", "A sentence with most of its words says not, not yet, or later."),
    "repeated": ("Said again", "partial", "It is announced again, in the same words or in similar ones."),
    "mentioned": ("Spoken of", "none", "A sentence has most of its words and tells neither a deed nor a plan."),
    "nothing": ("Nothing found", "absent", "No new or changed sentence has most of its words."),
}
"""What became of an announcement -> its words, its tone, and what they mean."""
_WON = {
    "new": "The passage is new.",
    "changed": "The passage was reworded.",
}
_LOST = {
    "dropped": "The passage was dropped.",
    "changed": "The passage was reworded.",
}
STILL = (
    "The same sentence stands in both statements: what stands round it has changed, or one of the two verdicts is wrong. "
    "Please read both."
)
_FROM = {
    "given": "as the list of documents says",
    "year end": "year reported on, as it says",
    "signed": "signed then, as it says",
    "title": "in its title",
    "opening": "in its opening",
    "file name": "in the file's name",
}
_DETAILED, _OVERVIEW, _LISTED = 40, 500, 60
"""Organisations told in full on the page, organisations in the table, sentences of a kind; the workbook has all."""


def years_page(
    found: Years,
    rulebook: Rulebook,
    *,
    links: Mapping[str, str],
    made_on: str = "",
    home: str = "",
    workbook: str = "",
) -> str:
    """The page, self-contained. ``links`` maps a source to the relative link of its gap report."""
    compared = [s for s in found.series if s.changes]
    return render(
        "years.html",
        found=found,
        compared=compared,
        series=compared[:_DETAILED],
        overview=compared[:_OVERVIEW],
        unplaced=[(s, o) for s in found.series for o in s.unplaced],
        pairs=sum(len(s.changes) for s in compared),
        listed=_LISTED,
        labels=labels,
        lede=lede,
        fates=FATES,
        count=fates,
        became=became,
        pieces=difference,
        percent=percent,
        rules={r.id: r for r in rulebook.rules},
        file=file_name,
        told_by=_FROM,
        href=lambda o: safe_link(links.get(o.source, "")),
        means=MEANS,
        same=SAME,
        made_on=made_on,
        home=home,
        workbook=workbook,
        words=words,
        style="years.css",
        script_hash="",
    )


def labels(series: Series) -> dict[str, str]:
    """Source -> what tells a statement from the others of its series: its period, and its file where that is not enough."""
    told = Counter(o.period for o in series.members)
    out = {}
    for o in series.members:
        period = words.date_words(o.period)
        if told[o.period] > 1:
            dated = version(o)
            period += f", file of {words.date_words(dated)}" if dated else f", {file_name(o.source)}"
        out[o.source] = period
    return out


def lede(change: Change) -> str:
    """What happened from one statement to the next, in plain numbers."""
    a = change.alignment
    total = len(a.unchanged) + len(a.changed) + len(a.added)
    if not total:
        return (
            f"The later statement has no sentences to compare. {_sentences(len(a.dropped))} of the earlier one dropped."
        )
    if total == len(a.unchanged) and not a.dropped:
        return f"Nothing changed: all of its {_sentences(total)} stand in the earlier statement word for word."
    figures = sum(c.figures_only for c in a.changed)
    told = (
        f"Of its {_sentences(total)}, {_number(len(a.unchanged))} {'stand' if len(a.unchanged) != 1 else 'stands'} in the earlier "
        f"statement word for word: {percent(a.copied)} of its words. {words.upper_first(_number(len(a.changed)))} changed"
        + (f" ({figures:,} of them in figures and dates only)" if figures else "")
        + f", {_number(len(a.added))} {'are' if len(a.added) != 1 else 'is'} new, and {_number(len(a.dropped))} of the earlier "
        f"statement {'were' if len(a.dropped) != 1 else 'was'} dropped."
    )
    if a.changed:
        told += f" With the words that stayed in changed sentences, {percent(a.kept)} of its words were taken over."
    return told


def fates(change: Change) -> dict[Fate, int]:
    """How many announcements became what; every fate is named."""
    count = Counter(k.said.fate for k in change.commitments)
    return {f: count[f] for f in FATES}


def became(shift: Shift) -> str:
    """What became of the passage behind a verdict won or lost; empty where that cannot be told."""
    if not shift.quote:
        return "No passage: the verdict does not rest on one sentence."
    return STILL if shift.now == "unchanged" else (_WON if shift.won else _LOST).get(shift.now, "")


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent; a little is never told as nothing, nor nearly all as all."""
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 else f"{share * 100:.0f} %"


def _sentences(n: int) -> str:
    return words.how_many(n, "sentence")


def _number(n: int) -> str:
    return f"{n:,}" if n else "none"
