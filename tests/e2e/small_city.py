"""A home with a small city whose last week has a burst, with its warnings and some accounts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from data_access.accounts.model import scope_of
from data_access.accounts.store import create_account, list_accounts
from data_access.calendar.workdays import add_working_days
from data_access.days import local_day
from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import Settings, load_settings
from data_access.store.clock import utc_now
from data_access.store.engine import migrate, open_store
from data_access.types import Scope
from early_warning.nightly_run import Asked, run_warnings
from tests.dashboards.conftest import PLACE, area_rows, ticket_rows, write_csv
from tests.e2e.city import PASSWORD
from tests.support.once import made_once

POINTS = {"330199001": (120.1, 30.2), "330199002": (120.3, 30.3), "330199003": (120.2, 30.1)}
SYSTEM = Scope.system("tests")
Person = tuple[str, str, list[str] | None]
"""Login, role, the units that the account is limited to."""


def build(factory: pytest.TempPathFactory, people: tuple[Person, ...]) -> Settings:
    """Copy the city to a home of its own with these people; return its settings."""
    home = factory.mktemp("small_city") / "home"
    shutil.copytree(made_once(factory, "small_city", _make) / "home", home)
    settings = load_settings(home=home, database_url="")
    store = open_store(settings)
    for login, role, units in people:
        create_account(
            store, settings, SYSTEM, login=login, display_name=login, password=PASSWORD,
            role=role, departments=units,
        )  # fmt: skip
    store.close()
    return settings


def _make(folder: Path) -> None:
    """Import the city into ``home`` in the folder, and find its warnings."""
    settings = load_settings(home=folder / "home", database_url="")
    store = open_store(settings)
    migrate(store)
    for name, rows in (("区划.csv", _areas()), ("工单.csv", ticket_rows())):
        path = write_csv(folder / name, rows)
        ingest(store, settings, SYSTEM, path, "standard", actor="tests", place=PLACE)
    refresh(store, settings, lasting_measures())
    run_warnings(ResultStore.open(store, settings), SYSTEM, Asked(PLACE.code))
    store.close()


def scope(results: ResultStore, login: str) -> Scope:
    """Return what an account may do."""
    account = next(a for a in list_accounts(results.store, SYSTEM) if a.login == login)
    return scope_of(account, results.settings)


def workday(days: int) -> date:
    """Return the day that many working days from today."""
    return add_working_days(local_day(utc_now(), "Asia/Shanghai"), days).at.date()


def _areas() -> list[dict[str, object]]:
    return [
        {**row, "经度": lon, "纬度": lat}
        for row in area_rows()
        for lon, lat in [POINTS.get(str(row["区划编码"]), ("", ""))]
    ]
