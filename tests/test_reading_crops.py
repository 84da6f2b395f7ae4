"""Pictures of passages: the right place, marked, within the budget, and none where there is no page to show."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from msa_check import checking, reading, rulebook
from msa_check.batch.task import Job, Work, Worker
from msa_check.model import Box, Passage, Report, Rulebook
from msa_check.reading.crops import SCALE, crops
from msa_check.reporting.html import gap_report
from msa_check.reporting.quotes import evidence_passages

PDF = Path(__file__).resolve().parent / "statements" / "documents" / "thornbeck-foods.pdf"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return checking.Checker(book).check(reading.read(PDF))


def test_every_evidence_passage_has_its_picture_within_the_budget_of_a_page(report: Report, book: Rulebook) -> None:
    wanted = evidence_passages(report)
    made = crops(PDF.read_bytes(), wanted)
    assert sorted(made) == sorted(p.number for p in wanted if p.boxes)
    page = gap_report(report, book, crops=made)
    assert len(page) < 2_000_000
    assert page.count("data:image/png") == len(made)


def test_a_picture_shows_its_passage_marked(report: Report) -> None:
    passage = next(p for p in report.statement.passages if len(p.boxes) == 2)
    png = crops(PDF.read_bytes(), [passage])[passage.number]
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert struct.unpack(">II", png[16:24]) == picture.size
    assert abs(picture.width / SCALE - (max(b.x1 for b in passage.boxes) - min(b.x0 for b in passage.boxes)) - 12) < 2
    colours = picture.getcolors(maxcolors=1 << 20) or []
    marked = sum(n for n, c in colours if isinstance(c, tuple) and c[0] > 230 and c[2] < 200)
    dark = sum(n for n, c in colours if isinstance(c, tuple) and max(c) < 90)
    assert marked > picture.width * picture.height * 0.12
    assert dark > 200  # the words themselves


def test_pictures_stop_at_the_budget(report: Report) -> None:
    made = crops(PDF.read_bytes(), evidence_passages(report), budget=20_000)
    assert 0 < sum(map(len, made.values())) <= 20_000


def test_the_same_file_gives_the_same_pictures(report: Report) -> None:
    wanted = evidence_passages(report)[:4]
    assert crops(PDF.read_bytes(), wanted) == crops(PDF.read_bytes(), wanted)


def test_no_pdf_no_page_no_box_no_picture(report: Report) -> None:
    wanted = evidence_passages(report)[:2]
    assert crops(b"no pdf", wanted) == {}
    assert crops(PDF.read_bytes(), [replace(p, boxes=()) for p in wanted]) == {}
    outside = Passage("x", 1, 1, boxes=(Box(1, 5000, 5000, 5010, 5010),))
    missing = Passage("x", 2, 99, boxes=(Box(99, 10, 10, 20, 20),))
    assert crops(PDF.read_bytes(), [outside, missing]) == {}


def test_the_page_of_one_pdf_shows_pictures(book: Rulebook) -> None:
    job = Job(1, "thornbeck.pdf", str(PDF))
    assert "data:image/png" in Worker(Work(book, form="html")).run(job).text
    assert "data:image/png" not in Worker(Work(book, form="md")).run(job).text
    web = PDF.with_name("brackenfold-care.html")
    assert "data:image/png" not in Worker(Work(book, form="html")).run(Job(1, "b.html", str(web))).text
