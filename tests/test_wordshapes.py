"""How months, capitals and names look."""

from __future__ import annotations

import re

import pytest

from msa_check.wordshapes import CAPITAL, MONTH, NAME


@pytest.mark.parametrize("letter", list("AZÀÖØÞĀŁŠŻŽČĐİŐŒȘȚƏ"))
def test_capitals_of_every_latin_alphabet(letter: str) -> None:
    assert re.fullmatch(CAPITAL, letter)


@pytest.mark.parametrize("sign", list("azßöłš×÷1 -ΔЖ"))
def test_what_is_no_latin_capital(sign: str) -> None:
    assert not re.fullmatch(CAPITAL, sign)


@pytest.mark.parametrize(
    "name", ["Jane Okoro", "J. R. Okoro-Vale", "Dr Łucja van der Berg", "O’Neil Şen", "Lady Vale of Moor", "R.N Okoro"]
)
def test_a_name(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("text", ["jane Okoro", "Jane", "Jane okoro", "3 Okoro", "Jane, Okoro"])
def test_what_is_no_name(text: str) -> None:
    assert not NAME.fullmatch(text)


def test_a_month_is_a_whole_word() -> None:
    assert [m[0] for m in re.finditer(rf"\b{MONTH}", "may, march, maybe, sept, septic, dec, decide")] == [
        "may",
        "march",
        "sept",
        "dec",
    ]
