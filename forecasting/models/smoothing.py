"""Smoothing of many series at once: a Theta-like level with drift.

Assimakopoulos and Nikolopoulos 2000, as simple exponential smoothing with half the linear trend
(Hyndman and Billah 2003), on counts freed of the kind of day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar.features import Calendar
from forecasting.types import Floats, Forecast, History

_ALPHAS = (0.03, 0.07, 0.15, 0.3)
_KINDS = 9
_LOOK_BACK = 728
_CHECKED = 7  # days ahead by which alpha is chosen


def kind_factors(counts: Floats, kinds: NDArray[np.int64]) -> Floats:
    """Return n × 9 factors of the kinds of day, weekdays averaging 1, drawn to all series' own."""
    known = ~np.isnan(counts)
    marks = np.eye(_KINDS)[kinds]
    total = np.nan_to_num(counts) @ marks
    level = np.nan_to_num(counts).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    due = level[:, None] * (known.astype(float) @ marks)
    common = (total.sum(axis=0) + 1e-9) / (due.sum(axis=0) + 1e-9)
    common[due.sum(axis=0) == 0] = 1.0
    factors = (total + 20 * common) / (due + 20)
    result: Floats = factors / np.maximum(factors[:, :7].mean(axis=1, keepdims=True), 1e-9)
    return np.maximum(result, 0.02)


@dataclass(frozen=True, slots=True)
class ThetaLike:
    """Exponential smoothing with half a drift, on counts freed of the kind of day."""

    name: str = "theta"
    slow: bool = False

    def fit(self, history: History, calendar: Calendar) -> FittedTheta:
        """Choose each series' alpha by its errors a week ahead within the history."""
        counts = history.counts[:, -_LOOK_BACK:]
        kinds = calendar.kinds(history.days[-_LOOK_BACK:])
        factors = kind_factors(counts, kinds)
        flat = counts / factors[:, kinds]
        level, error = _smooth(flat)
        best = error.argmin(axis=1)
        drift = _drift(flat)
        return FittedTheta(calendar, history, level[np.arange(len(best)), best], drift, factors)


@dataclass(frozen=True, eq=False)
class FittedTheta:
    """Level after the last day, drift a day, factors of the kinds of day."""

    calendar: Calendar
    history: History
    level: Floats
    drift: Floats
    factors: Floats

    def forecast(self, h: int) -> Forecast:
        """Return level and half the drift times the day's factor, at least zero."""
        kinds = self.calendar.kinds(self.history.ahead(h))
        steps = np.minimum(np.arange(1, h + 1), 28)
        line = np.maximum(self.level[:, None] + 0.5 * self.drift[:, None] * steps, 0.0)
        return Forecast(line * self.factors[:, kinds])


def _smooth(flat: Floats) -> tuple[Floats, Floats]:
    """Return n × alphas levels and mean absolute errors of the level a week later."""
    alphas = np.array(_ALPHAS)
    known = ~np.isnan(flat)
    first = np.where(known.any(axis=1), np.nanmean(np.where(known, flat, 0), axis=1), 0.0)
    level = np.repeat(first[:, None], len(alphas), axis=1)
    past: list[Floats] = []
    error = np.zeros_like(level)
    for t in range(flat.shape[1]):
        value, seen = flat[:, t : t + 1], known[:, t : t + 1]
        value = np.where(seen, value, 0.0)
        if t >= 56:
            error += np.where(seen, np.abs(value - past[t - _CHECKED]), 0.0)
        level = level + np.where(seen, alphas * (value - level), 0.0)
        past.append(level)
    return level, error


def _drift(flat: Floats) -> Floats:
    """Return each series' linear slope a day over the look-back."""
    known = ~np.isnan(flat)
    n = np.maximum(known.sum(axis=1), 1)
    t = np.arange(flat.shape[1]) * known
    mean_t = t.sum(axis=1) / n
    values = np.nan_to_num(flat)
    centred = (np.arange(flat.shape[1]) - mean_t[:, None]) * known
    spread = np.maximum((centred**2).sum(axis=1), 1.0)
    result: Floats = (centred * values).sum(axis=1) / spread
    return np.where(n >= 56, result, 0.0)
