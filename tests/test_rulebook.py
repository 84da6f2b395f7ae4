"""The loader: strict, every fault with its file and line, and the shipped pack as it must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from msa_check import rulebook, shelf
from msa_check.errors import RuleFault, UsageError
from msa_check.model import Doubt, Kind, Verdict
from msa_check.rulebook import KEY_ORDER, RuleFile

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
id: house
title: House rules
version: "1"
areas:
  - {id: training, title: Training}
"""
RULE = """\
id: {id}
title: Training
area: training
order: {order}
basis: {{act: House rules}}
force: guidance
question: Is anybody trained?
evidence:
  - {{all: ["@train"]}}
remedy: Say who was trained.
"""
GUIDE_IDS = """
is-statement cites-act reporting-entity group-coverage financial-year steps-own-business steps-supply-chains board-approval approval-date
signature signature-date org-structure business-activities workforce supply-chain-description supply-chain-tiers slavery-policy
supplier-code recruitment-fees international-standards governance-owner responsible-purchasing supplier-due-diligence supplier-audits
own-workforce-checks grievance-channel grievance-chain-workers stakeholder-engagement remediation cases-disclosed risk-assessment
risks-identified risk-treatment kpis kpi-results future-commitments training training-audience supplier-training forms-of-exploitation
online-recruitment platform-misuse helpline awareness-raising earlier-statements
""".split()
BEYOND = """
no-steps-declared published-on-website homepage-link in-register published-within-six-months year-plausible not-stale
""".split()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "_pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "lexicon.yaml").write_text("train: [train*]\n", encoding="utf-8")
    (tmp_path / "training.yaml").write_text(RULE.format(id="training", order=10), encoding="utf-8")
    return tmp_path


def faults(folder: Path) -> list[str]:
    """The loader's faults with the folder's name taken off."""
    with pytest.raises(RuleFault) as caught:
        rulebook.load(folder)
    return [f.replace(f"{folder}/", "") for f in caught.value.faults]


def test_a_small_pack_loads(pack: Path) -> None:
    book = rulebook.load(pack)
    assert [r.id for r in book.rules] == ["training"]
    assert book.lexicon == {"train": ("train*",)}
    assert book.id.startswith("house 1 ")


def test_the_id_changes_with_any_file(pack: Path) -> None:
    before = rulebook.load(pack).id
    assert rulebook.load(pack).id == before
    (pack / "lexicon.yaml").write_text("train: [train*, course]\n", encoding="utf-8")
    assert rulebook.load(pack).id != before


def test_faults_of_several_files_are_told_together(pack: Path) -> None:
    (pack / "broken.yaml").write_text("id: broken\n  title: [", encoding="utf-8")
    (pack / "other.yaml").write_text(RULE.format(id="another", order=10) + "colour: red\n", encoding="utf-8")
    found = faults(pack)
    assert any(f.startswith("broken.yaml:2") for f in found)
    assert any(f.startswith("other.yaml:11: colour:") for f in found)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("force: guidance", "force: law-ish"), "training.yaml:6: force: found 'law-ish', expected"),
        (
            ("id: training", "id: trainings"),
            "training.yaml:1: id: found 'trainings', expected the file's own name 'training'",
        ),
        (("area: training", "area: nowhere"), "training.yaml:3: area: found 'nowhere', expected one of training"),
        (
            ("@train", "@missing"),
            "training.yaml:9: evidence.0: found @missing, expected a list that a lexicon file holds",
        ),
        (("@train", "(open"), "training.yaml:9: evidence.0: found a phrase that does not parse"),
        (("title: Training", "title: Training\ntitle: Twice"), "training.yaml:3:1: found"),
        (("remedy: Say who was trained.\n", ""), "remedy: found nothing, expected"),
        (("order: 10", "order: NO"), "training.yaml:4: order: found 'NO', expected"),
    ],
)
def test_a_fault_names_file_line_and_what_was_found(pack: Path, change: tuple[str, str], fault: str) -> None:
    path = pack / "training.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert any(fault in f for f in faults(pack)), faults(pack)


def test_two_rules_cannot_share_a_place(pack: Path) -> None:
    (pack / "zeal.yaml").write_text(RULE.format(id="zeal", order=10), encoding="utf-8")
    assert faults(pack) == ["zeal.yaml:4: order: order 10 is taken by training, expected a number of its own"]


def test_a_list_stands_in_one_lexicon_file_only(pack: Path) -> None:
    (pack / "lexicon-more.yaml").write_text("course: [course*]\n", encoding="utf-8")
    assert set(rulebook.load(pack).lexicon) == {"train", "course"}
    (pack / "lexicon-more.yaml").write_text("train: [course*]\n", encoding="utf-8")
    assert faults(pack) == ["lexicon.yaml:1: train: found a list that lexicon-more.yaml holds too, expected a new name"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('train: ["open]\n', "lexicon.yaml:"),
        ("train: [course: x]\n", "lexicon.yaml:1: train: found \"{'course': 'x'}\", expected a list of phrases"),
        ("train: course\n", "lexicon.yaml:1: train: found 'course', expected a list of phrases"),
    ],
)
def test_a_broken_lexicon_file_is_the_only_fault_told(pack: Path, text: str, fault: str) -> None:
    (pack / "lexicon.yaml").write_text(text, encoding="utf-8")
    (pack / "lexicon-more.yaml").write_text('course: ["@train"]\n', encoding="utf-8")
    (found,) = faults(pack)
    assert found.startswith(fault)


def test_lists_that_hold_each_other_are_refused(pack: Path) -> None:
    (pack / "lexicon.yaml").write_text('train: ["@teach"]\nteach: ["@train"]\n', encoding="utf-8")
    assert any("does not hold itself" in f for f in faults(pack))


