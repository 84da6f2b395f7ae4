"""The link on the home page, checked on saved pages made here."""

from __future__ import annotations

from msa_check.checking import Checker
from msa_check.homepage import homepage_link, is_home
from msa_check.model import Finding, Verdict
from msa_check.reading import read_bytes
from msa_check.rulebook import load

BOOK = load()
RULE = BOOK.rule("homepage-link")
MENU = "".join(f'<li><a href="/{x}">{x}</a></li>' for x in ("about", "shop", "news", "jobs", "contact"))
WELCOME = (
    "<p>Hobbin and Daughters spins wool from eleven farms in Wales and sells yarn, blankets and hats by post.</p>"
    "<p>The mill was built in 1871 and still runs on the water of the river beside it for nine months of the year.</p>"
)
ROOT = '<link rel="canonical" href="https://hobbin.example/">'


def judged(body: str, head: str = ROOT, attributes: str = "") -> Finding:
    page = (
        f"<html><head><title>Hobbin</title>{head}</head><body {attributes}><ul>{MENU}</ul>{WELCOME}{body}</body></html>"
    )
    return homepage_link(RULE, read_bytes(page.encode(), "index.html"))


def test_a_link_that_names_the_statement_is_met_with_the_link_as_evidence() -> None:
    found = judged('<footer><a href="/msa.pdf">Modern slavery statement</a></footer>')
    assert found.verdict is Verdict.MET
    assert [e.quote for e in found.evidence] == ["Modern slavery statement (/msa.pdf)"]


def test_a_home_page_without_one_is_missing() -> None:
    assert judged("").verdict is Verdict.MISSING


def test_a_link_to_a_policy_or_without_words_is_weak() -> None:
    policy = judged('<a href="/p">Anti-slavery policy</a>')
    assert (policy.verdict, policy.reason) == (Verdict.PARTIAL, "weak")
    unnamed = judged('<a href="/modern-slavery-statement">Read more</a>')
    assert (unnamed.verdict, unnamed.reason) == (Verdict.PARTIAL, "weak")


def test_the_home_page_is_known_by_what_it_says_of_itself() -> None:
    link = '<a href="/msa.pdf">Modern slavery statement</a>'
    assert judged(link, '<meta property="og:url" content="https://hobbin.example/index.html">').verdict is Verdict.MET
    assert judged(link, "", 'class="home page"').verdict is Verdict.MET


def test_another_page_puts_the_question_to_the_reader() -> None:
    link = '<a href="/msa.pdf">Modern slavery statement</a>'
    found = judged(link, '<link rel="canonical" href="https://hobbin.example/legal/modern-slavery">')
    assert found.verdict is Verdict.MANUAL
    assert found.note.startswith(RULE.manual)
    assert "Modern slavery statement" in found.note
    assert judged("", "").note == RULE.manual


def test_the_shell_of_a_page_is_not_called_missing() -> None:
    page = f"<html><head>{ROOT}</head><body>{WELCOME}<a href='/a'>About</a></body></html>"
    assert homepage_link(RULE, read_bytes(page.encode(), "index.html")).verdict is Verdict.MANUAL


def test_a_pdf_puts_the_question_to_the_reader() -> None:
    text = read_bytes(
        b"Modern slavery statement\n\nHobbin Limited does not tolerate slavery in its business or at its suppliers, whoever they are.",
        "a.txt",
    )
    assert not is_home(text)
    assert homepage_link(RULE, text) == Finding("homepage-link", Verdict.MANUAL, None, (), RULE.manual)


def test_a_report_on_a_home_page_answers_this_rule_and_no_other() -> None:
    page = f'<html><head>{ROOT}</head><body><ul>{MENU}</ul>{WELCOME}<a href="/m">Modern slavery statement</a></body></html>'
    report = Checker(BOOK).check(read_bytes(page.encode(), "index.html"))
    assert not report.judged
    answered = {f.rule: f.verdict for f in report.findings if f.verdict is not Verdict.NOT_APPLICABLE}
    assert answered == {"homepage-link": Verdict.MET}
