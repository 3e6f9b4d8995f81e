"""Quantiles of counts, calibrated on back-test errors (split conformal: Vovk et al. 2005).

Each series' counts scatter about its forecasts as a negative binomial variable does; how far is
learnt from its own errors, drawn to those of its class of size, and grows with the distance as the
variance of a level that drifts does: a straight line in the days ahead. Where the distribution
still misses, its levels are moved: the probabilities under which the back-test's counts lay (the
non-randomised probability integral transform for counts, Czado, Gneiting and Held 2009) say which
level of the distribution really holds 5, 10, … 95 %.

At the same mean a band never narrows with the distance, because the spread's line never falls.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.backtest.choice import SIZES, size_classes
from forecasting.backtest.rolling import STEP
from forecasting.intervals.counts import ALPHAS, probabilities, quantiles
from forecasting.types import QUANTILES, Floats

Ints = NDArray[np.int64]
ROUGH_BELOW = 5.0  # tickets a period: below it, intervals are rough
_LEVELS = np.array(QUANTILES)
_ENOUGH = 150  # counts in a class before it stands on its own
_PRIOR = 28.0  # days: weight of the class's spread against a series' own
_UNTESTED = 0.25  # α where nothing was tested: half as much again as the mean is within reach
_USUAL_GROWTH, _GROWTH = 0.15, (0.05, 1.0)
"""How much of the spread of the first four weeks is added by every four weeks more: where little
is known of it, and within which bounds."""
_GROWTH_PRIOR = 150.0
_LEVELS_PRIOR = 60.0
_MIDDLE = (STEP + 1) / 2
_GRID = np.linspace(0.0, 1.0, 201)
_POOL = 20_000
_STEPS = 60


def conformal_quantiles(
    past: Floats,
    actual: Floats,
    mean: Floats,
    *,
    looked_at: Ints | None = None,
    ahead: Ints | None = None,
) -> Floats:
    """Return n × h × 7 quantiles around ``mean`` (n × h), of counts made continuous.

    Between whole counts and down to −½: see ``counts``; ``whole`` turns them into what is shown.
    ``past``, ``actual``: k × n × columns, what was forecast and what came; ``looked_at``: the
    columns' days ahead. ``ahead``: those of ``mean`` (None: 1, 2, 3, …).
    """
    n, h = mean.shape
    days = np.arange(1, h + 1) if ahead is None else ahead
    if past.size == 0 or np.isnan(actual).all():
        alpha = np.broadcast_to(_UNTESTED * _growing(days, _USUAL_GROWTH), (n, h))
        return quantiles(mean, alpha, _LEVELS)
    columns = np.arange(1, past.shape[2] + 1) if looked_at is None else looked_at
    near = columns <= STEP
    seen = np.where(np.isnan(actual), np.nan, past)
    level = _mean_of(seen[:, :, near])
    classes = size_classes(level)
    spread = _spread(past[:, :, near], actual[:, :, near], classes)
    growth = _growth(past, actual, spread, columns)
    before = np.clip(spread[:, None] * _growing(columns, growth), *ALPHAS)
    low, high = probabilities(np.nan_to_num(actual), past, before[None])
    unknown = np.isnan(actual)
    low[unknown], high[unknown] = np.nan, np.nan
    now = np.clip(spread[:, None] * _growing(days, growth), *ALPHAS)
    found = np.empty((n, h, len(_LEVELS)))
    for one in np.unique(classes):
        mine = classes == one
        levels = _calibrated(low, high, classes, int(one))
        alpha = np.minimum(now[mine], np.maximum(_widest(mean[mine], levels), spread[mine, None]))
        found[mine] = quantiles(mean[mine], alpha, levels)
    result: Floats = np.maximum.accumulate(found, axis=-1)
    return result


def _widest(mean: Floats, levels: Floats) -> float:
    """Return the α from which on a band of these levels would narrow again at the usual mean.

    A very skewed count lies mostly at zero: where the outer levels are not far out, more spread
    then draws both of them in.
    """
    usual = float(np.median(mean)) if mean.size else 0.0
    alphas = np.geomspace(*ALPHAS, _STEPS)
    found = quantiles(np.full(_STEPS, max(usual, 1.0)), alphas, levels)
    return float(alphas[int(np.argmax(found[:, -1] - found[:, 0]))])


def whole(found: Floats, mean: Floats) -> Floats:
    """Return quantiles as they are shown: whole counts, the mean inside the outermost two.

    Each is the smallest count whose probability of not being exceeded reaches the level.
    """
    result = np.maximum(np.ceil(np.round(found, 9) - 0.5), 0.0)
    # A rare burst can lift a mean above the 95 % quantile; nobody would believe such a band.
    result[..., 0] = np.minimum(result[..., 0], np.floor(mean))
    result[..., -1] = np.maximum(result[..., -1], np.ceil(mean))
    shown: Floats = np.maximum.accumulate(result, axis=-1)
    return shown


def _mean_of(values: Floats) -> Floats:
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=(0, 2))
    result: Floats = total / np.maximum(known.sum(axis=(0, 2)), 1)
    return result


def _growing(days: Ints, growth: float) -> Floats:
    """Return how many times as large α is at some days ahead, 1 in the middle of the first four
    weeks."""
    result: Floats = 1 + growth * (days - _MIDDLE) / STEP
    return result


def _excess(past: Floats, actual: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return of every count its squared error beyond Poisson's, and the squared mean, both
    weighted by what is known of its variance: the sums' ratio is α. Zero where it isn't known."""
    mean = np.maximum(past, 0.02)
    weight = 1 / (mean + spread * mean**2) ** 2
    gap = np.where(np.isnan(actual), 0.0, actual - mean)
    # A burst tells of the tail, which the levels know; it would blow up the middle.
    limit = 25 * (mean + spread * mean**2)
    square = np.where(np.isnan(actual), 0.0, weight * (np.minimum(gap**2, limit) - mean))
    share = np.where(np.isnan(actual), 0.0, weight * mean**2)
    return square, share


