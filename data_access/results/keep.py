"""Which results are kept: the newest runs, one a month, whatever is current; the rest is swept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from data_access.extract.layout import Storage
from data_access.results.store import FOLDER
from data_access.results.tables import current_result, result_file
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.clock import SKEW, utc_now
from data_access.store.engine import Store
from data_access.store.tables import analysis_run

YOUNG = timedelta(hours=1)


def lease_name(room: str, jurisdiction: str) -> str:
    """Return the lease that a run of a room over a jurisdiction holds while it works."""
    return f"results:{room}:{jurisdiction}"


def sweep_results(store: Store, settings: Settings, *, older_than: timedelta = YOUNG) -> int:
    """Remove what no reader needs; return how many runs lost their files.

    Runs that were cut off (their lease is free) are marked as failed. Kept are each room's and
    jurisdiction's newest ``results_keep_runs`` runs, the last run of each of the last
    ``results_keep_months`` months, the current run, and whatever is younger than ``older_than``.
    The run's row stays, so that a figure can still be traced. Of light runs only the current one
    stays.
    """
    now = utc_now()
    _give_up(store, now - older_than)
    storage = Storage.of(settings)
    gone = [*_to_remove(store, settings, now - older_than), *_strays(store, storage)]
    for run_id, room in gone:
        # Files first: a row without files would hide them from the next sweep.
        _remove(storage, f"{FOLDER}/{room}/{run_id}")
        with store.write() as connection:
            connection.execute(delete(result_file).where(result_file.c.run_id == run_id))
    return len(gone)


def _give_up(store: Store, before: datetime) -> None:
    with store.read() as connection:
        rows = connection.execute(
            select(analysis_run.c.run_id, analysis_run.c.room, analysis_run.c.jurisdiction).where(
                analysis_run.c.status == "running",
                analysis_run.c.jurisdiction.is_not(None),
                # One of the future began under a clock that stood wrong; its lease tells.
                or_(
                    analysis_run.c.started_at < before,
                    analysis_run.c.started_at > utc_now() + SKEW,
                ),
            )
        ).all()
    for row in rows:
        if lease.current_holder(store, lease_name(row.room, row.jurisdiction)) is not None:
            continue
        with store.write() as connection:
            connection.execute(
                update(analysis_run)
                .where(analysis_run.c.run_id == row.run_id, analysis_run.c.status == "running")
                .values(status="failed", finished_at=utc_now(), message="中断，结果未采用")
            )


def _to_remove(store: Store, settings: Settings, before: datetime) -> list[tuple[str, str]]:
    columns = (
        analysis_run.c.run_id,
        analysis_run.c.room,
        analysis_run.c.jurisdiction,
        analysis_run.c.status,
        analysis_run.c.finished_at,
        analysis_run.c.settings,
    )
    query = (
        select(*columns)
        .where(
            analysis_run.c.status.in_(("done", "failed")),
            analysis_run.c.run_id.in_(select(result_file.c.run_id)),
        )
        .order_by(analysis_run.c.finished_at.desc(), analysis_run.c.run_id.desc())
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
        current = set(connection.execute(select(current_result.c.run_id)).scalars())
    seen: dict[tuple[str, str | None], int] = {}
    months: dict[tuple[str, str | None], list[str]] = {}
    gone: list[tuple[str, str]] = []
    for row in rows:
        if row.status == "failed":
            if row.finished_at < before:
                gone.append((row.run_id, row.room))
            continue
        if (row.settings or {}).get("light"):
            # Hours take no night's place; the next one carries on what is current.
            if row.run_id not in current and row.finished_at < before:
                gone.append((row.run_id, row.room))
            continue
        key = (row.room, row.jurisdiction)
        seen[key] = seen.get(key, 0) + 1
        kept = _month_kept(months.setdefault(key, []), row.finished_at, settings)
        if seen[key] <= settings.results_keep_runs or kept or row.run_id in current:
            continue
        if row.finished_at < before:
            gone.append((row.run_id, row.room))
    return gone


def _month_kept(months: list[str], finished: datetime, settings: Settings) -> bool:
    """Tell whether this is its month's last run, in one of the months that are kept."""
    month = f"{finished:%Y-%m}"
    if month in months:
        return False
    months.append(month)
    return len(months) <= settings.results_keep_months


def _remove(storage: Storage, folder: str) -> None:
    path = storage.path(folder)
    if storage.fs.exists(path):
        storage.fs.rm(path, recursive=True)


def _strays(store: Store, storage: Storage) -> list[tuple[str, str]]:
    """Return ended runs of ours whose files lie there though no row names one (a crash between)."""
    root = storage.path(FOLDER)
    if not storage.fs.exists(root):
        return []
    found = {tuple(p.removeprefix(f"{root}/").split("/")[:2]) for p in storage.fs.find(root)}
    with store.read() as connection:
        ended = connection.execute(
            select(analysis_run.c.run_id, analysis_run.c.room).where(
                analysis_run.c.status == "failed",
                analysis_run.c.run_id.not_in(select(result_file.c.run_id)),
            )
        ).all()
    return [(row.run_id, row.room) for row in ended if (row.room, row.run_id) in found]
