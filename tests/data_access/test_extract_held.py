"""Counts by month, street and category, and counts held in memory: same answers, bounded."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.extract import held, relation
from data_access.extract.daily import put_daily
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import read_manifest, write_manifest
from data_access.extract.measures import Measures
from data_access.extract.query import Extract
from data_access.extract.writer import put_month
from data_access.metrics.additive import lasting_measures
from data_access.metrics.evaluate import evaluate
from data_access.settings import load_settings
from data_access.types import Filters, Period, Scope
from tests.data_access import metric_frames as frames

STREET = "350199001"
SPLIT = Measures(splits=("is_excluded", "is_repeat"))
WHOLE = Period(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def extract(tmp_path: Path) -> Extract:
    return frames.written_extract(tmp_path, frames.random_tickets(7, 300))


def statement(extract: Extract, filters: Filters, *needs: str) -> str:
    """Return the relation of daily counts as it is read from files."""
    request = relation.Request(
        frames.SCOPE, frames.CODE, filters, filters.period, {STREET: "street"}
    )
    storage = Storage.of(load_settings(home=Path(extract._storage.root).parent))
    return relation.counts(storage, extract.manifest, request, SPLIT, needs)


def test_whole_months_of_a_street_are_counted_by_the_month(extract: Extract) -> None:
    filters = Filters(frames.CODE, WHOLE, area=STREET)
    assert "monthly_place_category" in statement(extract, filters, "category_code")
    assert "monthly_place_category" not in statement(extract, filters, "category_code", "day")


def test_a_part_of_a_month_and_an_earlier_day_are_counted_from_tickets(extract: Extract) -> None:
    last = extract.last_day(frames.CODE)
    assert last is not None
    part = Filters(frames.CODE, Period(WHOLE.start, last), area=STREET)
    earlier = Filters(frames.CODE, WHOLE, area=STREET, as_of=date.fromordinal(last.toordinal() - 1))
    for filters in (part, earlier):
        month = f"{last:%Y-%m}"
        sql = statement(extract, filters, "category_code")
        assert f"tickets/jurisdiction={frames.CODE}/month={month}" in sql
        assert f"monthly_place_category/jurisdiction={frames.CODE}/month={month}" not in sql


def test_a_scope_limits_the_monthly_counts(extract: Extract) -> None:
    filters = Filters(frames.CODE, WHOLE)
    mine = Scope("a", frozenset(), frozenset({frames.CODE}), areas=frozenset({STREET}))
    limited = evaluate(extract, mine, filters, ["volume"], ("category_2",))
    cut = evaluate(
        extract, frames.SCOPE, Filters(frames.CODE, WHOLE, area=STREET), ["volume"], ("category_2",)
    )
    pd.testing.assert_frame_equal(limited, cut)
    everything = evaluate(extract, frames.SCOPE, filters, ["volume"])["numerator"].item()
    assert 0 < limited["numerator"].sum() < everything


def test_tables_are_held_once_and_the_oldest_goes(
    extract: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(frames.CODE, WHOLE)
    evaluate(extract, frames.SCOPE, filters, ["volume"], ("day",))
    spent, size = extract.held.seconds, extract.held.bytes
    assert spent > 0
    evaluate(extract, frames.SCOPE, filters, ["volume"], ("day",))
    assert (extract.held.seconds, extract.held.bytes) == (spent, size)
    budget = 5 * size
    monkeypatch.setattr(extract.held, "_budget", budget)
    for by in ("area_street", "department", "category_1", "channel"):
        for name in ("accepted", "on_time_rate", "overdue_rate"):
            evaluate(extract, frames.SCOPE, filters, [name], (by,))
            assert extract.held.bytes <= budget
    made = extract._connection().execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in made} == set(extract.held._sizes)


def test_what_is_too_large_is_read_from_files(
    extract: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(frames.CODE, WHOLE)
    wanted = evaluate(extract, frames.SCOPE, filters, ["volume"], ("area_street",))
    other = Extract(load_settings(home=Path(extract._storage.root).parent))
    monkeypatch.setattr(other.held, "_budget", 1)
    found = evaluate(other, frames.SCOPE, filters, ["volume"], ("area_street",))
    pd.testing.assert_frame_equal(found, wanted)
    assert other.held.bytes == 0


def test_a_table_that_was_let_go_meanwhile_is_read_from_files(extract: Extract) -> None:
    filters = Filters(frames.CODE, WHOLE)
    wanted = evaluate(extract, frames.SCOPE, filters, ["volume"], ("day",))
    for name in list(extract.held._sizes):
        extract._connection().execute(f"DROP TABLE {name}")
    found = evaluate(extract, frames.SCOPE, filters, ["volume"], ("day",))
    pd.testing.assert_frame_equal(found, wanted)


def test_another_error_is_not_taken_for_a_table_let_go() -> None:
    assert not held.is_let_go(RuntimeError("Table with name x does not exist"))


def test_a_new_generation_is_answered_from_its_own_tables(extract: Extract) -> None:
    filters = Filters(frames.CODE, WHOLE)

    def total() -> int:
        return int(evaluate(extract, frames.SCOPE, filters, ["volume"])["numerator"].item())

    before = total()
    manifest, storage = read_manifest(extract._storage), extract._storage
    month = max(manifest.months("tickets", frames.CODE))
    import pyarrow.parquet as pq

    path = storage.path(manifest.months("tickets", frames.CODE)[month].path)
    table = pq.read_table(path, partitioning=None).cast(arrow_schema("tickets"))
    put_month(storage, manifest, "tickets", frames.CODE, month=month, table=table.slice(1))
    put_daily(storage, manifest, frames.CODE, frames.ZONE, lasting_measures())
    manifest.generation += 1
    write_manifest(storage, manifest)
    assert total() == before - 1


def test_threads_share_tables_while_they_come_and_go(
    extract: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(frames.CODE, WHOLE)
    names = ("volume", "accepted", "on_time_rate", "closed_rate")
    wanted = {n: evaluate(extract, frames.SCOPE, filters, [n], ("day",)) for n in names}
    monkeypatch.setattr(extract.held, "_budget", extract.held.bytes)
    failed: list[Any] = []

    def ask(shift: int) -> None:
        for turn in range(12):
            name = names[(shift + turn) % len(names)]
            found = evaluate(extract, frames.SCOPE, filters, [name], ("day",))
            if not found.equals(wanted[name]):
                failed.append(name)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
