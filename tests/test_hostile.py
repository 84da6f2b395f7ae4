"""Hostile and broken files, made here: every one ends in one status with the expected reason, and nothing hangs or crashes.

The files go through one batch, as they would come in a folder; SECURITY's cases are named in the table.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import time
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import openpyxl
import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from msa_check.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS = 6
PARAGRAPHS = (
    "Modern slavery statement",
    (
        "This statement is made under section 54 of the Modern Slavery Act 2015 by Quillhaven Pots Ltd for the financial year "
        "that ended on 31 March 2026."
    ),
    "Our buyers were trained on modern slavery in May. We make garden pots in two works and buy clay from nine suppliers.",
    "We have a policy on slavery that every supplier signs, and we visited five of them in the year to look at their pay.",
    "This statement was approved by the board of directors on 3 June 2026.",
    "Ada Moorcroft, Director",
)
TEXT = "\n\n".join(PARAGRAPHS)
HTML = "<!doctype html><html lang='en'><head><title>Modern slavery statement</title></head><body>%s</body></html>"
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


@dataclass(frozen=True)
class Case:
    """A file's name, how its bytes are made, and what may come of it: ok, partial, or the reasons it may be unread for."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[str, ...]


def _pdf(paragraphs: Iterable[str] = PARAGRAPHS, pages: int = 1) -> bytes:
    out = io.BytesIO()
    c = canvas.Canvas(out, pagesize=A4, invariant=1)
    for _ in range(pages):
        y = 780
        for p in paragraphs:
            for line in wrap(p, 85):
                c.drawString(60, y, line)
                y -= 16
            y -= 12
        c.showPage()
    c.save()
    return out.getvalue()


def _saved(change: Callable[[pikepdf.Pdf], object], **how: Any) -> bytes:  # noqa: ANN401 - pikepdf's own
    with pikepdf.open(io.BytesIO(_pdf())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **how)
        return out.getvalue()


def _locked(user: str = "", owner: str = "owner") -> bytes:
    allow = pikepdf.Permissions(extract=False)
    return _saved(lambda _: None, encryption=pikepdf.Encryption(user=user, owner=owner, allow=allow))


def _with_content(stream: bytes, filters: str, length: int | None = None) -> bytes:
    """A one-page PDF whose content stream is given as it is, written by hand."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter %s >>\nstream\n" % (length or len(stream), filters.encode()) + stream + b"\nendstream",
    ]
    return _objects(parts)


def _objects(parts: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + part + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


def _zeros(mib: int) -> bytes:
    """So many MiB of blanks, deflated."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(mib)) + packer.flush()


def _flate_bomb() -> bytes:
    return _with_content(_zeros(2048), "/FlateDecode")


def _double_flate_bomb() -> bytes:
    return _with_content(zlib.compress(_zeros(2048), 9), "[/FlateDecode /FlateDecode]")


def _huge_picture() -> bytes:
    picture = b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length 4 >>\nstream\nabcd\nendstream"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 60000 60000] /Contents 4 0 R /Resources << /XObject << /A 5 0 R >> >> >>",
        b"<< /Length 30 >>\nstream\n60000 0 0 60000 0 0 cm /A Do  \nendstream",
        picture,
    ]
    return _objects(parts)


