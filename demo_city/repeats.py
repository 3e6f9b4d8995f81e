"""Callers who come back on the same matter, and calls that were entered twice.

Most come back within 30 days of the last time, at most three times; a few persist for three months.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demo_city.intake import COMPLAINT, DAY, DIRECT_PATH, HOUR, OPEN_PATH, Columns, seconds_of_day
from demo_city.lifecycle import NEVER

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Found = tuple[Ints, Ints, Ints, Flags, Flags]
LONGEST = 29 * DAY
# Chances to call again. Together about one ticket in seven is a repeat (published: 10-20 %).
DIRECT_CHANCE, OPEN_CHANCE = 0.072, 0.175
UNSOLVED, DISSATISFIED, OVERDUE = 0.16, 0.14, 0.20
MERGED_SHARE = 0.30
# Of the dissatisfied, how many call three to nine times more, and over how long.
PERSISTENT, MOST_CALLS, PERSISTS = 0.030, 9, 88 * DAY
# A call entered twice: by a second agent, or by phone and in the app, within minutes.
DOUBLE = 0.0025
# Repeats of repeats are followed this far, and never further back than so many days.
GENERATIONS, REACH_DAYS = 4, 92
INHERITED = ("leaf", "community", "event", "caller", "matter", "point", "type", "root")


def spawn(columns: Columns, generation: int, random: np.random.Generator) -> Columns:
    """Return the tickets with which some callers of ``columns`` come back, later."""
    parts = [_returns(columns, random)]
    if generation == 0:
        parts += [_persistent(columns, random), _doubles(columns, random)]
    if generation == GENERATIONS - 1:
        parts = [(a[:0], b[:0], c[:0], d[:0], e[:0]) for a, b, c, d, e in parts]
    at, when, rank, double, ends = (np.concatenate([p[k] for p in parts]) for k in range(5))
    child: Columns = {name: columns[name][at] for name in INHERITED}
    child["t_accept"] = when
    child["parent"] = columns["number"][at]
    child["root"] = np.where(child["root"] < 0, child["parent"], child["root"])
    child["rank"] = rank
    angrier = (random.random(len(at)) < 0.25) & np.isin(child["type"], (1, 6)) & ~double
    child["type"] = np.where(angrier, COMPLAINT, child["type"])
    still_open = (columns["path"][at] == OPEN_PATH) & (columns["t_close"][at] > when)
    child["merged"] = still_open & (random.random(len(at)) < MERGED_SHARE) & ~double
    child["double"], child["ends"] = double, ends
    child["artefact"] = np.full(len(at), -1)
    child["late"] = np.zeros(len(at), dtype=np.int64)
    return child


def _returns(columns: Columns, random: np.random.Generator) -> Found:
    """Return whom (row), when, the how-manieth time, entered twice or not, and whether that ends
    it."""
    count = len(columns["leaf"])
    chance = np.where(columns["path"] == DIRECT_PATH, DIRECT_CHANCE, 0.0)
    open_path = columns["path"] == OPEN_PATH
    trouble = (
        OPEN_CHANCE
        + UNSOLVED * ~columns["true_solved"]
        + DISSATISFIED * ~columns["true_satisfied"]
        + OVERDUE * columns["overdue"]
    )
    chance = np.where(open_path, trouble, chance) * ~columns["ends"]
    at = np.flatnonzero(random.random(count) < chance)
    wait = random.gamma(1.6, 5.5 * DAY, len(at)).astype(np.int64)
    from_accept = columns["t_accept"][at] + np.clip(wait, 2 * HOUR, LONGEST)
    # About half of them wait for the answer first.
    closed = columns["t_close"][at]
    after = closed + np.clip(wait // 2, 2 * HOUR, LONGEST)
    within = (closed < NEVER) & (after - columns["t_accept"][at] < LONGEST)
    when = np.where(within & (random.random(len(at)) < 0.5), after, from_accept)
    when = when // DAY * DAY + seconds_of_day(random, columns["leaf"][at])
    kept = (when > columns["t_accept"][at] + HOUR) & (
        when - columns["t_accept"][at] < LONGEST + DAY
    )
    at, when = at[kept], when[kept]
    no = np.zeros(len(at), dtype=np.bool_)
    return at, when, columns["rank"][at] + 1, no, no


def _persistent(columns: Columns, random: np.random.Generator) -> Found:
    """Return the calls of those who don't let go; they don't come back on top of these."""
    unhappy = (columns["path"] == OPEN_PATH) & ~columns["true_satisfied"]
    who = np.flatnonzero(unhappy & (random.random(len(unhappy)) < PERSISTENT))
    calls = random.integers(3, MOST_CALLS + 1, len(who))
    at = np.repeat(who, calls)
    since = (random.random(len(at)) * PERSISTS).astype(np.int64) + 6 * HOUR
    day = (columns["t_accept"][at] + since) // DAY + 1
    when = day * DAY + seconds_of_day(random, columns["leaf"][at])
    order = np.lexsort((when, at))
    at, when = at[order], when[order]
    first = np.searchsorted(at, at, side="left")
    no = np.zeros(len(at), dtype=np.bool_)
    return at, when, np.arange(len(at)) - first + 1, no, ~no


def _doubles(columns: Columns, random: np.random.Generator) -> Found:
    at = np.flatnonzero(random.random(len(columns["leaf"])) < DOUBLE)
    when = columns["t_accept"][at] + random.integers(120, 5400, len(at))
    yes = np.ones(len(at), dtype=np.bool_)
    return at, when, columns["rank"][at], yes, yes
