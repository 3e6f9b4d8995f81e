"""Whether results lie there as they were written: each file against the print taken then."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, delete, select, update

from data_access.extract.layout import Storage
from data_access.results.tables import current_result, result_file
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import analysis_run

log = logging.getLogger(__name__)
_FILES = select(result_file.c.path, result_file.c.sha256).order_by(result_file.c.path)


def damaged_files(store: Store, settings: Settings) -> tuple[int, list[str]]:
    """Read the files of every run that readers see; return how many there are, and the paths of
    those that are missing or hold something else than was written.
    """
    shown = _FILES.where(result_file.c.run_id.in_(select(current_result.c.run_id)))
    return _compared(store, Storage.of(settings), shown)


def set_back_damaged(store: Store, settings: Settings) -> int:
    """Show the newest earlier run that is whole instead of one that is damaged, none where there is
    none; return how many were set back.

    A room's next run carries on what is shown: it could not read it. The caller holds the lease of
    the pipeline.
    """
    storage = Storage.of(settings)
    with store.read() as connection:
        shown = connection.execute(select(current_result)).all()
    changed = 0
    for row in shown:
        if _is_whole(store, storage, row.run_id):
            continue
        earlier = _newest_whole(store, storage, row)
        log.warning("results of run %s are damaged; shown is %s", row.run_id, earlier)
        key = (current_result.c.room == row.room) & (
            current_result.c.jurisdiction == row.jurisdiction
        )
        with store.write() as connection:
            if earlier:
                connection.execute(update(current_result).where(key).values(run_id=earlier))
            else:
                connection.execute(delete(current_result).where(key))
        changed += 1
    return changed


def _newest_whole(store: Store, storage: Storage, of: Any) -> str:
    query = (
        select(analysis_run.c.run_id)
        .where(
            analysis_run.c.room == of.room,
            analysis_run.c.jurisdiction == of.jurisdiction,
            analysis_run.c.status == "done",
            analysis_run.c.run_id != of.run_id,
            analysis_run.c.run_id.in_(select(result_file.c.run_id)),
        )
        .order_by(analysis_run.c.finished_at.desc(), analysis_run.c.run_id.desc())
    )
    with store.read() as connection:
        earlier: Iterable[str] = connection.execute(query).scalars().all()
    return next((run_id for run_id in earlier if _is_whole(store, storage, run_id)), "")


def _is_whole(store: Store, storage: Storage, run_id: str) -> bool:
    _, wrong = _compared(store, storage, _FILES.where(result_file.c.run_id == run_id))
    return not wrong


def _compared(store: Store, storage: Storage, query: Select[Any]) -> tuple[int, list[str]]:
    with store.read() as connection:
        files = connection.execute(query).all()
    return len(files), [path for path, digest in files if not storage.holds(path, digest)]
