"""The faults a user can meet, each with what, where and the cure; and the exit codes.

    MsaError
    ├── UsageError        wrong arguments or configuration         exit 2
    ├── RuleFault         a fault in a rule book (gathered)        exit 2
    └── Unread            a document that could not be read        exit 3 (a record, never a stop)

A bug of our own that one file brings out is that file's record ("internal-error"); any other crashes loudly (exit 70).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command (documented in README.md)."""

    OK = 0
    GAPS = 1
    USAGE = 2
    UNREAD = 3
    NOTHING = 4
    FAULT = 70
    INTERRUPTED = 130


class MsaError(Exception):
    """A fault that a user can cure. ``str()`` is one clear line: where, what and the cure."""

    exit_code = ExitCode.USAGE

    def __init__(self, what: str, *, where: str = "", cure: str = "") -> None:
        """Keep the three parts and build the one line."""
        self.what, self.where, self.cure = what, where, cure
        super().__init__((f"{where}: " if where else "") + what + (f" {cure}" if cure else ""))


class UsageError(MsaError):
    """Wrong arguments, paths or settings."""


class RuleFault(MsaError):
    """One or more faults in a rule book, all gathered, one line each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Each fault is "file:line: found ..., expected ..."."""
        self.faults = faults
        super().__init__("\n".join(faults))


REASONS: dict[str, str] = {
    "not-found": "There is no such file.",
    "not-a-file": "This is a folder, link or device, not a regular file.",
    "permission": "The file may not be opened by this user.",
    "empty": "The file holds no bytes.",
    "unsupported-type": "The content is not a PDF, DOCX, HTML or text file.",
    "encrypted": "The file needs a password.",
    "corrupt": "The file is damaged and gave no text.",
    "no-text-layer": "The pages are pictures without text.",
    "garbled": "The text in the file is garbled and cannot be judged.",
    "no-statement-text": "The text of a statement is not in the file.",
    "own-report": "This is a report of msa-check, not a statement.",
    "not-english": "The text is not in English.",
    "resource-limit": "Reading the file took more memory or data than the limit allows.",
    "timeout": "Reading the file took longer than the limit allows.",
    "crashed": "The reader crashed on this file.",
    "internal-error": "A fault of msa-check itself came out on this file.",
    "dtd-not-allowed": "The file contains an XML document type definition, which is refused.",
    "parser-limit": "The file is nested more deeply than the reader allows.",
    "too-large": "The file is larger than the limit.",
    "page-limit": "The file has more pages than the limit; the rest was not read.",
    "pages-without-text": "Some pages gave no text.",
}
"""Every reason a document can be unread or partial, as a code and a sentence (docs/output.md)."""


class Unread(MsaError):
    """A document that could not be read; becomes a record with status unread."""

    exit_code = ExitCode.UNREAD

    def __init__(self, reason: str, detail: str = "", *, where: str = "", cure: str = "") -> None:
        """``reason`` is a key of REASONS; ``detail`` adds to its sentence."""
        self.reason = reason
        self.detail = " ".join(x for x in (REASONS[reason], detail) if x)
        super().__init__(self.detail, where=where, cure=cure)
