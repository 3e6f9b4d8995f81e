"""Gi* and local Moran's I: as esda has them, with p-values that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.statistics.false_discovery import adjusted
from geo.statistics.local_statistics import gi_star, local_moran, quadrants
from geo.statistics.permutations import Tails, draw, tails
from tests.geo.city import grid
from tests.geo.esda_figures import COLUMNS, DRAWS, ROWS, numbers

NEAR = grid(ROWS, COLUMNS)


def test_the_tables_have_the_same_neighbours(esda):
    assert np.array_equal(NEAR.beside.toarray(), esda["beside"])


def test_gi_star_is_esdas(esda):
    ours = gi_star(numbers(), NEAR, draws=0)
    assert np.abs(ours.z - esda["gi_z"]).max() < 1e-10
    assert np.abs(ours.p_z - 2 * esda["gi_p_norm"]).max() < 1e-10


def test_esdas_z_of_standardised_rows_is_too_small(esda):
    """The reason why only its binary weights are an oracle: Ord and Getis's z has one value."""
    ratio = gi_star(numbers(), NEAR, draws=0).z / esda["gi_z_of_rows"]
    assert (ratio > 1.5).all()


def test_gi_star_does_not_change_when_values_are_shifted_or_scaled():
    x = numbers()
    assert gi_star(3 * x - 7, NEAR, draws=0).z == pytest.approx(gi_star(x, NEAR, draws=0).z)


def test_local_moran_and_its_moments_are_esdas(esda):
    ours = local_moran(numbers(), NEAR, draws=0)
    assert np.abs(ours.value - esda["moran"]).max() < 1e-10
    # esda scales I by n - 1 and its moments, as Sokal et al., by n.
    z = (esda["moran"] * 99 / 98 - esda["moran_e"]) / np.sqrt(esda["moran_v"])
    assert np.abs(ours.z - z).max() < 1e-10


def test_quadrants_are_esdas(esda):
    names = {1: "HH", 2: "LH", 3: "LL", 4: "HL"}
    assert quadrants(numbers(), NEAR) == tuple(names[int(q)] for q in esda["moran_q"])


def plain(values: np.ndarray, drawn: np.ndarray, skip: bool) -> Tails:
    """Count draws one area after the other. ``skip``: the others are numbered by leaving the area
    out, as esda does; else the last one stands in its place, as ours does."""
    larger, smaller = [], []
    seen = NEAR.beside @ values
    for i, degree in enumerate(NEAR.degrees):
        others = np.delete(values, i)
        if not skip:
            others = values[:-1].copy()
            if i < len(others):
                others[i] = values[-1]
        sums = others[drawn[:, :degree]].sum(axis=1)
        larger.append((sums >= seen[i] - 1e-9).sum())
        smaller.append((sums <= seen[i] + 1e-9).sum())
    return Tails(np.array(larger), np.array(smaller), len(drawn))


def test_counting_all_areas_at_once_is_counting_them_one_by_one():
    x = numbers()
    drawn = draw(np.random.default_rng(1), 98, 8, 999)
    fast, slow = tails(NEAR.beside @ x, x, NEAR.degrees, drawn), plain(x, drawn, skip=False)
    assert np.array_equal(fast.larger, slow.larger)
    assert np.array_equal(fast.smaller, slow.smaller)


def test_ties_count_on_both_sides():
    x = np.random.default_rng(3).poisson(2.0, 99).astype(float)
    drawn = draw(np.random.default_rng(1), 98, 8, 499)
    fast, slow = tails(NEAR.beside @ x, x, NEAR.degrees, drawn), plain(x, drawn, skip=False)
    assert np.array_equal(fast.larger, slow.larger)
    assert np.array_equal(fast.smaller, slow.smaller)
    assert (fast.larger + fast.smaller > 499).any()


