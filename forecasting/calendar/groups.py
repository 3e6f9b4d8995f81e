"""Which effects of the calendar belong together: kinds of day, season, known events."""

from __future__ import annotations

from forecasting.calendar.features import WEEKDAYS, Calendar

WEEK, SEASON, EVENTS = "工作日与节假日", "季节", "已知事件"
_WEEK_NAMES = (
    "法定节假日", "调休上班", "节后首日", "节前一日",
    "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节",
)  # fmt: skip


def groups(names: tuple[str, ...], calendar: Calendar) -> dict[str, list[int]]:
    """Return the columns of each group that has some, by its name."""
    events = set() if calendar.events is None else {str(c) for c in calendar.events.columns}
    week = {*WEEKDAYS, *_WEEK_NAMES}
    found: dict[str, list[int]] = {WEEK: [], SEASON: [], EVENTS: []}
    for number, name in enumerate(names):
        kind_of_day = name in week or name.startswith("春节")
        key = EVENTS if name in events else WEEK if kind_of_day else SEASON
        found[key].append(number)
    return {g: columns for g, columns in found.items() if columns}
