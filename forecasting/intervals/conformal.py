"""Quantiles by split conformal calibration on back-test errors (Vovk et al. 2005; Lei et al. 2018).

Errors are taken on Anscombe's scale, 2·√(count + 3/8), on which a Poisson count has variance one
whatever its mean, and divided by each series' own spread, drawn to that of its class of size. So
one set of scores serves series of all sizes; turned back, a quantile can't fall below zero, and is
rounded to a whole count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.backtest.choice import SIZES, size_classes
from forecasting.types import QUANTILES, Floats

_ENOUGH = 150  # scores in a class before it stands on its own
_PRIOR = 28.0  # days: weight of the class's spread against a series' own
_WEEKS = 7
ROUGH_BELOW = 5.0  # tickets a period: below it, intervals are rough


def to_scale(values: Floats) -> Floats:
    """Return Anscombe's transform."""
    result: Floats = 2 * np.sqrt(np.maximum(values, 0.0) + 0.375)
    return result


def from_scale(values: Floats) -> Floats:
    """Turn it back; never below zero."""
    result: Floats = np.maximum((np.maximum(values, 0.0) / 2) ** 2 - 0.375, 0.0)
    return result


def conformal_quantiles(past: Floats, actual: Floats, mean: Floats) -> Floats:
    """Return n × h × 7 quantiles around ``mean`` (n × h).

    ``past``, ``actual``: k × n × h, what was forecast and what came. Without a past the spread is
    that of a Poisson count with twice its variance.
    """
    n, h = mean.shape
    center = to_scale(mean)
    if past.size == 0 or np.isnan(actual).all():
        from scipy.stats import norm

        scores = np.tile(np.sqrt(2) * norm.ppf(QUANTILES), (n, h, 1))
        return _whole(from_scale(center[..., None] + scores))
    error = to_scale(actual) - to_scale(past)
    level = np.nan_to_num(np.nanmean(np.where(np.isnan(actual), np.nan, past), axis=(0, 2)))
    classes = size_classes(level)
    spread = _spread(error, classes)
    widening = _widening(error / spread[None, :, None], h)
    score = error / (spread[None, :, None] * widening)
    scores = _scores(np.moveaxis(score, 1, 0).reshape(n, -1), classes)
    # A day far busier or quieter than the back-test's keeps its spread on this scale.
    moved = center[..., None] + scores[:, None, :] * (spread[:, None] * widening)[..., None]
    return _whole(from_scale(moved))


def _whole(values: Floats) -> Floats:
    result: Floats = np.maximum.accumulate(np.round(values), axis=-1)
    return result


def _spread(error: Floats, classes: NDArray[np.int64]) -> Floats:
    """Return each series' root mean square error, drawn to its class's."""
    known = (~np.isnan(error)).sum(axis=(0, 2))
    squares = np.nansum(error**2, axis=(0, 2))
    usual = np.ones(len(classes))
    for one in np.unique(classes):
        mine = classes == one
        usual[mine] = squares[mine].sum() / max(known[mine].sum(), 1)
    result: Floats = np.sqrt(np.maximum((squares + _PRIOR * usual) / (known + _PRIOR), 0.01))
    return result


def _widening(score: Floats, h: int) -> Floats:
    """Return by day ahead how much wider errors are than on average, by weeks, never shrinking."""
    weeks = np.arange(h) // _WEEKS
    squares, known = np.nansum(score**2, axis=(0, 1)), (~np.isnan(score)).sum(axis=(0, 1))
    by_week = np.bincount(weeks, squares) / np.maximum(np.bincount(weeks, known), 1)
    whole = squares.sum() / max(known.sum(), 1)
    factor = np.sqrt(by_week / max(whole, 1e-9))
    rising = np.maximum.accumulate(factor)
    falling = np.minimum.accumulate(factor[::-1])[::-1]
    steady = np.clip((rising + falling) / 2, 0.8, 1.25)
    result: Floats = steady[weeks]
    return result


def _scores(score: Floats, classes: NDArray[np.int64]) -> Floats:
    """Return n × 7 quantiles of the scores of each series' class, or of that and the next ones.

    ``score``: n × (k·h). A class with few scores is joined by its neighbours, larger ones first:
    scores of sparse series are of another shape.
    """
    found = np.zeros((len(classes), len(QUANTILES)))
    for one in np.unique(classes):
        for reach in range(len(SIZES) + 1):
            mine = (classes >= one - max(reach - 1, 0)) & (classes <= one + reach)
            pool = score[mine]
            pool = pool[~np.isnan(pool)]
            if len(pool) >= _ENOUGH:
                break
        if len(pool):
            found[classes == one] = np.quantile(pool, QUANTILES)
    return found
