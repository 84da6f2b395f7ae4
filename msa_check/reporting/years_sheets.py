"""Year on year as a workbook: every change, verdict, announcement and sentence as rows.

What changed is msa_check.years's, how a workbook is written workbook.py's; here are columns and rows.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from msa_check.reporting import readme, words
from msa_check.reporting.sheets import Column
from msa_check.reporting.templates import safe_link
from msa_check.reporting.workbook import Sheet, write_sheets
from msa_check.reporting.years import FATES, MEANS, SAME, TITLE, became, fates, labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.model import Rulebook
    from msa_check.reporting.sheets import Value
    from msa_check.wording import Sentence
    from msa_check.years import Change, Series, Years

    _Rows = Iterator[tuple[Sequence[Value], str]]

_SHEETS = {
    "Changes": "One row a statement and the one before it of the same organisation, with the counts.",
    "Verdicts": "One row a verdict won or lost, with the passage behind the better one.",
    "Announcements": "One row an announcement of the earlier statement, beside what the later one seems to say of it.",
    "Sentences": "One row a sentence that is new, dropped or changed. Unchanged ones are counted only.",
    "Without a year": "Statements of those organisations that nothing puts in time: compared with none.",
}
_WHO = (
    Column("Organisation", 30, "Its name, as its statements or the list of documents give it most often."),
    Column("From", 22, "Period of the earlier statement, with its file where two are for one period.", "wrap"),
    Column("To", 22, "Period of the later statement.", "wrap"),
)
_CHANGES = (
    *_WHO,
    Column(
        "Taken over %", 12, "Words of the later one in sentences that stand in the earlier word for word.", "number"
    ),
    Column("Kept %", 12, "The same with the words that stayed in changed sentences.", "number"),
    Column("Unchanged", 12, "Sentences of the later statement that stand in the earlier word for word.", "number"),
    Column("Changed", 12, "Sentences that became others.", "number"),
    Column("New", 12, "Sentences of the later statement that come from none of the earlier.", "number"),
    Column("Dropped", 12, "Sentences of the earlier statement that became none of the later.", "number"),
    Column("Verdicts won", 12, "Rules with a better verdict than before.", "number"),
    Column("Verdicts lost", 12, "Rules with a worse verdict than before.", "number"),
    Column("Announced", 12, "Announcements of the earlier statement.", "number"),
    *(Column(word, 12, f"Of those: {means}", "number") for word, _, means in FATES.values()),
    Column(
        "Years apart",
        12,
        "Calendar years from one to the other: with more than one, statements in between are missing.",
        "number",
    ),
    Column("One period", 12, "Yes where both are for one period: two versions, or a year left as it was."),
    Column("Not read", 24, "Pages that gave no text: what is new, dropped, won or lost may stand there.", "wrap"),
    Column("Earlier file", 30, "Path of the document, as it was given."),
    Column("Later file", 30, "Path of the document, as it was given."),
    Column("Report", 30, "The gap report of the later statement.", "link"),
)
_VERDICTS = (
    *_WHO,
    Column("Won or lost", 10, "Whether the later verdict is the better one."),
    Column("Rule", 30, "What was asked.", "wrap"),
    Column("Id", 22, "Id of the rule."),
    Column("Before", 16, "Verdict of the earlier statement.", "verdict"),
    Column("After", 16, "Verdict of the later statement.", "verdict"),
    Column(
        "Passage", 60, "Behind the better verdict: of the later statement where won, of the earlier where lost.", "wrap"
    ),
    Column("Page", 8, "Its page, where the format has pages.", "number"),
    Column("What became of it", 40, "New, reworded, dropped, or in both.", "wrap"),
    Column("Report", 30, "The finding in the gap report of the statement that has the passage.", "link"),
)
_PLANS = (
    *_WHO,
    Column("Announced", 60, "The sentence of the earlier statement.", "wrap"),
    Column("Page", 8, "Its page, where the format has pages.", "number"),
    Column(
        "In a row", 8, "In how many statements in a row, up to the earlier one, it stands in the same words.", "number"
    ),
    Column("First in", 22, "The first of those.", "wrap"),
    Column("Seems", 18, "A pointer, no judgement: words are compared, not deeds."),
    Column("Later says", 60, "The sentence of the later statement that has most of its words.", "wrap"),
    Column("Its page", 8, "Page of that sentence.", "number"),
    Column("Rules", 30, "Rules that found the announcement.", "wrap"),
)
_SENTENCES = (
    *_WHO,
    Column("What", 12, "New, Dropped or Changed."),
    Column("Earlier", 60, "The sentence of the earlier statement.", "wrap"),
    Column("Page", 8, "Its page, where the format has pages.", "number"),
    Column("Later", 60, "The sentence of the later statement.", "wrap"),
    Column("Its page", 8, "Page of that sentence.", "number"),
    Column("Figures only", 10, "Yes where only figures or dates differ."),
    Column("Heading", 34, "The nearest heading: of the later statement, else of the earlier.", "wrap"),
)
_UNPLACED = (
    Column("Organisation", 30, "Its name."),
    Column("File", 40, "Path of the document, as it was given."),
    Column("Report", 30, "Its gap report.", "link"),
)


def write_years(
    out: IO[bytes], found: Years, rulebook: Rulebook, *, links: Mapping[str, str], made_on: str = ""
) -> None:
    """Write the workbook into an open file; the same input gives the same bytes."""
    links = {source: safe_link(href) for source, href in links.items()}
    sheets = [
        Sheet("Changes", _CHANGES, _change_rows(found, links), "D2", wide=2),
        Sheet("Verdicts", _VERDICTS, _verdict_rows(found, rulebook, links)),
        Sheet("Announcements", _PLANS, _plan_rows(found)),
        Sheet("Sentences", _SENTENCES, _sentence_rows(found)),
        Sheet("Without a year", _UNPLACED, _unplaced_rows(found, links)),
    ]
    front = [
        readme.line((TITLE, "title"), height=34),
        readme.line(
            (f"{sum(bool(s.changes) for s in found.series):,} organisations with statements to compare", "text")
        ),
        readme.line((f"Rule book {rulebook.id}", "text")),
        *((readme.line((f"Made on {made_on}", "text")),) if made_on else ()),
        readme.line(("", "text"), ("", "text"), (MEANS, "wrap")),
        readme.line(("", "text"), ("", "text"), (SAME, "wrap")),
        readme.line((words.PURPOSE, "text")),
        *readme.heading("Sheets"),
        *(readme.line((t, "strong"), ("", "text"), (told, "wrap")) for t, told in _SHEETS.items()),
        *readme.heading("What became of an announcement"),
        *(readme.line((w, "strong"), ("", "text"), (means, "wrap")) for w, _, means in FATES.values()),
        *readme.legend(),
        *readme.limits(),
        *readme.columns_of((s.title, s.columns) for s in sheets),
    ]
    write_sheets(out, front, sheets, title=TITLE)


def _each(found: Years) -> Iterator[tuple[tuple[str, str, str], Series, dict[str, str], Change]]:
    """(who, series, its labels, change), newest change first."""
    for s in found.series:
        called = labels(s)
        for c in reversed(s.changes):
            yield (s.name, called[c.before.source], called[c.after.source]), s, called, c


def _change_rows(found: Years, links: Mapping[str, str]) -> _Rows:
    for who, _, _, c in _each(found):
        a, href = c.alignment, links.get(c.after.source, "")
        won = sum(s.won for s in c.shifts)
        unread = [
            f"{side}: {words.page_words(pages)}"
            for side, pages in (("earlier", c.unread_before), ("later", c.unread_after))
            if pages
        ]
        yield (
            (
                *who,
                round(a.copied * 100),
                round(a.kept * 100),
                len(a.unchanged),
                len(a.changed),
                len(a.added),
                len(a.dropped),
                won,
                len(c.shifts) - won,
                len(c.commitments),
                *fates(c).values(),
                c.apart,
                "Yes" if c.same_period else "",
                "; ".join(unread),
                c.before.source,
                c.after.source,
                href,
            ),
            href,
        )


def _verdict_rows(found: Years, rulebook: Rulebook, links: Mapping[str, str]) -> _Rows:
    for who, _, _, c in _each(found):
        for s in sorted(c.shifts, key=lambda s: not s.won):
            rule = rulebook.rule(s.rule)
            page = links.get((c.after if s.won else c.before).source, "")
            href = f"{page}#rule-{s.rule}" if page else ""
            before, after = (words.sign(v, rule.force).word for v in (s.before, s.after))
            told = ("Won" if s.won else "Lost", rule.title, rule.id, before, after)
            yield (*who, *told, s.quote, s.page, became(s), href), href


def _plan_rows(found: Years) -> _Rows:
    for who, _, called, c in _each(found):
        for k in c.commitments:
            x = k.said
            row = (x.quote, x.page, k.times, called[k.first.source], FATES[x.fate][0], x.found, x.found_page)
            yield (*who, *row, "; ".join(x.rules)), ""


def _sentence_rows(found: Years) -> _Rows:
    for who, _, _, c in _each(found):
        told: list[tuple[str, Sentence | None, Sentence | None, str]] = [
            *(("New", None, s, "") for s in c.alignment.added),
            *(("Dropped", s, None, "") for s in c.alignment.dropped),
            *(("Changed", x.before, x.after, "Yes" if x.figures_only else "") for x in c.alignment.changed),
        ]
        for what, old, new, figures in told:
            sides = (
                old.text if old else "",
                old.page if old else None,
                new.text if new else "",
                new.page if new else None,
            )
            heading = new.heading if new else old.heading if old else ""
            yield (*who, what, *sides, figures, heading), ""


def _unplaced_rows(found: Years, links: Mapping[str, str]) -> _Rows:
    for s in found.series:
        for o in s.unplaced:
            href = links.get(o.source, "")
            yield (s.name, o.source, href), href
