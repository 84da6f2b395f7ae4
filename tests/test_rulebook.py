"""The loader: strict, every fault with its file and line, and the shipped pack as it must be."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest

from msa_check import homepage, rulebook, shelf
from msa_check.consistency import CONSISTENCY
from msa_check.errors import RuleFault, UsageError
from msa_check.explaining import prove
from msa_check.model import CHECKS, MARKS, Doubt, EntityType, Kind, Verdict
from msa_check.rulefiles import KEY_ORDER, PackFile, RuleFile

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
examples: {{met: [We train.], partial: [{{text: We may train., reason: weak}}], missing: [We sell.]}}
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
    assert any(f.startswith("other.yaml:12: colour:") for f in found)


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
            "training.yaml:9: evidence.0.all.0: found @missing, expected a list that a lexicon file holds",
        ),
        (("@train", "(open"), "training.yaml:9: evidence.0.all.0: found a phrase that does not parse"),
        (("title: Training", "title: Training\ntitle: Twice"), "training.yaml:3:1: found"),
        (("remedy: Say who was trained.\n", ""), "remedy: found nothing, expected"),
        (("order: 10", "order: NO"), "training.yaml:4: order: found 'NO', expected"),
    ],
)
def test_a_fault_names_file_line_and_what_was_found(pack: Path, change: tuple[str, str], fault: str) -> None:
    path = pack / "training.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert any(fault in f for f in faults(pack)), faults(pack)


CUES = "planned:\n  before: [will]\n"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "rule",
            {"evidence:": "check: nonsense\nevidence:"},
            "training.yaml:8: check: found 'nonsense', expected one of homepage-link,",
        ),
        (
            "rule",
            {'{all: ["@train"]}': "{fact: signature.direktor}"},
            "training.yaml:9: evidence.0.fact: found 'signature.direktor', expected one of organisation.legal,",
        ),
        (
            "rule",
            {"force:": "applies_to: [compny]\nforce:"},
            "training.yaml:6: applies_to.0: found 'compny', expected 'company', 'llp',",
        ),
        (
            "rule",
            {'["@train"]': '["!blue train"]'},
            "training.yaml:9: evidence.0.all.0: found '!blue train', expected a phrase to look for",
        ),
        (
            "rule",
            {'["@train"]': '["!@train"]'},
            "training.yaml:9: evidence.0.all.0: found '!@train', expected a phrase to look for",
        ),
        (
            "rule",
            {'{all: ["@train"]}': '\n      all:\n        - "@train"\n        - "(open"'},
            "training.yaml:12: evidence.0.all.1: found a phrase that does not parse: unmatched '('",
        ),
        (
            "rule",
            {"met: [We train.]": "met: [12]"},
            "training.yaml:11: examples.met.0: found 12, expected text: put it in quotes",
        ),
        (
            "rule",
            {"evidence:": "in_force_from: 2025-02-30\nevidence:"},
            "training.yaml:8: in_force_from: found 2025-02-30 without quotes, expected text: put it in quotes, and no such day",
        ),
        (
            "rule",
            {"evidence:": "in_force_from: 2025-02-03\nevidence:"},
            "training.yaml:8: in_force_from: found 2025-02-03 without quotes, expected text: put it in quotes",
        ),
        (
            "rule",
            {"evidence:": 'in_force_to: "2025-13-45"\nevidence:'},
            "training.yaml:8: in_force_to: found '2025-13-45', expected a day of the calendar",
        ),
        ("lexicon.yaml", "train: []\n", "lexicon.yaml:1: train: found an empty list, expected a list of phrases"),
        (
            "lexicon.yaml",
            'train: [train, "*"]\n',
            "lexicon.yaml:1: train.1: found a phrase that does not parse: a '*' that no letters stand beside",
        ),
        (
            "lexicon.yaml",
            'train: ["!blue train"]\n',
            "training.yaml:9: evidence.0.all.0: @train: found a list of false friends only, expected",
        ),
        (
            "lexicon.yaml",
            'train:\n  - train\n  - "!@train"\n',
            "lexicon.yaml:3: train.1: found a phrase that does not parse: a list as a false friend",
        ),
        (
            "lexicon.yaml",
            "train:\n  - train\n  - 12\n  - 2024-05-01\n",
            "lexicon.yaml:4: train.2: found 2024-05-01 without quotes, expected a phrase",
        ),
        (
            "lexicon.yaml",
            "train:\n  - train\n  - (open\n",
            "lexicon.yaml:3: train.1: found a phrase that does not parse",
        ),
        (
            "cues.yaml",
            CUES + '  after: ["@nowhere"]\n',
            "cues.yaml:3: planned.after.0: found @nowhere, expected a list that a lexicon file holds",
        ),
        (
            "cues.yaml",
            CUES + '  after: ["!will"]\n',
            "cues.yaml:3: planned.after: found a list of false friends only, expected",
        ),
        (
            "cues.yaml",
            CUES + "  befor: [may]\n",
            "cues.yaml:3: planned.befor: found ['may'], expected a key that is known",
        ),
        (
            "_pack.yaml",
            PACK + "approval_rule: nonsense\n",
            "_pack.yaml:6: approval_rule: found rule 'nonsense', expected the id of a rule of this pack",
        ),
        (
            "_pack.yaml",
            PACK + "status_date: 2026-11-01\n",
            "_pack.yaml:6: status_date: found 2026-11-01 without quotes, expected text: put it in quotes",
        ),
        (
            "_pack.yaml",
            PACK.replace('"1"', "2026.11"),
            "_pack.yaml:3: version: found 2026.11, expected text: put it in quotes",
        ),
        ("other.yml", "id: other\n", "other.yml:1: found a file that would not be read, expected the name other.yaml"),
    ],
)
def test_what_would_pass_unseen_or_crash_later_is_a_fault(
    pack: Path, name: str, text: str | dict[str, str], fault: str
) -> None:
    path = pack / ("training.yaml" if name == "rule" else name)
    if isinstance(text, dict):
        before = path.read_text(encoding="utf-8")
        text = before.replace(*next(iter(text.items())))
        assert text != before
    path.write_text(text, encoding="utf-8")
    assert any(f.startswith(fault) for f in faults(pack)), faults(pack)


def test_a_file_that_would_not_be_read_is_told_although_the_rest_was_read_before(pack: Path) -> None:
    rulebook.load(pack)
    (pack / "other.YAML").write_text("id: other\n", encoding="utf-8")
    assert faults(pack) == ["other.YAML:1: found a file that would not be read, expected the name other.yaml"]


@pytest.mark.parametrize("text", ["- planned\n", "planned:\n", "planned: [will]\n"])
def test_cues_that_are_no_mapping_are_a_fault(pack: Path, text: str) -> None:
    (pack / "cues.yaml").write_text(text, encoding="utf-8")
    (told,) = faults(pack)
    assert told.startswith("cues.yaml:1: ")
    assert told.endswith(("expected names of doubts", "expected keys with values"))


def test_a_wrong_reason_of_an_example_is_one_fault(pack: Path) -> None:
    path = pack / "training.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("reason: weak", "reason: plannd"), encoding="utf-8")
    assert faults(pack) == [
        "training.yaml:11: examples.partial.0.reason: found 'plannd', expected 'weak', 'planned' or 'denied'"
    ]


def test_a_faulty_regex_is_told_as_it_was_written(pack: Path) -> None:
    path = pack / "training.yaml"
    text = path.read_text(encoding="utf-8").replace('{all: ["@train"]}', '{regex: "we (buy", why: a test}')
    path.write_text(text, encoding="utf-8")
    assert faults(pack) == ["training.yaml:9: evidence.0.regex: found a regex that RE2 refuses: missing ): we (buy"]


def test_every_odd_entry_of_a_list_is_told(pack: Path) -> None:
    (pack / "lexicon.yaml").write_text("train:\n  - 12\n  - train\n  - on: x\n", encoding="utf-8")
    assert [f.split(", expected")[0] for f in faults(pack)] == [
        "lexicon.yaml:2: train.0: found 12",
        "lexicon.yaml:4: train.2: found {'on': 'x'}",
    ]


def test_lacking_examples_and_faulty_patterns_are_told_beside_another_fault(pack: Path) -> None:
    path = pack / "training.yaml"
    text = path.read_text(encoding="utf-8").replace("[We sell.]", "[]").replace("force: guidance", "force: wish")
    path.write_text(text.replace('"@train"', '"(open"').replace("order: 10", "order: 20"), encoding="utf-8")
    (pack / "zeal.yaml").write_text(RULE.format(id="zeal", order=20), encoding="utf-8")
    assert [f.split(", expected")[0].split("; expected")[0] for f in faults(pack)] == [
        "training.yaml:6: force: found 'wish'",
        "training.yaml:9: evidence.0.all.0: found a phrase that does not parse: unmatched '(' in '(open'",
        "zeal.yaml:4: order: order 20 is taken by training",
        "training.yaml:11: examples: found no example of missing",
    ]


def test_a_pack_whose_rules_lack_examples_loads(pack: Path) -> None:
    path = pack / "training.yaml"
    path.write_text(path.read_text(encoding="utf-8").split("examples:")[0], encoding="utf-8")
    book = rulebook.load(pack)
    (told,) = rulebook.unproved(book, pack)
    assert told.startswith(f"{path}:1: examples: found no example of met, partial, missing; expected one at least")


def test_a_list_of_false_friends_may_serve_other_lists(pack: Path) -> None:
    (pack / "lexicon.yaml").write_text('train: [train*, "@not"]\nnot: ["!blue train"]\n', encoding="utf-8")
    assert rulebook.load(pack).lexicon["train"] == ("train*", "!blue train")


def test_a_phrase_list_may_stand_in_cues_with_a_false_friend(pack: Path) -> None:
    (pack / "cues.yaml").write_text('planned:\n  before: [will, "!goodwill", "@train"]\n', encoding="utf-8")
    assert rulebook.load(pack).cues["planned"]["before"] == ("will", "!goodwill", "@train")


def test_the_approval_rule_may_be_one_of_the_pack_that_is_shared(pack: Path) -> None:
    path = pack / "_pack.yaml"
    for name, exists in (("uk-s54/board-approval", True), ("uk-s54/nowhere", False), ("training", True)):
        path.write_text(PACK + f"shares: uk-s54\napproval_rule: {name}\n", encoding="utf-8")
        (pack / "lexicon.yaml").write_text("my-train: [train*]\n", encoding="utf-8")
        (pack / "training.yaml").write_text(
            RULE.format(id="training", order=10).replace("@train", "@my-train"), encoding="utf-8"
        )
        if exists:
            assert rulebook.load(pack).approval_rule == name
        else:
            assert [f.split(", expected")[0] for f in faults(pack)] == [
                f"_pack.yaml:7: approval_rule: found rule {name!r}"
            ]


def test_the_names_of_checks_are_those_that_are_carried_out() -> None:
    assert set(CHECKS) == {*CONSISTENCY, homepage.CHECK}


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
        ("train: [course: x]\n", "lexicon.yaml:1: train.0: found {'course': 'x'}, expected a phrase"),
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


# ------------------------------------------------------------------------------------------- rules/README.md

README = (shelf.rules_dir() / "README.md").read_text(encoding="utf-8")
SAMPLES = dict(re.findall(r"(?ms)^```yaml\n# (\S+\.yaml)\n(.*?)^```$", README))
"""The files that the README shows, by their names."""


def test_the_rule_of_the_readme_can_be_put_into_a_copy_of_uk_s54(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(shelf.rules_dir() / "uk-s54", folder)
    (folder / "buyers-trained.yaml").write_text(SAMPLES["buyers-trained.yaml"], encoding="utf-8")
    book = rulebook.load(folder)
    alone = replace(book, rules=(book.rule("buyers-trained"),), minimums=())
    proofs = prove(alone)
    assert [(p.example.text, str(p.verdict), p.reason) for p in proofs if not p.right] == []
    assert len(proofs) == 6
    keys = [x.split(":")[0] for x in SAMPLES["buyers-trained.yaml"].splitlines() if x[:1].isalpha()]
    assert keys == [k for k in KEY_ORDER if k in keys]


def test_the_pack_of_the_readme_is_whole(tmp_path: Path) -> None:
    names = ("_pack.yaml", "lexicon.yaml", "training.yaml")
    for name in names:
        (tmp_path / name).write_text(SAMPLES[name], encoding="utf-8")
    book = rulebook.load(tmp_path)
    assert rulebook.unproved(book, tmp_path) == ()
    proofs = prove(book)
    assert [(p.example.text, str(p.verdict)) for p in proofs if not p.right] == []
    assert len(proofs) == 3
    assert set(SAMPLES) == {*names, "buyers-trained.yaml"}


def test_the_readme_names_the_keys_that_a_pack_must_have() -> None:
    needed = [k for k, f in PackFile.model_fields.items() if f.is_required()]
    assert f"the keys {', '.join(f'`{k}`' for k in needed[:-1])} and `{needed[-1]}` must be there" in README


def test_the_readme_names_every_check_fact_and_entity_type() -> None:
    for names in (CHECKS, MARKS):
        assert [n for n, word in names.items() if f"| `{n}` | {word} |" not in README] == []
    assert f"entity types ({', '.join(get_args(EntityType))})" in README


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
