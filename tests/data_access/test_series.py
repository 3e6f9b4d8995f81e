"""Daily counts by cell and calls by hour: the same as counting the rows, on every day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_access.metrics import series
from data_access.metrics.series import daily_counts, hourly_calls
from data_access.types import NotAllowedError, Period, Scope, WeisuError
from tests.data_access import metric_frames as frames

WHOLE = Period(frames.FIRST, date(2026, 4, 1))


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    return frames.random_tickets(3, 400).sort_values("day", ignore_index=True)


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory, tickets: pd.DataFrame) -> Any:
    calls = frames.random_calls(2, 300)
    return frames.written_extract(tmp_path_factory.mktemp("series"), tickets, calls)


@pytest.mark.parametrize(
    ("area_level", "category_level", "channel"),
    [("city", 0, False), ("street", 0, False), ("street", 2, False), ("county", 1, True)],
)
def test_counts_are_those_of_the_tickets(
    extract: Any, tickets: pd.DataFrame, area_level: Any, category_level: int, channel: bool
) -> None:
    found = daily_counts(
        extract, frames.SCOPE, frames.CODE, WHOLE,
        area_level=area_level, category_level=category_level, channel=channel,
    )  # fmt: skip
    whole = daily_counts(extract, frames.SCOPE, frames.CODE, WHOLE)
    assert list(found.columns) == list(series.COLUMNS)
    per_day = found.groupby("day")["n"].sum()
    assert (per_day.to_numpy() == whole.sort_values("day")["n"].to_numpy()).all()
    cells = found.groupby(["area", "category", "channel"])["day"]
    assert cells.nunique().eq(frames.DAYS).all()
    assert found["n"].dtype == np.int64
    one = found.iloc[int(found["n"].to_numpy().argmax())]
    mine = tickets[(tickets["day"] == one["day"].date())]
    if area_level != "city":
        mine = mine[mine[f"area_{area_level}"].fillna("") == one["area"]]
    if category_level:
        cut = mine["category_code"].str[: 2 * category_level]
        mine = mine[cut.fillna("") == one["category"]]
    if channel:
        mine = mine[mine["source_channel"].fillna("") == one["channel"]]
    assert 0 < one["n"] <= len(mine)


def test_as_of_ends_the_series(extract: Any) -> None:
    found = daily_counts(extract, frames.SCOPE, frames.CODE, WHOLE, as_of=date(2026, 3, 7))
    assert found["day"].max() == pd.Timestamp("2026-03-07")
    early = found["n"].sum()
    assert 0 < early < daily_counts(extract, frames.SCOPE, frames.CODE, WHOLE)["n"].sum()


def test_scope_is_kept(extract: Any) -> None:
    unit = Scope("a", frozenset({"metric.view"}), frozenset({frames.CODE}), frozenset({"甲局"}))
    mine = daily_counts(extract, unit, frames.CODE, WHOLE)["n"].sum()
    assert 0 < mine < daily_counts(extract, frames.SCOPE, frames.CODE, WHOLE)["n"].sum()
    with pytest.raises(NotAllowedError):
        daily_counts(extract, unit, "110101", WHOLE)
    with pytest.raises(NotAllowedError):
        hourly_calls(extract, unit, frames.CODE, WHOLE)


def test_no_data_is_an_empty_frame(extract: Any) -> None:
    empty = daily_counts(
        extract, frames.SCOPE, frames.CODE, Period(date(2020, 1, 1), date(2020, 2, 1))
    )
    assert empty.empty
    assert list(empty.columns) == list(series.COLUMNS)
    with pytest.raises(WeisuError, match="层级"):
        daily_counts(extract, frames.SCOPE, frames.CODE, WHOLE, category_level=4)


def test_calls_by_hour(extract: Any) -> None:
    found = hourly_calls(extract, frames.SCOPE, frames.CODE, WHOLE)
    assert found["n"].sum() == 300
    assert len(found) % 24 == 0
    assert found["minutes"].eq(60).all()


def test_clocks_put_forward_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = pd.to_datetime(["2026-03-29 00:30", "2026-03-29 01:30", "2026-10-25 00:30",
                            "2026-10-25 01:30"])  # fmt: skip

    class Calls:  # what is asked of the extract
        manifest = type("M", (), {"jurisdictions_info": {"x": {"timezone": "Europe/Berlin"}}})

        def query(self, *_: Any, **__: Any) -> pd.DataFrame:
            return pd.DataFrame({"t": times, "n": 1})

    calls: Any = Calls()
    found = hourly_calls(calls, frames.SCOPE, "x", Period(date(2026, 3, 28), date(2026, 10, 26)))
    at = found.set_index(["day", "hour"])
    assert at.loc[(pd.Timestamp("2026-03-29"), 2), "minutes"] == 0
    assert at.loc[(pd.Timestamp("2026-10-25"), 2), "minutes"] == 120
    assert at.loc[(pd.Timestamp("2026-10-25"), 2), "n"] == 2
    assert found["n"].sum() == 4
