"""Words with boxes -> runs: words that stand side by side without a gap; and runs of one column -> lines.

Nothing here knows columns, tables or what a line means (columns.py, tables.py, layout.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from msa_check.reading.quality import COMMON
from msa_check.reading.repair import mend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from msa_check.reading.words import Words

GAP = 0.5
"""Space between two words, in type sizes, from which they may belong to two columns."""
NO_SPACE = 0.06
"""Space between two words, in type sizes, that is none."""
_HYPHEN = "\ufffe"
"""pdfium's code for a hyphen at the end of a line."""
KERN = 0.15
"""How far, in type sizes, letters of one word may overlap."""
_GLUE = "\ufdd0"
"""A code that no text holds: the next word belongs to this one."""
_INITIAL = 1.7
"""Type size against the text's from which a letter is an initial set over several lines."""
_LETTER = re.compile(r"^[“\"‘']?[A-Z]$")
_LABEL_GAP = 6.0
"""The same after a bullet or number that stands before its text."""
LABEL = re.compile(
    r"^(?:[•▪●◦‣∙·■□➢➤►✓✔❖*–—\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d-]|o|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*)[.)]?)$"
)


@dataclass(slots=True)
class Run:
    """Words drawn one after another on one line: a box in points, type size, and its place in the file's order."""

    x0: float
    top: float
    x1: float
    bottom: float
    mid: float
    """Middle of the line's height: lines are told apart by it, as boxes of lines set solid overlap."""
    size: float
    bold: bool
    text: str
    order: int


def runs(words: Words) -> list[Run]:
    """The upright words of a page as runs, in the order in which the file draws them."""
    keep = np.flatnonzero((words.turned == 0) & ~_marks(words))
    if not len(keep):
        return []
    box, size, bold = words.box[keep], np.maximum(words.size[keep], 1), words.bold[keep]
    mid = (box[:, 1] + box[:, 3]) / 2
    larger = np.maximum(size[1:], size[:-1])
    gap = box[1:, 0] - box[:-1, 2]
    level = np.abs(mid[1:] - mid[:-1]) < 0.42 * larger
    level &= larger < _INITIAL * np.minimum(size[1:], size[:-1])
    joined = level & (gap < GAP * larger) & (gap > -0.6 * larger)
    texts = [words.text[i] for i in keep.tolist()] if len(keep) < len(words) else words.text
    # a bullet or number keeps its text however far it stands
    for i in np.flatnonzero(level & ~joined & (gap > 0) & (gap < _LABEL_GAP * larger)).tolist():
        if (i == 0 or not level[i - 1]) and LABEL.match(texts[i]):
            joined[i] = True
    starts = np.flatnonzero(np.concatenate(([True], ~joined)))
    ends = np.append(starts[1:], len(keep))
    low = np.minimum.reduceat(box[:, :2], starts, axis=0)
    high = np.maximum.reduceat(box[:, 2:], starts, axis=0)
    # what is set largest gives the size and the height of the line's middle: a raised number must not
    letters = np.array([len(t) for t in texts], np.float32)
    total = np.add.reduceat(letters, starts)
    mean = np.add.reduceat(size * letters, starts) / total
    middle = np.add.reduceat(mid * letters, starts) / total
    heavy = np.logical_and.reduceat(bold, starts)
    rows = zip(
        low.tolist(),
        high.tolist(),
        middle.tolist(),
        mean.tolist(),
        heavy.tolist(),
        starts.tolist(),
        ends.tolist(),
        strict=True,
    )
    # pdfium sees a space between two letters of a word where none is; after slanted letters, though, a real one is as narrow
    tight = joined & (gap < NO_SPACE * larger) & (gap > -KERN * larger) & ~words.spaced[keep][1:]
    glued = [i for i in np.flatnonzero(tight).tolist() if _is_split(texts[i], texts[i + 1], texts)]
    if glued:
        texts = list(texts)
        for i in glued:
            texts[i] += _GLUE
    found = [
        Run(a[0], a[1], b[0], b[1], m, s, h, " ".join(texts[i:j]).replace(_GLUE + " ", ""), n)
        for n, (a, b, m, s, h, i, j) in enumerate(rows)
    ]
    return _unstretched(_with_initials(found, float(np.median(size)), texts))


def _unstretched(found: list[Run]) -> list[Run]:
    """Short lines that justified setting stretched over the column put together again: their gaps are all alike."""
    lines: list[list[Run]] = []
    for run in found:
        last = lines[-1][-1] if lines else None
        if last is not None and abs(run.mid - last.mid) < 0.1 * run.size and run.x0 > last.x1:
            lines[-1].append(run)
        else:
            lines.append([run])
    wide = [_is_stretched(line) for line in lines]
    if not any(wide):
        return found
    for i, line in enumerate(lines):
        # one gap alone tells nothing: then a stretched line next to it must have the same edges
        wide[i] = wide[i] or (
            len(line) == 2
            and any(
                0 <= j < len(lines)
                and wide[j]
                and abs(lines[j][0].x0 - line[0].x0) < 1.5
                and abs(lines[j][-1].x1 - line[-1].x1) < 1.5
                for j in (i - 1, i + 1)
            )
        )
    out: list[Run] = []
    for line, is_wide in zip(lines, wide, strict=True):
        if is_wide:
            gap = line[1].x0 - line[0].x1
            natural = line[0].x0 + sum(r.x1 - r.x0 + 0.28 * r.size for r in line)
            for run in line[1:]:
                line[0].text += f" {run.text}"
            # so wide a gap is made by a forced end of line: the line does not fill its column
            line[0].x1 = natural if gap > 2 * line[0].size else line[-1].x1
            out.append(line[0])
        else:
            out += line
    return out


