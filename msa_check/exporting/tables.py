"""The tidy tables: which there are, what each column means, and the rows of a record. No file format here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from msa_check import reviewing
from msa_check.model import FORCES
from msa_check.record import FACTS
from msa_check.reporting.sheets import DECISIONS, finding_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from msa_check.record import Record
    from msa_check.reviewing import Reviews

Kind = Literal["string", "integer", "boolean"]
Value = str | int | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One column; ``values`` are all it can hold, where they are few."""

    name: str
    meaning: str
    kind: Kind = "string"
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``keys`` name a row; ``refers`` maps columns to the (table, columns) they point at."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...]
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()


_STATEMENT = Field("statement", "Path of the document, as it was given: statements.source.", required=True)
_RULE = Field("rule", "Id of the rule: rules.id.", required=True)
_OF_STATEMENT = (("statement",), "statements", ("source",))
_OF_RULE = (("rule",), "rules", ("id",))

STATEMENTS = Table(
    "statements",
    "One row a document: who, when, what was read, and the counts.",
    (
        Field("source", "Path of the document, as it was given.", required=True),
        Field("sha256", "Hash of the file's bytes; empty when it could not be opened.", required=True),
        Field("status", "Whether it was read.", values=("ok", "partial", "unread"), required=True),
        Field("why", "Code of the reason when the status is not ok."),
        Field("detail", "The reason in words.", required=True),
        Field("cure", "What may help.", required=True),
        Field("organisation", "As the statement names it."),
        Field(
            "entity_type",
            "Kind of organisation.",
            values=("company", "llp", "partnership", "charity", "public body", "other"),
        ),
        Field("year_end", "Last day of the year reported; ISO 8601, cut to what the text says."),
        Field("approval_date", "Day of approval by the board; ISO 8601, cut to what the text says."),
        Field("signatory", "Who signed."),
        Field("signatory_role", "The signatory's role."),
        Field("sign_date", "Day of signing; ISO 8601, cut to what the text says."),
        Field(
            "document_type",
            "What the document was taken for.",
            values=("statement", "policy", "says-no-statement-required", "other-document", "unknown"),
            required=True,
        ),
        Field("judged", "Whether the rules were applied.", "boolean", required=True),
        Field("minimums_met", "Legal minimums met; empty when not judged.", "integer"),
        Field("minimums_of", "Legal minimums that apply; empty when not judged.", "integer"),
        Field("areas_covered", "Areas of the Act with at least one rule met; empty when not judged.", "integer"),
        Field("areas_of", "Areas that the Act names; empty when not judged.", "integer"),
        Field("rules_met", "Rules with the verdict met.", "integer"),
        Field("rules_partial", "Rules with the verdict partial.", "integer"),
        Field("rules_missing", "Rules with the verdict missing.", "integer"),
        Field("rules_unreadable", "Rules with the verdict unreadable.", "integer"),
        Field("pages", "Pages of the file; empty where the format has none.", "integer"),
        Field("words", "Words that were read.", "integer", required=True),
        Field("format", "Format by content: pdf, docx, html or text.", required=True),
        Field("language", "Language of the text (ISO 639-1).", required=True),
        Field("title", "Title in the file.", required=True),
        Field("duplicate_of", "The first document with the same bytes: statements.source."),
        Field("metadata", "What the caller told of the document, as a JSON object.", required=True),
        Field("rulebook", "Name, version and content hash of the rule book.", required=True),
    ),
    ("source",),
)
FINDINGS = Table(
    "findings",
    "One row a document and rule: the verdict, and what reviewers said of it.",
    (
        _STATEMENT,
        _RULE,
        Field(
            "verdict",
            "The verdict (docs/output.md).",
            values=("met", "partial", "missing", "unreadable", "manual", "not-applicable"),
            required=True,
        ),
        Field(
            "reason",
            "For partial: weak, planned, denied, dates (they do not fit together) or late; for others empty or a short code.",
        ),
        Field("force", "Where the demand comes from.", values=FORCES, required=True),
        Field("note", "Why the verdict is what it is, in plain English.", required=True),
        Field("passages", "How many passages are evidence.", "integer", required=True),
        Field(
            "human",
            "What reviewers say: one answer when they are of one mind; conflict when some agree and some disagree; mixed when "
            "only unsure stands against one of them; re-check when all they said is on an earlier state; empty when nobody said "
            "anything.",
            values=("agree", "disagree", "unsure", "mixed", "conflict", "re-check"),
        ),
    ),
    ("statement", "rule"),
    (_OF_STATEMENT, _OF_RULE),
)
EVIDENCE = Table(
    "evidence",
    "One row a passage that is evidence for a finding, best first.",
    (
        _STATEMENT,
        _RULE,
        Field("place", "Place among the finding's passages, from 1.", "integer", required=True),
        Field("page", "Page, from 1; empty where the format has none.", "integer"),
        Field("passage", "Number of the passage in reading order.", "integer", required=True),
        Field("heading", "Nearest heading above.", required=True),
        Field("quote", "The whole sentence.", required=True),
        Field("doubt", "Why it is less than plain evidence; empty when it is plain."),
        Field("strength", "What the passage amounts to.", values=("met", "weak"), required=True),
        Field("found_by", "What found it.", values=("rule", "second-reader"), required=True),
        Field("ocr", "Whether it was recognised from a picture.", "boolean", required=True),
        Field("finding_id", "Id of the row in the workbook: reviews.finding.", required=True),
    ),
    ("statement", "rule", "place"),
    ((("statement", "rule"), "findings", ("statement", "rule")),),
)
FACT_ROWS = Table(
    "facts",
    "One row a fact that a document tells of itself.",
    (
        _STATEMENT,
        Field("name", "What is told.", values=(*FACTS, "year_start"), required=True),
        Field("value", "As read; dates are ISO 8601.", required=True),
        Field("grade", "Rank of the fact, where there are ranks (docs/output.md).", required=True),
        Field("page", "Page of the passage, from 1.", "integer"),
        Field("passage", "Number of the passage in reading order.", "integer"),
        Field("quote", "The sentence that tells it.", required=True),
    ),
    ("statement", "name"),
    (_OF_STATEMENT,),
)
RULES = Table(
    "rules",
    "One row a rule that was put to every document.",
    (
        Field("id", "Id of the rule.", required=True),
        Field("place", "Place in the rule book, from 1.", "integer", required=True),
        Field("title", "What it asks for, in short.", required=True),
        Field("area", "The area it belongs to.", required=True),
        Field("force", "Where the demand comes from.", values=FORCES, required=True),
        Field("guidance_level", "Level of the guidance, 1 or 2.", "integer"),
        Field("question", "The question put to every document.", required=True),
        Field("basis", "Section of the Act, or part of the guidance.", required=True),
        Field("link", "Where to read it.", required=True),
        Field("remedy", "What would close the gap.", required=True),
    ),
    ("id",),
)
REVIEWS = Table(
    "reviews",
    "One row an opinion of a reviewer that bears on these findings: the latest of each on a row.",
    (
        _STATEMENT,
        _RULE,
        Field("reviewer", "Who.", required=True),
        Field("decision", "What.", values=DECISIONS, required=True),
        Field(
            "standing",
            "Whether verdict, passages and rule are still those that were judged.",
            values=("current", "re-check"),
            required=True,
        ),
        Field("note", "Why.", required=True),
        Field("date", "Day of the decision as the reviewer gave it, ISO 8601."),
        Field("imported_at", "When it was stored, ISO 8601.", required=True),
        Field("finding", "Id of the workbook's row that was judged.", required=True),
    ),
    ("statement", "rule", "reviewer", "finding"),
    ((("statement", "rule"), "findings", ("statement", "rule")),),
)
ALL = (STATEMENTS, FINDINGS, EVIDENCE, FACT_ROWS, RULES, REVIEWS)


