"""Shaping one month of a dataset from the store as the extract wants it.

A month that was written before is brought up to date: rows that have not changed are taken over
from its file. The result is the same as that of reading all of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, select

from data_access import schemas
from data_access.extract.changes import Changed
from data_access.extract.layout import arrow_schema, ticket_fields
from data_access.extract.working_time import working_columns
from data_access.extract.writer import arrow_of
from data_access.extract.writer import connection as duck
from data_access.settings.working_hours import WorkingHours
from data_access.store.tables import VERSIONED, area

if TYPE_CHECKING:
    import pyarrow as pa

REPEAT_DAYS = (30, 90)
_REPEATS = tuple(f"repeat_{days}d" for days in REPEAT_DAYS)
RETURN_ASKED = "退单申请"
# What tells a repeat: read of the months before, too.
_CALLER = ("ticket_no", "caller_key", "category_code", "t_accept")
_PLACED = ("area_county", "area_street")
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Ancestors:
    """For every area code its county and its street (itself, where it is one)."""

    county: dict[str, str]
    street: dict[str, str]

    @classmethod
    def load(cls, connection: Connection, jurisdiction: str) -> Ancestors:
        """Walk the area table's parents."""
        rows = {
            r.code: (r.parent, r.level)
            for r in connection.execute(
                select(area.c.code, area.c.parent, area.c.level).where(
                    area.c.jurisdiction == jurisdiction
                )
            )
        }
        county: dict[str, str] = {}
        street: dict[str, str] = {}
        for code in rows:
            at: str | None = code
            for _ in range(len(schemas.AREA.fields)):
                if at is None or at not in rows:
                    break
                parent, level = rows[at]
                if level == "county":
                    county[code] = at
                elif level == "street":
                    street[code] = at
                at = parent
        return cls(county, street)


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
            rows = self._fresh(connection, _current(self.jurisdiction, self.month))
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
        mine = _current(self.jurisdiction, self.month)
        ordered = sorted(again)
        parts = [
            and_(mine, table.c.ticket_no.in_(ordered[n : n + _AT_ONCE]))
            for n in range(0, len(ordered), _AT_ONCE)
        ]
        return [and_(mine, table.c.version_id > self.changed.since), *parts]

    def _fresh(self, connection: Connection, *conditions: Any) -> pa.Table:
        """Return rows as they are in the store, with what their callbacks, events and times say."""
        import pyarrow as pa

        table, names = VERSIONED["ticket"], [f.name for f in ticket_fields()]
        found = [_read(connection, table, names, condition) for condition in conditions]
        rows = _with_sides(connection, pa.concat_tables(found), self.jurisdiction)
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
        for name in (*_PLACED, *_REPEATS, "t_again"):
            kind = arrow_schema("tickets").field(name).type
            rows = rows.append_column(name, pa.nulls(rows.num_rows, kind))
        schema = arrow_schema("tickets")
        return rows.select(schema.names).cast(schema)

    def _derived(self, connection: Connection, rows: pa.Table, ancestors: Ancestors) -> pa.Table:
        """Fill what depends on more than the row, and put the rows in order."""
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
            **repeats(rows.select(_CALLER), self._before(connection)),
        }

    def _is_right(self, connection: Connection, ancestors: Ancestors) -> bool:
        """Tell whether what depends on more than the row is as it was written."""
        assert self.base is not None  # noqa: S101 - only asked where there is a base
        known = self.base.read([*_CALLER, "area_code", *_PLACED, *_REPEATS])
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
                _read(connection, VERSIONED["ticket"], _CALLER, _current(self.jurisdiction, month))
                for month in months_before(self.month)
            ]
        else:
            parts = [file.read(_CALLER) for file in self.before]
        schema = pa.schema([arrow_schema("tickets").field(name) for name in _CALLER])
        return pa.concat_tables([schema.empty_table(), *(p.cast(schema) for p in parts)])


