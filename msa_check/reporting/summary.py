"""The paragraph at the head of a gap report: what the verdicts come to, in plain sentences.

Counts and names only; every sentence can be traced to findings that the report lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.model import Verdict
from msa_check.reporting.words import and_list, number_words, page_words, upper_first

if TYPE_CHECKING:
    from msa_check.reporting.view import View


_POINT = {
    Verdict.MET: "is met",
    Verdict.PARTIAL: "is met in part",
    Verdict.MISSING: "was not found",
    Verdict.UNREADABLE: "cannot be told because pages could not be read",
}
"""What is said of a point where there is one only."""
_MINIMUM = {
    Verdict.MET: "is met",
    Verdict.PARTIAL: "is shown only in part",
    Verdict.MISSING: "is not shown",
    Verdict.UNREADABLE: "is not to be told from what could be read",
    Verdict.MANUAL: "is not to be told from what could be read",
}
"""What is said of a legal minimum where there is one only."""


def sentences(v: View) -> tuple[str, ...]:
    """The summary, one sentence an entry; empty when the document was not judged."""
    if not v.report.judged:
        return ()
    return tuple(s for s in (_who(v), _unread(v), _unfilled(v), _law(v), _areas(v), _rest(v), _plans(v)) if s)


def _who(v: View) -> str:
    if v.named:
        if v.year:
            return f"This is the statement of {v.name} for the {v.year}."
        return (
            f"This is the statement of {v.name.removesuffix('.')}. The year it is for could not be told from its text."
        )
    return "The text does not say plainly whose statement it is" + (
        f"; it is for the {v.year}." if v.year else ", nor for which year."
    )


def _unread(v: View) -> str:
    pages = v.report.statement.unread_pages
    if not pages:
        return ""
    return f"{upper_first(page_words(pages))} gave no text and could not be judged: what was not found may stand there."


def _unfilled(v: View) -> str:
    if not v.unfilled:
        return ""
    if len(v.unfilled) == 1:
        return f"It still holds an unfilled place of a template, {v.unfilled[0]}: what stands in it is no evidence."
    count = number_words(len(v.unfilled))
    return f"It still holds {count} unfilled places of a template, the first {v.unfilled[0]}: what stands in them is no evidence."


def _law(v: View) -> str:
    applying = [m for m in v.minimums if m.verdict is not Verdict.NOT_APPLICABLE]
    if not applying:
        return ""
    met = [m for m in applying if m.verdict is Verdict.MET]
    if len(applying) == 1:
        return (
            f"The one legal minimum that a document can show, “{applying[0].title}”, {_MINIMUM[applying[0].verdict]}."
        )
    if len(met) == len(applying):
        return f"All {number_words(len(applying))} legal minimums that a document can show are met."
    rest = []
    for told, wanted in (
        ("not shown", {Verdict.MISSING}),
        ("shown only in part", {Verdict.PARTIAL}),
        ("not to be told from what could be read", {Verdict.UNREADABLE, Verdict.MANUAL}),
    ):
        if titles := [f"“{m.title}”" for m in applying if m.verdict in wanted]:
            rest.append(f"{and_list(titles)} {_are(len(titles))} {told}")
    return f"Of the {number_words(len(applying))} legal minimums that a document can show, {number_words(len(met))} {_are(len(met))} met; {and_list(rest)}."


def _areas(v: View) -> str:
    if not v.areas:
        return ""
    total, covered, clause = len(v.areas), v.areas_covered, v.wording.areas_clause
    if total == 1:
        only = v.areas[0]
        told = "is covered" if covered else "is not covered by anything said as done or in place"
        unread = "is not to be told from what could be read"
        return f"{upper_first(clause)}: one, {only.area.title}, which {unread if only.tone == 'unread' else told}."
    if covered == total:
        return f"It covers all {number_words(total)} {clause}."
    if not covered and not any(a.tone == "unread" for a in v.areas):
        return f"It covers none of the {number_words(total)} {clause} by anything said as done or in place."
    rest = []
    for told, tones in (
        ("not covered by anything said as done or in place", {"partial", "absent"}),
        ("not to be told from what could be read", {"unread"}),
    ):
        if titles := [a.area.title for a in v.areas if a.tone in tones]:
            rest.append(f"{and_list(titles)} {_are(len(titles))} {told}")
    covers = f"It covers {number_words(covered)} of the {number_words(total)} {clause}"
    return "; ".join((covers, *rest)) + "."


def _rest(v: View) -> str:
    softer = [
        i
        for a in (*v.areas, *v.other_areas)
        for i in a.items
        if i.rule.force != "law" and i.rule.id not in {s.rule.id for s in v.set_aside}
    ]
    count = {x: sum(i.finding.verdict is x for i in softer) for x in Verdict}
    met, partial, missing, unread = (
        count[x] for x in (Verdict.MET, Verdict.PARTIAL, Verdict.MISSING, Verdict.UNREADABLE)
    )
    total = met + partial + missing + unread
    if not total:
        return ""
    if total == 1:
        only = next(x for x in _POINT if count[x])
        return f"{upper_first(v.wording.points)}: one, which {_POINT[only]}."
    parts = [
        f"{number_words(met)} {_are(met)} met",
        f"{number_words(partial)} {_are(partial)} met in part",
    ]
    if missing or not unread:
        parts.append(f"{number_words(missing)} {'was' if missing == 1 else 'were'} not found")
    if unread:
        parts.append(f"{number_words(unread)} cannot be told because pages could not be read")
    return f"Of {total} {v.wording.points}, {and_list(parts)}."


def _plans(v: View) -> str:
    partial = [i for g in v.gaps if g.force != "law" for i in g.items if i.finding.verdict is Verdict.PARTIAL]
    plans = sum(i.finding.reason == "planned" for i in partial)
    denied = sum(i.finding.reason == "denied" for i in partial)
    said = []
    if plans:
        said.append(f"{number_words(plans)} {'speaks' if plans == 1 else 'speak'} of plans rather than of things done")
    if denied:
        said.append(f"{number_words(denied)} {'says' if denied == 1 else 'say'} openly that the thing is not done")
    return f"Of those met in part, {and_list(said)}." if said else ""


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
