"""Stored texts are masked once more from the originals, and only what changes is written."""

import pytest
from sqlalchemy import delete, select, update

from data_access.importing import rescrub as rescrubbing
from data_access.importing.rescrub import rescrub
from data_access.store.tables import audit_entry, extract_dirty, ticket_version
from data_access.types import NotAllowedError, Scope
from tests.data_access.test_import import SCOPE, current, load, row, write

WORDS = "我电话13912345678，路灯不亮"


@pytest.fixture
def town(store, settings, tmp_path):
    """Five tickets, two of which lie masked by worse rules: not at all."""
    rows = [row(str(n), text=WORDS, phone=f"1390000000{n}") for n in range(4)]
    load(store, settings, write(tmp_path / "t.csv", [*rows, row("4", text="路灯不亮")]))
    masked = current(store)["0"]
    with store.write() as connection:
        mine = ticket_version.c.ticket_no.in_(("1", "3"))
        connection.execute(update(ticket_version).where(mine).values(content=WORDS))
        connection.execute(delete(extract_dirty))
    return store, settings, masked


def test_what_is_masked_otherwise_now_is_written_with_its_months(town):
    store, settings, masked = town
    found = rescrub(store, settings, SCOPE)
    assert (found.read, found.changed, found.without) == (5, 2, 0)
    assert "13912345678" not in str(current(store))
    assert current(store)["1"] == masked
    assert current(store)["4"] == "路灯不亮"
    with store.read() as connection:
        dirty = {(r.dataset, r.month) for r in connection.execute(select(extract_dirty))}
        logged = connection.execute(
            select(audit_entry.c.detail).where(audit_entry.c.action == "vault.rescrub")
        ).scalar()
    assert ("tickets", "2026-03") in dirty
    assert "13912345678" not in str(logged)
    assert rescrub(store, settings, SCOPE).changed == 0


def test_cut_off_it_goes_on_where_it_stopped(town, monkeypatch):
    store, settings, _ = town
    monkeypatch.setattr(rescrubbing, "_ROWS", 2)

    def stops(_what, _share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescrub(store, settings, SCOPE, progress=stops)
    found = rescrub(store, settings, SCOPE)
    assert found.read == 3
    assert "13912345678" not in str(current(store))


def test_other_rules_begin_anew(town, monkeypatch):
    store, settings, _ = town
    monkeypatch.setattr(rescrubbing, "_ROWS", 2)

    def stops(_what, _share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescrub(store, settings, SCOPE, progress=stops)
    monkeypatch.setattr(rescrubbing, "rules_print", lambda: "others")
    assert rescrub(store, settings, SCOPE).read == 5


def test_it_needs_the_right_to_open_the_vault(town):
    store, settings, _ = town
    with pytest.raises(NotAllowedError):
        rescrub(store, settings, Scope("somebody", frozenset({"import.run"})))
