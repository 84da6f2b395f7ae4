"""Trains the second reader's weights from labelled sentences; run it to repeat rules/second-reader.npz byte for byte.

    python training/train_second_reader.py DATA --out rules/second-reader.npz
    python training/train_second_reader.py DATA --evaluate

DATA holds gold/sentences/au.jsonl and ca.jsonl (AIMS data sets) and texts/*.txt (unlabelled statements, for the word
vectors only). Needs scikit-learn 1.5 or later. No sentence and no readable word is written to the weights.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from msa_check import secondreader as reader
from msa_check.language import sentences
from msa_check.secondreader import CRITERIA, SecondReader

DIMENSIONS = 50
WINDOW = 6
DENSE_SCALE = 0.1
NETWORKS = 5
HIDDEN = 32
EPOCHS = 15
JUMBLED = 0.1
"""Share of sentences put out of place in the copy of the data that the second layer also learns from."""


@dataclass(frozen=True)
class Gold:
    """Labelled sentences: text, the statement each is of, labels (n, 9)."""

    text: list[str]
    statement: np.ndarray
    labels: np.ndarray

    def part(self, rows: np.ndarray) -> Gold:
        """Only those rows (a mask)."""
        return Gold(
            [t for t, keep in zip(self.text, rows, strict=True) if keep], self.statement[rows], self.labels[rows]
        )


def read_gold(paths: list[Path]) -> Gold:
    """The labelled sentences of JSON-lines files, statement by statement, in reading order."""
    rows = [json.loads(line) for p in paths for line in p.read_text("utf-8").splitlines()]
    first = {s: i for i, s in reversed(list(enumerate(r["statement"] for r in rows)))}
    rows.sort(key=lambda r: (first[r["statement"]], r["n"]))
    labels = np.array([[c in r["labels"] for c in CRITERIA] for r in rows])
    text = [re.sub(r"\s+", " ", r["sentence"]).strip() for r in rows]
    return Gold(text, np.array([r["statement"] for r in rows]), labels)


def word_vectors(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Word numbers, weights and weighted vectors from unlabelled texts: co-occurrence, positive PMI, SVD."""
    docs = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8", errors="replace")
        docs.append([reader.tokens(text[a:b]) for a, b in sentences(text)])
    seen = Counter(w for doc in docs for w in {w for s in doc for w in s})
    words = sorted((w for w, n in seen.items() if n >= 5), key=reader.token_id)
    slot = {w: i for i, w in enumerate(words)}
    pairs: Counter[tuple[int, int]] = Counter()
    for s in (s for doc in docs for s in doc):
        ids = [slot.get(w, -1) for w in s]
        for i, a in enumerate(ids):
            for b in ids[i + 1 : i + 1 + WINDOW]:
                if a >= 0 and b >= 0:
                    pairs[a, b] += 1
    at = np.array(sorted(pairs))
    counts = np.array([pairs[a, b] for a, b in at], float)
    half = sp.coo_matrix((counts, (at[:, 0], at[:, 1])), shape=(len(words),) * 2).tocsr()
    both = (half + half.T).tocoo()
    total = np.asarray(both.tocsr().sum(1)).ravel()
    flat = total**0.75 * total.sum() / (total**0.75).sum()
    pmi = np.log(both.data * total.sum() / (total[both.row] * flat[both.col]))
    keep = pmi > 0
    table = sp.coo_matrix((pmi[keep], (both.row[keep], both.col[keep])), shape=both.shape).tocsr()
    left, size, _ = randomized_svd(table, DIMENSIONS, random_state=0)
    vectors = left * np.sqrt(size)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    weights = np.array([1.0 / (1.0 + seen[w] / 60.0) for w in words])
    return np.array([reader.token_id(w) for w in words]), weights, np.float16(vectors * weights[:, None]).astype(float)


def groups(names: np.ndarray, k: int, seed: int) -> np.ndarray:
    """A fold number for each row; all rows of one name in one fold."""
    each = np.array(sorted(set(names)))
    np.random.RandomState(seed).shuffle(each)
    number = {s: i % k for i, s in enumerate(each)}
    return np.array([number[s] for s in names])


