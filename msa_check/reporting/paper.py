"""A page as a PDF, set by WeasyPrint, which is imported here only (extra: msa-check[pdf]).

Nothing here knows what the page says, and nothing is fetched: a page holds all that it shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import weasyprint
from weasyprint.urls import URLFetcher

from msa_check.reporting.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([\d .]+)">(.*?)</symbol>', re.DOTALL)
_USE = re.compile(r'<svg class="(icon [\w-]+)"[^>]*><use href="#([\w-]+)"/></svg>')
_NOTHING = URLFetcher(allowed_protocols=())
"""Fetches nothing, whatever is asked of it."""
_STORE = re.compile(r'<svg width="0" height="0".*?</svg>', re.DOTALL)


def as_pdf(page: str) -> bytes:
    """The PDF of a page of ours (html.gap_report without pictures). The same page gives the same bytes with the same fonts.

    Its symbols are drawn where they stand, since the typesetter follows no link from one drawing into another.
    """
    symbols = {name: (box, content) for name, box, content in _SYMBOL.findall(page)}
    drawn = _USE.sub(lambda m: _drawn(m, symbols), _STORE.sub("", page))
    # the first style sheet is ours: text of a document is escaped
    styled = drawn.replace("</style>", render("_paper.css") + "</style>", 1)
    made = weasyprint.HTML(string=styled, url_fetcher=_NOTHING).write_pdf(pdf_tags=True, pdf_identifier=b"msa-check")
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no bytes")
    return made


def _drawn(use: re.Match[str], symbols: Mapping[str, tuple[str, str]]) -> str:
    box, content = symbols[use[2]]
    return f'<svg class="{use[1]}" viewBox="{box}">{content.replace("var(--paper)", "#fff")}</svg>'
