"""SQLite files of our own: opened or made, told from others' files, changed wholly or not at all.

Nothing here knows what the tables hold.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_MAY_NOT_WRITE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
"""What SQLite says where it may not make the files that it needs beside the one it opens."""


@dataclass(frozen=True, slots=True)
class State:
    """Tells a file that was read without locks from the same file written to."""

    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One kind of file that we write."""

    what: str
    """Its name in a sentence: "results store"."""
    application: int
    """SQLite's application id: tells our file from others'."""
    version: int
    """Of the tables; a file of another version is refused, never changed."""
    tables: str
    cure: str
    """What to do about a file in the way that is no such file."""
    settings: tuple[str, ...] = ()
    """PRAGMAs of an open file."""

    def open(self, path: Path) -> sqlite3.Connection:
        """The file, made with its tables when it is not there. Raises UsageError for another file and for one that cannot be opened."""
        try:
            db = sqlite3.connect(path, isolation_level=None)
            try:
                self._prepare(db, path)
            except BaseException:
                db.close()
                raise
        except sqlite3.DatabaseError as e:
            raise self.fault(path, e) from None
        return db

    def made(self, path: Path) -> bool:
        """Whether there is such a file, of whatever version. It is only looked at: SQLite would leave files beside it."""
        try:
            with path.open("rb") as f:
                head = f.read(72)
        except OSError:
            return False
        return head.startswith(b"SQLite format 3\0") and head[68:] == self.application.to_bytes(4)

    def reading(self, path: Path) -> tuple[sqlite3.Connection, State | None]:
        """The file for reading only, also where nothing may be written: an archive, a disc, a colleague's folder.

        Others may write meanwhile. Where SQLite cannot have the locks that guard against that, the file's state comes with it,
        for ``unchanged`` in the end. Raises UsageError for another file and for one that cannot be read.
        """
        try:
            try:
                # not mode=ro: that would leave files of its own beside ours; query_only sees to it that nothing is changed
                return self._read(path, "mode=rw"), None
            except sqlite3.OperationalError as e:
                if e.sqlite_errorcode & 0xFF not in _MAY_NOT_WRITE or not path.is_file():
                    raise
            if _has_more(path):
                raise UsageError(
                    f"a run that was broken off left a part of the {self.what} beside it, which cannot be put in as nothing may "
                    "be written here.",
                    where=str(path),
                    cure="Copy the whole folder to where you may write, and give the copy.",
                )
            state = _state(path)
            return self._read(path, "mode=ro&immutable=1"), state
        except sqlite3.DatabaseError as e:
            raise self.fault(path, e) from None

    def unchanged(self, path: Path, state: State) -> None:
        """Raise UsageError when a file that was read without locks was written to meanwhile."""
        if _has_more(path) or _state(path) != state:
            raise UsageError(
                f"the {self.what} was written to while it was read.",
                where=str(path),
                cure="Wait until the other run ends, and try again.",
            )

    def _read(self, path: Path, how: str) -> sqlite3.Connection:
        db = sqlite3.connect(f"{_uri(path)}?{how}", uri=True, isolation_level=None)
        try:
            if self._is_empty(db, path):  # it reads like one that was just made
                db.close()
                db = sqlite3.connect(":memory:", isolation_level=None)
                db.executescript(self.tables)
            db.execute("PRAGMA query_only = ON")
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection, path: Path) -> None:
        empty = self._is_empty(db, path)
        if empty:  # first of all, and in the file itself, so that one whose making was broken off is known for ours
            db.execute(f"PRAGMA application_id = {self.application}")
        for setting in self.settings:
            db.execute(f"PRAGMA {setting}")
        if empty:
            db.executescript(f"BEGIN; {self.tables} PRAGMA user_version = {self.version}; COMMIT;")

    def _is_empty(self, db: sqlite3.Connection, path: Path) -> bool:
        """True when nothing is in the file yet. Raises UsageError when it is another kind of file."""
        found = db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0]
        empty: bool = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and found != (self.application, self.version):
            what = (
                f"it is a {self.what} of version {found[1]}, this is {self.version}"
                if found[0] == self.application
                else f"it is not a {self.what}"
            )
            raise UsageError(f"the file cannot be used: {what}.", where=str(path), cure=self.cure)
        return empty

    @contextmanager
    def change(self, db: sqlite3.Connection, path: Path) -> Iterator[None]:
        """One transaction: all of the block or, on any fault, nothing of it. A full disk and the like become UsageError."""
        try:
            db.execute("BEGIN IMMEDIATE")
            yield
            db.execute("COMMIT")
        except BaseException as e:
            with suppress(sqlite3.Error):  # the fault that matters is e
                if db.in_transaction:
                    db.execute("ROLLBACK")
            if isinstance(e, sqlite3.OperationalError) or type(e) is sqlite3.DatabaseError:
                raise self.fault(path, e) from None
            raise

    def fault(self, path: Path, e: sqlite3.Error) -> UsageError:
        """What SQLite says, for the user."""
        return UsageError(
            f"the {self.what} cannot be read or written ({e}).",
            where=str(path),
            cure="See that the disk has room and the folder may be written; what was saved before is kept.",
        )


def _uri(path: Path) -> str:
    """The path as SQLite takes it; a Windows path to another machine gets the four slashes that SQLite wants."""
    plain = path.absolute().as_posix()
    return f"file://{'' if plain.startswith('/') else '/'}{quote(os.fsencode(plain))}"


def _state(path: Path) -> State:
    found = path.stat()
    return State(found.st_size, found.st_mtime_ns)


def _has_more(path: Path) -> bool:
    """True when a log or journal beside the file holds something that belongs into it."""
    beside = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    return any(p.is_file() and p.stat().st_size for p in beside)
