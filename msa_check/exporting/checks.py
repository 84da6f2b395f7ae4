"""Gaps for build servers: SARIF 2.1.0, JUnit XML and GitHub annotations, made from records. No tables here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as url
from xml.sax.saxutils import escape, quoteattr

from msa_check import __version__
from msa_check.inert import visible
from msa_check.model import FORCES, Verdict
from msa_check.reporting import words
from msa_check.reporting.sheets import finding_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from msa_check.record import Record

    Rule = Mapping[str, Any]

_LEVELS = {"law": "error", "guidance": "warning", "good-practice": "note"}
_GAPS = {"missing", "partial"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PASSAGES = 5
"""Passages named with a gap; the rest are in the tables."""


def sarif(records: Iterable[Record], rules: Sequence[Rule]) -> Iterator[str]:
    """The log piece by piece: a result for each gap, each question to a person, each finding that could not be read."""
    place = {r["id"]: n for n, r in enumerate(rules)}
    driver = {
        "name": "msa-check",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_sarif_rule(r) for r in rules],
    }
    yield f'{{"$schema": {_json(_SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {_json({"driver": driver})},\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": ['
    unread: list[dict[str, Any]] = []
    first = True
    for made in records:
        if made["status"] != "ok":
            unread.append(_notification(made))
        for f in made["findings"] if made["judged"] else ():
            result = _sarif_result(made, f, rules[place[f["rule"]]], place[f["rule"]])
            if result:
                yield ("\n" if first else ",\n") + _json(result)
                first = False
    well = not any(n["level"] == "error" for n in unread)
    yield f'],\n"invocations": [{_json({"executionSuccessful": well, "toolExecutionNotifications": unread})}]}}]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sarif_rule(r: Rule) -> dict[str, Any]:
    return {
        "id": r["id"],
        "name": "".join(part.capitalize() for part in r["id"].split("-")),
        "shortDescription": {"text": r["title"]},
        "fullDescription": {"text": r["question"]},
        "help": {"text": r["remedy"]},
        **({"helpUri": r["link"]} if r["link"] else {}),
        "defaultConfiguration": {"level": _LEVELS[r["force"]]},
        "properties": {"area": r["area"], "force": r["force"], "basis": r["basis"]},
    }


def _sarif_result(made: Record, f: Record, rule: Rule, index: int) -> dict[str, Any] | None:
    kinds = {"missing": "fail", "partial": "fail", "unreadable": "open", "manual": "review"}
    kind = kinds.get(f["verdict"])
    if kind is None:
        return None
    where = {"physicalLocation": {"artifactLocation": {"uri": _uri(made["source"])}}}
    out: dict[str, Any] = {
        "ruleId": f["rule"],
        "ruleIndex": index,
        "kind": kind,
        "level": _LEVELS[rule["force"]] if kind == "fail" else "none",
        "message": {"text": _message(f, rule)},
        "locations": [where],
        "partialFingerprints": {"finding/v1": finding_id(made, f, (f["evidence"] or [None])[0])},
        "properties": {"verdict": f["verdict"], "force": f["force"]},
    }
    if f["evidence"]:
        out["relatedLocations"] = [
            {**where, "id": n, "message": {"text": _passage(e)}} for n, e in enumerate(f["evidence"][:_PASSAGES], 1)
        ]
    return out


def _notification(made: Record) -> dict[str, Any]:
    return {
        "level": "error" if made["status"] == "unread" else "warning",
        "message": {"text": f"{made['detail']} {made['cure']}".strip()},
        "descriptor": {"id": made["why"] or made["status"]},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(made["source"])}}}],
    }


def _uri(source: str) -> str:
    """A path as a URI reference; an absolute one gets its scheme."""
    path = source.replace("\\", "/")
    absolute = path.startswith("/") or path[1:3] == ":/"
    return ("file:///" if absolute else "") + url(path.lstrip("/") if absolute else path, safe="/")


def _message(f: Record, rule: Rule) -> str:
    said = words.sign(Verdict(f["verdict"]), rule["force"]).word
    reason = f" ({words.REASONS[f['reason']]})" if f["verdict"] == "partial" and f["reason"] in words.REASONS else ""
    note = f" {f['note']}" if f["note"] else ""
    return f"{said}: {rule['title']}{reason}.{note} {rule['remedy']} [{words.FORCES[rule['force']]}]"


def _passage(e: Record) -> str:
    return (f"Page {e['page']}: " if e["page"] else "") + str(e["quote"])


# ------------------------------------------------------------------------------------------------ JUnit


def junit(records: Iterable[Record], rules: Sequence[Rule], *, fail_on: str) -> Iterator[str]:
    """A suite a document and a case a rule; a gap at or above ``fail_on`` fails, other gaps and questions are skipped."""
    by_id = {r["id"]: r for r in rules}
    grave = () if fail_on == "never" else FORCES[: FORCES.index(fail_on) + 1]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="msa-check">\n'
    for made in records:
        cases, failures, skipped, errors = [], 0, 0, 0
        if made["status"] == "unread":
            errors = 1
            text = f"{made['detail']} {made['cure']}".strip()
            cases.append(
                _case("read", made["source"], f"<error type={_attribute(made['why'])} message={_attribute(text)}/>")
            )
        elif not made["judged"]:
            skipped = 1
            cases.append(_case("judged", made["source"], f"<skipped message={_attribute(made['gate_note'])}/>"))
        for f in made["findings"] if made["judged"] else ():
            rule, inside = by_id[f["rule"]], ""
            if f["verdict"] in _GAPS and f["force"] in grave:
                failures += 1
                passages = "\n".join(map(_passage, f["evidence"][:_PASSAGES]))
                inside = f"<failure type={_attribute(f['force'])} message={_attribute(_message(f, rule))}>{_text(passages)}</failure>"
            elif f["verdict"] in {*_GAPS, "unreadable", "manual"}:
                skipped += 1
                inside = f"<skipped message={_attribute(_message(f, rule))}/>"
            elif f["verdict"] == "not-applicable":
                skipped += 1
                inside = '<skipped message="Does not apply."/>'
            cases.append(_case(f["rule"], made["source"], inside))
        yield (
            f'<testsuite name={_attribute(made["source"])} tests="{len(cases)}" failures="{failures}" errors="{errors}" '
            f'skipped="{skipped}">\n{"".join(cases)}</testsuite>\n'
        )
    yield "</testsuites>\n"


def _case(name: str, source: str, inside: str) -> str:
    head = f"<testcase name={_attribute(name)} classname={_attribute(source)}"
    return f"{head}>{inside}</testcase>\n" if inside else f"{head}/>\n"


def _attribute(text: str | None) -> str:
    return quoteattr(visible(text or "").replace("\n", " "))


def _text(text: str) -> str:
    return escape(visible(text))


# ------------------------------------------------------------------------------------------------ GitHub


def github(records: Iterable[Record], rules: Sequence[Rule], *, fail_on: str) -> Iterator[str]:
    """Workflow commands, a line each: what could not be read, then gaps from the gravest; below ``fail_on`` as notices."""
    by_id = {r["id"]: r for r in rules}
    grave = () if fail_on == "never" else FORCES[: FORCES.index(fail_on) + 1]
    for made in records:
        if made["status"] != "ok":
            kind = "error" if made["status"] == "unread" else "warning"
            yield _annotation(
                kind,
                made["source"],
                "Not read" if kind == "error" else "Read in part",
                f"{made['detail']} {made['cure']}".strip(),
            )
        found = [f for f in made["findings"] if made["judged"] and f["verdict"] in _GAPS]
        for f in sorted(found, key=lambda f: FORCES.index(f["force"])):
            rule = by_id[f["rule"]]
            kind = "warning" if f["force"] in grave else "notice"
            passage = f" \u2014 {_passage(f['evidence'][0])}" if f["evidence"] else ""
            yield _annotation(kind, made["source"], rule["title"], _message(f, rule) + passage)


def _annotation(kind: str, file: str, title: str, message: str) -> str:
    return f"::{kind} file={_property(file)},title={_property(title)}::{_data(message)}\n"


def _data(text: str) -> str:
    """Text of a command: a line end in it would begin another command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
