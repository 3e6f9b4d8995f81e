"""The one place that reads the clock, for recording times only; analysis takes its as-of."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return this moment as naive UTC, to the second's fraction that databases keep."""
    return datetime.now(UTC).replace(tzinfo=None)
