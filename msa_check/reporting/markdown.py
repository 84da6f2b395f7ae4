"""One report as Markdown: the same order as the page, for a wiki, an issue or a pull request.

Text from the document is escaped, so that it can neither make a link nor markup nor HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.inert import visible
from msa_check.reporting import words
from msa_check.reporting.templates import safe_link
from msa_check.reporting.view import file_name, view

if TYPE_CHECKING:
    from msa_check.model import Report, Rule, Rulebook
    from msa_check.reporting.quotes import Quote
    from msa_check.reporting.view import Item, View

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&^=$-])")
_LINKED = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])|@")


def as_markdown(report: Report, rulebook: Rulebook, *, suggest: bool = False) -> str:
    """The report as Markdown, ending in a line end; ``suggest`` adds to each gap what a good passage says."""
    v = view(report, rulebook)
    s = report.statement
    year = [escape(v.year or "financial year not told by the statement")] if report.judged else []
    lines = [
        f"# {escape(v.name)}",
        "",
        " · ".join([*year, words.DOCUMENT_TYPES[report.document_type], escape(file_name(s.source))]),
        "",
    ]
    lines += _judged(v, suggest=suggest) if report.judged else _not_judged(v)
    return "\n".join(lines + _end(v, rulebook)) + "\n"


def escape(text: str) -> str:
    """Text as one line in which nothing is markup, a link or HTML."""
    flat = _SPECIAL.sub(r"\\\1", visible(" ".join(text.split())))
    # bare addresses would be made links by some renderers: a zero-width entity parts them
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", _LINKED.sub(lambda m: m[0][0] + "&#8203;" + m[0][1:], flat))


def _judged(v: View, *, suggest: bool) -> list[str]:
    s = v.report.statement
    out: list[str] = [v.ocr, ""] if v.ocr else []
    if s.unread_pages:
        out += [
            f"**Not everything could be read:** {words.page_words(s.unread_pages)} gave no text and was not judged. {escape(s.detail)} {escape(s.cure)}".rstrip(),
            "",
        ]
    out += [escape(" ".join(v.summary))]
    for notice in filter(None, (v.wording.notice, v.sector_note)):
        out += ["", escape(notice)]
    if v.minimums:
        out += ["", f"## {escape(v.wording.minimums)}", "", "| Demand | Answer |", "| --- | --- |"]
        out += [f"| {escape(m.title)} | {m.sign.symbol} {m.sign.word} |" for m in v.minimums]
    if v.areas:
        levelled = any(x.signs for a in v.areas for x in a.levels)
        out += ["", f"## {escape(words.upper_first(v.wording.areas_clause))}", ""]
        out += ["| Area | Answer |" + (" Level 1 | Level 2 |" if levelled else "")]
        out += ["| --- | --- |" + (" --- | --- |" if levelled else "")]
        for a in v.areas:
            levels = "".join(f" {x.told if x.signs else 'no points'} |" for x in a.levels) if levelled else ""
            out.append(f"| {escape(a.area.title)} | {a.symbol} {a.word} |{levels}")
    for g in v.gaps if v.minimums else v.gaps[1:]:
        out += ["", f"## {g.title}: {g.told}", "", g.meaning]
        for i in g.items:
            out += ["", *_item(i, suggest=suggest)]
    out += ["", "## What is met", ""]
    for area, items in v.met:
        out += [f"- **{escape(area.title)}:** " + "; ".join(f"{escape(i.rule.title)}{_pages(i)}" for i in items)]
    for i in (i for _, items in v.met for i in items if i.denied):
        out += ["", f"**{escape(i.rule.title)}** is met, but a passage speaks against it:"]
        out += [line for q in i.denied for line in ("", *_quote(q))]
    out += ["", "## What the statement says of itself", "", "| Fact | Value |", "| --- | --- |"]
    out += [f"| {f.name} | {escape(f.value) or 'not told'} |" for f in v.facts]
    if v.manual:
        out += ["", "## Questions only a person can answer", ""]
        out += [f"- **{escape(i.rule.title)}:** {escape(i.note or i.rule.question)}" for i in v.manual]
    return out


def _item(i: Item, *, suggest: bool) -> list[str]:
    verdict = i.sign.word + (f": {i.reason}" if i.reason else "")
    level = f", level {i.rule.guidance_level}" if i.rule.guidance_level else ""
    out = [
        f"### {escape(i.rule.title)}",
        "",
        f"{i.sign.symbol} **{verdict}** · {escape(i.area)}{level}{' · weighs more in its sector' if i.weighs_more else ''} · {_basis(i.rule)}",
        "",
        escape(i.rule.question),
    ]
    if i.note:
        out[-1] += " " + escape(i.note)
    for q in i.quotes:
        out += ["", *_quote(q)]
    out += ["", f"**What would close the gap:** {escape(i.rule.remedy)}"]
    if suggest and i.rule.good:
        out += ["", f"**What a good passage says:** {escape(i.rule.good)}"]
    return out


def _quote(q: Quote) -> list[str]:
    where = [f"page {q.page}"] if q.page else []
    where += [f"under “{escape(q.heading)}”"] if q.heading else []
    where += ["read by OCR"] if q.ocr else []
    where += ["found by the second reader"] if q.second_reader else []
    out = [f"> {escape(q.text)}"]
    if where:
        out += [">", f"> ({', '.join(where)})"]
    if q.doubt:
        out += [">", f"> *{q.doubt}*"]
    return out


def _pages(i: Item) -> str:
    pages = [q.page for q in i.quotes if q.page]
    return f" ({words.page_words(pages)})" if pages else ""


def _basis(rule: Rule) -> str:
    name = escape(words.basis_words(rule.basis))
    href = safe_link(rule.basis.link)
    return f"[{name}](<{href}>)" if href and not set("<>") & set(href) else name


def _not_judged(v: View) -> list[str]:
    s = v.report.statement
    unread = s.status == "unread"
    out = ["## This document was not read" if unread else "## This document was not judged as a statement", ""]
    out += [escape(s.detail if unread else v.report.gate_note)]
    if s.cure:
        out += ["", f"**What to do:** {escape(s.cure)}"]
    return [*out, "", words.unread_means(s.why) if unread else v.wording.not_judged]


def _end(v: View, rulebook: Rulebook) -> list[str]:
    s = v.report.statement
    out = ["", "## What this tool cannot see", "", *(f"- **{short}** {longer}" for short, longer in words.CANNOT_SEE)]
    out += ["", "## How it was read", "", "| | |", "| --- | --- |"]
    rows = [
        ("File", s.source),
        ("SHA-256", s.sha256 or "none: the file could not be opened"),
        ("Kind of file", words.FORMATS.get(s.format, s.format) or "not known"),
        ("Pages", "" if s.pages is None else str(s.pages)),
        (
            "Could not be read",
            s.detail
            if s.status == "unread"
            else words.page_words(s.unread_pages)
            if s.unread_pages
            else "nothing that was noticed",
        ),
        *(("Warning", w) for w in s.warnings),
        ("Unfilled places", "; ".join(v.unfilled)),
        ("Rule book", f"{rulebook.title} ({v.report.rulebook})"),
        ("Made with", ", ".join(f"{n} {x}" for n, x in v.report.versions)),
    ]
    return [*out, *(f"| {name} | {escape(value)} |" for name, value in rows if value), "", f"*{words.PURPOSE}*"]
