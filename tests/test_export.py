"""``msa-check export``: every form holds what the records hold, says what it means, and is the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from msa_check import reviewing, reviewsheet
from msa_check.cli import main
from msa_check.exporting import checks, files, tables
from msa_check.record import FACTS
from msa_check.reporting.sheets import finding_id

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '=HYPERLINK("x")\n::error::\u202e<b>&]]>%0A,:\'\x07'
RULES: list[dict[str, Any]] = [
    {
        "id": name,
        "place": n,
        "title": name.title(),
        "area": "a",
        "force": force,
        "guidance_level": None,
        "question": "Is it?",
        "basis": "Act 54",
        "link": "https://example.org/" if n == 1 else "",
        "remedy": "Say it.",
    }
    for n, (name, force) in enumerate(
        (("approval", "law"), ("training", "guidance"), ("kpis", "good-practice"), ("website", "law")), 1
    )
]
FORCE = {r["id"]: r["force"] for r in RULES}
TEXTS = dict.fromkeys(FORCE, "text")


def _finding(rule: str, verdict: str, *quotes: str, reason: str | None = None) -> dict[str, Any]:
    return {
        "rule": rule,
        "verdict": verdict,
        "reason": reason,
        "force": FORCE[rule],
        "note": "",
        "evidence": [
            {
                "page": 2,
                "passage": n,
                "quote": q,
                "heading": "",
                "doubt": None,
                "strength": "met",
                "source": "rule",
                "ocr": False,
            }
            for n, q in enumerate(quotes, 1)
        ],
    }


def _record(source: str, *findings: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "source": source,
        "sha256": "ab" * 32,
        "status": "ok",
        "why": None,
        "detail": "",
        "cure": "",
        "facts": dict.fromkeys(FACTS) | {"organisation": HOSTILE},
        "document_type": "statement",
        "judged": bool(findings),
        "gate_note": "",
        "counts": dict.fromkeys(
            ("minimums_met", "minimums_of", "areas_covered", "areas_of", "met", "partial", "missing", "unreadable"), 1
        )
        if findings
        else None,
        "findings": list(findings),
        "pages": 3,
        "words": 9,
        "format": "pdf",
        "language": "en",
        "title": "",
        "metadata": {"sector": "é"},
        "rulebook": "house 1",
        "fact_evidence": {
            "organisation": {"value": HOSTILE, "grade": "legal", "page": 1, "passage": 1, "quote": HOSTILE}
        },
    } | more


RECORDS = [
    _record(
        "drafts/a b,c.docx",
        _finding("approval", "missing"),
        _finding("training", "partial", HOSTILE, "Twice.", reason="weak"),
        _finding("kpis", "missing"),
        _finding("website", "manual"),
    ),
    _record(
        "good.pdf",
        _finding("approval", "met", "The board approved it."),
        _finding("training", "unreadable"),
        _finding("kpis", "not-applicable"),
        _finding("website", "manual"),
        sha256="cd" * 32,
    ),
    _record(
        "/in/broken.pdf", status="unread", why="corrupt", detail="Damaged.", cure="Ask.", sha256="", fact_evidence={}
    ),
]


def _given(reviews: reviewing.Reviews | None = None) -> list[tuple[tables.Table, tables.Row]]:
    return list(tables.rows(RECORDS, RULES, reviews or reviewing.Reviews(), TEXTS))


def _by_name(rows: list[tuple[tables.Table, tables.Row]], table: tables.Table) -> list[dict[str, Any]]:
    return [dict(zip((f.name for f in t.fields), row, strict=True)) for t, row in rows if t is table]


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


# ------------------------------------------------------------------------------------------------ tables


def test_rows_are_of_their_types_and_keys_are_keys() -> None:
    given = _given()
    python = {"string": str, "integer": int, "boolean": bool}
    keys: dict[str, set[tuple[Any, ...]]] = {t.name: set() for t in tables.ALL}
    for table, row in given:
        values = dict(zip((f.name for f in table.fields), row, strict=True))
        for f in table.fields:
            value = values[f.name]
            assert (type(value) is python[f.kind]) or (value is None and not f.required), (table.name, f.name, value)
            assert value is None or not f.values or value in f.values
        key = tuple(values[k] for k in table.keys)
        assert key not in keys[table.name]
        keys[table.name].add(key)
    assert {name: len(k) for name, k in keys.items()} == {
        "statements": 3,
        "findings": 8,
        "evidence": 3,
        "facts": 2,
        "rules": 4,
        "reviews": 0,
    }


def test_what_people_said_is_beside_the_verdict(tmp_path: Path) -> None:
    first = finding_id(RECORDS[0], RECORDS[0]["findings"][0], None)
    told = [
        reviewsheet.Answer("", first, "", said, "why", who, "") for said, who in (("agree", "Ann"), ("unsure", "Bo"))
    ]
    reviewing.add(tmp_path, told, RECORDS, TEXTS, rulebook="house 1", imported_at="2026-11-25T10:00:00+00:00")
    given = _given(reviewing.load(tmp_path))
    assert [r["human"] for r in _by_name(given, tables.FINDINGS)] == ["mixed", *[None] * 7]
    assert [(r["reviewer"], r["decision"], r["standing"], r["date"]) for r in _by_name(given, tables.REVIEWS)] == [
        ("Ann", "agree", "current", None),
        ("Bo", "unsure", "current", None),
    ]


def test_csv_disarms_formulas_unless_raw(tmp_path: Path) -> None:
    files.folder(_given(), tmp_path / "safe", "csv", title="T")
    files.folder(_given(), tmp_path / "raw", "csv", title="T", raw=True)
    assert _csv(tmp_path / "raw" / "evidence.csv")[0]["quote"] == HOSTILE
    assert _csv(tmp_path / "safe" / "evidence.csv")[0]["quote"].startswith("'=HYPERLINK")
    formula = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")
    for path in (tmp_path / "safe").glob("*.csv"):
        rows = _csv(path)
        assert not [v for row in rows for v in row.values() if v.startswith(formula)]
    assert "\u202e" not in (tmp_path / "safe" / "evidence.csv").read_text(encoding="utf-8")
    (facts, _) = _csv(tmp_path / "safe" / "facts.csv")
    assert (facts["page"], facts["value"][:2]) == ("1", "'=")
    assert [r["judged"] for r in _csv(tmp_path / "safe" / "statements.csv")] == ["true", "true", "false"]


def test_json_lines_hold_every_value_as_it_is(tmp_path: Path) -> None:
    files.folder(_given(), tmp_path, "jsonl", title="T")
    for t in tables.ALL:
        lines = (tmp_path / f"{t.name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(x) for x in lines] == _by_name(_given(), t)


def test_sqlite_holds_every_value_with_keys_that_fit(tmp_path: Path) -> None:
    files.sqlite(_given(), tmp_path / "f.sqlite")
    with closing(sqlite3.connect(tmp_path / "f.sqlite")) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for t in tables.ALL:
            names = [f.name for f in t.fields]
            found = [dict(zip(names, row, strict=True)) for row in db.execute(f"SELECT * FROM {t.name}")]  # noqa: S608
            expected = _by_name(_given(), t)
            assert sorted(found, key=itemgetter(*t.keys)) == sorted(expected, key=itemgetter(*t.keys))
            told = db.execute("SELECT column_name FROM dictionary WHERE table_name = ? AND place > 0", (t.name,))
            assert [name for (name,) in told] == names
    assert [p.name for p in tmp_path.iterdir()] == ["f.sqlite"]


def test_parquet_holds_every_value(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    files.folder(_given(), tmp_path, "parquet", title="T")
    for t in tables.ALL:
        table = parquet.read_table(tmp_path / f"{t.name}.parquet")
        assert table.to_pylist() == _by_name(_given(), t)
        assert table.schema.field(0).metadata[b"description"].decode() == t.fields[0].meaning


def test_without_pyarrow_a_hint_is_given(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\nfrom pathlib import Path\nfrom msa_check.exporting import files\n"
        f"files.folder([], Path({str(tmp_path / 'p')!r}), 'parquet', title='T')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'msa-check[parquet]'" in done.stderr
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_package_describes_the_files_as_they_are(tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    made = files.folder(_given(), tmp_path, form, title="T")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {p.name for p in made} == {p.name for p in tmp_path.iterdir()}
    schemas = {r["name"]: r["schema"] for r in package["resources"]}
    for r in package["resources"]:
        data = (tmp_path / r["path"]).read_bytes()
        assert (r["bytes"], r["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        names = [f["name"] for f in r["schema"]["fields"]]
        assert set(r["schema"]["primaryKey"]) <= set(names)
        for key in r["schema"].get("foreignKeys", ()):
            other = [f["name"] for f in schemas[key["reference"]["resource"]]["fields"]]
            assert set(key["reference"]["fields"]) <= set(other)
            assert set(key["fields"]) <= set(names)
        if form == "csv":
            rows = _csv(tmp_path / r["path"])
            for f in r["schema"]["fields"]:
                values = [row[f["name"]] for row in rows]
                limits = f.get("constraints", {})
                assert "" not in values or not limits.get("required")
                assert {v for v in values if v} <= set(limits.get("enum", values))
    text = (tmp_path / "dictionary.md").read_text(encoding="utf-8")
    assert [f.name for t in tables.ALL for f in t.fields if f"| `{f.name}` | {f.kind} | {f.meaning}" not in text] == []


# ------------------------------------------------------------------------------------------------ build servers


def _sarif() -> dict[str, Any]:
    made: dict[str, Any] = json.loads("".join(checks.sarif(RECORDS, RULES)))
    return made


def test_sarif_has_a_result_for_what_somebody_must_look_at() -> None:
    (run,) = _sarif()["runs"]
    assert [(r["ruleId"], r["kind"], r["level"]) for r in run["results"]] == [
        ("approval", "fail", "error"),
        ("training", "fail", "warning"),
        ("kpis", "fail", "note"),
        ("website", "review", "none"),
        ("training", "open", "none"),
        ("website", "review", "none"),
    ]
    assert [x["message"]["text"] for x in run["results"][1]["relatedLocations"]] == [
        f"Page 2: {HOSTILE}",
        "Page 2: Twice.",
    ]


def test_sarif_keeps_to_the_standard() -> None:
    """Section 3 of SARIF 2.1.0, as far as it is used here."""
    log = _sarif()
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules) == len(RULES)
    assert all(r.get("helpUri", "https:").startswith("https:") for r in rules)
    prints = set()
    for r in run["results"]:
        assert rules[r["ruleIndex"]]["id"] == r["ruleId"]
        assert r["kind"] in {"fail", "open", "review"}
        assert (r["level"] == "none") is (r["kind"] != "fail")
        assert r["message"]["text"]
        prints.add(r["partialFingerprints"]["finding/v1"])
    assert len(prints) == len(run["results"])
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert uris[0] == "drafts/a%20b%2Cc.docx"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert (note["level"], note["descriptor"]["id"], note["message"]["text"]) == ("error", "corrupt", "Damaged. Ask.")
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///in/broken.pdf"


@pytest.mark.parametrize(("fail_on", "failures"), [("law", 1), ("guidance", 2), ("good-practice", 3), ("never", 0)])
def test_junit_fails_at_the_force_that_was_asked_for(fail_on: str, failures: int) -> None:
    root = ET.fromstring("".join(checks.junit(RECORDS, RULES, fail_on=fail_on)))  # noqa: S314 - our own
    suites = list(root)
    assert [s.get("name") for s in suites] == [r["source"] for r in RECORDS]
    for s in suites:
        assert int(s.get("tests", 0)) == len(s)
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(s.get(kind, 0)) == len(s.findall(f"testcase/{tag}"))
    assert suites[0].get("failures") == str(failures)
    assert (suites[1].get("failures"), suites[1].get("skipped")) == ("0", "3")
    error = suites[2].find("testcase/error")
    assert error is not None
    assert error.get("type") == "corrupt"
    if failures > 1:
        failure = suites[0].find("testcase[@name='training']/failure")
        assert failure is not None
        assert "[U+202E]<b>&]]>%0A" in (failure.text or "")


def test_annotations_are_one_command_a_line_whatever_a_passage_says() -> None:
    lines = "".join(checks.github(RECORDS, RULES, fail_on="guidance")).splitlines()
    assert [x.partition(" ")[0] for x in lines] == ["::warning", "::warning", "::notice", "::error"]
    assert lines[0] == ("::warning file=drafts/a b%2Cc.docx,title=Approval::Not met: Approval. Say it. [The law]")
    assert "%0A::error::[U+202E]<b>&]]>%250A" in lines[1]
    assert lines[3] == "::error file=/in/broken.pdf,title=Not read::Damaged. Ask."


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A batch over some of the bundled statements."""
    documents = sorted((request.path.parent / "statements" / "documents").glob("*.html"))
    made = tmp_path_factory.mktemp("batch") / "out"
    main(["batch", *map(str, documents), "-o", str(made), "--no-html", "--no-xlsx", "--quiet"])
    return made


