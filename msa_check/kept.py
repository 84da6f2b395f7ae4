"""What was worked out from rule files, kept in the user's cache folder so that the next start does not work it out again.

Nothing here knows what is kept. A thing is found again only by all that it was made from: what the caller names, this
program's own code and the Python that runs it; so nothing kept can be out of date. Where the folder cannot be used, or
``MSA_CHECK_CACHE`` is "off", everything is made anew each time.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import re
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import platformdirs

from msa_check import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

VARIABLE = "MSA_CHECK_CACHE"
"""The environment variable that names another folder, or "off"."""
_NEWEST = 8
"""Things of one kind that stay: one for each rule pack in use, and some to spare."""
_NAME = re.compile(r"(\w+)-[0-9a-f]{64}\.pickle")
_DIGEST = 32
_OTHERS_MAY_WRITE = 0o022


def kept(kind: str, made_from: Iterable[bytes], make: Callable[[], T]) -> T:
    """What ``make`` returns, from the folder if it was made from the same before. What ``make`` raises is raised, and not kept."""
    folder = _folder()
    if folder is None:
        with _uncollected():
            return make()
    digest = hashlib.sha256(_program())
    for part in made_from:
        digest.update(len(part).to_bytes(8, "big") + part)
    path = folder / f"{kind}-{digest.hexdigest()}.pickle"
    with _uncollected():
        found = _found(path)
        if found:
            return found[0]  # type: ignore[no-any-return]
        made = make()
    with contextlib.suppress(OSError):
        _keep(path, made)
    return made


def _folder() -> Path | None:
    """The user's own folder, or None where nothing is to be kept."""
    named = os.environ.get(VARIABLE, "")
    if named.lower() == "off":
        return None
    with contextlib.suppress(OSError, RuntimeError):  # a user without a home
        folder = Path(named) if named else platformdirs.user_cache_path("msa-check", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_own(folder) else None
    return None


def _is_own(path: Path) -> bool:
    """Whether nobody but the user may have written it (where the system tells)."""
    if not hasattr(os, "getuid"):
        return True
    status = path.stat()
    return status.st_uid == os.getuid() and not status.st_mode & _OTHERS_MAY_WRITE


@cache
def _program() -> bytes:
    """Stands for this program's code and the Python that runs it."""
    digest = hashlib.sha256(f"{__version__} {sys.version} {sys.platform}".encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: it would walk hundreds of thousands of small things again and again, and free none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _found(path: Path) -> tuple[Any] | None:
    """What a file holds, in a tuple; None when it is not there, is not whole or is not the user's own."""
    try:
        if not _is_own(path):
            return None
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return None
        found = pickle.loads(data[_DIGEST:])  # noqa: S301 - written by the user's own program into the user's own folder
        os.utime(path)
    except Exception:  # noqa: BLE001 - whatever is wrong with what was kept, it can be made anew
        return None
    return (found,)


def _ours(path: Path) -> str | None:
    """The kind of what a file of ours holds, by its name; None for another's."""
    named = _NAME.fullmatch(path.name)
    return named[1] if named else None


def _keep(path: Path, made: object) -> None:
    """Write a file, whole or not at all, and remove the oldest of its kind. Raises OSError."""
    data = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(hashlib.sha256(data).digest() + data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    alike = (p for p in path.parent.glob("*.pickle") if _ours(p) == _ours(path))
    for old in sorted(alike, key=lambda p: p.stat().st_mtime)[:-_NEWEST]:
        old.unlink(missing_ok=True)
