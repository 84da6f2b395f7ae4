"""Where a phrase can begin at all, by the words it is made of: so that a list is searched only where it may fit.

Every phrase is tried at every word of a statement at once: a set of places is a whole number with one bit a word, and
"one of these words, then that one" is a shift and an "and". Exact: no place is passed over at which a phrase fits;
where a place cannot be told from the words alone, it is kept. Nothing here searches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate, pairwise
from operator import or_
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from msa_check.language import alternatives, gap_length, has_capitals, is_optional, is_wrapped, plain, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from msa_check.language import Matcher

Key = str
"""A word in small letters; "word*" for any word that begins so; "#" for any word that begins with a digit."""

_RUN = re.compile(r"\w+")
_SPLIT = re.compile(r"(\w+|\n)")
_SEPARATOR = re.compile(r"'*[ \-/]+")
"""What may stand between two words of a phrase (language.phrase_source), an open ending of the first included."""
_JOINT = re.compile(r"['.,]+")
"""What joins words to one longer word: "don't", "1,000", "e.g."."""
_PLAIN = re.compile(r"[A-Za-z]+(?:s\?|\*)?(?:\|[A-Za-z]+(?:s\?|\*)?)*")
"""Words of letters only, with or without an ending left open."""
_HYPHENED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+(?:s\?|\*)?")
_LEVELS = 5
"""Words of a phrase that have to stand in one unit before their order is asked for."""
_MOST_VARIANTS = 6
"""Runs of words into which a phrase is taken apart."""
_EIGHT = np.arange(8, dtype=np.uint8)[:, None]
_CHUNK = 1024
"""Units whose phrases are taken apart at once: a bounded piece of memory (times phrases, in bytes)."""
_CACHE = 100_000
"""Distinct words whose keys are kept."""


class Form(NamedTuple):
    """How one word of a phrase stands in a text: the keys of its first letters, and what follows them."""

    keys: frozenset[Key]
    most: int = 1
    """Words of the text that it may take up; 0 = any number."""
    ending: Ending = "loose"


Ending = Literal["whole", "open", "number", "loose"]
"""Where the word ends: with a word of the text; there, or after apostrophes and what they join on ("train*"); as a
number does; or as may be."""


@lru_cache(maxsize=50_000)  # phrases share their words
def form(word: str) -> Form | None:
    """How a word of a phrase stands in a text; None when that cannot be said ("&")."""
    if "#" in word:
        return Form(frozenset("#"), *((1, "number") if word == "#" else (0,))) if word.startswith("#") else None
    flat = plain(word).lower()
    run = _RUN.match(flat)
    if not run:
        return None
    head, rest = run[0], flat[run.end() :]
    if not rest:
        return Form(frozenset([head]), ending="whole")
    if rest == "?" and head.endswith("s"):  # an optional plural
        return Form(frozenset([head, head[:-1]]), ending="whole")
    # parts of a word with a hyphen may be joined, and a star takes any ending
    keys = frozenset([head + "*" if rest.startswith(("*", "-")) else head])
    if "*" in rest[:-1]:
        return Form(keys, most=0)
    more = max(len(_RUN.findall(rest)), rest.count("-"))  # "non-*" takes up two words
    return Form(keys, 1 + more, "open" if rest.endswith("*") and not more else "loose")


# A program says where a phrase can begin, read from its end: a list of steps, each of which turns the places at which
# the rest can begin into those at which it can begin with this step before it.


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of several: ``at`` numbers the set of their keys."""

    at: int
    most: int
    ending: Ending
    close: bool
    """Whether what follows begins with a word right after a blank, hyphen or slash (after an open ending: and apostrophes)."""


@dataclass(frozen=True, slots=True)
class _Any:
    """Something of which the words tell nothing: it may take up any words."""


@dataclass(frozen=True, slots=True)
class _Gap:
    words: int


@dataclass(frozen=True, slots=True)
class _Either:
    """One of several programs; an empty one stands for words that may be left out."""

    programs: tuple[tuple[_Step, ...], ...]


_Step = _Word | _Any | _Gap | _Either


class Phrase(NamedTuple):
    """A phrase's program, its last word first, and how many words of the text it takes up where that is sure, else 0.

    Where it is, the words fit wherever the program says so; only beside an apostrophe they have to be looked at.
    """

    steps: tuple[_Step, ...]
    sure: int
    friend: bool
    """Whether it is a false friend."""


