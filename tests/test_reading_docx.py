"""Word drafts: documents built here by python-docx and by hand."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml

from msa_check.model import Kind, Statement
from msa_check.reading import ReadOptions, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPENING = "This statement is made under section 54 of the Modern Slavery Act 2015 by Hobbin Limited for the year ended 31 March 2025."


def drawn(build: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document()
    document.add_heading("Modern slavery statement", 1)
    document.add_paragraph(OPENING)
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def nothing(_document: docx.document.Document) -> None:
    """Add nothing to the title and opening."""


def read_drawn(build: Callable[[docx.document.Document], object]) -> Statement:
    return read_bytes(drawn(build), "draft.docx")


def with_xml(inner: str) -> Statement:
    """A draft whose last paragraph is the given runs."""
    xml = f"<w:p {W}>{inner}</w:p>"
    return read_drawn(lambda d: d.element.body.insert(2, parse_xml(xml)))


def with_part(data: bytes, change: Callable[[str], str], name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            new.writestr(item.filename, change(part.decode()) if item.filename == name else part)
    return out.getvalue()


def said(s: Statement) -> str:
    return "\n".join(p.text for p in s.passages)


def test_passages_are_numbered_and_have_no_pages() -> None:
    s = read_drawn(lambda d: d.add_heading("Training", 2))
    assert (s.status, s.format, s.pages) == ("ok", "docx", None)
    assert [(p.number, p.page, p.kind) for p in s.passages[:2]] == [(1, None, Kind.HEADING), (2, None, Kind.PARAGRAPH)]
    assert s.passages[1].heading == "Modern slavery statement"


def test_list_items_keep_their_lead_in_and_heading() -> None:
    def build(d: docx.document.Document) -> None:
        d.add_heading("Measures", 2)
        d.add_paragraph("We count three things:")
        for text in ("farms visited", "buyers trained"):
            d.add_paragraph(text, style="List Bullet")

    items = [p for p in read_drawn(build).passages if p.kind is Kind.LIST_ITEM]
    assert [(p.text, p.lead_in, p.heading) for p in items] == [
        ("farms visited", "We count three things:", "Measures"),
        ("buyers trained", "We count three things:", "Measures"),
    ]


def test_rows_of_a_table_keep_their_heads() -> None:
    def build(d: docx.document.Document) -> None:
        table = d.add_table(3, 3)
        for r, row in enumerate(
            (("Measure", "2024", "2025"), ("Farms visited", "3", "7"), ("Buyers trained", "9", "11"))
        ):
            for c, text in enumerate(row):
                table.cell(r, c).text = text

    rows = [p.text for p in read_drawn(build).passages if p.kind is Kind.TABLE_ROW]
    assert rows[1:] == ["Measure: Farms visited | 2024: 3 | 2025: 7", "Measure: Buyers trained | 2024: 9 | 2025: 11"]


def test_a_table_that_holds_the_sign_off_is_a_signature_block() -> None:
    def build(d: docx.document.Document) -> None:
        table = d.add_table(3, 2)
        for r, row in enumerate(
            (("Signed:", "Ottilie Hobbin"), ("Position:", "Managing Director"), ("Date:", "12 June 2025"))
        ):
            for c, text in enumerate(row):
                table.cell(r, c).text = text

    last = read_drawn(build).passages[-1]
    assert last.kind is Kind.SIGNATURE
    assert "Ottilie Hobbin" in last.text
    assert "Managing Director" in last.text


def test_tracked_deletions_are_not_read_and_insertions_are() -> None:
    s = with_xml(
        '<w:r><w:t xml:space="preserve">Our buyers </w:t></w:r>'
        '<w:del w:id="1" w:author="a"><w:r><w:delText>never </w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t xml:space="preserve">always </w:t></w:r></w:ins><w:r><w:t>ask.</w:t></w:r>'
    )
    assert "Our buyers always ask." in said(s)
    assert "never" not in said(s)


def test_moved_text_is_read_once_and_hidden_text_not_at_all() -> None:
    s = with_xml(
        '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>Moved away.</w:t></w:r></w:moveFrom>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Secret words.</w:t></w:r><w:r><w:t>Shown words stand here.</w:t></w:r>"
    )
    assert "Shown words stand here." in said(s)
    assert "Moved away" not in said(s)
    assert "Secret" not in said(s)


def test_comments_are_not_evidence() -> None:
    def build(d: docx.document.Document) -> None:
        paragraph = d.add_paragraph("We bought wool from eleven farms.")
        d.add_comment(paragraph.runs, text="Say that the board approved it?", author="x")

    s = read_drawn(build)
    assert "eleven farms" in said(s)
    assert "board approved" not in said(s)


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Our helpline is open to every worker.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    s = with_xml(
        f"<w:r><w:t>Beside the box.</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert said(s).count("Our helpline is open to every worker.") == 1
    assert "Beside the box." in said(s)


def test_footnotes_are_read_as_footnotes() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Two farms were visited twice.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = with_part(
        drawn(nothing),
        lambda x: x.replace(
            "</Relationships>", f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels",
    )
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as z:
        z.writestr("word/footnotes.xml", notes)
    s = read_bytes(out.getvalue(), "draft.docx")
    assert [p.text for p in s.passages if p.kind is Kind.FOOTNOTE] == ["Two farms were visited twice."]


DTD = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", ["", "<!-- <a -->", "<?note <a ?>", "\n" * 70_000])
def test_any_document_type_definition_is_refused(before: str) -> None:
    data = with_part(drawn(nothing), lambda x: x.replace("?>", "?>" + before + DTD, 1))
    s = read_bytes(data, "draft.docx")
    assert (s.status, s.why) == ("unread", "dtd-not-allowed")


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    data = with_part(drawn(nothing), lambda x: x + " " * 60_000_000)
    s = read_bytes(data, "draft.docx")
    assert (s.status, s.why) == ("unread", "resource-limit")
    small = ReadOptions(max_decoded=1_000)
    assert read_bytes(drawn(nothing), "draft.docx", small).why == "resource-limit"


def test_a_size_that_lies_gives_no_more_bytes_than_it_says() -> None:
    data = with_part(drawn(nothing), lambda x: x.replace("</w:body>", "<w:p/>" * 200_000 + "</w:body>"))
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        size = z.getinfo("word/document.xml").file_size
    s = read_bytes(data.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little")), "draft.docx")
    assert (s.status, s.why) == ("unread", "corrupt")


def test_deep_nesting_and_broken_xml_are_said_to_be_so() -> None:
    deep = with_part(drawn(nothing), lambda x: x.replace("<w:body>", "<w:body>" + "<w:sdt><w:sdtContent>" * 5_000))
    assert read_bytes(deep, "draft.docx").status == "unread"
    broken = with_part(drawn(nothing), lambda x: x[:-40])
    assert read_bytes(broken, "draft.docx").why == "corrupt"


def test_a_document_without_text_is_said_to_have_none() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    s = read_bytes(out.getvalue(), "draft.docx")
    assert (s.status, s.why) == ("unread", "no-text-layer")
