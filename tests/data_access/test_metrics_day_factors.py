"""Factors of kinds of days, on counts whose truth is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_access.metrics.day_factors import fit
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


def _days_after(offset: int, days: int) -> Period:
    start = (START + pd.Timedelta(days=offset)).date()
    return Period(start, (START + pd.Timedelta(days=offset + days)).date())


def test_factors_follow_the_week():
    found = fit(counts(np.random.default_rng(1), 2000, 1, 56), _days_after(56, 1).start, "weekday")
    assert found
    assert found.factors[:7] == pytest.approx(WEEK / WEEK.mean(), abs=0.03)
    assert sum(found.factors[:7]) == pytest.approx(7)


@pytest.mark.parametrize(("mean", "dispersion"), [(6, 1), (40, 1.5), (150, 3), (1000, 15)])
def test_scatter_is_that_of_the_counts(mean, dispersion):
    rng = np.random.default_rng(5)
    found = [
        fit(counts(rng, mean, dispersion, 56), _days_after(56, 1).start, "weekday")
        for _ in range(40)
    ]
    scatter = [f.dispersion for f in found if f]
    assert np.mean(scatter) == pytest.approx(dispersion, rel=0.15, abs=0.15)


def test_a_burst_hardly_moves_factors_and_scatter():
    series = counts(np.random.default_rng(2), 100, 1, 56).astype(float)
    plain = fit(series, _days_after(56, 1).start, "weekday")
    series.iloc[50] *= 8
    burst = fit(series, _days_after(56, 1).start, "weekday")
    assert plain
    assert burst
    assert burst.factors == pytest.approx(plain.factors, rel=0.06)
    assert burst.dispersion < 2.0  # uncut it would be above 80


def test_holidays_weigh_like_weekends():
    """National Day 2025: the fortnight's days off weigh like weekend days."""
    index = pd.date_range("2025-08-01", "2025-09-27")
    found = fit(pd.Series(WEEK[index.day_of_week] * 500, index=index), date(2025, 9, 28))
    assert found
    weekend, working = np.mean(found.factors[5:7]), np.mean(found.factors[:5])
    assert found.factors[7] == pytest.approx(weekend, rel=0.35)
    assert found.factors[8] == pytest.approx(working, rel=0.1)


def test_fewer_than_28_days_give_no_factors():
    series = counts(np.random.default_rng(3), 50, 1, 20)
    assert fit(series, _days_after(20, 1).start, "weekday") is None
    empty = pd.Series([], index=pd.DatetimeIndex([]), dtype=float)
    assert fit(empty, _days_after(0, 1).start) is None
