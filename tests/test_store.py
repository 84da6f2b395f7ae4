"""The results store: one transaction a document, a row a source, tables that others can query."""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from msa_check.errors import UsageError
from msa_check.model import Area, Basis, Kind, Passage, Rule, Rulebook
from msa_check.store import Entry, Store, datasette_metadata, is_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RULES = tuple(
    Rule(
        id=name,
        title=name.title(),
        area="a",
        question="?",
        force="law",
        basis=Basis("Act", "1"),
        remedy="Say it.",
        order=n,
    )
    for n, name in enumerate(("kpis", "training"), 1)
)
BOOK = Rulebook(id="house 1 abc", title="House", version="1", areas=(Area("a", "A"),), rules=RULES)


def _record(source: str, quote: str = "Buyers were trained on slavery.", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    evidence = {
        "page": 2,
        "quote": quote,
        "heading": "Training",
        "doubt": None,
        "passage": 7,
        "strength": "met",
        "source": "rule",
        "ocr": False,
    }
    return {
        "schema": 1,
        "source": source,
        "sha256": "ab" * 32,
        "status": "ok",
        "why": None,
        "pages": 4,
        "facts": dict.fromkeys(
            ("organisation", "entity_type", "year_end", "approval_date", "signatory", "signatory_role", "sign_date")
        )
        | {"organisation": "Quillhaven Pots Ltd"},
        "findings": [
            {
                "rule": "kpis",
                "verdict": "partial",
                "reason": "weak",
                "force": "law",
                "evidence": [evidence],
                "note": "",
            },
            {
                "rule": "training",
                "verdict": "met",
                "reason": None,
                "force": "law",
                "evidence": [evidence, {**evidence, "quote": "Twice."}],
                "note": "",
            },
        ],
        "detail": "",
        "cure": "",
        "format": "pdf",
        "title": "",
        "language": "en",
        "words": 300,
        "document_type": "statement",
        "judged": True,
        "metadata": {},
        "fact_evidence": {
            "organisation": {
                "value": "Quillhaven Pots Ltd",
                "grade": "legal",
                "page": 1,
                "passage": 1,
                "quote": "We, Quillhaven.",
            }
        },
        "counts": {
            "minimums_met": 1,
            "minimums_of": 3,
            "areas_covered": 1,
            "areas_of": 6,
            "met": 1,
            "partial": 1,
            "missing": 0,
            "unreadable": 0,
        },
    } | more


def _entry(record: dict[str, Any], **more: Any) -> Entry:  # noqa: ANN401
    packed = zlib.compress(json.dumps(record).encode())
    return Entry(
        **(
            {
                "source": record["source"],
                "packed": packed,
                "gaps": (1, 0, 0),
                "page": "",
                "made_with": "m",
                "limits": "l",
            }
            | more
        )
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path)
    yield opened
    opened.close()


def _begin(store: Store) -> int:
    return store.begin(started="2026-11-25T10:00:00", settings={"ocr": "auto"}, rulebook=BOOK)


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def test_what_was_saved_comes_back_sorted_by_source(store: Store) -> None:
    run = _begin(store)
    for source in ("b.pdf", "a.pdf"):
        store.save(run, _entry(_record(source)))
    assert [r["source"] for r in store.records(run)] == ["a.pdf", "b.pdf"]
    assert next(store.records(run)) == _record("a.pdf")


def test_passages_come_back_and_go_with_their_statement(store: Store) -> None:
    run = _begin(store)
    said = json.dumps([["We train buyers.", 1, 2, "list-item", "Training", "We act:", True]])
    store.save(run, _entry(_record("b.pdf"), text=zlib.compress(said.encode())))
    store.save(run, _entry(_record("a.pdf")))
    passage = Passage("We train buyers.", 1, 2, Kind.LIST_ITEM, "Training", "We act:", ocr=True)
    assert list(store.texts(run)) == [("b.pdf", (passage,))]
    store.save(run, _entry(_record("b.pdf")))
    assert list(store.texts(run)) == []


def test_the_tables_hold_findings_quotes_and_facts(store: Store, path: Path) -> None:
    run = _begin(store)
    store.save(run, _entry(_record("a.pdf")))
    assert _rows(path, "SELECT rule, verdict, reason FROM findings ORDER BY rule") == [
        ("kpis", "partial", "weak"),
        ("training", "met", None),
    ]
    assert _rows(path, "SELECT quote FROM quotes ORDER BY id") == [("Buyers were trained on slavery.",), ("Twice.",)]
    assert _rows(path, "SELECT rule, place, quote, page FROM findings_with_quotes ORDER BY rule, place") == [
        ("kpis", 1, "Buyers were trained on slavery.", 2),
        ("training", 1, "Buyers were trained on slavery.", 2),
        ("training", 2, "Twice.", 2),
    ]
    assert _rows(path, "SELECT name, value, quote FROM facts") == [
        ("organisation", "Quillhaven Pots Ltd", "We, Quillhaven.")
    ]
    assert _rows(path, "SELECT organisation, gaps_law, rules_partial FROM latest") == [("Quillhaven Pots Ltd", 1, 1)]


def test_saving_a_source_again_replaces_it_and_its_quotes(store: Store, path: Path) -> None:
    run = _begin(store)
    store.save(run, _entry(_record("a.pdf"), page="a-1.html"))
    assert store.save(run, _entry(_record("a.pdf", quote="Nobody was trained."), page="a-2.html")) == "a-1.html"
    assert _rows(path, "SELECT count(*) FROM statements") == [(1,)]
    assert _rows(path, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'buyers'") == [(0,)]
    assert _rows(path, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'nobody'") == [(1,)]
    assert _rows(path, "PRAGMA foreign_key_check") == []
    assert _rows(path, "INSERT INTO quotes_fts(quotes_fts) VALUES ('integrity-check')") == []


def test_full_text_search_finds_other_forms_of_a_word(store: Store, path: Path) -> None:
    store.save(_begin(store), _entry(_record("a.pdf")))
    assert _rows(path, "SELECT quote FROM quotes_fts WHERE quotes_fts MATCH 'training'") == [
        ("Buyers were trained on slavery.",),
        ("Twice.",),
    ], "the second by its heading"


def test_a_fault_in_the_middle_of_a_document_leaves_nothing_of_it(store: Store) -> None:
    run = _begin(store)
    store.save(run, _entry(_record("a.pdf")))
    broken = _record("a.pdf")
    broken["findings"].append({**broken["findings"][0], "rule": "no-such-rule"})
    with pytest.raises(sqlite3.IntegrityError):
        store.save(run, _entry(broken))
    assert list(store.records(run)) == [_record("a.pdf")]


def test_a_store_is_known_for_ours_while_it_is_open_and_after(store: Store, path: Path, tmp_path: Path) -> None:
    assert is_store(path), "also while all that was written stands in its log"
    store.close()
    assert is_store(path)
    (tmp_path / "words").write_text("SQLite format 3", encoding="utf-8")
    sqlite3.connect(tmp_path / "theirs").execute("CREATE TABLE a (b)").connection.close()
    assert not any(is_store(tmp_path / name) for name in ("words", "theirs", "nowhere", "."))


def test_runs_are_kept_and_only_the_last_one_counts(store: Store, path: Path) -> None:
    first = _begin(store)
    for source in ("a.pdf", "b.pdf"):
        store.save(first, _entry(_record(source)))
    store.finish(first, finished="2026-11-25T10:01:00", complete=True, skipped=[], reused=0)
    second = _begin(store)
    known = store.known("a.pdf")
    assert known is not None
    store.keep(second, known)
    store.save(second, _entry(_record("c.pdf", status="unread", why="corrupt"), gaps=(0, 0, 0)))
    store.finish(second, finished="2026-11-25T10:02:00", complete=False, skipped=[("x\udcff", "hidden")], reused=1)
    assert [r["source"] for r in store.records(second)] == ["a.pdf", "c.pdf"]
    assert _rows(path, "SELECT state, files, checked, unread, with_gaps, reused, skipped FROM runs ORDER BY id") == [
        ("complete", 2, 2, 0, 2, 0, "[]"),
        ("stopped", 2, 1, 1, 1, 1, '[["x\\\\udcff", "hidden"]]'),
    ]
    assert [u[:2] for u in store.unread(second)] == [("c.pdf", "corrupt")]


def test_a_run_that_was_killed_is_marked_when_the_next_begins(store: Store, path: Path) -> None:
    _begin(store)
    _begin(store)
    assert _rows(path, "SELECT state FROM runs ORDER BY id") == [("stopped",), ("running",)]


def test_a_duplicate_points_at_the_first(store: Store, path: Path) -> None:
    run = _begin(store)
    store.save(run, _entry(_record("a.pdf"), page="a.html"))
    store.save(run, _entry(_record("copy.pdf"), page="a.html", duplicate_of="a.pdf"))
    query = "SELECT c.source, f.source FROM statements c JOIN statements f ON f.id = c.duplicate_of"
    assert _rows(path, query) == [("copy.pdf", "a.pdf")]
    assert store.counts(run) == (2, 0, 0, 1)
    assert store.pages(run) == {"a.pdf": "a.html", "copy.pdf": "a.html"}


@pytest.mark.parametrize("text", ["nul \0 and \udcff and \ufffe", "'; DROP TABLE runs; --", "\U0001f600" * 50])
def test_any_text_survives(store: Store, text: str) -> None:
    run = _begin(store)
    plain = text.encode("utf-8", "backslashreplace").decode()
    store.save(run, _entry(_record(plain, quote=plain), source=text))
    assert store.known(text) is not None
    assert [f["evidence"][0]["quote"] for r in store.records(run) for f in r["findings"]] == [plain, plain]


def test_a_file_that_is_no_store_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"something of the user's own, longer than a header of a database file would be: " * 3)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="results store cannot be read or written"):
        Store(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE mine (x)")
    db.commit()
    db.close()
    with pytest.raises(UsageError, match="it is not a results store"):
        Store(path)


def test_a_store_of_a_later_version_is_refused(path: Path) -> None:
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 9")
    db.close()
    with pytest.raises(UsageError, match="version 9, this is 2"):
        Store(path)


def test_the_metadata_for_datasette_names_real_tables_and_its_queries_run(store: Store, path: Path) -> None:
    store.save(_begin(store), _entry(_record("a.pdf")))
    about = datasette_metadata("Title")["databases"]["results"]
    tables = {
        name
        for (name,) in _rows(
            path, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'quotes_fts%'"
        )
    }
    assert set(about["tables"]) == tables
    db = sqlite3.connect(path)
    try:
        for table, told in about["tables"].items():
            if "label_column" in told:
                db.execute(f"SELECT {told['label_column']} FROM {table}")  # noqa: S608 - our own names
        assert db.execute(about["queries"]["search_quotes"]["sql"], {"words": "buyers"}).fetchall() == [
            ("a.pdf", 2, "Buyers were trained on slavery.")
        ]
        assert db.execute(about["queries"]["gaps_by_rule"]["sql"]).fetchall() == [
            ("kpis", "Kpis", "law", 0, 1, 0, 0),
            ("training", "Training", "law", 1, 0, 0, 0),
        ]
    finally:
        db.close()


def test_the_ready_search_finds_nothing_of_files_that_the_last_run_did_not_see(store: Store, path: Path) -> None:
    store.save(_begin(store), _entry(_record("gone.pdf")))
    store.save(_begin(store), _entry(_record("here.pdf")))
    search = datasette_metadata("Title")["databases"]["results"]["queries"]["search_quotes"]["sql"]
    db = sqlite3.connect(path)
    try:
        assert [source for source, _, _ in db.execute(search, {"words": "buyers"})] == ["here.pdf"]
    finally:
        db.close()
