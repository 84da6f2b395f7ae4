"""What is kept between runs: found again only when made from the same, and never trusted when it is not whole or not ours."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from msa_check import kept as keeping
from msa_check import rulebook, shelf
from msa_check.kept import VARIABLE, kept

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to keep things in."""
    path = tmp_path / "kept"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


class Made:
    """Counts how often it is asked."""

    times = 0

    def __call__(self) -> list[int]:
        """How often it was asked."""
        self.times += 1
        return [self.times]


def test_what_is_made_from_the_same_is_made_once(folder: Path) -> None:
    make = Made()
    assert [kept("a", [b"x", b"y"], make) for _ in range(3)] == [[1], [1], [1]]
    assert len(list(folder.iterdir())) == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("other", [[b"x", b"z"], [b"xy"], [b"xy", b""], []])
def test_what_is_made_from_something_else_is_made_anew(other: list[bytes]) -> None:
    make = Made()
    kept("a", [b"x", b"y"], make)
    assert kept("a", other, make) == [2]


@pytest.mark.usefixtures("folder")
def test_another_version_of_the_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Made()
    kept("a", [b"x"], make)
    monkeypatch.setattr(keeping, "_program", lambda: b"changed")
    assert kept("a", [b"x"], make) == [2]


@pytest.mark.parametrize("off", ["off", "OFF"])
def test_nothing_is_kept_where_the_user_does_not_want_it(
    off: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, off)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    make = Made()
    assert [kept("a", [b"x"], make) for _ in range(2)] == [[1], [2]]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "below"))
    make = Made()
    assert [kept("a", [b"x"], make) for _ in range(2)] == [[1], [2]]


@pytest.mark.parametrize("damage", [b"", b"\0" * 200, None])
def test_a_file_that_is_not_whole_is_made_anew(folder: Path, damage: bytes | None) -> None:
    make = Made()
    kept("a", [b"x"], make)
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
    assert kept("a", [b"x"], make) == [2]
    assert kept("a", [b"x"], make) == [2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell who may write by a mode")
@pytest.mark.parametrize("writable", ["file", "folder"])
def test_what_others_may_have_written_is_not_read(folder: Path, writable: str) -> None:
    make = Made()
    kept("a", [b"x"], make)
    (file,) = folder.iterdir()
    (file if writable == "file" else folder).chmod(0o777)
    assert kept("a", [b"x"], make) == [2]


def test_what_fails_is_told_each_time_and_not_kept(folder: Path) -> None:
    def fail() -> None:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            kept("a", [b"x"], fail)
    assert list(folder.iterdir()) == []


def test_only_the_newest_of_a_kind_stay(folder: Path) -> None:
    kept("other", [], Made())
    (folder / "a-mine.pickle").touch()
    for n in range(12):
        kept("a", [bytes([n])], Made())
        for file in folder.glob("a-*"):
            os.utime(file, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns - 10**9))
    (folder / "a-mine.pickle").unlink()  # somebody else's: it was still there
    assert len(list(folder.glob("a-*"))) == 8
    assert len(list(folder.glob("other-*"))) == 1
    make = Made()
    make.times = 5
    assert kept("a", [bytes([11])], make) == [1]
    assert kept("a", [bytes([0])], make) == [6]


@pytest.mark.usefixtures("folder")
def test_a_rule_that_was_changed_is_read_anew_and_the_same_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "california"
    shutil.copytree(shelf.rules_dir() / "california", pack)
    before = rulebook.load(pack)
    rule = pack / before.rules[0].path
    rule.write_text(rule.read_text("utf-8").replace(before.rules[0].title, "Another title"), "utf-8")
    assert rulebook.load(pack).rules[0].title == "Another title"

    def parse(*_: object) -> None:
        pytest.fail("the rules were parsed again")

    monkeypatch.setattr(rulebook._Loader, "_load", parse)
    assert rulebook.load(pack).rules[0].title == "Another title"
    assert rulebook.load(shelf.rules_dir() / "california") == before
