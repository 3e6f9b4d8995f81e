"""Shaping one month of a dataset from the store as the extract wants it.

A month that was written before is brought up to date: rows that have not changed are taken over
from its file. The result is the same as that of reading all of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_

from data_access import schemas
from data_access.days import local_times
from data_access.extract.changes import Changed
from data_access.extract.layout import arrow_schema, ticket_fields
from data_access.extract.repeats import CALLER, REPEATS, months_before, repeats
from data_access.extract.store_rows import AT_ONCE, Ancestors, current, read, with_sides
from data_access.extract.working_time import working_columns
from data_access.settings.working_hours import WorkingHours
from data_access.store.tables import VERSIONED

if TYPE_CHECKING:
    import pyarrow as pa

_PLACED = ("area_county", "area_street")


class MonthFile:
    """A month's Parquet file as it was written; only the columns that are asked for are read."""

    def __init__(self, content: bytes) -> None:
        """Keep the file's content."""
        self._content = content

    def read(self, names: Sequence[str] | None = None) -> pa.Table:
        """Return some columns, or all of them."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        return pq.read_table(pa.BufferReader(self._content), columns=names and list(names))


@dataclass(frozen=True, slots=True)
class TicketMonth:
    """One month of a jurisdiction's tickets, to be made or brought up to date.

    ``base``: what was written before, with what has changed since. ``before``: the files of
    ``months_before``; None: ask the store.
    """

    jurisdiction: str
    month: str
    timezone: str
    has_hours: bool
    base: MonthFile | None = None
    changed: Changed | None = None
    before: tuple[MonthFile, ...] | None = None
    calendar: str = "cn"
    hours: WorkingHours | None = None

    def table(self, connection: Connection) -> pa.Table | None:
        """Return the month's tickets with the derived columns; None: the file is still right."""
        import pyarrow as pa

        ancestors = Ancestors.load(connection, self.jurisdiction)
        if self.base is None or self.changed is None:
            rows = self._fresh(connection, current(self.jurisdiction, self.month))
            return self._derived(connection, rows, ancestors)
        numbers = self.base.read(["ticket_no"]).column("ticket_no")
        again = self.changed.sides & set(numbers.to_pylist()) if self.changed.sides else frozenset()
        rows = self._fresh(connection, *self._conditions(again))
        gone = pa.array([*self.changed.tickets, *again], pa.string())
        stays = _not_in(numbers, gone)
        if not rows.num_rows and stays is None and self._is_right(connection, ancestors):
            return None
        kept = self.base.read()
        kept = kept if stays is None else kept.filter(stays)
        return self._derived(connection, pa.concat_tables([kept, rows]), ancestors)

    def _conditions(self, again: Iterable[str]) -> list[Any]:
        """What picks the rows to read: new versions, and tickets whose callbacks are new."""
        assert self.changed is not None  # noqa: S101 - only asked where there is a base
        table = VERSIONED["ticket"]
        mine = current(self.jurisdiction, self.month)
        ordered = sorted(again)
        parts = [
            and_(mine, table.c.ticket_no.in_(ordered[n : n + AT_ONCE]))
            for n in range(0, len(ordered), AT_ONCE)
        ]
        return [and_(mine, table.c.version_id > self.changed.since), *parts]

    def _fresh(self, connection: Connection, *conditions: Any) -> pa.Table:
        """Return rows as they are in the store, with what their callbacks, events and times say."""
        import pyarrow as pa

        table, names = VERSIONED["ticket"], [f.name for f in ticket_fields()]
        found = [read(connection, table, names, condition) for condition in conditions]
        rows = pa.concat_tables(found)
        if not rows.num_rows:  # the months after a ticket's are looked through for its repeats
            return arrow_schema("tickets").empty_table()
        rows = with_sides(connection, rows, self.jurisdiction)
        day, hour = _local(rows.column("t_accept"), self.timezone)
        rows = rows.append_column("day", day)
        rows = rows.append_column(
            "hour", hour if self.has_hours else pa.nulls(len(hour), pa.int16())
        )
        worked = working_columns(
            rows, self.timezone, self.calendar, has_hours=self.has_hours, hours=self.hours
        )
        for name, values in worked.items():
            rows = rows.append_column(name, values)
        for name in (*_PLACED, *REPEATS, "t_again"):
            kind = arrow_schema("tickets").field(name).type
            rows = rows.append_column(name, pa.nulls(rows.num_rows, kind))
        schema = arrow_schema("tickets")
        return rows.select(schema.names).cast(schema)

    def _derived(self, connection: Connection, rows: pa.Table, ancestors: Ancestors) -> pa.Table:
        """Fill what depends on more than the row, and put the rows in order."""
        if not rows.num_rows:
            return rows
        for name, values in self._computed(connection, rows, ancestors).items():
            rows = rows.set_column(rows.column_names.index(name), name, values)
        order = [(name, "ascending") for name in ("area_code", "day", "ticket_no")]
        return rows.cast(arrow_schema("tickets")).sort_by(order).combine_chunks()

    def _computed(
        self, connection: Connection, rows: pa.Table, ancestors: Ancestors
    ) -> dict[str, pa.Array]:
        return {
            "area_county": _mapped(rows.column("area_code"), ancestors.county),
            "area_street": _mapped(rows.column("area_code"), ancestors.street),
            **repeats(rows.select(CALLER), self._before(connection)),
        }

    def _is_right(self, connection: Connection, ancestors: Ancestors) -> bool:
        """Tell whether what depends on more than the row is as it was written."""
        assert self.base is not None  # noqa: S101 - only asked where there is a base
        known = self.base.read([*CALLER, "area_code", *_PLACED, *REPEATS])
        computed = self._computed(connection, known, ancestors)
        return all(
            known.column(name).combine_chunks().equals(_one_array(values))
            for name, values in computed.items()
        )

    def _before(self, connection: Connection) -> pa.Table:
        """Return who called about what in the months that repeats are looked for in."""
        import pyarrow as pa

        if self.before is None:
            parts = [
                read(connection, VERSIONED["ticket"], CALLER, current(self.jurisdiction, month))
                for month in months_before(self.month)
            ]
        else:
            parts = [file.read(CALLER) for file in self.before]
        schema = pa.schema([arrow_schema("tickets").field(name) for name in CALLER])
        return pa.concat_tables([schema.empty_table(), *(p.cast(schema) for p in parts)])


