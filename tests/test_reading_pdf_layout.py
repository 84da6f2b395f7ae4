"""Pages of a PDF: columns, tables, headings, furniture, footnotes, initials. Files are test_reading_pdf.py's."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from msa_check.model import Kind, Passage
from msa_check.reading import ReadOptions, pdf
from msa_check.reading.runs import runs
from msa_check.reading.words import no_words

if TYPE_CHECKING:
    from collections.abc import Callable

LEFT = (
    "The mill at Corriedale spins wool from eleven farms. Every farm is visited in the spring by one of our own people, "
    "who looks at the hostels and speaks with the shearers alone. Nobody has to hand over papers or pay for a bed. "
    "We have done this since the mill was bought."
)
RIGHT = (
    "Dyes come from two makers in Portugal and one in India. The Indian maker was audited in March without warning; "
    "the auditor found that night work was not written down. It is written down now, and we shall go back in the autumn "
    "to see whether that has lasted."
)


def made(*pages: Callable[[Canvas], object]) -> tuple[Passage, ...]:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return pdf.parse(out.getvalue(), ReadOptions(ocr="off")).passages


def put(
    canvas: Canvas, x: float, y: float, text: str, size: float = 10, *, width: float = 450, bold: bool = False
) -> float:
    """Set a text in lines of that width and return the height of the next line."""
    font = "Helvetica-Bold" if bold else "Helvetica"
    for line in simpleSplit(text, font, size, width):
        canvas.setFont(font, size)
        canvas.drawString(x, y, line)
        y -= 1.25 * size
    return y


def told(passages: tuple[Passage, ...]) -> list[tuple[Kind, str]]:
    return [(p.kind, p.text) for p in passages if p.kind is not Kind.FURNITURE]


@pytest.mark.parametrize("gap", [9, 24])
def test_two_columns_are_read_one_after_the_other(gap: float) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 700, LEFT, width=220)
        put(canvas, 60 + 220 + gap, 700, RIGHT, width=220)

    assert told(made(page)) == [(Kind.PARAGRAPH, LEFT), (Kind.PARAGRAPH, RIGHT)]


def test_columns_drawn_line_by_line_across_are_columns_all_the_same() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        lines = zip(simpleSplit(LEFT, "Helvetica", 10, 220), simpleSplit(RIGHT, "Helvetica", 10, 220), strict=False)
        for i, (a, b) in enumerate(lines):
            canvas.drawString(60, 700 - 12.5 * i, a)
            canvas.drawString(305, 700 - 12.5 * i, b)

    words = " ".join(t for _, t in told(made(page))).split()
    assert words.index("Corriedale") < words.index("hostels") < words.index("Dyes") < words.index("auditor")


def test_a_heading_over_both_columns_comes_first_and_one_below_them_last() -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, "Our supply chain and the people who work in every part of it", 15, bold=True)
        put(canvas, 60, 720, LEFT, width=220)
        put(canvas, 310, 720, RIGHT, width=220)
        y = put(canvas, 60, 560, "Approval", 13, bold=True)
        put(canvas, 60, y, f"The directors approved this on 4 May 2026. {LEFT}")

    kinds = [k for k, _ in told(made(page))]
    assert kinds == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH]


def test_a_table_becomes_rows_with_their_heads() -> None:
    rows = [
        ("Country", "Suppliers", "Risk"),
        ("Portugal", "14", "Low"),
        ("Vietnam", "22", "High"),
        ("India", "9", "High"),
    ]

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        canvas.setFont("Helvetica", 10)
        for i, row in enumerate(rows):
            for k, cell in enumerate(row):
                canvas.drawString(60 + 120 * k, 680 - 18 * i, cell)
        put(canvas, 60, 580, RIGHT)

    assert told(made(page)) == [
        (Kind.PARAGRAPH, LEFT),
        (Kind.TABLE_ROW, "Country | Suppliers | Risk"),
        (Kind.TABLE_ROW, "Country: Portugal | Suppliers: 14 | Risk: Low"),
        (Kind.TABLE_ROW, "Country: Vietnam | Suppliers: 22 | Risk: High"),
        (Kind.TABLE_ROW, "Country: India | Suppliers: 9 | Risk: High"),
        (Kind.PARAGRAPH, RIGHT),
    ]


def test_a_table_over_the_page_keeps_its_heads_and_boxes() -> None:
    rows = [("Measure", "2024", "2025"), ("Suppliers audited", "41", "38"), ("Buyers trained", "18", "25")]
    more = [("Calls to the line", "7", "12"), ("Findings closed", "31", "40")]

    def table(canvas: Canvas, top: float, some: list[tuple[str, str, str]]) -> None:
        canvas.setFont("Helvetica", 10)
        for i, row in enumerate(some):
            for k, cell in enumerate(row):
                canvas.drawString(60 + 140 * k, top - 18 * i, cell)

    def first(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        table(canvas, 120, rows)

    def second(canvas: Canvas) -> None:
        table(canvas, 770, more)
        put(canvas, 60, 600, RIGHT)

    passages = made(first, second)
    found = [p for p in passages if p.kind is Kind.TABLE_ROW]
    assert [p.text for p in found[-2:]] == [
        "Measure: Calls to the line | 2024: 7 | 2025: 12",
        "Measure: Findings closed | 2024: 31 | 2025: 40",
    ]
    assert [b.page for p in found for b in p.boxes] == [1, 1, 1, 2, 2]


def test_running_heads_page_numbers_and_footnotes_stand_apart_from_a_sentence_over_the_page() -> None:
    start, end = (
        "In the year we trained every buyer and every manager of a site who hires",
        "people from an agency, 41 in all.",
    )

    def page(number: int, body: str, top: float) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            put(canvas, 60, 810, "Corriedale Mills Limited", 8)
            put(canvas, 60, top, body, width=360)
            if number == 1:
                put(canvas, 60, 70, "1 Agencies are counted at the end of the year.", 7.5)
            put(canvas, 290, 30, str(number), 8)

        return draw

    passages = made(page(1, f"{LEFT} {start}", 760), page(2, f"{end} {RIGHT}", 760))
    assert [p.text for p in passages if p.kind is Kind.PARAGRAPH] == [f"{LEFT} {start} {end} {RIGHT}"]
    assert [p.text for p in passages if p.kind is Kind.FOOTNOTE] == ["Agencies are counted at the end of the year."]
    assert sorted(p.text for p in passages if p.kind is Kind.FURNITURE) == ["1", "2", *["Corriedale Mills Limited"] * 2]


def headed(head: str, body: str, *, size: float = 12, bold: bool = True, label: str = "") -> Callable[[Canvas], None]:
    """A page with a running head, and maybe a turned label at its right edge, round a text."""

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, head, size, bold=bold)
        put(canvas, 60, 740, body, width=360)
        if label:
            canvas.saveState()
            canvas.translate(580, 580)
            canvas.rotate(90)
            put(canvas, 0, 0, label, 7)
            canvas.restoreState()

    return draw


SPLIT = ("The wool is washed by hand in", "two yards beside the river, where nobody works at night.")


def turned_round(n: int) -> str:
    """A text unlike that of any other page."""
    words = f"{LEFT} {RIGHT}".split()
    return " ".join(words[7 * n :] + words[: 7 * n])


def test_the_running_head_of_a_section_is_its_heading_once_and_cuts_no_sentence() -> None:
    chapters = ("mill", "dyers", "shearers", "weavers", "carters", "clerks", "smiths", "tanners", "cooks", "guards")
    pages = [headed(f"Chapter of the {x}", turned_round(n)) for n, x in enumerate(chapters)]
    pages += [headed("Wool and water", x) for x in (f"{LEFT} {SPLIT[0]}", f"{SPLIT[1]} {RIGHT}", RIGHT[50:])]
    passages = made(*pages)
    assert [p.text for p in passages if p.kind is Kind.HEADING][len(chapters) :] == ["Wool and water"]
    assert f"{LEFT} {' '.join(SPLIT)} {RIGHT}" in [p.text for p in passages if p.kind is Kind.PARAGRAPH]


def test_titles_of_pages_that_differ_stay_headings() -> None:
    titles = ["Our mill", "Our dyers", "Our shearers", "Our weavers"]
    passages = made(*(headed(x, turned_round(n)) for n, x in enumerate(titles)))
    assert [p.text for p in passages if p.kind is Kind.HEADING] == titles


def test_a_small_line_above_the_text_of_most_pages_is_furniture_whatever_it_says() -> None:
    texts = {"Our mill": f"{LEFT} {SPLIT[0]}", "Approval": f"{SPLIT[1]} {RIGHT}", "Annex": turned_round(2)}
    passages = made(*(headed(head, text, size=9.5, bold=False) for head, text in texts.items()))
    assert f"{LEFT} {' '.join(SPLIT)} {RIGHT}" in [p.text for p in passages if p.kind is Kind.PARAGRAPH]
    assert [p.text for p in passages if p.kind is Kind.FURNITURE] == list(texts)


def test_a_turned_label_at_the_edge_of_the_pages_is_furniture() -> None:
    pages = [
        headed("Our mill", f"{turned_round(n)} {turned_round(n + 5)}", label=f"HOBBIN WOOL REPORT {n}")
        for n in range(1, 5)
    ]
    labels = [p for p in made(*pages) if p.text.startswith("HOBBIN WOOL REPORT")]
    assert [p.kind for p in labels] == [Kind.FURNITURE] * 4


@pytest.mark.parametrize("foot", ["Hobbin Wool Report | 2 |", "| 2 | Hobbin Wool Report"])
def test_a_foot_with_the_page_between_bars_is_furniture(foot: str) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 740, f"{LEFT} {RIGHT}", width=360)
        put(canvas, 60, 30, foot, 7)

    assert [p.text for p in made(page) if p.kind is Kind.FURNITURE] == [foot]


def test_headings_are_known_by_size_and_weight_and_text_in_bold_is_none() -> None:
    def page(canvas: Canvas) -> None:
        y = put(canvas, 60, 760, "Statement on slavery 2026", 18, bold=True)
        y = put(canvas, 60, y - 10, "Where our wool comes from", 10, bold=True)
        y = put(canvas, 60, y - 2, LEFT)
        y = put(canvas, 60, y - 12, "What we found", 10, bold=True)
        put(canvas, 60, y - 2, RIGHT)

    assert [t for k, t in told(made(page)) if k is Kind.HEADING] == [
        "Statement on slavery 2026",
        "Where our wool comes from",
        "What we found",
    ]


def test_a_date_in_bold_is_no_heading() -> None:
    def page(canvas: Canvas) -> None:
        y = put(canvas, 60, 760, "Statement on slavery 2026", 18, bold=True)
        y = put(canvas, 60, y - 10, "Where our wool comes from", 10, bold=True)
        y = put(canvas, 60, y - 2, LEFT)
        y = put(canvas, 60, y - 12, "What we found", 10, bold=True)
        y = put(canvas, 60, y - 2, RIGHT)
        y = put(canvas, 60, y - 12, "Dated: 14 September 2025 1", 10, bold=True)
        put(canvas, 60, y - 2, LEFT)

    assert [t for k, t in told(made(page)) if k is Kind.HEADING] == [
        "Statement on slavery 2026",
        "Where our wool comes from",
        "What we found",
    ]


def test_an_initial_over_three_lines_joins_its_word() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 36)
        canvas.drawString(60, 676, "T")
        beside = simpleSplit(LEFT[1:], "Helvetica", 10, 374)[:3]
        below = simpleSplit(LEFT[1:].removeprefix(" ".join(beside)).strip(), "Helvetica", 10, 400)
        canvas.setFont("Helvetica", 10)
        for i, line in enumerate([*beside, *below]):
            canvas.drawString(86 if i < 3 else 60, 700 - 12.5 * i, line)

    assert [t for _, t in told(made(page))] == [LEFT]


def test_words_broken_at_the_line_are_joined_and_compounds_keep_their_hyphen() -> None:
    def page(canvas: Canvas) -> None:
        lines = (
            "Our long-term contracts bind everyone, and we call each of them a long-",
            "term promise. The auditors who visit the mills speak with the sub-",
            "contractors there; a subcontractor who will not speak is visited again.",
        )
        canvas.setFont("Helvetica", 10)
        for i, line in enumerate(lines):
            canvas.drawString(60, 700 - 12.5 * i, line)

    ((_, text),) = told(made(page))
    assert "a long-term promise" in text
    assert "the subcontractors there" in text


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("kept at www.pettigrew-", "mills.example/past and", "www.pettigrew-mills.example/past and"),
        (
            "kept at https://pettigrew.example/past-",
            "statements/2025 and",
            "https://pettigrew.example/past-statements/2025 and",
        ),
        ("kept at www.pettigrew.example/report-", "2025.pdf and", "www.pettigrew.example/report-2025.pdf and"),
        ("sent to help@pettigrew-", "mills.example or", "help@pettigrew-mills.example or"),
        ("sent to speak-", "up@pettigrew.example or", "speak-up@pettigrew.example or"),
        ("kept at pettigrew-", "mills.co.uk, and", "pettigrew-mills.co.uk, and"),
        ("kept at www.pettigrew.example by con-", "tractors and", "www.pettigrew.example by contractors and"),
    ],
)
def test_an_address_keeps_the_hyphen_at_which_it_is_broken(before: str, after: str, joined: str) -> None:
    def page(canvas: Canvas) -> None:
        put(
            canvas,
            60,
            725,
            f"Every statement of the mill is found where the older ones are, and all of them are {before}",
            width=900,
        )
        put(
            canvas,
            60,
            712.5,
            f"{after} nobody has to ask for a copy of it, which a mill far from any town does not send.",
            width=900,
        )

    ((_, text),) = told(made(page))
    assert joined in text


@pytest.mark.parametrize(
    ("after", "joined"),
    [
        ("moved", "removed"),
        ("trieved", "retrieved"),
        ("quested", "requested"),
        ("used", "re-used"),
        ("assessed", "re-assessed"),
    ],
)
def test_a_word_in_re_is_written_as_it_always_is(after: str, joined: str) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        put(
            canvas,
            60,
            600,
            "The sacks that the eleven farms had lent to the mill in the spring were all re-",
            width=600,
        )
        put(canvas, 60, 587.5, f"{after} in the autumn by the farmers.", width=600)

    assert told(made(page))[-1][1].split()[16] == joined


def test_a_compound_keeps_the_hyphen_that_it_has_elsewhere_even_in_a_line_that_ends_in_one() -> None:
    def page(canvas: Canvas) -> None:
        lines = (
            "Our stock-take of each mill is the work of the people in stores and of the sub-",
            "contractors, who count each bale of wool twice in the spring. After the stock-",
            "take the hostels are visited and the shearers are spoken with, each one alone.",
        )
        canvas.setFont("Helvetica", 10)
        for i, line in enumerate(lines):
            canvas.drawString(60, 700 - 12.5 * i, line)

    ((_, text),) = told(made(page))
    assert "After the stock-take the hostels" in text


SLANTED = "Each risk of harm is a matter of factors that nobody can find of themselves."


@pytest.mark.parametrize("font", ["Helvetica-Oblique", "Times-Italic"])
@pytest.mark.parametrize("space", [0.2, 0.22, 0.25])
def test_slanted_words_set_one_by_one_keep_their_spaces(font: str, space: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        x = 72.0
        for word in SLANTED.split():
            canvas.drawString(x, 700, word)
            x += stringWidth(word, font, 11) + 11 * space

    assert [p.text for p in made(draw)] == [SLANTED]


@pytest.mark.parametrize("squeeze", [2.0, 2.6, 2.8])
def test_a_space_of_the_file_parts_words_however_narrow_it_is(squeeze: float) -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 700)
        line.setFont("Helvetica-Oblique", 11)
        line.setWordSpace(-squeeze)
        line.textLine(SLANTED)
        canvas.drawText(line)

    assert [p.text for p in made(draw)] == [SLANTED]


def test_parts_of_one_word_that_stand_close_are_put_together() -> None:
    many = no_words(595, 842)
    parts = ["Our", "suppl", "iers", "meet", "the", "5", "th", "aim"]
    at = [72, 100, 125.2, 160, 200, 230, 236.2, 260]
    wide = [20, 25, 15, 25, 15, 6, 8, 15]
    flags = np.zeros(len(parts), np.bool_)
    words = replace(
        many,
        text=parts,
        box=np.array([(x, 100, x + w, 110) for x, w in zip(at, wide, strict=True)], np.float32),
        size=np.full(len(parts), 10, np.float32),
        bold=flags,
        line=np.zeros(len(parts), np.int32),
        turned=np.zeros(len(parts), np.int8),
        suspect=flags,
        covered=flags,
        spaced=flags,
    )
    assert " ".join(r.text for r in runs(words)) == "Our suppliers meet the 5th aim"


def test_list_items_keep_their_lead_in_however_far_the_bullet_stands() -> None:
    items = ("nobody has paid for the job", "papers stay with their owners", "wages are paid every month in full")

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        put(canvas, 60, 690, "Our suppliers promise that:")
        for i, item in enumerate(items):
            put(canvas, 70, 670 - 16 * i, "•")
            put(canvas, 100, 670 - 16 * i, item)

    found = [p for p in made(page) if p.kind is Kind.LIST_ITEM]
    assert [(p.text, p.lead_in) for p in found] == [(i, "Our suppliers promise that:") for i in items]


def rows(canvas: Canvas, y: float, *texts: str, size: float = 10, bold: bool = False) -> float:
    """Set each text as a line of its own, however much room it leaves."""
    for text in texts:
        y = put(canvas, 60, y, text, size, width=600, bold=bold)
    return y


def test_a_heading_broken_where_there_was_room_is_one() -> None:
    def page(canvas: Canvas) -> None:
        rows(canvas, 780, "How we look for forced labour", "and what we found", size=13, bold=True)
        put(canvas, 60, 730, LEFT)
        rows(canvas, 640, "Our dyers and", "Their Hostels", size=13, bold=True)
        put(canvas, 60, 590, RIGHT)

    assert [p.text for p in made(page) if p.kind is Kind.HEADING] == [
        "How we look for forced labour and what we found",
        "Our dyers and Their Hostels",
    ]


RAGGED = (
    "The mill buys its wool from eleven farms in the valley, and each of them is seen in spring by our",
    "buyer, who writes to Corriedale and the farm about what was said and sends the bill of the year to Mrs",
    "Oda Skerry, who pays what is owed. What is not paid in the year is paid by Mrs",
    "Corriedale. Nobody waits longer.",
)


def test_a_paragraph_with_a_line_broken_early_is_one() -> None:
    assert told(made(lambda canvas: rows(canvas, 760, *RAGGED))) == [(Kind.PARAGRAPH, " ".join(RAGGED))]


def test_lines_without_marks_that_end_in_no_sentence_stay_apart() -> None:
    lines = ("The Code for Farms and for the Keepers of Hostels in all", "valleys of our wool", "The Hostel Book")

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        rows(canvas, 660, *lines)

    assert told(made(page))[-1] == (Kind.PARAGRAPH, "The Hostel Book")


def test_a_dash_inside_a_sentence_whose_line_was_broken_early_marks_no_item() -> None:
    lines = (
        "The shearers sleep in hostels of their own farm, and the keeper of each hostel",
        "– who is no kin of the farmer, and is paid by the mill – counts the beds every night and writes it down,",
        "so that nobody sleeps on the floor.",
    )
    assert told(made(lambda canvas: rows(canvas, 760, *lines))) == [(Kind.PARAGRAPH, " ".join(lines))]


def test_a_list_of_contents_is_no_table() -> None:
    entries = (("Who we are", 2), ("Our suppliers", 3), ("Risks and what we do", 5), ("Training", 8), ("Approval", 9))

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, "Contents", 14, bold=True)
        canvas.setFont("Helvetica", 10)
        for i, (name, number) in enumerate(entries):
            canvas.drawString(60, 720 - 16 * i, f"{name} {'.' * (60 - len(name))}")
            canvas.drawRightString(450, 720 - 16 * i, str(number))
        put(canvas, 60, 600, LEFT)

    assert {k for k, t in told(made(page)) if t != LEFT} == {Kind.CONTENTS}


def test_text_turned_against_the_page_is_not_lost() -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        canvas.translate(560, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Printed on paper made of straw")

    assert told(made(page)) == [(Kind.PARAGRAPH, LEFT), (Kind.PARAGRAPH, "Printed on paper made of straw")]


def test_sections_side_by_side_are_read_one_by_one() -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 780, "What we did in the year", 16, bold=True)
        for row, top in enumerate((740, 600)):
            for column, x in enumerate((60, 310)):
                y = put(canvas, x, top, f"Section {2 * row + column + 1}", 11, bold=True)
                put(canvas, x, y, LEFT if column == 0 else RIGHT, width=220)

    texts = [t for _, t in told(made(page))]
    assert texts == [
        "What we did in the year",
        "Section 1",
        LEFT,
        "Section 2",
        RIGHT,
        "Section 3",
        LEFT,
        "Section 4",
        RIGHT,
    ]


def test_two_signatories_side_by_side_keep_their_lines() -> None:
    people = (
        ("Signed", "Jane Marlowe", "Chief Executive", "4 May 2026"),
        ("Signed", "Peter Ash", "Chair", "5 May 2026"),
    )

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, f"{LEFT} The board approved this statement on 4 May 2026.")
        for x, lines in zip((60, 300), people, strict=True):
            for i, line in enumerate(lines):
                put(canvas, x, 660 - 14 * i, line)

    (block,) = (p for p in made(page) if p.kind is Kind.SIGNATURE)
    assert block.text.split("\n") == [*people[0], *people[1]]


BOARD = (("ODA SKERRY", "Managing Director"), ("PELL ARDLE", "Finance Director"), ("MARTHA STOVE", "Chair"))


def test_who_sits_on_the_board_has_not_signed() -> None:
    def page(canvas: Canvas) -> None:
        y = put(canvas, 60, 760, LEFT)
        put(canvas, 60, y - 20, "Our board", 13, bold=True)
        y -= 45
        for name, role in BOARD:
            y = put(canvas, 60, y, name, bold=True)
            y = put(canvas, 60, y, role)
            y = put(canvas, 60, y, "First elected on 7 January 2017. Elected again on 24 May 2022.") - 10
        put(canvas, 60, y - 10, "Our dyes", 13, bold=True)
        put(canvas, 60, y - 35, RIGHT)

    passages = made(page)
    assert not [p for p in passages if p.kind is Kind.SIGNATURE]
    items = [(p.text, p.heading) for p in passages if p.kind is Kind.LIST_ITEM]
    assert items == [(x, "Our board") for pair in BOARD for x in pair]


def test_directors_who_sign_together_have_signed() -> None:
    def page(canvas: Canvas) -> None:
        y = put(canvas, 60, 760, LEFT)
        y = put(canvas, 60, y - 10, "This statement was approved by the board on 12 June 2024.")
        put(canvas, 60, y - 10, "Board of Directors", 13, bold=True)
        y -= 35
        for name, role in BOARD:
            y = put(canvas, 60, y, name, bold=True)
            y = put(canvas, 60, y, role) - 10

    signed = [p.text for p in made(page) if p.kind is Kind.SIGNATURE]
    assert "\n".join(signed).split("\n") == [x for pair in BOARD for x in pair]


def test_a_figure_called_out_stands_with_what_it_counts() -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 60, 780, LEFT)
        for x, figure, what in ((60, "41", "suppliers audited in the year"), (250, "97%", "of buyers trained by June")):
            put(canvas, x, 700, figure, 26, bold=True)
            put(canvas, x, 676, what)
        put(canvas, 60, 620, RIGHT)

    texts = [t for _, t in told(made(page))]
    assert texts == [LEFT, "41 suppliers audited in the year", "97% of buyers trained by June", RIGHT]


def test_bullets_that_are_drawn_make_list_items() -> None:
    items = ("nobody has paid for the job", "papers stay with their owners")

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        put(canvas, 60, 700, "Our suppliers promise that:")
        for i, item in enumerate(items):
            canvas.circle(68, 683.5 - 16 * i, 1.6, fill=1)
            put(canvas, 76, 680 - 16 * i, item)
        put(canvas, 60, 630, RIGHT)

    assert [p.text for p in made(page) if p.kind is Kind.LIST_ITEM] == list(items)


def test_lines_stretched_by_justified_setting_are_no_table() -> None:
    lines = ("Designated Member for Marlowe", "Ash and Daughters Limited")

    def page(canvas: Canvas) -> None:
        put(canvas, 60, 760, LEFT)
        canvas.setFont("Helvetica", 10)
        for i, line in enumerate(lines):
            parts = line.split()
            free = 450 - sum(canvas.stringWidth(w, "Helvetica", 10) for w in parts)
            x = 60.0
            for part in parts:
                canvas.drawString(x, 660 - 13 * i, part)
                x += canvas.stringWidth(part, "Helvetica", 10) + free / (len(parts) - 1)

    passages = made(page)
    assert not [p for p in passages if p.kind is Kind.TABLE_ROW]
    assert " ".join(p.text.replace("\n", " ") for p in passages) == f"{LEFT} {' '.join(lines)}"


def test_pages_that_all_say_the_same_are_not_all_furniture() -> None:
    same = "Our suppliers must not use forced labour and we visit every one of them in the spring."
    assert told(made(*[lambda canvas: put(canvas, 60, 700, same) for _ in range(3)])) == [(Kind.PARAGRAPH, same)] * 3
