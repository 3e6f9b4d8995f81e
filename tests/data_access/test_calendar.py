"""Working days: hand-checked weeks, brute force, and the relations that must hold."""
# ruff: noqa: DTZ001 (times here are local, as in the calendar's contract)

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.calendar import festivals
from data_access.calendar.table import FIRST_DAY, LAST_DAY
from data_access.calendar.vector import (
    add_working_days_each,
    add_working_seconds_each,
    calendar_frame,
    certain_mask,
    day_kinds,
    spring_festival_distances,
    workday_mask,
    working_days_between_each,
    working_seconds_between_each,
)
from data_access.calendar.workdays import (
    add_working_days,
    day_info,
    day_kind,
    holiday_name,
    is_certain,
    is_workday,
    spring_festival,
    spring_festival_distance,
    working_days_between,
)
from data_access.settings import load_settings
from data_access.settings.working_hours import hours_of, working_hours
from data_access.types import WeisuError

DAYS = st.dates(date(2004, 1, 1), date(2060, 12, 31))
CALENDARS = st.sampled_from(["cn", "weekday"])
AMOUNTS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("day", "kind", "holiday"),
    [
        # National Day 2025 with Mid-Autumn: 1 to 8 October off, 28 September and 11 October worked.
        (date(2025, 9, 28), "调休上班", ""),
        (date(2025, 9, 30), "工作日", ""),
        (date(2025, 10, 1), "法定节假日", "国庆节"),
        (date(2025, 10, 6), "法定节假日", "中秋节"),
        (date(2025, 10, 8), "法定节假日", "国庆节"),
        (date(2025, 10, 9), "工作日", ""),
        (date(2025, 10, 11), "调休上班", ""),
        (date(2025, 10, 12), "周末", ""),
        # Spring Festival 2026: 15 to 23 February off, 14 and 28 February worked.
        (date(2026, 2, 14), "调休上班", ""),
        (date(2026, 2, 15), "法定节假日", "春节"),
        (date(2026, 2, 23), "法定节假日", "春节"),
        (date(2026, 2, 24), "工作日", ""),
        (date(2026, 2, 28), "调休上班", ""),
        (date(2026, 3, 1), "周末", ""),
    ],
)
def test_kinds_of_days_as_published(day, kind, holiday):
    assert day_kind(day) == kind
    assert holiday_name(day) == holiday
    assert is_workday(day) == (kind in {"工作日", "调休上班"})
    assert is_certain(day)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        # Dispatched on the Thursday before Spring Festival 2026: Friday, swapped Saturday, then
        # the first working day is Tuesday the 24th.
        (datetime(2026, 2, 12, 16, 30), 1, date(2026, 2, 13)),
        (datetime(2026, 2, 12, 16, 30), 2, date(2026, 2, 14)),
        (datetime(2026, 2, 12, 16, 30), 3, date(2026, 2, 24)),
        (datetime(2026, 2, 12, 16, 30), 7, date(2026, 2, 28)),
        (datetime(2026, 2, 12, 16, 30), 8, date(2026, 3, 2)),
        (datetime(2026, 2, 18, 9, 0), 0, date(2026, 2, 24)),
        (datetime(2026, 2, 18, 9, 0), 1, date(2026, 2, 24)),
        # Dispatched on the swapped Sunday before National Day 2025.
        (datetime(2025, 9, 28, 23, 59), 2, date(2025, 9, 30)),
        (datetime(2025, 9, 28, 23, 59), 3, date(2025, 10, 9)),
        (datetime(2025, 9, 28, 23, 59), 5, date(2025, 10, 11)),
        (datetime(2025, 9, 28, 23, 59), 6, date(2025, 10, 13)),
        (datetime(2025, 9, 26, 8, 0), 15, date(2025, 10, 23)),
    ],
)
def test_deadlines_around_long_holidays(start, n, end):
    assert add_working_days(start, n).at == datetime.combine(end, datetime.max.time()).replace(
        microsecond=0
    )


def step_by_day(start: date, n: int, calendar: str) -> date:
    """The same rule, one day after the other."""
    day, left = start, n
    if n == 0:
        while not is_workday(day, calendar):
            day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        left -= is_workday(day, calendar)
    return day


