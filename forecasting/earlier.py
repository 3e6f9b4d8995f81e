"""What was forecast before, kept to be held against what came, and made up for where it was not."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from data_access.results.store import ResultStore
from data_access.types import Scope
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.frames import EARLIER, FORECAST, ROOM, UNIT_EARLIER, UNIT_FORECAST
from forecasting.reading import LOOK_BACK

KEPT_DAYS = 34  # with one origin a week, one of them is always 28 to 34 days old
ORIGINS_THEN = 3


def is_kept(earlier: pd.DataFrame, last: date) -> bool:
    """Tell whether some forecast is known whose four weeks have all come, none too long ago."""
    if earlier.empty:
        return False
    age = (pd.Timestamp(last) - pd.to_datetime(earlier["origin"])).dt.days
    return bool(age.between(LOOK_BACK, KEPT_DAYS).any())


def earlier_of(
    results: ResultStore, scope: Scope, code: str, last: date, *, units: bool = False
) -> pd.DataFrame:
    """Return what was forecast before ``last`` and shown: one origin a week, five weeks back.

    Kept from run to run, so that a forecast can be held against what came although its own run is
    swept long before. ``units``: those of lead units.
    """
    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        return pd.DataFrame()
    kept, shown = (UNIT_EARLIER, UNIT_FORECAST) if units else (EARLIER, FORECAST)
    parts = [results.read(scope, run, kept)]
    if run.as_of < last:
        parts.append(results.read(scope, run, shown).assign(remade=False))
    known = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
    known["origin"] = pd.to_datetime(known["origin"])
    known["period"] = pd.to_datetime(known["period"])
    age = (pd.Timestamp(last) - known["origin"]).dt.days
    ahead = (known["period"] - known["origin"]).dt.days
    known = known.loc[age.between(1, KEPT_DAYS) & (ahead <= LOOK_BACK)]
    origins = pd.Series(sorted(known["origin"].unique()), dtype="datetime64[ns]")
    weekly = origins.groupby(origins.dt.to_period("W")).first()
    found: pd.DataFrame = known.loc[known["origin"].isin(weekly)].reset_index(drop=True)
    return found


def forecast_then(
    counts: pd.DataFrame, calendar: Calendar, last: date, origins: int
) -> pd.DataFrame:
    """Return the forecast that the data of four weeks ago would have given, marked as remade.

    ``origins``: at most so many back-test origins.
    """
    settings = RunSettings(LOOK_BACK, min(ORIGINS_THEN, origins), 0)
    then = forecast_all(counts, calendar, settings, last=last - timedelta(days=LOOK_BACK))
    return then.forecast.assign(remade=True)


def added(earlier: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return both together; a frame without rows has no say in the columns' types."""
    return pd.concat([f for f in (earlier, more) if len(f)], ignore_index=True)
