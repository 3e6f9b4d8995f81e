"""Beside the forecasts: the month's matters, what made the last change, seats by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from data_access.extract.callers import distinct_callers
from data_access.extract.series import hourly_calls
from data_access.metrics.evaluate import evaluate
from data_access.results.limits import is_limited
from data_access.types import ANY, Filters, Period, Scope, WeisuError
from style.wording import punctuate

if TYPE_CHECKING:
    from data_access.extract.query import Extract
    from forecasting.calendar.features import Calendar
    from forecasting.drivers.parts import Driver
    from forecasting.making import Asked
    from forecasting.run import ForecastRun
    from forecasting.types import History

Fact = tuple[str, float | None, str]
UNITS_NAMED = 3
LEAST_SHARE = 0.1
"""A unit that handled less than this share of a matter isn't named for it."""
SEAT_DAYS = 14
_TALK_DAYS = 28
_LEAST_TALKS = 200
AFTER_CALL_S = 60.0
"""Work after a call where the source says only how long people talked: a cautious minute."""
NO_CALLS = "数据源没有话务数据，不能推算分时坐席。"
CALLS_WHOLE = "话务不分承办单位、区域和分类，只有能看到全部工单、未加筛选时才推算坐席。"


def extras(
    extract: Extract,
    scope: Scope,
    asked: Asked,
    calendar: Calendar,
    counts: pd.DataFrame,
    run: ForecastRun,
    last: date,
    period: Period,
    repeat_rates: Mapping[str, float],
) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Return frames by name, and what is noted about them."""
    from forecasting.cleaning import clean
    from forecasting.reconcile.tree import build
    from forecasting.types import history_of

    cut = asked.cut or Filters(asked.jurisdiction, period, as_of=last)
    raw = build(history_of(counts, last))[1]
    cleaned = clean(raw).history
    items = month_items(extract, scope, cut, cleaned, run, last, repeat_rates)
    drivers, noted = driver_rows(extract, scope, cut, raw, calendar, last)
    seats, seat_note = seat_rows(extract, scope, asked, calendar, last)
    frames = {"calendar_item": items, "driver": drivers, "staffing": seats}
    facts: list[Fact] = [("driver_note", None, noted)] if noted else []
    return frames, [*facts, *seat_note]


def month_items(
    extract: Extract,
    scope: Scope,
    cut: Filters,
    history: History,
    run: ForecastRun,
    last: date,
    repeat_rates: Mapping[str, float],
) -> pd.DataFrame:
    """Return next month's matters with the units to prepare."""
    from forecasting.monthly.items import Past, calendar_items, next_month

    month = next_month(last)
    names = extract.directory(scope, cut.jurisdiction).categories
    units = units_of(extract, scope, cut, month, last)
    past = Past(repeat_rates, units, names)
    digits = 4 if (history.keys["category"].str.len() == 4).any() else 2
    return calendar_items(history, run.forecast, month, past, digits=digits)


def units_of(
    extract: Extract, scope: Scope, cut: Filters, month: Period, last: date
) -> dict[str, tuple[str, ...]]:
    """Return who handled most of each category in last year's month, else in the last 90 days."""
    start = (pd.Timestamp(month.start) - pd.DateOffset(years=1)).date()
    end = (pd.Timestamp(month.end) - pd.DateOffset(years=1)).date()
    recent = Period(last - timedelta(days=89), last + timedelta(days=1))
    found: dict[str, tuple[str, ...]] = {}
    for days in (recent, Period(start, end)):
        filters = Filters(
            cut.jurisdiction, days, cut.area, cut.category, cut.department, cut.channel, last
        )
        rows = evaluate(extract, scope, filters, ["volume"], ["category_2", "department"])
        rows = rows[rows["numerator"].notna()]
        if "category_2" not in rows or rows.empty:
            continue
        rows = rows[rows["category_2"].notna() & rows["department"].notna()]
        ordered = rows.sort_values(["numerator", "department"], ascending=[False, True])
        for category, group in ordered.groupby("category_2"):
            large = group[group["numerator"] >= LEAST_SHARE * group["numerator"].sum()]
            found[str(category)] = tuple(str(u) for u in large["department"].head(UNITS_NAMED))
    return found


