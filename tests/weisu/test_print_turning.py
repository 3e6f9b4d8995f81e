"""Another key for prints: all of them change, and nothing that anybody counts or finds does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, select

from data_access import health
from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest
from data_access.extract.refresh import refresh
from data_access.importing.rescrub import rescrub
from data_access.keeping.backup import back_up
from data_access.keeping.restore import restore
from data_access.metrics.additive import lasting_measures
from data_access.results.whole import damaged_files
from data_access.settings import Settings
from data_access.settings import settings as process_settings
from data_access.store import audit
from data_access.store.engine import Store, open_store
from data_access.store.tables import quarantine as aside
from data_access.store.tables import ticket_version, vault_item
from data_access.store.vault.key_prints import known_keys
from data_access.store.vault.sealer import open_sealer
from data_access.store.vault.turning import turn_store
from data_access.types import WeisuError
from tests.data_access.test_import import write
from tests.weisu.printed_city import (
    CODE,
    HEADER,
    PLACES,
    SCOPE,
    CutOffError,
    bare,
    callers_tickets,
    counted,
    cut_off,
    everything,
    fill,
    hanging_on,
    load,
    network,
    originals,
    stored_prints,
    ticket,
    turn,
)
from weisu.cli import cli
from weisu.print_turning import turn_prints


@pytest.fixture
def own(store: Store, settings: Settings) -> Settings:
    """The settings of the store at hand."""
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


@pytest.fixture
def filled(store: Store, own: Settings, tmp_path: Path) -> Store:
    """A store with prints in every place."""
    return fill(store, own, tmp_path)


# ---------------------------------------------------------------- a whole turn


def test_every_print_changes_and_nothing_that_is_counted_or_found(
    filled: Store, own: Settings, tmp_path: Path
) -> None:
    old, prints, said = bare(stored_prints(filled)), stored_prints(filled), originals(filled, own)
    figures, on_nodes = counted(own), hanging_on(filled, own)
    tickets = callers_tickets(own)
    assert old & everything(filled, own) == old
    turn(filled, own)
    new = stored_prints(filled)
    assert not old & bare(new)
    wrapped = open_sealer(filled, own).keys.wrapped
    places = [one.rpartition(" ") for one in prints]
    assert sorted(new) == sorted(f"{place} {wrapped(one)}" for place, _, one in places)
    assert not old & everything(filled, own)
    assert originals(filled, own) == said
    assert counted(own) == figures
    assert callers_tickets(own) == {wrapped(key): found for key, found in tickets.items()}
    assert hanging_on(filled, own) == on_nodes
    assert damaged_files(filled, own)[1] == []
    good, words = health.keys(own, filled)
    assert good
    assert "hmac-1.key、hmac-2.key" in words
    assert audit.verify(filled) is None


def test_the_same_files_are_unchanged_after_two_turns(
    filled: Store, own: Settings, tmp_path: Path
) -> None:
    for _ in range(2):
        turn(filled, own)
        before = stored_prints(filled)
        done = load(filled, own, tmp_path / "more.csv")
        assert (done.unchanged, done.read) == (20, 20)
        flow = load(filled, own, tmp_path / "ticket_events.csv")
        assert (flow.unchanged, flow.read) == (20, 20)
        assert stored_prints(filled) == before
    done = load(filled, own, write(tmp_path / "new.csv", [ticket(70)], HEADER))
    assert done.inserted == 1
    with filled.read() as connection:
        keys = connection.execute(
            select(ticket_version.c.ticket_no, ticket_version.c.caller_key)
        ).all()
    assert len({key for number, key in keys if int(number) % 7 == 0}) == 1
    quarantined = load(filled, own, tmp_path / "t.csv")
    assert quarantined.quarantined == 1
    with filled.read() as connection:
        assert len(connection.execute(select(aside)).all()) == 1
    again = rescrub(filled, own, SCOPE)
    assert (again.changed, again.without) == (0, 0)
    refresh(filled, own, lasting_measures())
    assert read_manifest(Storage.of(own)).turned(CODE) == 2


def test_results_that_were_made_before_and_after_a_turn_are_wrapped_once_each(
    filled: Store, own: Settings
) -> None:
    turn(filled, own)
    network(filled, own)
    on_nodes = hanging_on(filled, own)
    turn(filled, own)
    assert hanging_on(filled, own) == on_nodes


# ---------------------------------------------------------------- keys, backups, commands


def test_a_backup_of_before_is_restored_with_all_keys_and_one_of_after_not_without_the_new(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, write(tmp_path / "t.csv", list(map(ticket, range(30))), HEADER))
    refresh(sqlite_store, settings, lasting_measures())
    before, figures = stored_prints(sqlite_store), counted(settings)
    back_up(sqlite_store, settings, tmp_path / "before", actor="t")
    turn(sqlite_store, settings)
    back_up(sqlite_store, settings, tmp_path / "after", actor="t")
    sqlite_store.close()
    restore(settings, tmp_path / "before", replace=True, actor="t")
    again = open_store(settings)
    assert stored_prints(again) == before
    assert load(again, settings, tmp_path / "t.csv").unchanged == 30
    refresh(again, settings, lasting_measures())
    assert counted(settings) == figures
    turn(again, settings)
    with again.read() as connection:
        assert set(known_keys(connection).prints["hmac"]) == {1, 3}
    again.close()
    kept = (settings.key_folder / "hmac-2.key").read_bytes()
    (settings.key_folder / "hmac-2.key").unlink()
    with pytest.raises(WeisuError, match=r"hmac-2\.key"):
        restore(settings, tmp_path / "after", replace=True, actor="t")
    (settings.key_folder / "hmac-2.key").write_bytes(kept)
    (settings.key_folder / "hmac-2.key").chmod(0o600)
    restore(settings, tmp_path / "after", replace=True, actor="t")
    last = open_store(settings)
    assert load(last, settings, tmp_path / "t.csv").unchanged == 30
    last.close()


def test_without_one_key_of_the_chain_nothing_is_printed(filled: Store, own: Settings) -> None:
    turn(filled, own)
    (own.key_folder / "hmac-1.key").unlink()
    with pytest.raises(WeisuError, match=r"hmac-1\.key"):
        open_sealer(filled, own)
    assert not health.keys(own, filled)[0]


def test_every_column_of_prints_is_told_of() -> None:
    told = {c for one in PLACES for c in one.columns}
    told |= {aside.c.row_hash, vault_item.c.row_hash}
    names = {"row_hash", "caller_key", "place_key"}
    tables = ticket_version.metadata.tables.values()
    assert {c for table in tables for c in table.c if c.name in names} <= told


def test_the_command_turns_and_tells(
    filled: Store, own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    process_settings.cache_clear()
    run = CliRunner()
    done = run.invoke(cli, ["keys", "rotate", "--kind", "hmac", "--json"])
    assert done.exit_code == 0, done.output
    assert '"kind": "hmac", "version": 2' in done.output
    listed = run.invoke(cli, ["keys", "list", "--json"])
    assert '"turning": false' in listed.output
    put_back = cut_off(monkeypatch, 1)
    with pytest.raises(CutOffError):
        turn_prints(filled, own, actor="t")
    put_back()
    listed = run.invoke(cli, ["keys", "list", "--json"])
    assert '"turning": true' in listed.output
    assert '"left": [' in listed.output
    assert "接着做完" in run.invoke(cli, ["keys", "list"]).output
    told = run.invoke(cli, ["keys", "rotate", "--kind", "hmac"])
    assert "第 3 版" in told.output
    process_settings.cache_clear()


def test_a_damaged_item_goes_along_and_stays_damaged(filled: Store, own: Settings) -> None:
    with filled.write() as connection:
        item = connection.execute(select(vault_item).limit(1)).mappings().one()
        connection.execute(delete(vault_item).where(vault_item.c.ref == item["ref"]))
        connection.execute(insert(vault_item).values(**{**item, "box": b"\x01" * 40}))
    turn_store(filled, own, PLACES)
    wrapped = open_sealer(filled, own).keys.wrapped
    with filled.read() as connection:
        found = connection.execute(
            select(vault_item.c.row_hash, vault_item.c.box).where(vault_item.c.ref == item["ref"])
        ).one()
    assert (found.row_hash, bytes(found.box)) == (wrapped(item["row_hash"]), b"\x01" * 40)
