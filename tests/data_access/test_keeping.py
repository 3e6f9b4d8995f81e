"""Backups: whole or none, the same on both databases, restored to the same rows or refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    select,
)
from sqlalchemy import text as sql

from data_access.accounts import contacts
from data_access.keeping import rows
from data_access.keeping.backup import back_up
from data_access.keeping.contents import NAME, BackupError, read_contents
from data_access.keeping.restore import SETTINGS_BESIDE, restore
from data_access.settings import Settings
from data_access.store import audit, in_use, lease
from data_access.store.engine import Store, migrate, open_store
from data_access.store.unfinished import RESTORING, require_finished
from data_access.types import Scope, WeisuError
from tests.data_access.test_import import load, row, write
from tests.support.killing import AS_LONG_AS_IT_TAKES, duration, killed_after, moments
from tests.support.postgres import PostgresServer, create_database, drop_database

NOW = ("id", RESTORING)
"""What a store says of itself alone."""


def everything(store: Store) -> dict[str, list[str]]:
    """Return all rows of all tables that a backup holds, without what a restore itself says."""
    with store.read() as connection:
        found = {
            table.name: sorted(
                str(row)
                for part in rows.parts_of(connection, table)
                for row in part.to_pylist()
                if not (table.name == "store_info" and row["name"] in NOW)
            )
            for table in rows.tables_of(connection)
        }
    for own in ("audit_entry", "audit_head"):
        del found[own]
    return found


def filled(store: Store, settings: Settings, folder: Path) -> dict[str, list[str]]:
    """Put tickets, refused rows, an address and own files into a home; return all its rows."""
    tickets = [row(str(n), day=1 + n % 28, phone=f"138{n:08d}") for n in range(40)]
    load(store, settings, write(folder / "t.csv", [*tickets, row("x", day=99)]))
    profiles = settings.home / "profiles"
    profiles.mkdir(exist_ok=True)
    (profiles / "own.yaml").write_text("profile: own\n")
    (settings.home / "settings.yaml").write_text("wall_scene_seconds: 30\n")
    return everything(store)


@pytest.fixture
def other(
    request: pytest.FixtureRequest, tmp_path: Path, settings: Settings
) -> Iterator[tuple[Settings, Path]]:
    """Another home, on the database that the test names."""
    home = tmp_path / "other"
    if getattr(request, "param", "sqlite") == "sqlite":
        yield settings.model_copy(update={"home": home, "database_url": ""}), home
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = create_database(server)
    yield settings.model_copy(update={"home": home, "database_url": url}), home
    drop_database(server, url)


BOTH = pytest.mark.parametrize(
    "other", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def own(store: Store, settings: Settings) -> Settings:
    """The settings of the store at hand."""
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


@BOTH
def test_a_backup_of_either_database_is_restored_into_either(
    store: Store, own: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    before = filled(store, own, tmp_path)
    made = back_up(store, own, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    assert made.database == store.engine.dialect.name
    there, home = other
    done = restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t")
    assert done.contents == made
    copy = open_store(there)
    migrate(copy)
    require_finished(copy)
    assert everything(copy) == before
    assert audit.verify(copy) is None
    assert (home / "settings.yaml").read_text() == "wall_scene_seconds: 30\n"
    assert (home / "profiles" / "own.yaml").is_file()
    # It goes on where it was: rows are known again, new numbers follow the old ones.
    again = load(copy, there, tmp_path / "t.csv")
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 40)
    copy.close()


def test_a_backup_is_its_owners_and_holds_no_key(
    store: Store, own: Settings, tmp_path: Path
) -> None:
    filled(store, own, tmp_path)
    back_up(store, own, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    for path in (tmp_path / "b").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    keys = [p.read_bytes().strip() for p in own.key_folder.glob("*.key")]
    assert keys
    for path in (tmp_path / "b").rglob("*"):
        assert not path.is_file() or not any(k in path.read_bytes() for k in keys)
    assert {p.name for p in (tmp_path / "k").iterdir()} == {"vault-1.key", "hmac-1.key"}


def test_places_that_cannot_be_taken_are_refused(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    filled(sqlite_store, settings, tmp_path)
    place = tmp_path / "b"
    for keys in (place, place / "keys", tmp_path, settings.home / "k"):
        with pytest.raises(BackupError, match="密钥"):
            back_up(sqlite_store, settings, place, keys_to=keys, actor="t")
    assert not place.exists()
    back_up(sqlite_store, settings, place, actor="t")
    with pytest.raises(BackupError, match="已存在"):
        back_up(sqlite_store, settings, place, actor="t")


def test_damage_and_later_versions_are_refused_before_anything_changes(
    sqlite_store: Store, settings: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    filled(sqlite_store, settings, tmp_path)
    place = tmp_path / "b"
    back_up(sqlite_store, settings, place, keys_to=tmp_path / "k", actor="t")
    there, home = other

    def refused(words: str) -> None:
        with pytest.raises(BackupError, match=words):
            restore(there, place, keys_from=tmp_path / "k", actor="t")
        assert not (home / "weisu.db").exists()

    for path in ("tables/ticket_version.parquet", "home/settings.yaml", NAME):
        content = (place / path).read_bytes()
        (place / path).write_bytes(content[:-9] + b"#" + content[-8:])
        refused("损坏")
        (place / path).write_bytes(content)
    content = (place / NAME).read_bytes()
    (place / NAME).write_text(json.dumps({**json.loads(content), "format": 2}))
    refused("先升级程序")
    made = read_contents_of(content, revision="9999")
    (place / NAME).write_bytes(made)
    refused("先升级程序")
    (place / NAME).unlink()
    refused("不是一份完整的备份")


def read_contents_of(content: bytes, **changed: Any) -> bytes:
    """Return a backup's description with something changed, as if it had been written so."""
    with TemporaryDirectory() as folder:
        (Path(folder) / NAME).write_bytes(content)
        return replace(read_contents(Path(folder)), **changed).dumps()


