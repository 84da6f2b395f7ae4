"""PDFs as files: passwords, damage, limits, engines, hidden text. Layout is test_reading_pdf_layout.py's."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import ReadOptions, pdf, pdfium, plumber, read, read_bytes

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


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.95])
def test_a_file_cut_before_its_list_of_pages_is_corrupt(share: float) -> None:
    data = made(*[text(f"{SENTENCE} Site {n}.") for n in range(8)])  # reportlab writes the list of pages late
    statement = read_bytes(data[: int(len(data) * share)], "cut.pdf", OFF)
    assert (statement.status, statement.why, statement.passages) == ("unread", "corrupt", ())


@pytest.mark.parametrize(
    ("share", "status", "why"), [(0.5, "unread", "corrupt"), (0.9, "ok", None), (0.99, "ok", None)]
)
def test_a_file_with_its_list_of_pages_in_front_gives_all_pages_or_none(
    share: float, status: str, why: str | None
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(*[text(f"{SENTENCE} Site {n}.") for n in range(8)]))) as opened:
        opened.save(out, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    statement = read_bytes(data[: int(len(data) * share)], "cut.pdf", OFF)
    sites = range(8) if status == "ok" else ()
    assert [p.text for p in statement.passages] == [f"{SENTENCE} Site {n}." for n in sites]
    assert (statement.status, statement.why) == (status, why)


def with_second_page(kid: bytes) -> bytes:
    """Three pages, the second of which is listed as ``kid``."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(*[text(f"{SENTENCE} Site {n}.") for n in range(3)]))) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data, found = re.subn(rb"(/Kids \[ \d+ 0 R )\d+ 0 R", rb"\g<1>" + kid, out.getvalue())
    assert found == 1
    return data


@pytest.mark.parametrize("kid", [b"99 0 R", b"null", b"7", b"<< /Rotate 0 >>"])
def test_a_page_that_cannot_be_loaded_is_unread_and_not_blank(kid: bytes) -> None:
    statement = read_bytes(with_second_page(kid), "torn.pdf", OFF)
    assert (statement.status, statement.why, statement.unread_pages) == ("partial", "pages-without-text", (2,))
    assert [p.text for p in statement.passages] == [f"{SENTENCE} Site 0.", f"{SENTENCE} Site 2."]
    assert "damaged" in statement.page_notes[1].note


@pytest.mark.parametrize("damage", ["dangling", "unpackable"])
def test_a_page_whose_content_is_lost_is_unread_and_an_empty_one_is_not(damage: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(text(), text(), lambda _: None))) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    number = re.findall(rb"/Contents (\d+) 0 R", data)[1]
    if damage == "dangling":
        data = data.replace(b"/Contents " + number + b" 0 R", b"/Contents 99 0 R")
    else:
        at = data.index(b"stream\n", data.index(b"\n" + number + b" 0 obj")) + 10
        data = data[:at] + b"\xff" * 40 + data[at + 40 :]
    parsed = pdf.parse(data, OFF)
    assert parsed.unread_pages == (2,)
    assert [n.note for n in parsed.page_notes] == ["", "the page is damaged: it cannot be loaded", "the page is blank"]


def test_no_bomb_is_unpacked_to_see_whether_an_empty_page_lost_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(text(), lambda _: None))) as opened:
        opened.pages[1].Contents = opened.make_stream(b" " * 5_000_000)
        opened.save(out, compress_streams=True)

    def refuse(_: object) -> bytes:
        raise AssertionError("the whole stream was unpacked")

    second = plumber.Second(out.getvalue(), ())
    assert second.pages() == 2
    monkeypatch.setattr("pdfminer.pdftypes.PDFStream.decode", refuse)
    assert not second.lost_content(1)


