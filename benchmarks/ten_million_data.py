"""Ten million tickets straight from the demo city's simulation, through the extract's own writer.

The demo city is one county of 24 streets; a city with millions of tickets is larger. Every ticket
is therefore dealt to one of eight counties (by its number), whose areas and units are copies of the
demo city's. Same arguments, same tickets. No free text, as ``write_city(words=False)``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_access.extract.daily import distinct, put_daily
from data_access.extract.layout import Storage, arrow_schema, ticket_fields
from data_access.extract.manifest import Manifest, write_manifest
from data_access.extract.repeats import repeats
from data_access.extract.writer import put_month
from data_access.metrics.additive import lasting_measures
from demo_city import CITY_CODE
from demo_city.intake import Columns
from demo_city.place import city
from demo_city.simulate import batches, make_world
from demo_city.tickets_file import ticket_columns

CODE, ZONE = "9902", "Asia/Shanghai"
NAME = "演示市"
COUNTIES = tuple(f"{CODE}{n:02d}" for n in range(1, 9))
PER_DAY = 6850.0
LAST_DAY = date(2025, 12, 31)
CALLER = ["ticket_no", "caller_key", "category_code", "t_accept"]
_UTC_SECONDS = 8 * 3600


def areas() -> list[tuple[str, str | None, str, str]]:
    """Return (code, parent, level, name) of the city, its counties, streets and communities."""
    home = city()
    rows: list[tuple[str, str | None, str, str]] = [(CODE, None, "city", NAME)]
    for number, county in enumerate(COUNTIES, start=1):
        rows.append((county, CODE, "county", f"{number}区"))
        for code, name in zip(home.street_codes, home.street_names, strict=True):
            rows.append((code.replace(CITY_CODE, county, 1), county, "street", name))
        for code, name in zip(home.codes, home.names, strict=True):
            street = code[:9].replace(CITY_CODE, county, 1)
            rows.append((code.replace(CITY_CODE, county, 1), street, "community", name))
    return rows


def write_extract(storage: Storage, rows: int, manifest: Manifest | None = None) -> Manifest:
    """Write about ``rows`` tickets with their daily counts and directory as one generation."""
    made = manifest or Manifest(store_id="benchmark")
    made.jurisdictions_info[CODE] = {
        "name": NAME, "timezone": ZONE, "size": "city", "calendar": "cn",
        "refreshed_at": "2026-01-01T00:00:00",
    }  # fmt: skip
    before = arrow_schema("tickets").empty_table().select(CALLER)
    for month, table in month_tables(rows):
        shaped = shape(table, before)
        put_month(storage, made, "tickets", CODE, month=month, table=shaped)
        before = shaped.select(CALLER)
    put_daily(storage, made, CODE, ZONE, lasting_measures())
    content = json.dumps(
        {
            "areas": [[*row, None] for row in areas()],
            "units": [],
            "categories": [],
            "departments": distinct(storage, made, CODE, "org_lead"),
            "channels": distinct(storage, made, CODE, "source_channel"),
        },
        ensure_ascii=False,
    ).encode()
    path = f"directory/{CODE}-{hashlib.sha256(content).hexdigest()[:16]}.json"
    storage.write_whole(path, content)
    made.directories[CODE] = path
    made.generation += 1
    write_manifest(storage, made)
    return made


def last_months(manifest: Manifest, rows: int) -> Manifest:
    """Return a generation of the newest whole months that hold about ``rows`` tickets."""
    months = sorted(manifest.months("tickets", CODE), reverse=True)
    kept: list[str] = []
    for month in months:
        if kept and sum(manifest.months("tickets", CODE)[m].rows for m in kept) >= rows:
            break
        kept.append(month)
    files = {
        dataset: {CODE: {m: e for m, e in by_code[CODE].items() if m in kept}}
        for dataset, by_code in manifest.files.items()
    }
    return Manifest(
        manifest.store_id, manifest.generation + 1, "", manifest.jurisdictions_info, files,
        manifest.directories, manifest.measures,
    )  # fmt: skip


def shape(table: pa.Table, before: pa.Table) -> pa.Table:
    """Fill places and repeats, and put the rows in the extract's order."""
    code = table.column("area_code")
    columns: dict[str, Any] = {
        "area_county": pc.utf8_slice_codeunits(code, 0, 6),
        "area_street": pc.utf8_slice_codeunits(code, 0, 9),
        **repeats(table.select(CALLER), before),
    }
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, values)
    order = [(name, "ascending") for name in ("area_code", "day", "ticket_no")]
    return table.sort_by(order).combine_chunks()


def month_tables(
    rows: int, *, seed: int = 12345, last_day: date = LAST_DAY
) -> Iterator[tuple[str, pa.Table]]:
    """Yield (month, tickets) in order; ``rows`` tickets in all, about, ending with ``last_day``.

    The daily number stays the same whatever ``rows`` is: fewer rows are fewer days.
    """
    days = max(1, round(rows / PER_DAY))
    world = make_world(seed, days, PER_DAY, last_day)
    first = last_day - timedelta(days=days - 1)
    parts: list[pa.Table] = []
    month = f"{first:%Y-%m}"
    for batch in batches(world, first, days):
        table = extract_columns(batch.kept, seed)
        months = pc.strftime(table["day"], "%Y-%m")
        for name in pc.unique(months).to_pylist():
            if name != month:
                yield month, pa.concat_tables(parts)
                parts, month = [], name
            parts.append(table.filter(pc.equal(months, name)))
    yield month, pa.concat_tables(parts)


def extract_columns(batch: Columns, seed: int) -> pa.Table:
    """Return a batch with the columns of the ticket extract; areas and repeats are still empty."""
    raw = ticket_columns(batch, None, seed, faults=False)
    county = np.asarray(batch["number"]) % len(COUNTIES)
    local = raw["t_accept"]
    columns = {}
    for field in ticket_fields():
        found = raw.get(field.name)
        if field.kind == "time" and found is not None:
            seconds = found.cast(pa.int64())
            found = pc.subtract(seconds, _UTC_SECONDS).cast(pa.timestamp("s"))
        elif field.kind == "bool" and found is not None:
            found = pc.equal(found.cast(pa.string()), "是")
        columns[field.name] = found
    prefix = pa.DictionaryArray.from_arrays(pa.array(county.astype(np.int32)), pa.array(COUNTIES))
    prefix = prefix.cast(pa.string())
    columns["area_code"] = _joined(
        prefix, pc.utf8_slice_codeunits(columns["area_code"].cast(pa.string()), 6)
    )
    columns["org_lead"] = _joined(
        pc.utf8_slice_codeunits(prefix, 4), columns["org_lead"].cast(pa.string())
    )
    caller = np.asarray(batch["caller"]) * len(COUNTIES) + county
    known = pc.is_valid(raw["caller_phone"])
    key = pc.utf8_lpad(pa.array(caller).cast(pa.string()), 64, "0")
    columns["caller_key"] = pc.if_else(known, key, None)
    columns["day"] = local.cast(pa.date32(), safe=False)
    columns["hour"] = pc.hour(local).cast(pa.int16())
    columns["t_reached"] = columns["t_callback"]
    schema = arrow_schema("tickets")
    return pa.table(
        [
            pa.nulls(len(local), f.type)
            if columns.get(f.name) is None
            else columns[f.name].cast(f.type)
            for f in schema
        ],
        schema=schema,
    )


def _joined(left: pa.Array, right: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(left, right, "")
