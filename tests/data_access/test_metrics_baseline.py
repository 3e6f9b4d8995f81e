"""Expected counts by day and rising categories, on counts whose truth is known."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.metrics.baseline import count_quantile, fit, trend
from data_access.metrics.rises import category_rises
from data_access.types import Period

START = pd.Timestamp("2025-03-03")  # a Monday; until May the weekday calendar has no exception
WEEK = np.array([1.15] * 5 + [0.75, 0.5])


def counts(rng: np.random.Generator, mean: float, dispersion: float, days: int) -> pd.Series:
    """Negative binomial counts with a weekly shape."""
    index = pd.date_range(START, periods=days)
    mu = mean * WEEK[index.day_of_week]
    if dispersion == 1:
        return pd.Series(rng.poisson(mu), index=index)
    return pd.Series(rng.negative_binomial(mu / (dispersion - 1), 1 / dispersion), index=index)


@pytest.mark.parametrize(("mean", "dispersion"), [(6, 1), (40, 1.5), (150, 3), (1000, 15)])
def test_the_band_holds_four_days_of_five(mean, dispersion):
    rng = np.random.default_rng(5)
    inside, levels, scatter = [], [], []
    for _ in range(40):
        found = trend(counts(rng, mean, dispersion, 84), _days_after(56, 21), "weekday")
        assert found.factors
        inside.append(1 - found.frame["outside"].mean())
        levels.append(found.factors.level / mean)
        scatter.append(found.factors.dispersion)
    # Counts are whole numbers, so a band of small ones holds more than it must.
    assert 0.74 <= np.mean(inside) <= (0.82 if mean > 100 else 0.9)
    assert np.mean(levels) == pytest.approx(1, abs=0.03)
    assert np.mean(scatter) == pytest.approx(dispersion, rel=0.15, abs=0.15)


def _days_after(offset: int, days: int) -> Period:
    start = (START + pd.Timedelta(days=offset)).date()
    return Period(start, (START + pd.Timedelta(days=offset + days)).date())


def test_factors_follow_the_week():
    found = fit(counts(np.random.default_rng(1), 2000, 1, 56), _days_after(56, 1).start, "weekday")
    assert found
    assert found.factors[:7] == pytest.approx(WEEK / WEEK.mean(), abs=0.03)
    assert sum(found.factors[:7]) == pytest.approx(7)


def test_a_burst_hardly_moves_the_expectation():
    series = counts(np.random.default_rng(2), 100, 1, 84).astype(float)
    plain = trend(series, _days_after(56, 7), "weekday").frame["expected"]
    series.iloc[50] *= 8
    burst = trend(series, _days_after(56, 7), "weekday").frame["expected"]
    assert (burst / plain).max() < 1.12
    assert trend(series, _days_after(49, 7), "weekday").frame["outside"][1]


def test_holidays_are_expected_to_be_quiet():
    """National Day 2025: the fortnight's days off are expected like weekend days."""
    index = pd.date_range("2025-08-01", "2025-10-12")
    shape = WEEK[index.day_of_week] * 500
    frame = trend(
        pd.Series(shape, index=index), Period(date(2025, 9, 28), date(2025, 10, 13))
    ).frame
    by_kind = frame.groupby("kind")["expected"].mean()
    assert by_kind["法定节假日"] == pytest.approx(by_kind["周末"], rel=0.35)
    assert by_kind["调休上班"] == pytest.approx(by_kind["工作日"], rel=0.1)
    assert by_kind["法定节假日"] < by_kind["工作日"]


def test_short_history_gives_no_expectation_but_says_why():
    series = counts(np.random.default_rng(3), 50, 1, 20)
    found = trend(series, _days_after(14, 7), "weekday")
    assert found.factors is None
    assert "28 天" in found.note
    assert found.frame["expected"].isna().all()
    assert found.frame["observed"].notna().sum() == 6
    empty = pd.Series([], index=pd.DatetimeIndex([]), dtype=float)
    assert trend(empty, _days_after(0, 3)).frame["observed"].isna().all()


def test_gaps_are_days_without_tickets_and_the_future_is_unknown():
    series = counts(np.random.default_rng(4), 50, 1, 60).drop(START + pd.Timedelta(days=57))
    frame = trend(series, _days_after(56, 7), "weekday").frame
    assert frame["observed"].isna().tolist() == [False] * 4 + [True] * 3
    assert frame["observed"][1] == 0
    assert frame["outside"][1]
    assert not frame["outside"][4:].any()


