"""The wheel holds what it must and runs from anywhere; imports are declared, light and in their one place."""

from __future__ import annotations

import ast
import os
import re
import resource
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "msa_check"
HEAVY = {
    "pypdfium2",
    "pdfplumber",
    "pdfminer",
    "pydantic",
    "openpyxl",
    "jinja2",
    "numpy",
    "docx",
    "ruamel",
    "re2",
    "pebble",
    "rich",
}


def _run(*command: str | Path, **kwargs: object) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **kwargs)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return str(done.stdout)


# ------------------------------------------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", out, CHECKOUT)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``msa-check`` of a new environment that holds the wheel; its libraries are lent by this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel)
    site = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    # A path line lends the libraries but not the editable install of this checkout beside them.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site, "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    return python.with_name("msa-check")


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}


def test_the_wheel_holds_the_package_the_rules_and_the_templates_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as z:
        held = {n for n in z.namelist() if ".dist-info/" not in n}
    expected = (
        {f"msa_check/{n}" for n in _files(PACKAGE)}
        | {f"msa_check/data/rules/{n}" for n in _files(CHECKOUT / "rules")}
        | {f"msa_check/data/templates/{n}" for n in _files(CHECKOUT / "reports" / "templates")}
    )
    assert held == expected


def test_rules_and_templates_hold_no_code() -> None:
    assert [*(CHECKOUT / "rules").rglob("*.py"), *(CHECKOUT / "reports").rglob("*.py")] == []


def test_the_installed_command_finds_its_rules_from_another_folder(installed: Path, tmp_path: Path) -> None:
    said = _run(installed, "rules", "list", cwd=tmp_path)
    assert said.startswith("UK Modern Slavery Act 2015, section 54 (")
    python = installed.with_name("python")
    where = _run(
        python, "-c", "from msa_check import shelf; print(shelf.rules_dir(), shelf.templates_dir())", cwd=tmp_path
    )
    assert str(CHECKOUT) not in where
    assert where.count(os.path.join("msa_check", "data")) == 2  # noqa: PTH118 - part of a printed path


def test_the_installed_command_checks_and_reports_from_another_folder(
    installed: Path, statements: Path, tmp_path: Path
) -> None:
    command: list[str | Path] = [
        installed,
        "check",
        statements / "thornbeck-foods.pdf",
        "--fail-on",
        "never",
        "--format",
        "html",
    ]
    assert "Thornbeck" in _run(*command, cwd=tmp_path)


# ------------------------------------------------------------------------------------------------ the imports


def _imports(path: Path) -> Iterator[str]:
    """Top-level names of the modules a file imports, those for type checking left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _foreign() -> dict[str, set[str]]:
    """Foreign module -> files of the package that import it."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for name in _imports(path):
            if name not in sys.stdlib_module_names and name != "msa_check":
                found.setdefault(name, set()).add(path.relative_to(PACKAGE).as_posix())
    return found


def _declared() -> set[str]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(x for name, group in extras.items() if name != "dev" for x in group)]
    return {re.split(r"[\[<>=!~ ]", x)[0].lower().replace("_", "-") for x in wanted}


def test_every_foreign_import_is_declared() -> None:
    distributions = packages_distributions()
    undeclared = {
        name: files
        for name, files in _foreign().items()
        if name in distributions and not {d.lower().replace("_", "-") for d in distributions[name]} & _declared()
    }
    assert undeclared == {}


# click speaks in every file of cli/; numpy arrays are the common coin of pages and weights.
SHARED_LIBRARIES = {"click", "numpy"}


def test_a_foreign_library_is_imported_in_one_file_only() -> None:
    assert {n: f for n, f in _foreign().items() if len(f) > 1 and n not in SHARED_LIBRARIES} == {}


def test_click_stays_in_the_command_line() -> None:
    assert {f.split("/")[0] for f in _foreign()["click"]} == {"cli"}


# --------------------------------------------------------------------------------------------------- lightness


def test_help_imports_no_heavy_library() -> None:
    code = "import sys, msa_check.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = set(_run(sys.executable, "-c", code).split())
    assert loaded & HEAVY == set()


def test_help_takes_less_than_a_third_of_a_second_of_cpu() -> None:
    def cpu() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(sys.executable, "-m", "msa_check", "--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu() for _ in range(3)) < 0.3
