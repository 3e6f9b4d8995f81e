"""The way in: one frame for every measure, true hot spots told from populous places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.statistics.area_measures import Asked, area_measures
from geo.statistics.frames import AREA_MEASURES
from geo.statistics.measures import MEASURES
from tests.geo.city import areas, counted, grid

NEAR = grid(9, 11)
QUICK = Asked(draws=9_999)
CORNER = [0, 1, 2, 11, 12, 13, 22, 23, 24]
FAR = np.setdiff1d(np.arange(99), [*CORNER, 3, 14, 25, 33, 34, 35, 36])


def city(seed: int = 1, *, populous: bool, hot: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Areas and counts: a corner with four times the people, or with twice the reports of each."""
    random = np.random.default_rng(seed)
    people = random.lognormal(8.3, 0.3, 99).round()
    rate = np.full(99, 0.02)
    people[CORNER] *= 4 if populous else 1
    rate[CORNER] *= 2 if hot else 1
    return areas(NEAR, people), counted(NEAR, random.poisson(people * rate))


def told(measure: str, asked: Asked = QUICK, **what: bool) -> pd.DataFrame:
    return area_measures(*city(**what), NEAR, MEASURES[measure], asked)


def test_many_people_are_a_hot_spot_of_counts_and_none_of_rates():
    counts = told("count", populous=True, hot=False)
    rates = told("per_10k", populous=True, hot=False)
    assert (counts["kind"][CORNER] == "HH").any()
    assert (rates["kind"] == "").all()
    assert counts["note"].str.contains("人口多").all()


def test_twice_the_reports_of_each_are_a_hot_spot():
    found = told("per_10k", populous=False, hot=True)
    assert (found["kind"][[0, 1, 11, 12]] == "HH").all()
    assert not (found["kind"][FAR] == "HH").any()
    assert (found["z"][[0, 1, 11, 12]] > 3).all()


def test_without_correction_more_stands_out():
    with_it = told("per_10k", populous=False, hot=True)
    without = told("per_10k", Asked(draws=9_999, correct=False), populous=False, hot=True)
    assert (without["kind"] != "").sum() > (with_it["kind"] != "").sum()
    assert (without["p_adjusted"] == without["p"]).all()


def test_the_frame_is_the_declared_one_and_rates_are_per_ten_thousand():
    found = told("per_10k", populous=False, hot=False)
    assert tuple(found.columns) == AREA_MEASURES.names
    assert found["value"].mean() == pytest.approx(200, rel=0.1)
    assert (found["low"] < found["smoothed"]).all()
    assert (found["smoothed"] < found["high"]).all()


def test_few_tickets_are_not_shown_and_no_neighbours_either():
    table, counts = city(populous=False, hot=False)
    counts["hits"] = np.random.default_rng(0).binomial(counts["hits"], 0.02)
    found = area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
    assert not found["shown"].any()
    assert (
        found[["value", "smoothed", "low", "high", "z", "p", "like_median"]].isna().all(axis=None)
    )
    assert (found["kind"] == "").all()
    assert found["note"].str.contains("不足20件").all()


def test_a_place_that_ought_to_report_and_does_not_is_shown():
    table, counts = city(populous=False, hot=False)
    counts.loc[50, "hits"] = 0
    found = area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
    assert found["shown"][50]
    assert (found["value"][50], found["like_side"][50]) == (0.0, -1)


def test_a_place_without_residents_has_no_rate_and_says_why():
    table, counts = city(populous=False, hot=False)
    table.loc[7, "population"] = np.nan
    found = area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
    assert not found["shown"][7]
    assert "人口" in found["note"][7]
    assert found["shown"].sum() == 98


def test_a_share_rests_on_its_base():
    random = np.random.default_rng(2)
    base = random.integers(5, 200, 99)
    table = counted(NEAR, random.binomial(base, 0.9), base)
    found = area_measures(areas(NEAR), table, NEAR, MEASURES["on_time"], QUICK)
    assert (found["shown"] == (base >= 20)).all()
    assert (found["n"] == base).all()
    assert found["high"].max() <= 1.0


def test_a_ratio_to_expected_has_the_expected_as_base():
    random = np.random.default_rng(2)
    base = random.uniform(30, 90, 99)
    found = area_measures(
        areas(NEAR), counted(NEAR, random.poisson(base), base), NEAR, MEASURES["to_expected"], QUICK
    )
    assert found["smoothed"].mean() == pytest.approx(1.0, abs=0.1)


def test_months_tell_what_is_new():
    table, counts = city(populous=False, hot=False)
    months = []
    for month in range(12):
        random = np.random.default_rng(month)
        one = counts.assign(month=month, hits=random.poisson(table["population"] * 0.02))
        if month == 11:
            one.loc[CORNER, "hits"] *= 3
        months.append(one)
    found = area_measures(table, pd.concat(months), NEAR, MEASURES["per_10k"], QUICK)
    assert (found["pattern"][[0, 1, 11, 12]] == "hot:new").all()
    assert not found["pattern"][FAR].str.startswith("hot").any()
    short = area_measures(table, pd.concat(months[:9]), NEAR, MEASURES["per_10k"], QUICK)
    assert (short["pattern"] == "").all()
    assert short["note"].str.contains("9个月").all()


def test_the_same_question_has_the_same_answer():
    one = told("per_10k", populous=True, hot=True)
    pd.testing.assert_frame_equal(one, told("per_10k", populous=True, hot=True))


@given(st.permutations(range(99)))
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_changes_nothing(order):
    table, counts = city(populous=True, hot=True)
    turned = NEAR.of([NEAR.codes[k] for k in order])
    pd.testing.assert_frame_equal(
        area_measures(
            table.iloc[list(order)], counts.iloc[list(order)[::-1]], turned, MEASURES["per_10k"],
            QUICK,
        ),
        area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK),
    )  # fmt: skip


@given(st.floats(0.1, 50))
@settings(max_examples=10, deadline=None)
def test_scaling_all_populations_scales_rates_and_moves_no_hot_spot(scale):
    table, counts = city(populous=False, hot=True)
    one = area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
    table["population"] *= scale
    other = area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
    assert (one["kind"] == other["kind"]).all()
    assert (one["like_side"] == other["like_side"]).all()
    assert np.allclose(other["smoothed"] * scale, one["smoothed"], rtol=1e-9)


def test_an_unknown_area_is_named():
    table, counts = city(populous=False, hot=False)
    table.loc[0, "area"] = "elsewhere"
    with pytest.raises(KeyError, match="elsewhere"):
        area_measures(table, counts, NEAR, MEASURES["per_10k"], QUICK)