def months_before(month: str) -> list[str]:
    """Return the months that hold days up to 90 days before the month: three, or four in spring."""
    first = date.fromisoformat(f"{month}-01")
    return sorted({f"{first - timedelta(days=n):%Y-%m}" for n in range(1, REPEAT_DAYS[-1] + 2)})


def _one_array(values: Any) -> Any:
    return values.combine_chunks() if hasattr(values, "combine_chunks") else values


def _not_in(numbers: pa.ChunkedArray, gone: pa.Array) -> pa.ChunkedArray | None:
    """Return which numbers stay, or None where all do."""
    import pyarrow.compute as pc

    leaves = pc.is_in(numbers, value_set=gone)
    return pc.invert(leaves) if pc.any(leaves).as_py() else None


def _current(jurisdiction: str, month: str, entity: str = "ticket") -> Any:
    table = VERSIONED[entity]
    return and_(table.c.jurisdiction == jurisdiction, table.c.month == month, table.c.is_current)


def _read(connection: Connection, table: Table, names: Sequence[str], condition: Any) -> pa.Table:
    """Return columns of a version table, typed as in the extract."""
    import pyarrow as pa

    entity = table.name.removesuffix("_version")
    kinds = {f.name: f.type for f in _stored_schema(entity)}
    query = select(*(table.c[n] for n in names)).where(condition)
    parts = []
    for rows in connection.execution_options(yield_per=50_000).execute(query).partitions():
        columns = list(zip(*rows, strict=True))
        arrays = [pa.array(c, kinds[n]) for n, c in zip(names, columns, strict=True)]
        parts.append(pa.table(arrays, names=list(names)))
    schema = pa.schema([(n, kinds[n]) for n in names])
    return pa.concat_tables(parts) if parts else schema.empty_table()


def _stored_schema(entity: str) -> pa.Schema:
    import pyarrow as pa

    from data_access.extract.layout import arrow_type

    return pa.schema([(f.name, arrow_type(f.kind)) for f in schemas.ENTITIES[entity].stored])


def _local(times: pa.ChunkedArray, timezone: str) -> tuple[pa.Array, pa.Array]:
    """Return the local day and hour of naive UTC times."""
    import pandas as pd
    import pyarrow as pa

    stamps = pd.to_datetime(times.to_pandas())
    local = stamps.dt.tz_localize("UTC").dt.tz_convert(timezone).dt.tz_localize(None)
    days = pa.array(local.dt.normalize(), pa.timestamp("us"), from_pandas=True).cast(pa.date32())
    hours = pa.array(local.dt.hour.astype("Int16"), pa.int16(), from_pandas=True)
    return days, hours


