"""What the tests share: the golden files and where the optional outside data may lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew instead of comparing with them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden(name, text)`` compares with tests/golden/name; with --golden (``make golden``) it writes the file."""
    rewrite: bool = request.config.getoption("--golden")

    def compare(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path} is not there yet: run make golden and read the diff"
        assert path.read_bytes().decode() == text, f"{name} changed: run make golden and read the diff"

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; tests that need it skip where it is absent."""
    folder = HERE.parents[1] / "shared"
    if not folder.is_dir():
        pytest.skip(f"the real documents are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def statements() -> Path:
    """The folder of bundled fictional statements."""
    return HERE / "statements" / "documents"
