"""Neighbours: those that share a border or a point, as libpysal has it; islands stay islands."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.statistics.neighbours import neighbours_of, weights
from tests.geo.city import codes, communities, grid


def test_a_square_has_those_at_its_sides_and_corners():
    near = grid(3, 3)
    assert near.degrees.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert set(near.how) == {"outline"}
    assert (near.beside != near.beside.T).nnz == 0


def test_the_demo_citys_communities_have_the_neighbours_that_libpysal_finds(esda):
    ours = neighbours_of(*communities())
    assert np.array_equal(ours.beside.toarray(), esda["queen"])
    assert not ours.islands


def test_outlines_that_miss_each_other_by_a_rounding_touch_with_slack():
    apart = [shapely.box(0, 0, 1, 1), shapely.box(1.001, 0, 2, 1)]
    assert neighbours_of(codes(2), apart).islands == tuple(codes(2))
    assert not neighbours_of(codes(2), apart, slack=0.002).islands


def test_an_area_without_outline_has_its_nearest_and_says_so():
    outlines = [shapely.box(k, 0, k + 1, 1) for k in range(4)]
    centres = np.array([(k + 0.5, 0.5) for k in range(4)])
    near = neighbours_of(codes(4), [outlines[0], None, *outlines[2:]], centres, nearest=2)
    assert near.how == ("outline", "nearest", "outline", "outline")
    assert near.beside.toarray()[1].tolist() == [1, 0, 1, 0]
    assert near.beside.toarray()[0].tolist() == [0, 1, 0, 0]


def test_what_has_neither_outline_nor_centre_is_an_island():
    outlines = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), None]
    centres = np.array([[0.5, 0.5], [1.5, 0.5], [np.nan, np.nan]])
    assert neighbours_of(codes(3), outlines, centres).islands == (codes(3)[2],)
    assert neighbours_of(codes(3), outlines).how[2] == "island"


def test_an_island_with_an_outline_is_given_no_neighbours():
    outlines = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(9, 9, 10, 10)]
    near = neighbours_of(codes(3), outlines, np.array([[0.5, 0.5], [1.5, 0.5], [9.5, 9.5]]))
    assert near.how == ("outline", "outline", "island")


def test_weights_add_up_to_one_or_count_neighbours():
    near = grid(3, 4)
    assert weights(near).sum(axis=1) == pytest.approx(1.0)
    assert weights(near, "binary").sum(axis=1).tolist() == near.degrees.tolist()
    assert weights(near, "binary", itself=True).sum(axis=1).tolist() == (near.degrees + 1).tolist()
    assert weights(near, itself=True).sum(axis=1) == pytest.approx(1.0)


def test_some_of_the_areas_keep_only_each_other():
    near = grid(2, 2).of([codes(4)[3], codes(4)[0]])
    assert near.beside.toarray().tolist() == [[0, 1], [1, 0]]
    assert grid(1, 3).of([codes(3)[0], codes(3)[2]]).islands
    with pytest.raises(KeyError):
        near.of(["nowhere"])


def test_a_code_stands_for_one_area():
    with pytest.raises(ValueError, match="once"):
        neighbours_of(["a", "a"], [None, None])
