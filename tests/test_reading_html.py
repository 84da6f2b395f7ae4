"""Saved web pages made here: what is kept, what is dropped, what is refused and how fast."""

from __future__ import annotations

import time

import pytest

from msa_check.model import Kind, Statement
from msa_check.reading import read_bytes

OPENING = (
    "This statement is made under section 54 of the Modern Slavery Act 2015 for the year ended 31 March 2025. "
    "We bought wool from eleven farms and looked for forced labour at each of them, and we trained all of our buyers."
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Modern slavery | Hobbin</title></head><body>
<div id="cookie-banner">We use cookies. <button>Accept</button> <a href="/c">Cookie policy</a></div>
<header><nav><ul><li><a href="/">Start page</a></li><li><a href="/slavery">Modern slavery statement</a></li></ul></nav></header>
<main><article><h1>Modern slavery statement</h1><p>Published 12 June 2025</p><p>{OPENING}</p>
<h2>Training</h2><p>In the year we:</p><ul><li>trained <b>eleven</b> buyers;</li><li>visited seven farms.</li></ul>
<h2>Measures</h2><table><thead><tr><th>Measure</th><th>2024</th><th>2025</th></tr></thead>
<tr><td>Farms visited</td><td>3</td><td>7</td></tr></table>
<p>Approved by the board on 12 June 2025.</p><p>Signed</p><p>Ottilie Hobbin<br>Chief Executive</p></article>
<aside><h3>Related pages</h3><ul><li><a href="/x">Gender pay gap</a></li></ul></aside></main>
<footer><p>© 2025 Hobbin Limited. Registered in England number 0123.</p><ul><li><a href="/p">Privacy</a></li></ul></footer>
<script>var a = "scripted words";</script></body></html>"""


def page(body: str, head: str = "") -> Statement:
    return read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def said(s: Statement) -> str:
    return "\n".join(p.text for p in s.passages)


def test_the_statement_is_kept_from_title_to_sign_off() -> None:
    s = read_bytes(PAGE.encode(), "page.html")
    assert (s.status, s.format, s.pages, s.title, s.language) == ("ok", "html", None, "Modern slavery | Hobbin", "en")
    assert s.passages[0].text == "Modern slavery statement"
    assert s.passages[-1].kind is Kind.SIGNATURE
    assert s.passages[-1].text == "Signed\nOttilie Hobbin\nChief Executive"
    assert "Published 12 June 2025" in said(s)


@pytest.mark.parametrize(
    "gone", ["cookies", "Start page", "Related pages", "Gender pay", "Registered in England", "Privacy", "scripted"]
)
def test_menus_banners_and_the_foot_are_dropped(gone: str) -> None:
    assert gone not in said(read_bytes(PAGE.encode(), "page.html"))


def test_list_items_and_table_rows_keep_what_they_belong_to() -> None:
    s = read_bytes(PAGE.encode(), "page.html")
    items = [(p.text, p.lead_in, p.heading) for p in s.passages if p.kind is Kind.LIST_ITEM]
    assert items == [
        ("trained eleven buyers;", "In the year we:", "Training"),
        ("visited seven farms.", "In the year we:", "Training"),
    ]
    rows = [p.text for p in s.passages if p.kind is Kind.TABLE_ROW]
    assert rows == ["Measure | 2024 | 2025", "Measure: Farms visited | 2024: 3 | 2025: 7"]


def test_a_date_of_publication_is_no_heading() -> None:
    s = read_bytes(PAGE.encode(), "page.html")
    assert s.passages[2].heading == "Modern slavery statement"


def test_links_are_kept_with_their_addresses() -> None:
    assert ("Modern slavery statement", "/slavery") in read_bytes(PAGE.encode(), "page.html").links


def test_a_sign_off_in_the_foot_of_the_page_is_kept() -> None:
    foot = "<footer><p>Signed for and on behalf of the board</p><p>Ottilie Hobbin, Director</p></footer>"
    assert "Ottilie Hobbin" in said(page(f"<h1>Modern slavery statement</h1><p>{OPENING}</p>{foot}"))


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "iso-8859-1"),
        ("cp1252", ""),
        ("cp1252", "utf-8"),
        ("iso-8859-15", "iso-8859-15"),
        ("utf-16", ""),
    ],
)
def test_the_encoding_comes_out_right(codec: str, declared: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    text = f"<html><head>{meta}</head><body><h1>Modern slavery statement</h1><p>{OPENING} Zoë Peñaranda signed it.</p></body></html>"
    assert "Zoë Peñaranda" in said(read_bytes(text.encode(codec), "page.html"))


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<h1>404</h1><p>Sorry, the page you were looking for could not be found.</p>", "Page not found"),
        (
            "<form><p>Sign in to go on. Forgotten your password? Log in with your username.</p><input type=password></form>",
            "Log in",
        ),
        ('<div id="app"></div><noscript>Please enable JavaScript to run this app.</noscript>', "Hobbin"),
        ('<div id="app"></div><script src="a.js"></script>', "Modern slavery statement"),
        ("<p>We use cookies. Accept all cookies to go on.</p>", "Hobbin"),
    ],
)
def test_a_page_without_a_statement_is_unread(body: str, title: str) -> None:
    s = page(body, f"<title>{title}</title>")
    assert (s.status, s.why) == ("unread", "no-statement-text")
    assert s.detail


def test_nesting_300_deep_loses_nothing() -> None:
    s = page("<div>" * 300 + f"<p>{OPENING}</p>" + "</div>" * 300)
    assert OPENING in said(s)


def test_nesting_beyond_the_limit_is_said_and_not_silent() -> None:
    s = page("<div>" * 500 + f"<p>{OPENING}</p>" + "</div>" * 500)
    assert (s.status, s.why) == ("unread", "parser-limit")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + OPENING,
        "<b>" * 500_000 + OPENING,
        "<script " * 1_500 + "x" * 3_000_000 + OPENING,
        "<div class=menu>" * 350 + f"<p>{OPENING}</p>" * 4_000 + "</div>" * 350,
        "<!-" * 500_000 + OPENING,
    ],
    ids=["divs", "unclosed", "scripts", "menus", "comments"],
)
def test_hostile_pages_end_quickly(body: str) -> None:
    start = time.perf_counter()
    s = page(body)
    assert time.perf_counter() - start < 10
    assert s.status in {"ok", "unread"}


def test_a_page_in_another_language_is_not_judged() -> None:
    german = (
        "Diese Erklärung wird gemäß dem Gesetz über die Sorgfaltspflichten veröffentlicht und beschreibt unsere Schritte gegen Zwangsarbeit. "
        * 6
    )
    s = page(f"<h1>Erklärung</h1><p>{german}</p>")
    assert (s.status, s.why) == ("unread", "not-english")
    assert "German" in s.detail
