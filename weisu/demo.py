"""Loading the demo city: its files are written and imported like any city's."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import delete, func, insert, select

from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import batch, store_info
from data_access.types import Scope, WeisuError
from style.texts import text
from weisu.city_step import Done
from weisu.pipeline import Step

SEED = 20251
DAYS = 460
PER_DAY = 150.0
FIRST_ROWS = 10_000
"""The newest tickets, some ten weeks, which the pages show while the others are loaded."""
ORDER = ("areas", "organisations", "local_events", "tickets", "ticket_events", "callbacks", "calls")
Report = Callable[[str, float], None]


_MARK = "demo"


def demo_wanted(store: Store, today: date) -> date | None:
    """Return the demo city's last day where it should be loaded, else None.

    Into a store that nothing has been imported into; and again, with the same last day, where the
    first load was cut off: what is in already is skipped then.
    """
    with store.read() as connection:
        query = select(store_info.c.value).where(store_info.c.name == _MARK)
        mark = connection.execute(query).scalar()
        if mark is not None:
            return None if mark == "loaded" else date.fromisoformat(mark)
        empty = not connection.execute(select(func.count()).select_from(batch)).scalar()
    return today - timedelta(days=1) if empty else None


def _mark(store: Store, value: str) -> None:
    with store.write() as connection:
        connection.execute(delete(store_info).where(store_info.c.name == _MARK))
        connection.execute(insert(store_info).values(name=_MARK, value=value))


def yesterday(today: date) -> date:
    """Return the last whole day."""
    return today - timedelta(days=1)


def newest_first(path: Path, first: int = FIRST_ROWS) -> None:
    """Put the newest ``first`` rows of a file of tickets before the others.

    Rows of one number stay in their order, since the last of them holds: those that have earlier
    ones stay behind.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    number = head.index("工单编号")
    before = {row[number] for row in rows[:-first]}
    new = [row for row in rows[-first:] if row[number] not in before]
    old = [*rows[:-first], *(row for row in rows[-first:] if row[number] in before)]
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *new, *old])
    part.replace(path)


def load_files(
    store: Store,
    settings: Settings,
    scope: Scope,
    folder: Path,
    report: Report,
    *,
    early: Callable[[], None] | None = None,
) -> dict[str, int]:
    """Import the demo city's files in the order in which they build on each other.

    ``early`` is called once, when the first ``FIRST_ROWS`` tickets are in.
    """
    from data_access.importing.load import ingest
    from data_access.importing.profile import Jurisdiction
    from demo_city import CITY_CODE, CITY_NAME

    place = Jurisdiction(code=CITY_CODE, name=CITY_NAME, size="county", limits="guangdong")
    paths = [p for name in ORDER if (p := folder / f"{name}.csv").exists()]
    sizes = [p.stat().st_size for p in paths]
    read = 0
    waiting = [early] if early is not None else []
    for number, path in enumerate(paths):
        before = sum(sizes[:number]) / sum(sizes)
        part = sizes[number] / sum(sizes)

        def show(rows: int, share: float | None, name: str = path.name) -> None:
            report(f"{name} {rows:,} 行", before + part * (share or 0.0))  # noqa: B023 - called at once
            if waiting and name.startswith("tickets") and rows >= FIRST_ROWS:
                waiting.pop()()

        read += ingest(
            store, settings, scope, path, "standard", actor="demo", place=place, progress=show
        ).read
    _load_outlines(store, settings, scope, folder, CITY_CODE)
    return {"files": len(paths), "rows": read}


def _load_outlines(store: Store, settings: Settings, scope: Scope, folder: Path, code: str) -> None:
    """Import the outlines of the demo city's areas, where its files have them."""
    path = folder / "areas.geojson"
    if not path.exists():
        return
    from geo.boundaries.read_file import read_file
    from weisu.outline_import import Request, import_file

    request = Request(path, code, "all", "wgs84")
    outcome = import_file(
        store, settings, scope, request, read_with=read_file, look_at_tickets=False
    )
    if outcome.refusal:
        raise WeisuError(outcome.refusal)


def _show(store: Store, settings: Settings) -> None:
    """Let the pages show what is in so far: who starts it for the first time waits a minute."""
    refresh(store, settings, lasting_measures())


def step(scope: Scope, *, last_day: date) -> Step:
    """Return the pipeline step that writes and loads the demo city where the store is empty."""

    def work(store: Store, settings: Settings, report: Report) -> Done:
        from demo_city import write_city

        _mark(store, last_day.isoformat())
        folder = settings.home / "tmp" / "demo"
        shutil.rmtree(folder, ignore_errors=True)
        rows = write_city(
            folder,
            seed=SEED,
            days=DAYS,
            per_day=PER_DAY,
            last_day=last_day,
            truth=False,
            progress=lambda what, share: report(f"生成 {what}", share * 0.3),
        )
        newest_first(folder / "tickets.csv")
        found = load_files(
            store,
            settings,
            scope,
            folder,
            lambda what, share: report(f"导入 {what}", 0.3 + share * 0.7),
            early=lambda: _show(store, settings),
        )
        shutil.rmtree(folder)
        _mark(store, "loaded")
        return Done({**found, "written": rows})

    return Step("demo", text("night.label_demo"), work)
