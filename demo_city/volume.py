"""How many tickets of each category come on each day, and in which community they arise."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.events import FLOODED, Event, wet_days
from demo_city.calendar.season import exams, festival, season, weekday
from demo_city.calendar.workdays import day_of, ordinal
from demo_city.categories import leaves
from demo_city.place import city
from demo_city.planted.levels import level
from demo_city.tables import rng

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Gamma-mixed Poisson counts (negative binomial): the whole city has better and worse days, and
# each level-1 matter more so. Chosen so that equal weekdays vary by 10-15 % at 150 tickets a day.
CITY_SPREAD, MATTER_SPREAD = 0.055, 0.13
# A storm's rise is one of all tickets; what it is added to are first reports only.
WITH_REPEATS = 1.17
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


def usual(seed: int, day: date) -> Floats:
    """Return the expected share of an average day's tickets, per leaf: with lasting changes of
    level and ordinary rain, before storms, planted events and programmes."""
    share = expected(day) * level(seed, day)
    rain = wet_days(seed, day.year)[day.timetuple().tm_yday - 1]
    if rain:
        share[flooded()] *= 1 + rain
    return np.asarray(share)


@cache
def flooded() -> Ints:
    """Return the leaves that rain raises."""
    return np.concatenate([leaves().starting(code) for code in FLOODED])


@cache
def _level_1() -> Ints:
    return np.array([int(code[:2]) for code in leaves().codes])


def _usual_counts(seed: int, day: date, per_day: float) -> Ints:
    random = rng(seed, "volume", ordinal(day))
    whole = random.gamma(1 / CITY_SPREAD**2, CITY_SPREAD**2)
    matters = random.gamma(1 / MATTER_SPREAD**2, MATTER_SPREAD**2, size=26)
    return np.asarray(random.poisson(per_day * usual(seed, day) * whole * matters[_level_1()]))


def event_mean(seed: int, day: date, event: Event) -> Floats:
    """Return how many average days' tickets a background event adds on a day, per leaf."""
    kinds, share = leaves(), usual(seed, day)
    mean = np.zeros(len(kinds.codes))
    for prefix, rise in event.lift.items():
        at = kinds.starting(prefix)
        mean[at] += share[at] * rise
    since = (day - event.first).days
    if event.rise:
        return np.asarray(mean / mean.sum() * event.rise[since] * share.sum() * WITH_REPEATS)
    # Strongest at first, fading towards the last day.
    length = (event.last - event.first).days + 1
    return np.asarray(mean * (1.25 - 0.5 * since / length))


@cache
def _where_rows() -> tuple[Ints, Floats]:
    """Return each leaf's row, and the cumulative shares of the communities by row."""
    total = np.cumsum([city().weights(w) for w in WHERES], axis=1)
    total[:, -1] = 1.0
    return np.array([WHERES.index(w) for w in leaves().where]), total


def places(random: np.random.Generator, leaf: Ints) -> Ints:
    """Draw a community for each ticket from its leaf's shares."""
    where, total = _where_rows()
    found = np.empty(len(leaf), dtype=np.int64)
    draws, row = random.random(len(leaf)), where[leaf]
    for k in range(len(WHERES)):
        chosen = row == k
        found[chosen] = np.searchsorted(total[k], draws[chosen], side="right")
    return found


def tickets_of_day(seed: int, day: int, per_day: float, events: list[Event]) -> tuple[Ints, Ints]:
    """Return leaf and community of a day's new matters, planted events apart."""
    when = day_of(day)
    counts = _usual_counts(seed, when, per_day)
    leaf = np.repeat(np.arange(len(counts)), counts)
    parts = [(leaf, places(rng(seed, "place", day), leaf))]
    for event in events:
        if event.first <= when <= event.last and event.lift:
            key = (zlib.crc32(f"{event.kind}{event.name}{event.near}".encode()), day)
            random = rng(seed, "event-volume", *key)
            extra = random.poisson(per_day * event_mean(seed, when, event))
            leaf = np.repeat(np.arange(len(extra)), extra)
            near = event.spread(city().weights("all"))
            parts.append((leaf, random.choice(len(near), size=len(leaf), p=near)))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
