"""A Report as the plain record that others' tools read: one JSON object a document (docs/output.md, schema 1).

The fields of the contract come first and keep their meaning; what follows them may grow. No judgement here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msa_check.inert import encodable
from msa_check.model import Kind, Passage, Verdict
from msa_check.slots import unfilled
from msa_check.tally import tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Evidence, Fact, Facts, Finding, Report, Rulebook
    from msa_check.tally import Tally

SCHEMA = 1
FACTS = ("organisation", "entity_type", "year_end", "approval_date", "signatory", "signatory_role", "sign_date")
"""The facts of the contract, in its order."""

Record = dict[str, Any]
"""A JSON object; its fields are listed in docs/output.md."""


def record(report: Report, rulebook: Rulebook) -> Record:
    """The report as one JSON object. ``rulebook`` is the one that made it."""
    s = report.statement
    counts = tally({f.rule: f.verdict for f in report.findings}, rulebook)
    made: Record = {
        "schema": SCHEMA,
        "source": s.source,
        "sha256": s.sha256,
        "status": s.status,
        "why": s.why,
        "pages": s.pages,
        "facts": {name: _value(getattr(report.facts, name)) for name in FACTS},
        "findings": [_finding(f, rulebook.rule(f.rule).force) for f in report.findings],
        # -- beyond the contract
        "detail": s.detail,
        "cure": s.cure,
        "format": s.format,
        "title": s.title,
        "language": s.language,
        "words": sum(len(p.text.split()) for p in s.passages),
        "document_type": str(report.document_type),
        "judged": report.judged,
        "gate_note": report.gate_note,
        "span": list(s.span) if s.span else None,
        "unread_pages": list(s.unread_pages),
        "page_notes": [{"page": n.page, "engine": n.engine, "note": n.note} for n in s.page_notes if n.note],
        "warnings": list(s.warnings),
        "unfilled": [
            {"text": x.text, "page": x.passage.page, "passage": x.passage.number} for x in unfilled(s.passages)
        ],
        "metadata": dict(s.metadata),
        "fact_evidence": _fact_evidence(report.facts),
        "counts": _counts(counts) if report.judged else None,
        "rulebook": report.rulebook,
        "versions": dict(report.versions),
    }
    cleaned: Record = _encodable(made)
    return cleaned


def line(made: Record) -> str:
    """The record as one line of JSON, without its line end."""
    return json.dumps(made, ensure_ascii=False, separators=(", ", ": "))


def text(report: Report) -> str:
    """The passages that were judged, as one line of JSON: [text, number, page, kind, heading, lead-in, ocr] each; "" where none were."""
    if not report.judged:
        return ""
    rows = [[p.text, p.number, p.page, str(p.kind), p.heading, p.lead_in, p.ocr] for p in report.statement.passages]
    return json.dumps(_encodable(rows), ensure_ascii=False, separators=(",", ":"))


def passages(said: str) -> tuple[Passage, ...]:
    """The passages again, of what ``text`` made; their boxes are not kept."""
    return tuple(
        Passage(words, number, page, Kind(kind), heading, lead_in, ocr=ocr)
        for words, number, page, kind, heading, lead_in, ocr in json.loads(said)
    )


def verdicts(made: Mapping[str, Any]) -> dict[str, Verdict]:
    """Rule id -> verdict of a record."""
    return {f["rule"]: Verdict(f["verdict"]) for f in made["findings"]}


def tally_of(made: Mapping[str, Any], rulebook: Rulebook) -> Tally:
    """The counts of a record's verdicts."""
    return tally(verdicts(made), rulebook)


def _value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def _finding(f: Finding, force: str) -> Record:
    return {
        "rule": f.rule,
        "verdict": str(f.verdict),
        "reason": f.reason,
        "force": force,
        "evidence": [_evidence(e) for e in f.evidence],
        "note": f.note,
    }


def _evidence(e: Evidence) -> Record:
    return {
        "page": e.page,
        "quote": e.quote,
        "heading": e.heading,
        "doubt": str(e.doubt) if e.doubt else None,
        "passage": e.passage,
        "strength": e.strength,
        "source": e.source,
        "ocr": e.ocr,
    }


def _fact_evidence(facts: Facts) -> Record:
    out: Record = {}
    for name in (*FACTS, "year_start"):
        fact: Fact | None = getattr(facts, name)
        if fact:
            first = fact.evidence[0] if fact.evidence else None
            out[name] = {
                "value": fact.value,
                "grade": fact.grade,
                "page": first.page if first else None,
                "passage": first.passage if first else None,
                "quote": first.quote if first else "",
            }
    return out


def _counts(t: Tally) -> Record:
    return {
        "minimums_met": t.minimums_met,
        "minimums_of": t.minimums_of,
        "minimums": {m.minimum.id: str(m.verdict) for m in t.minimums},
        "areas_covered": t.areas_covered,
        "areas_of": len(t.named_areas),
        "met": t.count.met,
        "partial": t.count.partial,
        "missing": t.count.missing,
        "unreadable": t.count.unreadable,
    }


def _encodable(value: Any) -> Any:  # noqa: ANN401 - JSON values of any kind
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {k: _encodable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_encodable(v) for v in value]
    return value
