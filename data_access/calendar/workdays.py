"""Working days of one date at a time. Days and times are local to the jurisdiction, without zone.

Rule for periods in working days: the day of dispatch isn't counted, the period ends with the last
second of its n-th working day (民法典 articles 201 and 203: the first day isn't counted, the last
day ends at 24:00). Zero working days end with the same day, or with the next working day where the
same day isn't one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from data_access.calendar import festivals
from data_access.calendar.festivals import LAST_YEAR
from data_access.calendar.table import (
    HOLIDAY,
    KINDS,
    DayKind,
    day_at,
    position,
    table,
)
from data_access.types import WeisuError

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class DayInfo:
    """What kind of day it is. ``holiday``: festival, or "". ``certain``: not a guess."""

    day: date
    kind: DayKind
    workday: bool
    holiday: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last moment (local). ``certain``: no day that was counted rests on a guess."""

    at: datetime
    certain: bool


def day_info(day: date, calendar: str = "cn") -> DayInfo:
    """Return kind, festival and certainty of a day; ``WeisuError`` outside 1990 to 2099."""
    days, row = table(calendar), position(_date(day))
    return DayInfo(
        day=_date(day),
        kind=KINDS[int(days.kind[row])],
        workday=bool(days.work[row]),
        holiday=days.names.get(row, ""),
        certain=bool(days.certain[row]),
    )


def is_workday(day: date, calendar: str = "cn") -> bool:
    """Tell whether the day is worked (in China: with swapped days, 调休)."""
    return bool(table(calendar).work[position(_date(day))])


def is_certain(day: date, calendar: str = "cn") -> bool:
    """Tell whether the year's arrangement is published (False: guessed from the regulation)."""
    return bool(table(calendar).certain[position(_date(day))])


def day_kind(day: date, calendar: str = "cn") -> DayKind:
    """Return 工作日, 周末, 法定节假日 or 调休上班."""
    return KINDS[int(table(calendar).kind[position(_date(day))])]


def holiday_name(day: date, calendar: str = "cn") -> str:
    """Return the festival of a statutory day off, or "" on every other day."""
    days, row = table(calendar), position(_date(day))
    return days.names.get(row, "") if days.kind[row] == HOLIDAY else ""


def add_working_days(start: date, n: int, calendar: str = "cn") -> Deadline:
    """Return the end of the n-th working day after ``start`` (a date or a local datetime).

    ``WeisuError`` where ``n`` is negative or the end lies outside the calendar.
    """
    if n < 0:
        raise WeisuError(f"工作日数不能为负:{n}。")
    days, row = table(calendar), position(_date(start))
    counted = int(days.before[row + 1]) + n
    if n == 0 and not days.work[row]:
        counted += 1
    if counted > len(days.nth):
        raise WeisuError(f"从 {_date(start)} 起 {n} 个工作日,超出工作日历范围(至 {LAST_YEAR} 年)。")
    end = int(days.nth[counted - 1])
    return Deadline(
        datetime.combine(day_at(end), END_OF_DAY), bool(days.certain[row] and days.certain[end])
    )


def working_days_between(start: date, end: date, calendar: str = "cn") -> int:
    """Count the working days in [start, end); negative where ``end`` comes first."""
    days = table(calendar)
    return int(days.before[position(_date(end))] - days.before[position(_date(start))])


def spring_festival(year: int) -> date:
    """Return the date of 正月初一 in a Gregorian year."""
    return festivals.spring_festival(year)


def spring_festival_distance(day: date) -> int:
    """Return the days from the nearest 正月初一: negative before it, 0 on it, positive after."""
    day = _date(day)
    position(day)
    near = [festivals.spring_festival(y) for y in (day.year, day.year + 1) if y <= LAST_YEAR]
    near.append(festivals.spring_festival(day.year - 1))
    return min(((day - festival).days for festival in near), key=lambda days: (abs(days), -days))


def _date(day: date) -> date:
    """Take the date of a datetime; datetimes are dates to the type checker."""
    return day.date() if isinstance(day, datetime) else day
