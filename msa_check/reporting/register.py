"""The register beside the texts: a workbook whose columns are the register's own, and a page.

Works on a survey alone (register/survey.py): no judgement, no clock, no disk but the templates.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from msa_check.register.declared import DISAGREE, QUESTIONS
from msa_check.reporting import readme, words
from msa_check.reporting.sheets import Column
from msa_check.reporting.templates import render, safe_link, script_hash
from msa_check.reporting.workbook import Sheet, write_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from msa_check.register.declared import Compared, Kind
    from msa_check.register.entries import Entry
    from msa_check.register.survey import Line, Survey
    from msa_check.reporting.sheets import Value

TITLE = "The register beside the statements"
KINDS = {
    "not-found": ("Declared, nothing found", "○", "absent"),
    "not-declared": ("Found, declared as not", "→", "manual"),
    "differs": ("Told differently", "≠", "unread"),
    "only-partly": ("Declared, only partly found", "◐", "partial"),
    "agrees": ("Agrees", "✓", "met"),
    "open": ("Nothing to compare", "–", "none"),
}
"""Kind of a comparison -> its words, its sign and its tone."""
MEANS = (
    "The register holds what each organisation declared about its own statement. This puts the declarations beside what the "
    "rules found in the text. A difference is a question to ask: the form may have been filled in for other reasons, the text "
    "may say it in words that the rules do not know, and what is declared may stand in another document."
)
_STATES = {
    "matched": "Matched",
    "other-period": "Same organisation, another period",
    "unsure": "Unsure: please choose",
    "none": "No entry fits",
}
_SHOWN = {"Yes": "says so", "Partly": "only in part", "No": "nothing found"}
_ON_PAGE = 2000
"""Rows of the page's table of disagreements; the workbook has all."""
_SAME = (
    *(
        "StatementYear",
        "OrganisationName",
        "SectorType",
        "CompanyNumber",
        "GroupSubmission",
        "ParentName",
        "StatementURL",
    ),
    *("StatementSummaryURL", "StatementStartDate", "StatementEndDate"),
)
"""Columns of the register that say whose and which statement it is."""
_SHEETS = {
    "Disagreements": "What to read first: one row an answer that the text does not bear out. Columns "
    "that are the register's stand under the register's own heads.",
    "Register": "Every row and column of the register as it stands; our columns stand behind them.",
    "Text": "The same rows and columns as Register, cell by cell: each answer gives way to what the text shows (Yes, Partly, "
    "No, Cannot be told). Columns that no rule answers are empty.",
    "Questions": "For each question: how many declared it, and what their texts show.",
    "Matches": "Which document is which statement, what speaks for it, and what is unsure.",
    "Rows": "Rows of the file that were left out and why, and remarks on rows that were taken in.",
    "Downloads": "What became of each address (msa-check register fetch).",
}


def workbook(out: IO[bytes], survey: Survey, *, links: Mapping[str, str], made_on: str = "") -> None:
    """Write the workbook; the same input gives the same bytes. ``links`` maps a document's source to its page's link."""
    sheets = [
        Sheet("Disagreements", _disagreement_columns(), _disagreements(survey, links), "C2", 2),
        Sheet("Register", _register_columns(survey), _register(survey, text=False), "C2", 6),
        Sheet("Text", _register_columns(survey), _register(survey, text=True), "C2", 6),
        Sheet("Questions", _QUESTIONS, _questions(survey)),
        Sheet("Matches", _MATCHES, _matches(survey), wide=2),
        Sheet("Rows", _ROWS, _rows(survey)),
    ]
    if survey.fetched:
        sheets.append(Sheet("Downloads", _DOWNLOADS, ((list(row), "") for row in survey.fetched)))
    write_sheets(out, _front(survey, sheets, made_on), sheets, title=TITLE)


