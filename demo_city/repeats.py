"""Callers who come back on the same matter within 30 days."""

from __future__ import annotations

import numpy as np

from demo_city.intake import COMPLAINT, DAY, DIRECT_PATH, HOUR, OPEN_PATH, Columns, seconds_of_day
from demo_city.lifecycle import NEVER

LONGEST = 29 * DAY
# Chances to call again. Together about one ticket in seven is a repeat (published: 10-20 %).
DIRECT_CHANCE, OPEN_CHANCE = 0.065, 0.17
UNSOLVED, DISSATISFIED, OVERDUE = 0.16, 0.14, 0.20
EXPECTED_SHARE = 0.137
MERGED_SHARE = 0.30
INHERITED = ("leaf", "community", "event", "caller", "matter", "point")


def spawn(columns: Columns, random: np.random.Generator) -> Columns:
    """Return the tickets with which some callers of ``columns`` come back, later."""
    count = len(columns["leaf"])
    chance = np.where(columns["path"] == DIRECT_PATH, DIRECT_CHANCE, 0.0)
    open_path = columns["path"] == OPEN_PATH
    trouble = (
        OPEN_CHANCE
        + UNSOLVED * ~columns["true_solved"]
        + DISSATISFIED * ~columns["true_satisfied"]
        + OVERDUE * columns["overdue"]
    )
    chance = np.where(open_path, trouble, chance)
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
    child: Columns = {name: columns[name][at] for name in INHERITED}
    child["t_accept"] = when
    child["parent"] = columns["number"][at]
    child["rank"] = columns["rank"][at] + 1
    child["type"] = columns["type"][at]
    angrier = (random.random(len(at)) < 0.25) & np.isin(child["type"], (1, 6))
    child["type"] = np.where(angrier, COMPLAINT, child["type"])
    still_open = (columns["path"][at] == OPEN_PATH) & (columns["t_close"][at] > when)
    child["merged"] = still_open & (random.random(len(at)) < MERGED_SHARE)
    return child
