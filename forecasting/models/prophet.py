"""Prophet (Taylor and Letham 2018), with our calendar: on log1p counts, or as it comes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data_access.calendar.table import HOLIDAY, MAKE_UP, table
from data_access.calendar.vector import day_rows
from forecasting.calendar.features import Calendar
from forecasting.types import LONGEST, QUANTILES, Days, Floats, Forecast, History

_SHORTEST = 28


@dataclass(frozen=True, slots=True)
class ProphetModel:
    """``log``: fitted on log1p, without its own uncertainty (a quarter cheaper and more accurate on
    counts). Otherwise Prophet at its defaults, with the holidays and its own quantiles."""

    name: str = "prophet"
    log: bool = True
    slow: bool = True

    def fit(self, history: History, calendar: Calendar) -> FittedProphet:
        """Keep what is needed: fitting happens with the forecast, series by series."""
        return FittedProphet(self, history, calendar)


PROPHET_ALONE = ProphetModel("prophet_alone", log=False)


@dataclass(frozen=True, eq=False)
class FittedProphet:
    """The histories; Prophet's own objects live for one series only."""

    model: ProphetModel
    history: History
    calendar: Calendar

    def forecast(self, h: int) -> Forecast:
        """Return means (and quantiles, at Prophet's defaults) of the next ``h`` days."""
        ahead = self.history.ahead(h)
        # As far as any run may ask: the same holidays enter whatever the horizon.
        days = np.concatenate([self.history.days, self.history.ahead(LONGEST)])
        known = holidays_of(self.calendar, days)
        found = [self._one(counts, ahead, known) for counts in self.history.counts]
        mean = np.array([m for m, _ in found]).reshape(-1, h)
        if self.model.log:
            return Forecast(mean)
        return Forecast(mean, np.array([q for _, q in found]).reshape(-1, h, len(QUANTILES)))

    def _one(self, counts: Floats, ahead: Days, known: pd.DataFrame) -> tuple[Floats, Floats]:
        seen = ~np.isnan(counts)
        h = len(ahead)
        usual = float(counts[seen].mean()) if seen.any() else 0.0
        if seen.sum() < _SHORTEST or counts[seen].max(initial=0) == 0:
            return np.full(h, usual), np.full((h, len(QUANTILES)), usual)
        log = self.model.log
        values = np.log1p(counts[seen]) if log else counts[seen]
        frame = pd.DataFrame({"ds": self.history.days[seen].astype("datetime64[ns]"), "y": values})
        engine = engine_of(known, samples=0 if log else 1000)
        engine.fit(frame, seed=1)
        future = pd.DataFrame({"ds": ahead.astype("datetime64[ns]")})
        if log:
            both = pd.concat([frame[["ds"]], future], ignore_index=True)
            curve = np.expm1(np.clip(engine.predict(both)["yhat"].to_numpy(), 0, 16))
            past = curve[:-h]
            smear = np.clip(counts[seen].sum() / max(past.sum(), 1e-9), 0.8, 1.6)
            return curve[-h:] * smear, np.zeros((h, len(QUANTILES)))
        state = np.random.get_state()
        np.random.seed(1)  # Prophet draws from numpy's global state
        samples = engine.predictive_samples(future)["yhat"]
        np.random.set_state(state)
        mean = np.maximum(engine.predict(future)["yhat"].to_numpy(), 0.0)
        return mean, np.maximum(np.quantile(samples, QUANTILES, axis=1).T, 0.0)


def engine_of(known: pd.DataFrame, samples: int) -> Any:
    """Return Prophet with the calendar's holidays, quiet, as every use of it here has it."""
    from cmdstanpy.utils import get_logger
    from prophet import Prophet

    # cmdstanpy sets its logger's level on the first call of this, which would else be the fit's.
    for noisy in (get_logger(), logging.getLogger("prophet")):
        noisy.setLevel(logging.ERROR)

    return Prophet(
        holidays=known if len(known) else None,
        uncertainty_samples=samples,
        yearly_seasonality=True,
        weekly_seasonality=True,
        daily_seasonality=False,
    )


def holidays_of(calendar: Calendar, days: Days) -> pd.DataFrame:
    """Return the calendar as Prophet's holidays: festivals, swapped days, a city's own events."""
    moments = days.astype("datetime64[ns]")
    rows, _ = day_rows(pd.Series(days.astype("datetime64[s]")))
    found = table(calendar.name)
    kind = found.kind[rows]
    names = [
        found.names.get(int(r), "节假日") if k == HOLIDAY else "调休上班" if k == MAKE_UP else ""
        for r, k in zip(rows, kind, strict=True)
    ]
    frame = pd.DataFrame({"holiday": names, "ds": moments})
    frame = frame[frame["holiday"] != ""]
    if calendar.events is not None:
        for column in calendar.events.columns:
            on = calendar.events.index[calendar.events[column] != 0]
            extra = pd.DataFrame({"holiday": str(column), "ds": on})
            frame = pd.concat([frame, extra[extra["ds"].isin(moments)]], ignore_index=True)
    return frame.reset_index(drop=True)
