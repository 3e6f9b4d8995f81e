"""A change splits without remainder, whatever the cells, and the shown figures add up too."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.metrics.evaluate import evaluate
from data_access.metrics.explain import contributions, explain, pooled, rounded
from data_access.metrics.periods import Earlier
from data_access.metrics.reconcile import reconcile_metric
from data_access.metrics.registry import registry
from data_access.types import Period
from tests.data_access.metric_frames import EVERYTHING, SCOPE, MemoryExtract, random_tickets

CELL = st.integers(0, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
SIDE = st.dictionaries(st.sampled_from(["a", "b", "c", None]), CELL, min_size=1)
EARLIER = Earlier(Period(date(2026, 3, 1), date(2026, 3, 11)), "前10天")
NOW = replace(EVERYTHING, period=Period(date(2026, 3, 11), date(2026, 3, 21)))


def _total(side):
    return sum(n for n, _ in side.values()), sum(h for _, h in side.values())


@given(SIDE, SIDE)
def test_contributions_sum_to_the_change(before, after):
    (n0, h0), (n1, h1) = _total(before), _total(after)
    assert sum(c.change for c in contributions(before, after, as_rate=False)) == h1 - h0
    if n0 and n1:
        change = Fraction(h1, n1) - Fraction(h0, n0)
        assert sum(c.change for c in contributions(before, after, as_rate=True)) == change


def test_a_share_that_grows_below_the_overall_rate_pulls_down():
    before: dict[Hashable, tuple[int, int]] = {"good": (50, 50), "bad": (50, 0)}
    after: dict[Hashable, tuple[int, int]] = {"good": (20, 20), "bad": (80, 0)}
    found = {c.key: c.change for c in contributions(before, after, as_rate=True)}
    assert found["bad"] < 0
    assert found["good"] < 0
    assert sum(found.values()) == Fraction(-3, 10)


@given(
    st.dictionaries(st.text(max_size=2), st.fractions(-5, 5, max_denominator=999), max_size=6),
    st.sampled_from([Fraction(1), Fraction(1, 10_000)]),
)
def test_what_is_shown_adds_up(parts, step):
    shown = rounded(parts, step)
    assert list(shown) == list(parts)
    assert all(abs(shown[k] - parts[k]) < step for k in parts)
    assert abs(sum(shown.values()) - sum(parts.values())) <= step / 2
    assert all((v / step).denominator == 1 for v in shown.values())


@pytest.mark.parametrize(
    "name", ["volume", "accepted:matters", "overdue_rate", "on_time_rate:original,assessed"]
)
def test_an_explanation_agrees_with_the_figures(name):
    extract = MemoryExtract(random_tickets(3, 900))
    found = explain(extract, SCOPE, NOW, name, EARLIER)
    assert not found.missing
    now = evaluate(extract, SCOPE, NOW, [name]).iloc[0]
    assert float(found.after) == pytest.approx(now["value"])
    for parts in (found.by_category, found.by_place):
        assert sum(p.change for p in parts) == found.change
        assert sum(p.after[1] for p in parts) == now["numerator"]
    if found.effects and found.cases:
        assert sum(found.effects.effects.values()) == found.change
        assert sum(found.cases.whole().values()) == found.cases.change
        assert found.cases.after == now["numerator"]


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1, 2, None])),
    st.integers(0, 90).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
)


@given(CELLS, CELLS)
def test_pooling_small_cells_loses_nothing(before, after):
    found = pooled(before, after)
    assert [_total(side) for side in found] == [_total(before), _total(after)]
    for side in found:
        assert all(side[key][0] >= 30 for key in side if "*" not in key)


def test_what_cannot_be_split_says_why():
    extract = MemoryExtract(random_tickets(3, 300))
    for name in ("close_hours_median", "close_hours_mean", "tickets_per_10k", "calls_offered",
                 "satisfaction_rate:weighted_60"):  # fmt: skip
        assert explain(extract, SCOPE, NOW, name, EARLIER).missing, name
    bare = MemoryExtract(random_tickets(3, 300, drop=("satisfied",)))
    assert "满意度" in explain(bare, SCOPE, NOW, "satisfaction_rate", EARLIER).missing
    early = Earlier(Period(date(2025, 3, 1), date(2025, 3, 11)), "去年同期")
    assert "没有去年同期数据" in explain(extract, SCOPE, NOW, "volume", early).missing


def test_every_metric_over_tickets_adds_up():
    extract = MemoryExtract(random_tickets(5, 800))
    # A month on: some metrics look at what came within 30 days.
    later = replace(EVERYTHING, as_of=EVERYTHING.period.last + timedelta(days=45))
    for metric in registry().values():
        checks = reconcile_metric(extract, SCOPE, later, metric.name)
        assert all(c.ok for c in checks), metric.name
        assert bool(checks) == (metric.dataset == "tickets" and metric.kind != "share"), metric.name
