"""Gap report and index in a real browser: accessible, self-contained, usable by keyboard, deaf to injected scripts."""

from __future__ import annotations

import importlib.resources
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from msa_check import checking, reading, rulebook
from msa_check.record import record
from msa_check.reporting import words
from msa_check.reporting.html import gap_report, index
from msa_check.reporting.people import Reviewed, Said, filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from msa_check.model import Report, Rulebook

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
PAGES = (
    "gap-report.html",
    "no-steps.html",
    "unread.html",
    "part-read.html",
    "index.html",
    "reviewed.html",
    "reviewed-index.html",
)
NASTY = "</title></script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
BUDGET = 2_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports as files: whole, unread, read in part, hostile, and the index of them."""
    out = tmp_path_factory.mktemp("reports")
    book = rulebook.load()
    checker = checking.Checker(book)
    whole = checker.check(reading.read(DOCUMENTS / "cobbleswick-toys.txt"))
    quoted = next(e for f in whole.findings for e in f.evidence)
    part = replace(
        whole, statement=replace(whole.statement, source="part.pdf", status="partial", pages=4, unread_pages=(3,))
    )
    hostile_findings = tuple(
        replace(f, note=NASTY, evidence=tuple(replace(e, quote=NASTY, heading=NASTY) for e in f.evidence))
        for f in whole.findings
    )
    assert whole.facts.organisation
    hostile = replace(
        whole,
        statement=replace(whole.statement, source="x/" + NASTY.replace("/", "_"), title=NASTY, warnings=(NASTY,)),
        facts=replace(whole.facts, organisation=replace(whole.facts.organisation, value=NASTY)),
        findings=hostile_findings,
    )
    reports = {
        "gap-report.html": whole,
        "no-steps.html": checker.check(reading.read(DOCUMENTS / "mallowfield-no-steps.txt")),
        "unread.html": checker.check(reading.read(DOCUMENTS / "quenby-rowe-error.html")),
        "part-read.html": part,
        "hostile.html": hostile,
    }
    for name, report in reports.items():
        page = gap_report(
            report,
            book,
            made_on="25 November 2026",
            home="index.html",
            original="statement.pdf",
            crops={quoted.passage: PNG},
        )
        (out / name).write_text(page, encoding="utf-8")
    made = [record(r, book) for r in reports.values()]
    links = dict(zip([m["source"] for m in made], reports, strict=True))
    (out / "index.html").write_text(index(made, book, links=links, made_on="25 November 2026"), encoding="utf-8")
    looked_at = _looked_at(whole, book)
    page = filled(gap_report(whole, book, home="reviewed-index.html"), looked_at)
    (out / "reviewed.html").write_text(page, encoding="utf-8")
    links[made[0]["source"]] = "reviewed.html"
    several = index(made, book, links=links, people=lambda r: looked_at if r is made[0] else ())
    (out / "reviewed-index.html").write_text(several, encoding="utf-8")
    return out


def _looked_at(report: Report, book: Rulebook) -> list[Reviewed]:
    """What people said of one finding of each verdict, in each way that it can be told."""
    by_verdict = {f.verdict: f for f in report.findings}
    said = [
        [Said("agree", "Ann", "2026-11-25", "", "", recheck=False)],
        [Said("disagree", "Bo " + NASTY, "", "the annex says it " + NASTY, "One sentence. " * 20, recheck=False)],
        [
            Said("agree", "Ann", "2026-11-25", "", "", recheck=False),
            Said("disagree", "Bo", "", "x" * 300, "", recheck=False),
        ],
        [Said("unsure", "Ann", "2026-11-25", "who knows", "", recheck=False)],
        [Said("agree", "Ann", "2026-11-25", "", "", recheck=True)],
    ]
    come_to = ["agree", "disagree", "conflict", "unsure", "re-check"]
    assert len(by_verdict) >= 4
    return [
        Reviewed(f.rule, book.rule(f.rule).title, words.sign(f.verdict, book.rule(f.rule).force), "", word, tuple(s))
        for f, word, s in zip(by_verdict.values(), come_to, said, strict=False)
    ]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_accessibility_fault(opened: Callable[..., Page], folder: Path, name: str, scheme: str, width: int) -> None:
    page = opened(folder / name, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    told = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    page.context.close()


@pytest.mark.parametrize("name", [*PAGES, "hostile.html"])
def test_nothing_is_fetched_and_nothing_complains(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto((folder / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.wait_for_load_state("networkidle")
    assert [u for u in asked if not u.startswith("data:image/png")] == [(folder / name).as_uri()]
    assert said == []
    page.context.close()


def test_text_of_a_document_runs_nothing(browser: Browser, folder: Path) -> None:
    for name in ("hostile.html", "index.html", "reviewed.html", "reviewed-index.html"):
        page = browser.new_context().new_page()
        dialogs: list[str] = []
        page.on("dialog", lambda d: dialogs.append(d.message))  # noqa: B023 - used up before the next turn
        page.goto((folder / name).as_uri())
        assert page.title() != "broken"
        assert dialogs == []
        assert page.locator("img[onerror]").count() == 0
        page.context.close()


@pytest.mark.parametrize("name", ["gap-report.html", "index.html"])
def test_the_policy_of_the_page_blocks_an_injected_script(
    opened: Callable[..., Page], folder: Path, tmp_path: Path, name: str
) -> None:
    whole = (folder / name).read_text(encoding="utf-8")
    bad = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"></main>"
    (tmp_path / name).write_text(whole.replace("</main>", bad), encoding="utf-8")
    page = opened(tmp_path / name)
    page.wait_for_timeout(100)
    assert page.title() != "broken"
    page.context.close()


def test_evidence_opens_by_keyboard(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "gap-report.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    folded = page.evaluate("[...document.querySelectorAll('#met details.fold')].findIndex((e) => !e.open)")
    first = page.locator("#met details.fold").nth(folded)
    first.locator("summary").first.focus()
    assert not first.locator("blockquote").first.is_visible()
    page.keyboard.press("Enter")
    assert first.locator("blockquote").first.is_visible()
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.context.close()


def test_every_control_can_be_reached_by_tab(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "gap-report.html")
    count = page.evaluate(
        "[...document.querySelectorAll('a[href], summary')].filter((e) => e.checkVisibility({contentVisibilityAuto: true})).length"
    )
    seen = set()
    for _ in range(count):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + document.activeElement.textContent"))
    assert page.evaluate("document.activeElement.tagName") in {"A", "SUMMARY"}
    assert len(seen) > 30
    page.context.close()


def test_a_link_to_a_finding_opens_it(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "gap-report.html")
    fold = page.locator("#met details.fold").nth(3)
    assert not fold.get_attribute("open")
    name = fold.locator(".inside").get_attribute("id")
    page.goto(f"{(folder / 'gap-report.html').as_uri()}#{name}")
    assert fold.locator("blockquote").first.is_visible()
    assert fold.locator("h4").first.evaluate("(e) => e.getBoundingClientRect().top") >= 0
    page.context.close()


def test_print_shows_what_is_folded_away(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "gap-report.html")
    page.emulate_media(media="print")
    heights = page.evaluate(
        "[...document.querySelectorAll('#met details.fold .inside')].map((e) => e.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) > 10
    page.context.close()


def test_the_index_filters_and_sorts(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "index.html")
    rows = page.locator("#register tbody tr:visible")
    assert rows.count() == 5
    page.fill("#find", "mallow")
    assert rows.count() == 1
    assert page.inner_text("#shown") == "1 of 5 shown"
    page.fill("#find", "")
    page.select_option("#show", "unread")
    assert rows.count() == 1
    assert "Not read" in rows.first.inner_text()
    page.select_option("#show", "")
    page.get_by_role("button", name="Gaps: law").click()
    head = page.locator("#register thead th").nth(4)
    assert head.get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Gaps: law").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    found = page.evaluate(
        "[...document.querySelectorAll('#register tbody tr')].map((r) => r.cells[4]?.dataset.sort ?? '')"
    )
    numbers = [int(x) for x in found if x]
    assert numbers == sorted(numbers, reverse=True)
    assert found[-1] == ""
    page.context.close()


def test_machine_and_people_stand_side_by_side(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "reviewed.html")
    first = page.locator(".people-all tbody tr").first
    rules, people = first.locator("td").all_inner_texts()
    assert people.strip() == "People agree"
    machine, human = page.locator(".people:visible").first.locator("> div").all()
    assert "The rules say" in machine.inner_text()
    assert machine.bounding_box()["y"] == human.bounding_box()["y"]  # type: ignore[index]
    first.get_by_role("link").click()
    goal = page.locator(page.evaluate("location.hash"))
    assert goal.locator(".people").first.is_visible()
    assert rules.strip() in goal.locator(".people").first.inner_text()
    page.context.close()


def test_the_index_shows_what_people_looked_at(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "reviewed-index.html")
    rows = page.locator("#register tbody tr:visible")
    page.select_option("#show", "people")
    assert rows.count() == 1
    told = rows.first.locator("td.tally")
    assert "1 agreed with, 1 disagreed with" in told.inner_text()
    told.locator("summary").press("Enter")
    assert told.locator("li").count() >= 4
    assert "People disagree" in told.inner_text()
    page.select_option("#show", "")
    page.get_by_role("button", name="People say").click()
    page.get_by_role("button", name="People say").click()
    assert page.locator("#register tbody tr").first.get_attribute("data-people") is not None
    page.context.close()


@pytest.mark.parametrize("width", [400, 700, 900, 1000])
def test_nothing_of_the_table_of_documents_is_cut_off(opened: Callable[..., Page], folder: Path, width: int) -> None:
    page = opened(folder / "reviewed-index.html", viewport={"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert (
        page.evaluate("(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.querySelector('.scroll'))")
        == 0
    )
    told = page.locator("td.tally").first
    assert told.get_attribute("data-label") == "People say"
    box = told.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    page.context.close()


def test_the_table_of_documents_filters_and_sorts_on_a_narrow_screen(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "index.html", viewport={"width": 400, "height": 900})
    rows = page.locator("#register tbody tr:visible")
    page.fill("#find", "mallow")
    assert rows.count() == 1
    page.fill("#find", "")
    button = page.get_by_role("button", name="Gaps: law")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    assert button.evaluate(
        """(b) => {
            b.scrollIntoView({behavior: 'instant'});
            const r = b.getBoundingClientRect();
            return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === b;
        }"""
    ), "it can be seen"
    button.press("Enter")
    assert page.locator("#register thead th").nth(4).get_attribute("aria-sort") == "ascending"
    page.context.close()


def test_the_index_works_without_scripts(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "index.html", java_script_enabled=False)
    assert page.locator("#register tbody tr").count() == 5
    assert not page.locator("#tools").is_visible()
    page.context.close()


def test_pages_are_small(folder: Path) -> None:
    assert {p.name: p.stat().st_size for p in folder.iterdir() if p.stat().st_size > BUDGET} == {}
