"""The store: migrations give what the code declares; transactions hold on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary, insert, select, text

from data_access.accounts import tables as accounts_tables
from data_access.notices import tables as notice_tables
from data_access.results import tables as results_tables
from data_access.saved_views import tables as view_tables
from data_access.store import lease, tables
from data_access.store.base import metadata
from data_access.store.clock import utc_now
from data_access.store.engine import Store, migrate
from data_access.store.vault.key_prints import anything_sealed, is_box
from early_warning import store_tables as warning_tables
from geo import store_tables as geo_tables
from hotspots import store_tables as hotspots_tables
from supervision import store_tables as task_tables


def test_migrations_end_where_the_declared_tables_are(store: Store) -> None:
    assert accounts_tables.account.metadata is metadata
    assert notice_tables.notice.metadata is metadata
    assert results_tables.result_file.metadata is metadata
    assert view_tables.saved_view.metadata is metadata
    assert hotspots_tables.topic_edit.metadata is metadata
    assert warning_tables.judgement.metadata is metadata
    assert geo_tables.area_outline.metadata is metadata
    assert geo_tables.place.metadata is metadata
    assert task_tables.task.metadata is metadata
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_sealed_columns_are_those_named_as_boxes() -> None:
    for table in metadata.tables.values():
        for column in table.c:
            assert is_box(column.name) == isinstance(column.type, LargeBinary), (table.name, column)


def test_what_a_table_unknown_to_this_process_seals_counts(store: Store) -> None:
    binary = "BLOB" if store.is_sqlite else "BYTEA"
    with store.write() as connection:
        assert not anything_sealed(connection)
        connection.execute(text(f"CREATE TABLE photo (id INTEGER, big TEXT, scan_box {binary})"))
        connection.execute(text("INSERT INTO photo VALUES (1, 'x', NULL)"))
        assert not anything_sealed(connection)
        connection.execute(text("UPDATE photo SET scan_box = :box"), {"box": b"sealed"})
        assert anything_sealed(connection)


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store)
    with store.read() as connection:
        assert connection.execute(select(tables.batch)).all() == []


def test_a_field_declared_since_gets_its_column(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DROP VIEW ticket"))
        for table, column in (("ticket_version", "case_no"), ("area", "lon")):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    migrate(store)
    with store.read() as connection:
        assert connection.execute(select(tables.area.c.lon)).all() == []
        assert connection.execute(text("SELECT case_no FROM ticket")).all() == []
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_required_field_takes_a_migration(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DROP VIEW callback"))
        connection.execute(text("ALTER TABLE callback_version DROP COLUMN t"))
    with pytest.raises(ValueError, match="takes a migration"):
        migrate(store)


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    def cut_off() -> None:
        with store.write() as connection:
            connection.execute(insert(tables.store_info).values(name="a", value="1"))
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        cut_off()
    with store.read() as connection:
        assert connection.execute(select(tables.store_info)).all() == []


def test_two_writers_wait_for_each_other(store: Store) -> None:
    def add(start: int) -> None:
        for number in range(start, start + 10):
            with store.write() as connection:
                connection.execute(insert(tables.store_info).values(name=str(number), value=""))

    threads = [threading.Thread(target=add, args=(n,)) for n in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert len(connection.execute(select(tables.store_info)).all()) == 20


def test_a_lease_has_one_holder_until_it_runs_out(store: Store) -> None:
    now = utc_now()
    assert lease.acquire(store, "job", "a", now=now)
    assert not lease.acquire(store, "job", "b", now=now + timedelta(seconds=5))
    assert lease.acquire(store, "job", "a", now=now + timedelta(seconds=5))
    late = now + lease.TERM + timedelta(seconds=6)
    assert lease.current_holder(store, "job", now=late) is None
    assert lease.acquire(store, "job", "b", now=late)


def test_a_lease_of_a_future_clock_is_void(store: Store) -> None:
    now = utc_now()
    assert lease.acquire(store, "job", "a", now=now + timedelta(days=365))
    assert lease.current_holder(store, "job", now=now) is None
    assert lease.current_leases(store) == {}
    assert lease.acquire(store, "job", "b", now=now)
    assert lease.current_holder(store, "job", now=now) == "b"
    # Clocks a little apart are no reason to take a lease away.
    assert lease.acquire(store, "other", "a", now=now + timedelta(seconds=30))
    assert not lease.acquire(store, "other", "b", now=now)


def test_a_second_run_is_told_who_holds_the_lease(store: Store) -> None:
    with lease.held(store, "job", "流水线") as holder:
        taken = pytest.raises(lease.LeaseTakenError, match=holder)
        with taken, lease.held(store, "job", "流水线"):
            pass
    assert lease.current_holder(store, "job") is None
