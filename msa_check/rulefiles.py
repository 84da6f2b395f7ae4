"""The YAML files of a rule pack: what each may hold, and how they are read, every fault with its file and line.

Nothing here knows what a rule means. The grammar is told in rules/README.md.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

from msa_check.model import CHECKS, MARKS, Criterion, Doubt, EntityType, Force, Kind, Negative

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 50


class Strict(BaseModel):
    """What every schema is made from: nothing unknown, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


KEY_ORDER = (
    "id title area order basis force guidance_level level_source in_force_from in_force_to applies_to applies_when weighs_more_for question "
    "needs ignore negative check manual evidence not_evidence remedy good examples"
).split()
"""The order in which a rule file gives its keys."""


_DATE = r"^(\d{4}-\d{2}-\d{2})?$"


def _day(text: str) -> str:
    """The text, if it is empty or a day of the calendar."""
    if text and not (re.match(_DATE, text) and is_day(text)):
        raise ValueError('a day of the calendar in the form "2026-03-31"')
    return text


_Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"pattern": _DATE})]


class BasisFile(Strict):
    """Where a rule comes from."""

    act: str
    section: str = ""
    link: str = Field(default="", pattern=r"^(https://\S+)?$")
    note: str = ""


class PatternFile(Strict):
    """One pattern of a rule."""

    all: list[str] = Field(default=[])
    any: list[str] = Field(default=[])
    none: list[str] = Field(default=[])
    under: list[str] = Field(default=[])
    unless: list[str] = Field(default=[])
    within: Literal["sentence", "passage"] = "sentence"
    near: int = Field(default=0, ge=0, le=200)
    ordered: bool = False
    zone: Literal["", "opening", "body", "sign-off", "ends", "title"] = ""
    kinds: list[Kind] = Field(default=[])
    regex: str = ""
    fact: str = Field(default="", json_schema_extra={"enum": ["", *MARKS]})
    rule: str = ""
    gives: Literal["met", "weak"] = "met"
    ignore: list[Doubt] = Field(default=[])
    aspect: str = ""
    why: str = ""

    @field_validator("all", "any", "none", "under", "unless", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class ExampleFile(Strict):
    """One example of a rule, with what is expected of it."""

    text: str = Field(min_length=1)
    reason: Literal["weak", "planned", "denied"] | None = None
    heading: str = ""
    lead_in: str = ""
    kind: Kind = Kind.PARAGRAPH
    known_miss: bool = False


_OneExample = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[ExampleFile, Tag("<mapping>")],
    Discriminator(lambda value: "<mapping>" if isinstance(value, dict | ExampleFile) else "<text>"),
]
"""An example is a text, or a mapping that says more of it: what is wrong is told of the one that stands there."""


class ExamplesFile(Strict):
    """A rule's examples by verdict."""

    met: list[_OneExample] = Field(default=[])
    partial: list[_OneExample] = Field(default=[])
    missing: list[_OneExample] = Field(default=[])


class RuleFile(Strict):
    """The schema of one rule file (published by ``msa-check rules schema``)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    area: str
    order: int
    basis: BasisFile
    force: Force
    guidance_level: Literal[1, 2] | None = None
    level_source: str = ""
    in_force_from: _Day = ""
    in_force_to: _Day = ""
    applies_to: list[EntityType] = Field(default=[])
    applies_when: list[str] = Field(default=[])
    weighs_more_for: list[str] = Field(default=[])
    question: str
    needs: int = Field(default=1, ge=1, le=9)
    ignore: list[Doubt] = Field(default=[])
    negative: Negative | None = None
    check: str = Field(default="", json_schema_extra={"enum": ["", *CHECKS]})
    manual: str = ""
    evidence: list[PatternFile] = Field(default=[])
    not_evidence: list[PatternFile] = Field(default=[])
    remedy: str
    good: str = ""
    examples: ExamplesFile = ExamplesFile()


class AreaFile(Strict):
    """One area of a pack."""

    id: str
    title: str
    question: str = ""
    section: str = ""


class MinimumFile(Strict):
    """One legal minimum of a pack."""

    id: str
    title: str
    rules: list[str] = Field(min_length=1)
    alternative: str = ""


class SecondedFile(Strict):
    """The rules beside which the second reader stands for one criterion."""

    criterion: Criterion
    rules: list[str] = Field(min_length=1)
    opens: bool = True


class WordingFile(Strict):
    """A pack's own words in reports."""

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


class PackFile(Strict):
    """The schema of _pack.yaml."""

    id: str
    title: str
    version: str
    status: str = ""
    status_date: _Day = ""
    source_note: str = ""
    shares: str = Field(default="", pattern=r"^([a-z][a-z0-9-]*)?$")
    negative: Negative = "contradicts"
    approval_rule: str = "board-approval"
    sectors: dict[str, list[str]] = Field(default={})
    wording: WordingFile = WordingFile()
    areas: list[AreaFile]
    minimums: list[MinimumFile] = Field(default=[])
    disclosure: list[str] = Field(default=[])
    disclosure_note: str = ""
    retired: list[str] = Field(default=[])
    second_reader: list[SecondedFile] = Field(default=[])


