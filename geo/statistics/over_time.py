"""Which hot spots are new, lasting, fading or come and go, over a sequence of months.

The rules are those of ArcGIS's Emerging Hot Spot Analysis (Esri, "How Emerging Hot Spot Analysis
works"; also sfdep's ``emerging_hotspot_analysis``), put in plain words. Trends are Mann-Kendall's
(Mann 1945; Kendall, Rank correlation methods, 1975) of Gi*'s z-values, which are of the month's
own spread: a season of the whole city is no trend. Unlike Esri's, a month's hot spots are found
among that month's areas alone, so that a month's picture never changes when the next one comes.

Of these rules the first that holds; hot said of hot, and the same of cold:

========== ===================================================================================
new        hot in the last month, never before
in a row   hot in the last months (two or more) without a gap, never before, under 90 % of all
growing    hot in 90 % of the months and in the last, getting hotter
fading     hot in 90 % of the months and in the last, getting less hot
lasting    hot in 90 % of the months, no trend
past       hot in 90 % of the months, not in the last
turning    hot in the last month, cold in some month before
off and on hot in the last month and in some before, never cold
========== ===================================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEAST_MONTHS = 10
"""Below this Mann-Kendall's S is not near a normal curve (Kendall), and 90 % says nothing."""
MOSTLY = 0.9
ALPHA = 0.05
PATTERNS = (
    "new", "in_a_row", "growing", "fading", "lasting", "past", "turning", "off_and_on",
)  # fmt: skip


def mann_kendall(series: Floats) -> tuple[Floats, Floats]:
    """Return the z-value and two-sided p-value of a trend in each row (area × month).

    With the correction for ties and for continuity. Months of one area resemble each other, which
    the test does not know: with strong lasting differences p-values are somewhat too small.
    """
    x = np.atleast_2d(np.asarray(series, dtype=float))
    n = x.shape[1]
    score = np.zeros(len(x))
    for k in range(n - 1):
        score += np.sign(x[:, k + 1 :] - x[:, k : k + 1]).sum(axis=1)
    variance = np.array([_variance(row, n) for row in x])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (score - np.sign(score)) / np.sqrt(variance), 0.0)
    z = np.where(np.isfinite(x).all(axis=1), z, np.nan)
    return z, np.asarray(2 * ndtr(-np.abs(z)))


def _variance(row: Floats, n: int) -> float:
    _, ties = np.unique(row, return_counts=True)
    tied = (ties * (ties - 1.0) * (2 * ties + 5)).sum()
    return float((n * (n - 1.0) * (2 * n + 5) - tied) / 18)


def _one(hot: Flags, cold: Flags, trend: float, p: float) -> str:
    """Return the pattern of one area's months, or '' where none holds."""
    count, last = int(hot.sum()), bool(hot[-1])
    if not count:
        return ""
    run = len(hot) if hot.all() else int(np.argmin(hot[::-1]))
    often = count >= MOSTLY * len(hot)
    if last and count == 1 and not cold.any():
        return "new"
    if last and run == count and run > 1 and not often and not cold.any():
        return "in_a_row"
    if often and not last:
        return "past"
    if often:
        return "lasting" if not p <= ALPHA else "growing" if trend > 0 else "fading"
    if last:
        return "turning" if cold.any() else "off_and_on"
    return ""


def patterns(z: Floats, hot: Flags, cold: Flags) -> tuple[tuple[str, ...], Floats, Floats]:
    """Return of each area (row) its pattern over the months, and the trend's z and p.

    ``z``: Gi* of each month; ``hot``, ``cold``: whether it stood out that month. Patterns are
    named ``hot:new`` or ``cold:new`` and so on, '' where none holds; a hot one is named before a
    cold one. Raises ValueError for fewer than ``LEAST_MONTHS`` months.
    """
    if z.shape[1] < LEAST_MONTHS:
        raise ValueError(f"patterns need {LEAST_MONTHS} months, not {z.shape[1]}")
    trend, p = mann_kendall(z)
    found = []
    for k in range(len(z)):
        warm = _one(hot[k], cold[k], trend[k], p[k])
        # A cold spot that gets colder grows.
        cool = _one(cold[k], hot[k], -trend[k], p[k])
        found.append(f"hot:{warm}" if warm else f"cold:{cool}" if cool else "")
    return tuple(found), trend, p
