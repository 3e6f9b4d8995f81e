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
_TEXTS = ("title", "content")


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
    near: list[list[np.ndarray]] = [[] for _ in young]
    for first in range(0, earlier, _CHUNK):
        part = np.asarray(data.vectors[first : min(first + _CHUNK, earlier)], dtype=np.float32)
        which, rows = np.nonzero((part @ centres.T >= floors).T)
        ends = np.searchsorted(which, np.arange(1, len(young)))
        for own, some in zip(near, np.split(first + rows, ends), strict=True):
            own.append(some)
    for at, alike in zip(young.tolist(), near, strict=True):
        found[at] = _said(data, np.concatenate(alike), topics.iloc[at])
    return found


def _middles(
    data: Prepared, ids: np.ndarray, topics: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return each topic's middle, of length 1, and how near a ticket must be to it."""
    centres, floors = [], []
    held = [pd.factorize(ids[:, depth]) for depth in range(ids.shape[1])]
    for topic, depth in zip(topics["topic_id"], topics["depth"], strict=True):
        number, known = held[depth - 1]
        own = data.vectors[np.isin(number, np.flatnonzero(known == topic))]
        own = np.asarray(own, dtype=np.float32)
        middle = own.mean(axis=0)
        length = float(np.linalg.norm(middle))
        # Without texts nothing is alike.
        centres.append(middle / length if length else middle)
        floors.append(float(np.quantile(own @ centres[-1], _LIKE)) if length else np.inf)
    return np.stack(centres), np.array(floors, dtype=np.float32)


def _said(data: Prepared, rows: np.ndarray, topic: pd.Series) -> bool:
    """Tell whether enough of the tickets are in a topic's place; any are where it has none."""
    least = max(_LEAST, _SHARE * topic["n"])
    code, name = topic["place_code"], topic["place_name"]
    if len(rows) < least or not (isinstance(code, str) or isinstance(name, str)):
        return bool(len(rows) >= least)
    number, codes = data.areas
    inside = [isinstance(code, str) and str(area).startswith(code) for area in codes]
    there = np.array([*inside, False])[number[rows]]
    found = int(np.count_nonzero(there))
    if found >= least or not isinstance(name, str):
        return bool(found >= least)
    texts = (data.frame[column].iloc[rows[~there]].to_numpy(object) for column in _TEXTS)
    said = sum(any(name in (text or "") for text in both) for both in zip(*texts, strict=True))
    return bool(found + said >= least)