def _one_array(values: Any) -> Any:
    return values.combine_chunks() if hasattr(values, "combine_chunks") else values


def _not_in(numbers: pa.ChunkedArray, gone: pa.Array) -> pa.ChunkedArray | None:
    """Return which numbers stay, or None where all do."""
    import pyarrow.compute as pc

    leaves = pc.is_in(numbers, value_set=gone)
    return pc.invert(leaves) if pc.any(leaves).as_py() else None


def _local(times: pa.ChunkedArray, timezone: str) -> tuple[pa.Array, pa.Array]:
    """Return the local day and hour of naive UTC times."""
    import pyarrow as pa

    local = local_times(times.to_pandas(), timezone)
    days = pa.array(local.dt.normalize(), pa.timestamp("us"), from_pandas=True).cast(pa.date32())
    hours = pa.array(local.dt.hour.astype("Int16"), pa.int16(), from_pandas=True)
    return days, hours


def _mapped(codes: pa.ChunkedArray, table: dict[str, str]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = pa.array(list(table), pa.string())
    values = pa.array(list(table.values()), pa.string())
    return values.take(_one_array(pc.index_in(codes, value_set=keys)))


def side_month(
    connection: Connection, dataset: str, jurisdiction: str, month: str, timezone: str
) -> pa.Table:
    """Return a month of callbacks or calls, by the local day of their time."""
    entity = schemas.CALLBACK if dataset == "callbacks" else schemas.CALL_LOG
    names = [f.name for f in entity.stored]
    table = VERSIONED[entity.name]
    rows = read(connection, table, names, current(jurisdiction, month, entity.name))
    day, _ = _local(rows.column("t" if dataset == "callbacks" else "t_offer"), timezone)
    rows = rows.append_column("day", day).sort_by([(name, "ascending") for name in entity.key])
    return rows.select(arrow_schema(dataset).names).cast(arrow_schema(dataset))
