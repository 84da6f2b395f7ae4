"""The fidelity set's documents as PDFs, by three engines: chromium, LibreOffice and reportlab.

Nothing here knows how the reader works.
"""

# ruff: noqa: PLC0415 - an engine is loaded when its turn comes
from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fidelity_texts import Block, Document

A4 = (595.28, 841.89)
SHY = "\u00ad"


def _soft(text: str) -> str:
    """Soft hyphens in long words, at places where a printer would break them."""
    return re.sub(
        r"[A-Za-z]{9,}", lambda m: re.sub(r"(?<=[a-z]{4}[aeiouy])(?=[bcdfgklmnprstv][aeiou][a-z]{2})", SHY, m[0]), text
    )


def _cells(row: str) -> list[str]:
    return [c.strip() for c in row.strip().removesuffix("|").split("|")]


def _groups(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    return [(k, list(g)) for k, g in groupby(blocks, key=lambda b: b.kind)]


# ------------------------------------------------------------------------------------------------ chromium


def html(document: Document) -> str:
    """The page that chromium prints."""
    lay = document.layout
    width, height = (A4[1], A4[0]) if lay.landscape else A4
    boxes = ""
    if lay.furniture:
        boxes = (
            f'@top-left {{ content: "{document.head}"; font: 8pt sans-serif }}'
            f'@bottom-left {{ content: "{document.foot}"; font: 8pt sans-serif }}'
            '@bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif }'
        )
    rules = {"grid": "td, th { border: 0.6pt solid #888 }", "rows": "tr { border-bottom: 0.6pt solid #888 }"}.get(
        lay.ruled, ""
    )
    css = f"""@page {{ size: {width}pt {height}pt; margin: 56pt; {boxes} }}
body {{ font: {lay.size}pt/1.35 "Liberation Serif"; margin: 0; text-align: {"justify" if lay.justified else "left"} }}
h1 {{ font-size: {lay.size * 1.9}pt; line-height: 1.15; margin: 0 0 8pt; text-align: left }}
h2 {{ font-size: {lay.size * 1.3}pt; margin: 12pt 0 4pt; break-after: avoid; text-align: left }}
h3 {{ font-size: {lay.size * 1.08}pt; margin: 8pt 0 3pt; break-after: avoid; text-align: left }}
p {{ margin: 0 0 6pt }} ul {{ margin: 0 0 6pt; padding-left: 14pt; list-style-type: "{lay.bullet}  " }}
table {{ border-collapse: collapse; margin: 4pt 0 8pt }} td, th {{ padding: 2pt 6pt; text-align: left; vertical-align: top }}
{rules}
.body {{ column-count: {lay.columns}; column-gap: {lay.gap}pt; column-fill: balance }}
.sheet {{ height: {height - 115}pt; position: relative; break-after: page }}
.notes {{ position: absolute; bottom: 0; font-size: 8pt; border-top: 0.5pt solid; width: 100% }} .notes p {{ margin: 0 }}
sup {{ font-size: 65% }}
.aside {{ position: absolute; top: 0; right: 0; width: 120pt; background: #eee; padding: 6pt; font-size: {lay.size - 0.5}pt }}
.beside {{ width: {width - 112 - 150}pt }}
.cap::first-letter {{ float: left; font-size: {lay.size * 3.6}pt; line-height: 0.82; padding-right: 3pt }}"""
    body = _html_blocks(document)
    aside = f'<div class="aside">{_flow(document.aside, lay)}</div>' if document.aside else ""
    kind = "body beside" if document.aside else "body"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(document.name)}</title><style>{css}</style>'
        f'{aside}<div class="{kind}">{body}</div></html>'
    )


