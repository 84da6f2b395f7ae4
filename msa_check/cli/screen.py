"""What goes to the screen: data on stdout, talk on stderr, both safe for a terminal.

No wording of reports and no exit codes here.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys

from msa_check.inert import visible


def prepare() -> None:
    """Let no character stop the output: UTF-8 into files and pipes, a question mark where a terminal lacks a sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")


def data(text: str) -> None:
    """Print results to stdout. A reader that has gone (``| head``) is no fault: the rest is dropped quietly."""
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _drop(sys.stdout.fileno())


def raw(content: bytes) -> None:
    """Send bytes to stdout as they are (a workbook into a pipe)."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _drop(sys.stdout.fileno())


def talk(line: str) -> None:
    """Print one message to stderr."""
    try:
        sys.stderr.write(visible(line) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _drop(sys.stderr.fileno())


def _drop(descriptor: int) -> None:
    """Send what still comes to nowhere, so that closing the stream does not fail again."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
