"""The calendar's columns: holidays with swapped days, the sun, seasons, marked guesses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.types import WeisuError
from forecasting.calendar.features import Calendar
from forecasting.calendar.seasons import NO_SEASONS, Seasons, inside, since_start
from forecasting.calendar.solar import solar_terms


def days(first: str, last: str) -> np.ndarray:
    return np.arange(np.datetime64(first), np.datetime64(last) + 1)


def test_holidays_and_swapped_days_have_their_own_kind() -> None:
    kinds = Calendar().kinds(days("2024-09-27", "2024-10-12"))
    # 27 Fri, 28 Sat, 29 Sun (worked), 30 Mon, 1–7 October off, 8–11, 12 Sat (worked).
    assert kinds.tolist() == [4, 5, 8, 0, 7, 7, 7, 7, 7, 7, 7, 1, 2, 3, 4, 8]


def test_beyond_the_published_tables_days_are_marked() -> None:
    calendar = Calendar()
    certain = calendar.certain(np.array(["2024-10-01", "2080-10-01"], dtype="datetime64[D]"))
    assert certain.tolist() == [True, False]
    assert calendar.kinds(np.array(["2080-10-01"], dtype="datetime64[D]"))[0] == 7


def test_solar_terms_of_a_year() -> None:
    year = days("2024-01-01", "2024-12-31")
    named = {str(n): str(d) for n, d in zip(solar_terms(year), year, strict=True) if n}
    assert len(named) == 24
    known = {"立春": "2024-02-04", "清明": "2024-04-04", "夏至": "2024-06-21", "立秋": "2024-08-07",
             "冬至": "2024-12-21"}  # fmt: skip
    assert {k: named[k] for k in known} == known


def test_heating_season_crosses_new_year() -> None:
    span = ((11, 15), (3, 15))
    at = np.array(["2025-11-14", "2025-11-15", "2026-01-01", "2026-03-15", "2026-03-16"],
                  dtype="datetime64[D]")  # fmt: skip
    assert inside(at, span).tolist() == [False, True, True, True, False]
    assert since_start(at, span).tolist() == [-1, 0, 47, 120, -1]
    with pytest.raises(WeisuError, match="日期"):
        Seasons(heating=((13, 1), (3, 15)))


def test_a_days_effects_depend_on_that_day_only() -> None:
    calendar = Calendar()
    whole = calendar.effects(days("2024-01-01", "2025-12-31"))
    part = calendar.effects(days("2025-01-20", "2025-02-20"))
    start = (np.datetime64("2025-01-20") - np.datetime64("2024-01-01")).astype(int)
    assert whole.names == part.names
    assert np.array_equal(whole.matrix[start : start + 32], part.matrix)
    assert np.isfinite(whole.matrix).all()
    assert (whole.reach > 0).all()


def test_a_city_may_add_events() -> None:
    events = pd.DataFrame({"庙会": [1.0]}, index=pd.DatetimeIndex(["2025-02-12"]))
    effects = Calendar("weekday", NO_SEASONS, events).effects(days("2025-02-11", "2025-02-13"))
    assert effects.matrix[:, effects.names.index("庙会")].tolist() == [0, 1, 0]
    wrong = events.replace(1.0, np.inf)
    with pytest.raises(WeisuError, match="庙会"):
        Calendar("weekday", NO_SEASONS, wrong).effects(days("2025-02-11", "2025-02-13"))
