"""The lunar calendar that the festivals rest on, held against the published one.

``lunar_years.csv`` has 正月初一, 五月初五, 八月十五 and the leap month of the lunar years 1950 to
2100 by the Hong Kong Observatory's Gregorian-Lunar Calendar Conversion Table (1901 to 2100,
https://www.hko.gov.hk/en/gts/time/conversion.htm). New moons and principal terms computed by
VSOP87 with the rules of GB/T 33661-2017 give the same; the new moon of 28 September 2057 comes
eleven seconds before midnight, so a table may well differ there.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

import demo_city.calendar.workdays as demo_workdays
from data_access.calendar.festivals import FIRST_YEAR, LAST_YEAR, lunar_days, spring_festival

TABLE = Path(__file__).with_name("lunar_years.csv")
MONTH = 29.53


def published() -> dict[int, tuple[tuple[date, date, date], int | None]]:
    """By year: the three days, and the month that comes twice."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = ("new_year", "dragon_boat", "mid_autumn")
            new_year, dragon_boat, mid_autumn = (
                date.fromisoformat(f"{row['year']}-{row[name]}") for name in names
            )
            leap = int(row["leap_month"]) if row["leap_month"] else None
            found[int(row["year"])] = (new_year, dragon_boat, mid_autumn), leap
    return found


def test_the_days_are_the_published_ones():
    table = published()
    assert list(table) == list(range(1950, 2101))
    assert {year: lunar_days(year) for year in table} == {y: days for y, (days, _) in table.items()}
    assert {y: spring_festival(y) for y in table} == {y: days[0] for y, (days, _) in table.items()}


def test_the_demo_city_knows_the_same_new_year():
    for year, (days, _) in published().items():
        assert demo_workdays.spring_festival(year) == days[0]


def test_leap_months_lie_where_they_are_published():
    """Between two of the days are as many months as their numbers say, and one more in a leap."""
    table = published()
    assert sum(leap is not None for _, leap in table.values()) == 55
    for year, (_, leap) in table.items():
        if year + 1 not in table:
            continue
        new_year, dragon_boat, mid_autumn = lunar_days(year)
        spans = (
            ((dragon_boat - new_year).days - 4, 4, range(1, 5)),
            ((mid_autumn - dragon_boat).days - 10, 3, range(5, 8)),
            ((lunar_days(year + 1)[0] - mid_autumn).days + 14, 5, range(8, 13)),
        )
        for days, months, numbers in spans:
            assert round(days / MONTH) == months + (leap in numbers), (year, days, leap)


def test_the_working_day_calendar_needs_no_other_year():
    assert FIRST_YEAR - 1 >= 1950
    assert LAST_YEAR + 1 <= 2100


@pytest.mark.parametrize("year", [1900, 2101])
def test_a_year_outside_the_tables_is_refused(year):
    with pytest.raises(ValueError, match=str(year)):
        lunar_days(year)
    with pytest.raises(ValueError, match=str(year)):
        demo_workdays.spring_festival(year)
