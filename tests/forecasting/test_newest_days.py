"""The newest days: an odd one carries nothing away, a faulty one is named, a lasting rise is
followed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data_access.types import ANY
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import ForecastRun, RunSettings, forecast_all
from forecasting.cleaning import clean
from forecasting.reconcile.tree import build
from forecasting.types import history_of
from tests.forecasting.conftest import made

CALENDAR = Calendar("weekday")
QUICK = RunSettings(28, 3, 0)
DAYS = 420


def changed(days: int, factor: float) -> pd.DataFrame:
    """Return counts whose last ``days`` are ``factor`` times as many."""
    frame = made(1, DAYS)
    late = frame["day"] > frame["day"].max() - pd.Timedelta(days=days)
    frame.loc[late, "n"] = np.round(frame.loc[late, "n"] * factor).astype(int)
    return frame


def whole(run: ForecastRun) -> pd.Series:
    mine = run.forecast[(run.forecast["area"] == ANY) & (run.forecast["category"] == ANY)]
    return mine["mean"].reset_index(drop=True)


def kinds(frame: pd.DataFrame) -> list[str]:
    return [f.kind for f in clean(build(history_of(frame))[1], CALENDAR).findings]


@pytest.fixture(scope="module")
def without() -> dict[int, float]:
    """What is forecast of the next week where the last day, or the last week, isn't known."""
    frame = made(1, DAYS)
    last = frame["day"].max().date()
    runs = {
        d: forecast_all(frame, CALENDAR, QUICK, last=last - timedelta(days=d)) for d in (0, 1, 7)
    }
    return {d: float(whole(run).iloc[d : d + 7].mean()) for d, run in runs.items()}


@pytest.mark.parametrize(
    ("days", "factor", "kind"),
    [
        (1, 20.0, "fresh_outlier"),
        (1, 125.0, "fresh_outlier"),
        (7, 2.0, "doubled_days"),
        (7, 0.3, "partial_days"),
    ],
)
def test_faulty_last_days_are_named_and_carry_nothing_away(
    days: int, factor: float, kind: str, without: dict[int, float]
) -> None:
    run = forecast_all(changed(days, factor), CALENDAR, QUICK)
    assert set(run.findings["kind"]) == {kind}
    assert whole(run).iloc[:7].mean() == pytest.approx(without[days], rel=0.06)
    assert (run.forecast["mean"] >= run.forecast["q05"]).all()
    assert (run.forecast["mean"] <= run.forecast["q95"]).all()


def test_a_burst_after_nothing_at_all() -> None:
    frame = made(1, DAYS).assign(n=0)
    frame.loc[len(frame) - 1, "n"] = 300
    run = forecast_all(frame, CALENDAR, QUICK)
    assert run.forecast["mean"].max() < 1
    assert list(run.findings["kind"]) == ["fresh_outlier"]
    assert "300 件" in run.findings["text"].iloc[0]


def test_what_lasts_is_no_fault() -> None:
    assert kinds(changed(11, 0.3)) == []
    assert "fresh_outlier" not in kinds(changed(4, 20.0))


def test_a_lasting_rise_is_followed() -> None:
    """Half of a rise of four fifths after ten days, on average over what chance may add."""
    followed = []
    for seed in range(1, 5):
        frame = made(seed, DAYS)
        usual = whole(forecast_all(frame, CALENDAR, QUICK)).iloc[:7].mean()
        late = frame["day"] > frame["day"].max() - pd.Timedelta(days=10)
        rng = np.random.default_rng(seed)
        frame.loc[late, "n"] = rng.poisson(1.8 * frame.loc[late, "n"])
        followed.append(whole(forecast_all(frame, CALENDAR, QUICK)).iloc[:7].mean() / usual)
    assert np.mean(followed) > 1.4


def test_quiet_days_are_no_part_of_a_load() -> None:
    frame = made(1, 890)  # to 2026-03-09
    spring = frame["day"].between("2026-02-15", "2026-02-21")
    frame.loc[spring, "n"] = np.round(frame.loc[spring, "n"] * 0.4).astype(int)
    frame = frame[frame["day"] <= "2026-02-21"]
    nodes = build(history_of(frame))[1]
    assert [f.kind for f in clean(nodes, Calendar()).findings] == []
    assert [f.kind for f in clean(nodes, CALENDAR).findings] == ["partial_days"]


def test_a_whole_of_one_cell_imported_twice() -> None:
    frame = changed(7, 2.0)
    one = (
        frame.groupby("day", as_index=False)["n"].sum().assign(area=ANY, category=ANY, channel=ANY)
    )
    assert kinds(one) == ["doubled_days"]
    middle = one["day"] == one["day"].max() - pd.Timedelta(days=3)
    assert kinds(one.assign(n=one["n"] + middle.astype(int))) != ["doubled_days"]
