"""Comments in a copy of a Word draft: on the very sentences, at the end for what is missing, whatever the draft is made of."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from msa_check import checking, reading, rulebook
from msa_check.errors import UsageError
from msa_check.model import Verdict
from msa_check.reporting.comments import Note, commented, notes
from msa_check.reporting.word import commented as written

if TYPE_CHECKING:
    from msa_check.model import Report, Rulebook

DRAFT = (Path(__file__).resolve().parent / "statements" / "documents" / "penhallick-marine-draft.docx").read_bytes()


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def checker(book: Rulebook) -> checking.Checker:
    return checking.Checker(book)


@pytest.fixture(scope="module")
def report(checker: checking.Checker) -> Report:
    return checker.check(reading.read_bytes(DRAFT, "draft.docx"))


def saved(document: Any) -> bytes:  # noqa: ANN401 - the library has no types
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def marked(data: bytes) -> list[tuple[str, str]]:
    """(words between a comment's marks, its text) of every comment of ours, in the order in which they were added."""
    document = docx.Document(io.BytesIO(data))
    inside: dict[str, list[str]] = {}
    open_now: set[str] = set()
    closed = set()
    for e in document.element.body.iter():
        number = str(e.get(qn("w:id")))
        if e.tag == qn("w:commentRangeStart"):
            open_now.add(number)
        elif e.tag == qn("w:commentRangeEnd"):
            open_now.discard(number)
        elif e.tag == qn("w:commentReference"):
            closed.add(number)
        elif e.tag == qn("w:t"):
            for n in open_now:
                inside.setdefault(n, []).append(e.text or "")
    assert not open_now
    found = []
    for c in document.comments:
        if c.author == "msa-check":
            assert str(c.comment_id) in closed
            found.append(("".join(inside[str(c.comment_id)]), c.text))
    return found


def one_note(document: Any, quote: str, passage: str = "") -> str:  # noqa: ANN401
    """The words that a comment on the quote is put round, in the copy of a document."""
    data = saved(document)
    read = reading.read_bytes(data, "x.docx").passages
    number = next((p.number for p in read if (passage or quote) in p.text), 0)
    ((words, text),) = marked(written(data, read, [Note(number, quote, "Why?")], source="x"))
    assert text == "Why?"
    return words


# ----------------------------------------------------------------------------------------------- what is said


def test_each_weak_passage_and_each_missing_rule_has_its_comment(report: Report, book: Rulebook) -> None:
    made = notes(report, book)
    partial = {f.rule for f in report.findings if f.verdict is Verdict.PARTIAL}
    missing = {f.rule for f in report.findings if f.verdict is Verdict.MISSING}
    assert partial
    assert missing

    def rules(*, end: bool) -> set[str]:
        return {r for n in made if (n.passage == 0) == end for r in re.findall(r"\[([a-z-]+)\]\n", n.text)}

    assert rules(end=False) == partial
    assert rules(end=True) == missing
    assert [n.passage == 0 for n in made] == sorted(n.passage == 0 for n in made)
    planned = next(n for n in made if "[supplier-code]" in n.text)
    assert "Partly: only planned (statutory guidance" in planned.text
    assert book.rule("supplier-code").remedy in planned.text
    assert "Source: " in planned.text
    assert "A good passage says" not in planned.text
    assert any("A good passage says" in n.text for n in notes(report, book, suggest=True))


def test_what_is_met_gets_no_comment(report: Report, book: Rulebook) -> None:
    met = {f.rule for f in report.findings if f.verdict is Verdict.MET}
    assert not any(f"[{r}]" in n.text for r in met for n in notes(report, book))


# ----------------------------------------------------------------------------------------------- where it stands


def test_comments_stand_on_the_sentences_that_they_are_about(report: Report, book: Rulebook) -> None:
    found = marked(commented(DRAFT, report, book))
    wanted = notes(report, book)
    assert [text for _, text in found] == [n.text for n in wanted]
    # a mark begins at the first letter, within the bracket of an unfilled place
    assert [words for (words, _), n in zip(found, wanted, strict=True) if n.passage] == [
        n.quote.removeprefix("[") for n in wanted if n.passage
    ]


def test_one_sentence_of_a_run_is_parted_from_it_and_keeps_its_looks() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("We make pots. “We will train our buyers”, we said. Nobody asked.")
    run.bold = True
    assert one_note(document, "We will train our buyers”, we said.", "pots") == "“We will train our buyers”, we said."
    data = saved(document)
    read = reading.read_bytes(data, "x.docx").passages
    copy = docx.Document(io.BytesIO(written(data, read, [Note(1, "Nobody asked.", "y")], source="x")))
    (paragraph,) = copy.paragraphs
    assert paragraph.text == run.text
    assert {r.bold for r in paragraph.runs if r.text} == {True}


def test_words_over_many_runs_links_insertions_and_paragraphs_are_found() -> None:
    document = docx.Document()
    p = document.add_paragraph("We will ")
    p._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="7" w:author="B"><w:r><w:t xml:space="preserve">train our </w:t></w:r></w:ins>'
        )
    )
    p._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="8" w:author="B"><w:r><w:delText>ten </w:delText></w:r></w:del>')
    )
    p._p.append(parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:t>forty buyers</w:t></w:r></w:hyperlink>'))
    p.add_run(" on modern slavery.")
    assert one_note(document, "We will train our forty buyers on modern slavery.") == (
        "We will train our forty buyers on modern slavery."
    )


def test_a_row_of_a_table_is_marked_in_its_longest_cell() -> None:
    document = docx.Document()
    document.add_paragraph("What we found and what we did about it in the year is in this table.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for r in table.rows for c in r.cells),
        ("Risk", "Step", "Debt bondage", "Workers were repaid the fees they had been charged"),
        strict=True,
    ):
        cell.text = text
    assert one_note(document, "no such words", "Debt bondage") == "Workers were repaid the fees they had been charged"


def test_the_second_of_two_like_sentences_is_meant_when_its_passage_is() -> None:
    document = docx.Document()
    for text in (
        "We train our buyers.",
        "This is how we do it in the two works where we make pots:",
        "We train our buyers.",
        "The end of it all.",
    ):
        document.add_paragraph(text)
    data = saved(document)
    read = reading.read_bytes(data, "x.docx").passages
    last = [p.number for p in read if "train" in p.text][-1]
    copy = docx.Document(io.BytesIO(written(data, read, [Note(last, "We train our buyers.", "z")], source="x")))
    holders = [i for i, p in enumerate(copy.paragraphs) if p._p.xpath("./w:commentRangeStart")]
    assert holders == [2]


def test_what_is_not_found_is_said_at_the_end() -> None:
    document = docx.Document()
    document.add_paragraph("We make pots for gardens and for kitchens.")
    document.add_paragraph("The end.")
    assert one_note(document, "Words of another document.") == "The end."


def test_a_document_without_words_is_left_as_it_is() -> None:
    copy = written(saved(docx.Document()), (), [Note(0, "", "x")], source="x")
    assert "commentRangeStart" not in docx.Document(io.BytesIO(copy)).element.body.xml


# ----------------------------------------------------------------------------------------------- the file


def test_the_words_stay_and_comments_that_were_there_stay(report: Report, book: Rulebook) -> None:
    copy = commented(DRAFT, report, book)
    before, after = docx.Document(io.BytesIO(DRAFT)), docx.Document(io.BytesIO(copy))
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    kept = [c.text for c in before.comments]
    assert kept
    assert [c.text for c in after.comments][: len(kept)] == kept
    again = reading.read_bytes(copy, "copy.docx")
    assert [p.text for p in again.passages] == [p.text for p in report.statement.passages]


def test_the_same_input_gives_the_same_bytes_and_no_day(report: Report, book: Rulebook) -> None:
    copy = commented(DRAFT, report, book)
    assert copy == commented(DRAFT, report, book)
    with zipfile.ZipFile(io.BytesIO(copy)) as z:
        assert {e.date_time for e in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        ours = re.findall(rb"<w:comment [^>]*msa-check[^>]*>", z.read("word/comments.xml"))
    assert ours
    assert not any(b"w:date" in c for c in ours)


def test_unsafe_characters_come_as_words() -> None:
    document = docx.Document()
    document.add_paragraph("We make pots.")
    data = saved(document)
    read = reading.read_bytes(data, "x.docx").passages
    ((_, text),) = marked(written(data, read, [Note(1, "We make pots.", "a]]>&<b>")], source="x"))
    assert text == "a]]>&<b>"


def test_a_document_with_macros_is_refused_plainly() -> None:
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DRAFT)) as old, zipfile.ZipFile(parts, "w") as new:
        for e in old.infolist():
            data = old.read(e)
            if e.filename == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            new.writestr(e.filename, data)
    with pytest.raises(UsageError, match="cannot be given comments"):
        written(parts.getvalue(), (), [Note(0, "", "x")], source="x.docm")


def test_an_office_program_opens_the_copy(report: Report, book: Rulebook, tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("needs LibreOffice (Debian: apt install libreoffice-writer)")
    (tmp_path / "copy.docx").write_bytes(commented(DRAFT, report, book))
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to", "txt:Text"),
            *("--outdir", str(tmp_path), str(tmp_path / "copy.docx")),
        ],
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0
    text = (tmp_path / "copy.txt").read_text(encoding="utf-8-sig")
    assert "Our indicators are the number of agencies checked" in text
