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
from forecasting.models.parents import generations, parents_of
from forecasting.types import Forecast, History

_TREND = 0.15  # a year's change of a series, on the log scale
_CHILD = 0.6  # how far a series may differ from its parent, of what an effect may reach
_LEVEL_SPREAD = 0.15  # standard deviation of the level's drift, on the log scale
_STEP = 4.0  # half-life in days of the window in which a step is looked for
_STEP_SPREAD = 0.5  # standard deviation of a step, on the log scale
_WATCHED = 28
_CLEARLY = 9.0  # squared standard errors that a step has to be off to be followed at all


@dataclass(frozen=True, slots=True)
class CountRegression:
    """``memory``: half-life of a day's weight; ``level``: half-life of the ratio's window;
    ``keep``: half-life with which the ratio returns to 1 (all in days); ``shared``: whether
    children borrow from their parents."""

    name: str = "regression"
    memory: float = 500.0
    level: float = 28.0
    keep: float = 120.0
    shared: bool = True
    slow: bool = False

    def fit(self, history: History, calendar: Calendar) -> FittedRegression:
        """Fit every series, parents before their children."""
        effects = calendar.effects(history.days)
        design, reach = _design(effects, len(history.days), 0)
        age = np.arange(len(history.days))[::-1]
        weights = 0.5 ** (age / self.memory)
        parents = parents_of(history.keys) if self.shared else np.full(len(history), -1)
        n = len(history)
        beta, ratio = np.zeros((n, design.shape[1])), np.ones(n)
        eta = np.zeros(history.counts.shape)
        for rows in generations(parents):
            above = parents[rows]
            rooted = above < 0
            offset = np.where(rooted[:, None], 0.0, eta[above])
            scale = reach if rooted.all() else reach * _CHILD
            found = fit_poisson(history.counts[rows], design, scale, weights, offset)
            beta[rows], eta[rows] = found.beta, found.eta
            usual = np.where(rooted, 1.0, ratio[above])
            ratio[rows] = self._ratio(history.counts[rows], found.eta, found.dispersion, usual)
        return FittedRegression(self, calendar, history, beta, ratio, parents)

    def _ratio(self, counts: Floats, eta: Floats, dispersion: Floats, usual: Floats) -> Floats:
        """Return observed ÷ fitted of the recent weeks, drawn to ``usual``.

        Where the last days are clearly off that level, it moves to theirs: by the share of their
        squared distance that noise doesn't explain (James and Stein's positive part).
        """
        age = np.arange(counts.shape[1])[::-1]
        mean = np.exp(eta)
        pull = dispersion / _LEVEL_SPREAD**2
        cut = np.minimum(np.nan_to_num(counts), mean + 3 * np.sqrt(dispersion[:, None] * mean) + 1)
        weight = 0.5 ** (age / self.level) * ~np.isnan(counts)
        slow: Floats = ((weight * cut).sum(axis=1) + pull * usual) / (
            (weight * mean).sum(axis=1) + pull
        )
        slow = np.clip(slow, 0.2, 5.0)
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
    """Coefficients of every series; ``ratio``: its level against its own curve."""

    model: CountRegression
    calendar: Calendar
    history: History
    beta: Floats
    ratio: Floats
    parents: NDArray[np.int64]

    def past(self) -> Floats:
        """Return the fitted means of the history's own days, without the level's ratio."""
        effects = self.calendar.effects(self.history.days)
        design, _ = _design(effects, len(self.history.days), 0)
        eta = self.beta @ design.T
        for rows in generations(self.parents)[1:]:
            eta[rows] += eta[self.parents[rows]]
        result: Floats = np.exp(np.clip(eta, -20, 16))
        return result

    def curve(self, h: int) -> Floats:
        """Return the log means of the next ``h`` days without the level's ratio."""
        effects = self.calendar.effects(self.history.ahead(h))
        design, _ = _design(effects, len(self.history.days), h)
        eta = in_blocks(lambda part: self.beta @ part, design.T)
        for rows in generations(self.parents)[1:]:
            eta[rows] += eta[self.parents[rows]]
        return np.clip(eta, -20, 16)

    def forecast(self, h: int) -> Forecast:
        """Return means of the next ``h`` days."""
        kept = 0.5 ** (np.arange(1, h + 1) / self.model.keep)
        mean = np.exp(self.curve(h)) * self.ratio[:, None] ** kept
        return Forecast(np.minimum(mean, _ceiling(self.history)[:, None]))


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
