"""Another key for prints: every print is brought through it; cut off, it is taken up again.

A print cannot be made anew, as the store keeps no original of most rows. So the new key is put on
top of the old ones (``cipher.KeyMaker``): a print of before becomes the new key's print of it.

1. The new key joins the chain in one step, with a note of how far each table goes. From then on
   imports wait (``print_state.hold_prints``), everything else goes on; files at tasks, which come
   meanwhile, are beyond what is noted, and already of the new key.
2. The vault's items are sealed anew under their new addresses. Who comes with an address of before
   finds them there (``sealer.open_items``).
3. Rows follow, some at a time; each step's transaction notes how far it came, so that none is
   wrapped twice. Imports go on when the last one is done.
4. What is made of the store (extract, results) follows: the caller does it, then calls ``finish``.

Old keys stay: new values go through all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import quarantine, vault_item
from data_access.store.vault import print_state
from data_access.store.vault.key_prints import add_to_chain
from data_access.store.vault.keys import add_version, read_key
from data_access.store.vault.print_state import Reached
from data_access.store.vault.printed_columns import PrintedColumns
from data_access.store.vault.sealer import open_sealer
from data_access.store.vault.turned_items import quarantine_step, vault_step
from data_access.store.vault.turned_rows import rows_step
from style.texts import text

KIND = "hmac"
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn did. ``version``: the key that is on top now; ``rows``: brought up to date in
    all, by calls that were cut off too."""

    version: int
    rows: int


def turn_store(
    store: Store,
    settings: Settings,
    printed: Sequence[PrintedColumns],
    *,
    progress: Progress | None = None,
) -> Turned:
    """Bring every print of the store through a new key, or end a turn that was cut off.

    ``printed``: where rooms keep prints, beside the vault and the quarantine. The caller holds the
    leases of keys and of the pipeline, and ends the turn with ``finish``. Raises ``WeisuError``
    where a key is not the store's.
    """
    open_sealer(store, settings)
    _begun(store, settings.key_folder, printed)
    sealer = open_sealer(store, settings)
    work: list[tuple[str, Callable[[Reached], Reached]]] = [
        (vault_item.name, lambda at: vault_step(store, sealer, at)),
        (quarantine.name, lambda at: quarantine_step(store, sealer, at)),
        *((one.table.name, rows_step(store, sealer, one)) for one in printed),
    ]
    for number, (name, step) in enumerate(work):
        for at in _steps(store, name, step):
            if progress is not None:
                words = text("keep.printing", what=name, count=f"{at.count:,}")
                progress(words, (number + _share(at)) / len(work))
    with store.read() as connection:
        rows = sum(one.count for one in print_state.reached(connection).values())
    return Turned(sealer.keys.version, rows)


def finish(store: Store, turned: Turned, *, actor: str) -> None:
    """Note that everything is of the new key; deleted prints leave the database's file too."""
    with store.write() as connection:
        print_state.end(connection)
        audit.append(
            connection, actor=actor, action="keys.rotate", about=f"{KIND}-{turned.version}",
            detail={"kind": KIND, "items": turned.rows}, at=utc_now(),
        )  # fmt: skip
    if store.is_sqlite:
        # What is written ahead still holds pages of before.
        raw = store.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def _begun(store: Store, folder: Path, printed: Sequence[PrintedColumns]) -> None:
    """Put a new key on top of the chain, unless a turn is under way."""
    with store.read() as connection:
        if print_state.reached(connection):
            return
    version = add_version(folder, KIND)
    key = read_key(folder / f"{KIND}-{version}.key", KIND)
    with store.write() as connection:
        add_to_chain(connection, version, key)
        # Only now: whoever was storing something has stored it.
        tables = {one.table.name: _to_do(connection, one.number) for one in printed}
        tables[quarantine.name] = _to_do(connection, quarantine.c.id)
        tables[vault_item.name] = Reached()
        print_state.begin(connection, tables)


def _to_do(connection: Connection, number: Any) -> Reached:
    return Reached(0, int(connection.execute(select(func.max(number))).scalar() or 0))


def _steps(store: Store, name: str, step: Callable[[Reached], Reached]) -> Iterator[Reached]:
    """Do what is left of a table, yielding how far it is after each step."""
    with store.read() as connection:
        at = print_state.reached(connection).get(name, Reached(done=True))
    while not at.done:
        at = step(at)
        yield at


def _share(at: Reached) -> float:
    if at.done:
        return 1.0
    return at.after / at.last if at.last else 0.0
