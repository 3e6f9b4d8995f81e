"""Writing a backup of a running system: one state of the database, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Table, select
from sqlalchemy import text as sql_text

from data_access.extract.layout import Storage
from data_access.keeping import rows
from data_access.keeping.contents import (
    NAME,
    BackupError,
    Contents,
    FileNote,
    Progress,
    note_of,
    read_contents,
    table_file,
    verify,
)
from data_access.results.tables import result_file
from data_access.settings import Settings
from data_access.store import audit, lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.private_files import (
    private_folder,
    replace_private,
    sync,
    write_private,
)
from data_access.store.vault.key_prints import known_keys
from data_access.store.vault.keys import key_files
from style.texts import text

LEASE = "backup"
SETTINGS, PROFILES = "settings.yaml", "profiles"


def back_up(
    store: Store,
    settings: Settings,
    folder: Path,
    *,
    keys_to: Path | None = None,
    actor: str,
    progress: Progress | None = None,
) -> Contents:
    """Write a backup into ``folder``, read it back, and return what it holds.

    Imports and pages go on meanwhile; the database is seen as it is at the beginning. Until all is
    written and checked, the folder is named ``….part``. ``keys_to``: a place apart that the vault's
    keys are copied to. Raises ``WeisuError`` where a place cannot be taken; ``BackupError`` where
    what was written cannot be read back.
    """
    folder = folder.expanduser().resolve()
    _require_free(folder)
    if any(folder.is_relative_to(settings.home.resolve() / own) for own in (PROFILES, "keys")):
        raise BackupError(text("keep.place_own", folder=folder))
    if keys_to is not None:
        keys_to = keys_to.expanduser().resolve()
        _require_apart(folder, keys_to, settings)
    part = folder.with_name(f"{folder.name}.part")
    with lease.held(store, LEASE, text("keep.backup")):
        shutil.rmtree(part, ignore_errors=True)
        try:
            private_folder(part)
            contents = _written(store, settings, part, progress)
            write_private(part / NAME, contents.dumps())
            verify(part, read_contents(part), progress)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)  # a full disk is not to stay full of it
            raise
        if keys_to is not None:
            _copy_keys(settings.key_folder, keys_to)
        _sync(part)
        _require_free(folder)
        part.rename(folder)
        sync(folder.parent)
        with store.write() as connection:
            audit.append(
                connection, actor=actor, action="store.backup", about=str(folder),
                detail={"rows": contents.rows, "keys": keys_to is not None}, at=utc_now(),
            )  # fmt: skip
    return contents


def _require_free(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BackupError(text("keep.place_taken", folder=folder))


def _require_apart(folder: Path, keys: Path, settings: Settings) -> None:
    """Refuse to lay the keys where the backup lies: the two together open everything."""
    if keys.is_relative_to(folder) or folder.is_relative_to(keys):
        raise BackupError(text("keep.keys_inside", folder=keys))
    if keys.is_relative_to(settings.home.resolve()):
        raise BackupError(text("keep.keys_at_home", folder=keys))


def _written(store: Store, settings: Settings, part: Path, progress: Progress | None) -> Contents:
    files: dict[str, FileNote] = {}
    kinds: dict[str, dict[str, str]] = {}
    made_at = utc_now().isoformat(timespec="seconds")
    with _one_state(store) as connection:
        revision = connection.execute(sql_text("SELECT version_num FROM alembic_version")).scalar()
        end = audit.head(connection)
        tables = rows.tables_of(connection)
        for number, table in enumerate(tables):
            if progress is not None:
                progress(text("keep.writing", what=table.name), number / len(tables))
            kinds[table.name] = rows.kinds_of(table)
            files[table_file(table.name)] = _write_table(connection, table, part)
        keys = known_keys(connection).named
        files |= _write_results(connection, Storage.of(settings), part)
    files |= _write_own(settings.home, part)
    return Contents(
        made_at=made_at,
        product=version("weisu"),
        database=store.engine.dialect.name,
        revision=str(revision),
        keys=keys,
        audit=(end.seq, end.hash),
        tables=kinds,
        files=files,
    )


@contextmanager
def _one_state(store: Store) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database from its first statement on."""
    if store.is_sqlite:
        with store.read() as connection:
            yield connection
        return
    with store.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        yield connection


def _write_table(connection: Connection, table: Table, part: Path) -> FileNote:
    import pyarrow.parquet as pq

    path = part / table_file(table.name)
    private_folder(path.parent)
    count = 0
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        pq.ParquetWriter(file, rows.schema_of(rows.kinds_of(table)), compression="zstd") as writer,
    ):
        for some in rows.parts_of(connection, table):
            writer.write_batch(some)
            count += some.num_rows
    return note_of(path, count)


def _write_results(connection: Connection, storage: Storage, part: Path) -> dict[str, FileNote]:
    """Copy what analyses have stored; a file that was swept meanwhile is left out."""
    found = {}
    for path in connection.execute(select(result_file.c.path)).scalars().all():
        content = storage.read(path)
        if content is not None:
            found[path] = _put(part, path, content)
    return found


def _write_own(home: Path, part: Path) -> dict[str, FileNote]:
    """Copy own profiles and the settings."""
    own = [home / SETTINGS, *sorted((home / PROFILES).rglob("*"))]
    return {
        f"home/{path.relative_to(home)}": _put(
            part, f"home/{path.relative_to(home)}", path.read_bytes()
        )
        for path in own
        if path.is_file()
    }


def _put(part: Path, relative: str, content: bytes) -> FileNote:
    path = part / relative
    for folder in reversed(path.relative_to(part).parents):
        private_folder(part / folder)
    write_private(path, content)
    return note_of(path)


def _copy_keys(source: Path, target: Path) -> None:
    """Copy the vault's keys; others of the same name that lie there already are not touched."""
    private_folder(target)
    for path in key_files(source):
        copy = target / path.name
        if copy.exists() and copy.read_bytes() != path.read_bytes():
            raise BackupError(text("keep.other_keys_there", file=copy))
        replace_private(copy, path.read_bytes())
    sync(target)


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        sync(path)
