"""Planted copies found, and nothing else: 520 texts and thousands made from them (``python benchmarks/bench_copies.py [N ...]``).

The texts are those of ../shared/texts, or fictional ones made here when that folder is absent. Made statements hold

* filler: sentences of a first-order word chain over the texts, so that single words and short phrases are theirs but no
  run of eight words is likely to be;
* common wording: forty blocks of one to three neighbouring sentences of the texts, each used by 2 to 40 % of the made
  statements, with the organisation's name swapped in;
* planted copies: passages of two to six neighbouring sentences (30 words or more) of one text or one made statement in
  one to four others, edited: the name swapped, numbers changed, one word in 20 dropped, one in 40 replaced. A passage of a
  text is planted only when most of its runs of eight words stand in no other of the texts, else it is no planted copy but
  common wording; and once only;
* whole copies (1 %) with the same edits, and statements of one organisation for two years (3 %), which are no copying.

Counted over pairs of voices (an organisation with its years and its whole copies is one voice, as in the report):

* recall: planted pairs, every two holders of one passage, that are reported with a passage that covers at least half of the
  planted one's words, in order, in both, or stand in one cluster of near-identical statements;
* precision: of the reported pairs with at least one made statement those that are planted, or that share at least 40 % of
  the runs of five words of a passage planted in one of them with the other (a text that really shares it with its source).
  Everything else is false: a pair that shares common wording only, chance, or two years of one organisation. A pair that is
  near-identical must be a planted whole copy. Pairs of two of the texts are counted apart: nobody knows their truth.

Prints these, the seconds and the peak of memory for each size. Each size runs in a process of its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from msa_check import copies, names, reading
from msa_check.model import Kind, Passage
from msa_check.record import passages
from msa_check.wording import common, sentences, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "texts"
SIZES = (1_000, 3_000, 10_000)
NAME = "[the organisation]"
RECALL, PRECISION = 0.98, 0.95


@dataclass
class Made:
    """One statement of the set: its organisation, its sentences in paragraphs, and the voice it speaks with."""

    source: str
    organisation: str
    paragraphs: list[list[str]]
    voice: int
    filler: bool = True
    plants: list[str] = field(default_factory=list)

    def packed(self) -> bytes:
        """As the results store keeps it."""
        rows = [
            [" ".join(s.replace(NAME, self.organisation) for s in p), n, None, str(Kind.PARAGRAPH), "", "", False]
            for n, p in enumerate(self.paragraphs, 1)
        ]
        return zlib.compress(json.dumps(rows).encode())


def originals(dice: random.Random) -> list[Made]:
    """The texts, or 520 fictional ones."""
    out = []
    files = sorted(TEXTS.glob("*.txt")) if TEXTS.is_dir() else []
    for n, path in enumerate(files):
        paragraphs: defaultdict[int, list[str]] = defaultdict(list)
        for s in sentences(reading.read(path).passages):
            if s.kind in {Kind.PARAGRAPH, Kind.LIST_ITEM}:
                paragraphs[s.passage].append(s.text)
        if paragraphs:
            out.append(Made(path.name, f"Original {n} Limited", list(paragraphs.values()), n, filler=False))
    return out or [fictional(dice, n) for n in range(520)]


_STEMS = "auditor buyer contract depot farm grower hotline inspection labour migrant orchard packer recruiter shift site supplier tannery wage worker yard".split()
_VERBS = (
    "asks checks covers follows measures meets names needs pays plans reviews sees tells trains visits weighs".split()
)
_LINKS = "with for at by under before after near of beside among through".split()


def fictional(dice: random.Random, number: int) -> Made:
    """A text of invented sentences."""

    def thing() -> str:
        return f"{dice.choice(_STEMS)} {dice.choice('abcdefghijklmnop')}{dice.choice(_STEMS)}{dice.choice(('s', 'ing', 'ers', 'ment'))}"

    def sentence() -> str:
        parts = [
            f"the {thing()} {dice.choice(_VERBS)} the {thing()} {dice.choice(_LINKS)}"
            for _ in range(dice.randint(1, 3))
        ]
        return f"In this, {' and '.join(parts)} the {thing()}."

    paragraphs = [[sentence() for _ in range(dice.randint(2, 5))] for _ in range(14)]
    return Made(f"fictional-{number:04}.txt", f"Invented {number} Limited", paragraphs, number, filler=False)


class Chain:
    """A first-order word chain over the texts, with a jump now and then."""

    def __init__(self, texts: Iterable[Made], dice: random.Random) -> None:
        """Learn from the texts' sentences."""
        self._next: defaultdict[str, list[str]] = defaultdict(list)
        self._dice = dice
        for m in texts:
            for p in m.paragraphs:
                for s in p:
                    parts = words(s)
                    for a, b in pairwise(parts):
                        self._next[a].append(b)
        self._all = sorted(self._next)

    def sentence(self) -> str:
        """One sentence of 8 to 34 words."""
        out = [self._dice.choice(self._all)]
        for _ in range(self._dice.randint(7, 33)):
            follow = self._next.get(out[-1]) if self._dice.random() > 0.12 else None
            out.append(self._dice.choice(follow or self._all))
        if self._dice.random() < 0.15:
            out.insert(self._dice.randrange(len(out)), NAME)
        return f"{out[0].capitalize()} {' '.join(out[1:])}."


