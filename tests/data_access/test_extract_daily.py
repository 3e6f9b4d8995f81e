"""Daily counts: whatever is asked of them, the tickets answer the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.extract import daily
from data_access.extract.expressions import (
    END_OF_DAY,
    Expression,
    all_of,
    any_of,
    equals,
    filled,
    grouped,
    later,
    named,
    negated,
    past,
    sql,
)
from data_access.extract.layout import CUBES, Storage, arrow_schema
from data_access.extract.manifest import Manifest, read_manifest
from data_access.extract.measures import Measures, column_of
from data_access.extract.writer import put_month
from data_access.metrics import additive, evaluate
from data_access.metrics.additive import lasting_measures
from data_access.metrics.registry import ASSESSED, MATTERS, registry, with_variant
from data_access.settings import load_settings
from data_access.types import Filters, Period, Scope
from tests.data_access import metric_frames as frames

FIRST, LAST = date(2026, 2, 20), date(2026, 4, 5)
NAMES = [
    name
    for metric in registry().values()
    for name in (metric.name, *(f"{metric.name}:{v}" for v in metric.variants))
    if additive.adds_up(name) and metric.kind != "per_10k"
]
GROUPS: list[tuple[str, ...]] = [
    (), ("day",), ("week",), ("month", "area_street"), ("category_1",), ("category_3", "day"),
    ("department",), ("channel",), ("area_county",), ("area_street", "category_2"), ("category_2",),
]  # fmt: skip
CUTS: list[dict[str, str]] = [
    {}, {"area": "350199001"}, {"category": "01"}, {"department": "甲局"}, {"channel": "APP"},
    {"area": "350199", "channel": "电话"}, {"area": "350199001", "category": "01"},
]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A real extract of three months, with gaps in every column."""
    whole = []
    for number, start in enumerate((FIRST, date(2026, 3, 3), date(2026, 3, 25))):
        rows = frames.random_tickets(number, 150)
        moved = pd.Timedelta(days=(start - frames.FIRST).days)
        for name in rows.columns:
            if str(rows[name].dtype).startswith("datetime"):
                rows[name] += moved
        rows["day"] = rows["day"].map(lambda d, by=moved: d + by.to_pytimedelta())
        rows["ticket_no"] = f"{number}-" + rows["ticket_no"]
        whole.append(rows)
    frame = pd.concat(whole, ignore_index=True).sort_values("day", ignore_index=True)
    return frames.written_extract(tmp_path_factory.mktemp("daily"), frame)


def both(
    written: Any, scope: Scope, filters: Filters, names: list[str], by: tuple[str, ...]
) -> Any:
    """Return the answers from daily counts and from tickets, and the statements that were run."""
    small = evaluate.evaluate(written, scope, filters, names, by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "daily_plan", lambda *_: None)
        large = evaluate.evaluate(written, scope, filters, names, by)
    return small, large


@st.composite
def filters_of(draw: Any) -> Filters:
    """Any cut over any period, as of any day or none."""
    start = FIRST + timedelta(days=draw(st.integers(0, 50)))
    period = Period(start, start + timedelta(days=draw(st.integers(1, 60))))
    if draw(st.booleans()):
        period = Period(start.replace(day=1), LAST + timedelta(days=draw(st.integers(1, 9))))
    as_of = draw(st.one_of(st.none(), st.dates(FIRST, LAST + timedelta(days=60))))
    return Filters(frames.CODE, period, as_of=as_of, **draw(st.sampled_from(CUTS)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True),
    st.sampled_from(GROUPS),
    filters_of(),
    st.sampled_from(["", ASSESSED, MATTERS]),
)
def test_daily_counts_answer_as_the_tickets_do(
    written: Any, names: list[str], by: tuple[str, ...], filters: Filters, variant: str
) -> None:
    asked = [with_variant(n, variant) if variant else n for n in names]
    small, large = both(written, frames.SCOPE, filters, asked, by)
    pd.testing.assert_frame_equal(small, large)


@pytest.mark.parametrize("name", NAMES)
def test_every_additive_metric_by_month(written: Any, name: str) -> None:
    filters = Filters(frames.CODE, Period(FIRST, LAST))
    for variant in ("", ASSESSED, MATTERS):
        asked = [with_variant(name, variant) if variant else name]
        small, large = both(written, frames.SCOPE, filters, asked, ("month",))
        pd.testing.assert_frame_equal(small, large)


def test_a_scope_limits_daily_counts_too(written: Any) -> None:
    scope = Scope("a", frozenset(), frozenset({frames.CODE}), frozenset({"甲局"}))
    filters = Filters(frames.CODE, Period(FIRST, LAST))
    for by in ((), ("day",), ("category_1",)):
        small, large = both(written, scope, filters, ["accepted", "closed_rate"], by)
        pd.testing.assert_frame_equal(small, large)
    everything = evaluate.evaluate(written, frames.SCOPE, filters, ["volume"])
    mine = evaluate.evaluate(written, scope, filters, ["volume"])
    assert 0 < mine["value"].item() < everything["value"].item()