def page(survey: Survey, *, links: Mapping[str, str], made_on: str = "", book: str = "", xlsx: str = "") -> str:
    """The page, self-contained. ``links`` maps a document's source to the relative link of its own page."""
    rows = [(line, c) for line in survey.lines for c in line.disagreements]
    rows.sort(key=lambda x: (DISAGREE.index(x[1].kind), x[0].group.lead.organisation.casefold(), x[0].group.statement))
    return render(
        "register.html",
        s=survey,
        rows=rows[:_ON_PAGE],
        cut=max(0, len(rows) - _ON_PAGE),
        total=len(rows),
        kinds=KINDS,
        disagree=DISAGREE,
        shown=_SHOWN,
        states=_STATES,
        means=MEANS,
        links=links,
        style="register.css",
        made_on=made_on,
        book=book,
        xlsx=xlsx,
        words=words,
        not_compared=not_compared(survey),
        compared=[line for line in survey.lines if line.compared],
        unsure=[m for m in survey.matches if m.state == "unsure"],
        elsewhen=[m for m in survey.matches if m.state == "other-period"],
        unknown=[m for m in survey.matches if m.state == "none"],
        by_statement={line.group.statement: line.group for line in survey.lines},
        not_there=[x for x in survey.fetched if x[1] not in {"fetched", "unchanged"}],
        script_hash=script_hash(render("index.js")),
    )


def not_compared(survey: Survey) -> str:
    """Why nothing was compared, in a sentence; empty when something was. It must not read like a clean result."""
    if any(x.compared for x in survey.lines):
        return ""
    if not survey.matches:
        return "Nothing is compared yet: no document is known."
    if not survey.checked:
        return "Nothing is compared yet: no document was checked."
    return "Nothing is compared: no document that was checked and judged is matched with a statement of the register."


def _front(survey: Survey, sheets: Sequence[Sheet], made_on: str) -> list[readme.Line]:
    line, heading = readme.line, readme.heading
    compared = sum(bool(x.compared) for x in survey.lines)
    rows = (
        f"{words.how_many(len(survey.entries), 'row')} of the register, {words.how_many(len(survey.lines), 'statement')}, "
        f"{compared:,} compared with {'its' if compared == 1 else 'their'} text"
    )
    out = [
        line((TITLE, "title"), height=34),
        line((rows, "text")),
        *((line((said, "strong")),) if (said := not_compared(survey)) else ()),
        *((line((f"Made on {made_on}", "text")),) if made_on else ()),
        line(("", "text"), ("", "text"), (MEANS, "wrap")),
        line((words.PURPOSE, "text")),
        *heading("Sheets"),
        *(line((s.title, "strong"), ("", "text"), (_SHEETS[s.title], "wrap")) for s in sheets),
        *heading("Files taken in"),
    ]
    for x in survey.imports:
        said = f"{words.how_many(x.rows, 'row')}: {x.entries:,} taken in, {len(x.left_out):,} left out (sheet Rows). {x.encoding}. {' '.join(x.notes)}"
        out.append(line((x.source, "strong"), (x.imported_at, "text"), (said.strip(), "wrap")))
    out += heading("What differs")
    means = {
        "not-found": "The organisation declares it and nothing on the subject was found in the text.",
        "not-declared": "The organisation declares that it is not there, and the text has it.",
        "differs": "Both tell a day or a name, and they are not the same.",
        "only-partly": "Declared; the text is vague, speaks of a plan, or has only points near by.",
    }
    out += [
        line(
            (f"{KINDS[k][1]} {KINDS[k][0]}", KINDS[k][2] if KINDS[k][2] != "none" else "text"),
            ("", "text"),
            (v, "wrap"),
        )
        for k, v in means.items()
    ]
    out.append(
        line(
            ("A skipped question", "strong"), ("", "text"), ("is no “No”: it is never counted as a difference.", "wrap")
        )
    )
    shown: dict[str, Sequence[Column]] = {s.title: s.columns for s in sheets}
    return (
        out
        + readme.limits()
        + readme.columns_of([(t, [c for c in cs if c.meaning]) for t, cs in shown.items() if t != "Text"])
    )


# ------------------------------------------------------------------------------------------------ disagreements

_OURS = (
    Column("Question", 34, "What was asked.", "wrap"),
    Column("Column", 32, "The register's column that holds the answer."),
    Column("What differs", 29, "How answer and text part (Read me explains the words).", "verdict"),
    Column("Register says", 34, "The answer as declared, with the reason given for a No.", "wrap"),
    Column("Text shows", 20, "Yes, Partly, No or Cannot be told; for a day or a name what the text says.", "verdict"),
    Column("Page", 7, "Page of the passage, from 1.", "number"),
    Column("Passage", 60, "The passage that shows most; empty when nothing was found.", "wrap"),
    Column("Rules asked", 34, "The rules that looked for it, and their verdicts.", "wrap"),
    Column("Organisations", 9, "How many organisations of the register share this statement.", "number"),
    Column("File", 30, "The document that was compared."),
    Column("Match points", 9, "How sure the match is; 88 are needed (sheet Matches says why).", "number"),
    Column("Report", 30, "Link to the document's page.", "link"),
)


