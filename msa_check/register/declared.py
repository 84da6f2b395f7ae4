"""What organisations declared in the register beside what the text of the statement shows.

The verdicts are the rules'; here they are only put beside the answers. A question that was skipped is no "No", and a document
that was not judged contradicts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msa_check.register import names
from msa_check.register.likeness import same_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from msa_check.register.entries import Entry

Kind = Literal["not-found", "only-partly", "not-declared", "differs", "agrees", "open"]
"""not-found: declared, nothing in the text; only-partly: declared, less in the text; not-declared: in the text, declared as not;
differs: both tell, and not the same; agrees; open: nothing to compare (skipped, or the text cannot tell)."""
DISAGREE: tuple[Kind, ...] = ("not-found", "not-declared", "differs", "only-partly")
Shown = Literal["Yes", "Partly", "No", "Cannot be told"]


@dataclass(frozen=True, slots=True)
class Question:
    """One answer of the register and the rules that look for it in a text.

    ``column`` holds Yes or No, or a list of answers. ``core`` are the rules that answer the question itself, ``around`` those
    of the same subject: only when these too found nothing is nothing there. ``denied`` is the column that says No to a list.
    ``answers`` narrows a list to the answers (beginnings, in small letters) that the rules are about.
    """

    column: str
    title: str
    core: tuple[str, ...]
    around: tuple[str, ...] = ()
    denied: str = ""
    why_not: str = ""
    answers: tuple[str, ...] = ()


_STRUCTURE = ("org-structure", "business-activities", "supply-chain-description")
_POLICIES = ("slavery-policy", "supplier-code")
_CHECKS = ("supplier-due-diligence", "supplier-audits", "own-workforce-checks")
_RISKS = ("risks-identified", "risk-treatment")

QUESTIONS = (
    Question(
        "StatementIncludesOrgStructure",
        "Structure, business and supply chains",
        _STRUCTURE,
        ("workforce", "supply-chain-tiers"),
        why_not="NoOrgStructureReason",
    ),
    Question(
        "StatementIncludesPolicies",
        "Policies",
        _POLICIES,
        ("recruitment-fees", "international-standards", "governance-owner", "responsible-purchasing"),
        why_not="NoPoliciesReason",
    ),
    Question(
        "StatementIncludesRisksAssessment",
        "Risk assessment and management",
        ("risk-assessment",),
        _RISKS,
        why_not="NoRiskAssessmentReason",
    ),
    Question(
        "StatementIncludesDueDiligence",
        "Due diligence",
        _CHECKS,
        ("grievance-channel", "grievance-chain-workers", "stakeholder-engagement", "remediation"),
        why_not="NoDueDiligenceReason",
    ),
    Question(
        "StatementIncludesTraining",
        "Training",
        ("training",),
        ("training-audience", "supplier-training", "awareness-raising"),
        why_not="NoTrainingReason",
    ),
    Question(
        "StatementIncludesGoals",
        "Goals and key performance indicators",
        ("kpis", "kpi-results"),
        ("future-commitments",),
        why_not="NoGoalsReason",
    ),
    Question("DateApproved", "Approval by the board or equivalent", ("board-approval",), ("approval-date",)),
    Question("ApprovingPerson", "Signed by a director or equivalent", ("signature",)),
    Question(
        "Policies",
        "Policy: no fees paid by workers",
        ("recruitment-fees",),
        answers=("prohibits the use of worker-paid recruitment fees",),
    ),
    Question(
        "Training",
        "Training for its own people",
        ("training",),
        ("training-audience",),
        "NoTraining",
        answers=("your whole", "your front", "human", "exec", "procurement"),
    ),
    Question("Training", "Training for suppliers", ("supplier-training",), answers=("your suppliers",)),
    Question(
        "WorkingConditionsEngagement",
        "Work with others on working conditions",
        ("stakeholder-engagement",),
        answers=("trade unions", "civil society", "government", "law enforcement", "businesses", "other businesses"),
    ),
    Question("SocialAudits", "Audits", ("supplier-audits",), ("supplier-due-diligence",)),
    Question(
        "GrievanceMechanisms",
        "A way to raise concerns",
        ("grievance-channel",),
        ("grievance-chain-workers",),
        "NoGrievanceMechanisms",
    ),
    Question("Risk1", "Priority risks", ("risks-identified",), ("risk-assessment", "risk-treatment")),
    Question(
        "Risk1Mitigation",
        "Action on the priority risks",
        ("risk-treatment",),
        ("risk-assessment", "remediation", "supplier-due-diligence"),
    ),
    Question("ILOIndicatorsInStatement", "Indicators of forced labour found", ("cases-disclosed",)),
    Question(
        "ILOIndicatorsActions",
        "Action after indicators were found",
        ("remediation",),
        ("cases-disclosed",),
        answers=("financial", "referring", "supporting", "change in"),
    ),
    Question("DemonstrateProgress", "Progress shown over time", ("kpi-results",), ("kpis", "earlier-statements")),
)
"""In the order of the register's columns within each part. NoSocialAudits is left out: the register's own code took it from the
answer on grievances. Columns that a file lacks are open."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer of one statement beside its text. ``found`` holds (rule, verdict) of the rules asked."""

    column: str
    title: str
    kind: Kind
    declared: str
    """What the register says, as it says it; its reason behind a No."""
    shown: str
    """Yes, Partly, No or Cannot be told; for dates and names what the text says."""
    found: tuple[tuple[str, str], ...] = ()
    page: int | None = None
    quote: str = ""
    """The passage that shows it, when one does."""
    why: str = ""


