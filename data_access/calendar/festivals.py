"""Festivals by rule: the names that the yearly notices use, and a guess for years without a notice.

The days off of a year are fixed by a State Council notice, usually in the November before. For a
year without one the guess takes the festival days that the regulation itself names
(全国年节及纪念日放假办法, in force since 2025-01-01) and gives a day off in lieu on the next
working day where such a day falls on a weekend, as the regulation says. Swapped days (调休) can't
be guessed, so everything that rests on a guess is marked.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1990, 2099

NEW_YEAR, SPRING, QINGMING, LABOUR = "元旦", "春节", "清明节", "劳动节"
DRAGON_BOAT, MID_AUTUMN, NATIONAL = "端午节", "中秋节", "国庆节"

# Names of the yearly tables in the package chinese_calendar.
NAMES = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": SPRING,
    "Tomb-sweeping Day": QINGMING,
    "Labour Day": LABOUR,
    "Dragon Boat Festival": DRAGON_BOAT,
    "Mid-autumn Festival": MID_AUTUMN,
    "National Day": NATIONAL,
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@lru_cache(maxsize=512)
def lunar_days(year: int) -> tuple[date, date, date]:
    """Return 正月初一, 五月初五 and 八月十五 of ``year`` (1901 to 2100).

    From the tables of the package holidays, the days that the Hong Kong Observatory publishes.
    """
    # The package's calendars of China, Hong Kong and Taiwan all rest on this class; a test holds it
    # against the published table, should it ever change.
    from holidays.calendars.chinese import _ChineseLunisolar

    lunar = _ChineseLunisolar()
    asked = (lunar.lunar_new_year_date, lunar.dragon_boat_date, lunar.mid_autumn_date)
    spring, dragon_boat, mid_autumn = (found(year)[0] for found in asked)
    if spring is None or dragon_boat is None or mid_autumn is None:
        raise ValueError(f"no lunar calendar for {year}")
    return spring, dragon_boat, mid_autumn


def spring_festival(year: int) -> date:
    """Return the date of 正月初一 in ``year`` (1901 to 2100)."""
    return lunar_days(year)[0]


def qingming(year: int) -> date:
    """Return 清明 of ``year`` (4 to 6 April), by the usual century formula of the solar terms."""
    short = year % 100
    constant = 5.59 if year < 2000 else 4.81
    return date(year, 4, int(short * 0.2422 + constant) - short // 4)


def festival_days(year: int) -> list[tuple[date, str]]:
    """Return the festival days named by the regulation, in order, with their names."""
    spring, dragon_boat, mid_autumn = lunar_days(year)
    days = [(date(year, 1, 1), NEW_YEAR)]
    days += [(spring + timedelta(days=k), SPRING) for k in (-1, 0, 1, 2)]
    days.append((qingming(year), QINGMING))
    days += [(date(year, 5, d), LABOUR) for d in (1, 2)]
    days += [(dragon_boat, DRAGON_BOAT), (mid_autumn, MID_AUTUMN)]
    days += [(date(year, 10, d), NATIONAL) for d in (1, 2, 3)]
    return sorted(days)


def guessed_days_off(year: int) -> dict[date, str]:
    """Return the guessed days off of a year: festival days, and days in lieu of lost weekends."""
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in festival_days(year):
        if day.weekday() >= 5 or day in off:
            owed.append((day, name))
        off.setdefault(day, name)
    for day, name in owed:
        free = day
        while free.weekday() >= 5 or free in off:
            free += timedelta(days=1)
        off[free] = name
    return off
