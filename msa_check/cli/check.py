"""``msa-check check``: a few files, or one draft, checked and printed.

The work itself is msa_check.batch's; nothing here reads a document.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msa_check.cli import copies, delivery, screen, watching
from msa_check.cli.settings import fail_on_option, read_options, reading_options, rules_option
from msa_check.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msa_check.batch.task import Form, Job, Outcome, Work

DATA = frozenset({"json", "jsonl", "xlsx"})
"""Formats for programs."""


@click.command(name="check")
@click.argument("files", metavar="FILES...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "html", "md", "pdf", "xlsx"]),
    default="text",
    show_default=True,
    help="text and md: a gap report; html and pdf: the same as a page (one file); json: an array; jsonl: one line a file; xlsx: a workbook.",
)
@click.option(
    "-o", "--output", metavar="PATH", type=click.Path(path_type=Path), help="Write there instead of to the screen."
)
@click.option(
    "--suggest", is_flag=True, help="Add to each gap what a good passage says, in our own words, and its source."
)
@click.option(
    "--highlight",
    metavar="COPY.pdf",
    type=click.Path(path_type=Path),
    help="Also write a copy of the PDF in which each passage is highlighted and labelled with its rules.",
)
@click.option(
    "--comments",
    metavar="COPY.docx",
    type=click.Path(path_type=Path),
    help="Also write a copy of the Word draft with a comment at each weak passage, and on what is missing at its end.",
)
@click.option(
    "--watch",
    "watched",
    is_flag=True,
    help="Stay, check the file again each time it is saved, and print which verdicts were won and lost; Ctrl-C ends.",
)
@click.option("--why", metavar="RULE", help="Explain one rule's verdict sentence by sentence instead of a report.")
@fail_on_option
@rules_option
@reading_options
def command(
    files: tuple[Path, ...],
    form: str,
    output: Path | None,
    suggest: bool,
    highlight: Path | None,
    comments: Path | None,
    watched: bool,
    why: str | None,
    fail_on: str,
    pack: Path | None,
    **given: Any,  # noqa: ANN401 - the shared options, by name
) -> int:
    """Check each of FILES (PDF, DOCX, HTML, text; - reads one from standard input) and print what was found.

    Every file gets a result, also one that cannot be read: that is said on standard error and is never a gap.
    A folder, or thousands of files, go to msa-check batch.
    """
    if suggest and (why or form in DATA):
        raise UsageError(
            "--suggest is for reports.",
            cure="Give --format text, md, html or pdf, without --why; data has no suggestions.",
        )
    if form in {"html", "pdf"} and len(files) > 1 and not why:
        raise UsageError(
            f"--format {form} makes the page of one file.",
            cure="Give one file, or use msa-check batch FILES... -o FOLDER.",
        )
    if form == "xlsx" and not why and output is None and sys.stdout.isatty():
        raise UsageError("a workbook cannot be shown on a terminal.", cure="Add -o findings.xlsx.")
    if form == "pdf" and not why:
        if output is None and sys.stdout.isatty():
            raise UsageError("a PDF cannot be shown on a terminal.", cure="Add -o report.pdf.")
        delivery.need_typesetter()
    if sum(str(f) == "-" for f in files) > 1:
        raise UsageError("standard input can be read once only.", cure="Give - one time.")

    if watched:
        watching.check_option(files, form, output, why)
    if highlight and comments:
        raise UsageError("a PDF takes --highlight, a DOCX --comments.", cure="Give one of them.")
    copy = highlight or comments
    copies.check_option(files, copy, output, "--highlight" if highlight else "--comments")
    if output is not None:
        copies.refuse_to_overwrite(files, output, "-o")

    from msa_check.batch import pool
    from msa_check.batch.task import Work
    from msa_check.cli.rules import find_rule
    from msa_check.rulebook import load, without_examples

    pool.warm()
    book = load(pack)
    if why:
        find_rule(book, why, pack)
    wanted: Form = "" if why or form not in {"text", "md", "html", "pdf"} else form  # type: ignore[assignment]
    work = Work(
        rulebook=without_examples(book),
        options=read_options(given),
        as_of=given["as_of"] or "",
        form=wanted,
        why=why or "",
        suggest=suggest,
        copy="highlight" if highlight else "comments" if comments else "",
        memory=given["max_memory"],
    )
    seen = _Seen(fail_on)
    if watched:
        shown = _Shown(seen, work, form, output, copy)
        watching.watch(files[0], work, given["max_seconds"], shown.show, watching.pause)
        return seen.exit_code()
    delivery.report(seen.told(_in_order(files, work, given)), work, "text" if why else form, output)
    if copy and seen.last:
        copies.write(seen.last, copy)
    return seen.exit_code()


class _Seen:
    """What the exit code needs to know of the outcomes that went by."""

    def __init__(self, fail_on: str) -> None:
        self.fail_on = fail_on
        self.unread = self.gaps = 0
        self.last: Outcome | None = None

    def told(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Pass the outcomes on, with one line on stderr for each file that was not read whole."""
        from msa_check.batch.gaps import counted

        for outcome in outcomes:
            self.last = outcome
            self.unread += outcome.status == "unread"
            self.gaps += bool(counted(outcome.gaps, self.fail_on))
            if outcome.fault:
                screen.talk(outcome.fault)
            if outcome.status != "ok":
                read = "not read" if outcome.status == "unread" else "read in part"
                screen.talk(f"{outcome.source}: {read} ({outcome.why}): {outcome.detail} {outcome.cure}".rstrip())
            yield outcome

    def forget(self) -> None:
        """Count from nothing again: a file that is watched is judged by its last look."""
        self.unread = self.gaps = 0

    def exit_code(self) -> ExitCode:
        """Unread beats gaps."""
        return ExitCode.UNREAD if self.unread else ExitCode.GAPS if self.gaps else ExitCode.OK


@dataclass(frozen=True, slots=True)
class _Shown:
    """What each look at a watched file leads to: the report at first, and files written anew whenever it could be read."""

    seen: _Seen
    work: Work
    form: str
    output: Path | None
    copy: Path | None

    def show(self, outcome: Outcome) -> None:
        first = self.seen.last is None
        self.seen.forget()
        (told,) = self.seen.told(iter([outcome]))
        if first or (self.output and told.status != "unread"):
            delivery.report(iter([told]), self.work, self.form, self.output)
        if self.copy and told.status != "unread":
            try:
                copies.write(told, self.copy)
            except UsageError as fault:  # the next save may be judged again
                screen.talk(f"msa-check: {fault}")


def _in_order(files: Sequence[Path], work: Work, given: dict[str, Any]) -> Iterator[Outcome]:
    """The outcomes in the order of the files. Few are held: a file waits only for those named before it."""
    from msa_check.batch.pool import Crew, cores, run

    crew = Crew(jobs=min(given["jobs"] or cores(), len(files)), seconds=given["max_seconds"], retry_after=1)
    held: dict[int, Outcome] = {}
    expected = 0
    for outcome in run(_jobs(files, work), work, crew):
        held[outcome.number] = outcome
        while expected in held:
            yield held.pop(expected)
            expected += 1


def _jobs(files: Sequence[Path], work: Work) -> Iterator[Job]:
    from msa_check.batch.task import Job

    for number, file in enumerate(files):
        if str(file) == "-":
            yield Job(number, "-", data=sys.stdin.buffer.read(work.options.max_bytes + 1))
        else:
            yield Job(number, str(file), str(file))