def _html_blocks(document: Document) -> str:
    lay = document.layout
    if not lay.notes:
        return _flow(document.blocks, lay)
    # chromium has no footnotes: pages are filled by hand, their notes put at the foot
    sheets: list[list[Block]] = [[]]
    room = 0
    for b in document.blocks:
        if room > 2300 and b.kind in {"h2", "h3"}:
            sheets.append([])
            room = 0
        sheets[-1].append(b)
        room += len(b.text) + 90
    out, number = [], 1
    for sheet in sheets:
        notes = [b.note for b in sheet if b.note]
        foot = "".join(f"<p><sup>{number + i}</sup> {escape(n)}</p>" for i, n in enumerate(notes))
        under = f'<div class="notes">{foot}</div>' if notes else ""
        out.append(f'<div class="sheet">{_flow(sheet, lay, number)}{under}</div>')
        number += len(notes)
    return "".join(out)


def _flow(blocks: Sequence[Block], lay: Any, number: int = 1) -> str:  # noqa: ANN401 - a Layout
    out = []
    capped = not lay.drop_cap
    for kind, group in _groups(blocks):
        texts = [escape(_soft(b.text) if lay.soft_hyphens else b.text) for b in group]
        if kind == "item":
            out.append("<ul>" + "".join(f"<li>{t}</li>" for t in texts) + "</ul>")
        elif kind == "row":
            rows = [_cells(t) for t in texts]
            head = "".join(f"<th>{c}</th>" for c in rows[0])
            rest = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows[1:])
            out.append(f"<table><tr>{head}</tr>{rest}</table>")
        elif kind == "sign":
            out.append("<p>" + "<br>".join(texts) + "</p>")
        else:
            tag = {"title": "h1"}.get(kind, kind)
            for b, t in zip(group, texts, strict=True):
                mark = ""
                if b.note and lay.notes:
                    mark = f"<sup>{number}</sup>"
                    number += 1
                cap = ' class="cap"' if kind == "p" and not capped and len(b.text) > 150 else ""
                capped = capped or bool(cap)
                out.append(f"<{tag}{cap}>{t}{mark}</{tag}>")
    return "".join(out)


