"""Local days and times, and UTC, in which everything is stored: one moment, and whole columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import pandas as pd


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


def local_times(moments: pd.Series[Any], timezone: str | ZoneInfo) -> pd.Series[Any]:
    """Return moments in naive UTC as clocks in the zone show them, naive; gaps stay."""
    import pandas as pd

    here = pd.to_datetime(moments).dt.tz_localize("UTC").dt.tz_convert(timezone)
    local: pd.Series[Any] = here.dt.tz_localize(None)
    return local


def utc_times(moments: pd.Series[Any], timezone: str) -> pd.Series[Any]:
    """Return local times as naive UTC; of an hour that comes twice the first, of one that does not
    come the next moment."""
    placed = moments.dt.tz_localize(timezone, ambiguous=True, nonexistent="shift_forward")
    found: pd.Series[Any] = placed.dt.tz_convert("UTC").dt.tz_localize(None)
    return found