def test_a_regex_needs_a_reason_and_must_be_linear(pack: Path) -> None:
    path = pack / "training.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('{all: ["@train"]}', "{regex: 'a(?=b)'}"), encoding="utf-8")
    found = faults(pack)
    assert any("found a regex without why" in f for f in found)
    assert any("found a regex that RE2 refuses" in f for f in found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: &x [1]\nb: *x\n", "found an anchor or alias"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "found nesting deeper than 50"),
        ("a: !!python/object/apply:os.system [echo]\n", "found"),
        ("train: [" + "x" * 1_000_001 + "]\n", "expected at most 1,000,000"),
    ],
)
def test_yaml_that_could_do_harm_is_refused(pack: Path, text: str, fault: str) -> None:
    (pack / "lexicon.yaml").write_text(text, encoding="utf-8")
    assert any(fault in f for f in faults(pack))


def test_bytes_that_are_not_text_are_refused(pack: Path) -> None:
    (pack / "training.yaml").write_bytes(b"\xff\xfe\x00")
    assert any("found bytes that are not UTF-8" in f for f in faults(pack))


def test_a_minimum_names_rules_of_the_pack(pack: Path) -> None:
    (pack / "_pack.yaml").write_text(PACK + "minimums: [{id: x, title: X, rules: [none]}]\n", encoding="utf-8")
    assert any("found rule 'none', expected the id of a rule of this pack" in f for f in faults(pack))


def test_the_disclosure_count_names_rules_of_the_pack_each_once(pack: Path) -> None:
    path = pack / "_pack.yaml"
    path.write_text(PACK + "disclosure: [training]\n", encoding="utf-8")
    assert rulebook.load(pack).disclosure == ("training",)
    path.write_text(PACK + "disclosure: [training, none, training]\n", encoding="utf-8")
    assert [f.split("disclosure")[1] for f in faults(pack)] == [
        ".1: found rule 'none', expected the id of a rule of this pack",
        ".2: found rule 'training' again, expected each once",
    ]


def test_a_folder_that_is_no_pack_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no _pack\.yaml"):
        rulebook.load(tmp_path)
    with pytest.raises(UsageError, match="no such rules folder"):
        rulebook.load(tmp_path / "absent")


# ------------------------------------------------------------------------------------------- the shipped pack


def test_the_shipped_pack_has_the_45_rules_and_those_beyond() -> None:
    assert sorted(r.id for r in rulebook.load().rules) == sorted([*GUIDE_IDS, *BEYOND])


def test_every_rule_file_gives_its_keys_in_the_same_order() -> None:
    folder = shelf.rules_dir() / "uk-s54"
    wrong = []
    for rule in rulebook.load().rules:
        lines = (folder / rule.path).read_text(encoding="utf-8").splitlines()
        keys = [x.split(":")[0] for x in lines if x[:1].isalpha() and ":" in x]
        if keys != [k for k in KEY_ORDER if k in keys]:
            wrong.append((rule.id, keys))
    assert wrong == []


def test_the_key_order_is_that_of_the_schema() -> None:
    assert set(KEY_ORDER) == set(RuleFile.model_fields)


def test_every_rule_can_be_acted_on() -> None:
    for rule in rulebook.load().rules:
        assert rule.remedy.endswith("."), rule.id
        assert rule.question.endswith("?"), rule.id
        assert rule.basis.link.startswith("https://") or rule.force == "good-practice", rule.id


def test_every_rule_with_patterns_has_three_examples_of_each_verdict() -> None:
    few = []
    for rule in rulebook.load().rules:
        if not rule.evidence:
            continue
        for verdict in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING):
            n = sum(e.verdict is verdict for e in rule.examples)
            if n < 3:
                few.append((rule.id, str(verdict), n))
    assert few == []


def test_only_duties_of_the_act_are_called_law() -> None:
    law = {r.id for r in rulebook.load().rules if r.force == "law"}
    assert law == {
        *("steps-own-business", "steps-supply-chains", "no-steps-declared", "board-approval", "signature"),
        *("published-on-website", "homepage-link"),
    }


def test_every_phrase_list_is_used() -> None:
    folder = shelf.rules_dir() / "uk-s54"
    text = "".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.yaml")))
    book = rulebook.load()
    used = set(re.findall(r"@([a-z][a-z0-9-]*)", text))
    assert sorted(set(book.lexicon) - used) == []


def test_cues_and_kinds_are_those_of_the_model() -> None:
    book = rulebook.load()
    assert set(book.cues) <= set(Doubt)
    assert {k for r in book.rules for p in r.evidence for k in p.kinds} <= set(Kind)


@pytest.mark.parametrize("name", ["_pack.yaml", "training.yaml"])
def test_an_empty_file_is_a_fault(pack: Path, name: str) -> None:
    (pack / name).write_text("", encoding="utf-8")
    assert f"{name}: found an empty file, expected YAML" in faults(pack)


def test_a_faulty_rule_is_told_of_once_however_many_name_it(pack: Path) -> None:
    pack_file = pack / "_pack.yaml"
    pack_file.write_text(PACK + "minimums:\n  - {id: t, title: T, rules: [training]}\n", encoding="utf-8")
    borrower = RULE.format(id="borrower", order=20).replace('{all: ["@train"]}', "{rule: training}")
    (pack / "borrower.yaml").write_text(borrower, encoding="utf-8")
    (pack / "training.yaml").write_text(RULE.format(id="training", order="NO"), encoding="utf-8")
    (only,) = faults(pack)
    assert "training.yaml:4: order: found 'NO', expected" in only
