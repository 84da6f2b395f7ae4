"""The recipes of docs/recipes.md run as they stand there, each where its tool is installed, and agree with each other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from msa_check.cli import main

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "recipes.md").read_text(encoding="utf-8")


def _recipe(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder in which the exports lie under the names that the recipes use."""
    made = tmp_path_factory.mktemp("recipes")
    documents = sorted((request.path.parent / "statements" / "documents").glob("*.txt"))
    main(["batch", *map(str, documents), "-o", str(made / "out"), "--no-html", "--no-xlsx", "--quiet"])
    assert main(["export", str(made / "out"), "--format", "csv", "-o", str(made / "tables")]) == 0
    assert main(["export", str(made / "out"), "--format", "sqlite", "-o", str(made / "findings.sqlite")]) == 0
    return made


def _findings(place: Path) -> list[dict[str, str]]:
    records = (json.loads(x) for x in (place / "out" / "findings.jsonl").read_text(encoding="utf-8").splitlines())
    return [f for made in records for f in made["findings"]]


@pytest.fixture
def met(place: Path) -> dict[str, float]:
    """Rule -> share that meets it, of the documents that meet or miss it, from the records themselves."""
    verdicts: dict[str, list[bool]] = {}
    for f in _findings(place):
        if f["verdict"] in {"met", "partial", "missing"}:
            verdicts.setdefault(f["rule"], []).append(f["verdict"] == "met")
    return {rule: sum(v) / len(v) for rule, v in verdicts.items()}


def _run(code: str, place: Path) -> dict[str, float]:
    """Run Python in a process of its own, as a reader would, and take the JSON that it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {rule: share for rule, _, share in json.loads(done.stdout)}


def test_pandas(place: Path, met: dict[str, float]) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    found = _run(_recipe("python pandas") + "\nprint(result.to_json(orient='values'))", place)
    assert found == pytest.approx(met)


def test_duckdb(place: Path, met: dict[str, float]) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    code = f"import duckdb, json\nprint(json.dumps(duckdb.sql({_recipe('sql duckdb')!r}).fetchall()))"
    assert _run(code, place) == pytest.approx(met)


def test_r(place: Path, met: dict[str, float]) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    code = _recipe("r") + '\nwrite.table(result[, c("id", "met")], "r.tsv", sep="\\t", quote=FALSE, row.names=FALSE)'
    subprocess.run([rscript, "-e", code], cwd=place, check=True, capture_output=True)
    rows = [x.split("\t") for x in (place / "r.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert {rule: float(share) for rule, share in rows} == pytest.approx(met)


def test_datasette(place: Path) -> None:
    datasette = shutil.which("datasette") or shutil.which("datasette", path=str(Path(sys.executable).parent))
    if datasette is None:
        pytest.skip("Datasette is not installed")
    ask = "/findings/findings.json?_facet=rule&_size=0"
    command = [datasette, *_recipe("sh datasette").split()[1:], "--get", ask]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facets = json.loads(done.stdout)["facet_results"]["rule"]["results"]
    assert {f["value"] for f in facets} <= {f["rule"] for f in _findings(place)}
    assert len(facets) > 1
