"""How many tickets of each category come on each day, and in which community they arise."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.events import Event
from demo_city.calendar.season import exams, festival, season, weekday
from demo_city.calendar.workdays import day_of, ordinal
from demo_city.categories import leaves
from demo_city.place import city
from demo_city.tables import rng

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Gamma-mixed Poisson counts (negative binomial): the whole city has better and worse days, and
# each level-1 matter more so. Chosen so that equal weekdays vary by 10-15 % at 150 tickets a day.
CITY_SPREAD, MATTER_SPREAD = 0.075, 0.16
WHERES = ("urban", "rural", "all")


@cache
def _base(year: int) -> Floats:
    """Return expected shares of a day (day of year × leaf), whose days average to one."""
    kinds = leaves()
    first = date(year, 1, 1)
    days = [first + timedelta(days=k) for k in range((date(year + 1, 1, 1) - first).days)]
    profiles = {p: np.array([season(p, d) for d in days]) for p in set(kinds.season)}
    weeks = {h: np.array([weekday(h, d) for d in days]) for h in set(kinds.hours)}
    weeks = {h: w / w.mean() for h, w in weeks.items()}
    noise = np.array([exams(d) for d in days])
    table = np.column_stack(
        [
            w * profiles[s] * weeks[h] * (noise if code[:4] == "0901" else 1.0)
            for w, s, h, code in zip(
                kinds.weight, kinds.season, kinds.hours, kinds.codes, strict=True
            )
        ]
    )
    return np.asarray(table * np.array([festival(d) for d in days])[:, None])


def expected(day: date) -> Floats:
    """Return the expected share of an average day's tickets, per leaf, before local events."""
    return np.asarray(_base(day.year)[day.timetuple().tm_yday - 1])


@cache
def community_shares() -> Floats:
    """Return each community's share of reports, leaf by community."""
    table = {w: city().weights(w) for w in WHERES}
    return np.array([table[w] for w in leaves().where])


def _usual_counts(seed: int, day: date, per_day: float) -> Ints:
    random = rng(seed, "volume", ordinal(day))
    whole = random.gamma(1 / CITY_SPREAD**2, CITY_SPREAD**2)
    matters = random.gamma(1 / MATTER_SPREAD**2, MATTER_SPREAD**2, size=26)
    level_1 = np.array([int(code[:2]) for code in leaves().codes])
    return np.asarray(random.poisson(per_day * expected(day) * whole * matters[level_1]))


def _event_counts(seed: int, day: date, per_day: float, event: Event, number: int) -> Ints:
    """Return the tickets that an event adds on a day, per leaf."""
    kinds = leaves()
    mean = np.zeros(len(kinds.codes))
    usual = expected(day)
    for prefix, rise in event.lift.items():
        at = kinds.starting(prefix)
        mean[at] += per_day * usual[at] * rise
    for code, count in event.extra.items():
        mean[kinds.index(code)] += count * per_day / 150
    # Strongest at first, fading towards the last day.
    length = (event.last - event.first).days + 1
    fade = 1.25 - 0.5 * (day - event.first).days / length
    key = (ordinal(event.first), number, ordinal(day))
    return np.asarray(rng(seed, "event-volume", *key).poisson(mean * fade))


def _places(random: np.random.Generator, leaf: Ints, shares: Floats) -> Ints:
    """Draw a community for each ticket from its leaf's row of shares."""
    total = np.cumsum(shares, axis=1)
    total[:, -1] = 1.0
    found = np.empty(len(leaf), dtype=np.int64)
    draws = random.random(len(leaf))
    wheres = np.array([WHERES.index(w) for w in leaves().where])
    for k in range(len(WHERES)):
        chosen = wheres[leaf] == k
        if chosen.any():
            row = total[int(np.flatnonzero(wheres == k)[0])]
            found[chosen] = np.searchsorted(row, draws[chosen], side="right")
    return found


def tickets_of_day(
    seed: int, day: int, per_day: float, events: list[Event]
) -> tuple[Ints, Ints, Ints]:
    """Return leaf, community and event number (-1: none) of a day's new matters."""
    when = day_of(day)
    counts = _usual_counts(seed, when, per_day)
    shares = community_shares()
    leaf = np.repeat(np.arange(len(counts)), counts)
    parts = [(leaf, _places(rng(seed, "place", day), leaf, shares), np.full(len(leaf), -1))]
    for number, event in enumerate(events):
        if event.first <= when <= event.last and (event.lift or event.extra):
            extra = _event_counts(seed, when, per_day, event, number)
            leaf = np.repeat(np.arange(len(extra)), extra)
            near = event.spread(city().weights("all"))
            random = rng(seed, "event-place", day, number)
            places = random.choice(len(near), size=len(leaf), p=near)
            parts.append((leaf, places, np.full(len(leaf), number)))
    return (
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([p[2] for p in parts]),
    )
