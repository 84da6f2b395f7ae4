"""The command ``msa-check evaluate``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from msa_check.cli import main
from msa_check.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """Modern Slavery Statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Quillmoor Pumps Limited for the year ended 31 March 2024.

In the year 212 buyers and site managers completed our training on modern slavery.

This statement was approved by the board of directors on 2 July 2024.
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "Q1.txt").write_text(TEXT, "utf-8")
    return folder


def _gold(folder: Path, rules: dict[str, list[str | None]], name: str = "Q1") -> str:
    path = folder.parent / "gold.json"
    path.write_text(json.dumps([{"id": name, "rules": rules}]), "utf-8")
    return str(path)


def test_text_shows_figures_and_both_passages(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = _gold(texts, {"training": ["met"], "board-approval": ["missing", None, "my own passage"]})
    assert main(["evaluate", gold, str(texts)]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "All 2 labels: agreement 0.50" in out
    assert "Q1: you say missing, the checker met" in out
    assert "you:     my own passage" in out
    assert "checker: This statement was approved by the board of directors on 2 July 2024." in out


def test_json_holds_the_same_figures(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = _gold(texts, {"training": ["met"], "supplier-audits": ["missing"]})
    assert main(["evaluate", gold, str(texts), "--format", "json"]) == ExitCode.OK
    data = json.loads(capsys.readouterr().out)
    assert data["all"]["agreement"] == 1.0
    assert [r["rule"] for r in data["rules"]] == ["supplier-audits", "training"]


@pytest.mark.parametrize(
    ("rules", "name", "told"),
    [
        ({"training": ["perhaps"]}, "Q1", "statement 1 (Q1), rules.training: found 'perhaps'"),
        ({"no-such-rule": ["met"]}, "Q1", "rules.no-such-rule"),
        ({"training": ["met"]}, "Q2", "Q2: found no files of that name"),
    ],
)
def test_faulty_labels_exit_2(
    texts: Path, capsys: pytest.CaptureFixture[str], rules: dict[str, list[str | None]], name: str, told: str
) -> None:
    assert main(["evaluate", _gold(texts, rules, name), str(texts)]) == ExitCode.USAGE
    assert told in capsys.readouterr().err


def test_absent_labels_exit_2(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(texts / "none.json"), str(texts)]) == ExitCode.USAGE
    assert "the labels cannot be read" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_exits_3(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "Q1.txt").write_bytes(b"")
    assert main(["evaluate", _gold(texts, {"training": ["met"]}), str(texts)]) == ExitCode.UNREAD
    assert "not read (empty)" in capsys.readouterr().err
