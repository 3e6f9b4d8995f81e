"""Drivers sum to the difference exactly; the month's list names what rises, for whom, from when."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.types import ANY, Period, WeisuError
from forecasting.calendar import groups
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.drivers import two_periods
from forecasting.frames import CALENDAR_ITEM
from forecasting.monthly.items import Past, calendar_items, next_month
from forecasting.reconcile.tree import build
from forecasting.types import History, history_of
from tests.forecasting.conftest import made


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))
def test_what_made_it_sums_exactly(seed: int, start: int, one: int, two: int) -> None:
    rng = np.random.default_rng(seed)
    days = np.datetime64("2024-12-01") + np.arange(200)
    keys = pd.DataFrame({"area": [ANY], "category": [ANY], "channel": [ANY]})
    history = History(days, rng.poisson(20, (1, 200)).astype(float), keys)
    first = (days[0] + start).astype(object)
    before = Period(first, first + pd.Timedelta(days=one).to_pytimedelta())
    later = before.shift(100)
    after = Period(later.start, later.start + pd.Timedelta(days=two).to_pytimedelta())
    found = two_periods.made_of(two_periods.taken_apart(history, 0, Calendar()), before, after)
    seen = pd.Series(history.counts[0], index=pd.DatetimeIndex(days.astype("datetime64[s]")))
    change = sum(
        sign * seen[(seen.index >= str(p.start)) & (seen.index < str(p.end))].sum()
        for sign, p in ((-1, before), (1, after))
    )
    assert sum(d.change for d in found) == change
    assert {d.key for d in found} >= {
        two_periods.DAYS,
        groups.WEEK,
        groups.SEASON,
        two_periods.REST,
    }


def test_a_holiday_is_named_as_the_reason() -> None:
    days = np.datetime64("2023-01-01") + np.arange(3 * 365 + 300)
    calendar = Calendar()
    mean = np.where(calendar.kinds(days) == 7, 20.0, 100.0)
    keys = pd.DataFrame({"area": [ANY], "category": [ANY], "channel": [ANY]})
    history = History(days, np.random.default_rng(1).poisson(mean)[None].astype(float), keys)
    found = two_periods.made_of(
        two_periods.taken_apart(history, 0, calendar), Period(date(2025, 9, 1), date(2025, 10, 1)),
        Period(date(2025, 10, 1), date(2025, 11, 1)),
    )  # fmt: skip
    by_key = {d.key: d.change for d in found}
    assert by_key[groups.WEEK] < -400
    assert abs(by_key[two_periods.REST]) < 150


def test_outside_the_data_is_said() -> None:
    taken = two_periods.taken_apart(build(history_of(made(1, 100)))[1], 0, Calendar())
    before = Period(date(2020, 1, 1), date(2020, 2, 1))
    with pytest.raises(WeisuError, match="超出"):
        two_periods.made_of(taken, before, Period(date(2023, 11, 1), date(2023, 12, 1)))


@given(st.tuples(st.integers(0, 999), st.integers(0, 999)),
       st.tuples(st.integers(1, 500), st.integers(1, 500)))  # fmt: skip
def test_who_sums_exactly(tickets: tuple[int, int], callers: tuple[int, int]) -> None:
    found = two_periods.who_of(tickets, callers)
    assert sum(d.change for d in found) == tickets[1] - tickets[0]


def test_where_sums_exactly() -> None:
    found = two_periods.where_of({"a": 5, "b": 2}, {"a": 1, "c": 9}, "category")
    assert sum(d.change for d in found) == 3
    assert found[0].key == "c"
    with pytest.raises(WeisuError, match="诉求人"):
        two_periods.who_of((1, 2), (0, 1))
    frame = two_periods.driver_frame(
        found,
        Period(date(2026, 1, 1), date(2026, 2, 1)),
        Period(date(2026, 2, 1), date(2026, 3, 1)),
    )
    assert frame["change"].sum() == 3


def heating() -> pd.DataFrame:
    """Return counts of a matter that lives from 15 November and of one that doesn't care."""
    days = pd.date_range("2023-01-01", "2025-10-20")
    on = (days.month == 12) | (days.month <= 2) | ((days.month == 11) & (days.day >= 15))
    rng = np.random.default_rng(3)
    parts_ = [
        pd.DataFrame(
            {"area": "s1", "category": c, "channel": ANY, "day": days, "n": rng.poisson(m)}
        )
        for c, m in (("0401", np.where(on, 30.0, 2.0)), ("0301", np.full(len(days), 12.0)))
    ]
    return pd.concat(parts_, ignore_index=True)


def test_the_month_before_heating_begins() -> None:
    counts = heating()
    month = next_month(date(2025, 10, 20))
    assert month == Period(date(2025, 11, 1), date(2025, 12, 1))
    run = forecast_all(counts, Calendar(), RunSettings(horizon=45, busiest=0))
    history = build(history_of(counts))[1]
    past = Past({"0401": 0.2}, {"0401": ("供热集团", "住建局")}, {"0401": "供热质量"})
    items = calendar_items(history, run.forecast, month, past)
    assert list(items.columns) == list(CALENDAR_ITEM.names)
    assert items["category"].tolist() == ["0401"]
    first = items.iloc[0]
    assert first["rise"] > 1.2
    assert first["start"] == date(2025, 11, 10)
    assert first["departments"] == "供热集团、住建局"
    assert "去年同月" in first["evidence"]
    assert "20%" in first["evidence"]
    short = calendar_items(
        history, run.forecast[run.forecast["period"] < "2025-11-20"], month, past
    )
    assert short.empty