_FIRST = ("StatementYear", "OrganisationName", "CompanyNumber", "StatementEndDate")
"""Columns of the register before ours in Disagreements; the others that say whose statement it is come behind."""
_BEHIND = tuple(c for c in _SAME if c not in _FIRST)


def _disagreement_columns() -> list[Column]:
    first, behind = (
        [Column(c, _width(c), "As in the register; of a group the parent's row.") for c in x] for x in (_FIRST, _BEHIND)
    )
    return [*first, *_OURS, *behind]


def _disagreements(survey: Survey, links: Mapping[str, str]) -> Iterator[tuple[list[Value], str]]:
    for x in survey.lines:
        for c in x.disagreements:
            target = safe_link(links.get(x.source, ""))
            word, symbol, _ = KINDS[c.kind]
            yield (
                [
                    *(_cell(x.group.lead, column) for column in _FIRST),
                    c.title,
                    c.column,
                    f"{symbol} {word}",
                    c.declared,
                    c.shown,
                    c.page,
                    c.quote,
                    _rules(c),
                    len(x.group.entries),
                    x.source,
                    x.match.points if x.match else None,
                    target,
                    *(_cell(x.group.lead, column) for column in _BEHIND),
                ],
                target,
            )


def _rules(c: Compared) -> str:
    return "; ".join(f"{rule}: {verdict}" for rule, verdict in c.found)


# ------------------------------------------------------------------------------------------------ register, text

_LAST = (
    Column("Matched file", 34, "The document that is this statement, as far as that is sure."),
    Column("Match points", 9, "How sure the match is; 88 are needed.", "number"),
    Column(
        "Disagreements", 9, "How many answers the text does not bear out; empty when nothing was compared.", "number"
    ),
    Column("Remark", 44, "Why nothing was compared, and what was odd about the row.", "wrap"),
)


def _register_columns(survey: Survey) -> list[Column]:
    taken = {c.name for c in _LAST}
    return [Column(c, _width(c), "", "wrap" if _long(c) else "text") for c in survey.columns if c not in taken] + list(
        _LAST
    )


def _register(survey: Survey, *, text: bool) -> Iterator[tuple[list[Value], str]]:
    by_statement = {x.group.statement: x for x in survey.lines}
    columns = [c.name for c in _register_columns(survey)[: -len(_LAST)]]
    shown: dict[str, dict[str, str]] = {x.group.statement: _shown(x) for x in survey.lines} if text else {}
    for e in survey.entries:
        x = by_statement[e.statement]
        cells = [_cell(e, c) if not text or c in _SAME else shown[e.statement].get(c, "") for c in columns]
        yield (
            [
                *cells,
                x.source,
                x.match.points if x.match else None,
                len(x.disagreements) if x.compared else None,
                " ".join((x.note, *e.notes)).strip(),
            ],
            "",
        )


def _shown(x: Line) -> dict[str, str]:
    """Column -> what the text shows; several questions of one column are told apart by their titles."""
    found: dict[str, list[tuple[str, str]]] = {}
    for c in x.compared:
        found.setdefault(c.column, []).append((c.title, c.shown))
    return {k: v[0][1] if len(v) == 1 else "; ".join(f"{t}: {s or 'not told'}" for t, s in v) for k, v in found.items()}


_LONG = re.compile(
    r"Address|Reason|Sectors|Policies|Training|Engagement|Audits|Mechanisms|Monitoring|^Risk\d|Indicators|Progress"
)


def _long(column: str) -> bool:
    return (bool(_LONG.search(column)) and not column.startswith(("No", "StatementIncludes"))) or "Reason" in column


def _width(column: str) -> int:
    if column in {"OrganisationName", "ParentName", "StatementURL", "StatementSummaryURL", "ApprovingPerson", "PDFURL"}:
        return 32
    return 36 if _long(column) else max(12, min(20, len(column) + 2))


