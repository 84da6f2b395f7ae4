"""``msa-check compare --copies``: from a batch to a page and a workbook, and what it says when that cannot be."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from msa_check import copies
from msa_check.cli import main
from msa_check.model import Kind, Passage
from msa_check.names import Owner, name_key
from msa_check.reporting.copies import copies_page, percent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

HEAD = (
    "Modern slavery statement\n\nThis statement is made under section 54 of the Modern Slavery Act 2015 by {} Ltd for the year "
    "to 31 March 2026.\n\nWe make {}.\n\n"
)
SHARED = (
    "Before any harvest begins, two of our field officers walk every row with the crew leader, write down who recruited each "
    "picker and what was paid for the journey, and come back unannounced in the third week to ask the same questions again."
)
NASTY = "</title><script>document.title='broken'</script> Ltd"


def _own(n: int) -> list[str]:
    """Sentences of one organisation alone."""
    dice = random.Random(n)  # noqa: S311 - no secret
    names = "amber birch copper delta ember fjord garnet harbour island jasper kettle lantern meadow nectar orchard pebble quarry".split()
    return [" ".join(dice.choices(names, k=12)).capitalize() + "." for _ in range(12)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n, (name, makes, more) in enumerate(
        (("Amber", "jam", SHARED), ("Basil", "soup", SHARED), ("Cedar", "boxes", "We plant trees."))
    ):
        own = "\n\n".join(_own(n))
        (folder / f"{name.lower()}.txt").write_text(
            HEAD.format(name, makes)
            + own
            + "\n\n"
            + more
            + "\n\nApproved by the board on 3 June 2026.\n\nAda Moorcroft\nDirector\n",
            encoding="utf-8",
        )
    shutil.copy(folder / "amber.txt", folder / "twin.txt")
    main(["batch", str(folder), "-o", str(tmp_path / "out"), "--no-xlsx", "--quiet", "--fail-on", "never"])
    return tmp_path / "out"


def test_page_and_workbook_show_the_shared_passage(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(out), "--copies"]) == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert "copies.html" in said.err
    page = (out / "copies.html").read_text(encoding="utf-8")
    assert "1 pair of statements share passages" in page
    assert page.count("come back unannounced in the third week") == 2
    assert "3 statements of 3 organisations compared" in page, "the same bytes twice are one statement"
    assert 'href="statements/amber-' in page
    sheet = openpyxl.load_workbook(out / "copies.xlsx")
    heads, row = list(sheet["Pairs"].iter_rows(values_only=True))
    got = dict(zip(heads, row, strict=True))
    assert {got["Organisation A"], got["Organisation B"]} == {"Amber Ltd", "Basil Ltd"}
    assert got["Words shared"] >= 38
    assert not any(
        c.data_type == "f" for s in sheet for r in s.iter_rows() for c in r if "HYPERLINK" not in str(c.value)
    )


def test_the_same_results_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    made = []
    for n in (1, 2):
        to = tmp_path / "other" / str(n)
        assert main(["compare", str(out), "--copies", "--to", str(to)]) == 0
        made.append([(to / f).read_bytes() for f in ("copies.html", "copies.xlsx")])
    assert made[0] == made[1]


def test_one_statement_is_not_compared(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(HEAD.format("Amber", "jam") + SHARED, encoding="utf-8")
    main(["batch", str(folder), "-o", str(tmp_path / "out"), "--no-xlsx", "--no-html", "--quiet", "--fail-on", "never"])
    capfd.readouterr()
    assert main(["compare", str(tmp_path / "out"), "--copies"]) == 2
    assert "fewer than two statements" in capfd.readouterr().err
    assert not (tmp_path / "out" / "copies.html").exists()


def test_a_little_is_never_nothing() -> None:
    assert [percent(x) for x in (0.0, 0.004, 0.5, 1.0)] == ["0 %", "under 1 %", "50 %", "100 %"]


def _page(tmp_path: Path) -> Path:
    owners = [
        Owner(f"in/{n}.pdf", name, name_key(name), "", "2026-03-31", "year end", name)
        for n, name in enumerate((NASTY, "Basil Ltd", "Cedar Ltd"))
    ]
    texts = {
        o.source: tuple(Passage(t, k, k, Kind.PARAGRAPH, "Our <b>farms</b>") for k, t in enumerate(ts, 1))
        for o, ts in zip(owners, ([SHARED, *_own(0)], [*_own(1), SHARED], _own(2)), strict=True)
    }
    found = copies.find(owners, texts.__getitem__)
    assert len(found.pairs) == 1
    path = tmp_path / "copies.html"
    path.write_text(
        copies_page(found, links={}, made_on="2026-11-25", home="index.html", workbook="copies.xlsx"), "utf-8"
    )
    return path


def test_the_page_in_a_browser(
    tmp_path: Path, opened: Callable[..., Page], assert_accessible: Callable[..., None]
) -> None:
    path = _page(tmp_path)
    asked: list[str] = []
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 320)):
        page = opened(path, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
        page.on("request", lambda r: asked.append(r.url))
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.title() == "Wording that organisations share: 1 pair"
        assert_accessible(page, passes=15)
        page.context.close()
    assert set(asked) == {path.as_uri()}
