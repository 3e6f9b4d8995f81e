"""Daily counts of many cells against their season, weekday, holidays and recent level.

One regression for all cells (they share the design), fitted to the past; the level of the last
weeks corrects it. Sums over windows of days are tested, since a rise of three days is no surprise
on any one of them. Over-dispersion is taken from the same window sums of the past, so correlated
days are paid for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from early_warning.surge.glm import fit_quasi_poisson, outlier_weights
from early_warning.surge.thresholds import upper_tail

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Windows:
    """Cells × windows: what was seen and expected in the windows that end with the last day."""

    days: tuple[int, ...]
    observed: Floats
    expected: Floats
    phi: Floats
    p_value: Floats


@dataclass(frozen=True, slots=True)
class DailyModel:
    """A fit to use for some days until it is fitted again."""

    beta: Floats  # cells × columns
    dispersion: Floats  # cells
    error: Floats  # standard errors of ``beta``

    def mean(self, rows: Floats) -> Floats:
        """Return expected counts (cells × days) before correction by the recent level."""
        return np.exp(np.clip(self.beta @ rows.T, -20.0, 20.0))


def fit_daily(
    counts: Floats, rows: Floats, penalty: Floats, *, half_life: float = 540.0
) -> DailyModel:
    """Fit all cells (cells × days) to the design ``rows`` (days × columns).

    The past weighs less the older it is; days that stand out are held down, as in Farrington's
    method, so that an outbreak does not become the expectation.
    """
    age = np.arange(counts.shape[1])[::-1]
    recency = np.broadcast_to(0.5 ** (age / half_life), counts.shape)
    first = fit_quasi_poisson(counts, rows, recency, penalty=penalty, tolerance=1e-4, most=12)
    dispersion = np.maximum(first.dispersion, 1.0)
    raw = 1.5 * (np.cbrt(counts) ** 2 * first.mean ** (-1 / 6) - np.sqrt(first.mean))
    weights = outlier_weights(raw / np.sqrt(dispersion[:, None]), 2.58) * recency
    second = fit_quasi_poisson(
        counts,
        rows,
        weights,
        start=np.log(first.mean),
        penalty=penalty,
        tolerance=1e-4,
        most=12,
    )
    dispersion = np.maximum(second.dispersion, 1.0)
    variance = np.einsum("cii->ci", second.covariance) * dispersion[:, None]
    return DailyModel(second.beta, dispersion, np.sqrt(np.maximum(variance, 0.0)))


def window_tests(
    counts: Floats,
    mean: Floats,
    windows: tuple[int, ...],
    *,
    level_days: int = 56,
    gap: int = 0,
    prior: float = 10.0,
    memory: int = 548,
    least_phi: float = 1.0,
) -> Windows:
    """Test the windows that end with the last day of ``counts`` (cells × days).

    ``mean``: the model's expectation of the same days. The level is the ratio of counts to
    expectation in the ``level_days`` before the window (and ``gap``), shrunk to one by ``prior``
    expected cases. Dispersion of each window's sum: from the same statistic on the ``memory`` days
    before.
    """
    seen = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    due = np.concatenate([np.zeros((len(mean), 1)), np.cumsum(mean, axis=1)], axis=1)
    last = counts.shape[1]
    first = max(last - memory, level_days + gap + max(windows))
    shape = (len(counts), len(windows))
    observed, expected, phi = np.zeros(shape), np.zeros(shape), np.ones(shape)
    for k, w in enumerate(windows):
        ends = np.arange(first, last + 1)
        before = ends - w - gap
        o = seen[:, ends] - seen[:, ends - w]
        e = due[:, ends] - due[:, ends - w]
        level = (seen[:, before] - seen[:, before - level_days] + prior) / (
            due[:, before] - due[:, before - level_days] + prior
        )
        e = np.maximum(e * level, 1e-6)
        observed[:, k], expected[:, k] = o[:, -1], e[:, -1]
        step = max(w // 2, 2)
        phi[:, k] = _dispersion(o[:, : -2 * w : step], e[:, : -2 * w : step])
    phi = np.maximum(phi, least_phi)
    return Windows(windows, observed, expected, phi, upper_tail(observed, expected, phi))


def _dispersion(observed: Floats, expected: Floats, cut: float = 9.0) -> Floats:
    """Return the spread of past sums in units of Poisson's, outbreaks cut back, at least 1."""
    if observed.shape[1] < 8:
        return np.full(len(observed), 1.5)
    squared = (observed - expected) ** 2 / np.maximum(expected, 0.5)
    usual = np.maximum(np.median(squared, axis=1) / 0.455, 1.0)
    return np.asarray(np.maximum(np.minimum(squared, cut * usual[:, None]).mean(axis=1), 1.0))
