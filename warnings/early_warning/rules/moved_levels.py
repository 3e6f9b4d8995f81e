"""Levels that have risen and stayed up."""

from __future__ import annotations

import numpy as np

from early_warning.detection import Detection
from early_warning.shifts.change_point import level_shifts
from early_warning.surge.daily import DailyModel


def moved_levels(
    counts: np.ndarray,
    model: DailyModel,
    rows: np.ndarray,
    names: tuple[str, ...],
    number: int,
    *,
    days: int = 200,
    level: float = 1e-3,
    ratio: float = 1.3,
) -> list[Detection]:
    """Return categories whose level has risen within the last months and stayed up.

    ``counts``: names × days up to ``number``; ``rows``: the design of the same days. The p-value is
    that of the likeliest step (see ``level_shifts``), times the number of categories.
    """
    seen = counts[:, : number + 1][:, -days:]
    mean = model.mean(rows[: number + 1][-days:])
    enough = np.flatnonzero(seen.sum(axis=1) >= 40)
    if not len(enough):
        return []
    found = level_shifts(seen[enough], mean[enough], model.dispersion[enough], seed=number)
    p = np.minimum(found.p_value * len(enough), 1.0)
    moved = np.flatnonzero((p < level) & (found.ratio >= ratio))
    result = []
    for k in moved.tolist():
        span = int(found.days[k])
        total = float(seen[enough[k], -span:].sum())
        result.append(
            Detection(
                "shift",
                "event",
                number,
                span,
                total,
                total / float(found.ratio[k]),
                float(p[k]),
                category=names[int(enough[k])],
            )
        )
    return result