def test_a_page_that_only_the_second_engine_loads_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium.Document, "words", lambda *_: None)
    monkeypatch.setattr(pdfium.Document, "drawn", lambda *_: None)
    parsed = pdf.parse(made(text()), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [(n.engine, n.note) for n in parsed.page_notes] == [("pdfplumber", "pdfium cannot load the page")]


def test_pages_beyond_the_limit_are_said_to_be_unread() -> None:
    parsed = pdf.parse(made(*[text(f"{SENTENCE} Site {n}.") for n in range(5)]), ReadOptions(ocr="off", max_pages=3))
    assert parsed.why == "page-limit"
    assert parsed.pages == 5
    assert parsed.unread_pages == (4, 5)


def picture(canvas: Canvas) -> None:
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


def scanned(lines: int = 30, size: tuple[int, int] = (595, 842), font: Any = None) -> Image.Image:  # noqa: ANN401 - of PIL
    """A page of print as a scanner sees it, a little grey and crooked."""
    sheet = Image.new("L", (size[0] * 2, size[1] * 2), 235)
    pen = ImageDraw.Draw(sheet)
    for n in range(lines):
        pen.text((140, 140 + 32 * n), SENTENCE, fill=30, font=font or ImageFont.load_default(size=22))
    return sheet.rotate(0.7, fillcolor=235)


def photograph() -> Image.Image:
    """What a cover has behind its title: light and shade without lines, and something rough like leaves."""
    rng = np.random.default_rng(54)
    rough = rng.integers(0, 255, (210, 150)).astype(np.uint8)
    shade = np.linspace(40, 220, 842)[:, None].repeat(595, axis=1)
    leaves = np.asarray(Image.fromarray(rough).resize((595, 842), Image.Resampling.BICUBIC), np.float64)
    return Image.fromarray((0.5 * shade + 0.5 * leaves).astype(np.uint8))


def drawn_windows(lit: float = 0.0) -> Image.Image:
    """The front of a house with many windows, of which some are as light as the wall."""
    chance = np.random.default_rng(54)
    front = Image.new("L", (595 * 2, 842 * 2), 210)
    pen = ImageDraw.Draw(front)
    for y in range(0, 842 * 2, 36):
        for x in range(0, 595 * 2, 22):
            if chance.random() >= lit:
                pen.rectangle((x + 4, y + 6, x + 14, y + 26), fill=60)
    return front


def drawn_bricks() -> Image.Image:
    """A wall of bricks, each a little lighter or darker than the next, with pale mortar between them."""
    chance = np.random.default_rng(54)
    wall = Image.new("L", (595 * 2, 842 * 2), 180)
    pen = ImageDraw.Draw(wall)
    for row, y in enumerate(range(0, 842 * 2, 24)):
        for x in range(-25 * (row % 2), 595 * 2, 50):
            pen.rectangle((x + 2, y + 2, x + 46, y + 20), fill=90 + int(chance.integers(20)))
    return wall


def over(image: Image.Image, *words: str, at: float = 30) -> Callable[[Canvas], object]:
    """A page that is this picture, with live words over it near its foot."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
        for n, line in enumerate(words):
            canvas.drawString(60, at - 11 * n, line)

    return draw


STAMP = "DocuSign Envelope ID: 0F5C-77A1-HERON"
SEALS = (
    STAMP,
    "Digitally signed by Ottilie Hobbin DN: cn=Ottilie Hobbin, o=Hobbin Limited, ou=Board, c=GB Date: 2025.06.12 10:21:33 +01'00' Page 2",
)


@pytest.mark.parametrize("words", [(STAMP,), ("2",), SEALS], ids=["stamp", "page number", "two stamps"])
def test_a_scan_with_a_few_words_stamped_on_it_is_unread_and_its_words_are_taken(words: tuple[str, ...]) -> None:
    parsed = pdf.parse(made(text(), over(scanned(), *words)), OFF)
    assert parsed.unread_pages == (2,)
    assert parsed.why == "pages-without-text"
    assert words[0] in " ".join(p.text for p in parsed.passages)
    assert (parsed.page_notes[1].engine, "print that is no text" in parsed.page_notes[1].note) == ("pdfium", True)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_stamped_scan_is_known_however_the_page_is_turned(degrees: int) -> None:
    data = turned(made(over(scanned(), STAMP), text()), degrees)
    assert pdf.parse(data, OFF).unread_pages == (1,)


def test_a_stamped_scan_held_in_a_form_is_unread() -> None:
    def held(canvas: Canvas) -> None:
        canvas.beginForm("page")
        canvas.drawImage(ImageReader(scanned()), 0, 0, 595, 842)
        canvas.endForm()
        canvas.doForm("page")
        canvas.drawString(60, 30, STAMP)

    assert pdf.parse(made(text(), held), OFF).unread_pages == (2,)


def test_letters_drawn_as_shapes_are_no_blank_page() -> None:
    def outlined(canvas: Canvas) -> None:
        for row in range(20):
            x = 72.0
            for n in range(80):  # strokes as wide and as far apart as those of letters: stems, bows and bars
                wide = (1.5, 1.0, 4.0, 1.5, 2.5)[n % 5]
                canvas.rect(x, 700 - 16 * row, wide, 4 + 3 * (n % 2), fill=1, stroke=0)
                x += wide + (3.0, 1.5, 2.0, 5.0)[n % 4]

    parsed = pdf.parse(made(text(), outlined, lambda c: c.line(72, 400, 500, 400)), OFF)
    assert parsed.unread_pages == (2,)
    assert [n.note for n in parsed.page_notes] == [
        "",
        "the page shows print that is no text",
        "the page holds only lines",
    ]


@pytest.mark.parametrize(
    "image",
    [
        photograph(),
        Image.new("L", (60, 80), 200),
        scanned(0),
        drawn_windows(),
        drawn_windows(lit=0.3),
        drawn_windows().rotate(2, fillcolor=210),
        drawn_bricks(),
    ],
    ids=["photo", "plain", "paper", "windows", "lit windows", "crooked windows", "bricks"],
)
def test_a_cover_with_its_title_over_a_picture_is_read(image: Image.Image) -> None:
    cover = over(image, "Hobbin Limited", "Modern slavery statement 2025", "Made under the Modern Slavery Act", at=500)
    parsed = pdf.parse(made(cover, text()), OFF)
    assert (parsed.why, parsed.unread_pages) == (None, ())
    assert parsed.page_notes[0].note == "most of the page is a picture"


@pytest.mark.parametrize("title", ["", "Where we operate"], ids=["dots alone", "with a title"])
def test_a_map_of_dots_is_no_print(title: str) -> None:
    def dotted(canvas: Canvas) -> None:
        chance = np.random.default_rng(54)
        for y in range(100, 700, 9):
            for x in range(60, 540, 9):
                if chance.random() < 0.5:
                    canvas.circle(x, y, 2.5, fill=1, stroke=0)
        canvas.drawString(60, 750, title)

    assert pdf.parse(made(text(), dotted), OFF).unread_pages == ()


def test_a_page_on_which_nothing_is_drawn_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    picture = pdfium.Document.picture

    def noted(document: pdfium.Document, index: int, scale: float) -> Any:  # noqa: ANN401 - a PIL image
        looked_at.append(index)
        return picture(document, index, scale)

    monkeypatch.setattr(pdfium.Document, "picture", noted)
    parsed = pdf.parse(made(text(), lambda _: None, lambda c: c.line(72, 400, 500, 400)), OFF)
    assert looked_at == [2]
    assert [n.note for n in parsed.page_notes] == ["", "the page is blank", "the page holds only lines"]


@pytest.mark.parametrize("face", ["DejaVuSerif", "DejaVuSansMono-Bold", "DejaVuSans-ExtraLight"])
def test_scans_of_other_faces_are_known(face: str) -> None:
    try:
        font = ImageFont.truetype(f"{face}.ttf", 22)
    except OSError:
        pytest.skip(f"no {face} here")
    assert pdf.parse(made(text(), over(scanned(font=font), STAMP)), OFF).unread_pages == (2,)


def test_a_scan_whose_words_were_read_is_not_unread() -> None:
    def layered(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scanned(2)), 0, 0, 595, 842)
        for n in range(2):
            layer = canvas.beginText(70, 842 - 70 - 10 - 16 * n)
            layer.setTextRenderMode(3)
            layer.textLine(SENTENCE)
            canvas.drawText(layer)

    assert pdf.parse(made(text(), layered), OFF).unread_pages == ()


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


def test_a_white_name_on_white_paper_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.setFillColor(white)
        canvas.drawString(72, 600, "Jane Hollis")

    parsed = pdf.parse(made(draw), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [w.split(" that")[0] for w in parsed.warnings] == ["Page 1 holds 2 words"]


def test_white_text_on_a_dark_ground_is_kept() -> None:
    def banner(canvas: Canvas) -> None:
        canvas.rect(50, 640, 500, 100, fill=1)
        canvas.setFillColor(white)
        canvas.drawString(72, 700, SENTENCE)

    parsed = pdf.parse(made(banner), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert parsed.warnings == ()


APPROVAL = "This statement was approved by the board on 12 June 2024."


@pytest.mark.parametrize(("x", "y"), [(72, -200), (72, 900), (-500, 400), (700, 400)])
def test_text_beyond_the_edge_of_the_page_is_left_out_and_said(x: float, y: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawString(x, y, APPROVAL)

    parsed = pdf.parse(made(draw), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [w.split(" that")[0] for w in parsed.warnings] == ["Page 1 holds 11 words"]


def test_text_in_what_is_cropped_off_the_page_is_left_out() -> None:
    data = made(lambda canvas: [canvas.drawString(72, y, t) for y, t in ((700, SENTENCE), (20, APPROVAL))])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.pages[0].CropBox = pikepdf.Array([40, 60, 555, 800])
        opened.save(out)
    parsed = pdf.parse(out.getvalue(), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]


def test_many_pages_with_marks_beyond_their_edge_are_said_in_one_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawString(72, -20, "proof 3")

    said = pdf.parse(made(*[draw] * 7), OFF).warnings
    assert [w.split(" that")[0] for w in said] == ["7 pages hold 14 words"]
    assert said[0].endswith("Pages: 1, 2, 3, 4, 5, 6, 7.")


def ground(canvas: Canvas, colour: Any, *, alpha: float = 1.0) -> None:  # noqa: ANN401 - reportlab's own
    """Draw a box in the place of a line of text at (72, 600)."""
    canvas.saveState()
    canvas.setFillColor(colour)
    canvas.setFillAlpha(alpha)
    canvas.rect(60, 590, 480, 24, fill=1, stroke=0)
    canvas.restoreState()


def swatch(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 4), (230, 230, 230))), 60, 590, 480, 24)


def held_in_form(canvas: Canvas) -> None:
    canvas.beginForm("patch")
    canvas.setFillColor(white)
    canvas.rect(0, 0, 480, 24, fill=1, stroke=0)
    canvas.endForm()
    canvas.translate(60, 590)
    canvas.doForm("patch")


@pytest.mark.parametrize(
    "cover",
    [lambda c: ground(c, white), lambda c: ground(c, black), swatch, held_in_form],
    ids=["white", "black", "picture", "form"],
)
@pytest.mark.parametrize("line", [APPROVAL, "Jane Hollis"])
def test_text_that_something_is_drawn_over_is_left_out_and_said(cover: Callable[[Canvas], object], line: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawString(72, 598, line)
        cover(canvas)

    parsed = pdf.parse(made(draw), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE]
    assert [w.split(" that")[0] for w in parsed.warnings] == [f"Page 1 holds {len(line.split())} words"]


def multiplied(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    ground(canvas, Color(1, 1, 0))
    canvas.restoreState()


def outlined(canvas: Canvas) -> None:
    canvas.rect(60, 590, 480, 24, fill=0, stroke=1)


def around(canvas: Canvas) -> None:
    """Draw a frame as one filled shape: the box around it holds the text, the shape does not."""
    frame = canvas.beginPath()
    frame.rect(60, 570, 480, 64)
    frame.rect(64, 574, 472, 56)
    canvas.drawPath(frame, fill=1, stroke=0, fillMode=0)


@pytest.mark.parametrize(
    "over",
    [multiplied, lambda c: ground(c, Color(1, 1, 0), alpha=0.4), outlined, around],
    ids=["multiply", "alpha", "outline", "frame"],
)
def test_highlighting_and_frames_drawn_over_text_hide_nothing(over: Callable[[Canvas], object]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawString(72, 598, APPROVAL)
        over(canvas)

    parsed = pdf.parse(made(draw), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE, APPROVAL]
    assert parsed.warnings == ()


def test_shading_drawn_before_its_text_hides_nothing() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        ground(canvas, Color(0.8, 0.8, 0.8))
        canvas.drawString(72, 598, APPROVAL)

    parsed = pdf.parse(made(draw), OFF)
    assert [p.text for p in parsed.passages] == [SENTENCE, APPROVAL]
    assert parsed.warnings == ()


def annotated(
    data: bytes,
    kind: str,
    text: str,
    *,
    flags: int = 4,
    inherited: bool = False,
    look: bool = True,
    more: dict[str, Any] | None = None,
) -> bytes:
    """The PDF with an annotation that shows ``text`` behind a label at (72, 600)."""
    name = pikepdf.Name
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        page = opened.pages[0].obj
        fonts = pikepdf.Dictionary(F=pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica))
        resources = pikepdf.Dictionary(Font=fonts)
        drawn = f"BT /F 11 Tf 2 4 Td ({text}) Tj ET".encode()
        shape = opened.make_stream(
            drawn, Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 200, 16], Resources=resources
        )
        note = pikepdf.Dictionary(
            Type=name.Annot,
            Subtype=name(f"/{kind}"),
            Rect=[130, 596, 330, 612],
            F=flags,
            DA=pikepdf.String("/F 11 Tf 0 g"),
            **(more or {}),
        )
        if look:
            note.AP = pikepdf.Dictionary(N=shape)
        if kind == "Widget":
            note.V = pikepdf.String(text)
            note.T = pikepdf.String("f1")
        note = opened.make_indirect(note)
        page.Annots = pikepdf.Array([note])
        if kind == "Widget":
            opened.Root.AcroForm = pikepdf.Dictionary(
                Fields=[note], DR=resources, DA=pikepdf.String("/F 11 Tf 0 g"), NeedAppearances=not look
            )
        if inherited:
            for key in ("/Resources", "/MediaBox"):
                opened.Root.Pages[key] = page[key]
                del page[key]
        opened.save(out)
    return out.getvalue()


def labelled(canvas: Canvas) -> None:
    canvas.drawString(72, 700, SENTENCE)
    canvas.drawString(72, 600, "Name:")


@pytest.mark.parametrize("kind", ["Widget", "FreeText", "Stamp"])
@pytest.mark.parametrize("inherited", [False, True])
def test_what_is_filled_in_on_the_page_is_read_beside_its_label(kind: str, *, inherited: bool) -> None:
    more = {"FT": pikepdf.Name.Tx} if kind == "Widget" else {}
    data = annotated(made(labelled), kind, "Jane Hollis", inherited=inherited, more=more)
    passages = pdf.parse(data, OFF).passages
    assert [" ".join(p.text.split()) for p in passages] == [SENTENCE, "Name: Jane Hollis"]
    box = passages[1].boxes[0]
    assert (passages[1].page, box.page) == (1, 1)
    assert box.x0 == pytest.approx(72, abs=2)
    assert box.x1 == pytest.approx(188, abs=8)
    assert box.top == pytest.approx(842 - 609, abs=3)


def test_a_field_that_holds_only_its_text_is_read_too() -> None:
    data = annotated(made(labelled), "Widget", "Jane Hollis", look=False, more={"FT": pikepdf.Name.Tx})
    assert [" ".join(p.text.split()) for p in pdf.parse(data, OFF).passages] == [SENTENCE, "Name: Jane Hollis"]


@pytest.mark.parametrize(
    ("kind", "flags", "more"),
    [
        ("Text", 4, {}),
        ("Popup", 4, {}),
        ("Highlight", 4, {}),
        ("FreeText", 2, {}),
        ("FreeText", 32, {}),
        ("Widget", 4, {"FT": pikepdf.Name.Btn}),
    ],
    ids=["sticky", "popup", "highlight", "hidden", "no-view", "button"],
)
def test_notes_about_the_page_hidden_ones_and_buttons_are_left_out(kind: str, flags: int, more: dict[str, Any]) -> None:
    data = annotated(made(labelled), kind, "Jane Hollis", flags=flags, more=more)
    assert "Hollis" not in " ".join(p.text for p in pdf.parse(data, OFF).passages)


def test_sticky_notes_stay_out_where_a_field_is_filled_in() -> None:
    data = annotated(made(labelled), "FreeText", "Jane Hollis")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        typed = opened.pages[0].Annots[0]
        sticky = pikepdf.Dictionary(
            Type=typed.Type, Subtype=pikepdf.Name.Text, Rect=[130, 500, 330, 516], F=4, AP=typed.AP
        )
        opened.pages[0].Annots.append(opened.make_indirect(sticky))
        opened.save(out)
    read = " ".join(p.text for p in pdf.parse(out.getvalue(), OFF).passages)
    assert read.count("Hollis") == 1


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


def test_what_was_read_before_changes_nothing(shared: Path) -> None:
    samples = shared / "pdf-corpus" / "pdfminer.six" / "samples"
    later = samples / "nonfree" / "dmca.pdf"  # its fonts are not in the file
    alone = subprocess.run(
        [sys.executable, "-c", f"from msa_check.reading import read; print(repr(read({str(later)!r}).passages))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    read(samples / "contrib" / "issue-1059-cmap-decode.pdf")  # its page is drawn, to look for words that nobody sees
    assert repr(read(later).passages) == alone.rstrip("\n")
