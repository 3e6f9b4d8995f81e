"""An extract of as many tickets as one likes, written by the extract's own writer.

Loading a million tickets through the store would take longer than all measurements together, and
the pages read nothing but the extract: so the demo city's tickets go straight into Parquet, month
by month, beside a small city that came in the ordinary way and brings names and accounts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.loading import LAST_DAY, SEED, city_files, opened

DAYS = 730
SMALL = 1000
ZONE_HOURS = 8


def small_city(work: Path) -> tuple[Any, Any, Any]:
    """Load a small city in the ordinary way; return its settings, store and scope."""
    from data_access.extract.refresh import refresh
    from data_access.metrics.additive import lasting_measures
    from weisu.demo import load_files

    files = city_files(work / "small_files", SMALL, days=60)
    settings, store, scope = opened(work / "home")
    load_files(store, settings, scope, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    return settings, store, scope


def put_tickets(settings: Any, files: Path, tickets: int) -> int:
    """Replace the tickets of the extract by about ``tickets`` others; return how many.

    ``files``: a folder to write the demo city into; it is removed again.
    """
    return put_months(settings, files, _months(files, tickets))


def put_texts(settings: Any, files: Path, tickets: int, *, days: int, seeds: Sequence[int]) -> int:
    """Replace the tickets of the extract by those of several cities, with their texts.

    Each city has its share of ``tickets`` over the same ``days``, numbers and callers of its own;
    a small city's places and matters repeat themselves less than one city's of that size would.
    """
    waiting: dict[str, list[Any]] = {}
    seen: set[str] = set()
    for seed in seeds:
        for month, parts in _months(
            files, tickets // len(seeds), days=days, seed=seed, words=True, mark=f"{seed}-"
        ):
            waiting.setdefault(month, []).extend(_once(part, seen) for part in parts)
    return put_months(settings, files, sorted(waiting.items()))


def _once(table: Any, seen: set[str]) -> Any:
    """Return the rows whose number was not seen; a city's file holds some rows twice."""
    fresh = []
    for number in table["ticket_no"].to_pylist():
        fresh.append(number not in seen)
        seen.add(number)
    return table.filter(fresh)


def put_months(settings: Any, files: Path, months: Iterable[tuple[str, list[Any]]]) -> int:
    """Replace the tickets of the extract by ``months`` of tables; return how many."""
    import pyarrow as pa

    from data_access.extract.daily import put_daily
    from data_access.extract.layout import Storage
    from data_access.extract.manifest import read_manifest, write_manifest
    from data_access.extract.writer import put_month
    from data_access.metrics.additive import lasting_measures
    from demo_city import CITY_CODE

    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    manifest.files.get("tickets", {}).pop(CITY_CODE, None)
    written = 0
    for month, parts in months:
        table = pa.concat_tables(parts).sort_by(
            [("area_code", "ascending"), ("day", "ascending"), ("ticket_no", "ascending")]
        )
        put_month(storage, manifest, "tickets", CITY_CODE, month=month, table=table)
        written += table.num_rows
    timezone = manifest.jurisdictions_info[CITY_CODE]["timezone"]
    put_daily(storage, manifest, CITY_CODE, timezone, lasting_measures())
    manifest.generation += 1
    write_manifest(storage, manifest)
    shutil.rmtree(files)
    return written


def _months(
    files: Path,
    tickets: int,
    *,
    days: int = DAYS,
    seed: int = SEED,
    words: bool = False,
    mark: str = "",
) -> Iterator[tuple[str, list[Any]]]:
    """Yield (month, tables) in order; a month is complete when it is yielded."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pa_csv

    from data_access import schemas
    from demo_city import write_city

    days = min(days, max(tickets // 10, 1))
    per_day = tickets / days
    write_city(files, seed=seed, days=days, per_day=per_day, last_day=LAST_DAY, words=words)
    kinds = {"time": pa.timestamp("s"), "int": pa.int32(), "float": pa.float64()}
    types = {f.label: kinds.get(f.kind, pa.string()) for f in schemas.TICKET.fields}
    options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    waiting: dict[str, list[Any]] = {}
    for batch in pa_csv.open_csv(files / "tickets.csv", convert_options=options):
        table = _table({f.name: f.label for f in schemas.TICKET.fields}, batch)
        for name in ("ticket_no", "caller_key", "place_key") if mark else ():
            own = pc.binary_join_element_wise(mark, table[name], "")
            table = table.set_column(
                table.schema.get_field_index(name), table.schema.field(name), own
            )
        names = pc.strftime(table["day"].cast("timestamp[s]"), "%Y-%m")
        for month in sorted(names.unique().to_pylist()):
            waiting.setdefault(month, []).append(table.filter(pc.equal(names, month)))
        for month in sorted(waiting)[:-1]:
            yield month, waiting.pop(month)
    yield from waiting.items()


def _table(labels: dict[str, str], batch: Any) -> Any:
    """Return rows of the file in the extract's schema: times in UTC, 是/否 as booleans."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from data_access.extract.layout import arrow_schema

    schema = arrow_schema("tickets")
    there = set(batch.schema.names)
    columns = {name: batch[label] for name, label in labels.items() if label in there}
    accepted, area = columns["t_accept"], columns["area_code"]
    columns |= {
        "day": accepted.cast(pa.date32()),
        "hour": pc.hour(accepted).cast(pa.int16()),
        "area_county": pc.utf8_slice_codeunits(area, 0, 6),
        "area_street": pc.utf8_slice_codeunits(area, 0, 9),
        "caller_key": columns["caller_phone"],
        "place_key": columns["addr_text"],
    }
    zone = pa.scalar(timedelta(hours=ZONE_HOURS), pa.duration("us"))
    found = []
    for field in schema:
        values = columns.get(field.name)
        if values is None:
            found.append(pa.nulls(batch.num_rows, field.type))
        elif pa.types.is_timestamp(field.type):
            found.append(pc.subtract(values.cast(field.type), zone))
        elif pa.types.is_boolean(field.type):
            found.append(pc.equal(values, "是"))
        else:
            found.append(values.cast(field.type))
    return pa.table(found, schema=schema)
