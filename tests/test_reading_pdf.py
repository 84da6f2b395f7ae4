"""PDFs as files: passwords, damage, limits, engines, hidden text. Layout is test_reading_pdf_layout.py's."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import ReadOptions, pdf, pdfium, plumber, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OFF = ReadOptions(ocr="off")
SENTENCE = "Our suppliers must not use forced labour and we check this every year at their sites."


def made(*pages: Callable[[Canvas], object], size: tuple[float, float] = (595, 842)) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def text(line: str = SENTENCE) -> Callable[[Canvas], object]:
    return lambda canvas: canvas.drawString(72, 700, line)


def locked(data: bytes, **passwords: Any) -> bytes:  # noqa: ANN401 - as pikepdf.Encryption takes them
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(**passwords))
    return out.getvalue()


def reason(data: bytes, options: ReadOptions = OFF) -> str:
    with pytest.raises(Unread) as fault:
        pdf.parse(data, options)
    return fault.value.reason


def test_a_page_is_read_with_pdfium_and_boxes_count_from_the_top_left() -> None:
    parsed = pdf.parse(made(text()), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [(n.page, n.engine) for n in parsed.page_notes] == [(1, "pdfium")]
    (box,) = parsed.passages[0].boxes
    assert box.page == 1
    assert box.x0 == pytest.approx(72, abs=1)
    assert 842 - 700 - 11 < box.top < 842 - 700 < box.bottom < 842 - 700 + 5


def test_the_same_bytes_give_the_same_passages() -> None:
    data = made(text(), text("We trained 41 buyers in the year."))
    assert pdf.parse(data, OFF) == pdf.parse(data, OFF)


def test_a_user_password_is_asked_for_and_taken() -> None:
    data = locked(made(text()), user="heron", owner="kestrel", R=6)
    assert reason(data) == "encrypted"
    assert reason(data, ReadOptions(passwords=("wrong",), ocr="off")) == "encrypted"
    opened = pdf.parse(data, ReadOptions(passwords=("wrong", "heron"), ocr="off"))
    assert opened.passages[0].text == SENTENCE
    assert opened.warnings == ()


def test_an_owner_password_alone_hinders_nobody_but_is_said() -> None:
    data = locked(made(text()), user="", owner="kestrel", allow=pikepdf.Permissions(extract=False))
    parsed = pdf.parse(data, OFF)
    assert parsed.passages[0].text == SENTENCE
    assert len(parsed.warnings) == 1
    assert "not to copy" in parsed.warnings[0]


@pytest.mark.parametrize("damage", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00\xff" * 400])
def test_what_is_no_pdf_is_corrupt(damage: bytes) -> None:
    assert reason(damage) == "corrupt"


def test_a_broken_cross_reference_is_mended_by_pdfium() -> None:
    data = made(text())
    broken = data[: data.rindex(b"startxref")] + b"startxref\n999999\n%%EOF\n"
    assert pdf.parse(broken, OFF).passages[0].text == SENTENCE


def test_a_truncated_file_ends_in_one_status() -> None:
    data = made(*[text(f"{SENTENCE} Site {n}.") for n in range(8)])
    for share in (0.3, 0.5, 0.8, 0.95):
        statement = read_bytes(data[: int(len(data) * share)], "cut.pdf", OFF)
        assert statement.status in {"ok", "partial", "unread"}
        assert statement.why is None or statement.why in {"corrupt", "no-text-layer", "pages-without-text"}


def test_pages_beyond_the_limit_are_said_to_be_unread() -> None:
    parsed = pdf.parse(made(*[text(f"{SENTENCE} Site {n}.") for n in range(5)]), ReadOptions(ocr="off", max_pages=3))
    assert parsed.why == "page-limit"
    assert parsed.pages == 5
    assert parsed.unread_pages == (4, 5)


def picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 128)), 0, 0, 595, 842)


def test_a_document_of_pictures_has_no_text_layer() -> None:
    assert reason(made(picture, picture)) == "no-text-layer"


def test_a_picture_among_pages_of_text_is_unread_and_a_blank_page_is_not() -> None:
    parsed = pdf.parse(made(text(), picture, lambda _: None), OFF)
    assert parsed.why == "pages-without-text"
    assert parsed.unread_pages == (2,)
    assert [(n.engine, n.note) for n in parsed.page_notes] == [
        ("pdfium", ""),
        ("none", "the page is a picture"),
        ("none", "the page is blank"),
    ]


def test_text_that_nobody_sees_is_left_out_and_said() -> None:
    def stuffed(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.setFillColor(white)
        canvas.drawString(72, 400, "This statement was approved by the board and signed by a director in June.")
        canvas.setFillColor(black)

    parsed = pdf.parse(made(stuffed), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert len(parsed.warnings) == 1
    assert "cannot be seen" in parsed.warnings[0]


def test_white_text_on_a_dark_ground_is_kept() -> None:
    def banner(canvas: Canvas) -> None:
        canvas.rect(50, 640, 500, 100, fill=1)
        canvas.setFillColor(white)
        canvas.drawString(72, 700, SENTENCE)

    parsed = pdf.parse(made(banner), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert parsed.warnings == ()


def test_the_text_layer_of_a_scan_is_kept() -> None:
    def scan(canvas: Canvas) -> None:
        picture(canvas)
        layer = canvas.beginText(72, 700)
        layer.setTextRenderMode(3)
        layer.textLine(SENTENCE)
        canvas.drawText(layer)

    parsed = pdf.parse(made(scan), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert parsed.warnings == ()


def turned(data: bytes, degrees: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            page.Rotate = degrees
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_shown_turned_is_read_upright_with_boxes_as_shown(degrees: int) -> None:
    second = "We visited nine of them in the year and found no passports withheld from anybody."

    def two(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawString(72, 686, second)

    parsed = pdf.parse(turned(made(two), degrees), OFF)
    assert " ".join(p.text for p in parsed.passages) == f"{SENTENCE} {second}"
    first = parsed.passages[0].boxes[0]
    x, y = {90: (700, 72), 180: (595 - 72, 700), 270: (842 - 700, 595 - 72)}[degrees]
    assert first.x0 - 4 < x < first.x1 + 4
    assert first.top - 4 < y < first.bottom + 4


def test_text_drawn_sideways_is_read_too() -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.translate(300, 72)
        canvas.rotate(90)
        canvas.drawString(0, 0, SENTENCE)

    parsed = pdf.parse(made(sideways), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    box = parsed.passages[0].boxes[0]
    assert box.bottom - box.top > 10 * (box.x1 - box.x0)


def test_the_second_engine_reads_what_the_first_does_and_closes() -> None:
    second = plumber.Second(made(text()), ())
    words = second.words(0)
    second.close()
    assert words is not None
    assert " ".join(words.text) == SENTENCE
    assert plumber.Second(b"no pdf", ()).words(0) is None


def test_a_file_that_only_the_second_engine_opens_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Unread("corrupt")

    monkeypatch.setattr(pdfium, "opened", refuse)
    parsed = pdf.parse(made(text()), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [(n.engine, n.note) for n in parsed.page_notes] == [("pdfplumber", "pdfium cannot open the file")]


def test_the_number_of_a_footnote_is_taken_off_its_word() -> None:
    def raised(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "We audited 41 suppliers")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72 + canvas.stringWidth("We audited 41 suppliers", "Helvetica", 11), 704, "1")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72 + 130, 700, "in the year.")

    assert pdf.parse(made(raised), OFF).passages[0].text == "We audited 41 suppliers in the year."


def test_real_annual_reports_are_read(shared: Path) -> None:
    reports = sorted((shared / "pdf-corpus" / "annual-reports").glob("*.pdf"))
    if not reports:
        pytest.skip("no annual reports beside the checkout")
    smallest = min(reports, key=lambda p: p.stat().st_size)
    parsed = pdf.parse(smallest.read_bytes(), ReadOptions(ocr="off", max_pages=20))
    assert sum(p.kind is Kind.PARAGRAPH for p in parsed.passages) > 50
    assert {n.engine for n in parsed.page_notes} <= {"pdfium", "pdfplumber", "none"}


def test_glyphs_without_their_letters_are_garbled_not_missing() -> None:
    def lines(canvas: Canvas) -> None:
        for i in range(12):
            canvas.drawString(72, 700 - 14 * i, SENTENCE)

    names = [pikepdf.Name("/space"), *(pikepdf.Name(f"/{chr(65 + (i * 7) % 26)}") for i in range(1, 95))]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(lines))) as opened:
        for font in opened.pages[0].Resources.Font.values():
            font.Encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=pikepdf.Array([32, *names]))
        opened.save(out)
    assert reason(out.getvalue()) == "garbled"
