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


KEPT = (
    "Our carded yarn comes from two mills whose workers we asked about forced labour and about debts to "
    "<a href='/agents'>recruiters</a> in the year."
)


@pytest.mark.parametrize(
    "name",
    ["related", "share-price", "sharing-best-practice", "search", "login", "cart", "skip", "col sidebar newsletter"],
)
@pytest.mark.parametrize("tag", ["div", "section", "aside"])
def test_a_paragraph_in_a_box_named_like_a_menu_is_kept(tag: str, name: str) -> None:
    s = page(
        f"<main><h1>Modern slavery statement</h1><p>{OPENING}</p><{tag} class='{name}'><p>{KEPT}</p></{tag}></main>"
    )
    assert "carded yarn" in said(s)


def test_a_section_named_by_what_it_tells_is_kept_whatever_its_subject() -> None:
    told = "We meet four other spinners each spring and tell them which of our agents asked workers for money."
    s = page(f"<h1>Modern slavery statement</h1><p>{OPENING}</p><div id='sharing-best-practice'><p>{told}</p></div>")
    assert told in said(s)


@pytest.mark.parametrize("wrap", ["<form id='aspnetForm' method='post'>{}</form>", "<aside>{}</aside>"])
def test_a_statement_wholly_in_a_form_or_an_aside_is_read(wrap: str) -> None:
    menu = (
        "<nav><a href='/a'>Wool</a></nav><ul class='menu'>"
        + "<li><a href='/x'>Start page of us</a></li>" * 12
        + "</ul>"
    )
    inside = f"{menu if 'form' in wrap else ''}<input type='hidden' name='__VIEWSTATE' value='x'><h1>Modern slavery statement</h1><p>{OPENING}</p>"
    s = page(wrap.format(inside))
    assert (s.status, OPENING in said(s)) == ("ok", True)
    assert "Start page" not in said(s)


def test_a_form_with_a_search_box_round_a_whole_page_is_read() -> None:
    s = page(f"<form id='form1'><input type='text' name='q'><h1>Modern slavery statement</h1><p>{OPENING}</p></form>")
    assert OPENING in said(s)


def test_a_closed_panel_of_an_accordion_is_read_and_said() -> None:
    told = "Every buyer sat through one day of training in May, and newcomers do so in their first month."
    panel = f"<div class='accordion-panel' style='display: none'><p>{told}</p></div>"
    s = page(f"<h1>Modern slavery statement</h1><p>{OPENING}</p>{panel}")
    assert told in said(s)
    assert "hides" in s.warnings[0]


def test_a_panel_that_opens_in_a_box_named_like_a_menu_is_kept() -> None:
    told = "Every buyer sat through one day of training on slavery in May, and newcomers do so in their first month."
    panel = f"<section class='related'><h3><a href='#one'>Training</a></h3><p id='one'>{told} {KEPT}</p></section>"
    assert told in said(page(f"<main><h1>Modern slavery statement</h1><p>{OPENING}</p>{panel}</main>"))


def test_a_whole_page_in_a_box_that_names_its_list_of_articles_is_read() -> None:
    teaser = (
        "<div class='related'><h3>Gone</h3><p>Gone: we look at the law on slavery. <a href='/n'>Read more</a></p></div>"
    )
    inside = f"<h1>Modern slavery statement</h1><p>{OPENING}</p>" + f"<p>{KEPT}</p>" * 12 + teaser
    s = said(page(f"<div class='page has-related-posts'>{inside}</div>"))
    assert ("carded yarn" in s, "Gone" in s) == (True, False)


GONE = (
    "Gone: in 2019 we trained four thousand people on modern slavery and human trafficking. "
    "Gone: our buyers told us that it changed how they work with the mills. "
)


@pytest.mark.parametrize(
    "box",
    [
        (
            "<div class='related'><h3>Related</h3><a href='/a'><h4>Gone news</h4></a><p>In this piece we look at what the law on modern "
            "slavery asks of small firms today.</p><a href='/b'>Gone too</a></div>"
        ),
        "<aside><p>Gone: in this piece we look at what the law on modern slavery asks of small firms. <a href='/b'>Read more</a></p></aside>",
        *(
            f"<aside class='related-articles'><h3>Gone</h3><p>{GONE}{more}</p></aside>"
            for more in (
                "<a href='/n'>Read more</a>",
                "Gone: <a href='/n'>Find out more about slavery</a> on our pages.",
                "<a href='/n'>Learn more &rarr;</a>",
                "<span><a href='/n'>View</a></span>",
                "<a href='/n'>»</a>",
                "</p><p><a href='/n'>The mill at Gone</a>",
            )
        ),
        "<div class='related'>" + f"<h3>Gone</h3><p>{GONE}<a href='/n'>Read more</a></p>" * 12 + "</div>",
        f"<aside><h3><a href='/n'>Gone to the mills</a></h3><p>{GONE}</p></aside>",
        f"<div id='recommended'><h4><a href='/n'>Gone to the mills</a></h4><p>{GONE}</p></div>",
        f"<aside><p>{GONE}<a href='/n'>Read the article</a></p></aside>",
        "<form><p>Gone: sign up and we send you a letter about modern slavery and other matters each month.</p><input type='email'></form>",
        "<form><p>Gone: please tell us how we can help you and one of us will call back soon.</p><input name='n'><textarea></textarea></form>",
        (
            "<div class='newsletter'><p>Gone: our letter on slavery in supply chains comes to you by post each and every month.</p>"
            "<input name='address'></div>"
        ),
        "<div class='cookie-consent'><p>Gone: we and our many partners use cookies to make this page work as you would wish it to.</p></div>",
        "<div class='login'><p>Gone: please log in to see what you have ordered from us in the past year.</p><input name='user'></div>",
        "<div class='share'><p>Gone: tell all of your friends about this page with one of the buttons below.</p><button>Tell</button></div>",
        "<form><select><option>Gone</option></select><label>Gone</label></form>",
        "<div class='modal' style='display:none'><p>Gone: join the many readers who hear from us about wool each and every month.</p></div>",
    ],
)
def test_menus_forms_and_lists_of_articles_still_go(box: str) -> None:
    s = page(
        f"<main><h1>Modern slavery statement</h1>{box}<p>{OPENING}</p>{box}<p>We will go on with this work.</p></main>"
    )
    assert OPENING in said(s)
    assert "Gone" not in said(s)


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
