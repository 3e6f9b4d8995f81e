"""The city day by day: new matters, repeats carried over, lives, in batches of flat size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from demo_city.aftermath import finish
from demo_city.calendar.events import events_of
from demo_city.calendar.workdays import EPOCH, Workdays, ordinal
from demo_city.intake import DAY, Columns, World, complete, new_matters
from demo_city.lifecycle import live
from demo_city.repeats import EXPECTED_SHARE, spawn
from demo_city.states import hide_future
from demo_city.tables import rng

BATCH_ROWS = 20_000
# Tickets that local events add to the usual ones, over a year.
EVENT_SHARE = 0.035


def make_world(seed: int, days: int, per_day: float, last_day: date) -> World:
    """Return what every step needs for the span of ``days`` that ends with ``last_day``."""
    first = last_day - timedelta(days=days - 1)
    return World(
        seed=seed,
        per_day=per_day,
        events=events_of(seed, first, last_day),
        # The last tickets' deadlines, callbacks and extensions lie months ahead.
        workdays=Workdays(max(first - timedelta(days=10), EPOCH), last_day + timedelta(days=500)),
        cut=(ordinal(last_day) + 1) * DAY - 1,
        start=ordinal(first),
    )


def join(parts: list[Columns]) -> Columns:
    """Return the rows of all parts, one after the other; every part has the same columns."""
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def take(columns: Columns, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Columns:
    """Return some rows."""
    return {name: values[at] for name, values in columns.items()}


def ticket_numbers(columns: Columns, first: int) -> None:
    """Number tickets ``YYMMDDhhmmss`` + six digits; the six never recur within one second."""
    when = (columns["t_accept"] * 1_000_000_000).astype("datetime64[ns]").astype("datetime64[s]")
    day = when.astype("datetime64[D]")
    month = when.astype("datetime64[M]")
    year = when.astype("datetime64[Y]").astype(np.int64) + 1970
    second = columns["t_accept"] % DAY
    stamp = (year % 100) * 10_000 + (month.astype(np.int64) % 12 + 1) * 100
    stamp += (day - month.astype("datetime64[D]")).astype(np.int64) + 1
    clock = second // 3600 * 10_000 + second // 60 % 60 * 100 + second % 60
    order = (first + np.arange(len(second))) % 1_000_000
    columns["number"] = (stamp * 1_000_000 + clock) * 1_000_000 + order


def batches(world: World, first: date, days: int) -> Iterator[tuple[int, Columns]]:
    """Yield (days done, tickets) from the first day to the last, sorted by acceptance."""
    size = max(1, min(31, int(BATCH_ROWS / max(world.per_day, 1))))
    start, done, numbered = ordinal(first), 0, 0
    base = world.per_day * (1 - EXPECTED_SHARE) / (1 + EVENT_SHARE)
    waiting: Columns | None = None
    while done < days:
        length = min(size, days - done)
        span = range(start + done, start + done + length)
        end = (start + done + length) * DAY
        random = rng(world.seed, "life", span.start)
        fresh = new_matters(world, span, base, random)
        parts: list[Columns] = []
        if waiting is not None:
            due = waiting["t_accept"] < end
            fresh = join([fresh, take(waiting, np.flatnonzero(due))])
            waiting = take(waiting, np.flatnonzero(~due))
        while len(fresh["leaf"]) or not parts:
            lived = finish(world, live(world, complete(fresh, random), random), random)
            ticket_numbers(lived, numbered)
            numbered += len(lived["leaf"])
            parts.append(lived)
            later = spawn(lived, random)
            due = later["t_accept"] < end
            fresh = take(later, np.flatnonzero(due))
            rest = take(later, np.flatnonzero(~due))
            waiting = rest if waiting is None else join([waiting, rest])
        batch = join(parts)
        batch = take(batch, np.lexsort((batch["number"], batch["t_accept"])))
        hide_future(batch, world.cut)
        done += length
        yield done, batch
