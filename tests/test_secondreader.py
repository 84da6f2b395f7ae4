"""The second reader: its weights, what it says of sentences, and what it may and may not do to findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from msa_check import rulebook, shelf
from msa_check.checking import Checker
from msa_check.errors import MsaError
from msa_check.model import Evidence, Finding, Kind, Passage, Seconded, Statement, Verdict
from msa_check.proposing import PROPOSED, Proposing
from msa_check.rulefiles import SecondedFile
from msa_check.secondreader import CRITERIA, SecondReader

if TYPE_CHECKING:
    from pathlib import Path

BOOK = rulebook.load()
RULES_ALONE = Checker(replace(BOOK, seconded=()))
READER = SecondReader.load(BOOK.second_reader)
SENTENCES = (
    "Wexbourne Tiles Limited is part of the Wexbourne Group and has 14 depots in England and Wales.",
    "We make and sell ceramic tiles to builders and shops.",
    "Our suppliers must sign our supplier code of conduct, which forbids forced labour.",
    "The weather was fine on the day of the picnic.",
    "This statement was approved by the board of directors on 4 May 2024.",
)


def _statement(*sentences: str) -> Statement:
    passages = tuple(Passage(s, i, 1, Kind.PARAGRAPH) for i, s in enumerate(sentences, 1))
    return Statement(source="made up", sha256="", format="text", pages=1, passages=passages)


class Told:
    """A reader that gives one probability to every sentence for every criterion; thresholds 0.5, 0.2 and 0.8."""

    decide, doubt, propose = (np.full(len(CRITERIA), x) for x in (0.5, 0.2, 0.8))

    def __init__(self, **given: float) -> None:
        """Word -> probability of the sentences that hold it; the rest get 0."""
        self.given = given

    def score(self, sentences: list[str], headings: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """The same probability for every criterion."""
        assert len(sentences) == len(headings)
        each = [max((p for word, p in self.given.items() if word in s), default=0.0) for s in sentences]
        return np.repeat(np.array(each)[:, None], len(CRITERIA), axis=1)


def _beside(reader: Told, seconded: Seconded, *sentences: str, findings: tuple[Finding, ...] | None = None) -> Finding:
    """The finding of the criterion's first rule after the reader has spoken."""
    book = replace(BOOK, seconded=(seconded,))
    statement = _statement(*sentences)
    text = RULES_ALONE.matching.cut(statement)
    found = findings or RULES_ALONE.judge(statement)[1]
    added = Proposing(book, RULES_ALONE.matching, reader).add(found, text)  # type: ignore[arg-type]
    return next(f for f in added if f.rule == seconded.rules[0])


def test_the_shipped_reader_knows_plain_disclosures() -> None:
    p = READER.score(SENTENCES, [""] * len(SENTENCES))
    decided = {CRITERIA[c] for c in range(len(CRITERIA)) for i in range(len(SENTENCES)) if p[i, c] >= READER.decide[c]}
    assert {"structure", "operations", "mitigation", "approval"} <= decided
    assert p[4, CRITERIA.index("approval")] > 0.5
    assert all(p[3] < READER.decide)


def test_the_same_sentences_get_the_same_probabilities() -> None:
    headings = ["About us"] * len(SENTENCES)
    assert np.array_equal(READER.score(SENTENCES, headings), READER.score(SENTENCES, headings))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_short_statements_are_read(count: int) -> None:
    p = READER.score(SENTENCES[:count], [""] * count)
    assert p.shape == (count, len(CRITERIA))
    assert ((p >= 0) & (p <= 1)).all()


def test_sentences_without_words_are_read() -> None:
    assert np.isfinite(READER.score(["…", "", "!!"], ["", "", ""])).all()


def test_sentences_and_headings_go_together() -> None:
    with pytest.raises(ValueError, match="2 sentences but 1 headings"):
        READER.score(["a", "b"], [""])


@pytest.mark.parametrize("weights", [b"", b"no weights", BOOK.second_reader[:5000]])
def test_damaged_weights_are_refused(weights: bytes) -> None:
    with pytest.raises(MsaError, match="second reader"):
        SecondReader.load(weights)


def test_the_weights_are_small_and_hold_no_words() -> None:
    assert len(BOOK.second_reader) < 4_000_000
    with np.load(shelf.rules_dir() / "second-reader.npz", allow_pickle=False) as data:
        assert all(data[name].dtype.kind in "fiu" for name in data.files)