def _everything(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in ([path] if path.is_file() else sorted(path.iterdir()))}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "sqlite", "sarif", "junit", "github"])
def test_the_same_results_give_the_same_bytes(tmp_path: Path, out: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    to = tmp_path / "made"
    assert main(["export", str(out), "--format", form, "-o", str(to)]) == 0
    first = _everything(to)
    assert main(["export", str(out), "--format", form, "-o", str(to)]) == 0
    assert _everything(to) == first
    assert sum(map(len, first.values())) > 1000


def test_an_export_holds_what_the_batch_found(tmp_path: Path, out: Path) -> None:
    assert main(["export", str(out), "--format", "jsonl", "-o", str(tmp_path / "t")]) == 0
    records = [json.loads(x) for x in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = (tmp_path / "t" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    found = [(f["statement"], f["rule"], f["verdict"], f["passages"]) for f in map(json.loads, lines)]
    assert found == [(r["source"], f["rule"], f["verdict"], len(f["evidence"])) for r in records for f in r["findings"]]
    assert len(found) > 50


def test_build_servers_read_the_screen(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(out), "--format", "sarif"]) == 0
    assert json.loads(capfd.readouterr().out)["runs"][0]["results"]
    assert main(["export", str(out), "--format", "github"]) == 0
    assert {x.split(" ")[0] for x in capfd.readouterr().out.splitlines()} <= {"::error", "::warning", "::notice"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "csv"], "needs a place to write to"),
        (["--format", "jsonl", "-o", "{out}"], "a folder of their own"),
        (["--format", "csv", "-o", "{out}/results.sqlite"], "the output is a file"),
        (["--format", "sqlite", "-o", "{out}/results.sqlite"], "one of msa-check's own"),
        (["--format", "sarif", "-o", "{out}"], "the output is a folder"),
        (["--format", "junit", "-o", "{out}/none/x.xml"], "no such folder"),
        (["--format", "jsonl", "-o", "{out}/x", "--raw-csv"], "--raw-csv is for --format csv only"),
    ],
)
def test_wrong_use_is_said_and_nothing_is_overwritten(
    out: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    before = (out / "results.sqlite").read_bytes()
    assert main(["export", str(out), *(a.replace("{out}", str(out)) for a in arguments)]) == 2
    assert says in capfd.readouterr().err
    assert (out / "results.sqlite").read_bytes() == before


@pytest.mark.parametrize("form", ["sqlite", "sarif"])
def test_a_pipe_stays_a_pipe(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], form: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert main(["export", str(out), "--format", form, "-o", str(tmp_path / "pipe")]) == 2
    assert "it is a device or a pipe, not a file" in capfd.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


def test_a_folder_without_results_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path), "--format", "github"]) == 2
    assert "there are no results here" in capfd.readouterr().err
