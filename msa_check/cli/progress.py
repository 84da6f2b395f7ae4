"""The progress of a batch on stderr: a moving bar on a terminal, plain lines elsewhere; and Ctrl-C.

Nothing here knows what is being done; it is told of each file.
"""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msa_check.cli import screen
from msa_check.reporting.words import how_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

_EVERY = 10.0
"""Seconds between two plain lines."""


class Watching:
    """Shows a run (batch.run.Watch) and turns the first Ctrl-C into a request to stop; the second stops at once."""

    def __init__(self, *, quiet: bool = False) -> None:
        """``quiet`` shows nothing but still minds Ctrl-C."""
        self._quiet = quiet
        self._bar: Progress | None = None
        self._task: Any = None
        self._stop = False
        self._files = self._done = self._gaps = self._unread = self._reused = 0
        self._began = self._told = time.monotonic()

    @contextmanager
    def minding_interrupts(self) -> Iterator[Watching]:
        """While the block lasts, Ctrl-C and a polite kill (SIGTERM) ask to stop instead of breaking off."""
        before = {s: signal.signal(s, self._interrupt) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            if self._bar is not None:
                self._bar.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _interrupt(self, number: int, frame: object) -> None:
        del number, frame
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True
        self._say(
            "Stopping: the files in hand are finished first. Ctrl-C again stops at once; running the same command again goes on from here."
        )

    def stopping(self) -> bool:
        """True once Ctrl-C was pressed."""
        return self._stop

    def began(self, files: int, workers: int) -> None:
        """Show that a run over so many files begins."""
        self._files = files
        self._began = self._told = time.monotonic()
        if self._quiet:
            return
        if sys.stderr.isatty():
            self._bar = _bar()
            self._task = self._bar.add_task("checking", total=files, said=self._counts())
            self._bar.start()
        else:
            screen.talk(f"Checking {how_many(files, 'file')} with {how_many(workers, 'worker')}.")

    def done(self, *, gaps: bool, unread: bool, reused: bool, pages: int) -> None:
        """Count one file."""
        del pages
        self._done += 1
        self._gaps += gaps
        self._unread += unread
        self._reused += reused
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, said=self._counts())
        elif not self._quiet and time.monotonic() - self._told > _EVERY:
            self._told = time.monotonic()
            screen.talk(f"{self._done:,} of {self._files:,} done, {self._counts()}, {self._left()} left.")

    def writing(self) -> None:
        """All files are done."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if not self._quiet and self._files > 500:
            screen.talk("Writing the outputs.")

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._began

    def _counts(self) -> str:
        spent = max(self.seconds, 0.001)
        taken = f", {self._reused:,} unchanged" if self._reused else ""
        return f"{self._gaps:,} with gaps, {self._unread:,} unread{taken}, {self._done / spent:.1f} a second"

    def _left(self) -> str:
        if not self._done:
            return "unknown time"
        seconds = int(self.seconds / self._done * (self._files - self._done))
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def _say(self, line: str) -> None:
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            screen.talk(line)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        refresh_per_second=4,
    )