def _is_stretched(line: Sequence[Run]) -> bool:
    if len(line) < 3 or any(" " in r.text or not r.text[0].isalpha() for r in line):
        return False
    gaps = [b.x0 - a.x1 for a, b in pairwise(line)]
    return max(gaps) - min(gaps) < max(0.4, 0.03 * max(gaps))


def turned_runs(words: Words) -> list[list[Run]]:
    """The words that stand turned against the page, as one run for each of pdfium's lines; each stretch apart."""
    out: list[list[Run]] = []
    before = -2
    for i in np.flatnonzero(words.turned != 0).tolist():
        x0, top, x1, bottom = words.box[i].tolist()
        run = Run(x0, top, x1, bottom, (top + bottom) / 2, float(words.size[i]), bool(words.bold[i]), words.text[i], i)
        last = out[-1][-1] if out else None
        if last is not None and before == i - 1 and words.line[i] == words.line[before]:
            last.text += f" {run.text}"
            last.x0, last.top, last.x1, last.bottom = (
                min(last.x0, x0),
                min(last.top, top),
                max(last.x1, x1),
                max(last.bottom, bottom),
            )
        elif before == i - 1:
            out[-1].append(run)
        else:
            out.append([run])
        before = i
    return out


def _with_initials(found: list[Run], body: float, texts: Sequence[str]) -> list[Run]:
    """Large first letters that stand beside several lines, put back to their word."""
    for letter in [r for r in found if r.size > _INITIAL * body and _LETTER.match(r.text)]:
        beside = [
            r
            for r in found
            if r is not letter
            and letter.top - 0.8 * body < r.mid < letter.bottom
            and -0.2 * body < r.x0 - letter.x1 < 1.5 * body
            and r.size < 0.6 * letter.size
        ]
        if not beside:
            continue
        first = min(beside, key=lambda r: r.mid)
        word = first.text.split()[0]
        apart = letter.text in "AI" and _is_word(word, texts) and not _is_word(letter.text + word, texts)
        first.text = f"{letter.text}{' ' if apart else ''}{first.text}"
        found = [r for r in found if r is not letter]
    return found


def _is_split(a: str, b: str, texts: Sequence[str]) -> bool:
    """Whether two parts that stand close are one word: not two words, nor two of some letters that make none together."""
    if _is_word(a, texts) and _is_word(b, texts):
        return False
    return min(sum(map(str.isalpha, a)), sum(map(str.isalpha, b))) < 2 or _is_word(a + b, texts)


def _is_word(word: str, texts: Sequence[str]) -> bool:
    low = word.strip(".,;:!?").lower()
    return low in COMMON or sum(t.strip(".,;:!?").lower() == low for t in texts) > 1


def _marks(words: Words) -> NDArray[np.bool_]:
    """Which words are the raised number of a footnote, standing by itself behind the word it hangs on."""
    out = np.zeros(len(words), np.bool_)
    size, box = words.size, words.box
    mid = (box[:, 1] + box[:, 3]) / 2
    gap = box[1:, 0] - box[:-1, 2]
    small = (
        (size[1:] < 0.78 * size[:-1])
        & (mid[1:] < mid[:-1])
        & (box[1:, 3] > box[:-1, 1])
        & (np.abs(gap) < 0.6 * size[:-1])
    )
    for i in (np.flatnonzero(small) + 1).tolist():
        out[i] = words.text[i].isdigit() and len(words.text[i]) <= 2
    return out


def rows(found: Sequence[Run]) -> list[list[Run]]:
    """Runs on the same height together, from top to bottom, each row from left to right."""
    out: list[list[Run]] = []
    level = size = 0.0
    for run in sorted(found, key=lambda r: (r.mid, r.x0)):
        if out and run.mid - level < 0.42 * max(size, run.size):
            out[-1].append(run)
            if run.size > size:
                level, size = run.mid, run.size
        else:
            out.append([run])
            level, size = run.mid, run.size
    for row in out:
        row.sort(key=lambda r: r.x0)
    return out


def text_of(row: Sequence[Run]) -> str:
    """The text of runs on one line, from left to right."""
    text = row[0].text
    for before, run in pairwise(row):
        text += run.text if -KERN * run.size < run.x0 - before.x1 < NO_SPACE * run.size else f" {run.text}"
    return mend(text.replace(_HYPHEN, "-"))
