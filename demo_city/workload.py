"""How busy each unit is on each day: busy weeks slow a unit down, the more the scarcer its people.

The load is the expected number of tickets of the last fortnight over the unit's own usual number;
it is known beforehand, so that a ticket's life depends on no other ticket.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import day_of, ordinal
from demo_city.categories import leaves
from demo_city.organisations import organisations
from demo_city.place import STREETS, city
from demo_city.volume import community_shares, usual

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FORTNIGHT = 14
SLOWING = 0.32
LEAST, MOST = 0.5, 3.0


@lru_cache(maxsize=16)
def _by_unit(seed: int, year: int) -> Floats:
    """Return the expected tickets of each unit, day of year by unit."""
    units, kinds = organisations(), leaves()
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    days = np.array([usual(seed, first + timedelta(days=k)) for k in range(count)])
    matrix = np.zeros((len(kinds.codes), len(units.names)))
    at = np.arange(len(kinds.codes))
    matrix[at, units.of_leaves()] += 1 - kinds.street_share
    by_street = np.zeros((len(kinds.codes), STREETS))
    for street in range(STREETS):
        by_street[:, street] = community_shares()[:, city().street_of == street].sum(axis=1)
    matrix[:, units.first_street :] += kinds.street_share[:, None] * by_street
    return np.asarray(days @ matrix)


@lru_cache(maxsize=16)
def loads(seed: int, year: int) -> Floats:
    """Return each unit's load (1: as usual), day of year by unit."""
    before, now = _by_unit(seed, year - 1), _by_unit(seed, year)
    both = np.vstack([before[-FORTNIGHT:], now])
    total = np.cumsum(np.vstack([np.zeros(both.shape[1]), both]), axis=0)
    recent = (total[FORTNIGHT + 1 :] - total[1:-FORTNIGHT]) / FORTNIGHT
    usual_number = np.maximum(now.mean(axis=0), 1e-12)
    return np.asarray(np.clip(recent / usual_number, LEAST, MOST))


def slowed(seed: int, day: Ints, unit: Ints) -> Floats:
    """Return by how much each ticket takes longer than in a usual week, for day ordinals."""
    load = np.ones(len(day))
    if len(day):
        for year in range(day_of(int(day.min())).year, day_of(int(day.max())).year + 1):
            first = ordinal(date(year, 1, 1))
            inside = (day >= first) & (day < ordinal(date(year + 1, 1, 1)))
            load[inside] = loads(seed, year)[day[inside] - first, unit[inside]]
    return np.asarray(load ** (SLOWING * organisations().workload[unit]))
