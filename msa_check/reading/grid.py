"""Tables as rows that keep their column heads, whatever format the table came from.

Nothing here knows a format or a rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.model import Kind
from msa_check.reading.parts import Line
from msa_check.reading.plain import table_row

if TYPE_CHECKING:
    from collections.abc import Sequence

SET_TEXT = 600
"""Characters in one cell from which a table is there to lay out text, not to hold data."""
_LABEL = re.compile(
    r"^(?:signed(?: by| on behalf of)?|signature|name|print(?:ed)? name|position|title|role|job title|dated?"
    r"|date of approval|for and on behalf of|on behalf of|approved by)\s*:?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\bsign(?:ed|ature)\b|\bdated?\b|\bon behalf of\b", re.IGNORECASE)


def lays_out(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the table only places text on the page: one column, or cells as long as several paragraphs."""
    wide = [r for r in rows if sum(bool(c) for c in r) > 1]
    return not wide or max((len(c) for r in rows for c in r), default=0) > SET_TEXT


def lines(rows: Sequence[Sequence[str]], *, marked_heads: bool = False) -> list[Line]:
    """The rows of a data table as lines; ``marked_heads`` says that the format marks the first row as heads.

    A table that holds the sign-off gives plain lines instead, a label joined with what stands beside it.
    """
    full = [[" ".join(c.split()) for c in r] for r in rows]
    full = [r for r in full if any(r)]
    if _signs(full):
        return [Line(x, starts_block=i == 0) for i, x in enumerate(x for r in full for x in _labelled(r))]
    out: list[Line] = []
    heads: list[str] = []
    for i, r in enumerate(full):
        if i == 0 and len(full) > 1 and (marked_heads or _heads(full)):
            heads = list(r)
            out.append(Line(" | ".join(c for c in r if c), starts_block=True, kind=Kind.TABLE_ROW))
        else:
            out.append(Line(table_row(heads, list(r)), starts_block=i == 0, kind=Kind.TABLE_ROW))
    return out


def _heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row looks like column heads: every cell filled and short, and figures only below it."""
    first, rest = rows[0], rows[1:]
    if not all(first[1:]) or len(first) < 2 or any(len(c) > 80 or c.endswith((".", ":")) for c in first):
        return False
    if len(first) > 2:
        return True
    figures = re.compile(r"\d")
    last = [r[1] for r in rest if len(r) > 1 and r[1]]
    return (
        bool(last)
        and not figures.search(first[0])
        and (
            (not figures.search(first[1]) or bool(re.search(r"\b20\d\d\b", first[1])))
            and (all(figures.search(c) for c in last) or all(len(c) > 1.5 * len(first[1]) for c in last))
        )
    )


def _signs(rows: Sequence[Sequence[str]]) -> bool:
    text = " ".join(c for r in rows for c in r)
    labels = sum(bool(_LABEL.match(c)) for r in rows for c in r)
    return (
        len(rows) <= 8
        and len(text) < 500
        and bool(_SIGNED.search(text))
        and (labels > 1 or roles.find(text) is not None)
    )


def _labelled(row: Sequence[str]) -> list[str]:
    out: list[str] = []
    for c in row:
        if not c:
            continue
        if out and _LABEL.match(out[-1]):
            out[-1] = f"{out[-1].rstrip(': ')}: {c}"
        else:
            out.append(c)
    return out
