"""What it costs to bring tickets in, and to bring the extract up to date."""

from __future__ import annotations

import csv
import shutil
import statistics
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_seconds, figure

LAST_DAY = date(2025, 11, 23)
SEED = 7
DAYS = 365
CHANGED = 50


def city_files(folder: Path, tickets: int, *, days: int = DAYS) -> Path:
    """Write a demo city of about ``tickets`` tickets, with words, and return its folder."""
    from demo_city import write_city

    days = min(days, max(tickets, 1))
    write_city(folder, seed=SEED, days=days, per_day=tickets / days, last_day=LAST_DAY)
    return folder


def opened(home: Path) -> tuple[Any, Any, Any]:
    """Return settings, migrated store of a home of its own, and a scope to load it."""
    from data_access.settings import load_settings
    from data_access.store.engine import migrate, open_store
    from data_access.types import Scope

    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    rights = frozenset({"import.run", "account.manage"})
    return settings, store, Scope("benchmarks", rights, jurisdictions=None)


def imports(work: Path, tickets: int, times: int) -> list[dict[str, Any]]:
    """Measure importing a ticket file beside pandas writing the same file into SQLite."""
    files = city_files(work / "import_files", tickets)
    path = files / "tickets.csv"
    ours, theirs, read = [], [], 0
    for turn in range(times):
        settings, store, scope = opened(work / f"import_{turn}")
        seconds, read = _import(store, settings, scope, path)
        ours.append(read / seconds)
        store.close()
        shutil.rmtree(settings.home)
        theirs.append(read / _by_pandas(path, work / f"pandas_{turn}.db"))
    return [
        figure(
            "import of a ticket file",
            statistics.median(ours),
            "rows/s CPU",
            peer="pandas.read_csv(…).to_sql(…) into SQLite",
            peer_value=statistics.median(theirs),
            size=read,
            note=(
                "not the same work: ours also checks every value, seals personal data (SM4), "
                "scrubs free text, computes keys and deadlines, keeps versions and quarantines"
            ),
        )
    ]


def _import(store: Any, settings: Any, scope: Any, path: Path) -> tuple[float, int]:
    from data_access.importing.load import ingest

    results = []
    seconds = cpu_seconds(
        lambda: results.append(
            ingest(store, settings, scope, path, "standard", actor="benchmarks", place=_place())
        )
    )
    return seconds, results[0].read


def _place() -> Any:
    from data_access.importing.profile import Jurisdiction
    from demo_city import CITY_CODE, CITY_NAME

    return Jurisdiction(code=CITY_CODE, name=CITY_NAME, size="county", limits="guangdong")


def _by_pandas(path: Path, database: Path) -> float:
    import pandas as pd
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{database}")

    def work() -> None:
        pd.read_csv(path, dtype=str).to_sql("tickets", engine, index=False)

    seconds = cpu_seconds(work)
    engine.dispose()
    database.unlink()
    return seconds


def refreshing(work: Path, tickets: int, times: int) -> list[dict[str, Any]]:
    """Measure bringing the extract up to date after a small change in one month."""
    from data_access.extract.refresh import refresh
    from data_access.metrics.additive import lasting_measures

    files = city_files(work / "refresh_files", tickets)
    settings, store, scope = opened(work / "refresh")
    _import(store, settings, scope, files / "tickets.csv")
    refresh(store, settings, lasting_measures())
    part, whole, months = [], [], 0
    for turn in range(times):
        changed = _changed(files / "tickets.csv", work / f"changed_{turn}" / "tickets.csv", turn)
        _import(store, settings, scope, changed)
        done: list[Any] = []
        part.append(cpu_seconds(lambda: done.append(refresh(store, settings, lasting_measures()))))  # noqa: B023
        months = done[0].months_written
        whole.append(cpu_seconds(lambda: refresh(store, settings, lasting_measures(), full=True)))
    store.close()
    return [
        figure(
            "refresh after a change in one month",
            statistics.median(part),
            "s CPU",
            peer="writing the whole extract anew",
            peer_value=statistics.median(whole),
            size=tickets,
            note=f"{CHANGED} tickets changed; {months} files of months rewritten",
        )
    ]


def _changed(source: Path, target: Path, turn: int) -> Path:
    """Write the last tickets of the file with another note, as a city sends corrections."""
    with source.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[-CHANGED:]
    target.parent.mkdir()
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "标签": f"更正{turn}"} for row in rows)
    return target
