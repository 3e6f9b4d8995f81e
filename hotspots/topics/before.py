"""Whether people spoke of a young topic before, under whichever name: then it is no news."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.topics.prepare import Prepared

NEW_DAYS = 28
"""A topic is young where its first ticket is of so many last days."""
_LIKE = 0.25
_LEAST = 3
_SHARE = 0.2
_CHUNK = 100_000


def spoken_before(data: Prepared, ids: np.ndarray, topics: pd.DataFrame, as_of: date) -> np.ndarray:
    """Return which of ``topics`` (topic_id, depth, n, first_day, place_code, place_name) were
    spoken of more than 28 days ago, in all tickets that the run has.

    They were where at least three earlier tickets, and a fifth of the topic's number, are as near
    to its middle as three quarters of its own are. A topic of one place has earlier tickets only
    in that place. Topics that are not young are left False: they have earlier tickets themselves.
    """
    since = pd.Timestamp(as_of) - pd.Timedelta(days=NEW_DAYS)
    earlier = int(data.frame["day"].searchsorted(since, side="right"))
    young = np.flatnonzero((topics["first_day"] > since).to_numpy())
    found = np.zeros(len(topics), dtype=bool)
    if not earlier or not len(young):
        return found
    centres, floors = _middles(data, ids, topics.iloc[young])
    near: list[list[int]] = [[] for _ in young]
    for first in range(0, earlier, _CHUNK):
        part = np.asarray(data.vectors[first : min(first + _CHUNK, earlier)], dtype=np.float32)
        rows, which = np.nonzero(part @ centres.T >= floors)
        for at, number in zip(rows.tolist(), which.tolist(), strict=True):
            near[number].append(first + at)
    for at, alike in zip(young.tolist(), near, strict=True):
        row = topics.iloc[at]
        found[at] = len(_there(data, alike, row)) >= max(_LEAST, _SHARE * row["n"])
    return found


def _middles(
    data: Prepared, ids: np.ndarray, topics: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return each topic's middle, of length 1, and how near a ticket must be to it."""
    centres, floors = [], []
    for topic, depth in zip(topics["topic_id"], topics["depth"], strict=True):
        own = np.asarray(data.vectors[ids[:, depth - 1] == topic], dtype=np.float32)
        middle = own.mean(axis=0)
        length = float(np.linalg.norm(middle))
        # Without texts nothing is alike.
        centres.append(middle / length if length else middle)
        floors.append(float(np.quantile(own @ centres[-1], _LIKE)) if length else np.inf)
    return np.stack(centres), np.array(floors, dtype=np.float32)


def _there(data: Prepared, rows: list[int], topic: pd.Series) -> list[int]:
    """Return the tickets in a topic's place; all where it has none."""
    code, name = topic["place_code"], topic["place_name"]
    if not isinstance(code, str) and not isinstance(name, str):
        return rows
    part = data.frame.iloc[rows]
    columns = (part[column].to_numpy(object) for column in ("area_code", "title", "content"))
    return [
        row
        for row, area, *texts in zip(rows, *columns, strict=True)
        if (isinstance(code, str) and str(area or "").startswith(code))
        or (isinstance(name, str) and any(name in (text or "") for text in texts))
    ]
