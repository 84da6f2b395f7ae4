"""Highlight annotations put into a copy of a PDF. pikepdf is imported here only (extra: msa-check[highlight]).

Nothing here knows rules or verdicts: it is given places, colours and words.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pikepdf

from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.model import Box
    from msa_check.reporting.highlight import Mark

_PLAIN, _DOUBTED = (0.72, 0.93, 0.78), (1.0, 0.89, 0.6)
"""Colours of passages that are plain evidence for a rule, and of those that are only vague, planned or denied."""
_AUTHOR = "msa-check"


def annotated(pdf: bytes, marks: Sequence[Mark], *, source: str, passwords: Sequence[str] = ()) -> bytes:
    """The PDF's bytes with a highlight for each mark; a locked PDF's copy opens with the same passwords.

    Raises UsageError when it cannot be opened or forbids notes.
    """
    with _opened(pdf, source, passwords) as file:
        if file.is_encrypted and not file.allow.modify_annotation:
            raise UsageError(
                "its author does not allow notes in this PDF.", where=source, cure="Use the gap report instead."
            )
        for number, page in enumerate(file.pages, 1):
            if found := [m for m in marks if m.page == number]:
                _annotate(file, page, found)
        out = io.BytesIO()
        # kept encryption takes a new random start for each save, so that only an open file's copy is the same each time
        file.save(out, deterministic_id=not file.is_encrypted, encryption=file.is_encrypted)
        return out.getvalue()


def _opened(pdf: bytes, source: str, passwords: Sequence[str]) -> pikepdf.Pdf:
    locked = False
    for password in ("", *passwords):
        try:
            return pikepdf.open(io.BytesIO(pdf), password=password)
        except pikepdf.PasswordError:
            locked = True
        except pikepdf.PdfError:
            break
    raise UsageError(
        "the PDF needs a password." if locked else "the PDF cannot be opened for highlighting.",
        where=source,
        cure="Give it with --password-file." if locked else "Open it and save it again.",
    )


def _annotate(file: pikepdf.Pdf, page: pikepdf.Page, found: Iterable[Mark]) -> None:
    """Add highlight annotations to a page, with their own drawing, so that every viewer shows them alike."""
    notes = page.obj.get("/Annots")
    notes = pikepdf.Array(list(notes) if isinstance(notes, pikepdf.Array) else [])  # it may be shared with other pages
    space = _Space.of(page)
    for m in found:
        quads = [space.quad(b) for b in m.boxes]
        xs, ys = [x for q in quads for x, _ in q], [y for q in quads for _, y in q]
        rect = [min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1]
        colour = _PLAIN if m.plain else _DOUBTED
        notes.append(
            file.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Highlight,
                    Rect=_numbers(rect),
                    # upper left, upper right, lower left, lower right: the order viewers expect
                    QuadPoints=_numbers([v for q in quads for point in q for v in point]),
                    C=_numbers(colour),
                    F=4,
                    T=pikepdf.String(_AUTHOR),
                    Subj=pikepdf.String(m.label),
                    Contents=pikepdf.String(m.text),
                    AP=pikepdf.Dictionary(N=_drawing(file, rect, quads, colour)),
                )
            )
        )
    page.obj["/Annots"] = notes


def _drawing(
    file: pikepdf.Pdf, rect: Sequence[float], quads: Sequence[Sequence[tuple[float, float]]], colour: Sequence[float]
) -> pikepdf.Stream:
    """What the annotation looks like: the lines filled with the colour, multiplied with what lies below."""
    shapes = []
    for a, b, c, d in quads:
        path = f"{a[0]:.2f} {a[1]:.2f} m {b[0]:.2f} {b[1]:.2f} l {d[0]:.2f} {d[1]:.2f} l {c[0]:.2f} {c[1]:.2f} l h"
        shapes.append(path)
    content = f"/G gs {' '.join(f'{v:.2f}' for v in colour)} rg\n" + "\n".join(shapes) + "\nf\n"
    form = pikepdf.Stream(file, content.encode("ascii"))
    form.Type, form.Subtype, form.FormType = pikepdf.Name.XObject, pikepdf.Name.Form, 1
    form.BBox = _numbers(rect)
    form.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply))
    )
    form.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency)
    return form


def _numbers(values: Iterable[float]) -> list[Decimal]:
    # pikepdf writes decimals as they are, floats with noise
    return [Decimal(f"{v:.2f}") for v in values]


@dataclass(frozen=True, slots=True)
class _Space:
    """From points of the page as displayed (top left is 0, 0) to the PDF's own: the visible box and its quarter turns."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int

    @classmethod
    def of(cls, page: pikepdf.Page) -> _Space:
        """The space of a page; a crop box counts only as far as the media box reaches, as viewers do."""
        x0, y0, x1, y1 = _box(page.mediabox)
        a0, b0, a1, b1 = _box(page.cropbox)
        left, bottom, right, top = max(x0, a0), max(y0, b0), min(x1, a1), min(y1, b1)
        if right <= left or top <= bottom:
            left, bottom, right, top = x0, y0, x1, y1
        return cls(left, bottom, right - left, top - bottom, int(page.rotation) // 90 % 4)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A displayed point in the PDF's space."""
        match self.turns:
            case 1:
                return self.left + y, self.bottom + x
            case 2:
                return self.left + self.width - x, self.bottom + y
            case 3:
                return self.left + self.width - y, self.bottom + self.height - x
        return self.left + x, self.bottom + self.height - y

    def quad(self, b: Box) -> tuple[tuple[float, float], ...]:
        """Upper left, upper right, lower left, lower right of a box, as read."""
        return (
            self.point(b.x0, b.top),
            self.point(b.x1, b.top),
            self.point(b.x0, b.bottom),
            self.point(b.x1, b.bottom),
        )


def _box(values: Iterable[object]) -> tuple[float, float, float, float]:
    a, b, c, d = (float(str(v)) for v in values)
    return min(a, c), min(b, d), max(a, c), max(b, d)
