"""Fidelity of PDF reading on PDFs made of our own fictional statements (``python benchmarks/bench_fidelity.py [FOLDER]``).

Prints each file's words in order (pdfplumber's own beside), furniture left in the text and labels; exits with 1 when
a bar is missed: words in order 0.98 on average and 0.93 on each, labels 0.95, no furniture.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import fidelity_pages
import fidelity_score
import fidelity_texts
import pdfplumber

from msa_check.reading import ReadOptions, read


def main(folder: Path, *, fresh: bool = True) -> int:
    """Make the set in ``folder`` (unless it is there already), read it and print the table."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    documents = {d.name: d for d in fidelity_texts.documents()}
    if fresh:
        for make in (fidelity_pages.by_reportlab, fidelity_pages.by_libreoffice, fidelity_pages.by_chromium):
            if not make(list(documents.values()), folder):
                print(f"{make.__name__}: the program is not installed, its PDFs are left out")
    verbose = "-v" in sys.argv
    scores, others = [], []
    print(f"{'file':44} {'order':>6} {'plumber':>8} {'furniture':>9} {'labels':>9} {'rows':>7}")
    for pdf in sorted(folder.glob("*.pdf")):
        document = documents[pdf.stem.partition("-")[2]]
        statement = read(pdf, ReadOptions(ocr="off"))
        s = fidelity_score.score(document, statement.passages)
        other = 0.0
        if "--fast" not in sys.argv:
            with pdfplumber.open(pdf) as opened:
                lines = [x for page in opened.pages for x in page.extract_text().splitlines()]
            other = fidelity_score.in_order(document, lines)
        scores.append(s)
        others.append(other)
        print(
            f"{pdf.stem:44} {s.order:6.3f} {other:8.3f} {s.furniture:9} {s.right:4}/{s.labels:<4} {s.rows_right:3}/{s.rows:<3}"
        )
        if verbose:
            print("".join(f"      {w}\n" for w in s.wrong), end="")
    order = [s.order for s in scores]
    labels = sum(s.right for s in scores) / sum(s.labels for s in scores)
    rows = sum(s.rows_right for s in scores) / max(1, sum(s.rows for s in scores))
    whole = sum(s.whole for s in scores) / sum(s.paragraphs for s in scores)
    furniture = sum(s.furniture for s in scores)
    mean = sum(order) / len(order)
    print(
        f"\n{len(scores)} PDFs: words in order {mean:.4f} on average, {min(order):.3f} at least "
        f"(pdfplumber {sum(others) / len(others):.4f} and {min(others):.3f}); labels {labels:.4f}; paragraphs whole {whole:.4f}; table rows {rows:.3f}; "
        f"furniture in the text {furniture} times"
    )
    return 0 if mean >= 0.98 and min(order) >= 0.93 and labels >= 0.95 and not furniture else 1


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    if given:
        Path(given[0]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(Path(given[0]), fresh=not list(Path(given[0]).glob("*.pdf"))))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
