"""Seasonal naive: what the same weekday was a week ago. The floor that every model has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendar.features import Calendar
from forecasting.types import Floats, Forecast, History


@dataclass(frozen=True, slots=True)
class SeasonalNaive:
    """Repeats the last ``season`` days."""

    season: int = 7
    name: str = "snaive"
    slow: bool = False

    def fit(self, history: History, calendar: Calendar) -> FittedNaive:
        """Keep the last week; a day that isn't known takes the week before's."""
        length = history.counts.shape[1]
        week = np.full((len(history), self.season), np.nan)
        for back in range(1, length + 1):
            column = (self.season - back) % self.season
            value = history.counts[:, length - back]
            week[:, column] = np.where(np.isnan(week[:, column]), value, week[:, column])
            if back % self.season == 0 and not np.isnan(week).any():
                break
        usual = np.array([v[~np.isnan(v)].mean() if (~np.isnan(v)).any() else 0.0 for v in week])
        return FittedNaive(np.where(np.isnan(week), usual[:, None], week))


@dataclass(frozen=True, eq=False)
class FittedNaive:
    """``week``: the season to repeat, n × season."""

    week: Floats

    def forecast(self, h: int) -> Forecast:
        """Repeat the season."""
        columns = np.arange(h) % self.week.shape[1]
        return Forecast(self.week[:, columns])
