"""Penalised Poisson regression of many series that share a design matrix, solved together.

Iteratively reweighted least squares (Nelder and Wedderburn 1972) with a ridge penalty. The normal
equations of all series come out of one matrix product: weights (series × days) times the days'
outer products of the design (days × column pairs).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 8
_AT_REST = 1e-4  # the largest step of a series that needs no further round
_CUT = 4.0  # standard deviations above the mean beyond which a burst no longer counts
_CHUNK = 256  # series at once: bounds memory


@dataclass(frozen=True, eq=False)
class Coefficients:
    """``beta``: series × columns. ``eta``: fitted log means, series × days. ``dispersion``:
    variance ÷ mean of each series, at least 1."""

    beta: Floats
    eta: Floats
    dispersion: Floats


def pairs_of(design: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return days × pairs of columns, and which columns each pair is of."""
    one, two = np.triu_indices(design.shape[1])
    return design[:, one] * design[:, two], one, two


def fit_poisson(
    counts: Floats, design: Floats, reach: Floats, weights: Floats, offset: Floats
) -> Coefficients:
    """Fit each row of ``counts`` (n × T, NaN: not known) on ``design`` (T × p).

    ``reach``: prior standard deviation of each coefficient; the first column is the constant, and
    isn't drawn. ``weights``: T, how much each day counts. ``offset``: n × T, known log means.
    """
    n, p = len(counts), design.shape[1]
    beta, eta, dispersion = np.zeros((n, p)), np.zeros(counts.shape), np.ones(n)
    shared = _Shared(design, *pairs_of(design), reach)
    for start in range(0, n, _CHUNK):
        part = slice(start, min(start + _CHUNK, n))
        found = _fit(counts[part], shared, weights, offset[part])
        beta[part], eta[part], dispersion[part] = found.beta, found.eta, found.dispersion
    return Coefficients(beta, eta, dispersion)


@dataclass(frozen=True, eq=False)
class _Shared:
    """What all series share: design, its pairs of columns, how far coefficients reach."""

    design: Floats
    pairs: Floats
    one: NDArray[np.int64]
    two: NDArray[np.int64]
    reach: Floats

    def step(
        self, weight: Floats, mean: Floats, cut: Floats, dispersion: Floats, beta: Floats
    ) -> Floats:
        """Return Newton's step of some series, series × columns."""
        n, p = beta.shape
        penalty = 1.0 / self.reach**2
        penalty[0] = 1e-6
        curvature = (weight * mean) @ self.pairs
        hessian = np.empty((n, p, p))
        hessian[:, self.one, self.two] = curvature
        hessian[:, self.two, self.one] = curvature
        pull = dispersion[:, None] * penalty
        hessian[:, range(p), range(p)] += pull + 1e-9
        slope = (weight * (cut - mean)) @ self.design - pull * beta
        result: Floats = np.asarray(np.linalg.solve(hessian, slope[:, :, None]), dtype=float)
        return result[:, :, 0]


def _fit(counts: Floats, shared: _Shared, weights: Floats, offset: Floats) -> Coefficients:
    n, p = len(counts), shared.design.shape[1]
    known = ~np.isnan(counts)
    weight = weights * known
    seen = np.where(known, counts, 0.0)
    beta = np.zeros((n, p))
    base = (weight * np.exp(offset)).sum(axis=1)
    beta[:, 0] = np.log(((weight * seen).sum(axis=1) + 0.05) / np.maximum(base, 1e-9))
    dispersion = np.ones(n)
    eta = offset + beta[:, :1]
    # Series that have come to rest cost no further rounds.
    left = np.arange(n)
    for number in range(_ROUNDS):
        mean = np.exp(np.clip(eta[left], -20, 20))
        cut = seen[left]
        if number >= 2:
            # A single burst says nothing of the weeks to come.
            limit = mean + _CUT * np.sqrt(dispersion[left][:, None] * mean) + 1
            cut = np.minimum(cut, limit)
            dispersion[left] = _dispersion(cut, mean, weight[left])
        step = shared.step(weight[left], mean, cut, dispersion[left], beta[left])
        largest = np.abs(step).max(axis=1)
        beta[left] += step * np.minimum(1.0, 2.0 / np.maximum(largest, 1e-12))[:, None]
        eta[left] = offset[left] + beta[left] @ shared.design.T
        if number >= 3:
            left = left[largest >= _AT_REST]
        if not len(left):
            break
    return Coefficients(beta, np.clip(eta, -20, 20), dispersion)


def _dispersion(cut: Floats, mean: Floats, weight: Floats) -> Floats:
    """Return Pearson's χ² a day, at least 1; a small sample is drawn to 1."""
    squares = weight * (cut - mean) ** 2 / np.maximum(mean, 1e-3)
    result: Floats = np.maximum((squares.sum(axis=1) + 5.0) / (weight.sum(axis=1) + 5.0), 1.0)
    return result