class Prefilter:
    """The words of many matchers' phrases, asked of one statement at a time."""

    def __init__(self, lists: Iterable[tuple[Matcher, Sequence[str]]]) -> None:
        """Make a plan for each matcher of phrases whose beginnings the words tell; others are to be searched for everywhere."""
        self._sets: dict[frozenset[Key], int] = {}
        self._tokens: dict[tuple[str, bool], tuple[tuple[_Step, ...], bool]] = {}
        self._keys: dict[str, tuple[Key, ...]] = {}
        self.phrases: list[Phrase] = []
        self.plans: dict[str, tuple[int, int]] = {}
        """For each matcher the first of its phrases and how many there are, in the order in which it tries them."""
        for matcher, phrases in lists:
            friends = [p.removeprefix("!") for p in phrases if p.startswith("!")]
            wanted = [p for p in phrases if not p.startswith("!")]
            known = [self._phrase(*p, friend=True) for p in _parted(friends)]
            known += [self._phrase(*p, friend=False) for p in _parted(wanted)]
            made = [p for p in known if p is not None]
            if wanted and len(made) == len(known):
                self.plans[matcher.name] = len(self.phrases), len(made)
                self.phrases += made
        self._tokens.clear()
        self._firsts = [first for first, _ in self.plans.values()]
        self.sets = list(self._sets)
        """The keys of each set, by its number."""
        self._without, self._served = self._needs()
        self._serving: dict[Key, int] = {}
        self._longest = max((len(k) - 1 for k in self._served if k.endswith("*")), default=0)

    def _needs(self) -> tuple[int, dict[Key, list[int]]]:
        """The needs, as bits, that phrases do not have, and the numbers of those that a word of each key serves.

        Phrase n needs up to ``_LEVELS`` words; its need l has the number ``l * len(self.phrases) + n``.
        """
        without: list[int] = []
        served: dict[Key, list[int]] = {k: [] for keys in self.sets for k in keys}
        for n, p in enumerate(self.phrases):
            needed = _needed(p.steps)
            for level in range(_LEVELS):
                need = level * len(self.phrases) + n
                if len(needed) > level:
                    for key in {k for at in needed[level] for k in self.sets[at]}:
                        served[key].append(need)
                else:
                    without.append(need)
        return _as_bits(without), served

    def _phrase(self, parts: list[str], cased: bool, *, friend: bool) -> Phrase | None:
        """The program of a phrase; None when its first word may be any."""
        steps, begins = self._sequence(parts, begins=True)
        if not begins:
            return None
        sure = not cased and all(
            isinstance(s, _Word) and s.most == 1 and s.ending == "open" and (s.close or n == 0)
            for n, s in enumerate(steps)
        )
        return Phrase(steps, len(steps) if sure else 0, friend)

    def _sequence(self, parts: list[str], *, begins: bool) -> tuple[tuple[_Step, ...], bool]:
        """The program of some tokens, and whether they begin with a word that is known; ``begins`` tells that of the rest."""
        steps: list[_Step] = []
        for t in reversed(parts):
            gap = gap_length(t)
            if gap is not None:
                steps.append(_Gap(gap))
                begins = False
            elif is_optional(t):
                piece, sure = self._token(t.removesuffix("?"), begins=begins)
                steps.append(_Either(((), piece)))
                begins = begins and sure
            else:
                piece, begins = self._token(t, begins=begins)
                steps += piece
        return tuple(steps), begins

    def _token(self, token: str, *, begins: bool) -> tuple[tuple[_Step, ...], bool]:
        known = self._tokens.get((token, begins))
        if known is None:
            known = self._tokens[token, begins] = self._steps(token, begins=begins)
        return known

    def _steps(self, token: str, *, begins: bool) -> tuple[tuple[_Step, ...], bool]:
        alike: dict[tuple[int, Ending], set[Key]] = {}
        made: list[tuple[_Step, ...]] = []
        known = True
        for option in _options(token):
            f = form(option[0]) if len(option) == 1 and "(" not in option[0] and "|" not in option[0] else None
            if f is not None:
                # of a word that ends with one of the text and one that may go on after an apostrophe, the second tells enough
                ending = "open" if f.ending == "whole" and f.most == 1 else f.ending
                alike.setdefault((f.most, ending), set()).update(f.keys)
            elif len(option) == 1:
                return (_Any(),), False
            else:
                program, first = self._sequence(option, begins=begins)
                made.append(program)
                known = known and first
        for (most, ending), keys in alike.items():
            close = begins and ending == "open"
            made.append((_Word(self._set(frozenset(keys)), most, ending, close),))
        return (made[0] if len(made) == 1 else (_Either(tuple(made)),)), known

    def _set(self, keys: frozenset[Key]) -> int:
        return self._sets.setdefault(keys, len(self._sets))

    def places(self, text: str) -> Places:
        """The places of a statement's words. ``text`` is plain, its units parted by line ends."""
        if len(self._keys) > _CACHE:
            self._keys.clear()
        parts = _SPLIT.split(text.lower())
        words = parts[1::2]
        ends = list(accumulate(map(len, parts)))
        where: dict[str, int] = {}
        for i, w in enumerate(words):
            where[w] = where.get(w, 0) | 1 << i
        line_ends = where.pop("\n", 0)
        keyed: dict[Key, int] = {}
        serving: dict[str, int] = {}
        for w, places in where.items():
            keys = self._keys_of(w)
            for k in keys:
                keyed[k] = keyed.get(k, 0) | places
            if keys:
                serving[w] = reduce(or_, map(self._serves, keys))
        met = self._met(words, serving)
        between = [0, 0, 0, 0]
        for i, separator in enumerate(parts[::2]):
            if separator != " ":
                for n in _between(separator):
                    between[n] |= 1 << i
        return Places(self, met, self._may(met), keyed, ends[::2], ends[1::2], between, line_ends)

    def _keys_of(self, word: str) -> tuple[Key, ...]:
        """The keys that a word of a text has, of those that some phrase asks for."""
        keys = self._keys.get(word)
        if keys is None:
            whole = (word, "#") if word[0].isdigit() else (word,)
            begins = (word[:n] + "*" for n in range(1, min(len(word), self._longest) + 1))
            keys = self._keys[word] = tuple(k for k in (*whole, *begins) if k in self._served)
        return keys

    def _serves(self, key: Key) -> int:
        """The needs, as bits, that a word of this key serves."""
        serves = self._serving.get(key)
        if serves is None:
            serves = self._serving[key] = _as_bits(self._served[key])
        return serves

    def _met(self, words: list[str], serving: dict[str, int]) -> list[int]:
        """By unit the phrases, as bits, all of whose needs its words serve; ``serving`` is what each word serves."""
        met: list[int] = []
        served, all_phrases = self._without, (1 << len(self.phrases)) - 1
        for w in (*words, "\n"):
            if w in serving:
                served |= serving[w]
            elif w == "\n":
                phrases = served & all_phrases
                for level in range(1, _LEVELS):
                    phrases &= served >> level * len(self.phrases)
                met.append(phrases)
                served = self._without
        return met

    def _may(self, met: list[int]) -> dict[str, int]:
        """For each matcher the units, as bits, in which one of its phrases has its words; ``met`` is that by unit."""
        if not self.plans:
            return {}
        eights = np.concatenate([self._by_eight(met[i : i + _CHUNK]) for i in range(0, len(met), _CHUNK)])
        may, size = eights.T.tobytes(), len(eights)
        units = (int.from_bytes(may[i : i + size], "little") for i in range(0, len(may), size))
        return dict(zip(self.plans, units, strict=True))

    def _by_eight(self, met: list[int]) -> NDArray[np.uint8]:
        """Eight units a byte (units / 8, matchers): where a phrase of the matcher has its words."""
        rows, size = [*met, *[0] * (-len(met) % 8)], len(self.phrases) // 8 + 1
        packed = np.frombuffer(b"".join(r.to_bytes(size, "little") for r in rows), np.uint8)
        apart = np.unpackbits(packed.reshape(-1, 8, size), axis=2, bitorder="little")
        found: NDArray[np.uint8] = np.bitwise_or.reduceat(
            np.bitwise_or.reduce(apart << _EIGHT, axis=1), self._firsts, axis=1
        )
        return found


