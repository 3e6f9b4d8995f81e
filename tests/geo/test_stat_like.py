"""Areas alike: found by what they are, not by where; compared with what an interval allows."""

from __future__ import annotations

import numpy as np
import pytest

from geo.statistics.like_areas import alike, among_like, features


def test_towns_are_like_towns():
    population = np.r_[np.full(8, 6000.0), np.full(8, 2000.0)]
    found = alike(features(population * (1 + np.arange(16) / 500)), 7)
    assert all(set(row) <= set(range(8)) for row in found[:8].tolist())
    assert all(set(row) <= set(range(8, 16)) for row in found[8:].tolist())
    assert all(k not in row for k, row in enumerate(found.tolist()))


def test_of_equally_large_ones_those_with_the_same_matters_are_alike():
    mix = np.array([[90.0, 10.0], [88, 12], [91, 9], [10, 90], [12, 88], [11, 89]])
    found = alike(features(np.full(6, 5000.0), mix=mix), 2)
    assert set(found[0].tolist()) == {1, 2}
    assert set(found[4].tolist()) == {3, 5}


def test_a_few_tickets_are_no_mix_of_their_own():
    mix = np.array([[900.0, 100.0], [100, 900], [1, 0]])
    apart = features(np.full(3, 5000.0), mix=mix)
    assert np.abs(apart[2]).max() < np.abs(apart[0]).max() / 2


def test_what_is_not_known_counts_as_usual():
    found = features(np.array([1000.0, 2000, 4000]), np.array([1.0, np.nan, 4.0]))
    assert found[1, 1] == 0.0


def test_a_scaled_population_makes_no_other_area_alike():
    random = np.random.default_rng(1)
    people, density = random.lognormal(8, 1, 30), random.lognormal(6, 1, 30)
    one = alike(features(people, density), 6)
    assert np.array_equal(one, alike(features(people * 10, density / 7), 6))


def test_the_median_has_the_interval_of_its_order():
    value = np.r_[50.0, np.arange(1.0, 13.0)]
    whole = among_like(value, value - 1, value + 1, np.tile(np.arange(1, 13), (13, 1)))
    assert whole.median[0] == 6.5
    # Of twelve, the third and the tenth bound the median with 96 %.
    assert (whole.low[0], whole.high[0]) == (3.0, 10.0)
    assert whole.side.tolist() == [1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("count", "side"), [(5, 0), (6, 1)])
def test_too_few_like_ones_are_no_comparison(count, side):
    value = np.r_[50.0, np.ones(count)]
    like = np.tile(np.arange(1, count + 1), (count + 1, 1))
    found = among_like(value, value - 0.5, value + 0.5, like)
    assert found.side[0] == side
    assert np.isnan(found.median[0]) == (side == 0)
