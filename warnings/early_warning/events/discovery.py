"""How many of the day's thousands of tests may speak: Benjamini–Hochberg's rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from early_warning.detection import Detection


def discoveries(
    found: Sequence[Detection], tests: int, rate: float, factor: dict[str, float] | None = None
) -> list[Detection]:
    """Return the detections that stand at a false-discovery rate of ``rate`` over ``tests`` tests.

    Benjamini, Hochberg (1995), JRSS B 57:289; valid under positive dependence, which nested cells
    have. ``factor`` moves a detector's p-values (judgements do): above one is stricter.
    """
    if not found:
        return []
    factor = factor or {}
    p = np.array([min(one.p_value * factor.get(one.detector, 1.0), 1.0) for one in found])
    order = np.argsort(p, kind="stable")
    limit = rate * np.arange(1, len(p) + 1) / max(tests, len(p))
    passing = np.flatnonzero(p[order] <= limit)
    if not len(passing):
        return []
    return [found[k] for k in sorted(order[: passing[-1] + 1].tolist())]
