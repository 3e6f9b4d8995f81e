"""One import while it runs: its batch begins, chunks are written, it ends with its counts."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data_access import schemas
from data_access.importing import batches
from data_access.importing.chunk import MappedChunk
from data_access.importing.codes import CodeBook
from data_access.importing.deadlines import fill_deadlines
from data_access.importing.jurisdictions import ensure_jurisdiction
from data_access.importing.notes import Note
from data_access.importing.places import (
    FoundPlace,
    PlaceFinder,
    find_places,
    last_version,
    put_places,
)
from data_access.importing.prepare import Judgeable, judgeable, prepare
from data_access.importing.profile import Jurisdiction, Profile, Table
from data_access.importing.quarantine import Origin, put_aside
from data_access.importing.readers import RawChunk
from data_access.importing.state_back import gone_back, states_of
from data_access.importing.versions import (
    Columns,
    Outcome,
    judge,
    write_plain,
    write_versions,
)
from data_access.settings import Settings
from data_access.settings.working_hours import hours_of
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED
from data_access.store.vault.key_prints import KeyTurnedError
from data_access.store.vault.print_state import (
    PrintsTurningError,
    hold_prints,
    wait_for_one_generation,
)
from data_access.store.vault.scrub import scrub
from data_access.store.vault.sealer import Sealer, open_sealer, put_sealed, seal_all

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


@dataclass
class Job:
    """What stays the same for all chunks of an import; the keys, until a rotation turns them.

    ``finder``: says where tickets speak of, None where nobody does.
    """

    store: Store
    profile: Profile
    table: Table
    place: Jurisdiction
    batch_id: int
    settings: Settings
    sealer: Sealer
    finder: PlaceFinder | None = None

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
    """Record that an import begins, and return its batch's number.

    The file's name may hold a person's, and can't be taken out of the audit log again.
    """
    file_name = scrub(path.name)
    with store.write() as connection:
        ensure_jurisdiction(connection, place, profile.node_limits)
        number = batches.open_batch(
            connection,
            {
                "jurisdiction": place.code,
                "profile": profile.profile,
                "entity": table.entity,
                "file_name": file_name,
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
            detail={"file": file_name, "jurisdiction": place.code, "profile": profile.profile},
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
    """Write one mapped chunk in one transaction, with its quarantined rows, vault and counts.

    Where a key was turned since the import began, the chunk is printed and sealed anew; while the
    key of prints is being turned, it waits. Raises ``PrintsTurningError`` where such a turn was cut
    off and nobody has taken it up again.
    """
    try:
        _write_once(job, chunk, mapped, replaced, result)
    except (KeyTurnedError, PrintsTurningError):
        wait_for_one_generation(job.store)
        job.sealer = open_sealer(job.store, job.settings)
        _write_once(job, chunk, mapped, replaced, result)


def _write_once(
    job: Job,
    chunk: RawChunk,
    mapped: MappedChunk,
    replaced: frozenset[int],
    result: BatchResult,
) -> None:
    hours = hours_of(job.settings.working_hours, job.place.code)
    fill_deadlines(job.entity, mapped.columns, job.place, job.profile.deadlines, hours)
    judged = judgeable(
        job.entity, mapped, replaced, sealer=job.sealer, timezone=ZoneInfo(job.place.timezone)
    )
    with job.store.read() as connection:
        written = _judge(connection, job, judged).written
    ready = _ready(job, chunk, mapped, judged, written)
    with job.store.write() as connection:
        hold_prints(connection, job.sealer.keys.version)
        batches.lock_jurisdiction(connection, job.place.code)
        outcome = _judge(connection, job, judged)
        if outcome.written != written:  # another import was quicker
            ready = _ready(job, chunk, mapped, judged, outcome.written)
        told = _told_back(connection, job, outcome, ready)
        outcome = _write_rows(connection, job, judged, outcome, ready)
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
    mapped.notes.extend(told)


def _told_back(connection: Connection, job: Job, outcome: Outcome, ready: _Ready) -> Sequence[Note]:
    """Return what is to be told of tickets that the file puts back to an earlier state."""
    if job.entity.name != "ticket" or not outcome.retired:
        return ()
    before = states_of(connection, outcome.retired)
    return gone_back(before, ready.columns, outcome.current)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Rows as they will be stored, and their sealed originals, as columns; the tickets' places by
    number and print.
    """

    columns: Columns
    sealed: dict[str, list[Any]]
    places: Mapping[tuple[str, str], FoundPlace]


