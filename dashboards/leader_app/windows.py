"""Which days each part of the page looks at, all counted from the period that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data_access.metrics.periods import Earlier, last_year, previous
from data_access.types import Period
from forecasting.expected.cut import READ_BEFORE

RATE_DAYS = 28
SHOWN_BEFORE = 28
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Windows:
    """The period and what it is set against.

    ``rates``: on-time and satisfaction need tickets that have fallen due or been called back, and
    those of the last few days have not: they are judged over at least ``RATE_DAYS`` days.
    """

    period: Period
    previous: Earlier
    last_year: Earlier
    rates: Period
    rates_previous: Earlier
    rates_last_year: Earlier
    shown: Period
    months: Period

    @property
    def history(self) -> Period:
        """The days whose counts the trend needs: what is shown and the weeks before it."""
        return Period(self.shown.start - timedelta(days=READ_BEFORE), self.period.end)

    @property
    def rise_history(self) -> Period:
        """The days that a category's share of its cell needs."""
        return Period(self.period.start - timedelta(days=READ_BEFORE), self.period.end)


def windows_of(period: Period, calendar: str) -> Windows:
    """Return the windows of a period."""
    rates = Period.last_days(period.last, max(RATE_DAYS, period.days))
    return Windows(
        period=period,
        previous=previous(period, calendar),
        last_year=last_year(period, calendar),
        rates=rates,
        rates_previous=previous(rates, calendar),
        rates_last_year=last_year(rates, calendar),
        shown=Period(period.start - timedelta(days=SHOWN_BEFORE), period.end),
        months=Period(_months_back(period.last, MONTHS - 1), period.end),
    )


def _months_back(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
