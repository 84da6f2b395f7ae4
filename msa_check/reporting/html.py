"""Reports as web pages, each one self-contained file: the gap report of a statement, and the index of many.

No judgement and no disk but the templates; the only time shown is the one that is passed in.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.reporting import words
from msa_check.reporting.people import WORDS, counts
from msa_check.reporting.rows import index_rows, totals
from msa_check.reporting.templates import render, script_hash
from msa_check.reporting.view import file_name, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from msa_check.model import Report, Rulebook
    from msa_check.record import Record
    from msa_check.reporting.people import Reviewed


def gap_report(
    report: Report,
    rulebook: Rulebook,
    *,
    made_on: str = "",
    home: str = "",
    original: str = "",
    crops: Mapping[int, bytes] | None = None,
    suggest: bool = False,
    paper: bool = False,
) -> str:
    """The gap report of one document as a page.

    ``rulebook`` is the one that made the report. ``made_on`` is shown as it is; ``home`` is the relative link back to
    the index, ``original`` a relative link to the document itself, ``crops`` PNG pictures of passages by their number.
    ``suggest`` adds to each gap what a good passage says; ``paper`` shows of what is met the two best passages only, as
    nothing can be folded away on paper (reporting.paper).
    """
    v = view(report, rulebook)
    pictures = {n: _picture(png) for n, png in sorted((crops or {}).items())}
    return render(
        "gap-report.html" if report.judged else "not-judged.html",
        v=v,
        s=report.statement,
        rulebook=rulebook,
        file=file_name(report.statement.source),
        made_on=made_on,
        home=home,
        original=original,
        pictures=pictures,
        suggest=suggest,
        paper=paper,
        words=words,
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as a page holds it: once, however often it is shown. Width and height in pixels."""

    data: str
    width: int
    height: int


def _picture(png: bytes) -> _Picture:
    width, height = struct.unpack(">II", png[16:24])  # of the header that every PNG begins with
    return _Picture("data:image/png;base64," + base64.b64encode(png).decode(), width, height)


def index(
    records: Iterable[Record],
    rulebook: Rulebook,
    *,
    links: Mapping[str, str],
    made_on: str = "",
    people: Callable[[Record], Sequence[Reviewed]] = lambda _: (),
) -> str:
    """The page that lists many documents.

    ``links`` maps a record's source to the relative link of its page; ``people`` gives the findings of a record that
    somebody looked at.
    """
    said: dict[str, Sequence[Reviewed]] = {}

    def looked_at() -> Iterator[Record]:
        for r in records:
            if found := people(r):
                said[r["source"]] = found
            yield r

    rows = index_rows(looked_at(), rulebook, links)
    return render(
        "index.html",
        rows=rows,
        totals=totals(rows, rulebook),
        rulebook=rulebook,
        made_on=made_on,
        said=said,
        people=WORDS,
        counts=counts,
        words=words,
        script_hash=script_hash(render("index.js")),
    )