@given(DAYS, AMOUNTS, CALENDARS)
def test_adding_equals_stepping_by_day(start, n, calendar):
    end = add_working_days(start, n, calendar)
    assert end.at.date() == step_by_day(start, n, calendar)
    assert is_workday(end.at.date(), calendar)
    assert end.at.strftime("%H:%M:%S") == "23:59:59"


@given(DAYS, AMOUNTS, CALENDARS)
def test_counting_undoes_adding(start, n, calendar):
    end = add_working_days(start, n, calendar).at.date()
    after_start, after_end = start + timedelta(days=1), end + timedelta(days=1)
    first = start if n == 0 else after_start
    assert working_days_between(first, after_end, calendar) == max(n, 1)
    assert working_days_between(after_end, first, calendar) == -max(n, 1)


@given(DAYS, AMOUNTS, CALENDARS)
def test_later_start_and_more_days_never_end_earlier(start, n, calendar):
    end = add_working_days(start, n, calendar).at
    assert add_working_days(start, n + 1, calendar).at >= end
    assert n == 0 or add_working_days(start, n + 1, calendar).at > end
    assert add_working_days(start + timedelta(days=1), n, calendar).at >= end


@given(DAYS, DAYS, DAYS)
def test_counts_add_up(a, b, c):
    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)


@given(st.lists(st.tuples(st.one_of(DAYS, st.none()), AMOUNTS), min_size=1, max_size=40), CALENDARS)
def test_columns_equal_single_days(rows, calendar):
    days = pd.Series(
        [day for day, _ in rows], dtype="datetime64[us]", index=range(5, 5 + len(rows))
    )
    amounts = pd.Series([n for _, n in rows], index=days.index)
    ends = add_working_days_each(days, amounts, calendar)
    work, kinds = workday_mask(days, calendar), day_kinds(days, calendar)
    counts = working_days_between_each(days, ends.dt.normalize(), calendar)
    distances, certain = spring_festival_distances(days), certain_mask(days, calendar)
    for (day, n), row in zip(rows, days.index, strict=True):
        if day is None:
            assert pd.isna(ends[row])
            assert all(pd.isna(s[row]) for s in (work, kinds, counts, distances))
            assert not certain[row]
            continue
        end = add_working_days(day, n, calendar)
        assert ends[row] == end.at
        assert work[row] == is_workday(day, calendar)
        assert kinds[row] == day_kind(day, calendar)
        assert counts[row] == working_days_between(day, end.at.date(), calendar)
        assert distances[row] == spring_festival_distance(day)
        assert certain[row] == is_certain(day, calendar)


def test_columns_pass_over_dates_outside_the_calendar():
    days = pd.Series(["1899-12-31", "2025-09-30", "2150-01-01", None], dtype="datetime64[us]")
    ends = add_working_days_each(days, 1)
    assert ends.isna().tolist() == [True, False, True, True]
    assert ends[1] == pd.Timestamp("2025-10-09 23:59:59")
    assert add_working_days_each(days, -1).isna().all()
    with pytest.raises(ValueError, match="without zone"):
        workday_mask(pd.Series(pd.to_datetime(["2025-10-01"]).tz_localize("UTC")))


def test_single_days_outside_the_calendar_are_refused_with_a_reason():
    for act in (
        lambda: is_workday(date(1900, 1, 1)),
        lambda: add_working_days(LAST_DAY, 1),
        lambda: add_working_days(FIRST_DAY, -1),
        lambda: is_workday(FIRST_DAY, "mars"),
    ):
        with pytest.raises(WeisuError):
            act()


def test_weekday_calendar_knows_no_holiday():
    info = day_info(date(2025, 10, 1), "weekday")
    assert (info.kind, info.workday, info.holiday, info.certain) == ("工作日", True, "", True)
    assert not is_workday(date(2025, 10, 4), "weekday")


def test_years_without_a_notice_are_marked_guesses():
    # Spring Festival 2030 is 3 February (Sunday): eve 2 February and the day itself fall on a
    # weekend, so the 6th and 7th are guessed days in lieu.
    assert spring_festival(2030) == date(2030, 2, 3)
    for day in (date(2030, 2, 4), date(2030, 2, 5), date(2030, 2, 6), date(2030, 2, 7)):
        info = day_info(day)
        assert (info.kind, info.holiday, info.certain) == ("法定节假日", "春节", False)
    assert is_workday(date(2030, 2, 8))
    assert not add_working_days(date(2030, 2, 1), 1).certain
    assert add_working_days(date(2025, 2, 1), 1).certain


