"""A look at an unknown file: its sheets, its row of names, its columns with what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_access import schemas
from data_access.importing.readers import FirstRows, ReadOptions, first_rows, open_rows
from data_access.importing.suggest_names import folded_name, known_names

LOOKED = 1000
"""Rows whose values are looked at."""
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file is, read as ``options`` say. ``values``: by column what is filled in, raw."""

    path: Path
    options: ReadOptions
    format: str
    header: tuple[str, ...]
    header_row: int
    values: Mapping[str, tuple[str, ...]] = field(repr=False)
    top: FirstRows = field(default_factory=FirstRows, repr=False)
    encoding: str | None = None
    rows: int = 0
    notes: tuple[str, ...] = ()


def look_at(path: Path, options: ReadOptions | None = None, *, guess: bool = True) -> FileLook:
    """Read the beginning of a file. Without ``header_row`` the likeliest row of names is taken, or
    without ``guess`` the first one, as an import does.

    Raises ``WeisuError`` where the file can't be read, or that row can't be one of names.
    """
    asked = options or ReadOptions()
    top = first_rows(path, asked)
    if guess and asked.header_row is None:
        asked = replace(asked, header_row=likely_header(top.rows))
    with open_rows(path, asked) as source:
        chunk = next(source.chunks(LOOKED), None)
        raw = chunk.columns() if chunk else [()] * len(source.header)
        values = {
            column: tuple(v for cell in cells if cell and (v := cell.strip()))
            for column, cells in zip(source.header, raw, strict=True)
        }
        return FileLook(
            path, asked, source.format, tuple(source.header), source.header_row, values, top,
            source.encoding, chunk.read if chunk else 0, tuple(source.notes),
        )  # fmt: skip


def likely_header(rows: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return the number of the row that most looks like names of columns.

    None where it is the first one, which is read as such anyway: most known names first, else the
    first row that is filled at least half as far as the fullest.
    """
    if not rows:
        return None
    known = _all_names()
    hits = [sum(folded_name(cell) in known for cell in cells if cell) for _, cells in rows]
    filled = [sum(map(bool, cells)) for _, cells in rows]
    if max(hits) >= 2:
        best = hits.index(max(hits))
    else:
        best = next(i for i, n in enumerate(filled) if n >= _ENOUGH * max(filled))
    return rows[best][0] if best else None


def likely_entity(header: Sequence[str]) -> schemas.EntityName:
    """Return what a file probably holds: tickets, unless another kind's names fit better."""
    columns = {folded_name(column) for column in header}

    def fits(entity: schemas.Entity) -> tuple[bool, int]:
        names = {name: {folded_name(n) for n in known_names(entity.name)[name]}
                 for name in known_names(entity.name)}  # fmt: skip
        required = all(columns & names[f.name] for f in entity.fields if f.required)
        return required, sum(bool(columns & known) for known in names.values())

    return max(schemas.ENTITIES.values(), key=lambda e: (*fits(e), e.name == "ticket")).name


def _all_names() -> frozenset[str]:
    every = (known_names(entity) for entity in schemas.ENTITIES)
    return frozenset(folded_name(n) for names in every for known in names.values() for n in known)
