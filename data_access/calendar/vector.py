"""Working days of whole columns: pandas Series in and out, no loop over rows.

Missing values and days outside the calendar give NaT or NA, never an error: a file of 100,000 rows
isn't refused for one wrong date. Times are local to the jurisdiction, without zone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar import festivals
from data_access.calendar.festivals import LAST_YEAR
from data_access.calendar.table import (
    EPOCH,
    FIRST_DAY,
    HOLIDAY,
    KINDS,
    MAKE_UP,
    day_at,
    position,
    table,
)
from data_access.settings.working_hours import WorkingHours, working_hours

OFF_KIND, MAKE_UP_KIND, KINDS_OF_DAY = 7, 8, 9
"""After Monday to Sunday: a statutory day off, a swapped working day; and how many kinds."""
_EPOCH_WEEKDAY = 3  # 1970-01-01, from which NumPy counts days, was a Thursday
_LAST_SECOND = np.timedelta64(86_399_000_000, "us")


def day_rows(days: pd.Series[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each value's row in the table and whether it has one (row 0 where not)."""
    moments = pd.to_datetime(days)
    if getattr(moments.dtype, "tz", None) is not None:
        raise ValueError("times must be local and without zone")
    values = moments.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    rows = (values - EPOCH).astype(np.int64)
    known = ~np.isnat(values) & (rows >= 0) & (rows < table("cn").days)
    return np.where(known, rows, 0), known


