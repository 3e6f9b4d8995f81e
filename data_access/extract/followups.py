"""When a caller came back after the closing: the first later ticket on the same matter.

A ticket's repeats lie in months after its own, so this is filled in once those are written. A month
in which nothing is new keeps its file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import FileEntry, Manifest
from data_access.extract.month_batches import together
from data_access.extract.writer import arrow_of, put_month
from data_access.extract.writer import connection as duck

if TYPE_CHECKING:
    import pyarrow as pa

CLOSED_WITHIN_DAYS, AGAIN_WITHIN_DAYS = 60, 30
"""Who comes back within 30 days is looked for of tickets closed within 60 days of acceptance."""
ROWS_AT_ONCE = 250_000
"""Tickets of months that are looked at together; five of their columns are read."""
_REACH_DAYS = CLOSED_WITHIN_DAYS + AGAIN_WITHIN_DAYS + 1
_CALLER = ("ticket_no", "caller_key", "category_code", "t_accept", "t_close")
# The last of several tickets of one caller at one moment is the same one whatever their order.
_AGAIN_SQL = """
WITH numbered AS (SELECT *, row_number() OVER () AS place FROM rows),
closed AS (
    SELECT place, caller_key, coalesce(category_code, '') AS what, t_close
    FROM numbered WHERE caller_key IS NOT NULL AND t_close >= t_accept
    AND t_close <= t_accept + INTERVAL {closed} DAY
), brought AS (
    SELECT caller_key, coalesce(category_code, '') AS what, t_accept
    FROM later WHERE caller_key IS NOT NULL AND t_accept IS NOT NULL
), found AS (
    SELECT closed.place, brought.t_accept AS t_again FROM closed ASOF JOIN brought
    ON closed.caller_key = brought.caller_key AND closed.what = brought.what
    AND closed.t_close < brought.t_accept
    WHERE brought.t_accept <= closed.t_close + INTERVAL {again} DAY
)
SELECT found.t_again FROM numbered LEFT JOIN found USING (place) ORDER BY place
"""


def put_followups(
    storage: Storage, manifest: Manifest, code: str, touched: Collection[str]
) -> None:
    """Bring ``t_again`` up to date in the months that were written and in those before them."""
    by_month = manifest.months("tickets", code)
    months = {m for at in touched for m in (at, *_months_around(at, -1))}
    rows = {m: by_month[m].rows for m in sorted(months & set(by_month))}
    for some in together(rows, ROWS_AT_ONCE):
        for month, table in _brought_up_to_date(storage, by_month, some).items():
            put_month(
                storage, manifest, "tickets", code, month=month, table=table,
                read_to=by_month[month].read_to,
            )  # fmt: skip


def _months_around(month: str, way: int) -> list[str]:
    """Return the months before (-1) or after (1) that a month's days reach into."""
    first = date.fromisoformat(f"{month}-01")
    edge = first if way < 0 else (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = (edge + timedelta(days=way * n) for n in range(_REACH_DAYS + 1))
    return sorted({f"{day:%Y-%m}" for day in days} - {month})


def _brought_up_to_date(
    storage: Storage, by_month: Mapping[str, FileEntry], some: Sequence[str]
) -> dict[str, pa.Table]:
    """Return those of some months whose column is not right as it is, with the column renewed."""
    import pyarrow as pa

    rows = {month: _read(storage, by_month[month], (*_CALLER, "t_again")) for month in some}
    after = {m for month in some for m in _months_around(month, 1)} & set(by_month)
    mine = pa.concat_tables([table.select(_CALLER) for table in rows.values()])
    later = [_read(storage, by_month[m], _CALLER) for m in sorted(after - set(some))]
    found = again(mine, pa.concat_tables([mine, *later]))
    renewed, at = {}, 0
    for month, table in rows.items():
        column = found.slice(at, table.num_rows)
        at += table.num_rows
        if not table.column("t_again").combine_chunks().equals(column):
            whole = _read(storage, by_month[month], arrow_schema("tickets").names)
            place = whole.column_names.index("t_again")
            renewed[month] = whole.set_column(place, "t_again", column)
    return renewed


def _read(storage: Storage, entry: FileEntry, names: Collection[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = storage.read(entry.path)
    if content is None:
        raise FileNotFoundError(entry.path)
    return pq.read_table(pa.BufferReader(content), columns=list(names))


def again(rows: pa.Table, later: pa.Table) -> pa.Array:
    """Return for each ticket when its caller next brought the same leaf category after its closing.

    Within 30 days; null where not, where the ticket isn't closed within 60 days, and where the
    caller is unknown. ``later``: the tickets of the same month and of those after it.
    """
    import pyarrow as pa

    with duck() as db:
        db.register("rows", rows)
        db.register("later", later)
        sql = _AGAIN_SQL.format(closed=CLOSED_WITHIN_DAYS, again=AGAIN_WITHIN_DAYS)
        found = arrow_of(db, sql).column("t_again").combine_chunks()
    return found.cast(pa.timestamp("us"))
