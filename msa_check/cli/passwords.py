"""The password file of ``--password-file``: one password a line.

Passwords are read here and handed to the reader; they are never printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def read_passwords(path: Path | None) -> tuple[str, ...]:
    """The passwords in the file, in order; none for None. Raises UsageError when the file cannot be read."""
    if path is None:
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        reason = e.strerror if isinstance(e, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"the password file cannot be read ({reason}).",
            where=str(path),
            cure="Give a text file, one password a line.",
        ) from None
    found = tuple(dict.fromkeys(line for line in text.splitlines() if line))
    if not found:
        raise UsageError("the password file is empty.", where=str(path), cure="Put one password on each line.")
    return found
