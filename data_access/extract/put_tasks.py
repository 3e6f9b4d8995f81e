"""Writing supervision tasks into the extract, beside what the city sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data_access.days import local_day
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import Manifest, read_manifest, write_manifest
from data_access.extract.store_rows import Ancestors
from data_access.extract.writer import put_month
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store

if TYPE_CHECKING:
    import pyarrow as pa

DATASET = "tasks"


def put_tasks(
    store: Store, settings: Settings, code: str, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Make ``rows`` a jurisdiction's tasks; return how many months are other than before.

    A row has the columns of ``schemas.TASK_COLUMNS`` (times naive UTC); the day and the areas above
    are worked out here. Where nothing has changed no generation is made; a jurisdiction without
    tickets has no figures and is left out. The caller holds the lease (``weisu.pipeline``).
    """
    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    info = manifest.jurisdictions_info.get(code)
    if info is None:
        return 0
    before = dict(manifest.months(DATASET, code))
    months: dict[str, list[dict[str, Any]]] = {}
    for row in _placed(store, code, info["timezone"], rows):
        months.setdefault(f"{row['day']:%Y-%m}", []).append(row)
    empty = arrow_schema(DATASET).empty_table()
    for month in sorted({*before, *months}):
        table = _table(months[month]) if month in months else empty
        put_month(storage, manifest, DATASET, code, month=month, table=table)
    after = manifest.months(DATASET, code)
    changed = sum(before.get(month) != after.get(month) for month in {*before, *after})
    if changed:
        _swap_in(storage, manifest)
    return changed


def _placed(
    store: Store, code: str, timezone: str, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    with store.read() as connection:
        above = Ancestors.load(connection, code)
    return [
        {
            **row,
            "day": local_day(row["t_issue"], timezone),
            "area_county": above.county.get(row["area_code"]),
            "area_street": above.street.get(row["area_code"]),
        }
        for row in rows
    ]


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    ordered = sorted(rows, key=lambda row: (row["area_code"] or "", row["day"], row["task_id"]))
    return pa.Table.from_pylist(ordered, schema=arrow_schema(DATASET))


def _swap_in(storage: Storage, manifest: Manifest) -> None:
    manifest.generation += 1
    manifest.written_at = utc_now().isoformat(timespec="seconds")
    write_manifest(storage, manifest)