def rows_of(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the rows of days that are in the table, without looking at each: for whole ranges."""
    return (days.astype("datetime64[D]") - EPOCH).astype(np.int64)


def weekdays_of(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return 0 (Monday) to 6 of each day."""
    return (days.astype("datetime64[D]").astype(np.int64) + _EPOCH_WEEKDAY) % 7


def weeks_of(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the number of each day's calendar week (Monday to Sunday), rising by 1 a week."""
    return (days.astype("datetime64[D]").astype(np.int64) + _EPOCH_WEEKDAY) // 7


def kinds_of(days: NDArray[np.datetime64], calendar: str = "cn") -> NDArray[np.int64]:
    """Return 0 to 6 for Monday to Sunday, ``OFF_KIND`` for a statutory day off, ``MAKE_UP_KIND``
    for a swapped one. For whole ranges: all days must lie in the table.
    """
    kind = table(calendar).kind[rows_of(days)]
    kinds = np.where(kind == HOLIDAY, OFF_KIND, weekdays_of(days))
    return np.where(kind == MAKE_UP, MAKE_UP_KIND, kinds).astype(np.int64)


def workday_mask(days: pd.Series[Any], calendar: str = "cn") -> pd.Series[Any]:
    """Tell for each day whether it is worked (nullable boolean)."""
    rows, known = day_rows(days)
    return pd.Series(table(calendar).work[rows], index=days.index, dtype="boolean").mask(~known)


def certain_mask(days: pd.Series[Any], calendar: str = "cn") -> pd.Series[Any]:
    """Tell for each day whether it rests on a published arrangement; False where unknown."""
    rows, known = day_rows(days)
    return pd.Series(table(calendar).certain[rows] & known, index=days.index)


def day_kinds(days: pd.Series[Any], calendar: str = "cn") -> pd.Series[Any]:
    """Return 工作日, 周末, 法定节假日 or 调休上班 for each day (NA where unknown)."""
    rows, known = day_rows(days)
    names = np.array(KINDS, dtype=object)[table(calendar).kind[rows]]
    return pd.Series(names, index=days.index, dtype="str").mask(~known)


def add_working_days_each(
    start: pd.Series[Any], n: int | pd.Series[Any], calendar: str = "cn"
) -> pd.Series[Any]:
    """Return for each start the end of its n-th working day, by the rule of ``workdays``."""
    days = table(calendar)
    rows, known = day_rows(start)
    amount = n if isinstance(n, pd.Series) else pd.Series(n, index=start.index)
    steps = pd.to_numeric(amount).to_numpy(dtype=float, na_value=np.nan)
    known &= np.isfinite(steps) & (steps >= 0)
    count = np.where(known, steps, 0).astype(np.int64)
    counted = days.before[rows + 1] + count + ((count == 0) & ~days.work[rows])
    known &= counted <= len(days.nth)
    end = EPOCH + days.nth[np.clip(counted, 1, len(days.nth)) - 1].astype("timedelta64[D]")
    return pd.Series(end.astype("datetime64[us]") + _LAST_SECOND, index=start.index).where(known)


def working_days_between_each(
    start: pd.Series[Any], end: pd.Series[Any], calendar: str = "cn"
) -> pd.Series[Any]:
    """Count for each pair the working days in [start, end) (nullable integer)."""
    days = table(calendar)
    first, known_first = day_rows(start)
    last, known_last = day_rows(end)
    count = days.before[last] - days.before[first]
    return pd.Series(count, index=start.index, dtype="Int64").mask(~(known_first & known_last))


def working_seconds_between_each(
    start: pd.Series[Any],
    end: pd.Series[Any],
    calendar: str = "cn",
    hours: WorkingHours | None = None,
) -> pd.Series[Any]:
    """Return for each pair the seconds within working hours (default: ``DEFAULT_HOURS``) between.

    Nullable integer; negative where the end comes first. What is done outside working hours takes
    no time: from Friday 18:00 to Monday 9:00 is 0.
    """
    counted = hours or working_hours()
    worked = [_worked_seconds(moments, calendar, counted) for moments in (start, end)]
    known = worked[0][1] & worked[1][1]
    return pd.Series(worked[1][0] - worked[0][0], index=start.index, dtype="Int64").mask(~known)


def add_working_seconds_each(
    start: pd.Series[Any],
    seconds: int,
    calendar: str = "cn",
    hours: WorkingHours | None = None,
) -> pd.Series[Any]:
    """Return for each start the moment at which so many working seconds have passed (at least 1).

    The earliest such moment: what ends with a day's work ends that evening, not the next morning.
    """
    if seconds < 1:
        raise ValueError("at least one second")
    counted = hours or working_hours()
    days = table(calendar)
    before, known = _worked_seconds(start, calendar, counted)
    # One second less, and one more at the end: a full day belongs to its own evening.
    row, rest = np.divmod(before + seconds - 1, counted.seconds)
    known &= row < len(days.nth)
    day = EPOCH + days.nth[np.clip(row, 0, len(days.nth) - 1)].astype("timedelta64[D]")
    moment = day.astype("datetime64[s]") + (_clock_of(rest, counted) + 1).astype("timedelta64[s]")
    return pd.Series(moment.astype("datetime64[us]"), index=start.index).where(known)


def _clock_of(worked: NDArray[np.int64], hours: WorkingHours) -> NDArray[np.int64]:
    """Return the second of the day at which a day's working second begins."""
    clock, done = np.zeros_like(worked), 0
    for begin, end in hours.spans:
        clock = np.where(worked >= done, begin + worked - done, clock)
        done += end - begin
    return clock


def _worked_seconds(
    moments: pd.Series[Any], calendar: str, hours: WorkingHours
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the working seconds before each moment, from the table's first day on."""
    days = table(calendar)
    rows, known = day_rows(moments)
    values = pd.to_datetime(moments).to_numpy(dtype="datetime64[s]")
    within = (values - values.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.int64)
    within = np.where(known, within, 0)
    today = sum(np.clip(within - begin, 0, end - begin) for begin, end in hours.spans)
    return days.before[rows] * hours.seconds + today * days.work[rows], known


def spring_festival_distances(days: pd.Series[Any]) -> pd.Series[Any]:
    """Return each day's distance from the nearest 正月初一 (nullable integer, negative before)."""
    rows, known = day_rows(days)
    years = range(FIRST_DAY.year - 1, LAST_YEAR + 1)
    festival = np.array([(festivals.spring_festival(y) - FIRST_DAY).days for y in years])
    after = np.clip(np.searchsorted(festival, rows), 1, len(festival) - 1)
    to_before, to_after = rows - festival[after - 1], rows - festival[after]
    nearest = np.where(np.abs(to_before) <= np.abs(to_after), to_before, to_after)
    return pd.Series(nearest, index=days.index, dtype="Int64").mask(~known)


def calendar_frame(first: date, last: date, calendar: str = "cn") -> pd.DataFrame:
    """Return one row a day, both ends included: what an analysis needs to know of its days.

    Columns: day, weekday (0 Monday), workday, kind, holiday, certain, spring_festival_distance.
    """
    days = table(calendar)
    start, stop = position(first), position(last) + 1
    dates = [day_at(first_row) for first_row in range(start, stop)]
    day = pd.Series(pd.to_datetime(dates))
    return pd.DataFrame(
        {
            "day": day,
            "weekday": day.dt.day_of_week,
            "workday": days.work[start:stop],
            "kind": np.array(KINDS, dtype=object)[days.kind[start:stop]],
            "holiday": [days.names.get(row, "") for row in range(start, stop)],
            "certain": days.certain[start:stop],
            "spring_festival_distance": spring_festival_distances(day),
        }
    )
