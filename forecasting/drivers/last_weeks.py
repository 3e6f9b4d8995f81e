"""Why the last four weeks differ from the four before and from those a year ago."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data_access.metrics.callers import distinct_callers
from data_access.types import ANY, Period, WeisuError
from forecasting.drivers.two_periods import Driver, driver_frame, made_of, where_of, who_of
from forecasting.frames import DRIVER
from forecasting.ground import Ground
from forecasting.reading import at_level
from forecasting.types import History
from style.wording import punctuate


def driver_rows(ground: Ground, history: History) -> tuple[pd.DataFrame, str]:
    """Return the parts of the last 28 days against the 28 before and those a year ago."""
    after = Period.last_days(ground.last, 28)
    # 364 days: the same days of the week a year ago.
    comparisons = (("month", after.shift(-28)), ("year", after.shift(-364)))
    parts, notes = [], []
    for name, before in comparisons:
        try:
            found = _drivers(ground, history, before, after)
        except WeisuError as error:
            notes.append(f"{'与上个28天' if name == 'month' else '与去年同期'}：{error}")
            continue
        parts.append(driver_frame(tuple(found), before, after).assign(comparison=name))
    columns = list(DRIVER.names)
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame[columns], punctuate("；".join(notes))


def _drivers(ground: Ground, history: History, before: Period, after: Period) -> list[Driver]:
    row = _root(history)
    found: list[Driver] = [*made_of(history, row, ground.calendar, before, after)]
    for reading, column in (("category", "category"), ("area", "area")):
        sums = [_sums(history, column, p) for p in (before, after)]
        if sums[1]:
            found += where_of(sums[0], sums[1], reading)
    known = [
        distinct_callers(ground.extract, ground.scope, replace(ground.cut, period=p, as_of=None))
        for p in (before, after)
    ]
    total = [int(_window(history, row, p)) for p in (before, after)]
    # Said only where nearly every ticket knows its caller: the parts must sum to the difference.
    if all(t == n and c for (t, c), n in zip(known, total, strict=True)):
        found += who_of((total[0], total[1]), (known[0][1], known[1][1]))
    return found


def _root(history: History) -> int:
    keys = history.keys
    root = (keys["area"] == ANY) & (keys["category"] == ANY) & (keys["channel"] == ANY)
    return int(root.to_numpy().argmax())


def _window(history: History, row: int, period: Period) -> float:
    start = int((pd.Timestamp(period.start) - pd.Timestamp(history.days[0])).days)
    return float(pd.Series(history.counts[row, start : start + period.days]).sum())


def _sums(history: History, column: str, period: Period) -> dict[str, int]:
    """Return tickets by first-level category, or by area, of all the others together."""
    keys = history.keys
    others = [c for c in ("area", "category", "channel") if c != column]
    alone = (keys[others] == ANY).all(axis=1) & (keys[column] != ANY)
    if column == "category":
        alone &= keys["category"].astype(str).map(lambda code: at_level(code, 1))
    return {
        str(keys[column].iloc[row]): int(_window(history, int(row), period))
        for row in alone.to_numpy().nonzero()[0]
    }
