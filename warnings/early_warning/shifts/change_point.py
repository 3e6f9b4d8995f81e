"""Slow leaks and level shifts: what stays under every daily threshold but moves the month.

The likelihood ratio of a step at every possible day of the last months, on counts compared with
their expectation (so that season and weekday are gone), with the greatest one judged against
simulated series without a step; and a slow CUSUM of the same scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from early_warning.surge.cusum import cusum_of_scores, standardised

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shifts:
    """One entry a cell: days since the likeliest step, the step as a ratio, its p-value."""

    days: Ints
    ratio: Floats
    statistic: Floats
    p_value: Floats


def level_shifts(
    counts: Floats,
    mean: Floats,
    phi: Floats,
    *,
    shortest: int = 14,
    longest: int = 90,
    replicates: int = 199,
    seed: int = 0,
) -> Shifts:
    """Return for each cell the likeliest upward or downward step (cells × days, same for ``mean``).

    ``phi``: over-dispersion of each cell; the ratio is divided by it. The p-value is a Gumbel tail
    of the greatest ratio in series drawn without a step, in classes of expected counts.
    """
    statistic, at = _greatest(counts, mean, shortest, longest)
    statistic = statistic / np.maximum(phi, 1.0)
    days = at + shortest
    n = counts.shape[1]
    after = np.array([counts[k, n - d :].sum() for k, d in enumerate(days)])
    due_after = np.array([mean[k, n - d :].sum() for k, d in enumerate(days)])
    before = np.array([counts[k, : n - d].sum() for k, d in enumerate(days)])
    due_before = np.array([mean[k, : n - d].sum() for k, d in enumerate(days)])
    ratio = ((after + 0.5) / (due_after + 0.5)) / ((before + 0.5) / (due_before + 0.5))
    p_value = _p_values(
        statistic, mean, shortest=shortest, longest=longest, replicates=replicates, seed=seed
    )
    return Shifts(days, ratio, statistic, p_value)


def _greatest(counts: Floats, mean: Floats, shortest: int, longest: int) -> tuple[Floats, Ints]:
    """Return the greatest ratio over steps ``shortest`` .. ``longest`` days ago, and which."""
    longest = min(longest, counts.shape[1] - shortest)
    total, due = counts.sum(axis=1, keepdims=True), mean.sum(axis=1, keepdims=True)
    back = np.cumsum(counts[:, ::-1], axis=1)[:, shortest - 1 : longest]
    back_due = np.cumsum(mean[:, ::-1], axis=1)[:, shortest - 1 : longest]
    e = np.maximum(back_due * total / np.maximum(due, 1e-9), 1e-9)
    rest, rest_due = total - back, np.maximum(total - e, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(back > 0, back * np.log(back / e), 0.0) + np.where(
            rest > 0, rest * np.log(rest / rest_due), 0.0
        )
    at = ratio.argmax(axis=1)
    return ratio[np.arange(len(ratio)), at], at


def _p_values(
    statistic: Floats, mean: Floats, *, shortest: int, longest: int, replicates: int, seed: int
) -> Floats:
    """Return Gumbel tails of the statistics, from series drawn in classes of expected counts."""
    random = np.random.default_rng(seed)
    sizes = np.digitize(mean.sum(axis=1), [5.0, 20.0, 100.0, 500.0])
    found = np.ones(len(statistic))
    for size in np.unique(sizes):
        cells = np.flatnonzero(sizes == size)
        drawn = random.poisson(np.repeat(mean[cells[:1]], replicates, axis=0)).astype(float)
        maxima, _ = _greatest(drawn, np.repeat(mean[cells[:1]], replicates, axis=0), shortest,
                              longest)  # fmt: skip
        scale = max(float(maxima.std(ddof=1)) * np.sqrt(6.0) / np.pi, 1e-3)
        place = float(maxima.mean()) - 0.5772156649 * scale
        found[cells] = -np.expm1(-np.exp(-(statistic[cells] - place) / scale))
    return found


def slow_leaks(
    counts: Floats, mean: Floats, phi: Floats, *, k: float = 0.25, h: float = 8.0
) -> NDArray[np.bool_]:
    """Tell which cells (cells × days) have a slow CUSUM at or above ``h`` on the last day.

    ``k`` is half the rise, in standard deviations a day, that one wants to see: small, so that a
    little more every day adds up.
    """
    scores = standardised(counts, np.maximum(mean, 1e-3), "anscombe", phi[:, None])
    return np.asarray(cusum_of_scores(scores, k=k, h=h).alarm[:, -1])
