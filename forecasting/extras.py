"""Beside the forecasts: the month's matters, what made the last change, seats by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from data_access.metrics.callers import distinct_callers
from data_access.metrics.evaluate import evaluate
from data_access.results.limits import is_limited
from data_access.types import ANY, Filters, Period, Scope, WeisuError
from forecasting.reading import at_level
from forecasting.staffing import Fact, seat_rows
from style.wording import punctuate

if TYPE_CHECKING:
    from data_access.extract.query import Extract
    from forecasting.calendar.features import Calendar
    from forecasting.drivers.parts import Driver
    from forecasting.run import ForecastRun
    from forecasting.types import History

UNITS_NAMED = 3
LEAST_SHARE = 0.1
"""A unit that handled less than this share of a matter isn't named for it."""
APART = 40
"""So many cells at most are taken apart, a third of a CPU second each."""


@dataclass(frozen=True)
class Ground:
    """What all of it rests on: whose tickets, which cut of them, up to which day."""

    extract: Extract
    scope: Scope
    cut: Filters
    narrowed: bool
    calendar: Calendar
    last: date

    @property
    def limited(self) -> bool:
        """Whether these are not all of the jurisdiction's tickets."""
        return self.narrowed or is_limited(self.scope)


def extras(
    ground: Ground, counts: pd.DataFrame, run: ForecastRun, repeat_rates: Mapping[str, float]
) -> tuple[dict[str, pd.DataFrame], list[Fact]]:
    """Return frames by name, and what is noted about them."""
    from forecasting.cleaning import clean
    from forecasting.drivers.components import components
    from forecasting.reconcile.tree import build
    from forecasting.types import history_of

    raw = build(history_of(counts, ground.last))[1]
    cleaned = clean(raw, ground.calendar).history
    drivers, noted = driver_rows(ground, raw)
    seats, seat_note = seat_rows(ground)
    frames = {
        "calendar_item": month_items(ground, cleaned, run, repeat_rates),
        "driver": drivers,
        "staffing": seats,
    }
    if not ground.limited:
        from forecasting.places import area_frames

        frames["component"] = components(cleaned, looked_at(cleaned), ground.calendar)
        frames.update(area_frames(ground, (raw, cleaned), run.forecast))
    facts: list[Fact] = [("driver_note", None, noted)] if noted else []
    return frames, [*facts, *seat_note]


def looked_at(history: History, most: int = APART) -> list[int]:
    """Return the rows that people open: the whole, its areas, its first-level categories."""
    keys = history.keys
    top = (keys["category"] == ANY) | (keys["category"].astype(str).str.fullmatch(r"\d{2}"))
    mine = (keys["channel"] == ANY) & (((keys["area"] == ANY) & top) | (keys["category"] == ANY))
    rows = mine.to_numpy().nonzero()[0]
    volume = pd.Series(pd.DataFrame(history.counts[rows]).sum(axis=1).to_numpy(), index=rows)
    return [int(r) for r in volume.sort_values(ascending=False, kind="stable").index[:most]]


def month_items(
    ground: Ground, history: History, run: ForecastRun, repeat_rates: Mapping[str, float]
) -> pd.DataFrame:
    """Return next month's matters with the units to prepare."""
    from forecasting.monthly.items import Past, calendar_items, next_month

    month = next_month(ground.last)
    names = ground.extract.directory(ground.scope, ground.cut.jurisdiction).categories
    units = units_of(ground, month)
    past = Past(repeat_rates, units, names)
    digits = 4 if (history.keys["category"].str.len() == 4).any() else 2
    return calendar_items(history, run.forecast, month, past, digits=digits)


def units_of(ground: Ground, month: Period) -> dict[str, tuple[str, ...]]:
    """Return who handled most of each category in last year's month, else in the last 90 days."""
    start = (pd.Timestamp(month.start) - pd.DateOffset(years=1)).date()
    end = (pd.Timestamp(month.end) - pd.DateOffset(years=1)).date()
    last = ground.last
    recent = Period.last_days(last, 90)
    found: dict[str, tuple[str, ...]] = {}
    for days in (recent, Period(start, end)):
        filters = replace(ground.cut, period=days, as_of=last)
        rows = evaluate(
            ground.extract, ground.scope, filters, ["volume"], ["category_2", "department"]
        )
        rows = rows[rows["numerator"].notna()]
        if "category_2" not in rows or rows.empty:
            continue
        rows = rows[rows["category_2"].notna() & rows["department"].notna()]
        ordered = rows.sort_values(["numerator", "department"], ascending=[False, True])
        for category, group in ordered.groupby("category_2"):
            large = group[group["numerator"] >= LEAST_SHARE * group["numerator"].sum()]
            found[str(category)] = tuple(str(u) for u in large["department"].head(UNITS_NAMED))
    return found


def driver_rows(ground: Ground, history: History) -> tuple[pd.DataFrame, str]:
    """Return the parts of the last 28 days against the 28 before and those a year ago."""
    from forecasting.drivers.parts import driver_frame

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
    columns = ["comparison", "before", "after", "reading", "key", "change", "share"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame[columns], punctuate("；".join(notes))


def _drivers(ground: Ground, history: History, before: Period, after: Period) -> list[Driver]:
    from forecasting.drivers.parts import made_of, where_of, who_of

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
