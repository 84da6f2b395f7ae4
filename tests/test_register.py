"""``msa-check register``: from the register's file to matches, a comparison and a list for the next batch."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from msa_check.cli import main
from msa_check.register import names
from msa_check.register.declared import QUESTIONS, compare
from msa_check.register.entries import groups, take
from msa_check.register.matching import Register
from msa_check.register.survey import document
from msa_check.register.table import read
from msa_check.rulebook import load

ADDRESS = "https://amber.example/modern-slavery-2026.pdf"
STATEMENT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by Amber Pots Ltd for the year to 31 March 2026.

Amber Pots Ltd makes garden pots in two works in Kent and employs 140 people. We buy clay from nine suppliers in England and Portugal. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""
ROWS = (
    {
        "StatementYear": "2026",
        "OrganisationName": "AMBER POTS LIMITED",
        "Address": "1 Mill Lane\r\nAshby",
        "SectorType": "Private",
        "CompanyNumber": "1111111",
        "GroupSubmission": "Yes",
        "ParentName": "",
        "StatementURL": ADDRESS,
        "StatementSummaryURL": "https://register.example/statement-summary/Aa/2026",
        "StatementStartDate": "01/04/2025",
        "StatementEndDate": "31/03/2026",
        "ApprovingPerson": "Ada Moorcroft (Managing Director)",
        "DateApproved": "03/06/2026",
        "StatementIncludesOrgStructure": "Yes",
        "StatementIncludesPolicies": "No",
        "NoPoliciesReason": "=not yet",
        "StatementIncludesRisksAssessment": "",
        "StatementIncludesDueDiligence": "",
        "StatementIncludesTraining": "Yes",
        "StatementIncludesGoals": "No",
        "OrganisationSectors": "Other",
        "Turnover": "£36 million to £60 million",
        "Training": "Your whole organisation\r\nYour suppliers",
        "NoTraining": "No",
        "GrievanceMechanisms": "",
        "NoGrievanceMechanisms": "Yes",
        "NewColumn": "kept",
    },
    {
        "StatementYear": "2026",
        "OrganisationName": "AMBER GLAZES LIMITED",
        "CompanyNumber": "1111112",
        "GroupSubmission": "Yes",
        "ParentName": "AMBER POTS LIMITED",
        "StatementSummaryURL": "https://register.example/statement-summary/Aa/2026",
        "StatementEndDate": "31/03/2026",
        "StatementIncludesTraining": "Yes",
    },
    {
        "StatementYear": "2026",
        "OrganisationName": "BIRCH BREWERY LTD",
        "CompanyNumber": "2222222",
        "StatementSummaryURL": "https://register.example/statement-summary/Bb/2026",
        "StatementEndDate": "31/12/2025",
        "StatementURL": "https://birch.example/",
    },
)


def _csv(path: Path, rows: tuple[dict[str, str], ...] = ROWS, tail: str = "") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        writer = csv.DictWriter(f, list(ROWS[0]), restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        f.write(tail)
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return _csv(tmp_path / "StatementSummaries2026.csv")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output of a batch over one statement."""
    source = tmp_path / "in" / "doc-17.txt"
    source.parent.mkdir()
    source.write_text(STATEMENT, encoding="utf-8")
    main(["batch", str(source), "-o", str(tmp_path / "out"), "--quiet"])
    return tmp_path / "out"


