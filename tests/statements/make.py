"""The bundled fictional statements: from the texts in sources/ to documents/ (``python tests/statements/make.py``).

Every company in them is invented. Marks in a source: ``#`` headings, ``-`` list items, ``|`` table rows,
``~`` signature lines, ``[-deleted-]`` and ``[+inserted+]`` tracked changes, ``{{a comment}}`` in the margin.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
DOCUMENTS = HERE / "documents"

PDFS = {
    "thornbeck-foods": "thornbeck-foods.pdf",
    "gribblewood-fencing": "gribblewood-fencing.pdf",
    "larkmoor-vane-llp": "larkmoor-vane-llp.pdf",
    "ostrapool-group": "ostrapool-group.pdf",
    "fennimore-policy": "fennimore-policy.pdf",
    "saltmere-university": "saltmere-university.pdf",
    "wimblethorpe-annual-report": "wimblethorpe-annual-report.pdf",
}
SCAN_DPI = 200


class Block(NamedTuple):
    """One block of a source; kind is title, h2, h3, p, list, table or sign."""

    kind: str
    lines: tuple[str, ...]


def parse(source: str) -> list[Block]:
    """The blocks of a source text, in order; list items, table rows and signature lines come grouped."""
    groups = {"- ": "list", "| ": "table", "~ ": "sign"}
    heads = {"# ": "title", "## ": "h2", "### ": "h3"}
    blocks: list[Block] = []
    for line in filter(None, source.splitlines()):
        mark = line[: line.index(" ") + 1] if " " in line else ""
        if mark in heads:
            blocks.append(Block(heads[mark], (line[len(mark) :],)))
        elif mark in groups:
            kind = groups[mark]
            if blocks and blocks[-1].kind == kind:
                blocks[-1] = Block(kind, (*blocks[-1].lines, line[2:]))
            else:
                blocks.append(Block(kind, (line[2:],)))
        else:
            blocks.append(Block("p", (line,)))
    return blocks


def cells(row: str) -> list[str]:
    """The cells of a table row as written in a source."""
    return [c.strip() for c in row.strip().removesuffix("|").split("|")]


def as_pdf(blocks: list[Block], footer: str) -> bytes:
    """A PDF with headings, tables, a running footer and page numbers."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    def style(name: str, size: float, *, bold: bool, before: float, after: float, indent: float = 0) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            fontName="Helvetica-Bold" if bold else "Helvetica",
            fontSize=size,
            leading=size * 1.35,
            spaceBefore=before,
            spaceAfter=after,
            leftIndent=indent,
            keepWithNext=int(bold),
        )

    styles = {
        "title": style("title", 20, bold=True, before=0, after=8),
        "h2": style("h2", 14, bold=True, before=14, after=5),
        "h3": style("h3", 11.5, bold=True, before=8, after=3),
        "p": style("p", 10.5, bold=False, before=0, after=7),
        "list": style("list", 10.5, bold=False, before=0, after=3, indent=14),
        "cell": style("cell", 9.5, bold=False, before=0, after=0),
        "sign": style("sign", 10.5, bold=False, before=0, after=1),
    }
    flow: list[Flowable] = []
    for kind, lines in blocks:
        if kind == "list":
            flow += [Paragraph(escape(x), styles["list"], bulletText="•") for x in lines]
            flow.append(Spacer(1, 5))
        elif kind == "table":
            rows = [[Paragraph(escape(c), styles["cell"]) for c in cells(x)] for x in lines]
            table = Table(rows, hAlign="LEFT", repeatRows=1)
            table.setStyle(
                TableStyle(
                    [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)]
                )
            )
            flow += [table, Spacer(1, 8)]
        elif kind == "sign":
            flow += [Spacer(1, 14), KeepTogether([Paragraph(escape(x), styles["sign"]) for x in lines])]
        else:
            flow += [Paragraph(escape(x), styles[kind]) for x in lines]

    def furniture(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(22 * mm, 12 * mm, footer)
        canvas.drawRightString(A4[0] - 22 * mm, 12 * mm, f"Page {page.page}")

    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, margin=22 * mm, leftMargin=22 * mm, rightMargin=22 * mm, title=blocks[0].lines[0], invariant=1
    ).build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def as_scan(blocks: list[Block]) -> bytes:
    """A PDF whose pages are black and white pictures, as an office scanner makes them."""
    import pypdfium2 as pdfium
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    printed = pdfium.PdfDocument(as_pdf(blocks, ""))
    for page in printed:
        picture = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("1", dither=0)
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    printed.close()
    canvas.save()
    return out.getvalue()


