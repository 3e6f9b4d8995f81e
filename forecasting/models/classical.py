"""ETS, STL+ARIMA and SARIMAX of statsmodels, one series at a time, on log1p counts.

Each gets the counts freed of the kind of day's rare effects by the log scale only: holidays are
the regression's strength, local level and memory are theirs. Where a fit does not converge or a
series is too short, the series falls back to seasonal naive, which the back-test then ranks as
such.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecasting.calendar.features import Calendar
from forecasting.models.naive import SeasonalNaive
from forecasting.types import Floats, Forecast, History

_SHORTEST = 56
_LONGEST = 730
_HORIZON = 28

Worker = Callable[[Floats, int], Floats]


@dataclass(frozen=True, slots=True)
class OneByOne:
    """A model that is fitted series by series on the log scale. ``kind``: ets, stl_arima, sarimax;
    ``longest``: days of history that it looks at."""

    name: str
    kind: str
    longest: int = _LONGEST
    slow: bool = True

    def fit(self, history: History, calendar: Calendar) -> FittedOneByOne:
        """Fit each series; the forecast of the longest usual horizon is kept."""
        return FittedOneByOne(self, history, calendar)


@dataclass(frozen=True, eq=False)
class FittedOneByOne:
    """The fit happens at the forecast: statsmodels' results would hold the data many times."""

    model: OneByOne
    history: History
    calendar: Calendar

    def forecast(self, h: int) -> Forecast:
        """Return means of the next ``h`` days."""
        naive = SeasonalNaive().fit(self.history, self.calendar).forecast(h).mean
        worker = _WORKERS[self.model.kind]
        means = [
            _one(worker, counts[-self.model.longest :], h, fallback)
            for counts, fallback in zip(self.history.counts, naive, strict=True)
        ]
        return Forecast(np.array(means).reshape(len(self.history), h))


def filled(counts: Floats) -> Floats:
    """Return the series with unknown days taken from the same weekdays around them."""
    values = counts.copy()
    for at in np.flatnonzero(np.isnan(values)):
        near = values[[i for s in (-14, -7, 7, 14) if 0 <= (i := at + s) < len(values)]]
        near = near[~np.isnan(near)]
        values[at] = near.mean() if len(near) else np.nanmean(counts)
    return values


def _one(worker: Worker, counts: Floats, h: int, fallback: Floats) -> Floats:
    known = ~np.isnan(counts)
    if not known.any():
        return fallback
    first = int(known.argmax())
    counts = counts[first:]
    if len(counts) < _SHORTEST or np.nanstd(counts) == 0:
        return fallback
    logs = np.log1p(filled(counts))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # A fit that only warns still competes: the back-test judges it.
            warnings.simplefilter("ignore")
            ahead, fitted = np.split(worker(logs, h), [h])
    except (ValueError, np.linalg.LinAlgError, FloatingPointError):
        return fallback
    raw = np.expm1(np.clip(ahead, 0, 16))
    past = np.expm1(np.clip(fitted, 0, 16))
    seen = np.expm1(logs[-len(past) :])
    # Means of logs lie below the log of means (Duan's smearing, as one factor).
    smear = np.clip(seen.sum() / max(past.sum(), 1e-9), 0.8, 1.6)
    mean: Floats = raw * smear
    limit = 3 * np.nanmax(counts) + 5
    # Told by the first day, so that how far ahead is asked changes nothing.
    good = np.isfinite(mean).all() and mean[0] <= limit
    return np.minimum(mean, limit) if good else fallback


def _ets(logs: Floats, h: int) -> Floats:
    """ETS(A, Ad, A) with a weekly season (Hyndman et al. 2008)."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(logs, error="add", trend="add", damped_trend=True, seasonal="add",
                     seasonal_periods=7)  # fmt: skip
    found = model.fit(disp=False, maxiter=100)
    return np.concatenate([found.forecast(h), found.fittedvalues[28:]])


def _stl_arima(logs: Floats, h: int) -> Floats:
    """STL with a weekly season, ARIMA(1,1,1) on what is left (Cleveland et al. 1990)."""
    from statsmodels.tsa.arima.model import ARIMA
    from statsmodels.tsa.forecasting.stl import STLForecast

    model = STLForecast(logs, ARIMA, model_kwargs={"order": (1, 1, 1)}, period=7, seasonal=35)
    found = model.fit()
    past = np.asarray(found.get_prediction(start=28, end=len(logs) - 1).predicted_mean)
    return np.concatenate([np.asarray(found.forecast(h)), past])


def _sarimax(logs: Floats, h: int) -> Floats:
    """SARIMA(1,0,1)(0,1,1)7."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    model = SARIMAX(logs, order=(1, 0, 1), seasonal_order=(0, 1, 1, 7))
    found = model.fit(disp=False, maxiter=40)
    return np.concatenate([np.asarray(found.forecast(h)), np.asarray(found.fittedvalues)[28:]])


_WORKERS: dict[str, Worker] = {"ets": _ets, "stl_arima": _stl_arima, "sarimax": _sarimax}

ETS = OneByOne("ets", "ets")
STL_ARIMA = OneByOne("stl_arima", "stl_arima")
SARIMAX_7 = OneByOne("sarimax", "sarimax", longest=400)
