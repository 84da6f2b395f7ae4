"""The content decides what a file is, not its name."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from msa_check.errors import Unread
from msa_check.reading import read, read_bytes
from msa_check.reading.detect import detect


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name in names:
            z.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"junk before\n%PDF-1.4\n", "a.pdf", "pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "a.pdf", "docx"),
        (b"<!doctype html><html><body><p>Hello</p></body></html>", "a.pdf", "html"),
        (b"\xef\xbb\xbf<html><body>Hello</body></html>", "a", "html"),
        ("<html><body>Hello</body></html>".encode("utf-16"), "a.htm", "html"),
        (b"Modern slavery statement", "a.doc", "text"),
        (b"# Title\n\n<div>kept</div><p>x</p>", "a.md", "text"),
        (b"BMW Larkfield Limited modern slavery statement 2024", "a.txt", "text"),
        (b"RIFF Larkfield Limited modern slavery statement 2024", "a.txt", "text"),
        (b"BZh Larkfield Limited modern slavery statement 2024", "a.txt", "text"),
        (b"Rar! Larkfield, GIF8 and others: modern slavery statement", "a.txt", "text"),
        (b"GIF8 Larkfield modern slavery statement", "a.txt", "text"),
        (b"<Company name> Modern slavery statement 2022\n\nWe buy wool.", "a.txt", "text"),
        (b"<Head office> <Section 54> Modern slavery statement 2022 <Address>", "a.txt", "text"),
        (b"<name@larkfield.example> sent this statement.", "a.txt", "text"),
        (b"<!-- draft -->\nModern slavery statement", "a.md", "text"),
        (b"<h1>Modern slavery statement</h1>\nWe buy wool.", "a.html", "html"),
        (b"<B>Modern slavery statement</B><br>We buy wool.", "a", "html"),
        (b"<p>Modern slavery statement<p>We buy wool.", "a", "html"),
        (b"<ul class=steps><li>We train buyers.</li></ul>", "a", "html"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>x</body></html>", "a", "html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><body>x</body></html>", "a", "html"),
        (b"<div xmlns='http://www.w3.org/1999/xhtml' class='c'><p>We buy wool.</p></div>", "a", "html"),
        (b"<body xmlns:fb='http://larkfield.example/fb'><p>We buy wool.</p></body>", "a", "html"),
        (b"<article itemscope xmlns:og='http://larkfield.example/og'><p>We buy wool.</p></article>", "a", "html"),
        (b"<h1 xmlns:v='urn:v'>Modern slavery statement</h1>We buy wool.", "a", "html"),
        (b"<svg class='icons'></svg><div><p>We buy wool.</p></div>", "a", "html"),
        (b"<svg xmlns='urn:svg'><symbol/></svg>\n<SVG></SVG><main><h1>Statement</h1>We buy wool.</main>", "a", "html"),
    ],
)
def test_forms(data: bytes, name: str, form: str) -> None:
    assert detect(data, name) == form


@pytest.mark.parametrize(
    ("data", "reason", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unsupported-type", "PNG"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "unsupported-type", "gzip"),
        (b"{\\rtf1 x}", "unsupported-type", "RTF"),
        (b"<?xml version='1.0'?><a/>", "unsupported-type", "XML"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "unsupported-type", "XML"),
        (b"<statement><company>Larkfield</company></statement>\n", "unsupported-type", "XML"),
        (b"<s:a xmlns:s='urn:x'><p>x</p></s:a>", "unsupported-type", "XML"),
        (b"<invoice xmlns='urn:x'><p>x</p></invoice>", "unsupported-type", "XML"),
        (b"<svg xmlns='urn:svg'><title>Mill</title><text>We buy wool.</text></svg>\n", "unsupported-type", "XML"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", "unsupported-type", "BMP"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "unsupported-type", "media"),
        (b"BZh91AY&SY\x00", "unsupported-type", "bzip2"),
        (b"Rar!\x1a\x07\x00", "unsupported-type", "RAR"),
        (b"GIF89a\x01\x00", "unsupported-type", "GIF"),
        (archive("xl/workbook.xml"), "unsupported-type", "Excel"),
        (archive("a.txt"), "unsupported-type", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported-type", "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"PK\x03\x04 cut off", "corrupt", "damaged"),
        (bytes(range(256)) * 4, "corrupt", "named .pdf"),
        (b"Modern slavery statement", "corrupt", "holds plain text"),
    ],
)
def test_what_is_refused_says_what_it_seems_to_be(data: bytes, reason: str, what: str) -> None:
    with pytest.raises(Unread) as fault:
        detect(data, "a.pdf")
    assert fault.value.reason == reason
    assert what in fault.value.detail


@pytest.mark.parametrize(
    "data", [b"<p " + b"=" * 65_000, b"<" + b"a" * 65_000, b"<a " + b"xmlns " * 10_000, b"<p" + b" " * 65_000]
)
def test_hostile_beginnings_are_told_quickly(data: bytes) -> None:
    start = time.perf_counter()
    assert detect(data, "a.txt") == "text"
    assert time.perf_counter() - start < 1


def test_an_empty_file_and_an_error_page_named_pdf_are_unread() -> None:
    assert read_bytes(b"", "a.pdf").why == "empty"
    page = (
        b"<html><head><title>404</title></head><body><h1>404 Not found</h1><p>The page was not found.</p></body></html>"
    )
    s = read_bytes(page, "statement.pdf")
    assert (s.format, s.why) == ("html", "no-statement-text")


@pytest.mark.parametrize("name", ["report.html", "index.html", "unread.html", "report.md", "unread.txt"])
def test_our_own_reports_are_no_statements(name: str) -> None:
    s = read(Path(__file__).parent / "golden" / name)
    assert (s.status, s.why, s.cure) == ("unread", "own-report", "Give the statement that it is about.")


@pytest.mark.parametrize(
    ("name", "data", "reason", "said"),
    [
        ("draft.docx", b"junk", "no-statement-text", "It is named .docx but holds plain text."),
        ("draft.DOCX", b"\x00\x01" * 900, "unsupported-type", "It is named .docx but does not begin like one."),
        (
            "a.pdf",
            b"<html><body><h1>404 Not found</h1></body></html>",
            "no-statement-text",
            "It is an error page. It is named .pdf but holds a web page.",
        ),
    ],
)
def test_what_the_name_promised_is_said_beside_what_the_file_holds(
    name: str, data: bytes, reason: str, said: str
) -> None:
    s = read_bytes(data, name)
    assert s.why == reason
    assert s.detail.endswith(said)
    assert "browser" not in s.cure