def test_the_pack_may_name_the_reader_s_criteria() -> None:
    assert get_args(SecondedFile.model_fields["criterion"].annotation) == CRITERIA
    assert [s.criterion for s in BOOK.seconded] == list(CRITERIA)


def test_a_pack_without_the_reader_works(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    for path in (shelf.rules_dir() / "uk-s54").glob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == "_pack.yaml":
            text = text[: text.index("second_reader:")]
        (folder / path.name).write_text(text, "utf-8")
    book = rulebook.load(folder)
    assert (book.seconded, book.second_reader) == ((), b"")
    _, findings = Checker(book).judge(_statement(*SENTENCES))
    assert all(e.source == "rule" for f in findings for e in f.evidence)


def test_a_missed_passage_is_added_as_weak_and_marked() -> None:
    one = Evidence("Alpha is one.", 1, 1)
    sentences = (one.quote, "Zorbing goes on at the depot.")
    found = _finding(Verdict.MET, one)
    more = _beside(Told(Alpha=0.9, Zorbing=0.6), Seconded("effectiveness", ("kpis",)), *sentences, findings=found)
    assert more.verdict is Verdict.MET
    assert [(e.quote, e.source, e.strength) for e in more.evidence] == [
        (sentences[0], "rule", "met"),
        (sentences[1], "second-reader", "weak"),
    ]


def test_the_reader_never_makes_a_verdict_met() -> None:
    found = _beside(Told(Zorbing=1.0), Seconded("approval", ("board-approval",)), "Zorbing goes on at the depot.")
    assert (found.verdict, found.reason, found.note) == (Verdict.PARTIAL, "weak", PROPOSED)


def test_below_its_own_threshold_it_opens_nothing() -> None:
    found = _beside(Told(Zorbing=0.7), Seconded("approval", ("board-approval",)), "Zorbing goes on at the depot.")
    assert (found.verdict, found.evidence) == (Verdict.MISSING, ())


def test_where_the_pack_says_so_it_opens_nothing() -> None:
    seconded = Seconded("effectiveness", ("kpis",), opens=False)
    assert _beside(Told(Zorbing=1.0), seconded, "Zorbing goes on at the depot.").verdict is Verdict.MISSING


def test_what_the_rule_says_is_no_evidence_is_never_proposed() -> None:
    said = "Risk assessments."
    rule = BOOK.rule("risk-assessment")
    text = RULES_ALONE.matching.cut(_statement(said))
    assert RULES_ALONE.matching.vetoed(rule, text) == {0}
    assert _beside(Told(Risk=1.0), Seconded("mitigation", (rule.id,)), said).verdict is Verdict.MISSING


def test_an_unfilled_slot_is_never_proposed() -> None:
    found = _beside(Told(Name=1.0), Seconded("signature", ("signature",)), "Signed by [Name of director].")
    assert found.verdict is Verdict.MISSING


def _finding(verdict: Verdict, *evidence: Evidence) -> tuple[Finding, ...]:
    reason = "weak" if verdict is Verdict.PARTIAL else None
    return (Finding("kpis", verdict, reason, evidence),)


def test_over_read_passages_go_but_never_the_last_that_the_verdict_rests_on() -> None:
    one, two = Evidence("Alpha is one.", 1, 1), Evidence("Beta is two.", 2, 1)
    seconded = Seconded("effectiveness", ("kpis",))
    found = _finding(Verdict.MET, one, two)
    kept = _beside(Told(Alpha=0.01, Beta=0.1), seconded, one.quote, two.quote, findings=found)
    assert (kept.verdict, kept.evidence) == (Verdict.MET, (two,))


def test_a_weak_finding_is_never_dropped() -> None:
    weak = Evidence("Alpha is one.", 1, 1, strength="weak")
    kept = _beside(Told(), Seconded("effectiveness", ("kpis",)), weak.quote, findings=_finding(Verdict.PARTIAL, weak))
    assert (kept.verdict, kept.evidence) == (Verdict.PARTIAL, (weak,))


def test_no_verdict_of_a_legal_minimum_is_met_by_the_reader(shared: Path) -> None:
    from msa_check.reading import read

    both = Checker(BOOK)
    law = {r for m in BOOK.minimums for r in m.rules}
    files = sorted((shared / "gold" / "statements").glob("*.txt"))
    assert files
    for path in files:
        statement = read(path)
        alone = {f.rule for f in RULES_ALONE.judge(statement)[1] if f.verdict is Verdict.MET}
        together = {f.rule for f in both.judge(statement)[1] if f.verdict is Verdict.MET}
        assert together == alone
        assert law & together == law & alone
