"""Rule files to a Rulebook: strict, every fault gathered with its file and line.

Nothing here looks at a statement. The grammar of a rule file is described in rules/README.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from msa_check import language, shelf
from msa_check.errors import RuleFault, UsageError
from msa_check.kept import kept
from msa_check.model import (
    Area,
    Basis,
    Doubt,
    Example,
    Force,
    Kind,
    Minimum,
    Negative,
    Pattern,
    Rule,
    Rulebook,
    Seconded,
    Verdict,
    Wording,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

DEFAULT_PACK = "uk-s54"
MAX_BYTES = 1_000_000
MAX_DEPTH = 50

KEY_ORDER = (
    "id title area order basis force guidance_level level_source in_force_from in_force_to applies_to applies_when weighs_more_for question "
    "needs ignore negative check manual evidence not_evidence remedy good examples"
).split()
"""The order in which a rule file gives its keys."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _BasisFile(_Strict):
    act: str
    section: str = ""
    link: str = Field(default="", pattern=r"^(https://\S+)?$")
    note: str = ""


class _PatternFile(_Strict):
    all: list[str] = []
    any: list[str] = []
    none: list[str] = []
    under: list[str] = []
    unless: list[str] = []
    within: Literal["sentence", "passage"] = "sentence"
    near: int = Field(default=0, ge=0, le=200)
    ordered: bool = False
    zone: Literal["", "opening", "body", "sign-off", "ends", "title"] = ""
    kinds: list[Kind] = []
    regex: str = ""
    fact: str = ""
    rule: str = ""
    gives: Literal["met", "weak"] = "met"
    ignore: list[Doubt] = []
    aspect: str = ""
    why: str = ""

    @field_validator("all", "any", "none", "under", "unless", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class _ExampleFile(_Strict):
    text: str = Field(min_length=1)
    reason: Literal["weak", "planned", "denied"] | None = None
    heading: str = ""
    lead_in: str = ""
    kind: Kind = Kind.PARAGRAPH
    known_miss: bool = False


class _ExamplesFile(_Strict):
    met: list[str | _ExampleFile] = []
    partial: list[str | _ExampleFile] = []
    missing: list[str | _ExampleFile] = []


class RuleFile(_Strict):
    """The schema of one rule file (published by ``msa-check rules schema``)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    area: str
    order: int
    basis: _BasisFile
    force: Force
    guidance_level: Literal[1, 2] | None = None
    level_source: str = ""
    in_force_from: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    in_force_to: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    applies_to: list[str] = []
    applies_when: list[str] = []
    weighs_more_for: list[str] = []
    question: str
    needs: int = Field(default=1, ge=1, le=9)
    ignore: list[Doubt] = []
    negative: Negative | None = None
    check: str = ""
    manual: str = ""
    evidence: list[_PatternFile] = []
    not_evidence: list[_PatternFile] = []
    remedy: str
    good: str = ""
    examples: _ExamplesFile = _ExamplesFile()


class _AreaFile(_Strict):
    id: str
    title: str
    question: str = ""
    section: str = ""


class _MinimumFile(_Strict):
    id: str
    title: str
    rules: list[str] = Field(min_length=1)
    alternative: str = ""


class _SecondedFile(_Strict):
    criterion: Literal[
        "approval",
        "signature",
        "structure",
        "operations",
        "supply-chains",
        "risk-description",
        "mitigation",
        "remediation",
        "effectiveness",
    ]
    rules: list[str] = Field(min_length=1)
    opens: bool = True


class _WordingFile(_Strict):
    document: str = ""
    minimums: str = ""
    minimums_note: str = ""
    areas: str = ""
    areas_note: str = ""
    areas_clause: str = ""
    points: str = ""
    order: str = ""
    law: str = ""
    law_means: str = ""
    guidance: str = ""
    guidance_means: str = ""
    good_practice: str = ""
    good_practice_means: str = ""
    not_judged: str = ""
    notice: str = ""


class _PackFile(_Strict):
    id: str
    title: str
    version: str
    status: str = ""
    status_date: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    source_note: str = ""
    shares: str = Field(default="", pattern=r"^([a-z][a-z0-9-]*)?$")
    negative: Negative = "contradicts"
    approval_rule: str = "board-approval"
    sectors: dict[str, list[str]] = {}
    wording: _WordingFile = _WordingFile()
    areas: list[_AreaFile]
    minimums: list[_MinimumFile] = []
    disclosure: list[str] = []
    disclosure_note: str = ""
    retired: list[str] = []
    second_reader: list[_SecondedFile] = []


class _CueFile(_Strict):
    before: list[str] = []
    after: list[str] = []
    anywhere: list[str] = []
    lead: list[str] = []
    opens: list[str] = []
    intro: list[str] = []
    done: list[str] = []
    false_friends: list[str] = Field(default=[], alias="not")
    stop: list[str] = []
    reach: int = 9


def load(folder: Path | None = None) -> Rulebook:
    """The rule book in ``folder``, or the pack of that name that comes with the program (default: uk-s54).

    A folder that exists is taken before a pack of the same name. Raises RuleFault with every fault found, or UsageError
    when there is no such pack.
    """
    folder = folder or shelf.rules_dir() / DEFAULT_PACK
    if not folder.is_dir():
        named = shelf.rules_dir() / folder
        if folder.name != str(folder) or not (named / "_pack.yaml").is_file():
            raise UsageError(
                "there is no such rules folder, and no pack of that name comes with msa-check.",
                where=str(folder),
                cure=f"Give a folder that holds _pack.yaml, or one of {', '.join(shelf.packs())}.",
            )
        folder = named
    if not (folder / "_pack.yaml").is_file():
        raise UsageError("the folder holds no _pack.yaml.", where=str(folder), cure="Give the folder of one rule pack.")
    return _Loader(folder).load()


class _Loader:
    """Reads one pack; faults are gathered and raised together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.all_lists_read = True
        """False once a lexicon file had a fault: a list that is not known may well stand in it."""
        self.digest = hashlib.sha256()
        self.raw: dict[Path, bytes] = {}
        """Files that were read before they are parsed."""

    def load(self) -> Rulebook:
        pack = self._model(self.folder / "_pack.yaml", _PackFile)
        lender = self._lender(pack)
        return kept("rules", self._made_from(pack, lender), lambda: self._load(pack, lender))

    def _made_from(self, pack: _PackFile | None, lender: Path | None) -> Iterator[bytes]:
        """All that a rule book is made from: the names and the bytes of its files and of those that it shares."""
        for folder in filter(None, (self.folder, lender)):
            for path in sorted(folder.glob("*.yaml")):
                with contextlib.suppress(OSError):  # told of when it is parsed
                    self.raw[path] = path.read_bytes()
                    yield path.name.encode()
                    yield self.raw[path]
            yield b"the end of a folder"
        if pack and pack.second_reader:
            yield shelf.second_reader()

    def _load(self, pack: _PackFile | None, lender: Path | None) -> Rulebook:
        shared = sorted(lender.glob("lexicon*.yaml")) if lender else []
        lexicon = self._lexicon([*shared, *sorted(self.folder.glob("lexicon*.yaml"))])
        own_cues = self.folder / "cues.yaml"
        cues = self._cues(lender / "cues.yaml" if lender and not own_cues.is_file() else own_cues)
        rules: list[Rule] = []
        faulty: set[str] = set()  # told of once: that other files name them is no second fault
        seen_order: dict[int, str] = {}
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name in {"_pack.yaml", "cues.yaml"} or path.name.startswith("lexicon"):
                continue
            parsed = self._model(path, RuleFile)
            if parsed is None:
                faulty.add(path.stem)
                continue
            rule = self._rule(path, parsed, lexicon, pack)
            if rule.order in seen_order:
                self._fault(
                    path,
                    "order",
                    f"order {rule.order} is taken by {seen_order[rule.order]}, expected a number of its own",
                )
            seen_order[rule.order] = rule.id
            rules.append(rule)
        lenders = self._lent(lender, rules, pack, lexicon)
        self._borrowed([*rules, *lenders], faulty)
        known = {r.id for r in rules} | faulty
        self._minimums(pack, known)
        self._disclosure(pack, known)
        weights = self._seconded(pack, known)
        if not rules and not self.faults:
            self.faults.append(f"{self.folder}: found no rule files, expected one YAML file per rule")
        if self.faults or pack is None:
            raise RuleFault(tuple(self.faults))
        rules.sort(key=lambda r: r.order)
        return Rulebook(
            id=f"{pack.id} {pack.version} {self.digest.hexdigest()[:12]}",
            title=pack.title,
            version=pack.version,
            areas=tuple(Area(a.id, a.title, a.question, a.section) for a in pack.areas),
            rules=tuple(rules),
            minimums=tuple(Minimum(m.id, m.title, tuple(m.rules), m.alternative) for m in pack.minimums),
            disclosure=tuple(pack.disclosure),
            disclosure_note=pack.disclosure_note,
            lexicon=lexicon,
            cues=cues,
            source_note=pack.source_note,
            seconded=tuple(Seconded(s.criterion, tuple(s.rules), s.opens) for s in pack.second_reader),
            second_reader=weights,
            status=pack.status,
            status_date=pack.status_date,
            lenders=tuple(lenders),
            approval_rule=pack.approval_rule,
            sectors=tuple((name, tuple(w.lower() for w in group)) for name, group in pack.sectors.items()),
            wording=replace(Wording(), **{k: v for k, v in pack.wording.model_dump().items() if v}),
        )

    # -- sharing

    def _lender(self, pack: _PackFile | None) -> Path | None:
        """The folder of the pack whose phrase lists, cues and rules this one shares: beside it, else one of ours."""
        if pack is None or not pack.shares:
            return None
        for place in (self.folder.resolve().parent, shelf.rules_dir()):
            if (place / pack.shares / "_pack.yaml").is_file() and place / pack.shares != self.folder.resolve():
                return place / pack.shares
        self._fault(self.folder / "_pack.yaml", "shares", f"found {pack.shares!r}, expected the name of another pack")
        return None

    def _lent(
        self, lender: Path | None, rules: list[Rule], pack: _PackFile | None, lexicon: dict[str, tuple[str, ...]]
    ) -> list[Rule]:
        """The rules of the other pack that this one names as "pack/rule", each once, under that name."""
        asked = {p.rule for r in rules for p in r.evidence if "/" in p.rule}
        if pack and "/" in pack.approval_rule:
            asked.add(pack.approval_rule)
        out = []
        for name in sorted(asked):
            home, _, rule_id = name.partition("/")
            path = lender / f"{rule_id}.yaml" if lender and pack and home == pack.shares else None
            if path is None or not re.fullmatch(r"[a-z][a-z0-9-]*", rule_id) or not path.is_file():
                continue  # told of where it is named
            parsed = self._model(path, RuleFile)
            if parsed is not None:
                out.append(replace(self._rule(path, parsed, lexicon, None), id=name, examples=()))
        return out

    # -- files

    def _yaml(self, path: Path) -> Any:  # noqa: ANN401 - YAML holds anything until its model has judged it
        """Parsed YAML, or None after a fault was recorded."""
        try:
            raw = self.raw.get(path) or path.read_bytes()
        except OSError as e:
            self.faults.append(f"{path}: found no readable file ({e.strerror}), expected one")
            return None
        self.digest.update(path.name.encode() + b"\0" + raw + b"\0")
        if len(raw) > MAX_BYTES:
            self.faults.append(f"{path}: found {len(raw):,} bytes, expected at most {MAX_BYTES:,}")
            return None
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as e:
            self.faults.append(f"{path}: found bytes that are not UTF-8 at offset {e.start}, expected UTF-8 text")
            return None
        if (line := _too_deep(text)) is not None:
            self.faults.append(f"{path}:{line}: found nesting deeper than {MAX_DEPTH}, expected less")
            return None
        try:
            # the C parser, where somebody has installed it, reads YAML 1.1 and refuses "?" in a phrase
            data = YAML(typ="safe", pure=True).load(text)
        except MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
            problem = " ".join(str(e.problem or e.context).split())
            self.faults.append(
                f"{path}{place}: {problem if problem.startswith('found ') else f'found {problem}'}, expected valid YAML"
            )
            return None
        except (YAMLError, ValueError, RecursionError) as e:
            self.faults.append(f"{path}: found {' '.join(str(e).split())[:200]}, expected valid YAML")
            return None
        if data is None:
            self.faults.append(f"{path}: found an empty file, expected YAML")
            return None
        if _shared(data):
            self.faults.append(f"{path}: found an anchor or alias (& or *), expected every value written out")
            return None
        return data

    def _model(self, path: Path, schema: type[Any]) -> Any:  # noqa: ANN401 - returns an instance of ``schema`` or None
        data = self._yaml(path)
        if data is None:
            return None
        try:
            return schema.model_validate(data)
        except ValidationError as e:
            for fault in e.errors():
                where = [str(x) for x in fault["loc"] if not str(x).startswith(("_ExampleFile", "function-"))]
                found = _short(repr(fault["input"])) if fault["type"] != "missing" else "nothing"
                self._fault(path, ".".join(where), f"found {found}, expected {_wanted(fault['type'], fault['msg'])}")
            return None

    def _fault(self, path: Path, where: str, text: str) -> None:
        self.faults.append(f"{path}:{_line_of(path, where)}: {where}: {text}" if where else f"{path}: {text}")

    # -- parts

    def _lexicon(self, paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
        """Named phrase lists of all lexicon files of the pack together; a name stands in one file only."""
        raw: dict[str, list[str]] = {}
        home: dict[str, Path] = {}
        before = len(self.faults)
        for path in paths:
            data = self._yaml(path)
            if not isinstance(data, dict):
                if data is not None:
                    self.faults.append(f"{path}:1: found no mapping, expected names of phrase lists")
                continue
            for name, phrases in data.items():
                odd = (
                    [str(p) for p in phrases if not isinstance(p, str)] if isinstance(phrases, list) else [str(phrases)]
                )
                if odd:
                    self._fault(
                        path,
                        str(name),
                        f"found {odd[0][:60]!r}, expected a list of phrases (quotes make any text a phrase)",
                    )
                elif str(name) in home:
                    first = home[str(name)]
                    told = first.name if first.parent == path.parent else f"{first.parent.name}/{first.name}"
                    self._fault(path, str(name), f"found a list that {told} holds too, expected a new name")
                else:
                    raw[str(name)], home[str(name)] = phrases, path
        self.all_lists_read = len(self.faults) == before
        out: dict[str, tuple[str, ...]] = {}
        for name in raw:
            try:
                out[name] = tuple(dict.fromkeys(_flatten(name, raw, ())))
            except KeyError as e:
                if self.all_lists_read:
                    self._fault(
                        home[name],
                        name,
                        f"found the list @{e.args[0]}, expected one that exists and does not hold itself",
                    )
                continue
            for p in out[name]:
                self._phrase(home[name], name, p)
        return out

    def _cues(self, path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
        data = self._yaml(path) if path.is_file() else {}
        out: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, value in (data or {}).items():
            if name not in set(Doubt):
                self._fault(path, str(name), f"found {name!r}, expected one of {', '.join(Doubt)}")
                continue
            try:
                cue = _CueFile.model_validate(value)
            except ValidationError as e:
                for fault in e.errors():
                    self._fault(path, f"{name}." + ".".join(map(str, fault["loc"])), f"found otherwise: {fault['msg']}")
                continue
            lists = {k: tuple(v) for k, v in cue.model_dump(by_alias=True).items() if k != "reach"}
            for key, phrases in lists.items():
                for p in phrases:
                    self._phrase(path, f"{name}.{key}", p)
            out[str(name)] = {**lists, "reach": (str(cue.reach),)}
        return out

    def _phrase(self, path: Path, where: str, phrase: str) -> None:
        try:
            language.check_phrase(phrase)
        except language.PhraseError as e:
            self._fault(path, where, f"found a phrase that does not parse: {e}")

    def _rule(self, path: Path, f: RuleFile, lexicon: dict[str, tuple[str, ...]], pack: _PackFile | None) -> Rule:
        if path.stem != f.id:
            self._fault(path, "id", f"found {f.id!r}, expected the file's own name {path.stem!r}")
        if pack and f.area not in {a.id for a in pack.areas}:
            self._fault(path, "area", f"found {f.area!r}, expected one of {', '.join(a.id for a in pack.areas)}")
        if pack and f.id in pack.retired:
            self._fault(path, "id", f"found the retired id {f.id!r}, expected a new one")
        if not (f.evidence or f.manual or f.check):
            self._fault(path, "evidence", "found none, expected evidence, a manual question or a check")
        self._elements(path, "applies_when", f.applies_when, lexicon)
        for group in f.weighs_more_for if pack else ():
            if group not in pack.sectors:  # type: ignore[union-attr]
                self._fault(path, "weighs_more_for", f"found {group!r}, expected a sector group of _pack.yaml")
        for part, patterns in (("evidence", f.evidence), ("not_evidence", f.not_evidence)):
            for i, p in enumerate(patterns):
                self._pattern(path, f"{part}.{i}", p, lexicon)
        examples = tuple(
            _example(Verdict(verdict), e)
            for verdict, group in (
                ("met", f.examples.met),
                ("partial", f.examples.partial),
                ("missing", f.examples.missing),
            )
            for e in group
        )
        return Rule(
            id=f.id,
            title=f.title,
            area=f.area,
            question=f.question,
            force=f.force,
            basis=Basis(f.basis.act, f.basis.section, f.basis.link, f.basis.note),
            remedy=f.remedy,
            order=f.order,
            evidence=tuple(_pattern(p) for p in f.evidence),
            not_evidence=tuple(_pattern(p) for p in f.not_evidence),
            ignore=tuple(f.ignore),
            needs=f.needs,
            manual=f.manual,
            check=f.check,
            negative=f.negative or (pack.negative if pack else "contradicts"),
            weighs_more_for=tuple(f.weighs_more_for),
            applies_to=tuple(f.applies_to),
            applies_when=tuple(f.applies_when),
            guidance_level=f.guidance_level,
            level_source=f.level_source,
            in_force_from=f.in_force_from,
            in_force_to=f.in_force_to,
            good=f.good,
            examples=examples,
            path=path.name,
        )

    def _pattern(self, path: Path, where: str, p: _PatternFile, lexicon: dict[str, tuple[str, ...]]) -> None:
        if not (p.all or p.any or p.regex or p.fact or p.rule):
            self._fault(path, where, "found no all, any, regex, fact or rule, expected one of them")
        if p.regex and not p.why:
            self._fault(path, where, "found a regex without why, expected a reason why phrases do not do")
        if p.regex:
            try:
                language.compile_regex(where, p.regex)
            except language.PhraseError as e:
                self._fault(path, where, f"found a regex that RE2 refuses: {e}")
        self._elements(path, where, (*p.all, *p.any, *p.none, *p.under, *p.unless), lexicon)

    def _borrowed(self, rules: list[Rule], faulty: set[str]) -> None:
        """A pattern may borrow the evidence of a rule that exists and does not borrow itself."""
        lenders = {r.id for r in rules if not any(p.rule for p in r.evidence)} | faulty
        for r in rules:
            for i, p in enumerate(r.evidence):
                if p.rule and p.rule not in lenders:
                    self._fault(
                        self.folder / r.path,
                        f"evidence.{i}",
                        f"found rule {p.rule!r}, expected the id of a rule with patterns of its own",
                    )

    def _minimums(self, pack: _PackFile | None, ids: set[str]) -> None:
        """A minimum names rules that the pack holds."""
        for i, m in enumerate(pack.minimums if pack else []):
            for name in (*m.rules, *((m.alternative,) if m.alternative else ())):
                if name not in ids:
                    self._fault(
                        self.folder / "_pack.yaml",
                        f"minimums.{i}",
                        f"found rule {name!r}, expected the id of a rule of this pack",
                    )

    def _disclosure(self, pack: _PackFile | None, ids: set[str]) -> None:
        """The disclosure count names rules that the pack holds, each once."""
        seen: set[str] = set()
        for i, name in enumerate(pack.disclosure if pack else []):
            path, where = self.folder / "_pack.yaml", f"disclosure.{i}"
            if name not in ids:
                self._fault(path, where, f"found rule {name!r}, expected the id of a rule of this pack")
            if name in seen:
                self._fault(path, where, f"found rule {name!r} again, expected each once")
            seen.add(name)

    def _seconded(self, pack: _PackFile | None, ids: set[str]) -> bytes:
        """Checks what the pack gives the second reader to look at; the reader's weights when there is something."""
        if pack is None or not pack.second_reader:
            return b""
        path, seen = self.folder / "_pack.yaml", set()
        for i, s in enumerate(pack.second_reader):
            where = f"second_reader.{i}"
            if s.criterion in seen:
                self._fault(path, where, f"found the criterion {s.criterion} again, expected each once")
            seen.add(s.criterion)
            for name in dict.fromkeys(s.rules):
                if name not in ids:
                    self._fault(path, where, f"found rule {name!r}, expected the id of a rule of this pack")
        weights = shelf.second_reader()
        self.digest.update(weights)
        return weights

    def _elements(self, path: Path, where: str, elements: Iterable[str], lexicon: dict[str, tuple[str, ...]]) -> None:
        for element in elements:
            if element.startswith("@"):
                if element[1:] not in lexicon and self.all_lists_read:
                    self._fault(path, where, f"found {element}, expected a list that a lexicon file holds")
            else:
                self._phrase(path, where, element)


def _pattern(p: _PatternFile) -> Pattern:
    return Pattern(
        all=tuple(p.all),
        any=tuple(p.any),
        none=tuple(p.none),
        under=tuple(p.under),
        unless=tuple(p.unless),
        within=p.within,
        near=p.near,
        ordered=p.ordered,
        zone=p.zone,
        kinds=tuple(p.kinds),
        regex=p.regex,
        fact=p.fact,
        rule=p.rule,
        gives=p.gives,
        ignore=tuple(p.ignore),
        aspect=p.aspect,
        why=p.why,
    )


def _example(verdict: Verdict, e: str | _ExampleFile) -> Example:
    if isinstance(e, str):
        return Example(text=e, verdict=verdict)
    return Example(
        text=e.text,
        verdict=verdict,
        reason=e.reason,
        heading=e.heading,
        lead_in=e.lead_in,
        kind=e.kind,
        known_miss=e.known_miss,
    )


def _flatten(name: str, raw: dict[str, list[str]], above: tuple[str, ...]) -> Iterable[str]:
    """The phrases of a list with the lists it names put in their place; KeyError(name) if one is absent or circular."""
    if name not in raw or name in above:
        raise KeyError(name)
    for p in raw[name]:
        if p.startswith("@"):
            yield from _flatten(p[1:], raw, (*above, name))
        else:
            yield p


def _wanted(kind: str, message: str) -> str:
    """What pydantic asks for, as it reads on after "expected"."""
    if kind in {"missing", "extra_forbidden"}:
        return "a value: the field is required" if kind == "missing" else "a key that is known"
    lower = message[0].lower() + message[1:]
    return lower.removeprefix("input should be ") if lower.startswith("input should be ") else f"otherwise: {lower}"


def _short(shown: str, limit: int = 60) -> str:
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def _too_deep(text: str) -> int | None:
    """The line at which brackets or indentation nest deeper than MAX_DEPTH, else None."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        for c in line:
            depth += (c in "[{") - (c in "]}")
            if depth > MAX_DEPTH:
                return number
        if (len(line) - len(line.lstrip(" "))) > 4 * MAX_DEPTH or line.lstrip().count("- - -") > 3:
            return number
    return None


def _shared(data: object) -> bool:
    """Whether the same mapping or list stands in two places: only an alias does that."""
    seen: set[int] = set()
    todo = [data]
    while todo:
        x = todo.pop()
        if isinstance(x, dict | list):
            if id(x) in seen:
                return True
            seen.add(id(x))
            todo.extend(x.values() if isinstance(x, dict) else x)
    return False


def _line_of(path: Path, where: str) -> int:
    """Line of the dotted place in the file; the nearest one that exists. Only read when there is a fault."""
    try:
        node = YAML(typ="rt").load(io.StringIO(path.read_text(encoding="utf-8")))
    except (YAMLError, OSError, ValueError):
        return 1
    line = 1
    for part in where.split("."):
        try:
            if isinstance(node, dict):
                if part not in node:
                    break
                line = node.lc.key(part)[0] + 1  # type: ignore[attr-defined]
                node = node[part]
            elif isinstance(node, list) and re.fullmatch(r"\d+", part) and int(part) < len(node):
                line = node.lc.item(int(part))[0] + 1  # type: ignore[attr-defined]
                node = node[int(part)]
        except (AttributeError, KeyError, TypeError):
            break
    return line


def without_examples(rulebook: Rulebook) -> Rulebook:
    """The same rule book without the rules' own tests: lighter to send to a worker."""
    return replace(rulebook, rules=tuple(replace(r, examples=()) for r in rulebook.rules))


# ------------------------------------------------------------------------------------------------ other YAML files

Strict = _Strict
"""What the schema of another kind of YAML file is made from: nothing unknown, nothing changed."""


def read_model(path: Path, schema: type[Any], faults: list[str]) -> Any:  # noqa: ANN401 - returns an instance of ``schema`` or None
    """A YAML file that is no rule, read as strictly as one; None after what is wrong was added to ``faults``."""
    loader = _Loader(path.parent)
    found = loader._model(path, schema)  # noqa: SLF001 - the same reader, of the same file
    faults += loader.faults
    return found


def placed(path: Path, where: str, text: str) -> str:
    """A fault with its file and line; ``where`` is the dotted place in the file ("things.3.named")."""
    return f"{path}:{_line_of(path, where)}: {where}: {text}"