def _needed(steps: tuple[_Step, ...]) -> list[frozenset[int]]:
    """Of each thing without which a program cannot be run, the sets of keys of which one must have a word."""
    out: list[frozenset[int]] = []
    for s in steps:
        if isinstance(s, _Word):
            out.append(frozenset([s.at]))
        elif isinstance(s, _Either):
            needs = [_needed(p) for p in s.programs]
            if all(needs):
                out.append(frozenset().union(*(min(n, key=len) for n in needs)))
    return out


def _options(token: str) -> list[list[str]]:
    """What a token stands for: one of these runs of tokens, in the order in which they are tried.

    A word with hyphens is a joined word or several; a run of one token is a plain word.
    """
    if is_wrapped(token):
        return [
            x
            for option in alternatives(token[1:-1])
            for parts in [tokens(option.strip())]
            for x in (_options(parts[0]) if len(parts) == 1 and not is_optional(parts[0]) else [parts])
        ]
    out: list[list[str]] = []
    for word in token.split("|"):
        if _HYPHENED.fullmatch(word):
            out.append([word.replace("-", "")])
            out.append(word.split("-"))
        else:
            out.append([word])
    return out


def _parted(phrases: Iterable[str]) -> list[tuple[list[str], bool]]:
    """The phrases' tokens, a phrase that is one of several things taken apart, and whether its capitals count.

    The order stays that in which the matcher tries them; single words are put together where that changes nothing.
    """
    out: list[tuple[list[str], bool]] = []
    for p in phrases:
        cased = has_capitals(p)
        for parts in _variants(tokens(p.strip())):
            _add(out, parts, cased)
    return out


