"""Rules and templates are found in an installation and in a checkout; neither is a clear fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from msa_check import shelf
from msa_check.errors import UsageError

CHECKOUT = Path(__file__).resolve().parents[1]


def test_the_checkout_is_used_when_nothing_is_installed() -> None:
    assert shelf.rules_dir() == CHECKOUT / "rules"
    assert shelf.templates_dir() == CHECKOUT / "reports" / "templates"


def test_the_installed_data_comes_before_a_folder_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "msa_check"
    (package / "data" / "rules").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    assert shelf._find("rules", Path("rules"), package) == package / "data" / "rules"


def test_a_folder_beside_the_package_is_the_second_choice(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert shelf._find("rules", Path("rules"), tmp_path / "msa_check") == tmp_path / "rules"


def test_an_installation_without_rules_says_where_it_looked_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        shelf._find("rules", Path("rules"), tmp_path / "msa_check")
    assert str(fault.value) == (
        f"{tmp_path / 'msa_check'}: the rules that come with msa-check are missing "
        f"(looked in {tmp_path / 'msa_check' / 'data' / 'rules'} and {tmp_path / 'rules'}). "
        "Install msa-check again: pip install --force-reinstall msa-check"
    )
