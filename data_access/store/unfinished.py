"""The mark of a restore that has loaded the database and not yet put the own files in place."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select

from data_access.store.engine import Store
from data_access.store.tables import store_info
from data_access.types import WeisuError
from style.texts import text

RESTORING = "restoring"


def unfinished(connection: Connection) -> str | None:
    """Return the print of the backup whose restore is under way, None where none is."""
    if not inspect(connection).has_table(store_info.name):
        return None
    query = select(store_info.c.value).where(store_info.c.name == RESTORING)
    found: str | None = connection.execute(query).scalar()
    return found


def require_finished(store: Store) -> None:
    """Raise ``WeisuError`` where a restore was cut off: only the same restore goes on."""
    with store.read() as connection:
        if unfinished(connection) is not None:
            raise WeisuError(text("keep.restore_unfinished"))