def as_html(blocks: list[Block]) -> str:
    """The blocks as the inside of an HTML article."""
    out = []
    for kind, lines in blocks:
        text = [escape(x, quote=False) for x in lines]
        if kind == "list":
            out.append("<ul>\n" + "\n".join(f"<li>{x}</li>" for x in text) + "\n</ul>")
        elif kind == "sign":
            out.append('<p class="sign-off">' + "<br>\n".join(text) + "</p>")
        else:
            tag = {"title": "h1"}.get(kind, kind)
            out += [f"<{tag}>{x}</{tag}>" for x in text]
    return "\n".join(out)


def as_text(blocks: list[Block]) -> str:
    """The blocks as plain text, headings underlined with nothing but space."""
    out = []
    for kind, lines in blocks:
        if kind == "list":
            out.append("\n".join(f"- {x}" for x in lines))
        elif kind == "sign":
            out.append("\n".join(lines))
        else:
            out += lines
    return "\n\n".join(out) + "\n"


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CHANGE = re.compile(r"\[-(?P<gone>.+?)-\]|\[\+(?P<new>.+?)\+\]|(?P<plain>[^\[]+|\[)")
_BY = 'w:author="A. Reviewer" w:date="2026-05-04T09:00:00Z"'


def as_docx(blocks: list[Block]) -> bytes:
    """A Word draft with heading styles, a bulleted list, tracked changes and a comment; stored, not packed."""

    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'

    def runs(text: str) -> str:
        out = []
        for number, part in enumerate(_CHANGE.finditer(text), 1):
            if part["gone"]:
                out.append(f'<w:del w:id="{number}" {_BY}>{run(part["gone"], "delText")}</w:del>')
            elif part["new"]:
                out.append(f'<w:ins w:id="{number}" {_BY}>{run(part["new"])}</w:ins>')
            else:
                out.append(run(part["plain"]))
        return "".join(out)

    body: list[str] = []
    comments: list[str] = []
    names = {
        "title": "Title",
        "h2": "Heading1",
        "h3": "Heading2",
        "list": "ListBullet",
        "p": "Normal",
        "sign": "Normal",
    }
    for kind, lines in blocks:
        for line in lines:
            if line.startswith("{{"):
                number = len(comments)
                comments.append(f'<w:comment w:id="{number}" {_BY}><w:p>{run(line.strip("{}"))}</w:p></w:comment>')
                body[-1] = body[-1].replace("</w:p>", f'<w:r><w:commentReference w:id="{number}"/></w:r></w:p>')
            else:
                number_it = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if kind == "list" else ""
                body.append(f'<w:p><w:pPr><w:pStyle w:val="{names[kind]}"/>{number_it}</w:pPr>{runs(line)}</w:p>')
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        for style, name in {
            "Normal": "Normal",
            "Title": "Title",
            "Heading1": "heading 1",
            "Heading2": "heading 2",
            "ListBullet": "List Bullet",
        }.items()
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    kinds = ("document.main", "styles", "comments", "numbering")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    package = "http://schemas.openxmlformats.org/package/2006/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{k.removesuffix(".main")}.xml" ContentType="{word}{k}+xml"/>' for k in kinds
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}relationships">'
        f'<Relationship Id="r1" Type="{links}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}relationships">'
        + "".join(f'<Relationship Id="r{i}" Type="{links}{k}" Target="{k}.xml"/>' for i, k in enumerate(kinds[1:], 1))
        + "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/comments.xml": f'<w:comments xmlns:w="{_W}">{"".join(comments)}</w:comments>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
        for name, xml in parts.items():
            declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml
            z.writestr(zipfile.ZipInfo(name, (2026, 5, 4, 9, 0, 0)), declared.encode())
    return out.getvalue()


def make(folder: Path) -> list[Path]:
    """Write every document into ``folder`` and return their paths, sorted by name."""
    folder.mkdir(parents=True, exist_ok=True)

    def source(stem: str) -> list[Block]:
        return parse((SOURCES / f"{stem}.txt").read_text(encoding="utf-8"))

    made: dict[str, bytes] = {}
    for stem, name in PDFS.items():
        blocks = source(stem)
        made[name] = as_pdf(blocks, " · ".join(b.lines[0] for b in blocks[:2] if b.kind == "title"))
    made["dunmarrow-castings-scan.pdf"] = as_scan(source("dunmarrow-castings"))
    made["penhallick-marine-draft.docx"] = as_docx(source("penhallick-marine"))
    page = (SOURCES / "brackenfold-page.html").read_text(encoding="utf-8")
    made["brackenfold-care.html"] = page.replace("$content", as_html(source("brackenfold-care"))).encode()
    made["quenby-rowe-error.html"] = (SOURCES / "error-page.html").read_bytes()
    made["zibbly-platform.md"] = (
        (SOURCES / "zibbly-platform.txt").read_text(encoding="utf-8").replace("~ ", "").encode()
    )
    for stem in ("cobbleswick-toys", "mallowfield-no-steps"):
        made[f"{stem}.txt"] = as_text(source(stem)).encode()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return sorted(folder / name for name in made)


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS):
        print(path)  # noqa: T201 - a script that says what it made
