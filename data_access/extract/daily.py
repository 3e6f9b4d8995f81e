"""The daily counts: what adds up, counted once, so that a chart of three years reads no ticket.

Every condition of the measures that a refresh is handed is a column; each cube of ``layout.CUBES``
is one Parquet file a month. Counts are made as known on the jurisdiction's last day, and say until
when they hold (``manifest.FileEntry``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from data_access.days import local_day
from data_access.extract.as_of import NODE_TIMES, as_of_columns, moment_sql
from data_access.extract.layout import CUBES, DIMENSIONS, Storage, columns
from data_access.extract.manifest import FileEntry, Manifest
from data_access.extract.measures import Measures
from data_access.extract.month_batches import together
from data_access.extract.writer import arrow_of, connection, written

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Months are counted together up to so many tickets: a statement with hundreds of conditions takes
# longer to prepare than a small month takes to count.
ROWS_AT_ONCE = 250_000


def put_daily(
    storage: Storage,
    manifest: Manifest,
    code: str,
    timezone: str,
    measures: Measures,
    *,
    anew: bool = False,
) -> int:
    """Bring a jurisdiction's daily counts of ``measures`` up to its tickets as of its last day.

    A month is counted anew where its tickets changed, where one of their moments (a deadline, a
    closing still ahead) has come since, or where other counts are asked for; ``anew``: all months,
    as their files may be damaged. Returns how many months were.
    """
    names = list(measures.conditions)
    same = manifest.measures.get(code) == names and not anew
    manifest.measures[code] = names
    last = manifest.last_day(code)
    tickets = manifest.months("tickets", code)
    cubes = {cube: manifest.files.setdefault(cube, {}).setdefault(code, {}) for cube in CUBES}
    for by_month in cubes.values():
        for month in by_month.keys() - tickets.keys():
            del by_month[month]
    if last is None:
        return 0
    wanted = {
        month: source
        for month, source in sorted(tickets.items())
        if not same or not all(_counts(cubes[c].get(month), source, last) for c in CUBES)
    }
    for some in together({month: entry.rows for month, entry in wanted.items()}, ROWS_AT_ONCE):
        counted = count_months(
            {month: storage.read(wanted[month].path) or b"" for month in some},
            measures,
            last,
            timezone,
        )
        for cube, month, table, (since, until) in counted:
            folder = f"{cube}/jurisdiction={code}/month={month}"
            cubes[cube][month] = replace(
                written(storage, folder, table),
                source=wanted[month].sha256,
                valid_from=since.isoformat(),
                valid_before=until.isoformat() if until else None,
            )
    return len(wanted)


def _counts(entry: FileEntry | None, source: FileEntry, last: date) -> bool:
    return entry is not None and entry.source == source.sha256 and entry.holds(last)


def count_months(
    files: Mapping[str, bytes], measures: Measures, day: date, timezone: str
) -> Iterator[tuple[str, str, pa.Table, tuple[date, date | None]]]:
    """Count the tickets of whole months as known on ``day``, along each dimension.

    ``files``: the months' Parquet files. Yields cube, month, counts in the order of the cube's
    columns, and from which day on and before which day they are right.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    names = _needed(measures)
    parts = []
    for month, content in files.items():
        table = pq.read_table(pa.BufferReader(content), columns=names)
        parts.append(table.append_column("of_month", pa.repeat(month, table.num_rows)))
    with connection() as db:
        db.register("tickets", pa.concat_tables(parts))
        moment = moment_sql(day, timezone)
        spans = _spans(db, measures, moment, timezone)
        whole = arrow_of(db, _counting_sql(names, measures, moment))
    for cube, which in _marks().items():
        mine = whole.filter(pc.equal(whole["which"], which))
        keep = [*CUBES[cube], *measures.splits, "tickets", *measures.conditions]
        for month in files:
            found = mine.filter(pc.equal(mine["of_month"], month)).select(keep)
            yield cube, month, found.combine_chunks(), spans[month]


def _needed(measures: Measures) -> list[str]:
    """Return the ticket columns that the counts depend on, through the as-of rule too."""
    wanted = {*DIMENSIONS, *NODE_TIMES, *measures.reads(measures.states)}
    return [name for name in columns("tickets") if name in wanted]


def _marks() -> dict[str, int]:
    """Return what GROUPING says of each cube: a bit for every column that is not its own."""
    keys = list(DIMENSIONS)
    return {
        cube: sum(1 << n for n, key in enumerate(reversed(keys)) if key not in own)
        for cube, own in CUBES.items()
    }


def _counting_sql(names: list[str], measures: Measures, moment: str) -> str:
    """Every ticket judged once, then counted along all dimensions in one pass."""
    known = ", ".join(as_of_columns(names, moment))
    states = "".join(f", {state.sql} AS {name}" for name, state in measures.states.items())
    judged = ", ".join(["of_month", *DIMENSIONS, *measures.splits, *measures.items(moment)])
    splits = "".join(f", {name}" for name in measures.splits)
    keys = ", ".join(DIMENSIONS)
    sets = ", ".join(f"(of_month, {', '.join(own)}{splits})" for own in CUBES.values())
    sums = "".join(f", count({m})::INTEGER AS {m}" for m in measures.conditions)
    # Every part is this package's own: names, conditions of the registry and a date.
    return (
        f"SELECT of_month, {keys}{splits}, grouping({keys}) AS which, "  # noqa: S608
        f"count(*)::INTEGER AS tickets{sums} FROM (SELECT {judged} "
        f"FROM (SELECT *{states} FROM (SELECT of_month, {known} FROM tickets) k) s) j "
        f"GROUP BY GROUPING SETS ({sets}) ORDER BY {keys}{splits}"
    )


def _spans(
    db: duckdb.DuckDBPyConnection, measures: Measures, moment: str, timezone: str
) -> dict[str, tuple[date, date | None]]:
    """Return by month the first day as of which counts are right, and the first not so again."""
    items = ", ".join(measures.moments())
    rows = db.execute(
        f"SELECT of_month, max(m) FILTER (WHERE m < {moment}), min(m) FILTER (WHERE m >= {moment}) "  # noqa: S608
        f"FROM (SELECT of_month, unnest([{items}]) AS m FROM tickets) u GROUP BY of_month"
    ).fetchall()
    return {
        month: (
            local_day(past, timezone) if past else date.min,
            local_day(ahead, timezone) if ahead else None,
        )
        for month, past, ahead in rows
    }


def distinct(storage: Storage, manifest: Manifest, code: str, column: str) -> list[str]:
    """Return the values that a dimension takes, in order, from the daily counts along it."""
    cube = next(name for name, keys in CUBES.items() if column in keys)
    found: set[str] = set()
    for entry in manifest.months(cube, code).values():
        found.update(_values(storage.read(entry.path) or b"", column))
    return sorted(found)


def _values(content: bytes, name: str) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    values = pq.read_table(pa.BufferReader(content), columns=[name]).column(name)
    found: list[str] = values.unique().drop_null().to_pylist()
    return found
