"""Putting a backup in place: all of it, or started again to the same end.

The database changes in one step (SQLite: a new file under the old name; PostgreSQL: one
transaction), and what changes with it is a mark that a restore is on its way. Until then everything
is as it was. From then on no command but the restore of the same backup works, until the own files
are in place too and the mark is gone.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from data_access.extract.layout import Storage
from data_access.extract.manifest import NAME as MANIFEST
from data_access.keeping import load
from data_access.keeping.backup import PROFILES, SETTINGS
from data_access.keeping.contents import (
    BackupError,
    Contents,
    Progress,
    read_contents,
    verify,
)
from data_access.keeping.rows import has_rows
from data_access.settings import Settings
from data_access.store import audit, in_use, lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store, open_store
from data_access.store.private_files import private_folder, replace_private, write_once
from data_access.store.tables import store_info
from data_access.store.unfinished import RESTORING, unfinished
from data_access.store.vault.key_prints import print_of
from data_access.store.vault.keys import key_files, read_key
from style.texts import text

SETTINGS_BESIDE = "settings.from-backup.yaml"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. ``settings_beside``: the backup's settings lie beside the own ones."""

    contents: Contents
    settings_beside: bool


def restore(
    settings: Settings,
    folder: Path,
    *,
    replace: bool = False,
    keys_from: Path | None = None,
    actor: str,
    progress: Progress | None = None,
) -> Restored:
    """Put the backup in ``folder`` in place of the database that the settings name.

    Checks first, in this order: the backup is whole and of no later version; nobody works with the
    home or the database; the keys fit; there is no data, or ``replace``. Afterwards the extract is
    empty: a refresh makes it. Raises ``WeisuError``; until the last check nothing is changed.
    """
    contents = read_contents(folder)
    load.require_known(contents)
    verify(folder, contents, progress)
    with in_use.alone(settings.home):
        _place_keys(settings.key_folder, contents.keys, keys_from)
        if not _goes_on(settings, contents, replace=replace):
            load.load(settings, folder, contents, _marks(contents), progress)
        beside = _place_files(settings, folder, contents)
        store = open_store(settings)
        try:
            _finish(store, contents, actor)
        finally:
            store.close()
    return Restored(contents, beside)


def _marks(contents: Contents) -> dict[str, str]:
    """Return what the loaded database says of itself: it is another store than the one that any
    extract was made of, and not yet ready.
    """
    return {"id": uuid.uuid4().hex, RESTORING: contents.id}


def _goes_on(settings: Settings, contents: Contents, *, replace: bool) -> bool:
    """Tell whether the database is loaded already and only the rest is to be done.

    Raises ``BackupError`` where there is data and nobody asked to replace it, and where another
    host works with the database.
    """
    store = open_store(settings)
    try:
        with store.read() as connection:
            if unfinished(connection) == contents.id:
                return True
            full = has_rows(connection)
        if full:
            _require_quiet(store)
    except (DatabaseError, sqlite3.DatabaseError):
        full = True  # whatever it is, it is not ours to overwrite unasked
    finally:
        store.close()
    if full and not replace:
        raise BackupError(text("keep.home_has_data", home=settings.home))
    return False


def _require_quiet(store: Store) -> None:
    """Refuse where another host works with the database; this one's are told by ``in_use``."""
    here = f"{socket.gethostname()}:"
    away = [who for who in lease.current_leases(store).values() if not who.startswith(here)]
    if not store.is_sqlite:
        with store.read() as connection:
            away += load.other_connections(connection)
    if away:
        raise in_use.InUseError(text("keep.database_in_use", who=away[0]))


def _place_keys(folder: Path, wanted: Mapping[str, str], source: Path | None) -> None:
    """Put keys from ``source`` into the key folder, and see that those which are wanted are there.

    Nothing that lies there is overwritten.
    """
    if source is not None:
        private_folder(folder)
        for path in key_files(source):
            write_once(folder / path.name, path.read_bytes())
    for name, known in wanted.items():
        kind = name.partition("-")[0]
        path = folder / f"{name}.key"
        if not path.is_file():
            raise BackupError(text("keep.restore_key_missing", name=path.name, folder=folder))
        found = print_of(kind, read_key(path, kind))
        if found != known:
            raise BackupError(
                text("keep.restore_key_foreign", name=path.name, found=found, wanted=known)
            )


def _place_files(settings: Settings, folder: Path, contents: Contents) -> bool:
    """Put own files and results in place, and take away the extract of what was there before.

    Settings that lie there stay: they may name another database. Tells whether the backup's were
    put beside them.
    """
    storage = Storage.of(settings)
    beside = False
    for path in contents.files:
        place, _, rest = path.partition("/")
        content = (folder / path).read_bytes() if place != "tables" else b""
        if place == "results":
            storage.write_whole(path, content)
        elif place == "home" and rest == SETTINGS:
            beside = _place_settings(settings, content)
        elif place == "home" and rest.startswith(f"{PROFILES}/"):
            target = settings.home / rest
            private_folder(target.parent)
            replace_private(target, content)
    if storage.fs.exists(storage.path(MANIFEST)):
        storage.fs.rm_file(storage.path(MANIFEST))
    for made_of_other_tickets in ("vectors", "hourly"):
        shutil.rmtree(settings.home / made_of_other_tickets, ignore_errors=True)
    return beside


def _place_settings(settings: Settings, content: bytes) -> bool:
    """Put the settings in place where there are none and they name no database; else beside."""
    own = settings.home / SETTINGS
    if own.exists() and own.read_bytes() == content:
        return False
    if not own.exists() and b"database_url" not in content:
        replace_private(own, content)
        return False
    replace_private(settings.home / SETTINGS_BESIDE, content)
    return True


def _finish(store: Store, contents: Contents, actor: str) -> None:
    """Take the mark away, and write into the log what was restored."""
    detail: dict[str, Any] = {"rows": contents.rows, "made_at": contents.made_at}
    with store.write() as connection:
        connection.execute(delete(store_info).where(store_info.c.name == RESTORING))
        audit.append(
            connection, actor=actor, action="store.restore", about=contents.database,
            detail=detail, at=utc_now(),
        )  # fmt: skip
