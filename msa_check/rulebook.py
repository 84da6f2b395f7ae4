"""Rule files to a Rulebook: strict, every fault gathered with its file and line.

Nothing here looks at a statement. The grammar of a rule file is described in rules/README.md.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from msa_check import language, shelf
from msa_check.errors import RuleFault, UsageError
from msa_check.kept import kept
from msa_check.model import (
    CHECKS,
    MARKS,
    Area,
    Basis,
    Doubt,
    Example,
    Minimum,
    Pattern,
    Rule,
    Rulebook,
    Seconded,
    Verdict,
    Wording,
)
from msa_check.rulefiles import CueFile, ExampleFile, PackFile, PatternFile, RuleFile, YamlFiles, placed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

DEFAULT_PACK = "uk-s54"


def load(folder: Path | None = None) -> Rulebook:
    """The rule book in ``folder``, or the pack of that name that comes with the program (default: uk-s54).

    A folder that exists is taken before a pack of the same name. Raises RuleFault with every fault found, or UsageError
    when there is no such pack.
    """
    return _Loader(_found(folder)).load()


def _found(folder: Path | None) -> Path:
    """The folder of the pack that is asked for. Raises UsageError when there is no such pack."""
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
    return folder


_ONLY_FRIENDS = "found a list of false friends only, expected a phrase to look for in it"


class _Loader(YamlFiles):
    """Reads one pack; faults are gathered and raised together."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.unproved: list[str] = []
        """Rules that lack examples: told beside faults, but no fault by itself ("rules test" tells it)."""
        self.all_lists_read = True
        """False once a lexicon file had a fault: a list that is not known may well stand in it."""

    def load(self) -> Rulebook:
        pack = self.model(self.folder / "_pack.yaml", PackFile)
        lender = self._lender(pack)
        return kept("rules", self._made_from(pack, lender), lambda: self._load(pack, lender))

    def _made_from(self, pack: PackFile | None, lender: Path | None) -> Iterator[bytes]:
        """All that a rule book is made from: the names and the bytes of its files and of those that it shares."""
        for folder in filter(None, (self.folder, lender)):
            for path in sorted(folder.glob("*.yaml")):
                with contextlib.suppress(OSError):  # told of when it is parsed
                    self.raw[path] = path.read_bytes()
                    yield path.name.encode()
                    yield self.raw[path]
            yield b"the end of a folder"
        for path in self._misnamed():
            yield path.name.encode()
        if pack and pack.second_reader:
            yield shelf.second_reader()

    def _load(self, pack: PackFile | None, lender: Path | None) -> Rulebook:
        shared = sorted(lender.glob("lexicon*.yaml")) if lender else []
        lexicon = self._lexicon([*shared, *sorted(self.folder.glob("lexicon*.yaml"))])
        own_cues = self.folder / "cues.yaml"
        cues = self._cues(lender / "cues.yaml" if lender and not own_cues.is_file() else own_cues, lexicon)
        for path in self._misnamed():
            self.faults.append(f"{path}:1: found a file that would not be read, expected the name {path.stem}.yaml")
        rules: list[Rule] = []
        faulty: set[str] = set()  # told of once: that other files name them is no second fault
        seen_order: dict[int, str] = {}
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name in {"_pack.yaml", "cues.yaml"} or path.name.startswith("lexicon"):
                continue
            data = self.data(path)
            self._order(path, data, seen_order)
            if lacking := _lacking(data):
                self.unproved.append(placed(path, "examples", lacking))
            parsed = None if data is None else self.parsed(path, data, RuleFile)
            if parsed is None:
                faulty.add(path.stem)
                self._sound_patterns(path, data, lexicon)
                continue
            rules.append(self._rule(path, parsed, lexicon, pack))
        lenders = self._lent(lender, rules, pack, lexicon, faulty)
        self._borrowed([*rules, *lenders], faulty)
        known = {r.id for r in rules} | faulty
        self._approval(pack, known | {r.id for r in lenders})
        self._minimums(pack, known)
        self._disclosure(pack, known)
        weights = self._seconded(pack, known)
        if not rules and not self.faults:
            self.faults.append(f"{self.folder}: found no rule files, expected one YAML file per rule")
        if self.faults or pack is None:
            raise RuleFault((*self.faults, *self.unproved))
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

    def _lender(self, pack: PackFile | None) -> Path | None:
        """The folder of the pack whose phrase lists, cues and rules this one shares: beside it, else one of ours."""
        if pack is None or not pack.shares:
            return None
        for place in (self.folder.resolve().parent, shelf.rules_dir()):
            if (place / pack.shares / "_pack.yaml").is_file() and place / pack.shares != self.folder.resolve():
                return place / pack.shares
        self.fault(self.folder / "_pack.yaml", "shares", f"found {pack.shares!r}, expected the name of another pack")
        return None

    def _lent(
        self,
        lender: Path | None,
        rules: list[Rule],
        pack: PackFile | None,
        lexicon: dict[str, tuple[str, ...]],
        faulty: set[str],
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
            parsed = self.model(path, RuleFile)
            if parsed is None:
                faulty.add(name)
            else:
                out.append(replace(self._rule(path, parsed, lexicon, None), id=name, examples=()))
        return out

    # -- files

    def _misnamed(self) -> list[Path]:
        """Files that look like rule files but for the ending: ".yml", ".YAML"."""
        return sorted(p for p in self.folder.iterdir() if p.suffix != ".yaml" and p.suffix.lower() in {".yml", ".yaml"})

    # -- parts

    def _lexicon(self, paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
        """Named phrase lists of all lexicon files of the pack together; a name stands in one file only."""
        raw: dict[str, list[str]] = {}
        home: dict[str, Path] = {}
        before = len(self.faults)
        for path in paths:
            data = self.data(path)
            if not isinstance(data, dict):
                if data is not None:
                    self.faults.append(f"{path}:1: found no mapping, expected names of phrase lists")
                continue
            for name, phrases in data.items():
                if not isinstance(phrases, list) or not phrases:
                    self.fault(path, str(name), f"found {shown(phrases)}, expected a list of phrases, one at least")
                    continue
                odd = [i for i, p in enumerate(phrases) if not isinstance(p, str)]
                for i in odd:
                    self.fault(
                        path,
                        f"{name}.{i}",
                        f"found {shown(phrases[i])}, expected a phrase (quotes make any text a phrase)",
                    )
                if odd:
                    continue
                if str(name) in home:
                    first = home[str(name)]
                    told = first.name if first.parent == path.parent else f"{first.parent.name}/{first.name}"
                    self.fault(path, str(name), f"found a list that {told} holds too, expected a new name")
                else:
                    raw[str(name)], home[str(name)] = phrases, path
        self.all_lists_read = len(self.faults) == before
        out: dict[str, tuple[str, ...]] = {}
        for name, phrases in raw.items():
            for i, p in enumerate(phrases):
                if not p.startswith("@"):
                    self._phrase(home[name], f"{name}.{i}", p)
            try:
                out[name] = tuple(dict.fromkeys(_flatten(name, raw, ())))
            except KeyError as e:
                if self.all_lists_read:
                    self.fault(
                        home[name],
                        name,
                        f"found the list @{e.args[0]}, expected one that exists and does not hold itself",
                    )
        return out

    def _cues(self, path: Path, lexicon: dict[str, tuple[str, ...]]) -> dict[str, dict[str, tuple[str, ...]]]:
        data = self.data(path) if path.is_file() else {}
        out: dict[str, dict[str, tuple[str, ...]]] = {}
        if data is not None and not isinstance(data, dict):
            self.faults.append(f"{path}:1: found no mapping, expected names of doubts")
            data = None
        for name, value in (data or {}).items():
            if name not in set(Doubt):
                self.fault(path, str(name), f"found {name!r}, expected one of {', '.join(Doubt)}")
                continue
            cue = self.parsed(path, value, CueFile, (str(name),))
            if cue is None:
                continue
            lists = {k: tuple(v) for k, v in cue.model_dump(by_alias=True).items() if k != "reach"}
            for key, phrases in lists.items():
                for i, p in enumerate(phrases):
                    self._element(path, f"{name}.{key}.{i}", p, lexicon, friends=True)
                if phrases and all(language.is_friend(p) for p in phrases):
                    self.fault(path, f"{name}.{key}", _ONLY_FRIENDS)
            out[str(name)] = {**lists, "reach": (str(cue.reach),)}
        return out

    def _phrase(self, path: Path, where: str, phrase: str) -> None:
        try:
            language.check_phrase(phrase)
        except language.PhraseError as e:
            self.fault(path, where, f"found a phrase that does not parse: {e}")

    def _rule(self, path: Path, f: RuleFile, lexicon: dict[str, tuple[str, ...]], pack: PackFile | None) -> Rule:
        if path.stem != f.id:
            self.fault(path, "id", f"found {f.id!r}, expected the file's own name {path.stem!r}")
        if pack and f.area not in {a.id for a in pack.areas}:
            self.fault(path, "area", f"found {f.area!r}, expected one of {', '.join(a.id for a in pack.areas)}")
        if pack and f.id in pack.retired:
            self.fault(path, "id", f"found the retired id {f.id!r}, expected a new one")
        if f.check and f.check not in CHECKS:
            self.fault(path, "check", f"found {f.check!r}, expected one of {', '.join(CHECKS)}")
        if not (f.evidence or f.manual or f.check):
            self.fault(path, "evidence", "found none, expected evidence, a manual question or a check")
        self._elements(path, "applies_when", f.applies_when, lexicon)
        for group in f.weighs_more_for if pack else ():
            if group not in pack.sectors:  # type: ignore[union-attr]
                self.fault(path, "weighs_more_for", f"found {group!r}, expected a sector group of _pack.yaml")
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

    def _order(self, path: Path, data: object, seen: dict[int, str]) -> None:
        """Each rule has a place of its own in the reports."""
        order = data.get("order") if isinstance(data, dict) else None
        if not isinstance(order, int):
            return  # told of with the rest of the file
        if order in seen:
            self.fault(path, "order", f"order {order} is taken by {seen[order]}, expected a number of its own")
        seen.setdefault(order, path.stem)

    def _sound_patterns(self, path: Path, data: object, lexicon: dict[str, tuple[str, ...]]) -> None:
        """Looks at the patterns of a rule that is at fault elsewhere, so that their faults are told in the same run."""
        for part in ("evidence", "not_evidence"):
            patterns = data.get(part) if isinstance(data, dict) else None
            for i, p in enumerate(patterns if isinstance(patterns, list) else ()):
                try:
                    sound = PatternFile.model_validate(p)
                except ValueError:  # told of already
                    continue
                self._pattern(path, f"{part}.{i}", sound, lexicon)

    def _pattern(self, path: Path, where: str, p: PatternFile, lexicon: dict[str, tuple[str, ...]]) -> None:
        if not (p.all or p.any or p.regex or p.fact or p.rule):
            self.fault(path, where, "found no all, any, regex, fact or rule, expected one of them")
        if p.regex and not p.why:
            self.fault(path, where, "found a regex without why, expected a reason why phrases do not do")
        if p.regex:
            try:
                language.compile_regex("", p.regex)
            except language.PhraseError as e:
                self.fault(path, f"{where}.regex", f"found a regex that RE2 refuses: {e}")
        if p.fact and p.fact not in MARKS:
            self.fault(path, f"{where}.fact", f"found {p.fact!r}, expected one of {', '.join(MARKS)}")
        for key in ("all", "any", "none", "under", "unless"):
            self._elements(path, f"{where}.{key}", getattr(p, key), lexicon)

    def _borrowed(self, rules: list[Rule], faulty: set[str]) -> None:
        """A pattern may borrow the evidence of a rule that exists and does not borrow itself."""
        lenders = {r.id for r in rules if not any(p.rule for p in r.evidence)} | faulty
        for r in rules:
            for i, p in enumerate(r.evidence):
                if p.rule and p.rule not in lenders:
                    self.fault(
                        self.folder / r.path,
                        f"evidence.{i}",
                        f"found rule {p.rule!r}, expected the id of a rule with patterns of its own",
                    )

    def _approval(self, pack: PackFile | None, ids: set[str]) -> None:
        """The approval rule, where the pack names one, is a rule of the pack or one lent to it."""
        if pack and "approval_rule" in pack.model_fields_set and pack.approval_rule not in ids:
            self.fault(
                self.folder / "_pack.yaml",
                "approval_rule",
                f"found rule {pack.approval_rule!r}, expected the id of a rule of this pack, or pack/rule of the one it shares",
            )

    def _minimums(self, pack: PackFile | None, ids: set[str]) -> None:
        """A minimum names rules that the pack holds."""
        for i, m in enumerate(pack.minimums if pack else []):
            for name in (*m.rules, *((m.alternative,) if m.alternative else ())):
                if name not in ids:
                    self.fault(
                        self.folder / "_pack.yaml",
                        f"minimums.{i}",
                        f"found rule {name!r}, expected the id of a rule of this pack",
                    )

    def _disclosure(self, pack: PackFile | None, ids: set[str]) -> None:
        """The disclosure count names rules that the pack holds, each once."""
        seen: set[str] = set()
        for i, name in enumerate(pack.disclosure if pack else []):
            path, where = self.folder / "_pack.yaml", f"disclosure.{i}"
            if name not in ids:
                self.fault(path, where, f"found rule {name!r}, expected the id of a rule of this pack")
            if name in seen:
                self.fault(path, where, f"found rule {name!r} again, expected each once")
            seen.add(name)

    def _seconded(self, pack: PackFile | None, ids: set[str]) -> bytes:
        """Checks what the pack gives the second reader to look at; the reader's weights when there is something."""
        if pack is None or not pack.second_reader:
            return b""
        path, seen = self.folder / "_pack.yaml", set()
        for i, s in enumerate(pack.second_reader):
            where = f"second_reader.{i}"
            if s.criterion in seen:
                self.fault(path, where, f"found the criterion {s.criterion} again, expected each once")
            seen.add(s.criterion)
            for name in dict.fromkeys(s.rules):
                if name not in ids:
                    self.fault(path, where, f"found rule {name!r}, expected the id of a rule of this pack")
        weights = shelf.second_reader()
        self.digest.update(weights)
        return weights

    def _elements(self, path: Path, where: str, elements: Iterable[str], lexicon: dict[str, tuple[str, ...]]) -> None:
        for i, element in enumerate(elements):
            self._element(path, f"{where}.{i}", element, lexicon)

    def _element(
        self, path: Path, where: str, element: str, lexicon: dict[str, tuple[str, ...]], *, friends: bool = False
    ) -> None:
        """An element is a list that there is and that can be found, or a phrase; ``friends`` says that it may be a false friend."""
        if language.is_friend(element) and not friends:
            self.fault(
                path, where, f"found {element!r}, expected a phrase to look for: a false friend stands in a list"
            )
        elif not element.startswith("@"):
            self._phrase(path, where, element)
        elif element[1:] not in lexicon:
            if self.all_lists_read:
                self.fault(path, where, f"found {element}, expected a list that a lexicon file holds")
        elif all(language.is_friend(p) for p in lexicon[element[1:]]):
            self.fault(path, where, f"{element}: {_ONLY_FRIENDS}")


def _pattern(p: PatternFile) -> Pattern:
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


def _example(verdict: Verdict, e: str | ExampleFile) -> Example:
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


def _lacking(data: object) -> str:
    """What a rule with evidence lacks in examples, as a fault; every rule proves all three verdicts."""
    if not isinstance(data, dict) or not data.get("evidence"):
        return ""
    examples = data.get("examples")
    lacking = [v for v in _PROVED if not (isinstance(examples, dict) and examples.get(v))]
    return _bare(lacking) if lacking else ""


def _bare(lacking: Sequence[str]) -> str:
    return f"found no example of {', '.join(lacking)}; expected one at least of each of {', '.join(_PROVED)}"


_PROVED = ("met", "partial", "missing")


def without_examples(rulebook: Rulebook) -> Rulebook:
    """The same rule book without the rules' own tests: lighter to send to a worker."""
    return replace(rulebook, rules=tuple(replace(r, examples=()) for r in rulebook.rules))


def unproved(rulebook: Rulebook, folder: Path | None = None) -> tuple[str, ...]:
    """Rules of the book in ``folder`` that lack an example of a verdict, each as a fault with its file and line."""
    home = _found(folder)
    told = []
    for rule in rulebook.rules:
        lacking = [v for v in _PROVED if v not in {e.verdict for e in rule.examples}]
        if rule.evidence and lacking:
            told.append(placed(home / rule.path, "examples", _bare(lacking)))
    return tuple(told)
