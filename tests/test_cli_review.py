"""``msa-check review``: from a filled-in workbook to human verdicts beside the machine's, over later runs."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from msa_check.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def _say(source: Path, before: str, now: str) -> None:
    """Change the words of the statement that the first run checked."""
    source.write_text(source.read_text(encoding="utf-8").replace(before, now), encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path, statement: str) -> Path:
    made = tmp_path / "in" / "amber.txt"
    made.parent.mkdir()
    made.write_text(statement % "Amber", encoding="utf-8")
    return made


@pytest.fixture
def out(tmp_path: Path, source: Path) -> Path:
    _batch(source, tmp_path / "out")
    return tmp_path / "out"


def _batch(source: Path, out: Path) -> None:
    main(["batch", str(source), "-o", str(out), "--no-html", "--quiet"])


def _rows(out: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(out / "findings.xlsx")["Findings"]
    heads, *rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def _decided(out: Path, to: Path, decisions: dict[str, str], reviewer: str = "Ann") -> Path:
    """The workbook with a decision on the first row of each of the rules."""
    book = openpyxl.load_workbook(out / "findings.xlsx")
    sheet = book["Findings"]
    at = {c.value: c.column for c in sheet[1]}
    left = dict(decisions)
    for row in range(2, sheet.max_row + 1):
        decision = left.pop(str(sheet.cell(row, at["Rule"]).value), None)
        if decision:
            sheet.cell(row, at["Reviewer decision"]).value = decision
            sheet.cell(row, at["Reviewer"]).value = reviewer
            sheet.cell(row, at["Review date"]).value = dt.date(2026, 11, 25)
    assert not left
    book.save(to)
    return to


def _human(out: Path) -> dict[str, str]:
    return {r["Rule"]: r["Human verdict"] for r in _rows(out) if r["Human verdict"]}


def _standing(out: Path) -> list[tuple[str, str, str]]:
    records = [json.loads(x) for x in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [(f, r) for made in records for f in made["findings"] for r in f.get("reviews", ())]
    return [(f["rule"], r["decision"], r["standing"]) for f, r in found]


def test_decisions_come_in_show_up_and_survive_the_next_run(tmp_path: Path, source: Path, out: Path) -> None:
    sheet = _decided(out, tmp_path / "s.xlsx", {"training": "agree", "board-approval": "disagree"})
    before = {r["Finding id"]: r["Verdict"] for r in _rows(out)}
    assert main(["review", "import", str(sheet), str(out)]) == 0
    assert _human(out) == {}
    assert main(["review", "apply", str(out)]) == 0
    expected = {"training": "agree (Ann, 2026-11-25)", "board-approval": "disagree (Ann, 2026-11-25)"}
    current = [("board-approval", "disagree", "current"), ("training", "agree", "current")]
    assert _human(out) == expected
    assert sorted(_standing(out)) == current
    assert {r["Finding id"]: r["Verdict"] for r in _rows(out)} == before
    _batch(source, out)
    assert _human(out) == expected
    (out / "results.sqlite").unlink()
    _batch(source, out)
    assert sorted(_standing(out)) == current

    _say(source, "in May", "in June")
    _batch(source, out)
    assert _human(out) == {rule: f"re-check: {said}" for rule, said in expected.items()}
    assert {standing for *_, standing in _standing(out)} == {"re-check"}


def _block(page: str, rule: str, kind: str = "full") -> str:
    """The text of the place for what people said of a rule."""
    return " ".join(
        re.sub(
            r"<[^>]+>", " ", page.split(f"<!--people {kind} {rule}-->")[1].split("<!--/people-->", maxsplit=1)[0]
        ).split()
    )


def test_pages_show_machine_and_people_side_by_side(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    html = ["batch", str(source), "-o", str(out), "--quiet"]
    main(html)
    (path,) = (out / "statements").iterdir()
    empty = path.read_bytes()
    assert b"People say" not in empty + (out / "index.html").read_bytes()
    sheet = _decided(out, tmp_path / "s.xlsx", {"training": "agree", "board-approval": "disagree"})
    other = _decided(out, tmp_path / "t.xlsx", {"training": "disagree", "kpis": "unsure"}, "<b>Bo</b>")
    for given in (sheet, other):
        assert main(["review", "import", str(given), str(out)]) == 0
    assert main(["review", "apply", str(out)]) == 0
    page, index = path.read_text(encoding="utf-8"), (out / "index.html").read_text(encoding="utf-8")
    assert "<b>Bo" not in page + index
    assert _block(page, "board-approval").startswith("The rules say Met People say Disagree ( Ann , 25 November 2026)")
    assert "Agree ( Ann , 25 November 2026)" in _block(page, "training")
    assert "Disagree ( &lt;b&gt;Bo&lt;/b&gt; , 25 November 2026)" in _block(page, "training")
    assert [_block(page, rule, "short") for rule in ("board-approval", "training", "kpis", "risk-treatment")] == [
        "People disagree",
        "People contradict each other",
        "People are unsure",
        "",
    ]
    assert "What people say of these verdicts 3 looked at" in _block(page, "", "all")
    assert "1 disagreed with, 1 unsure, 1 in dispute" in " ".join(index.split())
    assert f"statements/{path.name}#rule-training" in index

    applied = path.stat().st_mtime_ns
    assert main(["review", "apply", str(out)]) == 0
    assert path.stat().st_mtime_ns == applied, "a page that is as it should be is left alone"
    main([*html, "--fresh"])
    assert path.read_text(encoding="utf-8") == page, "a page made anew shows what was said"
    (out / "reviews.sqlite").unlink()
    assert main(["review", "apply", str(out)]) == 0
    assert path.read_bytes() == empty


def test_two_answers_of_one_person_to_two_passages_are_no_contradiction(tmp_path: Path, source: Path) -> None:
    _say(source, "in May.", "in May. Our drivers were trained on slavery in June.")
    out = tmp_path / "out"
    main(["batch", str(source), "-o", str(out), "--quiet"])
    rows = [r for r in _rows(out) if r["Rule"] == "training"]
    assert len(rows) > 1
    for row, decision in zip(rows, ("agree", "disagree"), strict=False):
        row |= {"Reviewer decision": decision, "Reviewer": "Ann"}
    with (tmp_path / "s.csv").open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["review", "import", str(tmp_path / "s.csv"), str(out)]) == 0
    assert main(["review", "apply", str(out)]) == 0
    (path,) = (out / "statements").iterdir()
    page = path.read_text(encoding="utf-8")
    assert _block(page, "training", "short") == "Opinions differ"
    said = _block(page, "training")
    assert said.count("of “Our") == 2, "each answer stands with the passage it is about"


def test_pages_say_what_is_to_be_checked_again(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    main(["batch", str(source), "-o", str(out), "--quiet"])
    sheet = _decided(out, tmp_path / "s.xlsx", {"training": "agree"})
    assert main(["review", "import", str(sheet), str(out)]) == 0
    _say(source, "in May", "in June")
    main(["batch", str(source), "-o", str(out), "--quiet"])
    (path,) = (out / "statements").iterdir()
    page = path.read_text(encoding="utf-8")
    assert _block(page, "training", "short") == "To be checked again"
    assert "Check again : said “agree” before the passage, the verdict or the rule changed ( Ann" in _block(
        page, "training"
    )
    assert "1 to be checked again" in (out / "index.html").read_text(encoding="utf-8")


def test_the_sheet_as_csv_is_the_same(tmp_path: Path, out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = _rows(out)
    rows[0] |= {"Reviewer decision": "unsure", "Reviewer": "Ann"}
    with (tmp_path / "s.csv").open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["review", "import", str(tmp_path / "s.csv"), str(out)]) == 0
    assert "1 decisions read: 1 added" in capfd.readouterr().err
    assert main(["review", "list", str(out), "--format", "jsonl"]) == 0
    (told,) = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert (told["finding"], told["decision"], told["standing"]) == (rows[0]["Finding id"], "unsure", "current")
    assert told["imported_at"].endswith("+00:00")


def test_agreement_kappa_and_conflicts_are_told(tmp_path: Path, out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name, second in (("Ann", "agree"), ("Bo", "disagree")):
        sheet = _decided(out, tmp_path / "s.xlsx", {"training": "agree", "board-approval": second}, name)
        assert main(["review", "import", str(sheet), str(out)]) == 0
    capfd.readouterr()
    assert main(["review", "agreement", str(out)]) == 0
    said = capfd.readouterr().out
    assert "Ann and Bo: 2 rows decided by both, 1 alike, kappa 0.00" in said
    assert "board-approval: agree (Ann); disagree (Bo)" in said
    assert main(["review", "agreement", str(out), "--format", "json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [(r["rule"], r["agreement"]) for r in told["rules"]] == [("board-approval", 0.5), ("training", 1.0)]
    assert [[d["decision"] for d in c] for c in told["conflicts"]] == [["agree", "disagree"]]
    assert main(["review", "list", str(out)]) == 0
    assert "training: machine met, human agree (Bo, 2026-11-25)" in capfd.readouterr().out


def test_a_sheet_with_a_fault_stores_nothing(tmp_path: Path, out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sheet = _decided(out, tmp_path / "s.xlsx", {"training": "agree", "board-approval": "perhaps"})
    assert main(["review", "import", str(sheet), str(out)]) == 2
    assert "Reviewer decision: found 'perhaps', expected agree, disagree or unsure." in capfd.readouterr().err
    assert not (out / "reviews.sqlite").exists()


def test_what_cannot_be_done_is_said(tmp_path: Path, out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "import", str(out / "findings.xlsx"), str(out)]) == 4
    assert "no row has a decision" in capfd.readouterr().err
    for command in ("list", "agreement"):
        assert main(["review", command, str(out)]) == 0
        assert "No decisions are stored" in capfd.readouterr().err
        assert main(["review", command, str(tmp_path)]) == 2
        assert "there are no results here" in capfd.readouterr().err
    pack = tmp_path / "pack"
    pack.mkdir()
    assert main(["review", "apply", str(out), "--rules", str(pack)]) == 2
