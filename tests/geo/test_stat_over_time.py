"""Hot spots over months: the rules one by one, the trend against scipy's tau."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.statistics.over_time import LEAST_MONTHS, PATTERNS, mann_kendall, patterns

RISING = np.arange(12.0)


def said(months: str, z: np.ndarray | None = None) -> str:
    """The pattern of an area: h hot, c cold, . neither; ``z`` its values (else without trend)."""
    flags = np.array(list(months))
    values = np.tile([1.0, 2.0], 6) if z is None else z
    found, _, _ = patterns(values[None], (flags == "h")[None], (flags == "c")[None])
    return found[0]


@pytest.mark.parametrize(
    ("months", "name"),
    [
        ("...........h", "hot:new"),
        ("..........hh", "hot:in_a_row"),
        (".....hhhhhhh", "hot:in_a_row"),
        ("hhhhhhhhhhhh", "hot:lasting"),
        (".hhhhhhhhhhh", "hot:lasting"),
        ("hhhhhhhhhhh.", "hot:past"),
        ("..h...h....h", "hot:off_and_on"),
        ("..c...h....h", "hot:turning"),
        ("c..........h", "hot:turning"),
        ("............", ""),
        ("..hh........", ""),
        ("...........c", "cold:new"),
        ("cccccccccccc", "cold:lasting"),
        ("h.........cc", "cold:turning"),
    ],
)
def test_months_have_their_pattern(months, name):
    assert said(months) == name


def test_a_lasting_spot_with_a_trend_grows_or_fades():
    assert said("h" * 12, RISING) == "hot:growing"
    assert said("h" * 12, -RISING) == "hot:fading"
    assert said("c" * 12, -RISING) == "cold:growing"
    assert said("c" * 12, RISING) == "cold:fading"


def test_every_pattern_can_be_told():
    told = {said(m).partition(":")[2] for m in ("...........h", "..........hh", "h" * 12)}
    told |= {said(m).partition(":")[2] for m in ("hhhhhhhhhhh.", "..h...h....h", "..c...h....h")}
    told |= {said("h" * 12, s * RISING).partition(":")[2] for s in (1, -1)}
    assert told == set(PATTERNS)


def test_too_few_months_are_refused():
    short = np.zeros((1, LEAST_MONTHS - 1))
    with pytest.raises(ValueError, match="10 months"):
        patterns(short, short > 0, short > 0)


@pytest.mark.parametrize("tied", [False, True])
def test_the_trend_is_kendalls(tied):
    random = np.random.default_rng(4)
    x = random.normal(size=(20, 24)) + np.linspace(0, 1, 24)
    x = x.round(0) if tied else x
    z, p = mann_kendall(x)
    for row, one, chance in zip(x, z, p, strict=True):
        tau = stats.kendalltau(np.arange(24), row, method="asymptotic")
        # scipy has no correction for continuity: a p-value a little smaller, the same sign.
        assert np.sign(one) == np.sign(tau.statistic) or abs(one) < 1e-12
        assert tau.pvalue <= chance + 1e-12
        assert chance == pytest.approx(tau.pvalue, abs=0.03)


def test_gilberts_worked_figures():
    """S and its variance counted by hand: 10, 12, 11, 14, 15, 13 has 12 rising and 3 falling pairs,
    variance 6 x 5 x 17 / 18."""
    z, _ = mann_kendall(np.array([10.0, 12, 11, 14, 15, 13]))
    assert z[0] == pytest.approx((9 - 1) / np.sqrt(6 * 5 * 17 / 18))


def test_a_series_without_change_has_no_trend():
    z, p = mann_kendall(np.ones((1, 12)))
    assert (z[0], p[0]) == (0.0, 1.0)
