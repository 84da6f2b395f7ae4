"""Decisions of human reviewers beside the verdicts: kept for good, matched with later runs, counted, never guessed.

Nothing here reads a sheet (reviewsheet) or changes a verdict, and the clock is the caller's.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from msa_check.errors import UsageError
from msa_check.inert import encodable
from msa_check.ownfile import OwnFile
from msa_check.reporting.sheets import DECISIONS, finding_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from msa_check.record import Record
    from msa_check.reviewsheet import Answer

NAME = "reviews.sqlite"
"""The file in the output folder. It stands beside results.sqlite, so that results can be made anew without loss."""
_TABLES = """
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    finding TEXT NOT NULL, rule TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL, rulebook TEXT NOT NULL,
    judged TEXT NOT NULL,
    reviewer TEXT NOT NULL, decision TEXT NOT NULL CHECK (decision IN ('agree', 'disagree', 'unsure')),
    note TEXT NOT NULL, day TEXT NOT NULL, imported_at TEXT NOT NULL
);
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
"""
_FILE = OwnFile("file of reviewers' decisions", 0x6D736172, 1, _TABLES, "Move the file out of the folder.")  # "msar"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it is stored. ``judged`` is the hash of what the reviewer saw; "" when the results no longer held it."""

    id: int
    finding: str
    rule: str
    source: str
    sha256: str
    rulebook: str
    judged: str
    reviewer: str
    decision: str
    note: str
    day: str
    imported_at: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision as it stands now: ``recheck`` is True when the passage, verdict or rule has changed since."""

    decision: Decision
    recheck: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What an import did: how many decisions were added, were there already, and are about what is no longer in the results."""

    added: int
    known: int
    stale: int


@dataclass(frozen=True, slots=True)
class Count:
    """The decisions on one rule's findings; ``agreement`` is agree of agree and disagree, None without either."""

    rule: str
    agree: int
    disagree: int
    unsure: int
    recheck: int

    @property
    def agreement(self) -> float | None:
        """From 0 to 1."""
        return self.agree / (self.agree + self.disagree) if self.agree + self.disagree else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers on the rows that both decided. ``kappa`` is Cohen's, None where it is not defined."""

    first: str
    second: str
    rows: int
    same: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How reviewers judged the verdicts that stand now."""

    rules: tuple[Count, ...]
    pairs: tuple[Pair, ...]
    conflicts: tuple[tuple[Decision, ...], ...]
    """The decisions on each row where one says agree and another disagree."""


@dataclass(slots=True)
class Reviews:
    """All decisions of a folder, findable by what they are about."""

    decisions: tuple[Decision, ...] = ()
    _by_id: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    _by_place: dict[tuple[str, str], list[Decision]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Sort the decisions by finding and by document and rule."""
        for d in self.decisions:
            self._by_id[d.finding].append(d)
            for place in {d.sha256, d.source} - {""}:
                self._by_place[place, d.rule].append(d)

    def of(self, made: Record, finding: Record, rule_text: str) -> dict[str, list[Opinion]]:
        """Row id -> opinions on it, of each reviewer the latest; what needs another look is with the finding's first row."""
        near = {
            d.id: d
            for place in (made["sha256"], made["source"])
            for d in self._by_place.get((place, finding["rule"]), ())
        }
        ids = row_ids(made, finding)
        near |= {d.id: d for i in ids for d in self._by_id.get(i, ())}
        if not near:
            return {}
        now = judged(finding, rule_text)
        live: dict[tuple[str, str], Decision] = {}
        last: dict[str, Decision] = {}
        for _, d in sorted(near.items()):
            last[d.reviewer] = d
            if d.judged == now and d.finding in ids:
                live[d.finding, d.reviewer] = d
        out: dict[str, list[Opinion]] = {}
        for (row, _), d in sorted(live.items()):
            out.setdefault(row, []).append(Opinion(d, recheck=False))
        heard = {reviewer for _, reviewer in live}
        stale = [Opinion(d, recheck=True) for name, d in sorted(last.items()) if name not in heard]
        if stale:
            out.setdefault(ids[0], []).extend(stale)
        return out


