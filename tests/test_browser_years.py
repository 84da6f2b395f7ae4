"""Year on year in a real browser: accessible in light and dark and at 320 px, self-contained, deaf to injected scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from msa_check import names, years
from msa_check.model import Passage
from msa_check.reporting.years import years_page
from msa_check.rulebook import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

NASTY = "</title></script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
PLAN, DONE = "We will train all our buyers next year.", "All our buyers were trained in May."
PAGES = ("years.html", "none.html")


def _statement(name: str, year: str, *texts: str, **more: Any) -> tuple[dict[str, Any], tuple[Passage, ...]]:  # noqa: ANN401 - fields of a record
    def evidence(text: str) -> dict[str, Any]:
        plain = {"page": 1, "heading": "Training", "doubt": None, "strength": "met"}
        return {"quote": text, "passage": 1, **plain}

    has = {"training": DONE in texts, "future-commitments": PLAN in texts}
    made = {
        "source": f"in/{name[:5]}-{year}.pdf",
        "sha256": f"{name}{year}",
        "title": "",
        "metadata": {"organisation": name, "year": year},
        "facts": {},
        "unread_pages": [],
        "findings": [
            {
                "rule": rule,
                "verdict": "met" if there else "missing",
                "evidence": [evidence(DONE if rule == "training" else PLAN)] if there else [],
            }
            for rule, there in has.items()
        ],
        **more,
    }
    return made, tuple(Passage(t, n, n, heading="Our products") for n, t in enumerate(texts, 1))


def _page(*given: tuple[dict[str, Any], tuple[Passage, ...]], links: dict[str, str] | None = None) -> str:
    by_source = {made["source"]: (made, passages) for made, passages in given}
    found = years.find([names.owner(made) for made, _ in given], by_source.__getitem__)
    links = links if links is not None else {s: f"statements/{n}.html" for n, s in enumerate(by_source)}
    return years_page(found, load(None), links=links, made_on="25 November 2026", home="index.html", workbook="y.xlsx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("years")
    stays = "We sell rope and nets to fishing boats."
    given = [
        _statement("Amber Ltd", "2022", stays, PLAN, "We visited eleven farms in the year."),
        _statement("Amber Ltd", "2024", stays, PLAN, "We visited fourteen farms in the year.", "We sold a mill."),
        _statement("Amber Ltd", "2025", stays, DONE, "We visited fourteen farms in the year.", unread_pages=[4]),
        _statement("Basil Ltd", "2024", stays),
    ]
    (out / "years.html").write_text(_page(*given), encoding="utf-8")
    (out / "none.html").write_text(_page(given[3]), encoding="utf-8")
    bad = [_statement(NASTY, y, f"We buy rice in {y} {NASTY}", PLAN, NASTY) for y in ("2024", "2025")]
    bad[1][0]["source"] = "x/" + NASTY
    (out / "hostile.html").write_text(
        _page(*bad, links={made["source"]: "javascript:alert(1)" for made, _ in bad}), encoding="utf-8"
    )
    return out


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("years.html", "light", 1280),
        ("years.html", "dark", 1280),
        ("years.html", "light", 320),
        ("none.html", "dark", 320),
    ],
)
def test_no_accessibility_fault(
    opened: Callable[..., Page],
    assert_accessible: Callable[..., None],
    folder: Path,
    name: str,
    scheme: str,
    width: int,
) -> None:
    page = opened(folder / name, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert_accessible(page, passes=15)
    page.context.close()


@pytest.mark.parametrize("name", ["years.html", "hostile.html"])
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


def test_the_newest_change_comes_first_and_stands_open(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "years.html")
    assert page.locator("h3").all_inner_texts() == ["2025 beside 2024", "2024 beside 2022"]
    assert page.locator("details.version[open] h3").all_inner_texts() == ["2025 beside 2024"]
    told = page.locator("details.version[open]").inner_text()
    assert "Verdicts: 1 won, 1 lost" in told
    assert "Page 4 of the later document could not be read" in told
    assert "In the same words in two statements in a row, first in that of 2022." in told
    assert "Perhaps done" in told
    assert "years apart" not in told
    assert "They are two years apart" in (page.locator("details.version").nth(1).text_content() or "")
    assert "words are compared, not deeds" in told
    page.context.close()


def test_what_is_gone_and_what_is_new_is_told_without_colour(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "years.html")
    page.keyboard.press("Tab")
    older = page.locator("details.version").nth(1).locator("summary").first
    older.focus()
    page.keyboard.press("Enter")
    gone, new = page.locator("del").first, page.locator("ins").first
    assert (gone.text_content(), new.text_content()) == ("gone: eleven", "new: fourteen")
    for mark, sign, line in ((gone, "\u2212", "line-through"), (new, "+", "underline")):
        assert sign in mark.evaluate("e => getComputedStyle(e, '::before').content")
        assert line in mark.evaluate("e => getComputedStyle(e).textDecorationLine")
        assert mark.is_visible()
    page.context.close()


def test_unchanged_sentences_are_folded_away_on_screen_and_on_paper(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "years.html")
    stayed = page.locator("details.version[open] details.stayed")
    assert "Unchanged: 2 sentences" in stayed.locator("summary").inner_text()
    assert not stayed.locator("blockquote").first.is_visible()
    page.emulate_media(media="print")
    assert not stayed.locator("blockquote").first.is_visible()
    assert page.locator("details.version").nth(1).locator("del").first.is_visible()
    page.context.close()
