"""Text that organisations share: a page with the passages side by side, and a workbook with all of them.

Works on what msa_check.copies found: no judgement, no clock, no disk but the templates.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from msa_check.copies import FEW
from msa_check.reporting import readme, words
from msa_check.reporting.sheets import Column
from msa_check.reporting.templates import render, safe_link
from msa_check.reporting.view import file_name
from msa_check.reporting.workbook import Sheet, write_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.copies import Cluster, Copies, Pair
    from msa_check.names import Owner
    from msa_check.reporting.sheets import Value

TITLE = "Wording that organisations share"
MEANS = (
    "That two statements agree does not tell who wrote first, nor that anything is wrong: companies of one group may publish "
    "one text, and advisers give the same draft to many. It shows where a statement may say little of its own organisation."
)
COMMON = (
    f"Wording that more than {FEW} organisations use is told as common wording, and so are the words of the law; passages "
    "made of it are not counted as shared. Statements of one organisation for several years are not compared here."
)
_PAIRS, _CLUSTERS, _PASSAGES = 200, 60, 3
"""What the page shows; the workbook has all."""


def copies_page(
    found: Copies,
    *,
    links: Mapping[str, str],
    made_on: str = "",
    home: str = "",
    workbook: str = "",
) -> str:
    """The page, self-contained. ``links`` maps a source to the relative link of its gap report."""
    pairs = [p for p in found.pairs if not p.near_identical]
    return render(
        "copies.html",
        found=found,
        pairs=pairs[:_PAIRS],
        cut=max(0, len(pairs) - _PAIRS),
        total=len(pairs),
        clusters=found.clusters[:_CLUSTERS],
        clusters_cut=max(0, len(found.clusters) - _CLUSTERS),
        passages=_PASSAGES,
        who=who,
        file=file_name,
        href=lambda o: safe_link(links.get(o.source, "")),
        percent=percent,
        few=FEW,
        means=MEANS,
        common=COMMON,
        made_on=made_on,
        home=home,
        workbook=workbook,
        words=words,
        style="copies.css",
        script_hash="",
    )


def who(o: Owner) -> str:
    """The name of a statement's organisation, else its file's."""
    return o.name or file_name(o.source)


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent; a little is never told as nothing."""
    return "under 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


# ------------------------------------------------------------------------------------------------ the workbook

_BOTH = (
    Column("Organisation A", 30, "As the statement names it, or the caller; else the file's name."),
    Column("Organisation B", 30, "The other one; the order says nothing."),
    Column("Period A", 12, "What puts A's statement in time: end of the year reported, or what is nearest to it."),
    Column("Period B", 12, "The same of B."),
)
_PAIR = (
    *_BOTH,
    Column(
        "Words shared",
        10,
        "Words in passages that both have, common wording included where it stands in one.",
        "number",
    ),
    Column("Share of A", 10, "Part of A's words that stand in those passages, in percent.", "number"),
    Column("Share of B", 10, "The same of B.", "number"),
    Column("Passages", 10, "How many passages.", "number"),
    Column("Near-identical", 12, "Yes where the two are one text with small changes."),
    Column("File A", 30, "Path of the document, as it was given."),
    Column("File B", 30, "The same of B."),
    Column("Report A", 30, "A's gap report.", "link"),
)
_PASSAGE = (
    *_BOTH,
    Column("Words", 8, "Words of the passage that are in both, in one order.", "number"),
    Column("Own words", 8, "Of those, the words that are not common wording.", "number"),
    Column("In A", 60, "The passage as A prints it.", "wrap"),
    Column("Page A", 8, "Page in A, where the format has pages.", "number"),
    Column("In B", 60, "The passage as B prints it.", "wrap"),
    Column("Page B", 8, "Page in B.", "number"),
)
_MEMBER = (
    Column("Group", 8, "Number of the group of near-identical statements.", "number"),
    Column("Organisation", 30, "As the statement names it, or the caller; else the file's name."),
    Column("Period", 12, "What puts the statement in time."),
    Column("Alike", 10, "How much of the group's first statement it has, word by word, in percent.", "number"),
    Column("File", 30, "Path of the document, as it was given."),
    Column("Report", 30, "Its gap report.", "link"),
)
_USED = (
    Column("Organisations", 14, "How many organisations use the wording.", "number"),
    Column("Words", 8, "Its length.", "number"),
    Column("Wording", 80, "As one of them prints it.", "wrap"),
    Column("Printed so by", 30, "Whose statement it was taken from."),
)
_SHEETS = {
    "Pairs": "One row for two statements of different organisations, most words first.",
    "Passages": "One row a shared passage, as each of the two prints it.",
    "Near-identical": "One row a statement; groups of statements that are one text with small changes.",
    "Common wording": "What many use: told apart, as it shows no copying from one to another.",
}


def write_copies(out: IO[bytes], found: Copies, *, links: Mapping[str, str], made_on: str = "") -> None:
    """Write the workbook; the same input gives the same bytes."""
    sheets = [
        Sheet("Pairs", _PAIR, (_pair(p, links) for p in found.pairs), "C2"),
        Sheet("Passages", _PASSAGE, (r for p in found.pairs for r in _passages(p)), "C2", wide=2),
        Sheet("Near-identical", _MEMBER, (r for n, c in enumerate(found.clusters, 1) for r in _members(n, c, links))),
        Sheet("Common wording", _USED, (_used(found, n) for n in range(len(found.common)))),
    ]
    write_sheets(out, _front(found, sheets, made_on), sheets, title=TITLE)


def _front(found: Copies, sheets: Sequence[Sheet], made_on: str) -> list[readme.Line]:
    line, heading = readme.line, readme.heading
    return [
        line((TITLE, "title"), height=34),
        line((f"{found.statements:,} statements of {found.organisations:,} organisations compared", "text")),
        *((line((f"Made on {made_on}", "text")),) if made_on else ()),
        line(("", "text"), ("", "text"), (MEANS, "wrap")),
        line(("", "text"), ("", "text"), (COMMON, "wrap")),
        line((words.PURPOSE, "text")),
        *heading("Sheets"),
        *(line((t, "strong"), ("", "text"), (told, "wrap")) for t, told in _SHEETS.items()),
        *readme.limits(),
        *readme.columns_of((s.title, s.columns) for s in sheets),
    ]


def _both(p: Pair) -> tuple[Value, ...]:
    return (who(p.a), who(p.b), p.a.period, p.b.period)


def _pair(p: Pair, links: Mapping[str, str]) -> tuple[Sequence[Value], str]:
    target = safe_link(links.get(p.a.source, ""))
    return (
        *_both(p),
        p.words,
        round(100 * p.share_a),
        round(100 * p.share_b),
        len(p.passages),
        "Yes" if p.near_identical else "",
        p.a.source,
        p.b.source,
        "Open" if target else "",
    ), target


def _passages(p: Pair) -> Iterator[tuple[Sequence[Value], str]]:
    for x in p.passages:
        yield (*_both(p), x.words, x.own, x.a.text, x.a.page, x.b.text, x.b.page), ""


def _members(number: int, c: Cluster, links: Mapping[str, str]) -> Iterator[tuple[Sequence[Value], str]]:
    for o, alike in zip(c.members, c.alike, strict=True):
        target = safe_link(links.get(o.source, ""))
        yield (number, who(o), o.period, round(100 * alike), o.source, "Open" if target else ""), target


def _used(found: Copies, n: int) -> tuple[Sequence[Value], str]:
    c = found.common[n]
    return (c.users, c.words, c.place.text, who(c.owner)), ""
