"""The whole way: levels agree, nothing leaks, bad input ends in a message or a forecast."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.types import ANY, WeisuError
from forecasting.backtest.choice import choose
from forecasting.backtest.rolling import Backtest
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import ForecastRun, RunSettings, forecast_all
from forecasting.evaluation.bank import EvaluationSettings, PeersAsked
from forecasting.evaluation.judge import evaluate_forecasts
from forecasting.reading import error_in_words
from forecasting.reconcile import mint
from forecasting.reconcile.tree import build
from forecasting.types import QUANTILE_NAMES, history_of
from tests.forecasting.conftest import made

QUICK = RunSettings(busiest=0)
CALENDAR = Calendar("weekday")


@pytest.fixture(scope="module")
def run(counts: pd.DataFrame) -> ForecastRun:
    return forecast_all(counts, CALENDAR, QUICK)


def test_every_cell_and_every_sum_is_there(run: ForecastRun) -> None:
    cells = run.forecast.groupby(["area", "category", "channel"]).size()
    # 3 streets and the city, times 3 matters, 2 groups of matters and all.
    assert len(cells) == 4 * 6
    assert (cells == 28).all()
    figures = run.forecast[["mean", *QUANTILE_NAMES]].to_numpy()
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()
    assert (np.diff(figures[:, 1:], axis=1) >= 0).all()
    assert (figures[:, 1:] == np.round(figures[:, 1:])).all()
    assert run.forecast["rough"].any()
    assert not run.forecast["rough"].all()


def test_means_agree_on_every_level(run: ForecastRun) -> None:
    day = run.forecast[run.forecast["period"] == run.forecast["period"].min()]
    mean = day.set_index(["area", "category"])["mean"]
    streets = [a for a in mean.index.get_level_values(0).unique() if a != ANY]
    for category in ("*", "01", "02", "0101", "0102", "0201"):
        parts = sum(mean[street, category] for street in streets)
        assert mean[ANY, category] == pytest.approx(parts, abs=1e-6)
    for area in (ANY, *streets):
        assert mean[area, "*"] == pytest.approx(mean[area, "01"] + mean[area, "02"], abs=1e-6)
        assert mean[area, "01"] == pytest.approx(mean[area, "0101"] + mean[area, "0102"], abs=1e-6)


def test_scores_and_words(run: ForecastRun) -> None:
    city = run.score[(run.score["area"] == ANY) & (run.score["category"] == ANY)]
    assert set(city["horizon"]) == set(range(1, 29))
    errors = city.groupby("model")["mae"].mean()
    assert errors["reconciled"] < errors["snaive"]
    assert error_in_words(city).startswith("回测 6 次,提前 7 天以内")
    assert "历史不足" in error_in_words(city.iloc[:0])


def test_data_after_the_last_day_changes_nothing(counts: pd.DataFrame, run: ForecastRun) -> None:
    last = pd.Timestamp(counts["day"].max())
    later = made(9, 960)
    later = later[later["day"] > last].assign(n=lambda f: f["n"] * 7)
    again = forecast_all(
        pd.concat([counts, later], ignore_index=True), CALENDAR, QUICK, last=last.date()
    )
    pd.testing.assert_frame_equal(run.forecast, again.forecast)
    pd.testing.assert_frame_equal(run.score, again.score)


def test_the_order_of_rows_does_not_matter(counts: pd.DataFrame, run: ForecastRun) -> None:
    mixed = counts.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(run.forecast, forecast_all(mixed, CALENDAR, QUICK).forecast)


@pytest.mark.parametrize("days", [1, 6, 30, 100, 140])
def test_short_histories(days: int) -> None:
    found = forecast_all(made(2, days), Calendar(), QUICK)
    assert np.isfinite(found.forecast[["mean", *QUANTILE_NAMES]].to_numpy()).all()
    assert (found.forecast["mean"] >= 0).all()


@pytest.mark.parametrize("kind", ["zeros", "spike", "gaps", "53 weeks"])
def test_odd_inputs(kind: str) -> None:
    frame = made(4, 420)
    if kind == "zeros":
        frame["n"] = 0
    elif kind == "spike":
        frame["n"] = np.where(frame["day"] == frame["day"].iloc[200], 900, 0)
    elif kind == "gaps":
        frame = frame[frame["day"].dt.day % 4 != 0]
    else:
        frame["day"] += pd.Timedelta(days=455)  # ends in the 53rd week of 2026
    found = forecast_all(frame, Calendar(), RunSettings(horizon=60, busiest=0))
    figures = found.forecast[["mean", *QUANTILE_NAMES]].to_numpy()
    assert np.isfinite(figures).all()
    if kind == "zeros":
        assert figures.max() < 1


def test_impossible_horizons(counts: pd.DataFrame) -> None:
    with pytest.raises(WeisuError, match="天数"):
        forecast_all(counts, CALENDAR, RunSettings(horizon=0))
    with pytest.raises(WeisuError, match="没有可用"):
        forecast_all(counts, CALENDAR, QUICK, last=date(2020, 1, 1))


def test_the_busiest_cells_get_every_model() -> None:
    found = forecast_all(
        made(5, 200), CALENDAR, RunSettings(origins=2, busiest=1),
        looked_at=frozenset({("350199001", "0101", ANY)}),
    )  # fmt: skip
    slow = found.score[found.score["model"] == "prophet"]
    cells = set(slow[["area", "category"]].itertuples(index=False, name=None))
    assert cells == {(ANY, ANY), ("350199001", "0101")}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 4))
def test_reconciled_values_add_up_and_stay_positive(seed: int, areas: int, matters: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (f"a{a}", f"{1 + m // 2:02d}{m:02d}", ANY) for a in range(areas) for m in range(matters)
    ]
    frame = pd.DataFrame(rows, columns=["area", "category", "channel"])
    frame = frame.merge(pd.DataFrame({"day": pd.date_range("2025-01-01", periods=40)}), how="cross")
    frame["n"] = rng.poisson(2, len(frame))
    tree, nodes = build(history_of(frame))
    errors = rng.normal(size=(len(nodes), 60))
    reconciler = mint.fit(tree, errors)
    base = rng.gamma(1.0, 2.0, (len(nodes), 5)) - 0.5
    found = reconciler.apply(base)
    assert (found >= 0).all()
    assert found == pytest.approx(tree.aggregate(found[tree.bottom]), abs=1e-9)
    agreed = tree.aggregate(rng.gamma(1.0, 2.0, (len(tree.bottom), 5)))
    assert reconciler.apply(agreed) == pytest.approx(agreed, abs=1e-6)


def test_tickets_that_name_the_wider_category_only_are_cells_of_their_own() -> None:
    """Their key was the sum's, so that the sum was forecast as one of its parts."""
    frame = made(3, 300)
    coarse = (frame["category"] == "0102") & (frame["area"] == "350199001")
    frame.loc[coarse, "category"] = "01"
    tree, nodes = build(history_of(frame))
    cells = list(nodes.keys.itertuples(index=False, name=None))
    own, wide = ("350199001", "01_", ANY), ("350199001", "01", ANY)
    mine = frame[frame["area"] == "350199001"]
    of_own = mine[mine["category"] == "01"]["n"].sum()
    of_wide = mine[mine["category"].str.startswith("01")]["n"].sum()
    assert nodes.counts[cells.index(own)].sum() == of_own
    assert nodes.counts[cells.index(wide)].sum() == of_wide
    assert nodes.counts[cells.index((ANY, "01_", ANY))].sum() == of_own
    assert (ANY, "01", ANY) in cells
    assert len(set(tree.bottom)) == len(tree.bottom) == 9
    assert nodes.counts == pytest.approx(tree.aggregate(nodes.counts[tree.bottom]))
    document = evaluate_forecasts(frame, CALENDAR, EvaluationSettings(4, 3, 0, (28,)))
    found = document["horizons"]["28"]["levels"]
    assert found["分类4"]["reconciled"]["wape"] < 1.1 * found["分类4"]["chosen"]["wape"]


