"""What the tests share: the golden files, a small pack with its statement, a real browser, and where outside data may lie."""

from __future__ import annotations

import importlib.resources
import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from msa_check import shelf
from msa_check.kept import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
RULE = """\
id: trained
title: Trained
area: steps
order: 1
basis: {act: House rules, link: "https://example.org/"}
force: law
question: Is anybody trained?
evidence:
  - {all: ["trained", "slavery"]}
remedy: Say who was trained.
examples:
  met: [Our buyers were trained on slavery.]
"""
STATEMENT = """Modern slavery statement

This statement is made under section 54 of the Modern Slavery Act 2015 by %s Ltd for the year to 31 March 2026.

Our buyers were trained on slavery in May. We make garden pots in two works and buy clay from nine suppliers. We have a policy
on slavery that every supplier signs, and we visited five of them in the year.

Approved by the board of directors on 3 June 2026.

Ada Moorcroft
Director
"""


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


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rules are kept in a folder of this run's own, so that no test depends on what an earlier run left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("kept")))
        yield


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


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """One rule, so that a worker starts fast."""
    (tmp_path / "pack").mkdir()
    return _pack_in(tmp_path / "pack")


@pytest.fixture(scope="module")
def pack_of_module(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for all tests of a module together."""
    return _pack_in(tmp_path_factory.mktemp("pack"))


def _pack_in(folder: Path) -> str:
    (folder / "_pack.yaml").write_text(
        'id: house\ntitle: House rules\nversion: "1"\nareas:\n  - {id: steps, title: Steps}\n', encoding="utf-8"
    )
    (folder / "trained.yaml").write_text(RULE, encoding="utf-8")
    for source in (shelf.rules_dir() / "uk-s54").iterdir():
        if source.name.startswith(("cues", "lexicon")):
            (folder / source.name).write_bytes(source.read_bytes())
    return str(folder)


@pytest.fixture(scope="session")
def statement() -> str:
    """A statement that meets the rule of ``pack``, with a place for the organisation's name."""
    return STATEMENT


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that fetches nothing of its own; tests that need it skip where it or its driver is absent."""
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), "")
    missing = [n for n in ("playwright", "axe_playwright_python") if importlib.util.find_spec(n) is None]
    if not chromium or missing:
        pytest.skip(f"needs {', '.join(missing) or 'chromium'} (Debian: apt install chromium; pip install -e '.[dev]')")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Callable[..., Page]:
    """``opened(path, **options)`` is the file as a page of a browser context with these options."""

    def open_(path: Path, **options: Any) -> Page:  # noqa: ANN401 - options of a browser context
        page = browser.new_context(**options).new_page()
        page.goto(path.as_uri())
        return page

    return open_


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """``assert_accessible(page, passes=N)``: no fault by WCAG 2.2 AA, over N checks that found something to judge, nothing too wide.

    The page's context needs ``bypass_csp=True``, or its own policy keeps the checker out.
    """
    axe = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def check(page: Page, *, passes: int) -> None:
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found["violations"]] == []
        assert len(found["passes"]) > passes
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    return check
