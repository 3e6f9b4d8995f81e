"""How many tickets of the last days there will be, when some are recorded late.

The delay from acceptance to record is learnt from what was recorded up to now, by reverse-time
hazards: of the tickets recorded within d days, the share recorded after exactly d (Brookmeyer and
Liao 1990, Biometrics 46:1089; Lawless 1994, Canadian Journal of Statistics 22:15). Only days old
enough to tell of a delay count for it, so recent days do not shorten it; the means are those of the
chain ladder (Mack 1993, ASTIN Bulletin 23:213).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.expected.quantiles import count_quantiles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_DAYS = 20  # on which something was recorded; fewer are loads, no delays of their own
MOST_ON_A_DAY = 0.5
USUAL_CASES = 2.0  # what the usual level weighs beside a day's own tickets
USUAL_DAYS = 56  # of complete days that tell it
TAILS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Delays:
    """By source and age in days (0 ..): share recorded by then, and that share's variance."""

    share: Floats
    variance: Floats


@dataclass(frozen=True, slots=True)
class Nowcast:
    """By source and day, the last day last: what is there, what is expected in the end, and the
    bounds that leave 5 % on each side.
    """

    seen: Floats
    mean: Floats
    low: Floats
    high: Floats


def real_recordings(accepted: Ints, recorded: Ints) -> bool:
    """Tell whether recording days are those of a running feed, not of a few large loads, and never
    lie before acceptance (both: day numbers).
    """
    if not len(recorded) or (recorded < accepted).mean() > 0.01:
        return False
    _, on_a_day = np.unique(recorded, return_counts=True)
    return bool(len(on_a_day) >= LEAST_DAYS and on_a_day.max() <= MOST_ON_A_DAY * len(recorded))


def delay_table(
    accepted: Ints, recorded: Ints, source: Ints, sources: int, *, today: int, days: int
) -> Floats:
    """Return tickets by source, day and delay: sources × ``days`` × ``days``.

    The last day is ``today``; what was recorded later is not known yet and is left out.
    """
    day = accepted - (today - days + 1)
    delay = np.maximum(recorded - accepted, 0)
    kept = (day >= 0) & (day < days) & (recorded <= today) & (delay < days) & (source >= 0)
    code = (source[kept] * days + day[kept]) * days + delay[kept]
    found = np.bincount(code, minlength=sources * days * days).astype(float)
    return found.reshape(sources, days, days)


def delays(table: Floats, *, longest: int = 14, prior: float = 30.0) -> Delays:
    """Return how much of a day's tickets is recorded by age (``table`` of ``delay_table``).

    Hazards of a source are shrunk to those of all sources by ``prior`` tickets. Nothing comes later
    than ``longest`` days. Variance: Greenwood's, for hazards in reverse time.
    """
    sources, days, _ = table.shape
    longest = min(longest, days - 1)
    age = np.arange(days)[::-1]  # of each day, at the end of today
    hazard, weight = np.zeros((sources, longest + 1)), np.ones((sources, longest + 1))
    for d in range(1, longest + 1):
        old = age >= d
        exact = table[:, old, d].sum(axis=1)
        within = table[:, old, : d + 1].sum(axis=(1, 2))
        overall = (exact.sum() + 0.5) / (within.sum() + 1.0)
        hazard[:, d] = (exact + prior * overall) / (within + prior)
        weight[:, d] = within + prior
    left = np.log1p(-hazard)
    share = np.exp(np.cumsum(left[:, ::-1], axis=1)[:, ::-1])
    share = np.concatenate([share[:, 1:], np.ones((sources, 1))], axis=1)
    term = hazard / ((1.0 - hazard) * weight)
    log_variance = np.cumsum(term[:, ::-1], axis=1)[:, ::-1]
    log_variance = np.concatenate([log_variance[:, 1:], np.zeros((sources, 1))], axis=1)
    return Delays(share, share**2 * log_variance)


def nowcast(table: Floats, found: Delays, *, last: int = 7, spread: float = 0.0) -> Nowcast:
    """Return what the ``last`` days will have in the end, by source.

    What is still to come of a day is negative binomial, since its rate is only known from what has
    come and, as far as ``USUAL_CASES`` go, from the usual level (a gamma prior); its variance grows
    by that of the share recorded. ``spread``: squared
    coefficient of variation of the share from day to day, beyond that.
    """
    days = table.shape[1]
    seen = table.sum(axis=2)[:, days - last :]
    age = np.minimum(np.arange(last)[::-1], found.share.shape[1] - 1)
    share = np.clip(found.share[:, age], 1e-3, 1.0)
    variance = found.variance[:, age] + spread * share**2 * (1.0 - share)
    longest = found.share.shape[1] - 1
    usual = table[:, max(days - longest - USUAL_DAYS, 0) : max(days - longest, 1)].sum(axis=2)
    known = share + USUAL_CASES / np.maximum(usual.mean(axis=1, keepdims=True), 0.02)
    rate = (seen + USUAL_CASES) / known
    coming = rate * (1.0 - share)
    wide = coming * (1.0 + (1.0 - share) / known) + (rate / known) ** 2 * variance
    low, high = _bounds(coming, wide)
    whole = share >= 1.0 - 1e-9
    return Nowcast(
        seen,
        seen + np.where(whole, 0.0, coming),
        seen + np.where(whole, 0.0, low),
        seen + np.where(whole, 0.0, high),
    )


def _bounds(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the quantiles of counts that leave 5 % on each side."""
    flat = zip(mean.ravel().tolist(), variance.ravel().tolist(), strict=True)
    found = np.array([count_quantiles(m, v, TAILS) for m, v in flat]).reshape(*mean.shape, 2)
    return found[..., 0], found[..., 1]
