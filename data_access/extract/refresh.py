"""Bringing the extract up to date: changed months are written, then swapped in."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from data_access.extract import changes, months
from data_access.extract.daily import distinct, put_daily
from data_access.extract.followups import put_followups
from data_access.extract.gaps import SOURCES
from data_access.extract.layout import CUBES, DATASETS, TEXTS, Storage
from data_access.extract.manifest import (
    DamagedManifestError,
    FileEntry,
    Manifest,
    read_manifest,
    write_manifest,
)
from data_access.extract.measures import Measures
from data_access.extract.month_batches import together
from data_access.extract.repeats import months_before
from data_access.extract.store_rows import current
from data_access.extract.text_months import put_texts
from data_access.extract.writer import put_month
from data_access.settings import Settings
from data_access.settings.working_hours import WorkingHours, hours_of
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import (
    VERSIONED,
    area,
    category,
    extract_dirty,
    jurisdiction,
    organisation,
    store_info,
)
from data_access.store.vault.print_state import require_one_generation
from data_access.store.vault.print_state import turned as prints_turned

Progress = Callable[[str, float], None]
ROWS_AT_ONCE = 50_000
"""Tickets of months that are made together: some 200 MB."""
OWN_FOLDERS = (*DATASETS, *CUBES, TEXTS, "directory")
_OURS = re.compile(
    r"/([0-9a-f]{16}\.(?:parquet|words)|[^/]+-[0-9a-f]{16}\.json)(\.[0-9a-f]{32}\.part)?$"
)


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did."""

    generation: int
    months_written: int
    jurisdictions: tuple[str, ...]


def store_id(store: Store) -> str:
    """Return the store's own id, so that an extract of another store is never trusted."""
    with store.write() as connection:
        query = select(store_info.c.value).where(store_info.c.name == "id")
        found = connection.execute(query).scalar()
        if found is None:
            found = uuid.uuid4().hex
            connection.execute(insert(store_info).values(name="id", value=found))
        return str(found)


def refresh(
    store: Store,
    settings: Settings,
    measures: Measures,
    *,
    progress: Progress | None = None,
    full: bool = False,
) -> Refreshed:
    """Rewrite the months that imports marked as changed (``full``: all of them, with everything
    that is made from them, whatever state the files are in).

    ``measures``: what the daily counts hold, see ``metrics.additive.lasting_measures``.
    Each jurisdiction is swapped in as soon as it is ready, so work that is cut off is not lost.
    One refresh at a time: the caller holds the lease (``weisu.pipeline``). A jurisdiction whose
    caller and place keys are of another key than the store's is made anew whole. Raises
    ``PrintsTurningError`` while the store's are of two.
    """
    storage = Storage.of(settings)
    manifest = _current(storage)
    identity = store_id(store)
    if manifest.store_id != identity:
        manifest, full = Manifest(store_id=identity, generation=manifest.generation), True
    elif full:
        _drop_damaged_tasks(storage, manifest)
    with store.read() as connection:
        require_one_generation(connection)
        turned = prints_turned(connection)
        marks = connection.execute(select(extract_dirty)).all()
        places = connection.execute(select(jurisdiction)).all()
        anew = {
            p.code
            for p in places
            if full
            or _hours_changed(manifest, settings, p.code)
            or _limits_changed(manifest, p)
            or _places_changed(manifest, settings, p.code)
            or manifest.turned(p.code) != turned
        }
        work = {p.code: _work_of(connection, p.code, marks, full=p.code in anew) for p in places}
    total = sum(len(items) for items in work.values())
    done = 0
    changed = tuple(p.code for p in places if work[p.code])
    for place in places:
        if not work[place.code]:
            continue
        hours = hours_of(settings.working_hours, place.code)
        for dataset, some in _groups(store, place.code, work[place.code]):
            with store.read() as connection:
                if dataset == "tickets":
                    _write_tickets(
                        connection, storage, manifest, place=place, wanted=some,
                        anew=place.code in anew, hours=hours,
                        places_from=settings.place_confidence,
                    )  # fmt: skip
                else:
                    _write_side(connection, storage, manifest, place, (dataset, some[0]))
            done += len(some)
            if progress:
                progress(f"{place.name} {some[-1]}", done / total)
        # Once more for who came back, now that all months are written.
        touched = {month for dataset, month in work[place.code] if dataset == "tickets"}
        put_followups(storage, manifest, place.code, touched)
        put_daily(storage, manifest, place.code, place.timezone, measures, anew=full)
        put_texts(storage, manifest, place.code, anew=full)
        noted = {"hours": hours.text, "places_from": _places_from(settings)}
        noted |= {"turned": str(turned)} if turned else {}
        _commit(store, storage, manifest, place, marks, noted=noted)
    return Refreshed(manifest.generation, done, changed)


