"""Loading the tables of a backup into a database, which changes from old to new in one step."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, make_url
from sqlalchemy import text as sql_text
from sqlalchemy.exc import DatabaseError

from data_access.keeping import rows
from data_access.keeping.contents import BackupError, Contents, Progress, table_file
from data_access.settings import Settings
from data_access.store.engine import (
    APPLICATION,
    Store,
    knows_revision,
    open_store,
    upgrade,
)
from data_access.store.new_fields import add_new_fields
from data_access.store.private_files import sync
from data_access.store.tables import store_info
from style.texts import text

_STAGED = ".restoring"
_BESIDE = ("-wal", "-shm")


def require_known(contents: Contents) -> None:
    """Raise ``BackupError`` for a backup of a later version than this."""
    if not knows_revision(contents.revision):
        raise BackupError(text("keep.backup_newer"))


def load(
    settings: Settings,
    folder: Path,
    contents: Contents,
    marks: Mapping[str, str],
    progress: Progress | None,
) -> None:
    """Put the backup's rows in the place of everything that the database holds.

    ``marks``: what the database says of itself afterwards (``store_info``). Killed on the way, the
    database is as it was.
    """
    store = open_store(settings)
    try:
        if not store.is_sqlite:
            with store.write() as connection:
                _clear(connection)
                _fill(connection, folder, contents, marks, progress)
            return
    finally:
        store.close()
    target = Path(make_url(settings.sqlalchemy_url).database or "")
    staged = target.with_name(f"{target.name}{_STAGED}")
    _remove(staged)
    fresh = open_store(settings.model_copy(update={"database_url": f"sqlite:///{staged}"}))
    with fresh.write() as connection:
        _fill(connection, folder, contents, marks, progress)
    _into_one_file(fresh)
    _swap(settings, staged, target)


def _fill(
    connection: Connection,
    folder: Path,
    contents: Contents,
    marks: Mapping[str, str],
    progress: Progress | None,
) -> None:
    """Make the tables as they were, add their rows, and bring them to this version's state."""
    import pyarrow.parquet as pq

    upgrade(connection, contents.revision)
    add_new_fields(connection, {name: frozenset(kinds) for name, kinds in contents.tables.items()})
    tables = [table for table in rows.tables_of(connection) if table.name in contents.tables]
    if len(tables) < len(contents.tables):
        raise BackupError(text("keep.backup_newer"))
    for number, table in enumerate(tables):
        if not set(contents.tables[table.name]) <= set(table.columns.keys()):
            raise BackupError(text("keep.backup_newer"))
        if progress is not None:
            progress(text("keep.loading", what=table.name), number / len(tables))
        with pq.ParquetFile(folder / table_file(table.name)) as file:
            for group in range(file.num_row_groups):
                for part in file.read_row_group(group).to_batches():
                    rows.put_part(connection, table, part)
    rows.set_counters(connection, tables)
    upgrade(connection, "head")
    add_new_fields(connection)
    for name, value in marks.items():
        connection.execute(delete(store_info).where(store_info.c.name == name))
        connection.execute(insert(store_info).values(name=name, value=value))


def _clear(connection: Connection) -> None:
    """Drop all tables of our PostgreSQL database; nobody waits for a reader who stays."""
    connection.execute(sql_text("SET LOCAL lock_timeout = '10s'"))
    looked = inspect(connection)
    names = looked.get_table_names()
    if "alembic_version" not in names:
        return
    quote = connection.dialect.identifier_preparer.quote
    for view in looked.get_view_names():
        connection.execute(sql_text(f"DROP VIEW IF EXISTS {quote(view)} CASCADE"))
    for name in names:
        connection.execute(sql_text(f"DROP TABLE IF EXISTS {quote(name)} CASCADE"))


def other_connections(connection: Connection) -> list[str]:
    """Return where else our programs are connected to this PostgreSQL database from."""
    found = connection.execute(
        sql_text(
            "SELECT coalesce(client_addr::text, 'localhost') || ' (' || pid || ')'"
            " FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND application_name = :name"
        ),
        {"name": APPLICATION},
    )
    return [str(who) for (who,) in found]


def _into_one_file(store: Store) -> None:
    """Take everything out of the write-ahead log and close, so that one file is the database."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def _swap(settings: Settings, staged: Path, target: Path) -> None:
    """Give the new file the old one's name.

    The old one's log is emptied first: whichever of the two lies there afterwards is whole.
    """
    old = open_store(settings)
    try:
        _into_one_file(old)
    except (DatabaseError, sqlite3.DatabaseError):
        old.close()  # it is damaged, which may be why it is replaced
    sync(staged)
    for ending in _BESIDE:
        Path(f"{target}{ending}").unlink(missing_ok=True)
        Path(f"{staged}{ending}").unlink(missing_ok=True)
    staged.replace(target)
    sync(target.parent)


def _remove(path: Path) -> None:
    for ending in ("", *_BESIDE):
        Path(f"{path}{ending}").unlink(missing_ok=True)