def edited(text: str, name: str, chain: Chain, dice: random.Random) -> str:
    """A passage as a copyist leaves it: another name, other numbers, some words dropped or replaced."""
    out = []
    for w in text.replace(NAME, name).split():
        chance = dice.random()
        if chance < 1 / 20:
            continue
        if chance < 1 / 20 + 1 / 40:
            out.append(chain.sentence().split()[0].lower())
        elif w.strip(".,").isdigit():
            out.append(str(dice.randint(2, 900)))
        else:
            out.append(w)
    return " ".join(out)


def runs(text: str, width: int) -> set[str]:
    """The runs of so many words of a text."""
    w = words(text)
    return {" ".join(w[i : i + width]) for i in range(len(w) - width + 1)}


def _blocks(m: Made) -> list[list[str]]:
    """Neighbouring sentences of one statement that make a passage of two to six, 30 words or more."""
    return [p[:6] for p in m.paragraphs if len(p) >= 2 and sum(len(s.split()) for s in p[:6]) >= 30]


def build(
    count: int, dice: random.Random
) -> tuple[list[Made], set[tuple[int, int]], dict[tuple[int, int], list[str]], set[int]]:
    """Texts and made statements; the planted pairs of voices with their passages; the voices with a whole copy."""
    texts = originals(dice)
    chain = Chain(texts, dice)
    users: Counter[str] = Counter(r for m in texts for r in runs(" ".join(s for p in m.paragraphs for s in p), 8))
    usual = [
        (p[: dice.randint(1, 3)], dice.uniform(0.02, 0.4))
        for m in dice.sample(texts, 40)
        for p in [max(m.paragraphs, key=len)]
    ]
    derived = count // 100 + 3 * (count // 100)
    plain = [Made(f"made-{n:05}.txt", _name(dice), [], len(texts) + n) for n in range(count - derived)]
    for m in plain:
        paragraphs = [[chain.sentence() for _ in range(dice.randint(2, 5))] for _ in range(dice.randint(8, 16))]
        for block, share in usual:
            if dice.random() < share:
                paragraphs.insert(dice.randrange(len(paragraphs) + 1), list(block))
        m.paragraphs = paragraphs
    planted: dict[tuple[int, int], list[str]] = defaultdict(list)
    known = {s for block, _ in usual for s in block}
    sources = [
        (m, b)
        for m in texts
        for b in _blocks(m)
        if (r := runs(" ".join(b), 8))
        and sum(users[x] == 1 for x in r) >= 0.7 * len(r)
        and not any(s in known for s in b)
    ]
    dice.shuffle(sources)
    free = list(plain)
    dice.shuffle(free)
    for k in range(count // 8):
        if k % 2 and sources:
            origin, block = sources.pop()
        else:
            origin = dice.choice(plain)
            block = dice.choice(
                [b for b in _blocks(origin) if not any(s in known for s in b) and " ".join(b) not in origin.plants]
            )
        passage = " ".join(block)
        holders = [origin]
        origin.plants.append(passage)
        for _ in range(dice.randint(1, 4)):
            m = free.pop() if free else dice.choice(plain)
            if m in holders:
                continue
            m.paragraphs.insert(dice.randrange(len(m.paragraphs) + 1), [edited(passage, m.organisation, chain, dice)])
            m.plants.append(passage)
            holders.append(m)
            if not free:
                free = list(plain)
                dice.shuffle(free)
        for a, b in combinations(holders, 2):
            planted[tuple(sorted((a.voice, b.voice)))].append(passage.replace(NAME, ""))  # type: ignore[index]
    made = list(plain)
    whole: set[int] = set()
    for n in range(count - derived, count):
        origin = dice.choice(plain)
        if n % 4:  # another year of the same organisation
            paragraphs = [[edited(s, origin.organisation, chain, dice) for s in p] for p in origin.paragraphs]
            dice.shuffle(paragraphs)
            made.append(Made(f"made-{n:05}.txt", origin.organisation, paragraphs, origin.voice))
        else:
            name = _name(dice)
            paragraphs = [[edited(s, name, chain, dice) for s in p] for p in origin.paragraphs]
            made.append(Made(f"made-{n:05}.txt", name, paragraphs, origin.voice))
            whole.add(origin.voice)
    return texts + made, set(planted), dict(planted), whole


def _name(dice: random.Random) -> str:
    sounds = "bram cor dell fen gar hol ken lyn mar nor pel quin ros sel tor ul ver wyn".split()
    return (
        "".join(dice.choice(sounds) for _ in range(3)).capitalize()
        + f" {dice.choice(('Foods', 'Group', 'Services', 'Holdings'))} Limited"
    )


def covers(passage: str, told: Sequence[copies.Passages]) -> bool:
    """Whether one reported passage has at least half of the planted one's words, in order, in both texts."""
    wanted = words(passage)
    return any(min(common(wanted, words(t.a.text)), common(wanted, words(t.b.text))) >= len(wanted) / 2 for t in told)


def measure(count: int) -> dict[str, object]:
    """One size: make the set, look for copies, count."""
    dice = random.Random(20261125 + count)  # noqa: S311 - a benchmark that must repeat
    everything, planted, wording, whole = build(count, dice)
    store = {m.source: m.packed() for m in everything}
    by_source = {m.source: m for m in everything}
    owners = [names.owner({"source": m.source, "facts": {"organisation": m.organisation}}) for m in everything]

    def read(source: str) -> tuple[Passage, ...]:
        return passages(zlib.decompress(store[source]).decode())

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    found = copies.find(owners, read)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    reported: dict[tuple[int, int], list[copies.Passages]] = defaultdict(list)
    false: list[copies.Pair] = []
    through = true_pairs = texts_only = whole_right = whole_wrong = 0
    for p in found.pairs:
        a, b = by_source[p.a.source], by_source[p.b.source]
        if not a.filler and not b.filler:
            texts_only += 1
            continue
        key = (min(a.voice, b.voice), max(a.voice, b.voice))
        if a.voice == b.voice or p.near_identical:
            right = a.voice == b.voice and a.organisation != b.organisation
            whole_right += right
            whole_wrong += not right
            if not right:
                false.append(p)
            continue
        reported[key] += p.passages
        if key in planted:
            true_pairs += 1
        elif _through(a, b) or _through(b, a):
            through += 1
        else:
            false.append(p)
    one_cluster = {
        tuple(sorted((by_source[x.source].voice, by_source[y.source].voice)))
        for c in found.clusters
        for x, y in combinations(c.members, 2)
    }
    twins: defaultdict[int, set[int]] = defaultdict(set)  # of a cluster one text stands for all in a pair
    for x, y in one_cluster:
        twins[x].add(y)
        twins[y].add(x)
    hit = set()
    for k in planted:
        near = {tuple(sorted((x, y))) for x in {k[0], *twins[k[0]]} for y in {k[1], *twins[k[1]]}}
        told_of = [t for n in near for t in reported.get(n, ())]  # type: ignore[call-overload]
        if k in one_cluster or any(covers(w, told_of) for w in wording[k]):
            hit.add(k)
    told = true_pairs + through + whole_right + len(false)
    for p in false[:5]:
        print(f"  false: {p.a.source} {p.b.source} {p.words} words: {p.passages[0].a.text[:160]!r}")
    for k in sorted(planted - hit)[:5]:
        print(f"  missed: {k} {'reported without the passage' if reported[k] else ''} {wording[k][0][:160]!r}")
    return {
        "statements": len(everything),
        "words": found.words,
        "planted": len(planted),
        "found": len(hit),
        "recall": len(hit) / max(1, len(planted)),
        "reported": told,
        "through a third": through,
        "false": len(false),
        "precision": (told - len(false)) / max(1, told),
        "whole copies": f"{whole_right} pairs right, {whole_wrong} wrong, {len(whole)} statements copied whole",
        "pairs of two texts": texts_only,
        "seconds": round(seconds, 1),
        "peak MB": peak // 1024,
        "before MB": before // 1024,
    }


def _through(a: Made, b: Made) -> bool:
    """Whether b holds wording that was planted in a without being planted itself: it shares it with the source."""
    mine = runs(" ".join(s for p in b.paragraphs for s in p), 5)
    return any(len((r := runs(x, 5)) & mine) >= 0.4 * len(r) for x in a.plants)


def main(sizes: Sequence[int]) -> int:
    """Measure each size in its own process; 1 when a bound is missed at the largest."""
    if not TEXTS.is_dir():
        print(f"{TEXTS} is not there: fictional texts instead")
    last: dict[str, float] = {}
    for n in sizes:
        done = subprocess.run([sys.executable, __file__, "--one", str(n)], check=True, capture_output=True, text=True)
        *talk, line = done.stdout.splitlines()
        print("\n".join(talk))
        last = json.loads(line)
        print(
            f"{n:,} made: " + ", ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in last.items())
        )
    return 0 if last["recall"] >= RECALL and last["precision"] >= PRECISION else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        sys.exit(main([int(n) for n in sys.argv[1:]] or SIZES))
