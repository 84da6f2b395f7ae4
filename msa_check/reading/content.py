"""Which part of a web page is the statement: menus, banners and the foot of the page left out, the sign-off kept.

Nothing here knows markup; it works on the page's lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msa_check import roles
from msa_check.errors import Unread
from msa_check.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msa_check.reading.parts import Line

SPEAKS = re.compile(r"slavery|trafficking|forced labou?r|transparency (?:in|statement)", re.IGNORECASE)
SIGNS = re.compile(
    r"\bsigned\b|\bsignature\b|\bdirector\b|chief executive|approved by|\bon behalf of\b|\bchair(?:man|woman|person)?\b"
    r"|company secretary|designated member|\btrustees?\b",
    re.IGNORECASE,
)
SIGNED_LINE = re.compile(
    r"(?:signed\b(?! off)|signature\b|for and on behalf of\b|approved by\b|dated?\b:?)", re.IGNORECASE
)
_FOOT = re.compile(
    r"(?:©|\(c\) ?\d).{0,60}"
    r"|(?:copyright|all rights reserved|privacy (?:policy|notice)|cookies?|terms (?:and|&) conditions"
    r"|terms of (?:use|service)|site ?map|follow us|contact us|get in touch|accessibility|careers"
    r"|related (?:links|articles|pages|content|posts)"
    r"|share this|back to|sign up|subscribe|read more|download|quick links|useful links|legal|newsletter|our websites"
    r"|manage (?:cookies|your preferences)|find us on|connect with us|you may also like|powered by|skip to)\b.{0,60}"
    r"|share:?|previous(?: post)?|next(?: post)?|menu|close|search|home|log ?in|print(?: this)?(?: page)?"
    r"|(?-i:[A-Z]{2})",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\b(?:use|uses|using|accept|all) cookies\b|\bcookie (?:policy|settings)\b", re.IGNORECASE)
_IMPRINT = re.compile(
    r"registered (?:in|office|number|charity|company)|company (?:number|no)|all rights reserved"
    r"|authorised and regulated"
    r"|newsletter|\bsubscribe\b|vat (?:number|no|reg)|cookies",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:(?:error )?404\b|page (?:can(?:no|['’])t be|could ?n[o'’]t be|could not be|was not|not) found|"
    r"page (?:you|that you)[^.]{0,40}(?:looking for|requested)|no longer (?:available|exists)|access (?:is )?denied|"
    r"403 forbidden|error 50\d|internal server error|bad gateway|service unavailable|under maintenance"
    r"|session (?:has )?expired)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|password|username|forgot(?:ten)? your)\b", re.IGNORECASE)
_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on) javascript|javascript (?:is|must be|to be) (?:disabled|enabled|required)|"
    r"checking your browser|just a moment|verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_LONG = 12
"""Words from which a line is running text rather than a label, a link or a line of the sign-off."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a page; ``linked`` when all of it is a link, ``rank`` of its heading (1 to 6, 0 for none)."""

    line: Line
    linked: bool = False
    rank: int = 0


def statement(pieces: Sequence[Piece]) -> list[Line]:
    """The lines from the statement's own title to the end of its sign-off."""
    kept = [p for p in pieces if not _is_banner(p.line.text)]
    long = [i for i, p in enumerate(kept) if _runs(p)]
    if not long:
        return [p.line for p in kept]
    start = _start(kept, long[0])
    end = _end(kept, long)
    return [
        _settled(p, after=i > long[-1])
        for i, p in enumerate(kept[start:end], start)
        if not (_is_foot(p) and (p.linked or i > long[-1]))
    ]


def refuse(lines: Sequence[Line], everything: str, title: str, *, asks_password: bool) -> None:
    """Raise Unread("no-statement-text") for an error page, a login page, a script's shell or a page without text."""
    content = " ".join(x.text for x in lines)
    words = len(content.split())
    if words >= 350 or (words > 60 and SPEAKS.search(content)):
        return
    if _ERROR.search(f"{title} {content}"):
        raise Unread("no-statement-text", "It is an error page.", cure="Find the page's new address and save it again.")
    if _SCRIPT.search(f"{title} {everything[:5000]}"):
        raise Unread("no-statement-text", "It is the empty shell of a page that a script fills.")
    if words < 150 and (asks_password or len(set(_LOGIN.findall(content.lower()))) > 2):
        raise Unread("no-statement-text", "It is a login page.")
    if words < 25:
        raise Unread("no-statement-text", f"It holds {words} words outside menus.")


def _runs(p: Piece) -> bool:
    return len(p.line.text.split()) >= _LONG and not p.linked


def _is_banner(text: str) -> bool:
    return bool(_COOKIES.search(text)) and len(text.split()) < 60 and not SPEAKS.search(text)


def _is_foot(p: Piece) -> bool:
    text = p.line.text
    return (
        bool(_FOOT.fullmatch(text))
        and len(text.split()) <= 6
        and p.line.kind not in {Kind.HEADING, Kind.TABLE_ROW}
        and not SIGNS.search(text)
    )


def _start(kept: Sequence[Piece], first: int) -> int:
    """The statement's title: the first heading that names the subject, unless text about it stands before."""
    titles = [i for i, p in enumerate(kept) if p.rank and SPEAKS.search(p.line.text)]
    if titles and not any(SPEAKS.search(p.line.text) for p in kept[: titles[0]] if _runs(p)):
        return titles[0]
    above = next((i for i in range(first, -1, -1) if kept[i].rank and SPEAKS.search(kept[i].line.text)), None)
    if above is not None:
        return above
    named = [i for i in range(first) if SPEAKS.search(kept[i].line.text) and not kept[i].linked]
    if named and first - named[-1] < 12:
        return named[-1]
    at = first
    while at > max(0, first - 3) and not kept[at - 1].linked:
        at -= 1
    return at


def _end(kept: Sequence[Piece], long: Sequence[int]) -> int:
    """Where the page's foot begins: the first line of it after the last running text that is no imprint."""
    told = [i for i in long if SPEAKS.search(kept[i].line.text) or not _IMPRINT.search(kept[i].line.text)]
    last = told[-1] if told else long[-1]
    end = len(kept)
    for i in range(last + 1, len(kept)):
        p = kept[i]
        if (
            _is_foot(p) or (p.linked and not SIGNS.search(p.line.text)) or _IMPRINT.search(p.line.text)
        ) and not _signed_after(kept[i + 1 :]):
            end = i
            break
    while (
        end > last + 1
        and (kept[end - 1].linked or _is_foot(kept[end - 1]))
        and not SIGNS.search(kept[end - 1].line.text)
    ):
        end -= 1
    return end


def _signed_after(rest: Sequence[Piece]) -> bool:
    """Whether a role or "Signed" still comes, in a line of its own that is no link."""
    return any(
        not p.linked
        and len(p.line.text.split()) <= _LONG
        and (SIGNS.search(p.line.text) or roles.find(p.line.text))
        and not _IMPRINT.search(p.line.text)
        for p in rest[:25]
    )


def _settled(p: Piece, *, after: bool) -> Line:
    """The line; what is marked as a heading only for its looks, a long sentence or a line of the sign-off, is none."""
    text = p.line.text
    if p.line.kind is not Kind.HEADING:
        return p.line
    words = len(text.split())
    sentence = text.endswith(".") and (words > 20 or (words > 8 and p.rank > 3))
    signs = after and (bool(SIGNS.search(text)) or roles.find(text) is not None)
    signs = signs or SIGNED_LINE.match(text) is not None
    return replace(p.line, kind=None) if sentence or signs else p.line
