"""The first reports that planted events bring: who, where and when, before they become tickets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import day_of
from demo_city.categories import leaves
from demo_city.place import city, points_in
from demo_city.planted.model import Planted
from demo_city.tables import rng
from demo_city.volume import places

Columns = dict[str, NDArray[Any]]
AT_HOME = 0.55
# A thing stands somewhere: its reports lie within about a hundred metres of one another.
NEAR = 0.001
CROSS = ("burst", "slow_leak", "one_village", "viral")


def reports_of(seed: int, planted: list[Planted], days: range) -> Columns:
    """Return ``leaf``, ``community``, ``day``, ``event`` of the events' reports on ``days``.

    ``at`` is the place of the thing where there is one, else zeros; ``one`` tells whether all speak
    of one thing, ``cross`` whether people complain rather than ask.
    """
    first, last = day_of(days[0]), day_of(days[-1])
    active = [e for e in planted if e.counts and e.first <= last and e.last >= first]
    parts = [_on_day(seed, e, day) for e in active for day in days if e.on(day_of(day))]
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return {
            **dict.fromkeys(("leaf", "community", "day", "event"), none),
            "at": np.empty((0, 2)), "one": none.astype(bool), "cross": none.astype(bool),
        }  # fmt: skip
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def _on_day(seed: int, event: Planted, day: int) -> Columns:
    random = rng(seed, "planted-day", event.id, day)
    count = event.on(day_of(day))
    kinds = leaves()
    under = kinds.starting(event.category)
    weight = kinds.weight[under]
    leaf = random.choice(under, size=count, p=weight / weight.sum())
    if event.areas:
        shares = city().weights("all")[list(event.areas)]
        shares = shares / shares.sum()
        around = np.array(event.areas)[random.choice(len(shares), size=count, p=shares)]
        community = np.where(random.random(count) < AT_HOME, event.areas[0], around)
    else:
        community = places(random, leaf)
    at = np.zeros((count, 2))
    if event.thing and event.areas:
        where = points_in(city(), np.array(event.areas[:1]), rng(seed, "planted-at", event.id))
        near = where + NEAR * random.standard_normal((count, 2))
        at = np.where((community == event.areas[0])[:, None], near, 0.0)
    spread_out = event.shape in ("slow_leak", "one_village")
    return {
        "leaf": leaf,
        "community": community,
        "day": np.full(count, day),
        "event": np.full(count, event.id),
        "at": np.zeros((count, 2)) if spread_out else at,
        "one": np.full(count, bool(event.thing) and not spread_out),
        "cross": np.full(count, event.shape in CROSS),
    }
