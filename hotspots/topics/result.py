"""What a topic run hands over: frames with fixed columns, and a note in words where data lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

STATES: Final[dict[str, str]] = {
    "born": "新出现",
    "growing": "升温",
    "steady": "平稳",
    "fading": "降温",
    "merged": "已并入",
    "split": "已拆分",
    "gone": "已消退",
}
SCATTERED: Final = "零散诉求"
"""How names begin of topics that hold no matter but what is left over."""
DEPTHS: Final[dict[int, str]] = {1: "大类", 2: "中类", 3: "细类"}

TOPIC_COLUMNS: Final[dict[str, str]] = {
    "topic_id": "str",
    "depth": "int64",
    "parent_id": "str",
    "name": "str",
    "auto_name": "str",
    "words": "str",
    "place_code": "str",
    "place_name": "str",
    "places": "str",
    "category_code": "str",
    "category_share": "float64",
    "first_day": "datetime64[us]",
    "last_day": "datetime64[us]",
    "born": "datetime64[us]",
    "n": "int64",
    "n_recent": "int64",
    "callers": "int64",
    "streets": "int64",
    "expected": "float64",
    "state": "str",
    "into": "str",
    "heat": "float64",
    "heat_volume": "float64",
    "heat_growth": "float64",
    "heat_breadth": "float64",
    "heat_spread": "float64",
    "heat_tone": "float64",
    "burst_level": "int64",
    "burst_since": "datetime64[us]",
    "stability": "float64",
    "stable": "bool",
    "typical": "str",
    "pinned": "bool",
    "hidden": "bool",
}
TICKET_COLUMNS: Final[dict[str, str]] = {
    "ticket_no": "str",
    "topic_id": "str",
    "topic_mid": "str",
    "topic_coarse": "str",
    "weight": "float64",
}
DAILY_COLUMNS: Final[dict[str, str]] = {
    "topic_id": "str",
    "day": "datetime64[us]",
    "tickets": "int64",
    "callers": "int64",
    "streets": "int64",
}
SCOPE_COLUMNS: Final[dict[str, str]] = {
    "kind": "str",
    "code": "str",
    "topic_id": "str",
    "n": "int64",
    "n_recent": "int64",
    "expected": "float64",
    "heat": "float64",
}
HOUR_COLUMNS: Final[dict[str, str]] = {
    "hour": "int64",
    "topic_id": "str",
    "today": "int64",
    "norm": "float64",
}


def empty(columns: dict[str, str]) -> pd.DataFrame:
    """Return a frame without rows that has ``columns`` with their types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


def shaped(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Return ``frame`` with exactly ``columns``, in their order and types."""
    if frame.empty:
        return empty(columns)
    return frame.reindex(columns=list(columns)).astype(columns).reset_index(drop=True)


@dataclass(frozen=True)
class TopicRun:
    """The topics as of a day.

    ``topics``, ``topic_ticket``, ``topic_daily``, ``topic_scope``, ``topic_hourly`` have the
    columns named above; JSON columns (words, places, into, typical) hold text. ``outlier_share``
    is the share of the tickets that belong to no topic, ``note`` says in words what was missing.
    ``centroids`` (fine topics × dimensions, float32) with ``centroid_ids``, ``centroid_parents``
    (middle and coarse topic of each) and ``floor`` (the least cosine) place new tickets in the next
    night; ``model`` names the vectors they were made from.
    """

    as_of: date
    topics: pd.DataFrame = field(default_factory=lambda: empty(TOPIC_COLUMNS))
    topic_ticket: pd.DataFrame = field(default_factory=lambda: empty(TICKET_COLUMNS))
    topic_daily: pd.DataFrame = field(default_factory=lambda: empty(DAILY_COLUMNS))
    topic_scope: pd.DataFrame = field(default_factory=lambda: empty(SCOPE_COLUMNS))
    topic_hourly: pd.DataFrame = field(default_factory=lambda: empty(HOUR_COLUMNS))
    outlier_share: float = 0.0
    note: str = ""
    model: str = ""
    centroids: np.ndarray | None = None
    centroid_ids: tuple[str, ...] = ()
    centroid_parents: tuple[tuple[str, str], ...] = ()
    floor: float = 1.0
