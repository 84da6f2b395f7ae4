"""What goes to the screen: data on stdout, talk on stderr, both safe for a terminal.

No wording of reports and no exit codes here.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys

# Control characters, and the marks that turn the direction of text: a file name must not command a terminal.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def prepare() -> None:
    """Let no character stop the output: UTF-8 into files and pipes, a question mark where a terminal lacks a sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")


def clean(text: str) -> str:
    """The text with every control and direction character shown as ``[U+001B]``; line ends and tabs stay."""
    return _UNSAFE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)


def data(text: str) -> None:
    """Print results to stdout. A reader that has gone (``| head``) is no fault: the rest is dropped quietly."""
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _drop(sys.stdout.fileno())


def talk(line: str) -> None:
    """Print one message to stderr."""
    try:
        sys.stderr.write(clean(line) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _drop(sys.stderr.fileno())


def _drop(descriptor: int) -> None:
    """Send what still comes to nowhere, so that closing the stream does not fail again."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
