"""Lists of files: each once, in a fixed order; what they say of a file is kept."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

import pytest

from msa_check.batch import inputs
from msa_check.batch.run import page_name
from msa_check.cli import main
from msa_check.errors import UsageError
from msa_check.reporting.templates import safe_link
from msa_check.store import Store


def _names(listed: list[inputs.Input]) -> list[str]:
    return [i.source for i in listed]


def test_a_path_named_twice_is_checked_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    found = inputs.find([tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt"])
    assert _names(found.inputs) == [str(tmp_path / "a.txt")]
    assert [why for _, why in found.skipped] == ["named twice", "named twice"]


def test_a_folder_is_listed_by_name_with_folders_in_their_place(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c/a.txt", "B.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert _names(inputs.find([tmp_path]).inputs) == [
        str(tmp_path / n) for n in ("B.txt", "a/z.txt", "b.txt", "c/a.txt")
    ]


def test_a_file_whose_name_looks_like_a_pattern_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").touch()
    assert _names(inputs.find([tmp_path / "a[1].txt"]).inputs) == [str(tmp_path / "a[1].txt")]


def test_a_pattern_does_not_take_the_reports_of_the_run_before(tmp_path: Path) -> None:
    for name in ("a.html", "out/index.html", "out/statements/a.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = inputs.find([str(tmp_path / "**" / "*.html")], leave_out=[tmp_path / "out"])
    assert [i.path for i in found.inputs] == [tmp_path / "a.html"]
    assert found.skipped == [
        (str(tmp_path / "out" / "index.html"), "in the output folder"),
        (str(tmp_path / "out" / "statements" / "a.html"), "in the output folder"),
    ]


def _results(out: Path) -> Path:
    """An output folder as a run leaves it, but for a page that got another name."""
    (out / "statements").mkdir(parents=True, exist_ok=True)
    Store(out / "results.sqlite").close()
    (out / "findings.xlsx").touch()
    marked = '<!doctype html><head><meta charset="utf-8"><meta name="generator" content="msa-check"></head>'
    for name in ("index.html", "statements/amber-1f2e3d4c.html", "statements/renamed.html"):
        (out / name).write_text(marked, encoding="utf-8")
    return out


def test_a_folder_with_results_gives_the_statements_beside_them(tmp_path: Path) -> None:
    folder = _results(tmp_path / "clients" / "acme")
    (folder / "acme.txt").touch()
    (folder / "results.sqlite-wal").touch()  # of a run that was killed
    found = inputs.find([tmp_path / "clients"], leave_out=[tmp_path / "out"])
    assert _names(found.inputs) == [str(folder / "acme.txt")]
    assert found.skipped == [
        (str(folder / "results.sqlite-wal"), "not a document by its name"),
        (str(folder / "statements"), "2 files of msa-check, no statements"),
        (str(folder), "3 files of msa-check, no statements"),
    ]


def test_a_page_of_the_users_own_is_not_taken_for_ours(tmp_path: Path) -> None:
    out = _results(tmp_path)
    mine = out / "statements" / "acme-20220331.html"  # a date, which could be the mark of a report's name
    mine.write_text("<h1>Modern slavery statement</h1>", encoding="utf-8")
    assert _names(inputs.find([out], leave_out=[out]).inputs) == [str(mine)]


def test_a_named_folder_with_results_gives_all_but_our_own(tmp_path: Path) -> None:
    out = _results(tmp_path)
    for name in ("a.html", "statements/b.html"):
        (out / name).write_text("<h1>Modern slavery statement</h1>", encoding="utf-8")
    wanted = [str(out / "a.html"), str(out / "statements" / "b.html")]
    found = inputs.find([out], leave_out=[out])
    assert _names(found.inputs) == wanted
    assert (str(out / "statements"), "2 files of msa-check, no statements") in found.skipped
    assert (str(out), "3 files of msa-check, no statements") in found.skipped
    assert _names(inputs.find([f"{out}/**/*.html"], leave_out=[out]).inputs) == wanted
    found = inputs.find([f"{out}/*.*"], leave_out=[out])
    assert _names(found.inputs) == wanted[:1]
    assert (str(out / "findings.xlsx"), "a file of msa-check, not a statement") in found.skipped


def test_a_report_of_ours_is_passed_over_wherever_it_lies(tmp_path: Path) -> None:
    _results(tmp_path / "out")
    shutil.move(tmp_path / "out" / "statements" / "renamed.html", tmp_path / "report.html")
    found = inputs.find([tmp_path])
    assert (str(tmp_path), "1 file of msa-check, no statements") in found.skipped
    assert _names(found.inputs) == []


def test_a_pattern_without_a_file_is_said(tmp_path: Path) -> None:
    assert inputs.find([str(tmp_path / "*.pdf")]).skipped == [(str(tmp_path / "*.pdf"), "no file fits the pattern")]


def test_plain_lists_by_line_or_nul() -> None:
    assert _names(inputs.from_list("a.pdf\n\n b c.pdf \r\nd.pdf")) == ["a.pdf", " b c.pdf ", "d.pdf"]
    assert _names(inputs.from_list("a.pdf\0new\nline.pdf\0")) == ["a.pdf", "new\nline.pdf"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_by_the_head_of_their_columns(separator: str) -> None:
    text = (
        separator.join(("Organisation", "File", "Year"))
        + "\n"
        + separator.join(('"Pots; Sons, Ltd"', "a.pdf", "2026"))
        + "\n\n"
    )
    (found,) = inputs.from_list(text)
    assert (found.source, found.metadata) == ("a.pdf", (("organisation", "Pots; Sons, Ltd"), ("year", "2026")))


def test_a_row_without_a_path_is_said_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"line 3: a row of the list names no file\. Fill the column path\."):
        inputs.from_list("path,year\na.pdf,2026\n,2026\n")


def test_paths_of_a_list_are_found_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    assert [i.path for i in inputs.from_list("a.pdf\nb.pdf\n", beside=tmp_path)] == [tmp_path / "a.pdf", Path("b.pdf")]


def test_only_regular_files_within_the_limit_are_hashed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    os.mkfifo(tmp_path / "pipe")
    assert (inputs.digest(tmp_path / "a", 3) or "").startswith("ba7816bf")
    assert [inputs.digest(tmp_path / n, 2) for n in ("a", "pipe", "nowhere", ".")] == [None] * 4


@pytest.mark.parametrize(
    ("source", "slug"),
    [
        ("in/Quill & Söhne (2026).pdf", "quill-sohne-2026"),
        ("in/../../etc/passwd", "passwd"),
        ("CON.pdf", "con"),
        ("文件.pdf", "file"),
        ("a" * 300 + ".pdf", "a" * 60),
        ("x\n\x1b[31m.pdf", "x-31m"),
    ],
)
def test_names_of_pages_are_plain_and_short(source: str, slug: str) -> None:
    name = page_name(source, "ab")
    assert name.rsplit("-", 1)[0] == slug
    assert len(name.rsplit("-", 1)[1]) == len("12345678.html")


def test_twins_have_pages_of_their_own() -> None:
    assert len({page_name("a/x.pdf", "1"), page_name("b/x.pdf", "1"), page_name("a/x.pdf", "2")}) == 3


ODD = [
    "a b.pdf",
    "100%.pdf",
    "x#page=2.pdf",
    "why?.pdf",
    "javascript:alert(1).pdf",
    "quote'\"<b>.pdf",
    "Žluť.pdf",
    "..pdf",
]


@pytest.mark.parametrize("name", ODD)
def test_a_link_leads_back_to_the_file_and_is_plain(tmp_path: Path, name: str) -> None:
    pages = tmp_path / "out" / "statements"
    pages.mkdir(parents=True)
    for path in (tmp_path / "in" / name, pages / name):
        path.parent.mkdir(exist_ok=True)
        path.touch()
        href = inputs.link(path, pages)
        assert re.fullmatch(r"[\w.~/%-]+", href, re.ASCII)
        assert safe_link(href) == href
        assert url2pathname(urlsplit(urljoin(f"{pages.as_uri()}/", href)).path) == str(path)


def test_a_name_that_is_no_text_can_be_linked(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.pdf")
    try:
        path.touch()
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert inputs.link(path, tmp_path) == "a%FF.pdf"


def test_what_is_not_there_or_on_another_disk_gets_no_link(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    assert inputs.link(tmp_path / "b.pdf", tmp_path) == ""
    assert inputs.link(tmp_path / "a.pdf", tmp_path / "none") == ""
    other = Path("/proc/self/status")
    if not other.exists():
        pytest.skip("there is no second disk here")
    assert inputs.link(other, tmp_path) == ""


def test_pages_of_a_batch_open_the_pdf_at_its_page(tmp_path: Path, statements: Path) -> None:
    folder = tmp_path / "in put"
    folder.mkdir()
    for name in ("thornbeck-foods.pdf", "cobbleswick-toys.txt"):
        shutil.copy(statements / name, folder / f"50% {name}")
    main(["batch", str(folder), "-o", str(tmp_path / "out"), "--no-xlsx", "--quiet"])
    pages = {p.name.split("-")[1]: p.read_text(encoding="utf-8") for p in (tmp_path / "out" / "statements").iterdir()}
    goal = "../../in%20put/50%25%20thornbeck-foods.pdf"
    found = set(re.findall(rf'<a href="{re.escape(goal)}#page=(\d+)">Page (\d+)</a>', pages["thornbeck"]))
    assert {a for a, _ in found} == {"1", "2", "3", "4"}
    assert all(a == b for a, b in found)
    assert "#page=" not in pages["cobbleswick"]
