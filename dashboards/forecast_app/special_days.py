"""What is special about a day: a holiday, or a weekend day that is worked instead of one."""

from __future__ import annotations

from datetime import date

from dashboards.shell.context import PageContext
from data_access.calendar.workdays import DayInfo, day_info
from style.wording import bracketed

SATURDAY = 5


def is_swapped(info: DayInfo) -> bool:
    """Tell whether a day of a weekend is worked instead of another day."""
    return info.workday and info.day.weekday() >= SATURDAY


def kind_note(context: PageContext, day: date) -> str:
    """Return what is special about a day: （国庆节）, （调休上班） or nothing."""
    if context.summary.calendar != "cn":
        return ""
    info = day_info(day)
    if info.holiday and not info.workday:
        return bracketed(info.holiday)
    return bracketed(info.kind) if is_swapped(info) else ""
