"""A saved web page -> passages: its text as lines with headings, list items and table rows, and its links.

Nothing here fetches anything: links are kept as text. Which lines are the statement is decided in content.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from msa_check.errors import Unread
from msa_check.model import Kind
from msa_check.reading import assemble, content, detect, grid
from msa_check.reading.parts import CANONICAL, Line, Parsed
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from msa_check.reading.parts import ReadOptions

_DEPTH = 400
"""Levels of nesting that are read; deeper markup is an attack or a fault."""
_OPEN = 3_000
"""Open tags at which the page is not even parsed: the parser's time grows with the square of the nesting."""
_LINKS = 3_000
_TEXT = 20_000_000
"""Characters of markup that are parsed."""
_MEASURED = 100_000_000
"""Characters looked at, over and over in boxes inside boxes, to tell menus from content."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIP = _words(
    "script style noscript template svg canvas iframe object embed button select option input textarea nav menu dialog "
    "audio video map head title meta link base source datalist"
)
_BLOCK = _words(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr "
    "td th caption blockquote pre address figure figcaption details summary hr center body html fieldset legend form"
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_NEVER_NEST = _words(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option tbody thead tfoot "
    "html head body"
)
# Names of boxes that are not the page's content, and names that content sometimes has too.
_MENU = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|onetrust|navbar|nav|navigation|menu|mega-?menu|breadcrumbs?|share|sharing"
    r"|newsletter|subscribe|popup|skip|search|login|signin|basket|cart|related|recommended|advert|pagination|offcanvas"
    r"|back-?to-?top)(?:$|[\s_-])",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"(?:^|[\s_-])(?:social|sidebar|modal|site-?footer|page-?footer|global-?footer|site-?header|topbar|toolbar"
    r"|comments?|footer|drawer|legal-?links|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Words of menus that a section of a statement may be named by, too: "sharing-best-practice", "share-price".
_EITHER = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|related|recommended|search|skip|login|basket|cart|advert)(?:$|[\s_-])", re.IGNORECASE
)
_ARTICLES_LENGTH = 8_000
"""Characters up to which a box may be a list of other articles; a longer one is a page, or was made to take time."""
_ARTICLES = re.compile(r"(?:^|[\s_-])(?:related|recommended)(?:$|[\s_-])", re.IGNORECASE)
_PANEL = re.compile(
    r"(?:^|[\s_-])(?:accordion|collaps(?:e|ed|ible)|panel|tab|tab-?pane|toggle|faq)(?:$|[\s_-])", re.IGNORECASE
)
_MORE = re.compile(
    r"(?:(?:read|find out|learn|discover|see|view|show) (?:more|all|on)\b.*|(?:read|see|view) (?:the |this |full )*(?:article|story"
    r"|post|page|case study)|continue reading|more|view|details)?[\s.…>›»→⟶➔➜❯]*",
    re.IGNORECASE,
)
"""What a link says that only leads on to an article; an arrow or a picture alone does so too."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FULL = 10
"""Words of a full sentence: fewer may be a label with a full stop."""
_ROLES = _words("navigation banner contentinfo search dialog alertdialog menu menubar complementary")
_SIGNED = re.compile(r"\bsigned\b|approved by the|for and on behalf of", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_PROGRAM = re.compile(r"<(script|style)\b", re.IGNORECASE)
_PROGRAM_END = {x: re.compile(f"</{x}", re.IGNORECASE) for x in ("script", "style")}
# What a template's own language leaves in a page saved before it was filled.
_TEMPLATE = re.compile(r"<\?(?:php|=)[\s\S]{0,2000}?\?>|\{%[^%]{0,500}%\}|\A---\r?\n[\s\S]{0,3000}?\n---\r?\n")
_HIDDEN = "Text that the page hides until a reader opens it was read too."


def parse(data: bytes, options: ReadOptions) -> Parsed:
    """Read a web page. Raises Unread: "own-report", "no-statement-text", "parser-limit" or "resource-limit"."""
    if detect.own_page(data):
        raise Unread("own-report")
    if len(data) > min(options.max_decoded, _TEXT):
        raise Unread("resource-limit", f"It has {len(data):,} bytes of markup.", cure="Save the page as PDF.")
    text = _TEMPLATE.sub(" ", decode(data))
    if _open_tags(text) > _OPEN:
        raise Unread("parser-limit", cure="Save the page again as text or PDF.")
    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None:
        raise Unread("no-statement-text", "It holds no text.")
    if _too_deep(body):
        raise Unread("parser-limit", cure="Save the page again as text or PDF.")
    head = tree.css_first("head title") or tree.css_first("title")
    title = _clean(head.text(deep=True)) if head is not None else ""
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or "") if root is not None else ""
    links = tuple(
        (_clean(a.text(deep=True))[:200], (a.attributes.get("href") or "")[:2000]) for a in tree.css("a[href]")[:_LINKS]
    )
    links = (*_own_address(tree), *links)
    walk = _Walk()
    walk.visit(body, None, linked=False)
    walk.flush()
    lines = content.statement(walk.out)
    content.refuse(
        lines,
        body.text(deep=True, separator=" "),
        title,
        asks_password=tree.css_first("input[type=password]") is not None,
    )
    warnings = (_HIDDEN,) if walk.hidden else ()
    return Parsed(assemble.passages(lines), title=title, language=language, links=links, warnings=warnings)


