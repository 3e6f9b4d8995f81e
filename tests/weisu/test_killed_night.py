"""An undo, a refresh and a night that are killed end as if they had not been."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import delete, select

from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest
from data_access.extract.refresh import refresh
from data_access.importing import batches
from data_access.metrics.additive import lasting_measures
from data_access.notices.tables import notice, notification
from data_access.results.tables import current_result, result_file
from data_access.settings import Settings
from data_access.store import audit, lease, runs
from data_access.store.engine import Store, open_store
from data_access.store.tables import analysis_run, batch, extract_dirty, run_step
from data_access.store.tables import lease as lease_table
from data_access.types import Scope
from tests.data_access.test_import import current, load, row, write
from tests.support.killing import AS_LONG_AS_IT_TAKES, duration, killed_after, moments
from weisu import pipeline

SCOPE = Scope.system("tests")
ROOMS = ("refresh", "deadlines", "warnings", "events", "telling")
"""Steps of a night that take seconds on a small city, results of four rooms among them."""


@pytest.fixture
def own(store: Store, settings: Settings) -> Settings:
    """The settings of the store at hand, for other processes."""
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


def free(store: Store) -> None:
    """Take away the lease of a process that was killed: it would run for a minute."""
    with store.write() as connection:
        connection.execute(delete(lease_table))


def many(
    first: int, count: int, *, text: str, every: int = 1, days: int = 100
) -> list[tuple[str, ...]]:
    """Return tickets over some days."""
    found = []
    for number in range(first, first + count, every):
        moment = pd.Timestamp(2025, 6, 3, 9) + timedelta(hours=(number * 37) % (24 * days))
        one = row(str(number), text=f"{text}{number}", phone=f"138{number:08d}")
        found.append((one[0], str(moment), *one[2:7], str(moment + timedelta(days=2))))
    return found


# ---------------------------------------------------------------- undo


def _undo(own: Settings, number: int) -> None:
    batches.undo(open_store(own), SCOPE, number, actor="t")


def undone(store: Store, number: int) -> bool:
    with store.read() as connection:
        found = connection.execute(select(batch.c.status).where(batch.c.id == number))
        return bool(found.scalar_one() == "undone")


@AS_LONG_AS_IT_TAKES
def test_an_undo_that_is_killed_is_whole_or_none(
    store: Store, own: Settings, tmp_path: Path
) -> None:
    load(store, own, write(tmp_path / "first.csv", many(0, 300, text="路灯不亮")))
    before = current(store)
    changed = [*many(0, 200, text="路灯仍不亮"), *many(300, 200, text="井盖缺失")]
    longest = 0.0
    for turn in range(2):
        number = load(store, own, write(tmp_path / f"more{turn}.csv", changed)).batch
        after = current(store)
        longest = duration(_undo, own, number)
    assert before != after
    for moment in moments(longest):
        number = load(store, own, tmp_path / "more0.csv").batch
        killed_after(moment, _undo, own, number)
        assert current(store) == (before if undone(store, number) else after)
        if not undone(store, number):
            _undo(own, number)
        assert current(store) == before
    assert audit.verify(store) is None


# ---------------------------------------------------------------- refresh


def _refresh(own: Settings) -> None:
    store = open_store(own)
    free(store)
    with lease.held(store, pipeline.LEASE, "t"):
        refresh(store, own, lasting_measures())


def written(own: Settings) -> dict[str, str]:
    """Return what the extract holds: each file's digest; all of them have to be there."""
    storage = Storage.of(own)
    manifest = read_manifest(storage)
    found = {}
    for dataset, places in manifest.files.items():
        for code, months in places.items():
            for month, entry in months.items():
                assert storage.read(entry.path) is not None, entry.path
                found[f"{dataset}/{code}/{month}"] = entry.sha256
    return found


@AS_LONG_AS_IT_TAKES
def test_a_refresh_that_is_killed_goes_on_to_the_same_files(
    store: Store, own: Settings, tmp_path: Path
) -> None:
    load(store, own, write(tmp_path / "first.csv", many(0, 300, text="路灯不亮")))
    _refresh(own)
    before = written(own)
    more = write(tmp_path / "more.csv", many(0, 500, text="路灯仍不亮", every=3))
    number = load(store, own, more).batch
    longest = duration(_refresh, own)
    after = written(own)
    assert before != after
    batches.undo(store, SCOPE, number, actor="t")
    _refresh(own)
    assert written(own) == before
    for moment in moments(longest, few=2):
        number = load(store, own, more).batch
        killed_after(moment, _refresh, own)
        assert written(own) in (before, after)
        _refresh(own)
        assert written(own) == after
        with store.read() as connection:
            assert not connection.execute(select(extract_dirty)).all()
        batches.undo(store, SCOPE, number, actor="t")
        _refresh(own)
        assert written(own) == before


# ---------------------------------------------------------------- night


def _night(own: Settings) -> None:
    store = open_store(own)
    free(store)
    with suppress(pipeline.StepsFailedError):
        pipeline.run(store, own, only=ROOMS)


def results(store: Store) -> dict[tuple[str, str], str]:
    """Return the digests of the current results, by room and name; what a run notes of itself
    holds its times."""
    query = (
        select(current_result.c.room, result_file.c.name, result_file.c.sha256)
        .join(result_file, result_file.c.run_id == current_result.c.run_id)
        .where(result_file.c.name != "facts")
    )
    with store.read() as connection:
        return {(room, name): digest for room, name, digest in connection.execute(query)}


def noticed(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return sorted(map(tuple, connection.execute(select(notice.c.title, notice.c.text))))


def anew(store: Store) -> None:
    """Forget all nights."""
    with store.write() as connection:
        for table in (notification, notice, result_file, current_result, run_step, analysis_run):
            connection.execute(delete(table))


@AS_LONG_AS_IT_TAKES
def test_a_night_that_is_killed_ends_with_the_same_results(
    store: Store, own: Settings, tmp_path: Path
) -> None:
    calm = many(0, 2500, text="路灯不亮", days=430)
    burst = [
        (
            f"b{n}",
            f"2026-08-0{3 + n % 4} 1{n % 8}:00",
            "市政",
            "清河街道",
            "",
            "停水",
            "投诉",
            "",
        )
        for n in range(60)
    ]
    load(store, own, write(tmp_path / "all.csv", [*calm, *burst]))
    _night(own)
    anew(store)
    longest = duration(_night, own)
    unbroken, said = results(store), noticed(store)
    assert {room for room, _ in unbroken} >= {"warnings", "events", "deadlines"}
    for moment in moments(longest, few=1):
        anew(store)
        killed_after(moment, _night, own)
        _night(own)
        assert results(store) == unbroken
        assert noticed(store) == said
        last = runs.latest(store, pipeline.ROOM)
        assert last is not None
        assert last.status in ("done", "failed")
