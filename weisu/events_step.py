"""The pipeline's step ``events``: every jurisdiction where a room found something new."""

from __future__ import annotations

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from event_register.frames import ROOM, Facts
from style.texts import text
from weisu.city_step import CityStep, Done, each_city
from weisu.event_evidence import found_of, runs_of


def events(store: Store, settings: Settings, report: Report) -> Done:
    """Carry the register of events on."""
    return each_city(store, settings, CityStep(text("night.label_events"), why_not, _work), report)


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's register stays as it is; empty where it is carried on."""
    from hotspots.store_tables import topic_edits

    rest_on = runs_of(results, code)
    if not rest_on:
        return text("event.nothing_found")
    run = results.current(ROOM, code)
    facts = None if run is None else results.facts(scope, run, Facts)
    if run is None or facts is None or facts.rooms != rest_on:
        return ""
    edits = topic_edits(results.store, scope, code, withdrawn=True)
    if any((row["withdrawn_at"] or row["at"]) > run.started_at for row in edits):
        return ""
    return text("event.unchanged")


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> str:
    from event_register.nightly_run import run_register

    as_of = results.extract.last_day(code)
    if as_of is None:
        return text("event.nothing_found")
    found = found_of(results, scope, code, as_of)
    return run_register(results, scope, code, as_of, found, report=report).run_id