def rows(
    records: Iterable[Record], rules: Iterable[Mapping[str, Any]], reviews: Reviews, rule_texts: Mapping[str, str]
) -> Iterator[tuple[Table, Row]]:
    """Every row with its table: the rules first, then document by document in the records' order."""
    names = [f.name for f in RULES.fields]
    for r in rules:
        yield RULES, tuple(r[name] for name in names)
    for made in records:
        yield STATEMENTS, _statement(made)
        for f in made["findings"]:
            yield from _finding(made, f, reviews, rule_texts)
        for name, fact in sorted(made["fact_evidence"].items()):
            told = fact["value"], fact["grade"], fact["page"], fact["passage"], fact["quote"]
            yield FACT_ROWS, (made["source"], name, *told)


def _statement(made: Record) -> Row:
    counts = made["counts"] or {}
    given = {
        **made,
        **made["facts"],
        **{name: counts.get(name) for name in ("minimums_met", "minimums_of", "areas_covered", "areas_of")},
        **{f"rules_{name}": counts.get(name) for name in ("met", "partial", "missing", "unreadable")},
        "metadata": json.dumps(made["metadata"], ensure_ascii=False, sort_keys=True),
    }
    return tuple(given.get(f.name) for f in STATEMENTS.fields)


def _finding(made: Record, f: Record, reviews: Reviews, rule_texts: Mapping[str, str]) -> Iterator[tuple[Table, Row]]:
    source, rule = made["source"], f["rule"]
    opinions = [o for os in reviews.of(made, f, rule_texts.get(rule, "")).values() for o in os]
    verdict = f["verdict"], f["reason"], f["force"], f["note"]
    yield FINDINGS, (source, rule, *verdict, len(f["evidence"]), reviewing.in_one_word(opinions))
    for place, e in enumerate(f["evidence"], 1):
        told = e["page"], e["passage"], e["heading"], e["quote"], e["doubt"], e["strength"], e["source"], e["ocr"]
        yield EVIDENCE, (source, rule, place, *told, finding_id(made, f, e))
    for o in opinions:
        d = o.decision
        stands = "re-check" if o.recheck else "current"
        yield REVIEWS, (source, rule, d.reviewer, d.decision, stands, d.note, d.day or None, d.imported_at, d.finding)
