"""The calendar as one cumulative table, built once per process: a look-up costs an index.

Everything scalar and vectorised in this package reads the same table, so the two can't differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from data_access.calendar.festivals import FIRST_YEAR, LAST_YEAR, NAMES, guessed_days_off
from data_access.types import WeisuError

CalendarName = Literal["cn", "weekday"]
DayKind = Literal["工作日", "周末", "法定节假日", "调休上班"]

KINDS: tuple[DayKind, ...] = get_args(DayKind)
WORKDAY, WEEKEND, HOLIDAY, MAKE_UP = range(4)

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
EPOCH = np.datetime64(FIRST_DAY, "D")


@dataclass(frozen=True, eq=False)
class WorkTable:
    """Day by day from ``FIRST_DAY`` to ``LAST_DAY``.

    ``kind``: index into ``KINDS``. ``work``: is it worked. ``before``: working days before the day
    (one entry more than days). ``nth``: position of each working day. ``certain``: the yearly
    notice is known. ``names``: position of a day off to its festival.
    """

    kind: NDArray[np.int8]
    work: NDArray[np.bool_]
    before: NDArray[np.int64]
    nth: NDArray[np.int64]
    certain: NDArray[np.bool_]
    names: dict[int, str]

    @property
    def days(self) -> int:
        """Number of days in the table."""
        return len(self.kind)


def position(day: date) -> int:
    """Return the row of a day; ``WeisuError`` outside 1990 to 2099."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise WeisuError(
            f"日期 {day} 超出工作日历范围({FIRST_YEAR} 至 {LAST_YEAR} 年)。"
            "数据未受影响,请检查该日期是否填写有误。"
        )
    return (day - FIRST_DAY).days


def day_at(row: int) -> date:
    """Return the day of a row."""
    return date.fromordinal(FIRST_DAY.toordinal() + row)


@lru_cache(maxsize=2)
def table(calendar: str = "cn") -> WorkTable:
    """Return the table of a calendar; ``WeisuError`` for a name other than cn or weekday."""
    if calendar not in get_args(CalendarName):
        raise WeisuError(f"不认识的工作日历“{calendar}”,可用:cn(中国法定)、weekday(周一至周五)。")
    rows = (LAST_DAY - FIRST_DAY).days + 1
    weekday = (np.arange(rows) + FIRST_DAY.weekday()) % 7
    kind = np.where(weekday >= 5, WEEKEND, WORKDAY).astype(np.int8)
    certain = np.ones(rows, dtype=bool)
    names: dict[int, str] = {}
    if calendar == "cn":
        certain = _fill_chinese(kind, names)
    work = (kind == WORKDAY) | (kind == MAKE_UP)
    before = np.concatenate([[0], np.cumsum(work)]).astype(np.int64)
    return WorkTable(kind, work, before, np.flatnonzero(work).astype(np.int64), certain, names)


def _fill_chinese(kind: NDArray[np.int8], names: dict[int, str]) -> NDArray[np.bool_]:
    """Enter holidays and swapped days; return which rows rest on a yearly notice."""
    from chinese_calendar import constants

    holidays = cast("dict[date, Any]", constants.holidays)
    known = (min(holidays).year, max(holidays).year)
    off = {d: NAMES.get(str(n), str(n)) for d, n in holidays.items()}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if not known[0] <= year <= known[1]:
            off |= guessed_days_off(year)
    for day, name in off.items():
        if FIRST_DAY <= day <= LAST_DAY:
            row = position(day)
            kind[row], names[row] = HOLIDAY, name
    for day in cast("dict[date, Any]", constants.workdays):
        row = position(day)
        if day.weekday() >= 5:
            kind[row] = MAKE_UP
    certain = np.zeros(len(kind), dtype=bool)
    certain[position(date(known[0], 1, 1)) : position(date(known[1], 12, 31)) + 1] = True
    return certain