def _variants(parts: list[str]) -> list[list[str]]:
    made: list[list[str]] = [[]]
    for t in parts:
        if gap_length(t) is not None:
            choices: tuple[list[str], ...] = ([t],)
        elif is_optional(t):
            choices = (*_choices(t.removesuffix("?")), [])
        else:
            choices = _choices(t)
        if len(made) * len(choices) > _MOST_VARIANTS:
            choices = ([t],)
        made = [[*before, *c] for before in made for c in choices]
    return made


@lru_cache(maxsize=50_000)  # phrases share their words
def _choices(token: str) -> tuple[list[str], ...]:
    out: list[tuple[list[str], bool]] = []
    for option in _options(token):
        for parts in [option] if len(option) == 1 else _variants(option):
            _add(out, parts, False)
    return tuple(parts for parts, _ in out)


def _add(out: list[tuple[list[str], bool]], parts: list[str], cased: bool) -> None:
    """Add tokens to those that are tried before; a plain word joins the last plain words if nothing between begins as it does."""
    if len(parts) == 1 and _PLAIN.fullmatch(parts[0]):
        for i in range(len(out) - 1, -1, -1):
            before, other = out[i]
            if not _PLAIN.fullmatch(before[0]):
                break
            if len(before) == 1 and cased == other:
                out[i] = ([f"{before[0]}|{parts[0]}"], cased)
                return
            if _alike(before[0], parts[0]):
                break
    out.append((parts, cased))


def _alike(a: str, b: str) -> bool:
    """Whether one of some plain words may begin where one of the others does."""
    heads = [w.removesuffix("s?").rstrip("*").lower() for w in b.split("|")]
    return any(
        x.startswith(h) or h.startswith(x)
        for w in a.split("|")
        for x in [w.removesuffix("s?").rstrip("*").lower()]
        for h in heads
    )


_FAR, _JOINED, _APOSTROPHES, _NEAR = range(4)


@lru_cache(maxsize=1_000)
def _between(separator: str) -> tuple[int, ...]:
    """What stands between two words: more than a blank, hyphen or slash; what joins them; apostrophes only; any apostrophe."""
    joined = bool(_JOINT.fullmatch(separator))
    told = (
        not _SEPARATOR.fullmatch(separator),
        joined,
        joined and separator.count("'") == len(separator),
        "'" in separator,
    )
    return tuple(n for n, holds in enumerate(told) if holds)


