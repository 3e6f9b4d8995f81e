"""Comparing a figure with an earlier one: how much it changed, and whether that says anything.

Differences of rates by Newcombe's interval; ratios of counts by a Poisson interval that allows for
over-dispersion and different exposure; durations by the intervals of both. Where the interval
holds "no change", the wording says so and gives no figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from data_access.metrics.intervals import newcombe, rate_ratio
from data_access.metrics.model import Kind
from data_access.metrics.registry import ask
from style import wording

Tone = Literal["better", "worse", "neutral"]
_COUNTS = frozenset({"count", "per_10k"})
_SAME_DAYS = 0.02  # exposures closer than this count as the same
_FEW = 30
"""Of fewer cases than this no percentage is told: 2件 to 10件 is 8件 more, not 400%."""
_TICKETS = "件"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what it was made of. ``value`` None: there is none.

    ``exposure`` (counts): how much it could have happened, in days of equal weight; see
    ``day_factors.DayFactors.exposure``. ``low`` and ``high`` (durations): the figure's interval.
    """

    kind: Kind
    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    exposure: float = 1.0
    unit: str = ""
    enough: bool = True

    @classmethod
    def of(cls, row: Mapping[Any, Any], exposure: float = 1.0) -> Self:
        """Read a row of ``evaluate``."""
        metric = ask(str(row["metric"])).metric
        return cls(
            metric.kind,
            _real(row["value"]),
            _whole(row["numerator"]),
            _whole(row["denominator"]),
            _real(row["low"]),
            _real(row["high"]),
            exposure,
            metric.unit,
            enough=row["status"] != "small_n",
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed. ``change``: absolute. ``change_pct``: relative (0.04 is 4 %; not for rates).

    ``low`` and ``high``: 95 % interval of the change (rates, durations) or of the ratio (counts,
    per exposure). ``significant``: the interval excludes "no change". ``wording``: Chinese words.
    """

    change: float | None
    change_pct: float | None
    low: float | None
    high: float | None
    significant: bool
    wording: str


def tone_of(found: Comparison, direction: str) -> Tone:
    """Return what a change means: only a clear one of a metric with a good side means anything.

    ``direction``: the metric's own.
    """
    if not found.significant or not found.change or direction == "neutral":
        return "neutral"
    return "better" if (found.change > 0) == (direction == "higher_better") else "worse"


def compare(
    current: Measure, earlier: Measure | None, label: str = "上周", dispersion: float = 1.0
) -> Comparison:
    """Compare two figures of the same metric; ``label`` is what the earlier one is called.

    ``dispersion``: variance ÷ mean of daily counts (``day_factors.DayFactors.dispersion``).
    """
    if current.value is None:
        return Comparison(None, None, None, None, significant=False, wording="缺少本期数据")
    if earlier is None or earlier.value is None:
        return Comparison(None, None, None, None, significant=False, wording=f"缺少{label}数据")
    change = current.value - earlier.value
    pct = change / earlier.value if earlier.value else None
    if current.kind in {"rate", "share"}:
        low, high = _rate_interval(current, earlier)
        size, pct, neutral = wording.points(change, signed=False), None, 0.0
    elif current.kind in _COUNTS:
        low, high = rate_ratio(
            _cases(current),
            _cases(earlier),
            exposure_a=current.exposure,
            exposure_b=earlier.exposure,
            dispersion=dispersion,
        )
        size, neutral = wording.change(pct, signed=False), 1.0
    else:
        low, high = _duration_interval(current, earlier)
        size, neutral = f"{wording.number(abs(change), 1)}{current.unit}", 0.0
    significant = not math.isnan(low) and not low <= neutral <= high
    if not (current.enough and earlier.enough):
        return Comparison(change, pct, low, high, significant=False, wording="样本不足,不作比较")
    words = _words(change, size, label, current, earlier, significant=significant)
    return Comparison(change, pct, low, high, significant, words)


def _words(
    change: float, size: str, label: str, current: Measure, earlier: Measure, *, significant: bool
) -> str:
    is_count = current.kind in _COUNTS
    if is_count and current.unit == _TICKETS and _few(current, earlier):
        return _few_words(change, label, current, significant=significant)
    if is_count and not math.isclose(current.exposure, earlier.exposure, rel_tol=_SAME_DAYS):
        return _adjusted_words(change, size, label, current, earlier, significant=significant)
    if not significant or change == 0:
        return f"较{label}无明显变化"
    if is_count and not earlier.value:
        return f"{label}为0{current.unit},本期{wording.count(current.value)}{current.unit}"
    return f"较{label}{_direction(change)}{size}"


def _few(current: Measure, earlier: Measure) -> bool:
    return 0 < (earlier.value or 0.0) < _FEW and (current.value or 0.0) < 2 * _FEW


def _few_words(change: float, label: str, current: Measure, *, significant: bool) -> str:
    if not significant or change == 0:
        return f"较{label}无明显变化"
    verb = "增加" if change > 0 else "减少"
    return f"较{label}{verb}{wording.number(abs(change))}{current.unit}"


def _adjusted_words(
    change: float, size: str, label: str, current: Measure, earlier: Measure, *, significant: bool
) -> str:
    """Say the plain change, and what is left of it when both had the same days."""
    plain = f"较{label}{_direction(change)}{size}" if change else f"与{label}持平"
    if not earlier.value or current.value is None:
        return f"{label}为0{current.unit},本期{wording.count(current.value)}{current.unit}"
    left = current.value / current.exposure / (earlier.value / earlier.exposure) - 1
    what = (
        f"{_direction(left)}{wording.change(left, signed=False)}" if significant else "无明显变化"
    )
    return f"{plain}(扣除工作日差异后{what})"


def _direction(change: float) -> str:
    return "上升" if change > 0 else "下降"


def _cases(measure: Measure) -> float:
    """Return how many cases a count or a rate per resident rests on."""
    return float(measure.numerator if measure.numerator is not None else measure.value or 0.0)


def _rate_interval(current: Measure, earlier: Measure) -> tuple[float, float]:
    sides = [(_hits(m), m.denominator or 0) for m in (current, earlier)]
    return newcombe(*sides[0], *sides[1])


def _hits(measure: Measure) -> float:
    """Return the numerator; that of a weighted rate is its value times the denominator."""
    if measure.numerator is not None:
        return measure.numerator
    return (measure.value or 0.0) * (measure.denominator or 0)


def _duration_interval(current: Measure, earlier: Measure) -> tuple[float, float]:
    """Both intervals apart: wider than needed, so it never claims too much."""
    sides = (current.low, current.high, earlier.low, earlier.high)
    if any(s is None for s in sides):
        return math.nan, math.nan
    low, high, low_then, high_then = (s for s in sides if s is not None)
    return low - high_then, high - low_then


def _real(value: Any) -> float | None:
    number = math.nan if value is None else float(value)
    return None if math.isnan(number) else number


def _whole(value: Any) -> int | None:
    import pandas as pd

    return None if value is None or pd.isna(value) else int(value)
