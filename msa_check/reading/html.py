"""A saved web page -> passages: the statement without menus, cookie banners, related links and page foot.

Nothing here fetches anything: links are kept as text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import assemble
from msa_check.reading.parts import Line, Parsed
from msa_check.reading.plain import table_row
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from msa_check.reading.parts import ReadOptions

_DEPTH = 400
"""Levels of nesting that are read; deeper markup is an attack or a fault."""
_SKIP = frozenset(
    "script style noscript template svg canvas iframe object embed form button select option input textarea nav menu dialog audio video map "
    "head title meta link base picture source datalist".split()
)
_BLOCK = frozenset(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption blockquote pre "
    "address figure figcaption details summary hr center body html fieldset".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# Names of parts of a page that are not its content.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|onetrust|navbar|nav|navigation|menu|mega-?menu|breadcrumbs?|social|share|sharing|sidebar|newsletter|subscribe|popup|"
    r"modal|skip|search|login|signin|basket|cart|related|recommended|advert|banner-cookie|site-?footer|page-?footer|global-?footer|site-?header|"
    r"topbar|toolbar|back-?to-?top|pagination|comments?|widget|footer|offcanvas|drawer|legal-?links|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "complementary"})
_SPEAKS = re.compile(r"slavery|trafficking|\bsigned\b|\bdirector\b|chief executive|approved by", re.IGNORECASE)
_SIGNS = re.compile(r"slavery|trafficking|\bsigned\b|managing director|\bdirector,|chief executive|approved by the|\bon behalf of\b|chairman|\bchair\b", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:404|page (?:can(?:no|')t be|could not be|was not|not) found|page (?:you|that you)[^.]{0,40}(?:looking for|requested)|no longer (?:available|exists)|access denied|"
    r"403 forbidden|error 50\d|internal server error|bad gateway|service unavailable|under maintenance|session (?:has )?expired)\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|password|username|forgot(?:ten)? your)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"(?:enable|requires?|turn on) javascript|javascript (?:is|must be) (?:disabled|enabled|required)|checking your browser|just a moment|verify you are human", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a web page. Raises Unread: "no-statement-text", "parser-limit" or "resource-limit"."""
    if len(data) > options.max_decoded:
        raise Unread("resource-limit")
    text = decode(data)
    if _too_deep(text):
        raise Unread("parser-limit", cure="Save the page again as text or PDF.")
    tree = LexborHTMLParser(text)
    title = _clean(tree.css_first("title").text(deep=True)) if tree.css_first("title") else ""
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or "") if root else ""
    body = tree.body
    links = tuple(
        (_clean(a.text(deep=True))[:200], (a.attributes.get("href") or "")[:2000]) for a in tree.css("a[href]")[:3000]
    )
    lines = _cut(list(_walk(body)), title) if body is not None else []
    words = sum(len(x.text.split()) for x in lines)
    content = " ".join(x.text for x in lines)
    speaks = bool(re.search(r"slavery|trafficking|forced labour", content, re.IGNORECASE))
    if words < 350 and not (speaks and words > 60):
        _refuse(content + " " + title, body.text(deep=True, separator=" ") if body is not None else "", words)
    return Parsed(assemble.passages(lines), title=title, language=language, links=links)


def _refuse(content: str, everything: str, words: int) -> None:
    if _ERROR.search(content):
        raise Unread("no-statement-text", "It is an error page.", cure="Find the page's new address and save it again.")
    if _SCRIPT.search(everything[:5000]):
        raise Unread("no-statement-text", "It is the empty shell of a page that a script fills.")
    if _LOGIN.search(content) and words < 150:
        raise Unread("no-statement-text", "It is a login page.")
    if words < 25:
        raise Unread("no-statement-text", f"It holds {words} words outside menus.")


