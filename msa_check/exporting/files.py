"""Tidy tables as files: CSV, JSON lines, Parquet or one SQLite file, with datapackage.json and a dictionary to read.

The only place that knows pyarrow. What the tables hold is tables.py's.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from msa_check import __version__
from msa_check.batch.writing import atomic, refuse_special, write_atomically
from msa_check.errors import UsageError
from msa_check.exporting.tables import ALL
from msa_check.inert import for_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from msa_check.exporting.tables import Field, Row, Table

_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
_CHUNK = 20_000
"""Rows that are held before a piece of a Parquet file is written."""


class _Writer(Protocol):
    def add(self, row: Row) -> None: ...

    def end(self) -> None: ...


def folder(given: Iterable[tuple[Table, Row]], to: Path, form: str, *, title: str, raw: bool = False) -> list[Path]:
    """Write each table as a file of ``form`` (csv, jsonl, parquet) into the folder; returns the paths.

    CSV fields that a spreadsheet would take for a formula get an apostrophe, unless ``raw``. Each file takes the place of
    the one before only when it is whole. Raises OSError, and UsageError when Parquet's library is not there.
    """
    makers: dict[str, Callable[[], Callable[[IO[bytes], Table], _Writer]]] = {
        "csv": lambda: partial(_Csv, raw=raw),
        "jsonl": lambda: _Jsonl,
        "parquet": _parquet,
    }
    make = makers[form]()
    to.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {t.name: _Hashed(stack.enter_context(atomic(to / f"{t.name}.{form}"))) for t in ALL}
        writers = {t.name: make(files[t.name], t) for t in ALL}  # type: ignore[arg-type]
        for table, row in given:
            writers[table.name].add(row)
        for writer in writers.values():
            writer.end()
    package = json.dumps(datapackage(form, files, title=title), indent=2, ensure_ascii=False) + "\n"
    write_atomically(to / "datapackage.json", package.encode())
    write_atomically(to / "dictionary.md", dictionary().encode())
    return [*(to / f"{t.name}.{form}" for t in ALL), to / "datapackage.json", to / "dictionary.md"]


class _Hashed:
    """A file that knows how much went into it, and its hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


class _Csv:
    def __init__(self, file: IO[bytes], table: Table, *, raw: bool) -> None:
        self.file, self.raw, self.line = file, raw, io.StringIO(newline="")
        self.out = csv.writer(self.line, lineterminator="\n")
        self.out.writerow([f.name for f in table.fields])

    def add(self, row: Row) -> None:
        self.out.writerow([self._text(v) for v in row])
        if self.line.tell() > 1 << 18:
            self._flush()

    def _text(self, value: str | int | None) -> str | int | None:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return value if self.raw else for_csv(value)
        return value

    def _flush(self) -> None:
        self.file.write(self.line.getvalue().encode())
        self.line.seek(0)
        self.line.truncate()

    def end(self) -> None:
        self._flush()


class _Jsonl:
    def __init__(self, file: IO[bytes], table: Table) -> None:
        self.file, self.names = file, [f.name for f in table.fields]

    def add(self, row: Row) -> None:
        values = dict(zip(self.names, row, strict=True))
        self.file.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")

    def end(self) -> None:
        pass


def _parquet() -> Callable[[IO[bytes], Table], _Writer]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra: most installations do without it
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError:
        raise UsageError(
            "Parquet needs the library pyarrow, which is not installed.",
            cure="Run: pip install 'msa-check[parquet]', or choose --format csv.",
        ) from None

    class Parquet:
        def __init__(self, file: IO[bytes], table: Table) -> None:
            kinds = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_()}
            self.schema = pa.schema(
                [
                    pa.field(f.name, kinds[f.kind], nullable=not f.required, metadata={"description": f.meaning})
                    for f in table.fields
                ],
                metadata={"description": table.meaning},
            )
            self.out = parquet.ParquetWriter(file, self.schema, compression="zstd")
            self.waiting: list[Row] = []

        def add(self, row: Row) -> None:
            self.waiting.append(row)
            if len(self.waiting) >= _CHUNK:
                self._flush()

        def _flush(self) -> None:
            columns = list(zip(*self.waiting, strict=True)) or [()] * len(self.schema)
            arrays = [pa.array(c, type=f.type) for c, f in zip(columns, self.schema, strict=True)]
            self.out.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
            self.waiting.clear()

        def end(self) -> None:
            self._flush()
            self.out.close()

    return Parquet


