"""Shaping months of a dataset from the store as the extract wants them.

A month that was written before is brought up to date: rows that have not changed are taken over
from its file. The result is the same as that of reading all of it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_

from data_access import schemas
from data_access.calendar.node_limits import node_limits
from data_access.days import local_times
from data_access.extract.changes import Changed
from data_access.extract.layout import arrow_schema, ticket_fields
from data_access.extract.repeats import CALLER, REPEATS, repeats
from data_access.extract.store_rows import (
    AT_ONCE,
    Ancestors,
    current,
    read,
    resolved_areas,
    with_areas,
    with_sides,
)
from data_access.extract.working_time import working_columns
from data_access.settings.working_hours import WorkingHours
from data_access.store.tables import VERSIONED

if TYPE_CHECKING:
    import pyarrow as pa

MONTH = "month"
_PLACED = ("area_county", "area_street")
_COMPUTED_FROM = (*CALLER, "area_code", *_PLACED, *REPEATS)


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
class TicketPlace:
    """Whose tickets, and by which clock, calendar, working hours and limits they are counted.

    ``places_from``: how sure an area found in the text has to be to count.
    """

    jurisdiction: str
    timezone: str
    has_hours: bool
    calendar: str = "cn"
    hours: WorkingHours | None = None
    node_limits: str | None = None
    places_from: float = 1.0


@dataclass(frozen=True, slots=True)
class TicketMonth:
    """One month to be made or brought up to date. ``base``: what was written before, with what has
    changed since; without them all of it is read.
    """

    month: str
    base: MonthFile | None = None
    changed: Changed | None = None


@dataclass(frozen=True, slots=True)
class MonthGroup:
    """Months of a jurisdiction's tickets that are made together.

    A month costs some twenty statements whatever it holds: of small months so many share them as
    ``refresh.ROWS_AT_ONCE`` allows. ``before``: the files of other months that repeats are looked
    for in (``months_before``), None for what is to be asked of the store.
    """

    place: TicketPlace
    months: tuple[TicketMonth, ...]
    before: Mapping[str, MonthFile | None]

    def tables(self, connection: Connection) -> dict[str, pa.Table | None]:
        """Return each month's tickets with the derived columns; None: its file is still right."""
        import pyarrow as pa

        ancestors = Ancestors.load(connection, self.place.jurisdiction)
        again = {m.month: _sides_again(m) for m in self.months}
        fresh = self._fresh(connection, self._conditions(again))
        whole: dict[str, pa.Table] = {}
        standing: dict[str, pa.Table] = {}
        for one in self.months:
            rows = _of_month(fresh, one.month)
            if one.base is None or one.changed is None:
                whole[one.month] = rows
                continue
            stays = _not_in(
                one.base.read(["ticket_no"]).column("ticket_no"),
                pa.array([*one.changed.tickets, *again[one.month]], pa.string()),
            )
            if not rows.num_rows and stays is None:
                standing[one.month] = one.base.read(_COMPUTED_FROM)
                continue
            kept = one.base.read()
            kept = kept if stays is None else kept.filter(stays)
            whole[one.month] = pa.concat_tables([kept, rows])
        computed = self._computed(connection, {**standing, **whole}, ancestors)
        for one in self.months:
            known = standing.get(one.month)
            if known is not None and one.base and not _as_computed(known, computed[one.month]):
                whole[one.month] = one.base.read()
        return {
            one.month: _in_order(whole[one.month], computed[one.month])
            if one.month in whole else None
            for one in self.months
        }  # fmt: skip

    def _conditions(self, again: Mapping[str, Collection[str]]) -> list[Any]:
        """What picks the rows to read: whole months, new versions, and tickets whose callbacks are
        new.
        """
        table, code = VERSIONED["ticket"], self.place.jurisdiction
        since: dict[int | None, list[str]] = {}
        for one in self.months:
            known = one.base is not None and one.changed is not None
            since.setdefault(one.changed.since if known and one.changed else None, []).append(
                one.month
            )
        found = []
        for version, names in since.items():
            mine = current(code, *names)
            found.append(mine if version is None else and_(mine, table.c.version_id > version))
        for month, numbers in again.items():
            ordered = sorted(numbers)
            found += [
                and_(current(code, month), table.c.ticket_no.in_(ordered[n : n + AT_ONCE]))
                for n in range(0, len(ordered), AT_ONCE)
            ]
        return found

    def _fresh(self, connection: Connection, conditions: Sequence[Any]) -> pa.Table:
        """Return rows as they are in the store, with what their callbacks, events and times say,
        and the ``month`` they are kept under.
        """
        import pyarrow as pa

        table, names = VERSIONED["ticket"], [f.name for f in ticket_fields()]
        schema = arrow_schema("tickets").append(pa.field(MONTH, pa.string()))
        found = [read(connection, table, [*names, MONTH], condition) for condition in conditions]
        rows = pa.concat_tables(found)
        if not rows.num_rows:  # the months after a ticket's are looked through for its repeats
            return schema.empty_table()
        place = self.place
        resolved: dict[str, str] = {}
        for condition in conditions:
            resolved |= resolved_areas(connection, condition, place.places_from)
        rows = with_areas(rows, resolved)
        rows = with_sides(connection, rows, place.jurisdiction)
        day, hour = _local(rows.column("t_accept"), place.timezone)
        rows = rows.append_column("day", day)
        hours = hour if place.has_hours else pa.nulls(len(hour), pa.int16())
        rows = rows.append_column("hour", hours)
        worked = working_columns(
            rows, place.timezone, place.calendar, has_hours=place.has_hours, hours=place.hours,
            node_limits=node_limits(place.node_limits),
        )  # fmt: skip
        for name, values in worked.items():
            rows = rows.append_column(name, values)
        for name in (*_PLACED, *REPEATS, "t_again"):
            rows = rows.append_column(name, pa.nulls(rows.num_rows, schema.field(name).type))
        return rows.select(schema.names).cast(schema)

    def _computed(
        self, connection: Connection, rows: Mapping[str, pa.Table], ancestors: Ancestors
    ) -> dict[str, dict[str, pa.Array]]:
        """Return by month what depends on more than the row, column by column."""
        import pyarrow as pa

        names = [*CALLER, "area_code"]
        together = pa.concat_tables([table.select(names) for table in rows.values()])
        if not together.num_rows:
            return {month: {} for month in rows}
        columns = {
            "area_county": _mapped(together.column("area_code"), ancestors.county),
            "area_street": _mapped(together.column("area_code"), ancestors.street),
            **repeats(together.select(CALLER), self._before(connection, rows)),
        }
        found, at = {}, 0
        for month, table in rows.items():
            found[month] = {name: c.slice(at, table.num_rows) for name, c in columns.items()}
            at += table.num_rows
        return found

    def _before(self, connection: Connection, made: Collection[str]) -> pa.Table:
        """Return who called about what in the months that repeats are looked for in, without those
        that are ``made`` here.
        """
        import pyarrow as pa

        code = self.place.jurisdiction
        schema = pa.schema([arrow_schema("tickets").field(name) for name in CALLER])
        parts = [schema.empty_table()]
        for month in sorted(self.before.keys() - set(made)):
            file = self.before[month]
            asked = (
                file.read(CALLER)
                if file is not None
                else read(connection, VERSIONED["ticket"], CALLER, current(code, month))
            )
            parts.append(asked.cast(schema))
        return pa.concat_tables(parts)


