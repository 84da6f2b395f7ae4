"""A copy of a PDF in which each evidence passage is highlighted and labelled with its rules; the source stays as it is.

Here is what is marked and what is said of it; how a PDF holds it is annotations.py's (extra: msa-check[highlight]).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.errors import UsageError
from msa_check.inert import visible
from msa_check.model import Verdict
from msa_check.reporting import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.model import Box, Evidence, Finding, Report, Rulebook


@dataclass(frozen=True, slots=True)
class Mark:
    """One passage to highlight on one page (from 1): its lines and what to say of it."""

    page: int
    boxes: tuple[Box, ...]
    label: str
    text: str
    plain: bool


def marks(report: Report, rulebook: Rulebook) -> tuple[Mark, ...]:
    """A mark for each evidence passage and page it stands on, in reading order."""
    said: dict[int, list[tuple[Finding, Evidence]]] = {}
    for f in report.findings:
        for e in f.evidence:
            said.setdefault(e.passage, []).append((f, e))
    out = []
    for p in report.statement.passages:
        if p.number not in said or not p.boxes:
            continue
        lines = [_line(f, e, rulebook) for f, e in said[p.number]]
        label = ", ".join(dict.fromkeys(f.rule for f, _ in said[p.number]))
        plain = any(e.doubt is None and e.strength == "met" for _, e in said[p.number])
        for page in dict.fromkeys(b.page for b in p.boxes):
            boxes = tuple(b for b in p.boxes if b.page == page)
            out.append(Mark(page, boxes, label, "\n\n".join(dict.fromkeys(lines)), plain))
    return tuple(out)


def _line(f: Finding, e: Evidence, rulebook: Rulebook) -> str:
    rule = rulebook.rule(f.rule)
    sign = words.sign(f.verdict, rule.force)
    why = f", {words.REASONS[f.reason]}" if f.verdict is Verdict.PARTIAL and f.reason in words.REASONS else ""
    doubt = f" ({words.DOUBTS[e.doubt]})" if e.doubt else f" ({words.WEAK})" if e.strength == "weak" else ""
    return visible(f"{rule.title} [{rule.id}]: {sign.word}{why}. “{' '.join(e.quote.split())}”{doubt}")


def highlighted(pdf: bytes, report: Report, rulebook: Rulebook, *, passwords: Sequence[str] = ()) -> bytes:
    """The PDF's bytes with the evidence highlighted; the same input gives the same bytes, unless it is locked.

    Raises UsageError when pikepdf is not installed, the file is no PDF that can be opened, or its author forbids notes.
    """
    try:
        from msa_check.reporting.annotations import annotated  # noqa: PLC0415 - needs an extra, for this alone
    except ModuleNotFoundError:
        raise UsageError(
            "highlighting needs pikepdf, which is not installed.", cure="pip install 'msa-check[highlight]'"
        ) from None
    return annotated(pdf, marks(report, rulebook), source=report.statement.source, passwords=passwords)
