"""Many records as one workbook: Read me, Summary, Matrix, Findings, Facts, Unread, Rules.

The only place that knows openpyxl. Text goes in as strings, never as formulas; rows stream, so memory stays bounded.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.cell import WriteOnlyCell

from msa_check.inert import for_cell
from msa_check.reporting.rows import index_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from msa_check.model import Rulebook
    from msa_check.record import Record


def workbook(
    records: Iterable[Record], rulebook: Rulebook, *, links: Mapping[str, str] | None = None, made_on: str = ""
) -> bytes:
    """The workbook's bytes. ``links`` maps a record's source to the relative link of its page."""
    book = openpyxl.Workbook(write_only=True)
    readme, summary, findings = (book.create_sheet(t) for t in ("Read me", "Summary", "Findings"))

    def put(sheet: object, values: list[object]) -> None:
        cells = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=for_cell(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)  # type: ignore[attr-defined]

    put(readme, [rulebook.title, made_on])
    put(
        summary,
        [
            "Organisation",
            "Source",
            "Year ended",
            "State",
            "Why",
            "Legal minimums met",
            "of",
            "Areas covered",
            "of",
            "Page",
        ],
    )
    put(findings, ["Organisation", "Source", "Rule", "Verdict", "Reason", "Force", "Page", "Passage", "Doubt"])
    for r in records:
        row = index_row(r, rulebook, (links or {}).get(r["source"], ""))
        put(
            summary,
            [
                row.name,
                row.source,
                row.year,
                row.state,
                row.why,
                row.minimums_met,
                row.minimums_of,
                row.areas_covered,
                row.areas_of,
                row.href,
            ],
        )
        for f in r["findings"]:
            for e in f["evidence"] or [{"page": None, "quote": "", "doubt": None}]:
                put(
                    findings,
                    [
                        row.name,
                        row.source,
                        f["rule"],
                        f["verdict"],
                        f["reason"] or "",
                        f["force"],
                        e["page"],
                        e["quote"],
                        e["doubt"] or "",
                    ],
                )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