def row_ids(made: Record, finding: Record) -> list[str]:
    """Ids of a finding's rows in the workbook, in their order."""
    return [finding_id(made, finding, e) for e in finding["evidence"] or [None]]


def judged(finding: Record, rule_text: str) -> str:
    """Hash of what a reviewer judges: the rule as it is worded, its verdict and every passage behind it."""
    parts = [rule_text, finding["verdict"], finding["reason"] or "", *(e["quote"] for e in finding["evidence"])]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


# ------------------------------------------------------------------------------------------------ the store


def load(folder: Path) -> Reviews:
    """The decisions of an output folder; none when nothing was ever imported. Raises UsageError for another file."""
    path = folder / NAME
    if not path.is_file():
        return Reviews()
    try:
        db, _ = _FILE.reading(path)  # it is read at one go
        with closing(db):
            return Reviews(tuple(Decision(*row) for row in db.execute("SELECT * FROM decisions ORDER BY id")))
    except sqlite3.Error as e:
        raise _FILE.fault(path, e) from None


def add(
    folder: Path,
    answers: Sequence[Answer],
    records: Iterable[Record],
    rule_texts: Mapping[str, str],
    *,
    rulebook: str,
    imported_at: str,
) -> Added:
    """Add the answers of a sheet to the folder's decisions, all or none.

    ``records`` are those of the latest run, ``rule_texts`` its rules by id. An answer that a reviewer gave before, word for
    word and on the same judgement, is not added again. Raises UsageError when no answer is about these results.
    """
    wanted = {a.finding for a in answers}
    seen: dict[str, tuple[str, str, str]] = {}
    for made in records:
        for f in made["findings"]:
            mine = [i for i in row_ids(made, f) if i in wanted and i not in seen]
            if mine:
                what = made["source"], made["sha256"], judged(f, rule_texts.get(f["rule"], ""))
                seen.update(dict.fromkeys(mine, what))
    if answers and not seen:
        raise UsageError(
            "none of its rows is about the results in this folder.",
            where=str(folder),
            cure="Give the folder that the workbook came from.",
        )
    path = folder / NAME
    before = {(d.finding, d.reviewer): d for d in load(folder).decisions}
    rows = []
    for a in answers:
        source, sha256, hashed = seen.get(a.finding, (encodable(a.file), "", ""))
        row = (a.finding, a.rule, source, sha256, rulebook, hashed, a.reviewer, a.decision, a.note, a.day)
        old = before.get((a.finding, a.reviewer))
        same = old and (old.judged, old.decision, old.note, old.day) == (hashed, a.decision, a.note, a.day)
        if not same:
            rows.append((*map(encodable, row), imported_at))
    with closing(_FILE.open(path)) as db, _FILE.change(db, path):
        db.executemany(
            "INSERT INTO decisions (finding, rule, source, sha256, rulebook, judged, reviewer, decision, note, day, "
            "imported_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            rows,
        )
    return Added(len(rows), len(answers) - len(rows), sum(a.finding not in seen for a in answers))


# ------------------------------------------------------------------------------------------------ what they come to


def standing(
    reviews: Reviews, records: Iterable[Record], rule_texts: Mapping[str, str]
) -> Iterator[tuple[Record, Record, str, Opinion]]:
    """(record, finding, row id, opinion) of every opinion on the records, each decision once."""
    told: set[int] = set()
    if not reviews.decisions:
        return
    for made in records:
        for f in made["findings"]:
            for row, opinions in reviews.of(made, f, rule_texts.get(f["rule"], "")).items():
                for o in opinions:
                    if o.decision.id not in told:
                        told.add(o.decision.id)
                        yield made, f, row, o