def _cell(e: Entry, column: str) -> str:
    return e.value(column)


# ------------------------------------------------------------------------------------------------ the rest

_QUESTIONS = (
    Column("Question", 36, "What was asked."),
    Column("Column", 32, "The register's column."),
    Column("Declared and found", 12, "Statements whose answer the text bears out.", "number"),
    Column("Declared, nothing found", 12, "Declared; nothing on the subject in the text.", "number"),
    Column("Declared, only partly found", 12, "Declared; vague, planned or only near by in the text.", "number"),
    Column("Found, declared as not", 12, "Declared as not there; the text has it.", "number"),
    Column("Told differently", 12, "A day or a name that is not the same.", "number"),
    Column("Nothing to compare", 12, "Skipped, or the text could not tell.", "number"),
    Column("Rules asked", 60, "The rules that answer the question, then those of the same subject.", "wrap"),
)


def _questions(survey: Survey) -> Iterator[tuple[list[Value], str]]:
    rules = {
        (q.title, q.column): ", ".join(q.core) + (f"; near by: {', '.join(q.around)}" if q.around else "")
        for q in QUESTIONS
    }
    for a in survey.asked:
        order: tuple[Kind, ...] = ("agrees", "not-found", "only-partly", "not-declared", "differs", "open")
        yield (
            [
                a.title,
                a.column,
                *(a.counts.get(k, 0) for k in order),
                rules.get((a.title, a.column), "the document's own facts"),
            ],
            "",
        )


_MATCHES = (
    Column("File", 36, "The document."),
    Column("State", 22, "Matched; Same organisation, another period; Unsure; No entry fits.", "verdict"),
    Column("Place", 7, "1 is the best; further places are other statements that fit.", "number"),
    Column("Points", 8, "What speaks for it, added up: 88 are needed, and 4 more than the next.", "number"),
    Column("OrganisationName", 34, "The register's row that fits best."),
    Column("CompanyNumber", 12, "Its company number in the register."),
    Column("StatementEndDate", 12, "End of its period."),
    Column("Statement of", 34, "The organisation that stands for the statement (the parent of a group)."),
    Column("StatementSummaryURL", 32, "The statement's entry in the register."),
    Column("What speaks for it", 80, "Each step of the match.", "wrap"),
    Column("Why", 40, "Why it is unsure, of another period or none.", "wrap"),
)


def _matches(survey: Survey) -> Iterator[tuple[list[Value], str]]:
    groups = {x.group.statement: x.group for x in survey.lines}
    for m in survey.matches:
        if not m.candidates:
            yield [m.source, _STATES[m.state], None, None, "", "", "", "", "", "", m.why], ""
        for n, c in enumerate(m.candidates, 1):
            group = groups[c.statement]
            e = next(x for x in group.entries if x.key == c.entry)
            who = [_cell(e, "OrganisationName"), _cell(e, "CompanyNumber"), _cell(e, "StatementEndDate")]
            summary = _cell(e, "StatementSummaryURL")
            state, why = (
                (_STATES[m.state], m.why)
                if n == 1
                else ("Fits less well" if m.state != "unsure" else _STATES[m.state], "")
            )
            yield [m.source, state, n, c.points, *who, group.lead.organisation, summary, "\n".join(c.how), why], ""


_ROWS = (
    Column("File", 36, "The register's file."),
    Column("Lines", 14, "Lines of the file on which the row stands."),
    Column("State", 16, "Left out, or taken in with a remark.", "verdict"),
    Column("Why", 60, "Why it was left out, or what was odd.", "wrap"),
    Column("Row", 60, "The row, or whose it is.", "wrap"),
)


def _rows(survey: Survey) -> Iterator[tuple[list[Value], str]]:
    for x in survey.imports:
        for first, last, why, text in x.left_out:
            yield [x.source, _span(first, last), "Left out", why, text], ""
    for e in survey.entries:
        for note in e.notes:
            yield ["", _span(e.first, e.last), "Taken in", note, e.organisation], ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


_DOWNLOADS = (
    Column("StatementURL", 60, "The address in the register."),
    Column("State", 20, "fetched, unchanged, or the reason why not.", "verdict"),
    Column("Why", 70, "In words; for what was fetched where it lies.", "wrap"),
)
