"""Silences: what counts as named, what as spoken of, and what the lists of risks must be to load."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from msa_check import shelf
from msa_check.errors import RuleFault, UsageError
from msa_check.model import Kind, Passage
from msa_check.silences import Screener, Screening, ranked, risks

if TYPE_CHECKING:
    from pathlib import Path

LISTS = risks.load()
SCREENER = Screener(LISTS)


def _record(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {
        "source": "amber.txt",
        "status": "ok",
        "metadata": {},
        "facts": {"organisation": "Amber Ltd", "year_end": "2026-03-31"},
        "unread_pages": [],
        "findings": [],
        **more,
    }


def _passages(*texts: str, heading: str = "", lead_in: str = "", kind: Kind = Kind.PARAGRAPH) -> list[Passage]:
    return [Passage(t, n, 1, kind, heading, lead_in) for n, t in enumerate(texts, 1)]


def _screen(*texts: str, **more: Any) -> Screening:  # noqa: ANN401 - fields of a passage
    return SCREENER.screen(_passages(*texts, **more), _record())


def _silent(*texts: str, **more: Any) -> set[str]:  # noqa: ANN401 - fields of a passage
    return {n.thing.id for n in _screen(*texts, **more).silences}


def _named(*texts: str) -> set[str]:
    return {n.thing.id for n in _screen(*texts).named}


# ------------------------------------------------------------------------------------------------ named


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("We buy cocoa for our puddings.", "cocoa"),
        ("The company imports cotton.", "cotton"),
        ("Our main ingredients are flour, sugar and rice.", "rice"),
        ("We design and sell clothing for walkers.", "garments"),
        ("Our suppliers are located in Spain, China and Japan.", "china"),
        ("We have offices in London and Dubai.", "uae"),
        ("Turkish factories make most of our towels, and we are glad of it.", "turkey"),
        ("Our workforce includes 200 seasonal workers.", "seasonal"),
        ("We use third parties for cleaning and security services.", "cleaning"),
    ],
)
def test_what_is_bought_made_used_or_worked_in_is_named(text: str, thing: str) -> None:
    assert thing in _named(text)
    assert thing in _silent(text)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("We do not buy cotton.", "cotton"),
        ("We no longer source garments from Myanmar.", "myanmar"),
        ("Our software serves clients in the clothing industry.", "garments"),
        ("We export our cheese to customers in China and Japan.", "china"),
        ("Our branch is on Amber Street; Amber Seafood Limited is our parent company.", "fish"),
        ("The company holds the Investors in People Gold award and sells lamps.", "gold"),
        ("We repair the social fabric of our towns and sell lamps.", "textiles"),
        ("We make turkey pies in our factory.", "turkey"),
        ("Registered office: 4 Amber Road, Dubai, telephone 123; our company sells lamps.", "uae"),
        ("Our agile delivery services are used by banks.", "warehousing"),
        ("We operate ten Thai restaurants in England.", "thailand"),
        ("We are a subsidiary of Amber Holdings, incorporated in China.", "china"),
        ("If you buy cocoa, taste it.", "cocoa"),
    ],
)
def test_a_denial_a_customer_a_name_or_another_sense_is_no_mention(text: str, thing: str) -> None:
    assert thing not in _named(text)


def test_a_good_said_to_come_only_from_elsewhere_does_not_count() -> None:
    assert "garments" not in _named("We sell clothing that is made in Portugal.")
    assert "garments" in _named("We sell clothing that is made in Vietnam.")
    assert "cattle" not in _named("We buy beef from farms in Scotland.")
    assert "cattle" in _named("We buy beef from farms in Brazil.")
    assert "cocoa" in _named("We buy cocoa from a trader in Belgium.")


def test_the_origin_that_the_list_names_is_told() -> None:
    (tea,) = [n for n in _screen("We buy tea from Kenya and from Spain.").named if n.thing.id == "tea"]
    assert tea.countries == ("kenya",)


def test_items_of_a_list_belong_to_what_introduces_it() -> None:
    items = _passages("Japan", "China", kind=Kind.LIST_ITEM, lead_in="We currently operate in the following countries:")
    assert [n.thing.id for n in SCREENER.screen(items, _record()).silences] == ["china"]


# ------------------------------------------------------------------------------------------------ spoken of


@pytest.mark.parametrize(
    "more",
    [
        "We buy cocoa, which we know to be at risk of child labour.",
        "We buy cocoa. All of it is certified by Fairtrade.",
        "We buy cocoa. These suppliers must comply with our rules.",
        "We are growing. We buy cocoa. We sell puddings. In May we audited the suppliers on site.",
    ],
)
def test_a_risk_or_an_action_beside_it_ends_the_silence(more: str) -> None:
    screening = _screen(more)
    assert "cocoa" not in {n.thing.id for n in screening.silences}
    assert "cocoa" in {n.thing.id for n in screening.spoken}


def test_a_risk_told_of_it_by_name_elsewhere_ends_the_silence() -> None:
    far = [f"Sentence {n} is about our history." for n in range(20)]
    assert "cocoa" in _silent("We buy cocoa.", *far)
    assert "cocoa" not in _silent("We buy cocoa.", *far, "We traced our cacao to its villages.")


def test_a_risk_told_of_what_it_belongs_to_ends_the_silence() -> None:
    far = [f"Sentence {n} is about our history." for n in range(20)]
    assert "india" not in _silent("Our suppliers are in India.", *far, "We audit factories in Asia.")


def test_a_general_sentence_far_off_does_not_end_it_but_is_shown() -> None:
    far = [f"Sentence {n} is about our history." for n in range(20)]
    (silence,) = _screen("We buy cocoa.", *far, "Our supply chains carry a risk of forced labour.").silences
    assert silence.nearest is not None
    assert silence.nearest.text == "Our supply chains carry a risk of forced labour."
    assert [q.text for q in silence.quotes] == ["We buy cocoa."]


def test_that_nothing_was_said_on_risk_is_told() -> None:
    (silence,) = _screen("We buy cocoa.").silences
    assert silence.nearest is None


def test_what_the_rules_found_on_risk_is_the_nearest() -> None:
    evidence = {
        "page": 2,
        "quote": "Risks are high.",
        "heading": "",
        "doubt": None,
        "passage": 9,
        "strength": "met",
        "source": "rule",
        "ocr": False,
    }
    made = _record(findings=[{"rule": "risks-identified", "verdict": "met", "evidence": [evidence]}])
    (silence,) = SCREENER.screen(_passages("We buy cocoa."), made).silences
    assert silence.nearest is not None
    assert (silence.nearest.text, silence.nearest.page) == ("Risks are high.", 2)


def test_what_stands_under_a_heading_on_risk_is_spoken_of() -> None:
    assert "cocoa" in _silent("We buy cocoa.", heading="Our products")
    assert "cocoa" not in _silent("We buy cocoa.", heading="Where risks are high")


def test_the_documents_own_title_is_no_heading_on_risk() -> None:
    assert "cocoa" in _silent("We buy cocoa.", heading="Modern slavery statement: steps and policies")


def test_the_top_of_a_list_on_risk_speaks_of_its_items() -> None:
    intro = Passage("The risks are greatest for workers of agencies. We look at:", 1)
    item = Passage("Cleaning services of our offices", 2, None, Kind.LIST_ITEM, "", "We look at:")
    assert {n.thing.id for n in SCREENER.screen([intro, item], _record()).silences} == set()


# ------------------------------------------------------------------------------------------------ the list


def test_a_statement_read_in_part_is_marked() -> None:
    screening = SCREENER.screen(_passages("We buy cocoa."), _record(status="partial", unread_pages=[3]))
    assert (screening.state, screening.unread_pages) == ("part-read", (3,))


def test_the_order_is_by_silences_then_by_what_is_spoken_of() -> None:
    def made(source: str, *texts: str) -> Screening:
        return SCREENER.screen(_passages(*texts), _record(source=source))

    two = made("c", "We buy cocoa. We buy cotton.")
    open_one = made("a", "We buy cocoa.", *["Sentence."] * 9, "We traced our cotton: we buy cotton with care.")
    one = made("b", "We buy cocoa.")
    assert [s.source for s in ranked([open_one, one, two])] == ["c", "b", "a"]


def test_no_passages_no_mentions() -> None:
    assert _screen().named == ()


# ------------------------------------------------------------------------------------------------ the files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(shelf.rules_dir() / "risk", tmp_path / "risk")
    return tmp_path / "risk"


def test_every_source_is_dated_linked_and_says_what_was_verified() -> None:
    assert {s.status for s in LISTS.sources}
    for s in LISTS.sources:
        assert s.link.startswith("https://")
        assert re.fullmatch(r"\d{4}-\d{2}", s.date)
        assert "verified" in s.status
    assert {t.kind for t in LISTS.things} == {"good", "place", "labour", "sector"}


def test_the_lists_are_no_rule_pack() -> None:
    assert "risk" not in shelf.packs()


def test_the_id_names_the_content(folder: Path) -> None:
    assert risks.load(folder).id == LISTS.id
    with (folder / "places.yaml").open("a", encoding="utf-8") as f:
        f.write("# a remark\n")
    assert risks.load(folder).id != LISTS.id


def test_every_fault_is_told_at_once_with_its_file_and_line(folder: Path) -> None:
    goods = folder / "goods.yaml"
    text = goods.read_text(encoding="utf-8")
    text = text.replace("named: [cocoa, cacao, chocolate|chocolates]", 'named: ["cocoa ("]', 1)
    text = text.replace("forced: [ivory-coast, nigeria]", "forced: [atlantis]", 1).replace('"2024-09"', '"soon"', 1)
    goods.write_text(text, encoding="utf-8")
    places = (folder / "places.yaml").read_text(encoding="utf-8").replace("sure: high", "sure: certain", 1)
    (folder / "places.yaml").write_text(places, encoding="utf-8")
    with pytest.raises(RuleFault) as caught:
        risks.load(folder)
    told = str(caught.value)
    line = 1 + text[: text.index('["cocoa (')].count("\n")
    assert f"goods.yaml:{line}: things.0.named: found a phrase that does not parse" in told
    assert "found 'atlantis', expected an id of countries.yaml" in told
    assert "found 'soon', expected a date such as 2024-09" in told
    assert "places.yaml:" in told
    assert "found 'certain', expected 'high', 'medium' or 'low'" in told


def test_a_missing_word_list_and_a_double_id_are_told(folder: Path) -> None:
    words = folder / "_words.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("  refers-back:", "  refers:", 1), encoding="utf-8")
    labour = folder / "labour.yaml"
    labour.write_text(labour.read_text(encoding="utf-8").replace("id: seasonal", "id: agency", 1), encoding="utf-8")
    with pytest.raises(RuleFault) as caught:
        risks.load(folder)
    assert "found no list 'refers-back', expected one" in str(caught.value)
    assert "found 'agency' again, expected an id of its own" in str(caught.value)


def test_a_list_that_nothing_can_be_found_by_is_told(folder: Path) -> None:
    goods = folder / "goods.yaml"
    text = goods.read_text(encoding="utf-8")
    text = text.replace("named: [cocoa, cacao, chocolate|chocolates]", 'named: ["!cocoa"]', 1)
    goods.write_text(text, encoding="utf-8")
    words = folder / "_words.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "  more: []\n", encoding="utf-8")
    with pytest.raises(RuleFault) as caught:
        risks.load(folder)
    told = "found no phrase but false friends, expected a phrase to look for"
    assert f"things.0.named: {told}" in str(caught.value)
    assert f"lists.more: {told}" in str(caught.value)


def test_no_folder_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder of risk lists"):
        risks.load(tmp_path / "nowhere")
