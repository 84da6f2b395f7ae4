"""Do highlights cover the words of their passages? On the fidelity set's PDFs (``python benchmarks/bench_highlight.py [FOLDER]``).

For each highlight of a copy, the words inside the boxes that the copy holds are compared with the passage's words. Exits with 1 when fewer than 0.95 of the highlights cover 0.95 of their words, or take in other words.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import fidelity_pages
import fidelity_texts
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from msa_check import checking, reading, rulebook
from msa_check.model import Kind
from msa_check.reading import ReadOptions
from msa_check.reporting.highlight import highlighted, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.model import Report, Rulebook

BAR = 0.95
_HEAD = re.compile(r"(^| \| )[^|:]{1,40}: ")


class Cover(NamedTuple):
    """One passage's highlights: the share of its words inside the boxes, and the share of the words inside that are its own."""

    passage: int
    covered: float
    own: float


def covers(pdf: bytes, report: Report, book: Rulebook) -> list[Cover]:
    """Make the copy and measure each passage that is highlighted in it, over all pages on which it stands."""
    copy = highlighted(pdf, report, book)
    inside: dict[int, str] = {}
    found = iter(marks(report, book))
    quads = _quads(copy)
    letters = _letters(copy)
    by_boxes = {
        tuple(b for b in p.boxes if b.page == page): p.number
        for p in report.statement.passages
        for page in {b.page for b in p.boxes}
    }
    ordered = sorted(found, key=lambda m: m.page)  # annotations lie page by page
    for m, (page, boxes) in zip(ordered, quads, strict=True):
        if m.page != page:
            raise AssertionError(f"a highlight of page {m.page} lies on page {page}")
        number = by_boxes[m.boxes]
        text = "".join(c if _within(x, y, boxes) else " " for c, x, y in letters[page])
        inside[number] = inside.get(number, "") + text
    out = []
    for number, text in sorted(inside.items()):
        p = report.statement.passages[number - 1]
        # the reader puts the column's head before each cell of a row; the row itself does not have it
        wanted = _words(_HEAD.sub(r"\1", p.text) if p.kind is Kind.TABLE_ROW else p.text)
        got = _words(text)
        same = _shared(wanted, got)
        out.append(Cover(number, same / max(1, wanted.total()), same / max(1, got.total())))
    return out


def _within(x: float, y: float, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)


def _words(text: str) -> Counter[str]:
    """The words of a text, without regard to their order: a page that lies upside down has its lines in another one."""
    return Counter(re.findall(r"[^\W_]+", text.lower()))


def _shared(wanted: Counter[str], got: Counter[str]) -> int:
    """Words that both have; one that stands over a line's end counts when both its halves are there."""
    same = (wanted & got).total()
    left, halves = wanted - got, got - wanted
    for word in left.elements():
        for i in range(1, len(word)):
            parts = Counter((word[:i], word[i:]))
            if parts <= halves:
                halves -= parts
                same += 1
                break
    return same


def _quads(copy: bytes) -> list[tuple[int, list[tuple[float, float, float, float]]]]:
    """(page, boxes as left, bottom, right, top in the PDF's own points) of each highlight, as the file says."""
    out = []
    with pikepdf.open(io.BytesIO(copy)) as file:
        for number, page in enumerate(file.pages, 1):
            for note in page.obj.get("/Annots", []):
                if note.get("/Subtype") == "/Highlight":
                    v = [float(x) for x in note.QuadPoints]
                    boxes = [
                        (min(q[0::2]), min(q[1::2]), max(q[0::2]), max(q[1::2]))
                        for q in (v[i : i + 8] for i in range(0, len(v), 8))
                    ]
                    out.append((number, boxes))
    return out


def _letters(copy: bytes) -> dict[int, list[tuple[str, float, float]]]:
    """Page -> its characters in the file's order with the middle of each, in the PDF's own points."""
    out: dict[int, list[tuple[str, float, float]]] = {}
    document = pypdfium2.PdfDocument(copy)
    try:
        for number in range(len(document)):
            text = document[number].get_textpage()
            found = []
            for i in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(i, loose=True)
                character = chr(pdfium.FPDFText_GetUnicode(text.raw, i))
                found.append((character, (left + right) / 2, (bottom + top) / 2))
            out[number + 1] = found
    finally:
        document.close()
    return out


def good(found: Sequence[Cover]) -> float:
    """Share of the highlights that cover their words and no others."""
    return sum(c.covered >= BAR and c.own >= BAR for c in found) / max(1, len(found))


def main(folder: Path, *, fresh: bool = True) -> int:
    """Make the set in ``folder`` (unless it is there already), highlight each and print the table."""
    if fresh:
        documents = fidelity_texts.documents()
        for make in (fidelity_pages.by_reportlab, fidelity_pages.by_libreoffice, fidelity_pages.by_chromium):
            if not make(documents, folder):
                print(f"{make.__name__}: the program is not installed, its PDFs are left out")
    book = rulebook.load()
    checker = checking.Checker(book)
    print(f"{'file':44} {'highlights':>10} {'covered':>8} {'own':>6} {'good':>6}")
    everything: list[Cover] = []
    for pdf in sorted(folder.glob("*.pdf")):
        report = checker.check(reading.read(pdf, ReadOptions(ocr="off")))
        if not report.judged:
            print(f"{pdf.stem:44} not judged: {report.gate_note or report.statement.detail}")
            continue
        found = covers(pdf.read_bytes(), report, book)
        everything += found
        print(
            f"{pdf.stem:44} {len(found):10} {min(c.covered for c in found):8.3f} {min(c.own for c in found):6.3f} {good(found):6.3f}"
        )
        if "-v" in sys.argv:
            for c in found:
                if min(c.covered, c.own) < BAR:
                    p = report.statement.passages[c.passage - 1]
                    print(f"      {c.covered:.2f} {c.own:.2f} {p.kind}: {p.text[:90]!r}")
    n = max(1, len(everything))
    print(
        f"\n{len(everything)} highlights: {good(everything):.4f} cover at least {BAR} of their words and hold no others; "
        f"{sum(c.covered for c in everything) / n:.4f} of the words covered on average, {sum(c.own for c in everything) / n:.4f} of what is covered theirs"
    )
    return 0 if good(everything) >= BAR else 1


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    if given:
        Path(given[0]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(Path(given[0]), fresh=not list(Path(given[0]).glob("*.pdf"))))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
