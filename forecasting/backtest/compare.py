"""Whether one forecast is better than another, or only was so by chance.

The loss of an origin is what is compared: its days and series hang together, origins hardly do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.types import Floats

_DRAWS = 1999
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """``ratio``: our loss ÷ the other's. ``low``, ``high``: its 90 % interval by a moving block
    bootstrap over origins (Künsch 1989). ``p``: of equal losses, two-sided. NaN with fewer than
    four origins."""

    ratio: float
    low: float
    high: float
    p: float


def compare(ours: Floats, theirs: Floats, *, overlap: int = 0, seed: int = 1) -> Comparison:
    """Compare losses by origin. ``overlap``: how many following origins share days with one."""
    total = float(theirs.sum())
    ratio = float(ours.sum()) / total if total else float("nan")
    n = len(ours)
    if n < _LEAST or not total:
        return Comparison(ratio, float("nan"), float("nan"), float("nan"))
    block = overlap + 1
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, n - block + 1, (_DRAWS, -(-n // block)))
    rows = (starts[:, :, None] + np.arange(block)).reshape(_DRAWS, -1)[:, :n]
    drawn = ours[rows].sum(axis=1) / np.maximum(theirs[rows].sum(axis=1), 1e-12)
    low, high = np.quantile(drawn, (0.05, 0.95))
    return Comparison(ratio, float(low), float(high), _equal(ours - theirs, overlap))


def _equal(difference: Floats, overlap: int) -> float:
    """Return p of Diebold and Mariano's test as corrected by Harvey, Leybourne and Newbold 1997."""
    n = len(difference)
    gap = difference - difference.mean()
    variance = float((gap**2).mean())
    for lag in range(1, overlap + 1):
        variance += 2 * float((gap[lag:] * gap[:-lag]).sum()) / n
    if variance <= 0:
        # A negative estimate says nothing; no difference at all is no evidence.
        variance = float((gap**2).mean())
    if variance <= 0:
        return 1.0 if not difference.any() else 0.0
    from scipy.stats import t

    steps = overlap + 1
    small = np.sqrt((n + 1 - 2 * steps + steps * (steps - 1) / n) / n)
    value = small * float(difference.mean()) / np.sqrt(variance / n)
    return float(2 * t.sf(abs(value), n - 1))
