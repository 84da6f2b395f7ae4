"""The list of silences in a real browser: accessible in light and dark and at 320 px, self-contained, deaf to injected scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from msa_check.model import Passage
from msa_check.reporting.silences import silences_page
from msa_check.silences import Screener, Screening, risks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

NASTY = "</title></script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
LISTS = risks.load()
SCREENER = Screener(LISTS)
PAGES = ("silences.html", "none.html")


def _screening(name: str, *texts: str, **more: Any) -> Screening:  # noqa: ANN401 - fields of a record
    made: dict[str, Any] = {
        "source": f"in/{name}.pdf",
        "status": "ok",
        "metadata": {"organisation": name},
        "facts": {"organisation": name, "year_end": "2026-03-31"},
        "unread_pages": [],
        "findings": [],
        **more,
    }
    return SCREENER.screen([Passage(t, n, n, heading="Our products") for n, t in enumerate(texts, 1)], made)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("silences")
    far = [f"Sentence {n} is about our history." for n in range(9)]
    made = [
        _screening(
            "Amber Ltd", "We buy cocoa, cotton and tea from India.", *far, "Supply chains carry a risk of slavery."
        ),
        _screening("Basil Ltd", "Our suppliers are located in China, where we audit.", *far, "We buy rice."),
        _screening("Cedar Ltd", "We buy rice.", status="partial", unread_pages=[2, 3]),
        _screening("Dill Ltd", "We write poems."),
    ]
    links = {s.source: f"statements/{s.organisation[:5]}.html" for s in made}
    (out / "silences.html").write_text(
        silences_page(made, LISTS, links=links, not_judged=2, made_on="25 November 2026", workbook="silences.xlsx"),
        encoding="utf-8",
    )
    (out / "none.html").write_text(silences_page(made[3:], LISTS, links={}), encoding="utf-8")
    bad = _screening(NASTY, f"We buy rice {NASTY}.", source="x/" + NASTY)
    (out / "hostile.html").write_text(
        silences_page([bad], LISTS, links={bad.source: "javascript:alert(1)"}), encoding="utf-8"
    )
    return out


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_accessibility_fault(
    opened: Callable[..., Page],
    assert_accessible: Callable[..., None],
    folder: Path,
    name: str,
    scheme: str,
    width: int,
) -> None:
    page = opened(folder / name, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    assert_accessible(page, passes=15)
    page.context.close()


@pytest.mark.parametrize("name", [*PAGES, "hostile.html"])
def test_nothing_is_fetched_and_nothing_runs(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("dialog", lambda d: said.append(d.message))
    page.goto((folder / name).as_uri())
    page.wait_for_load_state("networkidle")
    assert asked == [(folder / name).as_uri()]
    assert said == []
    assert page.title() != "broken"
    assert page.locator("img[onerror]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    page.context.close()


def test_what_was_read_in_part_has_no_place_in_the_order(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "silences.html")
    assert [h.split("\n")[0] for h in page.locator("#list h3").all_inner_texts()] == ["1. Amber Ltd", "2. Basil Ltd"]
    assert "Cedar Ltd" in page.locator("#part h3").inner_text()
    assert "Pages 2 and 3 could not be read" in page.locator("#part").inner_text()
    page.context.close()


def test_both_passages_the_source_and_the_question_stand_beside_each_other(
    opened: Callable[..., Page], folder: Path
) -> None:
    page = opened(folder / "silences.html")
    card = page.locator("article.silence").first
    assert card.locator("blockquote").all_inner_texts() == [
        "We buy cocoa, cotton and tea from India.",
        "Supply chains carry a risk of slavery.",
    ]
    told = card.inner_text()
    assert "US Department of Labor" in told
    assert "not verified online" in told
    assert "To ask:" in told
    assert "It accuses nobody" in page.locator("main").inner_text()
    page.context.close()


def test_links_can_be_reached_by_tab(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "silences.html")
    seen = []
    for _ in range(9):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent"))
    assert "Amber Ltd" in seen
    page.context.close()
