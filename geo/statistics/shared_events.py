"""How readily people report what surely happened: by how many others report the same event.

Liu, Bhandaram and Garg, Quantifying spatial under-reporting disparities in resident crowdsourcing,
Nat. Comput. Sci. 4, 2024: once a first report proves that an event is there, further reports of it
come at the area's reporting rate, however many events there are. Duplicates ÷ days on which they
could come, from just after the first report until the event is over, is that rate: need cancels.
It supposes that events of one kind are alike everywhere, and that duplicates are told from events
that merely resemble each other: in coincidences need does not cancel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.statistics.rates import smoothed

Floats = NDArray[np.float64]
LEAST = 5
"""Events that an area must have had before its rate is told."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Of every area: ``events``, further reports (``again``), what areas of its size and kinds of
    events would have had (``expected``), and again ÷ expected, drawn to the whole, with interval.

    NaN where there were fewer than ``LEAST`` events.
    """

    events: Floats
    again: Floats
    expected: Floats
    smoothed: Floats
    low: Floats
    high: Floats


def readiness(
    reports: pd.DataFrame, codes: Sequence[str], population: Floats, *, longest: int = 30
) -> Readiness:
    """Return how readily each area's people report an event that others reported already.

    ``reports``: one row a ticket with ``event`` (what is one and the same thing), ``area`` of the
    ticket, ``caller``, ``day``, ``kind`` of event, ``over`` (day the event was dealt with, NaT
    unknown). An event belongs to the area of its first report; it counts for ``longest`` days at
    most. Each caller counts once an event. Expected is the city's rate of that kind per resident
    and day, times the area's residents and days.
    """
    once = reports.sort_values("day", kind="stable").drop_duplicates(["event", "caller"])
    of = once.groupby("event", sort=True)
    first = of.agg(
        area=("area", "first"), kind=("kind", "first"), since=("day", "first"), over=("over", "max")
    )
    limit = first["since"] + pd.Timedelta(days=longest)
    end = first["over"].where(first["over"].notna() & (first["over"] < limit), limit)
    first["days"] = ((end - first["since"]).dt.total_seconds() / 86_400).clip(lower=1.0)
    within = once["day"] <= once["event"].map(end)
    first["again"] = once[within].groupby("event").size().reindex(first.index).fillna(1) - 1
    people = pd.Series(np.asarray(population, dtype=float), index=list(codes))
    first["worth"] = first["days"] * first["area"].map(people)
    kinds = first.groupby("kind")[["again", "worth"]].sum()
    rate = kinds["again"] / kinds["worth"].where(kinds["worth"] > 0)
    first["expected"] = first["worth"] * first["kind"].map(rate)
    area = first.groupby("area").agg(
        events=("days", "size"), again=("again", "sum"), expected=("expected", "sum")
    )
    area = area.reindex(list(codes)).fillna(0.0)
    events, again, expected = (area[c].to_numpy(dtype=float) for c in area)
    few = events < LEAST
    drawn = smoothed(np.where(few, 0.0, again), np.where(few, 0.0, expected))
    return Readiness(events, again, expected, drawn.smoothed, drawn.low, drawn.high)
