"""A logistic model of counts whose factors are each pulled towards nothing as far as the data say.

The chance of a hit is logistic in a constant and one effect for each level of each factor. Effects
of a factor are normal around 0 with a variance of its own, found together with them: Newton steps
to the most probable effects (Laplace), then the variance that those effects and the number of them
that the data determine suggest (MacKay 1992, Neural Computation 4:415). That is penalised
quasi-likelihood (Breslow and Clayton 1993, JASA 88:9) with several crossed random factors; a factor
that explains nothing is pulled to nothing by itself. No randomness, and the same answer in whatever
order rows come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
STEPS = 25
_SETTLED = 1e-3  # of an effect, in logits
_STEADY = 0.05  # of the logarithm of a variance
_LEAST_VARIANCE, _MOST_VARIANCE = 1e-5, 4.0
_FIRST_VARIANCE = 0.1
_CONSTANT_PRECISION = 1e-6
_FARTHEST = 12.0  # a chance of six in a million: what lies beyond changes no count


@dataclass(frozen=True, slots=True)
class Fitted:
    """``effects``: the constant, then every level of every factor in order (``starts`` is where
    each factor begins). ``covariance``: of all of them. ``variances``: one a factor.
    """

    effects: Floats
    covariance: Floats
    variances: Floats
    starts: tuple[int, ...]

    def score(self, codes: Sequence[Codes], without: frozenset[int] = frozenset()) -> Floats:
        """Return the logit of rows; a level of −1 is one never seen. ``without``: factors that
        count as unknown.
        """
        total = np.full(len(codes[0]), self.effects[0])
        for place, (start, code) in enumerate(zip(self.starts, codes, strict=True)):
            if place not in without:
                total += np.where(code >= 0, self.effects[start + np.maximum(code, 0)], 0.0)
        return total


def chance(score: Floats) -> Floats:
    """Return the probability of a logit."""
    return 1.0 / (1.0 + np.exp(-np.clip(score, -_FARTHEST, _FARTHEST)))


def fit(codes: Sequence[Codes], sizes: Sequence[int], n: Floats, hits: Floats) -> Fitted:
    """Fit to rows of ``n`` cases with ``hits`` of them.

    ``codes``: for each factor the level of each row, 0 to its size in ``sizes`` less one.
    """
    starts = tuple(int(s) for s in 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    width = 1 + int(sum(sizes))
    effects = np.zeros(width)
    share = (hits.sum() + 0.5) / (n.sum() + 1.0)
    effects[0] = np.log(share / (1 - share))
    variances = np.full(len(sizes), _FIRST_VARIANCE)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    found = Fitted(effects, np.eye(width), variances, starts)
    for _ in range(STEPS):
        p = chance(found.score(codes))
        precision = np.concatenate([[_CONSTANT_PRECISION], 1.0 / variances[owner]])
        slope = _sums(codes, sizes, hits - n * p) - precision * effects
        information = _information(codes, starts, sizes, n * p * (1 - p)) + np.diag(precision)
        covariance = _inverse(information)
        step = covariance @ slope
        effects = effects + step / max(1.0, float(np.abs(step).max()))
        updated = _variances(effects, covariance, variances, owner)
        moved = float(np.abs(np.log(updated / variances)).max())
        variances = updated
        found = Fitted(effects, covariance, variances, starts)
        if moved < _STEADY and float(np.abs(step).max()) < _SETTLED:
            break
    return found


def _variances(
    effects: Floats, covariance: Floats, variances: Floats, owner: NDArray[np.int64]
) -> Floats:
    """Return each factor's variance: its effects' squares over as many as the data determine."""
    count = len(variances)
    squares = np.bincount(owner, effects[1:] ** 2, count)
    open_part = np.bincount(owner, np.diag(covariance)[1:], count) / variances
    determined = np.maximum(np.bincount(owner, minlength=count) - open_part, 1e-3)
    moved = np.clip(squares / determined, variances / 10, variances * 10)
    return np.clip(moved, _LEAST_VARIANCE, _MOST_VARIANCE)


def _inverse(matrix: Floats) -> Floats:
    """Invert a positive definite matrix, in half the time that any other takes."""
    from scipy.linalg import lapack

    factor, fault = lapack.dpotrf(matrix, lower=1)
    upper, fault_too = lapack.dpotri(factor, lower=1)
    if fault or fault_too:
        raise ArithmeticError("the information is not positive definite")
    return np.asarray(np.tril(upper) + np.tril(upper, -1).T)


def _sums(codes: Sequence[Codes], sizes: Sequence[int], weight: Floats) -> Floats:
    """Return the weights' sum, in all and by level."""
    parts = [np.bincount(c, weight, s) for c, s in zip(codes, sizes, strict=True)]
    return np.concatenate([[weight.sum()], *parts])


def _information(
    codes: Sequence[Codes], starts: Sequence[int], sizes: Sequence[int], weight: Floats
) -> Floats:
    """Return X'WX: sums of the weights by each pair of levels, without making X."""
    alone = _sums(codes, sizes, weight)
    found = np.diag(alone)
    found[0, :] = found[:, 0] = alone
    for a in range(len(sizes)):
        rows = slice(starts[a], starts[a] + sizes[a])
        for b in range(a + 1, len(sizes)):
            columns = slice(starts[b], starts[b] + sizes[b])
            both = np.bincount(codes[a] * sizes[b] + codes[b], weight, sizes[a] * sizes[b])
            found[rows, columns] = both.reshape(sizes[a], sizes[b])
            found[columns, rows] = found[rows, columns].T
    return found
