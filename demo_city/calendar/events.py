"""What happens in the city in a year: heating, school, exams, storms, cold, planned water cuts.

None of it is a planted event: it is the background from which those must be told.

Each event raises some categories for some days, in some communities. The same year of the same
seed always has the same events, whatever span is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import published_years, spring_festival
from demo_city.place import city
from demo_city.tables import rng

Floats = NDArray[np.float64]
RAIN = {
    "0303": 9.0, "0102": 3.0, "2002": 5.0, "060101": 4.0, "200101": 6.0, "170102": 3.0, "0104": 0.3,
}  # fmt: skip
COLD = {"0401": 0.75, "040103": 0.6, "050101": 1.2}
FLOODED = ("0102", "0303", "2002")
HEATING_START, HEATING_END = (11, 15), (3, 15)


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the calendar. ``lift``: extra reports per usual report, by category prefix.

    ``rise``, where given: the share of a usual day's total that each of its days adds; then
    ``lift`` only divides it among categories. ``near``: the community around which they come,
    within about ``radius`` degrees; None means everywhere.
    """

    kind: str
    name: str
    first: date
    last: date
    lift: dict[str, float] = field(default_factory=dict)
    rise: tuple[float, ...] = ()
    near: int | None = None
    radius: float = 0.05
    public: bool = True

    def spread(self, weights: Floats) -> Floats:
        """Return the communities' shares of this event's reports, given their usual shares."""
        if self.near is None:
            return weights
        home = city()
        apart = np.hypot(*(home.centres - home.centres[self.near]).T)
        shares = weights * np.exp(-((apart / self.radius) ** 2) / 2)
        return np.asarray(shares / shares.sum())


def _days(year: int, first: tuple[int, int], last: tuple[int, int]) -> tuple[date, date]:
    return date(year, *first), date(year, *last)


def _fixed(year: int) -> Iterator[Event]:
    """The year's known dates."""
    festival = spring_festival(year)
    yield Event("供暖", f"{year}年供暖季开始", *_days(year, HEATING_START, HEATING_START))
    yield Event("停暖", f"{year}年供暖季结束", *_days(year, HEATING_END, HEATING_END))
    yield Event("节日", f"{year}年春节", festival, festival + timedelta(days=6))
    yield Event("考试", f"{year}年高考", *_days(year, (6, 7), (6, 9)))
    yield Event("考试", f"{year}年中考", *_days(year, (6, 13), (6, 15)))
    yield Event("开学", f"{year}年秋季开学", *_days(year, (9, 1), (9, 1)))
    spring_term = festival + timedelta(days=17)
    yield Event("开学", f"{year}年春季开学", spring_term, spring_term)
    yield Event("活动", f"{year}年凤鸣山赏花季", *_days(year, (4, 6), (4, 16)),
                lift={"1901": 2.5, "080301": 0.5}, near=30, radius=0.03)  # fmt: skip
    if year not in published_years():
        yield Event(
            "工作日历推定",
            f"{year}年放假安排未公布,工作日按周历推定",
            *_days(year, (1, 1), (12, 31)),
        )


def _rain(year: int, random: np.random.Generator) -> Iterator[Event]:
    """One to three storms between June and September, each over its own part of the city.

    A city published a week of storms with 55 % more calls a day, 86 % at the peak.
    """
    home = city()
    starts = np.sort(random.choice(np.arange(0, 110, 8), size=random.integers(1, 4), replace=False))
    for offset in starts:
        first = date(year, 6, 5) + timedelta(days=int(offset))
        peak, length = float(random.uniform(0.72, 0.88)), int(random.integers(3, 6))
        fall = np.concatenate([[0.6], 0.8 ** np.arange(length - 1)])
        yield Event(
            "天气",
            f"{first.month}月{first.day}日暴雨",
            first,
            first + timedelta(days=length - 1),
            lift=RAIN,
            rise=tuple(float(peak * f) for f in fall),
            near=int(random.integers(len(home.codes))),
            radius=float(random.uniform(0.05, 0.11)),
        )


@cache
def wet_days(seed: int, year: int) -> Floats:
    """Return for each day of a year by how much ordinary rain raises reports of floods and leaks.

    Zero on dry days, 0.55 to 0.86 on wet ones from April to October.
    """
    random = rng(seed, "wet", year)
    days = [date(year, 1, 1) + timedelta(days=k) for k in range(366)]
    chance = np.array([{6: 0.3, 7: 0.36, 8: 0.33, 9: 0.22, 4: 0.12, 5: 0.16, 10: 0.12}.get(
        d.month, 0.0) for d in days])  # fmt: skip
    return np.asarray(np.where(random.random(366) < chance, random.uniform(0.55, 0.86, 366), 0.0))


def _cold(year: int, random: np.random.Generator) -> Iterator[Event]:
    """Cold waves of three or four days: one in January or February, two late in the year."""
    windows = ((date(year, 1, 4), 40), (date(year, 11, 24), 14), (date(year, 12, 14), 14))
    for start, span in windows:
        first = start + timedelta(days=int(random.integers(span)))
        strength = float(random.uniform(0.8, 1.35))
        yield Event(
            "天气",
            f"{first.month}月{first.day}日寒潮",
            first,
            first + timedelta(days=int(random.integers(2, 4))),
            lift={code: rise * strength for code, rise in COLD.items()},
        )


def _outages(year: int, random: np.random.Generator) -> Iterator[Event]:
    """Planned water cuts, in one quarter of the city at a time."""
    for _ in range(6):
        first = date(year, 1, 10) + timedelta(days=int(random.integers(340)))
        near = int(random.integers(len(city().codes)))
        yield Event(
            "计划停水",
            f"{city().street_names[city().street_of[near]]}片区管网检修停水",
            first,
            first,
            lift={"050101": float(random.uniform(4, 10))},
            near=near,
            radius=0.02,
        )


def events_of(seed: int, first: date, last: date) -> list[Event]:
    """Return the events that touch the span, by first day."""
    found: list[Event] = []
    for year in range(first.year, last.year + 1):
        for part, make in (("rain", _rain), ("cold", _cold), ("cut", _outages)):
            found += make(year, rng(seed, f"events-{part}", year))
        found += _fixed(year)
    touching = [e for e in found if e.last >= first and e.first <= last]
    return sorted(touching, key=lambda e: (e.first, e.kind, e.name, e.near or 0))
