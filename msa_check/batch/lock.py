"""One run at a time in an output folder, guarded by a lock of the operating system that ends with its process.

Nothing here looks at what the folder holds.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = ".msa-check.lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock during the block.

    Raises UsageError that names the process which holds it, and one where the folder may not be written. The lock is the system's, not
    the file's being there: a killed run leaves none behind.
    """
    handle = _opened(folder)
    try:
        if not _take(handle):
            pid = os.pread(handle, 32, 0).decode("ascii", "replace").strip() if hasattr(os, "pread") else ""
            raise UsageError(
                f"another run{f' (process {pid})' if pid else ''} is writing to this folder.",
                where=str(folder),
                cure="Wait until it ends, or give another output folder.",
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(folder / NAME, flags, 0o644)
    except OSError as e:
        raise UsageError(
            f"the folder may not be written ({e.strerror or e}).",
            where=str(folder),
            cure="Copy it to where you may write, or give another output folder.",
        ) from None


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
