"""A home with the demo city and one account a role, made by the product's own functions."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

from data_access.accounts.rights import ROLES
from data_access.accounts.store import create_account
from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.types import Scope
from demo_city import CITY_CODE, write_city
from early_warning.nightly_run import Asked as WarningsAsked
from early_warning.nightly_run import run_warnings
from forecasting.nightly_run import Asked as AskedForecast
from forecasting.nightly_run import run_forecasting
from geo.nightly_run import Asked as AskedMap
from geo.nightly_run import run_geo
from hotspots.nightly_run import Asked, run_hotspots
from weisu.demo import load_files
from weisu.forecasting_step import repeat_rates_of
from weisu.warnings_step import beside_of

PASSWORD = "harbour 58 lantern"
UNIT = "市住建局"
STREET = f"{CITY_CODE}008"
SEED = 7
LAST_DAY = date(2025, 11, 23)
# Pictures for the documents show comparisons with last year; tests don't need them.
KEEP_SCREENSHOTS = os.environ.get("WEISU_KEEP_SCREENSHOTS") == "1"
DAYS, PER_DAY = (500, 60.0) if KEEP_SCREENSHOTS else (120, 40.0)

Row = dict[str, str]


def build(folder: Path) -> None:
    """Make ``empty`` (accounts, no data) and ``full`` (with the city) in ``folder``."""
    empty, full, files = folder / "empty", folder / "full", folder / "files"
    settings = load_settings(home=empty, database_url="")
    store = open_store(settings)
    migrate(store)
    _accounts(settings, store)
    store.close()
    shutil.copytree(empty, full)
    write_city(files, seed=SEED, days=DAYS, per_day=PER_DAY, last_day=LAST_DAY)
    settings = load_settings(home=full, database_url="")
    store = open_store(settings)
    load_files(store, settings, Scope.system("tests"), files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    results, system = ResultStore.open(store, settings), Scope.system("tests")
    run_hotspots(results, system, Asked(CITY_CODE))
    run_geo(results, system, AskedMap(CITY_CODE))
    rates = repeat_rates_of(results, system, CITY_CODE)
    run_forecasting(results, system, AskedForecast(CITY_CODE, busiest=0), rates)
    if KEEP_SCREENSHOTS:
        beside = beside_of(results, system, CITY_CODE)
        run_warnings(results, system, WarningsAsked(CITY_CODE), beside)
    store.close()


def _accounts(settings, store) -> None:
    """One account a role, named like it, and three with narrower limits."""
    limits: dict[str, tuple[str, str, dict[str, list[str]]]] = {
        role.name: (role.name, role.label, {}) for role in ROLES.values()
    }
    limits["department"] = ("department", "住建局张三", {"departments": [UNIT]})
    limits["street"] = ("leader", "街道", {"areas": [STREET]})
    limits["elsewhere"] = ("leader", "外地", {"jurisdictions": ["990999"]})
    limits["leaver"] = ("leader", "离岗", {})
    by = Scope.system("tests")
    for login, (role, label, limit) in limits.items():
        create_account(
            store,
            settings,
            by,
            login=login,
            display_name=label,
            password=PASSWORD,
            role=role,
            **limit,  # type: ignore[arg-type]
        )


def tickets(folder: Path) -> list[Row]:
    """Return the rows of the city's ticket file: what the pages' numbers are checked against."""
    with (folder / "files" / "tickets.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def accepted(rows: list[Row], days: int) -> list[Row]:
    """Return the tickets accepted in the last ``days`` days."""
    first = (LAST_DAY - timedelta(days=days - 1)).isoformat()
    return [r for r in rows if r["受理时间"][:10] >= first]