def decode(data: bytes) -> str:
    """The page's text: by its byte order mark, else UTF-8 where that fits, else as it declares, else Windows-1252."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        codec = declared[1].decode("ascii").lower() if declared else "cp1252"
        codec = "cp1252" if codec in {"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"} else codec
        try:
            return data.decode(codec, "replace")
        except LookupError:
            return data.decode("cp1252", "replace")


def _too_deep(text: str) -> bool:
    depth = 0
    for m in re.finditer(r"<(/?)(div|span|ul|ol|li|table|tbody|tr|td|b|i|em|strong|font|section|article|blockquote|a|p|center)\b[^>]{0,400}>", text, re.IGNORECASE):
        depth += -1 if m[1] else 1
        if m[2].lower() in {"p", "li", "td", "tr"}:
            depth -= -1 if m[1] else 1  # their end tags may be left out
        if depth > _DEPTH:
            return True
        depth = max(depth, 0)
    return False


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


# ------------------------------------------------------------------------------------------------- walking


def _walk(root: LexborNode) -> Iterator[Line]:
    """The page's text as lines: one for each block or <br>, with headings, list items and table rows marked."""
    out: list[Line] = []
    run: list[str] = []
    state = {"fresh": True}

    def flush(kind: Kind | None = None, *, bold: bool = False) -> None:
        text = mend(_clean("".join(run)))
        run.clear()
        if text:
            out.append(Line(text, starts_block=state["fresh"], kind=kind, bold=bold))
            state["fresh"] = False

    def visit(node: LexborNode, kind: Kind | None, depth: int) -> None:
        if depth > _DEPTH:
            return
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                run.append(child.text(deep=False) or "")
            elif tag == "br":
                flush(kind)
            elif tag == "img":
                alt = _clean(child.attributes.get("alt"))
                if _SIGNS.search(alt) and len(alt) < 200:
                    run.append(" " + alt + " ")
            elif tag == "table":
                flush(kind)
                state["fresh"] = True
                _table(child, out, visit, depth, state, flush)
                state["fresh"] = True
            elif tag in _SKIP or tag.startswith("-") or _aside(child, tag):
                pass
            elif tag in _HEADINGS:
                flush(kind)
                state["fresh"] = True
                visit(child, None, depth + 1)
                flush(Kind.HEADING)
                state["fresh"] = True
            elif tag == "li":
                flush(kind)
                state["fresh"] = False
                start = len(out)
                visit(child, Kind.LIST_ITEM, depth + 1)
                flush(Kind.LIST_ITEM)
                _one_item(out, start)
            elif tag in _BLOCK:
                flush(kind)
                state["fresh"] = True
                inner = kind if kind is Kind.LIST_ITEM else None
                before = len(out)
                visit(child, inner, depth + 1)
                bold = tag in {"p", "div"} and before == len(out) and _all_bold(child, _clean("".join(run)))
                flush(inner, bold=bold)
                state["fresh"] = True
            else:
                visit(child, kind, depth + 1)
            child = child.next

    visit(root, None, 0)
    flush()
    return iter(out)


def _all_bold(node: LexborNode, text: str) -> bool:
    strong = " ".join(_clean(b.text(deep=True)) for b in node.css("strong, b"))
    return 0 < len(text) <= 90 and strong == text


def _one_item(out: list[Line], start: int) -> None:
    """Join what was one list item into one line, unless it holds a list itself."""
    inner = out[start:]
    if len(inner) > 1 and all(x.kind is Kind.LIST_ITEM for x in inner) and sum(len(x.text) for x in inner) < 600:
        out[start:] = [Line(" ".join(x.text for x in inner), starts_block=inner[0].starts_block, kind=Kind.LIST_ITEM)]


