"""What every fact starts from: the statement's sentences with their places. Nothing here reads a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.language import sentences
from msa_check.model import Evidence, Kind, Passage, Strength

if TYPE_CHECKING:
    from msa_check.model import Statement


@dataclass(frozen=True, slots=True)
class Seen:
    """One sentence (or a whole heading, signature block or piece of furniture) and where it stands.

    ``at`` counts the sentences from 0, ``of`` is how many there are; ``title`` marks the document's own title.
    """

    text: str
    passage: Passage
    at: int
    of: int
    title: bool = False
    end: int = 0
    """Where the running text ends: what follows are the short lines of a web page's foot."""

    @property
    def opening(self) -> bool:
        """Among the first sentences."""
        return self.at < max(8, self.of * 0.12)

    @property
    def closing(self) -> bool:
        """Among the last sentences."""
        return self.at >= self.end - max(12, self.end * 0.12)

    def evidence(self, quote: str = "", strength: Strength = "met") -> Evidence:
        """The sentence, or the part of it given, as evidence."""
        p = self.passage
        return Evidence(
            quote=quote or self.text,
            passage=p.number,
            page=p.page,
            heading=p.heading,
            strength=strength,
            boxes=p.boxes,
            ocr=p.ocr,
        )


def look(statement: Statement) -> list[Seen]:
    """The statement as sentences in reading order, the title first; a signature block is one, with its line ends."""
    raw: list[tuple[str, Passage, bool]] = []
    if statement.title:
        raw.append((statement.title, Passage(statement.title, 0, None, Kind.HEADING), True))
    for i, p in enumerate(statement.passages):
        if p.kind in {Kind.SIGNATURE, Kind.HEADING, Kind.FURNITURE, Kind.CONTENTS}:
            raw.append((p.text, p, p.kind is Kind.HEADING and i < 6))
        else:
            raw += [(p.text[a:b], p, False) for a, b in sentences(p.text)]
    spoken = [
        i
        for i, (t, p, _) in enumerate(raw)
        if p.kind is Kind.SIGNATURE or (len(t.split()) >= 8 and p.kind not in {Kind.FURNITURE, Kind.HEADING})
    ]
    end = spoken[-1] + 1 if spoken else len(raw)
    return [Seen(t, p, i, len(raw), title, end) for i, (t, p, title) in enumerate(raw)]
