"""Why the last four weeks differ from the four before and from those a year ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.metrics.callers import distinct_callers
from data_access.types import ANY, Period, WeisuError
from forecasting.drivers.two_periods import (
    Driver,
    TakenApart,
    driver_frame,
    made_of,
    taken_apart,
    where_of,
    who_of,
)
from forecasting.frames import DRIVER
from forecasting.ground import Ground
from forecasting.reading import at_level
from forecasting.types import Floats, History
from style.wording import punctuate


def driver_rows(ground: Ground, history: History) -> tuple[pd.DataFrame, str]:
    """Return the parts of the last 28 days against the 28 before and those a year ago."""
    after = Period.last_days(ground.last, 28)
    # 364 days: the same days of the week a year ago.
    comparisons = (("month", after.shift(-28)), ("year", after.shift(-364)))
    taken = taken_apart(history, _root(history), ground.calendar)
    alone = {column: _alone(history, column) for column in ("category", "area")}
    parts, notes = [], []
    for name, before in comparisons:
        try:
            found = _drivers(ground, taken, alone, before, after)
        except WeisuError as error:
            notes.append(f"{'与上个28天' if name == 'month' else '与去年同期'}：{error}")
            continue
        parts.append(driver_frame(tuple(found), before, after).assign(comparison=name))
    columns = list(DRIVER.names)
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame[columns], punctuate("；".join(notes))


def _drivers(
    ground: Ground,
    taken: TakenApart,
    alone: Mapping[str, History],
    before: Period,
    after: Period,
) -> list[Driver]:
    found: list[Driver] = [*made_of(taken, before, after)]
    for reading, history in alone.items():
        sums = [_sums(history, reading, p) for p in (before, after)]
        if sums[1]:
            found += where_of(sums[0], sums[1], reading)
    known = [
        distinct_callers(ground.extract, ground.scope, replace(ground.cut, period=p, as_of=None))
        for p in (before, after)
    ]
    total = [int(_window(taken.history, p)[0]) for p in (before, after)]
    # Said only where nearly every ticket knows its caller: the parts must sum to the difference.
    if all(t == n and c for (t, c), n in zip(known, total, strict=True)):
        found += who_of((total[0], total[1]), (known[0][1], known[1][1]))
    return found


def _root(history: History) -> int:
    keys = history.keys
    root = (keys["area"] == ANY) & (keys["category"] == ANY) & (keys["channel"] == ANY)
    return int(root.to_numpy().argmax())


def _window(history: History, period: Period) -> Floats:
    """Return each series' tickets in a period; unknown days count nothing."""
    start = int((pd.Timestamp(period.start) - pd.Timestamp(history.days[0])).days)
    found: Floats = np.nansum(history.counts[:, start : start + period.days], axis=1)
    return found


def _alone(history: History, column: str) -> History:
    """Return the series by first-level category, or by area, of all the others together."""
    keys = history.keys
    others = [c for c in ("area", "category", "channel") if c != column]
    alone = (keys[others] == ANY).all(axis=1) & (keys[column] != ANY)
    if column == "category":
        alone &= keys["category"].astype(str).map(lambda code: at_level(code, 1))
    return history.pick(alone.to_numpy().nonzero()[0])


def _sums(history: History, column: str, period: Period) -> dict[str, int]:
    names = history.keys[column].astype(str)
    return dict(zip(names, _window(history, period).astype(int).tolist(), strict=True))
