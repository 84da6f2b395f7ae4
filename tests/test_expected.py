"""The main job on the bundled statements: what is read, what kind of document it is, its facts and its verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from msa_check import record, rulebook
from msa_check.checking import Checker
from msa_check.reading import ReadOptions, read

HERE = Path(__file__).resolve().parent / "statements"
EXPECTED: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(
    (HERE / "expected.yaml").read_text(encoding="utf-8")
)
BOOK = rulebook.load()
CHECKER = Checker(BOOK)


def test_every_bundled_document_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(p.name for p in (HERE / "documents").iterdir())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_careful_reader_would_agree(name: str) -> None:
    want = EXPECTED[name]
    statement = read(HERE / "documents" / name, ReadOptions(ocr="off"))
    made = record.record(CHECKER.check(statement), BOOK)
    got: dict[str, Any] = {"status": made["status"], "type": made["document_type"], "why": made["why"]}
    expected: dict[str, Any] = {k: want[k] for k in ("status", "type", "why") if k in want}
    got = {k: got[k] for k in expected}
    if "pages_at_least" in want:
        assert made["pages"] >= want["pages_at_least"]
    expected |= {f"fact {k}": v for k, v in want.get("facts", {}).items()}
    got |= {f"fact {k}": made["facts"][k] for k in want.get("facts", {})}
    verdicts = {
        f["rule"]: f"partial {f['reason']}" if f["verdict"] == "partial" else f["verdict"] for f in made["findings"]
    }
    expected |= want.get("verdicts", {})
    got |= {r: verdicts[r] for r in want.get("verdicts", {})}
    assert {k: (got[k], v) for k, v in expected.items() if got[k] != v} == {}, "rule: (found, expected)"
