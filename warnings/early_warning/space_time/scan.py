"""Kulldorff's scan: purely spatial, and prospective in space and time.

Kulldorff (1997), Communications in Statistics 26:1481; Kulldorff (2001), JRSS A 164:61; the
permutation model: Kulldorff et al. (2005), PLoS Medicine 2:e59. The spatial part agrees with
SaTScan's own printed results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from early_warning.space_time.statistic import (
    gumbel_p_value,
    log_likelihood_ratio,
    rank_p_value,
)
from early_warning.space_time.windows import Zones

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Model = Literal["poisson", "permutation"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: its places (indices, nearest first), last days, and how sure it is."""

    places: tuple[int, ...]
    days: int  # 0 in a purely spatial scan
    observed: float
    expected: float
    ratio: float  # log-likelihood ratio
    statistic: float  # the ratio after the penalty of the shape
    p_value: float  # NaN without replicates
    p_rank: float
    shape: float = 1.0
    angle: float = 0.0


def _family_sums(values: Floats, zones: Zones) -> Floats:
    """Return cumulated sums along each family: families × sizes (× last axis of ``values``)."""
    padded = np.concatenate([values, np.zeros((1, *values.shape[1:]))])
    return np.cumsum(padded[zones.order], axis=1)


def spatial_scan(
    cases: Floats,
    population: Floats,
    zones: Zones,
    *,
    replicates: int = 0,
    seed: int = 0,
    least: int = 2,
    most: int = 5,
) -> list[Cluster]:
    """Return the non-overlapping clusters of high rates, the likeliest first (Poisson model)."""
    total = float(cases.sum())
    expected = population * (total / population.sum())
    due = _family_sums(expected, zones)
    valid = zones.ends
    ratio = np.where(valid, log_likelihood_ratio(_family_sums(cases, zones), due, total), 0.0)
    seen = _family_sums(cases, zones)
    ratio = np.where(seen >= least, ratio, 0.0)
    statistic = ratio * zones.penalty[:, None]
    random = np.random.default_rng(seed)
    maxima = np.array([
        _greatest(
            random.multinomial(int(total), expected / total).astype(float), due, zones, valid, total
        )
        for _ in range(replicates)
    ])  # fmt: skip
    found: list[Cluster] = []
    taken = np.zeros(len(cases), dtype=bool)
    for at in np.argsort(-statistic, axis=None, kind="stable"):
        family, size = np.unravel_index(at, statistic.shape)
        if len(found) >= most or statistic[family, size] <= 0:
            break
        places = zones.order[family, : size + 1]
        if taken[places].any():
            continue
        taken[places] = True
        best = float(statistic[family, size])
        p, rank = p_values(best, maxima)
        found.append(
            Cluster(
                tuple(places.tolist()), 0, float(seen[family, size]), float(due[family, size]),
                float(ratio[family, size]), best, p, rank,
                float(zones.shape[family]), float(zones.angle[family]),
            )
        )  # fmt: skip
    return found


def _greatest(
    cases: Floats, due: Floats, zones: Zones, valid: NDArray[np.bool_], total: float
) -> float:
    ratio = log_likelihood_ratio(_family_sums(cases, zones), due, total)
    return float((np.where(valid, ratio, 0.0) * zones.penalty[:, None]).max())


def p_values(statistic: float, maxima: Floats) -> tuple[float, float]:
    """Return the p-value (Gumbel's from 20 replicates on) and the one by rank; NaN without any."""
    if not len(maxima):
        return float("nan"), float("nan")
    if len(maxima) < 20:
        return rank_p_value(statistic, maxima), rank_p_value(statistic, maxima)
    return gumbel_p_value(statistic, maxima), rank_p_value(statistic, maxima)


