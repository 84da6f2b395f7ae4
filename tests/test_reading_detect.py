"""The content decides what a file is, not its name."""

from __future__ import annotations

import io
import zipfile

import pytest

from msa_check.errors import Unread
from msa_check.reading import read_bytes
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


def test_an_empty_file_and_an_error_page_named_pdf_are_unread() -> None:
    assert read_bytes(b"", "a.pdf").why == "empty"
    page = (
        b"<html><head><title>404</title></head><body><h1>404 Not found</h1><p>The page was not found.</p></body></html>"
    )
    s = read_bytes(page, "statement.pdf")
    assert (s.format, s.why) == ("html", "no-statement-text")


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
