"""What was read, shown as text, as data and over the picture of a page."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from msa_check.errors import UsageError
from msa_check.reading import read, show

if TYPE_CHECKING:
    from pathlib import Path


def test_text_has_one_line_for_each_passage(statements: Path) -> None:
    s = read(statements / "thornbeck-foods.pdf")
    head, _, body = show.as_text(s).partition("\n\n")
    assert f"{s.pages} pages" in head
    assert f"{len(s.passages)} passages" in head
    rows = body.rstrip("\n").split("\n")
    assert len(rows) == len(s.passages)
    assert [int(r.split()[0]) for r in rows] == [p.number for p in s.passages]
    assert all(p.kind.value in r for p, r in zip(s.passages, rows, strict=True))


def test_an_unread_file_says_why_and_what_to_do(statements: Path) -> None:
    text = show.as_text(read(statements / "quenby-rowe-error.html"))
    assert "unread: no-statement-text" in text
    assert "error page" in text


def test_data_is_json_with_a_box_for_every_line(statements: Path) -> None:
    s = read(statements / "thornbeck-foods.pdf")
    data = json.loads(json.dumps(show.as_data(s)))
    assert data["sha256"] == s.sha256
    assert len(data["passages"]) == len(s.passages)
    for p in data["passages"]:
        assert p["boxes"]
        for page, x0, top, x1, bottom in p["boxes"]:
            assert 1 <= page <= s.pages
            assert 0 <= x0 < x1
            assert 0 <= top < bottom


def test_passages_are_drawn_where_they_stand(statements: Path) -> None:
    path = statements / "thornbeck-foods.pdf"
    s = read(path)
    bare = show.draw(path.read_bytes(), read(statements / "quenby-rowe-error.html").__class__("x", "", "pdf"), 1)
    marked = show.draw(path.read_bytes(), s, 1)
    before, after = (Image.open(io.BytesIO(x)).convert("RGB") for x in (bare, marked))
    assert before.size == after.size
    first = next(b for p in s.passages for b in p.boxes if b.page == 1)
    at = (round((first.x0 + first.x1) / 2 * show.SCALE), round(first.top * show.SCALE))
    assert before.getpixel(at) != after.getpixel(at)


def test_only_pages_of_a_pdf_can_be_drawn(statements: Path) -> None:
    path = statements / "thornbeck-foods.pdf"
    with pytest.raises(UsageError, match="no page 99"):
        show.draw(path.read_bytes(), read(path), 99)
    text = statements / "cobbleswick-toys.txt"
    with pytest.raises(UsageError, match="only be drawn over a PDF"):
        show.draw(text.read_bytes(), read(text), 1)