def test_an_evaluation(counts: pd.DataFrame) -> None:
    document = evaluate_forecasts(counts, CALENDAR, EvaluationSettings(6, 4, 0))
    for h in ("28", "61"):
        part = document["horizons"][h]
        whole = part["levels"]["全市"]
        assert whole["reconciled"]["wape"] < whole["snaive"]["wape"]
        beside = part["wape_to_naive"]["全市"]
        assert beside["low"] <= beside["ratio"] <= beside["high"] < 1
        assert part["beside"] == {}
    last = [pd.Timestamp(document["horizons"][h]["origins"][-1]) for h in ("28", "61")]
    assert (counts["day"].max() - last[0]).days >= 28
    assert (counts["day"].max() - last[1]).days >= 61
    assert document["largest_disagreement"] < 1e-6
    assert len(document["wape_by_day"]["全市"]["reconciled"]) == 61
    with pytest.raises(WeisuError, match="评估"):
        evaluate_forecasts(made(1, 100), CALENDAR)
    with pytest.raises(WeisuError, match="天数"):
        evaluate_forecasts(counts, CALENDAR, EvaluationSettings(4, 4, 0, (0,)))


def test_peers_are_judged_on_what_they_were_asked(counts: pd.DataFrame) -> None:
    told: list[PeersAsked] = []

    def peers(asked: PeersAsked) -> dict[str, np.ndarray]:
        told.append(asked)
        shape = (len(asked.origins), len(asked.rows), asked.reach)
        level = np.array([asked.counts[asked.rows, :o].mean(axis=1) for o in asked.origins])
        return {"mean": np.broadcast_to(level[:, :, None], shape), "none": np.zeros(shape)}

    settings = EvaluationSettings(4, 4, 2, (28,), far=(40, 2000))
    document = evaluate_forecasts(counts, CALENDAR, settings, peers)
    (asked,) = told
    assert len(asked.origins) == 4
    assert asked.design.shape[0] == asked.counts.shape[1] + asked.reach
    beside = document["horizons"]["28"]["beside"]
    assert beside["series"] == len(asked.rows) == 2
    ours = beside["models"]["reconciled"]["wape"]
    for name in ("mean", "none", "prophet_alone", "snaive", "ets"):
        ratio = beside["wape_to"][name]
        assert ratio["ratio"] == pytest.approx(ours / beside["models"][name]["wape"])
        assert ratio["low"] <= ratio["ratio"] <= ratio["high"]
    assert beside["models"]["none"]["wape"] == pytest.approx(1)
    assert list(document["far"]) == ["40"]
    far = document["far"]["40"]
    assert len(far["origins"]) == 6
    assert 0.75 < far["coverage_mean_5"]["90"] <= 1


def test_a_model_that_was_not_run_speaks_for_nobody() -> None:
    rng = np.random.default_rng(2)
    level = rng.uniform(5, 15, 40)
    actual = rng.poisson(level[None, :, None], (4, 40, 28)).astype(float)
    good = np.broadcast_to(level[None, :, None], actual.shape).copy()
    poor = good + 6.0
    poor[:, 5:] = np.nan
    naive = rng.poisson(level[None, :, None], actual.shape).astype(float)
    means = {"snaive": naive, "regression": good, "prophet": poor}
    choice = choose(Backtest((1, 2, 3, 4), means, actual), level)
    assert choice.final_weights()[:, 2].max() == 0
    assert choice.score[:5, 2].min() > 1
