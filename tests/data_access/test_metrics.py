"""Every metric against plain pandas on random tickets, and what is said where data are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.metrics.evaluate import COLUMNS, evaluate
from data_access.metrics.intervals import Z, quantile_ranks, wilson
from data_access.metrics.plan import DIMENSIONS
from data_access.metrics.registry import ASSESSED, MATTERS, ask, definition_text, registry
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError
from tests.data_access import metric_frames as frames
from tests.data_access import metric_pandas as plain

TICKETS = [m for m in registry().values() if m.dataset == "tickets"]
PLAIN = [m.name for m in TICKETS if m.kind != "share"]
VARIANTS = [f"{m.name}:{v}" for m in TICKETS for v in m.variants]
NAMES = [
    *PLAIN,
    *VARIANTS,
    *(f"{n}:{ASSESSED}" for n in PLAIN),
    *(f"{n}:{MATTERS}" for n in PLAIN),
    *(f"{n},{common}" for n in VARIANTS for common in (ASSESSED, f"{MATTERS},{ASSESSED}")),
]
CALLS = [
    name
    for m in registry().values()
    if m.dataset == "calls"
    for name in (m.name, *(f"{m.name}:{v}" for v in m.variants))
]
TASKS = [
    name
    for m in registry().values()
    if m.dataset == "tasks"
    for name in (m.name, *(f"{m.name}:{v}" for v in m.variants))
]
GROUPED = [*PLAIN, "on_time_rate:settled", "overdue_rate:assessed", "volume:matters"]
SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.integers(0, 120)
AS_OF = st.one_of(st.none(), st.integers(0, frames.DAYS + 5).map(
    lambda n: frames.FIRST + timedelta(days=n)
))  # fmt: skip


def asked_as_of(day: date | None) -> Filters:
    """All days of the random tickets, as of a day."""
    return Filters(frames.CODE, frames.EVERYTHING.period, as_of=day)


def check(row: Any, known: plain.Known) -> None:
    """Compare one row of the answer with the recomputation."""
    compare(row, plain.recompute(known, row["metric"]))


def compare(row: Any, wanted: plain.Answer) -> None:
    """Values of counts and rates exactly; means and quantiles up to the last digits of a float."""
    metric = ask(row["metric"]).metric
    if wanted.value is None:
        assert np.isnan(row["value"]), row
        assert row["status"] in {"no_data", "missing_column"}
        return
    if metric.kind == "per_10k":
        assert row["numerator"] == wanted.numerator
        assert row["denominator"] == 90_000
        assert row["value"] == wanted.value / 90_000 * 10_000
        return
    assert metric.kind == "count" or row["n"] == wanted.n, row
    if metric.kind == "count":
        assert (row["value"], row["numerator"]) == (wanted.value, wanted.numerator)
        assert np.isnan(row["low"])
    elif metric.kind == "rate":
        assert row["value"] == wanted.value, row
        assert row["denominator"] == wanted.n
        assert (
            pd.isna(row["numerator"])
            if wanted.numerator is None
            else (row["numerator"] == wanted.numerator)
        )
        low, high = wilson([wanted.value * wanted.n], [wanted.n])
        assert (row["low"], row["high"]) == (pytest.approx(low[0]), pytest.approx(high[0]))
    else:
        assert row["value"] == pytest.approx(wanted.value, rel=1e-12), row
    if metric.kind == "mean" and wanted.n > 1:
        assert wanted.sample is not None
        half = Z * wanted.sample.std(ddof=1) / np.sqrt(wanted.n)
        assert row["high"] - row["value"] == pytest.approx(half, abs=1e-6)


def agree(frame: pd.DataFrame, as_of: date | None, names: list[str]) -> None:
    """Ask for the metrics and for their recomputation."""
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, asked_as_of(as_of), names)
    assert list(answer.columns) == list(COLUMNS)
    assert answer["metric"].tolist() == names
    known = plain.known_as_of(frame, as_of or max(frame["day"], default=frames.FIRST))
    filled = {str(c): float(frame[c].notna().mean()) for c in frame}
    for row in answer.to_dict("records"):
        form = ask(row["metric"]).form(filled)
        if form is None or form.note:
            continue  # a tiny frame may lack a column altogether; tested below
        check(row, known)


@pytest.mark.parametrize("day", [None, frames.FIRST + timedelta(days=9)])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_metric_and_variant_equals_plain_pandas(seed, day):
    agree(frames.random_tickets(seed, 600), day, NAMES)


@settings(max_examples=15, deadline=None)
@given(SEEDS, ROWS, AS_OF, st.lists(st.sampled_from(NAMES), min_size=1, max_size=12, unique=True))
def test_some_metrics_of_few_tickets_equal_plain_pandas(seed, size, as_of, names):
    agree(frames.random_tickets(seed, size), as_of, names)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(40, 200))
def test_every_metric_of_calls_equals_plain_pandas(seed, size):
    calls = frames.random_calls(seed, size)
    source = frames.MemoryExtract(frames.random_tickets(seed, 5), calls)
    answer = evaluate(source, frames.SCOPE, asked_as_of(frames.LAST), CALLS)
    assert answer["metric"].tolist() == CALLS
    for _, row in answer.iterrows():
        compare(row, plain.recompute_calls(calls, row["metric"]))
    by_day = evaluate(source, frames.SCOPE, asked_as_of(frames.LAST), ["calls_offered"], ["day"])
    assert by_day["numerator"].sum() == len(calls)


def test_calls_are_never_cut_by_what_they_do_not_carry():
    source = frames.MemoryExtract(frames.random_tickets(1, 50), frames.random_calls(1, 50))
    cut = Filters(frames.CODE, frames.EVERYTHING.period, department="甲局")
    limited = Scope("t", frozenset({"metric.view"}), frozenset({frames.CODE}), frozenset({"甲局"}))
    for scope, filters, by in (
        (frames.SCOPE, cut, ()),
        (frames.SCOPE, frames.EVERYTHING, ("area_street",)),
        (limited, frames.EVERYTHING, ()),
    ):
        answer = evaluate(source, scope, filters, ["answer_rate", "volume"], by)
        calls = answer[answer["metric"] == "answer_rate"]
        assert calls["status"].tolist() == ["not_divisible"]
        assert calls["value"].isna().all()
        assert "话务" in calls["missing"].iloc[0]
        assert answer[answer["metric"] == "volume"]["value"].sum() > 0
    without = frames.MemoryExtract(frames.random_tickets(1, 50))
    answer = evaluate(without, frames.SCOPE, frames.EVERYTHING, ["answer_rate"])
    assert (answer["status"][0], answer["missing"][0]) == (
        "missing_column", "数据源没有话务数据,无法计算话务指标。"
    )  # fmt: skip


def test_tickets_per_resident_take_the_areas_own_people():
    source = frames.MemoryExtract(frames.random_tickets(3, 90))
    frame = evaluate(source, frames.SCOPE, frames.EVERYTHING, ["tickets_per_10k"], ["area_street"])
    streets = frame["area_street"].fillna("none")
    rows: Any = dict(zip(streets, frame.to_dict("records"), strict=True))
    assert rows["350199001"]["denominator"] == 40_000
    assert rows["350199001"]["value"] == pytest.approx(rows["350199001"]["numerator"] / 4)
    assert rows["350199001"]["low"] < rows["350199001"]["value"]
    assert np.isnan(rows["none"]["value"])
    assert "常住人口" in rows["none"]["missing"]
    one = Filters(frames.CODE, frames.EVERYTHING.period, area="350199002")
    assert evaluate(source, frames.SCOPE, one, ["tickets_per_10k"])["denominator"][0] == 50_000


def test_a_source_that_marks_no_repeats_has_no_count_by_matter():
    frame = frames.random_tickets(4, 60, drop=["duplicate_of", "repeat_30d"])
    source = frames.MemoryExtract(frame)
    answer = evaluate(source, frames.SCOPE, frames.EVERYTHING, ["volume", "volume:matters"])
    assert answer["status"].tolist() == ["ok", "missing_column"]
    assert answer["missing"][1] == (
        "数据源没有重复工单标记、诉求人电话或编号,无法按事项计算诉求量。"
    )
    with pytest.raises(WeisuError):
        evaluate(source, frames.SCOPE, frames.EVERYTHING, ["answer_rate:matters"])


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.sampled_from([("channel",), ("category_1", "department"), ("week",), ("hour",)]))
def test_groups_equal_plain_pandas(seed, by):
    frame = frames.random_tickets(seed, 100)
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, frames.EVERYTHING, GROUPED, by)
    known = plain.known_as_of(frame, max(frame["day"]))
    rows = known.rows
    columns = {"channel": rows["source_channel"], "department": rows["org_lead"],
               "category_1": rows["category_code"].str[:2], "hour": rows["hour"],
               "week": pd.to_datetime(rows["day"]).dt.to_period("W").dt.start_time}  # fmt: skip
    for key, part in answer.groupby(list(by), dropna=False):
        mask = np.ones(len(rows), dtype=bool)
        values: Any = key
        for name, value in zip(by, values, strict=True):
            column = columns[name]
            mask &= (column.isna() if pd.isna(value) else column == value).to_numpy()
        group = known.during(mask)
        for row in part.to_dict("records"):
            if ask(row["metric"]).metric.kind != "per_10k":
                check(row, group)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True))
def test_groups_sum_to_totals(seed, by):
    source = frames.MemoryExtract(frames.random_tickets(seed, 90))
    names = ["volume", "accepted", "satisfaction_rate", "on_time_rate", "redo_rate"]
    total = evaluate(source, frames.SCOPE, frames.EVERYTHING, names).set_index("metric")
    groups = evaluate(source, frames.SCOPE, frames.EVERYTHING, names, by).groupby("metric")
    for name in names:
        part = groups.get_group(name)
        assert part["numerator"].sum() == total.loc[name, "numerator"]
        assert part["denominator"].sum() == (total["denominator"].fillna(0))[name]


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_shares_sum_to_one_and_bring_their_dimension(seed):
    source = frames.MemoryExtract(frames.random_tickets(seed, 90))
    names = ["channel_share", "category_share", "volume"]
    answer = evaluate(source, frames.SCOPE, frames.EVERYTHING, names)
    assert list(answer.columns[:2]) == ["channel", "category_1"]
    for name in names[:2]:
        part = answer[answer["metric"] == name]
        assert part["value"].sum() == pytest.approx(1)
        assert (part["denominator"] == 90).all()
        assert part["numerator"].sum() == 90
    by_day = evaluate(source, frames.SCOPE, frames.EVERYTHING, ["channel_share"], ["day"])
    assert np.allclose(by_day.groupby("day")["value"].sum(), 1)
    deep = evaluate(source, frames.SCOPE, frames.EVERYTHING, ["category_share"], ["category_2"])
    assert list(deep.columns) == ["category_2", *COLUMNS]


def test_a_missing_column_is_named_and_never_a_number():
    empty = ["t_close", "t_dispatch", "deadline", "due_result", "repeat_30d", "satisfied"]
    source = frames.MemoryExtract(frames.random_tickets(7, 200, drop=empty))
    answer = evaluate(source, frames.SCOPE, frames.EVERYTHING, PLAIN).set_index("metric")
    missing = answer[answer["status"] == "missing_column"]
    assert missing["value"].isna().all()
    assert (
        missing["missing"].to_dict().items()
        >= {
            "on_time_rate": "数据源没有截止时间、办结时间,无法计算按时办结率。",
            "overdue_rate": "数据源没有截止时间、办结时间,无法计算超期率。",
            "close_hours_median": "数据源没有办结时间、派单时间,无法计算办理时长中位数。",
            "close_hours_p90": "数据源没有办结时间、派单时间,无法计算办理时长九成位数。",
            "satisfaction_rate": "数据源没有满意度评价,无法计算满意率。",
            "repeat_rate": "数据源没有诉求人电话或编号,无法计算重复诉求率。",
            "return_rate": "数据源没有派单时间,无法计算退单率。",
        }.items()
    )
    # What can stand in for a missing column says so.
    assert answer.loc["closed_rate", "missing"] == "数据源没有办结时间,按状态判定。"
    assert answer.loc["dispatched", "missing"] == "数据源没有派单时间,以未当场答复的工单计。"


def test_a_source_that_only_says_on_time_is_taken_at_its_word():
    frame = frames.random_tickets(8, 200, drop=["t_close", "t_dispatch", "deadline"])
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, frames.EVERYTHING,
                      ["on_time_rate", "overdue_rate"]).set_index("metric")  # fmt: skip
    rows = frame[~frame["status"].isin(["不予受理", "撤诉", "并单"])]
    rows = rows[rows["direct_reply"].ne(True) & rows["due_result"].notna()]
    assert answer.loc["on_time_rate", "numerator"] == (rows["due_result"] == "按时").sum()
    assert answer.loc["overdue_rate", "numerator"] == (rows["due_result"] == "超期").sum()
    assert answer.loc["on_time_rate", "denominator"] == len(rows)
    assert "自报" in str(answer.loc["on_time_rate", "missing"])


def test_durations_start_at_acceptance_where_nothing_is_dispatched():
    frame = frames.random_tickets(9, 300, drop=["t_dispatch", "direct_reply"])
    answer = evaluate(
        frames.MemoryExtract(frame), frames.SCOPE, frames.EVERYTHING, ["close_hours_median"]
    )
    rows = plain.known_as_of(frame, max(frame["day"])).rows
    rows = rows[~rows["status"].isin(["不予受理", "撤诉"])]
    hours = (rows["t_close"] - rows["t_accept"]).dt.total_seconds() / 3600
    assert answer["value"][0] == pytest.approx(hours[hours >= 0].median())
    assert answer["missing"][0] == "数据源没有派单时间,自受理时间起算。"


def test_a_column_that_is_empty_in_the_chosen_rows_is_named():
    frame = frames.random_tickets(10, 200)
    frame.loc[frame["day"] < frames.FIRST + timedelta(days=10), "satisfied"] = None
    period = Period(frames.FIRST, frames.FIRST + timedelta(days=10))
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, Filters(frames.CODE, period),
                      ["satisfaction_rate", "volume"])  # fmt: skip
    assert answer["status"].tolist() == ["missing_column", "ok"]
    assert answer["missing"][0] == "所选范围内的工单没有满意度评价,无法计算满意率。"


def test_few_cases_are_marked_and_no_rows_are_said():
    source = frames.MemoryExtract(frames.random_tickets(11, 12))
    answer = evaluate(source, frames.SCOPE, frames.EVERYTHING, ["closed_rate", "volume"])
    assert answer["status"].tolist() == ["small_n", "ok"]
    assert answer["missing"][0] == f"样本不足({answer['n'][0]} 件)"
    before = Filters(frames.CODE, Period(date(2020, 1, 1), date(2020, 1, 2)))
    answer = evaluate(source, frames.SCOPE, before, ["closed_rate", "volume"], ["day"])
    assert answer["status"].tolist() == ["no_data", "no_data"]
    assert answer["day"].isna().all()
    assert answer["missing"].str.contains("没有").all()


def test_a_day_without_tickets_inside_the_data_is_zero():
    frame = frames.random_tickets(12, 50)
    frame = frame[frame["day"] != frames.FIRST + timedelta(days=3)]
    quiet = Period.of_day(frames.FIRST + timedelta(days=3))
    answer = evaluate(
        frames.MemoryExtract(frame), frames.SCOPE, Filters(frames.CODE, quiet), ["volume"]
    )
    assert (answer["value"][0], answer["status"][0]) == (0.0, "ok")


def test_the_real_extract_answers_as_the_one_in_memory(tmp_path):
    frame = frames.random_tickets(15, 400)
    real = frames.written_extract(tmp_path, frame)
    memory = frames.MemoryExtract(frame)
    for by in ((), ("day",), ("month", "category_1"), ("hour",), ("area_county", "channel")):
        for names in (NAMES, ["volume", "accepted"], ["channel_share", "category_share"]):
            for day in (None, frames.FIRST + timedelta(days=9)):
                got = evaluate(real, frames.SCOPE, asked_as_of(day), names, by)
                pd.testing.assert_frame_equal(
                    got, evaluate(memory, frames.SCOPE, asked_as_of(day), names, by)
                )


def test_an_empty_extract_says_that_there_are_no_tickets(tmp_path):
    real = frames.written_extract(tmp_path, frames.random_tickets(1, 0))
    answer = evaluate(real, frames.SCOPE, frames.EVERYTHING, [*PLAIN, "channel_share"], ["day"])
    counted = answer[answer["metric"] != "tickets_per_10k"]  # nobody is known to live there
    assert set(counted["status"]) == {"no_data"}
    assert answer["value"].dropna().eq(0).all()


def test_wrong_names_and_foreign_data_are_refused():
    source = frames.MemoryExtract(frames.random_tickets(14, 5))
    for names, by in ((["nope"], ()), (["volume:nope"], ()), (["volume"], ["colour"]),
                      (["on_time_rate:settled,original"], ())):  # fmt: skip
        with pytest.raises(WeisuError):
            evaluate(source, frames.SCOPE, frames.EVERYTHING, names, by)
    outside = Scope("tester", frozenset(), frozenset({"999999"}))
    with pytest.raises(NotAllowedError):
        evaluate(source, outside, frames.EVERYTHING, ["volume"])


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(20, 400))
def test_bounds_of_durations_are_order_statistics(seed, size):
    frame = frames.random_tickets(seed, size)
    frame["status"], frame["direct_reply"], frame["t_dispatch"] = "已办结", False, frame["t_accept"]
    frame["t_close"] = pd.to_datetime(frame["t_accept"]) + pd.Timedelta(minutes=1)
    frame["t_close"] += pd.to_timedelta(np.random.default_rng(seed).integers(0, 10**6, size), "s")
    names = ["close_hours_median", "close_hours_p90"]
    answer = evaluate(
        frames.MemoryExtract(frame), frames.SCOPE, asked_as_of(date(2027, 1, 1)), names
    )
    hours = np.sort((frame["t_close"] - frame["t_accept"]).dt.total_seconds() / 3600)
    for q, (_, row) in zip((0.5, 0.9), answer.iterrows(), strict=True):
        low, high = (int(r) for r in quantile_ranks(size, q))
        assert row["value"] == pytest.approx(np.quantile(hours, q))
        assert row["low"] == hours[low - 1] if low else np.isnan(row["low"])
        assert row["high"] == hours[high - 1] if high else np.isnan(row["high"])


@pytest.mark.parametrize("name", [*NAMES, *CALLS, *TASKS])
def test_definitions_read_as_sentences(name):
    text = definition_text(name)
    assert text.startswith(ask(name).label)
    assert text.endswith("。")
    assert "口径版本" in text


@pytest.mark.parametrize("variant", ["", ":no_redo", ":no_repeat"])
@pytest.mark.parametrize("common", ["", "assessed"])
def test_once_is_enough_is_judged_a_month_after_the_closing(variant: str, common: str):
    frame = frames.random_tickets(11, 900)
    name = f"one_time_rate{variant}"
    if common:
        name = f"{name},{common}" if variant else f"{name}:{common}"
    last = frames.LAST + timedelta(days=36)
    cut = replace(frames.EVERYTHING, as_of=last)
    row: Any = evaluate(frames.MemoryExtract(frame), frames.SCOPE, cut, [name]).iloc[0]
    expected: Any = plain.recompute(plain.known_as_of(frame, last), name)
    assert expected.n > 50
    assert 0 < expected.numerator < expected.n
    assert (row["numerator"], row["denominator"]) == (expected.numerator, expected.n)
