"""The gap report as a PDF: whole, the same every time, fetching nothing, and missed in one line where it cannot be set."""

from __future__ import annotations

import contextlib
import io
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from msa_check import checking, reading, rulebook
from msa_check.cli import main
from msa_check.reporting.html import gap_report

if TYPE_CHECKING:
    from msa_check.model import Report, Rulebook

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
NASTY = "</style><img src='http://127.0.0.1:9/x.png'><style>@import 'http://127.0.0.1:9/x.css';</style>"


@pytest.fixture(scope="module")
def paper() -> Any:  # noqa: ANN401 - a module
    try:
        from msa_check.reporting import paper
    except ModuleNotFoundError:
        pytest.skip("needs the extra [pdf]: pip install 'msa-check[pdf]'")
    except OSError:
        pytest.skip("needs the system library Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0)")
    return paper


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return checking.Checker(book).check(reading.read(DOCUMENTS / "cobbleswick-toys.txt"))


def _pages(pdf: bytes) -> list[str]:
    """The text of each page, its spaces and breaks as single spaces."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [" ".join(document[n].get_textpage().get_text_range().split()) for n in range(len(document))]
    finally:
        document.close()


def test_the_pages_hold_the_report(paper: Any, report: Report, book: Rulebook) -> None:  # noqa: ANN401 - a module
    pages = _pages(paper.as_pdf(gap_report(report, book, paper=True)))
    for expected in (
        "Cobbleswick Toys Limited",
        "Legal minimums 0 of 3 met",
        "Areas the Act names",
        "Covered: at least",
    ):
        assert expected in pages[0]
    whole = " ".join(pages)
    missed = [f for f in report.findings if f.verdict in {"missing", "partial"}]
    assert missed
    assert [f.rule for f in missed if book.rule(f.rule).title not in whole] == []
    assert whole.count("What would close the gap") == len(missed)
    assert [n for n, text in enumerate(pages, 1) if f"{n} of {len(pages)}" not in text] == []


def test_each_area_has_its_own_counts_beside_it(paper: Any, report: Report, book: Rulebook) -> None:  # noqa: ANN401 - a module
    titles = [a.title for a in book.areas if a.id in {"policies", "due-diligence", "risk", "effectiveness", "training"}]
    document = pypdfium2.PdfDocument(io.BytesIO(paper.as_pdf(gap_report(report, book, paper=True))))
    try:
        page = document[0].get_textpage()
        panel = page.search("Areas the Act names").get_next()
        assert panel
        names = [_found(page, t, panel[0])[0] for t in titles]
        counts = _found(page, "Level 1", panel[0])
    finally:
        document.close()
    assert len(titles) == 5
    beside = [[c for c in counts if abs(c[1] - n[1]) < 2] for n in names]
    assert [len(b) for b in beside] == [1] * 5
    assert len({round(b[0][0]) for b in beside}) == 1  # one below the other
    assert min(b[0][0] for b in beside) > max(n[2] for n in names)


def _found(page: Any, text: str, after: int) -> list[tuple[float, float, float]]:  # noqa: ANN401 - pypdfium2 has no types
    """Where the text stands behind the ``after``-th letter: left, bottom of its first letter, right of its last."""
    search = page.search(text, index=after, match_case=True)
    out = []
    while hit := search.get_next():
        first, last = page.get_charbox(hit[0], loose=True), page.get_charbox(hit[0] + hit[1] - 1, loose=True)
        out.append((first[0], first[1], last[2]))
    return out


def test_of_what_is_met_two_passages_stand_there_and_the_rest_is_counted(report: Report, book: Rulebook) -> None:
    met = next(
        f
        for f in report.findings
        if f.verdict == "met" and len(f.evidence) > 2 and not any(e.doubt == "denied" for e in f.evidence)
    )
    text = gap_report(report, book, paper=True)
    part = text.split(f'<div class="inside" id="rule-{met.rule}">')[1].split("</details>")[0]
    assert part.count("<blockquote>") == 2
    assert f"more passage{'s' if len(met.evidence) > 3 else ''}, on page 1." in part


def test_the_command_writes_the_same_bytes_twice(paper: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    assert paper
    source, first, second = DOCUMENTS / "quenby-rowe-error.html", tmp_path / "a.pdf", tmp_path / "b.pdf"
    for out in (first, second):  # each in a process of its own, as hashes differ from one to the next
        done = subprocess.run(
            [sys.executable, "-m", "msa_check", "check", str(source), "--format", "pdf", "-o", str(out)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3, done.stderr
    assert first.read_bytes() == second.read_bytes()
    assert "This document was not read" in _pages(first.read_bytes())[0]
    assert reading.read(first).why == "own-report", "it is told from a statement where it lies among them"


def test_text_of_a_document_stays_text(paper: Any, report: Report, book: Rulebook) -> None:  # noqa: ANN401 - a module
    organisation = report.facts.organisation
    assert organisation
    nasty = replace(report, facts=replace(report.facts, organisation=replace(organisation, value=NASTY)))
    assert "@import" in _pages(paper.as_pdf(gap_report(nasty, book, paper=True)))[0]


def test_nothing_is_fetched_even_if_it_were_asked_for(paper: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    secret = tmp_path / "secret.html"
    secret.write_text("x", encoding="utf-8")
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        web = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        page = f'<style></style><h1>Here</h1><link rel="attachment" href="{secret.as_uri()}"><img alt="" src="{web}">'
        pdf = paper.as_pdf(page)
        with contextlib.suppress(TimeoutError):
            asked.append(server.accept())
    assert asked == []
    assert b"EmbeddedFile" not in pdf
    assert "Here" in _pages(pdf)[0]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            "ModuleNotFoundError('weasyprint')",
            "--format pdf needs WeasyPrint, which is not installed. pip install 'msa-check[pdf]'",
        ),
        (
            "OSError('cannot load libpango')",
            "--format pdf needs the system library Pango, which WeasyPrint does not find (cannot load",
        ),
    ],
)
def test_what_is_not_there_is_said_in_one_line_before_anything_is_read(tmp_path: Path, fault: str, said: str) -> None:
    (tmp_path / "weasyprint.py").write_text(f"print('advice')\nraise {fault}\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from msa_check.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(tmp_path / "no-such.pdf"), "--format", "pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_else_imports_the_typesetter() -> None:
    code = "import sys, msa_check.cli.check, msa_check.cli.delivery, msa_check.reporting.html; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_suggestion_reaches_the_paper(paper: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    assert paper
    out = tmp_path / "a.pdf"
    assert main(["check", str(DOCUMENTS / "cobbleswick-toys.txt"), "--format", "pdf", "--suggest", "-o", str(out)]) == 1
    assert "What a good passage says" in " ".join(_pages(out.read_bytes()))
