"""Days as people say them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from demo_city.calendar.workdays import day_of
from demo_city.words.grammar import Stream

WEEKDAYS = "一二三四五六日"


@lru_cache(maxsize=8192)
def _forms(day: int, today: int) -> tuple[str, ...]:
    when, now = day_of(day), day_of(today)
    ago = today - day
    if ago <= 0:
        return ("今天", "今早", "刚才")
    if ago == 1:
        return ("昨天", "昨晚", "昨天下午", "昨儿")
    if ago == 2:
        return ("前天", "前天晚上", f"{when.day}号")
    exact = f"{when.month}月{when.day}日"
    week = f"上周{WEEKDAYS[when.weekday()]}"
    near = when.isocalendar().week != now.isocalendar().week and ago <= 13
    if ago <= 45:
        return (exact, week if near else f"{when.month}月{when.day}号", exact, _part(when))
    if when.year == now.year:
        return (exact, _part(when), f"今年{when.month}月", f"{when.month}月份")
    if when.year == now.year - 1:
        year = f"去年{when.month}月"
        return (year, f"{when.year}年{exact}", f"{when.year}年{when.month}月", f"{year}份")
    return (f"{when.year}年{when.month}月", f"{when.year}年", f"{when.year}年{exact}")


def _part(when: date) -> str:
    third = "初" if when.day <= 10 else "中旬" if when.day <= 20 else "底"
    return f"{when.month}月{third}"


def spoken(day: int, today: int, choose: Stream) -> str:
    """Return a day (ordinal) as it is said on another, later day."""
    return choose.one(_forms(day, today))