def _own_address(tree: LexborHTMLParser) -> tuple[tuple[str, str], ...]:
    """The page's own address as its head gives it; "/" where only the body's class tells that it is the home page."""
    for selector, name in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        address = (node.attributes.get(name) or "").strip() if node is not None else ""
        if address:
            return ((CANONICAL, address[:2000]),)
    named = (tree.body.attributes.get("class") or "").split() if tree.body is not None else []
    return ((CANONICAL, "/"),) if {"home", "homepage", "page-home", "front", "is-home"} & set(named) else ()


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
        # a page that says UTF-8 and is not, or says Latin-1, is Windows-1252 as browsers read it
        codec = (
            "cp1252" if codec in {"utf-8", "utf8", "iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"} else codec
        )
        try:
            return data.decode(codec, "replace")
        except (LookupError, ValueError):
            return data.decode("cp1252", "replace")


def _open_tags(text: str) -> int:
    """The greatest number of tags open at once, counted without a parser and stopped at the limit."""
    depth = most = 0
    for m in _TAG.finditer(_without_programs(text)):
        if m[2].lower() in _NEVER_NEST:
            continue
        depth = max(0, depth - 1) if m[1] else depth + 1
        most = max(most, depth)
        if most > _OPEN:
            break
    return most


def _without_programs(text: str) -> str:
    """The markup without what stands in scripts and styles, where a "<" is no tag; in one pass."""
    out = []
    at = 0
    while m := _PROGRAM.search(text, at):
        out.append(text[at : m.start()])
        end = _PROGRAM_END[m[1].lower()].search(text, m.end())
        if end is None:
            return "".join(out)
        at = end.end()
    return "".join([*out, text[at:]])


def _too_deep(body: LexborNode) -> bool:
    """Whether the parsed page is nested beyond the limit; walks without recursion."""
    node: LexborNode | None = body
    depth = 0
    while node is not None:
        if node.child is not None:
            node = node.child
            depth += 1
            if depth > _DEPTH:
                return True
            continue
        while node is not None and depth and node.next is None:
            node = node.parent
            depth -= 1
        if not depth or node is None:
            return False
        node = node.next
    return False


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


