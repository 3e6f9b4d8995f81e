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
_NEWTON = 4  # rounds with a curvature of their own; the later ones keep the last (chord method)
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


def fit_poisson(
    counts: Floats, design: Floats, reach: Floats, weights: Floats, offset: Floats
) -> Coefficients:
    """Fit each row of ``counts`` (n × T, NaN: not known) on ``design`` (T × p).

    ``reach``: prior standard deviation of each coefficient; the first column is the constant, and
    isn't drawn. ``weights``: T, how much each day counts. ``offset``: n × T, known log means.
    """
    n, p = len(counts), design.shape[1]
    beta, eta, dispersion = np.zeros((n, p)), np.zeros(counts.shape), np.ones(n)
    shared = _shared(design, reach)
    for start in range(0, n, _CHUNK):
        part = slice(start, min(start + _CHUNK, n))
        found = _fit(counts[part], shared, weights, offset[part])
        beta[part], eta[part], dispersion[part] = found.beta, found.eta, found.dispersion
    return Coefficients(beta, eta, dispersion)


@dataclass(frozen=True, eq=False)
class _Shared:
    """What all series share: the design, its products of two columns (days × pairs), which of them
    stands at each place of a matrix of columns × columns, what a squared coefficient costs."""

    design: Floats
    pairs: NDArray[np.float32]
    place: NDArray[np.int64]
    penalty: Floats

    def curvature(self, weight: Floats, mean: Floats, dispersion: Floats) -> Floats:
        """Return each series' second derivative (negative), series × columns × columns.

        From single precision: it only says how far to step; where a series comes to rest is told
        by the slope, which is in double.
        """
        p = len(self.penalty)
        products = (weight * mean).astype(np.float32) @ self.pairs
        hessian = products.astype(float)[:, self.place].reshape(-1, p, p)
        hessian[:, range(p), range(p)] += dispersion[:, None] * self.penalty + 1e-9
        return hessian

    def slope(self, weight: Floats, off: Floats, dispersion: Floats, beta: Floats) -> Floats:
        """Return the first derivative, series × columns. ``off``: observed less fitted."""
        result: Floats = (weight * off) @ self.design - dispersion[:, None] * self.penalty * beta
        return result


def _shared(design: Floats, reach: Floats) -> _Shared:
    p = design.shape[1]
    one, two = np.triu_indices(p)
    place = np.empty((p, p), dtype=np.int64)
    place[one, two] = place[two, one] = np.arange(len(one))
    columns = design.astype(np.float32)
    penalty = 1.0 / reach**2
    penalty[0] = 1e-6  # the constant is free
    return _Shared(design, columns[:, one] * columns[:, two], place.ravel(), penalty)


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
        if number < _NEWTON:
            bend = shared.curvature(weight[left], mean, dispersion[left])
        slope = shared.slope(weight[left], cut - mean, dispersion[left], beta[left])
        step = np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
        largest = np.abs(step).max(axis=1)
        beta[left] += step * np.minimum(1.0, 2.0 / np.maximum(largest, 1e-12))[:, None]
        eta[left] = offset[left] + beta[left] @ shared.design.T
        if number >= 3:
            moving = largest >= _AT_REST
            left, bend = left[moving], bend[moving]
        if not len(left):
            break
    return Coefficients(beta, np.clip(eta, -20, 20), dispersion)


def _dispersion(cut: Floats, mean: Floats, weight: Floats) -> Floats:
    """Return Pearson's χ² a day, at least 1; a small sample is drawn to 1."""
    squares = weight * (cut - mean) ** 2 / np.maximum(mean, 1e-3)
    result: Floats = np.maximum((squares.sum(axis=1) + 5.0) / (weight.sum(axis=1) + 5.0), 1.0)
    return result
