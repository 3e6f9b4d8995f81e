"""Bands hold what they say at every mean, widen with the distance, and contain their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from data_access.types import ANY
from forecasting.backtest.compare import compare
from forecasting.backtest.rolling import Backtest, days_looked_at
from forecasting.backtest.scores import coverage
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.intervals.conformal import conformal_quantiles, whole
from forecasting.intervals.counts import probabilities, quantiles
from forecasting.types import QUANTILE_NAMES, QUANTILES, Floats
from tests.forecasting.conftest import made

CALENDAR = Calendar("weekday")
LEVELS = np.array(QUANTILES)


def drawn(rng: np.random.Generator, mean: Floats, shape: float) -> Floats:
    rate = mean if shape == 0 else rng.gamma(shape, mean / shape)
    return rng.poisson(rate).astype(float)


@pytest.mark.parametrize("shape", [0.0, 2.0])
@pytest.mark.parametrize("mean", [0.1, 1.0, 3.0, 10.0, 200.0])
def test_every_level_covers_what_it_says(mean: float, shape: float) -> None:
    rng = np.random.default_rng(1)
    means = np.full((6, 80, 28), mean)
    found = conformal_quantiles(means, drawn(rng, means, shape), means[0])
    future = drawn(rng, means, shape)
    for place, level in enumerate(QUANTILES):
        below = np.clip(found[None, ..., place] - (future - 0.5), 0.0, 1.0).mean()
        assert below == pytest.approx(level, abs=0.02)
    bands = np.broadcast_to(found, (6, *found.shape))
    for band in (50, 80, 90):
        assert coverage(future, bands, band) == pytest.approx(band / 100, abs=0.025)


def test_series_of_all_sizes_beside_each_other() -> None:
    rng = np.random.default_rng(2)
    level = np.geomspace(0.1, 200, 120)[None, :, None]
    means = np.array(np.broadcast_to(level, (6, 120, 28)))
    found = conformal_quantiles(means, drawn(rng, means, 5.0), means[0])
    future = drawn(rng, means, 5.0)
    for low, high in ((0, 0.3), (0.3, 1), (1, 5), (5, 20), (20, 300)):
        rows = (level[0, :, 0] >= low) & (level[0, :, 0] < high)
        bands = np.broadcast_to(found[rows], (6, *found[rows].shape))
        for band in (50, 80, 90):
            assert coverage(future[:, rows], bands, band) == pytest.approx(band / 100, abs=0.04)


@pytest.mark.parametrize(("mean", "alpha"), [(0.05, 0.5), (0.8, 2.0), (7.0, 0.1), (40.0, 0.3)])
def test_quantiles_are_those_of_the_negative_binomial(mean: float, alpha: float) -> None:
    law = nbinom(1 / alpha, 1 / (1 + alpha * mean))
    found = quantiles(np.array([mean]), np.array([alpha]), LEVELS)
    shown = np.ceil(np.round(found, 9) - 0.5)[0]
    assert np.abs(shown - law.ppf(QUANTILES)).max() <= (0 if mean < 5 else 1)
    counts = np.arange(12.0)
    low, high = probabilities(counts, np.full(12, mean), np.full(12, alpha))
    assert high == pytest.approx(law.cdf(counts), abs=1e-9)
    assert low == pytest.approx(law.cdf(counts - 1), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 300.0), st.integers(1, 6))
def test_bands_widen_with_the_distance(seed: int, mean: float, origins: int) -> None:
    """At the same mean: on a quieter day fewer tickets are also fewer more or less."""
    rng = np.random.default_rng(seed)
    looked_at = days_looked_at(28 * origins)
    past = np.full((origins, 3, len(looked_at)), mean)
    actual = drawn(rng, past * rng.uniform(0.3, 2.0, (origins, 1, 1)), 2.0)
    ahead = np.full((3, 400), mean)
    found = conformal_quantiles(past, actual, ahead, looked_at=looked_at)
    width = found[..., -1] - found[..., 0]
    assert (np.diff(width, axis=1) >= -0.02 * width[:, :1]).all()
    if mean >= 1:
        assert (width[:, 365] > width[:, 0]).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 400.0))
def test_a_mean_lies_inside_its_band(seed: int, burst: float) -> None:
    rng = np.random.default_rng(seed)
    past = rng.gamma(0.3, 3.0, (3, 4, 28))
    actual = drawn(rng, past, 0.5)
    mean = rng.gamma(0.3, 3.0, (4, 10))
    mean[0, 0] = burst
    shown = whole(conformal_quantiles(past, actual, mean), mean)
    assert (shown[..., 0] <= mean).all()
    assert (shown[..., -1] >= mean).all()
    assert (np.diff(shown, axis=-1) >= 0).all()
    assert (shown == np.round(shown)).all()


@pytest.mark.parametrize("days", [60, 220])
def test_tomorrow_does_not_depend_on_how_far_ahead_is_asked(days: int) -> None:
    frame = made(6, days)
    short = forecast_all(frame, CALENDAR, RunSettings(28, 3, 0)).forecast
    for horizon in (7, 61, 400):
        found = forecast_all(frame, CALENDAR, RunSettings(horizon, 3, 0)).forecast
        both = short.merge(found, on=["area", "category", "channel", "period"])
        assert len(both) == len(short) * min(horizon, 28) // 28
        for column in ("mean", *QUANTILE_NAMES):
            assert (both[f"{column}_x"] == both[f"{column}_y"]).all()


def test_no_weekday_collapses_far_ahead() -> None:
    far = forecast_all(made(6, 400), CALENDAR, RunSettings(400, 3, 0)).forecast
    busy = far[(far["area"] == "350199003") & (far["category"] == ANY)]
    by_day = busy.groupby(busy["period"].dt.dayofweek)["mean"].min()
    assert (by_day > 5).all()


def test_the_slow_models_say_the_same_whatever_the_horizon() -> None:
    frame = made(5, 200)
    one = forecast_all(frame, Calendar(), RunSettings(7, 2, 1)).forecast
    two = forecast_all(frame, Calendar(), RunSettings(90, 2, 1)).forecast
    both = one.merge(two, on=["area", "category", "channel", "period"])
    assert np.abs(both["mean_x"] - both["mean_y"]).max() == 0


def test_what_an_origin_sees_of_later_origins() -> None:
    looked_at = days_looked_at(56)
    past = Backtest((100, 128), {}, np.ones((2, 1, len(looked_at))), looked_at)
    seen = past.against(np.ones((1, 150)))
    assert (~np.isnan(seen.actual[0, 0])).sum() == 28 + 1  # the 50th day ahead of the first
    assert (~np.isnan(seen.actual[1, 0])).sum() == 22


def test_two_forecasts_compared() -> None:
    rng = np.random.default_rng(3)
    theirs = rng.uniform(80, 120, 13)
    better = compare(theirs * 0.8 + rng.normal(0, 1, 13), theirs)
    assert better.low < better.ratio < better.high < 0.9
    assert better.p < 0.001
    same = compare(theirs + rng.normal(0, 10, 13), theirs)
    assert same.low < 1 < same.high
    assert same.p > 0.05
    assert np.isnan(compare(theirs[:3], theirs[:3]).low)


def test_the_corrected_test_against_its_formula() -> None:
    """Harvey, Leybourne and Newbold (1997), equations 3 and 9, by hand for two steps ahead."""
    gap = np.array([1.0, 1.5, 2.0, 0.5, -0.5, -1.0])
    centred = gap - gap.mean()
    variance = (centred**2).mean() + 2 * (centred[1:] * centred[:-1]).sum() / 6
    value = gap.mean() / np.sqrt(variance / 6) * np.sqrt((6 + 1 - 4 + 2 / 6) / 6)
    from scipy.stats import t

    found = compare(10 + gap, np.full(6, 10.0), overlap=1)
    assert found.p == pytest.approx(2 * t.sf(abs(value), 5))


def test_a_sum_and_its_only_part_are_one_of_the_busiest() -> None:
    frame = pd.concat(
        [made(5, 200).query("category == '0201'"), made(5, 200).query("category == '0101'")]
    )
    found = forecast_all(frame, CALENDAR, RunSettings(28, 2, 3))
    slow = found.score[found.score["model"] == "ets"]
    cells = set(slow[["area", "category"]].itertuples(index=False, name=None))
    # 01 is 0101 and nothing else: one series under two names.
    assert cells == {(ANY, ANY), (ANY, "01"), ("350199003", ANY)}