class _Walk:
    """One pass over a page; ``out`` gathers its lines: one for each block or <br>."""

    def __init__(self) -> None:
        self.out: list[content.Piece] = []
        self.hidden = False
        self._run: list[tuple[str, bool]] = []
        self._fresh = True
        self._measured = 0

    def flush(self, kind: Kind | None = None, *, rank: int = 0, bold: bool = False) -> None:
        """End the line that is being gathered."""
        text = mend(_clean("".join(t for t, _ in self._run)))
        linked = all(is_link for t, is_link in self._run if t.strip())
        self._run.clear()
        if text:
            line = Line(text, starts_block=self._fresh, kind=kind, bold=bold)
            self.out.append(content.Piece(line, linked=linked, rank=rank))
            self._fresh = False

    def visit(self, node: LexborNode, kind: Kind | None, *, linked: bool, heading: bool = False) -> None:
        """Gather what an element holds; ``kind`` is what its lines are, when known."""
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                self._run.append((child.text(deep=False) or "", linked))
            elif tag == "br":
                self.flush(Kind.HEADING if heading else kind)
            elif tag == "img":
                self._picture(child)
            elif tag.startswith(("-", "!", "_")) or (tag in _SKIP and not (heading and tag == "button")):
                pass
            elif self._aside(child, tag):
                self._titles(child)
            elif tag in _HEADINGS:
                self._heading(child, tag, linked=linked)
            elif tag == "table":
                self.flush(kind)
                self._table(child, linked=linked)
                self._fresh = True
            elif tag == "li":
                self._item(child, linked=linked)
            elif tag in _BLOCK:
                # not in a function of its own: each level of nesting should cost one call
                inner = kind if kind is Kind.LIST_ITEM else None
                self.flush(Kind.HEADING if heading else kind)
                self._fresh = True
                before = len(self.out)
                self.visit(child, inner, linked=linked, heading=heading)
                bold = before == len(self.out) and tag in {"p", "div"} and self._all_bold(child)
                self.flush(Kind.HEADING if heading else inner, bold=bold)
                self._fresh = True
            else:
                href = child.attributes.get("href") or "" if tag == "a" else ""
                link = linked or (tag == "a" and bool(href) and not href.startswith(("mailto:", "tel:")))
                self.visit(child, kind, linked=link, heading=heading)
            child = child.next

    def _picture(self, node: LexborNode) -> None:
        """A picture of a signature says in its alternative text whose it is."""
        said = _clean(node.attributes.get("alt"))
        if re.search(r"\bsign(?:ed|ature)\b", said, re.IGNORECASE) and len(said) <= 120:
            self.flush()
            self._run.append((said, False))
            self.flush()

    def _titles(self, node: LexborNode) -> None:
        """The page's own title and year often stand in the banner that is left out: its text without the links."""
        titles = " ".join(_clean(title.text(deep=True)) for title in node.css("h1"))
        if node.tag in {"header", "div", "section"} and content.SPEAKS.search(titles):
            self.flush()
            self._fresh = True
            start = len(self.out)
            self.visit(node, None, linked=False)
            self.flush()
            self.out[start:] = [p for p in self.out[start:] if not p.linked]
            self._fresh = True

    def _heading(self, node: LexborNode, tag: str, *, linked: bool) -> None:
        self.flush()
        self._fresh = True
        start = len(self.out)
        self.visit(node, None, linked=linked, heading=True)
        self.flush(Kind.HEADING, rank=_HEADINGS[tag])
        mine = self.out[start:]
        if (
            len(mine) > 1
            and all(p.line.kind is Kind.HEADING for p in mine)
            and not content.SIGNS.search(mine[-1].line.text)
        ):
            # one heading over several lines
            text = " ".join(p.line.text for p in mine)
            line = Line(text, starts_block=True, kind=Kind.HEADING)
            self.out[start:] = [content.Piece(line, linked=all(p.linked for p in mine), rank=_HEADINGS[tag])]
        self._fresh = True

    def _item(self, node: LexborNode, *, linked: bool) -> None:
        """One list item is one line, unless it holds a list itself."""
        self.flush()
        self._fresh = False
        start = len(self.out)
        self.visit(node, Kind.LIST_ITEM, linked=linked)
        self.flush(Kind.LIST_ITEM)
        mine = self.out[start:]
        if len(mine) > 1 and not _below(node, "li") and sum(len(p.line.text) for p in mine) < 600:
            text = " ".join(p.line.text for p in mine)
            line = Line(text, starts_block=mine[0].line.starts_block, kind=Kind.LIST_ITEM)
            self.out[start:] = [content.Piece(line, linked=all(p.linked for p in mine))]

    def _all_bold(self, node: LexborNode) -> bool:
        text = _clean("".join(t for t, _ in self._run))
        return 0 < len(text) <= 90 and " ".join(_clean(b.text(deep=True)) for b in node.css("strong, b")) == text

    def _table(self, node: LexborNode, *, linked: bool) -> None:
        """A data table as rows with their heads; a table for layout as its content."""
        rows = [r for r in node.css("tr") if not _below(r, "table") and _inside(r, node)]
        texts = [_cells(r) for r in rows]
        if _below(node, "table") or grid.lays_out(texts):
            self.visit(node, None, linked=linked)
            self.flush()
            return
        for caption in _children(node, "caption"):
            self._fresh = True
            self.visit(caption, None, linked=linked)
            self.flush(Kind.HEADING)
        marked = bool(rows) and len(_children(rows[0], "th")) == len(_children(rows[0], "th td")) > 1
        table = grid.lines([[mend(c) for c in r] for r in _spanned(rows, texts)], marked_heads=marked)
        self.out += [content.Piece(x) for x in table]

    def _aside(self, node: LexborNode, tag: str) -> bool:
        """Whether an element is menu, banner, form or page foot; one with the statement or its sign-off is not."""
        if tag not in _BLOCK and tag not in {"span", "a"}:
            return False
        a = node.attributes
        role = (a.get("role") or "").lower()
        style = (a.get("style") or "").replace(" ", "").lower()
        named = f"{a.get('id') or ''} {a.get('class') or ''}"
        unseen = (
            "hidden" in a or a.get("aria-hidden") == "true" or "display:none" in style or "visibility:hidden" in style
        )
        called = role in _ROLES or bool(_MENU.search(named))
        menu = called or tag in {"aside", "form"}
        edge = tag in {"header", "footer"} or bool(_EDGE.search(named))
        if not (unseen or menu or edge) or tag in {"body", "main", "article", "html"}:
            return False
        text = _clean(node.text(deep=True, separator=" "))
        self._measured += len(text)
        if self._measured > _MEASURED:
            raise Unread(
                "resource-limit", "Its boxes are nested in one another too often.", cure="Save the page as PDF."
            )
        linked = sum(len(_clean(x.text(deep=True))) for x in node.css("a"))
        holds = (
            len(text) > (1500 if menu or edge else 300)
            and bool(content.SPEAKS.search(text))
            and linked < 0.6 * len(text)
            and not (len(text) <= _ARTICLES_LENGTH and _ARTICLES.search(named) and _lists_articles(node))
        )
        if unseen and not (menu or edge):
            holds = holds or (bool(_PANEL.search(named)) and linked < 0.3 * len(text) and _tells(node, text))
            self.hidden = self.hidden or holds
            return not holds
        if holds:
            return False  # the whole page sits in a badly named box
        if tag == "form" and not unseen and not called and not edge:
            return not _holds_page(node, text)  # what is a menu within it is left out by itself
        if linked > 0.6 * len(text):
            return True
        at_home = node.parent is not None and node.parent.tag in {"article", "main", "section"}
        either = bool(_EITHER.search(named)) and not _MENU.search(_EITHER.sub(" ", named)) and role not in _ROLES
        if not unseen and (menu or at_home) and linked < 0.3 * len(text):
            sentences = _sentences(text)
            controls = len(_lone_links(node)) + len(_fields(node))
            told = any(map(content.SPEAKS.search, sentences)) and 2 * controls <= len(sentences)
            if told and not _leads_on(node) and not (called and any(map(_leads_away, _lone_links(node)))):
                return False
            if either and _tells(node, text):
                return False
        signs = (content.SIGNS if at_home or tag not in {"header", "footer"} else _SIGNED).search(text)
        return not (edge and not menu and signs and linked < 0.3 * len(text))


