"""Plain text and Markdown: nothing of the document reaches the terminal or the renderer as a command."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msa_check import checking, reading, rulebook
from msa_check.model import DocumentType, Facts, Report, Rulebook, Statement
from msa_check.reporting import words
from msa_check.reporting.html import gap_report
from msa_check.reporting.markdown import as_markdown, escape
from msa_check.reporting.text import WIDTH, as_text
from msa_check.reporting.view import file_name, view

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return checking.Checker(book).check(reading.read(DOCUMENTS / "cobbleswick-toys.txt"))


def test_every_gap_stands_in_the_text_with_its_remedy(report: Report, book: Rulebook) -> None:
    text = as_text(report, book)
    flat = " ".join(text.split())
    for group in view(report, book).gaps:
        for i in group.items:
            assert f"[{i.rule.id}]" in flat
            assert " ".join(i.rule.remedy.split()) in flat
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.endswith("\n")


def test_what_good_looks_like_is_told_only_when_asked(report: Report, book: Rulebook) -> None:
    assert "A good passage says" not in as_text(report, book)
    assert "A good passage says" in as_text(report, book, suggest=True)
    assert "What a good passage says" in as_markdown(report, book, suggest=True)


def _unread(source: str, title: str = "") -> Report:
    statement = Statement(source, "", "", title=title, detail=title, cure=title, status="unread", why="empty")
    return Report(statement, DocumentType.UNKNOWN, Facts(), (), "x", gate_note=title)


EMPTY = Rulebook("x", "x", "1", (), ())


@given(st.text(st.characters(), max_size=60))
def test_no_command_reaches_the_terminal(text: str) -> None:
    made = as_text(_unread(text or "x", text), EMPTY)
    made.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", made)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        "# a heading",
        "- a list",
        "1. a list",
        "| a | table |",
        "`code`",
        "**loud** _quiet_ ~~gone~~",
        "> quote",
        "&lt;b&gt;",
        "a\n\n# b",
        "<https://example.org>",
        "\\[x\\]",
        "===",
    ],
)
def test_text_of_a_document_never_becomes_markdown(text: str) -> None:
    made = escape(text)
    assert "\n" not in made
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#|~]", made.replace("&#8203;", ""))
    assert not re.match(r"\s*(?:[-+=>]|\d+[.)])", made)


@pytest.mark.parametrize(
    "text", ["see www.example.org", "https://example.org/x", "HTTP://EXAMPLE.ORG", "write to a@example.org"]
)
def test_bare_addresses_are_no_links_in_markdown(text: str) -> None:
    assert not re.search(r"(?i)\bwww\.|https?:|[a-z]@[a-z]", escape(text))


def test_markdown_tables_keep_their_columns(report: Report, book: Rulebook) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", as_markdown(report, book), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}) == 1


def test_an_unread_document_says_so_in_both(book: Rulebook) -> None:
    made = _unread("scans/a.pdf", "The pages are pictures without text.")
    for text in (as_text(made, book), as_markdown(made, book)):
        flat = " ".join(text.split())
        assert words.unread_means("no-text-layer") in flat
        assert "What to do:" in flat
        assert "gap" not in flat.replace(words.unread_means("no-text-layer"), "")


def test_a_fault_of_ours_is_not_laid_on_the_file(book: Rulebook) -> None:
    statement = replace(_unread("a.pdf").statement, why="internal-error")
    made = replace(_unread("a.pdf"), statement=statement)
    for text in (as_text(made, book), as_markdown(made, book), gap_report(made, book)):
        flat = " ".join(text.split())
        assert "the fault is msa-check’s own" in flat
        assert "gave no text" not in flat


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([3], "page 3"),
        ([1, 2], "pages 1 and 2"),
        ([1, 2, 3], "pages 1 to 3"),
        ([7, 1, 2, 3, 7], "pages 1 to 3 and 7"),
        ([1, 2, 5, 9, 10, 11], "pages 1, 2, 5 and 9 to 11"),
        ([], "no page"),
    ],
)
def test_pages_are_told_in_words(pages: list[int], told: str) -> None:
    assert words.page_words(pages) == told


def test_many_runs_of_pages_are_cut_short() -> None:
    assert words.page_words(range(1, 60, 2), limit=3) == "pages 1, 3, 5 and 27 more"


@pytest.mark.parametrize(
    ("iso", "told"),
    [
        ("2022-03-31", "31 March 2022"),
        ("2022-03", "March 2022"),
        ("2022", "2022"),
        ("2022-13-01", "2022-13-01"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_dates_are_told_in_words(iso: str, told: str) -> None:
    assert words.date_words(iso) == told


@pytest.mark.parametrize(
    ("source", "name"), [("a/b.pdf", "b.pdf"), ("C:\\x\\y.pdf", "y.pdf"), ("b.pdf", "b.pdf"), ("a/b/", "b"), ("/", "/")]
)
def test_the_last_part_of_a_path_is_its_name(source: str, name: str) -> None:
    assert file_name(source) == name
