"""Processor time of judging one statement, by stage (``python benchmarks/bench_check.py [FOLDER ...]``).

Takes the bundled fictional statements and, when they are there, the real ones beside the checkout; or the texts of the
folders given. Every second statement warms the patterns up; the others are timed, each at first sight, so that nothing
remembered from an earlier look at the same text helps. Reading is not counted. Prints milliseconds of one core for a
statement and for 1,500 words, the slowest statement, and what the search would take without the prefilter.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msa_check import facts, gate
from msa_check.checking import Checker
from msa_check.reading import read
from msa_check.rulebook import load
from msa_check.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable

    from msa_check.matching import Text
    from msa_check.model import Statement

R = TypeVar("R")
HERE = Path(__file__).resolve().parents[1]
OWN = HERE / "tests" / "statements" / "sources"
SHARED = HERE.parent / "shared" / "texts"
MOST = 250
"""Statements taken of a folder, spread evenly over it."""
WORDS = 1500


@dataclass
class Spent:
    """Seconds of one core by stage, and each statement's seconds and words."""

    stages: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    wholes: list[tuple[float, int]] = field(default_factory=list)

    def timed(self, stage: str, work: Callable[..., R]) -> Callable[..., R]:
        """The same work, with its seconds added to a stage."""

        def run(*args: object) -> R:
            began = time.process_time()
            done = work(*args)
            self.stages[stage] += time.process_time() - began
            return done

        return run

    def clear(self) -> None:
        """Forget what the warming up took."""
        self.stages.clear()
        self.wholes.clear()


def checker(spent: Spent, *, prefilter: bool = True) -> Checker:
    """A checker whose stages report to ``spent``."""
    made = Checker(load())
    matching = made.matching
    cut = matching.cut

    def uncut(statement: Statement) -> Text:
        text = cut(statement)
        text.units = Units(text.units.blob, text.units.starts)  # every list is searched in the whole text
        return text

    matching.cut = spent.timed("sentences and their words", cut if prefilter else uncut)  # type: ignore[method-assign]
    matching.hits = spent.timed("search", matching.hits)  # type: ignore[method-assign]
    if made.proposing:
        made.proposing.add = spent.timed("second reader", made.proposing.add)  # type: ignore[method-assign]
    return made


def judge(made: Checker, spent: Spent, statement: Statement) -> None:
    """Judge a statement as a user's check does, and note what it took."""
    began = time.process_time()
    made.check(statement)
    spent.wholes.append((time.process_time() - began, sum(len(p.text.split()) for p in statement.passages)))


def table(spent: Spent, bare: Spent) -> None:
    """Print milliseconds by stage."""
    n = len(spent.wholes)
    words = sum(w for _, w in spent.wholes)
    whole = sum(s for s, _ in spent.wholes)
    rows = [*sorted(spent.stages.items(), key=lambda x: -x[1])]
    rows += [("verdicts and the rest", whole - sum(spent.stages.values())), ("all", whole)]
    rows += [("search without the prefilter", bare.stages["search"])]
    print(f"{n} statements of {words / n:,.0f} words")
    print(f"{'ms of one core':32}{'a statement':>12}{f'{WORDS:,} words':>14}")
    for stage, seconds in rows:
        print(f"{stage:32}{1000 * seconds / n:12.1f}{1000 * seconds * WORDS / words:14.1f}")
    seconds, of = max(spent.wholes)
    print(f"{'the slowest':32}{1000 * seconds:12.1f}{1000 * seconds * WORDS / of:14.1f}   ({of:,} words)")


def main(folders: list[Path]) -> int:
    """Measure the statements of each folder and print its table."""
    spent, bare = Spent(), Spent()
    began = time.process_time()
    made = checker(spent)
    print(f"rule book loaded and compiled: {time.process_time() - began:.2f} s")
    without = checker(bare, prefilter=False)
    gates, known = gate.document_type, facts.read_facts
    for folder in folders:
        files = sorted(folder.glob("*.txt"))
        read_in = [read(f) for f in files[:: max(1, len(files) // MOST)]]
        statements = [s for s in read_in if s.status != "unread" and not gates(s)[1]]
        print(f"\n{folder.parent.name}/{folder.name}: ", end="")
        if len(statements) < 2:
            print("not there, or too few texts that are statements")
            continue
        for s in statements[1::2]:
            judge(made, spent, s)
            judge(without, bare, s)
        spent.clear()
        bare.clear()
        gate.document_type = spent.timed("what kind of document", gates)
        facts.read_facts = spent.timed("facts", known)
        for s in statements[::2]:
            judge(made, spent, s)
        gate.document_type, facts.read_facts = gates, known
        for s in statements[::2]:
            judge(without, bare, s)
        table(spent, bare)
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(a) for a in sys.argv[1:]] or [OWN, SHARED]))
