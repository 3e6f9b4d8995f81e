"""Where a jurisdiction's days end in UTC, the time in which everything is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of_day_utc(day: date, timezone: str) -> datetime:
    """Return the first moment after ``day`` in the zone, as naive UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def local_time(moment: datetime, timezone: str) -> datetime:
    """Return a moment in naive UTC as clocks in the zone show it."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))


def local_day(moment: datetime, timezone: str) -> date:
    """Return the day in the zone of a moment in naive UTC."""
    return local_time(moment, timezone).date()
