"""One cell of a workbook as canonical text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from data_access.importing.readers.base import Cell

_MAX_EXACT = 1e15
"""Excel keeps 15 significant digits: a longer number has lost its end before we see it, and is
written as Excel shows it (2.50912101108115E+17), so that no field takes it for an identifier."""


def cell_text(value: Any) -> Cell:
    """Return one cell as text; a whole number has no decimal point, a date is ISO text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        if abs(value) >= _MAX_EXACT:
            return f"{value:.14E}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(int(value.total_seconds()))
    return None if value is None else str(value)
