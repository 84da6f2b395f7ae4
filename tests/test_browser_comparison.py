"""The comparison in a real browser: filters, order and pages work, by keyboard too; accessible, self-contained, quick to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from msa_check import comparing, rulebook
from msa_check.reporting.comparison import comparison_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from msa_check.record import Record

BOOK = rulebook.load()
NASTY = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
SECTORS = ("Care", "Construction", "Food and drink", "")
VERDICTS = ("met", "missing", "partial", "met", "unreadable", "met", "missing", "not-applicable", "met", "manual")
COUNT = 120


def _record(i: int, verdicts: tuple[str, ...] = VERDICTS, **more: Any) -> Record:  # noqa: ANN401 - JSON values
    """A record like no other: the verdict of rule n is the one at a place that i and n decide."""
    return {
        "source": f"in/statement-{i:03}.pdf",
        "sha256": str(i),
        "status": "ok",
        "judged": True,
        "metadata": {"sector": SECTORS[i % 4], "turnover": str(20_000_000 * (i % 7 + 1)), "number": f"{i:08}"},
        "facts": {"organisation": f"Works {i:03} Ltd", "year_end": f"{2020 + i % 5}-03-31"},
        "unread_pages": [2] if "unreadable" in verdicts else [],
        "findings": [
            {"rule": r.id, "verdict": verdicts[(i * i + 3 * i + n * (n + i) + i // 9) % len(verdicts)]}
            for n, r in enumerate(BOOK.rules)
        ],
        **more,
    }


# Every third was read as a whole: only such statements have a place in an order.
WHOLE = tuple("met" if v == "unreadable" else v for v in VERDICTS)
RECORDS = [_record(i, WHOLE if i % 3 == 0 else VERDICTS) for i in range(COUNT)]
APART = [
    _record(900, judged=False, findings=[], status="unread", detail="No text."),
    _record(901, judged=False, findings=[], gate_note="A policy."),
]


def _page(records: list[Record], **more: Any) -> str:  # noqa: ANN401 - options of the page
    links = {r["source"]: f"statements/{i:03}.html" for i, r in enumerate(records)}
    found = comparing.compare(records, BOOK)
    return comparison_page(
        found, BOOK, links=links, home="index.html", workbook="comparison.xlsx", made_on="25 November 2026", **more
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("comparison")
    (out / "comparison.html").write_text(_page([*RECORDS, *APART]), encoding="utf-8")
    bad = _record(7, facts={"organisation": NASTY, "year_end": None}, source="x/" + NASTY)
    bad["metadata"] = {"sector": NASTY, "turnover": NASTY, "number": NASTY}
    (out / "hostile.html").write_text(_page([*RECORDS[:20], bad]), encoding="utf-8")
    return out


def _names(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#rows tr:not(.shares) th')].map((h) => h.querySelector('bdi').textContent)"
    )
    return found


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_fault(
    opened: Callable[..., Page], assert_accessible: Callable[..., None], folder: Path, scheme: str, width: int
) -> None:
    page = opened(
        folder / "comparison.html",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.select_option("#length", "25")
    page.select_option("#point", label="Training")
    page.select_option("#order", label="Disclosure")
    assert_accessible(page, passes=20)
    page.context.close()


@pytest.mark.parametrize("name", ["comparison.html", "hostile.html"])
def test_nothing_is_fetched_and_nothing_complains(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("dialog", lambda d: said.append(d.message))
    page.goto((folder / name).as_uri())
    page.select_option("#order", label="Disclosure")
    page.fill("#find", "e")
    page.wait_for_load_state("networkidle")
    assert asked == [(folder / name).as_uri()]
    assert said == []
    assert page.title() != "broken"
    assert page.locator("img").count() == 0
    page.context.close()


def test_hostile_text_is_shown_as_text(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "hostile.html")
    page.fill("#find", "onerror")
    assert _names(page) == [NASTY]
    page.context.close()


def test_the_policy_of_the_page_blocks_an_injected_script(
    opened: Callable[..., Page], folder: Path, tmp_path: Path
) -> None:
    whole = (folder / "comparison.html").read_text(encoding="utf-8")
    bad = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"></main>"
    (tmp_path / "bad.html").write_text(whole.replace("</main>", bad), encoding="utf-8")
    page = opened(tmp_path / "bad.html")
    page.wait_for_timeout(100)
    assert page.title() != "broken"
    assert page.inner_text("#shown").startswith("120 statements")
    page.context.close()


def test_the_script_writes_the_rows_that_the_page_was_made_with(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    told = "[...document.querySelectorAll('#rows tr')].map((r) => r.outerHTML.replace(/\\s+/g, ' ').replaceAll(' hidden=\"\"', ''))"
    made = page.evaluate(told)
    page.click("#reset")
    written = page.evaluate(told)
    assert len(made) == 51
    assert [(a, b) for a, b in zip(made, written, strict=True) if a != b] == []
    page.context.close()


def test_filters_narrow_the_rows_and_the_shares_follow(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    page.select_option("#group", label="Care")
    page.select_option("#year", label="2024")
    wanted = [r for r in RECORDS if r["metadata"]["sector"] == "Care" and r["facts"]["year_end"].startswith("2024")]
    assert _names(page) == [r["facts"]["organisation"] for r in wanted]
    assert page.inner_text("#shown") == f"{len(wanted)} of 120 statements"
    found = [[f["verdict"] for f in r["findings"]] for r in wanted]
    expected = []
    for column in zip(*found, strict=True):
        told = [v for v in column if v in {"met", "partial", "missing"}]
        expected.append(str((200 * told.count("met") + len(told)) // (2 * len(told))) if told else "–")
    shares = page.locator("#rows tr.shares td:not(.sum)").all_inner_texts()
    assert shares == expected
    page.click("#reset")
    assert page.inner_text("#shown") == "120 statements, 1 to 50 shown"
    page.context.close()


def test_a_name_a_number_a_size_and_a_verdict_are_found(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    page.fill("#find", "works 041")
    assert _names(page) == ["Works 041 Ltd"]
    page.fill("#find", "00000077")
    assert _names(page) == ["Works 077 Ltd"]
    page.fill("#find", "nobody")
    assert (page.inner_text("#shown"), page.inner_text("#page")) == ("0 of 120 statements", "Page 1 of 1")
    page.click("#reset")
    page.select_option("#size", label="under £36m")
    assert page.inner_text("#shown").startswith(f"{len(range(0, COUNT, 7))} of 120")
    page.click("#reset")
    assert not page.locator("#verdict").is_visible()
    page.select_option("#point", label="Training")
    page.select_option("#verdict", label="not met or not found")
    wanted = [r for r in RECORDS if {"rule": "training", "verdict": "missing"} in r["findings"]]
    assert page.inner_text("#shown") == f"{len(wanted)} of 120 statements"
    page.context.close()


def test_an_order_by_a_count_gives_places(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    assert not page.locator("#heat th.place").is_visible()
    page.select_option("#length", "250")
    page.select_option("#order", label="Disclosure")
    documents = comparing.compare(RECORDS, BOOK).judged
    counts = {d.name: d.count(BOOK.disclosure) for d in documents}
    shorts = [counts[n].short for n in _names(page)]
    assert shorts == sorted(shorts)
    assert len(shorts) == COUNT
    places = dict(zip(counts, comparing.places(list(counts.values())), strict=True))
    shown = page.locator("#rows tr:not(.shares) td.place").all_inner_texts()
    assert [s.rstrip("=") for s in shown] == [str(places[n] or "–") for n in _names(page)]
    assert any(s.endswith("=") for s in shown)
    assert "–" in shown
    assert page.locator("#heat th[aria-sort]").inner_text() == "Disclosure"
    page.select_option("#turn", label="the barest first")
    assert [counts[n].short for n in _names(page)] == sorted(shorts, reverse=True)
    page.context.close()


def test_an_order_by_a_point_puts_met_first_and_the_untold_last(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    page.select_option("#length", "250")
    page.select_option("#order", label="Training")
    verdicts = {r["facts"]["organisation"]: {f["rule"]: f["verdict"] for f in r["findings"]} for r in RECORDS}
    rank = ["met", "partial", "missing", "unreadable", "manual", "not-applicable"]
    found = [rank.index(verdicts[n]["training"]) for n in _names(page)]
    assert found == sorted(found)
    assert len(set(found)) == 6
    page.context.close()


def test_pages_turn_by_keyboard(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    assert page.locator("#previous").is_disabled()
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    assert (_names(page)[0], page.inner_text("#page")) == ("Works 050 Ltd", "Page 2 of 3")
    page.keyboard.press("Enter")
    assert (len(_names(page)), page.inner_text("#shown")) == (20, "120 statements, 101 to 120 shown")
    assert page.locator("#next").is_disabled()
    page.locator("#length").focus()
    page.keyboard.type("250")
    assert (len(_names(page)), page.inner_text("#page")) == (COUNT, "Page 1 of 1")
    page.context.close()


def test_the_points_of_one_area_can_be_shown_alone(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    page.select_option("#columns", label="Risk")
    shown = page.locator("#heat .point:visible").all_inner_texts()
    assert shown == ["Risk assessment", "Risks identified", "Risk treatment"]
    assert page.locator("#rows tr").nth(3).locator("td.c:visible").count() == 3
    assert page.locator("#heat .area:visible").all_inner_texts() == ["Risk"]
    page.select_option("#columns", label="the 15 of disclosure")
    assert page.locator("#heat .point:visible").count() == 15
    page.context.close()


def test_heads_and_names_stay_in_sight(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html", viewport={"width": 900, "height": 700})
    page.evaluate("(() => { const b = document.getElementById('box'); b.scrollTop = 800; b.scrollLeft = 500; })()")
    box = page.locator("#box").bounding_box()
    head = page.locator("#heat .area").last.bounding_box()
    name = page.locator("#rows tr").nth(20).locator("th").bounding_box()
    assert box
    assert head
    assert name
    assert abs(head["y"] - box["y"]) < 3
    assert abs(name["x"] - box["x"]) < 3
    page.context.close()


def test_it_works_without_scripts(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html", java_script_enabled=False)
    assert page.locator("#rows tr").count() == 51
    assert not page.locator("#tools").is_visible()
    assert not page.locator("#bar").is_visible()
    assert "only the first 50 of 120 statements" in page.inner_text("noscript")
    assert page.locator("#groups svg").count() == 4
    page.context.close()


def test_print_shows_the_table_as_a_whole(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "comparison.html")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.getElementById('box')).overflow") == "visible"
    assert not page.locator("#tools").is_visible()
    page.context.close()


def test_five_hundred_statements_open_within_two_seconds(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "many.html").write_text(_page([_record(i) for i in range(520)]), encoding="utf-8")
    page = browser.new_context().new_page()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => requestAnimationFrame(() => {"
        "window.painted = [performance.now(), document.querySelectorAll('#rows tr').length]; })))"
    )
    page.goto((tmp_path / "many.html").as_uri())
    page.wait_for_function("window.painted")
    milliseconds, rows = page.evaluate("window.painted")
    assert rows == 51
    assert milliseconds < 2000
    assert page.inner_text("#page") == "Page 1 of 11"
    page.context.close()
