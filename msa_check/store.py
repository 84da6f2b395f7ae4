"""The results of a batch in one SQLite file: one transaction a document, a history of runs, tables that open in Datasette.

Nothing here reads a document, judges one or knows of workers.
"""

from __future__ import annotations

import json
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msa_check.inert import encodable
from msa_check.ownfile import OwnFile
from msa_check.record import FACTS, passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from msa_check.model import Passage, Rulebook
    from msa_check.ownfile import State

_TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'complete', 'stopped')),
    started TEXT NOT NULL,
    finished TEXT,
    rulebook TEXT NOT NULL,
    settings TEXT NOT NULL,
    files INTEGER, checked INTEGER, partial INTEGER, unread INTEGER, with_gaps INTEGER, reused INTEGER, duplicates INTEGER,
    skipped TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    title TEXT NOT NULL, area TEXT NOT NULL, force TEXT NOT NULL, guidance_level INTEGER,
    question TEXT NOT NULL, basis TEXT NOT NULL, link TEXT NOT NULL, remedy TEXT NOT NULL,
    rulebook TEXT NOT NULL
);
CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    organisation TEXT, entity_type TEXT, year_end TEXT, approval_date TEXT, signatory TEXT, signatory_role TEXT, sign_date TEXT,
    status TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'unread')),
    why TEXT, detail TEXT NOT NULL, cure TEXT NOT NULL,
    document_type TEXT NOT NULL, judged INTEGER NOT NULL,
    minimums_met INTEGER, minimums_of INTEGER, areas_covered INTEGER, areas_of INTEGER,
    rules_met INTEGER, rules_partial INTEGER, rules_missing INTEGER, rules_unreadable INTEGER,
    gaps_law INTEGER NOT NULL, gaps_guidance INTEGER NOT NULL, gaps_good_practice INTEGER NOT NULL,
    pages INTEGER, words INTEGER NOT NULL, format TEXT NOT NULL, language TEXT NOT NULL, title TEXT NOT NULL,
    metadata TEXT NOT NULL,
    page TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    duplicate_of INTEGER REFERENCES statements(id) ON DELETE SET NULL,
    last_run INTEGER NOT NULL REFERENCES runs(id),
    made_in INTEGER NOT NULL REFERENCES runs(id),
    made_with TEXT NOT NULL,
    limits TEXT NOT NULL,
    seconds REAL NOT NULL
);
CREATE INDEX statements_sha256 ON statements(sha256);
CREATE INDEX statements_duplicate_of ON statements(duplicate_of);
CREATE INDEX statements_last_run ON statements(last_run, source);
CREATE TABLE records (statement INTEGER PRIMARY KEY REFERENCES statements(id) ON DELETE CASCADE, json_zlib BLOB NOT NULL);
CREATE TABLE texts (statement INTEGER PRIMARY KEY REFERENCES statements(id) ON DELETE CASCADE, json_zlib BLOB NOT NULL);
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
    rule TEXT NOT NULL REFERENCES rules(id),
    verdict TEXT NOT NULL, reason TEXT, force TEXT NOT NULL, note TEXT NOT NULL,
    UNIQUE (statement, rule)
);
CREATE INDEX findings_rule ON findings(rule, verdict);
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
    page INTEGER, passage INTEGER NOT NULL, heading TEXT NOT NULL, quote TEXT NOT NULL, ocr INTEGER NOT NULL
);
CREATE INDEX quotes_statement ON quotes(statement);
CREATE TABLE evidence (
    finding INTEGER NOT NULL REFERENCES findings(id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    quote INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
    doubt TEXT, strength TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (finding, place)
) WITHOUT ROWID;
CREATE INDEX evidence_quote ON evidence(quote);
CREATE TABLE facts (
    statement INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
    name TEXT NOT NULL, value TEXT NOT NULL, grade TEXT NOT NULL, page INTEGER, quote TEXT NOT NULL,
    PRIMARY KEY (statement, name)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE quotes_fts USING fts5(quote, heading, content='quotes', content_rowid='id', tokenize='porter unicode61');
CREATE TRIGGER quotes_added AFTER INSERT ON quotes BEGIN
    INSERT INTO quotes_fts(rowid, quote, heading) VALUES (new.id, new.quote, new.heading);
END;
CREATE TRIGGER quotes_gone AFTER DELETE ON quotes BEGIN
    INSERT INTO quotes_fts(quotes_fts, rowid, quote, heading) VALUES ('delete', old.id, old.quote, old.heading);
END;
CREATE VIEW latest AS SELECT * FROM statements WHERE last_run = (SELECT max(id) FROM runs);
CREATE VIEW findings_with_quotes AS
    SELECT s.source, s.organisation, s.year_end, f.rule, f.verdict, f.reason, f.force, e.place, q.page, q.quote, q.heading, e.doubt
    FROM findings f JOIN statements s ON s.id = f.statement
    LEFT JOIN evidence e ON e.finding = f.id LEFT JOIN quotes q ON q.id = e.quote
    WHERE s.last_run = (SELECT max(id) FROM runs);
"""
_FILE = OwnFile(
    "results store",
    0x6D736163,  # "msac"
    2,
    _TABLES,
    "Give another output folder.",
    ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -32000"),
)


def is_store(path: Path) -> bool:
    """Whether there is a results store of ours, of whatever version."""
    return _FILE.made(path)


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement to keep; ``packed`` is its record's line of JSON, compressed with zlib."""

    source: str
    packed: bytes
    gaps: tuple[int, int, int]
    page: str
    made_with: str
    """Hash of everything that decides the result besides the file's bytes."""
    limits: str
    """Time and memory limits, which decide only whether a failure is worth another try."""
    seconds: float = 0.0
    duplicate_of: str = ""
    """The source of the first file with the same bytes."""
    text: bytes = b""
    """The judged passages (record.text), compressed with zlib; empty where nothing was judged."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of a source."""

    id: int
    sha256: str
    status: str
    why: str | None
    detail: str
    cure: str
    gaps: tuple[int, int, int]
    page: str
    metadata: dict[str, str]
    duplicate: bool
    made_with: str
    limits: str


class Store:
    """An open results store. One process writes at a time (batch.lock sees to it)."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """Open or make the file; with ``reading`` it must be there and is not changed, and may lie where nothing may be written.

        Raises UsageError for a file that is no store of this version.
        """
        self.path = path
        self._state: State | None = None
        if reading:
            self._db, self._state = _FILE.reading(path)
        else:
            self._db = _FILE.open(path)

    def close(self) -> None:
        """Fold the log into the one file and close it. Raises UsageError when what was read may be wrong (OwnFile.reading)."""
        self._db.close()
        if self._state is not None:
            _FILE.unchanged(self.path, self._state)

    # -- runs

    def begin(self, *, started: str, settings: Mapping[str, Any], rulebook: Rulebook) -> int:
        """Note a new run and its rules; returns the run's number."""
        with self._change():
            self._db.execute("UPDATE runs SET state = 'stopped' WHERE state = 'running'")
            self._db.executemany(
                "INSERT INTO rules VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET place = excluded.place, "
                "title = excluded.title, area = excluded.area, force = excluded.force, guidance_level = excluded.guidance_level, "
                "question = excluded.question, basis = excluded.basis, link = excluded.link, remedy = excluded.remedy, "
                "rulebook = excluded.rulebook",
                [
                    (
                        r.id,
                        n,
                        r.title,
                        r.area,
                        r.force,
                        r.guidance_level,
                        r.question,
                        f"{r.basis.source} {r.basis.section}".strip(),
                        r.basis.link,
                        r.remedy,
                        rulebook.id,
                    )
                    for n, r in enumerate(rulebook.rules, 1)
                ],
            )
            made = self._db.execute(
                "INSERT INTO runs (started, rulebook, settings) VALUES (?,?,?)",
                (started, rulebook.id, json.dumps(settings, sort_keys=True)),
            )
            return int(made.lastrowid or 0)

    def finish(self, run: int, *, finished: str, complete: bool, skipped: list[tuple[str, str]], reused: int) -> None:
        """Close a run with its counts, taken from the rows themselves."""
        with self._change():
            self._db.execute(
                """UPDATE runs SET state = ?, finished = ?, skipped = ?, reused = ?,
                (files, checked, partial, unread, with_gaps, duplicates) = (
                    SELECT count(*), coalesce(sum(status <> 'unread'), 0), coalesce(sum(status = 'partial'), 0),
                    coalesce(sum(status = 'unread'), 0), coalesce(sum(gaps_law > 0), 0), coalesce(sum(duplicate_of IS NOT NULL), 0)
                    FROM statements WHERE last_run = ?) WHERE id = ?""",
                (
                    "complete" if complete else "stopped",
                    finished,
                    json.dumps([[encodable(p), w] for p, w in skipped], ensure_ascii=False),
                    reused,
                    run,
                    run,
                ),
            )

    # -- statements

    def known(self, source: str) -> Known | None:
        """The row of a source, or None."""
        row = self._db.execute(
            "SELECT id, sha256, status, why, detail, cure, gaps_law, gaps_guidance, gaps_good_practice, page, metadata, "
            "duplicate_of IS NOT NULL, made_with, limits FROM statements WHERE source = ?",
            (encodable(source),),
        ).fetchone()
        if row is None:
            return None
        gaps = row[6], row[7], row[8]
        return Known(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            gaps,
            row[9],
            json.loads(row[10]),
            bool(row[11]),
            row[12],
            row[13],
        )

    def keep(self, run: int, known: Known) -> None:
        """Take a row over into this run as it is."""
        with self._change():
            self._db.execute("UPDATE statements SET last_run = ? WHERE id = ?", (run, known.id))

    def save(self, run: int, entry: Entry) -> str:
        """Write one statement with everything found in it, in one transaction, in place of what was there.

        Returns the HTML page that the source had before and that no row names any more, or "".
        """
        record = json.loads(zlib.decompress(entry.packed))
        with self._change():
            source = encodable(entry.source)
            old = self._db.execute("SELECT id, page FROM statements WHERE source = ?", (source,)).fetchone()
            row = _row(record, entry, source, run)
            first = self._id(entry.duplicate_of) if entry.duplicate_of else None
            row["duplicate_of"] = first
            if old:
                # The row keeps its number, which others may point at; everything found in it is written anew.
                number = old[0]
                for table in ("findings", "quotes", "facts", "records", "texts"):
                    self._db.execute(f"DELETE FROM {table} WHERE statement = ?", (number,))  # noqa: S608 - names from this line
                names = ", ".join(f"{k} = :{k}" for k in row)
                self._db.execute(f"UPDATE statements SET {names} WHERE id = {number}", row)  # noqa: S608 - names from _row
            else:
                names = ", ".join(row)
                marks = ", ".join(f":{k}" for k in row)
                made = self._db.execute(f"INSERT INTO statements ({names}) VALUES ({marks})", row)  # noqa: S608 - the same
                number = int(made.lastrowid or 0)
            self._details(number, record)
            self._db.execute("INSERT INTO records VALUES (?,?)", (number, entry.packed))
            if entry.text:
                self._db.execute("INSERT INTO texts VALUES (?,?)", (number, entry.text))
            if not old or not old[1] or old[1] == entry.page:
                return ""
            still = self._db.execute("SELECT 1 FROM statements WHERE page = ? LIMIT 1", (old[1],)).fetchone()
            return "" if still else str(old[1])

    def _details(self, statement: int, record: dict[str, Any]) -> None:
        db = self._db
        quotes: dict[tuple[Any, ...], int] = {}
        evidence: list[tuple[Any, ...]] = []
        for f in record["findings"]:
            made = db.execute(
                "INSERT INTO findings (statement, rule, verdict, reason, force, note) VALUES (?,?,?,?,?,?)",
                (statement, f["rule"], f["verdict"], f["reason"], f["force"], f["note"]),
            )
            for place, e in enumerate(f["evidence"], 1):
                key = (statement, e["page"], e["passage"], e["heading"], e["quote"], e["ocr"])
                if key not in quotes:
                    added = db.execute(
                        "INSERT INTO quotes (statement, page, passage, heading, quote, ocr) VALUES (?,?,?,?,?,?)", key
                    )
                    quotes[key] = int(added.lastrowid or 0)
                evidence.append((made.lastrowid, place, quotes[key], e["doubt"], e["strength"], e["source"]))
        db.executemany("INSERT INTO evidence VALUES (?,?,?,?,?,?)", evidence)
        db.executemany(
            "INSERT INTO facts VALUES (?,?,?,?,?,?)",
            [(statement, n, f["value"], f["grade"], f["page"], f["quote"]) for n, f in record["fact_evidence"].items()],
        )

    def packed(self, source: str) -> bytes | None:
        """The compressed record of a source, or None."""
        row = self._db.execute(
            "SELECT json_zlib FROM records JOIN statements ON id = statement WHERE source = ?", (encodable(source),)
        ).fetchone()
        return row[0] if row else None

    def text(self, source: str) -> bytes:
        """The compressed passages of a source, or nothing."""
        row = self._db.execute(
            "SELECT json_zlib FROM texts JOIN statements ON id = statement WHERE source = ?", (encodable(source),)
        ).fetchone()
        return row[0] if row else b""

    def record(self, source: str) -> dict[str, Any]:
        """The record of a source that the store holds."""
        made: dict[str, Any] = json.loads(zlib.decompress(self.packed(source) or b""))
        return made

    def passages(self, source: str) -> tuple[Passage, ...]:
        """The judged passages of a source that was judged."""
        return passages(zlib.decompress(self.text(source)).decode())

    def _id(self, source: str) -> int | None:
        row = self._db.execute("SELECT id FROM statements WHERE source = ?", (encodable(source),)).fetchone()
        return row[0] if row else None

    # -- reading out, one record at a time

    def lines(self, run: int) -> Iterator[str]:
        """The records of a run as lines of JSON without line ends, sorted by source."""
        with closing(self._db.cursor()) as cursor:
            cursor.execute(
                "SELECT json_zlib FROM statements JOIN records ON statement = id WHERE last_run = ? ORDER BY source",
                (run,),
            )
            for (data,) in cursor:
                yield zlib.decompress(data).decode()

    def records(self, run: int) -> Iterator[dict[str, Any]]:
        """The same as objects."""
        for text in self.lines(run):
            yield json.loads(text)

    def texts(self, run: int) -> Iterator[tuple[str, tuple[Passage, ...]]]:
        """(source, passages) of a run's judged statements, sorted by source."""
        with closing(self._db.cursor()) as cursor:
            cursor.execute(
                "SELECT source, json_zlib FROM statements JOIN texts ON statement = id WHERE last_run = ? ORDER BY source",
                (run,),
            )
            for source, data in cursor:
                yield source, passages(zlib.decompress(data).decode())

    def pages(self, run: int) -> dict[str, str]:
        """Source -> file name of its HTML page, for those that have one."""
        rows = self._db.execute("SELECT source, page FROM statements WHERE last_run = ? AND page <> ''", (run,))
        return dict(rows.fetchall())

    def unread(self, run: int) -> list[tuple[str, str, str, str]]:
        """(source, why, detail, cure) of what a run could not read, by source."""
        return self._db.execute(
            "SELECT source, why, detail, cure FROM statements WHERE last_run = ? AND status = 'unread' ORDER BY source",
            (run,),
        ).fetchall()

    def latest(self) -> tuple[int, str, str] | None:
        """(number, rule book, state) of the last run, or None before the first."""
        row = self._db.execute("SELECT id, rulebook, state FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return (row[0], row[1], row[2]) if row else None

    def rules(self, rulebook: str) -> list[dict[str, Any]]:
        """The rules of a rule book as rows of the table, in its order."""
        with closing(self._db.cursor()) as cursor:
            cursor.execute("SELECT * FROM rules WHERE rulebook = ? ORDER BY place", (rulebook,))
            names = [d[0] for d in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def rule_texts(self, rulebook: str) -> dict[str, str]:
        """Rule id -> its wording as one text: what a reviewer was asked to judge by."""
        return {r["id"]: "\0".join((r["title"], r["force"], r["question"], r["basis"])) for r in self.rules(rulebook)}

    def counts(self, run: int) -> tuple[int, int, int, int]:
        """(files, read but not judged, read in part, duplicates) of a run so far."""
        row = self._db.execute(
            "SELECT count(*), coalesce(sum(status <> 'unread' AND NOT judged), 0), coalesce(sum(status = 'partial'), 0), "
            "coalesce(sum(duplicate_of IS NOT NULL), 0) FROM statements WHERE last_run = ?",
            (run,),
        ).fetchone()
        return row[0], row[1], row[2], row[3]

    def _change(self) -> AbstractContextManager[None]:
        return _FILE.change(self._db, self.path)


def _row(record: dict[str, Any], entry: Entry, source: str, run: int) -> dict[str, Any]:
    counts = record["counts"] or {}
    return {
        "source": source,
        **{name: record["facts"][name] for name in FACTS},
        **{
            k: record[k]
            for k in (
                "status",
                "why",
                "detail",
                "cure",
                "document_type",
                "judged",
                "pages",
                "words",
                "format",
                "language",
                "title",
                "sha256",
            )
        },
        **{k: counts.get(k) for k in ("minimums_met", "minimums_of", "areas_covered", "areas_of")},
        **{f"rules_{k}": counts.get(k) for k in ("met", "partial", "missing", "unreadable")},
        "gaps_law": entry.gaps[0],
        "gaps_guidance": entry.gaps[1],
        "gaps_good_practice": entry.gaps[2],
        "metadata": json.dumps(record["metadata"], ensure_ascii=False, sort_keys=True),
        "page": entry.page,
        "last_run": run,
        "made_in": run,
        "made_with": entry.made_with,
        "limits": entry.limits,
        "seconds": entry.seconds,
    }


def datasette_metadata(title: str) -> dict[str, Any]:
    """What Datasette's --metadata takes: titles, what the tables hold, and the column that names a row."""
    tables = {
        "statements": ("One row a file: who, when, what was read, and the counts.", "source"),
        "findings": ("One row a statement and rule: the verdict.", "rule"),
        "evidence": ("Which quote is evidence for which finding, best first.", None),
        "quotes": ("Every sentence that is evidence for something; full-text search.", "quote"),
        "facts": ("What a statement says of itself, with the sentence.", "name"),
        "rules": ("The rules that were put to every statement.", "title"),
        "runs": ("Every run into this store.", "started"),
        "records": ("The whole record as compressed JSON; findings.jsonl holds the same.", None),
        "texts": ("The passages that were judged, as compressed JSON.", None),
    }
    return {
        "title": title,
        "description": "It supports a reader's judgement and does not replace it.",
        "databases": {
            "results": {
                "tables": {
                    name: {
                        "description": text,
                        **({"label_column": label} if label else {}),
                        **({"hidden": True} if name in {"records", "texts"} else {}),
                    }
                    for name, (text, label) in tables.items()
                },
                "queries": {
                    "search_quotes": {
                        "title": "Search the quotes of the last run",
                        "sql": "SELECT s.source, q.page, q.quote FROM quotes_fts x JOIN quotes q ON q.id = x.rowid "
                        "JOIN latest s ON s.id = q.statement WHERE quotes_fts MATCH :words ORDER BY rank LIMIT 200",
                    },
                    "gaps_by_rule": {
                        "title": "How often each rule is met, partial or missing in the last run",
                        "sql": "SELECT r.id, r.title, r.force, sum(f.verdict = 'met') met, sum(f.verdict = 'partial') partial, "
                        "sum(f.verdict = 'missing') missing, sum(f.verdict = 'unreadable') unreadable FROM findings f "
                        "JOIN rules r ON r.id = f.rule JOIN latest s ON s.id = f.statement GROUP BY r.id ORDER BY r.place",
                    },
                },
            }
        },
    }
