"""The first rows of a file as they would be imported, with personal fields masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from data_access import schemas
from data_access.importing.chunk import MapContext
from data_access.importing.mapping import Mapper
from data_access.importing.notes import note_lines
from data_access.importing.prepare import callers_words
from data_access.importing.profile import Jurisdiction, Profile, Table
from data_access.importing.readers import open_rows
from data_access.importing.sample_mask import MASK
from data_access.importing.table_choice import FileHeaders, choose_tables, table_name
from data_access.store.vault.scrub import scrub
from data_access.types import WeisuError


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One mapped row: its number and its fields by name, personal ones masked."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is and how its first rows map. ``problems`` are (row number, reason), of all
    ``read`` rows that were looked at; ``rows`` are the first good ones of them.
    """

    format: str
    encoding: str | None
    header: list[str]
    table: Table
    rows: list[PreviewRow]
    problems: list[tuple[int, str]]
    notes: list[str]
    read: int


def preview(
    path: Path,
    profile: Profile,
    now: datetime,
    *,
    n: int = 20,
    look: int = 0,
    jurisdiction: Jurisdiction | None = None,
) -> Preview:
    """Map the first rows of a file; nothing is stored. ``n`` of them are returned; where ``look``
    is more, problems and notes are of so many.

    ``now`` is naive UTC. Raises ``WeisuError`` as import itself would.
    """
    place = jurisdiction or profile.jurisdiction
    if place is None:
        raise WeisuError(f"模板“{profile.label}”没有写明地区。请先选择地区再预览。")
    choice = choose_tables(profile, FileHeaders(path))
    table, others = choice.tables[0], choice.tables[1:]
    with open_rows(path, table.read_options) as source:
        with choice.explained():
            mapper = Mapper(profile, table, source.header, MapContext(place, now))
        chunk = next(source.chunks(max(n, look)), None)
        if chunk is None:
            raise WeisuError(f"文件“{path.name}”只有列名，没有数据行。")
        mapped = mapper.map(chunk)
        rows = [
            PreviewRow(number, _masked(table.schema_entity, values))
            for number, values in islice(zip(mapped.numbers, mapped.records(), strict=True), n)
        ]
        problems = sorted((p.number, scrub(p.problem)) for p in mapped.problems)
        told = [f"同一文件的“{table_name(t)}”也将导入" for t in others]
        notes = [*choice.notes, *told, *source.notes, *note_lines(mapped.notes)]
        return Preview(
            source.format, source.encoding, source.header, table, rows, problems, notes, chunk.read
        )


def _masked(entity: schemas.Entity, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it will be stored, with a mark where the vault has the value."""
    own = callers_words({n: str(v) for n, v in values.items() if v is not None})
    shown: dict[str, Any] = {}
    for target in entity.fields:
        value = values.get(target.name)
        if value is None:
            continue
        if target.personal:
            value = MASK
        elif isinstance(value, str):
            value = scrub(value, known=own) if target.free_text else scrub(value)
        shown[target.name] = value
    return shown