def _mapped(codes: pa.ChunkedArray, table: dict[str, str]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = pa.array(list(table), pa.string())
    values = pa.array(list(table.values()), pa.string())
    return values.take(_one_array(pc.index_in(codes, value_set=keys)))


def _with_sides(connection: Connection, rows: pa.Table, jurisdiction: str) -> pa.Table:
    """Add what callbacks and events say of tickets.

    The rating is the last callback's that reached the caller, where the ticket has none;
    ``t_reached`` the first that did for certain; ``t_return_apply`` when the unit first asked to
    give the ticket back, granted or not, ``n_return_apply`` how often (null: never).
    """
    numbers = rows.column("ticket_no").to_pylist()
    calls = ("ticket_no", "round", "t", "reached", "solved", "satisfied")
    returns = VERSIONED["ticket_event"].c.to_status == RETURN_ASKED
    with duck() as db:
        db.register("rows", rows)
        db.register("calls", _of(connection, "callback", jurisdiction, numbers, calls))
        events = _of(connection, "ticket_event", jurisdiction, numbers, ("ticket_no", "t"), returns)
        db.register("events", events)
        return arrow_of(db, _SIDES_SQL)


_SIDES_SQL = """
WITH first AS (
    SELECT ticket_no, t FROM calls
    QUALIFY row_number() OVER (PARTITION BY ticket_no ORDER BY round) = 1
), last AS (
    SELECT ticket_no, solved, satisfied FROM calls WHERE reached IS DISTINCT FROM FALSE
    QUALIFY row_number() OVER (PARTITION BY ticket_no ORDER BY round DESC) = 1
), spoken AS (
    SELECT ticket_no, min(t) AS t FROM calls WHERE reached GROUP BY ticket_no
), asked AS (
    SELECT ticket_no, min(t) AS t, count(*) AS n FROM events GROUP BY ticket_no
)
SELECT rows.* REPLACE (
    coalesce(rows.t_callback, first.t) AS t_callback,
    coalesce(rows.solved, last.solved) AS solved,
    coalesce(rows.satisfied, last.satisfied) AS satisfied
), asked.t AS t_return_apply, asked.n AS n_return_apply, spoken.t AS t_reached
FROM rows LEFT JOIN first USING (ticket_no) LEFT JOIN last USING (ticket_no)
LEFT JOIN spoken USING (ticket_no) LEFT JOIN asked USING (ticket_no)
"""


def _of(
    connection: Connection,
    entity: str,
    jurisdiction: str,
    numbers: Sequence[str],
    names: Sequence[str],
    *conditions: Any,
) -> pa.Table:
    """Return the rows of a side table that belong to tickets."""
    import pyarrow as pa

    table = VERSIONED[entity]
    mine = and_(table.c.jurisdiction == jurisdiction, table.c.is_current, *conditions)
    # By number, not by a join: SQLite without statistics picks the wrong side of the join.
    parts = [
        _read(
            connection, table, names, and_(mine, table.c.ticket_no.in_(numbers[n : n + _AT_ONCE]))
        )
        for n in range(0, len(numbers), _AT_ONCE)
    ]
    return pa.concat_tables(parts) if parts else _read(connection, table, names, mine).slice(0, 0)


def repeats(rows: pa.Table, before: pa.Table) -> dict[str, pa.Array]:
    """Mark tickets whose caller brought the same leaf category within the 30, the 90 days before.

    ``before``: the tickets of the months before. Null where the caller is unknown, so that the
    share is over callers that can be recognised.
    """
    flags = ", ".join(
        f"since IS NOT NULL AND since <= INTERVAL {days} DAY AS {name}"
        for name, days in zip(_REPEATS, REPEAT_DAYS, strict=True)
    )
    with duck() as db:
        db.register("rows", rows)
        db.register("before", before)
        found = arrow_of(db, _REPEATS_SQL.format(flags=flags, names=", ".join(_REPEATS)))
    return {name: _one_array(found.column(name)) for name in _REPEATS}


_REPEATS_SQL = """
WITH numbered AS (SELECT *, row_number() OVER () AS place FROM rows),
known AS (
    SELECT place, ticket_no, caller_key, coalesce(category_code, '') AS what, t_accept
    FROM numbered WHERE caller_key IS NOT NULL
    UNION ALL
    SELECT NULL, ticket_no, caller_key, coalesce(category_code, ''), t_accept
    FROM before WHERE caller_key IS NOT NULL
), judged AS (
    SELECT place, {flags} FROM (
        SELECT place, t_accept - lag(t_accept) OVER (
            PARTITION BY caller_key, what ORDER BY t_accept, ticket_no
        ) AS since FROM known
    )
)
SELECT {names} FROM numbered LEFT JOIN judged USING (place) ORDER BY place
"""


def side_month(
    connection: Connection, dataset: str, jurisdiction: str, month: str, timezone: str
) -> pa.Table:
    """Return a month of callbacks or calls, by the local day of their time."""
    entity = schemas.CALLBACK if dataset == "callbacks" else schemas.CALL_LOG
    names = [f.name for f in entity.stored]
    table = VERSIONED[entity.name]
    rows = _read(connection, table, names, _current(jurisdiction, month, entity.name))
    day, _ = _local(rows.column("t" if dataset == "callbacks" else "t_offer"), timezone)
    rows = rows.append_column("day", day).sort_by([(name, "ascending") for name in entity.key])
    return rows.select(arrow_schema(dataset).names).cast(arrow_schema(dataset))
