"""Values of a stored frame's cells as Python has them: gaps are ``None`` or empty, never NaN."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def missing(value: Any) -> bool:
    """Tell whether a cell is a gap: None, NaN or NaT."""
    return value is None or (not isinstance(value, list | dict) and bool(pd.isna(value)))


def as_text(value: Any) -> str:
    """Return a cell's text, empty where there is none."""
    return "" if missing(value) else str(value)


def as_list(value: Any) -> list[Any]:
    """Return the list in a cell of JSON, empty where there is none."""
    return list(json.loads(value)) if isinstance(value, str) and value else []


def as_json(value: Any) -> Any:
    """Return a cell as a JSON document has it: days as text, no gap but None."""
    if missing(value):
        return None
    if isinstance(value, pd.Timestamp | date):
        return value.strftime("%Y-%m-%d")
    return value.item() if hasattr(value, "item") else value
