"""A frame's rows and values as pages read them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd

from data_access.results.values import Row, records

__all__ = ["Row", "day_of", "figure", "is_missing", "known_day", "listed", "records", "words_of"]


def is_missing(value: Any) -> bool:
    """Tell whether a frame's value is missing (only NaN and NaT differ from themselves)."""
    return value is None or value is pd.NA or bool(value != value)  # noqa: PLR0124 - the test


def day_of(value: Any) -> date | None:
    """Return a frame's day as a date, None where there is none."""
    return None if is_missing(value) else pd.Timestamp(value).date()


def known_day(value: Any) -> date:
    """Return a frame's day that is always there."""
    found: date = pd.Timestamp(value).date()
    return found


def figure(value: Any) -> float | None:
    """Return a frame's figure, None where there is none."""
    return None if is_missing(value) else float(value)


def words_of(value: Any) -> str:
    """Return a frame's text, empty where there is none."""
    return "" if is_missing(value) else str(value)


def listed(value: Any) -> list[Any]:
    """Return a frame's JSON list, empty where there is none."""
    return list(json.loads(value)) if isinstance(value, str) and value else []