# ------------------------------------------------------------------------------------- content or controls


def _sentences(text: str) -> list[str]:
    """The full sentences: many words and a full stop."""
    return [x for x in _SENTENCE_END.split(text) if x[-1:] in {".", "!", "?"} and len(x.split()) >= _FULL]


def _fields(node: LexborNode) -> list[LexborNode]:
    """What a reader of the page can fill in."""
    return node.css(
        "textarea, select, input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image])"
    )


def _lone_links(node: LexborNode) -> list[LexborNode]:
    """The links that stand by themselves, as in menus and lists of articles, not in a sentence."""
    return [a for a in node.css("a[href]") if _says_more(a) or not any(map(_is_text, (a.prev, a.next)))]


def _says_more(link: LexborNode) -> bool:
    return _MORE.fullmatch(_clean(link.text(deep=True))) is not None


def _leads_away(link: LexborNode) -> bool:
    """Whether a link leads to another page, and does not open a panel of this one."""
    return not (link.attributes.get("href") or "").startswith("#")


def _leads_on(node: LexborNode) -> bool:
    """Whether a box is a foretaste of articles elsewhere: a link "Read more", or a heading that is a link."""
    titles = [_clean(title.text(deep=True)) for title in node.css(", ".join(_HEADINGS)) if title.css_first("a[href]")]
    links = [a for a in node.css("a[href]") if _leads_away(a)]
    return any(_says_more(a) or _clean(a.text(deep=True)) in titles for a in links)


