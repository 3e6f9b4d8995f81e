"""Seasons that a city sets for itself: heating, school terms, exams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_access.types import WeisuError

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seasons:
    """Dates by month and day, the same every year. None: the city doesn't have it.

    ``heating``: first and last day of heating (northern cities: 15 November to 15 March).
    ``summer``: school's summer holidays; ``enrolment``: when places at school are given out;
    ``exams``: the fortnight of the entrance exams, when noise matters most.
    """

    heating: tuple[MonthDay, MonthDay] | None = ((11, 15), (3, 15))
    summer: tuple[MonthDay, MonthDay] | None = ((7, 5), (8, 31))
    enrolment: tuple[MonthDay, MonthDay] | None = ((6, 10), (8, 31))
    exams: tuple[MonthDay, MonthDay] | None = ((5, 28), (6, 20))

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        for span in (self.heating, self.summer, self.enrolment, self.exams):
            for month, day in span or ():
                if not (1 <= month <= 12 and 1 <= day <= 31):
                    raise WeisuError(f"季节设置中的日期 {month} 月 {day} 日无效,请改正后重试。")


NO_SEASONS = Seasons(None, None, None, None)


def _ordinal(days: NDArray[np.datetime64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return year and month × 100 + day."""
    months = days.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days.astype("datetime64[D]") - months).astype(np.int64) + 1
    return year, month * 100 + day


def inside(
    days: NDArray[np.datetime64], span: tuple[MonthDay, MonthDay] | None
) -> NDArray[np.bool_]:
    """Tell for each day whether it lies in the span, both ends included (may cross new year)."""
    if span is None:
        return np.zeros(len(days), dtype=bool)
    _, at = _ordinal(days)
    first, last = (m * 100 + d for m, d in span)
    if first <= last:
        return (at >= first) & (at <= last)
    return (at >= first) | (at <= last)


def since_start(
    days: NDArray[np.datetime64], span: tuple[MonthDay, MonthDay] | None
) -> NDArray[np.float64]:
    """Return the days since the span last began, 0 on its first day; -1 outside it."""
    mask = inside(days, span)
    if span is None:
        return np.full(len(days), -1.0)
    year, at = _ordinal(days)
    (month, day), _ = span
    began = np.where(at >= month * 100 + day, year, year - 1)
    start = (began - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    first = start.astype("datetime64[D]") + (day - 1)
    return np.where(mask, (days.astype("datetime64[D]") - first).astype(float), -1.0)