def driver_rows(
    extract: Extract, scope: Scope, cut: Filters, history: History, calendar: Calendar, last: date
) -> tuple[pd.DataFrame, str]:
    """Return the parts of the last 28 days against the 28 before and those a year ago."""
    from forecasting.drivers.parts import driver_frame

    after = Period(last - timedelta(days=27), last + timedelta(days=1))
    # 364 days: the same days of the week a year ago.
    comparisons = (("月", after.shift(-28)), ("年", after.shift(-364)))
    parts, notes = [], []
    for name, before in comparisons:
        try:
            found = _drivers(extract, scope, cut, history, calendar, before, after)
        except WeisuError as error:
            notes.append(f"{'与上个28天' if name == '月' else '与去年同期'}：{error}")
            continue
        parts.append(driver_frame(tuple(found), before, after).assign(comparison=name))
    columns = ["comparison", "before", "after", "reading", "key", "change", "share"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame[columns], punctuate("；".join(notes))


def _drivers(
    extract: Extract,
    scope: Scope,
    cut: Filters,
    history: History,
    calendar: Calendar,
    before: Period,
    after: Period,
) -> list[Driver]:
    from forecasting.drivers.parts import made_of, where_of, who_of

    row = _root(history)
    found: list[Driver] = [*made_of(history, row, calendar, before, after)]
    for reading, column in (("category", "category"), ("area", "area")):
        sums = [_sums(history, column, p) for p in (before, after)]
        if sums[1]:
            found += where_of(sums[0], sums[1], reading)
    known = [
        distinct_callers(
            extract,
            scope,
            Filters(cut.jurisdiction, p, cut.area, cut.category, cut.department, cut.channel),
        )
        for p in (before, after)
    ]
    total = [int(_window(history, row, p)) for p in (before, after)]
    # Said only where nearly every ticket knows its caller: the parts must sum to the difference.
    if all(t == n and c for (t, c), n in zip(known, total, strict=True)):
        found += who_of((total[0], total[1]), (known[0][1], known[1][1]))
    return found


def _root(history: History) -> int:
    keys = history.keys
    root = (keys["area"] == ANY) & (keys["category"] == ANY) & (keys["channel"] == ANY)
    return int(root.to_numpy().argmax())


def _window(history: History, row: int, period: Period) -> float:
    start = int((pd.Timestamp(period.start) - pd.Timestamp(history.days[0])).days)
    return float(pd.Series(history.counts[row, start : start + period.days]).sum())


def _sums(history: History, column: str, period: Period) -> dict[str, int]:
    """Return tickets by first-level category, or by area, of all the others together."""
    keys = history.keys
    others = [c for c in ("area", "category", "channel") if c != column]
    alone = (keys[others] == ANY).all(axis=1) & (keys[column] != ANY)
    if column == "category":
        codes = keys["category"].astype(str)
        alone &= (codes.str.len() <= 2) | ~codes.str.isdigit()
    return {
        str(keys[column].iloc[row]): int(_window(history, row, period))
        for row in alone.to_numpy().nonzero()[0]
    }


def seat_rows(
    extract: Extract, scope: Scope, asked: Asked, calendar: Calendar, last: date
) -> tuple[pd.DataFrame, list[Fact]]:
    """Return seats by hour for the next fortnight, and what they rest on or why there are none."""
    from forecasting.making import span_of
    from forecasting.seats.hourly import COLUMNS

    empty = pd.DataFrame(columns=list(COLUMNS))
    if is_limited(scope) or asked.cut is not None:
        return empty, [("seat_note", None, CALLS_WHOLE)]
    _, period = span_of(extract, asked.jurisdiction, last)
    hourly = hourly_calls(extract, scope, asked.jurisdiction, period, as_of=last)
    if hourly.empty or not hourly["n"].sum():
        return empty, [("seat_note", None, NO_CALLS)]
    return _seats(extract, scope, asked.jurisdiction, calendar, hourly, last)


def _seats(
    extract: Extract, scope: Scope, code: str, calendar: Calendar, hourly: pd.DataFrame, last: date
) -> tuple[pd.DataFrame, list[Fact]]:
    import numpy as np

    from forecasting.run import RunSettings, forecast_all
    from forecasting.seats.hourly import SeatSettings, hour_shares, seat_plan

    daily = hourly.groupby("day", as_index=False)["n"].sum()
    daily = daily.assign(area=ANY, category=ANY, channel=ANY)
    end = min(last, pd.Timestamp(daily["day"].max()).date())
    run = forecast_all(daily, calendar, RunSettings(SEAT_DAYS, 6, 0), last=end)
    ahead = run.forecast.sort_values("period")
    talk = _talk_seconds(extract, scope, code, end)
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


def _talk_seconds(extract: Extract, scope: Scope, code: str, last: date) -> float | None:
    """Return how long people talked on average in the last four weeks, None where not known."""
    days = Period(last - timedelta(days=_TALK_DAYS - 1), last + timedelta(days=1))
    row = evaluate(extract, scope, Filters(code, days), ["talk_seconds_mean"]).iloc[0]
    known = row["status"] in {"ok", "small_n"} and row["n"] >= _LEAST_TALKS
    return float(row["value"]) if known else None
