"""The one place that reads the clock, for recording times only; analysis takes its as-of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SKEW = timedelta(seconds=60)
"""How far the clocks of two hosts may be apart."""


def utc_now() -> datetime:
    """Return this moment as naive UTC, to the second's fraction that databases keep."""
    return datetime.now(UTC).replace(tzinfo=None)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Tell whether a recorded moment lies in the future: it was written while a clock stood wrong,
    and nothing may wait until it comes.
    """
    return moment > now + SKEW


def is_within(moment: datetime, now: datetime, span: timedelta) -> bool:
    """Tell whether a recorded moment was less than ``span`` ago; one of the future was not."""
    return now - moment < span and not is_ahead(moment, now)
