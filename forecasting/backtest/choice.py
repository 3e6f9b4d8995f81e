"""Which model a series gets: the best in the back-test, with seasonal naive as the floor.

Three months of one series are a small sample, so each model's own error, relative to seasonal
naive's, is averaged with what the model achieved on all series of about the same size. The
combination weighs models by how good they were; a single model replaces it only where it is clearly
better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.backtest.rolling import Backtest
from forecasting.models.tiers import COMBINATION
from forecasting.reading import NAIVE
from forecasting.types import Floats

SIZES = (0.2, 1.0, 5.0, 20.0)  # tickets a day: borders of the classes of size
_PRIOR_ORIGINS = 3.0
_CLEARLY = 0.95


@dataclass(frozen=True, slots=True)
class Mixing:
    """How the combination weighs: score to the power −``sharpness``, nothing to a model more than
    ``near`` times as far off as the best."""

    sharpness: float
    near: float


# A level and a curve err differently in the next weeks: nearly equal weights lose least.
NEAR_DAYS = Mixing(3.0, 1.5)
# Further off a level knows nothing of the seasons that come.
FAR_DAYS = Mixing(15.0, 1.1)


@dataclass(frozen=True, eq=False)
class Choice:
    """What was learnt of ``models`` (names).

    ``weights``: n × models, of the combination. ``score``: n × (models and the combination), error
    relative to seasonal naive's, drawn to the class's. ``chosen``: a name a series.
    """

    models: tuple[str, ...]
    weights: Floats
    score: Floats
    chosen: NDArray[Any]

    def apply(self, means: dict[str, Floats]) -> Floats:
        """Return the chosen forecast of each series out of every model's (… × n × h)."""
        return self._weighed(means, self.final_weights())

    def combined(self, means: dict[str, Floats]) -> Floats:
        """Return the combination's forecasts."""
        return self._weighed(means, self.weights)

    def _weighed(self, means: dict[str, Floats], weights: Floats) -> Floats:
        # One model after another: the last bits of a product depend on how many days are asked.
        first = means[self.models[0]]
        result: Floats = np.zeros(first.shape)
        for number, name in enumerate(self.models):
            result = result + np.nan_to_num(means[name]) * weights[:, number, None]
        return result

    def final_weights(self) -> Floats:
        """Return n × models weights: the combination's, or all on the chosen model."""
        weights = self.weights.copy()
        for number, name in enumerate(self.models):
            mine = self.chosen == name
            weights[mine] = 0.0
            weights[mine, number] = 1.0
        return weights


def size_classes(level: Floats) -> NDArray[np.int64]:
    """Return 0 to 4 by tickets a day."""
    return np.searchsorted(SIZES, level, side="right")


def choose(backtest: Backtest, level: Floats, mixing: Mixing = NEAR_DAYS) -> Choice:
    """Choose by a back-test; ``level``: each series' tickets a day, known at the origin."""
    names = tuple(backtest.means)
    stacked = np.stack([backtest.means[name] for name in names])
    classes = size_classes(level)
    if not backtest.origins:
        return _untested(names, stacked)
    # A model not run for a series at every origin neither competes nor speaks for its class.
    absent = np.isnan(stacked).any(axis=(1, 3)).T
    ratio = _ratios(stacked, backtest.actual, names.index(NAIVE), level)
    tested = int((~np.isnan(backtest.actual)).any(axis=(1, 2)).sum())
    score = _drawn(np.where(absent, np.nan, ratio), classes, tested)
    score[absent] = np.inf
    weights = _weights(score, names.index(NAIVE), mixing)
    combined = np.einsum("mknh,nm->knh", np.nan_to_num(stacked), weights)[None]
    pair = np.concatenate([stacked, combined])
    own = _ratios(pair, backtest.actual, names.index(NAIVE), level)
    final = np.column_stack([score, _drawn(own, classes, tested)[:, -1]])
    return Choice(names, weights, final, _pick(names, final))


def _weights(score: Floats, naive: int, mixing: Mixing) -> Floats:
    """Return the combination's weights by score; seasonal naive is the floor, no part of it."""
    others = score.copy()
    others[:, naive] = np.inf
    alone = ~np.isfinite(others).any(axis=1)
    others[alone, naive] = 1.0
    weights = np.where(np.isfinite(others), np.maximum(others, 1e-6) ** -mixing.sharpness, 0.0)
    weights[others > mixing.near * others.min(axis=1, keepdims=True)] = 0.0
    result: Floats = weights / weights.sum(axis=1, keepdims=True)
    return result


def _pick(names: tuple[str, ...], score: Floats) -> NDArray[Any]:
    best = score[:, :-1].argmin(axis=1)
    clear = score[np.arange(len(score)), best] < _CLEARLY * score[:, -1]
    labels = np.array(names, dtype=object)
    result: NDArray[Any] = np.where(clear, labels[best], COMBINATION)
    floor = score[:, names.index(NAIVE)]
    result[floor < score.min(axis=1) + 1e-12] = NAIVE
    return result


def _ratios(stacked: Floats, actual: Floats, naive: int, level: Floats) -> Floats:
    """Return n × models errors relative to seasonal naive's.

    Absolute errors where counts are plenty; squared ones for sparse series, whose median is zero
    and would make "nothing, ever" the best forecast.
    """
    error = actual - stacked
    sparse = (level < SIZES[2])[None, None, :, None]
    loss = np.nansum(np.where(sparse, error**2, np.abs(error)), axis=(1, 3)).T
    floor = np.maximum(loss[:, naive : naive + 1], 1e-9)
    result: Floats = np.clip((loss + 1e-9) / floor, 0.05, 20.0)
    return result


def _drawn(ratio: Floats, classes: NDArray[np.int64], origins: int) -> Floats:
    """Draw each series' ratios to those of its class of size (geometric means)."""
    logs = np.log(ratio)
    drawn = np.zeros_like(logs)
    for one in np.unique(classes):
        mine = classes == one
        run = ~np.isnan(logs[mine])
        drawn[mine] = np.nansum(logs[mine], axis=0) / np.maximum(run.sum(axis=0), 1)
    own = origins / (origins + _PRIOR_ORIGINS)
    result: Floats = np.exp(own * logs + (1 - own) * drawn)
    return result


def _untested(names: tuple[str, ...], stacked: Floats) -> Choice:
    """Too short a history to test anything: seasonal naive."""
    n = stacked.shape[2]
    weights = np.zeros((n, len(names)))
    weights[:, names.index(NAIVE)] = 1.0
    score = np.ones((n, len(names) + 1))
    return Choice(names, weights, score, np.full(n, NAIVE, dtype=object))
