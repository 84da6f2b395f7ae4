"""What kind of document was read: only a statement is judged.

Nothing here gives a verdict on a rule; when in doubt the document is taken for a statement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msa_check.language import Matcher, compile_phrases, plain
from msa_check.model import DocumentType, Kind
from msa_check.reading import excerpt

if TYPE_CHECKING:
    from msa_check.model import Statement

_SLAVERY = compile_phrases(
    "gate-slavery",
    [
        "slavery",
        "slave",
        "trafficking|trafficked",
        "forced|bonded|child|compulsory labour|labor",
        "servitude",
        "fighting against forced labour and child labour",
        "caethwasiaeth",
    ],
)
_PRESENTS = compile_phrases(
    "gate-presents",
    [
        "this statement",
        "this disclosure",
        "this report is made|submitted|prepared",
        "the following statement",
        "our ..3.. statement (sets|has|is|for|explains|describes|outlines)",
        "slavery ..5.. statement",
        "trafficking ..3.. statement",
        "transparency statement",
        "statement (on|about|regarding|under|pursuant|made|in accordance) ..4.. (slavery|act|section)",
        "(pursuant to|in accordance with|in compliance with|under|required by|requirements of) ..3.. (section 54|s54|modern slavery act)",
        "(financial|fiscal) year (ending|ended|ends)",
        "steps (taken|we have taken|it has taken|that we|we are taking|which)",
    ],
)
_POLICY = compile_phrases(
    "gate-policy",
    [
        "this policy (applies|sets|statement applies|does not form|covers|is not)",
        "purpose of this policy",
        "the scope of this policy|policies",
        "(must|to) (read|comply with|ensure that you read) ..4.. this policy",
        "breach of this policy",
        "policy|document owner|number|version",
        "this policy (tells|explains|is part|is for|is binding|is intended)",
        "(follow|follows|read|reads|obey|breaks|break|against) ..2.. (this|the) policy",
        "the policy (is binding|binds|applies to)",
        "responsibility for (the|this) policy",
        "training on this policy",
        "communication and awareness of this policy",
    ],
)
_NOT_REQUIRED = compile_phrases(
    "gate-not-required",
    [
        "(not|no longer) (required|obliged|legally required|currently required) to (publish|prepare|produce|make|issue|have) ..6.. statement",
        "(below|under|does not meet|do not meet|not meet) the ..4.. (threshold|turnover) ..12.. (statement|modern slavery)",
        "no ..4.. statement is required",
        "(exempt|exemption) from ..6.. (statement|modern slavery)",
        "(modern slavery act|section 54|statement requirement*) ..6.. (does|do) not apply",
        "not subject to ..4.. (modern slavery act|section 54)",
    ],
)


_PART_READ = (
    "No modern slavery statement was found in what could be read, but {} of {} pages were not read, and it may stand there; "
    "the document was not judged."
)
_FEW, _BRIEF = 4, 250
"""Mentions and words up to which a document may be a mere listing of statements, a menu or a cover."""
_CODE = re.compile(r"\bcodes? of (?:conduct|practice|ethics)\b")
_SENTENCE = re.compile(r"(?:\b\S+\s+){7,}\S+[.!?](?:\s|$)")
"""Eight words that end like a sentence: a title, link or menu does not."""


def _count(matcher: Matcher, text: str) -> int:
    return len(matcher.hits(plain(text).encode("ascii")))


def _not_required(statement: Statement, body: str, *, report: bool, brief: bool) -> bool:
    """Whether it says that the duty does not apply, and does not report all the same ("we publish this voluntarily").

    A report is full of things that need not be prepared: there the sentence has to speak of slavery too.
    """
    if not report:
        return brief and bool(_count(_NOT_REQUIRED, body)) and "voluntar" not in body.lower()
    said = [f"{p.heading}\n{p.text}" for p in statement.passages if p.kind not in {Kind.FURNITURE, Kind.CONTENTS}]
    about = [x for x in said if _count(_SLAVERY, x)]
    return any(_count(_NOT_REQUIRED, x) for x in about) and not any("voluntar" in x.lower() for x in about)


def document_type(statement: Statement) -> tuple[DocumentType, str]:
    """The kind of document and, when it is not to be judged, why in plain English (else "").

    Where pages gave no text, that nothing was found says nothing: the statement may stand there.
    """
    kind, note = _kind(statement)
    if kind is DocumentType.OTHER and statement.unread_pages:
        return DocumentType.UNKNOWN, _PART_READ.format(len(statement.unread_pages), statement.pages)
    return kind, note


def _kind(statement: Statement) -> tuple[DocumentType, str]:
    if statement.status == "unread":
        return DocumentType.UNKNOWN, statement.detail
    body = "\n".join(p.text for p in statement.passages if p.kind not in {Kind.FURNITURE, Kind.CONTENTS})
    head = "\n".join([statement.title, *(p.text for p in statement.passages[:8])])
    slavery = _count(_SLAVERY, body)
    presents = _count(_PRESENTS, head + "\n" + body)
    titles = plain(
        "\n".join([statement.title, *(p.text for p in statement.passages[:8] if p.kind is Kind.HEADING)])
    ).lower()
    words = len(body.split())
    report = statement.span is None and excerpt.is_report(statement.passages, statement.title, statement.pages)
    if _not_required(statement, body, report=report, brief=slavery <= 8 or not presents):
        return (
            DocumentType.NOT_REQUIRED,
            "The document says that no modern slavery statement is required of the organisation; it was not judged as one.",
        )
    if slavery == 0:
        return (
            DocumentType.OTHER,
            "The document does not mention slavery, trafficking or forced labour; it was not judged.",
        )
    if report:
        return (
            DocumentType.OTHER,
            "This is a long report in which no modern slavery statement was found; it was not judged as one.",
        )
    if (
        slavery <= _FEW
        and words < _BRIEF
        and not any(_SENTENCE.search(p.text) and _count(_SLAVERY, p.text) for p in statement.passages)
    ):
        return (
            DocumentType.OTHER,
            "The document names a modern slavery statement, in a title or link, but holds no sentence of one; it was not judged.",
        )
    if presents == 0 and "statement" not in titles and _CODE.search(titles):
        return (
            DocumentType.POLICY,
            "This reads as a code of conduct, not as a statement for a financial year; it was not judged as one.",
        )
    policy = _count(_POLICY, body)
    if "policy" in titles and "statement" not in titles and policy and presents <= 1:
        return (
            DocumentType.POLICY,
            "This reads as an internal policy, not as a statement for a financial year; it was not judged as one.",
        )
    if policy >= 3 and presents == 0:
        return (
            DocumentType.POLICY,
            "This reads as an internal policy, not as a statement for a financial year; it was not judged as one.",
        )
    return DocumentType.STATEMENT, ""
