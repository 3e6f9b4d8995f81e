"""Real counts: Chicago's sanitation complaints of 2011 to 2013, the last year unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.types import ANY
from forecasting.calendar.features import WEEKDAY_ONLY
from forecasting.evaluation.bank import EvaluationSettings
from forecasting.evaluation.judge import evaluate_forecasts


@pytest.fixture(scope="module")
def document(data_folder: Path) -> dict[str, Any]:
    rows = pd.read_csv(data_folder / "chicago311" / "sanitation_2011_2013.csv.gz")
    day = pd.to_datetime(rows["Creation_Date"])
    frame = pd.DataFrame(
        {
            "area": rows["Ward"].astype("Int64").astype("str").fillna(""),
            "category": rows["What_is_the_Nature_of_this_Code_Violation"].fillna(""),
            "channel": ANY,
            "day": day,
        }
    )
    # The file carries dates from 2000 on; the counts are whole from 2011.
    frame = frame[day.between(pd.Timestamp("2011-01-01"), pd.Timestamp("2013-12-31"))]
    days = pd.DataFrame({"day": pd.date_range("2011-01-01", "2013-12-31")})
    cell = ["area", "category", "channel"]
    seen = frame.groupby([*cell, "day"]).size().rename("n").reset_index()
    every = seen[cell].drop_duplicates().merge(days, how="cross")
    counts = every.merge(seen, how="left", on=[*cell, "day"]).fillna({"n": 0})
    return evaluate_forecasts(counts, WEEKDAY_ONLY, EvaluationSettings(13, 6, 0))["horizons"]


@pytest.mark.slow
@pytest.mark.parametrize("h", ["28", "61"])
def test_well_below_seasonal_naive_on_every_level(document: dict[str, Any], h: str) -> None:
    assert len(document[h]["levels"]) == 4
    for level, models in document[h]["levels"].items():
        ours, naive = models["reconciled"], models["snaive"]
        assert ours["wape"] < (0.85 if level in {"全市", "分类"} else 1.0) * naive["wape"]
        assert ours["quantile_loss"] < 0.85 * naive["quantile_loss"]


@pytest.mark.slow
@pytest.mark.parametrize("h", ["28", "61"])
def test_bands_hold(document: dict[str, Any], h: str) -> None:
    assert 0.86 < document[h]["coverage_mean_5"]["90"] < 0.94
    assert 0.47 < document[h]["coverage_below_5"]["50"] < 0.53
    assert 0.87 < document[h]["coverage_below_5"]["90"] < 0.93
