"""Intervals against published values, comparisons and their words, and the periods compared."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.calendar.workdays import spring_festival_distance, working_days_between
from data_access.metrics.comparison import Measure, compare
from data_access.metrics.intervals import newcombe, quantile_ranks, rate_ratio, wilson
from data_access.metrics.periods import last_year, previous
from data_access.types import Period

SHARES = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits, n, low, high):
    got = wilson(hits, n)
    assert (round(float(got[0]), 4), round(float(got[1]), 4)) == (low, high)


@pytest.mark.parametrize(
    ("now", "then", "interval"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10
        ((56, 70), (48, 80), [0.0524, 0.3339]),
        ((9, 10), (3, 10), [0.1705, 0.8090]),
        ((6, 7), (2, 7), [0.0582, 0.8062]),
        ((5, 56), (0, 29), [-0.0381, 0.1926]),
        ((0, 10), (0, 20), [-0.1611, 0.2775]),
        ((10, 10), (0, 20), [0.6791, 1.0]),
    ],
)
def test_difference_of_rates_as_published(now, then, interval):
    assert [round(x, 4) for x in newcombe(*now, *then)] == interval


@given(SHARES)
def test_wilson_solves_its_equation_and_holds_the_rate(share):
    hits, n = share
    low, high = (float(x) for x in wilson(hits, n))
    assert 0 <= low <= hits / n <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:  # |p − π| = z·√(π(1 − π)/n)
            gap = 1.959963984540054 * math.sqrt(bound * (1 - bound) / n)
            assert abs(hits / n - bound) == pytest.approx(gap, rel=1e-6, abs=1e-9)


def test_no_case_has_no_interval():
    assert all(np.isnan(x) for x in wilson(0, 0))
    assert all(math.isnan(x) for x in newcombe(0, 0, 1, 2))


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_ranks_cover_the_quantile_at_least_as_often_as_they_say(q):
    """Exact: the bounds hold the quantile where low ≤ B < high for a binomial B."""
    for n in range(20, 400):
        low, high = (int(r) for r in quantile_ranks(n, q))
        last = high - 1 if high else n
        logs = [
            math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
            + k * math.log(q) + (n - k) * math.log(1 - q)
            for k in range(low, last + 1)
        ]  # fmt: skip
        assert sum(map(math.exp, logs)) >= 0.95, n


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.floats(1, 20))
def test_ratio_of_counts_turns_round(a, b, dispersion):
    low, high = rate_ratio(a, b, dispersion=dispersion)
    low_back, high_back = rate_ratio(b, a, dispersion=dispersion)
    assert low == pytest.approx(1 / high_back)
    assert high == pytest.approx(1 / low_back)
    narrow = rate_ratio(a, b)
    assert low <= narrow[0] * 1.000001
    assert high >= narrow[1] * 0.999999


def count(value: float | None, exposure: float = 7.0) -> Measure:
    """A number of tickets."""
    return Measure("count", value, exposure=exposure, unit="件")


def rate(hits: int, n: int) -> Measure:
    """A share of tickets."""
    return Measure("rate", hits / n, hits, n, unit="%")


@pytest.mark.parametrize(
    ("now", "then", "label", "words"),
    [
        (count(1042), count(800), "上周", "较上周上升30%"),
        (count(10_420), count(10_000), "上周", "较上周上升4.2%"),
        (count(80), count(100), "上周", "较上周无明显变化"),
        (count(60), count(100), "去年同期", "较去年同期下降40%"),
        (count(12), count(0), "上周", "上周为0件,本期12件"),
        (count(0), count(0), "上周", "较上周无明显变化"),
        (count(20), count(2), "上月同期", "较上月同期增加18件"),
        (count(2), count(20), "上周", "较上周减少18件"),
        (count(10), count(8), "上周", "较上周无明显变化"),
        (count(100), count(None), "去年同期", "缺少去年同期数据"),
        (count(100), None, "去年同期", "缺少去年同期数据"),
        (count(None), count(100), "上周", "缺少本期数据"),
        (rate(9000, 10_000), rate(9130, 10_000), "去年同期", "较去年同期下降1.30个百分点"),
        (rate(92, 100), rate(90, 100), "上周", "较上周无明显变化"),
        (count(400, 3), count(1000, 7), "上周", "较上周下降60%(扣除工作日差异后无明显变化)"),
        (count(600, 3), count(1000, 7), "上周", "较上周下降40%(扣除工作日差异后上升40%)"),
    ],
)
def test_words_of_a_comparison(now, then, label, words):
    assert compare(now, then, label).wording == words


def test_scatter_makes_a_rise_ordinary():
    assert compare(count(560), count(500), dispersion=1).significant is False
    assert compare(count(600), count(500), dispersion=1).significant is True
    assert compare(count(600), count(500), dispersion=5).significant is False


def test_durations_change_where_their_intervals_part():
    now = Measure("quantile", 50.0, low=45, high=55, unit="小时")
    apart = Measure("quantile", 70.0, low=60, high=80, unit="小时")
    near = Measure("quantile", 57.0, low=52, high=62, unit="小时")
    assert compare(now, apart).wording == "较上周下降20.0小时"
    assert compare(now, near).wording == "较上周无明显变化"
    assert not compare(now, Measure("quantile", 70.0, unit="小时")).significant


def test_few_cases_are_not_compared():
    few = Measure("rate", 0.1, 1, 10, enough=False)
    assert compare(few, rate(900, 1000)).wording == "样本不足,不作比较"


@given(SHARES, SHARES)
def test_comparing_the_other_way_turns_the_sign(a, b):
    forth, back = compare(rate(*a), rate(*b)), compare(rate(*b), rate(*a))
    assert forth.significant == back.significant
    assert forth.change is not None
    assert back.change is not None
    assert forth.change == pytest.approx(-back.change)
    if forth.significant:
        assert forth.low is not None
        assert (forth.change > 0) == (forth.low > 0)


@pytest.mark.parametrize(
    ("start", "end", "before", "label"),
    [
        ("2026-03-02", "2026-03-09", ("2026-02-23", "2026-03-02"), "上周"),
        ("2026-03-04", "2026-03-05", ("2026-02-25", "2026-02-26"), "上周同日"),
        ("2026-03-01", "2026-04-01", ("2026-02-01", "2026-03-01"), "上月"),
        ("2026-01-01", "2026-04-01", ("2025-10-01", "2026-01-01"), "前3个月"),
        ("2026-03-01", "2026-03-11", ("2026-02-15", "2026-02-25"), "之前同长时段"),
    ],
)
def test_the_period_before(start, end, before, label):
    found = previous(Period(date.fromisoformat(start), date.fromisoformat(end)))
    assert found.period == Period(*map(date.fromisoformat, before))
    assert found.label == label


def test_a_different_number_of_working_days_is_said():
    after_festival = Period(date(2026, 2, 23), date(2026, 3, 2))
    found = previous(after_festival)
    # 24 to 28 February are worked (the 28th swapped in); of the week before nothing but nothing.
    assert found.note == "本期 7 天含 5 个工作日,上周 7 天含 0 个工作日。"
    assert previous(Period(date(2026, 3, 16), date(2026, 3, 23))).note == ""


def test_last_year_is_aligned():
    week = Period(date(2026, 6, 1), date(2026, 6, 8))
    # 52 weeks earlier holds the Dragon Boat day off; the same dates likewise: said, not hidden.
    found = last_year(week)
    assert found.label == "去年同期"
    assert "工作日" in found.note
    plain = last_year(Period(date(2026, 3, 16), date(2026, 3, 23)))
    assert plain.period == Period(date(2025, 3, 17), date(2025, 3, 24))
    assert plain.note == ""
    month = last_year(Period(date(2026, 2, 1), date(2026, 3, 1)))
    assert month.period == Period(date(2025, 2, 1), date(2025, 3, 1))
    festival = last_year(Period(date(2026, 2, 15), date(2026, 2, 22)))
    assert festival.period.start == date(2025, 1, 27)
    assert festival.note.startswith("按距春节的天数对齐")


@given(st.dates(date(2010, 1, 1), date(2026, 12, 1)), st.integers(1, 31))
def test_last_year_has_the_same_length_and_the_nearest_working_days(start, days):
    period = Period(start, start + timedelta(days=days))
    found = last_year(period).period
    if not (start.day == 1 and period.end.day == 1):
        assert found.days == days
        wanted = working_days_between(period.start, period.end)
        shifted = period.shift(-364)
        gap = abs(working_days_between(found.start, found.end) - wanted)
        assert gap <= abs(working_days_between(shifted.start, shifted.end) - wanted)
    assert 334 <= (period.start - found.start).days <= 396
    assert isinstance(spring_festival_distance(found.start), int)
