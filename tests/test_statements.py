"""The bundled fictional statements are what their script makes of their sources."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pytest

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).resolve().parent / "statements"
NAMES = sorted(p.name for p in (HERE / "documents").iterdir())


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("statements_make", HERE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    _script().make(folder)
    return folder


def _pages(path: Path) -> list[Any]:
    document = pdfium.PdfDocument(path)
    return [page.get_textpage().get_text_bounded() for page in document]


def _darkness(path: Path) -> list[float]:
    """Share of dark pixels a page."""
    document = pdfium.PdfDocument(path)
    grey = [page.render(scale=0.5, grayscale=True).to_numpy() for page in document]
    return [float((255 - page).mean()) / 255 for page in grey]


def test_there_are_at_least_twelve() -> None:
    assert len(NAMES) >= 12


def test_the_script_makes_these_and_no_others(made: Path) -> None:
    assert sorted(p.name for p in made.iterdir()) == NAMES


@pytest.mark.parametrize("name", [n for n in NAMES if not n.endswith(".pdf")])
def test_the_script_makes_the_same_bytes(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (HERE / "documents" / name).read_bytes()


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".pdf")])
def test_the_script_makes_pdfs_of_the_same_text(made: Path, name: str) -> None:
    # The bytes of a PDF hang on the versions of reportlab and zlib; its text and pages do not.
    assert _pages(made / name) == _pages(HERE / "documents" / name)


def test_the_scan_is_a_picture_without_text(made: Path) -> None:
    kept = HERE / "documents" / "dunmarrow-castings-scan.pdf"
    assert _pages(kept) == [""]
    assert _darkness(made / kept.name) == pytest.approx(_darkness(kept), rel=0.1)
    assert _darkness(kept)[0] > 0.01
