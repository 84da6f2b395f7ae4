"""The documentation says what the program does: the rules page is fresh, every command and reason is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from msa_check import rulebook
from msa_check.cli import commands
from msa_check.errors import REASONS, ExitCode
from msa_check.reporting.rules_page import rules_page

if TYPE_CHECKING:
    import click

CHECKOUT = Path(__file__).resolve().parents[1]
DOCS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "rules").glob("*.md")])


def test_the_rules_page_is_fresh(request: pytest.FixtureRequest) -> None:
    page = CHECKOUT / "docs" / "rules.md"
    if request.config.getoption("--golden"):
        page.write_text(rules_page(rulebook.load()), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == rules_page(rulebook.load()), "run make golden"


def _named(group: click.Command, before: str = "msa-check") -> list[str]:
    found: list[str] = []
    for name, command in getattr(group, "commands", {}).items():
        found.append(f"{before} {name}")
        found += _named(command, f"{before} {name}")
    return found


def test_every_command_is_documented() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in DOCS)
    assert [c for c in _named(commands) if c not in text] == []


def test_the_page_on_batches_names_every_option() -> None:
    text = (CHECKOUT / "docs" / "batch.md").read_text(encoding="utf-8")
    options = [p for p in commands.commands["batch"].params if not getattr(p, "hidden", True)]
    assert [
        p.opts[-1] for p in options if f"`{p.opts[-1]}" not in text and p.opts[-1] not in {"--output", "--help"}
    ] == []


def test_the_readme_names_every_exit_code() -> None:
    table = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert [c.name for c in ExitCode if f"| {c.value} |" not in table] == []


def test_every_reason_is_documented() -> None:
    text = (CHECKOUT / "docs" / "output.md").read_text(encoding="utf-8")
    assert [r for r in REASONS if f"`{r}`" not in text] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.relative_to(CHECKOUT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in t]
    assert [t for t in targets if not (page.parent / t).exists()] == []
