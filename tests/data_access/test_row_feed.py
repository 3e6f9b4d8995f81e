"""Rows of another program are imported as a file's would be."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.importing.load import ingest
from data_access.importing.row_feed import ingest_rows
from data_access.store.tables import batch
from data_access.types import NotAllowedError, Scope, WeisuError
from tests.data_access.test_import import HEADER, PLACE, SCOPE, current, row, write


def feed(store, settings, rows, source="api-tickets", scope=SCOPE):
    return ingest_rows(
        store, settings, scope, rows, source=source, profile="standard", actor="api", place=PLACE
    )


def named(*rows):
    return [dict(zip(HEADER, one, strict=True)) for one in rows]


def test_rows_end_as_those_of_a_file(store, settings, tmp_path):
    rows = [row("1"), row("2", text="改"), row("2", text="再改"), ("", "", "", "", "", "", "", "")]
    fed = feed(store, settings, iter(named(*rows)))
    told = current(store)
    again = ingest(
        store,
        settings,
        SCOPE,
        write(tmp_path / "ticket.csv", rows),
        "standard",
        actor="x",
        place=PLACE,
    )
    assert told == {"1": "路灯不亮", "2": "再改"}
    assert current(store) == told
    assert (fed.inserted, again.inserted, again.updated) == (2, 0, 0)
    with store.read() as connection:
        first = connection.execute(select(batch).order_by(batch.c.id)).first()
    assert first.file_name == "api-tickets.jsonl"
    assert first.actor == "api"


def test_an_iterator_that_breaks_off_imports_nothing_and_leaves_nothing(store, settings):
    def broken():
        yield from named(row("1"), row("2"))
        raise ConnectionError("the other side went away")

    with pytest.raises(ConnectionError):
        feed(store, settings, broken())
    assert not current(store)
    assert not list((settings.home / "uploads").iterdir())


@pytest.mark.parametrize("bad", [{"工单编号": object()}, {"x": float("nan")}, {1: {2, 3}}])
def test_what_is_not_a_row_is_said_without_its_value(store, settings, bad):
    with pytest.raises(WeisuError, match="第 2 条") as refused:
        feed(store, settings, [named(row("1"))[0], bad])
    assert "object" not in str(refused.value)
    assert not current(store)


@pytest.mark.parametrize("source", ["", "../x", "a/b", "a b", "x" * 81])
def test_a_sources_name_is_a_name(store, settings, source):
    with pytest.raises(WeisuError, match="来源名称"):
        feed(store, settings, [], source)


def test_it_needs_the_right_to_import(sqlite_store, settings):
    reader = Scope("somebody", frozenset({"today.view"}))
    with pytest.raises(NotAllowedError):
        feed(sqlite_store, settings, iter(named(row("1"))), scope=reader)
    assert not (settings.home / "uploads").exists()


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*HEADER, "未知列", ""]),
            st.none() | st.text(max_size=20) | st.integers() | st.booleans() | st.floats(
                allow_nan=False, allow_infinity=False
            ) | st.lists(st.text(max_size=5), max_size=3),
            max_size=9,
        ),
        max_size=6,
    )
)  # fmt: skip
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_rows_come_each_ends_somewhere_or_all_are_refused(sqlite_store, settings, rows):
    before = current(sqlite_store)
    try:
        result = feed(sqlite_store, settings, rows)
    except WeisuError:
        assert current(sqlite_store) == before
        return
    ends = result.inserted + result.updated + result.unchanged + result.quarantined
    assert result.read == ends
