"""How faithful a reading is to what was set: words in order, furniture left out, headings and items labelled.

Nothing here makes a PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fidelity_texts import Block, Document

    from msa_check.model import Passage

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LABELLED = {"title": Kind.HEADING, "h2": Kind.HEADING, "h3": Kind.HEADING, "item": Kind.LIST_ITEM}


@dataclass(frozen=True)
class Score:
    """``order``: words in order, 0 to 1. ``labels``: right and all labels. ``rows``: right and all table rows.

    ``whole`` and ``paragraphs``: paragraphs that are one passage, no more and no less, and all of them.
    """

    order: float
    furniture: int
    right: int
    labels: int
    rows_right: int
    rows: int
    whole: int
    paragraphs: int
    wrong: tuple[str, ...] = ()


def words(text: str) -> list[str]:
    """The words of a text, lower case, hyphens and dashes apart."""
    return [w.lower() for w in _WORD.findall(text)]


def score(document: Document, passages: Sequence[Passage]) -> Score:
    """Compare the passages read with the document set."""
    told = [p for p in passages if p.kind is not Kind.FURNITURE]
    heads = _heads(document.blocks)
    texts = [(_bare(p.text, heads) if p.kind is Kind.TABLE_ROW else p.text) for p in told]
    right, labels, wrong = _labels(document, told)
    rows = _rows(document.blocks)
    read = {_plain(p.text) for p in told if p.kind is Kind.TABLE_ROW}
    found = {_plain(p.text) for p in told}
    paragraphs = [b.text for b in (*document.blocks, *document.aside) if b.kind == "p"]
    torn = [p for p in paragraphs if _plain(p) not in found]
    missed = [r for r in rows if _plain(r) not in read]
    return Score(
        order=in_order(document, texts),
        furniture=sum(_plain(f) in _plain(p.text) for p in told for f in document.furniture if f),
        right=right,
        labels=labels,
        rows_right=len(rows) - len(missed),
        rows=len(rows),
        whole=len(paragraphs) - len(torn),
        paragraphs=len(paragraphs),
        wrong=(*wrong, *(f"row: {r}" for r in missed), *(f"paragraph: {p[:80]}" for p in torn)),
    )


def in_order(document: Document, chunks: Sequence[str]) -> float:
    """Share of words in their right order: sidebar and footnotes may stand anywhere, but each as one piece."""
    asides = [" ".join(b.text for b in document.aside)] if document.aside else []
    if document.layout.notes:
        asides += [b.note for b in document.blocks if b.note]
    main: list[str] = []
    beside: list[list[str]] = [[] for _ in asides]
    plain = [" ".join(words(a)) for a in asides]
    for chunk in chunks:
        w = words(chunk)
        bare = w[1:] if w and w[0].isdigit() else w  # the number of a footnote
        at = next((i for i, a in enumerate(plain) if bare and len(" ".join(bare)) > 3 and " ".join(bare) in a), None)
        if at is None:
            main += w
        else:
            beside[at] += bare
    truth = [words(" ".join(b.text for b in document.blocks)), *(words(a) for a in asides)]
    found = [main, *beside]
    total = sum(max(len(t), len(f)) for t, f in zip(truth, found, strict=True))
    return sum(LCSseq.similarity(t, f) for t, f in zip(truth, found, strict=True)) / total


def _plain(text: str) -> str:
    return " ".join(words(text))


def _labels(document: Document, told: Sequence[Passage]) -> tuple[int, int, list[str]]:
    """Labels right, and all of the truth together with those given where there is none."""
    truth: list[tuple[Kind, str]] = [
        (_LABELLED[b.kind], _plain(b.text)) for b in (*document.blocks, *document.aside) if b.kind in _LABELLED
    ]
    wrong = []
    given = [(p.kind, _plain(p.text)) for p in told if p.kind in {Kind.HEADING, Kind.LIST_ITEM}]
    right = 0
    left = list(given)
    for label in truth:
        if label in left:
            left.remove(label)
            right += 1
        else:
            wrong.append(f"missed {label[0].value}: {label[1][:80]}")
    wrong += [f"false {k.value}: {t[:80]}" for k, t in left]
    return right, right + len(wrong), wrong


def _cells(row: str) -> list[str]:
    return [c.strip() for c in row.strip().removesuffix("|").split("|")]


def _tables(blocks: Sequence[Block]) -> list[list[list[str]]]:
    out: list[list[list[str]]] = []
    before = ""
    for b in blocks:
        if b.kind == "row":
            if before != "row":
                out.append([])
            out[-1].append(_cells(b.text))
        before = b.kind
    return out


def _rows(blocks: Sequence[Block]) -> list[str]:
    """The rows below the heads, each cell with its head, as the reader is to give them."""
    return [
        " | ".join(f"{h}: {c}" for h, c in zip(table[0], row, strict=False))
        for table in _tables(blocks)
        for row in table[1:]
    ]


def _heads(blocks: Sequence[Block]) -> list[str]:
    return [h for table in _tables(blocks) for h in table[0]]


def _bare(text: str, heads: Sequence[str]) -> str:
    """A table row without the heads that the reader puts before its cells."""
    cells = []
    for cell in text.split(" | "):
        head, colon, rest = cell.partition(": ")
        cells.append(rest if colon and head in heads else cell)
    return " ".join(cells)