def _form_loop() -> bytes:
    """A form that draws itself."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /A 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/A Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R >> >> /Length 11 >>\nstream\n/A Do /A Do\nendstream",
    ]
    return _objects(parts)


def _page_loop() -> bytes:
    """A page tree that contains itself."""
    return _objects(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 /Parent 2 0 R >>"]
    )


def _deep_pdf() -> bytes:
    return _objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Deep " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
            b"<< /Type /Pages /Kids [] /Count 0 >>",
        ]
    )


_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(
    document: str | None = None, more: dict[str, bytes] | None = None, head: str = '<?xml version="1.0"?>'
) -> bytes:
    if document is None:
        document = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in PARAGRAPHS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", _CONTENT_TYPES)
        z.writestr("_rels/.rels", _RELS)
        z.writestr("word/document.xml", f"{head}<w:document {_W}><w:body>{document}</w:body></w:document>")
        for name, data in (more or {}).items():
            z.writestr(name, data)
    return out.getvalue()


def _docx_bomb() -> bytes:
    """Two MB that unpack to two million paragraphs."""
    return _docx("<w:p><w:r><w:t>Our buyers were trained on slavery. </w:t></w:r></w:p>" * 4_000_000)


def _docx_lying_sizes() -> bytes:
    """The directory says that the document is small; it is not."""
    data = bytearray(_docx("<w:p><w:r><w:t>" + "a" * 50_000_000 + "</w:t></w:r></w:p>"))
    place = data.rfind(b"word/document.xml") - 46
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _docx_many_parts() -> bytes:
    return _docx(more={f"word/x{n}.xml": b"<a/>" for n in range(20_000)})


def _doc() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def _locked_docx() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return out.getvalue()


ODD = TEXT.replace("Quillhaven", "Quill\u202ehaven\u200b").replace("Ada", "\x1b[31mAda\x07")
READ = ("ok",)
HARD = ("resource-limit", "timeout", "crashed", "too-large", "corrupt")
"""A bomb may be stopped by any of the limits; that one of them does so is what matters."""
EMPTY = ("no-text-layer", "no-statement-text", "corrupt", "empty", "resource-limit", "timeout")

CASES = (
    # -- PDF
    Case("plain.pdf", _pdf, READ),
    Case("locked.pdf", lambda: _locked("secret"), ("encrypted",)),
    Case("no-copying.pdf", _locked, READ),
    Case("half.pdf", lambda: _pdf()[: len(_pdf()) // 2], ("corrupt", "partial", "no-text-layer", "ok")),
    Case("only-head.pdf", lambda: b"%PDF-1.7\n", ("corrupt",)),
    Case("wrong-startxref.pdf", lambda: _pdf().replace(b"startxref\n", b"startxref\n9"), READ),
    Case("no-xref.pdf", lambda: _pdf().replace(b"xref\n0", b"xxxx\n0"), READ),
    Case("junk-before.pdf", lambda: b"junk " * 100 + b"\n" + _pdf(), READ),
    Case("junk-after.pdf", lambda: _pdf() + b"\x00junk" * 500, (*READ, "corrupt")),
    Case("flate-bomb.pdf", _flate_bomb, (*HARD, *EMPTY)),
    Case("double-flate-bomb.pdf", _double_flate_bomb, (*HARD, *EMPTY)),
    Case("page-limit.pdf", lambda: _pdf(("Modern slavery statement", PARAGRAPHS[1], PARAGRAPHS[2]), 700), ("page-limit",)),
    Case("huge-picture.pdf", _huge_picture, EMPTY),
    Case("form-loop.pdf", _form_loop, EMPTY),
    Case("page-loop.pdf", _page_loop, EMPTY),
    Case("deep.pdf", _deep_pdf, (*EMPTY, "parser-limit", "crashed")),
    Case("blank.pdf", lambda: _pdf(()), EMPTY),
    Case("bad-flate.pdf", lambda: _with_content(b"this is not deflated", "/FlateDecode"), EMPTY),
    Case("unknown-filter.pdf", lambda: _with_content(b"abc", "/NoSuchDecode"), EMPTY),
    Case("wrong-length.pdf", lambda: _with_content(zlib.compress(b"BT ET"), "/FlateDecode", 999_999_999), EMPTY),
    Case("script.pdf", lambda: _saved(lambda p: setattr(p.Root, "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))), READ),
    Case("web-page.pdf", (HTML % BODY).encode, READ),
    Case("error-page.pdf", (HTML % "<h1>404 Not Found</h1>").encode, ("no-statement-text",)),
    Case("text.pdf", TEXT.encode, ("corrupt", "ok")),
    Case("noise.pdf", lambda: bytes(range(256)) * 200, ("corrupt", "unsupported-type")),
    Case("zero.pdf", bytes, ("empty",)),
    # -- Word
    Case("plain.docx", _docx, READ),
    Case("bomb.docx", _docx_bomb, HARD),
    Case("lying-sizes.docx", _docx_lying_sizes, (*HARD, "no-statement-text")),
    Case("many-parts.docx", _docx_many_parts, (*HARD, "ok")),
    Case("xxe.docx", lambda: _docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head='<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), ("dtd-not-allowed",)),
    Case("laughs.docx", lambda: _docx("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", head=_LAUGHS), ("dtd-not-allowed",)),
    Case("deep.docx", lambda: _docx("<w:p>" * 50_000 + "</w:p>" * 50_000), ("parser-limit", "corrupt", "no-statement-text", "resource-limit")),
    Case("broken-xml.docx", lambda: _docx("<w:p><w:r>"[:7]), ("corrupt",)),
    Case("half.docx", lambda: _docx()[:-200], ("corrupt",)),
    Case("no-document.docx", lambda: _zip({"[Content_Types].xml": _CONTENT_TYPES.encode()}), ("unsupported-type", "corrupt")),
    Case("slip.docx", lambda: _docx(more={"../../../tmp/owned": b"x"}), (*READ, "corrupt")),
    Case("old-word.docx", _doc, ("unsupported-type",)),
    Case("locked.docx", _locked_docx, ("encrypted",)),
    # -- web pages
    Case("plain.html", (HTML % BODY).encode, READ),
    Case("deep.html", (HTML % ("<div>" * 100_000 + BODY)).encode, ("timeout", "parser-limit", "ok", "crashed")),
    Case("300-divs.html", (HTML % ("<div>" * 300 + BODY + "</div>" * 300)).encode, READ),
    Case("unclosed.html", (HTML % ("<b><i><p>x" * 100_000 + BODY)).encode, ("ok", "timeout", "parser-limit", "crashed")),
    Case("one-long-line.html", (HTML % (BODY + "<p>" + "slavery " * 500_000)).encode, ("ok", "too-large", "timeout", "resource-limit")),
    Case("laughs.html", (_LAUGHS + HTML % (BODY + "&l9;")).encode, ("ok", "unsupported-type", "dtd-not-allowed")),
    Case("script-shell.html", (HTML % "<div id=app></div><script>start()</script>").encode, ("no-statement-text",)),
    Case("cookie-wall.html", (HTML % "<p>We use cookies. Accept all cookies to go on.</p>").encode, ("no-statement-text",)),
    Case("injection.html", (HTML % (BODY + '<p>Our buyers were trained on slavery &lt;script&gt;alert(1)&lt;/script&gt; " onmouseover="x</p>')).encode, READ),
    Case("wrong-charset.html", lambda: (HTML % BODY).replace("<head>", "<head><meta charset=utf-16>").encode(), READ),
    # -- text
    Case("plain.txt", TEXT.encode, READ),
    Case("odd-characters.txt", ODD.encode, READ),
    Case("utf-16.txt", lambda: TEXT.encode("utf-16"), READ),
    Case("latin.txt", lambda: TEXT.replace("Ada", "Adé").encode("latin-1"), READ),
    Case("no-lines.txt", lambda: b"slavery " * 2_000_000, ("ok", "timeout", "no-statement-text", "too-large", "resource-limit", "garbled")),
    Case("blank.txt", lambda: b" \n" * 1000, ("no-statement-text", "empty")),
    Case("french.txt", ("Déclaration sur l'esclavage moderne. Notre société a adopté une politique et forme ses acheteurs chaque année. " * 30).encode, ("not-english",)),
    Case("formula.txt", lambda: TEXT.replace("Our buyers", '=HYPERLINK("http://127.0.0.1") our buyers').encode(), READ),
    # -- other things by the wrong name
    Case("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), ("unsupported-type", "corrupt")),
    Case("archive.docx", lambda: _zip({"a.txt": TEXT.encode()}), ("unsupported-type",)),
    Case("rich-text.txt", lambda: b"{\\rtf1 Modern slavery statement}", ("unsupported-type",)),
    Case("xml.html", lambda: b"<?xml version='1.0'?><a>" + TEXT.encode() + b"</a>", ("unsupported-type",)),
)  # fmt: skip


def _odd_names() -> list[bytes]:
    return [
        b"CON.txt",
        b"new\nline.txt",
        b"esc\x1b[31m.txt",
        b"not-utf8-\xff.txt",
        "cafe\u0301.txt".encode(),
        "caf\u00e9.txt".encode(),
        b"x" * 240 + b".txt",
        b"<script>alert(1)<.txt",
        b"=1+1.txt",
    ]


@dataclass(frozen=True)
class Run:
    """What one batch over all the files gave."""

    code: int
    seconds: float
    out: Path
    records: dict[str, dict[str, Any]]
    given: int


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("hostile")
    folder, out = root / "in", root / "out"
    folder.mkdir()
    for case in CASES:
        (folder / case.name).write_bytes(case.make())
    odd = 0
    for n, name in enumerate(_odd_names()):
        try:
            Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(
                TEXT.replace("nine", f"nine hundred and {n}"), encoding="utf-8"
            )
            odd += 1
        except OSError:
            continue  # the file system refuses the name
    (folder / "link.pdf").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")
    (folder / "folder.pdf").mkdir()
    began = time.monotonic()
    code = main(
        [
            "batch",
            str(folder),
            "-o",
            str(out),
            "--max-seconds",
            str(SECONDS),
            "--max-memory",
            "1GB",
            "--ocr",
            "off",
            "--quiet",
        ]
    )
    lines = (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    records = {r["source"].removeprefix(f"{folder}/"): r for r in map(json.loads, lines)}
    assert len(records) == len(lines)
    return Run(code, time.monotonic() - began, out, records, len(CASES) + odd)


def test_there_are_sixty_files_or_more() -> None:
    assert len(CASES) >= 60
    assert len({c.name for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_each_file_has_one_status_with_the_expected_reason(run: Run, case: Case) -> None:
    record = run.records[case.name]
    came = record["why"] or record["status"]
    assert came in (*case.expected, *(("partial",) if "ok" in case.expected else ())), record["detail"]
    if record["status"] == "unread":
        assert {f["verdict"] for f in record["findings"]} == {"unreadable"}
        assert record["detail"]


def test_the_batch_is_over_in_time_and_says_that_some_were_unread(run: Run) -> None:
    assert run.code == 3
    assert run.seconds < 180


def test_every_output_holds_every_file(run: Run) -> None:
    assert len(run.records) == run.given
    statuses = Counter(r["status"] for r in run.records.values())
    assert statuses["ok"] + statuses["partial"] + statuses["unread"] == run.given
    db = sqlite3.connect(run.out / "results.sqlite")
    try:
        assert dict(db.execute("SELECT status, count(*) FROM latest GROUP BY status")) == dict(statuses)
        assert db.execute("SELECT files, checked + unread FROM runs").fetchall() == [(run.given, run.given)]
        skipped = [Path(p).name for p, _ in json.loads(db.execute("SELECT skipped FROM runs").fetchone()[0])]
    finally:
        db.close()
    assert sorted(skipped) == ["link.pdf", "loop", "pipe.pdf"]
    pages = {p.name for p in (run.out / "statements").iterdir()}
    twins = sum("duplicate_of" in r for r in run.records.values())
    assert twins > 0
    assert len(pages) + twins == run.given, "files with the same bytes share a page"
    index = (run.out / "index.html").read_text(encoding="utf-8")
    assert sum(f'"statements/{p}"' in index for p in pages) == len(pages)


def test_names_of_pages_are_plain(run: Run) -> None:
    for page in (run.out / "statements").iterdir():
        assert page.name.isascii()
        assert len(page.name) <= 75
        assert set(page.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_no_page_holds_a_script_or_an_unsafe_character_of_a_file(run: Run) -> None:
    for page in run.out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "Content-Security-Policy" in text


def test_the_workbook_holds_no_formula_and_names_every_file(run: Run) -> None:
    book = openpyxl.load_workbook(run.out / "findings.xlsx")
    try:
        formulas = [
            c.value
            for sheet in book
            for row in sheet.iter_rows()
            for c in row
            if c.data_type == "f" and 'HYPERLINK("http' in str(c.value)
        ]
        assert formulas == []
        words = {str(c.value) for row in book["Summary"].iter_rows() for c in row}
        assert sum(any(c.name in w for w in words) for c in CASES) == len(CASES)
    finally:
        book.close()


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_check_prints_every_kind_of_failure(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["locked.pdf", "only-head.pdf", "xxe.docx", "web-page.pdf", "odd-characters.txt", "zero.pdf"]
    for case in CASES:
        if case.name in names:
            (tmp_path / case.name).write_bytes(case.make())
    files = [str(tmp_path / n) for n in names]
    assert main(["check", *files, "--format", form, "--ocr", "off"]) == 3
    got = capsys.readouterr()
    assert len([line for line in got.err.splitlines() if "not read" in line]) == 4
    assert "\x1b" not in got.err
    if form != "json":
        assert "\x1b" not in got.out
        assert "\u202e" not in got.out
    for name in names:
        assert name in got.out.replace("\\", ""), "Markdown escapes what it would take for its own signs"
