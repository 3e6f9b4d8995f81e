"""The tests' city after a night in which every room ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning.nightly_run import Asked as WarningsAsked
from early_warning.nightly_run import run_warnings
from event_register.nightly_run import run_register
from forecasting.nightly_run import Asked as ForecastsAsked
from forecasting.nightly_run import run_forecasting
from hotspots.nightly_run import Asked as HotspotsAsked
from hotspots.nightly_run import run_hotspots
from tests.dashboards.conftest import PLACE, city  # noqa: F401 - a fixture
from weisu.event_evidence import found_of
from weisu.hotspots_due import due_of
from weisu.warnings_step import beside_of


@pytest.fixture(scope="session")
def night(city) -> Path:  # noqa: F811 - the fixture above
    """Return the installation, each room having seen what the others found."""
    results, scope = ResultStore.open(city.store, city.settings), Scope.system("tests")
    last = results.extract.manifest.jurisdictions[PLACE.code].last_day
    assert last is not None
    run_forecasting(results, scope, ForecastsAsked(PLACE.code, origins=2, busiest=0))
    due = due_of(results, scope, PLACE.code, last)
    run_hotspots(results, scope, HotspotsAsked(PLACE.code), due=due)
    run_warnings(results, scope, WarningsAsked(PLACE.code), beside_of(results, scope, PLACE.code))
    found = found_of(results, scope, PLACE.code, last)
    run_register(results, scope, PLACE.code, last, found)
    return Path(city.settings.home)
