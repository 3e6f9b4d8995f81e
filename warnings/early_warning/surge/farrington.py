"""Farrington's detector, original and improved (Noufaily et al. 2013), over many weekly cells.

Farrington, Andrews, Beale, Catchpole (1996), JRSS A 159:547; Noufaily et al. (2013), Statistics in
Medicine 32:1206. Checked against R's ``surveillance`` (``algo.farrington``,
``farringtonFlexible``). Where R departs from the paper, ``like_r`` chooses: R replaces the fitted
model's working weights by the outlier weights, so that the trend's p-value and the mean's standard
error come from another dispersion than the bound's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from early_warning.surge import reference
from early_warning.surge.glm import Fit, anscombe, fit_quasi_poisson, outlier_weights
from early_warning.surge.thresholds import (
    Method,
    Power,
    delta_bounds,
    negative_binomial_bounds,
    normal_quantile,
    upper_tail,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FarringtonSettings:
    """How past weeks are chosen, weighted and turned into a bound. Defaults: Noufaily's."""

    years: int = 5
    half_window: int = 3
    periods: int = 10
    outlier_threshold: float = 2.58
    skip_recent: int = 26
    trend: bool = True
    trend_p: float = 1.0
    method: Method = "muan"
    power: Power = "2/3"
    tail: float = 0.005  # left above the upper bound
    at_least: tuple[int, int] = (5, 4)  # no alarm below 5 cases in 4 weeks
    like_r: bool = False


ORIGINAL = FarringtonSettings(
    periods=1, outlier_threshold=1.0, skip_recent=3, trend_p=0.05, method="delta"
)
IMPROVED = FarringtonSettings()


@dataclass(frozen=True, slots=True)
class Surges:
    """Arrays of cells × tested times. ``alarm`` is False where ``upper`` is not finite."""

    observed: Floats
    expected: Floats
    upper: Floats
    phi: Floats
    p_value: Floats  # P(count or more) under the fitted negative binomial
    trend: NDArray[np.bool_]
    alarm: NDArray[np.bool_]

    @property
    def score(self) -> Floats:
        """Exceedance: (observed - expected) / (upper - expected); above 1 is an alarm."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.observed - self.expected) / (self.upper - self.expected)


def farrington(
    counts: Floats,
    at: Sequence[int],
    settings: FarringtonSettings = IMPROVED,
    dates: NDArray[np.datetime64] | None = None,
) -> Surges:
    """Test the weeks ``at`` (indices) of ``counts`` (cells × weeks), each from its past alone.

    ``dates`` are the weeks' first days; without them a year is 52 weeks. A week without reference
    weeks gives NaN.
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    columns = [_week(counts, k, settings, dates) for k in at]
    return Surges(*(np.stack(part, axis=1) for part in zip(*columns, strict=True)))


def _week(
    counts: Floats, at: int, settings: FarringtonSettings, dates: NDArray[np.datetime64] | None
) -> tuple[Floats, ...]:
    back = (
        reference.undated_weeks(at, settings.years)
        if dates is None
        else reference.same_weeks(dates, at, settings.years)
    )
    block = reference.periods(
        back, at + 1, half_window=settings.half_window, number=settings.periods
    )
    block[max(at - settings.skip_recent, 0) :] = -1
    used = np.flatnonzero(block >= 0)
    observed = counts[:, at]
    if len(used) < settings.periods + 3:
        nothing = np.full(len(counts), np.nan)
        no = np.zeros(len(counts), dtype=bool)
        return observed, nothing, nothing, nothing, nothing, no, no
    design, row = _design(block[used], used, at, settings)
    past = counts[:, used]
    fit, phi = _robust(past, design, settings)
    trending = np.full(len(counts), settings.trend)
    if settings.trend:
        trending = _trend_stays(past, fit, row, settings, len(used))
        flat, flat_phi = _robust(past[~trending], design[:, :-1], settings)
    eta, variance = fit.predict(row)
    scale = _error_dispersion(past, fit, settings)
    if settings.trend:
        eta[~trending], variance[~trending] = flat.predict(row[:-1])
        phi[~trending] = flat_phi
        scale[~trending] = _error_dispersion(past[~trending], flat, settings)
    mean = np.exp(np.clip(eta, -25.0, 25.0))
    error = np.sqrt(variance * scale)
    upper = _upper(mean, eta, error, phi, settings)
    least, weeks = settings.at_least
    enough = counts[:, max(at - weeks + 1, 0) : at + 1].sum(axis=1) >= least
    alarm = enough & (observed > upper)
    return observed, mean, upper, phi, upper_tail(observed, mean, phi), trending, alarm


def _design(
    block: NDArray[np.int64], used: NDArray[np.int64], at: int, settings: FarringtonSettings
) -> tuple[Floats, Floats]:
    """Return the design of the past weeks and the row of the current one; the trend comes last.

    Time runs from the current week in years, so the row's trend entry is zero and the numbers
    stay of one size.
    """
    levels = [k for k in range(settings.periods - 1) if (block == k).any()]
    columns = [np.ones(len(used))] + [(block == k).astype(float) for k in levels]
    row = [1.0] + [0.0] * len(levels)
    if settings.trend:
        columns.append((used - at) / 52.0)
        row.append(0.0)
    return np.stack(columns, axis=1), np.array(row)


def _robust(past: Floats, design: Floats, settings: FarringtonSettings) -> tuple[Fit, Floats]:
    """Fit, hold past outbreaks down by their residuals, fit again; also the dispersion, >= 1."""
    first = fit_quasi_poisson(past, design)
    residuals = anscombe(past, first, design, np.maximum(first.dispersion, 1.0))
    weights = outlier_weights(residuals, settings.outlier_threshold)
    second = fit_quasi_poisson(past, design, weights, start=np.log(first.mean))
    return second, np.maximum(second.dispersion, 1.0)


def _error_dispersion(past: Floats, fit: Fit, settings: FarringtonSettings) -> Floats:
    """Return the dispersion that the mean's standard error is scaled by."""
    if not settings.like_r:
        return np.maximum(fit.dispersion, 1.0)
    working = (past - fit.mean) / fit.mean
    freedom = past.shape[1] - fit.beta.shape[1]
    return np.asarray((fit.weights * working**2).sum(axis=1) / freedom)


def _trend_stays(
    past: Floats, fit: Fit, row: Floats, settings: FarringtonSettings, n: int
) -> NDArray[np.bool_]:
    """Tell where the trend is kept: significant, three years of past, no wild extrapolation."""
    from scipy.special import stdtr

    scale = _error_dispersion(past, fit, settings) if settings.like_r else fit.dispersion
    error = np.sqrt(fit.covariance[:, -1, -1] * scale)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(fit.beta[:, -1] / error)
    p = 2.0 * (1.0 - stdtr(n - fit.beta.shape[1], t))
    eta, _ = fit.predict(row)
    inside = np.exp(np.clip(eta, -25.0, 25.0)) <= past.max(axis=1)
    return np.asarray((p < settings.trend_p) & inside & (settings.years >= 3))


def _upper(
    mean: Floats, eta: Floats, error: Floats, phi: Floats, settings: FarringtonSettings
) -> Floats:
    if settings.method == "delta":
        return delta_bounds(mean, error * mean, phi, tail=settings.tail, power=settings.power)[1]
    if settings.method == "muan":
        mean = np.exp(np.clip(eta + normal_quantile(1.0 - settings.tail) * error, -25.0, 25.0))
    return negative_binomial_bounds(mean, phi, tail=settings.tail)[1]
