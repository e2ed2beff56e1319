"""A logistic model fitted by Newton's method, and folds that keep together what belongs together.

With a ridge on standardised columns, as is usual where some columns are rarely other than 0.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 50
_STILL = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Probability = 1 / (1 + exp(-(bias + columns · weights)))."""

    bias: float
    weights: Floats

    def probabilities(self, columns: Floats) -> Floats:
        """The probability of each row."""
        return _sigmoid(columns @ self.weights + self.bias)


def fit_logistic(columns: Floats, truth: npt.NDArray[np.bool_], ridge: float = 1.0) -> Logistic:
    """Fit by maximum likelihood less ``ridge`` / 2 times the squared weights of the standardised columns.

    The bias is not held back. A column that never changes gets weight 0.
    """
    centre = columns.mean(axis=0)
    scale = columns.std(axis=0)
    moving = scale > 0
    scale = np.where(moving, scale, 1.0)
    design = np.column_stack([np.ones(len(columns)), (columns - centre) / scale * moving])
    held = np.diag([1e-9, *np.full(columns.shape[1], ridge)])
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = _sigmoid(design @ beta)
        slope = design.T @ (truth - chance) - held @ beta
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + held
        step = np.linalg.solve(curve, slope)
        beta += step
        if float(np.abs(step).max()) < _STILL:
            break
    weights = beta[1:] / scale
    return Logistic(float(beta[0] - weights @ centre), weights)


def folds(groups: Sequence[str], count: int, seed: int) -> npt.NDArray[np.int64]:
    """A fold (0 to ``count`` - 1) for each row, so that rows of one group share it and the folds are about as large.

    The larger groups are dealt first, each to the fold that is smallest so far; the seed settles ties.
    """
    members: defaultdict[str, list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        members[group].append(row)
    dealt = list(members.values())
    random.Random(seed).shuffle(dealt)
    out = np.zeros(len(groups), np.int64)
    sizes = [0] * count
    for rows in sorted(dealt, key=len, reverse=True):
        fold = sizes.index(min(sizes))
        out[rows] = fold
        sizes[fold] += len(rows)
    return out


def _sigmoid(values: Floats) -> Floats:
    made: Floats = 1 / (1 + np.exp(-np.clip(values, -40, 40)))
    return made