def _spread(past: Floats, actual: Floats, classes: Ints) -> Floats:
    """Return each series' α over the first four weeks, drawn to its class's."""
    alpha = np.full(len(classes), 0.1)
    for _ in range(3):
        square, share = _excess(past, actual, alpha[None, :, None])
        square, share = square.sum(axis=(0, 2)), share.sum(axis=(0, 2))
        known = np.maximum((~np.isnan(actual)).sum(axis=(0, 2)), 1)
        usual = np.ones(len(classes))
        for one in np.unique(classes):
            mine = classes == one
            usual[mine] = max(square[mine].sum(), 0.0) / max(share[mine].sum(), 1e-12)
        prior = _PRIOR * np.maximum(share / known, 1e-12)
        alpha = np.clip((square + prior * usual) / (share + prior), *ALPHAS)
    return alpha


def _growth(past: Floats, actual: Floats, spread: Floats, columns: Ints) -> float:
    """Return the slope of α over the days ahead, in four weeks, against the first four's α.

    Least squares over all series, each by what it says of its own α; drawn to the usual.
    """
    square, share = _excess(past, actual, spread[None, :, None])
    per_day = square.sum(axis=(0, 1)) / len(spread)
    wanted = (share * spread[None, :, None]).sum(axis=(0, 1)) / len(spread)
    at = (columns - _MIDDLE) / STEP
    strength = wanted / max(float(wanted[columns <= STEP].mean()), 1e-12)
    extra = (per_day - wanted) / max(float(wanted[columns <= STEP].mean()), 1e-12)
    weight = _GROWTH_PRIOR / STEP
    slope = (float((at * extra).sum()) + weight * _USUAL_GROWTH) / (
        float((at**2 * strength).sum()) + weight
    )
    return float(np.clip(slope, *_GROWTH))


def _calibrated(low: Floats, high: Floats, classes: Ints, one: int) -> Floats:
    """Return the levels of the distribution below which 5, 10, … 95 % of a class's counts lay.

    A class with few counts is joined by its neighbours, larger ones first.
    """
    for reach in range(len(SIZES) + 1):
        mine = (classes >= one - max(reach - 1, 0)) & (classes <= one + reach)
        below, upto = low[:, mine].ravel(), high[:, mine].ravel()
        known = ~np.isnan(below)
        if known.sum() >= _ENOUGH:
            break
    below, upto = below[known], upto[known]
    if not len(below):
        return _LEVELS
    every = max(1, len(below) // _POOL)
    below, width = below[::every], np.maximum(upto - below, 1e-9)[::every]
    share = np.array([np.clip((u - below) / width, 0.0, 1.0).mean() for u in _GRID])
    found = np.interp(_LEVELS, share, _GRID)
    own = len(below) / (len(below) + _LEVELS_PRIOR)
    result: Floats = own * found + (1 - own) * _LEVELS
    return result
