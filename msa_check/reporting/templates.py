"""Fills the page templates: everything escaped, nothing undefined let through, links only where they may lead.

Wording and layout stand in reports/templates/; nothing here knows what a page says.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jinja2

from msa_check import shelf
from msa_check.inert import visible
from msa_check.reporting import words

if TYPE_CHECKING:
    from msa_check.model import Verdict


def render(template: str, **values: object) -> str:
    """The template filled with ``values``. Raises jinja2's own error on a name that is not given: that is our bug."""
    return _environment().get_template(template).render(**values)


def safe_link(href: str) -> str:
    """The link when it leads to http, https or a relative place, else an empty string (javascript:, data:, file:, //host)."""
    if not href or href != visible(href) or any(c.isspace() for c in href) or "\\" in href:
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return href if parts.netloc else ""
    # a colon before the first slash would be read as a scheme by a browser
    return "" if parts.scheme or href.startswith("/") or ":" in href.partition("/")[0] else href


def script_hash(source: str) -> str:
    """The CSP source of an inline script: 'sha256-...'."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shelf.templates_dir()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.filters.update(
        {
            "link": safe_link,
            "basis": words.basis_words,
            "upper_first": words.upper_first,
            "date": words.date_words,
            "number": words.number_words,
            "pages": words.page_words,
            "and_list": words.and_list,
        }
    )
    made.tests["verdict"] = _is_verdict
    return made


def _finalize(value: object) -> object:
    """Unsafe characters of any text from outside shown, wherever a template prints it."""
    return visible(value) if type(value) is str else value


def _is_verdict(value: Verdict, name: str) -> bool:
    return str(value) == name
