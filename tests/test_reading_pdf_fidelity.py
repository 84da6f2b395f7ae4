"""The part of the fidelity set that needs no browser or office program; the whole is benchmarks/bench_fidelity.py."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from msa_check.reading import ReadOptions, pdf

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
NAMES = [
    "single-2",
    "two-columns-2",
    "three-with-sidebar-1",
    "tables-1",
    "tables-bare-2",
    "header-footer-2",
    "footnotes-2",
    "landscape-1",
    "rotated-1",
    "drop-caps-2",
    "bullets-1",
    "narrow-gutters-1",
    "four-columns-1",
    "upside-down-1",
    "framed-columns-2",
]


@pytest.fixture(scope="module")
def fidelity() -> Any:  # noqa: ANN401 - three modules found only beside the checkout
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return [importlib.import_module(f"fidelity_{x}") for x in ("texts", "pages", "score")]
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_as_it_was_set(fidelity: Any, name: str) -> None:  # noqa: ANN401 - as above
    texts, pages, score = fidelity
    document = next(d for d in texts.documents() if d.name == name)
    parsed = pdf.parse(pages.reportlab_pdf(document), ReadOptions(ocr="off"))
    found = score.score(document, parsed.passages)
    assert found.order >= 0.98
    assert found.furniture == 0
    assert found.right >= 0.95 * found.labels, found.wrong
    assert found.rows_right >= 0.9 * found.rows, found.wrong
