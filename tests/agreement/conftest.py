"""The tests' city after a night in which every room ran."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data_access.calendar.workdays import add_working_days
from data_access.days import local_day
from data_access.results.store import ResultStore
from data_access.store.clock import utc_now
from data_access.types import Scope
from deadline_risk.nightly_run import run_deadlines
from early_warning.nightly_run import Asked as WarningsAsked
from early_warning.nightly_run import run_warnings
from event_register.nightly_run import run_register
from forecasting.nightly_run import Asked as ForecastsAsked
from forecasting.nightly_run import run_forecasting
from geo.nightly_run import Asked as GeoAsked
from geo.nightly_run import run_geo
from hotspots.nightly_run import Asked as HotspotsAsked
from hotspots.nightly_run import run_hotspots
from supervision.actions import Source, act, begin
from tests.dashboards.conftest import PLACE, city, installed  # noqa: F401 - fixtures
from tests.dashboards.map_frames import import_streets
from weisu.event_evidence import found_of
from weisu.hotspots_due import due_of
from weisu.warnings_step import beside_of

UNITS = ("县供热公司", "县住建局", "县城管局")


@pytest.fixture(scope="module")
def night(city, tmp_path_factory) -> Path:  # noqa: F811 - the fixture above
    """Return the installation, each room having seen what the others found."""
    import_streets(city.store, tmp_path_factory.mktemp("outlines"))
    results, scope = ResultStore.open(city.store, city.settings), Scope.system("tests")
    last = results.extract.manifest.jurisdictions[PLACE.code].last_day
    assert last is not None
    run_forecasting(results, scope, ForecastsAsked(PLACE.code, origins=2, busiest=0))
    due = due_of(results, scope, PLACE.code, last)
    run_hotspots(results, scope, HotspotsAsked(PLACE.code), due=due)
    run_deadlines(results, scope, PLACE.code, last)
    run_warnings(results, scope, WarningsAsked(PLACE.code), beside_of(results, scope, PLACE.code))
    found = found_of(results, scope, PLACE.code, last)
    run_register(results, scope, PLACE.code, last, found)
    run_geo(results, scope, GeoAsked(PLACE.code))
    _tasks(results, scope)
    return Path(city.settings.home)


def _tasks(results: ResultStore, scope: Scope) -> None:
    """Tasks in several states, one of them overdue, one on a warning."""
    now = utc_now()
    days = [(now - timedelta(days=n), name) for n, name in ((21, "甲"), (9, "乙"), (1, "丙"))]
    ahead = add_working_days(local_day(now, "Asia/Shanghai"), 6).at.date()
    for number, (at, name) in enumerate(days):
        due = add_working_days(local_day(at, "Asia/Shanghai"), 3 if number < 2 else 8).at.date()
        given = {"title": f"{name}小区供暖不热", "requirement": "查明原因，恢复供热。",
                 "lead": UNITS[number], "due": due, "area": f"{PLACE.code}001"}  # fmt: skip
        body = {"title": "供暖不热", "says": ["近7天30件"], "series": [], "as_of": "2026-10-31"}
        task = begin(results, scope, PLACE.code, "draft", {"title": given["title"]}, now=at,
                     source=Source("topic", f"t{number}", body=body))  # fmt: skip
        act(results, scope, task.id, "issue", given, now=at)
    begin(results, scope, PLACE.code, "draft", {"title": "丁小区电梯故障", "due": ahead})
