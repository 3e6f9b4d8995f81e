"""Counts of topics by day, by district and category, and by hour (民生十二时辰)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.frames import TOPIC_DAILY, TOPIC_HOURLY, TOPIC_SCOPE
from hotspots.topics.expectation import Seasons
from hotspots.topics.heat import heat_of


def memberships(frame: pd.DataFrame, ids: np.ndarray, seasons: Seasons) -> pd.DataFrame:
    """Return a row per ticket and topic, of all depths; ``ids``: tickets × depths ('' none).

    The columns of ``seasons`` are told beside each ticket's own.
    """
    columns = [
        "day", "hour", "caller", "area_code", "area_street", "area_county", "category_code",
        "sharp",
    ]  # fmt: skip
    parts = []
    for depth in range(ids.shape[1]):
        inside = np.flatnonzero(ids[:, depth] != "")
        part = frame.iloc[inside][columns].copy()
        part["topic_id"] = ids[inside, depth]
        part["turned"], part["within"] = seasons.turned[inside], seasons.within[inside]
        part["due"] = seasons.due[inside]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def daily(members: pd.DataFrame) -> pd.DataFrame:
    """Return topic × day: tickets, callers, streets."""
    grouped = members.groupby(["topic_id", "day"], sort=True)
    table = grouped.agg(
        tickets=("caller", "size"),
        callers=("caller", "nunique"),
        streets=("area_street", "nunique"),
    )
    return TOPIC_DAILY.shaped(table.reset_index())


def by_scope(members: pd.DataFrame, recent: np.ndarray, before: np.ndarray) -> pd.DataFrame:
    """Return topics inside every county (kind county) and every top category (category_1)."""
    tables = []
    category = members["category_code"].map(lambda code: str(code)[:2] if code else None)
    for kind, codes in (("county", members["area_county"]), ("category_1", category)):
        inside = codes.notna().to_numpy() & (codes != "").to_numpy()
        if not inside.any():
            continue
        part = members[inside].assign(code=codes[inside].astype(str))
        table = heat_of(
            part, recent=recent[inside], before=before[inside], key=["code", "topic_id"]
        )
        tables.append(table.reset_index().assign(kind=kind))
    return TOPIC_SCOPE.shaped(pd.concat(tables) if tables else None)


def hourly(members: pd.DataFrame, as_of: date, norm_days: int) -> pd.DataFrame:
    """Return hour × topic: tickets on the as-of day, and a day's mean over the days before it."""
    day = pd.Timestamp(as_of)
    first = max(day - pd.Timedelta(days=norm_days), members["day"].min())
    days = max((day - first).days, 1)
    known = members[members["hour"].notna()]
    today = known[known["day"] == day].groupby(["hour", "topic_id"]).size().rename("today")
    past = known[(known["day"] >= first) & (known["day"] < day)]
    norm = (past.groupby(["hour", "topic_id"]).size() / days).rename("norm")
    table = pd.concat([today, norm], axis=1).fillna(0.0)
    return TOPIC_HOURLY.shaped(table.reset_index().sort_values(["hour", "topic_id"]))


def windows(
    days: pd.Series, as_of: date, recent_days: int, history_days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are in the heat window, and which in the days before it."""
    end = pd.Timestamp(as_of)
    start = end - pd.Timedelta(days=recent_days - 1)
    recent = ((days >= start) & (days <= end)).to_numpy()
    before = ((days < start) & (days >= start - pd.Timedelta(days=history_days))).to_numpy()
    return recent, before
