"""``msa-check compare``: from the results of a batch to page and workbook, and what is said when there is nothing to compare."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from msa_check.cli import main

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
NAMES = ("cobbleswick-toys.txt", "mallowfield-no-steps.txt", "quenby-rowe-error.html", "zibbly-platform.md")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of four documents, one of them unread; nothing in it may be changed."""
    folder = tmp_path_factory.mktemp("batch")
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["path", "Sector", "turnover", "region"])
        rows.writerows([str(DOCUMENTS / n), "Toys" if i < 2 else "Other", "45m", "North"] for i, n in enumerate(NAMES))
    main(["batch", "--files-from", str(folder / "list.csv"), "-o", str(folder / "out & more"), "--no-xlsx", "--quiet"])
    return folder / "out & more"


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "out & more"))


def _data(page: Path) -> dict[str, Any]:
    (found,) = re.findall(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    read: dict[str, Any] = json.loads(found)
    return read


def _links(page: Path) -> list[str]:
    data = _data(page)
    return [data["base"] + row[3] for row in data["rows"]]


def test_page_and_workbook_beside_the_results(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = {p.name for p in out.iterdir()}
    assert main(["compare", str(out)]) == 0
    assert {p.name for p in out.iterdir()} - before == {"comparison.html", "comparison.xlsx"}
    data = _data(out / "comparison.html")
    assert (data["groups"], data["sizes"], len(data["rows"])) == (["Other", "Toys"], ["£36m to £60m"], 3)
    assert all((out / link).is_file() for link in _links(out / "comparison.html"))
    book = openpyxl.load_workbook(io.BytesIO((out / "comparison.xlsx").read_bytes()))
    assert [r[0].value for r in book["Apart"].iter_rows(min_row=2)] == [str(DOCUMENTS / "quenby-rowe-error.html")]
    said = capfd.readouterr()
    assert said.out == ""
    assert "comparison.html" in said.err


def test_twice_the_same_bytes(out: Path) -> None:
    def written() -> list[bytes]:
        assert main(["compare", str(out)]) == 0
        return [(out / n).read_bytes() for n in ("comparison.html", "comparison.xlsx")]

    assert written() == written()


def test_elsewhere_with_links_that_lead_back(out: Path, tmp_path: Path) -> None:
    before = {p.name for p in out.iterdir()}
    to = tmp_path / "some" / "where"
    assert main(["compare", str(out), "--to", str(to)]) == 0
    assert {p.name for p in out.iterdir()} == before
    assert {p.name for p in to.iterdir()} == {"comparison.html", "comparison.xlsx"}
    links = _links(to / "comparison.html")
    assert links[0].startswith("../../out%20%26%20more/statements/")
    assert all((to / link.replace("%20", " ").replace("%26", "&")).is_file() for link in links)
    assert 'href="../../out%20%26%20more/index.html"' in (to / "comparison.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("by", "groups"), [("Region", ["North"]), ("size", ["£36m to £60m"]), ("year", ["2025", "2026"])]
)
def test_grouped_by_another_column(out: Path, by: str, groups: list[str]) -> None:
    assert main(["compare", str(out), "--by", by]) == 0
    assert [g for g in _data(out / "comparison.html")["groups"] if not g.startswith("No ")] == groups


def test_a_column_that_nobody_has_is_refused(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(out), "--by", "colour"]) == 2
    assert (
        "no document has a column colour. The columns are: region, sector, size, turnover, year."
        in capfd.readouterr().err
    )
    assert not (out / "comparison.html").exists()


def test_without_sectors_it_says_how_to_give_them(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["batch", str(DOCUMENTS / NAMES[0]), "-o", str(tmp_path), "--no-xlsx", "--no-html", "--quiet"])
    assert main(["compare", str(tmp_path)]) == 0
    assert "No sectors are known: batch --files-from takes a CSV with a column sector." in capfd.readouterr().err
    assert _data(tmp_path / "comparison.html")["rows"][0][3] == ""


def test_a_folder_without_results_stays_as_it_was(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path), "--to", str(tmp_path / "to")]) == 2
    assert "there are no results here. Give the output folder of msa-check batch." in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_judged_nothing_is_said_before_anything_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main(["batch", str(DOCUMENTS / NAMES[2]), "-o", str(tmp_path / "out"), "--no-xlsx", "--quiet"])
    assert main(["compare", str(tmp_path / "out"), "--to", str(tmp_path / "to")]) == 2
    assert "the last run judged no statement: there is nothing to compare." in capfd.readouterr().err
    assert not (tmp_path / "to").exists()


def test_results_of_other_rules_are_refused(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "_pack.yaml").write_text('id: mine\ntitle: M\nversion: "1"\nareas: [{id: a, title: A}]\n', encoding="utf-8")
    (pack / "one.yaml").write_text(
        "id: one\ntitle: One\narea: a\norder: 1\nbasis: {act: X}\nforce: guidance\nquestion: Q?\nmanual: Look?\nremedy: R.\n",
        encoding="utf-8",
    )
    assert main(["compare", str(out), "--rules", str(pack)]) == 2
    assert "the results were made with the rule book uk-s54" in capfd.readouterr().err
    assert not (out / "comparison.html").exists()


def test_an_output_that_cannot_be_written_is_one_plain_error(
    out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["compare", str(out), "--to", str(tmp_path / "file")]) == 2
    assert "the page and the workbook cannot be written" in capfd.readouterr().err


@pytest.mark.parametrize("other", ["--copies", "--years"])
def test_groups_are_for_statements_side_by_side(other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path), other, "--by", "year"]) == 2
    assert "Give it without --copies and --years." in capsys.readouterr().err


def test_a_pipe_stays_a_pipe(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "comparison.html")
    assert main(["compare", str(out), "--to", str(tmp_path)]) == 2
    assert "it is a device or a pipe, not a file" in capfd.readouterr().err
    assert (tmp_path / "comparison.html").is_fifo()
