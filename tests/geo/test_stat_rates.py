"""Smoothed rates: Marshall's estimates as esda has them, intervals that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.statistics.neighbours import weights
from geo.statistics.rates import smoothed, standardised
from tests.geo.city import grid
from tests.geo.esda_figures import COLUMNS, ROWS, counts


def city(seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hits, residents and true rates."""
    random = np.random.default_rng(seed)
    people = random.lognormal(8.3, 0.6, 42).round()
    true = random.gamma(9.0, 0.01 / 9, 42)
    return random.poisson(true * people).astype(float), people, true


def test_the_global_estimate_is_marshalls(esda):
    assert smoothed(*counts()).smoothed == pytest.approx(esda["global"], abs=1e-12)


def test_the_local_estimate_is_marshalls(esda):
    near = weights(grid(ROWS, COLUMNS), "binary", itself=True)
    assert smoothed(*counts(), near).smoothed == pytest.approx(esda["local"], abs=1e-9)


def test_standard_deviations_of_a_rate_are_assuncaos(esda):
    assert standardised(*counts()) == pytest.approx(esda["standardised"], rel=1e-9)


def test_a_true_rate_lies_in_its_interval_nineteen_times_of_twenty():
    inside = []
    for seed in range(80):
        y, n, true = city(seed)
        found = smoothed(y, n)
        inside.append(((found.low <= true) & (true <= found.high)).mean())
    assert 0.92 < np.mean(inside) < 0.97


def test_a_true_share_lies_in_its_interval_nineteen_times_of_twenty():
    inside = []
    for seed in range(80):
        random = np.random.default_rng(seed)
        n, true = random.integers(20, 400, 60), random.beta(40, 10, 60)
        found = smoothed(random.binomial(n, true), n, share=True)
        inside.append(((found.low <= true) & (true <= found.high)).mean())
    assert 0.92 < np.mean(inside) < 0.97


def test_smoothed_rates_are_nearer_the_truth_than_raw_ones():
    y, n, true = city()
    found = smoothed(y, n)
    assert ((found.smoothed - true) ** 2).sum() < ((found.raw - true) ** 2).sum()


def test_where_areas_do_not_differ_all_have_the_mean_with_its_interval():
    y, n = np.array([10.0, 11.0, 9.0, 10.0]), np.full(4, 1000.0)
    found = smoothed(y, n)
    assert found.smoothed == pytest.approx(0.01)
    assert found.low == pytest.approx(stats.gamma.ppf(0.025, 40.5) / 4000)


def test_an_area_without_residents_has_no_rate():
    found = smoothed(np.array([3.0, 40.0, 60.0]), np.array([0.0, 1000.0, 1100.0]))
    assert np.isnan(found.smoothed[0])
    assert np.isfinite(found.smoothed[1:]).all()


def test_a_small_area_is_drawn_further_than_a_large_one():
    y, n = np.array([4.0, 400.0, 20.0, 100.0]), np.array([100.0, 10_000.0, 1000.0, 9000.0])
    found = smoothed(y, n)
    assert found.raw[0] == found.raw[1]
    assert found.mean[0] < found.smoothed[0] < found.smoothed[1] < found.raw[1]


@pytest.mark.parametrize(
    ("y", "n", "share"), [([-1.0], [2.0], False), ([1.0], [-2.0], False), ([3.0], [2.0], True)]
)
def test_impossible_counts_are_refused(y, n, share):
    with pytest.raises(ValueError, match="negative"):
        smoothed(np.array(y), np.array(n), share=share)


table = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 50_000)), min_size=2, max_size=30)


@given(table)
@settings(max_examples=100, deadline=None)
def test_smoothed_lies_between_raw_and_mean_and_inside_its_interval(rows):
    y, n = np.array(rows, dtype=float).T
    found = smoothed(y, n)
    low, high = np.minimum(found.raw, found.mean), np.maximum(found.raw, found.mean)
    slack = 1e-9 * (1 + high)
    assert (found.smoothed >= low - slack).all()
    assert (found.smoothed <= high + slack).all()
    assert (found.low <= found.high).all()


@given(table, st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_a_city_counted_in_thousands_has_the_same_picture(rows, scale):
    y, n = np.array(rows, dtype=float).T
    one, other = smoothed(y, n), smoothed(y, n * scale)
    assert other.smoothed * scale == pytest.approx(one.smoothed, rel=1e-6, abs=1e-12)
    assert standardised(y, n * scale) == pytest.approx(standardised(y, n), rel=1e-6, abs=1e-9)
