"""One file into the store: every row ends inserted, updated, unchanged or quarantined.

A chunk of rows is one transaction. What has been committed stays when the process dies or the disk
fills up; loading the same file again then skips it, since a row that says nothing new is unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from data_access.importing.chunk import MapContext
from data_access.importing.job import BatchResult, Job, begin, close, write_chunk
from data_access.importing.jurisdictions import agreed_place, new_node_limits
from data_access.importing.mapping import Mapper
from data_access.importing.notes import Note, note_lines
from data_access.importing.places import PlaceFinders
from data_access.importing.profile import Jurisdiction, Profile, Table
from data_access.importing.profile_files import load_profile
from data_access.importing.readers import RowSource, open_rows
from data_access.importing.repeats_in_file import replaced_rows
from data_access.importing.table_choice import FileHeaders, choose_tables, table_name
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.vault.print_state import require_one_generation
from data_access.store.vault.sealer import open_sealer
from data_access.types import Scope, WeisuError

Progress = Callable[[int, float | None], None]


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
    places: PlaceFinders | None = None,
) -> BatchResult:
    """Import ``path`` by a profile (an object, a shipped or own name, or a YAML file).

    ``place``: whose data it is, where the profile doesn't say or another is meant. ``progress`` is
    called with the rows done and the share of the file (None where unknown). ``places`` gives who
    finds where tickets speak of, asked before each table begins. Where the profile
    reads several sheets of a workbook, each is a batch: ``further`` has those after the first.
    Raises ``WeisuError`` where the file or the profile can't be used at all, ``PrintsTurningError``
    while the key of prints is being turned; bad rows never raise.
    """
    scope.require("import.run")
    found = load_profile(profile, settings.home) if isinstance(profile, str) else profile
    where = agreed_place(store, place or found.jurisdiction)
    if where is None:
        raise WeisuError(
            f"导入模板“{found.label}”没有写明是哪个地区的数据，未导入。"
            "请给出地区编码与名称（命令行：--jurisdiction 编码 --name 名称）。"
        )
    scope.require_jurisdiction(where.code)
    digest = digest_of(path)
    choice = choose_tables(found, FileHeaders(path))
    # Before the batch begins: without its keys nothing is started.
    sealer = open_sealer(store, settings)
    with store.read() as connection:
        require_one_generation(connection)
    limits = new_node_limits(store, where.code, found.node_limits)
    told = [*choice.notes, *([limits] if limits else [])]
    results: list[BatchResult] = []
    for table in choice.tables:
        with choice.explained():
            replaced = _replaced(found, table, path, where)
        finder = places(where.code) if places and table.entity == "ticket" else None
        batch_id = begin(store, found, table, where, path=path, digest=digest, actor=actor)
        job = Job(store, found, table, where, batch_id, settings, sealer, finder)
        result = BatchResult(batch_id, table.entity, label=table_name(table))
        try:
            notes = _load_file(
                job, settings, path, replaced=replaced, result=result, progress=progress
            )
        except BaseException as error:
            close(job, result, "failed", error=str(error)[:2000] or type(error).__name__)
            raise
        result.notes = [*([] if results else told), *notes]
        close(job, result, "done")
        results.append(result)
    results[0].further = results[1:]
    return results[0]


def digest_of(path: Path) -> str:
    """Return a file's SHA-256; ``WeisuError`` where there is none."""
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


def _load_file(
    job: Job,
    settings: Settings,
    path: Path,
    *,
    replaced: frozenset[int],
    result: BatchResult,
    progress: Progress | None,
) -> list[str]:
    """Load one table; return what is to be told of the file and of its values."""
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
        return [*source.notes, *note_lines(notes)]
