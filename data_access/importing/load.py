"""One file into the store: every row ends inserted, updated, unchanged or quarantined.

A chunk of rows is one transaction. What has been committed stays when the process dies or the disk
fills up; loading the same file again then skips it, since a row that says nothing new is unchanged.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from data_access import schemas
from data_access.importing import batches
from data_access.importing.chunk import MapContext, MappedChunk
from data_access.importing.codes import CodeBook
from data_access.importing.deadlines import fill_deadlines
from data_access.importing.mapping import Mapper, choose_table
from data_access.importing.notes import Note, note_lines
from data_access.importing.prepare import Prepared, prepare
from data_access.importing.profile import Jurisdiction, Profile, Table
from data_access.importing.profile_files import load_profile
from data_access.importing.quarantine import Origin, put_aside
from data_access.importing.readers import RawChunk, RowSource, open_rows
from data_access.importing.repeats_in_file import replaced_rows
from data_access.importing.versions import Outcome, write_plain, write_versions
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED, jurisdiction
from data_access.store.vault.sealer import Sealer, open_sealer, put_sealed
from data_access.types import Scope, WeisuError

Progress = Callable[[int, float | None], None]
log = logging.getLogger(__name__)


@dataclass
class BatchResult:
    """Where the rows of a file ended: ``read`` is the sum of the other four counts."""

    batch: int
    entity: str
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    notes: list[str] = field(default_factory=list)

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


def ingest(
    store: Store,
    settings: Settings,
    scope: Scope,
    path: Path,
    profile: Profile | str,
    *,
    actor: str,
    place: Jurisdiction | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Import ``path`` by a profile (an object, a shipped or own name, or a YAML file).

    ``place``: whose data it is, where the profile doesn't say or another is meant. ``progress`` is
    called with the rows done and the share of the file (None where unknown). Raises ``WeisuError``
    where the file or the profile can't be used at all; bad rows never raise.
    """
    scope.require("import.run")
    found = load_profile(profile, settings.home) if isinstance(profile, str) else profile
    where = _agreed(store, place or found.jurisdiction)
    if where is None:
        raise WeisuError(
            f"导入模板“{found.label}”没有写明是哪个地区的数据，未导入。"
            "请给出地区编码与名称（命令行：--jurisdiction 编码 --name 名称）。"
        )
    scope.require_jurisdiction(where.code)
    digest = _digest(path)
    with open_rows(path) as probe:
        table = choose_table(found, path.name, probe.header)
    replaced = _replaced(found, table, path, where)
    # Before the batch begins: without its keys nothing is started.
    sealer = open_sealer(store, settings)
    batch_id = begin(store, found, table, where, path=path, digest=digest, actor=actor)
    job = Job(store, found, table, where, batch_id, sealer)
    result = BatchResult(batch_id, table.entity)
    try:
        notes = _load_file(job, settings, path, replaced=replaced, result=result, progress=progress)
    except BaseException as error:
        close(job, result, "failed", error=str(error)[:2000] or type(error).__name__)
        raise
    result.notes = note_lines(notes)
    close(job, result, "done")
    return result


def _agreed(store: Store, place: Jurisdiction | None) -> Jurisdiction | None:
    """Return the place with what the store knows of it already.

    Zone, calendar and time limits of a jurisdiction are settled by its first import: a later call
    that leaves them out must not move deadlines and days.
    """
    known = find_place(store, place.code) if place else None
    if place is None or known is None:
        return place
    return known.model_copy(update={"bounds": place.bounds})


def _digest(path: Path) -> str:
    if not path.is_file():
        raise WeisuError(f"找不到文件“{path}”。请核对路径后重试。")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def context_of(place: Jurisdiction) -> MapContext:
    """Return what mapping needs to know: whose data it is, and when it is imported."""
    return MapContext(place, utc_now())


def _replaced(profile: Profile, table: Table, path: Path, place: Jurisdiction) -> frozenset[int]:
    """Look through the keys first, to know which rows the file itself replaces further down."""
    entity = table.schema_entity
    needed = {f.name for f in entity.fields if f.required}
    keys_only = table.model_copy(
        update={
            "columns": {k: v for k, v in table.columns.items() if k in needed},
            "range": {k: v for k, v in table.range.items() if k in needed},
        }
    )

    def keys(source: RowSource) -> Iterator[tuple[int, tuple[object, ...]]]:
        mapper = Mapper(profile, keys_only, source.header, context_of(place))
        for chunk in source.chunks(20_000):
            mapped = mapper.map(chunk)
            columns = [mapped.columns[name] for name in entity.key]
            yield from zip(mapped.numbers, zip(*columns, strict=True), strict=True)

    with open_rows(path, table.read_options) as source:
        return replaced_rows(keys(source))


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
        _ensure_jurisdiction(connection, place)
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


def find_place(store: Store, code: str) -> Jurisdiction | None:
    """Return a jurisdiction as the store knows it, or None where it is new."""
    with store.read() as connection:
        row = connection.execute(select(jurisdiction).where(jurisdiction.c.code == code)).first()
    if row is None:
        return None
    names = ("code", "name", "timezone", "size", "calendar", "limits", "time_precision")
    return Jurisdiction(**{name: getattr(row, name) for name in names})


def known_place(store: Store, code: str) -> Jurisdiction:
    """Return a jurisdiction as the store knows it; ``WeisuError`` where it is new."""
    found = find_place(store, code)
    if found is None:
        raise WeisuError(f"地区 {code} 是新的，请同时给出名称（--name）。未导入任何数据。")
    return found


def _ensure_jurisdiction(connection: Connection, place: Jurisdiction) -> None:
    """Add the jurisdiction where it is new; what is known of it already is left as it is."""
    batches.lock_jurisdiction(connection, place.code)
    known = connection.execute(
        select(jurisdiction.c.code).where(jurisdiction.c.code == place.code)
    ).first()
    if known is None:
        connection.execute(
            insert(jurisdiction).values(
                code=place.code,
                name=place.name,
                timezone=place.timezone,
                size=place.size,
                calendar=place.calendar,
                limits=place.limits,
                time_precision=place.time_precision,
                created_at=utc_now(),
            )
        )


def _load_file(
    job: Job,
    settings: Settings,
    path: Path,
    *,
    replaced: frozenset[int],
    result: BatchResult,
    progress: Progress | None,
) -> list[Note]:
    notes: list[Note] = []
    with open_rows(path, job.table.read_options) as source:
        mapper = Mapper(job.profile, job.table, source.header, context_of(job.place))
        for chunk in source.chunks(settings.import_chunk_rows):
            mapped = mapper.map(chunk)
            write_chunk(job, chunk, mapped, replaced, result)
            notes.extend(mapped.notes)
            if progress:
                share = source.position / source.total_bytes if source.total_bytes else None
                progress(result.read, share)
    return notes


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
