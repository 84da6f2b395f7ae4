"""The register's page in a real browser: accessible, self-contained, deaf to injected scripts, filters and sorts."""

from __future__ import annotations

import csv
import importlib.resources
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from msa_check.register.declared import Compared
from msa_check.register.entries import groups, take
from msa_check.register.keeping import Import
from msa_check.register.matching import Candidate, Match
from msa_check.register.survey import Line, Survey
from msa_check.register.table import read
from msa_check.reporting.register import page as rendered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

NASTY = "</title></script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
PAGES = ("register.html", "empty.html", "hostile.html")


def _survey() -> Survey:
    names = ("AMBER POTS LIMITED", "BIRCH BREWERY LTD", "CEDAR TOYS (UK) LTD", "DAMSON FENCING LTD")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["StatementYear", "OrganisationName", "StatementEndDate", "Turnover"])
    writer.writeheader()
    for n in names:
        writer.writerow(
            {"StatementYear": "2026", "OrganisationName": n, "StatementEndDate": "31/03/2026", "Turnover": "?"}
        )
    entries = take(read(out.getvalue().encode())).entries
    found = groups(entries)
    picks = [
        Candidate(g.statement, g.lead.key, 97, ("name in the document", "both periods end on 2026-03-31"), False)
        for g in found
    ]
    answers = (
        Compared("StatementIncludesTraining", "Training", "not-found", "Yes", "No"),
        Compared(
            "StatementIncludesPolicies",
            "Policies",
            "not-declared",
            "No: not yet",
            "Yes",
            (("slavery-policy", "met"),),
            3,
            "We have one.",
        ),
        Compared(
            "DateApproved", "Day of approval", "differs", "2026-06-03", "2026-06-04", (), 1, "Approved on 4 June."
        ),
        Compared("StatementIncludesGoals", "Goals and key performance indicators", "only-partly", "Yes", "Partly"),
        Compared("StatementIncludesOrgStructure", "Structure", "agrees", "Yes", "Yes"),
    )
    lines = (
        Line(found[0], "in/amber.pdf", picks[0], answers),
        Line(found[1], "in/birch.pdf", picks[1], answers[:1]),
        *(Line(g, note="No document was matched.") for g in found[2:]),
    )
    matches = (
        Match("in/amber.pdf", "matched", (picks[0],), ""),
        Match("in/birch.pdf", "matched", (picks[1],), ""),
        Match("in/cedar.pdf", "unsure", tuple(picks[2:]), "More than one statement of the register fits as well."),
        Match("in/cedar-2019.pdf", "other-period", (replace(picks[2], other_period=True),), "Another period."),
        Match("in/minutes.pdf", "none", (), "No entry fits."),
    )
    imported = Import(
        "StatementSummaries2026.csv",
        5,
        4,
        4,
        0,
        ((6, 7, "A quotation mark is opened and never closed.", "2026,OOPS"),),
        "UTF-8",
        ("A note.",),
        "2026-11-25T10:00:00+00:00",
    )
    fetched = (
        ("https://amber.example/a.pdf", "fetched", "Fetched: a.pdf"),
        ("https://birch.example/", "not-found", "There is no such page."),
    )
    return Survey(
        ("StatementYear", "OrganisationName", "StatementEndDate", "Turnover"),
        (imported,),
        entries,
        lines,
        matches,
        fetched,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of four statements, of none, and of a hostile file."""
    out = tmp_path_factory.mktemp("register")
    whole = _survey()
    links = {"in/amber.pdf": "statements/amber.html", "in/cedar.pdf": "javascript:alert(1)"}
    made = {"made_on": "25 November 2026", "xlsx": "register.xlsx", "book": "A rule book"}
    hostile_line = replace(
        whole.lines[0],
        source=NASTY.replace("/", "_"),
        compared=tuple(replace(c, declared=NASTY, quote=NASTY) for c in whole.lines[0].compared),
    )
    hostile = replace(
        whole,
        entries=tuple(replace(e, organisation=NASTY, notes=(NASTY,)) for e in whole.entries),
        imports=tuple(replace(x, source=NASTY, left_out=((1, 1, NASTY, NASTY),)) for x in whole.imports),
        lines=(hostile_line, *whole.lines[1:]),
        fetched=(("javascript:alert(1)", "bad-url", NASTY),),
    )
    empty = Survey(whole.columns, whole.imports, (), (), ())
    for name, survey in zip(PAGES, (whole, empty, hostile), strict=True):
        (out / name).write_text(rendered(survey, links=links, **made), encoding="utf-8")
    return out


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES[:2])
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


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_nothing_complains_and_nothing_injected_runs(
    browser: Browser, folder: Path, name: str
) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto((folder / name).as_uri())
    page.wait_for_load_state("networkidle")
    assert asked == [(folder / name).as_uri()]
    assert said == []
    assert page.title() != "broken"
    assert page.locator("img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    page.context.close()


def test_differences_are_filtered_and_sorted(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "register.html")
    rows = page.locator("#register tbody tr:visible")
    assert rows.count() == 5
    page.fill("#find", "birch")
    assert rows.count() == 1
    page.fill("#find", "")
    page.select_option("#show", "not-declared")
    assert rows.count() == 1
    assert "Found, declared as not" in rows.first.inner_text()
    assert page.inner_text("#shown") == "1 of 5 shown"
    page.select_option("#show", "")
    page.get_by_role("button", name="Organisation and file").press("Enter")
    assert page.locator("#register thead th").first.get_attribute("aria-sort") == "ascending"
    firsts = page.evaluate("[...document.querySelectorAll('#register tbody tr')].map((r) => r.cells[0].textContent)")
    assert firsts == sorted(firsts)
    page.context.close()


def test_the_page_reads_without_scripts_and_in_print(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "register.html", java_script_enabled=False)
    assert page.locator("#register tbody tr").count() == 5
    assert not page.locator("#tools").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#register blockquote").first.is_visible()
    page.context.close()


def test_every_part_is_told(opened: Callable[..., Page], folder: Path) -> None:
    page = opened(folder / "register.html")
    text = page.inner_text("main")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    shown = page.inner_text("main")
    assert "Nothing is compared" not in text
    for said in (
        "Lines 6 to 7",
        "cedar-2019.pdf",
        "minutes.pdf",
        "There is no such page.",
        "none of the register's answers",
    ):
        assert said in shown
    page.context.close()
