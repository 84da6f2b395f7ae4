"""The words in which verdicts, doubts, dates and limits are told, the same in every output.

No layout here and no judgement; what a verdict means is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msa_check import model
from msa_check.model import DocumentType, Doubt, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msa_check.model import Basis


@dataclass(frozen=True, slots=True)
class Sign:
    """How a verdict is shown: a word, a symbol for plain text, and a tone (the name of its colour and icon)."""

    word: str
    symbol: str
    tone: str


_SIGNS = {
    Verdict.MET: Sign("Met", "✓", "met"),
    Verdict.PARTIAL: Sign("Partly", "◐", "partial"),
    Verdict.MISSING: Sign("Not found", "○", "absent"),
    Verdict.UNREADABLE: Sign("Could not be read", "?", "unread"),
    Verdict.MANUAL: Sign("For you to check", "→", "manual"),
    Verdict.NOT_APPLICABLE: Sign("Does not apply", "–", "none"),
}
_LAW_MISSING = Sign("Not met", "✕", "missing")
_CANNOT_TELL = Sign("Cannot be told", "?", "unread")
_PARTLY_MET = Sign("Partly met", "◐", "partial")


def unread_means(why: str | None) -> str:
    """What it means that a document has no verdicts; ``why`` is the code of the reason."""
    return _UNREAD + (_OUR_FAULT if why == "internal-error" else _NO_TEXT)


def sign(verdict: Verdict, force: str = "guidance") -> Sign:
    """How the verdict of a rule is shown: only a demand of the law that was not found is "Not met"."""
    return _LAW_MISSING if verdict is Verdict.MISSING and force == "law" else _SIGNS[verdict]


def minimum_sign(verdict: Verdict) -> Sign:
    """How a legal minimum is shown."""
    if verdict in {Verdict.UNREADABLE, Verdict.MANUAL}:
        return _CANNOT_TELL
    return _PARTLY_MET if verdict is Verdict.PARTIAL else sign(verdict, "law")


FORCES = {
    "law": "The law",
    "guidance": "Statutory guidance",
    "good-practice": "Good practice",
}
"""Force of a rule -> its name, where a pack has no other word for it (model.Wording)."""

REASONS = {
    "weak": "vague, or short of what is asked",
    "planned": "only planned",
    "denied": "said not to be done",
    "dates": "its dates do not fit together",
    "late": "later than is asked",
}
"""Reason of a partial verdict -> what to say after its word."""

DOUBTS = {
    Doubt.DENIED: "Says that this is not done or not in place.",
    Doubt.PLANNED: "Speaks of a plan, not of something done.",
    Doubt.CONDITIONAL: "Says what may or would be done, not what is done.",
    Doubt.QUOTING: "Quotes the law or its guidance.",
    Doubt.SUPPLIERS_ONLY: "Is addressed to suppliers only.",
    Doubt.OTHER_YEAR: "Is about another year.",
    Doubt.OTHER_DOCUMENT: "Is about another document.",
    Doubt.DEFINITION: "Explains a term.",
}
WEAK = "On the point, but vague or short of what is asked."

DOCUMENT_TYPES = {
    DocumentType.STATEMENT: "Modern slavery statement",
    DocumentType.POLICY: "A policy, not a statement",
    DocumentType.NOT_REQUIRED: "Says that no statement is required",
    DocumentType.OTHER: "Another kind of document",
    DocumentType.UNKNOWN: "Not known",
}

FACTS = {
    "organisation": "Organisation",
    "entity_type": "Kind of organisation",
    "year_start": "Financial year began",
    "year_end": "Financial year ended",
    "approval_date": "Approved on",
    "signatory": "Signed by",
    "signatory_role": "Role of the signatory",
    "sign_date": "Signed on",
}
"""Facts in the order in which they are shown -> their names."""

ENGINES = {
    "pdfium": "text layer",
    "pdfplumber": "text layer, second reader",
    "ocr": "character recognition (OCR)",
    "none": "not read",
}
"""Engine of a page note -> what it read."""

FORMATS = {
    "pdf": "PDF",
    "docx": "Word document (DOCX)",
    "html": "web page (HTML)",
    "text": "plain text",
    "md": "Markdown",
}

CANNOT_SEE = (
    ("Whether it is true.", "A statement can say anything. “No cases were found” is a disclosure, not proof."),
    (
        "Whether it is enough.",
        "“Met” means that the statement says something on the point as done or in place, not that this is sufficient.",
    ),
    (
        "Whether the organisation must publish.",
        "Turnover, subsidiaries and the countries it does business in decide that; they stand in accounts, not in statements.",
    ),
    (
        "What stands outside the document.",
        "The link on the home page, the entry in the register, policies and lists behind a link were not opened.",
    ),
    (
        "Pictures.",
        "A signature that is only a picture, and text inside charts or photographs, are not seen. The typed name below is.",
    ),
    (
        "Unusual wording.",
        "The rules look for words, near each other and under headings, and for what casts doubt on them. Hints and irony pass by.",
    ),
)
"""What the program cannot see, as (short, longer); the whole list is docs/what-it-does-not-see.md."""

PURPOSE = model.PURPOSE

_UNREAD = "No verdict was given. This says nothing about the organisation: its statement may be complete. "
_NO_TEXT = "Only the file, as it lies here, gave no text that could be judged."
_OUR_FAULT = "Nor does it say anything about the file: the fault is msa-check’s own."

_MONTHS = "January February March April May June July August September October November December".split()
_NUMBERS = "none one two three four five six seven eight nine ten".split()


def date_words(iso: str) -> str:
    """Tell "2022-03-31" as "31 March 2022", "2022-03" as "March 2022"; anything else as it is."""
    parts = iso.split("-")
    if not 1 < len(parts) <= 3 or not all(p.isdecimal() for p in parts) or not 1 <= int(parts[1]) <= 12:
        return iso
    month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) == 3 else month


def basis_words(basis: Basis) -> str:
    """Where a rule comes from: the act or guidance, with its section."""
    if not basis.section:
        return basis.source
    return f"{basis.source}, " + (
        f"section {basis.section}" if basis.section[0].isdigit() else f"part on {basis.section}"
    )


def upper_first(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def number_words(n: int) -> str:
    """Numbers to ten as words, others as digits."""
    return _NUMBERS[n] if 0 <= n <= 10 else f"{n:,}"


def how_many(n: int, what: str, many: str = "") -> str:
    """A number with its noun: "1 document", "1,200 documents"; ``many`` where the plural is more than an s."""
    return f"{n:,} {what if n == 1 else many or what + 's'}"


def and_list(items: Sequence[str]) -> str:
    """Tell a list as "a", "a and b" or "a, b and c"."""
    return (
        items[0]
        if len(items) == 1
        else ", ".join(items[:-1]) + (" and " if items else "") + (items[-1] if items else "")
    )


def page_words(pages: Iterable[int], *, limit: int = 12) -> str:
    """Tell pages as "page 3" or "pages 1 to 3 and 7"; runs joined, at most ``limit`` runs shown."""
    wanted = sorted(set(pages))
    runs: list[list[int]] = []
    for p in wanted:
        if runs and p == runs[-1][-1] + 1:
            runs[-1].append(p)
        else:
            runs.append([p])
    shown: list[str] = []
    for r in runs:
        shown += [f"{r[0]} to {r[-1]}"] if len(r) > 2 else [str(p) for p in r]
    if len(shown) > limit:
        shown = [*shown[:limit], f"{len(shown) - limit} more"]
    return ("page " if len(wanted) == 1 else "pages ") + and_list(shown) if wanted else "no page"
