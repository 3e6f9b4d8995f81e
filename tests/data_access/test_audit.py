"""The audit chain: whatever is tampered with is found, and writers at once don't break it."""

import math
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, func, insert, select, update

from data_access.store import audit
from data_access.store.base import metadata
from data_access.store.engine import Store
from data_access.store.tables import audit_entry, audit_head
from data_access.types import NotAllowedError, Scope

AT = datetime.fromisoformat("2026-03-02T01:30:00.123456")
READER = Scope("auditor", frozenset({"audit.view"}))


def fill(store: Store, count: int) -> None:
    for number in range(count):
        with store.write() as connection:
            audit.append(
                connection,
                actor=f"user{number % 3}",
                action="account.create" if number % 2 else "export.run",
                about=f"事项{number}",
                detail={"行数": number, "share": 0.1 * number, "who": ["a", None, True]},
                at=AT,
            )


@contextmanager
def memory_store():
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[audit_entry, audit_head])
    store = Store(engine)
    yield store
    store.close()


def test_chain_is_sound_and_numbered_without_gap(store):
    fill(store, 7)
    assert audit.verify(store) is None
    listed = audit.entries(store, READER)
    assert [entry.seq for entry in listed] == [7, 6, 5, 4, 3, 2, 1]
    assert listed[0].detail == {"行数": 6, "share": 0.1 * 6, "who": ["a", None, True]}
    assert listed[0].at == AT
    with store.read() as connection:
        assert audit.head(connection) == audit.Head(7, listed[0].hash)


def test_empty_chain_is_sound(store):
    assert audit.verify(store) is None
    with store.read() as connection:
        assert audit.head(connection) == audit.Head(0, audit.GENESIS)


def test_listing_needs_the_right_and_filters(store):
    fill(store, 6)
    with pytest.raises(NotAllowedError):
        audit.entries(store, Scope("leader", frozenset({"today.view"})))
    assert {e.action for e in audit.entries(store, READER, action="account.")} == {"account.create"}
    assert [e.seq for e in audit.entries(store, READER, actor="user1")] == [5, 2]
    assert [e.seq for e in audit.entries(store, READER, before=3)] == [2, 1]
    assert [e.seq for e in audit.entries(store, READER, limit=2)] == [6, 5]
    assert audit.entries(store, READER, since=AT + timedelta(days=1)) == []


def test_entry_disappears_with_the_work_it_describes(store):
    fill(store, 1)

    def work() -> None:
        with store.write() as connection:
            audit.append(connection, actor="a", action="x", at=AT)
            raise RuntimeError("the work failed")

    with pytest.raises(RuntimeError):
        work()
    assert len(audit.entries(store, READER)) == 1
    assert audit.verify(store) is None


def test_texts_that_a_database_cannot_hold_are_replaced(store):
    with store.write() as connection:
        audit.append(
            connection, actor="a\0b", action="x", about="\ud800", detail={"k\0": ["\udfff"]}, at=AT
        )
    entry = audit.entries(store, READER)[0]
    assert entry.actor == "a\ufffdb"
    assert audit.verify(store) is None


def test_refuses_what_would_not_read_back_the_same(store):
    with pytest.raises(ValueError, match="naive UTC"), store.write() as connection:
        audit.append(connection, actor="a", action="x", at=AT.replace(tzinfo=UTC))
    with pytest.raises(ValueError, match="JSON"), store.write() as connection:
        audit.append(connection, actor="a", action="x", detail={"v": math.nan}, at=AT)


def test_a_noted_head_betrays_a_rewritten_chain(store):
    fill(store, 4)
    with store.read() as connection:
        noted = audit.head(connection)
    fill(store, 2)
    assert audit.verify(store, anchor=noted) is None
    with store.write() as connection:
        connection.execute(delete(audit_entry))
        connection.execute(delete(audit_head))
    fill(store, 3)
    assert audit.verify(store) is None
    assert audit.verify(store, anchor=noted) == 4
    fill(store, 1)
    with store.write() as connection:
        audit.append(connection, actor="somebody", action="else", at=AT)
    assert audit.verify(store, anchor=audit.Head(2, noted.hash)) == 2


COLUMNS = {
    "actor": "mallory",
    "action": "nothing",
    "about": "someone else",
    "detail": {"行数": 99},
    "at": AT - timedelta(days=1),
    "hash": "f" * 64,
    "prev_hash": "e" * 64,
}


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    count=st.integers(1, 9),
    where=st.integers(0, 8),
    how=st.sampled_from([*COLUMNS, "remove", "cut", "add", "swap", "move head"]),
)
def test_any_tampering_is_found(count, where, how):
    with memory_store() as store:
        fill(store, count)
        seq = where % count + 1
        first_wrong = seq
        with store.write() as connection:
            this = audit_entry.c.seq == seq
            if how in COLUMNS:
                connection.execute(update(audit_entry).where(this).values({how: COLUMNS[how]}))
            elif how == "remove":
                connection.execute(delete(audit_entry).where(this))
            elif how == "cut":
                connection.execute(delete(audit_entry).where(audit_entry.c.seq >= seq))
            elif how == "add":
                first_wrong = count + 1
                last = (
                    connection.execute(select(audit_entry).where(audit_entry.c.seq == count))
                    .mappings()
                    .one()
                )
                connection.execute(insert(audit_entry).values({**last, "seq": count + 1}))
            elif how == "swap":
                first_wrong = min(seq, count)
                other = seq % count + 1
                for old, new in ((seq, -1), (other, seq), (-1, other)):
                    moved = update(audit_entry).where(audit_entry.c.seq == old)
                    connection.execute(moved.values(seq=new))
                first_wrong = min(seq, other)
            else:
                connection.execute(update(audit_head).values(seq=count - 1))
                first_wrong = None
        found = audit.verify(store)
        if how == "swap" and count == 1:
            assert found is None
        elif first_wrong is None:
            assert found is not None
        else:
            assert found == first_wrong


WRITER = """
import sys
from datetime import datetime
from data_access.store import audit
from data_access.settings import load_settings
from data_access.store.engine import open_store

store = open_store(load_settings(database_url=sys.argv[1], home=sys.argv[2]))
for number in range(25):
    with store.write() as connection:
        audit.append(
            connection, actor=sys.argv[3], action="x", detail={"n": number}, at=datetime(2026, 1, 1)
        )
store.close()
"""


def test_two_processes_at_once_keep_one_chain(store, settings):
    root = Path(__file__).resolve().parents[2]
    url = store.engine.url.render_as_string(hide_password=False)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(settings.home), name],
            cwd=root,
        )
        for name in ("one", "two")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(audit_entry)).scalar() == 50
    assert audit.verify(store) is None
