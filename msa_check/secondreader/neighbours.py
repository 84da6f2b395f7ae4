"""What the second reader's second layer sees of a sentence: its scores, its neighbours' and its place.

Nothing here reads words or holds a weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def context(scores: Floats, looks: Floats) -> Floats:
    """What the second layer sees of each sentence of ONE statement: its scores, its neighbours', its place.

    ``scores`` (n, 9) calibrated log odds in reading order; ``looks`` (n, 5) of ``surface``. Returns (n, 97).
    """
    z = np.clip(scores, -5.0, 5.0)
    p = 1.0 / (1.0 + np.exp(-z))
    n = len(p)

    def moved(by: int) -> Floats:
        out = np.zeros_like(p)
        if by > 0:
            out[by:] = p[:-by]
        else:
            out[:by] = p[-by:]
        return out

    near = [moved(d) if abs(d) < n else np.zeros_like(p) for d in (1, 2, -1, -2)]
    wide = sum((moved(d) * 0.8 ** abs(d) for d in range(-6, 7) if d and abs(d) < n), np.zeros_like(p)) / 3.0
    past = np.zeros_like(p)
    so_far = np.zeros(p.shape[1])
    for i in range(n):
        past[i] = so_far
        so_far = so_far * 0.85 + p[i] * 0.15
    ordered = np.sort(p, axis=0)[::-1]
    best = np.broadcast_to(ordered[:3].mean(axis=0), p.shape)
    first = (p >= ordered[0] - 1e-9).astype(float)
    place = np.arange(n) / max(n, 1)
    after = np.arange(n)[::-1]
    where = np.column_stack(
        [
            place,
            place**2,
            place < 0.05,
            place > 0.95,
            after < 1,
            after < 3,
            np.exp(-after / 3),
            np.exp(-np.arange(n) / 3),
        ]
    )
    return np.hstack([z * 0.5, p, *near, wide, past * 2.0, best, first, where, looks])
