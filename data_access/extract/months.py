"""Reading one month of a dataset from the store and shaping it as the extract wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, and_, select

from data_access import schemas
from data_access.extract.layout import arrow_schema, ticket_fields
from data_access.store.tables import VERSIONED, area

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

REPEAT_DAYS = 30
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


def _frame(connection: Connection, query: Select[Any], names: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows = connection.execute(query).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    data = {n: pd.Series(list(c), dtype=object) for n, c in zip(names, columns, strict=True)}
    return pd.DataFrame(data)


def _current(table: Table, jurisdiction: str, month: str) -> Any:
    return and_(table.c.jurisdiction == jurisdiction, table.c.month == month, table.c.is_current)


def _to_arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)


def _local(times: pd.Series, timezone: str) -> pd.Series:
    import pandas as pd

    stamps = pd.to_datetime(times)
    return stamps.dt.tz_localize("UTC").dt.tz_convert(timezone)


def ticket_month(
    connection: Connection, jurisdiction: str, month: str, timezone: str, *, has_hours: bool
) -> pa.Table:
    """Return the month's tickets in their newest version, with the derived columns."""
    table = VERSIONED["ticket"]
    names = [f.name for f in ticket_fields()]
    query = select(*(table.c[n] for n in names)).where(_current(table, jurisdiction, month))
    frame = _frame(connection, query, names)
    _fill_from_callbacks(connection, frame, jurisdiction)
    frame["t_return_apply"] = _first_returns(connection, frame, jurisdiction)
    local = _local(frame["t_accept"], timezone)
    frame["day"] = local.dt.date
    frame["hour"] = local.dt.hour if has_hours else None
    ancestors = Ancestors.load(connection, jurisdiction)
    frame["area_county"] = _mapped(frame["area_code"], ancestors.county)
    frame["area_street"] = _mapped(frame["area_code"], ancestors.street)
    frame["repeat_30d"] = _repeats(connection, frame, jurisdiction, month)
    frame = frame.sort_values(["day", "area_code", "ticket_no"], kind="stable")
    return _to_arrow(frame, arrow_schema("tickets"))


def _mapped(codes: pd.Series, table: dict[str, str]) -> pd.Series:
    found: pd.Series = codes.map(table.get).astype(object)
    return found


def _fill_from_callbacks(connection: Connection, frame: pd.DataFrame, jurisdiction: str) -> None:
    """Take the rating from the last callback that reached the caller, where the ticket has none."""
    import pandas as pd

    calls = VERSIONED["callback"]
    names = ["ticket_no", "round", "t", "reached", "solved", "satisfied"]
    frame["t_reached"] = None
    callbacks = _of_tickets(connection, calls, frame, jurisdiction, names)
    if callbacks.empty:
        return
    callbacks = callbacks.sort_values(["ticket_no", "round"], kind="stable")
    first = callbacks.drop_duplicates("ticket_no", keep="first").set_index("ticket_no")
    reached = callbacks[callbacks["reached"].map(lambda r: r is not False)]
    last = reached.drop_duplicates("ticket_no", keep="last").set_index("ticket_no")
    for column, source in (
        ("t_callback", first["t"]),
        ("solved", last["solved"]),
        ("satisfied", last["satisfied"]),
    ):
        missing = frame[column].isna()
        frame.loc[missing, column] = frame.loc[missing, "ticket_no"].map(source)
    spoken = callbacks[callbacks["reached"].map(lambda r: r is True)]
    reached_at = spoken.groupby("ticket_no")["t"].min()
    frame["t_reached"] = frame["ticket_no"].map(reached_at).astype(object)


