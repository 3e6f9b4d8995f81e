"""Seats by hour for the next fortnight, from the calls that the source knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.metrics.evaluate import evaluate
from data_access.metrics.series import hourly_calls
from data_access.types import ANY, Filters, Period
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.frames import STAFFING
from forecasting.ground import Ground
from forecasting.reading import span_of
from forecasting.seats.hourly import SeatSettings, hour_shares, seat_plan

SEAT_DAYS = 14
_TALK_DAYS = 28
_LEAST_TALKS = 200
AFTER_CALL_S = 60.0
"""Work after a call where the source says only how long people talked: a cautious minute."""
NO_CALLS = "数据源没有话务数据，不能推算分时坐席。"
CALLS_WHOLE = "话务不分承办单位、区域和分类，只有能看到全部工单、未加筛选时才推算坐席。"


@dataclass(frozen=True)
class Seats:
    """Rows of the frame ``STAFFING`` and what they rest on: seconds of handling (``measured``: the
    source's own) and of patience; or ``note``, why there are none.
    """

    rows: pd.DataFrame
    note: str = ""
    handling_s: float | None = None
    measured: bool = False
    patience_s: float | None = None


def seats_of(ground: Ground) -> Seats:
    """Return seats by hour for the next fortnight, or why there are none."""
    empty = pd.DataFrame(columns=list(STAFFING.names))
    if ground.limited:
        return Seats(empty, CALLS_WHOLE)
    code, last = ground.cut.jurisdiction, ground.last
    _, period = span_of(ground.extract, code, last)
    hourly = hourly_calls(ground.extract, ground.scope, code, period, as_of=last)
    if hourly.empty or not hourly["n"].sum():
        return Seats(empty, NO_CALLS)
    return _seats(ground, hourly)


def _seats(ground: Ground, hourly: pd.DataFrame) -> Seats:
    daily = hourly.groupby("day", as_index=False)["n"].sum()
    daily = daily.assign(area=ANY, category=ANY, channel=ANY)
    calendar = ground.calendar
    end = min(ground.last, pd.Timestamp(daily["day"].max()).date())
    run = forecast_all(daily, calendar, RunSettings(SEAT_DAYS, 6, 0), last=end)
    ahead = run.forecast.sort_values("period")
    talk = _talk_seconds(ground, end)
    settings = SeatSettings() if talk is None else SeatSettings(handling_s=talk + AFTER_CALL_S)
    plan = seat_plan(
        ahead["period"].to_numpy(dtype="datetime64[D]"),
        ahead["mean"].to_numpy(dtype=float),
        hour_shares(hourly, calendar),
        calendar,
        settings=settings,
        high=ahead["q90"].to_numpy(dtype=float),
    )
    plan["agents"] = plan["agents"].astype(np.int64)
    plan["agents_high"] = plan["agents_high"].astype(np.int64)
    return Seats(plan, "", settings.handling_s, talk is not None, settings.patience_s)


def _talk_seconds(ground: Ground, last: date) -> float | None:
    """Return how long people talked on average in the last four weeks, None where not known."""
    filters = Filters(ground.cut.jurisdiction, Period.last_days(last, _TALK_DAYS))
    row = evaluate(ground.extract, ground.scope, filters, ["talk_seconds_mean"]).iloc[0]
    known = row["status"] in {"ok", "small_n"} and row["n"] >= _LEAST_TALKS
    return float(row["value"]) if known else None