def agreement(opinions: Iterable[Opinion]) -> Agreement:
    """Counts by rule, kappa of each two reviewers, and conflicts; only opinions that stand are compared."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows: dict[str, list[Decision]] = defaultdict(list)
    for o in opinions:
        counts[o.decision.rule]["recheck" if o.recheck else o.decision.decision] += 1
        if not o.recheck:
            rows[o.decision.finding].append(o.decision)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row, decisions in rows.items():
        for d in decisions:
            said[d.reviewer][row] = d.decision
    pairs = []
    for a, b in combinations(sorted(said), 2):
        both = [(said[a][row], said[b][row]) for row in sorted(said[a].keys() & said[b].keys())]
        if both:
            pairs.append(Pair(a, b, len(both), sum(x == y for x, y in both), kappa(both)))
    return Agreement(
        tuple(Count(rule, n["agree"], n["disagree"], n["unsure"], n["recheck"]) for rule, n in sorted(counts.items())),
        tuple(pairs),
        tuple(tuple(ds) for _, ds in sorted(rows.items()) if conflict(ds)),
    )


def conflict(decisions: Iterable[Decision]) -> bool:
    """True when one agrees and another disagrees."""
    return {"agree", "disagree"} <= {d.decision for d in decisions}


def kappa(both: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two reviewers' answers on the same rows; None when chance alone would make them always agree."""
    n = len(both)
    if not n:
        return None
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    by_chance = sum(first[d] * second[d] for d in DECISIONS)
    if by_chance == n * n:
        return None
    return (n * sum(a == b for a, b in both) - by_chance) / (n * n - by_chance)


# ------------------------------------------------------------------------------------------------ beside the verdicts


def in_words(opinions: Sequence[Opinion]) -> str:
    """The human verdict of one row: who said what, with notes; conflicts and what needs another look are named first."""
    live = [o.decision for o in opinions if not o.recheck]
    parts = [_said(d) for d in live]
    if conflict(live):
        parts[0] = "conflict: " + parts[0]
    parts += [f"re-check: {_said(o.decision)}" for o in opinions if o.recheck]
    return "; ".join(parts)


def _said(d: Decision) -> str:
    who = ", ".join(x for x in (d.reviewer, d.day) if x)
    return f"{d.decision} ({who})" + (f": {d.note}" if d.note else "")


def human_verdicts(reviews: Reviews, made: Record, rule_texts: Mapping[str, str]) -> dict[str, str]:
    """Row id -> human verdict in words, of those rows of a record that have one."""
    found: dict[str, list[Opinion]] = {}
    for f in made["findings"]:
        found |= reviews.of(made, f, rule_texts.get(f["rule"], ""))
    return {row: in_words(opinions) for row, opinions in found.items()}


def with_reviews(reviews: Reviews, made: Record, rule_texts: Mapping[str, str]) -> Record:
    """The record with a field ``reviews`` on each finding that a person decided on (docs/review.md); else as it is."""
    findings = []
    for f in made["findings"]:
        opinions = [o for os in reviews.of(made, f, rule_texts.get(f["rule"], "")).values() for o in os]
        findings.append({**f, "reviews": [_plain(o) for o in opinions]} if opinions else f)
    return {**made, "findings": findings}


def _plain(o: Opinion) -> Record:
    d = o.decision
    return {
        "finding": d.finding,
        "reviewer": d.reviewer,
        "decision": d.decision,
        "note": d.note,
        "date": d.day or None,
        "standing": "re-check" if o.recheck else "current",
    }


def in_one_word(opinions: Sequence[Opinion]) -> str | None:
    """agree, disagree or unsure when all say so; conflict, mixed, re-check (none stands), or None without opinions."""
    live = [o.decision for o in opinions if not o.recheck]
    said = {d.decision for d in live}
    if not said:
        return "re-check" if opinions else None
    if len(said) == 1:
        return said.pop()
    return "conflict" if conflict(live) else "mixed"
