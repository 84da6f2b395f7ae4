"""Files that are there whole or not at all. Nothing here knows what is in them."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of ``path`` when the block ends well; else ``path`` stays as it was.

    The bytes are on the disk before the name is. A link at ``path`` is replaced, never followed; what is no file (see
    ``refuse_special``) is left alone. Raises OSError.
    """
    refuse_special(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as f:
            yield f
            f.flush()
            os.fsync(f.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def refuse_special(path: Path) -> None:
    """Raise OSError when ``path`` is a device, a pipe or a socket, or a link to one: a file in its place would destroy it.

    A folder is not meant here: the system itself does not let a file take its place.
    """
    try:
        mode = path.stat().st_mode
    except OSError:  # not there, or a link that leads nowhere
        return
    if _is_stream(path) or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(None, "it is a device or a pipe, not a file")


def _is_stream(path: Path) -> bool:
    """Whether a link leads through /proc or /dev/fd, as /dev/stdout does, also where the output is sent into a file."""
    while path.is_symlink():
        if str(path).startswith(("/proc/", "/dev/fd/")):
            return True
        path = path.parent / path.readlink()
    return False


def write_atomically(path: Path, data: bytes) -> None:
    """Write a whole file. Raises OSError and leaves what was there."""
    with atomic(path) as f:
        f.write(data)


def _umask() -> int:
    """The process's umask, which the system only tells when it is set."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