@settings(max_examples=60)
@given(st.floats(0.1, 500), st.floats(1.001, 30), st.sampled_from([0.1, 0.5, 0.9]))
def test_count_quantiles_are_those_of_the_distribution(mean, dispersion, q):
    k = int(count_quantile(mean, mean * dispersion, q))
    size, p = mean / (dispersion - 1), 1 / dispersion
    logs = [math.lgamma(i + size) - math.lgamma(size) - math.lgamma(i + 1)
            + size * math.log(p) + i * math.log(1 - p) for i in range(k + 1)]  # fmt: skip
    below = sum(map(math.exp, logs))
    assert below >= q - 1e-9
    assert k == 0 or below - math.exp(logs[-1]) < q + 1e-9


def test_count_quantiles_of_large_means_join_smoothly():
    exact, normal = (count_quantile(m, m * 20.0, 0.9) / m for m in (19_999, 20_001))
    assert exact == pytest.approx(normal, rel=0.005)
    assert count_quantile(0, 0, 0.9) == 0


def categories(rng: np.random.Generator, number: int, days: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Counts by day of many categories of unlike size; and their means."""
    index = pd.date_range(START, periods=days)
    mean = rng.gamma(1, 6, number) + 0.3
    mu = mean[:, None] * WEEK[index.day_of_week]
    table = rng.negative_binomial(mu / 0.5, 1 / 1.5)
    frame = pd.DataFrame(
        {
            "category": np.repeat([f"{n:04d}" for n in range(number)], days),
            "day": np.tile(index, number),
            "tickets": table.ravel(),
        }
    )
    return frame, mean


def test_what_rose_comes_first_with_its_expectation():
    frame, mean = categories(np.random.default_rng(6), 80, 63)
    window = _days_after(56, 7)
    risen = int(np.argsort(mean)[-5])
    mask = (frame["category"] == f"{risen:04d}") & (frame["day"] >= pd.Timestamp(window.start))
    frame.loc[mask, "tickets"] = frame.loc[mask, "tickets"] * 3
    rises = category_rises(frame, window, "weekday")
    first = rises[0]
    assert first.category == f"{risen:04d}"
    assert first.notable
    assert first.observed == frame.loc[mask, "tickets"].sum()
    assert first.expected == pytest.approx(mean[risen] * WEEK.sum(), rel=0.25)
    assert first.low > 1
    assert first.low < first.ratio < first.high
    assert [r.score for r in rises] == sorted((r.score for r in rises), reverse=True)
    assert all(r.observed >= 10 and r.ratio > 1 for r in rises)


def test_where_nothing_happened_little_is_found():
    rng, window = np.random.default_rng(7), _days_after(56, 7)
    found = []
    for _ in range(40):
        rises = category_rises(categories(rng, 100, 63)[0], window, "weekday")
        found.append(any(r.notable for r in rises))
    assert np.mean(found) <= 0.25  # a tenth is meant


def test_a_season_that_comes_every_year_is_no_rise():
    rng = np.random.default_rng(8)
    index = pd.date_range(START, periods=364 + 63 + 1)
    level = np.full(len(index), 60.0)
    level[56:63] = level[364 + 56 : 364 + 63] = 150.0
    steady = pd.DataFrame({"category": "01", "day": index, "tickets": rng.poisson(300, len(index))})
    heating = pd.DataFrame({"category": "02", "day": index, "tickets": rng.poisson(level)})
    window = _days_after(364 + 56, 7)
    both = pd.concat([steady, heating])
    with_year = {r.category: r for r in category_rises(both, window, "weekday")}
    recent = both[both["day"] >= pd.Timestamp(START) + pd.Timedelta(days=300)]
    without = {r.category: r for r in category_rises(recent, window, "weekday")}
    assert without["02"].ratio > 2
    assert not without["02"].seasonal
    assert "02" not in with_year or with_year["02"].ratio < 1.2


def test_missing_categories_and_short_history_are_passed_over():
    frame, _ = categories(np.random.default_rng(9), 5, 63)
    frame.loc[frame["category"] == "0001", "category"] = None
    assert all(r.category != "0001" for r in category_rises(frame, _days_after(56, 7), "weekday"))
    short = frame[frame["day"] >= START + pd.Timedelta(days=40)]
    assert category_rises(short, _days_after(56, 7), "weekday") == ()
