"""The rule packs that come with msa-check beside uk-s54: they load, hold to their examples, and read right in a report."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from msa_check import reading, rulebook, shelf
from msa_check.checking import ANSWERED, Checker
from msa_check.cli import main
from msa_check.explaining import prove
from msa_check.model import Report, Rulebook, Verdict
from msa_check.reporting.html import gap_report
from msa_check.reporting.markdown import as_markdown
from msa_check.reporting.text import as_text
from msa_check.reporting.view import view
from msa_check.rulefiles import KEY_ORDER

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
OTHERS = ("au-2018", "ca-s211", "california", "online", "uk-bill-2026")

AUSTRALIA = """\
Wattlebrook Homewares Pty Ltd
Modern Slavery Statement

This statement is made by Wattlebrook Homewares Pty Ltd (ABN 11 222 333 444) for the reporting period ended 30 June 2024.

Wattlebrook owns two subsidiaries, Wattlebrook Kitchens Pty Ltd and Wattlebrook Lighting Pty Ltd, and employs 310 people in
Victoria and Queensland. We design and sell furniture and lighting. Our timber and glass come from suppliers in Vietnam,
Malaysia and China.

The areas of greatest risk are glass works and the migrant workers of our suppliers in Malaysia. In the year we audited 14
factories for labour standards. New suppliers complete a questionnaire on forced labour before we sign a contract. Where an
audit finds a breach, we agree a corrective action plan with the supplier. All buyers received training on modern slavery.

We assess the effectiveness of our actions by tracking supplier questionnaires, training and audit findings each quarter.

We will consult each of the entities we own or control next year.

This statement was approved by the board of directors of Wattlebrook Homewares Pty Ltd on 12 November 2024.

Tamsin Okafor
Director
12 November 2024
"""

CANADA = """\
Maple Hollow Furnishings Inc.
Forced Labour and Child Labour Report

This report is made by Maple Hollow Furnishings Inc. under the Fighting Against Forced Labour and Child Labour in Supply
Chains Act for the financial year ended 31 December 2023.

Maple Hollow Furnishings Inc. is a private company with a subsidiary in Halifax and 280 employees in Ontario. It imports and
sells furniture. Its goods come from factories in Vietnam and Mexico.

We have a policy against forced labour and child labour, and our supplier code of conduct forbids both. New suppliers
complete a questionnaire on forced labour before we sign a contract. We see the highest risk of forced labour among the
migrant workers of furniture factories in Vietnam, and we audited 14 factories for labour standards in the year.

We found no forced labour or child labour in our supply chains, and so took no measures to remediate any.

In the year, 41 buyers completed our e-learning on forced labour and child labour.

We will develop indicators by which to assess the effectiveness of our actions.

This report was approved by the board of directors on 14 May 2024.

I attest that I have reviewed the information contained in the report and that it is true, accurate and complete in all
material respects for the purposes of the Act.

Mei Tran
Director, Maple Hollow Furnishings Inc.
14 May 2024
"""

CALIFORNIA = """\
Ojaleta Lantern Company
Disclosure under the California Transparency in Supply Chains Act

Ojaleta Lantern Company makes lanterns and garden lights and opposes slavery and human trafficking. This statement tells what we do about them.

We verify our product supply chains to evaluate and address the risk of human trafficking and slavery. Verification is
carried out by our own staff and not by a third party.

We do not audit our suppliers for compliance with our standards on trafficking and slavery.

Direct suppliers certify that materials in our products comply with the laws on slavery and human trafficking.

Employees and contractors who violate our standards on slavery are subject to discipline up to termination.

We will train our sourcing managers on human trafficking next year.

