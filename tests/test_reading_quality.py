"""Garbled text, other languages and mends."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from msa_check.reading import read_bytes
from msa_check.reading.repair import mend

GOOD = (
    "This statement is made under section 54 of the Modern Slavery Act 2015 and sets out the steps that we have taken in "
    "the year to look for forced labour and human trafficking in our business and in our supply chains. We trained all of "
    "our buyers and visited seven of the eleven farms from which we buy, and we will go to the other four in the next year. "
)


def why(text: str) -> str | None:
    return read_bytes(text.encode(), "statement.txt").why


def test_good_text_is_not_refused() -> None:
    assert why(GOOD) is None


def test_text_without_spaces_is_garbled() -> None:
    assert why(GOOD.replace(" ", "") * 3) == "garbled"


def test_text_that_lost_its_spaces_in_most_lines_is_garbled() -> None:
    assert why(f"{GOOD} {GOOD.replace(' ', '')} {GOOD.replace(' ', '')}") == "garbled"
    assert why(f"{GOOD} {GOOD} {GOOD.replace(' ', '')[:60]}") != "garbled"


def test_letters_set_apart_are_garbled() -> None:
    assert why(" ".join(GOOD.replace(" ", "")) * 2) == "garbled"


def test_unknown_glyphs_are_garbled() -> None:
    assert why(" ".join(f"(cid:{(7 * n) % 91 + 300})" for n in range(900))) == "garbled"
    assert why("\ufffd\ufffd\ufffd word " * 80) == "garbled"


def test_shuffled_letters_are_garbled() -> None:
    shift = str.maketrans("abcdefghijklmnopqrstuvwxyz", "zxwvtsrqpnmlkjhgfdcbyoieua")
    assert why(GOOD.lower().translate(shift) * 3) in {"garbled", "not-english"}


def test_glyph_numbers_that_give_words_are_mended() -> None:
    coded = "".join(f"(cid:{ord(c) - 29})" for c in GOOD)
    assert mend(coded).strip() == GOOD.strip()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Cette déclaration est publiée en vertu de la loi et décrit les mesures que nous avons prises contre le travail forcé. "
            * 6,
            "French",
        ),
        (
            "Esta declaración se publica de acuerdo con la ley y describe las medidas que hemos tomado contra el trabajo forzoso. "
            * 6,
            "Spanish",
        ),
        (
            "Gwneir y datganiad hwn o dan y ddeddf ac mae'n nodi'r camau yr ydym wedi eu cymryd yn erbyn llafur gorfodol yn ein busnes. "
            * 6,
            "Welsh",
        ),
    ],
)
def test_other_languages_are_named_and_not_judged(text: str, language: str) -> None:
    s = read_bytes(text.encode(), "statement.txt")
    assert (s.status, s.why) == ("unread", "not-english")
    assert language in s.detail


def test_a_few_words_hold_no_statement() -> None:
    s = read_bytes(b"nan", "statement.txt")
    assert (s.why, s.passages) == ("no-statement-text", ())
    assert "1 word." in s.detail


def test_a_rare_language_is_named_in_plain_english() -> None:
    text = "Dës Erklärung gëtt am Kader vum Gesetz gemaach a beschreift d'Moossnamen déi mir géint d'Zwangsaarbecht geholl hunn. "
    s = read_bytes((text * 6).encode(), "statement.txt")
    assert (s.why, s.detail) == ("not-english", "The text is not in English. It seems to be Luxembourgish.")


def _short_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 700, "Modern slavery statement of Pettigrew Mills Limited for 2026")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "detail", "cure"),
    [
        ("a.pdf", _short_pdf(), "It holds 8 words.", "Look at its pages:"),
        ("a.txt", b"Modern slavery", "It holds 2 words.", "Give the file that holds the statement."),
        (
            "a.html",
            b"<html><body><p>Modern slavery</p></body></html>",
            "It holds 2 words outside menus.",
            "Open the page in a browser and save the statement itself.",
        ),
    ],
)
def test_what_to_do_about_a_few_words_depends_on_the_kind_of_file(
    name: str, data: bytes, detail: str, cure: str
) -> None:
    s = read_bytes(data, name)
    assert (s.why, s.detail) == ("no-statement-text", f"The text of a statement is not in the file. {detail}")
    assert s.cure.startswith(cure)
    assert ("browser" in s.cure) is (name == "a.html")


@pytest.mark.parametrize(
    ("spoiled", "mended"),
    [
        ("human traf cking", "human trafficking"),
        ("TRAF CKING", "TRAFFICKING"),
        ("our of ces", "our offices"),
        ("dif icult and ef icient", "difficult and efficient"),
        ("of icers who of er their ef orts", "officers who offer their efforts"),
        ("human TRAF ICKING", "human TRAFFICKING"),
        ("tonnes of ice and of others", "tonnes of ice and of others"),
        ("eﬀective ﬁles", "effective files"),
        ("soft\xadhyphen", "softhyphen"),
        ("a reef and a tree", "a reef and a tree"),
    ],
)
def test_known_damage_is_mended(spoiled: str, mended: str) -> None:
    assert mend(spoiled) == mended


def test_the_damaged_real_texts_are_refused_and_hardly_any_other(shared: object) -> None:
    from pathlib import Path

    folder = Path(str(shared)) / "texts"
    faults = [read_bytes(f.read_bytes(), f.name).why for f in sorted(folder.glob("*.txt"))]
    assert len(faults) > 500
    assert faults.count("garbled") <= 5
    assert sum(x is not None for x in faults) <= 10
