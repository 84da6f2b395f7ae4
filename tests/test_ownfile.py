"""SQLite files of our own, opened for reading: nothing is made, nothing changed, and what others write meanwhile is minded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from msa_check.errors import UsageError
from msa_check.ownfile import OwnFile, State

if TYPE_CHECKING:
    from pathlib import Path

POTS = OwnFile(
    "list of pots", 77, 1, "CREATE TABLE pots (name TEXT NOT NULL);", "Give another.", ("journal_mode = WAL",)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "100% of my pots?#1.sqlite"
    with closing(POTS.open(made)) as db:
        db.execute("INSERT INTO pots VALUES ('amber')")
    return made


def _pots(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM pots ORDER BY name")]


def test_reading_changes_nothing_and_leaves_nothing_behind(path: Path) -> None:
    before = path.read_bytes()
    db, state = POTS.reading(path)
    with closing(db):
        assert _pots(db) == ["amber"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("INSERT INTO pots VALUES ('birch')")
    assert state is None, "it was read under locks"
    assert [(p, p.read_bytes()) for p in path.parent.iterdir()] == [(path, before)]


def test_a_reader_sees_what_a_writer_has_done_so_far(path: Path) -> None:
    with closing(POTS.open(path)) as writer, closing(POTS.reading(path)[0]) as reader:
        with POTS.change(writer, path):
            writer.execute("INSERT INTO pots VALUES ('birch')")
            assert _pots(reader) == ["amber"]
        assert _pots(reader) == ["amber", "birch"]


def test_an_empty_file_reads_like_one_just_made_and_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()
    with closing(POTS.reading(path)[0]) as db:
        assert _pots(db) == []
    assert path.read_bytes() == b""


def test_an_absent_file_is_said_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the list of pots cannot be read"):
        POTS.reading(tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_refused(path: Path) -> None:
    other = OwnFile("list of pans", 78, 1, "CREATE TABLE pans (name TEXT);", "Give another.")
    with pytest.raises(UsageError, match="it is not a list of pans"):
        other.reading(path)


def test_a_file_written_to_while_it_was_read_without_locks_is_said(path: Path) -> None:
    found = path.stat()
    POTS.unchanged(path, State(found.st_size, found.st_mtime_ns))
    with pytest.raises(UsageError, match="was written to while it was read"):
        POTS.unchanged(path, State(found.st_size, found.st_mtime_ns - 1))
    with closing(POTS.open(path)) as writer:
        writer.execute("INSERT INTO pots VALUES ('birch')")  # it stands in the log only
        with pytest.raises(UsageError, match="was written to while it was read"):
            POTS.unchanged(path, State(found.st_size, found.st_mtime_ns))