def test_a_home_with_data_or_others_keys_or_at_work_is_refused(
    store: Store, own: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    before = filled(store, own, tmp_path)
    place = tmp_path / "b"
    back_up(store, own, place, keys_to=tmp_path / "k", actor="t")
    there, home = other
    with pytest.raises(BackupError, match=r"没有恢复.*--keys-from"):
        restore(there, place, actor="t")
    (home / "keys").mkdir(parents=True, mode=0o700)
    (home / "keys" / "vault-1.key").write_text("00" * 16)
    (home / "keys" / "vault-1.key").chmod(0o600)
    with pytest.raises(BackupError, match="不是这份备份所用的"):
        restore(there, place, keys_from=tmp_path / "k", actor="t")
    store.close()
    with pytest.raises(BackupError, match="--replace"):
        restore(own, place, actor="t")
    assert everything(store) == before
    store.close()
    with in_use.alone(own.home), pytest.raises(in_use.InUseError):
        in_use.share(own.home)
    restore(own, place, replace=True, actor="t")
    assert everything(store) == before


def test_another_host_at_work_is_seen(store: Store, own: Settings, tmp_path: Path) -> None:
    filled(store, own, tmp_path)
    back_up(store, own, tmp_path / "b", actor="t")
    assert lease.acquire(store, "scheduler", "elsewhere:1:abc")
    store.close()
    with pytest.raises(in_use.InUseError, match="elsewhere"):
        restore(own, tmp_path / "b", replace=True, actor="t")


@pytest.mark.postgres
def test_an_open_connection_is_seen(
    postgres_server: PostgresServer, settings: Settings, tmp_path: Path
) -> None:
    url = create_database(postgres_server)
    mine = settings.model_copy(update={"database_url": url})
    store = open_store(mine)
    migrate(store)
    filled(store, mine, tmp_path)
    back_up(store, mine, tmp_path / "b", actor="t")
    with store.read(), pytest.raises(in_use.InUseError):
        restore(mine, tmp_path / "b", replace=True, actor="t")
    store.close()
    drop_database(postgres_server, url)


def test_settings_that_name_a_database_are_laid_beside(
    sqlite_store: Store, settings: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    filled(sqlite_store, settings, tmp_path)
    (settings.home / "settings.yaml").write_text("database_url: postgresql://elsewhere/weisu\n")
    back_up(sqlite_store, settings, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    there, home = other
    assert restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t").settings_beside
    assert not (home / "settings.yaml").exists()
    assert "elsewhere" in (home / SETTINGS_BESIDE).read_text()


def test_an_older_backup_is_brought_to_this_version(
    sqlite_store: Store, settings: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    before = filled(sqlite_store, settings, tmp_path)
    with sqlite_store.write() as connection:  # as a version before wall screens left it
        for later in ("wall_screen", "area_outline", "ticket_place", "place", "place_learning"):
            connection.execute(sql(f"DROP TABLE {later}"))
        connection.execute(sql("DROP VIEW ticket"))
        connection.execute(sql("ALTER TABLE ticket_version DROP COLUMN case_no"))
        connection.execute(sql("ALTER TABLE jurisdiction DROP COLUMN node_limits"))
        connection.execute(sql("UPDATE alembic_version SET version_num = '0008'"))
    back_up(sqlite_store, settings, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    there, _ = other
    restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t")
    copy = open_store(there)
    assert everything(copy) == before
    with copy.read() as connection:
        assert len(connection.execute(sql("SELECT case_no FROM ticket")).all()) == 40
    copy.close()


def test_a_damaged_database_is_replaced(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    before = filled(sqlite_store, settings, tmp_path)
    back_up(sqlite_store, settings, tmp_path / "b", actor="t")
    sqlite_store.close()
    (settings.home / "weisu.db").write_bytes(b"no database" * 1000)
    with pytest.raises(BackupError, match="--replace"):
        restore(settings, tmp_path / "b", actor="t")
    restore(settings, tmp_path / "b", replace=True, actor="t")
    assert everything(sqlite_store) == before


def test_the_address_of_an_account_opens_after_a_restore(
    sqlite_store: Store, settings: Settings, other: tuple[Settings, Path], tmp_path: Path
) -> None:
    from data_access.accounts.store import create_account

    scope = Scope.system("test")
    create_account(
        sqlite_store, settings, scope, login="zhang", display_name="张",
        password="Wei-su_2026!abc", role="leader",
    )  # fmt: skip
    contacts.set_contact(sqlite_store, settings, scope, "zhang", email="a@b.cn")
    back_up(sqlite_store, settings, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    there, _ = other
    restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t")
    copy = open_store(there)
    assert contacts.email_of(copy, there, 1) == "a@b.cn"
    copy.close()


PLAIN = Table(
    "plain", MetaData(),
    Column("id", BigInteger, primary_key=True), Column("flag", Boolean), Column("share", Float),
    Column("at", DateTime), Column("day", Date), Column("said", Text), Column("note", JSON),
    Column("box", LargeBinary),
)  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES = st.fixed_dictionaries(
    {
        "flag": st.none() | st.booleans(),
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "at": st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001
        "day": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        "said": st.none() | WORDS,
        "note": st.none() | st.dictionaries(WORDS, st.integers() | WORDS, max_size=3),
        "box": st.none() | st.binary(max_size=50),
    }
)


@examples(max_examples=40)
@given(st.lists(VALUES, max_size=8))
def test_rows_are_the_same_after_the_way_there_and_back(found: list[dict[str, Any]]) -> None:
    source, target = create_engine("sqlite://"), create_engine("sqlite://")
    numbered = [{"id": number, **values} for number, values in enumerate(found)]
    with source.connect() as one, target.connect() as two:
        PLAIN.metadata.create_all(one)
        PLAIN.metadata.create_all(two)
        if numbered:
            one.execute(PLAIN.insert(), numbered)
        (reflected,) = rows.tables_of(one)
        for part in rows.parts_of(one, reflected):
            rows.put_part(two, rows.tables_of(two)[0], part)
        query = select(PLAIN).order_by(PLAIN.c.id)
        assert two.execute(query).all() == one.execute(query).all()
    source.dispose()
    target.dispose()


def _back_up(own: Settings, folder: Path) -> None:
    store = open_store(own)
    with store.write() as connection:  # the lease of one that was killed would run for a minute
        connection.execute(sql("DELETE FROM lease"))
    back_up(store, own, folder, actor="t")


def _restore(own: Settings, folder: Path) -> None:
    restore(own, folder, replace=True, actor="t")


@AS_LONG_AS_IT_TAKES
def test_a_backup_that_was_killed_is_none(store: Store, own: Settings, tmp_path: Path) -> None:
    filled(store, own, tmp_path)
    longest = duration(_back_up, own, tmp_path / "b")
    for number, moment in enumerate(moments(longest)):
        place = tmp_path / f"b{number}"
        killed_after(moment, _back_up, own, place)
        if place.exists():
            assert read_contents(place).rows
        else:
            with pytest.raises(BackupError):
                read_contents(place)
            _back_up(own, place)
        assert not place.with_name(f"{place.name}.part").exists()


@AS_LONG_AS_IT_TAKES
def test_a_restore_that_was_killed_left_the_old_or_goes_on_to_the_new(
    store: Store, own: Settings, tmp_path: Path
) -> None:
    before = filled(store, own, tmp_path)
    back_up(store, own, tmp_path / "b", actor="t")
    load(store, own, write(tmp_path / "more.csv", [row("new", day=3)]))
    old = everything(store)
    assert old != before
    back_up(store, own, tmp_path / "later", actor="t")
    store.close()
    longest = duration(_restore, own, tmp_path / "b")
    for moment in moments(longest):
        _restore(own, tmp_path / "later")
        killed_after(moment, _restore, own, tmp_path / "b")
        try:
            require_finished(store)
        except WeisuError:
            assert everything(store) == before
        else:
            assert everything(store) in (old, before)
        store.close()
        _restore(own, tmp_path / "b")
        require_finished(store)
        assert everything(store) == before
        assert audit.verify(store) is None
        store.close()
