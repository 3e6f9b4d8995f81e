"""Reading a month's rows from the store, as Arrow tables typed as in the extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, select

from data_access import schemas
from data_access.extract.layout import stored_schema
from data_access.extract.writer import arrow_of
from data_access.extract.writer import connection as duck
from data_access.store.tables import VERSIONED, area, ticket_place, ticket_version

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 10_000
RETURN_ASKED = "退单申请"


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


def current(jurisdiction: str, *months: str, entity: str = "ticket") -> Any:
    """Return the condition on the rows of months that count now."""
    table = VERSIONED[entity]
    inside = table.c.month == months[0] if len(months) == 1 else table.c.month.in_(months)
    return and_(table.c.jurisdiction == jurisdiction, inside, table.c.is_current)


def read(connection: Connection, table: Table, names: Sequence[str], condition: Any) -> pa.Table:
    """Return columns of a version table, typed as in the extract; ``month`` may be among them."""
    import pyarrow as pa

    entity = table.name.removesuffix("_version")
    kinds = {"month": pa.string(), **{f.name: f.type for f in stored_schema(entity)}}
    query = select(*(table.c[n] for n in names)).where(condition)
    parts = []
    for rows in connection.execution_options(yield_per=50_000).execute(query).partitions():
        columns = list(zip(*rows, strict=True))
        arrays = [pa.array(c, kinds[n]) for n, c in zip(names, columns, strict=True)]
        parts.append(pa.table(arrays, names=list(names)))
    schema = pa.schema([(n, kinds[n]) for n in names])
    return pa.concat_tables(parts) if parts else schema.empty_table()


def resolved_areas(connection: Connection, condition: Any, least: float) -> dict[str, str]:
    """Return the area found in the text, by number, of tickets whose source told none.

    ``least``: how sure it has to be; at 1 nothing is.
    """
    if least >= 1:
        return {}
    joined = ticket_version.join(
        ticket_place, ticket_place.c.version_id == ticket_version.c.version_id
    )
    query = (
        select(ticket_version.c.ticket_no, ticket_place.c.code)
        .select_from(joined)
        .where(
            condition, ticket_version.c.area_code.is_(None), ticket_place.c.code.is_not(None),
            ticket_place.c.confidence >= least,
        )
    )  # fmt: skip
    return {row.ticket_no: row.code for row in connection.execute(query)}


def with_areas(rows: pa.Table, resolved: Mapping[str, str]) -> pa.Table:
    """Fill in areas that were found in the text, and say of every area where it is from."""
    import pyarrow as pa

    told = rows.column("area_code").to_pylist()
    source = ["file" if code is not None else None for code in told]
    if resolved:
        for at, number in enumerate(rows.column("ticket_no").to_pylist()):
            if told[at] is None and number in resolved:
                told[at], source[at] = resolved[number], "resolved"
        place = rows.column_names.index("area_code")
        rows = rows.set_column(place, "area_code", pa.array(told, pa.string()))
    return rows.append_column("area_source", pa.array(source, pa.string()))


def with_sides(connection: Connection, rows: pa.Table, jurisdiction: str) -> pa.Table:
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
        read(connection, table, names, and_(mine, table.c.ticket_no.in_(numbers[n : n + AT_ONCE])))
        for n in range(0, len(numbers), AT_ONCE)
    ]
    return pa.concat_tables(parts) if parts else read(connection, table, names, mine).slice(0, 0)
