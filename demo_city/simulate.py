"""The city day by day: new matters, repeats carried over, lives, in batches of flat size.

Batches lie on the calendar, not on the span: every batch draws from streams of its own, and repeats
are followed back as far as they can reach. So a day has the same tickets whatever span is asked
for; only what had become of them by the last day differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from demo_city.aftermath import finish
from demo_city.calendar.events import events_of
from demo_city.calendar.workdays import EPOCH, Workdays, ordinal
from demo_city.intake import DAY, Columns, World, complete, new_matters
from demo_city.lifecycle import live
from demo_city.planted.artefacts import enter_late, recode, withheld
from demo_city.planted.events import planted
from demo_city.planted.programmes import programmes
from demo_city.repeats import GENERATIONS, REACH_DAYS, spawn
from demo_city.states import hide_future
from demo_city.tables import rng

BATCH_ROWS, MOST_DAYS = 20_000, 31
# Of an average day's tickets: those that come on top of the usual first reports (repeats, storms,
# planted events), so that the mean comes out at ``per_day``.
ON_TOP = 0.175
LOOK_BACK = REACH_DAYS + 10


def make_world(seed: int, days: int, per_day: float, last_day: date) -> World:
    """Return what every step needs for the span of ``days`` that ends with ``last_day``."""
    first = max(last_day - timedelta(days=days - 1 + LOOK_BACK + 2 * MOST_DAYS), EPOCH)
    last = last_day + timedelta(days=MOST_DAYS)
    return World(
        seed=seed,
        per_day=per_day,
        events=events_of(seed, first, last),
        planted={e.id: e for e in planted(seed, first, last, per_day)},
        programmes=programmes(seed, first, last),
        # The last tickets' deadlines, callbacks and extensions lie months ahead.
        workdays=Workdays(max(first - timedelta(days=10), EPOCH), last + timedelta(days=500)),
        cut=(ordinal(last_day) + 1) * DAY - 1,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Some days' tickets: ``full`` of the ``whole`` batch, ``kept`` of its ``days`` in the span.

    ``withheld``: day and event of the tickets that a silence has kept back.
    """

    days: range
    whole: range
    full: Columns
    kept: Columns
    withheld: Columns


def join(parts: list[Columns]) -> Columns:
    """Return the rows of all parts, one after the other; every part has the same columns."""
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def take(columns: Columns, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Columns:
    """Return some rows."""
    return {name: values[at] for name, values in columns.items()}


def ticket_numbers(columns: Columns, generation: int) -> None:
    """Number tickets ``YYMMDDhhmmss`` + six digits: the first tells generations apart, the others
    count on, so that they never recur within one second."""
    when = (columns["t_accept"] * 1_000_000_000).astype("datetime64[ns]").astype("datetime64[s]")
    day = when.astype("datetime64[D]")
    month = when.astype("datetime64[M]")
    year = when.astype("datetime64[Y]").astype(np.int64) + 1970
    second = columns["t_accept"] % DAY
    stamp = (year % 100) * 10_000 + (month.astype(np.int64) % 12 + 1) * 100
    stamp += (day - month.astype("datetime64[D]")).astype(np.int64) + 1
    clock = second // 3600 * 10_000 + second // 60 % 60 * 100 + second % 60
    order = generation * 100_000 + np.arange(len(second)) % 100_000
    columns["number"] = (stamp * 1_000_000 + clock) * 1_000_000 + order


def _generations(
    world: World, span: range, waiting: list[Columns | None]
) -> Iterator[tuple[Columns, Columns]]:
    """Yield the tickets accepted in ``span`` by generation, and of those withheld the day and
    event; keep in ``waiting`` what comes later."""
    for generation in range(GENERATIONS):
        random = rng(world.seed, "life", span.start, generation)
        held = waiting[generation]
        parts = [] if held is None else [held]
        if generation == 0:
            new = new_matters(world, span, world.per_day * (1 - ON_TOP), random)
            enter_late(world.planted.values(), new)
            parts.append(new)
        if not parts:
            continue
        found = join(parts)
        due = found["t_accept"] < span.stop * DAY
        waiting[generation] = take(found, np.flatnonzero(~due))
        fresh = take(found, np.flatnonzero(due))
        fresh = take(fresh, np.argsort(fresh["t_accept"], kind="stable"))
        fresh = complete(world, fresh, random)
        by = withheld(world.planted.values(), fresh)
        lost = {"event": by[by >= 0], "day": fresh["t_accept"][by >= 0] // DAY}
        if len(lost["event"]):
            fresh = take(fresh, np.flatnonzero(by < 0))
        recode(world.planted.values(), fresh)
        lived = finish(world, live(world, fresh, random), random)
        ticket_numbers(lived, generation)
        later = spawn(lived, generation, random)
        if generation + 1 < GENERATIONS:
            before = waiting[generation + 1]
            waiting[generation + 1] = later if before is None else join([before, later])
        known = later["parent"][later["t_accept"] <= world.cut]
        lived["followed"] = np.isin(lived["number"], known)
        yield lived, lost


def batches(world: World, first: date, days: int) -> Iterator[Batch]:
    """Yield the tickets of a span of days, sorted by acceptance."""
    size = max(1, min(MOST_DAYS, int(BATCH_ROWS / max(world.per_day, 1))))
    start, stop = ordinal(first), ordinal(first) + days
    waiting: list[Columns | None] = [None] * GENERATIONS
    # The whole batch of the first day must be right, for its rows share their draws.
    since = max(start // size * size - LOOK_BACK, 0) // size * size
    for at in range(since, stop, size):
        span = range(at, at + size)
        made = list(_generations(world, span, waiting))
        if span.stop <= start:
            continue
        full = join([lived for lived, _ in made])
        full = take(full, np.lexsort((full["number"], full["t_accept"])))
        day = full["t_accept"] // DAY
        kept = take(full, np.flatnonzero((day >= start) & (day < stop)))
        hide_future(kept, world.cut)
        inside = range(max(span.start, start), min(span.stop, stop))
        lost = join([lost for _, lost in made])
        seen = (lost["day"] >= start) & (lost["day"] < stop)
        yield Batch(inside, span, full, kept, take(lost, np.flatnonzero(seen)))
