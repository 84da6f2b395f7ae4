"""``msa-check rules``: what it lists, explains and proves, and what it says of a faulty pack."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from msa_check import shelf
from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
id: training
title: Training
area: training
order: 10
basis: {act: House rules, link: "https://example.org/"}
force: guidance
question: Is anybody trained on slavery?
evidence:
  - {all: ["train*", "slavery"]}
remedy: Say who was trained.
examples:
  met: [Our buyers were trained on modern slavery.]
  partial: [{text: We will train our buyers on modern slavery next year., reason: planned}]
  missing: [Our buyers were trained on fire safety.]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack of one rule, with the cues of the shipped one."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "_pack.yaml").write_text(
        'id: house\ntitle: House rules\nversion: "1"\nareas:\n  - {id: training, title: Training}\n', encoding="utf-8"
    )
    (folder / "training.yaml").write_text(RULE, encoding="utf-8")
    for name in ("cues.yaml", "lexicon.yaml"):
        shutil.copy(shelf.rules_dir() / "uk-s54" / name, folder / name)
    return folder


def test_list_shows_every_rule_with_its_force(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--rules", str(pack)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("House rules (1 rule, house 1 ")
    assert lines[1:] == ["", "Training", "  training  guidance       Training"]


def test_list_as_json_gives_one_object_a_rule(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--rules", str(pack), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "id": "training",
            "area": "training",
            "force": "guidance",
            "title": "Training",
            "question": "Is anybody trained on slavery?",
            "basis": {"source": "House rules", "section": "", "link": "https://example.org/"},
        }
    ]


def test_explain_says_what_closes_the_gap_and_shows_the_examples(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "explain", "training", "--rules", str(pack)]) == 0
    assert capsys.readouterr().out == (
        "training: Training\n"
        "Asks: Is anybody trained on slavery?\n"
        "Force: guidance\n"
        "Basis: House rules https://example.org/\n"
        "Closes the gap: Say who was trained.\n"
        "\n"
        "Examples, which run as tests:\n"
        "  met: “Our buyers were trained on modern slavery.”\n"
        "  partial (planned): “We will train our buyers on modern slavery next year.”\n"
        "  missing: “Our buyers were trained on fire safety.”\n"
    )


def test_explain_names_the_nearest_rule_for_a_wrong_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "explain", "trainign"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("msa-check: there is no rule 'trainign' in UK Modern Slavery Act 2015, section 54.")
    assert "Did you mean training" in said.err


def test_explain_says_how_to_list_the_rules_of_the_pack_that_was_asked(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "explain", "nosuch", "--rules", str(pack)]) == 2
    assert capsys.readouterr().err.endswith(f"See: msa-check rules list --rules {pack}\n")
    assert main(["rules", "explain", "xyzzy"]) == 2
    assert capsys.readouterr().err.endswith("See: msa-check rules list\n")


def test_the_report_of_a_pack_of_one_rule_counts_it_in_words(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pack / "_pack.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Training", "title: Training, section: s")
        + "minimums:\n  - {id: t, title: Training given, rules: [training]}\n",
        encoding="utf-8",
    )
    statement = pack / "statement.txt"
    statement.write_text(
        "Modern slavery statement of Mallow Ltd for the year ended 31 March 2025\n\nOur buyers were trained on modern slavery "
        "in the year. This statement sets out the steps that we have taken against slavery and human trafficking.\n",
        encoding="utf-8",
    )
    assert main(["check", str(statement), "--rules", str(pack), "--jobs", "0"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "The one legal minimum that a document can show, “Training given”, is met." in told
    assert "Points of guidance and good practice: one, which is met." in told
    assert "Areas that the Act says a statement may include: one, Training, which is covered." in told


def test_test_passes_when_every_example_gives_its_verdict(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "--rules", str(pack)]) == 0
    assert capsys.readouterr().out == "3 examples of 1 rule: none wrong.\n"


def test_test_shows_an_example_that_gives_another_verdict(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pack / "training.yaml"
    path.write_text(RULE.replace("fire safety", "slavery"), encoding="utf-8")
    assert main(["rules", "test", "--quiet", "--rules", str(pack)]) == 2
    assert capsys.readouterr().out == ("training: expected missing, found met: “Our buyers were trained on slavery.”\n")


def test_a_known_miss_that_passes_turns_the_test_red(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pack / "training.yaml"
    kept = "met: [Our buyers were trained on modern slavery.]"
    marked = "met: [{text: Our buyers were trained on modern slavery., known_miss: true}]"
    path.write_text(RULE.replace(kept, marked), encoding="utf-8")
    assert main(["rules", "test", "--quiet", "--rules", str(pack)]) == 2
    assert "known miss and now right" in capsys.readouterr().out


def test_a_rule_without_a_negative_example_is_refused(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pack / "training.yaml"
    path.write_text(RULE.split("  missing:", maxsplit=1)[0], encoding="utf-8")
    assert main(["rules", "test", "--quiet", "--rules", str(pack)]) == 2
    assert capsys.readouterr().out == (
        f"{path}:11: examples: found no example of missing; expected one at least of each of met, partial, missing\n"
    )


def test_every_fault_of_a_pack_is_said_at_once_with_file_and_line(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = RULE.replace("force: guidance", "force: divine").replace(
        "remedy: Say who was trained.", "remedy: 7\ncolour: red"
    )
    (pack / "training.yaml").write_text(broken, encoding="utf-8")
    (pack / "other.yaml").write_text("id: [unclosed\n", encoding="utf-8")
    assert main(["rules", "list", "--rules", str(pack)]) == 2
    faults = capsys.readouterr().err.splitlines()
    assert any(f"{pack / 'training.yaml'}:6: force" in f for f in faults)
    assert any("colour" in f for f in faults)
    assert any(f"{pack / 'other.yaml'}:" in f for f in faults)


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_that_is_no_pack_is_one_clear_line(
    tmp_path: Path, exists: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "rules"
    if exists:
        folder.mkdir()
    assert main(["rules", "list", "--rules", str(folder)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"msa-check: {folder}: ")
    assert said.count("\n") == 1


def test_schema_is_json_schema_of_a_rule_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"id", "evidence", "remedy", "force"} <= set(schema["properties"])
