"""Importing quarantined rows again, after a profile has been mended."""

from __future__ import annotations

from pathlib import Path

from data_access.importing import job, quarantine
from data_access.importing.jurisdictions import known_place
from data_access.importing.load import context_of
from data_access.importing.mapping import Mapper
from data_access.importing.notes import note_lines
from data_access.importing.places import PlaceFinders
from data_access.importing.profile import Profile, Table
from data_access.importing.profile_files import load_profile
from data_access.importing.readers import RawChunk
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.vault.print_state import require_one_generation
from data_access.store.vault.sealer import open_sealer
from data_access.types import Scope, WeisuError


def retry_batch(
    store: Store,
    settings: Settings,
    scope: Scope,
    batch_id: int,
    *,
    actor: str,
    places: PlaceFinders | None = None,
) -> job.BatchResult:
    """Map and load the open quarantined rows of a batch by the profile as it is now.

    ``places`` gives who finds where tickets speak of. Makes a batch of its own. Rows that succeed
    are closed in the quarantine; the others stay.
    Raises ``WeisuError`` where no row can be retried.
    """
    with store.read() as connection:
        require_one_generation(connection)
    rows, cells = quarantine.readable_rows(store, settings, scope, batch_id, actor=actor)
    if not rows:
        raise WeisuError(
            f"批次 {batch_id} 的隔离行都无法分列（缺列或断行），重试没有意义。"
            "请更正文件后重新导入。"
        )
    origin = rows[0]
    profile = load_profile(origin.profile, settings.home)
    place = known_place(store, origin.jurisdiction)
    table, header = _table_for(profile, origin.entity, cells)
    chunk = RawChunk(
        header,
        [row.row_no for row in rows],
        [tuple(found.get(name) for name in header) for found in cells],
    )
    sealer = open_sealer(store, settings)
    finder = places(place.code) if places and origin.entity == "ticket" else None
    number = job.begin(
        store,
        profile,
        table,
        place,
        path=Path(f"隔离区重试（批次 {batch_id}）"),
        digest=f"retry-{batch_id}",
        actor=actor,
    )
    this = job.Job(store, profile, table, place, number, settings, sealer, finder)
    result = job.BatchResult(number, table.entity)
    try:
        mapped = Mapper(profile, table, header, context_of(place)).map(chunk)
        job.write_chunk(this, chunk, mapped, frozenset(), result)
    except BaseException as error:
        job.close(this, result, "failed", error=str(error)[:2000])
        raise
    result.notes = note_lines(mapped.notes)
    job.close(this, result, "done")
    good = set(mapped.numbers)
    quarantine.mark_solved(store, [r.id for r in rows if r.row_no in good], actor=actor)
    return result


def _table_for(
    profile: Profile, entity: str, cells: list[dict[str, str]]
) -> tuple[Table, tuple[str, ...]]:
    """Return the table that reads most of the rows' columns, and a header with all it asks for.

    Empty cells are not kept in the vault, so a column may be missing from every row.
    """
    there = list(dict.fromkeys(name for row in cells for name in row))
    tables = [t for t in profile.tables if t.entity == entity]
    if not tables:
        raise WeisuError(f"导入模板“{profile.label}”已没有这类文件的映射，无法重试。请恢复模板。")

    def asked(table: Table) -> list[str]:
        return [column for rule in table.columns.values() for column in rule.columns]

    best = max(tables, key=lambda t: len(set(asked(t)) & set(there)))
    return best, tuple(dict.fromkeys([*there, *asked(best)]))
