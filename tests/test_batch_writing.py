"""Files written whole or not at all, and what no file may take the place of."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from msa_check.batch.writing import write_atomically


def test_a_file_and_a_link_to_a_file_are_replaced(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    write_atomically(path, b"old")
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert (path.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"old", b"new", False)


def test_a_link_to_a_file_in_shared_memory_is_replaced(tmp_path: Path) -> None:
    if not os.access("/dev/shm", os.W_OK):  # noqa: S108 - a folder of plain files below /dev
        pytest.skip("there is no shared memory here")
    link = tmp_path / "link.txt"
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        link.symlink_to(file.name)
        write_atomically(link, b"new")
        assert Path(file.name).read_bytes() == b""
    assert (link.read_bytes(), link.is_symlink()) == (b"new", False)


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
    link, far = tmp_path / "stdout", tmp_path / "far"
    far.symlink_to("stdout")  # as a link to /dev/stdout is
    with (tmp_path / "log.txt").open("wb") as file:
        link.symlink_to(f"/proc/self/fd/{file.fileno()}")
        for path in (link, far):
            assert path.is_file()
            with pytest.raises(OSError, match="it is a device or a pipe"):
                write_atomically(path, b"x")
            assert path.is_symlink()
