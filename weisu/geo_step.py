"""The pipeline's step ``geo``: every jurisdiction whose data, day, areas or outlines changed."""

from __future__ import annotations

from data_access.results.room_run import Report
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from geo.area_levels import levels_of
from geo.frames import ROOM, Facts, shape_print
from geo.store_reads import area_rows, outlines
from style.texts import text
from weisu.city_step import CityStep, Done, each_city, just_done, same_data

LEAST_TICKETS = 200
"""Fewer tell nothing of any area: of ten areas each would have the twenty that are asked for."""


def geo(store: Store, settings: Settings, report: Report) -> Done:
    """Count and compare areas."""
    step = CityStep(text("night.label_geo"), why_not, _work)
    return each_city(store, settings, step, report)


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's areas stay as they are; empty where they are looked at anew."""
    summary = results.extract.manifest.jurisdictions[code]
    if not levels_of(area_rows(results.store, scope, code)):
        return text("geo.no_areas")
    if summary.columns_present.get("area_code", 0.0) <= 0:
        return text("geo.no_places")
    if summary.tickets < LEAST_TICKETS:
        return text("geo.too_few", count=summary.tickets, least=LEAST_TICKETS)
    run = results.current(ROOM, code)
    facts = results.facts(scope, run, Facts) if run is not None else None
    if run is None or facts is None or facts.shape != shape_print():
        return ""
    if _new_outlines(results, scope, run):
        return ""
    if same_data(results, run):
        return text("geo.unchanged")
    return text("geo.just_done") if just_done(results, run) else ""


def _new_outlines(results: ResultStore, scope: Scope, run: RunInfo) -> bool:
    """Tell whether an outline was imported since the run began."""
    stored = outlines(results.store, scope, run.jurisdiction)
    return any(one.at >= run.started_at for one in stored)


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> str:
    from geo.nightly_run import Asked, run_geo

    return run_geo(results, scope, Asked(code), report=report).run_id
