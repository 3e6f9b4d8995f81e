"""What an import is followed by: the whole pipeline, its light part, or nothing yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from data_access.days import local_day
from data_access.importing import feed
from data_access.settings import Settings
from data_access.store import runs
from data_access.store.clock import is_ahead, is_within
from data_access.store.engine import Store
from data_access.store.tables import batch, extract_dirty
from data_access.store.tables import jurisdiction as places
from data_access.types import Scope
from weisu.city_step import PAUSE
from weisu.pipeline import LIGHT, ROOM

WHOLE = ("run",)
PART = ("run", "--light")
PAGES = ("refresh",)
"""Until the next light part is due: pages show what was imported, at once."""


def due_after_import(store: Store, settings: Settings, now: datetime) -> tuple[str, ...]:
    """Return the arguments of ``weisu`` that are due once imports have marked months.

    The light part suffices where a whole run was done within the last ``PAUSE`` and every import
    brought tickets of the running day; it comes ``warnings_light_minutes`` after the last one.
    ``now``: naive UTC.
    """
    minutes = settings.warnings_light_minutes
    if not minutes or not _whole_lately(store, now) or not _brings_today(store, now):
        return WHOLE
    return PAGES if _early(store, settings, now) else PART


def due_without_marks(store: Store, settings: Settings, now: datetime) -> tuple[str, ...]:
    """Return what is due where the extract shows everything: the light part for what was imported
    since the last one, once its time has come; else nothing.
    """
    last = runs.latest(store, LIGHT)
    if last is None or not settings.warnings_light_minutes or _early(store, settings, now):
        return ()
    since = select(batch.c.id).where(batch.c.status == "done")
    if not is_ahead(last.started_at, now):  # else nothing tells what came after it: look once more
        since = since.where(batch.c.finished_at > last.started_at)
    with store.read() as connection:
        new = connection.execute(since.limit(1)).first() is not None
    return PART if new and _whole_lately(store, now) else ()


def _early(store: Store, settings: Settings, now: datetime) -> bool:
    last = runs.latest(store, LIGHT)
    if last is None or last.status == "running":  # one that was cut off goes on at once
        return False
    pause = timedelta(minutes=settings.warnings_light_minutes)
    return is_within(last.started_at, now, pause)


def _whole_lately(store: Store, now: datetime) -> bool:
    last = runs.latest(store, ROOM)
    if last is None or last.finished_at is None or not is_within(last.finished_at, now, PAUSE):
        return False
    done = runs.steps(store, last.run_id).get("warnings")
    return done is not None and done[0] == "done"


def _brings_today(store: Store, now: datetime) -> bool:
    """Tell whether the newest tickets of every place with news are of the day that is running."""
    query = (
        select(places.c.code, places.c.timezone)
        .join(extract_dirty, extract_dirty.c.jurisdiction == places.c.code)
        .distinct()
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    scope = Scope.system("定时任务：导入之后做什么")
    for code, zone in rows:
        known = feed.loads(store, scope, code, zone)
        today = local_day(now, zone)
        if not known or known[-1].day != today or known[-1].newest != today:
            return False
    return bool(rows)
