"""What people said of the verdicts of a run, put into its pages.

What a decision still holds for is msa_check.reviewing's, how it is shown msa_check.reporting.people's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check import reviewing
from msa_check.batch.writing import write_atomically
from msa_check.model import Verdict
from msa_check.reporting import words
from msa_check.reporting.people import Reviewed, Said, filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from msa_check.model import Rulebook
    from msa_check.record import Record
    from msa_check.reviewing import Opinion, Reviews
    from msa_check.store import Store


def reviewed(reviews: Reviews, made: Record, book: Rulebook, rule_texts: Mapping[str, str]) -> tuple[Reviewed, ...]:
    """The findings of a record that somebody looked at, in the rule book's order."""
    out = []
    for f in made["findings"]:
        opinions = reviews.of(made, f, rule_texts.get(f["rule"], ""))
        if not opinions:
            continue
        rule, verdict = book.rule(f["rule"]), Verdict(f["verdict"])
        quotes = dict(zip(reviewing.row_ids(made, f), (e["quote"] for e in f["evidence"]), strict=False))
        said = tuple(
            Said(
                o.decision.decision,
                o.decision.reviewer,
                o.decision.day,
                o.decision.note,
                quotes.get(row, "") if len(quotes) > 1 and not o.recheck else "",
                o.recheck,
            )
            for row, found in opinions.items()
            for o in found
        )
        reason = words.REASONS.get(f["reason"] or "", "") if verdict is Verdict.PARTIAL else ""
        sign = words.sign(verdict, rule.force)
        out.append(Reviewed(rule.id, rule.title, sign, reason, _come_to(opinions), tuple(sorted(said, key=_order))))
    return tuple(out)


def _come_to(opinions: Mapping[str, Sequence[Opinion]]) -> str:
    """The opinions in one word. People contradict each other only over one and the same passage, not over two of them."""
    word = reviewing.in_one_word([o for found in opinions.values() for o in found]) or "re-check"
    if word != "conflict":
        return word
    live = ([o.decision for o in found if not o.recheck] for found in opinions.values())
    return "conflict" if any(map(reviewing.conflict, live)) else "mixed"


def _order(said: Said) -> tuple[bool, str]:
    """What stands before what is to be checked again, each by its reviewer."""
    return said.recheck, said.reviewer


def fill(store: Store, run: int, book: Rulebook, folder: Path, reviews: Reviews) -> int:
    """Put what people said into the pages of a run, which lie in ``folder``; how many were written. Raises OSError.

    A page that is as it should be is left alone, and so is one that somebody removed.
    """
    texts, pages, written = store.rule_texts(book.id), store.pages(run), 0
    for made in store.records(run):
        name = pages.get(made["source"])
        if not name or made.get("duplicate_of"):  # a duplicate shares the page of the first
            continue
        path = folder / name
        if not path.is_file():
            continue
        old = path.read_text(encoding="utf-8")
        new = filled(old, reviewed(reviews, made, book, texts))
        if new != old:
            write_atomically(path, new.encode("utf-8", "replace"))
            written += 1
    return written
