"""What goes to the screen: data on stdout, talk on stderr, both safe for a terminal.

No wording of reports and no exit codes here.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING

from msa_check.errors import UsageError
from msa_check.inert import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


def prepare() -> None:
    """Let no character stop the output: UTF-8 into files and pipes, a question mark where a terminal lacks a sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")


def data(text: str) -> None:
    """Print results to stdout. A reader that has gone (``| head``) is no fault: the rest is dropped quietly."""
    with _to_stdout():
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()


def raw(content: bytes) -> None:
    """Send bytes to stdout as they are (a workbook into a pipe)."""
    with _to_stdout():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def talk(line: str) -> None:
    """Print one message to stderr."""
    try:
        sys.stderr.write(visible(line) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _drop(sys.stderr.fileno())


@contextlib.contextmanager
def _to_stdout() -> Iterator[None]:
    """A reader that has gone is no fault; a full disk behind stdout is one, told in one line."""
    try:
        yield
    except BrokenPipeError:
        _drop(sys.stdout.fileno())
    except OSError as fault:
        _drop(sys.stdout.fileno())
        raise UsageError(
            f"the output cannot be written ({fault.strerror or fault}).",
            where="standard output",
            cure="Send it to a disk with room.",
        ) from None


def _drop(descriptor: int) -> None:
    """Send what still comes to nowhere, so that closing the stream does not fail again."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
