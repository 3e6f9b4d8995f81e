"""Storing results and reading the current ones: the interface for rooms, pipeline and pages."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import delete, insert, select, update

from data_access.extract.layout import Storage
from data_access.extract.query import Extract
from data_access.results.declared import Frame
from data_access.results.facts import NAME, RunFacts
from data_access.results.files import encode
from data_access.results.limits import frame_sql, named, require_reach, where_sql
from data_access.results.tables import current_result, result_file
from data_access.settings import Settings
from data_access.store import runs
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import analysis_run
from data_access.types import Filters, Period, Scope, WeisuError

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "results"
FactsT = TypeVar("FactsT", bound=RunFacts)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A finished run. ``files``: frame to (path, rows). Times are naive UTC."""

    run_id: str
    room: str
    jurisdiction: str
    as_of: date | None
    fingerprint: str | None
    code_version: str
    settings: Mapping[str, Any]
    started_at: datetime
    finished_at: datetime | None
    message: str
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def has(self, frame: Frame) -> bool:
        """Tell whether the run stored a frame, with rows or without."""
        return frame.name in self.files

    def rows(self, frame: Frame) -> int:
        """Return how many rows of a frame were stored, 0 where it was not."""
        return self.files.get(frame.name, ("", 0))[1]


class ResultStore:
    """Results of every room in one store. Safe to share among threads."""

    def __init__(self, store: Store, settings: Settings, extract: Extract | None = None) -> None:
        """Wrap; ``open`` reads better."""
        self.store = store
        self.settings = settings
        self.extract = extract or Extract(settings)
        self._storage = Storage.of(settings)

    @classmethod
    def open(cls, store: Store, settings: Settings, extract: Extract | None = None) -> ResultStore:
        """Return the results beside a store; ``extract``: an open one to share."""
        return cls(store, settings, extract)

    # ------------------------------------------------------------ writing
    def begin(
        self,
        room: str,
        jurisdiction: str,
        *,
        as_of: date,
        settings: Mapping[str, Any] | None = None,
        fingerprint: str | None = None,
    ) -> str:
        """Start a run of a room over one jurisdiction; return its id.

        ``settings`` (JSON) says what the run was asked for. ``fingerprint``: of the data, the
        extract's current one by default.
        """
        return runs.start(
            self.store,
            room,
            jurisdiction=jurisdiction,
            as_of=as_of,
            fingerprint=fingerprint or self.extract.manifest.fingerprint(jurisdiction),
            settings=dict(settings or {}),
        )

    def write(self, run_id: str, frame: Frame, data: pd.DataFrame) -> int:
        """Store one frame of a run that has not ended; return its rows.

        Writing the same frame again replaces it. ``ResultShapeError`` where the columns are not
        the declared ones, ``ValueError`` where the frame is another room's.
        """
        turned = self.extract.manifest.turned(self._row(run_id).jurisdiction)
        encoded = encode(frame, data, turned=turned)
        self._put(run_id, frame.room, f"{frame.name}.parquet", encoded.content, encoded.rows)
        return encoded.rows

    def write_facts(self, run_id: str, facts: RunFacts) -> None:
        """Store what a run that has not ended notes about itself."""
        self._put(run_id, facts.room, f"{NAME}.json", facts.model_dump_json().encode(), 1)

    def _put(self, run_id: str, room: str, file: str, content: bytes, rows: int) -> None:
        run = self._row(run_id)
        if run.status != "running":
            raise WeisuError(f"运行 {run_id} 已经结束，不能再写入结果。现有结果没有改动。")
        if run.room != room:
            raise ValueError(f"{file} is of the room {room}, the run of {run.room}")
        path, name = f"{FOLDER}/{room}/{run_id}/{file}", file.partition(".")[0]
        self._storage.write_whole(path, content)
        digest = hashlib.sha256(content).hexdigest()
        key = (result_file.c.run_id == run_id) & (result_file.c.name == name)
        with self.store.write() as connection:
            connection.execute(delete(result_file).where(key))
            connection.execute(
                insert(result_file).values(
                    run_id=run_id, name=name, path=path, rows=rows, sha256=digest
                )
            )

    def report(self, run_id: str, share: float, message: str) -> None:
        """Say how far a run is (0–1)."""
        runs.report(self.store, run_id, share, message)

    def complete(self, run_id: str, message: str = "") -> RunInfo:
        """End a run and make it the current one of its room and jurisdiction, in one step."""
        now = utc_now()
        with self.store.write() as connection:
            found = connection.execute(
                update(analysis_run)
                .where(analysis_run.c.run_id == run_id, analysis_run.c.status == "running")
                .values(status="done", finished_at=now, message=message, progress=1.0)
                .returning(analysis_run.c.room, analysis_run.c.jurisdiction)
            ).first()
            if found is None:
                raise WeisuError(f"运行 {run_id} 不在进行中，未作为最新结果。原有结果没有改动。")
            key = (current_result.c.room == found.room) & (
                current_result.c.jurisdiction == found.jurisdiction
            )
            connection.execute(delete(current_result).where(key))
            connection.execute(
                insert(current_result).values(
                    room=found.room, jurisdiction=found.jurisdiction, run_id=run_id, since=now
                )
            )
        return self.run(run_id)

    def fail(self, run_id: str, message: str) -> None:
        """End a run without results; what was current stays."""
        runs.finish(self.store, run_id, "failed", message[:500])

    # ------------------------------------------------------------ reading
    def current(self, room: str, jurisdiction: str) -> RunInfo | None:
        """Return the run that readers see, or None where the room has not finished one yet."""
        query = select(current_result.c.run_id).where(
            current_result.c.room == room, current_result.c.jurisdiction == jurisdiction
        )
        with self.store.read() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else self.run(found)

    def history(self, room: str, jurisdiction: str) -> list[RunInfo]:
        """Return the finished runs whose results are still there, the newest first."""
        query = (
            select(analysis_run.c.run_id)
            .where(
                analysis_run.c.room == room,
                analysis_run.c.jurisdiction == jurisdiction,
                analysis_run.c.status == "done",
                analysis_run.c.run_id.in_(select(result_file.c.run_id)),
            )
            .order_by(analysis_run.c.finished_at.desc(), analysis_run.c.run_id.desc())
        )
        with self.store.read() as connection:
            found = connection.execute(query).scalars().all()
        return [self.run(run_id) for run_id in found]

    def run(self, run_id: str) -> RunInfo:
        """Return one run; ``WeisuError`` where there is none."""
        row = self._row(run_id)
        with self.store.read() as connection:
            files = connection.execute(
                select(result_file).where(result_file.c.run_id == run_id)
            ).all()
        return RunInfo(
            run_id=row.run_id,
            room=row.room,
            jurisdiction=row.jurisdiction or "",
            as_of=row.as_of,
            fingerprint=row.fingerprint,
            code_version=row.code_version,
            settings=row.settings or {},
            started_at=row.started_at,
            finished_at=row.finished_at,
            message=row.message or "",
            files={f.name: (f.path, int(f.rows)) for f in files},
        )

    def facts(self, scope: Scope, run: RunInfo, kind: type[FactsT]) -> FactsT | None:
        """Return what a run noted about itself; None where it noted nothing that can be read.

        So do runs of versions that kept their facts in another way: readers go on without, and the
        next night makes the run anew. Raises ``NotAllowedError`` as ``read`` does.
        """
        scope.require_jurisdiction(run.jurisdiction)
        require_reach(scope, kind)
        path, _ = run.files.get(NAME, ("", 0))
        content = self._storage.read(path) if path.endswith(".json") else None
        if content is None:
            return None
        try:
            return kind.model_validate_json(content)
        except ValidationError:
            log.warning("the facts of run %s cannot be read", run.run_id, exc_info=True)
            return None

    def read(
        self,
        scope: Scope,
        run: RunInfo,
        frame: Frame,
        *,
        columns: Sequence[str] = (),
        where: Mapping[str, Any] | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return a frame of a run as far as the scope sees it (empty where it was not stored).

        ``where``: column to a value or several, all of which must hold. ``order``: columns, with
        a leading minus for descending. Days come as ``datetime64``, JSON as text.
        Raises ``NotAllowedError`` outside the jurisdiction, and for a frame about all tickets
        where the scope is limited to departments or areas.
        """
        chosen = [named(frame.column(c).name) for c in columns or frame.names]
        tail = where_sql(frame, where or {})
        if order:
            tail += " ORDER BY " + ", ".join(_direction(frame, c) for c in order)
        if limit is not None:
            tail += f" LIMIT {int(limit)}"
        sql = f"SELECT {', '.join(chosen)} FROM {named(frame.name)}{tail}"  # noqa: S608 - declared
        return self.query(scope, run, sql, [frame])

    def query(
        self,
        scope: Scope,
        run: RunInfo,
        sql: str,
        frames: Sequence[Frame],
        params: Sequence[Any] = (),
        *,
        cut: Filters | None = None,
        days: Period | None = None,
    ) -> pd.DataFrame:
        """Run ``sql`` over ``frames`` of a run and over ``t``, the tickets that the scope sees.

        For a room's ``*reads.py`` only, where SQL over results stands. Every frame stands under
        its own name, limited to the scope. ``cut`` narrows ``t`` (and sets its as-of day), ``days``
        its period.
        """
        scope.require_jurisdiction(run.jurisdiction)
        if any(frame.room != run.room for frame in frames):
            raise ValueError(f"run {run.run_id} is of the room {run.room}")
        source = self._source(run)
        parts = [f", {named(f.name)} AS ({frame_sql(scope, f, source)})" for f in frames]
        # The tickets lie in the relation `t`, which the extract limits to the scope.
        return self.extract.query(
            scope, cut or run.jurisdiction, "".join(parts) + " " + sql, params, days=days
        )

    def _source(self, run: RunInfo) -> Mapping[str, str]:
        return {name: self._storage.path(path) for name, (path, _) in run.files.items()}

    def _row(self, run_id: str) -> Any:
        with self.store.read() as connection:
            row = connection.execute(
                select(analysis_run).where(analysis_run.c.run_id == run_id)
            ).first()
        if row is None:
            raise WeisuError(f"没有编号为 {run_id} 的运行。")
        return row


def _direction(frame: Frame, name: str) -> str:
    column = named(frame.column(name.removeprefix("-")).name)
    return f"{column} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST"
