"""Comments put into a copy of a Word document, each on the words it is about.

Nothing here knows rules or verdicts: it is given passages, sentences and texts. The document was read before, within the
reader's limits, so that its parts are known to be in order.
"""

from __future__ import annotations

import copy
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msa_check.errors import UsageError
from msa_check.model import Kind
from msa_check.reading import docx

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msa_check.model import Passage
    from msa_check.reporting.comments import Note

AUTHOR, INITIALS = "msa-check", "msa"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _R, _T, _RPR = (_W + x for x in ("p", "r", "t", "rPr"))
_SPLITTABLE = frozenset(_W + x for x in ("t", "tab", "br", "cr", "noBreakHyphen", "rPr", "lastRenderedPageBreak"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the copy: the same input gives the same bytes."""


def commented(data: bytes, passages: Sequence[Passage], notes: Sequence[Note], *, source: str) -> bytes:
    """The document's bytes with a comment for each note, those without a passage at the end of the text.

    A note whose words are not found is put at the end too. Raises UsageError when the document takes no comments.
    """
    package = docx.opened(data)
    main = package.main_document_part
    if not hasattr(main, "comments"):  # macros or a template: the library knows only plain documents
        raise UsageError(
            "this kind of Word document cannot be given comments.", where=source, cure="Save it as a plain DOCX."
        )
    text = _Text.of(main.element.body)
    at = text.places(passages)
    for note in notes:
        comment = main.comments.add_comment(text=note.text, author=AUTHOR, initials=INITIALS)
        comment._comment_elm.attrib.pop(f"{_W}date", None)  # noqa: SLF001 - the day would make each copy another
        text.mark(text.within(at.get(note.passage), note.quote), comment.comment_id)
    out = io.BytesIO()
    package.save(out)
    return _dateless(out.getvalue())


@dataclass(slots=True)
class _Letter:
    """One letter or digit of the text: in which run it stands and at which of the run's characters."""

    run: Any
    at: int


class _Text:
    """The letters and digits of the body in order: what stays the same however a reader joins lines and mends words."""

    def __init__(self, runs: list[Any]) -> None:
        self.letters: list[_Letter] = []
        plain: list[str] = []
        for run in runs:
            for n, character in enumerate(_run_text(run)):
                for letter in _letters(character):
                    plain.append(letter)
                    self.letters.append(_Letter(run, n))
        self.plain = "".join(plain)

    @classmethod
    def of(cls, body: Any) -> _Text:  # noqa: ANN401 - XML elements, whose library has no types; so below
        """The text of a document's body; deleted and hidden words are left out, as the reader leaves them out."""
        return cls(list(_runs(body)))

    def places(self, passages: Sequence[Passage]) -> dict[int, tuple[int, int]]:
        """Passage number -> (first letter, one past the last), of those found, each looked for after the one before."""
        found: dict[int, tuple[int, int]] = {}
        after = 0
        for p in passages:
            wanted = _plain(p.text)
            pieces = [wanted]
            if p.kind is Kind.TABLE_ROW:  # "head: cell | head: cell": the longest cell tells the row
                cells = [_plain(c.partition(": ")[2] or c) for c in p.text.split(" | ")]
                pieces += sorted(cells, key=len, reverse=True)[:1]
            for piece in filter(None, pieces):
                start = self.plain.find(piece, after)
                if start < 0:
                    start = self.plain.find(piece)  # a text box or footnote, which the reader puts elsewhere
                else:
                    after = start + (len(piece) if piece == wanted else 0)
                if start >= 0:
                    found[p.number] = start, start + len(piece)
                    break
        return found

    def within(self, place: tuple[int, int] | None, quote: str) -> tuple[int, int] | None:
        """Where the sentence stands in its passage; the whole passage when it is not found there, None without one."""
        wanted = _plain(quote)
        if place is None:
            start = self.plain.find(wanted) if wanted else -1
            return (start, start + len(wanted)) if start >= 0 else None
        start = self.plain.find(wanted, *place) if wanted else -1
        return (start, start + len(wanted)) if start >= 0 else place

    def mark(self, place: tuple[int, int] | None, comment: int) -> None:
        """Put the comment's marks round the letters, or round the last run of the text."""
        if not self.letters:
            return
        if place is None:
            first = last = self.letters[-1].run
        else:
            self._split(place[0], begins=True)
            self._split(place[1], begins=False)
            first, last = self.letters[place[0]].run, self.letters[place[1] - 1].run
        first.insert_comment_range_start_above(comment)
        last.insert_comment_range_end_and_reference_below(comment)
        # out of hyperlinks, insertions and content controls, beside which the marks may stand in every case
        start, end = first.getprevious(), last.getnext()
        reference = end.getnext()
        _top(first).addprevious(start)
        top = _top(last)
        top.addnext(reference)
        top.addnext(end)

    def _split(self, at: int, *, begins: bool) -> None:
        """Part a run where a marked sentence begins or has ended at this letter; only a run that is nothing but text.

        A quotation mark or bracket before its first letter belongs to the sentence; the space after it does not.
        """
        if not 0 < at < len(self.letters):
            return
        letter, run = self.letters[at], self.letters[at].run
        cut = letter.at
        if self.letters[at - 1].run is not run or self.letters[at - 1].at == cut:
            return  # it begins there already, or within one character
        before = _run_text(run)[:cut]
        kept = before.rstrip("“‘\"'([") if begins else before.rstrip()
        cut = len(kept)
        if not kept or any(child.tag not in _SPLITTABLE for child in run):
            return
        rest = copy.deepcopy(run)
        _keep(run, 0, cut)
        _keep(rest, cut, None)
        run.addnext(rest)
        for one in self.letters[at:]:
            if one.run is not run:
                break
            one.run, one.at = rest, one.at - cut


def _runs(body: Any) -> Iterator[Any]:  # noqa: ANN401
    for run in body.iter(_R):
        if not docx.left_out(run):
            yield run


def _run_text(run: Any) -> str:  # noqa: ANN401
    """A run's characters: each child that is no text counts as one space."""
    return "".join((c.text or "") if c.tag == _T else " " for c in run if c.tag in _SPLITTABLE and c.tag != _RPR)


def _keep(run: Any, start: int, end: int | None) -> None:  # noqa: ANN401
    """Cut a run to some of its characters, counted as _run_text does."""
    at = 0
    for child in list(run):
        if child.tag == _RPR:
            continue
        size = len(child.text or "") if child.tag == _T else 1
        a, b = max(start - at, 0), size if end is None else min(end - at, size)
        at += size
        if a >= b:
            run.remove(child)
        elif child.tag == _T:
            child.text = (child.text or "")[a:b]
            child.set(_SPACE, "preserve")


def _top(run: Any) -> Any:  # noqa: ANN401
    """The run, or what holds it, that stands in the paragraph itself."""
    while run.getparent().tag != _P:
        run = run.getparent()
    return run


def _plain(text: str) -> str:
    return "".join(letter for character in text for letter in _letters(character))


def _letters(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return "".join(c for c in unicodedata.normalize("NFKC", character).casefold() if c.isalnum())


def _dateless(data: bytes) -> bytes:
    """The archive with one and the same time on every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for e in old.infolist():
            entry = zipfile.ZipInfo(e.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(e))
    return out.getvalue()
