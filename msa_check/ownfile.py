"""SQLite files of our own: opened or made, told from others' files, changed wholly or not at all.

Nothing here knows what the tables hold.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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

    def _prepare(self, db: sqlite3.Connection, path: Path) -> None:
        found = db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and found != (self.application, self.version):
            what = (
                f"it is a {self.what} of version {found[1]}, this is {self.version}"
                if found[0] == self.application
                else f"it is not a {self.what}"
            )
            raise UsageError(f"the file cannot be used: {what}.", where=str(path), cure=self.cure)
        if empty:  # first of all, and in the file itself, so that one whose making was broken off is known for ours
            db.execute(f"PRAGMA application_id = {self.application}")
        for setting in self.settings:
            db.execute(f"PRAGMA {setting}")
        if empty:
            db.executescript(f"BEGIN; {self.tables} PRAGMA user_version = {self.version}; COMMIT;")

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
