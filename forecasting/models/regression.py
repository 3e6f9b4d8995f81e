"""Count regression: weekday, season, holidays, school and heating on the log scale, and a level.

A series takes its parent's fitted curve as the offset and only learns how it differs, drawn to
"not at all": a street's rare matter has the season of the city's. After the regression the recent
weeks' ratio of observed to fitted moves the level, drawn to the parent's ratio where counts are
few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.blocks import in_blocks
from forecasting.calendar.features import Calendar, Effects
from forecasting.models.glm import Floats, fit_poisson
from forecasting.models.level import level_ratio
from forecasting.models.parents import generations, parents_of
from forecasting.types import Forecast, History

_TREND = 0.15  # a year's change of a series, on the log scale
_CHILD = 0.6  # how far a series may differ from its parent, of what an effect may reach
_STEP = 4.0  # half-life in days of the window in which a step is looked for
_STEP_SPREAD = 0.5  # standard deviation of a step, on the log scale
_WATCHED = 28
_RECENT = 28
_CLEARLY = 9.0  # squared standard errors that a step has to be off to be followed at all


@dataclass(frozen=True, eq=False)
class Curves:
    """What is fitted before the level. ``beta``: coefficients; ``eta``: fitted log means of the
    history's days; ``dispersion``: variance ÷ mean of each series."""

    calendar: Calendar
    history: History
    parents: NDArray[np.int64]
    beta: Floats
    eta: Floats
    dispersion: Floats


@dataclass(frozen=True, slots=True)
class CountRegression:
    """``memory``: half-life of a day's weight; ``level``: half-life of the ratio's window;
    ``keep``: half-life with which the ratio returns to 1 (all in days); ``drift``: standard
    deviation of the level's drift, on the log scale; ``shared``: whether children borrow from
    their parents."""

    name: str = "regression"
    memory: float = 500.0
    level: float = 28.0
    keep: float = 120.0
    drift: float = 0.15
    shared: bool = True
    slow: bool = False

    def fit(self, history: History, calendar: Calendar) -> FittedRegression:
        """Fit every series, parents before their children."""
        return self.on(self.curves(history, calendar))

    def curves(self, history: History, calendar: Calendar) -> Curves:
        """Return every series' curve, which regressions of the same memory share."""
        effects = calendar.effects(history.days)
        design, reach = _design(effects, len(history.days), 0)
        age = np.arange(len(history.days))[::-1]
        weights = 0.5 ** (age / self.memory)
        parents = parents_of(history.keys) if self.shared else np.full(len(history), -1)
        n = len(history)
        beta, dispersion = np.zeros((n, design.shape[1])), np.ones(n)
        eta = np.zeros(history.counts.shape)
        for rows in generations(parents):
            above = parents[rows]
            rooted = above < 0
            offset = np.where(rooted[:, None], 0.0, eta[above])
            scale = reach if rooted.all() else reach * _CHILD
            found = fit_poisson(history.counts[rows], design, scale, weights, offset)
            beta[rows], eta[rows], dispersion[rows] = found.beta, found.eta, found.dispersion
        return Curves(calendar, history, parents, beta, eta, dispersion)

    def on(self, curves: Curves) -> FittedRegression:
        """Return the curves with this model's level, parents' before their children's."""
        parents, counts = curves.parents, curves.history.counts
        ratio = np.ones(len(parents))
        for rows in generations(parents):
            above = parents[rows]
            usual = np.where(above < 0, 1.0, ratio[above])
            ratio[rows] = self._ratio(
                counts[rows], curves.eta[rows], curves.dispersion[rows], usual
            )
        return FittedRegression(self, curves, ratio)

    def _ratio(self, counts: Floats, eta: Floats, dispersion: Floats, usual: Floats) -> Floats:
        """Return observed ÷ fitted of the recent weeks, drawn to ``usual``.

        Where the last days are clearly off that level, it moves to theirs: by the share of their
        squared distance that noise doesn't explain (James and Stein's positive part).
        """
        age = np.arange(counts.shape[1])[::-1]
        mean = np.exp(eta)
        slow = level_ratio(counts, mean, dispersion, usual, self.level, self.drift)
        recent = slice(-_WATCHED, None)
        mean, seen = mean[:, recent], np.nan_to_num(counts[:, recent])
        weight = (0.5 ** (age / _STEP))[recent] * ~np.isnan(counts[:, recent])
        due = (weight * mean).sum(axis=1)
        pull = dispersion / _STEP_SPREAD**2
        quick = ((weight * seen).sum(axis=1) + pull * slow) / (due + pull)
        error = np.sqrt(dispersion * slow * (weight**2 * mean).sum(axis=1)) / (due + pull)
        off = (quick - slow) ** 2 / np.maximum(error, 1e-9) ** 2
        moved = np.maximum(1 - _CLEARLY / np.maximum(off, 1e-9), 0.0)
        level: Floats = np.clip(slow + moved * (quick - slow), 0.2, 5.0)
        return level