class CueFile(Strict):
    """The phrases of one doubt in cues.yaml."""

    before: list[str] = Field(default=[])
    after: list[str] = Field(default=[])
    anywhere: list[str] = Field(default=[])
    lead: list[str] = Field(default=[])
    opens: list[str] = Field(default=[])
    intro: list[str] = Field(default=[])
    done: list[str] = Field(default=[])
    false_friends: list[str] = Field(default=[], alias="not")
    stop: list[str] = Field(default=[])
    reach: int = 9


# ------------------------------------------------------------------------------------------------ reading


class YamlFiles:
    """Reads files; faults are gathered."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.faults: list[str] = []
        self.digest = hashlib.sha256()
        """Of the names and bytes of the files, in the order in which they are parsed."""
        self.raw: dict[Path, bytes] = {}
        """Files that were read before they are parsed."""

    def data(self, path: Path) -> Any:  # noqa: ANN401 - YAML holds anything until its model has judged it
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
            data = _reader().load(text)
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

    def model(self, path: Path, schema: type[Any]) -> Any:  # noqa: ANN401 - returns an instance of ``schema`` or None
        """A file of one schema; None after faults were recorded."""
        data = self.data(path)
        return None if data is None else self.parsed(path, data, schema)

    def parsed(self, path: Path, data: object, schema: type[Any], within: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - as above
        """What of a file is of one schema, ``within`` saying where it stands; None after faults were recorded."""
        try:
            return schema.model_validate(data)
        except ValidationError as e:
            for fault in e.errors():
                where = [str(x) for x in (*within, *fault["loc"]) if not str(x).startswith(("<", "function-"))]
                found = "nothing" if fault["type"] == "missing" else shown(fault["input"])
                wanted = _wanted(fault["type"], fault["msg"], fault["input"])
                self.fault(path, ".".join(where), f"found {found}, expected {wanted}")
            return None

    def fault(self, path: Path, where: str, text: str) -> None:
        """Note a fault; ``where`` is the dotted place in the file."""
        self.faults.append(placed(path, where, text) if where else f"{path}:1: {text}")


def read_model(path: Path, schema: type[Any], faults: list[str]) -> Any:  # noqa: ANN401 - returns an instance of ``schema`` or None
    """One file of a schema; None after what is wrong was added to ``faults``."""
    files = YamlFiles()
    found = files.model(path, schema)
    faults += files.faults
    return found


def placed(path: Path, where: str, text: str) -> str:
    """A fault with its file and line; ``where`` is the dotted place in the file ("things.3.named")."""
    return f"{path}:{_line_of(path, where)}: {where}: {text}"


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar, as ISO has it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wanted(kind: str, message: str, value: object) -> str:
    """What pydantic asks for, as it reads on after "expected"."""
    if kind in {"missing", "extra_forbidden"}:
        return "a value: the field is required" if kind == "missing" else "a key that is known"
    if kind == "value_error":  # raised here (_day), and says what is expected
        return message.removeprefix("Value error, ")
    if kind == "string_type" and isinstance(value, _Unquoted):
        return "text: put it in quotes" + ("" if is_day(value.text) else ", and no such day is in the calendar")
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "text: put it in quotes"
    if kind in {"model_type", "string_type"}:
        return "keys with values" if kind == "model_type" else "text"
    lower = message[0].lower() + message[1:]
    return lower.removeprefix("input should be ") if lower.startswith("input should be ") else f"otherwise: {lower}"


def shown(value: object, limit: int = 60) -> str:
    """A value as a fault shows what was found."""
    shown = "nothing" if value is None else "an empty list" if value == [] else repr(value)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


@dataclass(frozen=True)
class _Unquoted:
    """A date that stands in a file without quotes: no text, and it may be no day of the calendar."""

    text: str

    def __repr__(self) -> str:
        return f"{self.text} without quotes"


class _Constructor(SafeConstructor):
    """Makes plain values of YAML; a date is left as it is written, since the schemas hold dates as text."""


def _unquoted(_: SafeConstructor, node: Any) -> _Unquoted:  # noqa: ANN401 - ruamel gives no types
    return _Unquoted(node.value)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _unquoted)


def _reader() -> YAML:
    """A reader of YAML 1.2; the C parser, where somebody has installed it, reads YAML 1.1 and refuses "?" in a phrase."""
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    return reader


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
        node = _nodes(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError):
        return 1
    line = 1
    for part in where.split("."):
        if isinstance(node, MappingNode):
            key, node = next((pair for pair in node.value if pair[0].value == part), (None, None))
            line = key.start_mark.line + 1 if key else line
        elif isinstance(node, SequenceNode) and part.isdecimal() and int(part) < len(node.value):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
        else:
            break
    return line


@lru_cache(maxsize=4)  # one faulty file has many faults
def _nodes(text: str) -> Any:  # noqa: ANN401 - ruamel gives no types
    """A file's nodes, which know their lines."""
    return _reader().compose(text)
