"""How far a turn of the key of prints has come, as ``store_info`` says it, and who has to wait.

While rows of two generations lie in the store, nothing may be compared by its print: imports wait.
Whoever stores prints asks here first, in the same transaction.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data_access.store import lease
from data_access.store.engine import Store, StoreUnavailableError
from data_access.store.tables import store_info
from data_access.store.vault.key_prints import (
    KeyTurnedError,
    hold_keys,
    known_keys,
)
from style.texts import text

LEASE = "keys"
"""Held by whoever turns a key, whichever it is."""
_MARK = "print_turn:"
_PAUSE = 2.0


class PrintsTurningError(StoreUnavailableError):
    """The key of prints is being turned; what needs prints waits until all are of one key."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one table is: up to ``after`` (None: not begun) of ``last``, ``count`` rows."""

    after: Any = None
    last: Any = None
    count: int = 0
    done: bool = False

    def dumps(self) -> str:
        """Return it as ``store_info`` keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def reached(connection: Connection) -> dict[str, Reached]:
    """Return by table how far a turn is; nothing where none is under way."""
    query = select(store_info.c.name, store_info.c.value)
    rows = connection.execute(query.where(store_info.c.name.startswith(_MARK))).all()
    return {name.removeprefix(_MARK): Reached(**json.loads(value)) for name, value in rows}


def is_mixed(connection: Connection) -> bool:
    """Tell whether prints of two generations lie in the store."""
    return any(not one.done for one in reached(connection).values())


def turned(connection: Connection) -> int:
    """Return how often the key of prints was turned."""
    return max(0, len(known_keys(connection).prints["hmac"]) - 1)


def require_one_generation(connection: Connection) -> None:
    """Raise ``PrintsTurningError`` while prints of two generations lie in the store."""
    if is_mixed(connection):
        raise PrintsTurningError(text("keep.prints_turning"))


def hold_prints(connection: Connection, version: int) -> None:
    """Make sure, until the transaction ends, that prints by this version are the store's.

    Whoever compares or stores prints calls it first in the same transaction. Raises
    ``PrintsTurningError`` while a turn is at it, ``KeyTurnedError`` where one has been since the
    keys were opened.
    """
    hold_keys(connection)
    require_one_generation(connection)
    if max(known_keys(connection).prints["hmac"], default=version) != version:
        raise KeyTurnedError(text("keep.key_turned"))


def wait_for_one_generation(store: Store, *, pause: Callable[[float], object] = time.sleep) -> None:
    """Wait while a turn is at work; ``PrintsTurningError`` where it was cut off."""
    while True:
        with store.read() as connection:
            if not is_mixed(connection):
                return
        if lease.current_holder(store, LEASE) is None:
            with store.read() as connection:
                require_one_generation(connection)
            return
        pause(_PAUSE)


def begin(connection: Connection, tables: Mapping[str, Reached]) -> None:
    """Note that a turn begins with these tables."""
    rows = [{"name": f"{_MARK}{name}", "value": one.dumps()} for name, one in tables.items()]
    connection.execute(insert(store_info), rows)


def note(connection: Connection, table: str, before: Reached, now: Reached) -> None:
    """Note in a step's own transaction how far it came; ``PrintsTurningError`` where another
    process did the step meanwhile."""
    mine = (store_info.c.name == f"{_MARK}{table}") & (store_info.c.value == before.dumps())
    done = connection.execute(update(store_info).where(mine).values(value=now.dumps()))
    if done.rowcount != 1:
        raise PrintsTurningError(text("keep.prints_turning"))


def end(connection: Connection) -> None:
    """Forget the turn: everything is of one key."""
    connection.execute(delete(store_info).where(store_info.c.name.startswith(_MARK)))