def _judge(connection: Connection, job: Job, judged: Judgeable) -> Outcome:
    """Return what of a chunk is new; of the small reference tables all rows are looked at."""
    if job.entity.name not in VERSIONED:
        return Outcome(written=list(range(len(judged.keys))))
    return judge(
        connection, job.entity, job.place.code, keys=judged.keys, prints=judged.prints,
        later=judged.later, months=judged.months,
    )  # fmt: skip


def _ready(
    job: Job, chunk: RawChunk, mapped: MappedChunk, judged: Judgeable, at: list[int]
) -> _Ready:
    """Place, scrub, key and seal the rows ``at`` some positions, before any transaction waits for
    it.
    """
    places = _places(job, mapped, judged, at)
    found = prepare(
        job.entity, chunk, mapped, judged, at, sealer=job.sealer, jurisdiction=job.place.code
    )
    if job.entity.name not in VERSIONED:
        return _Ready(found.columns, {}, {})
    sealed = seal_all(
        job.sealer, found.sealed, jurisdiction=job.place.code, kind=job.entity.name,
        batch_id=job.batch_id,
    )  # fmt: skip
    return _Ready(found.columns, sealed, places)


def _places(
    job: Job, mapped: MappedChunk, judged: Judgeable, at: list[int]
) -> Mapping[tuple[str, str], FoundPlace]:
    """Return where tickets speak of, from their unmasked texts; of those that need it."""
    if job.finder is None or job.entity.name != "ticket":
        return {}
    found = find_places(job.finder, mapped.columns, at)
    return {(str(judged.keys[i][0]), judged.prints[i]): place for i, place in found.items()}


def _write_rows(
    connection: Connection, job: Job, judged: Judgeable, outcome: Outcome, ready: _Ready
) -> Outcome:
    entity, code = job.entity, job.place.code
    if entity.name not in VERSIONED:
        return write_plain(
            connection, entity, code, ready.columns, keys=judged.keys, later=judged.later
        )
    if entity.name == "ticket":
        _set_codes(connection, job, ready.columns)
    before = last_version(connection) if ready.places else 0
    write_versions(
        connection, entity, code, outcome, ready.columns,
        prints=[judged.prints[i] for i in outcome.written], batch_id=job.batch_id,
        recorded_at=utc_now(),
    )  # fmt: skip
    if job.finder is not None and ready.places:
        put_places(
            connection, job.finder, ready.places, jurisdiction=code, batch_id=job.batch_id,
            after=before,
        )  # fmt: skip
    put_sealed(connection, ready.sealed)
    _mark_months(connection, entity, code, outcome, ready.columns)
    return outcome


def _set_codes(connection: Connection, job: Job, columns: Columns) -> None:
    """Put the codes of area and category in the place of what the source said of them."""
    book = CodeBook.load(connection, job.place.code, job.place.name)
    for target, find, names in (
        ("area_code", book.area_of, ("county", "street", "community")),
        ("category_code", book.category_of, ("category_1", "category_2", "category_3")),
    ):
        known: dict[tuple[Any, ...], Any] = {}
        codes = []
        for said in zip(columns[target], *(columns[name] for name in names), strict=True):
            if said not in known:
                known[said] = find(connection, said[0], said[1:])
            codes.append(known[said])
        columns[target] = codes


def _mark_months(
    connection: Connection, entity: schemas.Entity, code: str, outcome: Outcome, columns: Columns
) -> None:
    if not outcome.written:
        return
    dataset = batches.DATASET_OF.get(entity.name)
    if dataset is not None:
        months = set(columns["month"]) | outcome.replaced_months
        batches.mark_dirty(connection, code, dataset, months)
    if entity.name in batches.TICKET_SIDES:
        numbers = set(columns["ticket_no"])
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
