"""The register's CSV file: encodings, quotation marks and damage, and every line of the file accounted for."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msa_check.errors import UsageError
from msa_check.register.table import read

if TYPE_CHECKING:
    from pathlib import Path

    from msa_check.register.table import Table

COLUMNS = (
    "StatementYear",
    "OrganisationName",
    "Address",
    "CompanyNumber",
    "GroupSubmission",
    "StatementURL",
    "StatementEndDate",
    "StatementIncludesTraining",
    "NoTrainingReason",
)


def _row(name: str, reason: str = "", address: str = "1 Mill Lane\r\nAshby") -> list[str]:
    return ["2022", name, address, "00012345", "No", "https://amber.example/msa.pdf", "31/03/2022", "No", reason]


def _csv(*rows: list[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def _names(table: Table) -> list[str]:
    return [r.cells[1] for r in table.rows]


def _accounts_for_every_line(table: Table) -> bool:
    spans = sorted([(r.first, r.last) for r in table.rows] + [(x.first, x.last) for x in table.left_out])
    lines = sum(last - first + 1 for first, last in spans)
    apart = all(a[1] < b[0] for a, b in pairwise(spans))
    return apart and 1 + lines + table.blank == table.lines  # 1: the head


GOOD = _csv(_row("AMBER POTS LIMITED"), _row("BIRCH & SON LTD", "not yet"), _row("CEDAR (UK) LTD", "=1+1"))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (GOOD.encode(), "UTF-8"),
        (GOOD.encode("utf-8-sig"), "UTF-8"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.replace("AMBER", "AMBÉR").encode("cp1252"), "Windows-1252"),
        (GOOD.replace("\r\n", "\n").encode(), "UTF-8"),
        (GOOD.replace(",", ";").encode(), "UTF-8"),
        (("sep=,\r\n" + GOOD).encode(), "UTF-8"),
        ((GOOD + "\r\n\r\n").encode(), "UTF-8"),
        (GOOD.removesuffix("\r\n").encode(), "UTF-8"),
    ],
)
def test_a_sound_file_in_any_spelling(data: bytes, encoding: str) -> None:
    table = read(data)
    assert table.encoding == encoding
    assert [n.replace("É", "E") for n in _names(table)] == ["AMBER POTS LIMITED", "BIRCH & SON LTD", "CEDAR (UK) LTD"]
    assert table.left_out == ()
    assert [r.note for r in table.rows] == ["", "", ""]
    assert table.rows[0].cells[2].replace("\r", "") == "1 Mill Lane\nAshby"


def test_other_encodings_are_told() -> None:
    assert "Windows-1252" in read(GOOD.replace("AMBER", "AMBÉR").encode("cp1252")).notes[0]
    twice = GOOD.replace("AMBER", "£MBÉR").encode().decode("cp1252").encode()
    assert _names(read(twice))[0] == "£MBÉR POTS LIMITED"
    assert "encoded twice" in read(twice).notes[0]


def test_marks_that_are_not_doubled_stay_in_their_cell() -> None:
    broken = GOOD.replace("not yet", '"we call it "later" here"')
    table = read(broken.encode())
    assert table.rows[1].cells[8] == 'we call it "later" here'
    assert "not doubled" in table.rows[1].note
    assert len(table.rows) == 3


def test_marks_before_a_comma_are_told_by_the_typed_columns() -> None:
    broken = GOOD.replace("1 Mill Lane\r\nAshby", 'The "Mill", Ashby', 1)
    table = read(broken.encode())
    assert table.rows[0].cells[2] == 'The "Mill", Ashby'
    assert len(table.rows) == 3
    assert table.left_out == ()


def test_a_comma_without_marks_is_joined_where_only_one_way_fits() -> None:
    broken = GOOD.replace('"1 Mill Lane\r\nAshby"', "1 Mill Lane, Ashby", 1).replace(
        "AMBER POTS LIMITED", '"AMBER, POTS"'
    )
    table = read(broken.encode())
    assert {r.cells[1] for r in table.rows} >= {"BIRCH & SON LTD", "CEDAR (UK) LTD"}
    assert _accounts_for_every_line(table)
    assert len(table.rows) + len(table.left_out) == 3


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('2022,OOPS LTD,"never closed', "never closed"),
        ("2022,OOPS LTD,short", "3 cells"),
        ("2022," + "x," * 40 + "x", "cells"),
        (",,,,,,,,", "empty"),
    ],
)
def test_a_damaged_row_is_named_and_harms_no_other(bad: str, why: str) -> None:
    head, first, rest = GOOD.partition("2022,BIRCH")
    table = read((head + bad + "\r\n" + first + rest).encode())
    assert _names(table) == ["AMBER POTS LIMITED", "BIRCH & SON LTD", "CEDAR (UK) LTD"]
    (left,) = table.left_out
    assert why in left.why
    assert (left.first, left.last) == (4, 4)
    assert _accounts_for_every_line(table)


def test_a_row_that_would_swallow_the_next_is_refused() -> None:
    table = read(GOOD.replace("2022,BIRCH", '2022,oops,"broken\r\n2022,BIRCH').encode())
    assert _names(table) == ["AMBER POTS LIMITED", "BIRCH & SON LTD", "CEDAR (UK) LTD"]
    assert len(table.left_out) == 1


def test_a_year_at_the_beginning_of_a_line_is_no_new_row() -> None:
    told = _row("AMBER POTS LIMITED", "Plans:\r\n2021, we began\r\n2022, we go on")
    table = read(_csv(told, _row("BIRCH & SON LTD")).encode())
    assert _names(table) == ["AMBER POTS LIMITED", "BIRCH & SON LTD"]
    assert table.rows[0].cells[8].endswith("we go on")


def test_columns_may_stand_in_any_order_with_others_among_them() -> None:
    table = read(b"Extra,CompanyNumber,OrganisationName,Extra\r\n1,2,AMBER LTD,4\r\n")
    assert table.columns == ("Extra", "CompanyNumber", "OrganisationName", "Extra")
    assert table.rows[0].cells == ("1", "2", "AMBER LTD", "4")
    assert "Extra" in table.notes[0]


@pytest.mark.parametrize(
    "data", [b"", b"a,b,c\r\n1,2,3\r\n", b"%PDF-1.4\n", b"\xff\xfe\x00", b"PK\x03\x04" + b"\0" * 100]
)
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="no file of the register"):
        read(data, "x.csv")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='2022,"\r\n ab;', max_size=200), st.integers(0, 400))
def test_whatever_is_damaged_every_line_is_accounted_for(junk: str, at: int) -> None:
    head, _, body = GOOD.partition("\r\n")
    at = min(at, len(body))
    table = read(f"{head}\r\n{body[:at]}{junk}{body[at:]}".encode())
    assert _accounts_for_every_line(table)
    assert all(len(r.cells) == len(COLUMNS) for r in table.rows)


def test_the_real_file_comes_in_whole(shared: Path) -> None:
    path = shared / "registry" / "StatementSummaries2022-food.csv"
    if not path.is_file():
        pytest.skip(f"the register's file is not here ({path})")
    table = read(path.read_bytes())
    assert (len(table.columns), len(table.rows), len(table.left_out)) == (73, 689, 0)
    assert _accounts_for_every_line(table)
    again = read(path.read_bytes().replace(b'""', b'"'))  # as the register's own program writes it
    assert [r.cells for r in again.rows] == [r.cells for r in table.rows]
