"""The lists of high-risk goods, places, labour and lines of business: YAML files to Risks, every fault with its line.

Nothing here looks at a statement. The files stand in rules/risk/; how to edit them is told in docs/silences.md.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msa_check import language, shelf
from msa_check.errors import RuleFault, UsageError
from msa_check.rulefiles import Strict, placed, read_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Kind = Literal["good", "place", "labour", "sector"]
Origin = Literal["anywhere", "unless-elsewhere", "listed"]

FILES: Mapping[str, Kind] = {"goods": "good", "places": "place", "labour": "labour", "sectors": "sector"}
"""Name of each file of things -> the kind of things it holds."""
WORDS = (
    "deals works uses is-own-business own risk action action-weak risk-heading refers-back chain people denied sold-to not-after served served-after "
    "elsewhere origin is-own-line"
).split()
"""The phrase lists that _words.yaml must hold; a thing may name more of them in ``wider``."""
_ID = re.compile(r"[a-z][a-z0-9-]*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class _SourceFile(Strict):
    id: str
    title: str
    publisher: str
    edition: str
    date: str
    link: str
    status: str
    note: str = ""


class _ThingFile(Strict):
    id: str
    title: str
    named: tuple[str, ...] = ()
    country: str = ""
    wider: tuple[str, ...] = ()
    child: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    origin: Origin = "unless-elsewhere"
    figure: str = ""
    source: str
    sure: Literal["high", "medium", "low"]
    note: str = ""


class RiskFile(Strict):
    """The schema of a file of goods, places, labour or sectors."""

    kind: Kind
    title: str
    sources: list[_SourceFile]
    things: list[_ThingFile]


class _CountriesFile(Strict):
    kind: Literal["countries"]
    names: dict[str, list[str]]


class _WordsFile(Strict):
    kind: Literal["words"]
    lists: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a thing's risk is told: a public list or figure, with its edition, date (ISO) and what was verified."""

    id: str
    title: str
    publisher: str
    edition: str
    date: str
    link: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A good, a place, a kind of labour or a line of business that a public source ties to a high risk."""

    id: str
    kind: Kind
    title: str
    named: tuple[str, ...]
    """Phrases by which a statement names it."""
    wider: tuple[str, ...]
    """Phrases for what it belongs to: a risk or an action told of that counts as told of it."""
    country: str
    child: tuple[str, ...]
    """Countries (ids) for which the source tells of child labour; only of goods."""
    forced: tuple[str, ...]
    """The same of forced labour."""
    origin: Origin
    figure: str
    source: Source
    sure: str
    note: str


@dataclass(frozen=True, slots=True)
class Risks:
    """All lists. ``id`` names their content: another content, another id."""

    id: str
    things: tuple[Thing, ...]
    countries: tuple[tuple[str, tuple[str, ...]], ...]
    """(country id, phrases), in the file's order."""
    words: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, phrases) of the lists of _words.yaml."""
    sources: tuple[Source, ...]


def load(folder: Path | None = None) -> Risks:
    """The lists in ``folder`` (default: those that come with the program).

    Raises RuleFault with every fault found, or UsageError when there is no such folder.
    """
    folder = folder or shelf.rules_dir() / "risk"
    if not folder.is_dir():
        raise UsageError(
            "there is no such folder of risk lists.",
            where=str(folder),
            cure=f"Give a folder that holds _words.yaml, countries.yaml and {', '.join(f'{n}.yaml' for n in FILES)}.",
        )
    faults: list[str] = []
    words = _words(folder / "_words.yaml", faults)
    countries = _countries(folder / "countries.yaml", faults)
    things: list[Thing] = []
    sources: list[Source] = []
    for name, kind in FILES.items():
        path = folder / f"{name}.yaml"
        found = read_model(path, RiskFile, faults)
        if found is None:
            continue
        if found.kind != kind:
            faults.append(placed(path, "kind", f"found {found.kind!r}, expected {kind!r}"))
        told = _sources(path, found.sources, faults)
        sources += [s for s in told.values() if s.id not in {x.id for x in sources}]  # two files may name the same
        for i, t in enumerate(found.things):
            made = _thing(path, i, t, kind, told, countries, words, faults)
            if any(x.id == t.id for x in things):
                faults.append(placed(path, f"things.{i}.id", f"found {t.id!r} again, expected an id of its own"))
            things += [made] if made else []
    if faults:
        raise RuleFault(tuple(faults))
    return Risks(_digest(folder), tuple(things), tuple(countries.items()), tuple(words.items()), tuple(sources))


def _digest(folder: Path) -> str:
    made = hashlib.sha256()
    for name in sorted(["_words", "countries", *FILES]):
        made.update((folder / f"{name}.yaml").read_bytes() + b"\0")
    return f"risk {made.hexdigest()[:12]}"


def _words(path: Path, faults: list[str]) -> dict[str, tuple[str, ...]]:
    found = read_model(path, _WordsFile, faults)
    if found is None:
        return {}
    lacking = [name for name in WORDS if name not in found.lists]
    faults += [placed(path, "lists", f"found no list {name!r}, expected one") for name in lacking]
    for name, phrases in found.lists.items():
        _phrases(path, f"lists.{name}", phrases, faults)
    return {name: tuple(phrases) for name, phrases in found.lists.items()}


def _countries(path: Path, faults: list[str]) -> dict[str, tuple[str, ...]]:
    found = read_model(path, _CountriesFile, faults)
    if found is None:
        return {}
    for name, phrases in found.names.items():
        _id(path, f"names.{name}", name, faults)
        _phrases(path, f"names.{name}", phrases, faults)
    return {name: tuple(phrases) for name, phrases in found.names.items()}


def _sources(path: Path, given: Sequence[_SourceFile], faults: list[str]) -> dict[str, Source]:
    out: dict[str, Source] = {}
    for i, s in enumerate(given):
        where = f"sources.{i}"
        _id(path, f"{where}.id", s.id, faults)
        if s.id in out:
            faults.append(placed(path, f"{where}.id", f"found {s.id!r} again, expected an id of its own"))
        if not _DATE.fullmatch(s.date):
            faults.append(placed(path, f"{where}.date", f"found {s.date!r}, expected a date such as 2024-09"))
        if not s.link.startswith("https://"):
            faults.append(placed(path, f"{where}.link", f"found {s.link!r}, expected a link that begins with https://"))
        faults += [
            placed(path, f"{where}.{key}", "found an empty text, expected one")
            for key in ("title", "publisher", "edition", "status")
            if not getattr(s, key)
        ]
        out[s.id] = Source(**s.model_dump())
    return out


def _thing(
    path: Path,
    i: int,
    t: _ThingFile,
    kind: Kind,
    sources: Mapping[str, Source],
    countries: Mapping[str, tuple[str, ...]],
    words: Mapping[str, tuple[str, ...]],
    faults: list[str],
) -> Thing | None:
    where, before = f"things.{i}", len(faults)
    _id(path, f"{where}.id", t.id, faults)
    if bool(t.named) == bool(t.country):
        faults.append(placed(path, where, "found both or neither, expected named (phrases) or country (an id)"))
    if kind != "good" and (t.child or t.forced):
        faults.append(placed(path, where, f"found countries of a {kind}, expected them of goods only"))
    given = {"child": t.child, "forced": t.forced, "country": (t.country,) if t.country else ()}
    faults += [
        placed(path, f"{where}.{key}", f"found {c!r}, expected an id of countries.yaml")
        for key, ids in given.items()
        for c in ids
        if c not in countries
    ]
    if t.source not in sources:
        faults.append(placed(path, f"{where}.source", f"found {t.source!r}, expected one of {', '.join(sources)}"))
    wider: list[str] = []
    for p in t.wider:
        if p.startswith("@") and p[1:] in words:
            wider += words[p[1:]]
        elif p.startswith("@"):
            faults.append(placed(path, f"{where}.wider", f"found {p!r}, expected a list of _words.yaml"))
        else:
            wider.append(p)
    for key, phrases in (("named", t.named), ("wider", wider)):
        if phrases:
            _phrases(path, f"{where}.{key}", phrases, faults)
    if len(faults) > before:
        return None
    return Thing(
        id=t.id,
        kind=kind,
        title=t.title,
        named=t.named or countries[t.country],
        wider=tuple(wider),
        country=t.country,
        child=t.child,
        forced=t.forced,
        origin=t.origin,
        figure=t.figure,
        source=sources[t.source],
        sure=t.sure,
        note=t.note,
    )


def _id(path: Path, where: str, found: str, faults: list[str]) -> None:
    if not _ID.fullmatch(found):
        faults.append(placed(path, where, f"found {found!r}, expected small letters, digits and hyphens"))


def _phrases(path: Path, where: str, phrases: Sequence[str], faults: list[str]) -> None:
    if all(language.is_friend(p) for p in phrases):
        faults.append(placed(path, where, "found no phrase but false friends, expected a phrase to look for"))
    for p in phrases:
        try:
            language.check_phrase(p)
        except language.PhraseError as e:
            faults.append(placed(path, where, f"found a phrase that does not parse: {e}"))
