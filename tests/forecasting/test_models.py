"""Every model: finite, never negative, blind to the future, better than naive where it should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.types import ANY, WeisuError
from forecasting.calendar.features import Calendar
from forecasting.models.classical import ETS, SARIMAX_7, STL_ARIMA
from forecasting.models.glm import fit_poisson
from forecasting.models.parents import generations, parents_of
from forecasting.models.prophet import PROPHET_ALONE, ProphetModel
from forecasting.models.regression import CountRegression
from forecasting.models.tiers import TIER_ONE
from forecasting.reconcile.tree import build
from forecasting.types import History, history_of

SLOW = (ETS, STL_ARIMA, SARIMAX_7, ProphetModel(), PROPHET_ALONE)


def odd(length: int) -> History:
    """Series that nobody likes."""
    rng = np.random.default_rng(0)
    spike = np.zeros(length)
    spike[length // 2] = 500
    late = np.full(length, np.nan)
    late[-min(10, length) :] = 3
    holes = rng.poisson(6, length).astype(float)
    holes[::3] = np.nan
    rows = [np.zeros(length), spike, late, holes, np.full(length, 4.0), np.full(length, np.nan),
            rng.poisson(40, length).astype(float)]  # fmt: skip
    keys = pd.DataFrame(
        {"area": [str(n) for n in range(len(rows))], "category": "01", "channel": ANY}
    )
    days = np.datetime64("2024-06-01") + np.arange(length)
    return History(days, np.array(rows), keys)


@pytest.mark.parametrize("length", [1, 5, 20, 120])
@pytest.mark.parametrize("model", [*TIER_ONE, *SLOW], ids=lambda m: m.name)
def test_odd_series_get_finite_forecasts(model: Any, length: int) -> None:
    history = odd(length)
    found = model.fit(history, Calendar()).forecast(35)
    assert found.mean.shape == (len(history), 35)
    assert np.isfinite(found.mean).all()
    assert (found.mean >= 0).all()
    assert found.mean[0].max() < 1
    if found.quantiles is not None:
        assert np.isfinite(found.quantiles).all()


@pytest.mark.parametrize("model", TIER_ONE, ids=lambda m: m.name)
def test_the_order_of_series_does_not_matter(model: Any, counts: pd.DataFrame) -> None:
    _, nodes = build(history_of(counts))
    order = np.random.default_rng(1).permutation(len(nodes))
    one = model.fit(nodes, Calendar()).forecast(28).mean
    two = model.fit(nodes.pick(order), Calendar()).forecast(28).mean
    assert two == pytest.approx(one[order], rel=1e-6, abs=1e-9)


def test_regression_is_statsmodels_poisson_without_a_pull() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(300), rng.normal(size=(300, 3))])
    counts = rng.poisson(np.exp(design @ [1.5, 0.3, -0.2, 0.1])).astype(float)
    ours = fit_poisson(
        counts[None], design, np.full(4, 1e4), np.ones(300), np.zeros((1, 300))
    ).beta[0]
    theirs = sm.GLM(counts, design, family=sm.families.Poisson()).fit().params
    assert ours == pytest.approx(theirs, abs=0.02)  # bursts beyond 4 deviations are cut


def test_parents_come_first() -> None:
    keys = pd.DataFrame(
        [("*", "*", "*"), ("*", "01", "*"), ("*", "0101", "*"), ("s", "0101", "*"), ("s", "*", "*"),
         ("s", "0101", "电话")],
        columns=["area", "category", "channel"],
    )  # fmt: skip
    parents = parents_of(keys)
    assert parents.tolist() == [-1, 0, 1, 2, 0, 3]
    assert [g.tolist() for g in generations(parents)] == [[0], [1, 4], [2], [3], [5]]


def test_a_rare_matter_has_the_season_of_its_parent(counts: pd.DataFrame) -> None:
    _, nodes = build(history_of(counts))
    fitted = CountRegression().fit(nodes, Calendar("weekday"))
    cells = list(nodes.keys.itertuples(index=False, name=None))
    rare, parent = (fitted.curve(28)[cells.index(c)] for c in
                    (("350199001", "0201", ANY), (ANY, "0201", ANY)))  # fmt: skip
    assert np.corrcoef(rare, parent)[0, 1] > 0.9


@settings(max_examples=15, deadline=None)
@given(st.integers(60, 300), st.integers(0, 10_000))
def test_no_forecast_looks_ahead(origin: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole = rng.poisson(5, (4, 400)).astype(float)
    other = whole.copy()
    other[:, origin:] = rng.poisson(50, (4, 400 - origin))
    days = np.datetime64("2024-01-01") + np.arange(400)
    keys = pd.DataFrame({"area": list("abcd"), "category": "01", "channel": ANY})
    for model in TIER_ONE:
        one, two = (
            model.fit(History(days, c, keys).until(origin), Calendar()).forecast(28).mean
            for c in (whole, other)
        )
        assert np.array_equal(one, two)


@pytest.mark.parametrize(
    ("n", "words"), [([1, -2], "不小于零"), ([1, 2.5], "整数"), ([1, np.inf], "整数")]
)
def test_counts_that_are_none_are_refused(n: list[float], words: str) -> None:
    frame = pd.DataFrame({"area": "a", "category": "b", "channel": "*",
                          "day": pd.to_datetime(["2026-01-01", "2026-01-02"]), "n": n})  # fmt: skip
    with pytest.raises(WeisuError, match=words):
        history_of(frame)


def test_days_must_be_local_and_single() -> None:
    frame = pd.DataFrame({"area": "a", "category": "b", "channel": "*",
                          "day": pd.to_datetime(["2026-01-01", "2026-01-01"]), "n": [1, 2]})  # fmt: skip
    with pytest.raises(WeisuError, match="多行"):
        history_of(frame)
    with pytest.raises(WeisuError, match="时区"):
        history_of(frame.assign(day=frame["day"].dt.tz_localize("UTC")))
    with pytest.raises(WeisuError, match="没有可用"):
        history_of(frame.iloc[:0])