def test_with_esdas_own_draws_the_p_values_are_esdas(esda):
    x = numbers()
    counts = plain(x - x.mean(), esda["drawn"], skip=True)
    # What esda 2.9 returns is the smaller tail alone, chosen after looking: half of ours.
    least = np.minimum(counts.larger, DRAWS - counts.larger)
    assert (least + 1) / (DRAWS + 1) == pytest.approx(esda["moran_p_sim"], abs=1e-6)
    assert counts.p == pytest.approx(np.minimum(2 * esda["moran_p_sim"], 1), abs=2.1 / (DRAWS + 1))
    # Its two-sided one, the default to come, reads quantiles: the same within two draws.
    assert counts.p == pytest.approx(esda["moran_two_sided"], abs=3.1 / (DRAWS + 1))


def test_with_draws_of_its_own_the_p_value_is_the_same_but_for_chance(esda):
    ours = gi_star(numbers(), NEAR, seed=4).p
    theirs = np.minimum(2 * esda["gi_p_sim"], 1.0)
    noise = 2 * np.sqrt(ours / 2 * (1 - ours / 2) / DRAWS)
    assert (np.abs(ours - theirs) < 4.5 * noise + 3 / DRAWS).all()


def test_moran_and_gi_star_have_one_p_value():
    x = numbers()
    assert np.array_equal(gi_star(x, NEAR, seed=1).p, local_moran(x, NEAR, seed=1).p)


def test_where_nothing_is_the_matter_one_in_twenty_is_below_5_percent():
    random = np.random.default_rng(8)
    below = [
        (gi_star(random.gamma(1.0, 1.0, 99), NEAR, draws=999, seed=k).p <= 0.05).mean()
        for k in range(60)
    ]
    assert 0.035 < np.mean(below) < 0.065


def test_after_correction_nothing_stands_out_by_chance_but_a_hot_corner_does():
    random = np.random.default_rng(8)
    flat = random.gamma(9.0, 1.0, 99)
    assert (adjusted(gi_star(flat, NEAR).p) > 0.05).all()
    corner = flat.copy()
    corner[[0, 1, 2, 11, 12, 13, 22, 23, 24]] += 20
    hot = adjusted(gi_star(corner, NEAR).p) <= 0.05
    assert hot[[0, 1, 11, 12]].all()
    assert not hot.reshape(9, 11)[5:].any()


def test_draws_are_of_different_areas_and_all_as_often():
    drawn = draw(np.random.default_rng(0), 12, 5, 20_000)
    assert all(len(set(row)) == 5 for row in drawn[:500].tolist())
    for column in drawn.T:
        assert stats.chisquare(np.bincount(column, minlength=12)).pvalue > 1e-4


def test_an_island_has_no_statistic():
    near = grid(1, 3).of([grid(1, 3).codes[0], grid(1, 3).codes[2]])
    assert np.isnan(gi_star(np.array([1.0, 2.0]), near, draws=99).p).all()
    assert np.isnan(local_moran(np.array([1.0, 2.0]), near, draws=99).value).all()
    assert quadrants(np.array([1.0, 2.0]), near) == ("", "")


def test_equal_areas_have_no_statistic():
    assert np.isnan(gi_star(np.ones(99), NEAR, draws=99).z).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_adjusted_p_values_are_scipys(p):
    assert adjusted(p) == pytest.approx(stats.false_discovery_control(p))


def test_what_was_not_tested_does_not_count_among_the_tests():
    assert adjusted([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


@given(st.permutations(range(30)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_areas_does_not_change_z_or_i(order):
    near = grid(5, 6)
    x = np.random.default_rng(2).gamma(2.0, 1.0, 30)
    turned = near.of([near.codes[k] for k in order])
    assert gi_star(x[list(order)], turned, draws=0).z == pytest.approx(
        gi_star(x, near, draws=0).z[list(order)]
    )
    assert local_moran(x[list(order)], turned, draws=0).value == pytest.approx(
        local_moran(x, near, draws=0).value[list(order)]
    )
