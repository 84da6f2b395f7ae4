"""Prints what the second reader is worth beside the rules; no reader judges a statement that it was trained on.

    python training/cross_validate.py DATA [--rules PACK]

DATA is as for train_second_reader.py and holds the labelled statements (gold/statements.json) and gold/score.py, which
makes the figures, too. For the sentences readers are trained five times without a fifth of the statements of each
country, then on one country for the other; each judges what it did not see, beside the rules, as the program does.
The 24 labelled UK statements are judged by a reader trained on all sentences, none of which is theirs.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits
from train_second_reader import fit, groups, read_gold, word_vectors

from msa_check.checking import Checker
from msa_check.proposing import Proposing
from msa_check.reading import read, read_bytes
from msa_check.rulebook import load

if TYPE_CHECKING:
    from msa_check.matching import Text
    from msa_check.model import Finding, Rulebook, Statement
    from msa_check.secondreader import SecondReader

COUNTRIES = ("au", "ca")
STATES = ("planned", "denied")


@dataclass(frozen=True)
class Judged:
    """A statement with what the rules alone found."""

    text: Text
    findings: tuple[Finding, ...]
    facts: dict[str, str | None]


def judged(checker: Checker, statement: Statement) -> Judged:
    """The statement judged by the rules alone."""
    known, findings = checker.judge(statement)
    names = "organisation entity_type year_end approval_date signatory signatory_role sign_date".split()
    facts = {n: f.value if (f := getattr(known, n)) else None for n in names}
    return Judged(checker.matching.cut(statement), findings, facts)


def as_text(rows: list[dict]) -> str:
    """Labelled sentences as the text that gold/score.py gives to a checker."""
    plain = [re.sub(r"\s+", " ", r["sentence"]).strip() for r in rows]
    return "\n\n".join(s if s.endswith((".", "!", "?", ":")) else s + "." for s in plain) + "\n"


def rows_of(path: Path) -> dict[str, list[dict]]:
    """Statement -> its labelled sentences, in the order of the file."""
    out: dict[str, list[dict]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        out.setdefault(row["statement"], []).append(row)
    return out


def scored(data: Path, kind: str, gold: Path, results: dict[str, tuple[tuple[Finding, ...], dict]]) -> str:
    """What gold/score.py prints for findings (statement -> findings and facts)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "results.jsonl")
        path.write_text(
            "\n".join(
                json.dumps(
                    {
                        "source": f"{name}.txt",
                        "facts": facts,
                        "findings": [
                            {
                                "rule": f.rule,
                                "verdict": f.verdict,
                                "reason": f.reason,
                                "evidence": [{"quote": e.quote} for e in f.evidence],
                            }
                            for f in findings
                        ],
                    }
                )
                for name, (findings, facts) in results.items()
            ),
            "utf-8",
        )
        more = [str(data / "gold" / "statements")] if kind == "statements" else []
        command = [sys.executable, str(data / "gold" / "score.py"), kind, str(gold), *more, "--results", str(path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _norm(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().lower().rstrip(". ")


def status(rulebook: Rulebook, rows: dict[str, list[dict]], found: dict[str, tuple[Finding, ...]]) -> str:
    """F1 of the doubts planned and denied on the sentences that carry a criterion."""
    ours = {r for s in rulebook.seconded for r in s.rules}
    criteria = {s.criterion for s in rulebook.seconded}
    counts = {s: [0, 0, 0] for s in STATES}
    for name, mine in rows.items():
        said = [(_norm(e.quote), str(e.doubt)) for f in found[name] if f.rule in ours for e in f.evidence if e.doubt]
        for row in mine:
            if not criteria & set(row["labels"]):
                continue
            s = _norm(row["sentence"])
            doubts = {d for q, d in said if q == s or (len(q) > 20 and q in s) or (len(s) > 20 and s in q)}
            for state, c in counts.items():
                told, true = state in doubts, row.get("status") == state
                c[0] += told and true
                c[1] += told and not true
                c[2] += true and not told
    return "  ".join(
        f"{s}: F1 {2 * a / max(2 * a + b + c, 1):.3f} (right {a}, wrong {b}, missed {c})"
        for s, (a, b, c) in counts.items()
    )


def main() -> None:
    """Train, judge and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("--rules", type=Path, help="another rule pack")
    a = ap.parse_args()
    rulebook = load(a.rules)
    checker = Checker(replace(rulebook, seconded=()))
    files = {c: a.data / "gold" / "sentences" / f"{c}.jsonl" for c in COUNTRIES}
    rows = {c: rows_of(path) for c, path in files.items()}
    alone = {
        c: {s: judged(checker, read_bytes(as_text(r).encode(), f"{s}.txt")) for s, r in rows[c].items()}
        for c in COUNTRIES
    }
    gold = read_gold(list(files.values()))
    vectors = word_vectors(a.data / "texts")
    country = np.array([s[:2] for s in gold.statement])
    fold = np.zeros(len(gold.text), int)
    for c in COUNTRIES:
        fold[country == c] = groups(gold.statement[country == c], 5, 0)

    def beside(reader: SecondReader, of: Judged) -> tuple[Finding, ...]:
        return Proposing(rulebook, checker.matching, reader).add(of.findings, of.text)

    found: dict[str, dict[str, tuple[Finding, ...]]] = {"rules only": {}, "five-fold": {}, "other country": {}}
    for c in COUNTRIES:
        found["rules only"] |= {s: j.findings for s, j in alone[c].items()}
    everything = {s: j for c in COUNTRIES for s, j in alone[c].items()}
    for way, test in [("five-fold", fold == k) for k in range(5)] + [
        ("other country", country == c) for c in COUNTRIES
    ]:
        reader = fit(gold.part(~test), vectors)
        found[way] |= {s: beside(reader, everything[s]) for s in dict.fromkeys(gold.statement[test])}
    for way, mine in found.items():
        for c in COUNTRIES:
            print(f"== sentences of {c}, {way}")
            print(scored(a.data, "sentences", files[c], {s: (mine[s], {}) for s in rows[c]}), end="")
        print(
            f"== status of the sentences of ca, {way}\n"
            + status(rulebook, rows["ca"], {s: mine[s] for s in rows["ca"]})
        )
    statements = a.data / "gold" / "statements"
    uk = {p.stem: judged(checker, read(p)) for p in sorted(statements.glob("*.txt"))}
    reader = fit(gold, vectors)
    answers = statements.with_suffix(".json")
    for way in ("rules only", "with the second reader"):
        results = {s: (j.findings if way == "rules only" else beside(reader, j), j.facts) for s, j in uk.items()}
        print(f"== the 24 statements, {way}\n" + scored(a.data, "statements", answers, results).splitlines()[-1])


if __name__ == "__main__":
    with threadpool_limits(1):  # as in training
        main()
