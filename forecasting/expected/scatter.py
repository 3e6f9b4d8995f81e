"""How widely counts scatter around their expectation, learnt from weeks that had not been seen.

A sum of days with expectation S has the variance ``scatter`` · S + (``drift`` · S)²: the first from
how days of one week differ from each other, the second from how whole weeks missed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.types import Floats

_WEEKS = 26  # weeks that are looked back at
_USUAL_DRIFT, _FIRST_DRIFT = 0.08, 0.20
"""Relative misses of a week where nothing is known: of cities with a year of history, and with
less, whose season is not known yet."""
_WORTH = 8.0  # weeks that the usual drift is worth
_CUT = 2.5  # standard deviations beyond which a week's or day's miss is cut back
_FEW = 10.0  # days that "as Poisson says" is worth


@dataclass(frozen=True, eq=False)
class Scatter:
    """``scatter``: variance ÷ mean of days, at least 1. ``drift``: relative standard deviation of
    a week's miss. Both series × weeks, from the weeks before each."""

    scatter: Floats
    drift: Floats


def scatter_of(counts: Floats, mean: Floats, long_known: np.ndarray) -> Scatter:
    """Return the scatter as it was known before each week.

    ``counts``, ``mean``: series × weeks × 7 (NaN: not known). ``long_known``: for each week,
    whether a year of history lay before it.
    """
    there = ~(np.isnan(counts) | np.isnan(mean))
    seen, due = np.where(there, counts, 0.0), np.where(there, mean, 0.0)
    week_seen, week_due = seen.sum(axis=2), due.sum(axis=2)
    days = there.sum(axis=2)
    within, free = _within(seen, due, there)
    n, weeks = week_seen.shape
    scatter, drift = np.ones((n, weeks)), np.full((n, weeks), _USUAL_DRIFT)
    for week in range(weeks):
        back = slice(max(0, week - _WEEKS), week)
        scatter[:, week] = np.maximum(
            1.0, (within[:, back].sum(axis=1) + _FEW) / (free[:, back].sum(axis=1) + _FEW)
        )
        usual = _USUAL_DRIFT if long_known[week] else _FIRST_DRIFT
        drift[:, week] = _drift(
            week_seen[:, back], week_due[:, back], scatter[:, week], days[:, back], usual
        )
    return Scatter(scatter, drift)


def _within(seen: Floats, due: Floats, there: np.ndarray) -> tuple[Floats, Floats]:
    """Return Pearson's χ² of days within their own week and its degrees of freedom, by week."""
    total = due.sum(axis=2, keepdims=True)
    share = np.divide(due, total, out=np.zeros_like(due), where=total > 0)
    own = share * seen.sum(axis=2, keepdims=True)
    squares = np.divide((seen - own) ** 2, own, out=np.zeros_like(own), where=own > 0)
    usable = there & (own > 0)
    free = np.maximum(usable.sum(axis=2) - 1, 0)
    found = np.minimum(np.where(usable, squares, 0.0).sum(axis=2), _CUT**2 * np.maximum(free, 1))
    return np.where(free > 0, found, 0.0), free.astype(float)


def _drift(seen: Floats, due: Floats, scatter: Floats, days: Floats, usual: float) -> Floats:
    whole = (days >= 5) & (due > 0)
    due = np.where(whole, due, 0.0)
    noise = scatter[:, None] * due
    limit = _CUT * np.sqrt(noise + (usual * due) ** 2)
    miss = np.clip(np.where(whole, seen, 0.0) - due, -limit, limit)
    size = (due**2).sum(axis=1)
    typical = size / np.maximum(whole.sum(axis=1), 1)
    weight = np.where(typical > 0, typical, 1.0) * _WORTH
    squares = (miss**2 - noise).sum(axis=1) + weight * usual**2
    result: Floats = np.sqrt(np.maximum(squares / (size + weight), (usual / 4) ** 2))
    return result
