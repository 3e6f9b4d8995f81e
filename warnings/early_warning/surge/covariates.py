"""What is known of a day beforehand: weekday, holidays, the season, recurring local events."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.vector import day_kinds, spring_festival_distances

Floats = NDArray[np.float64]
YEAR = 365.2425
_FESTIVAL_EDGES = (-10, -3, 0, 3, 7, 16)
# Days after the start of a recurring event in which its effect may differ: bursts, then ebbs away.
_AFTER = ((0, 3), (3, 8), (8, 20), (20, 40))
LAST_AFTER = _AFTER[-1][1]


@dataclass(frozen=True, slots=True)
class Design:
    """Rows for consecutive days and the ridge of each column."""

    rows: Floats
    penalty: Floats
    events: tuple[
        tuple[str, int, int, int], ...
    ]  # kind of local event, column, days after: from, to


def design(
    days: NDArray[np.datetime64],
    events: pd.DataFrame | None = None,
    *,
    origin: np.datetime64,
    harmonics: int = 4,
    calendar: str = "cn",
) -> Design:
    """Return the design of ``days`` (dates): level, slow trend, weekday, holidays, season, events.

    ``events``: local calendar with ``kind``, ``start``, ``end`` (dates); only kinds with three or
    more starts make columns, since fewer teach nothing. ``origin``: where the trend is zero.
    """
    series = pd.Series(days.astype("datetime64[ns]"))
    number = (days - origin).astype("timedelta64[D]").astype(float)
    kinds = day_kinds(series, calendar).to_numpy(dtype=object)
    off = np.isin(kinds, ["法定节假日"])
    weekday = series.dt.day_of_week.to_numpy()
    columns: list[Floats] = [np.ones(len(days)), number / 365.0]
    ridge = [0.0, 5.0]
    for k in range(1, 7):
        columns.append(((weekday == k) & ~off).astype(float))
        ridge.append(0.1)
    columns += [off.astype(float), (kinds == "调休上班").astype(float)]
    ridge += [0.5, 0.5]
    distance = spring_festival_distances(series).to_numpy(dtype=float)
    for low, high in itertools.pairwise(_FESTIVAL_EDGES):
        columns.append(((distance >= low) & (distance < high)).astype(float))
        ridge.append(2.0)
    angle = 2.0 * np.pi * number / YEAR
    for k in range(1, harmonics + 1):
        columns += [np.sin(k * angle), np.cos(k * angle)]
        ridge += [0.5 * k, 0.5 * k]
    kinds_of = []
    for kind, low, high, column in _event_columns(days, events):
        kinds_of.append((kind, len(columns), low, high))
        columns.append(column)
        ridge.append(1.5)
    return Design(np.stack(columns, axis=1), np.array(ridge), tuple(kinds_of))


def _event_columns(
    days: NDArray[np.datetime64], events: pd.DataFrame | None
) -> list[tuple[str, int, int, Floats]]:
    if events is None or events.empty:
        return []
    found = []
    dates = days.astype("datetime64[D]")
    for kind, rows in events.groupby("kind", sort=True):
        starts = rows["start"].to_numpy().astype("datetime64[D]")
        if len(starts) < 3:
            continue
        since = (dates[:, None] - starts[None, :]).astype(int)
        found += [
            (str(kind), low, high, ((since >= low) & (since < high)).any(axis=1).astype(float))
            for low, high in _AFTER
        ]
    return found
