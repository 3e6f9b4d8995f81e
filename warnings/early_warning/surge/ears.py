"""EARS C1, C2 and C3 (Hutwagner et al. 2003): the last days against the week before them.

``U1`` and ``U2`` are mean and standard deviation of seven days, without and with a gap of two days,
plus z standard deviations. C3 adds what C2 had over on the two days before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from early_warning.surge.thresholds import normal_quantile

Floats = NDArray[np.float64]
Kind = Literal["C1", "C2", "C3"]


@dataclass(frozen=True, slots=True)
class Ears:
    """Upper bounds and alarms, cells × times; NaN and False where the past is too short."""

    upper: Floats
    alarm: NDArray[np.bool_]


def ears(
    counts: Floats,
    kind: Kind = "C2",
    *,
    tail: float | None = None,
    baseline: int = 7,
    min_sigma: float = 0.0,
    like_r: bool = False,
) -> Ears:
    """Test every time of ``counts`` (cells × times).

    ``tail``: 0.001 for C1 and C2, 0.025 for C3 where None. ``like_r``: R's ``earsC`` starts the
    bound of C3 from the count itself instead of the baseline's mean and never lets it fall below 0;
    the paper's form is the default.
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    z = normal_quantile(1.0 - (tail if tail is not None else 0.025 if kind == "C3" else 0.001))
    mean, sd = _baseline(counts, baseline, 0 if kind == "C1" else 2)
    sd = np.maximum(sd, min_sigma)
    if kind != "C3":
        upper = mean + z * sd
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            over = np.maximum((counts - mean) / sd - 1.0, 0.0)
        carried = np.zeros_like(over)
        carried[:, 1:] += over[:, :-1]
        carried[:, 2:] += over[:, :-2]
        carried[:, : baseline + 4] = np.nan
        middle = counts if like_r else mean
        upper = middle + sd * (z - carried)
        if like_r:
            upper = np.maximum(upper, 0.0)
    with np.errstate(invalid="ignore"):
        return Ears(upper, np.isfinite(upper) & (counts > upper))


def _baseline(counts: Floats, days: int, gap: int) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the ``days`` before, ``gap`` days left out."""
    mean = np.full_like(counts, np.nan)
    sd = np.full_like(counts, np.nan)
    if counts.shape[1] > days + gap:
        windows = np.lib.stride_tricks.sliding_window_view(counts, days, axis=1)
        windows = windows[:, : counts.shape[1] - days - gap]
        mean[:, days + gap :] = windows.mean(axis=2)
        sd[:, days + gap :] = windows.std(axis=2, ddof=1)
    return mean, sd
