"""The register in one SQLite file beside the results: imports, entries, rows left out, matches, files named. Opens in Datasette.

Nothing here reads a CSV file, matches or compares.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check.inert import encodable
from msa_check.ownfile import OwnFile
from msa_check.register.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from msa_check.register.entries import Taken
    from msa_check.register.matching import Match
    from msa_check.register.table import Table

NAME = "register.sqlite"
_TABLES = """
CREATE TABLE imports (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, sha256 TEXT NOT NULL, imported_at TEXT NOT NULL, encoding TEXT NOT NULL,
    columns TEXT NOT NULL, lines INTEGER NOT NULL, rows INTEGER NOT NULL, entries INTEGER NOT NULL, added INTEGER NOT NULL,
    changed INTEGER NOT NULL, left_out INTEGER NOT NULL, notes TEXT NOT NULL
);
CREATE TABLE entries (
    key TEXT PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports(id), first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,
    statement TEXT NOT NULL, year TEXT NOT NULL, organisation TEXT NOT NULL, number TEXT NOT NULL, parent TEXT NOT NULL,
    url TEXT NOT NULL, period_start TEXT NOT NULL, period_end TEXT NOT NULL, approver TEXT NOT NULL, approver_role TEXT NOT NULL,
    approved TEXT NOT NULL, sectors TEXT NOT NULL, turnover TEXT NOT NULL, in_group INTEGER NOT NULL, updated TEXT NOT NULL,
    "values" TEXT NOT NULL, notes TEXT NOT NULL
);
CREATE INDEX entries_statement ON entries(statement);
CREATE INDEX entries_number ON entries(number);
CREATE TABLE left_out (
    import INTEGER NOT NULL REFERENCES imports(id), first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,
    why TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE matches (
    source TEXT NOT NULL, place INTEGER NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, statement TEXT NOT NULL,
    entry TEXT NOT NULL, points INTEGER NOT NULL, how TEXT NOT NULL, PRIMARY KEY (source, place)
);
"""
_NAMED_FILES = "CREATE TABLE IF NOT EXISTS named (path TEXT NOT NULL)"
"""What --files named at the last run, as JSON strings: a path need not be text. Files made before it was kept lack the table."""
_FILE = OwnFile("register", 0x6D736167, 1, _TABLES, "Give another output folder.")  # "msag"
_FIELDS = (
    *(
        "key",
        "first",
        "last",
        "statement",
        "year",
        "organisation",
        "number",
        "parent",
        "url",
        "start",
        "end",
        "approver",
    ),
    *("approver_role", "approved", "turnover", "updated"),
)
_NAMED = {"first": "first_line", "last": "last_line", "start": "period_start", "end": "period_end"}


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did. ``rows`` is how many rows the file has: entries and rows left out together."""

    source: str
    rows: int
    entries: int
    added: int
    changed: int
    left_out: tuple[tuple[int, int, str, str], ...]
    """(first line, last line, why, text) of each row that gave no entry."""
    encoding: str
    notes: tuple[str, ...]
    imported_at: str


class Kept:
    """An open register. One process writes at a time."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises UsageError for a file that is none of ours."""
        self.path = path
        self._db = _FILE.open(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, table: Table, taken: Taken, *, source: str, sha256: str, imported_at: str) -> Import:
        """Take in a file's entries: new ones are added, known ones (by key) replaced. All or nothing."""
        with self._change():
            known = dict(self._db.execute('SELECT key, "values" FROM entries'))
            packed = {e.key: json.dumps(e.values, ensure_ascii=False) for e in taken.entries}
            added = sum(k not in known for k in packed)
            changed = sum(k in known and known[k] != encodable(v) for k, v in packed.items())
            rows = len(taken.entries) + len(taken.left_out)
            number = self._db.execute(
                "INSERT INTO imports (source, sha256, imported_at, encoding, columns, lines, rows, entries, added, changed, "
                "left_out, notes) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    encodable(source),
                    sha256,
                    imported_at,
                    table.encoding,
                    json.dumps(table.columns, ensure_ascii=False),
                    table.lines,
                    rows,
                    len(taken.entries),
                    added,
                    changed,
                    len(taken.left_out),
                    json.dumps(table.notes, ensure_ascii=False),
                ),
            ).lastrowid
            names = ", ".join(
                f'"{c}"' for c in (*(_NAMED.get(f, f) for f in _FIELDS), "sectors", "in_group", "values", "notes")
            )
            marks = ",".join("?" * (len(_FIELDS) + 5))
            self._db.executemany(
                f"INSERT OR REPLACE INTO entries ({names}, import) VALUES ({marks})",  # noqa: S608 - our own names
                [
                    (
                        *(_plain(getattr(e, f)) for f in _FIELDS),
                        encodable("\n".join(e.sectors)),
                        int(e.group),
                        encodable(packed[e.key]),
                        json.dumps(e.notes, ensure_ascii=True),
                        number,
                    )
                    for e in taken.entries
                ],
            )
            self._db.executemany(
                "INSERT INTO left_out VALUES (?,?,?,?,?)",
                [(number, a, b, encodable(why), encodable(text)) for a, b, why, text in taken.left_out],
            )
        return Import(
            source, rows, len(taken.entries), added, changed, taken.left_out, table.encoding, table.notes, imported_at
        )

    def entries(self) -> list[Entry]:
        """All entries, by year, then as they stood in their files."""
        chosen = ", ".join(f'"{_NAMED.get(f, f)}"' for f in _FIELDS)
        rows = self._db.execute(
            f'SELECT {chosen}, sectors, in_group, "values", notes FROM entries ORDER BY year, import, first_line, key'  # noqa: S608 - our own names
        )
        return [
            Entry(
                **dict(zip(_FIELDS, row, strict=False)),
                sectors=tuple(row[-4].split("\n")) if row[-4] else (),
                group=bool(row[-3]),
                values=json.loads(row[-2]),
                notes=tuple(json.loads(row[-1])),
            )
            for row in rows
        ]

    def columns(self) -> list[str]:
        """The columns of all files, in the order of the newest; those that only older files have come last."""
        found: dict[str, None] = {}
        for (text,) in self._db.execute("SELECT columns FROM imports ORDER BY id DESC"):
            found.update(dict.fromkeys(c for c in json.loads(text) if c))
        return list(found)

    def imports(self) -> list[Import]:
        """Every import, the oldest first, with the rows it left out."""
        rows = self._db.execute(
            "SELECT id, source, rows, entries, added, changed, encoding, notes, imported_at FROM imports ORDER BY id"
        ).fetchall()
        return [
            Import(
                source=source,
                rows=count,
                entries=entries,
                added=added,
                changed=changed,
                left_out=tuple(
                    self._db.execute(
                        "SELECT first_line, last_line, why, text FROM left_out WHERE import = ? ORDER BY first_line",
                        (number,),
                    )
                ),
                encoding=encoding,
                notes=tuple(json.loads(notes)),
                imported_at=at,
            )
            for number, source, count, entries, added, changed, encoding, notes, at in rows
        ]

    def named(self) -> list[str]:
        """The paths and patterns that ``save_named`` was given last."""
        with self._change():
            self._db.execute(_NAMED_FILES)
            return [json.loads(path) for (path,) in self._db.execute("SELECT path FROM named ORDER BY rowid")]

    def save_named(self, paths: Sequence[str]) -> None:
        """Put these in the place of all paths and patterns named before."""
        with self._change():
            self._db.execute(_NAMED_FILES)
            self._db.execute("DELETE FROM named")
            self._db.executemany("INSERT INTO named VALUES (?)", [(json.dumps(path),) for path in paths])

    def save_matches(self, matches: Sequence[Match]) -> None:
        """Put these in the place of all matches: one row a candidate, the best in place 1."""
        with self._change():
            self._db.execute("DELETE FROM matches")
            self._db.executemany(
                "INSERT INTO matches VALUES (?,?,?,?,?,?,?,?)",
                [
                    (
                        encodable(m.source),
                        n,
                        m.state,
                        m.why,
                        c.statement,
                        c.entry,
                        c.points,
                        encodable("\n".join(c.how)),
                    )
                    for m in matches
                    for n, c in enumerate(m.candidates, 1)
                ]
                + [(encodable(m.source), 1, m.state, m.why, "", "", 0, "") for m in matches if not m.candidates],
            )

    def _change(self) -> AbstractContextManager[None]:
        return _FILE.change(self._db, self.path)


def _plain(value: str | int) -> str | int:
    return encodable(value) if isinstance(value, str) else value
