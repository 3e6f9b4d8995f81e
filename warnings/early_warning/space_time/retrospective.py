"""Where and when there were too many cases, in a period that is over, for a given mix of cases.

Kulldorff, Athas, Feuer, Miller, Key (1998), American Journal of Public Health 88:1377: the
retrospective space-time scan with the Poisson model, expected counts by indirect standardisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from early_warning.space_time.scan import p_values
from early_warning.space_time.statistic import log_likelihood_ratio
from early_warning.space_time.windows import Zones

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PastCluster:
    """A cluster of a period that is over: places (nearest first), its first and last time."""

    places: tuple[int, ...]
    first: int
    last: int
    observed: float
    expected: float
    ratio: float  # log-likelihood ratio
    p_value: float  # NaN without replicates
    p_rank: float


def standardised(cases: Floats, population: Floats) -> Floats:
    """Return expected counts for the mix of strata: places (× times), adding up to all cases.

    ``cases`` and ``population``: strata on the last axis (age and sex, kind of caller, category),
    of the same shape or, for cases, summed over everything else (strata alone). Each stratum has
    the rate of the whole; a stratum without population expects nothing.
    """
    axes = tuple(range(population.ndim - 1))
    by_stratum = cases.sum(axis=axes) if cases.ndim == population.ndim else cases
    of = population.sum(axis=axes)
    rate = np.divide(by_stratum, of, out=np.zeros(len(of)), where=of > 0)
    return np.asarray(population @ rate)


def retrospective_scan(
    cases: Floats,
    expected: Floats,
    zones: Zones,
    *,
    longest: float = 0.5,
    replicates: int = 0,
    seed: int = 0,
    least: int = 2,
    most: int = 5,
) -> list[PastCluster]:
    """Return the clusters of high rates (``cases`` and ``expected``: places × times), the likeliest
    first, none of which shares a place with another.

    Windows of time are at most ``longest`` of all; only the proportions of ``expected`` count.
    """
    total = float(cases.sum())
    if total <= 0:
        return []
    due = expected * (total / expected.sum())
    first, last = _intervals(cases.shape[1], longest)
    sums_due = _sums(due, zones, first, last)
    seen = _sums(cases, zones, first, last)
    ratio = _ratio(seen, sums_due, zones, total, least)
    random = np.random.default_rng(seed)
    chance = (due / total).ravel()
    maxima = np.array([
        float(_ratio(
            _sums(
                random.multinomial(round(total), chance).reshape(cases.shape).astype(float),
                zones, first, last,
            ), sums_due, zones, total, least,
        ).max())
        for _ in range(replicates)
    ])  # fmt: skip
    found: list[PastCluster] = []
    taken = np.zeros(len(cases), dtype=np.bool_)
    for at in np.argsort(-ratio, axis=None, kind="stable"):
        family, size, k = np.unravel_index(at, ratio.shape)
        best = float(ratio[family, size, k])
        if len(found) >= most or best <= 0:
            break
        places = zones.order[family, : size + 1]
        if taken[places].any():
            continue
        taken[places] = True
        found.append(
            PastCluster(
                tuple(places.tolist()), int(first[k]), int(last[k]), float(seen[family, size, k]),
                float(sums_due[family, size, k]), best, *p_values(best, maxima),
            )
        )  # fmt: skip
    return found


def _intervals(times: int, longest: float) -> tuple[Ints, Ints]:
    """Return first and last time of all windows up to ``longest`` of ``times``."""
    width = max(int(times * longest), 1)
    pairs = [(a, a + w - 1) for w in range(1, width + 1) for a in range(times - w + 1)]
    found = np.array(pairs, dtype=np.int64)
    return found[:, 0], found[:, 1]


def _sums(values: Floats, zones: Zones, first: Ints, last: Ints) -> Floats:
    """Return sums of windows: families × sizes × intervals."""
    steps = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    of = steps[:, last + 1] - steps[:, first]
    padded = np.concatenate([of, np.zeros((1, of.shape[1]))])
    return np.cumsum(padded[zones.order], axis=1)


def _ratio(seen: Floats, due: Floats, zones: Zones, total: float, least: int) -> Floats:
    valid = zones.ends[:, :, None] & (seen >= least)
    return np.where(valid, log_likelihood_ratio(seen, due, total), 0.0)
