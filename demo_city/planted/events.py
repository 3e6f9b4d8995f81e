"""Draws a year's planted events: seven shapes, about thirty a year, none trivially big.

Sizes are drawn from skewed distributions (a burst brings 8 to 60 reports, median 18; a slow leak
raises one village by 30 to 60 % for weeks). The same seed and year always have the same events,
whatever span is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.season import season
from demo_city.categories import leaves
from demo_city.place import city
from demo_city.planted.artefacts import artefact, silence
from demo_city.planted.model import Planted
from demo_city.tables import names, rng, rows
from demo_city.volume import community_shares, expected

Floats = NDArray[np.float64]
A_YEAR = (("burst", 10), ("slow_leak", 5), ("one_village", 4), ("viral", 2), ("seasonal_peak", 4))
ARTEFACTS, SILENCES = 3, 2
USUAL_PER_DAY = 150
# Shops draw callers from further around than a building does.
REACH = {"compound": 1, "village": 1, "road": 4, "estate": 6, "school": 9}
WIDEST = 14
PAIRS = {"site": ("site_first", "site_second"), "company": ("company_first", "company_second")}


def scale_of(per_day: float) -> float:
    """Return how much bigger events are than at 150 tickets a day: with the square root."""
    return float(np.clip((per_day / USUAL_PER_DAY) ** 0.5, 0.4, 8.0))


def _size(random: np.random.Generator, median: float, spread: float, low: int, high: int) -> float:
    return float(np.clip(median * np.exp(spread * random.standard_normal()), low, high))


def _curve(shape: str, days: int, random: np.random.Generator) -> Floats:
    """Return the shares of an event's reports that come on each of its days."""
    t = np.arange(days) + 0.5
    if shape == "burst":
        curve = t ** random.uniform(0.6, 1.6) * np.exp(-t / random.uniform(0.9, 2.2))
    elif shape == "slow_leak":
        curve = 0.35 + 1.3 * t / days
    elif shape == "one_village":
        curve = np.ones(days) * random.gamma(4, 0.25, days)
    elif shape == "viral":
        curve = np.where(t < 1, 0.45, np.exp(-(t - 1.5) / 1.1))
    else:
        curve = np.exp(-(((t - days / 2) / (days / 4.5)) ** 2) / 2)
    return np.asarray(curve / curve.sum())


def _community(where: str, shape: str, random: np.random.Generator) -> int:
    share = city().weights(where)
    fits = {"rural": ~city().urban, "urban": city().urban}.get(where, np.ones(len(share), bool))
    share = np.where(fits, share, 0.0)
    if shape in ("slow_leak", "one_village"):
        # Where next to nobody reports, a leak stays unheard; where most do, it is no quiet one.
        low, high = np.quantile(share[fits], (0.45, 0.85))
        share = np.where((share > low) & (share < high), share, 0.0)
    return int(random.choice(len(share), p=share / share.sum()))


def _thing(kind: str, home: int, random: np.random.Generator) -> str:
    if not kind:
        return ""
    if kind == "village":
        return city().names[home]
    if kind in ("compound", "road"):
        options = city().compounds[home] if kind == "compound" else city().roads[home]
        return str(random.choice(options))
    if kind in PAIRS:
        return "".join(str(random.choice(names(k))) for k in PAIRS[kind])
    return str(random.choice(names(kind)))


def nearest(home: int, count: int) -> tuple[int, ...]:
    """Return the ``count`` communities nearest to one, itself first."""
    apart = np.hypot(*(city().centres - city().centres[home]).T)
    return tuple(int(k) for k in np.argsort(apart, kind="stable")[:count])


def _length(shape: str, random: np.random.Generator) -> int:
    low, high = {"burst": (3, 12), "slow_leak": (28, 63), "one_village": (12, 30),
                 "viral": (3, 6), "seasonal_peak": (10, 24)}[shape]  # fmt: skip
    return int(random.integers(low, high + 1))


def _start(year: int, shape: str, category: str, random: np.random.Generator) -> date:
    """Draw the first day: a heating pipe bursts in winter, and a season peaks in its season."""
    first = date(year, 1, 1)
    profile = leaves().season[leaves().starting(category)[0]]
    pull = np.array([season(profile, first + timedelta(days=k)) for k in range(365)])
    pull = pull ** (3 if shape == "seasonal_peak" else 1)
    return first + timedelta(days=int(random.choice(365, p=pull / pull.sum())))


def _total(
    story: dict[str, str], home: int, days: list[date], per_day: float, random: np.random.Generator
) -> int:
    """Return how many people report it, repeats apart."""
    shape, scale = story["shape"], scale_of(per_day)
    if shape == "burst":
        return round(_size(random, 18, 0.55, 8, 60) * scale)
    if shape == "one_village":
        return round(_size(random, 14, 0.40, 8, 35) * scale)
    if shape == "viral":
        return round(_size(random, 45, 0.45, 25, 140) * scale)
    if shape == "slow_leak":
        share = community_shares()[:, home]
        usual = sum(float(expected(d) @ share) for d in days) * per_day
        return max(5, round(usual * random.uniform(0.30, 0.60)))
    at = leaves().starting(story["category"])
    usual = sum(float(expected(d)[at].sum()) for d in days) * per_day
    return max(10, int(random.poisson(usual * random.uniform(0.8, 2.0))))


def _told(
    year: int, number: int, shape: str, per_day: float, random: np.random.Generator
) -> Planted:
    stories = [r for r in rows("event_stories") if r["shape"] == shape]
    story = stories[int(random.integers(len(stories)))]
    home = _community(story["where"], shape, random)
    thing = _thing(story["thing"], home, random)
    first = _start(year, shape, story["category"], random)
    length = _length(shape, random)
    days = [first + timedelta(days=k) for k in range(length)]
    total = _total(story, home, days, per_day, random)
    curve = _curve(shape, length, random)
    counts = random.multinomial(total, curve)
    everywhere = shape in ("viral", "seasonal_peak")
    return Planted(
        id=year * 1000 + number,
        shape=shape,
        category=story["category"],
        areas=() if everywhere else nearest(home, REACH.get(story["thing"], WIDEST)),
        first=first,
        peak=days[int(counts.argmax())],
        last=days[-1],
        what=story["what"].format_map({"物": thing}),
        thing=thing,
        counts=tuple(int(c) for c in counts),
        online=0.6 if shape == "viral" else 0.0,
        anger={"viral": 0.9, "burst": 0.5, "one_village": 0.5, "slow_leak": 0.2}.get(shape, 0.0),
    )


def _of_year(seed: int, year: int, per_day: float) -> Iterator[Planted]:
    number = 0
    for shape, count in A_YEAR:
        for _ in range(count):
            number += 1
            yield _told(year, number, shape, per_day, rng(seed, "planted", year, number))
    for make, count in ((artefact, ARTEFACTS), (silence, SILENCES)):
        for turn in range(count):
            number += 1
            yield make(year, number, turn, rng(seed, "planted", year, number))


@lru_cache(maxsize=64)
def planted_in(seed: int, year: int, per_day: float) -> tuple[Planted, ...]:
    """Return the events that begin in ``year``."""
    return tuple(_of_year(seed, year, per_day))


def planted(seed: int, first: date, last: date, per_day: float) -> tuple[Planted, ...]:
    """Return the events that touch the span, in the order of their first days."""
    found = [
        event
        for year in range(first.year - 1, last.year + 1)
        for event in planted_in(seed, year, per_day)
        if event.last >= first and event.first <= last
    ]
    return tuple(sorted(found, key=lambda e: (e.first, e.id)))
