"""Level shifts: a lasting step in a series beside its yearly season.

Weekly counts, on the log scale, are explained by the solar year's waves and a step at every
possible week in turn (least squares; the single change point of Quandt 1960). The best step is
taken for a shift where it is large, clear against what remains, and explains more than a steady
trend would. Counts before it are brought to the new level, so that the season is still learnt from
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data_access.types import ANY
from forecasting.calendar.solar import longitude
from forecasting.cleaning.faults import day_of
from forecasting.cleaning.finding import Finding
from forecasting.types import Floats, History

_LEVEL = 5.0  # tickets a day: below it a step can't be told from scatter
_LEAST = 0.35  # of the log: less is the level's business, which follows by itself
_SCORE = 8.0
_BETTER = 0.8  # of the trend's remaining squares
_BEFORE, _AFTER, _WEEKS = 26, 8, 78


@dataclass(frozen=True, slots=True)
class Step:
    """``week``: the first at the new level. ``size``: on the log scale. ``score``: size ÷ its
    standard error. ``to_trend``: remaining squares ÷ those of a steady trend."""

    week: int
    size: float
    score: float
    to_trend: float


def level_shifts(history: History) -> tuple[History, list[Finding]]:
    """Return the history at today's level and what was shifted."""
    level = np.nan_to_num(history.counts).mean(axis=1)
    rows = np.flatnonzero(level >= _LEVEL)
    weeks = history.counts.shape[1] // 7
    if not len(rows) or weeks < _WEEKS:
        return history, []
    start = history.counts.shape[1] - 7 * weeks
    waves = _waves(history, start)
    counts = history.counts.copy()
    found = []
    for row in rows:
        known = ~np.isnan(history.counts[row, start:])
        # What is unknown up to the beginning is no level to have risen from.
        blank = int(known.argmax()) // 7 if known.any() else weeks
        if weeks - blank < _WEEKS:
            continue
        step = largest_step(_weekly(history.counts[row, start + 7 * blank :]), waves[blank:])
        if abs(step.size) < _LEAST or step.score < _SCORE or step.to_trend > _BETTER:
            continue
        day = start + 7 * (blank + step.week)
        factor = float(np.exp(step.size))
        counts[row, :day] *= factor
        area, category, channel = (str(v) for v in history.keys.iloc[row])
        when = day_of(history, day)
        where = "总量" if area == ANY and category == ANY else "该单元"
        text = f"{where}自 {when} 前后变为原来的 {factor:.2f} 倍并持续,预测以新水平为准。"
        found.append(
            Finding("level_shift", area, category, channel, when, history.last, text, factor)
        )
    return (replace(history, counts=counts), found) if found else (history, [])


def _waves(history: History, start: int) -> Floats:
    """Return weeks × 5: a constant and two waves of the year, in the middle of each week."""
    angle = np.radians(longitude(history.days[start + 3 :: 7]))
    columns = [np.ones(len(angle))]
    for k in (1, 2):
        columns += [np.sin(k * angle), np.cos(k * angle)]
    return np.column_stack(columns)


def _weekly(counts: Floats) -> Floats:
    """Return the log of each week's mean day; a week that isn't known takes the one before."""
    by_week = counts.reshape(-1, 7)
    known = ~np.isnan(by_week)
    mean = np.nan_to_num(by_week).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    logs = np.log(mean + 0.1)
    seen = known.any(axis=1)
    last = np.maximum.accumulate(np.where(seen, np.arange(len(logs)), 0))
    result: Floats = logs[last]
    return result


def largest_step(logs: Floats, waves: Floats) -> Step:
    """Return the step that leaves the least unexplained."""
    n = len(logs)
    basis, _ = np.linalg.qr(waves)
    rest = logs - basis @ (basis.T @ logs)
    # Single odd weeks (Spring Festival) are cut back.
    limit = 4 * np.median(np.abs(rest)) / 0.6745 + 1e-6
    rest = np.clip(rest, -limit, limit)
    steps = np.triu(np.ones((n, n)))
    candidates = np.column_stack([steps[w] for w in range(_BEFORE, n - _AFTER + 1)])
    free = candidates - basis @ (basis.T @ candidates)
    size = (free * rest[:, None]).sum(axis=0) / (free**2).sum(axis=0)
    gain = size**2 * (free**2).sum(axis=0)
    at = int(gain.argmax())
    left = float((rest**2).sum() - gain[at])
    error = np.sqrt(max(left, 1e-9) / (n - waves.shape[1] - 1) / float((free[:, at] ** 2).sum()))
    trend = np.arange(n, dtype=float)
    trend -= basis @ (basis.T @ trend)
    of_trend = float((rest**2).sum() - (trend @ rest) ** 2 / (trend @ trend))
    return Step(
        at + _BEFORE, float(size[at]), abs(float(size[at])) / float(error),
        left / max(of_trend, 1e-9),
    )  # fmt: skip
