"""One import while it runs: its batch begins, chunks are written, it ends with its counts."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data_access import schemas
from data_access.importing import batches
from data_access.importing.chunk import MappedChunk
from data_access.importing.codes import CodeBook
from data_access.importing.deadlines import fill_deadlines
from data_access.importing.jurisdictions import ensure_jurisdiction
from data_access.importing.prepare import Prepared, prepare
from data_access.importing.profile import Jurisdiction, Profile, Table
from data_access.importing.quarantine import Origin, put_aside
from data_access.importing.readers import RawChunk
from data_access.importing.versions import Outcome, write_plain, write_versions
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED
from data_access.store.vault.sealer import Sealer, put_sealed

log = logging.getLogger(__name__)


@dataclass
class BatchResult:
    """Where the rows of a file ended: ``read`` is the sum of the other four counts.

    ``label`` is the profile's table; ``further`` are the batches of other sheets of the same file.
    """

    batch: int
    entity: str
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    notes: list[str] = field(default_factory=list)
    label: str = ""
    further: list[BatchResult] = field(default_factory=list)

    @property
    def further_lines(self) -> list[str]:
        """One line a further sheet: what it brought, for whoever shows this result alone."""
        return [
            f"同一文件的“{r.label}”记为批次 {r.batch}：读取 {r.read:,} 行，新增 {r.inserted:,}，"
            f"更新 {r.updated:,}，未变 {r.unchanged:,}，隔离 {r.quarantined:,}"
            for r in self.further
        ]

    @property
    def counts(self) -> dict[str, int]:
        """The five counts by name."""
        return {name: getattr(self, name) for name in batches.COUNTS}

    def as_json(self) -> dict[str, int]:
        """Return what ``weisu ingest --json`` prints."""
        return {**self.counts, "batch": self.batch}

    def add(self, outcome: Outcome, problems: int) -> None:
        """Add one chunk's counts."""
        self.inserted += outcome.inserted
        self.updated += outcome.updated
        self.unchanged += outcome.unchanged
        self.quarantined += problems
        self.read += outcome.inserted + outcome.updated + outcome.unchanged + problems


@dataclass(frozen=True)
class Job:
    """What stays the same for all chunks of an import."""

    store: Store
    profile: Profile
    table: Table
    place: Jurisdiction
    batch_id: int
    sealer: Sealer

    @property
    def entity(self) -> schemas.Entity:
        return self.table.schema_entity


def begin(
    store: Store,
    profile: Profile,
    table: Table,
    place: Jurisdiction,
    *,
    path: Path,
    digest: str,
    actor: str,
) -> int:
    """Record that an import begins, and return its batch's number."""
    with store.write() as connection:
        ensure_jurisdiction(connection, place)
        number = batches.open_batch(
            connection,
            {
                "jurisdiction": place.code,
                "profile": profile.profile,
                "entity": table.entity,
                "file_name": path.name,
                "file_sha256": digest,
                "actor": actor,
                "first_load_is_history": profile.first_load_is_history,
            },
        )
        audit.append(
            connection,
            actor=actor,
            action="import.start",
            about=str(number),
            detail={"file": path.name, "jurisdiction": place.code, "profile": profile.profile},
            at=utc_now(),
        )
    return number


def write_chunk(
    job: Job,
    chunk: RawChunk,
    mapped: MappedChunk,
    replaced: frozenset[int],
    result: BatchResult,
) -> None:
    """Write one mapped chunk in one transaction, with its quarantined rows, vault and counts."""
    fill_deadlines(job.entity, mapped.columns, job.place)
    prepared = prepare(
        job.entity,
        mapped.records(),
        originals=(chunk.raw_json(i) for i in mapped.source_index),
        replaced_later=(number in replaced for number in mapped.numbers),
        sealer=job.sealer,
        jurisdiction=job.place.code,
        timezone=ZoneInfo(job.place.timezone),
    )
    with job.store.write() as connection:
        batches.lock_jurisdiction(connection, job.place.code)
        outcome = _write_rows(connection, job, prepared)
        put_aside(
            connection,
            job.sealer,
            Origin(job.place.code, job.profile.profile, job.entity.name, job.batch_id),
            mapped.problems,
        )
        after = replace(result)
        after.add(outcome, len(mapped.problems))
        batches.save_counts(connection, job.batch_id, after.counts)
    # Only what has been committed counts: a full disk takes back the chunk above.
    result.add(outcome, len(mapped.problems))


def _write_rows(connection: Connection, job: Job, prepared: Prepared) -> Outcome:
    entity, code = job.entity, job.place.code
    if entity.name not in VERSIONED:
        return write_plain(connection, entity, code, prepared.rows)
    if entity.name == "ticket":
        _set_codes(connection, job, prepared)
    outcome = write_versions(
        connection, entity, code, prepared.rows, batch_id=job.batch_id, recorded_at=utc_now()
    )
    written = {row["row_hash"] for row in outcome.written}
    put_sealed(
        connection,
        job.sealer,
        [s for s in prepared.sealed if s.row_hash in written],
        jurisdiction=code,
        kind=entity.name,
        batch_id=job.batch_id,
    )
    _mark_months(connection, entity, code, outcome)
    return outcome


def _set_codes(connection: Connection, job: Job, prepared: Prepared) -> None:
    book = CodeBook.load(connection, job.place.code, job.place.name)
    for row in prepared.rows:
        values = row.values
        values["area_code"] = book.area_of(
            connection,
            values["area_code"],
            (values["county"], values["street"], values["community"]),
        )
        values["category_code"] = book.category_of(
            connection,
            values["category_code"],
            (values["category_1"], values["category_2"], values["category_3"]),
        )


def _mark_months(
    connection: Connection, entity: schemas.Entity, code: str, outcome: Outcome
) -> None:
    if not outcome.written:
        return
    dataset = batches.DATASET_OF.get(entity.name)
    if dataset is not None:
        months = {row["month"] for row in outcome.written} | outcome.replaced_months
        batches.mark_dirty(connection, code, dataset, months)
    if entity.name in batches.TICKET_SIDES:
        numbers = {row["ticket_no"] for row in outcome.written}
        batches.mark_dirty(
            connection, code, "tickets", batches.ticket_months(connection, code, numbers)
        )


def close(job: Job, result: BatchResult, status: str, *, error: str | None = None) -> None:
    with job.store.write() as connection:
        batches.save_counts(
            connection,
            job.batch_id,
            result.counts,
            status=status,
            finished_at=utc_now(),
            notes=result.notes,
            error=error,
        )
    job.store.tune()
    log.info("batch %s %s: %s", job.batch_id, status, asdict(result))
