"""``msa-check review``: decisions of people on findings: taken in from a sheet, listed, compared, put beside the verdicts.

The work is msa_check.reviewsheet's and msa_check.reviewing's; nothing here judges.
"""

from __future__ import annotations

import json
import shlex
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msa_check.cli import screen
from msa_check.cli.settings import rules_option
from msa_check.errors import ExitCode, UsageError
from msa_check.reporting.words import how_many

if TYPE_CHECKING:
    from msa_check.reviewing import Agreement, Opinion
    from msa_check.store import Store

_folder = click.argument("out", metavar="OUT", type=click.Path(path_type=Path))


@click.group(name="review")
def command() -> None:
    """Take in what reviewers decided in the workbook of a batch, and see where people and rules part.

    OUT is the output folder of msa-check batch.
    """


@command.command(name="import")
@click.argument("sheet", metavar="SHEET", type=click.Path(path_type=Path))
@_folder
@click.option("--reviewer", metavar="NAME", default="", help="Who decided, where the sheet names nobody.")
def import_sheet(sheet: Path, out: Path, reviewer: str) -> int:
    """Store the decisions of SHEET (the workbook, or its sheet Findings as CSV) in OUT/reviews.sqlite.

    Decisions are only ever added. With one fault in the sheet nothing is stored, and every fault is named.
    """
    from msa_check import reviewing, reviewsheet
    from msa_check.batch.lock import locked

    answers = reviewsheet.answers(sheet, reviewer=reviewer.strip())
    if not answers:
        screen.talk(f"{sheet}: no row has a decision. Fill in the column Reviewer decision of the sheet Findings.")
        return ExitCode.NOTHING
    with locked(_existing(out)), closing(open_store(out)) as store:
        run, rulebook, _ = latest(store)
        did = reviewing.add(
            out,
            answers,
            store.records(run),
            store.rule_texts(rulebook),
            rulebook=rulebook,
            imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
    known = f", {did.known:,} were there already" if did.known else ""
    screen.talk(f"{len(answers):,} decisions read: {did.added:,} added{known}.")
    if did.stale:
        screen.talk(
            f"{did.stale:,} are about findings that changed since the sheet was made: kept, and shown as re-check."
        )
    screen.talk(f"msa-check review apply {out} puts them into the pages, the workbook and findings.jsonl.")
    return ExitCode.OK


@command.command(name="list")
@_folder
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def list_decisions(out: Path, form: str) -> int:
    """List the decisions beside the verdicts of the last run, the latest of each reviewer; re-check marks what changed."""
    rows = _standing(out)
    if form == "jsonl":
        lines = [json.dumps(r, ensure_ascii=False) for r, _ in rows]
    else:
        lines = [
            f"{r['source']}  {r['rule']}: machine {r['verdict']}, human {'re-check: ' if o.recheck else ''}{o.decision.decision}"
            f" ({', '.join(x for x in (o.decision.reviewer, o.decision.day) if x)})"
            + (f": {o.decision.note}" if o.decision.note else "")
            for r, o in rows
        ]
    _print(lines)
    return ExitCode.OK


@command.command(name="agreement")
@_folder
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_agreement(out: Path, form: str) -> int:
    """Count by rule how often reviewers agree; kappa for each two of them; list where they contradict each other."""
    from msa_check.reviewing import agreement

    found = agreement(o for _, o in _standing(out))
    if form == "json":
        screen.data(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        _print(_as_text(found))
    return ExitCode.OK


@command.command(name="apply")
@_folder
@rules_option
def apply_decisions(out: Path, pack: Path | None) -> int:
    """Write findings.xlsx, findings.jsonl and the pages of the last run anew, with the human beside the machine's verdict."""
    from msa_check import reviewing
    from msa_check.batch import outputs, people
    from msa_check.batch.folder import INDEX, PAGES, WORKBOOK
    from msa_check.batch.lock import locked
    from msa_check.rulebook import load

    book = load(pack)
    with locked(_existing(out)), closing(open_store(out)) as store:
        run, rulebook, state = latest(store)
        if rulebook != book.id:
            raise UsageError(
                f"the results were made with the rule book {rulebook}, this is {book.id}.",
                where=str(out),
                cure="Name the same rules with --rules, or run the batch again.",
            )
        made_on = date.today().isoformat() + ("" if state == "complete" else " (incomplete: the run was stopped)")  # noqa: DTZ011 - the reader's own date
        try:
            made = [outputs.lines(store, run, rulebook, out)]
            links = outputs.page_links(store, run)
            if (out / INDEX).exists():
                made.append(outputs.index(store, run, book, out, links, made_on=made_on))
            written = people.fill(store, run, book, out / PAGES, reviewing.load(out))
            aside = None
            if (out / WORKBOOK).exists():
                aside = outputs.workbook(store, run, book, out, links, made_on=made_on)
                made.append(out / WORKBOOK)
        except OSError as e:
            raise UsageError(
                f"the output cannot be written ({e.strerror or e}).", where=str(out), cure="Make room and try again."
            ) from None
    for path in made:
        screen.talk(f"  {path}")
    if written:
        screen.talk(f"  {out / PAGES}: {how_many(written, 'page')}")
    if aside:
        tell_aside(aside, out)
    return ExitCode.OK


def tell_aside(aside: Path, out: Path) -> None:
    """Say where a workbook is now that somebody had written into when a new one was made."""
    screen.talk(
        f"The workbook before had been written into and is kept as {aside}. Decisions in it that are not imported yet: "
        f"msa-check review import {shlex.quote(str(aside))} {shlex.quote(str(out))}"
    )


def _existing(out: Path) -> Path:
    from msa_check.batch.folder import STORE

    if not (out / STORE).is_file():
        raise UsageError(
            "there are no results here.", where=str(out), cure="Give the output folder of msa-check batch."
        )
    return out


def open_store(out: Path) -> Store:
    """The results of an output folder, to be read only. Raises UsageError when there are none."""
    from msa_check.batch.folder import STORE
    from msa_check.store import Store

    return Store(_existing(out) / STORE, reading=True)


def latest(store: Store) -> tuple[int, str, str]:
    """(number, rule book, state) of the last run; says so when it did not end."""
    found = store.latest()
    if found is None:
        raise UsageError("no run has been made here.", where=str(store.path), cure="Run msa-check batch first.")
    if found[2] != "complete":
        screen.talk("msa-check: the last run did not come to its end; only what it saw is counted.")
    return found


def _standing(out: Path) -> list[tuple[dict[str, object], Opinion]]:
    from msa_check import reviewing

    with closing(open_store(out)) as store:
        run, rulebook, _ = latest(store)
        reviews = reviewing.load(out)
        return [
            (
                {
                    "source": made["source"],
                    "rule": f["rule"],
                    "verdict": f["verdict"],
                    "finding": row,
                    "decision": o.decision.decision,
                    "standing": "re-check" if o.recheck else "current",
                    "reviewer": o.decision.reviewer,
                    "note": o.decision.note,
                    "date": o.decision.day or None,
                    "imported_at": o.decision.imported_at,
                },
                o,
            )
            for made, f, row, o in reviewing.standing(reviews, store.records(run), store.rule_texts(rulebook))
        ]


def _print(lines: list[str]) -> None:
    if not lines:
        screen.talk("No decisions are stored. msa-check review import SHEET OUT takes them in.")
        return
    from msa_check.inert import visible

    screen.data("\n".join(visible(line.replace("\n", " ")) for line in lines))


def _as_json(found: Agreement) -> dict[str, object]:
    return {
        "rules": [
            {
                "rule": c.rule,
                "agree": c.agree,
                "disagree": c.disagree,
                "unsure": c.unsure,
                "re-check": c.recheck,
                "agreement": c.agreement,
            }
            for c in found.rules
        ],
        "reviewers": [
            {"first": p.first, "second": p.second, "rows": p.rows, "same": p.same, "kappa": p.kappa}
            for p in found.pairs
        ],
        "conflicts": [
            [
                {
                    "finding": d.finding,
                    "source": d.source,
                    "rule": d.rule,
                    "reviewer": d.reviewer,
                    "decision": d.decision,
                    "note": d.note,
                }
                for d in decisions
            ]
            for decisions in found.conflicts
        ],
    }


def _as_text(found: Agreement) -> list[str]:
    if not found.rules:
        return []
    width = max(len(c.rule) for c in found.rules)
    out = [f"{'rule':<{width}}  agree  disagree  unsure  re-check  agreement"]
    for c in found.rules:
        share = "-" if c.agreement is None else f"{c.agreement:.0%}"
        out.append(f"{c.rule:<{width}}  {c.agree:>5}  {c.disagree:>8}  {c.unsure:>6}  {c.recheck:>8}  {share:>9}")
    for p in found.pairs:
        k = (
            "kappa is not defined (both always gave one and the same answer)"
            if p.kappa is None
            else f"kappa {p.kappa:.2f}"
        )
        out.append(f"{p.first} and {p.second}: {p.rows} rows decided by both, {p.same} alike, {k}")
    for decisions in found.conflicts:
        said = "; ".join(f"{d.decision} ({d.reviewer})" + (f": {d.note}" if d.note else "") for d in decisions)
        out.append(f"conflict: {decisions[0].source}  {decisions[0].rule}: {said}")
    return out
