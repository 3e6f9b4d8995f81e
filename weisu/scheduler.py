"""The timer: starts the pipeline once a day, it or its light part soon after imports, tells what
time makes true of tasks, and sends what is due.

One by a database lease.
"""

from __future__ import annotations

import logging
import subprocess
import threading
from datetime import datetime, timedelta

from sqlalchemy import func, select

from data_access.settings import Settings
from data_access.store import lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.runs import next_nightly
from data_access.store.tables import extract_dirty
from weisu.beside import start_beside
from weisu.drop_timer import DropTimer
from weisu.light_due import due_after_import, due_without_marks
from weisu.post_office import PostOffice
from weisu.task_timer import TaskTimer

LEASE = "scheduler"
PIPELINE = "pipeline"
TICK_SECONDS = 20
MAX_PAUSE = timedelta(minutes=15)
_DAY = timedelta(days=1, hours=1)
"""The longest way to the next night, on a day on which clocks are turned."""
log = logging.getLogger(__name__)


def _now() -> datetime:
    """Return local wall-clock time: what ``nightly_at`` is meant in."""
    return datetime.now().astimezone()


def has_changes(store: Store) -> bool:
    """Tell whether imports have marked months that the extract doesn't show yet."""
    with store.read() as connection:
        return bool(connection.execute(select(func.count()).select_from(extract_dirty)).scalar())


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, a quarter hour at most."""
    if failures == 0:
        return timedelta(0)
    return min(timedelta(seconds=TICK_SECONDS * 2.0 ** min(failures, 10)), MAX_PAUSE)


def still_due(due: datetime, now: datetime, at: str) -> datetime:
    """Return when the nightly run is due. A clock that was put back leaves a moment further off
    than a day: it is reckoned anew, or no night would be made until then.
    """
    return next_nightly(now, at) if due - now > _DAY else due


def still_pausing(not_before: datetime, now: datetime) -> datetime:
    """Return until when to wait after a failure; a pause of a clock put back is over."""
    return now if not_before - now > MAX_PAUSE else not_before


def loop(store: Store, settings: Settings, stop: threading.Event) -> None:
    """Hold the lease where it can be had, and start the pipeline when it is due, until ``stop``."""
    holder = lease.holder_name()
    due = next_nightly(_now(), settings.nightly_at)
    child: subprocess.Popen[bytes] | None = None
    failures, not_before = 0, _now()
    post_office, task_timer = PostOffice(store, settings), TaskTimer(store, settings)
    drop_timer = DropTimer(settings)
    try:
        while not stop.wait(TICK_SECONDS):
            due = still_due(due, _now(), settings.nightly_at)
            not_before = still_pausing(not_before, _now())
            ours = lease.acquire(store, LEASE, holder)
            if ours:
                task_timer.tick()
                post_office.tick()
                drop_timer.tick()
            if child is not None:
                if child.poll() is None:
                    continue
                failures = failures + 1 if child.returncode else 0
                not_before = _now() + pause_after(failures)
                if child.returncode:
                    log.error("流水线未完成（退出码 %s），稍后会接着做", child.returncode)
                child = None
            if not ours or lease.current_holder(store, PIPELINE) is not None:
                continue
            if _now() >= due:
                due = next_nightly(_now(), settings.nightly_at)
                child = start_beside("run")
            elif _now() >= not_before:
                due_of = due_after_import if has_changes(store) else due_without_marks
                due_now = due_of(store, settings, utc_now())
                child = start_beside(*due_now) if due_now else None
    finally:
        if child is not None:
            child.wait()
        task_timer.close()
        post_office.close()
        drop_timer.close()
        lease.release(store, LEASE, holder)
