"""When a message goes out: digests, quiet hours, and how long to wait after a failure. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

LONGEST_PAUSE = timedelta(hours=6)


def window_end(now: datetime, minutes: int, zone: tzinfo) -> datetime:
    """Return the end of the digest window that ``now`` (naive UTC) lies in, as naive UTC.

    Windows are counted from midnight in ``zone``, so that all processes agree on them; the last
    one of a day ends with it. 0 minutes: at once.
    """
    if minutes <= 0:
        return now
    local = _local(now, zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    past = int((local - midnight).total_seconds() // (minutes * 60)) + 1
    end = min(midnight + timedelta(minutes=minutes * past), midnight + timedelta(days=1))
    return _utc(end, zone)


def after_quiet(moment: datetime, hours: str, zone: tzinfo) -> datetime:
    """Return ``moment`` (naive UTC), or the end of the quiet hours where it lies in them.

    ``hours`` is ``22:00-07:00`` in ``zone``; over midnight where it starts later than it ends.
    Empty, or both ends alike: none.
    """
    if not hours:
        return moment
    start, end = (time.fromisoformat(part) for part in hours.split("-"))
    local = _local(moment, zone)
    at = local.time()
    over_midnight = start > end
    quiet = at >= start or at < end if over_midnight else start <= at < end
    if not quiet:
        return moment
    day = local.date() + timedelta(days=1 if over_midnight and at >= start else 0)
    return _utc(datetime.combine(day, end), zone)


def pause(attempt: int, first_seconds: float) -> timedelta:
    """Return how long to wait after attempt number ``attempt`` (1, 2 …): doubling, 6 h at most."""
    return min(timedelta(seconds=first_seconds * 2.0 ** min(attempt - 1, 30)), LONGEST_PAUSE)


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
