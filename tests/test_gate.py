"""What kind of document it is: only a statement is judged, and a report says why it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from msa_check.gate import document_type
from msa_check.model import DocumentType, Statement
from msa_check.reading import read_bytes

STATEMENT = """Modern Slavery Statement

This statement is made under section 54 of the Modern Slavery Act 2015 for the year ended 31 March 2025.

Hobbin and Daughters Limited buys wool from eleven farms. We asked each of them how its shearers are found and paid, and
saw no sign of forced labour.
"""
POLICY = """Anti-slavery policy

The purpose of this policy is to keep modern slavery out of our business. This policy applies to everybody who works for us.

You must read, understand and comply with this policy. A breach of this policy is gross misconduct. This policy does not
form part of any contract.
"""
PROSE = "The yard was busy in the spring and quiet in the autumn, and the price of {n} tonnes of wool fell by a tenth. "


def kind(text: str) -> tuple[DocumentType, str]:
    return document_type(read_bytes(text.encode(), "text.txt"))


def report(*rows: str, pages: int = 20) -> str:
    filler = [
        "\n\n".join(f"{PROSE.format(n=9 * page + k)}{PROSE.format(n=100 + 9 * page + k)}" for k in range(9))
        for page in range(pages)
    ]
    filler[pages // 2] += "\n\n" + "\n\n".join(rows)
    return "\f".join(["Hobbin plc\n\nAnnual report 2025", *filler])


def test_a_statement_is_judged() -> None:
    assert kind(STATEMENT) == (DocumentType.STATEMENT, "")


def test_a_policy_is_not() -> None:
    what, why = kind(POLICY)
    assert what is DocumentType.POLICY
    assert "policy" in why


def test_a_document_about_other_things_is_not() -> None:
    what, why = kind("Gender pay report\n\n" + PROSE.format(n=3) * 3)
    assert what is DocumentType.OTHER
    assert "does not mention slavery" in why


@pytest.mark.parametrize(
    "saying",
    [
        "The company is not required to publish a modern slavery statement because its turnover is too small.",
        "Our turnover is below the threshold of £36 million and so no modern slavery statement is required.",
    ],
)
def test_a_document_that_says_none_is_required(saying: str) -> None:
    assert kind("Modern slavery\n\n" + saying + "\n\n" + PROSE.format(n=4))[0] is DocumentType.NOT_REQUIRED
    assert kind(report("Modern slavery", saying))[0] is DocumentType.NOT_REQUIRED


def test_a_voluntary_statement_is_judged() -> None:
    added = "We are not required to publish a statement and do so voluntarily."
    assert kind(STATEMENT + "\n" + added)[0] is DocumentType.STATEMENT


def test_what_else_a_report_need_not_prepare_is_no_matter() -> None:
    what, why = kind(
        report(
            "The company is not required to prepare a cash flow statement.",
            "We do not tolerate modern slavery and say more on our website.",
        )
    )
    assert what is DocumentType.OTHER
    assert "long report" in why


def test_a_voluntary_pension_in_a_report_is_no_voluntary_statement() -> None:
    text = report(
        "Staff may pay into the pension voluntarily.",
        "Modern slavery",
        "We are not required to publish a modern slavery statement.",
    )
    assert kind(text)[0] is DocumentType.NOT_REQUIRED


def test_a_statement_inside_a_report_is_judged() -> None:
    rows = [r.replace("\n", " ") for r in STATEMENT.split("\n\n")]
    more = (
        "We visited farms to look for forced labour, trained our buyers to spot slavery and human trafficking and asked shearers. "
        * 8
    )
    s = read_bytes(report(*rows, more).encode(), "report.txt")
    assert s.span is not None
    assert document_type(s) == (DocumentType.STATEMENT, "")


def test_a_menu_or_listing_that_names_a_statement_is_none() -> None:
    what, why = kind(
        "Hobbin and Daughters\n\nPrivacy | Modern Slavery Statement 2024 | Cookies\n\n" + PROSE.format(n=5) * 2
    )
    assert what is DocumentType.OTHER
    assert "no sentence" in why


def test_a_very_short_statement_is_judged() -> None:
    text = "Modern slavery\n\nHobbin Limited does not tolerate slavery or human trafficking in any part of its business or among its suppliers."
    assert kind(text)[0] is DocumentType.STATEMENT


def test_an_unread_document_is_unknown() -> None:
    s = Statement(
        source="x", sha256="", format="pdf", status="unread", why="encrypted", detail="The file needs a password."
    )
    assert document_type(s) == (DocumentType.UNKNOWN, "The file needs a password.")


@pytest.mark.parametrize("text", ["Gender pay report\n\n" + PROSE.format(n=3) * 3, report("Modern slavery matters.")])
def test_where_pages_were_not_read_nothing_is_said_of_the_whole(text: str) -> None:
    read = read_bytes(text.encode(), "text.txt")
    assert document_type(read)[0] is DocumentType.OTHER
    what, why = document_type(replace(read, status="partial", pages=90, unread_pages=(2, 3)))
    assert what is DocumentType.UNKNOWN
    assert "2 of 90 pages were not read" in why
    assert "does not mention" not in why


def test_a_code_of_conduct_is_no_statement() -> None:
    duties = (
        "Suppliers must not use forced labour or human trafficking, and every worker is free to leave after notice. "
    )
    text = f"Ethical Code of Conduct\n\n{duties * 4}\n"
    what, why = document_type(read_bytes(text.encode(), "code.txt"))
    assert what is DocumentType.POLICY
    assert "code of conduct" in why
    said = (
        text
        + "\nThis statement is made under section 54 of the Modern Slavery Act 2015 and sets out the steps we took.\n"
    )
    assert document_type(read_bytes(said.encode(), "code.txt"))[0] is DocumentType.STATEMENT
