"""Earlier periods like for like, units among their like, and what the data suffice for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.calendar.workdays import spring_festival_distance, working_days_between
from data_access.extract.query import Directory, Unit
from data_access.metrics.against import against
from data_access.metrics.comparison import Measure, compare
from data_access.metrics.groups import BANDS, UNGROUPED, band_of, like_for_like
from data_access.metrics.pending import PENDING
from data_access.metrics.periods import last_month, last_week, last_year
from data_access.metrics.readiness import kpi_gaps, systems, wanted_fields
from data_access.metrics.readiness_measures import measure
from data_access.metrics.readiness_systems import LABELS, SYSTEMS, UNITS, Measured
from data_access.metrics.registry import registry
from data_access.types import Filters, Period, WeisuError
from tests.data_access import metric_frames as frames

DAYS = st.dates(date(2022, 3, 1), date(2026, 11, 1))
SPANS = st.builds(
    lambda first, days: Period(first, first + timedelta(days=days)), DAYS, st.integers(1, 45)
)


# ---------------------------------------------------------------- periods
@given(SPANS)
def test_last_week_and_last_month_lie_before_and_are_as_long(period):
    for earlier in (last_week(period), last_month(period)):
        assert earlier.period.end <= period.start
        assert earlier.label
        whole_months = period.start.day == 1 and period.end.day == 1
        assert earlier.period.days == period.days or whole_months
    assert last_week(period).period.start.weekday() == period.start.weekday()


def test_last_month_takes_the_dates_with_the_nearer_working_days():
    whole = last_month(Period(date(2026, 3, 1), date(2026, 4, 1)))
    assert (whole.period, whole.label) == (Period(date(2026, 2, 1), date(2026, 3, 1)), "上月")
    # Four weeks before the week of 9 March 2026 lies the eve of Spring Festival; the same dates of
    # February do too: the note says how many working days there were.
    week = Period(date(2026, 3, 16), date(2026, 3, 23))
    earlier = last_month(week)
    wanted = working_days_between(week.start, week.end)
    others = [week.shift(-28), week.shift(-28)]
    best = min(abs(working_days_between(p.start, p.end) - wanted) for p in others)
    assert abs(working_days_between(earlier.period.start, earlier.period.end) - wanted) <= best
    assert "工作日" in earlier.note
    assert last_month(Period(date(2026, 3, 31), date(2026, 4, 1))).period.start.month in (2, 3)


def test_near_spring_festival_last_year_is_aligned_by_the_lunar_calendar():
    week = Period(date(2026, 2, 17), date(2026, 2, 24))  # from 正月初一
    earlier = last_year(week)
    assert spring_festival_distance(earlier.period.start) == 0
    assert "春节" in earlier.note


# ---------------------------------------------------------------- comparisons
def _weeks(late: float) -> pd.DataFrame:
    """Ten weeks of tickets, all due; in the last week a share ``late`` of them is late."""
    rng = np.random.default_rng(4)
    frame = frames.random_tickets(2, 2800)
    day = pd.Timestamp("2026-01-12") + pd.to_timedelta(np.arange(2800) // 40, unit="D")
    frame["day"] = pd.Series(day).dt.date
    frame["t_accept"] = day
    frame["status"], frame["direct_reply"] = "已办结", False
    frame["deadline"] = day + pd.Timedelta(hours=10)
    chance = np.where(day >= pd.Timestamp("2026-03-16"), late, 0.1)
    frame["t_close"] = day + pd.to_timedelta(np.where(rng.random(2800) < chance, 11, 9), unit="h")
    return frame


def test_a_metric_beside_last_week_last_month_and_last_year():
    source = frames.MemoryExtract(_weeks(0.3))
    week = Filters(frames.CODE, Period(date(2026, 3, 16), date(2026, 3, 23)),
                   as_of=date(2026, 3, 22))  # fmt: skip
    found = against(source, frames.SCOPE, week, ["volume", "on_time_rate"])
    assert [(a.metric, a.when) for a in found] == [
        (m, w) for m in ("volume", "on_time_rate") for w in ("week", "month", "year")
    ]
    said = {(a.metric, a.when): a.comparison for a in found}
    assert said["volume", "week"].wording == "较上周无明显变化"
    assert said["on_time_rate", "week"].significant
    assert said["on_time_rate", "week"].wording.startswith("较上周下降")
    assert said["volume", "year"].wording == "缺少去年同期数据"


def test_weighted_rates_means_and_rates_per_resident_compare_too():
    def of(metric, **row):
        blank = dict.fromkeys(("value", "numerator", "denominator", "low", "high"), np.nan)
        return Measure.of({**blank, "metric": metric, "status": "ok", **row})

    now, then = (of("satisfaction_rate:weighted_60", value=v, denominator=2000) for v in (0.9, 0.7))
    assert compare(now, then).wording == "较上周上升20.00个百分点"
    now, then = (of("close_hours_mean", value=v, low=v - 1, high=v + 1) for v in (30.0, 40.0))
    assert compare(now, then).wording == "较上周下降10.0小时"
    now, then = (of("tickets_per_10k", value=v, numerator=n) for v, n in ((9.0, 900), (5.0, 500)))
    assert compare(now, then).significant


# ---------------------------------------------------------------- like for like
class Grouped(frames.MemoryExtract):
    """An extract whose directory knows the units' groups."""

    def directory(self, _scope, _jurisdiction):
        found = super().directory(_scope, _jurisdiction)
        units = {n: Unit(n, "部门", "县级") for n in ("甲局", "乙局", "丙局")}
        return Directory(found.areas, {}, (), (), units | {"丁镇": Unit("丁镇", "街乡", None)})