@dataclass(frozen=True, eq=False)
class FittedRegression:
    """``ratio``: each series' level against its own curve."""

    model: CountRegression
    curves: Curves
    ratio: Floats

    def past(self) -> Floats:
        """Return the fitted means of the history's own days, without the level's ratio."""
        result: Floats = np.exp(np.clip(self.curves.eta, -20, 16))
        return result

    def effects(self) -> Floats:
        """Return each series' coefficients of the calendar's columns, its parents' included."""
        own = self.curves.beta[:, 2:].copy()  # before them stand the constant and the trend
        for rows in generations(self.curves.parents)[1:]:
            own[rows] += own[self.curves.parents[rows]]
        return own

    def curve(self, h: int) -> Floats:
        """Return the log means of the next ``h`` days without the level's ratio."""
        curves = self.curves
        effects = curves.calendar.effects(curves.history.ahead(h))
        design, _ = _design(effects, len(curves.history.days), h)
        eta = in_blocks(lambda part: curves.beta @ part, design.T)
        for rows in generations(curves.parents)[1:]:
            eta[rows] += eta[curves.parents[rows]]
        return np.clip(eta, -20, 16)

    def season(self, h: int) -> Floats:
        """Return how far the curve's week around each of the next ``h`` days lies above its last
        four weeks, in logs."""
        past = self.past()[:, -_RECENT:]
        whole = np.concatenate([past, np.exp(self.curve(h + 3))], axis=1)
        level = np.maximum(past.mean(axis=1), 1e-9)
        start = past.shape[1]
        total = np.concatenate([np.zeros((len(whole), 1)), np.cumsum(whole, axis=1)], axis=1)
        first = np.maximum(start + np.arange(h) - 3, 0)
        last = start + np.arange(h) + 4
        week = (total[:, last] - total[:, first]) / (last - first)
        result: Floats = np.log(np.maximum(week, 1e-9) / level[:, None])
        return result

    def forecast(self, h: int) -> Forecast:
        """Return means of the next ``h`` days."""
        kept = 0.5 ** (np.arange(1, h + 1) / self.model.keep)
        mean = np.exp(self.curve(h)) * self.ratio[:, None] ** kept
        return Forecast(np.minimum(mean, _ceiling(self.curves.history)[:, None]))


def _design(effects: Effects, length: int, ahead: int) -> tuple[Floats, Floats]:
    """Return constant, trend (years, flat after the last day) and the calendar's columns."""
    rows = len(effects.matrix)
    trend = np.zeros(rows) if ahead else (np.arange(rows) - length + 1) / 365.25
    design = np.column_stack([np.ones(rows), trend, effects.matrix])
    return design, np.concatenate([[10.0, _TREND], effects.reach])


def _ceiling(history: History) -> Floats:
    """A curve that leaves what was ever seen is an extrapolation, not a forecast."""
    top = np.nan_to_num(history.counts).max(axis=1)
    result: Floats = 3.0 * top + 5.0
    return result
