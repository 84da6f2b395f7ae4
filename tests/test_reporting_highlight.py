"""Highlighted copies: marks stand on their passages whatever way the page is turned or cut, and say which rule and why."""

from __future__ import annotations

import importlib
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
import pypdfium2
import pytest

from msa_check import checking, reading, rulebook
from msa_check.errors import UsageError
from msa_check.reporting.highlight import highlighted, marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from msa_check.model import Report, Rulebook

PDF = (Path(__file__).resolve().parent / "statements" / "documents" / "thornbeck-foods.pdf").read_bytes()
SCALE = 1.5


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def checker(book: Rulebook) -> checking.Checker:
    return checking.Checker(book)


@pytest.fixture(scope="module")
def report(checker: checking.Checker) -> Report:
    return checker.check(reading.read_bytes(PDF, "thornbeck.pdf"))


def changed(pdf: bytes, turn: int = 0, cut: tuple[int, int, int, int] | None = None) -> bytes:
    """The PDF with every page turned (degrees) and its crop box cut by (left, bottom, right, top) points."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            page.rotate(turn, relative=False)
            if cut:
                a, b, c, d = (float(v) for v in page.mediabox)
                page.cropbox = pikepdf.Array([a + cut[0], b + cut[1], c - cut[2], d - cut[3]])
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def drawn(pdf: bytes, page: int) -> NDArray[np.int16]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(
            document[page].render(scale=SCALE, may_draw_forms=False).to_pil().convert("RGB"), dtype=np.int16
        )
    finally:
        document.close()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("cut", [None, (30, 40, 10, 20)])
def test_marks_cover_their_passages_and_nothing_else(
    checker: checking.Checker, book: Rulebook, turn: int, cut: tuple[int, int, int, int] | None
) -> None:
    pdf = changed(PDF, turn, cut)
    report = checker.check(reading.read_bytes(pdf, "x.pdf"))
    copy = highlighted(pdf, report, book)
    found = [m for m in marks(report, book) if m.page == 1]
    assert len(found) > 5
    before = drawn(pdf, 0)
    paper = before.min(axis=2) > 200  # only on paper, not on ink, can a colour be seen
    differs = np.abs(before - drawn(copy, 0)).max(axis=2) > 8
    inside = np.zeros_like(differs)
    shares = []
    for m in found:
        for b in m.boxes:
            at = np.s_[round(b.top * SCALE) : round(b.bottom * SCALE), round(b.x0 * SCALE) : round(b.x1 * SCALE)]
            if paper[at].any():  # a line may stand outside the crop box
                shares.append(differs[at][paper[at]].mean())
            inside[max(0, at[0].start - 2) : at[0].stop + 2, max(0, at[1].start - 2) : at[1].stop + 2] = True
    assert np.mean(np.array(shares) > 0.9) >= 0.95
    assert differs[~inside].sum() == 0


def notes_of(pdf: bytes, password: str = "") -> list[dict[str, str]]:
    with pikepdf.open(io.BytesIO(pdf), password=password) as file:
        return [
            {k: str(a[f"/{k}"]) for k in ("Subtype", "T", "Subj", "Contents")}
            for page in file.pages
            for a in page.obj.get("/Annots", [])
            if a.get("/Subtype") == "/Highlight"
        ]


def test_each_mark_names_its_rules_verdict_and_sentence(report: Report, book: Rulebook) -> None:
    made = notes_of(highlighted(PDF, report, book))
    found = marks(report, book)
    assert [a["Contents"] for a in made] == [m.text for m in found]
    assert {a["Subtype"] for a in made} == {"/Highlight"}
    trained = next(f for f in report.findings if f.rule == "training" and f.evidence)
    mine = next(a for a in made if "training" in a["Subj"].split(", "))
    assert f"{book.rule('training').title} [training]: Met." in mine["Contents"]
    assert trained.evidence[0].quote in " ".join(a["Contents"] for a in made)


def test_every_evidence_passage_is_marked_on_every_page_it_stands_on(report: Report, book: Rulebook) -> None:
    evidence = {e.passage for f in report.findings for e in f.evidence}
    wanted = {(p.number, b.page) for p in report.statement.passages if p.number in evidence for b in p.boxes}
    assert len(marks(report, book)) == len(wanted)


def test_notes_that_are_there_stay_and_are_not_shared(report: Report, book: Rulebook) -> None:
    with pikepdf.open(io.BytesIO(PDF)) as file:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 2, 2])
        shared = file.make_indirect(pikepdf.Array([file.make_indirect(note)]))
        for page in file.pages:
            page.obj["/Annots"] = shared
        out = io.BytesIO()
        file.save(out)
    copy = highlighted(out.getvalue(), report, book)
    with pikepdf.open(io.BytesIO(copy)) as file:
        kinds = [[str(a["/Subtype"]) for a in page.obj["/Annots"]] for page in file.pages]
    per_page = [sum(m.page == n for m in marks(report, book)) for n in range(1, len(kinds) + 1)]
    assert kinds == [["/Text"] + ["/Highlight"] * n for n in per_page]


def test_the_words_of_the_copy_are_those_of_the_source(report: Report, book: Rulebook) -> None:
    again = reading.read_bytes(highlighted(PDF, report, book), "thornbeck.pdf")
    assert [p.text for p in again.passages] == [p.text for p in report.statement.passages]


def test_the_same_input_gives_the_same_bytes(report: Report, book: Rulebook) -> None:
    assert highlighted(PDF, report, book) == highlighted(PDF, report, book)


def locked(*, user: str, notes: bool = True) -> bytes:
    with pikepdf.open(io.BytesIO(PDF)) as file:
        out = io.BytesIO()
        file.save(
            out,
            encryption=pikepdf.Encryption(
                owner="o", user=user, allow=pikepdf.Permissions(extract=False, modify_annotation=notes)
            ),
        )
        return out.getvalue()


def test_a_locked_file_needs_its_password(report: Report, book: Rulebook) -> None:
    pdf = locked(user="geheim")
    with pytest.raises(UsageError, match="needs a password"):
        highlighted(pdf, report, book, passwords=("wrong",))
    assert notes_of(highlighted(pdf, report, book, passwords=("wrong", "geheim")), "geheim")


@pytest.mark.parametrize("opened_with", ["geheim", "o"])
def test_the_copy_of_a_locked_file_is_locked_in_the_same_way(report: Report, book: Rulebook, opened_with: str) -> None:
    copy = highlighted(locked(user="geheim"), report, book, passwords=(opened_with,))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(copy))
    for password, is_owner in (("geheim", False), ("o", True)):
        with pikepdf.open(io.BytesIO(copy), password=password) as file:
            assert file.owner_password_matched is is_owner
            assert not file.allow.extract
            assert file.encryption.R == 6


def test_what_an_author_forbids_without_a_password_stays_forbidden(report: Report, book: Rulebook) -> None:
    copy = highlighted(locked(user=""), report, book)
    with pikepdf.open(io.BytesIO(copy)) as file:
        assert file.is_encrypted
        assert not file.allow.extract


def test_an_author_who_forbids_notes_is_heeded(report: Report, book: Rulebook) -> None:
    pdf = locked(user="", notes=False)
    with pytest.raises(UsageError, match="does not allow notes"):
        highlighted(pdf, report, book)


def test_what_is_no_pdf_is_said_plainly(report: Report, book: Rulebook) -> None:
    with pytest.raises(UsageError, match="cannot be opened for highlighting"):
        highlighted(b"plain text", report, book)


def test_without_pikepdf_the_cure_is_named(report: Report, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msa_check.reporting.annotations", None)
    with pytest.raises(UsageError, match=r"pip install 'msa-check\[highlight\]'"):
        highlighted(PDF, report, book)


BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> Any:  # noqa: ANN401 - modules found only beside the checkout
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return [importlib.import_module(x) for x in ("fidelity_texts", "fidelity_pages", "bench_highlight")]
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_highlights_cover_their_words_in_every_layout(bench: Any, checker: checking.Checker, book: Rulebook) -> None:  # noqa: ANN401 - as above
    texts, pages, measure = bench
    found = []
    for document in texts.documents():
        if document.name.endswith("-1") and not document.layout.soft_hyphens:
            pdf = pages.reportlab_pdf(document)
            report = checker.check(reading.read_bytes(pdf, document.name, reading.ReadOptions(ocr="off")))
            if report.judged:
                found += measure.covers(pdf, report, book)
    assert len(found) > 200
    assert measure.good(found) >= 0.95


def test_the_measure_sees_highlights_that_stand_elsewhere(
    bench: Any,  # noqa: ANN401 - as above
    report: Report,
    book: Rulebook,
) -> None:
    moved = tuple(
        replace(p, boxes=tuple(replace(b, top=b.top + 30, bottom=b.bottom + 30) for b in p.boxes))
        for p in report.statement.passages
    )
    shifted = replace(report, statement=replace(report.statement, passages=moved))
    assert bench[2].good(bench[2].covers(PDF, report, book)) >= 0.95
    assert bench[2].good(bench[2].covers(PDF, shifted, book)) < 0.2
