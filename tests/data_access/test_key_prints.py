"""A valid key that is another installation's is noticed before anything is done with it."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from data_access import health
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.vault.key_prints import (
    ForeignKeyError,
    KeyTurnedError,
    hold_sealing,
    known_keys,
)
from data_access.store.vault.sealer import open_sealer
from tests.data_access.test_import import current, load, row, write


@pytest.mark.parametrize(("name", "size"), [("vault-1.key", 16), ("hmac-1.key", 32)])
def test_another_valid_key_is_refused_and_the_doctor_says_so(
    store: Store, settings: Settings, tmp_path: Path, name: str, size: int
) -> None:
    path = write(tmp_path / "t.csv", [row("1"), row("2", phone="13812345678")])
    load(store, settings, path)
    before = current(store)
    file = settings.key_folder / name
    own = file.read_text()
    file.write_text(secrets.token_hex(size) + "\n")
    with pytest.raises(ForeignKeyError, match=name):
        load(store, settings, path)
    good, words = health.keys(settings, store)
    assert not good
    assert name in words
    file.write_text(own)
    again = load(store, settings, path)
    assert (again.unchanged, again.updated, again.inserted) == (2, 0, 0)
    assert current(store) == before
    assert health.keys(settings, store)[0]


def test_where_nothing_depends_on_keys_others_may_be_put_in_place(
    store: Store, settings: Settings
) -> None:
    open_sealer(store, settings)
    with store.read() as connection:
        first = known_keys(connection)
    assert first.seals == 1
    assert set(first.named) == {"vault-1", "hmac-1"}
    for file in settings.key_folder.iterdir():
        file.unlink()
    open_sealer(store, settings)
    with store.read() as connection:
        assert known_keys(connection).prints != first.prints


def test_a_missing_key_is_not_made_anew_beside_rows_that_it_printed(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "t.csv", [row("1")]))
    (settings.key_folder / "hmac-1.key").unlink()
    with pytest.raises(Exception, match=r"hmac-1\.key.*没有生成新密钥"):
        open_sealer(store, settings)


def test_a_version_that_the_store_does_not_know_is_left_aside(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "t.csv", [row("1")]))
    stray = settings.key_folder / "vault-2.key"
    stray.write_text(secrets.token_hex(16))
    stray.chmod(0o600)
    sealer = open_sealer(store, settings)
    assert sealer.cipher.version_of(sealer.cipher.encrypt(b"", b"")) == 1


def test_what_was_sealed_with_a_key_that_seals_no_more_is_not_stored(store: Store) -> None:
    with store.write() as connection:
        hold_sealing(connection, 1)
        connection.exec_driver_sql("INSERT INTO store_info VALUES ('vault_key_seals', '2')")
    with pytest.raises(KeyTurnedError), store.write() as connection:
        hold_sealing(connection, 1)


@pytest.mark.parametrize(("name", "size"), [("vault-1.key", 16), ("hmac-1.key", 32)])
def test_a_store_that_knows_no_prints_yet_tries_the_keys_on_its_data(
    store: Store, settings: Settings, tmp_path: Path, name: str, size: int
) -> None:
    load(store, settings, write(tmp_path / "t.csv", [row("1", phone="13812345678")]))
    with store.write() as connection:  # as a version before this left it
        connection.exec_driver_sql("DELETE FROM store_info")
    file = settings.key_folder / name
    own = file.read_text()
    file.write_text(secrets.token_hex(size) + "\n")
    with pytest.raises(ForeignKeyError, match=name):
        open_sealer(store, settings)
    file.write_text(own)
    open_sealer(store, settings)
    with store.read() as connection:
        assert set(known_keys(connection).named) == {"vault-1", "hmac-1"}
