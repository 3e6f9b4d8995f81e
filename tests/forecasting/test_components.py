"""A series taken apart has the week, the year and the level that were put into it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.types import ANY
from forecasting.calendar.features import Calendar
from forecasting.drivers.components import components
from forecasting.frames import COMPONENT
from forecasting.types import History


def history(counts: np.ndarray) -> History:
    days = np.datetime64("2023-10-02") + np.arange(counts.shape[1])
    keys = pd.DataFrame({"area": ANY, "category": [f"0{n}" for n in range(len(counts))],
                         "channel": ANY})  # fmt: skip
    return History(days, counts.astype(float), keys)


def test_what_was_put_in_comes_out() -> None:
    at = np.arange(800)
    week = np.array([1.3, 1.1, 1.0, 1.0, 1.0, 0.8, 0.8])[at % 7]
    year = np.exp(0.4 * np.cos(2 * np.pi * at / 365.25))  # highest in early October
    counts = np.random.default_rng(3).poisson(50 * week * year)[None]
    found = components(history(counts), [0], Calendar("weekday"))
    assert list(found.columns) == list(COMPONENT.names)
    assert np.isfinite(found["value"].to_numpy(dtype=float)).all()
    values = {p: f.set_index("key")["value"] for p, f in found.groupby("part")}
    assert values["week"]["周一"] / values["week"]["周日"] == pytest.approx(1.3 / 0.8, rel=0.1)
    assert values["year"].idxmax() in {"9月", "10月"}
    assert values["year"]["10月"] / values["year"]["4月"] == pytest.approx(np.exp(0.8), rel=0.25)
    assert values["trend"].between(35, 75).all()


def test_what_cannot_be_taken_apart_is_left_out() -> None:
    counts = np.zeros((2, 800))
    counts[1, 400] = 300  # a single day
    assert components(history(counts), [0, 1], Calendar("weekday")).empty
    assert components(history(np.full((1, 300), 9.0)), [0], Calendar("weekday")).empty
    assert list(components(history(counts), [], Calendar()).columns) == list(COMPONENT.names)


def test_gaps_and_festivals() -> None:
    counts = np.random.default_rng(1).poisson(20.0, (1, 800)).astype(float)
    counts[0, 100:130] = np.nan
    found = components(history(counts), [0], Calendar())
    holidays = found[found["part"] == "holiday"]
    assert {"春节", "国庆节"} <= set(holidays["key"])
    assert holidays["value"].between(0.5, 2.0).all()
    assert np.isfinite(found["value"].to_numpy(dtype=float)).all()


def test_the_parts_multiply_to_what_came() -> None:
    """A growing series with quiet festivals: a month's level is the count without its factors."""
    days = np.datetime64("2023-10-02") + np.arange(800)
    calendar = Calendar()
    off = calendar.kinds(days) == 7
    level = np.linspace(40, 80, 800)
    counts = np.random.default_rng(5).poisson(level * np.where(off, 0.5, 1.0))[None]
    found = components(history(counts), [0], calendar)
    values = {p: f.set_index("key")["value"] for p, f in found.groupby("part")}
    assert values["trend"].iloc[0] == pytest.approx(40, rel=0.15)
    assert values["trend"].iloc[-1] == pytest.approx(80, rel=0.15)
    assert values["holiday"]["国庆节"] == pytest.approx(0.5, rel=0.2)
    assert values["week"].mean() == pytest.approx(1.0)