def _current(storage: Storage) -> Manifest:
    """Return the manifest, or none of any store where it is damaged: all is written anew then."""
    try:
        return read_manifest(storage)
    except DamagedManifestError:
        log.warning("the manifest of the extract is damaged and made anew")
        return Manifest()


def _drop_damaged_tasks(storage: Storage, manifest: Manifest) -> None:
    """Take files of tasks that are not as they were written out of the manifest.

    A refresh does not make them; ``put_tasks`` does for months that are not there.
    """
    for by_month in manifest.files.get("tasks", {}).values():
        for month, entry in list(by_month.items()):
            if not storage.holds(entry.path, entry.sha256):
                del by_month[month]


def _work_of(connection: Connection, code: str, marks: Any, *, full: bool) -> set[tuple[str, str]]:
    work = {(m.dataset, m.month) for m in marks if m.jurisdiction == code}
    if full:
        for dataset, entity in SOURCES.items():
            table = VERSIONED[entity]
            found = connection.execute(
                select(table.c.month).where(table.c.jurisdiction == code).distinct()
            )
            work |= {(dataset, month) for (month,) in found}
    return work


def _hours_changed(manifest: Manifest, settings: Settings, code: str) -> bool:
    """Tell whether what is written was counted by other working hours than are set now."""
    info = manifest.jurisdictions_info.get(code)
    return info is not None and info.get("hours") != hours_of(settings.working_hours, code).text


def _limits_changed(manifest: Manifest, place: Any) -> bool:
    """Tell whether what is written was judged by other limits of nodes than the place has now."""
    info = manifest.jurisdictions_info.get(place.code)
    return info is not None and info.get("node_limits", "") != (place.node_limits or "")


def _places_changed(manifest: Manifest, settings: Settings, code: str) -> bool:
    """Tell whether areas found in texts were taken from another confidence on than is set now."""
    info = manifest.jurisdictions_info.get(code)
    return info is not None and info.get("places_from") != _places_from(settings)


def _places_from(settings: Settings) -> str:
    return f"{settings.place_confidence:g}"


def _groups(
    store: Store, code: str, work: Collection[tuple[str, str]]
) -> Iterator[tuple[str, list[str]]]:
    """Yield what to write: a month of a side table, or as many months of tickets as may be made
    together, in their order.
    """
    table = VERSIONED[SOURCES["tickets"]]
    tickets = sorted(month for dataset, month in work if dataset == "tickets")
    yield from ((dataset, [month]) for dataset, month in sorted(work) if dataset != "tickets")
    if not tickets:
        return
    with store.read() as connection:
        rows: dict[str, int] = dict(
            connection.execute(
                select(table.c.month, func.count())
                .where(current(code, *tickets))
                .group_by(table.c.month)
            ).all()
        )
    for some in together({month: rows.get(month, 0) for month in tickets}, ROWS_AT_ONCE):
        yield "tickets", some


def _write_side(
    connection: Connection,
    storage: Storage,
    manifest: Manifest,
    place: Any,
    wanted: tuple[str, str],
) -> None:
    dataset, month = wanted
    table = months.side_month(connection, dataset, place.code, month, place.timezone)
    put_month(storage, manifest, dataset, place.code, month=month, table=table)


