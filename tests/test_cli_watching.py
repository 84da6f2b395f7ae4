"""``check --watch``: every save is seen once, half-written files are waited for, and Ctrl-C ends it cleanly."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from msa_check.batch.task import Outcome
from msa_check.cli import main, watching
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DRAFT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Quillhaven Pots Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


@dataclass
class Desk:
    """A file, somebody who does one thing to it at each wait, and what was seen of it."""

    path: Path
    steps: list[Callable[[], object]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def save(self, text: str) -> Callable[[], object]:
        """Write over the file."""
        return lambda: self.path.write_text(text, encoding="utf-8")

    def replace(self, text: str) -> Callable[[], object]:
        """Save as many editors do: write a new file and put it in the place of the old."""

        def do() -> None:
            new = self.path.with_suffix(".new")
            new.write_text(text, encoding="utf-8")
            new.replace(self.path)

        return do

    def wait(self) -> None:
        """Let the next thing happen; Ctrl-C when there is none."""
        if not self.steps:
            raise KeyboardInterrupt
        self.steps.pop(0)()

    def look(self) -> Outcome:
        """The outcome for the file as it is; its text stands for its hash, and what ends without a stop is damaged."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except OSError:
            return Outcome(0, "x", "", "unread", "not-found", "", "", b"")
        self.read.append(text)
        whole = text.endswith(".")
        return Outcome(0, "x", text, "ok" if whole else "unread", None if whole else "corrupt", "", "", b"")

    def seen(self) -> list[tuple[str, str]]:
        """(bytes, status) of every outcome until the steps are used up."""
        found: list[tuple[str, str]] = []
        with pytest.raises(KeyboardInterrupt):
            found.extend((o.sha256, o.status) for o in watching.looks(self.path, self.look, self.wait))
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "draft.txt")
    made.save("one.")()
    return made


def idle() -> None:
    """Do nothing to the file."""


def test_each_save_is_seen_once_and_only_when_the_file_holds_still(desk: Desk) -> None:
    desk.steps = [
        idle,
        desk.save("two parts."),
        desk.save("two parts, three."),
        idle,
        idle,
        desk.replace("four."),
        idle,
    ]
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        seen.extend(o.sha256 for o in watching.looks(desk.path, desk.look, desk.wait))
    assert desk.read == ["one.", "two parts, three.", "four."]


def test_a_half_written_file_is_waited_for(desk: Desk) -> None:
    desk.steps = [desk.save("two"), idle, idle, idle, desk.save("two, whole."), idle, idle]
    assert desk.seen() == [("one.", "ok"), ("two, whole.", "ok")]
    assert "two" in desk.read


def test_a_file_that_is_gone_for_a_moment_is_waited_for(desk: Desk) -> None:
    desk.steps = [desk.path.unlink, idle, idle, desk.save("two."), idle, idle]
    assert desk.seen() == [("one.", "ok"), ("two.", "ok")]


def test_a_file_that_stays_broken_is_told(desk: Desk) -> None:
    desk.steps = [desk.save("two"), *[idle] * (watching.PATIENCE + 3), desk.save("three."), idle, idle]
    assert desk.seen() == [("one.", "ok"), ("two", "unread"), ("three.", "ok")]


def test_the_same_bytes_saved_again_are_nothing_new(desk: Desk) -> None:
    desk.steps = [desk.replace("one."), idle, idle, desk.replace("two."), idle, idle]
    assert desk.seen() == [("one.", "ok"), ("two.", "ok")]
    assert desk.read == ["one.", "one.", "two."]


def test_a_save_during_the_look_is_looked_at_again(desk: Desk) -> None:
    plain = desk.look

    def look() -> Outcome:
        outcome = plain()
        if outcome.sha256 == "two.":
            desk.save("three, more.")()
            raise UsageError("it was changed while it was read.")
        return outcome

    desk.look = look  # type: ignore[method-assign]
    desk.steps = [desk.save("two."), idle, idle, idle]
    assert desk.seen() == [("one.", "ok"), ("three, more.", "ok")]


def test_a_fault_that_stays_ends_it(desk: Desk) -> None:
    def look() -> Outcome:
        raise UsageError("no.")

    with pytest.raises(UsageError):
        next(watching.looks(desk.path, look, desk.wait))


def test_what_a_save_won_and_lost_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "draft.txt")
    desk.save(DRAFT)()
    worse = DRAFT.replace("Approved by the board of directors on 3 June 2026.", "We trust our managers.")
    desk.steps = [desk.replace(worse), idle, desk.save(DRAFT + "\n"), idle, idle]
    monkeypatch.setattr(watching, "pause", desk.wait)
    report = tmp_path / "report.md"
    assert main(["check", str(desk.path), "--watch", "--format", "md", "-o", str(report)]) == 0
    got = capsys.readouterr()
    first, second = got.out.strip().split("\n\n")
    assert first.startswith("- Approved by the board or equivalent body [board-approval]: met -> not met")
    assert "“Approved by the board of directors on 3 June 2026.”" in " ".join(first.split())
    assert second.startswith("+ Approved by the board or equivalent body [board-approval]: not met -> met")
    assert "Ctrl-C ends." in got.err
    assert got.err.endswith("Ended.\n")
    assert "# Quillhaven Pots Ltd" in report.read_text(encoding="utf-8")


def test_the_exit_code_is_that_of_the_last_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path / "draft.txt")
    desk.save(DRAFT)()
    desk.steps = [desk.save(DRAFT.replace("Approved by", "Read by")), idle]
    monkeypatch.setattr(watching, "pause", desk.wait)
    assert main(["check", str(desk.path), "--watch"]) == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as a terminal has it: a shell that starts the tests in the background makes them, and what they start, deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_it_without_leaving_anything(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(DRAFT, encoding="utf-8")
    command = [sys.executable, "-m", "msa_check", "check", str(draft), "--watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        assert child.stderr is not None
        assert child.stderr.readline().startswith(f"Watching {draft}")
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        said = child.stderr.read()
        assert (child.wait(20), said) == (0, "Ended.\n")
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.txt", "b.txt", "--watch"], "--watch is for one file."),
        (["-", "--watch"], "--watch is for one file."),
        (["a.txt", "--watch", "--why", "training"], "--watch prints what changed."),
        (["a.txt", "--watch", "--format", "jsonl"], "--watch prints what changed."),
        (["nowhere.docx", "--watch"], "nowhere.docx: there is no such file to watch."),
    ],
)
def test_what_cannot_be_watched_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == 2
    assert said in capsys.readouterr().err
