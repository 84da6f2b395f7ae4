"""``msa-check read``: text, JSON and the picture of a page."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from msa_check.cli import main
from msa_check.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


def test_the_text_of_a_file_is_printed(statements: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(statements / "cobbleswick-toys.txt")]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "text, ok" in out
    assert "heading" in out


def test_json_holds_the_boxes(statements: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", str(statements / "thornbeck-foods.pdf")]) == ExitCode.OK
    data = json.loads(capsys.readouterr().out)
    assert data["status"] == "ok"
    assert all(p["boxes"] for p in data["passages"])


def test_boxes_writes_a_picture_and_says_which_page(
    statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "page.png"
    code = main(["read", "--boxes", str(picture), "--page", "2", str(statements / "thornbeck-foods.pdf")])
    assert code == ExitCode.OK
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "page 2 of" in capsys.readouterr().err


def test_an_unread_file_gives_exit_code_3_and_no_picture(
    statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "page.png"
    scan = statements / "dunmarrow-castings-scan.pdf"
    assert main(["read", "--ocr", "off", "--boxes", str(picture), str(scan)]) == ExitCode.UNREAD
    assert "no-text-layer" in capsys.readouterr().out
    assert not picture.exists()
    assert main(["read", str(tmp_path / "nowhere.pdf")]) == ExitCode.UNREAD


@pytest.mark.parametrize("arguments", [["--page", "1"], ["--ocr", "maybe"], ["--boxes", "x.png"]])
def test_wrong_use_gives_exit_code_2(
    arguments: list[str], statements: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["read", *arguments, str(statements / "cobbleswick-toys.txt")]) == ExitCode.USAGE


def test_the_picture_never_overwrites_the_file(statements: Path, tmp_path: Path) -> None:
    copy = tmp_path / "a.pdf"
    copy.write_bytes((statements / "thornbeck-foods.pdf").read_bytes())
    assert main(["read", "--boxes", str(copy), str(copy)]) == ExitCode.USAGE
    assert copy.read_bytes().startswith(b"%PDF")


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "a.txt"
    odd.write_text(
        "Modern slavery\n\nWe do not tolerate \x1b[31mslavery\u202e or human trafficking in our business or in the supply chains that we buy from, wherever they are.",
        encoding="utf-8",
    )
    assert main(["read", str(odd)]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_dash_reads_standard_input(
    statements: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, data = tmp_path / "page.png", (statements / "thornbeck-foods.pdf").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["read", "-", "--boxes", str(picture)]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("-: pdf, ok")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full (Linux)")  # noqa: PTH110
def test_a_full_disk_behind_stdout_is_one_line(statements: Path) -> None:
    command = [sys.executable, "-m", "msa_check", "read", str(statements / "cobbleswick-toys.txt")]
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("msa-check: standard output: the output cannot be written")
    assert done.stderr.count("\n") == 1
