"""A turn of the key of prints that is cut off, and what goes on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from data_access import health
from data_access.extract.refresh import refresh
from data_access.importing import job
from data_access.importing.rescrub import rescrub
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.engine import Store, open_store
from data_access.store.tables import lease as lease_table
from data_access.store.vault import print_state, turned_items, turned_rows, turning
from data_access.store.vault.key_prints import known_keys
from data_access.store.vault.print_state import PrintsTurningError
from data_access.store.vault.sealer import open_sealer
from data_access.store.vault.turning import turn_store
from supervision import store_tables as tasks
from supervision.attachments import Attachment, sealed_row
from tests.data_access.test_import import write
from tests.support.killing import AS_LONG_AS_IT_TAKES, duration, killed_after, moments
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
    fill,
    hanging_on,
    load,
    originals,
    stored_prints,
    ticket,
)
from weisu.pipeline import LEASE as PIPELINE
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


# ---------------------------------------------------------------- cut off, and meanwhile


def _turn(own: Settings) -> None:
    store = open_store(own)
    with store.write() as connection:  # the lease of one that was killed would run for a minute
        connection.execute(delete(lease_table))
    turn_prints(store, own, actor="t")


def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take few rows a step, so that there is something between two of them."""
    monkeypatch.setattr(turned_items, "AT_ONCE", 7)
    monkeypatch.setattr(turned_rows, "AT_ONCE", 7)


@AS_LONG_AS_IT_TAKES
def test_a_turn_that_was_killed_ends_as_if_it_had_not_been(
    filled: Store, own: Settings, tmp_path: Path
) -> None:
    figures, said = counted(own), originals(filled, own)
    on_nodes = hanging_on(filled, own)
    longest = duration(_turn, own)
    for moment in moments(longest):
        old = stored_prints(filled)
        killed_after(moment, _turn, own)
        assert originals(filled, own) == said
        assert counted(own) == figures
        assert len(set(callers_tickets(own).values())) == 7
        with filled.read() as connection:
            mid, top = print_state.reached(connection), known_keys(connection).prints["hmac"]
        _turn(own)
        with filled.read() as connection:
            assert not print_state.reached(connection)
            after = known_keys(connection).prints["hmac"]
        # A turn that was under way is ended by the next call; after one that had ended, or not
        # begun, the call is a turn of its own.
        assert len(after) == len(top) + (not mid)
        assert not bare(old) & bare(stored_prints(filled))
        assert originals(filled, own) == said
        assert counted(own) == figures
        assert hanging_on(filled, own) == on_nodes
        assert load(filled, own, tmp_path / "more.csv").unchanged == 20
        assert health.keys(own, filled)[0]


def test_a_turn_that_was_cut_off_between_any_two_steps_goes_on(
    filled: Store, own: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few_at_once(monkeypatch)
    said, figures = originals(filled, own), counted(own)
    for after in (0, 8, 16, 25):
        old = stored_prints(filled)
        put_back = cut_off(monkeypatch, after)
        with pytest.raises(CutOffError):
            turn_store(filled, own, PLACES)
        put_back()
        assert not health.keys(own, filled)[0]
        assert originals(filled, own) == said
        assert counted(own) == figures
        turning.finish(filled, turn_store(filled, own, PLACES), actor="t")
        wrapped = open_sealer(filled, own).keys.wrapped
        assert bare(stored_prints(filled)) == set(map(wrapped, bare(old)))
        assert originals(filled, own) == said
    assert load(filled, own, tmp_path / "more.csv").unchanged == 20
    refresh(filled, own, lasting_measures())
    assert counted(own) == figures


def test_imports_and_refreshes_are_refused_until_a_turn_that_was_cut_off_has_ended(
    filled: Store, own: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few_at_once(monkeypatch)
    before = counted(own)
    put_back = cut_off(monkeypatch, 12)
    with pytest.raises(CutOffError):
        turn_prints(filled, own, actor="t")
    put_back()
    path = write(tmp_path / "new.csv", [ticket(70)], HEADER)
    refused: tuple[Callable[[], object], ...] = (
        lambda: load(filled, own, path),
        lambda: rescrub(filled, own, SCOPE),
        lambda: refresh(filled, own, lasting_measures()),
    )
    for work in refused:
        with pytest.raises(PrintsTurningError, match="更换完成后"):
            work()
    sealer = open_sealer(filled, own)
    with filled.write() as connection:  # a file at a task may come meanwhile
        file = sealed_row(sealer, Attachment("b.pdf", b"%PDF-0", "application/pdf"), CODE, 1, 9)
        tasks.add_file(connection, file)
    assert counted(own) == before
    turn_prints(filled, own, actor="t")
    with filled.read() as connection:
        found = connection.execute(
            select(tasks.task_file.c.seq, tasks.task_file.c.fingerprint)
        ).all()
    assert len({fingerprint for seq, fingerprint in found if seq in {1, 9}}) == 1
    assert load(filled, own, path).inserted == 1


def test_an_import_under_way_waits_and_goes_on_with_the_new_key(
    filled: Store, own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "long.csv", [ticket(n) for n in range(40, 80)], HEADER)
    small = own.model_copy(update={"import_chunk_rows": 5})
    real, chunks, threads = job._ready, [], []
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*args: Any) -> Any:
        begun.set()
        go_on.wait(60)
        return turned_items.vault_step(*args)

    def meanwhile(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        chunks.append(1)
        if len(chunks) == 2:
            work = partial(turn_prints, filled, own, actor="t")
            threads.append(threading.Thread(target=work))
            threads[0].start()
            assert begun.wait(60)
        return found

    monkeypatch.setattr(turning, "vault_step", slowly)
    monkeypatch.setattr(job, "_ready", meanwhile)
    monkeypatch.setattr(job, "wait_for_one_generation", lambda store: waited(store, go_on))
    done = load(filled, small, path)
    threads[0].join()
    assert (done.inserted, done.updated + done.unchanged) == (20, 20)
    assert load(filled, own, path).unchanged == 40
    refresh(filled, own, lasting_measures())
    sealer = open_sealer(filled, own)
    assert set(callers_tickets(own)) == {
        sealer.keys.caller_key(f"1381234567{n}", None, CODE) for n in range(7)
    }


def waited(store: Store, go_on: threading.Event) -> None:
    go_on.set()
    print_state.wait_for_one_generation(store, pause=lambda _seconds: go_on.wait(0.05))


def test_a_turn_waits_for_the_night_and_a_night_for_a_turn(filled: Store, own: Settings) -> None:
    with lease.held(filled, PIPELINE, "t"), pytest.raises(lease.LeaseTakenError):
        turn_prints(filled, own, actor="t")
    with filled.read() as connection:
        assert set(known_keys(connection).prints["hmac"]) == {1}
    assert not (own.key_folder / "hmac-2.key").exists()