def _of_tickets(
    connection: Connection,
    table: Table,
    frame: pd.DataFrame,
    jurisdiction: str,
    names: list[str],
    *conditions: Any,
) -> pd.DataFrame:
    """Return the rows of a side table that belong to the frame's tickets."""
    import pandas as pd

    numbers = frame["ticket_no"].tolist()
    parts = []
    # By number, not by a join: SQLite without statistics picks the wrong side of the join.
    for start in range(0, len(numbers), 10_000):
        query = select(*(table.c[n] for n in names)).where(
            table.c.jurisdiction == jurisdiction,
            table.c.is_current,
            table.c.ticket_no.in_(numbers[start : start + 10_000]),
            *conditions,
        )
        parts.append(_frame(connection, query, names))
    return pd.concat(parts) if parts else pd.DataFrame()


def _first_returns(connection: Connection, frame: pd.DataFrame, jurisdiction: str) -> pd.Series:
    """Return when each ticket's unit first asked to give it back, granted or not; None: never."""
    import pandas as pd

    events = VERSIONED["ticket_event"]
    asked = _of_tickets(
        connection,
        events,
        frame,
        jurisdiction,
        ["ticket_no", "t"],
        events.c.to_status == RETURN_ASKED,
    )
    if asked.empty:
        return pd.Series([None] * len(frame), index=frame.index, dtype=object)
    found: pd.Series = frame["ticket_no"].map(asked.groupby("ticket_no")["t"].min()).astype(object)
    return found


def _repeats(
    connection: Connection, frame: pd.DataFrame, jurisdiction: str, month: str
) -> list[bool | None]:
    """Mark tickets whose caller brought the same leaf category within the 30 days before.

    None where the caller is unknown, so that the share is over callers that can be recognised.
    """
    import pandas as pd

    table = VERSIONED["ticket"]
    first = datetime.fromisoformat(f"{month}-01")
    names = ["ticket_no", "caller_key", "category_code", "t_accept"]
    query = (
        select(*(table.c[n] for n in names))
        .where(table.c.jurisdiction == jurisdiction, table.c.is_current)
        .where(table.c.month == (first - timedelta(days=1)).strftime("%Y-%m"))
        .where(table.c.caller_key.is_not(None))
    )
    before = _frame(connection, query, names)
    both = pd.concat([before, frame[names]], ignore_index=True)
    both["category_code"] = both["category_code"].fillna("")
    both["t_accept"] = pd.to_datetime(both["t_accept"])
    both = both.sort_values(["t_accept", "ticket_no"], kind="stable")
    gap = both.groupby(["caller_key", "category_code"])["t_accept"].diff()
    soon = (gap <= pd.Timedelta(days=REPEAT_DAYS)).astype(object)
    both["repeat"] = soon.where(both["caller_key"].notna(), None)
    marks = both.set_index("ticket_no")["repeat"]
    marks = marks[~marks.index.duplicated(keep="last")]
    return [marks.get(number) for number in frame["ticket_no"]]


def daily_month(tickets: pa.Table) -> pa.Table:
    """Return what adds up of a month's tickets, by day × street × category × unit × channel."""
    schema = arrow_schema("daily")
    keys = ["day", "area_county", "area_street", "category_code", "org_lead", "source_channel"]
    frame = tickets.select([*keys, "status"]).to_pandas()
    frame["tickets"] = 1
    frame["accepted"] = (~frame["status"].isin(schemas.REFUSED_STATES)).astype("int64")
    grouped = frame.groupby(keys, dropna=False, sort=True)[["tickets", "accepted"]].sum()
    return _to_arrow(grouped.reset_index(), schema)


def side_month(
    connection: Connection, dataset: str, jurisdiction: str, month: str, timezone: str
) -> pa.Table:
    """Return a month of callbacks or calls, by the local day of their time."""
    entity = schemas.CALLBACK if dataset == "callbacks" else schemas.CALL_LOG
    table = VERSIONED[entity.name]
    names = [f.name for f in entity.stored]
    query = select(*(table.c[n] for n in names)).where(_current(table, jurisdiction, month))
    frame = _frame(connection, query, names)
    frame["day"] = _local(frame["t" if dataset == "callbacks" else "t_offer"], timezone).dt.date
    return _to_arrow(frame.sort_values(names[0], kind="stable"), arrow_schema(dataset))
