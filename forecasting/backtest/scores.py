"""How far forecasts were off: WAPE, MASE, quantile loss, coverage."""

from __future__ import annotations

import numpy as np

from forecasting.types import QUANTILES, Floats

BANDS = {50: (2, 4), 80: (1, 5), 90: (0, 6)}  # per cent: positions of its ends in QUANTILES


def wape(actual: Floats, mean: Floats) -> float:
    """Return Σ|error| ÷ Σ actual over what is known; NaN where nothing was."""
    known = ~np.isnan(actual) & ~np.isnan(mean)
    total = actual[known].sum()
    return float(np.abs(actual - mean)[known].sum() / total) if total else float("nan")


def mase(actual: Floats, mean: Floats, scale: Floats) -> float:
    """Return the mean over series of MAE ÷ in-sample seasonal-naive MAE (Hyndman, Koehler 2006).

    ``actual``, ``mean``: … × n × h. ``scale``: n; series with a zero scale are left out.
    """
    error = np.nanmean(np.abs(actual - mean), axis=-1)
    error = error.reshape(-1, error.shape[-1])
    good = scale > 0
    if not good.any():
        return float("nan")
    return float(np.nanmean(error[:, good] / scale[good]))


def seasonal_scale(counts: Floats, season: int = 7) -> Floats:
    """Return each series' mean absolute difference to a week before, within its history."""
    difference = np.abs(counts[:, season:] - counts[:, :-season])
    known = ~np.isnan(difference)
    total = np.nansum(difference, axis=1)
    result: Floats = total / np.maximum(known.sum(axis=1), 1)
    return result


def pinball(actual: Floats, quantiles: Floats) -> Floats:
    """Return the quantile loss, twice the mean over ``QUANTILES``, of every value."""
    levels = np.array(QUANTILES)
    gap = actual[..., None] - quantiles
    result: Floats = 2 * np.maximum(levels * gap, (levels - 1) * gap).mean(axis=-1)
    return result


def weighted_quantile_loss(actual: Floats, quantiles: Floats) -> float:
    """Return Σ quantile loss ÷ Σ actual (as in the M5 and GluonTS, over ``QUANTILES``)."""
    loss = pinball(actual, quantiles)
    known = ~np.isnan(loss)
    total = actual[known].sum()
    return float(loss[known].sum() / total) if total else float("nan")


def coverage(actual: Floats, quantiles: Floats, band: int) -> float:
    """Return the share of known counts inside a band of 50, 80 or 90 %.

    ``quantiles``: of counts made continuous (see ``intervals.counts``): a count stands for the unit
    around it, and the part of it inside the band is inside. So a band can hold 50 % of a cell that
    has nothing on nine days of ten, whereas whole counts from 0 to 0 would hold 90 %.
    """
    low, high = BANDS[band]
    known = ~np.isnan(actual) & ~np.isnan(quantiles[..., low])
    top = np.minimum(quantiles[..., high], actual + 0.5)
    inside = np.clip(top - np.maximum(quantiles[..., low], actual - 0.5), 0.0, 1.0)
    return float(inside[known].mean()) if known.any() else float("nan")
