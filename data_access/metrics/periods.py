"""The periods that a figure is compared with: last week, last month, the same time last year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_access.calendar.workdays import (
    spring_festival,
    spring_festival_distance,
    working_days_between,
)
from data_access.types import Filters, Period

_LONG = "之前同长时段"
# Days around 正月初一 in which the festival, not the date, decides what a day is like.
_BEFORE_FESTIVAL, _AFTER_FESTIVAL = 15, 20


@dataclass(frozen=True, slots=True)
class Earlier:
    """A period to compare with, how it is called (上周), and what to know about it, or ""."""

    period: Period
    label: str
    note: str = ""


def previous(period: Period, calendar: str = "cn") -> Earlier:
    """Return the period before: the month before for whole months, else whole weeks earlier.

    Whole weeks keep the days of the week, so a day is compared with the same day of last week.
    """
    months = _whole_months(period)
    if months:
        earlier = Period(_add_months(period.start, -months), period.start)
        label = "上月" if months == 1 else f"前{months}个月"
    else:
        weeks = -(-period.days // 7)
        earlier = period.shift(-7 * weeks)
        label = {1: "上周同日", 7: "上周"}.get(period.days, _LONG if weeks > 1 else "上周同期")
    return Earlier(earlier, label, working_day_note(period, earlier, label, calendar))


def last_week(period: Period, calendar: str = "cn") -> Earlier:
    """Return the same days of the week, as many whole weeks earlier as the period needs."""
    weeks = -(-period.days // 7)
    earlier = period.shift(-7 * weeks)
    label = "上周" if period.days == 7 else "上周同期" if weeks == 1 else _LONG
    label = "上周同日" if period.days == 1 else label
    return Earlier(earlier, label, working_day_note(period, earlier, label, calendar))


def last_month(period: Period, calendar: str = "cn") -> Earlier:
    """Return the month before for whole months, else the time a month ago.

    Of four weeks earlier and the same dates of last month (a period longer than that: as many weeks
    as don't overlap it), the one whose number of working days is nearest, the weeks where equal.
    """
    months = _whole_months(period)
    if months:
        earlier = Period(_add_months(period.start, -months), period.start)
        label = "上月" if months == 1 else f"前{months}个月"
        return Earlier(earlier, label, working_day_note(period, earlier, label, calendar))
    weeks = max(4, -(-period.days // 7))
    candidates = [period.shift(-7 * weeks)]
    begin = _same_day_of_last_month(period.start)
    dates = Period(begin, begin + timedelta(days=period.days))
    if dates.end <= period.start:
        candidates.append(dates)
    wanted = working_days_between(period.start, period.end, calendar)
    earlier = min(
        candidates, key=lambda p: abs(working_days_between(p.start, p.end, calendar) - wanted)
    )
    label = "上月同期" if weeks == 4 or earlier == dates else _LONG
    return Earlier(earlier, label, working_day_note(period, earlier, label, calendar))


def as_known_then(filters: Filters, earlier: Period) -> Filters:
    """Return the cut over an earlier period, known as far as the period itself is known now.

    So last month's on-time rate is the one that was known as many days after it as today's is:
    like is compared with like.
    """
    lag = (filters.as_of - filters.period.last) if filters.as_of else timedelta(0)
    return replace(filters, period=earlier, as_of=earlier.last + lag)


def last_year(period: Period, calendar: str = "cn") -> Earlier:
    """Return the same time last year, so that working days match as well as they can.

    Whole months are compared with the same months. Of shorter periods the candidates are 52 weeks
    earlier, the same dates, and (near it) the same distance from Spring Festival; the one whose
    number of working days is nearest is taken, the first of equals. The note says when they differ.
    """
    label = "去年同期"
    months = _whole_months(period)
    if months:
        earlier = Period(_add_months(period.start, -12), _add_months(period.end, -12))
        return Earlier(earlier, label, working_day_note(period, earlier, label, calendar))
    candidates = [period.shift(-364), _same_dates(period)]
    festival = _festival_shift(period) if calendar == "cn" else None
    if festival is not None:
        # Near the festival only its own distance compares like with like.
        candidates = [period.shift(festival), *candidates]
    wanted = working_days_between(period.start, period.end, calendar)
    earlier = min(
        candidates,
        key=lambda p: abs(working_days_between(p.start, p.end, calendar) - wanted),
    )
    note = working_day_note(period, earlier, label, calendar)
    if festival is not None and earlier == candidates[0]:
        note = f"按距春节的天数对齐({earlier.start} 至 {earlier.last})。{note}"
    return Earlier(earlier, label, note)


def working_day_note(current: Period, earlier: Period, label: str, calendar: str = "cn") -> str:
    """Return a sentence where the two periods differ in working days, else ""."""
    now = working_days_between(current.start, current.end, calendar)
    then = working_days_between(earlier.start, earlier.end, calendar)
    if now == then and current.days == earlier.days:
        return ""
    return f"本期 {current.days} 天含 {now} 个工作日,{label} {earlier.days} 天含 {then} 个工作日。"


def _whole_months(period: Period) -> int:
    """Number of calendar months that make up the period exactly, else 0."""
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _add_months(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, first.day)


def _same_day_of_last_month(day: date) -> date:
    """Return the day a month earlier, the month's last one where it is too short."""
    first = _add_months(day.replace(day=1), -1)
    following = _add_months(first, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _same_dates(period: Period) -> Period:
    start = period.start
    leap_day = (start.month, start.day) == (2, 29)
    begin = date(start.year - 1, 2, 28) if leap_day else start.replace(year=start.year - 1)
    return Period(begin, begin + timedelta(days=period.days))


def _festival_shift(period: Period) -> int | None:
    """Days to last year's same distance from Spring Festival, where the period lies near it."""
    middle = period.start + timedelta(days=(period.days - 1) // 2)
    distance = spring_festival_distance(middle)
    if period.days > 31 or not -_BEFORE_FESTIVAL <= distance <= _AFTER_FESTIVAL:
        return None
    festival = middle - timedelta(days=distance)
    return (spring_festival(festival.year - 1) - festival).days