def _table(node, out, visit, depth, state, flush) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the walker's own parts
    """A data table as rows with their heads; a table for layout as its content."""
    rows = [r for r in node.css("tr") if not r.css("table")]
    cells = [[_clean(c.text(deep=True, separator=" ")) for c in _children(r, {"td", "th"})] for r in rows]
    wide = [c for c in cells if len(c) > 1]
    longest = max((len(x) for c in cells for x in c), default=0)
    if len(wide) < 2 or longest > 600:
        for r in rows or [node]:
            for c in _children(r, {"td", "th"}) or [r]:
                state["fresh"] = True
                visit(c, None, depth + 1)
                flush()
        return
    heads: list[str] = []
    for r, c in zip(rows, cells, strict=True):
        values = [mend(x) for x in c]
        if not any(values):
            continue
        if not heads and (len(_children(r, {"th"})) == len(c) or c is cells[0]) and len(c) > 1:
            heads = values
            out.append(Line(" | ".join(v for v in values if v), starts_block=True, kind=Kind.TABLE_ROW))
        else:
            out.append(Line(table_row(heads, values), kind=Kind.TABLE_ROW))


def _children(node: LexborNode, tags: set[str]) -> list[LexborNode]:
    out = []
    child = node.child
    while child is not None:
        if child.tag in tags:
            out.append(child)
        child = child.next
    return out


def _aside(node: LexborNode, tag: str) -> bool:
    """Whether an element is menu, banner or page foot; one that speaks of the statement at length is kept."""
    if tag not in _BLOCK and tag not in {"span", "a"}:
        return False
    a = node.attributes
    style = (a.get("style") or "").replace(" ", "").lower()
    if "hidden" in a or a.get("aria-hidden") == "true" or "display:none" in style or "visibility:hidden" in style:
        return not _SPEAKS.search(node.text(deep=True) or "") if tag in _BLOCK else "display:none" in style
    role = (a.get("role") or "").lower()
    named = f"{a.get('id') or ''} {a.get('class') or ''}"
    marked = role in _ROLES or tag in {"aside"} or (tag in {"header", "footer"} and role != "main") or bool(_ASIDE.search(named))
    if not marked or tag in {"body", "main", "article", "html"}:
        return False
    text = _clean(node.text(deep=True))
    linked = sum(len(_clean(x.text(deep=True))) for x in node.css("a"))
    if len(text) > 0 and linked > 0.6 * len(text):
        return True
    if len(text) > 1500 and re.search(r"slavery|trafficking", text, re.IGNORECASE):
        return False  # the whole page sits in a badly named box
    return not (tag in {"footer", "header"} and node.parent is not None and node.parent.tag in {"article", "main", "section"} and _SIGNS.search(text) and linked < 0.3 * len(text))


# ------------------------------------------------------------------------------------------------- the statement in the page

_FOOT = re.compile(
    r"^(?:©|copyright\b|all rights reserved|privacy (?:policy|notice)|cookie (?:policy|settings|preferences)|terms (?:and|&) conditions|terms of use|sitemap|site map|"
    r"follow us|contact us|accessibility|careers|related (?:links|articles|pages|content)|share this|back to top|sign up|subscribe|read more|download|quick links|"
    r"legal|newsletter|our websites|manage (?:cookies|your preferences)|find us on|connect with us|we use cookies.*|this (?:site|website) uses cookies.*)\b.{0,60}$",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\b(?:uses?|using) cookies\b|\bcookie (?:policy|settings)\b", re.IGNORECASE)
_STARTS = re.compile(r"slavery|trafficking|transparency (?:in|statement)", re.IGNORECASE)


def _cut(lines: list[Line], title: str) -> list[Line]:
    """Drop short link-like lines before the statement's own title and after its sign-off."""
    del title
    body = [i for i, x in enumerate(lines) if len(x.text.split()) >= 12]
    if not body:
        return lines
    first = body[0]
    start = next((i for i in range(first, -1, -1) if lines[i].kind is Kind.HEADING and _STARTS.search(lines[i].text)), None)
    if start is None:
        named = [i for i in range(first + 1) if _STARTS.search(lines[i].text)]
        start = named[-1] if named and first - named[-1] < 12 else max(0, first - 3)
    last = body[-1]
    end = len(lines)
    for i in range(last + 1, len(lines)):
        if _FOOT.match(lines[i].text):
            end = i
            break
    kept = lines[start:end]
    return [x for x in kept if not (_FOOT.match(x.text) and len(x.text.split()) <= 6) and not (_COOKIES.search(x.text) and len(x.text.split()) < 40)]