def _units(shares: dict[str, tuple[int, float]]) -> pd.DataFrame:
    parts = []
    for number, (unit, (rows, share)) in enumerate(shares.items()):
        part = frames.random_tickets(number, rows)
        part["org_lead"], part["status"] = unit, "已办结"
        part["satisfied"] = np.where(np.arange(rows) < rows * share, "满意", "不满意")
        part["t_callback"] = pd.NaT
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def test_units_are_compared_within_their_group_and_size_only():
    frame = _units(
        {"甲局": (400, 0.95), "乙局": (400, 0.8), "丙局": (420, 0.8), "丁镇": (300, 0.1),
         "戊": (10, 1.0)}
    )  # fmt: skip
    peers = like_for_like(Grouped(frame), frames.SCOPE, frames.EVERYTHING, "satisfaction_rate")
    verdicts = {p.unit: p.verdict for p in peers}
    assert verdicts["甲局"] == "better"
    assert verdicts["丁镇"] == "alone"  # however bad: nobody is like it
    assert {p.unit: p.group for p in peers}["戊"] == UNGROUPED
    mine = next(p for p in peers if p.unit == "甲局")
    assert mine.others == pytest.approx(0.8)
    assert mine.low is not None
    assert mine.high is not None
    assert 0 < mine.low < mine.high
    assert mine.peers == 2
    small = _units({"甲局": (12, 1.0), "乙局": (12, 0.0)})
    peers = like_for_like(Grouped(small), frames.SCOPE, frames.EVERYTHING, "satisfaction_rate")
    assert {p.words for p in peers} == {"样本不足"}
    with pytest.raises(WeisuError):
        like_for_like(Grouped(small), frames.SCOPE, frames.EVERYTHING, "volume")


def test_equal_units_are_rarely_told_apart():
    rng = np.random.default_rng(8)
    told = 0
    for _ in range(10):
        shares = {f"{c}局": (200, float(rng.binomial(200, 0.85) / 200)) for c in "甲乙丙"}
        peers = like_for_like(
            Grouped(_units(shares)), frames.SCOPE, frames.EVERYTHING, "satisfaction_rate"
        )
        told += any(p.verdict in ("better", "worse") for p in peers)
    assert told <= 2


