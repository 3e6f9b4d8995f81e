"""Driver view of a number of tickets in two periods.

Three readings of one difference, each adding up to it without a remainder:

* what made it: number of days and level, kinds of day and holidays, season, known events, and the
  rest that the curve doesn't explain. The count regression's curve is taken apart by Shapley
  values over its groups of effects, so that no order of effects is privileged;
* where and in what it shows: categories, areas (``data_access.metrics.decomposition``);
* who: more callers, or more tickets a caller.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from data_access.metrics.decomposition import parts_of
from data_access.types import Period, WeisuError
from forecasting.calendar.features import Calendar
from forecasting.calendar.groups import groups
from forecasting.models.regression import CountRegression
from forecasting.types import Floats, History

DAYS, REST = "天数与水平", "其他变化"
CALLERS, PER_CALLER = "诉求人数", "人均件数"


@dataclass(frozen=True, slots=True)
class Driver:
    """One part of a difference. ``reading``: made, category, area or who. ``change``: tickets."""

    reading: str
    key: str
    change: int
    share: float | None


@dataclass(frozen=True, eq=False)
class TakenApart:
    """A series as its curve explains it, whatever periods are compared. By day: ``logs`` of each
    group around its own middle, ``base`` without them, ``expected`` with them."""

    history: History
    logs: Mapping[str, Floats]
    base: Floats
    expected: Floats


def taken_apart(history: History, row: int, calendar: Calendar) -> TakenApart:
    """Fit one series alone, with the calendar's effects in groups."""
    part = history.pick([row])
    fitted = CountRegression(memory=1e6, shared=False).fit(part, calendar)
    effects = calendar.effects(history.days)
    grouped = groups(effects.names, calendar)
    beta = fitted.curves.beta[0, 2:]
    logs = {g: effects.matrix[:, columns] @ beta[columns] for g, columns in grouped.items()}
    around = {g: values - float(values.mean()) for g, values in logs.items()}
    expected = fitted.past()[0]
    return TakenApart(part, around, np.log(expected) - sum(around.values()), expected)


def made_of(taken: TakenApart, before: Period, after: Period) -> tuple[Driver, ...]:
    """Return what made the difference of a series between two periods, in whole tickets.

    Both periods must lie in the history and be known. Raises ``WeisuError`` otherwise.
    """
    sides = []
    for period in (before, after):
        days = _slice(taken.history, period)
        seen = taken.history.counts[0, days]
        if np.isnan(seen).any():
            raise WeisuError("所选时间内有日期缺数据,无法分解变化。请另选时间;数据没有改动。")
        found = _shapley(taken.base[days], {g: values[days] for g, values in taken.logs.items()})
        found[DAYS] = float(np.exp(taken.base[days]).sum())
        found[REST] = float(seen.sum() - taken.expected[days].sum())
        sides.append((found, int(seen.sum())))
    change = sides[1][1] - sides[0][1]
    raw = {g: sides[1][0][g] - sides[0][0][g] for g in (DAYS, *taken.logs, REST)}
    return _drivers("made", whole_parts(raw, change), change)


def _slice(history: History, period: Period) -> slice:
    start = (np.datetime64(period.start, "D") - history.days[0]).astype(int)
    end = start + period.days
    if start < 0 or end > len(history.days):
        raise WeisuError("所选时间超出已有数据的范围,无法分解变化。请另选时间;数据没有改动。")
    return slice(int(start), int(end))


def _shapley(base: Floats, around: Mapping[str, Floats]) -> dict[str, float]:
    """Return each group's Shapley value of Σ exp(base + Σ effects) less Σ exp(base)."""
    names = tuple(around)
    value = {
        chosen: float(np.exp(base + sum((around[g] for g in chosen), np.zeros(len(base)))).sum())
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
    }
    found = dict.fromkeys(names, 0.0)
    whole = math.factorial(len(names))
    for name in names:
        others = [g for g in names if g != name]
        for size in range(len(others) + 1):
            orders = math.factorial(size) * math.factorial(len(others) - size) / whole
            for chosen in combinations(others, size):
                with_it = tuple(g for g in names if g in chosen or g == name)
                found[name] += orders * (value[with_it] - value[chosen])
    return found


def whole_parts(raw: Mapping[str, float], change: int) -> dict[str, int]:
    """Return parts as whole tickets whose sum is ``change`` (largest remainder)."""
    floors = {name: math.floor(value) for name, value in raw.items()}
    left = change - sum(floors.values())
    order = sorted(floors, key=lambda name: floors[name] - raw[name])
    step, left = (1, left) if left >= 0 else (-1, -left)
    for number in range(left):
        floors[order[number % len(order)]] += step
    return floors


def where_of(
    before: Mapping[Any, int], after: Mapping[Any, int], reading: str
) -> tuple[Driver, ...]:
    """Return what each category (or area) adds to the difference, the strongest first."""
    return tuple(
        Driver(reading, str(p.key), p.change, None if p.share is None else float(p.share))
        for p in parts_of(before, after)
    )


def who_of(tickets: tuple[int, int], callers: tuple[int, int]) -> tuple[Driver, ...]:
    """Split the difference into more callers and more tickets a caller (Shapley, whole tickets).

    ``tickets``, ``callers``: before and after. Raises ``WeisuError`` without callers.
    """
    if min(callers) <= 0:
        raise WeisuError("其中一期没有诉求人信息,无法按诉求人分解变化。数据没有改动。")
    per = [Fraction(t, c) for t, c in zip(tickets, callers, strict=True)]
    more = (callers[1] - callers[0]) * (per[0] + per[1]) / 2
    rate = (per[1] - per[0]) * Fraction(callers[0] + callers[1], 2)
    change = tickets[1] - tickets[0]
    parts = whole_parts({CALLERS: float(more), PER_CALLER: float(rate)}, change)
    return _drivers("who", parts, change)


def _drivers(reading: str, parts: Mapping[str, int], change: int) -> tuple[Driver, ...]:
    return tuple(
        Driver(reading, key, value, value / change if change else None)
        for key, value in parts.items()
    )


def driver_frame(drivers: tuple[Driver, ...], before: Period, after: Period) -> pd.DataFrame:
    """Return drivers as a result frame: before, after (first days), reading, key, change, share."""
    rows = [(before.start, after.start, d.reading, d.key, d.change, d.share) for d in drivers]
    return pd.DataFrame(rows, columns=["before", "after", "reading", "key", "change", "share"])
