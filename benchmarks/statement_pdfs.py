"""Four-page PDFs for the benchmarks, rendered once into build/: statements as text in, laid out like ordinary reports.

The texts are the real ones beside the checkout when they are there, else the bundled fictional ones.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parents[1]
BUILD = HERE / "build" / "bench"
PAGES = 4


def texts() -> list[str]:
    """The texts of at least 600 words, which fill four pages."""
    shared = sorted((HERE.parent / "shared" / "texts").glob("*.txt"))
    own = sorted((HERE / "tests" / "statements" / "sources").glob("*.txt"))
    found = [p.read_text(encoding="utf-8", errors="replace") for p in shared or own]
    return [t for t in found if len(t.split()) >= 600] or found


def originals() -> list[Path]:
    """One four-page PDF for each text; made when they are not there yet."""
    folder = BUILD / "originals"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for n, text in enumerate(texts()):
        path = folder / f"statement-{n:04}.pdf"
        if not path.exists():
            _render(text, path)
        made.append(path)
    return made


def folder_of(count: int) -> Path:
    """A folder of so many PDFs with different bytes: the originals in turn, each with a comment of its own at its end."""
    folder = BUILD / f"pdfs-{count}"
    if folder.is_dir() and sum(1 for _ in folder.iterdir()) == count:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    sources = [p.read_bytes() for p in originals()]
    for n in range(count):
        (folder / f"statement-{n:05}.pdf").write_bytes(sources[n % len(sources)] + b"%% copy %d\n" % n)
    return folder


def _render(text: str, path: Path) -> None:
    """Choose the largest type at which the text takes four pages; what is longer is cut at the end of the fourth."""
    blocks = [b.strip() for b in text.splitlines() if b.strip()]
    for size in (x / 4 for x in range(64, 35, -1)):  # 16 down to 9 points
        pages = _lay_out(blocks, size, path)
        if pages <= PAGES:
            break
    else:
        pages = _lay_out(blocks, 9.0, path)
        while pages > PAGES:
            blocks = blocks[: max(1, len(blocks) * PAGES // pages)]
            pages = _lay_out(blocks, 9.0, path)


def _lay_out(blocks: list[str], size: float, path: Path) -> int:
    body = ParagraphStyle("body", fontSize=size, leading=size * 1.4, spaceAfter=size * 0.7, alignment=TA_JUSTIFY)
    head = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", fontSize=size + 3, leading=size * 1.8)
    document = SimpleDocTemplate(str(path), pagesize=A4, topMargin=72, bottomMargin=72, invariant=1)
    document.build([Paragraph(escape(b), head if _is_heading(b) else body) for b in blocks])
    return int(document.page)


def _is_heading(block: str) -> bool:
    return len(block) < 70 and not block.endswith((".", ";", ":", ","))


def sample(count: int) -> Iterator[Path]:
    """So many of the originals, evenly spread."""
    made = originals()
    step = max(1, len(made) // count)
    yield from made[::step][:count]