def test_bands_cover_every_workload():
    assert [band_of(n) for n in (0, 99, 100, 999, 1000, 10_000)] == [
        BANDS[i][1] for i in (0, 0, 1, 1, 2, 3)
    ]


# ---------------------------------------------------------------- readiness
FULL = dict.fromkeys(
    ("content", "category_code", "area_code", "org_lead", "t_close", "t_dispatch", "ticket_type"),
    1.0,
)
CITY: dict[Measured, float | None] = {
    "tickets_per_day": 5000.0, "calls_per_day": 9000.0, "closed_per_day": 4000.0,
    "enquiries_per_day": 2500.0, "days": 800.0, "tickets": 4e6, "seats": 120.0,
    "enquiry_share": 0.55, "call_matters": 4000.0,
}  # fmt: skip


def test_a_large_city_is_ready_for_all_fourteen_and_a_small_county_for_few():
    assert len(SYSTEMS) == 14
    assert {r.verdict for r in systems(CITY, FULL)} == {"ready"}
    county: dict[Measured, float | None] = CITY | {
        "tickets_per_day": 150.0, "calls_per_day": None, "call_matters": 120.0,
        "closed_per_day": 140.0, "enquiries_per_day": 60.0, "seats": None,
    }  # fmt: skip
    found = {r.system.name: r for r in systems(county, FULL)}
    assert found["dispatching"].verdict == found["ask"].verdict == "ready"
    assert found["decision"].verdict == found["voice"].verdict == "below"
    assert found["voice"].judged[0].instead
    assert found["inspection"].missing == ("坐席数",)


def test_near_a_threshold_and_without_a_field():
    near: dict[Measured, float | None] = CITY | {"tickets_per_day": 900.0}
    found = {r.system.name: r for r in systems(near, FULL)}
    assert found["opinion"].verdict == "near"
    bare = {r.system.name: r for r in systems(CITY, {})}
    assert bare["dispatch"].verdict == "no_data"
    assert bare["dispatch"].missing == ("主要内容或标题", "主办单位", "派单时间")
    assert bare["governing"].verdict == "ready"
    nothing = {r.verdict for r in systems({}, FULL) if r.system.thresholds}
    assert nothing == {"no_data"}


def test_kpi_without_their_fields_are_named_and_fields_ranked_by_what_they_open():
    every = kpi_gaps({}, {}, has_population=False)
    names = {gap.name for gap in every}
    assert {"on_time_rate", "answer_rate", "tickets_per_10k", "redo_rate"} <= names
    assert not {"volume", "accepted"} & names
    fields = dict(wanted_fields(every))
    assert "答" not in fields
    assert "派单准确率" in fields["派单时间"]
    assert len(next(iter(fields.values()))) == max(len(v) for v in fields.values())
    filled = {f: 1.0 for m in registry().values() for f in m.needs}
    assert not kpi_gaps(filled, filled, has_population=True)
    without = {c: 1.0 for c in (*filled, "status") if c != "t_close"}
    by_name = {gap.name: gap for gap in kpi_gaps(without, filled, has_population=True)}
    assert by_name["closed_rate"].instead == "数据源没有办结时间,按状态判定。"


def test_what_cannot_be_computed_yet_has_no_number_and_says_what_is_missing():
    assert not {p.name for p in PENDING} & set(registry())
    assert all(p.missing and p.formula for p in PENDING)
    assert set(LABELS) == set(UNITS)


def test_what_is_measured_comes_from_the_data():
    frame = frames.random_tickets(6, 400)
    found = measure(
        frames.MemoryExtract(frame, frames.random_calls(1, 300)), frames.SCOPE, frames.CODE
    )
    assert found["tickets_per_day"] == 400 / 20
    assert found["calls_per_day"] == 300 / 20
    assert found["call_matters"] == (frame["source_channel"] == "电话").sum() / 20
    types = frame["ticket_type"]
    assert found["enquiry_share"] == (types == "咨询").sum() / types.notna().sum()
    assert found["seats"] is None
    assert measure(frames.MemoryExtract(frame), frames.SCOPE, "nowhere") == {}
