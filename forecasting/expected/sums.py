"""What several days together were expected to be, and whether what came lies outside of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forecasting.expected.cut import Cell
from forecasting.expected.quantiles import count_quantiles
from forecasting.types import Floats

Side = Literal["above", "below", "within"]
RANGE = (0.025, 0.975)
SEASON_TURN = 1.3
"""A season explains a change where it makes so many times, or one so-manyth, of what it made of
the days that are compared."""
_FALSE_SHARE = 0.1
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Sum:
    """The expected number of tickets of some days, with its 95 % range (whole tickets).

    ``season``: how many times the year's average the season makes of these days.
    """

    mean: float
    variance: float
    low: float
    high: float
    season: float

    def side(self, observed: float) -> Side:
        """Return where a number lies beside the range."""
        return side_of(observed, self.low, self.high)


def side_of(observed: float, low: float, high: float) -> Side:
    """Return whether a number lies above, below or within a range."""
    return "above" if observed > high else "below" if observed < low else "within"


def sum_of(cell: Cell, row: int, days: slice) -> Sum | None:
    """Return the sum of one series over some columns; None where a day has no expectation.

    The variance is scatter · mean of the days, which are independent, and the drift of their whole
    (``scatter.py``).
    """
    mean = cell.mean[row, days]
    if not mean.size or np.isnan(mean).any():
        return None
    total, variance = float(mean.sum()), float(_variance(cell.rows([row]), days)[0])
    low, high = count_quantiles(total, variance, RANGE)
    weight = mean / total if total > 0 else np.full(mean.size, 1 / mean.size)
    return Sum(total, variance, low, high, float((cell.season[row, days] * weight).sum()))


def day_ranges(
    cell: Cell, row: int, days: slice, share: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the quantiles ``share`` of one series' days, NaN where nothing is expected."""
    mean = cell.mean[row, days]
    variance = cell.scatter[row, days] * mean + (cell.drift[row, days] * mean) ** 2
    found: list[tuple[float, float]] = []
    for m, v in zip(mean.tolist(), variance.tolist(), strict=True):
        if math.isnan(m):
            found.append((math.nan, math.nan))
            continue
        low, high = count_quantiles(m, v, share)
        found.append((low, high))
    return found


def _variance(cell: Cell, days: slice) -> Floats:
    mean = cell.mean[:, days]
    result: Floats = (cell.scatter[:, days] * mean).sum(axis=1) + (cell.drift[:, days] * mean).sum(
        axis=1
    ) ** 2
    return result


@dataclass(frozen=True, slots=True)
class Rise:
    """One series: ``ratio`` is observed ÷ expected, with its 95 % interval.

    ``score``: standard deviations above the expectation, on the square-root scale. ``notable``:
    stands out even among so many series.
    """

    row: int
    observed: int
    expected: float
    ratio: float
    low: float
    high: float
    score: float
    notable: bool


def rises(observed: Floats, cell: Cell, days: slice, *, min_n: int = 10) -> tuple[Rise, ...]:
    """Return the series above their expectation over some columns, the strongest first.

    ``observed``: each series' tickets of these days. Series with fewer than ``min_n`` aren't
    listed. What stands out among all of them is told by Benjamini and Hochberg's rule (1995) at a
    tenth of false findings.
    """
    mean = cell.mean[:, days].sum(axis=1)
    known = ~np.isnan(mean)
    expected = np.where(known, np.maximum(mean, 1e-9), 1.0)
    spread = np.where(known, _variance(cell, days), 1.0) / expected
    # Square roots of counts scatter evenly, so that rare series don't top the list by chance.
    score = 2 * (np.sqrt(observed + 0.375) - np.sqrt(expected + 0.375)) / np.sqrt(spread)
    listed = known & (observed >= min_n) & (observed > expected)
    notable = listed & _stand_out(score, known & (np.maximum(observed, expected) >= min_n))
    found = []
    for row in np.flatnonzero(listed)[np.argsort(-score[listed], kind="stable")].tolist():
        seen, due = float(observed[row]), float(expected[row])
        wide = math.exp(_Z * math.sqrt(float(spread[row]) / due + 1 / seen))
        ratio = seen / due
        found.append(
            Rise(
                row, int(seen), due, ratio, ratio / wide, ratio * wide,
                float(score[row]), bool(notable[row]),
            )
        )  # fmt: skip
    return tuple(found)


def _stand_out(score: Floats, tested: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Benjamini and Hochberg, one-sided, over the tested ones."""
    normal = NormalDist()
    p = np.array([1 - normal.cdf(s) if math.isfinite(s) else 1.0 for s in score])
    ranked = np.sort(p[tested])
    if not len(ranked):
        return np.zeros(len(p), dtype=bool)
    passing = ranked <= _FALSE_SHARE * np.arange(1, len(ranked) + 1) / len(ranked)
    limit = ranked[passing].max() if passing.any() else -1.0
    result: NDArray[np.bool_] = tested & (p <= limit)
    return result