@given(st.integers(2030, 2090))
def test_a_guessed_year_has_thirteen_free_days_besides_weekends(year):
    first, last = date(year, 1, 1), date(year, 12, 31)
    weekdays = working_days_between(first, last, "weekday") + is_workday(last, "weekday")
    worked = working_days_between(first, last) + is_workday(last)
    assert weekdays - worked == 13
    assert len(festivals.festival_days(year)) == 13


@given(st.integers(2008, 2026))
def test_festival_rule_agrees_with_the_published_years(year):
    """Every festival day that the rule names since 2008 was a published day off.

    Exceptions: the second day of May and the eve of Spring Festival became statutory in 2025.
    """
    for day, name in festivals.festival_days(year):
        new = (day.month, day.day) == (5, 2) or day == spring_festival(year) - timedelta(days=1)
        # Before 2014 and in 2008/2009 some festivals were observed on the Monday after a Sunday.
        if year < 2025 and (new or day.weekday() >= 5):
            continue
        assert day_kind(day) == "法定节假日", (day, name)


@pytest.mark.parametrize(
    ("day", "distance"),
    [
        (date(2026, 2, 17), 0),
        (date(2026, 2, 16), -1),
        (date(2026, 3, 3), 14),
        (date(2025, 12, 31), -48),
        (datetime(2026, 2, 18, 23, 0), 1),
    ],
)
def test_distance_from_spring_festival(day, distance):
    assert spring_festival_distance(day) == distance


def test_calendar_frame_has_every_day_once():
    frame = calendar_frame(date(2026, 2, 10), date(2026, 3, 1))
    assert len(frame) == 20
    assert frame["workday"].sum() == working_days_between(date(2026, 2, 10), date(2026, 3, 2))
    assert frame.loc[frame["holiday"] == "春节", "day"].dt.day.tolist() == list(range(15, 24))
    assert frame["certain"].all()


@given(
    st.datetimes(datetime(2025, 9, 20), datetime(2025, 10, 15)),
    st.integers(0, 12 * 24 * 60),
)
def test_working_seconds_are_the_minutes_of_working_hours(start, minutes):
    start = start.replace(second=0, microsecond=0)
    each = (start + timedelta(minutes=n) for n in range(minutes))
    brute = sum(60 for t in each if is_workday(t.date()) and 9 <= t.hour < 17)
    first, second = pd.Series([start]), pd.Series([start + timedelta(minutes=minutes)])
    assert working_seconds_between_each(first, second)[0] == brute
    assert working_seconds_between_each(second, first)[0] == -brute


@given(
    st.datetimes(datetime(2025, 9, 20), datetime(2025, 10, 15)),
    st.integers(1, 40 * 3600),
    st.sampled_from(["09:00-17:00", "08:30-12:00,14:30-18:00"]),
)
def test_so_many_working_seconds_later_is_the_first_such_moment(start, seconds, text):
    start, hours = start.replace(microsecond=0), working_hours(text)
    begun = pd.Series([start])
    end = add_working_seconds_each(begun, seconds, hours=hours)
    assert working_seconds_between_each(begun, end, hours=hours)[0] == seconds
    just_before = end - pd.Timedelta(seconds=1)
    assert working_seconds_between_each(begun, just_before, hours=hours)[0] == seconds - 1


@pytest.mark.parametrize(
    "text", ["9-17", "09:00-08:00", "09:00-12:00,11:00-13:00", "09:00-24:30", "", "09:00-17:00;x"]
)
def test_working_hours_written_wrongly_are_refused(text):
    with pytest.raises(WeisuError, match="工作时间"):
        load_settings(working_hours=text)


def test_a_place_may_have_its_own_working_hours():
    setting = "09:00-17:00; 990101=08:30-12:00,14:00-18:00"
    assert hours_of(setting, "990101").text == "08:30-12:00,14:00-18:00"
    assert hours_of(setting, "990101").seconds == 7.5 * 3600
    assert hours_of(setting, "350199") == working_hours()


def test_working_seconds_of_a_weekend_and_of_nothing():
    friday, monday = pd.Timestamp(2026, 3, 6, 16, 30), pd.Timestamp(2026, 3, 9, 10, 0)
    found = working_seconds_between_each(pd.Series([friday, pd.NaT]), pd.Series([monday, monday]))
    assert found[0] == 90 * 60
    assert found.isna()[1]
