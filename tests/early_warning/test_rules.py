"""Repeats, deadlines, level shifts, feelings and the other rules on small made-up data."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access.types import WeisuError
from early_warning.rules.recode import recoded
from early_warning.rules.repeats import repeat_rules
from early_warning.rules.watch import WatchSettings, bulk_closings, emptied_fields
from early_warning.shifts.change_point import level_shifts, slow_leaks
from early_warning.surge.covariates import design
from early_warning.surge.daily import fit_daily
from early_warning.surge.daily import window_tests as windows_of
from early_warning.surge.residuals import forecast_residuals
from early_warning.text.emotion import (
    evaluate_emotion,
    lexicon_scores,
    net_of_category,
    train_emotion,
)


def test_repeat_rules_name_their_tickets() -> None:
    day = pd.Timestamp("2026-03-10")
    rows = [("a", "990181001001", "010101", k, 0) for k in range(3)]
    rows += [(f"b{k}", "990181002001", "020101", 0, 0) for k in range(5)]
    rows += [("c", "990181003001", "030101", 0, 4)]
    frame = pd.DataFrame(rows, columns=["caller", "area", "category", "back", "n_redo"])
    frame["t_accept"] = day + pd.Timedelta(hours=9) - pd.to_timedelta(frame["back"], unit="D")
    frame["ticket_no"] = [f"T{k}" for k in range(len(frame))]
    found = {d.detector: d for d in repeat_rules(frame, day, 100)}
    assert set(found) == {"repeat_caller", "repeat_matter", "redone"}
    assert found["repeat_caller"].evidence == ("T0", "T1", "T2")
    assert found["repeat_matter"].observed == 5
    assert found["redone"].evidence == ("T8",)
    assert not repeat_rules(frame, day + pd.Timedelta(days=1), 101)


def test_bulk_closing_emptied_field_and_recoding() -> None:
    random = np.random.default_rng(2)
    closed = random.poisson(3.0, size=(4, 200)).astype(float)
    closed[2, -1] = 60
    assert [d.unit for d in bulk_closings(closed, list("abcd"), 199, WatchSettings())] == ["c"]
    total = np.full(200, 150.0)
    missing = random.poisson(2.0, size=(2, 200)).astype(float)
    missing[1, -3:] = 120
    found = emptied_fields(missing, total, ["area", "caller"], 199, WatchSettings())
    assert [d.note for d in found] == ["caller"]
    mean = np.full((3, 200), 4.0)
    counts = random.poisson(mean).astype(float)
    counts[0, -10:], counts[1, -10:] = 0, counts[1, -10:] + 4
    moved = recoded(counts, mean, ["010101", "010102", "020101"], 199)
    assert [(d.category, d.note) for d in moved] == [("010102", "010101")]


def test_shifts_and_slow_leaks_stay_under_daily_thresholds() -> None:
    random = np.random.default_rng(8)
    mean = np.full((60, 200), 2.0)
    counts = random.poisson(mean).astype(float)
    counts[:10, -40:] += random.poisson(1.5, size=(10, 40))
    found = level_shifts(counts, mean, np.ones(60))
    assert (found.p_value[:10] < 0.01).sum() >= 8
    assert (found.p_value[10:] < 0.01).sum() <= 3
    assert np.median(np.abs(found.days[:10] - 40)) <= 8
    assert slow_leaks(counts, mean, np.ones(60))[:10].sum() >= 8
    assert slow_leaks(counts, mean, np.ones(60))[10:].sum() <= 4


def test_forecasts_give_residuals_with_their_own_width() -> None:
    day = pd.date_range("2026-01-01", periods=3)
    keys = {"area": "*", "category": "01", "channel": "*", "day": day}
    counts = pd.DataFrame({**keys, "n": [10, 12, 60]})
    forecast = pd.DataFrame({**keys, "mean": 11.0, "q05": 5.0, "q95": 18.0})
    found = forecast_residuals(counts, forecast)
    assert (found["p_value"] < 1e-6).tolist() == [False, False, True]
    assert (found["phi"] > 1).all()


def test_feeling_is_net_of_the_category() -> None:
    texts = (
        ["太过分了，忍无可忍，没人管"] * 60 + ["请问怎么办理"] * 60 + ["忍无可忍，太过分了，气愤"]
    )
    category = pd.Series(["noise"] * 60 + ["ask"] * 61)
    net = net_of_category(lexicon_scores(texts)["anger"], category)
    assert net.iloc[-1] > 3 * net.iloc[:60].max()


def test_training_wants_enough_labels() -> None:
    with pytest.raises(WeisuError):
        train_emotion(["好"], ["a"])


@pytest.mark.slow
def test_emotion_beats_the_plain_baseline(data_folder: Path) -> None:
    path = data_folder / "sentiment" / "smp2020_usual_eval.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    found = evaluate_emotion([r["content"] for r in rows], [r["label"] for r in rows])
    mean = found.groupby("method")["macro_f1"].mean()
    print(mean.round(4).to_dict())
    assert mean["ours"] > 0.6
    assert mean["ours"] > mean["tfidf_linear"] + 0.1


@pytest.mark.slow
def test_five_thousand_daily_cells_cost_little() -> None:
    random = np.random.default_rng(0)
    days = np.datetime64("2023-01-01") + np.arange(1096)
    rows = design(days, origin=days[0])
    rate = random.lognormal(-1.0, 1.0, size=(5000, 1))
    counts = random.poisson(rate, size=(5000, 1096)).astype(float)
    started = time.process_time()
    model = fit_daily(counts[:, :-1], rows.rows[:-1], rows.penalty)
    found = windows_of(counts, model.mean(rows.rows), (1, 3, 7))
    used = time.process_time() - started
    print(f"5,000 cells × 3 years: {used:.1f} CPU s")
    assert (found.p_value < 1e-5).mean() < 1e-3
    assert used < 30
