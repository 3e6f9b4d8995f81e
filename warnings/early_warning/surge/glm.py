"""Quasi-Poisson regression of many cells at once: they share the design, each has its own weights.

One matrix product gives every cell's normal equations, so thousands of cells cost little more than
their exponentials.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LOWEST = -25.0  # of the linear predictor: exp(-25) is no count at all
_HIGHEST = 25.0
_RIDGE = 1e-10


@dataclass(frozen=True, slots=True)
class Fit:
    """What a fit of ``cells`` series on ``n`` times and ``p`` columns gives."""

    beta: Floats  # cells × p
    mean: Floats  # cells × n
    covariance: Floats  # cells × p × p, unscaled: (X'WX)^-1
    dispersion: Floats  # cells, Pearson's, may be below 1
    weights: Floats  # cells × n, prior weights

    def predict(self, row: Floats) -> tuple[Floats, Floats]:
        """Return the linear predictor and its unscaled variance at a design row (p)."""
        eta = self.beta @ row
        variance = np.einsum("i,cij,j->c", row, self.covariance, row)
        return eta, np.maximum(variance, 0.0)


def fit_quasi_poisson(
    counts: Floats,
    design: Floats,
    weights: Floats | None = None,
    *,
    start: Floats | None = None,
    penalty: Floats | None = None,
    tolerance: float = 1e-8,
    most: int = 25,
) -> Fit:
    """Fit log-link quasi-Poisson models by iteratively reweighted least squares.

    ``counts``: cells × n; ``design``: n × p, shared; ``weights``: prior weights like ``counts``
    (1 where None). ``start``: linear predictors to begin with. ``penalty`` (p): ridge on each
    coefficient, for columns that few days speak of. Cells that have converged (relative
    change of the deviance, as R's ``glm``) are left alone while the others go on.
    """
    cells, _n = counts.shape
    p = design.shape[1]
    prior = np.ones_like(counts) if weights is None else weights
    upper = np.triu_indices(p)
    products = design[:, upper[0]] * design[:, upper[1]]
    eta = np.log(counts + 0.1) if start is None else start.copy()
    beta = np.zeros((cells, p))
    inverse = np.zeros((cells, p, p))
    deviance = np.full(cells, np.inf)
    active = np.arange(cells)
    for _ in range(most):
        y, w, e = counts[active], prior[active], eta[active]
        mu = np.exp(e)
        working = w * mu
        flat = working @ products
        normal = np.empty((len(active), p, p))
        normal[:, upper[0], upper[1]] = flat
        normal[:, upper[1], upper[0]] = flat
        scale = np.maximum(np.einsum("cii->ci", normal).max(axis=1), 1e-12)
        normal[:, np.arange(p), np.arange(p)] += _RIDGE * scale[:, None]
        if penalty is not None:
            normal[:, np.arange(p), np.arange(p)] += penalty
        right = (working * e + w * (y - mu)) @ design
        inverse[active] = np.linalg.inv(normal)
        beta[active] = np.einsum("cij,cj->ci", inverse[active], right)
        eta[active] = np.clip(beta[active] @ design.T, _LOWEST, _HIGHEST)
        new = _deviance(y, eta[active], w)
        moving = np.abs(new - deviance[active]) > tolerance * (np.abs(new) + 0.1)
        deviance[active] = new
        active = active[moving]
        if not len(active):
            break
    mean = np.exp(eta)
    freedom = np.maximum((prior > 0).sum(axis=1) - np.linalg.matrix_rank(design), 1)
    pearson = (prior * (counts - mean) ** 2 / mean).sum(axis=1) / freedom
    return Fit(beta, mean, inverse, pearson, prior)


def _deviance(y: Floats, eta: Floats, weights: Floats) -> Floats:
    """Return the deviance up to a constant of the counts: enough to see it settle."""
    return np.asarray(2.0 * (weights * (np.exp(eta) - y * eta)).sum(axis=1))


def leverages(fit: Fit, design: Floats) -> Floats:
    """Return the diagonal of each cell's hat matrix: cells × n."""
    upper = np.triu_indices(design.shape[1])
    doubled = np.where(upper[0] == upper[1], 1.0, 2.0)
    products = design[:, upper[0]] * design[:, upper[1]] * doubled
    return np.clip(
        fit.weights * fit.mean * (fit.covariance[:, upper[0], upper[1]] @ products.T), 0.0, 0.999
    )


def anscombe(counts: Floats, fit: Fit, design: Floats, dispersion: Floats) -> Floats:
    """Return standardised Anscombe residuals (Farrington et al. 1996, eq. 5): cells × n."""
    raw = 1.5 * (np.cbrt(counts) ** 2 * fit.mean ** (-1 / 6) - np.sqrt(fit.mean))
    return raw / np.sqrt(dispersion[:, None] * (1.0 - leverages(fit, design)))


def outlier_weights(residuals: Floats, threshold: float) -> Floats:
    """Return weights that hold past outbreaks down: s^-2 above ``threshold``, mean one a cell."""
    high = residuals > threshold
    raw = np.where(high, np.where(high, residuals, 1.0) ** -2.0, 1.0)
    return np.asarray(raw * (residuals.shape[1] / raw.sum(axis=1, keepdims=True)))
