"""A frame's rows and values as pages read them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data_access.results.values import Row, records
from data_access.results.values import as_list as listed
from data_access.results.values import as_text as words_of
from data_access.results.values import missing as is_missing

__all__ = ["Row", "day_of", "figure", "is_missing", "known_day", "listed", "records", "words_of"]


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
