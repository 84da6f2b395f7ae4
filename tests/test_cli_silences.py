"""``msa-check silences``: from a batch to a page and a workbook, and what it says when that cannot be."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from msa_check import shelf
from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Modern slavery statement\n\nThis statement is made under section 54 of the Modern Slavery Act 2015 by {} Ltd for the year to 31 March 2026.\n\n"
FOOT = "\n\nWe have a policy on slavery. We assessed the risk of slavery in our supply chains.\n\nApproved by the board on 3 June 2026.\n\nAda Moorcroft\nDirector\n"
HISTORY = (
    "The firm was founded by two sisters in a shed.",
    "In the second year we moved to a house with a garden.",
    "Our colours are green and grey, as they have always been.",
    "Every Friday there is cake in the kitchen on the upper floor.",
    "The roof was mended in spring, and painted in summer.",
    "Since then the birds have come back to the yard.",
)
MIDDLE = "\n\n".join(HISTORY)
TEXTS = {
    "amber": "We make puddings. We buy cocoa and sugar.",
    "basil": "We sell lamps. Our suppliers are located in China.",
    "cedar": "We write poems.",
}
TAIL = {"basil": "\n\nWe buy cotton, and audit every cotton mill."}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(
            HEAD.format(name.title()) + text + "\n\n" + MIDDLE + TAIL.get(name, "") + FOOT, encoding="utf-8"
        )
    (folder / "empty.txt").write_text("Nothing here.", encoding="utf-8")
    main(["batch", str(folder), "-o", str(tmp_path / "out"), "--no-xlsx", "--quiet", "--fail-on", "never"])
    return tmp_path / "out"


def _sheet(path: Path, name: str) -> list[dict[str, object]]:
    heads, *rows = list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_page_and_workbook_rank_the_statements(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["silences", str(out)]) == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert "silences.html" in said.err
    page = (out / "silences.html").read_text(encoding="utf-8")
    assert "It accuses nobody." in page
    assert page.index("Amber Ltd") < page.index("Basil Ltd")
    assert "Cedar" not in page
    assert "statements/" in page
    rows = _sheet(out / "silences.xlsx", "List")
    assert [(r["Place"], r["Organisation"], r["Silences"], r["Passed over"]) for r in rows] == [
        (1, "Amber Ltd", 2, "Cocoa and chocolate; Cane sugar"),
        (2, "Basil Ltd", 1, "China"),
    ]
    each = _sheet(out / "silences.xlsx", "Silences")
    assert [r["Named in"] for r in each] == ["We buy cocoa and sugar."] * 2 + ["Our suppliers are located in China."]
    assert {r["Nearest said on risk"] for r in each} == {"We assessed the risk of slavery in our supply chains."}
    assert all(r["Source date"] and "not verified online" in str(r["Verified"]) for r in each)
    told = _sheet(out / "silences.xlsx", "Spoken of")
    assert [(r["What"], r["Told in"]) for r in told] == [("Cotton", "We buy cotton, and audit every cotton mill.")]


def test_the_same_input_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(["silences", str(out), "--to", str(tmp_path / name)]) == 0
    for name in ("silences.html", "silences.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert "../out/statements/" in (tmp_path / "one" / "silences.html").read_text(encoding="utf-8")


def test_own_lists_take_the_place_of_ours(out: Path, tmp_path: Path) -> None:
    own = tmp_path / "risk"
    shutil.copytree(shelf.rules_dir() / "risk", own)
    places = (own / "places.yaml").read_text(encoding="utf-8")
    (own / "places.yaml").write_text(
        "\n".join(x for x in places.split("\n") if "id: china," not in x), encoding="utf-8"
    )
    assert main(["silences", str(out), "--risks", str(own)]) == 0
    assert [r["Organisation"] for r in _sheet(out / "silences.xlsx", "List") if r["Silences"]] == ["Amber Ltd"]


def test_a_faulty_list_is_told_with_its_line(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "risk"
    shutil.copytree(shelf.rules_dir() / "risk", own)
    (own / "labour.yaml").write_text("kind: labour\ntitle: x\nsources: []\nthings: none\n", encoding="utf-8")
    assert main(["silences", str(out), "--risks", str(own)]) == 2
    assert "labour.yaml:4: things: found 'none', expected" in capfd.readouterr().err


@pytest.mark.parametrize("what", ["nowhere", "empty"])
def test_no_results_is_a_plain_error(tmp_path: Path, capfd: pytest.CaptureFixture[str], what: str) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["silences", str(tmp_path / what)]) == 2
    assert "there are no results here" in capfd.readouterr().err


def test_a_batch_without_statements_has_nothing_to_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Nothing here.", encoding="utf-8")
    main(["batch", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--no-xlsx", "--quiet"])
    assert main(["silences", str(tmp_path / "out")]) == 2
    assert "judged no statement" in capfd.readouterr().err