def sqlite(given: Iterable[tuple[Table, Row]], to: Path) -> None:
    """Write all tables, and one named dictionary that says what they mean, as one SQLite file. Raises OSError.

    It takes the place of the one before only when it is whole.
    """
    refuse_special(to)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".writing-") as beside:
        made = Path(beside) / to.name
        try:
            with closing(sqlite3.connect(made, isolation_level=None)) as db:
                _fill(db, given)
        except sqlite3.OperationalError as e:
            raise OSError(None, str(e)) from None
        made.replace(to)


def _fill(db: sqlite3.Connection, given: Iterable[tuple[Table, Row]]) -> None:
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("BEGIN")
    for t in ALL:
        db.execute(f"CREATE TABLE {t.name} ({', '.join([*map(_column, t.fields), *_keys(t)])})")
    db.execute("CREATE TABLE dictionary (table_name TEXT, place INTEGER, column_name TEXT, kind TEXT, meaning TEXT)")
    for t in ALL:
        about = [(t.name, n, c.name, c.kind, _meaning(c)) for n, c in enumerate(t.fields, 1)]
        db.executemany("INSERT INTO dictionary VALUES (?,?,?,?,?)", [(t.name, 0, None, "table", t.meaning), *about])
    adding = {t.name: f"INSERT INTO {t.name} VALUES ({','.join('?' * len(t.fields))})" for t in ALL}  # noqa: S608 - our own names
    for table, row in given:
        db.execute(adding[table.name], row)
    db.execute("CREATE INDEX findings_rule ON findings(rule, verdict)")
    db.execute("COMMIT")


def _column(field: Field) -> str:
    kind = "TEXT" if field.kind == "string" else "INTEGER"
    return f'"{field.name}" {kind}' + (" NOT NULL" if field.required else "")


def _keys(table: Table) -> list[str]:
    return [f"PRIMARY KEY ({', '.join(table.keys)})"] + [
        f"FOREIGN KEY ({', '.join(own)}) REFERENCES {other} ({', '.join(theirs)})"
        for own, other, theirs in table.refers
    ]


# ------------------------------------------------------------------------------------------------ what they mean


def datapackage(form: str, files: dict[str, _Hashed], *, title: str) -> dict[str, Any]:
    """The description of the folder by the Frictionless Data Package standard (version 1)."""
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": "modern-slavery-statements",
        "title": title,
        "description": "Verdicts of msa-check on modern slavery statements. They support a reader's judgement and do not "
        "replace it.",
        "version": __version__,
        "resources": [_resource(t, form, files[t.name]) for t in ALL],
    }


def _resource(table: Table, form: str, file: _Hashed) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": table.name,
        "path": f"{table.name}.{form}",
        "description": table.meaning,
        "format": form,
        "mediatype": _MEDIA[form],
        "bytes": file.size,
        "hash": f"sha256:{file.hash.hexdigest()}",
    }
    if form == "csv":
        out |= {"profile": "tabular-data-resource", "encoding": "utf-8", "dialect": {"lineTerminator": "\n"}}
    keys = [
        {"fields": list(own), "reference": {"resource": other, "fields": list(theirs)}}
        for own, other, theirs in table.refers
    ]
    out["schema"] = {
        "fields": [_field(f, form) for f in table.fields],
        "missingValues": [""],
        "primaryKey": list(table.keys),
        **({"foreignKeys": keys} if keys else {}),
    }
    return out


def _field(f: Field, form: str) -> dict[str, Any]:
    # In a CSV an empty text and no text are the same: nothing there is marked as required but what is never empty.
    never_empty = f.required and (form != "csv" or f.kind != "string" or bool(f.values))
    limits = ({"required": True} if never_empty else {}) | ({"enum": list(f.values)} if f.values else {})
    return {"name": f.name, "type": f.kind, "description": f.meaning, **({"constraints": limits} if limits else {})}


def dictionary() -> str:
    """The data dictionary as Markdown: every table and column."""
    out = ["# Data dictionary\n"]
    for t in ALL:
        out += [
            f"\n## {t.name}\n{t.meaning} Key: {', '.join(f'`{k}`' for k in t.keys)}.\n\n| column | type | meaning |\n|---|---|---|\n"
        ]
        out += [f"| `{f.name}` | {f.kind} | {_meaning(f)} |\n" for f in t.fields]
    return "".join(out)


def _meaning(f: Field) -> str:
    return f.meaning + (f" One of: {', '.join(f.values)}." if f.values else "")
