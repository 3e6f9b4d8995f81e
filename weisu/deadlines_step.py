"""The pipeline's step ``deadlines``: every jurisdiction whose data or day changed."""

from __future__ import annotations

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from deadline_risk.frames import ROOM, Facts
from style.texts import text
from weisu.city_step import CityStep, Done, each_city, just_done, same_data


def deadlines(store: Store, settings: Settings, report: Report) -> Done:
    """Judge what falls due soon."""
    step = CityStep(text("night.label_deadlines"), why_not, _work)
    return each_city(store, settings, step, report)


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's risks stay as they are; empty where they are made anew."""
    if results.extract.manifest.jurisdictions[code].columns_present.get("deadline", 0.0) <= 0:
        return text("deadlines.no_deadlines")
    run = results.current(ROOM, code)
    if run is None or results.facts(scope, run, Facts) is None:
        return ""
    if same_data(results, run):
        return text("deadlines.unchanged")
    return text("deadlines.just_done") if just_done(results, run) else ""


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> str:
    from deadline_risk.nightly_run import run_deadlines

    as_of = results.extract.last_day(code)
    if as_of is None:
        return text("deadlines.no_deadlines")
    return run_deadlines(results, scope, code, as_of, report=report).run_id
