"""A small trained reader that says which of nine disclosures each sentence makes; it stands beside the rules.

Inference only, numpy only. No rule, verdict or training lives here (training: training/train_second_reader.py;
what it is, where its weights come from and what it is worth: docs/second-reader.md).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from msa_check.errors import MsaError
from msa_check.model import Criterion
from msa_check.secondreader.neighbours import context
from msa_check.secondreader.words import features, surface, token_id, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
"""In the order of the columns of ``score``."""

FORMAT = 1
"""Layout of the weights file; a file of another layout is refused."""


def mean_vectors(sentences: Sequence[Sequence[str]], words: Integers, weights: Floats, vectors: Floats) -> Floats:
    """Mean word vectors (n, d) of tokenised sentences; ``vectors`` (words, d) are already times ``weights``."""
    n = len(sentences)
    ids = np.asarray([token_id(w) for ws in sentences for w in ws], np.int64)
    at = np.repeat(np.arange(n), [len(ws) for ws in sentences])
    slots = np.minimum(np.searchsorted(words, ids), len(words) - 1)
    known = words[slots] == ids
    slots, at = slots[known], at[known]
    mass = np.bincount(at, weights[slots], n) + 0.3
    return summed(vectors[slots], at, n) / mass[:, None]


def summed(rows: Floats, at: Integers, n: int) -> Floats:
    """Sums (n, d) of the rows that belong to each of n places; ``at`` is sorted."""
    out = np.zeros((n, rows.shape[1]))
    if len(rows):
        starts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
        out[at[starts]] = np.add.reduceat(rows, starts, axis=0)
    return out


@dataclass(frozen=True)
class SecondReader:
    """Trained weights and what they say of sentences. Build it with ``load``; it holds no text."""

    feature_ids: Integers
    """(features,) sorted numbers of the features that count."""
    idf: Floats
    """(features,) their weight for rarity."""
    linear: Floats
    """(features, 9) first layer, on features of unit length."""
    word_ids: Integers
    """(words,) sorted ``token_id`` of the words that have a vector."""
    word_weights: Floats
    """(words,) smaller for commoner words."""
    vectors: Floats
    """(words, d) word vectors, multiplied by the weights."""
    dense: Floats
    """(d, 9) first layer, on the mean word vector."""
    bias: Floats
    """(9,) of the first layer: its outputs are calibrated log odds."""
    hidden: Floats
    """(k, inputs, h) second layer: k small networks whose log odds are averaged."""
    hidden_bias: Floats
    """(k, h)"""
    output: Floats
    """(k, h, 9)"""
    output_bias: Floats
    """(k, 9)"""
    calibration: Floats
    """(9, 2) slope and intercept from the mean log odds to calibrated log odds."""
    propose: Floats
    """(9,) probability from which a sentence is worth proposing where the rules found nothing."""
    doubt: Floats
    """(9,) probability below which the rules' evidence is doubtful."""
    decide: Floats
    """(9,) probability with the best F1 when the reader decides alone."""

    @staticmethod
    def load(weights: bytes, where: str = "second-reader.npz") -> SecondReader:
        """The reader stored in the bytes of a weights file; MsaError when they are damaged or of another layout."""
        try:
            with np.load(io.BytesIO(weights), allow_pickle=False) as data:
                arrays = {name: data[name] for name in data.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile) as fault:
            raise MsaError(
                f"cannot be read as weights of the second reader ({fault})",
                where=where,
                cure="Reinstall msa-check or train it again (docs/second-reader.md).",
            ) from fault
        layout = arrays.pop("layout", np.zeros(0))
        if layout.tolist() != [FORMAT, len(CRITERIA)] or set(arrays) != set(SecondReader.__annotations__):
            raise MsaError(
                "holds weights of another version of the second reader",
                where=where,
                cure="Reinstall msa-check or train it again (docs/second-reader.md).",
            )
        return SecondReader(**{k: v.astype(np.int64 if k.endswith("_ids") else np.float64) for k, v in arrays.items()})

    def score(self, sentences: Sequence[str], headings: Sequence[str]) -> Floats:
        """Calibrated probabilities (n, 9) that each sentence of ONE statement makes each disclosure of CRITERIA.

        ``sentences`` in reading order, headings not among them; ``headings`` the nearest heading above each ("" if
        none). Neighbours count, so give the whole statement.
        """
        if len(sentences) != len(headings):
            raise ValueError(f"{len(sentences)} sentences but {len(headings)} headings")
        if not sentences:
            return np.zeros((0, len(CRITERIA)))
        line, kept = with_headings(sentences, headings)
        scores = self.alone(line)
        inputs = context(scores, np.asarray([surface(s) for s in line]))
        odds = np.zeros((len(line), len(CRITERIA)))
        for into, shift, out, level in zip(self.hidden, self.hidden_bias, self.output, self.output_bias, strict=True):
            odds += (np.maximum(inputs @ into + shift, 0.0) @ out + level) / len(self.hidden)
        odds = odds * self.calibration[:, 0] + self.calibration[:, 1]
        result: Floats = 1.0 / (1.0 + np.exp(-odds))
        return result[kept]

    def alone(self, sentences: Sequence[str]) -> Floats:
        """Calibrated log odds (n, 9) of each sentence read by itself."""
        words = [tokens(s) for s in sentences]
        rows, numbers, counts = features(words)
        slots = np.minimum(np.searchsorted(self.feature_ids, numbers), len(self.feature_ids) - 1)
        known = self.feature_ids[slots] == numbers
        rows, slots, counts = rows[known], slots[known], counts[known]
        values = counts * self.idf[slots]
        length = np.sqrt(np.bincount(rows, values**2, len(words)))
        values /= length[rows]
        means = mean_vectors(words, self.word_ids, self.word_weights, self.vectors)
        return summed(self.linear[slots] * values[:, None], rows, len(words)) + means @ self.dense + self.bias


def with_headings(sentences: Sequence[str], headings: Sequence[str]) -> tuple[list[str], list[int]]:
    """The sentences with each heading read as a line of its own where it begins, and the places of the sentences."""
    line: list[str] = []
    kept: list[int] = []
    last = ""
    for sentence, heading in zip(sentences, headings, strict=True):
        if heading and heading not in (last, sentence):
            line.append(heading)
        last = heading
        kept.append(len(line))
        line.append(sentence)
    return line, kept
