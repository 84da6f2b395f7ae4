"""Whether a saved home page links to the statement (Modern Slavery Act 2015, s.54(7)).

Nothing here fetches a page: without the home page itself the question goes to the reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msa_check.model import Evidence, Finding, Verdict
from msa_check.reading.parts import CANONICAL

if TYPE_CHECKING:
    from msa_check.model import Rule, Statement, Strength

CHECK = "homepage-link"
"""The name a rule gives in ``check:``."""
_NAMES = re.compile(r"slavery|human trafficking|transparency in (?:our )?supply chains?", re.IGNORECASE)
_POLICY = re.compile(r"\bpolic(?:y|ies)\b", re.IGNORECASE)
_STATEMENT = re.compile(r"\bstatements?\b|\breport\b|\bact\b", re.IGNORECASE)
_HOME = frozenset(
    [
        "",
        "/",
        "/index.html",
        "/index.htm",
        "/index.php",
        "/home",
        "/home/",
        "/default.aspx",
        "/en",
        "/en/",
        "/uk",
        "/uk/",
        "/en-gb",
        "/en-gb/",
    ]
)
_FEWEST = 5
"""Links below which a saved page is the shell of one that a script fills: a link may be missing only from the file."""


def is_home(statement: Statement) -> bool:
    """Whether the page says of itself that it is a site's home page."""
    addresses = [href for text, href in statement.links if text == CANONICAL]
    return any(urlsplit(a).path.lower() in _HOME and not urlsplit(a).query for a in addresses)


def homepage_link(rule: Rule, statement: Statement) -> Finding:
    """Met or partial with the link as evidence, missing when a home page has none, else the rule's question."""
    links = [(text, href) for text, href in statement.links if text != CANONICAL]
    named = [(text, href) for text, href in links if _NAMES.search(text)]
    if not is_home(statement):
        here = f" This page has a link named “{named[0][0]}”; does the home page have it too?" if named else ""
        return Finding(rule.id, Verdict.MANUAL, None, (), rule.manual + here)
    full = [x for x in named if _STATEMENT.search(x[0]) or not _POLICY.search(x[0])]
    hidden = [(text, href) for text, href in links if _NAMES.search(href.replace("-", " ").replace("_", " "))]
    if full:
        return Finding(rule.id, Verdict.MET, None, _evidence(full, "met"), "The page is a home page and has the link.")
    if named or hidden:
        note = (
            "The home page links to a policy by name; whether that is the statement is for the reader to see."
            if named
            else "The home page has a link to such an address, but its words do not name the statement."
        )
        return Finding(rule.id, Verdict.PARTIAL, "weak", _evidence(named or hidden, "weak"), note)
    if len(links) < _FEWEST:
        return Finding(rule.id, Verdict.MANUAL, None, (), f"{rule.manual} The saved home page holds hardly any links.")
    return Finding(rule.id, Verdict.MISSING, None, (), f"None of the {len(links)} links of the home page names it.")


def _evidence(links: list[tuple[str, str]], strength: Strength) -> tuple[Evidence, ...]:
    """A link as evidence; it stands in no passage, so its number is 0."""
    return tuple(
        Evidence(
            f"{text or 'a link without words'} ({href})",
            0,
            None,
            "Links of the page",
            strength,
            fitted=(text,) if text else (),
        )
        for text, href in dict.fromkeys(links)
    )