def _write_tickets(
    connection: Connection,
    storage: Storage,
    manifest: Manifest,
    *,
    place: Any,
    wanted: Sequence[str],
    anew: bool,
    hours: WorkingHours,
    places_from: float,
) -> None:
    # The mark is taken first: what is written meanwhile may be read twice, and never missed.
    mark = changes.mark(connection, place.code)
    by_month = manifest.months("tickets", place.code)
    changed: dict[tuple[tuple[str, int], ...], changes.Changed | None] = {}
    some = []
    for month in wanted:
        entry = by_month.get(month)
        base = None if anew else _month_file(storage, entry)
        if base is None or entry is None:
            some.append(months.TicketMonth(month))
            continue
        then = tuple(sorted(entry.read_to.items()))
        if then not in changed:  # months that were written together have one answer
            changed[then] = changes.changed_since(connection, place.code, entry.read_to, mark)
        some.append(months.TicketMonth(month, base, changed[then]))
    whose = months.TicketPlace(
        place.code, place.timezone, place.time_precision != "day", place.calendar, hours,
        place.node_limits, places_from,
    )  # fmt: skip
    before = {m for month in wanted for m in months_before(month) if m in by_month}
    files = {m: _month_file(storage, by_month[m]) for m in before - set(wanted)}
    made = months.MonthGroup(whose, tuple(some), files).tables(connection)
    for month, table in made.items():
        if table is not None:
            put_month(
                storage, manifest, "tickets", place.code, month=month, table=table, read_to=mark
            )
        elif month in by_month:
            by_month[month] = replace(by_month[month], read_to=mark)


def _month_file(storage: Storage, entry: FileEntry | None) -> months.MonthFile | None:
    content = storage.read(entry.path) if entry is not None else None
    return months.MonthFile(content) if content is not None else None


def _directory(connection: Connection, code: str, cuts: dict[str, list[str]]) -> bytes:
    areas = connection.execute(
        select(area.c.code, area.c.parent, area.c.level, area.c.name, area.c.population)
        .where(area.c.jurisdiction == code)
        .order_by(area.c.code)
    )
    categories = connection.execute(
        select(category.c.code, category.c.parent, category.c.level, category.c.name)
        .where(category.c.jurisdiction == code)
        .order_by(category.c.code)
    )
    units = connection.execute(
        select(organisation.c.name, organisation.c.group_name, organisation.c.level)
        .where(organisation.c.jurisdiction == code)
        .order_by(organisation.c.code)
    )
    content = {
        "areas": [list(r) for r in areas],
        "units": [list(r) for r in units],
        "categories": [list(r) for r in categories],
        **cuts,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _commit(
    store: Store,
    storage: Storage,
    manifest: Manifest,
    place: Any,
    marks: Any,
    *,
    noted: Mapping[str, str],
) -> None:
    """Swap the new generation in, then forget the marks that it has dealt with.

    ``noted``: by what the files were made, which a later refresh compares.
    """
    cuts = {
        name: distinct(storage, manifest, place.code, column)
        for name, column in (("departments", "org_lead"), ("channels", "source_channel"))
    }
    with store.read() as connection:
        content = _directory(connection, place.code, cuts)
    path = f"directory/{place.code}-{hashlib.sha256(content).hexdigest()[:16]}.json"
    storage.write_whole(path, content)
    manifest.directories[place.code] = path
    now = utc_now()
    manifest.generation += 1
    manifest.written_at = now.isoformat(timespec="seconds")
    manifest.jurisdictions_info[place.code] = {
        "name": place.name,
        "timezone": place.timezone,
        "size": place.size,
        "calendar": place.calendar,
        "node_limits": place.node_limits or "",
        "refreshed_at": manifest.written_at,
        **noted,
    }
    write_manifest(storage, manifest)
    seen = [m.id for m in marks if m.jurisdiction == place.code]
    with store.write() as connection:
        for start in range(0, len(seen), 10_000):
            part = seen[start : start + 10_000]
            connection.execute(delete(extract_dirty).where(extract_dirty.c.id.in_(part)))


def sweep(settings: Settings, *, older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove files that no current generation uses; young ones stay for readers still at them."""
    storage = Storage.of(settings)
    used = {storage.path(p) for p in read_manifest(storage).paths()}
    limit = utc_now() - older_than
    removed = 0
    # Only in our own folders and only files named like ours: the place may hold other things.
    for folder in OWN_FOLDERS:
        root = storage.path(folder)
        if not storage.fs.exists(root):
            continue
        for path, info in storage.fs.find(root, detail=True).items():
            ours = _OURS.search(path.removeprefix(root)) is not None
            if ours and path not in used and _modified(info) < limit:
                storage.fs.rm_file(path)
                removed += 1
    return removed


def _modified(info: dict[str, Any]) -> Any:
    from datetime import UTC, datetime

    value = info.get("mtime") or info.get("LastModified") or 0
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return datetime.fromtimestamp(float(value), UTC).replace(tzinfo=None)