def prospective_scan(
    counts: Floats,
    zones: Zones,
    *,
    baseline: Floats | None = None,
    model: Model = "permutation",
    windows: Sequence[int] = (1, 2, 3, 5, 7, 10, 14),
    replicates: int = 49,
    seed: int = 0,
    least: int = 3,
    most: int = 5,
) -> list[Cluster]:
    """Return clusters that are alive on the last day of ``counts`` (places × days).

    ``poisson`` needs ``baseline`` (expected counts, places × days; only their proportions count).
    ``permutation`` takes what each place and each day have on their own: expected is place total ×
    day total / all. Replicates redraw, under the model, only the sums that windows need; the
    p-value is Gumbel's.
    """
    total = float(counts.sum())
    if total <= 0:
        return []
    due = _due(counts, baseline, model)
    tails = [slice(counts.shape[1] - w, None) for w in windows]
    seen = np.stack([counts[:, t].sum(axis=1) for t in tails], axis=1)
    expected = np.stack([due[:, t].sum(axis=1) for t in tails], axis=1)
    sums, sums_due = _family_sums(seen, zones), _family_sums(expected, zones)
    valid = zones.ends[:, :, None] & (sums >= least)
    ratio = np.where(valid, log_likelihood_ratio(sums, sums_due, total), 0.0)
    statistic = ratio * zones.penalty[:, None, None]
    random = np.random.default_rng(seed)
    maxima = np.array([
        _replicate(
            counts, due, zones, windows=windows, model=model, random=random, least=least,
            sums_due=sums_due, total=total,
        )
        for _ in range(replicates)
    ])  # fmt: skip
    found: list[Cluster] = []
    taken = np.zeros(len(counts), dtype=bool)
    for at in np.argsort(-statistic, axis=None, kind="stable"):
        family, size, w = np.unravel_index(at, statistic.shape)
        best = float(statistic[family, size, w])
        if len(found) >= most or best <= 0:
            break
        places = zones.order[family, : size + 1]
        if taken[places].any():
            continue
        taken[places] = True
        p, rank = p_values(best, maxima)
        found.append(
            Cluster(
                tuple(places.tolist()), int(windows[w]), float(sums[family, size, w]),
                float(sums_due[family, size, w]), float(ratio[family, size, w]), best, p, rank,
                float(zones.shape[family]), float(zones.angle[family]),
            )
        )  # fmt: skip
    return found


def _due(counts: Floats, baseline: Floats | None, model: Model) -> Floats:
    if model == "permutation":
        return np.asarray(np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum())
    if baseline is None:
        raise ValueError("the Poisson model needs expected counts")
    return np.asarray(baseline * (counts.sum() / baseline.sum()))


def _replicate(
    counts: Floats,
    due: Floats,
    zones: Zones,
    *,
    windows: Sequence[int],
    model: Model,
    random: np.random.Generator,
    least: int,
    sums_due: Floats,
    total: float,
) -> float:
    """Return the greatest statistic of one data set drawn under the model."""
    n = counts.shape[1]
    edges = sorted({n - w for w in windows} | {0})
    blocks = [due[:, a:b].sum(axis=1) for a, b in zip(edges, [*edges[1:], n], strict=True)]
    if model == "poisson":
        chance = np.stack(blocks, axis=1)
        drawn = random.multinomial(round(total), chance.ravel() / chance.sum())
        drawn = drawn.reshape(chance.shape)
    else:
        # Who reports stays, when is shuffled: a table with both margins fixed.
        place = np.repeat(np.arange(len(counts)), counts.sum(axis=1).astype(int))
        day_total = [int(counts[:, a:b].sum()) for a, b in zip(edges, [*edges[1:], n], strict=True)]
        block = np.repeat(np.arange(len(edges)), day_total)
        random.shuffle(place)
        code = place * len(edges) + block
        drawn = np.bincount(code, minlength=len(counts) * len(edges))
        drawn = drawn.reshape(len(counts), len(edges))
    later = np.cumsum(drawn[:, ::-1], axis=1)[:, ::-1]
    seen = np.stack([later[:, edges.index(n - w)] for w in windows], axis=1).astype(float)
    sums = _family_sums(seen, zones)
    valid = zones.ends[:, :, None] & (sums >= least)
    ratio = np.where(valid, log_likelihood_ratio(sums, sums_due, total), 0.0)
    return float((ratio * zones.penalty[:, None, None]).max())