def _sides_again(one: TicketMonth) -> frozenset[str]:
    """Return the month's tickets whose callbacks or events are new while they are not."""
    if one.base is None or one.changed is None or not one.changed.sides:
        return frozenset()
    numbers = one.base.read(["ticket_no"]).column("ticket_no").to_pylist()
    return one.changed.sides & set(numbers)


def _of_month(rows: pa.Table, month: str) -> pa.Table:
    import pyarrow.compute as pc

    return rows.filter(pc.equal(rows.column(MONTH), month)).drop_columns([MONTH])


def _as_computed(known: pa.Table, computed: Mapping[str, pa.Array]) -> bool:
    """Tell whether what depends on more than the row is as it was written."""
    return all(
        known.column(name).combine_chunks().equals(_one_array(values))
        for name, values in computed.items()
    )


def _in_order(rows: pa.Table, computed: Mapping[str, pa.Array]) -> pa.Table:
    """Fill what was computed, and put the rows in order."""
    if not rows.num_rows:
        return rows
    for name, values in computed.items():
        rows = rows.set_column(rows.column_names.index(name), name, values)
    order = [(name, "ascending") for name in ("area_code", "day", "ticket_no")]
    return rows.cast(arrow_schema("tickets")).sort_by(order).combine_chunks()


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
    rows = read(connection, table, names, current(jurisdiction, month, entity=entity.name))
    day, _ = _local(rows.column("t" if dataset == "callbacks" else "t_offer"), timezone)
    rows = rows.append_column("day", day).sort_by([(name, "ascending") for name in entity.key])
    return rows.select(arrow_schema(dataset).names).cast(arrow_schema(dataset))