Rosalind Achterberg
President, Ojaleta Lantern Company
3 February 2025
"""


@cache
def book(name: str) -> Rulebook:
    return rulebook.load(Path(name))


@cache
def checker(name: str) -> Checker:
    return Checker(book(name))


@cache
def judged(name: str, text: str, source: str = "statement.txt", sector: str = "") -> Report:
    statement = reading.read_bytes(text.encode(), source)
    return checker(name).check(replace(statement, metadata=(("sector", sector),) if sector else ()))


def verdicts(report: Report) -> dict[str, str]:
    return {
        f.rule: f"{f.verdict} {f.reason}" if f.verdict is Verdict.PARTIAL else str(f.verdict) for f in report.findings
    }


def platform(name: str = "online", sector: str = "") -> Report:
    return judged(name, (DOCUMENTS / "zibbly-platform.md").read_text(encoding="utf-8"), "zibbly-platform.md", sector)


# -------------------------------------------------------------------------------------------- the packs themselves


def test_the_packs_that_come_with_the_program() -> None:
    assert shelf.packs() == tuple(sorted((*OTHERS, "uk-s54")))


@pytest.mark.parametrize("name", OTHERS)
def test_a_pack_bears_the_name_of_its_folder_and_says_what_it_rests_on(name: str) -> None:
    pack = book(name)
    assert pack.id.split(" ")[0] == name
    assert pack.status
    assert re.fullmatch(r"2026-\d\d-\d\d", pack.status_date)
    assert len(pack.source_note) > 100


@pytest.mark.parametrize("name", OTHERS)
def test_every_example_of_a_pack_holds(name: str) -> None:
    assert [(p.rule, p.example.text, str(p.verdict)) for p in prove(book(name)) if not p.right] == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_rule_shows_met_partial_and_missing_three_times(name: str) -> None:
    few = {
        (r.id, str(v), n)
        for r in book(name).rules
        if r.evidence
        for v in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING)
        if (n := sum(e.verdict is v for e in r.examples)) < 3
    }
    assert few == set()


@pytest.mark.parametrize("name", OTHERS)
def test_every_rule_can_be_acted_on_and_keeps_the_order_of_keys(name: str) -> None:
    for rule in book(name).rules:
        assert rule.question.endswith("?"), rule.id
        assert rule.remedy.endswith("."), rule.id
        lines = (shelf.rules_dir() / name / rule.path).read_text(encoding="utf-8").splitlines()
        keys = [x.split(":")[0] for x in lines if x[:1].isalpha() and ":" in x]
        assert keys == [k for k in KEY_ORDER if k in keys], rule.id


@pytest.mark.parametrize("name", OTHERS)
def test_every_phrase_list_of_a_pack_is_used(name: str) -> None:
    folder = shelf.rules_dir() / name
    text = "".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.yaml")))
    own = {
        m
        for p in folder.glob("lexicon*.yaml")
        for m in re.findall(r"^([a-z0-9-]+):", p.read_text("utf-8"), re.MULTILINE)
    }
    assert sorted(own - set(re.findall(r"@([a-z][a-z0-9-]*)", text))) == []


def test_only_packs_of_laws_in_force_call_a_rule_law() -> None:
    assert {n for n in OTHERS if any(r.force == "law" for r in book(n).rules)} == {"au-2018", "ca-s211", "california"}
    assert {n for n in OTHERS if book(n).minimums} == {"au-2018", "ca-s211", "california"}


# ------------------------------------------------------------------------------------------------ what they judge


def test_australia_asks_for_consultation_and_a_plan_is_no_answer() -> None:
    found = verdicts(judged("au-2018", AUSTRALIA))
    assert found["consultation"] == "partial planned"
    asked = "board-approval signature reporting-entity org-structure business-activities due-diligence remediation effectiveness"
    assert {r: found[r] for r in asked.split()} == dict.fromkeys(asked.split(), "met")
    assert found["in-register"] == "manual"


def test_canada_takes_nothing_found_for_an_answer_on_remedy_and_a_plan_for_none_on_effectiveness() -> None:
    found = verdicts(judged("ca-s211", CANADA))
    assert found["effectiveness"].startswith("partial")
    assert found["remediation-income"] == "missing"  # the Act asks for it apart from remedy
    asked = (
        "steps-taken policies due-diligence risks-identified remediation training board-approval attestation signature"
    )
    assert {r: found[r] for r in asked.split()} == dict.fromkeys(asked.split(), "met")


def test_in_california_a_plain_no_answers_and_a_plan_does_not() -> None:
    report = judged("california", CALIFORNIA)
    found = {f.rule: f for f in report.findings}
    assert found["audits"].verdict is Verdict.MET
    assert found["audits"].note == ANSWERED
    assert verdicts(report)["training"] == "partial planned"
    assert {r: found[r].note for r in ("verification", "certification", "accountability")} == dict.fromkeys(
        ("verification", "certification", "accountability"), ""
    )
    assert found["verification-by-whom"].verdict is Verdict.MET
    assert found["homepage-link"].verdict is Verdict.MANUAL


def test_the_same_no_is_a_gap_where_the_law_asks_for_the_thing() -> None:
    no = (
        "Modern slavery statement of Ojaleta Lantern Company\n\nOjaleta makes lanterns and garden lights and opposes slavery and "
        "human trafficking. This statement tells what we do.\n\nWe do not audit our suppliers for labour standards.\n"
    )
    assert verdicts(judged("california", no))["audits"] == "met"
    assert verdicts(judged("ca-s211", no))["due-diligence"] == "partial denied"


def test_a_platform_that_tells_of_its_own_misuse_is_heard() -> None:
    found = verdicts(platform())
    met = "false-job-adverts misuse-risk misuse-detection misuse-removal misuse-reporting misuse-partners forms-addressed helpline survivor-voice"
    assert {r: found[r] for r in met.split()} == dict.fromkeys(met.split(), "met")
    assert found["grooming"] == "missing"
    assert found["sexual-exploitation"] == "partial weak"


def test_a_maker_of_toys_that_is_silent_on_these_things_is_not_said_to_speak_of_them() -> None:
    toys = judged("online", (DOCUMENTS / "cobbleswick-toys.txt").read_text(encoding="utf-8"))
    found = verdicts(toys)
    assert {r for r, v in found.items() if v == "met"} == set()
    assert {found[r] for r in ("misuse-risk", "misuse-detection", "misuse-removal", "grooming")} == {"missing"}


@pytest.mark.parametrize(
    ("sector", "heavier"),
    [("Hotels", "misuse-risk"), ("IT and telecommunications", "misuse-removal"), ("Recruitment", "false-job-adverts")],
)
def test_what_weighs_more_in_a_sector_is_marked_and_comes_first(sector: str, heavier: str) -> None:
    toys = judged("online", (DOCUMENTS / "cobbleswick-toys.txt").read_text(encoding="utf-8"), sector=sector)
    shown = view(toys, book("online"))
    marked = [i.weighs_more for g in shown.gaps for i in g.items]
    assert marked == sorted(marked, reverse=True)
    assert heavier in {i.rule.id for g in shown.gaps for i in g.items if i.weighs_more}
    assert "matter more in its sector" in shown.sector_note


def test_another_sector_changes_no_verdict() -> None:
    assert verdicts(platform()) == verdicts(platform(sector="Banking"))
    assert "all count alike" in view(platform(sector="Forestry"), book("online")).sector_note


def test_the_pending_bill_asks_why_no_steps_were_taken_only_where_none_were() -> None:
    none = "This is the modern slavery statement of Mallow Ltd for the year ended 31 March 2025. We took no steps in the year. "
    assert verdicts(judged("uk-bill-2026", none))["no-steps-reason"] == "partial weak"
    because = none.replace("in the year. ", "in the year because the company did not trade. ")
    assert verdicts(judged("uk-bill-2026", because))["no-steps-reason"] == "met"
    assert verdicts(platform("uk-bill-2026"))["no-steps-reason"] == "not-applicable"


def test_a_gap_under_the_pending_bill_fails_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    toys = str(DOCUMENTS / "cobbleswick-toys.txt")
    assert main(["check", toys, "--rules", "uk-bill-2026", "--jobs", "0"]) == 0
    assert "a bill that was not law on 25 November 2026" in " ".join(capsys.readouterr().out.split())


# -------------------------------------------------------------------------------------------- how their reports read

SAMPLES = {
    "au-2018": AUSTRALIA,
    "ca-s211": CANADA,
    "california": CALIFORNIA,
    "online": CALIFORNIA,
    "uk-bill-2026": AUSTRALIA,
}
"""None of these texts names section 54, so that words of it in a report are the program's own."""


