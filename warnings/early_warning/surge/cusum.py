"""CUSUM of counts, on a scale where they are about normal (Rossi, Lampugnani, Marchi 1999)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["standard", "rossi", "anscombe"]


@dataclass(frozen=True, slots=True)
class Cusum:
    """The statistic after each time and where it is at or above the decision interval."""

    statistic: Floats
    alarm: NDArray[np.bool_]


def standardised(counts: Floats, mean: Floats, scale: Scale, phi: Floats | float = 1.0) -> Floats:
    """Return counts as scores of about mean 0 and variance 1; ``phi`` is the over-dispersion."""
    if scale == "standard":
        raw = (counts - mean) / np.sqrt(mean)
    elif scale == "rossi":
        raw = (counts - 3.0 * mean + 2.0 * np.sqrt(counts * mean)) / (2.0 * np.sqrt(mean))
    else:
        raw = 1.5 * (np.cbrt(counts) ** 2 * mean ** (-1 / 6) - np.sqrt(mean))
    return np.asarray(raw / np.sqrt(phi))


def cusum(
    counts: Floats,
    mean: Floats,
    *,
    scale: Scale = "standard",
    k: float = 1.04,
    h: float = 2.26,
    phi: Floats | float = 1.0,
    reset: bool = False,
) -> Cusum:
    """Return S_t = max(0, S_{t-1} + score_t - k) over cells × times and where S_t >= h.

    ``mean``: expected counts, broadcast to ``counts``. Defaults of k and h are those of R's
    ``algo.cusum``. ``reset`` starts again at zero after an alarm.
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    mean = np.broadcast_to(np.maximum(mean, 1e-6), counts.shape)
    return cusum_of_scores(standardised(counts, mean, scale, phi), k=k, h=h, reset=reset)


def cusum_of_scores(scores: Floats, *, k: float, h: float, reset: bool = False) -> Cusum:
    """The same for scores at hand (cells × times), for example a forecast's residuals."""
    statistic = np.zeros_like(scores)
    running = np.zeros(len(scores))
    for t in range(scores.shape[1]):
        running = np.maximum(running + scores[:, t] - k, 0.0)
        statistic[:, t] = running
        if reset:
            running = np.where(running >= h, 0.0, running)
    return Cusum(statistic, statistic >= h)