class Places:
    """Where the words of one statement stand. Words and line ends are counted together, in the order of the text."""

    def __init__(
        self,
        prefilter: Prefilter,
        met: list[int],
        may: dict[str, int],
        keyed: dict[Key, int],
        starts: list[int],
        ends: list[int],
        between: list[int],
        line_ends: int,
    ) -> None:
        """Take what ``Prefilter.places`` found.

        ``met``: by unit the phrases whose words stand in it; ``may``: the units of each matcher; ``keyed``: the places of
        each key; ``starts`` and ``ends``: offsets of each word; ``between``: the words before which something stands
        (``_between``).
        """
        self.may = may
        """For each matcher that has a plan the units, as bits, in which it may stand."""
        self.starts = starts
        self.ends = ends
        self.near = frozenset(bits(between[_NEAR]))
        self._bounds = [(a + 1, b - a - 1) for a, b in pairwise([-1, *bits(line_ends), len(ends)])]
        self._plans = prefilter.plans
        self._phrases = prefilter.phrases
        self._met = met
        self._begun: dict[int, int] = {}
        self._keys = prefilter.sets
        self._keyed = keyed
        self._present = set(keyed)
        self._sets: dict[int, int] = {}
        self._close = ~between[_FAR]
        self._apostrophes = between[_APOSTROPHES]
        self._joined = between[_JOINED]
        self._most = -1

    def within(self, matcher: str, unit: int) -> list[tuple[int, Phrase]]:
        """The words of a unit at which the matcher of that name may begin, each with the first of its phrases that may."""
        first, count = self._plans[matcher]
        start, words = self._bounds[unit]
        free = unit_words = (1 << words) - 1
        begun, found = self._begun, {}
        wanted = False
        for at in bits(self._met[unit] >> first & (1 << count) - 1):
            n = first + at
            places = begun.get(n)
            if places is None:
                places = begun[n] = self._run(self._phrases[n].steps, -1)
            own = places >> start & unit_words
            if own:
                phrase = self._phrases[n]
                wanted |= not phrase.friend
                own &= free
                free ^= own
                while own:
                    lowest = own & -own
                    found[start + lowest.bit_length() - 1] = phrase
                    own ^= lowest
        return sorted(found.items()) if wanted else []  # false friends only take hits away

    def _set(self, n: int) -> int:
        """The places of the words of a set."""
        places = self._sets.get(n)
        if places is None:
            places = 0
            for k in self._keys[n] & self._present:
                places |= self._keyed[k]
            self._sets[n] = places
        return places

    def _run(self, steps: tuple[_Step, ...], rest: int) -> int:
        sets, apostrophes = self._sets, self._apostrophes
        for s in steps:
            if type(s) is _Word:
                places = sets.get(s.at)
                if places is None:
                    places = self._set(s.at)
                if not places:
                    return 0
                if rest == -1:
                    rest = places
                    continue
                if s.close:
                    rest &= self._close
                if s.most != 1 or s.ending != "open":
                    rest = self._over(s, rest)
                elif apostrophes & (rest >> 1):
                    rest = _chained(rest, apostrophes)
                rest = places & (rest >> 1)
            elif type(s) is _Gap:
                rest = _smeared(rest, s.words + self._slack())
            elif type(s) is _Either:
                found = 0
                for p in s.programs:
                    if not p:
                        found |= rest
                    elif type(p[0]) is not _Word or self._set(p[0].at):
                        found |= self._run(p, rest)
                rest = found
            elif rest != -1:
                rest = (1 << rest.bit_length()) - 1
            if not rest:
                return 0
        return rest

    def _over(self, word: _Word, rest: int) -> int:
        """The places at which the rest can begin, and those from which more words of the same word lead there."""
        if word.most == 0:
            return (1 << rest.bit_length()) - 1
        if word.ending == "number":
            rest = _chained(rest, self._joined)
        elif word.ending == "open":
            rest = _chained(rest, self._apostrophes)
        return _smeared(rest, word.most - 1) if word.most > 1 else rest

    def _slack(self) -> int:
        """The most words of a unit that are joined to the one before: more than a gap's count tells."""
        if self._most < 0:
            self._most = max(((self._joined >> a) & ((1 << n) - 1)).bit_count() for a, n in self._bounds)
        return self._most


def _chained(rest: int, joined: int) -> int:
    """``rest`` and the joined words that stand right before one of it, over any number of such words."""
    while more := joined & (rest >> 1) & ~rest:
        rest |= more
    return rest


def _smeared(rest: int, n: int) -> int:
    """``rest`` and the ``n`` places before each."""
    done = 0
    while done < n:
        step = min(done + 1, n - done)
        rest |= rest >> step
        done += step
    return rest


def _as_bits(numbers: list[int]) -> int:
    """The whole number that has these bits set."""
    out = bytearray(max(numbers, default=0) // 8 + 1)
    for n in numbers:
        out[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(out, "little")


def bits(places: int) -> list[int]:
    """The places that are set, in order."""
    out = []
    while places:
        lowest = places & -places
        out.append(lowest.bit_length() - 1)
        places ^= lowest
    return out
