"""Pages: self-contained, everything escaped, links only where they may lead, and no word that the law does not bear."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msa_check import checking, reading, rulebook, shelf
from msa_check.model import DocumentType, Doubt, Evidence, Facts, Finding, Report, Rulebook, Statement, Verdict, Wording
from msa_check.record import record
from msa_check.reporting import words
from msa_check.reporting.html import gap_report, index
from msa_check.reporting.markdown import as_markdown
from msa_check.reporting.quotes import quote
from msa_check.reporting.templates import safe_link, script_hash
from msa_check.reporting.text import as_text
from msa_check.reporting.view import view
from msa_check.tally import tally

DOCUMENTS = Path(__file__).resolve().parent / "statements" / "documents"
NASTY = '</script><script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)\' {{ 7*7 }}'


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture(scope="module")
def reports(book: Rulebook) -> dict[str, Report]:
    checker = checking.Checker(book)
    names = ("cobbleswick-toys.txt", "mallowfield-no-steps.txt", "brackenfold-care.html", "quenby-rowe-error.html")
    return {name: checker.check(reading.read(DOCUMENTS / name)) for name in names}


class _Page(HTMLParser):
    """What a page holds: ids, tags, links and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.events: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
            if name in {"src", "srcset", "action", "data", "poster", "background"}:
                self.sources.append(value or "")
            if name.startswith("on"):
                self.events.append(name)


def test_each_rule_stands_exactly_once_and_every_inner_link_has_its_goal(
    reports: dict[str, Report], book: Rulebook
) -> None:
    for name in ("cobbleswick-toys.txt", "mallowfield-no-steps.txt", "brackenfold-care.html"):
        page = _Page(gap_report(reports[name], book))
        assert sorted(i for i in page.ids if i.startswith("rule-")) == sorted(f"rule-{r.id}" for r in book.rules)
        assert len(page.ids) == len(set(page.ids))
        assert {x[1:] for x in page.links if x.startswith("#")} <= set(page.ids)