def compare(entry: Entry, made: Mapping[str, Any]) -> tuple[Compared, ...]:
    """Every question put to a statement's entry and to the record of its document (record.py), in the order of QUESTIONS."""
    verdicts = {f["rule"]: f for f in made["findings"]} if made["judged"] else {}
    return (*(_question(q, entry, verdicts) for q in QUESTIONS), *_facts(entry, made if made["judged"] else {}))


def _question(q: Question, entry: Entry, verdicts: Mapping[str, Any]) -> Compared:
    declared, said = _declared(q, entry)
    core = [verdicts[r] for r in q.core if r in verdicts]
    around = [verdicts[r] for r in q.around if r in verdicts]
    shown = _shown([f["verdict"] for f in core], [f["verdict"] for f in around])
    kind, why = _kind(declared, shown, bool(entry.value(q.column)))
    first = next((e for f in [*core, *around] if f["verdict"] in {"met", "partial"} for e in f["evidence"]), None)
    return Compared(
        q.column,
        q.title,
        kind,
        said,
        shown,
        tuple((f["rule"], f["verdict"]) for f in (*core, *around)),
        first["page"] if first else None,
        first["quote"] if first else "",
        why,
    )


def _declared(q: Question, entry: Entry) -> tuple[bool | None, str]:
    """(what was declared, in the register's words); None where the question was skipped."""
    cell = entry.value(q.column)
    if q.column.startswith("StatementIncludes"):
        answer = {"yes": True, "no": False}.get(cell.casefold())
        reason = entry.value(q.why_not) if answer is False and q.why_not else ""
        return answer, cell + (f": {reason}" if reason else "")
    chosen = [a.strip() for a in cell.splitlines() if a.strip()]
    if q.answers:
        chosen = [a for a in chosen if a.casefold().startswith(q.answers)]
    if chosen:
        return True, "; ".join(chosen)
    if q.denied and not cell and entry.value(q.denied).casefold() == "yes":
        return False, f"none ({q.denied}: Yes)"
    return None, ""


def _shown(core: Sequence[str], around: Sequence[str]) -> Shown:
    if "met" in core:
        return "Yes"
    if {"partial"} & set(core) or {"met", "partial"} & set(around):
        return "Partly"
    if not core or "unreadable" in (*core, *around):
        return "Cannot be told"
    return "No"


def _kind(declared: bool | None, shown: Shown, answered: bool) -> tuple[Kind, str]:
    if shown == "Cannot be told":
        return "open", "The text was not judged on this, or pages of it gave no text."
    if declared is None:
        return "open", "Another answer was chosen." if answered else "The question was skipped, which is no “No”."
    if declared:
        return {"Yes": "agrees", "Partly": "only-partly", "No": "not-found"}[shown], ""  # type: ignore[return-value]
    return ("not-declared" if shown == "Yes" else "agrees"), ""


def _facts(entry: Entry, made: Mapping[str, Any]) -> Iterator[Compared]:
    """The year's end, who signed and when it was approved, where both sides tell them."""
    told: Mapping[str, Any] = made.get("fact_evidence") or {}
    end = told.get("year_end")
    if end and not (_day(end) and end["grade"] == "day"):
        end = None
    yield _fact(
        "StatementEndDate",
        "Last day of the year reported",
        entry.end,
        end,
        same=end is not None and end["value"] == entry.end,
    )

    signatory = told.get("signatory")
    people = re.split(r"; | and ", signatory["value"]) if signatory else []
    # of several who signed the fact may name one: the others stand in the passages
    signing = [f for f in made.get("findings", ()) if f["rule"] in {"signature", "board-approval"}]
    near = " ".join(e["quote"] for f in signing for e in f["evidence"])
    same = any(same_person(entry.approver, p) for p in people) or _named(entry.approver, near)
    full = signatory if any(" " in p for p in people) else None
    yield _fact("ApprovingPerson", "Who signed or approved", entry.approver, full, same=same)

    approved, signed = told.get("approval_date"), (told.get("sign_date") or {}).get("value", "")
    if approved and (not _day(approved) or approved["value"] == signed != entry.approved):
        approved = None  # a text that tells only the day of signing says nothing of the approval
    same = approved is not None and entry.approved in {approved["value"], signed}
    yield _fact("DateApproved", "Day of approval", entry.approved, approved, same=same)


def _fact(column: str, title: str, declared: str, fact: Mapping[str, Any] | None, *, same: bool) -> Compared:
    if not declared or not fact:
        return Compared(column, title, "open", declared, "", why="Only one side tells it in full.")
    kind: Kind = "agrees" if same else "differs"
    return Compared(column, title, kind, declared, fact["value"], (), fact["page"], fact["quote"])


def _day(fact: Mapping[str, Any]) -> bool:
    return len(fact["value"]) == 10


def _named(person: str, text: str) -> bool:
    return " " in person and f" {names.words(person)} " in f" {names.words(text)} "
