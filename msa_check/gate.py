"""What kind of document was read: only a statement is judged.

Nothing here gives a verdict on a rule; when in doubt the document is taken for a statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.language import Matcher, compile_phrases, plain
from msa_check.model import DocumentType, Kind

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
        "policy owner|number|version",
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


def _count(matcher: Matcher, text: str) -> int:
    return len(matcher.hits(plain(text).encode("ascii")))


def document_type(statement: Statement) -> tuple[DocumentType, str]:
    """The kind of document and, when it is not to be judged, why in plain English (else "")."""
    if statement.status == "unread":
        return DocumentType.UNKNOWN, statement.detail
    body = "\n".join(p.text for p in statement.passages if p.kind not in {Kind.FURNITURE, Kind.CONTENTS})
    head = "\n".join([statement.title, *(p.text for p in statement.passages[:8])])
    slavery = _count(_SLAVERY, body)
    presents = _count(_PRESENTS, head + "\n" + body)
    titles = plain("\n".join([statement.title, *(p.text for p in statement.passages[:8] if p.kind is Kind.HEADING)])).lower()
    if _count(_NOT_REQUIRED, body) and (slavery <= 8 or not presents) and "voluntar" not in body.lower():
        return (
            DocumentType.NOT_REQUIRED,
            "The document says that no modern slavery statement is required of the organisation; it was not judged as one.",
        )
    if slavery == 0:
        return DocumentType.OTHER, "The document does not mention slavery, trafficking or forced labour; it was not judged."
    words = max(1, len(body.split()))
    if words > 15_000 and slavery < words / 1_500 and statement.span is None:
        return (
            DocumentType.OTHER,
            "This is a long report in which no modern slavery statement was found; it was not judged as one.",
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
