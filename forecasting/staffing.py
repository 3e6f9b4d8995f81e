"""Seats by hour for the next fortnight, from the calls that the source knows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from data_access.metrics.evaluate import evaluate
from data_access.metrics.series import hourly_calls
from data_access.types import ANY, Filters, Period

if TYPE_CHECKING:
    from forecasting.extras import Ground

Fact = tuple[str, float | None, str]
SEAT_DAYS = 14
_TALK_DAYS = 28
_LEAST_TALKS = 200
AFTER_CALL_S = 60.0
"""Work after a call where the source says only how long people talked: a cautious minute."""
NO_CALLS = "数据源没有话务数据，不能推算分时坐席。"
CALLS_WHOLE = "话务不分承办单位、区域和分类，只有能看到全部工单、未加筛选时才推算坐席。"


def seat_rows(ground: Ground) -> tuple[pd.DataFrame, list[Fact]]:
    """Return seats by hour for the next fortnight, and what they rest on or why there are none."""
    from forecasting.reading import span_of
    from forecasting.seats.hourly import COLUMNS

    empty = pd.DataFrame(columns=list(COLUMNS))
    if ground.limited:
        return empty, [("seat_note", None, CALLS_WHOLE)]
    code, last = ground.cut.jurisdiction, ground.last
    _, period = span_of(ground.extract, code, last)
    hourly = hourly_calls(ground.extract, ground.scope, code, period, as_of=last)
    if hourly.empty or not hourly["n"].sum():
        return empty, [("seat_note", None, NO_CALLS)]
    return _seats(ground, hourly)


def _seats(ground: Ground, hourly: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    import numpy as np

    from forecasting.run import RunSettings, forecast_all
    from forecasting.seats.hourly import SeatSettings, hour_shares, seat_plan

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
    facts: list[Fact] = [
        ("handling_s", settings.handling_s, "" if talk is None else "实测"),
        ("patience_s", settings.patience_s, ""),
    ]
    return plan, facts


def _talk_seconds(ground: Ground, last: date) -> float | None:
    """Return how long people talked on average in the last four weeks, None where not known."""
    filters = Filters(ground.cut.jurisdiction, Period.last_days(last, _TALK_DAYS))
    row = evaluate(ground.extract, ground.scope, filters, ["talk_seconds_mean"]).iloc[0]
    known = row["status"] in {"ok", "small_n"} and row["n"] >= _LEAST_TALKS
    return float(row["value"]) if known else None
