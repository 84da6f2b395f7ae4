"""The plain program that benchmarks run beside ours: pdfplumber's text, a spaCy pipeline and the same rules, in one process.

It does what one would write in an afternoon with the usual tools: spaCy cuts the sentences, every rule's patterns are tried on each of
them with the pack's own phrases (Python's ``re``, each list searched at most once a sentence, dear questions asked last), and the
sentences found are looked through for cues. False friends, headings, lead-ins, zones, facts, the second reader, the record and the page
are left out, so it does less than ours.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from msa_check.language import phrase_source, plain

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.model import Pattern, Rulebook

Places = list[tuple[int, int]]
"""(first, last) word of each hit in a sentence."""


class Sentence:
    """A sentence and what was found in it so far."""

    def __init__(self, text: str, expressions: dict[str, re.Pattern[str]]) -> None:
        """``expressions``: element -> what it is searched by."""
        self.text, self._expressions = text, expressions
        self._has: dict[str, bool] = {}
        self._places: dict[str, Places] = {}

    def has(self, element: str) -> bool:
        """Whether a phrase of the list stands in it."""
        if element not in self._has:
            self._has[element] = self._expressions[element].search(self.text) is not None
        return self._has[element]

    def places(self, element: str) -> Places:
        """Where the list's phrases stand in it."""
        if element not in self._places:
            found = self._expressions[element].finditer(self.text)
            self._places[element] = [
                (self.text.count(" ", 0, m.start()), self.text.count(" ", 0, m.end())) for m in found
            ]
        return self._places[element]

    def fits(self, pattern: Pattern) -> bool:
        """Whether the sentence is evidence by this pattern; hits near each other where the pattern asks for it."""
        if not (pattern.all or pattern.any or pattern.regex):
            return False
        if not all(map(self.has, pattern.all)) or (pattern.any and not any(map(self.has, pattern.any))):
            return False
        if pattern.regex and not self._expressions[pattern.regex].search(self.text):
            return False
        if any(map(self.has, pattern.none)):
            return False
        if not pattern.near or len(pattern.all) + bool(pattern.any) < 2:
            return True
        found = [self.places(e) for e in pattern.all]
        if pattern.any:
            found.append([p for e in pattern.any for p in self.places(e)])
        return any(
            all(any(c - b <= pattern.near + 1 and a - d <= pattern.near + 1 for c, d in other) for other in found[1:])
            for a, b in found[0]
        )


class Peer:
    """Judges PDFs by the rules of ``book``."""

    def __init__(self, book: Rulebook) -> None:
        """Compiles every list of ``book``; ImportError where spaCy is not installed."""
        import spacy  # noqa: PLC0415 - no dependency of ours

        self.book = book
        self.nlp = spacy.blank("en")
        self.nlp.add_pipe("sentencizer")
        self.cues = {d: [p for kind in ("before", "after", "anywhere") for p in c[kind]] for d, c in book.cues.items()}
        patterns = [p for r in book.rules for p in (*r.evidence, *r.not_evidence)]
        lists = dict(self.cues)
        for e in {e for p in patterns for e in (*p.all, *p.any, *p.none)}:
            named = book.lexicon[e[1:]] if e.startswith("@") else (e,)
            lists[e] = [p for p in named if not p.startswith("!")]
        self.expressions = {e: re.compile("|".join(map(phrase_source, p)) or r"(?!)") for e, p in lists.items()}
        self.expressions |= {p.regex: re.compile(p.regex) for p in patterns if p.regex}

    def seconds(self, files: list[Path]) -> float:
        """Seconds for these files, one after the other."""
        began = time.perf_counter()
        for file in files:
            self.evidence(file)
        return time.perf_counter() - began

    def evidence(self, file: Path) -> set[tuple[str, str]]:
        """(rule, sentence) found in a PDF, sentences with a cue left out."""
        import pdfplumber  # noqa: PLC0415

        with pdfplumber.open(file) as pdf:
            text = " ".join(page.extract_text() or "" for page in pdf.pages)
        found: set[tuple[str, str]] = set()
        for span in self.nlp(plain(text).replace("\n", " ")).sents:
            sentence = Sentence(span.text, self.expressions)
            for rule in self.book.rules:
                if not any(map(sentence.fits, rule.evidence)) or any(map(sentence.fits, rule.not_evidence)):
                    continue
                if not any(sentence.has(d) for d in self.cues if d not in rule.ignore):
                    found.add((rule.id, sentence.text))
        return found
