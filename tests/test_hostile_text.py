"""Any text at all through each writer: the output is made, reads back, and commands nothing that displays it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msa_check.inert import encodable, visible
from msa_check.model import DocumentType, Evidence, Fact, Facts, Finding, Passage, Report, Rulebook, Statement, Verdict
from msa_check.reading import read_bytes
from msa_check.record import line, record
from msa_check.reporting.html import gap_report, index
from msa_check.reporting.markdown import as_markdown
from msa_check.reporting.text import as_text
from msa_check.reporting.workbook import workbook
from msa_check.rulebook import load
from msa_check.store import Entry, Store

if TYPE_CHECKING:
    from pathlib import Path

NASTY = [
    "<script>alert(1)</script>",
    "</script><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    '=HYPERLINK("http://127.0.0.1")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "#N/A",
    "\x00\x0b\x1b[31m\x9b31m",
    "\ufffe\uffff\ud800",
    "\u202etxet\u2066",
    "{{ 7 * 7 }}{% raw %}",
    "x" * 40_000,
    "a\r\nb\u2028c",
    "'; DROP TABLE runs; --",
]
anything = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=60), st.sampled_from(NASTY)
)
few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


def _report(text: str, book: Rulebook, source: str = "in/a.pdf") -> Report:
    passages = (Passage(text, 1, 1, heading=text, lead_in=text),)
    statement = Statement(
        source,
        "ab" * 32,
        "pdf",
        1,
        passages,
        title=text,
        detail=text,
        cure=text,
        metadata=(("organisation", text),),
        warnings=(text,),
        links=((text, text),),
    )
    evidence = (Evidence(text, 1, 1, heading=text, fitted=(text,)),)
    verdicts = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING)
    findings = tuple(
        Finding(r.id, v, "weak" if v is Verdict.PARTIAL else None, evidence if v is not Verdict.MISSING else (), text)
        for n, r in enumerate(book.rules)
        for v in (verdicts[n % 3],)
    )
    fact = Fact(text, evidence=evidence)
    facts = Facts(organisation=fact, signatory=fact, signatory_role=replace(fact, grade="director"))
    return Report(statement, DocumentType.STATEMENT, facts, findings, book.id, (("msa-check", "0"),))


class _Tags(HTMLParser):
    """The elements and attributes that a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.hrefs += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def _tags(page: str) -> _Tags:
    parser = _Tags()
    parser.feed(page)
    return parser


@few
@given(text=anything)
def test_a_page_has_the_same_elements_whatever_the_text(book: Rulebook, text: str) -> None:
    calm, wild = (_tags(gap_report(_report(t, book), book)) for t in ("calm", text))
    assert set(wild.found) - set(calm.found) <= {("span", ()), ("span", ("class",)), ("br", ()), ("bdi", ())}
    assert [h for h in wild.hrefs if h.lower().lstrip().startswith(("javascript", "data:text", "vbscript"))] == []
    assert not UNSAFE.search(gap_report(_report(text, book), book).replace("\r", ""))


@few
@given(text=anything)
def test_the_index_has_the_same_elements_whatever_the_text(book: Rulebook, text: str) -> None:
    pages = [
        index([record(_report(t, book, source=t), book)], book, links={encodable(t): "statements/x-12345678.html"})
        for t in ("calm", text)
    ]
    assert set(_tags(pages[1]).found) <= set(_tags(pages[0]).found)
    assert not UNSAFE.search(pages[1].replace("\r", ""))


@few
@given(text=anything)
def test_text_and_markdown_command_no_terminal(book: Rulebook, text: str) -> None:
    for written in (as_text(_report(text, book), book), as_markdown(_report(text, book), book)):
        assert not UNSAFE.search(visible(written))
        assert visible(written) == written, "made visible by the writer itself, not by who prints it"
        written.encode()


@few
@given(text=anything)
def test_markdown_makes_no_html_and_no_link_of_a_text(book: Rulebook, text: str) -> None:
    written = as_markdown(_report(f"<b>{text}</b> [x](javascript:alert(1))", book), book)
    assert "<b>" not in written.replace("\\<", "")
    assert "](javascript:" not in written


@few
@given(text=anything)
def test_the_record_is_one_line_of_json_that_keeps_the_text(book: Rulebook, text: str) -> None:
    written = line(record(_report(text, book), book))
    assert "\n" not in written
    assert json.loads(written.encode())["title"] == encodable(text)


@settings(few, max_examples=12)
@given(text=anything)
def test_the_workbook_is_saved_read_back_and_holds_no_formula_of_a_text(book: Rulebook, text: str) -> None:
    made = [workbook([record(_report(t, book, source=t), book)], book) for t in ("calm", text)]
    formulas = []
    for data in made:
        opened = openpyxl.load_workbook(io.BytesIO(data))
        formulas.append(
            sorted(str(c.value) for sheet in opened for row in sheet.iter_rows() for c in row if c.data_type == "f")
        )
        errors = [c.value for sheet in opened for row in sheet.iter_rows() for c in row if c.data_type == "e"]
        opened.close()
        assert errors == []
    assert formulas[0] == formulas[1], "formulas are the program's own"


@few
@given(text=anything)
def test_the_store_keeps_the_text(book: Rulebook, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    import zlib

    store = Store(tmp_path_factory.mktemp("store") / "results.sqlite")
    try:
        run = store.begin(started="2026-11-25", settings={}, rulebook=book)
        made = record(_report(text, book, source=text), book)
        store.save(run, Entry(text, zlib.compress(line(made).encode()), (0, 0, 0), "", "m", "l"))
        assert list(store.records(run)) == [json.loads(line(made))]
    finally:
        store.close()


def _judged_by_bytes(head: bytes, data: bytes, name: str) -> None:
    statement = read_bytes(head + data, name)
    assert statement.status in {"ok", "partial", "unread"}
    assert (statement.status == "ok") is (statement.why is None)


@settings(few, max_examples=60)
@given(
    data=st.binary(max_size=400),
    kind=st.sampled_from(
        [(b"%PDF-1.7\n", "a.pdf"), (b"PK\x03\x04", "a.docx"), (b"<html>", "a.html"), (b"", "a.txt"), (b"", "a.pdf")]
    ),
)
def test_any_bytes_end_in_a_status(data: bytes, kind: tuple[bytes, str]) -> None:
    _judged_by_bytes(kind[0], data, kind[1])


@settings(few, max_examples=40)
@given(
    at=st.integers(0, 5000),
    junk=st.binary(min_size=1, max_size=40),
    name=st.sampled_from(["thornbeck-foods.pdf", "penhallick-marine-draft.docx", "brackenfold-care.html"]),
)
def test_a_damaged_document_ends_in_a_status(at: int, junk: bytes, name: str, statements: Path) -> None:
    whole = (statements / name).read_bytes()
    place = at % len(whole)
    _judged_by_bytes(b"", whole[:place] + junk + whole[place + len(junk) :], name)