def platt(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(9, 2) slope and intercept that make scores calibrated log odds."""
    fits = [LogisticRegression(C=100.0).fit(scores[:, [c]], labels[:, c]) for c in range(len(CRITERIA))]
    return np.array([[m.coef_[0, 0], m.intercept_[0]] for m in fits])


def odds(p: np.ndarray) -> np.ndarray:
    """Log odds of probabilities, kept finite."""
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def spread(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of columns; constant columns get deviation 1."""
    deviation = inputs.std(axis=0)
    return inputs.mean(axis=0), np.where(deviation > 1e-9, deviation, 1.0)


def linear_layer(inputs: sp.csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (inputs, 9) and bias (9,) of one-against-rest logistic regressions."""
    fits = [
        LogisticRegression(C=3.0, class_weight="balanced", solver="liblinear").fit(inputs, labels[:, c])
        for c in range(len(CRITERIA))
    ]
    return np.column_stack([m.coef_[0] for m in fits]), np.array([m.intercept_[0] for m in fits])


def networks(inputs: np.ndarray, labels: np.ndarray, count: int) -> list[MLPClassifier]:
    """Small networks with different starting weights, stopped early on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return [
            MLPClassifier((HIDDEN,), alpha=3.0, max_iter=EPOCHS, learning_rate_init=2e-3, random_state=k).fit(
                inputs, labels
            )
            for k in range(count)
        ]


def said(nets: list[MLPClassifier], inputs: np.ndarray) -> np.ndarray:
    """Mean log odds of the networks."""
    return np.mean([odds(m.predict_proba(inputs)) for m in nets], axis=0)


def second_inputs(gold: Gold, scores: np.ndarray, seed: int | None = None) -> np.ndarray:
    """Inputs of the second layer, statement by statement.

    With a seed some sentences stand at the wrong place when their neighbours are looked at: columns, footnotes and
    boxes of a PDF are often read out of turn, and the reader must not trust neighbours more than the sentence itself.
    """
    looks = np.array([reader.surface(t) for t in gold.text])
    chance = np.random.RandomState(seed)
    out = np.zeros((len(gold.text), reader.context(scores[:1], looks[:1]).shape[1]))
    for name in dict.fromkeys(gold.statement):
        rows = np.flatnonzero(gold.statement == name)
        if seed is not None:
            moved = chance.random_sample(len(rows)) < JUMBLED
            rows = np.concatenate([rows[moved], rows[~moved]] if chance.randint(2) else [rows[~moved], rows[moved]])
        out[rows] = reader.context(scores[rows], looks[rows])
    return out


def f1(chosen: np.ndarray, labels: np.ndarray) -> float:
    """F1 of a choice; 0 when nothing is right."""
    return 2.0 * float((chosen & labels).sum()) / max(int(chosen.sum() + labels.sum()), 1)


def best_f1_threshold(p: np.ndarray, y: np.ndarray) -> float:
    """Half the best F1: where calibrated probabilities are best cut (Lipton et al. 2014), steadier than argmax."""
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(y[order])
    return float((2 * hits / (np.arange(1, len(y) + 1) + y.sum())).max()) / 2


def precision_threshold(p: np.ndarray, y: np.ndarray, wanted: float) -> float:
    """The lowest probability from which sentences are right at least as often as wanted (at least 10 of them)."""
    order = np.argsort(-p, kind="stable")
    right = np.cumsum(y[order]) / np.arange(1, len(y) + 1)
    fit = np.nonzero((right >= wanted) & (np.arange(len(y)) >= 9))[0]
    return float(p[order][fit[-1]]) if len(fit) else 0.95


def fit(gold: Gold, vectors: tuple[np.ndarray, np.ndarray, np.ndarray], count: int = NETWORKS) -> SecondReader:
    """Train on the labelled sentences. Everything a layer learns from another is learnt out of fold."""
    words = [reader.tokens(t) for t in gold.text]
    n = len(words)
    rows, numbers, counts = reader.features(words)
    ids, columns, seen = np.unique(numbers, return_inverse=True, return_counts=True)
    keep = seen >= 2
    idf = np.float16(np.log((1 + n) / (1 + seen)) + 1).astype(float)
    ok = keep[columns]
    values = counts[ok] * idf[columns[ok]]
    length = np.sqrt(np.bincount(rows[ok], values**2, n))
    sparse = sp.csr_matrix((values / length[rows[ok]], (rows[ok], columns[ok])), shape=(n, len(ids)))[:, keep]
    means = reader.mean_vectors(words, *vectors)
    centre, deviation = spread(means)
    inputs = sp.hstack([sparse, sp.csr_matrix((means - centre) / deviation * DENSE_SCALE)]).tocsr()

    fold = groups(gold.statement, 4, 1)
    scores = np.zeros((n, len(CRITERIA)))
    for k in range(4):
        weights, bias = linear_layer(inputs[fold != k], gold.labels[fold != k])
        scores[fold == k] = inputs[fold == k] @ weights + bias
    line = platt(scores, gold.labels)
    weights, bias = linear_layer(inputs, gold.labels)
    weights, bias = weights * line[:, 0], bias * line[:, 0] + line[:, 1]
    top = int(keep.sum())
    dense = weights[top:] * DENSE_SCALE / deviation[:, None]

    scores = scores * line[:, 0] + line[:, 1]
    second = np.vstack([second_inputs(gold, scores), second_inputs(gold, scores, seed=9)])
    labels = np.vstack([gold.labels, gold.labels])
    middle, width = spread(second)
    second = (second - middle) / width
    fold = np.tile(groups(gold.statement, 3, 5), 2)
    out = np.zeros(labels.shape)
    for k in range(3):
        out[fold == k] = said(networks(second[fold != k], labels[fold != k], 3), second[fold == k])
    line = platt(out, labels)
    p = 1 / (1 + np.exp(-(out * line[:, 0] + line[:, 1])))
    nets = networks(second, labels, count)
    into = np.stack([m.coefs_[0] / width[:, None] for m in nets])
    each = range(len(CRITERIA))
    decide = np.array([best_f1_threshold(p[:, c], labels[:, c]) for c in each])
    return SecondReader(
        feature_ids=ids[keep],
        idf=idf[keep],
        linear=weights[:top],
        word_ids=vectors[0],
        word_weights=vectors[1],
        vectors=vectors[2],
        dense=dense,
        bias=bias - centre @ dense,
        hidden=into,
        hidden_bias=np.stack([m.intercepts_[0] for m in nets]) - np.einsum("i,kih->kh", middle, into),
        output=np.stack([m.coefs_[1] for m in nets]),
        output_bias=np.stack([m.intercepts_[1] for m in nets]),
        calibration=line,
        propose=np.array([precision_threshold(p[:, c], labels[:, c], 0.75) for c in each]),
        doubt=decide * 0.35,
        decide=decide,
    )


def save(model: SecondReader, path: Path) -> None:
    """Write the weights: half precision where that is enough; the same bytes each time."""
    small = {"linear", "idf", "vectors", "word_weights"}
    arrays = {
        name: value.astype(np.uint64 if name.endswith("_ids") else np.float16 if name in small else np.float32)
        for name, value in vars(model).items()
    }
    with path.open("wb") as out:
        np.savez_compressed(out, layout=np.array([reader.FORMAT, len(CRITERIA)]), **arrays)


def probabilities(model: SecondReader, gold: Gold) -> np.ndarray:
    """The reader's probabilities, as the engine would get them: statement by statement, no headings known."""
    out = np.zeros(gold.labels.shape)
    for name in dict.fromkeys(gold.statement):
        rows = np.nonzero(gold.statement == name)[0]
        out[rows] = model.score([gold.text[i] for i in rows], [""] * len(rows))
    return out


def figures(chosen: np.ndarray, gold: Gold) -> tuple[list[float], float, list[tuple[float, float]]]:
    """F1 of each criterion, statement balanced accuracy, and (sensitivity, specificity) of each, as published."""
    each = [f1(chosen[:, c], gold.labels[:, c]) for c in range(len(CRITERIA))]
    names = list(dict.fromkeys(gold.statement))
    told = np.array([chosen[gold.statement == s].any(axis=0) for s in names])
    true = np.array([gold.labels[gold.statement == s].any(axis=0) for s in names])
    both = [
        (float((t & g).sum() / g.sum()), float((~t & ~g).sum() / (~g).sum()))
        for t, g in zip(told.T, true.T, strict=True)
        if 0 < g.sum() < len(g)
    ]
    return each, float(np.mean(both)), both


def main() -> None:
    """Train and write, or evaluate and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("--out", type=Path)
    ap.add_argument("--evaluate", action="store_true")
    ap.add_argument("--keep", type=Path, help="write the cross-validated probabilities here (.npz)")
    a = ap.parse_args()
    countries = ("au", "ca")
    gold = read_gold([a.data / "gold" / "sentences" / f"{c}.jsonl" for c in countries])
    country = np.array([s[:2] for s in gold.statement])
    vectors = word_vectors(a.data / "texts")
    if a.out:
        save(fit(gold, vectors), a.out)
        sys.stdout.write(f"{a.out}: {a.out.stat().st_size:,} bytes\n")
    if not (a.evaluate or a.keep):
        return
    fold = np.zeros(len(gold.text), int)
    for c in countries:
        fold[country == c] = groups(gold.statement[country == c], 5, 0)
    parts = [("5-fold", fold == k) for k in range(5)]
    parts += [(f"{'ca' if c == 'au' else 'au'} -> {c}", country == c) for c in countries]
    p = {name: np.zeros(gold.labels.shape) for name, _ in parts}
    chosen = {name: np.zeros(gold.labels.shape, bool) for name, _ in parts}
    limits = {name: np.zeros((*gold.labels.shape, 3)) for name, _ in parts}
    for name, test in parts:
        model = fit(gold.part(~test), vectors)
        p[name][test] = probabilities(model, gold.part(test))
        chosen[name][test] = p[name][test] >= model.decide
        limits[name][test] = np.stack([model.propose, model.doubt, model.decide], axis=-1)
    for name in dict.fromkeys(n for n, _ in parts):
        for c in countries:
            rows = country == c
            if name == "5-fold" or name.endswith(c):
                each, balanced, both = figures(chosen[name][rows], gold.part(rows))
                sys.stdout.write(
                    f"{name} on {c}: macro F1 {np.mean(each):.3f}, statement balanced accuracy {balanced:.3f}\n"
                )
                sys.stdout.write("  " + "  ".join(f"{k} {v:.2f}" for k, v in zip(CRITERIA, each, strict=True)) + "\n")
                sys.stdout.write("  sens/spec " + "  ".join(f"{s:.2f}/{t:.2f}" for s, t in both) + "\n")
    if a.keep:
        np.savez_compressed(a.keep, cv=p["5-fold"], limits=limits["5-fold"], au=p["ca -> au"], ca=p["au -> ca"])


if __name__ == "__main__":
    with threadpool_limits(1):  # sums are then made in one order, whatever the machine's cores
        main()
