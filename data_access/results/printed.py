"""Results that name callers and places by their keys: brought up to date when the key is turned.

A file says itself how often the key had been turned when it was written, so nothing is wrapped
twice, wherever the work was cut off.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from data_access.extract.layout import Storage
from data_access.results.declared import Frame
from data_access.results.files import parquet, turned_of
from data_access.results.tables import result_file
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import analysis_run

if TYPE_CHECKING:
    import pyarrow as pa

Wrap = Callable[[str], str]
"""Brings one key up to date."""
Through = Callable[..., str]
"""Does it for a key that was made when the key of prints had been ``turned`` so often."""
Values = list[Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PrintedFrame:
    """A frame whose ``columns`` hold keys of callers or places, in whatever form.

    ``wrapped`` takes their values and what brings one key up to date, and returns them anew.
    """

    frame: Frame
    columns: tuple[str, ...]
    wrapped: Callable[[Mapping[str, Values], Wrap], Mapping[str, Values]]


def turn_results(
    store: Store, settings: Settings, printed: Sequence[PrintedFrame], through: Through, turned: int
) -> int:
    """Bring the files of these frames up to date, of every run that is kept; return how many.

    ``turned``: how often the key was turned by now. A file that cannot be read is left as it is.
    The caller holds the leases of those who write such results.
    """
    storage, count = Storage.of(settings), 0
    for one in printed:
        query = (
            select(result_file)
            .join(analysis_run, analysis_run.c.run_id == result_file.c.run_id)
            .where(analysis_run.c.room == one.frame.room, result_file.c.name == one.frame.name)
        )
        with store.read() as connection:
            files = connection.execute(query).all()
        for file in files:
            count += _turn_file(store, storage, one, file, through, turned)
    return count


def _turn_file(  # noqa: PLR0917 - what is written, where and how
    store: Store, storage: Storage, one: PrintedFrame, file: Any, through: Through, turned: int
) -> bool:
    content = storage.read(file.path)
    table = _read(content) if content is not None else None
    if content is None or table is None:
        log.warning("the results file %s cannot be read and keeps its keys", file.path)
        return False
    made = turned_of(table)
    if made < turned:
        content = parquet(_wrapped(table, one, partial(through, turned=made)), turned)
        # In one step: whoever reads meanwhile reads the old file or the new one.
        storage.write_whole(file.path, content)
    digest = hashlib.sha256(content).hexdigest()
    if digest == file.sha256:
        return False
    mine = (result_file.c.run_id == file.run_id) & (result_file.c.name == file.name)
    with store.write() as connection:
        connection.execute(update(result_file).where(mine).values(sha256=digest))
    return True


def _read(content: bytes) -> pa.Table | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError):
        return None


def _wrapped(table: pa.Table, one: PrintedFrame, wrap: Wrap) -> pa.Table:
    import pyarrow as pa

    names = [name for name in one.columns if name in table.column_names]
    found = one.wrapped({name: table.column(name).to_pylist() for name in names}, wrap)
    for name, values in found.items():
        place = table.column_names.index(name)
        field = table.schema.field(name)
        table = table.set_column(place, field, pa.array(values, type=field.type))
    return table
