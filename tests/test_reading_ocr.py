"""OCR: pages drawn in the test and read back by tesseract; skipped where it is not installed."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from msa_check.model import Kind
from msa_check.reading import ReadOptions, assemble, ocr, read, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="tesseract or the extra [ocr] is not installed")
A4 = (595.0, 842.0)
SCALE = 200 / 72


def page(rows: list[tuple[float, float, float, str]]) -> Image.Image:
    """A white A4 page at 200 dpi; a row is x, top, type size (all in points) and text."""
    picture = Image.new("L", (round(A4[0] * SCALE), round(A4[1] * SCALE)), 255)
    pen = ImageDraw.Draw(picture)
    for x, top, size, text in rows:
        pen.text((x * SCALE, top * SCALE), text, fill=0, font=ImageFont.load_default(size=size * SCALE))
    return picture


PAGE: list[tuple[float, float, float, str]] = [
    (70, 60, 18, "Modern Slavery Statement 2023"),
    (70, 110, 11, "Pebblecombe Joinery Limited makes staircases in two workshops in Devon"),
    (70, 126, 11, "and buys oak and ash from nine sawmills."),
    (70, 158, 11, "In the year we did the following:"),
    (88, 180, 11, "Visited four of the nine sawmills and spoke with workers."),
    (88, 202, 11, "Trained both workshop managers to spot forced labour."),
    (70, 240, 11, "Approved by the board of directors on 14 June 2023."),
    (70, 300, 11, "Signed"),
    (70, 330, 11, "Odette Farrimond, Managing Director"),
]


@needs_tesseract
def test_lines_come_back_with_their_places_in_points() -> None:
    lines = ocr.page_lines(page(PAGE), 3, *A4, ReadOptions())
    assert lines is not None
    assert [x.text for x in lines] == [text for _, _, _, text in PAGE]
    assert all(x.ocr and x.page == 3 for x in lines)
    for line, (x, top, size, _) in zip(lines, PAGE, strict=True):
        assert line.box is not None
        assert line.box.page == 3
        assert abs(line.box.x0 - x) < 3
        assert top <= line.box.top <= line.box.bottom <= top + 1.5 * size


@needs_tesseract
def test_type_size_and_blocks_are_estimated_well_enough_for_passages() -> None:
    lines = ocr.page_lines(page(PAGE), 1, *A4, ReadOptions())
    assert lines is not None
    assert abs(lines[0].size - 18) <= 3
    assert all(abs(x.size - 11) <= 2 for x in lines[1:])
    got = assemble.passages(lines)
    assert [p.kind for p in got] == [
        Kind.HEADING,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.LIST_ITEM,
        Kind.LIST_ITEM,
        Kind.PARAGRAPH,
        Kind.SIGNATURE,
    ]
    assert got[3].lead_in == "In the year we did the following:"
    assert got[-1].text == "Signed\nOdette Farrimond, Managing Director"
    assert all(p.ocr for p in got)


@needs_tesseract
def test_the_same_picture_gives_the_same_lines() -> None:
    picture = page(PAGE)
    assert ocr.page_lines(picture, 1, *A4, ReadOptions()) == ocr.page_lines(picture, 1, *A4, ReadOptions())


@needs_tesseract
def test_bullets_are_bullets() -> None:
    items = [
        "Workers pay no fees to get or to keep a job.",
        "Nobody keeps the passports of workers.",
        "Leave is paid as the law of the country says.",
    ]
    rows = [(70.0, 60.0, 11.0, "We hold suppliers to these terms, and the auditors look at each of them.")]
    rows += [(80.0, 90.0 + 20 * n, 11.0, f"•  {t}") for n, t in enumerate(items)]
    lines = ocr.page_lines(page(rows), 1, *A4, ReadOptions())
    assert lines is not None
    got = assemble.passages(lines)
    assert [p.kind for p in got] == [Kind.PARAGRAPH, *[Kind.LIST_ITEM] * 3]
    assert [p.text for p in got][1:] == items


@needs_tesseract
def test_an_empty_page_gives_no_lines() -> None:
    assert ocr.page_lines(page([]), 1, *A4, ReadOptions()) == []


@needs_tesseract
def test_the_time_limit_holds() -> None:
    assert ocr.page_lines(page(PAGE), 1, *A4, ReadOptions(ocr_seconds=0.001)) is None


@needs_tesseract
def test_the_number_of_threads_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "7")
    ocr.page_lines(page([]), 1, *A4, ReadOptions())
    assert os.environ["OMP_THREAD_LIMIT"] == "7"
    monkeypatch.delenv("OMP_THREAD_LIMIT")
    ocr.page_lines(page([]), 1, *A4, ReadOptions())
    assert "OMP_THREAD_LIMIT" not in os.environ


def test_a_picture_beyond_the_limit_is_not_read() -> None:
    assert ocr.page_lines(Image.new("1", (8_000, 6_300)), 1, *A4, ReadOptions()) is None


def test_pages_are_drawn_at_300_dpi_and_large_ones_coarser() -> None:
    assert ocr.scale(*A4) == pytest.approx(300 / 72)
    poster = ocr.scale(2384, 3370)
    assert poster is not None
    assert 100 / 72 <= poster < 300 / 72
    assert 2384 * poster * 3370 * poster <= ocr.MAX_PIXELS * 1.001
    assert ocr.scale(14_400, 14_400) is None


def test_without_the_program_it_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ocr.available.cache_clear()
    try:
        assert not ocr.available()
    finally:
        ocr.available.cache_clear()


def test_what_to_do_about_a_scan_depends_on_what_is_there(monkeypatch: pytest.MonkeyPatch, statements: Path) -> None:
    scan = statements / "dunmarrow-castings-scan.pdf"
    off = read(scan, ReadOptions(ocr="off"))
    assert (off.status, off.why) == ("unread", "no-text-layer")
    if ocr.available():
        assert off.cure.startswith("Run again with --ocr auto")
    monkeypatch.setenv("PATH", "")
    ocr.available.cache_clear()
    try:
        bare = read(scan)
    finally:
        ocr.available.cache_clear()
    assert (bare.status, bare.why) == ("unread", "no-text-layer")
    assert "pip install 'msa-check[ocr]'" in bare.cure
    assert "tesseract-ocr" in bare.cure


@needs_tesseract
def test_what_was_tried_is_said_in_plain_words() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawInlineImage(Image.new("L", (400, 600), 255), 0, 0, 400, 600)
    canvas.save()
    s = read_bytes(out.getvalue(), "blank.pdf")
    assert s.status == "unread"
    assert s.cure.startswith("Reading the letters of the pictures (OCR) found no text either")


@needs_tesseract
def test_a_scan_is_read_and_says_so(statements: Path) -> None:
    s = read(statements / "dunmarrow-castings-scan.pdf")
    assert s.status == "ok"
    assert {n.engine for n in s.page_notes} == {"ocr"}
    assert all(p.ocr and p.boxes for p in s.passages)
    assert "Dunmarrow" in s.passages[0].text


@needs_tesseract
def test_the_real_scan_gives_signature_block_and_year(shared: Path) -> None:
    s = read(shared / "real" / "edan-uk-v1.pdf")
    assert s.status == "ok"
    assert [p.kind for p in s.passages].count(Kind.SIGNATURE) == 1
    assert "financial year ending 2021" in " ".join(p.text for p in s.passages)