def rendered(name: str) -> dict[str, str]:
    report, pack = judged(name, SAMPLES[name]), book(name)
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", gap_report(report, pack))
    return {
        "text": " ".join(as_text(report, pack, suggest=True).split()),
        "markdown": " ".join(as_markdown(report, pack, suggest=True).replace("\\", "").split()),
        "page": " ".join(unescape(page).split()),
    }


@pytest.mark.parametrize("name", OTHERS)
def test_no_report_of_another_pack_speaks_of_section_54(name: str) -> None:
    assert judged(name, SAMPLES[name]).judged
    for form, told in rendered(name).items():
        wrong = re.findall(
            r"(?i).{0,40}(?:section 54|(?<!uk-)\bs\.? ?54\b|54\(|home office|statutory guidance).{0,40}", told
        )
        assert wrong == [], form


@pytest.mark.parametrize("name", OTHERS)
def test_a_report_says_which_rules_it_rests_on_and_what_they_are(name: str) -> None:
    pack = book(name)
    told = rendered(name)
    for form in told.values():
        assert pack.wording.notice.split(":")[0] in form
    assert pack.title in told["page"]
    assert any(pack.wording.force(f)[1] in told["text"] for f in ("law", "guidance", "good-practice"))


@pytest.mark.parametrize("name", ["online", "uk-bill-2026"])
def test_packs_without_duties_count_areas_and_no_legal_minimums(name: str) -> None:
    assert len(view(judged(name, SAMPLES[name]), book(name)).areas) == {"online": 4, "uk-bill-2026": 6}[name]
    for form, told in rendered(name).items():
        assert "legal minimum" not in told.lower(), form
        assert "0 of 0" not in told, form


def test_a_document_that_is_no_statement_is_not_judged_in_the_words_of_its_pack() -> None:
    policy = reading.read(DOCUMENTS / "fennimore-policy.pdf")
    for name in OTHERS:
        report = checker(name).check(policy)
        assert not report.judged
        told = " ".join(as_text(report, book(name)).split())
        assert book(name).wording.not_judged in told
        assert "section 54" not in told


@pytest.mark.parametrize("name", ["au-2018", "online", "uk-bill-2026"])
def test_index_and_comparison_of_another_pack_speak_of_its_own_subjects(name: str, tmp_path: Path) -> None:
    for i, text in enumerate((AUSTRALIA, CALIFORNIA)):
        (tmp_path / f"{i}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path), "-o", str(out), "--rules", name, "--jobs", "1", "--fail-on", "never"]) == 0
    assert main(["compare", str(out), "--rules", name]) == 0
    for page in ("index.html", "comparison.html"):
        told = unescape(re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", (out / page).read_text(encoding="utf-8")))
        assert book(name).wording.areas in told, page
        assert "may include" not in told, page
        assert not re.search(r"(?i)section 54|home office|\b0 of 0\b|first 0\b", told), page
