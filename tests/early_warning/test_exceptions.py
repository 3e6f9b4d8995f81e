"""Closings held back, repeats without a caller, and what a local event does not explain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from early_warning.cells import first_tickets
from early_warning.detection import Detection
from early_warning.engine import fit_city
from early_warning.history import History
from early_warning.known import explained
from early_warning.rules.watch import WatchSettings, bulk_closings
from early_warning.settings import EngineSettings

FIRST = np.datetime64("2023-01-01")


def closings(unit: int, held: bool, today: float) -> list[str]:
    """Four units that close two a day; one may hold back a week and make up for it."""
    random = np.random.default_rng(11)
    closed = random.poisson(2.0, size=(4, 200)).astype(float)
    if held:
        closed[unit, -8:-1] = 0
    closed[unit, -1] = today
    return [d.unit for d in bulk_closings(closed, list("abcd"), 199, WatchSettings())]


def test_closings_held_back_for_a_week_and_then_done_are_bulk() -> None:
    assert closings(1, held=True, today=14) == ["b"]
    assert closings(1, held=False, today=14) == []
    assert closings(1, held=True, today=2) == []


def test_a_holiday_of_all_units_is_no_holding_back() -> None:
    random = np.random.default_rng(11)
    closed = random.poisson(2.0, size=(4, 200)).astype(float)
    closed[:, -8:-1] = 0
    closed[:, -1] = 12
    assert not bulk_closings(closed, list("abcd"), 199, WatchSettings())


def test_without_a_caller_the_same_point_is_the_same_matter() -> None:
    frame = pd.DataFrame({
        "t_accept": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-01-06", "2024-01-07",
                                    "2024-03-20"]),
        "caller": [None, None, None, "a", None], "category": ["010101"] * 5,
        "lon": [123.1, 123.1, 123.2, 123.1, 123.1], "lat": [37.5, 37.5, 37.5, 37.5, 37.5],
    })  # fmt: skip
    # The second comes back to the point; another point, a known caller and a later quarter do not.
    assert first_tickets(frame).tolist() == [True, False, True, True, True]
    assert first_tickets(frame.drop(columns=["lon", "lat"])).all()


@pytest.fixture(scope="module")
def rainy() -> History:
    """A town where rain lifts one category sixfold for three days, every two months."""
    random = np.random.default_rng(5)
    starts = [90, 150, 210, 270, 330, 390, 450]
    rows = []
    for day in range(470):
        wet = any(s <= day < s + 3 for s in starts)
        for category, mean in (("030303", 24.0 if wet else 4.0), ("010101", 10.0)):
            rows += [(day, category)] * random.poisson(mean)
    frame = pd.DataFrame(rows, columns=["day", "category"])
    at = FIRST + frame.pop("day").to_numpy().astype("timedelta64[D]")
    frame["t_accept"] = at.astype("datetime64[ns]")
    frame["area"] = [f"990181001{k % 5 + 1:03d}" for k in range(len(frame))]
    frame["caller"] = [f"c{k}" for k in range(len(frame))]
    frame["channel"] = "电话"
    frame["ticket_no"] = [str(k) for k in range(len(frame))]
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(starts, unit="D")
    events = pd.DataFrame({"kind": "rain", "name": "暴雨", "start": days, "end": days})
    return History(frame, FIRST, events)


def test_a_lift_explains_a_surge_but_not_one_community_for_weeks(rainy: History) -> None:
    settings, day = EngineSettings(), 452
    model = fit_city(rainy, day)

    def known(area: str, days: int, observed: float) -> str:
        one = Detection("local", "event", day, days, observed, 1.0, 1e-12, area=area,
                        category="030303")  # fmt: skip
        return explained([one], rainy, day, model, settings)[0].known

    assert known("990181001", 3, 20.0) == "暴雨"
    assert known("990181001002", 3, 40.0) == "暴雨"
    assert known("990181001002", 21, 10.0) == "暴雨"
    assert known("990181001002", 21, 40.0) == ""
