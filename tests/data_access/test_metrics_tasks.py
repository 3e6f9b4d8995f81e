"""Metrics over supervision tasks against plain pandas, and what is said where they can't be cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.metrics.evaluate import evaluate
from data_access.metrics.explain import explain
from data_access.metrics.groups import like_for_like
from data_access.metrics.periods import last_week
from data_access.metrics.registry import ask
from data_access.types import Filters, Scope, WeisuError
from tests.data_access import metric_frames as frames
from tests.data_access import metric_pandas as plain
from tests.data_access.test_metrics import AS_OF, SEEDS, TASKS, asked_as_of, compare

LATE = frames.LAST + timedelta(days=200)
"""A day on which all that happens to the tasks is known."""


def agree(tasks: pd.DataFrame, day: date | None) -> None:
    source = frames.MemoryExtract(frames.random_tickets(1, 60), tasks=tasks)
    answer = evaluate(source, frames.SCOPE, asked_as_of(day), TASKS)
    assert answer["metric"].tolist() == TASKS
    last = day or source.manifest.jurisdictions[frames.CODE].last_day
    known = plain.tasks_as_of(tasks, last)
    for row in answer.to_dict("records"):
        wanted = plain.recompute_tasks(known, row["metric"])
        if row["metric"] == "key_problem_speed" and wanted.value is not None:
            assert row["value"] == pytest.approx(wanted.value, abs=1e-6)  # kept in millionths
            assert row["n"] == wanted.n
            continue
        compare(row, wanted)


@pytest.mark.parametrize("day", [None, frames.FIRST + timedelta(days=9), LATE])
def test_every_metric_of_tasks_equals_plain_pandas(day):
    agree(frames.random_tasks(3, 400), day)


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(1, 60), AS_OF)
def test_metrics_of_few_tasks_equal_plain_pandas(seed, size, day):
    agree(frames.random_tasks(seed, size), day)


def test_the_real_extract_answers_as_the_one_in_memory(tmp_path):
    tickets, tasks = frames.random_tickets(5, 80), frames.random_tasks(5, 90)
    real = frames.written_extract(tmp_path, tickets, tasks=tasks)
    memory = frames.MemoryExtract(tickets, tasks=tasks)
    for by in ((), ("week",), ("month", "department"), ("category_1",), ("area_street",)):
        for day in (None, frames.FIRST + timedelta(days=9), LATE):
            asked = asked_as_of(day)
            pd.testing.assert_frame_equal(
                evaluate(real, frames.SCOPE, asked, TASKS, by),
                evaluate(memory, frames.SCOPE, asked, TASKS, by),
            )


def test_who_is_limited_to_a_unit_or_an_area_counts_his_own(tmp_path):
    tasks = frames.random_tasks(6, 120)
    real = frames.written_extract(tmp_path, frames.random_tickets(6, 20), tasks=tasks)
    filters = replace(frames.EVERYTHING, as_of=LATE)
    unit = replace(frames.SCOPE, departments=frozenset({"甲局"}))
    street = replace(frames.SCOPE, areas=frozenset({"350199001"}))
    for scope, mine in (
        (unit, tasks["org_lead"] == "甲局"),
        (street, tasks["area_street"] == "350199001"),
    ):
        row: Any = evaluate(real, scope, filters, ["tasks_issued"]).iloc[0]
        assert row["numerator"] == int(mine.sum())
    by_unit = evaluate(real, frames.SCOPE, filters, ["tasks_issued"], ["department"])
    assert int(by_unit["numerator"].sum()) == len(tasks)
    assert len(by_unit) == 3
    for cut in (
        replace(filters, department="乙局"),
        replace(filters, category="02"),
        replace(filters, area="350199002"),
    ):
        one = evaluate(real, frames.SCOPE, cut, ["tasks_issued"])
        assert 0 < one["numerator"][0] < len(tasks)


def test_tasks_are_never_cut_by_what_they_do_not_carry():
    source = frames.MemoryExtract(frames.random_tickets(1, 50), tasks=frames.random_tasks(1, 50))
    by_channel = replace(frames.EVERYTHING, channel="电话")
    cases: tuple[tuple[Filters, tuple[str, ...]], ...] = (
        (by_channel, ()), (frames.EVERYTHING, ("channel",)), (frames.EVERYTHING, ("hour",)),
        (frames.EVERYTHING, ("day", "ticket_type")),
    )  # fmt: skip
    for filters, by in cases:
        answer = evaluate(source, frames.SCOPE, filters, ["task_days_median"], by)
        assert answer["status"].tolist() == ["not_divisible"]
        assert "督办任务没有来源渠道" in answer["missing"][0]
    with pytest.raises(WeisuError, match="没有口径"):
        ask("tasks_issued:assessed")


def test_without_a_task_it_is_said_and_without_the_days_before_too():
    none = frames.MemoryExtract(frames.random_tickets(1, 50))
    answer = evaluate(none, frames.SCOPE, frames.EVERYTHING, TASKS)
    assert set(answer["status"]) == {"missing_column"}
    assert set(answer["missing"]) == {"还没有签发过督办任务,无法计算督办指标。"}
    unknown = frames.MemoryExtract(
        frames.random_tickets(1, 50), tasks=frames.random_tasks(1, 90, before=None)
    )
    row: Any = evaluate(unknown, frames.SCOPE, asked_as_of(LATE), ["key_problem_speed"]).iloc[0]
    assert row["status"] == "missing_column"
    assert "启用产品前的办结天数" in row["missing"]


def test_few_tasks_are_counted_in_their_own_word():
    source = frames.MemoryExtract(frames.random_tickets(1, 50), tasks=frames.random_tasks(1, 9))
    row: Any = evaluate(source, frames.SCOPE, asked_as_of(LATE), ["task_closed_in_time_rate"])
    assert row["missing"][0] == "样本不足(9 项)"


def test_units_are_compared_and_changes_are_not_split():
    tickets, tasks = frames.random_tickets(2, 300), frames.random_tasks(2, 300)
    source = frames.MemoryExtract(tickets, tasks=tasks)
    filters = asked_as_of(LATE)
    peers = like_for_like(source, frames.SCOPE, filters, "task_closed_in_time_rate")
    assert {p.unit for p in peers} == {"甲局", "乙局"}
    earlier = last_week(filters.period, "cn")
    found = explain(source, frames.SCOPE, filters, "task_closed_in_time_rate", earlier)
    assert "督办任务" in found.missing


def test_the_gain_is_the_days_saved_of_the_days_before():
    tasks = frames.random_tasks(4, 200, before=40.0)
    source = frames.MemoryExtract(frames.random_tickets(1, 50), tasks=tasks)
    names = ["key_problem_speed", "task_days_median"]
    gain, days = evaluate(source, frames.SCOPE, asked_as_of(LATE), names).to_dict("records")
    assert gain["value"] == pytest.approx(1 - days["value"] / 40, abs=1e-6)
    assert gain["low"] == pytest.approx(1 - days["high"] / 40, abs=0.01)
    assert gain["low"] < gain["value"] < gain["high"]


def test_a_foreign_county_is_refused():
    source = frames.MemoryExtract(frames.random_tickets(1, 5), tasks=frames.random_tasks(1, 5))
    with pytest.raises(WeisuError):
        evaluate(source, Scope("t", frozenset(), frozenset({"1"})), frames.EVERYTHING, TASKS)
