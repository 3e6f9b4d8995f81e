"""Which units differ from what is expected of them, and which only seem to.

Each unit's difference (its rate less the expected one) is set into two groups at once: ordinary
units, which scatter by chance and by a spread τ that the data don't explain (over-dispersion), and
few that stand out by much more. How many those are, τ and the ordinary level come from all units
together (an empirical Bayes mixture: Efron 2008, Statistical Science 23:1; limits of funnels with
over-dispersion: Spiegelhalter 2005, Statistics in Medicine 24:1185). A unit is called different
only while the expected share of false calls among all that are called stays under a level (Newton
et al. 2004, Biostatistics 5:155). A unit that merely lies outside its own 95 % limits is one to
look at again (``maybe_…``): of units that are all alike, one in twenty does. All others are of one
band: they have no rank among each other.
Estimates are drawn towards the ordinary level as far as they are unsure, so that small units stand
at neither end for their size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from supervision.scorecards.penalised_logit import Floats

Verdict = Literal["better", "maybe_better", "same", "maybe_worse", "worse", "small_n"]
FALSE_CALLS = 0.1
LEAST_N = 30
SATURATED_FROM = 0.995
"""A rate (of what is good) from which a unit counts as having full marks."""
_FLAT = 0.5  # share of units with full marks from which an indicator ranks nothing
Z95 = 1.959963984540054
# Spreads (of rates) that are tried: of ordinary units, and of those that stand out.
_ORDINARY = (0.0, 0.004, 0.0075, 0.0125, 0.02, 0.03, 0.045, 0.07)
_OUTSTANDING = (0.01, 0.02, 0.04, 0.08, 0.2)
# On which side, and how far, those that stand out lie in the middle.
_SIDES = (-0.08, -0.05, -0.03, -0.02, 0.0, 0.02, 0.03, 0.05, 0.08)
_TURNS = 40
_DOUBT = 1.353  # half of the 90 % point of χ² with one degree of freedom
_FEW, _MANY = 1.0, 9.0  # a priori one in ten stands out: as much weight as ten units
_MOST_OUTSTANDING = 0.3


@dataclass(frozen=True, slots=True)
class Compared:
    """``units``: unit (index), n, value, expected, low, high (where 95 % of ordinary units with
    these tickets lie), ratio (value ÷ expected), difference, shrunk (the difference as far as it
    is sure), shrunk_low, shrunk_high, p_worse, p_different (posterior), verdict. ``spread``: τ.
    ``level``: what ordinary units reach beyond their expected rate; it is within ``expected``.
    ``saturated``: most units have full marks, so that the indicator ranks nothing.
    """

    units: pd.DataFrame
    spread: float
    level: float
    saturated: bool


@dataclass(frozen=True, slots=True)
class _Mixture:
    """Level and spread of ordinary units; spread, middle (from the level) and share of others."""

    level: float
    ordinary: float
    outstanding: float
    middle: float
    share: float


_NOTHING = _Mixture(0.0, 0.0, 0.01, 0.0, 0.0)


def compare_units(
    units: pd.DataFrame,
    *,
    higher_is_better: bool = True,
    least_n: int = LEAST_N,
    false_calls: float = FALSE_CALLS,
) -> Compared:
    """Compare the units of ``case_mix.Expectation.units``; those under ``least_n`` cases are shown
    and not judged.
    """
    n = units["n"].to_numpy(dtype=float)
    value = units["hits"].to_numpy(dtype=float) / n
    total = (units["variance"] + units["unsure"]).to_numpy(dtype=float)
    noise = np.sqrt(np.maximum(total, 1e-12)) / n
    off = _normal_scores(units) * noise
    judged = n >= least_n
    good = value if higher_is_better else 1 - value
    full = judged & (good >= SATURATED_FROM)
    saturated = bool(judged.sum() and full.sum() >= _FLAT * judged.sum())
    found = _mixture(off[judged], noise[judged]) if judged.any() else _NOTHING
    ordinary, shrunk, scatter = _posterior(off, noise, found)
    called = np.zeros(len(n), dtype=bool)
    outside = np.abs(off - found.level) > Z95 * np.hypot(noise, found.ordinary)
    if not saturated:
        called[judged] = _called(ordinary[judged], false_calls)
    expected = np.clip(units["expected"].to_numpy(dtype=float) / n + found.level, 0.0, 1.0)
    half = Z95 * np.hypot(noise, found.ordinary)
    low_half, high_half = shrunk - Z95 * scatter, shrunk + Z95 * scatter
    below = _normal_cdf(-shrunk / np.maximum(scatter, 1e-12))
    side = np.where((off > found.level) == higher_is_better, "better", "worse").astype(object)
    likely = np.where(outside & (not saturated), "maybe_" + side, "same")
    verdict = np.where(called & outside, side, likely)
    frame = pd.DataFrame(
        {
            "n": n.astype(np.int64), "value": value, "expected": expected,
            "low": np.clip(expected - half, 0.0, 1.0), "high": np.clip(expected + half, 0.0, 1.0),
            "ratio": np.divide(value, expected, out=np.full(len(n), np.nan), where=expected > 0),
            "difference": value - expected, "shrunk": shrunk, "shrunk_low": low_half,
            "shrunk_high": high_half, "p_worse": below if higher_is_better else 1 - below,
            "p_different": 1 - ordinary,
            "verdict": np.where(judged, verdict, "small_n"),
        },
        index=units.index,
    )  # fmt: skip
    return Compared(frame, found.ordinary, found.level, saturated)


def _normal_scores(units: pd.DataFrame) -> Floats:
    """Return how far each count is from the expected one, in standard deviations of all noise.

    By the binomial's own tail (mid-p): at rates near 1 a few misses too many weigh less than the
    square root tells.
    """
    from scipy.stats import binom, norm

    n, hits = (units[c].to_numpy(dtype=float) for c in ("n", "hits"))
    p = np.clip(units["expected"].to_numpy(dtype=float) / n, 1e-6, 1 - 1e-6)
    whole = np.round(hits)
    under = binom.cdf(whole, n, p) - binom.pmf(whole, n, p) / 2
    over = binom.sf(whole, n, p) + binom.pmf(whole, n, p) / 2
    score = np.where(under < 0.5, norm.ppf(np.maximum(under, 1e-300)), norm.isf(
        np.maximum(over, 1e-300)))  # fmt: skip
    total = np.maximum((units["variance"] + units["unsure"]).to_numpy(dtype=float), 1e-12)
    return np.asarray(score * np.sqrt(np.minimum(n * p * (1 - p) / total, 1.0)))


def _density(off: Floats, variance: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * off**2 / variance) / np.sqrt(2 * np.pi * variance))


def _mixture(off: Floats, noise: Floats) -> _Mixture:
    """Return the most probable mixture: every pair of spreads is tried, the rest found by EM."""
    tried = np.array(
        [(t, s, m) for t in _ORDINARY for s in _OUTSTANDING for m in _SIDES if s >= 2 * t]
    )
    usual = noise[None, :] ** 2 + tried[:, :1] ** 2
    wide = usual + tried[:, 1:2] ** 2
    middle = tried[:, 2:]
    level = np.full((len(tried), 1), float(np.median(off)))
    share = np.full((len(tried), 1), _FEW / (_FEW + _MANY))
    for _ in range(_TURNS):
        out, rest = _parts(off - level, usual, wide, middle, share)
        ordinary = rest / np.maximum(out + rest, 1e-300)
        share = ((1 - ordinary).sum(1, keepdims=True) + _FEW) / (len(off) + _FEW + _MANY)
        share = np.minimum(share, _MOST_OUTSTANDING)
        pull, far = ordinary / usual, (1 - ordinary) / wide
        level = (pull * off + far * (off - middle)).sum(1, keepdims=True)
        level /= (pull + far).sum(1, keepdims=True)
    out, rest = _parts(off - level, usual, wide, middle, share)
    told = np.log(np.maximum(out + rest, 1e-300)).sum(1)
    told += _FEW * np.log(share[:, 0]) + _MANY * np.log(1 - share[:, 0])
    told -= np.where(tried[:, 2] != 0, _DOUBT, 0.0)
    best = int(np.argmax(told))  # of equals the first: the smaller spread
    ordinary_spread, other_spread, side = (float(x) for x in tried[best])
    return _Mixture(
        float(level[best, 0]), ordinary_spread, other_spread, side, float(share[best, 0])
    )


def _parts(
    away: Floats, usual: Floats, wide: Floats, middle: Floats, share: Floats
) -> tuple[Floats, Floats]:
    """Return the densities of standing out and of being ordinary."""
    return share * _density(away - middle, wide), (1 - share) * _density(away, usual)


def _posterior(off: Floats, noise: Floats, found: _Mixture) -> tuple[Floats, Floats, Floats]:
    """Return the chance of being ordinary, and mean and deviation of the true difference."""
    away, own = off - found.level, noise**2
    usual, wide = found.ordinary**2, found.ordinary**2 + found.outstanding**2
    rest = (1 - found.share) * _density(away, own + usual)
    out = found.share * _density(away - found.middle, own + wide)
    # Far out both densities vanish: there nothing is ordinary.
    ordinary = np.divide(rest, rest + out, out=np.zeros_like(rest), where=(rest + out) > 0)
    means = (usual / (usual + own) * away,
             found.middle + wide / (wide + own) * (away - found.middle))  # fmt: skip
    squares = [v / (v + own) * own + m**2 for v, m in zip((usual, wide), means, strict=True)]
    mean = ordinary * means[0] + (1 - ordinary) * means[1]
    square = ordinary * squares[0] + (1 - ordinary) * squares[1]
    return ordinary, mean, np.sqrt(np.maximum(square - mean**2, 0.0))


def _called(ordinary: Floats, level: float) -> NDArray[np.bool_]:
    """Return the units that can be called different with at most that share of false calls."""
    order = np.argsort(ordinary, kind="stable")
    mean = np.cumsum(ordinary[order]) / np.arange(1, len(order) + 1)
    called = np.zeros(len(order), dtype=bool)
    called[order[mean <= level]] = True
    return called


def _normal_cdf(x: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(x))
