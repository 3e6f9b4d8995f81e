"""Turning the key of prints: the store first, then what is made of it, taken up where it was cut
off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from sqlalchemy import select

from data_access.extract.refresh import refresh, sweep
from data_access.metrics.additive import lasting_measures
from data_access.results.keep import lease_name
from data_access.results.printed import turn_results
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction
from data_access.store.vault import print_state
from data_access.store.vault.printed_columns import PRINTED as OF_VERSIONS
from data_access.store.vault.sealer import open_sealer
from data_access.store.vault.turning import Turned, finish, turn_store
from early_warning.hourly import kept
from hotspots.frames import ROOM as HOTSPOTS
from hotspots.network import PRINTED as OF_NETWORK
from style.texts import text
from supervision.store_tables import PRINTED as OF_TASKS
from weisu.pipeline import LEASE

Progress = Callable[[str, float], None]


def turn_prints(
    store: Store, settings: Settings, *, actor: str, progress: Progress | None = None
) -> Turned:
    """Put a new key on top of those that make prints, in the store, the extract and the results.

    Reads go on; imports that begin are refused while the store is at it, those under way wait. The
    extract changes a jurisdiction at a time, each in one step, and the results follow at once.
    Raises ``LeaseTakenError`` where the pipeline, an analysis or another turn is at work.
    """
    with ExitStack() as held:
        held.enter_context(lease.held(store, print_state.LEASE, text("keep.rotation")))
        held.enter_context(lease.held(store, LEASE, text("keep.pipeline")))
        for code in _codes(store):
            name = lease_name(HOTSPOTS, code)
            held.enter_context(lease.held(store, name, text("night.label_hotspots")))
        done = turn_store(store, settings, (*OF_VERSIONS, *OF_TASKS), progress=progress)
        _make_anew(store, settings, progress)
        finish(store, done, actor=actor)
    return done


def _codes(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(jurisdiction.c.code)).scalars())


def _make_anew(store: Store, settings: Settings, progress: Progress | None) -> None:
    """Make the extract of the turned store, and bring up to date what was made of it before."""
    refresh(store, settings, lasting_measures(), progress=progress)
    sweep(settings)
    sealer = open_sealer(store, settings)
    with store.read() as connection:
        turned = print_state.turned(connection)
    turn_results(store, settings, OF_NETWORK, sealer.keys.wrapped, turned)
    # What the evening before held of callers is of the old key: the next night makes it again.
    kept.sweep(settings.home, [])
