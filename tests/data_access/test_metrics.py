"""Every metric against plain pandas on random tickets, and what is said where data are missing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.metrics.evaluate import COLUMNS, evaluate
from data_access.metrics.intervals import quantile_ranks, wilson
from data_access.metrics.plan import DIMENSIONS
from data_access.metrics.registry import ASSESSED, ask, definition_text, registry
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError
from tests.data_access import metric_frames as frames

PLAIN = [m.name for m in registry().values() if m.kind != "share"]
VARIANTS = [f"{m.name}:{v}" for m in registry().values() for v in m.variants]
NAMES = [
    *PLAIN,
    *VARIANTS,
    *(f"{n}:{ASSESSED}" for n in PLAIN),
    "satisfaction_rate:strict,assessed",
]
GROUPED = [*PLAIN, "on_time_rate:settled", "overdue_rate:assessed"]
SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.integers(0, 120)
AS_OF = st.one_of(st.none(), st.integers(0, frames.DAYS + 5).map(
    lambda n: frames.FIRST + timedelta(days=n)
))  # fmt: skip


def asked_as_of(day: date | None) -> Filters:
    """All days of the random tickets, as of a day."""
    return Filters(frames.CODE, frames.EVERYTHING.period, as_of=day)


def check(row: pd.Series, rows: pd.DataFrame, end: pd.Timestamp) -> None:
    """Compare one row of the answer with the recomputation."""
    value, hits, base = frames.recompute(rows, end, row["metric"])
    if value is None:
        assert np.isnan(row["value"]), row
        assert row["status"] in {"no_data", "missing_column"}
        return
    assert row["value"] == pytest.approx(value, rel=1e-12), row
    if hits is not None:
        assert row["numerator"] == hits
    if base is not None:
        assert row["n"] == base
    kind = ask(row["metric"]).metric.kind
    if kind == "rate":
        assert row["denominator"] == base
        low, high = wilson([hits or 0], [base or 0])
        assert (row["low"], row["high"]) == (low[0], high[0])
    if kind == "count":
        assert np.isnan(row["low"])


@settings(max_examples=25, deadline=None)
@given(SEEDS, ROWS, AS_OF)
def test_every_metric_equals_plain_pandas(seed, size, as_of):
    frame = frames.random_tickets(seed, size)
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, asked_as_of(as_of), NAMES)
    assert list(answer.columns) == list(COLUMNS)
    assert answer["metric"].tolist() == NAMES
    last = as_of or max(frame["day"], default=frames.FIRST)
    rows, end = frames.known_as_of(frame, last)
    filled = {str(c): float(frame[c].notna().mean()) for c in frame}
    for _, row in answer.iterrows():
        present = ask(row["metric"]).form(filled)
        if present is None or present.note:
            continue  # a tiny frame may lack a column altogether; tested below
        check(row, rows, end)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.sampled_from([("channel",), ("category_1", "department"), ("day",), ("hour",)]))
def test_groups_equal_plain_pandas(seed, by):
    frame = frames.random_tickets(seed, 100)
    answer = evaluate(frames.MemoryExtract(frame), frames.SCOPE, frames.EVERYTHING, GROUPED, by)
    rows, end = frames.known_as_of(frame, max(frame["day"]))
    columns = {"channel": rows["source_channel"], "department": rows["org_lead"],
               "category_1": rows["category_code"].str[:2], "hour": rows["hour"],
               "day": pd.to_datetime(rows["day"])}  # fmt: skip
    for _, row in answer.iterrows():
        mask = np.ones(len(rows), dtype=bool)
        for name in by:
            column = columns[name]
            mask &= (column.isna() if pd.isna(row[name]) else column == row[name]).to_numpy()
        check(row, rows[mask], end)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True))
def test_groups_sum_to_totals(seed, by):
    source = frames.MemoryExtract(frames.random_tickets(seed, 90))
    names = ["volume", "accepted", "satisfaction_rate", "on_time_rate"]
    total = evaluate(source, frames.SCOPE, frames.EVERYTHING, names).set_index("metric")
    groups = evaluate(source, frames.SCOPE, frames.EVERYTHING, names, by).groupby("metric")
    for name in names:
        part = groups.get_group(name)
        assert part["numerator"].sum() == total.loc[name, "numerator"]
        assert part["denominator"].sum() == (total["denominator"].fillna(0))[name]


@settings(max_examples=8, deadline=None)
@given(SEEDS, AS_OF, st.sampled_from([(), ("day",), ("week", "category_1"), ("department",)]))
def test_the_daily_aggregate_answers_as_the_tickets_do(seed, as_of, by):
    source = frames.MemoryExtract(frames.random_tickets(seed, 90))
    small = evaluate(source, frames.SCOPE, asked_as_of(as_of), ["volume", "accepted"], by)
    assert source.asked == ["daily"]
    names = ["volume", "accepted", "repeat_rate"]
    large = evaluate(source, frames.SCOPE, asked_as_of(as_of), names, by)
    assert source.asked[-1] == "tickets"
    large = large[large["metric"] != "repeat_rate"]
    pd.testing.assert_frame_equal(small, large.reset_index(drop=True))


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
    assert missing["missing"].to_dict() == {
        "on_time_rate": "数据源没有截止时间、办结时间,无法计算按时办结率。",
        "overdue_rate": "数据源没有截止时间、办结时间,无法计算超期率。",
        "close_hours_median": "数据源没有办结时间、派单时间,无法计算办理时长中位数。",
        "close_hours_p90": "数据源没有办结时间、派单时间,无法计算办理时长九成位数。",
        "satisfaction_rate": "数据源没有满意度评价,无法计算满意率。",
        "repeat_rate": "数据源没有诉求人电话或编号,无法计算重复诉求率。",
    }
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
    rows, _ = frames.known_as_of(frame, max(frame["day"]))
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
    assert set(answer["status"]) == {"no_data"}
    assert answer["value"].dropna().eq(0).all()


def test_cuts_below_the_street_go_to_the_tickets():
    source = frames.MemoryExtract(frames.random_tickets(13, 50))
    for area, dataset in (("350199001", "daily"), ("350199001001", "tickets"), ("999", "tickets")):
        where = Filters(frames.CODE, frames.EVERYTHING.period, area=area)
        evaluate(source, frames.SCOPE, where, ["volume"])
        assert source.asked[-1] == dataset


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


@pytest.mark.parametrize("name", NAMES)
def test_definitions_read_as_sentences(name):
    text = definition_text(name)
    assert text.startswith(ask(name).label)
    assert text.endswith("。")
    assert "口径版本" in text
