"""Local surges: a place's count of a category against its share of what the whole city reports.

Conditioning on the city's own count of the same days takes weather, season, media and changed
levels out of the comparison: what moves everywhere is no local matter. A share is shrunk from leaf
to parent category to the place's share of all tickets, so that a village with two tickets a year
has an expectation too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.cells import Coded
from early_warning.surge.thresholds import upper_tail

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Windows in days; how strongly shares are shrunk; what is too little to speak of."""

    windows: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56)
    least: tuple[int, ...] = (3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6)  # tickets, by window
    weights: tuple[float, ...] = (
        0.2,
        0.15,
        0.15,
        0.1,
        0.1,
        0.05,
        0.05,
        0.05,
        0.05,
        0.05,
        0.05,
    )  # how a cell's chance of a false alarm is shared out over the windows
    levels: tuple[int, ...] = (0, 1, 2)
    top_cases: float = 60.0
    parent_cases: float = 30.0
    leaf_cases: float = 15.0
    city_cases: float = 5.0
    spread: float = 0.05  # squared coefficient of variation of a local rate, at least
    unsure_cases: float = 1.0  # a share known from n tickets is as unsure as 1 / (this + n)
    level_cut: float = 1e-4  # p-values above are not handed on
    least_a_day: float = 0.002  # of an expectation: some call where nobody ever did
    known_cases: float = 12.0  # cases of the category in the past year; fewer: a new code
    known_days: int = 400  # a code that first came up within so many days is new


COLUMNS = (
    "area", "category", "days", "observed", "expected", "p_value", "tests",
)  # fmt: skip


def local_surges(coded: Coded, day: int, settings: LocalSettings | None = None) -> pd.DataFrame:
    """Return the cells that stand out on ``day`` (days since ``coded.first``), one row a cell.

    The best of a cell's windows counts, each p-value divided by the window's weight. Nothing
    later than ``day`` is read. ``tests``: how many cells were looked at on that level.
    """
    settings = settings or LocalSettings()
    found = []
    for area in range(len(coded.area_levels)):
        share = shares(coded, area, day - max(settings.windows) - 3, settings)
        found += [
            _level(coded, day, area, k, share=share[k][0], cases=share[k][1], settings=settings)
            for k in settings.levels
        ]
    rows = [frame for frame in found if len(frame)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))


def _counts(coded: Coded, area: int, category: int, first: int, last: int) -> Floats:
    """Count tickets of days first .. last (inclusive): areas × categories."""
    part = coded.between(first, last)
    n_area, n_category = len(coded.areas[area]), len(coded.categories[category])
    at, what = coded.area_of[area][part], coded.category_of[category][part]
    # Without a place or a category so fine a ticket is in no cell of this level.
    known = (at >= 0) & (what >= 0)
    code = at[known] * n_category + what[known]
    return (
        np.bincount(code, minlength=n_area * n_category).reshape(n_area, n_category).astype(float)
    )


def shares(
    coded: Coded, area: int, last: int, settings: LocalSettings
) -> list[tuple[Floats, Floats]]:
    """Return by category level each place's share of each category in the days up to ``last`` and
    how many of its tickets it rests on.
    """
    top = _counts(coded, area, 0, 0, last)
    share = (top.sum(axis=1) + 1e-3) / (top.sum() + 1e-3 * len(top))
    upper = np.broadcast_to(share[:, None], top.shape)
    found: list[tuple[Floats, Floats]] = []
    for level, prior in enumerate((settings.top_cases, settings.parent_cases, settings.leaf_cases)):
        n = _counts(coded, area, level, 0, last)
        if level:
            upper = found[-1][0][:, coded.parents[level - 1]]
        found.append((np.asarray((n + prior * upper) / (n.sum(axis=0) + prior)), n))
    return found


@dataclass(frozen=True, slots=True)
class Base:
    """What a level's categories usually bring: tickets in ``length`` days before the windows, and
    which categories have a past of their own.
    """

    year: Floats
    length: float
    usable: NDArray[np.bool_]


def base_of(coded: Coded, day: int, area: int, category: int, settings: LocalSettings) -> Base:
    """Return a level's base on ``day``."""
    guard = max(settings.windows) + 3
    year = _counts(coded, area, category, max(day - guard - 364, 0), day - guard).sum(axis=0)
    known = (year >= settings.known_cases) & coded.known(category, day, settings.known_days)
    return Base(year, float(min(365, max(day - guard + 1, 1))), known)


def _level(
    coded: Coded,
    day: int,
    area: int,
    category: int,
    *,
    share: Floats,
    cases: Floats,
    settings: LocalSettings,
) -> pd.DataFrame:
    base_year = base_of(coded, day, area, category, settings)
    year, length, known = base_year.year, base_year.length, base_year.usable
    spread = settings.spread + 1.0 / (settings.unsure_cases + cases)
    best = np.ones(share.shape)
    chosen = np.zeros(share.shape, dtype=np.int64)
    seen, due = np.zeros(share.shape), np.zeros(share.shape)
    for w, least, weight in zip(settings.windows, settings.least, settings.weights, strict=True):
        o = _counts(coded, area, category, day - w + 1, day)
        base = year / length * w
        k = settings.city_cases
        rise = (o.sum(axis=0) - o + k) / (base * (1.0 - share) + k)
        e = np.maximum(share * base * rise, settings.least_a_day * w)
        test = (o >= least) & known & (o > e)
        i, j = np.nonzero(test)
        if not len(i):
            continue
        p = upper_tail(o[i, j], e[i, j], 1.0 + spread[i, j] * e[i, j]) / weight
        better = p < best[i, j]
        i, j = i[better], j[better]
        best[i, j], chosen[i, j] = p[better], w
        seen[i, j], due[i, j] = o[i, j], e[i, j]
    i, j = np.nonzero(best < settings.level_cut)
    return pd.DataFrame({
        "area": coded.areas[area][i], "category": coded.categories[category][j],
        "days": chosen[i, j], "observed": seen[i, j], "expected": due[i, j],
        "p_value": best[i, j], "tests": share.size,
    })  # fmt: skip
