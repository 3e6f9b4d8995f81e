"""Imports that go on while their page is left: one at a time in a thread of this process.

The batch list (from the store) is what counts; the jobs here only add the progress of those that
this process runs. A process that ends loses the progress, never rows: loading the file again goes
on where it stopped.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from dashboards.shell.error_boundary import error_number
from data_access.extract.refresh import refresh
from data_access.importing.job import BatchResult
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction, Profile
from data_access.importing.uploads import remove_upload
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from style.texts import text

State = Literal["waiting", "loading", "refreshing", "done", "failed"]
FINISHED: tuple[State, ...] = ("done", "failed")
PIPELINE_LEASE = "pipeline"
_KEPT = 50
_LEASE_TRIES = 60
_LEASE_PAUSE = 5.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What to import: a file of this job's own folder, by a profile, for a jurisdiction."""

    path: Path
    profile: Profile | str
    place: Jurisdiction | None
    actor: str


@dataclass(frozen=True, slots=True)
class Job:
    """An import as it stands. ``share`` is 0–1, None where the file's length says nothing."""

    id: str
    actor: str
    file_name: str
    state: State = "waiting"
    rows: int = 0
    share: float | None = None
    result: BatchResult | None = None
    message: str = ""


@dataclass
class ImportJobs:
    """The imports of this process. Safe to share among sessions."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
    )
    lease_pause: float = _LEASE_PAUSE

    def start(self, store: Store, settings: Settings, scope: Scope, order: Order) -> str:
        """Queue an import and return its id. The order's folder is removed when it has ended."""
        scope.require("import.run")
        job = Job(uuid.uuid4().hex, order.actor, order.path.name)
        with self._lock:
            self._jobs[job.id] = job
            for old in [j for j in self._jobs.values() if j.state in FINISHED][:-_KEPT]:
                del self._jobs[old.id]
        self._pool.submit(self._run, job.id, store, settings, scope, order)
        return job.id

    def get(self, job_id: str) -> Job | None:
        """Return a job as it stands."""
        with self._lock:
            return self._jobs.get(job_id)

    def of(self, actor: str) -> list[Job]:
        """Return the jobs of one person, the newest first."""
        with self._lock:
            return [j for j in reversed(self._jobs.values()) if j.actor == actor]

    def _set(self, job_id: str, **values: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **values)  # type: ignore[arg-type]

    def _run(
        self, job_id: str, store: Store, settings: Settings, scope: Scope, order: Order
    ) -> None:
        try:
            from geo.place_finder import finders_of

            self._set(job_id, state="loading")
            result = ingest(
                store,
                settings,
                scope,
                order.path,
                order.profile,
                actor=order.actor,
                place=order.place,
                progress=lambda rows, share: self._set(job_id, rows=rows, share=share),
                places=finders_of(store, scope),
            )
            self._set(job_id, state="refreshing", rows=result.read, share=None, result=result)
            try:
                refresh_soon(
                    store,
                    settings,
                    lambda share: self._set(job_id, share=share),
                    pause=self.lease_pause,
                )
            except lease.LeaseTakenError:
                # The rows are in, and the timer brings them onto the pages a little later.
                _LOG.warning("the extract is busy; import %s shows after its next refresh", job_id)
            self._set(job_id, state="done", share=1.0)
        except WeisuError as error:
            self._set(job_id, state="failed", message=str(error))
        except Exception:  # noqa: BLE001 - a thread's last boundary: logged, and said in words
            number = error_number()
            _LOG.exception("import job failed, error number %s", number)
            self._set(job_id, state="failed", message=text("import.unexpected", number=number))
        finally:
            remove_upload(order.path)


def refresh_soon(
    store: Store,
    settings: Settings,
    progress: Callable[[float], None],
    *,
    pause: float = _LEASE_PAUSE,
    tries: int = _LEASE_TRIES,
) -> None:
    """Bring the extract up to date; wait while the pipeline or another import is at it.

    Raises ``LeaseTakenError`` where it is still taken after ``tries`` times ``pause`` seconds.
    """
    for left in range(tries - 1, -1, -1):
        try:
            with lease.held(store, PIPELINE_LEASE, text("import.refresh_name")):
                refresh(
                    store,
                    settings,
                    lasting_measures(),
                    progress=lambda _what, share: progress(share),
                )
        except lease.LeaseTakenError:
            if left == 0:
                raise
            time.sleep(pause)
        else:
            return
