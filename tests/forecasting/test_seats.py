"""Erlang's formulas against published figures and against a simulated queue."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.types import WeisuError
from forecasting.calendar.features import Calendar
from forecasting.seats.erlang import agents_needed, erlang_a, erlang_b, erlang_c
from forecasting.seats.hourly import hour_shares, seat_plan

# Offered load that n lines carry at 1 % loss, as Erlang B tables print it (the figures are those of
# the ITU-D Teletraffic Engineering Handbook, 2005, as remembered: the book itself could not be
# looked up when they were written down; that they satisfy the formula is what the test shows).
ERLANG_B_AT_1_PERCENT = {1: 0.0101, 2: 0.1526, 5: 1.361, 10: 4.461, 20: 12.03, 50: 37.90}


@pytest.mark.parametrize(("lines", "load"), ERLANG_B_AT_1_PERCENT.items())
def test_the_published_erlang_b_table(lines: int, load: float) -> None:
    assert erlang_b(load, lines) == pytest.approx(0.01, rel=0.006)


def test_a_published_erlang_b_figure() -> None:
    """Wolfram, "Compute Loss Probabilities for a Queue": 30 lines, 25 Erlangs, about 0.05."""
    assert erlang_b(25.0, 30) == pytest.approx(0.05, abs=0.005)


def test_the_figures_of_another_package() -> None:
    """README of the R package ErlangC 0.1.0 (CRAN, 2024): looked up, all printed digits.

    100 calls in 30 minutes, 180 seconds, 14 agents, answer within 20 seconds.
    """
    queue = erlang_c(100 / 1800, 180, 14, 20)
    assert queue.occupancy == pytest.approx(0.7142857, abs=1e-7)
    assert queue.wait == pytest.approx(0.1741319, abs=1e-7)
    assert queue.level == pytest.approx(0.88835, abs=5e-6)
    assert queue.mean_wait == pytest.approx(7.83593701177724, abs=1e-9)


def test_the_published_erlang_c_example() -> None:
    """Mitan, "The Erlang-C Formula": 360 calls a half hour, 4 minutes, 55 agents, 15 seconds.

    The example's inputs were looked up; its results are as remembered (the copies found break off
    before them).
    """
    queue = erlang_c(360 / 1800, 240, 55, 15)
    assert queue.occupancy == pytest.approx(0.873, abs=5e-4)
    assert queue.wait == pytest.approx(0.239, abs=5e-4)
    assert queue.mean_wait == pytest.approx(8.2, abs=0.05)
    assert queue.level == pytest.approx(0.846, abs=5e-4)


def simulate(rate: float, handling: float, agents: int, patience: float, calls: int) -> np.ndarray:
    """Return the waits of answered calls (inf: hung up), first come first served."""
    rng = np.random.default_rng(5)
    arrivals = np.cumsum(rng.exponential(1 / rate, calls))
    work, nerve = rng.exponential(handling, calls), rng.exponential(patience, calls)
    free = [0.0] * agents
    waits = np.empty(calls)
    for i in range(calls):
        start = max(arrivals[i], free[0])
        waits[i] = start - arrivals[i]
        if waits[i] > nerve[i]:
            waits[i] = np.inf
            continue
        heapq.heapreplace(free, start + work[i])
    return waits[calls // 20 :]


@pytest.mark.parametrize(("agents", "patience"), [(9, 120.0), (12, 60.0), (10, 1e9)])
def test_a_simulated_queue(agents: int, patience: float) -> None:
    rate, handling, target = 8.5 / 240, 240.0, 15.0
    queue = (
        erlang_a(rate, handling, agents, target, patience)
        if patience < 1e8
        else erlang_c(rate, handling, agents, target)
    )
    waits = simulate(rate, handling, agents, patience, 150_000)
    assert (waits <= target).mean() == pytest.approx(queue.level, abs=0.012)
    assert np.isinf(waits).mean() == pytest.approx(queue.abandoned, abs=0.006)


def test_endless_patience_is_erlang_c() -> None:
    patient, never = erlang_a(0.05, 200, 13, 15, 1e6), erlang_c(0.05, 200, 13, 15)
    assert patient.level == pytest.approx(never.level, abs=2e-3)
    assert patient.wait == pytest.approx(never.wait, abs=3e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0, 0.5), st.floats(30, 600), st.floats(0.5, 0.99),
    st.one_of(st.none(), st.floats(10, 600)),
)  # fmt: skip
def test_the_fewest_agents_that_suffice(
    rate: float, handling: float, level: float, patience: float | None
) -> None:
    queue = agents_needed(rate, handling, 15, level, patience)
    assert queue.level >= level
    if queue.agents > 0 and rate > 0:
        fewer = (
            erlang_c(rate, handling, queue.agents - 1, 15)
            if patience is None
            else erlang_a(rate, handling, queue.agents - 1, 15, patience)
        )
        assert fewer.level < level


def test_nonsense_is_refused() -> None:
    with pytest.raises(WeisuError, match="处理时长"):
        erlang_c(-1, 200, 3, 15)
    with pytest.raises(WeisuError, match="耐心"):
        erlang_a(1, 200, 3, 15, 0)
    with pytest.raises(WeisuError, match="目标"):
        agents_needed(0.1, 200, 15, 1.0)
    with pytest.raises(WeisuError, match="单位"):
        agents_needed(1e6, 200, 15, 0.9)


def test_a_plan_of_two_days() -> None:
    hours = pd.date_range("2026-03-02", periods=24 * 28, freq="h")
    busy = np.where((hours.hour >= 8) & (hours.hour < 18), 30, 3) * np.where(
        hours.dayofweek < 5, 2, 1
    )
    calls = pd.DataFrame({"day": hours.normalize(), "hour": hours.hour, "n": busy})
    shares = hour_shares(calls, Calendar())
    assert shares.sum(axis=1) == pytest.approx(1.0)
    days = np.array(["2026-03-30", "2026-04-04"], dtype="datetime64[D]")
    plan = seat_plan(
        days, np.array([600.0, 300.0]), shares, Calendar(), high=np.array([700.0, 330.0])
    )
    assert len(plan) == 48
    assert plan.groupby("day")["calls"].sum().tolist() == pytest.approx([600.0, 300.0])
    assert (plan["level"] >= 0.95).all()
    assert (plan["agents_high"] >= plan["agents"]).all()
    nothing = hour_shares(calls.iloc[:0], Calendar())
    assert nothing.sum(axis=1) == pytest.approx(1.0)