def _sheet(out: Path, name: str) -> list[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(out / "register.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def _list(out: Path) -> list[dict[str, str]]:
    with (out / "statements.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_answers_are_put_beside_the_text(table: Path, out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "import", str(table), "--to", str(out)]) == 0
    said = capfd.readouterr().err
    assert "3 rows: 3 taken in (3 new, 0 changed), 0 left out" in said
    assert "1 document: 1 matched" in said
    found = {(r["Question"], r["Column"]): r for r in _sheet(out, "Disagreements")}
    assert {k[0]: r["What differs"] for k, r in found.items() if k[1].startswith("StatementIncludes")} == {
        "Training": "○ Declared, nothing found",
        "Policies": "→ Found, declared as not",
    }
    policies = found[("Policies", "StatementIncludesPolicies")]
    assert policies["Register says"] == "No: =not yet"
    assert "policy" in policies["Passage"]
    assert (policies["OrganisationName"], policies["CompanyNumber"], policies["Organisations"]) == (
        "AMBER POTS LIMITED",
        "1111111",
        2,
    )
    assert ("A way to raise concerns", "GrievanceMechanisms") not in found
    assert not any(c == "StatementIncludesRisksAssessment" for _, c in found)


def test_the_sheets_line_up_with_the_register_cell_by_cell(table: Path, out: Path) -> None:
    main(["register", "import", str(table), "--to", str(out)])
    book = openpyxl.load_workbook(out / "register.xlsx")
    assert book.sheetnames == ["Read me", "Disagreements", "Register", "Text", "Questions", "Matches", "Rows"]
    columns = list(ROWS[0])
    given, text = (list(book[n].iter_rows(values_only=True)) for n in ("Register", "Text"))
    assert list(given[0][: len(columns)]) == columns == list(text[0][: len(columns)])
    assert given[0] == text[0]
    for row, source in zip(given[1:], ROWS, strict=True):
        assert [(v or "").replace("\r", "") for v in row[: len(columns)]] == [
            source.get(c, "").replace("\r", "") for c in columns
        ]
    shown = dict(zip(columns, text[1], strict=False))
    assert (shown["StatementIncludesTraining"], shown["StatementIncludesPolicies"]) == ("No", "Yes")
    assert shown["OrganisationName"] == "AMBER POTS LIMITED"
    assert shown["StatementEndDate"] == "31/03/2026"
    assert shown["Training"].startswith("Training for its own people: No")
    assert shown["Turnover"] is None
    assert text[2][columns.index("StatementIncludesTraining")] == "No"
    assert text[3][columns.index("StatementIncludesTraining")] is None
    cells = [c for sheet in book for r in sheet.iter_rows() for c in r]
    assert {c.data_type for c in cells} <= {"s", "n"}


def test_a_skipped_question_and_an_unread_document_contradict_nothing(out: Path) -> None:
    made = json.loads((out / "findings.jsonl").read_text(encoding="utf-8"))
    blank = dict.fromkeys(ROWS[0], "") | {"OrganisationName": "AMBER POTS LIMITED"}
    text = ",".join(blank) + "\n" + ",".join(blank.values()) + "\n"
    e = take(read(text.encode())).entries[0]
    assert {c.kind for c in compare(e, made)} == {"open"}
    declares = {c: "Yes" for c in blank if c.startswith("StatementIncludes")}
    e = take(read((",".join(blank | declares) + "\n" + ",".join((blank | declares).values()) + "\n").encode())).entries[
        0
    ]
    unread = made | {"judged": False, "findings": [], "fact_evidence": {}}
    assert {c.kind for c in compare(e, unread)} == {"open"}
    unreadable = made | {"findings": [f | {"verdict": "unreadable", "evidence": []} for f in made["findings"]]}
    assert {c.kind for c in compare(e, unreadable) if c.column in declares} == {"open"}
    assert {c.kind for c in compare(e, made) if c.column in declares} >= {"agrees", "not-found"}


def test_every_rule_that_a_question_names_is_in_the_rule_book() -> None:
    known = {r.id for r in load(None).rules}
    assert {r for q in QUESTIONS for r in (*q.core, *q.around)} - known <= {"earlier-statements"}


def test_the_list_goes_into_the_next_batch_and_confirms_nothing(table: Path, out: Path, tmp_path: Path) -> None:
    main(["register", "import", str(table), "--to", str(out)])
    (row,) = _list(out)
    assert row["path"] == str(tmp_path / "in" / "doc-17.txt")
    assert {
        k: row[k]
        for k in (
            "organisation",
            "number",
            "year",
            "period_end",
            "deadline_year",
            "sector",
            "turnover",
            "organisations",
        )
    } == {
        "organisation": "AMBER POTS LIMITED",
        "number": "01111111",
        "year": "2026",
        "period_end": "2026-03-31",
        "deadline_year": "2026",
        "sector": "Other",
        "turnover": "£36 million to £60 million",
        "organisations": "2",
    }
    again = tmp_path / "again"
    main(["batch", "--files-from", str(out / "statements.csv"), "-o", str(again), "--quiet", "--no-html"])
    made = json.loads((again / "findings.jsonl").read_text(encoding="utf-8"))
    assert made["metadata"]["turnover"] == "£36 million to £60 million"
    assert not any(origin == "given" for origin, _ in document("x", made, ()).named)
    main(["register", "import", str(table), "--to", str(again)])
    assert not any("given with the file" in r["What speaks for it"] for r in _sheet(again, "Matches"))


def test_local_files_are_matched_by_name_and_told_apart(
    table: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in (
        "birch-brewery-ltd-2025.pdf",
        "minutes.pdf",
        "=1+1.pdf",
        "two\nlines.pdf",
        "amber pots and birch brewery.pdf",
    ):
        (folder / name).write_bytes(b"%PDF-1.4")
    (folder / "list.csv").write_text("x", encoding="utf-8")
    new = tmp_path / "new"
    assert main(["register", "import", str(table), "--to", str(new), "--files", str(folder)]) == 0
    states = {Path(r["File"]).name: r["State"] for r in _sheet(new, "Matches") if r["Place"] in {1, None}}
    assert states["birch-brewery-ltd-2025.pdf"] == "Matched"
    assert states["minutes.pdf"] == "No entry fits"
    assert states["amber pots and birch brewery.pdf"] == "Unsure: please choose"
    assert "its name has a line end" in capfd.readouterr().err
    rows = {Path(r["path"]).name: r for r in _list(new)}
    assert rows["birch-brewery-ltd-2025.pdf"]["organisation"] == "BIRCH BREWERY LTD"
    assert rows["minutes.pdf"]["organisation"] == ""
    assert len(rows) == 4


def test_importing_again_replaces_and_adds(table: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new"
    main(["register", "import", str(table), "--to", str(new)])
    main(["register", "import", str(table), "--to", str(new)])
    assert "3 taken in (0 new, 0 changed)" in capfd.readouterr().err
    changed = _csv(
        tmp_path / "b.csv", (ROWS[0] | {"Turnover": "Over £500 million"}, ROWS[2] | {"OrganisationName": "CEDAR LTD"})
    )
    main(["register", "import", str(changed), "--to", str(new)])
    assert "2 taken in (1 new, 1 changed)" in capfd.readouterr().err
    assert [r["OrganisationName"] for r in _sheet(new, "Register")].count("AMBER POTS LIMITED") == 1
    with closing(sqlite3.connect(new / "register.sqlite")) as db:
        assert db.execute("SELECT count(*), count(DISTINCT statement) FROM entries").fetchone() == (4, 2)
        assert [r[0] for r in db.execute("SELECT rows FROM imports")] == [3, 3, 2]


def test_every_row_is_accounted_for_and_damage_gives_exit_3(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bad = _csv(tmp_path / "bad.csv", (*ROWS, ROWS[2]), tail='2026,OOPS LTD,"never closed\r\n')
    new = tmp_path / "new"
    assert main(["register", "import", str(bad), "--to", str(new)]) == 3
    said = capfd.readouterr().err
    assert "5 rows: 3 taken in (3 new, 0 changed), 2 left out" in said
    assert "never closed" in said
    rows = [r for r in _sheet(new, "Rows") if r["State"] == "Left out"]
    assert [r["Why"] for r in rows] == [
        "The same row stands at line 6.",
        "A quotation mark is opened and never closed.",
    ]
    page = (new / "register.html").read_text(encoding="utf-8")
    assert "OOPS LTD" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["register", "import", "missing.csv", "--to", "o"], "cannot be read"),
        (["register", "import", "other.csv", "--to", "o"], "no file of the register"),
        (["register", "match", "o"], "no register was taken in here"),
        (["register", "fetch", "o"], "no register was taken in here"),
    ],
)
def test_faults_are_told_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(arguments) == 2
    err = capfd.readouterr().err
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_the_same_input_gives_the_same_bytes(table: Path, out: Path) -> None:
    main(["register", "import", str(table), "--to", str(out)])
    first = {n: (out / n).read_bytes() for n in ("register.xlsx", "register.html", "statements.csv")}
    main(["register", "match", str(out)])
    assert {n: (out / n).read_bytes() for n in first} == first


# ------------------------------------------------------------------------------------------------ fetching


def test_fetch_without_its_extra_says_what_to_install(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new"
    main(["register", "import", str(table), "--to", str(new)])
    for name in [n for n in sys.modules if n.startswith("msa_check.fetching.") and "journal" not in n]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert main(["register", "fetch", str(new)]) == 2
    assert "pip install 'msa-check[fetch]'" in capfd.readouterr().err


def test_fetch_asks_no_machine_of_its_own_network(tmp_path: Path) -> None:
    pytest.importorskip("httpx", reason="needs the extra [fetch]")
    local = (
        "http://127.0.0.1/a.pdf",
        "http://localhost/a.pdf",
        "http://10.1.2.3/a.pdf",
        "http://169.254.169.254/latest",
    )
    rows = tuple(
        ROWS[2] | {"StatementURL": u, "OrganisationName": f"BIRCH {n}", "StatementSummaryURL": f"s{n}"}
        for n, u in enumerate(local)
    )
    new = tmp_path / "new"
    main(["register", "import", str(_csv(tmp_path / "a.csv", rows)), "--to", str(new)])
    assert main(["register", "fetch", str(new), "--contact", "audits@example.org"]) == 3
    lines = [json.loads(x) for x in (new / "fetched" / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {x["url"] for x in lines} <= set(local)
    assert {x["state"] for x in lines} <= {"private-address", "no-address"}
    assert {p.name for p in (new / "fetched").iterdir()} == {"journal.jsonl", ".msa-check.lock"}
    main(["register", "match", str(new)])
    assert [r["State"] for r in _sheet(new, "Downloads")] == [x["state"] for x in lines]
    assert "Not downloaded" in (new / "register.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "(x)", "ünï@example.org", "x" * 300])
def test_a_contact_cannot_forge_a_header(contact: str, table: Path, tmp_path: Path) -> None:
    main(["register", "import", str(table), "--to", str(tmp_path / "n")])
    assert main(["register", "fetch", str(tmp_path / "n"), "--contact", contact]) == 2


def test_what_was_fetched_is_matched_by_its_address(table: Path, out: Path, tmp_path: Path) -> None:
    main(["register", "import", str(table), "--to", str(out)])
    from msa_check.fetching.journal import Outcome, append

    (out / "fetched").mkdir()
    shutil.copy(tmp_path / "in" / "doc-17.txt", out / "fetched" / "a-1.txt")
    append(out / "fetched", [Outcome(ADDRESS, "fetched", file="a-1.txt", size=1, sha256="0")])
    main(["register", "match", str(out)])
    (found,) = [r for r in _sheet(out, "Matches") if r["File"].endswith("a-1.txt")]
    assert (found["State"], found["OrganisationName"]) == ("Matched", "AMBER POTS LIMITED")
    assert found["What speaks for it"].startswith(f"downloaded from the address in the register ({ADDRESS})")
    assert [r["path"] for r in _list(out)] == [str(tmp_path / "in" / "doc-17.txt"), "fetched/a-1.txt"]


# ------------------------------------------------------------------------------------------------ the real file


def _slug(name: str) -> str:
    return names.key(name).replace(" ", "")


def test_real_files_are_matched_to_the_right_statement(shared: Path) -> None:
    """By file name alone, judged by the names: each file is called after the organisation whose statement it is."""
    path, texts = (
        shared / "registry" / "StatementSummaries2022-food.csv",
        sorted((shared / "texts").glob("food22-*.txt")),
    )
    if not path.is_file() or not texts:
        pytest.skip("the register's file and its texts are not here")
    found = take(read(path.read_bytes()))
    assert (len(found.entries), found.left_out) == (689, ())
    statements = groups(found.entries)
    assert len(statements) == 248
    register, known = Register(statements), {g.statement: g for g in statements}
    matches = [(t, register.match(document(str(t), None, ()))) for t in texts]
    sure = [(t, m.best) for t, m in matches if m.state == "matched" and m.best]
    right = [
        t
        for t, c in sure
        if any(_slug(e.organisation) == _slug(t.stem.removeprefix("food22-")) for e in known[c.statement].entries)
    ]
    assert len(sure) >= 0.9 * len(texts)
    assert len(right) >= 0.95 * len(sure)
    assert {m.state for _, m in matches} <= {"matched", "unsure"}
