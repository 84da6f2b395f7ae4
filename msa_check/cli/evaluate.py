"""``msa-check evaluate``: the checker against labels of your own, rule by rule.

The figures are msa_check.evaluating's; nothing here computes one.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msa_check.cli import screen
from msa_check.cli.settings import rules_option
from msa_check.errors import ExitCode, UsageError
from msa_check.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.evaluating import Score
    from msa_check.model import Finding


@click.command(name="evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("texts", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@rules_option
def command(gold: Path, texts: Path, form: str, pack: Path | None) -> int:
    """Compare the checker's verdicts with your own labels.

    GOLD is a JSON list: [{"id": "A01", "rules": {"kpis": ["partial", "weak", "the passage"], ...}}, ...]. A label is
    met, partial or missing, then a reason or null, then passages; na and contested are not scored. TEXTS is the folder
    with one file for each id (A01.txt, A01.pdf, ...).
    """
    from msa_check.checking import Checker
    from msa_check.evaluating import GoldFault, evaluate, overall, parse_gold
    from msa_check.reading import read
    from msa_check.rulebook import load

    checker = Checker(load(pack))
    try:
        text = gold.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else "it is not UTF-8 text"
        raise UsageError(f"the labels cannot be read ({why}).", where=str(gold), cure="Check the path.") from None
    labels = parse_gold(text, str(gold), (r.id for r in checker.rulebook.rules))
    files, faults = {}, []
    for name in labels:
        fitting = sorted(p for p in texts.glob("*.*") if p.stem == name)
        if len(fitting) == 1:
            files[name] = fitting[0]
        else:
            faults.append(f"{gold}, {name}: found {len(fitting) or 'no'} files of that name in {texts}, expected one")
    if faults:
        raise GoldFault(faults)
    found: dict[str, Sequence[Finding]] = {}
    unread = False
    for name, path in files.items():
        report = checker.check(read(path))
        found[name] = report.findings
        if report.statement.status == "unread":
            unread = True
            screen.talk(f"{path}: not read ({report.statement.why}); every rule counts as missing.")
    scores = evaluate(labels, found)
    total = overall(scores)
    if form == "json":
        screen.data(json.dumps({"all": total, "rules": [asdict(s) for s in scores]}, ensure_ascii=False, indent=1))
    else:
        screen.data(visible(_text(scores, total)))
    return ExitCode.UNREAD if unread else ExitCode.OK


def _text(scores: Sequence[Score], total: dict[str, float | None]) -> str:
    width = max([len(s.rule) for s in scores] + [4])
    lines = [f"{'rule':<{width}}  labels  precision  recall    F1  balanced  agreement  kappa"]
    for s in scores:
        cells = (s.precision, s.recall, s.f1, s.balanced_accuracy, s.agreement, s.kappa)
        figures = "".join(f"{_figure(x):>{w}}" for x, w in zip(cells, (11, 8, 6, 10, 11, 7), strict=True))
        lines.append(f"{s.rule:<{width}}  {s.labels:>6}{figures}")
    lines += [
        "",
        (
            f"All {total['labels']:.0f} labels: agreement {_figure(total['agreement'])}, kappa {_figure(total['kappa'])}, "
            f"mean balanced accuracy {_figure(total['balanced_accuracy'])}."
        ),
        "Precision, recall, F1 and balanced accuracy are of met against the rest; kappa is of the three verdicts.",
    ]
    for s in scores:
        if s.disagreements:
            lines += ["", s.rule, "  you say   | checker: met  partial  missing"]
            for name, row in zip(("met", "partial", "missing"), s.confusion, strict=True):
                lines.append(f"  {name:<9} | {row[0]:>12}{row[1]:>9}{row[2]:>9}")
        for d in s.disagreements:
            lines.append(f"  {d.statement}: you say {d.expected}, the checker {d.found}")
            lines.append(f"    you:     {d.reader_passage or '(no passage)'}")
            lines.append(f"    checker: {d.checker_passage or '(no passage)'}")
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
