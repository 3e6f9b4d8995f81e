"""Deadlines on the statutory calendar, checked by hand; and arithmetic on it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_city.calendar.workdays import Workdays, is_workday, ordinal, spring_festival

SPAN = Workdays(date(2024, 12, 1), date(2026, 12, 31))


def due(day: date, count: int) -> date:
    number = SPAN.add(np.array([ordinal(day)]), np.array([count]))[0]
    return date(1970, 1, 1) + timedelta(days=int(number))


@pytest.mark.parametrize(
    ("accepted", "limit", "expected"),
    [
        # Sunday 28 September and Saturday 11 October 2025 are worked; 1-8 October are free.
        (date(2025, 9, 26), 2, date(2025, 9, 29)),
        (date(2025, 9, 30), 2, date(2025, 10, 10)),
        (date(2025, 9, 30), 10, date(2025, 10, 21)),
        # Spring Festival 2025: free 28 January to 4 February, 26 January and 8 February are worked.
        (date(2025, 1, 24), 2, date(2025, 1, 27)),
        (date(2025, 1, 27), 5, date(2025, 2, 10)),
        # A plain week, and acceptance on a Saturday.
        (date(2025, 7, 7), 5, date(2025, 7, 14)),
        (date(2025, 7, 5), 2, date(2025, 7, 8)),
        (date(2025, 7, 7), 15, date(2025, 7, 28)),
    ],
)
def test_deadlines_by_hand(accepted, limit, expected):
    assert due(accepted, limit) == expected


def test_deadlines_in_the_file_follow_the_type(tickets):
    limits = {"咨询": 2, "求助": 10, "投诉": 15, "举报": 15, "建议": 10, "其他": 10}
    sent = tickets[tickets["派单时间"].notna()].iloc[::40]
    for _, row in sent.iterrows():
        day = due(row["受理时间"].date(), limits[row["诉求类型"]])
        assert row["原截止时间"].date() == day
        assert row["原截止时间"].strftime("%H:%M:%S") == "23:59:59"


@given(st.integers(0, 600), st.integers(1, 20))
def test_adding_working_days(offset, count):
    day = date(2025, 1, 1) + timedelta(days=offset)
    end = due(day, count)
    between = [day + timedelta(days=k) for k in range(1, (end - day).days + 1)]
    assert is_workday(end)
    assert sum(is_workday(d) for d in between) == count


def test_years_without_a_table_are_guessed_and_said_to_be(tmp_path):
    from demo_city import write_city

    assert not is_workday(date(2031, 10, 1))
    assert is_workday(date(2031, 10, 8))
    assert not is_workday(spring_festival(2031))
    write_city(tmp_path, days=3, per_day=5, last_day=date(2031, 6, 3), words=False)
    assert "工作日历推定" in (tmp_path / "local_events.csv").read_text(encoding="utf-8")


def test_lunar_new_year():
    assert spring_festival(2025) == date(2025, 1, 29)
    assert spring_festival(2026) == date(2026, 2, 17)