def _lists_articles(node: LexborNode) -> bool:
    return node.css_first("h1") is None and _leads_on(node)


def _is_text(node: LexborNode | None) -> bool:
    return node is not None and node.tag == "-text" and bool((node.text(deep=False) or "").strip())


def _tells(node: LexborNode, text: str) -> bool:
    """Whether a box only tells something: a full sentence, nothing to choose or to fill in, and no cookies."""
    return (
        bool(_sentences(text))
        and not _lone_links(node)
        and not _fields(node)
        and node.css_first("button") is None
        and "cookie" not in text.lower()
    )


def _holds_page(form: LexborNode, text: str) -> bool:
    """Whether a form is wrapped round text, as some sites wrap whole pages, and is not there to be filled in."""
    sentences = _sentences(text)
    fields = len(_fields(form))
    return bool(sentences) and (not fields or (bool(content.SPEAKS.search(text)) and len(sentences) > fields))


# ------------------------------------------------------------------------------------------------- tables


def _below(node: LexborNode, tags: str) -> list[LexborNode]:
    """What a selector finds inside an element, the element itself left out."""
    return [x for x in node.css(tags) if x.mem_id != node.mem_id]


def _children(node: LexborNode, tags: str) -> list[LexborNode]:
    wanted = tags.split()
    out = []
    child = node.child
    while child is not None:
        if child.tag in wanted:
            out.append(child)
        child = child.next
    return out


def _inside(row: LexborNode, table: LexborNode) -> bool:
    """Whether the row is the table's own, not one of a table in a cell."""
    parent = row.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent is not None and parent.mem_id == table.mem_id


def _cells(row: LexborNode) -> list[str]:
    return [_clean(c.text(deep=True, separator=" ")) for c in _children(row, "td th")]


def _spanned(rows: list[LexborNode], texts: list[list[str]]) -> list[list[str]]:
    """Every cell in its own column: one over two rows stands in both, one over two columns leaves one empty."""
    out: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row, cells in zip(rows, texts, strict=True):
        line: list[str] = []

        for node, text in zip(_children(row, "td th"), cells, strict=True):
            _fill(line, held)
            down, across = (_number(node.attributes.get(x)) for x in ("rowspan", "colspan"))
            if down > 1:
                held[len(line)] = (down - 1, text)
            line += [text] + [""] * (across - 1)
        _fill(line, held)
        out.append(line)
    return out


def _fill(line: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Put in the cells that reach down from rows above."""
    while len(line) in held:
        left, text = held.pop(len(line))
        if left > 1:
            held[len(line)] = (left - 1, text)
        line.append(text)


def _number(text: str | None) -> int:
    return min(int(text[:6]) or 1, 100) if text and text.isascii() and text.isdigit() else 1