def test_a_page_fetches_nothing_and_runs_nothing(reports: dict[str, Report], book: Rulebook) -> None:
    text = gap_report(reports["cobbleswick-toys.txt"], book, made_on="today", home="../index.html")
    page = _Page(text)
    assert page.sources == []
    assert not {"script", "link", "iframe", "object", "form", "base"} & set(page.tags)
    assert "url(" not in text
    assert "@import" not in text
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert (
        policy[1] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_index_allows_exactly_its_own_script(reports: dict[str, Report], book: Rulebook) -> None:
    text = index([record(r, book) for r in reports.values()], book, links={})
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert script
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert html.unescape(policy[1]).endswith(f"script-src {script_hash(script[1])}")
    assert _Page(text).tags.count("script") == 1


def _nasty(report: Report) -> Report:
    s = report.statement
    passages = tuple(replace(p, text=NASTY, heading=NASTY, lead_in=NASTY) for p in s.passages)
    statement = replace(
        s,
        source=NASTY,
        title=NASTY,
        passages=passages,
        warnings=(NASTY,),
        metadata=((NASTY, NASTY),),
        detail=NASTY,
        cure=NASTY,
    )
    seen = Evidence(NASTY, 1, 1, NASTY)
    findings = tuple(replace(f, note=NASTY, evidence=(seen,) if f.evidence else ()) for f in report.findings)
    known = report.facts.organisation
    assert known
    facts = replace(report.facts, organisation=replace(known, value=NASTY, evidence=(seen,)))
    return replace(report, statement=statement, findings=findings, facts=facts, gate_note=NASTY)


def test_text_of_a_document_never_becomes_markup(reports: dict[str, Report], book: Rulebook) -> None:
    bad = _nasty(reports["cobbleswick-toys.txt"])
    plain = _Page(gap_report(reports["cobbleswick-toys.txt"], book))
    page = _Page(gap_report(bad, book, home="javascript:alert(1)", original="data:text/html,x"))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.events == []
    assert set(page.tags) == set(plain.tags)
    assert not [x for x in page.links if x.startswith(("javascript", "data"))]
    unread = replace(bad, statement=replace(bad.statement, status="unread"))
    assert _Page(gap_report(unread, book)).events == []
    many = _Page(index([record(bad, book), record(unread, book)], book, links={NASTY: "javascript:alert(1)"}))
    assert many.events == []
    assert many.tags.count("script") == 1
    assert "javascript:alert(1)" not in many.links


@given(st.text(st.characters(), min_size=1, max_size=80))
def test_no_text_can_break_out_of_the_page(text: str) -> None:
    book = rulebook_of_one()
    statement = Statement(text, "", "text", title=text, detail=text, status="unread", why="empty")
    made = gap_report(Report(statement, DocumentType.UNKNOWN, Facts(), (), "x"), book)
    made.encode("utf-8")
    assert "script" not in _Page(made).tags
    assert "\u202e" not in made


def rulebook_of_one() -> Rulebook:
    return Rulebook("x", "x", "1", (), ())


@pytest.mark.parametrize(
    ("href", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("statements/a%20b.html", True),
        ("../index.html#rule-kpis", True),
        ("#main", True),
        ("javascript:alert(1)", False),
        ("JaVaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("/etc/passwd", False),
        ("\\\\evil\\share", False),
        ("https:///nohost", False),
        ("http://[::1", False),
        ("a:b", False),
        ("mailto:a@example.org", False),
        ("", False),
    ],
)
def test_only_web_and_relative_links_pass(href: str, *, safe: bool) -> None:
    assert safe_link(href) == (href if safe else "")


def test_templates_never_switch_escaping_off() -> None:
    for path in sorted(shelf.templates_dir().iterdir()):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path
        assert not re.search(r"\s[\w-]+=\{\{", text), f"{path}: an attribute without quotes"


def test_words_that_accuse_are_nowhere() -> None:
    told = [p.read_text(encoding="utf-8") for p in shelf.templates_dir().iterdir() if p.suffix == ".html"]
    told += [*(Wording().force(f)[1] for f in words.FORCES), words.PURPOSE, *(a + b for a, b in words.CANNOT_SEE)]
    for text in told:
        assert not re.search(
            r"\b(illegal|unlawful|breach|violat|offence|non-complian|fail(s|ed|ure)?\b)", text, re.IGNORECASE
        )


def test_gaps_come_law_first_and_gravest_first(reports: dict[str, Report], book: Rulebook) -> None:
    v = view(reports["cobbleswick-toys.txt"], book)
    assert [g.force for g in v.gaps] == ["law", "guidance", "good-practice"]
    for g in v.gaps:
        assert {i.rule.force for i in g.items} <= {g.force}
        assert [i.rule.guidance_level or 1 for i in g.items] == sorted(i.rule.guidance_level or 1 for i in g.items)
    text = gap_report(reports["cobbleswick-toys.txt"], book)
    assert text.index('id="force-law"') < text.index('id="force-guidance"') < text.index('id="force-good-practice"')


def test_every_gap_has_its_remedy_and_every_passage_its_place(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    text = gap_report(report, book)
    gaps = [i for g in view(report, book).gaps for i in g.items]
    assert gaps
    assert text.count("What would close the gap") == len(gaps)
    assert text.count("<blockquote>") == text.count('<p class="where">')


def test_declaring_that_no_steps_were_taken_is_no_gap(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["mallowfield-no-steps.txt"]
    found = {f.rule: f.verdict for f in report.findings}
    assert found["no-steps-declared"] is Verdict.MET
    v = view(report, book)
    gaps = {i.rule.id for g in v.gaps for i in g.items}
    assert not gaps & {"steps-own-business", "steps-supply-chains", "no-steps-declared"}
    assert v.minimums[0].says == "The statement declares that no steps were taken, which the Act allows."
    assert tally(found, book).minimums[0].verdict is Verdict.MET


def test_an_unread_document_gets_a_page_that_says_so_and_no_verdicts(
    reports: dict[str, Report], book: Rulebook
) -> None:
    text = gap_report(reports["quenby-rowe-error.html"], book)
    assert "This document was not read" in text
    assert words.unread_means("no-text-layer").split(":")[0] in text
    assert "What would close the gap" not in text
    assert "Not met" not in text
    assert "Not found" not in text


def test_unread_pages_are_told_on_the_first_screen(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    part = replace(report, statement=replace(report.statement, status="partial", pages=9, unread_pages=(2, 3, 4, 8)))
    text = gap_report(part, book)
    assert "Pages 2 to 4 and 8 of 9 gave no text" in text
    assert text.index("gave no text") < text.index('id="minimums"')
    assert "Pages 2 to 4 and 8 gave no text and could not be judged" in " ".join(view(part, book).summary)


def test_a_finding_that_could_not_be_read_is_never_called_missing(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    findings = tuple(
        Finding(f.rule, Verdict.UNREADABLE, None, (), "x") if f.verdict is Verdict.MISSING else f
        for f in report.findings
    )
    text = gap_report(replace(report, findings=findings), book)
    assert "Not met" not in text
    assert "Could not be read" in text


def test_pictures_and_links_to_the_document_stand_beside_passages(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    number = next(e.passage for f in report.findings for e in f.evidence if e.passage)
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x07\x00\x00\x00\x05"
    text = gap_report(report, book, original="../files/a%20b.pdf", crops={number: png})
    assert text.count("data:image/png;base64,") == 1
    assert f'<symbol id="picture-{number}" viewBox="0 0 7 5">' in text
    assert f'<use href="#picture-{number}"/>' in text
    assert 'href="../files/a%20b.pdf#page=1"' in text


def test_the_same_report_gives_the_same_page(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    assert gap_report(report, book, made_on="x") == gap_report(report, book, made_on="x")


def test_the_index_counts_what_it_lists(reports: dict[str, Report], book: Rulebook) -> None:
    made = [record(r, book) for r in reports.values()]
    text = index(iter(made), book, links={m["source"]: f"statements/{i}.html" for i, m in enumerate(made)})
    assert "<h1>4 documents</h1>" in text
    assert text.count('data-state="judged"') == 3
    assert text.count('data-state="unread"') == 1
    assert [x for x in _Page(text).links if x.startswith("statements/")] == [f"statements/{i}.html" for i in range(4)]


def test_an_index_of_nothing_is_a_page() -> None:
    assert "<h1>0 documents</h1>" in index([], rulebook_of_one(), links={})


def test_what_could_not_be_read_is_not_called_uncovered(reports: dict[str, Report], book: Rulebook) -> None:
    report = reports["cobbleswick-toys.txt"]
    findings = tuple(
        Finding(f.rule, Verdict.UNREADABLE, None, (), "x")
        if book.rule(f.rule).area in {"risk", "training"} and f.verdict is not Verdict.NOT_APPLICABLE
        else f
        for f in report.findings
    )
    part = replace(report, statement=replace(report.statement, status="partial", pages=9, unread_pages=(2,)))
    v = view(replace(part, findings=findings), book)
    said = " ".join(v.summary)
    assert "Risk and Training are not to be told from what could be read" in said
    uncovered = re.findall(r"[^;.]* not covered by", said)
    assert not any("Risk" in x or "Training" in x for x in uncovered)
    counted = next(a for a in v.areas if a.area.id == "risk").levels[0]
    assert (counted.met, counted.of) == (0, len(counted.signs))
    assert counted.told == f"0 of {counted.of}, {counted.of} unread"


DONE = "We audited seven mills in {}, and each audit looked for forced labour at the supplier."


@pytest.fixture(scope="module")
def denied(book: Rulebook) -> Report:
    """A statement that tells of audits six times, and at its end that there were none of some."""
    told = [DONE.format(place) for place in ("Wales", "Kent", "Devon", "Fife", "Perth", "Essex", "Norfolk")]
    text = "\n\n".join(
        (
            "Modern slavery statement of Pettigrew Mills Limited",
            "This statement is made under section 54 of the Modern Slavery Act 2015.",
            *told,
            "We do not conduct audits of suppliers of dye.",
        )
    )
    return checking.Checker(book).check(reading.read_bytes(text.encode(), "pettigrew.txt"))


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_denial_beside_a_met_verdict_is_in_sight(denied: Report, book: Rulebook, *, on_paper: bool) -> None:
    found = next(f for f in denied.findings if f.rule == "supplier-audits")
    assert found.verdict is Verdict.MET
    assert [e.doubt for e in found.evidence][-1] == "denied"
    assert len(found.evidence) > 6
    page = gap_report(denied, book, paper=on_paper)
    fold, inside = page.split('<div class="inside" id="rule-supplier-audits">')
    assert '<details class="fold" open><summary><h4>Audits' in fold[fold.rfind("<details") :]
    shown = inside.split("<details")[0].split("</details>")[0]
    assert "We do not conduct audits of suppliers of dye." in shown
    assert "Says that this is not done" in shown
    assert page.count('<details class="fold" open>') < page.count('<details class="fold">')


def test_a_denial_beside_a_met_verdict_is_told_in_text_and_markdown(denied: Report, book: Rulebook) -> None:
    text, markdown = as_text(denied, book), as_markdown(denied, book)
    assert "MET, BUT A PASSAGE SPEAKS AGAINST IT" in text
    assert "“We do not conduct audits of suppliers of dye.”" in text.split("MET, BUT")[1]
    assert (
        "**Audits and visits of suppliers** is met, but a passage speaks against it:\n\n> We do not conduct" in markdown
    )


def test_a_negation_in_vague_wording_opens_nothing() -> None:
    e = Evidence("Steps to ensure that slavery is not taking place.", 1, 1, strength="weak", doubt=Doubt.DENIED)
    assert not quote(e, {}).denies
    assert quote(replace(e, strength="met"), {}).denies