def by_chromium(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Print each with a browser without a window; [] where none is installed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        return []
    out = []
    with tempfile.TemporaryDirectory() as scratch:
        for d in documents:
            page = Path(scratch) / f"{d.name}.html"
            page.write_text(html(d), encoding="utf-8")
            pdf = folder / f"chromium-{d.name}.pdf"
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
            subprocess.run(
                [
                    program,
                    *flags,
                    f"--user-data-dir={scratch}/profile",
                    "--no-pdf-header-footer",
                    f"--print-to-pdf={pdf}",
                    page.as_uri(),
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
            _turn(pdf, d.layout.turned)
            out.append(pdf)
    return out


def _turn(pdf: Path, degrees: int) -> None:
    if degrees:
        import pikepdf

        with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
            for page in opened.pages:
                page.Rotate = degrees
            opened.save(pdf)


# --------------------------------------------------------------------------------------------- LibreOffice

_NS = " ".join(
    f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
    for k, v in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip


def fodt(document: Document) -> str:
    """The flat text document that LibreOffice prints."""
    lay = document.layout
    width, height = (A4[1], A4[0]) if lay.landscape else A4
    align = "justify" if lay.justified else "start"
    side = 150 if document.aside else 0

    def style(name: str, size: float, *, bold: bool, before: float, after: float, extra: str = "") -> str:
        return (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:margin-top="{before}pt" '
            f'fo:margin-bottom="{after}pt" fo:line-height="125%" fo:text-align="{"start" if bold else align}" '
            f'fo:keep-with-next="{"always" if bold else "auto"}">{extra}</style:paragraph-properties><style:text-properties '
            f'style:font-name="F" fo:font-size="{size}pt" fo:font-weight="{"bold" if bold else "normal"}"/></style:style>'
        )

    border = {"grid": "0.6pt solid #888888"}.get(lay.ruled, "none")
    under = "0.6pt solid #888888" if lay.ruled == "rows" else border
    cap = '<style:drop-cap style:lines="3" style:length="1" style:distance="0.1cm"/>'
    styles = "".join(
        [
            style("title", lay.size * 1.9, bold=True, before=0, after=8),
            style("h2", lay.size * 1.3, bold=True, before=12, after=4),
            style("h3", lay.size * 1.08, bold=True, before=8, after=3),
            style("p", lay.size, bold=False, before=0, after=6),
            style("cap", lay.size, bold=False, before=0, after=6, extra=cap),
            style("cell", lay.size - 0.5, bold=False, before=0, after=0),
            style("small", 8, bold=False, before=0, after=0),
            (
                f'<style:style style:name="sec" style:family="section"><style:section-properties text:dont-balance-text-columns="true">'
                f'<style:columns fo:column-count="{lay.columns}" fo:column-gap="{lay.gap}pt"/></style:section-properties></style:style>'
            ),
            f'<style:style style:name="c" style:family="table-cell"><style:table-cell-properties fo:padding="3pt" fo:border="{border}" fo:border-bottom="{under}"/></style:style>',
            (
                '<style:style style:name="fr" style:family="graphic"><style:graphic-properties style:wrap="parallel" style:vertical-pos="from-top" style:vertical-rel="page" '
                'style:horizontal-pos="from-left" style:horizontal-rel="page" fo:border="none" fo:padding="4pt" draw:fill="none"/></style:style>'
            ),
            (
                f'<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="{lay.bullet}"><style:list-level-properties '
                'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="16pt" '
                'fo:text-indent="-12pt" fo:margin-left="16pt"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
            ),
            (
                f'<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="{width}pt" fo:page-height="{height}pt" fo:margin-top="45pt" fo:margin-bottom="45pt" fo:margin-left="45pt" '
                f'fo:margin-right="{45 + side}pt" style:print-orientation="{"landscape" if lay.landscape else "portrait"}"/>'
                '<style:header-style><style:header-footer-properties fo:margin-bottom="10pt" fo:min-height="14pt"/></style:header-style>'
                '<style:footer-style><style:header-footer-properties fo:margin-top="10pt" fo:min-height="14pt"/></style:footer-style></style:page-layout>'
            ),
        ]
    )
    head = foot = ""
    if lay.furniture:
        head = f'<style:header><text:p text:style-name="small">{escape(document.head)}</text:p></style:header>'
        foot = f'<style:footer><text:p text:style-name="small">{escape(document.foot)}<text:tab/>Page <text:page-number/> of <text:page-count/></text:p></style:footer>'
    frame = ""
    if document.aside:
        frame = (
            f'<text:p text:style-name="small"><draw:frame draw:style-name="fr" text:anchor-type="page" text:anchor-page-number="1" svg:x="{width - 175}pt" svg:y="60pt" '
            f'svg:width="135pt"><draw:text-box fo:min-height="80pt">{_fodt_flow(document.aside, lay)}</draw:text-box></draw:frame></text:p>'
        )
    body = _fodt_flow(document.blocks, lay)
    if lay.columns > 1:
        body = f'<text:section text:name="s" text:style-name="sec">{body}</text:section>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:font-face-decls><style:font-face style:name="F" svg:font-family="Liberation Sans"/></office:font-face-decls>'
        f'<office:automatic-styles>{styles}</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">'
        f"{head}{foot}</style:master-page></office:master-styles><office:body><office:text>{frame}{body}</office:text></office:body></office:document>"
    )


def _fodt_flow(blocks: Sequence[Block], lay: Any) -> str:  # noqa: ANN401 - a Layout
    out = []
    capped = not lay.drop_cap
    number = 0
    for kind, group in _groups(blocks):
        texts = [escape(_soft(b.text) if lay.soft_hyphens else b.text) for b in group]
        if kind == "item":
            items = "".join(f'<text:list-item><text:p text:style-name="p">{t}</text:p></text:list-item>' for t in texts)
            out.append(f'<text:list text:style-name="L">{items}</text:list>')
        elif kind == "row":
            rows = [_cells(t) for t in texts]
            made = "".join(
                "<table:table-row>"
                + "".join(
                    f'<table:table-cell table:style-name="c"><text:p text:style-name="cell">{c}</text:p></table:table-cell>'
                    for c in r
                )
                + "</table:table-row>"
                for r in rows
            )
            out.append(
                f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{made}</table:table>'
            )
        elif kind == "sign":
            out.append(f'<text:p text:style-name="p">{"<text:line-break/>".join(texts)}</text:p>')
        else:
            for b, t in zip(group, texts, strict=True):
                note = ""
                if b.note and lay.notes:
                    number += 1
                    note = (
                        f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation><text:note-body>'
                        f'<text:p text:style-name="small">{escape(b.note)}</text:p></text:note-body></text:note>'
                    )
                name = kind
                if kind == "p" and not capped and len(b.text) > 150:
                    name, capped = "cap", True
                if kind in {"title", "h2", "h3"}:
                    out.append(f'<text:h text:style-name="{name}" text:outline-level="1">{t}</text:h>')
                else:
                    out.append(f'<text:p text:style-name="{name}">{t}{note}</text:p>')
    return "".join(out)


def by_libreoffice(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Convert all in one run of LibreOffice; [] where it is not installed."""
    program = shutil.which("soffice")
    if not program:
        return []
    out = []
    with tempfile.TemporaryDirectory() as scratch:
        sources = []
        for d in documents:
            path = Path(scratch) / f"libreoffice-{d.name}.fodt"
            path.write_text(fodt(d), encoding="utf-8")
            sources.append(str(path))
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{scratch}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                *sources,
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        for d in documents:
            pdf = folder / f"libreoffice-{d.name}.pdf"
            _turn(pdf, d.layout.turned)
            out.append(pdf)
    return out


# ------------------------------------------------------------------------------------------------ reportlab


def reportlab_pdf(document: Document) -> bytes:
    """The document set by reportlab."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import (
        BaseDocTemplate,
        Flowable,
        Frame,
        ImageAndFlowables,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
        TableStyle,
    )

    lay = document.layout
    width, height = (A4[1], A4[0]) if lay.landscape else A4

    def style(name: str, size: float, *, bold: bool, before: float, after: float, indent: float = 0) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            fontName="Helvetica-Bold" if bold else "Helvetica",
            fontSize=size,
            leading=size * 1.28,
            spaceBefore=before,
            spaceAfter=after,
            leftIndent=indent,
            bulletIndent=2,
            keepWithNext=int(bold),
            alignment=TA_JUSTIFY if lay.justified and not bold else TA_LEFT,
        )

    styles = {
        "title": style("title", lay.size * 1.9, bold=True, before=0, after=8),
        "h2": style("h2", lay.size * 1.3, bold=True, before=12, after=4),
        "h3": style("h3", lay.size * 1.08, bold=True, before=8, after=3),
        "p": style("p", lay.size, bold=False, before=0, after=6),
        "item": style("item", lay.size, bold=False, before=0, after=3, indent=14),
        "cell": style("cell", lay.size - 0.5, bold=False, before=0, after=0),
        "sign": style("sign", lay.size, bold=False, before=0, after=0),
    }
    rules = {
        "grid": [("GRID", (0, 0), (-1, -1), 0.6, colors.grey)],
        "rows": [("LINEBELOW", (0, 0), (-1, -1), 0.6, colors.grey)],
    }.get(lay.ruled, [])
    notes: list[str] = []

    class Cap(Flowable):  # a large letter that text flows round
        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter
            self.width, self.height = lay.size * 2.4, lay.size * 2.3
            self.drawWidth, self.drawHeight = self.width, self.height

        def wrap(self, *_: float) -> tuple[float, float]:
            return self.width, self.height

        def _restrictSize(self, *_: float) -> tuple[float, float]:  # noqa: N802 - what ImageAndFlowables asks an image
            return self.width, self.height

        def draw(self) -> None:
            self.canv.setFont("Helvetica", lay.size * 3.2)
            self.canv.drawString(0, 0, self.letter)

    def flow(blocks: Sequence[Block]) -> list[Flowable]:
        out: list[Flowable] = []
        capped = not lay.drop_cap
        for kind, group in _groups(blocks):
            if kind == "item":
                out += [Paragraph(escape(b.text), styles["item"], bulletText=lay.bullet) for b in group]
                out.append(Spacer(1, 4))
            elif kind == "row":
                rows = [[Paragraph(escape(c), styles["cell"]) for c in _cells(b.text)] for b in group]
                wide = [(width - 112) / len(rows[0])] * len(rows[0])
                table = Table(rows, hAlign="LEFT", colWidths=wide)
                table.setStyle(TableStyle([*rules, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
                out += [table, Spacer(1, 8)]
            elif kind == "sign":
                out += [Spacer(1, 10), *(Paragraph(escape(b.text), styles["sign"]) for b in group)]
            else:
                for b in group:
                    mark = ""
                    if b.note and lay.notes:
                        notes.append(b.note)
                        mark = f"<super size={lay.size * 0.65}>{len(notes)}</super>"
                    if kind == "p" and not capped and len(b.text) > 150:
                        capped = True
                        out.append(
                            ImageAndFlowables(
                                Cap(b.text[0]),
                                Paragraph(escape(b.text[1:]), styles["p"]),
                                imageSide="left",
                                imageRightPadding=2,
                            )
                        )
                    else:
                        out.append(Paragraph(escape(b.text) + mark, styles[kind]))
        return out

    drawn = [0]

    def furniture(canvas: Any, page: Any) -> None:  # noqa: ANN401 - reportlab has no types
        canvas.setFont("Helvetica", 8)
        if lay.furniture:
            canvas.drawString(56, height - 36, document.head)
            canvas.drawString(56, 30, document.foot)
            canvas.drawRightString(width - 56, 30, f"Page {page.page} of {3}")
        if lay.turned:
            canvas.setPageRotation(lay.turned)

    def after(canvas: Any, page: Any) -> None:  # noqa: ANN401 - as above
        del page
        canvas.setFont("Helvetica", 8)
        fresh = notes[drawn[0] :] if canvas.getPageNumber() == 1 else []
        for i, text in enumerate(fresh):
            y = 74 - 11 * i
            canvas.setFont("Helvetica", 5.5)
            canvas.drawString(56, y + 2.6, str(drawn[0] + i + 1))
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, y, text)
        drawn[0] += len(fresh)

    side = 150 if document.aside else 0
    foot = 92 if lay.notes else 56
    room = width - 112 - side
    each = (room - lay.gap * (lay.columns - 1)) / lay.columns
    frames = [Frame(56 + i * (each + lay.gap), foot, each, height - foot - 56, 0, 0, 0, 0) for i in range(lay.columns)]
    story = flow(document.blocks)
    later = PageTemplate(id="later", frames=frames, onPage=furniture, onPageEnd=after)
    templates = [later]
    if document.aside:
        from reportlab.platypus import FrameBreak, NextPageTemplate

        beside = Frame(width - 56 - side + lay.gap, 56, side - lay.gap, height - 112, 0, 0, 0, 0)
        templates = [PageTemplate(id="first", frames=[beside, *frames], onPage=furniture, onPageEnd=after), later]
        story = [NextPageTemplate("later"), *flow(document.aside), FrameBreak(), *story]
    out = io.BytesIO()
    built = BaseDocTemplate(out, pagesize=(width, height), title=document.name, invariant=1)
    built.addPageTemplates(templates)
    built.build(story)
    return out.getvalue()


def by_reportlab(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Set each with reportlab (which knows no soft hyphens: those documents are left out)."""
    out = []
    for d in documents:
        if not d.layout.soft_hyphens:
            pdf = folder / f"reportlab-{d.name}.pdf"
            pdf.write_bytes(reportlab_pdf(d))
            out.append(pdf)
    return out
