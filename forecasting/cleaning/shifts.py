"""Level shifts: a lasting step in a series after season, weekday and holidays are taken out.

The largest step of the weekly log ratios of observed to fitted, found by the cumulative sum (Page
1954), is taken for a shift where it is large against the weeks' own scatter. Counts before it are
brought to the new level, so that the season is still learnt from them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_access.types import ANY
from forecasting.calendar.features import Calendar
from forecasting.cleaning.faults import day_of
from forecasting.cleaning.finding import Finding
from forecasting.models.regression import CountRegression
from forecasting.types import Floats, History

_LEVEL = 5.0  # tickets a day: below it a step can't be told from scatter
_LEAST = 0.35  # of the log: less is the level's business, which follows by itself
_SCORE = 8.0
_WEEKS_BEFORE, _WEEKS_AFTER = 26, 8


def level_shifts(history: History) -> tuple[History, list[Finding]]:
    """Return the history at today's level and what was shifted."""
    level = np.nan_to_num(history.counts).mean(axis=1)
    rows = np.flatnonzero(level >= _LEVEL)
    weeks = history.counts.shape[1] // 7
    if not len(rows) or weeks < _WEEKS_BEFORE + _WEEKS_AFTER:
        return history, []
    part = history.pick(rows)
    model = CountRegression(memory=1e6, shared=False)
    fitted = model.fit(part, Calendar("weekday")).past()
    counts = history.counts.copy()
    found = []
    for number, row in enumerate(rows):
        ratio = _weekly(history.counts[row], fitted[number], weeks)
        at, step, score = largest_step(ratio)
        if abs(step) < _LEAST or score < _SCORE:
            continue
        day = history.counts.shape[1] - 7 * (weeks - at)
        counts[row, :day] *= np.exp(step)
        area, category, channel = (str(v) for v in history.keys.iloc[row])
        when, factor = day_of(history, day), float(np.exp(step))
        where = "总量" if area == ANY and category == ANY else "该单元"
        text = f"{where}自 {when} 前后变为原来的 {factor:.2f} 倍并持续,预测以新水平为准。"
        found.append(
            Finding("level_shift", area, category, channel, when, history.last, text, factor)
        )
    return (replace(history, counts=counts), found) if found else (history, [])


def _weekly(counts: Floats, fitted: Floats, weeks: int) -> Floats:
    """Return the log of observed to fitted of the last ``weeks`` weeks."""
    known = ~np.isnan(counts[-7 * weeks :])
    seen = np.nan_to_num(counts[-7 * weeks :]).reshape(weeks, 7).sum(axis=1)
    due = (fitted[-7 * weeks :] * known).reshape(weeks, 7).sum(axis=1)
    result: Floats = np.log((seen + 0.5) / (due + 0.5))
    return result


def largest_step(ratio: Floats) -> tuple[int, float, float]:
    """Return position, size (after minus before, medians) and score of the largest step."""
    n = len(ratio)
    centred = np.clip(ratio - np.median(ratio), -1.5, 1.5)
    total = np.cumsum(centred)
    place = np.arange(1, n + 1)
    spread = np.sqrt(place * (n - place) / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.abs(total - total[-1] * place / n) / spread
    allowed = (place >= _WEEKS_BEFORE) & (place <= n - _WEEKS_AFTER)
    at = int(np.where(allowed, np.nan_to_num(score), -1.0).argmax()) + 1
    step = float(np.median(ratio[at:]) - np.median(ratio[:at]))
    scatter = float(np.median(np.abs(np.diff(ratio)))) / 0.6745 / np.sqrt(2)
    return at, step, float(score[at - 1]) / max(scatter, 0.02)