def test_a_place_below_the_street_is_counted_from_its_tickets(written: Any) -> None:
    filters = Filters(frames.CODE, Period(FIRST, LAST), area="350199001001")
    assert evaluate.evaluate(written, frames.SCOPE, filters, ["volume"])["value"].item() == 0


def test_what_daily_counts_hold_is_what_the_registry_asks() -> None:
    whole = additive.every_measure()
    kept = additive.lasting_measures()
    assert set(kept.conditions) == set(whole.conditions)
    assert len(kept.conditions) > 40
    assert all(name == column_of(condition) for name, condition in kept.conditions.items())


@pytest.mark.parametrize(
    ("condition", "lasting", "timeless"),
    [
        (past("deadline"), True, False),
        (past(later("t_dispatch", 24, "HOUR")), True, False),
        (all_of("is_accepted", grouped(any_of(past("deadline"), "repeat_30d"))), True, False),
        (sql("{} < {} - INTERVAL 30 DAY", "t_accept", END_OF_DAY), False, False),
        (sql("date_diff('day', {}, {}) > 3", "t_accept", END_OF_DAY), False, False),
        (all_of(past("deadline"), sql("{} < {}", "t_accept", END_OF_DAY)), False, False),
        (filled("t_close"), True, False),
        (all_of("is_accepted", "repeat_30d"), True, True),
        (named("is_closed_state"), True, False),
        (equals("source_channel", "status"), True, True),
    ],
)
def test_when_a_count_holds(condition: Expression, lasting: bool, timeless: bool) -> None:
    states = {
        "is_accepted": sql("{} <> '撤诉'", "status"),
        "is_closed_state": equals("status", "已办结"),
    }
    measures = Measures({"m": condition}, states, frozenset({"is_accepted"}))
    assert condition.is_lasting == lasting
    assert measures.timeless(condition) == timeless


def test_a_condition_says_all_that_its_text_reads() -> None:
    every = additive.every_measure()
    known = {*arrow_schema("tickets").names, *every.states}
    for expression in (*every.conditions.values(), *every.states.values()):
        words = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"'[^']*'", "", expression.sql)))
        assert words & known == expression.names
        past_ones = re.findall(r"(\w+(?: \+ INTERVAL \d+ \w+)?) < \{as_of\}", expression.sql)
        assert {m.sql for m in expression.moments} == set(past_ones)


def test_alternatives_stand_in_parentheses() -> None:
    with pytest.raises(ValueError, match="parentheses"):
        all_of("is_accepted", any_of("is_direct", "is_merged"))
    assert all_of("a", grouped(any_of("b", negated("c")))).sql == "a AND (b OR NOT c)"
    with pytest.raises(ValueError, match="no name"):
        filled("t_close IS NULL OR TRUE")


def test_only_months_that_could_have_changed_are_counted_anew(tmp_path: Any) -> None:
    import pyarrow as pa

    storage = Storage.of(load_settings(home=tmp_path))
    manifest = Manifest()
    schema = arrow_schema("tickets")

    def put(month: str, *days: str, deadline: str) -> None:
        rows = [
            {"ticket_no": f"{d}", "day": date.fromisoformat(d), "status": "办理中"}
            | {"deadline": pd.Timestamp(deadline).to_pydatetime()}
            for d in days
        ]
        columns = [pa.array([r.get(n) for r in rows], schema.field(n).type) for n in schema.names]
        table = pa.table(columns, schema=schema)
        put_month(storage, manifest, "tickets", "1", month=month, table=table)

    put("2026-01", "2026-01-05", deadline="2026-01-20")
    put("2026-02", "2026-02-05", deadline="2026-03-20")
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 2
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 0
    put("2026-03", "2026-03-10", deadline="2026-03-25")
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 1
    put("2026-03", "2026-03-10", "2026-03-21", deadline="2026-03-25")
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 2
    put("2026-02", "2026-02-05", "2026-02-06", deadline="2026-03-20")
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 1
    manifest.files["tickets"]["1"].pop("2026-01")
    assert daily.put_daily(storage, manifest, "1", "Asia/Shanghai", lasting_measures()) == 0
    assert {frozenset(manifest.months(cube, "1")) for cube in CUBES} == {
        frozenset({"2026-02", "2026-03"})
    }


def test_an_old_extract_is_made_anew(tmp_path: Any) -> None:
    storage = Storage.of(load_settings(home=tmp_path))
    storage.write_whole("manifest.json", b'{"format": 1, "generation": 7}')
    assert read_manifest(storage).generation == 0
