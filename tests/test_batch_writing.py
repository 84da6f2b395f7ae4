"""Files written whole or not at all, and what no file may take the place of."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from msa_check.batch.writing import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_and_a_link_to_a_file_are_replaced(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    write_atomically(path, b"old")
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert (path.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"old", b"new", False)


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(OSError, match="it is a device or a pipe, not a file"):
            write_atomically(path, b"x")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "pipe"]


def test_a_link_to_a_stream_of_the_process_is_left_although_a_file_lies_behind_it(tmp_path: Path) -> None:
    link = tmp_path / "stdout"
    with (tmp_path / "log.txt").open("wb") as file:
        link.symlink_to(f"/proc/self/fd/{file.fileno()}")
        assert link.is_file()
        with pytest.raises(OSError, match="it is a device or a pipe"):
            write_atomically(link, b"x")
    assert link.is_symlink()
