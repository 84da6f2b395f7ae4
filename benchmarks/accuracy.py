"""Prints the table of docs/accuracy.md: figures per rule on labelled statements, beside how far two readers agreed.

    python benchmarks/accuracy.py GOLD.json TEXTS

GOLD.json is a file of labels as ``msa-check evaluate`` takes it; a label "contested" means that two readers differed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from msa_check.checking import Checker
from msa_check.evaluating import evaluate, parse_gold
from msa_check.reading import read
from msa_check.rulebook import load


def main(gold_file: str, folder: str) -> int:
    """Print the table, the weakest five rules and the figures over all labels."""
    book = load()
    checker = Checker(book)
    text = Path(gold_file).read_text(encoding="utf-8")
    gold = parse_gold(text, gold_file, [r.id for r in book.rules])
    twice = {item["id"] for item in json.loads(text) if item.get("readings", 1) > 1}
    found = {name: checker.check(read(Path(folder) / f"{name}.txt")).findings for name in gold}
    scores = evaluate(gold, found)
    print("| rule | labels | met | precision | recall | F1 | balanced accuracy | agreement | two readers agreed |")
    print("|---|---|---|---|---|---|---|---|---|")
    for s in scores:
        both = [gold[name][s.rule].verdict for name in gold if name in twice and s.rule in gold[name]]
        readers = f"{sum(v != 'contested' for v in both)}/{len(both)}" if both else "–"
        figures = (s.precision, s.recall, s.f1, s.balanced_accuracy)
        shown = " | ".join("–" if x is None else f"{x:.2f}" for x in figures)
        print(f"| {s.rule} | {s.labels} | {sum(s.confusion[0])} | {shown} | {s.agreement:.2f} | {readers} |")
    enough = [s for s in scores if s.balanced_accuracy is not None and 0 < sum(s.confusion[0]) < s.labels]
    weakest = sorted(enough, key=lambda s: (s.balanced_accuracy or 0.0, s.agreement))[:5]
    print("\nWeakest five: " + ", ".join(f"{s.rule} ({s.balanced_accuracy:.2f})" for s in weakest))
    labels = sum(s.labels for s in scores)
    agreed = sum(s.confusion[i][i] for s in scores for i in range(3))
    mean = sum(s.balanced_accuracy or 0.0 for s in enough) / len(enough)
    print(
        f"All: {len(gold)} statements, {labels} labels, agreement {agreed / labels:.3f}, macro balanced accuracy {mean:.3f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
