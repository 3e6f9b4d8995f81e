"""Runs of the pipeline and of the rooms: what was done, on which data, how far it got."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import RowMapping, case, insert, select, update

from data_access.store.clock import SKEW, utc_now
from data_access.store.engine import Store
from data_access.store.tables import analysis_run, run_step


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as it stands. ``progress`` is 0–1."""

    run_id: str
    room: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    progress: float
    message: str | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of a run as it stands; ``detail`` is what it noted."""

    step: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    detail: dict[str, Any]


def next_nightly(now: datetime, at: str) -> datetime:
    """Return the first moment after ``now`` (local) at which the nightly run is due."""
    hour, minute = map(int, at.split(":"))
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def code_version() -> str:
    """Return the product's version."""
    try:
        return version("weisu")
    except PackageNotFoundError:
        return "unknown"


def start(
    store: Store,
    room: str,
    *,
    jurisdiction: str | None = None,
    as_of: date | None = None,
    fingerprint: str | None = None,
    settings: dict[str, Any] | None = None,
) -> str:
    """Record that a run begins; return its id."""
    run_id = f"{utc_now():%Y%m%d%H%M%S}-{uuid.uuid4().hex[:8]}"
    with store.write() as connection:
        connection.execute(
            insert(analysis_run).values(
                run_id=run_id,
                room=room,
                jurisdiction=jurisdiction,
                as_of=as_of,
                fingerprint=fingerprint,
                code_version=code_version(),
                settings=settings or {},
                status="running",
                started_at=utc_now(),
                progress=0.0,
            )
        )
    return run_id


def report(store: Store, run_id: str, progress: float, message: str) -> None:
    """Say how far a run is, for the pages that wait for it."""
    with store.write() as connection:
        connection.execute(
            update(analysis_run)
            .where(analysis_run.c.run_id == run_id)
            .values(progress=progress, message=message)
        )


def finish(store: Store, run_id: str, status: str, message: str = "") -> None:
    """Record that a run ended as ``done`` or ``failed``."""
    with store.write() as connection:
        connection.execute(
            update(analysis_run)
            .where(analysis_run.c.run_id == run_id)
            .values(
                status=status,
                finished_at=utc_now(),
                message=message,
                **({"progress": 1.0} if status == "done" else {}),
            )
        )


def latest(store: Store, room: str) -> RunState | None:
    """Return the newest run of a room, or None."""
    found = newest(store, room, 1)
    return found[0] if found else None


def newest(store: Store, room: str, most: int) -> list[RunState]:
    """Return a room's runs, the newest first; those begun under a clock of the future come last,
    or each would be the newest until then.
    """
    ahead = analysis_run.c.started_at > utc_now() + SKEW
    query = (
        select(analysis_run)
        .where(analysis_run.c.room == room)
        .order_by(
            case((ahead, 1), else_=0),
            analysis_run.c.started_at.desc(),
            analysis_run.c.run_id.desc(),
        )
        .limit(most)
    )
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [_state(row) for row in rows]


def by_number(store: Store, run_ids: Sequence[str]) -> dict[str, RunState]:
    """Return those of the runs that there are, by their numbers."""
    query = select(analysis_run).where(analysis_run.c.run_id.in_(run_ids))
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return {row["run_id"]: _state(row) for row in rows}


def _state(row: RowMapping) -> RunState:
    return RunState(**{name: row[name] for name in RunState.__slots__})


def begin_step(store: Store, run_id: str, name: str) -> bool:
    """Record that a step of a run begins; False where it is done already."""
    where = (run_step.c.run_id == run_id) & (run_step.c.step == name)
    values = {"status": "running", "started_at": utc_now(), "finished_at": None}
    with store.write() as connection:
        row = connection.execute(select(run_step).where(where)).first()
        if row is not None and row.status == "done":
            return False
        if row is None:
            connection.execute(insert(run_step).values(run_id=run_id, step=name, **values))
        else:
            connection.execute(update(run_step).where(where).values(**values))
    return True


def end_step(store: Store, run_id: str, name: str, status: str, detail: dict[str, Any]) -> None:
    """Record how a step that has begun ended: ``done``, ``failed`` or ``skipped``."""
    where = (run_step.c.run_id == run_id) & (run_step.c.step == name)
    values = {"status": status, "finished_at": utc_now(), "detail": detail}
    with store.write() as connection:
        connection.execute(update(run_step).where(where).values(**values))


def steps(store: Store, run_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return how each step of a run ended, with its details, in the order of their beginning."""
    return {one.step: (one.status, one.detail) for one in steps_of(store, [run_id])[run_id]}


def steps_of(store: Store, run_ids: Sequence[str]) -> dict[str, list[StepState]]:
    """Return the steps of runs, in the order of their beginning."""
    query = select(run_step).where(run_step.c.run_id.in_(run_ids)).order_by(run_step.c.started_at)
    found: dict[str, list[StepState]] = {run_id: [] for run_id in run_ids}
    with store.read() as connection:
        for row in connection.execute(query):
            found[row.run_id].append(
                StepState(row.step, row.status, row.started_at, row.finished_at, row.detail or {})
            )
    return found
