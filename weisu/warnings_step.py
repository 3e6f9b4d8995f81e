"""The pipeline's step ``warnings``: every jurisdiction whose data or verdicts changed."""

from __future__ import annotations

from datetime import date, timedelta
from time import process_time
from typing import TYPE_CHECKING, Any

from data_access.days import local_day, local_times
from data_access.importing import feed
from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store import clock
from data_access.store.engine import Store
from data_access.types import Scope
from early_warning.frames import ROOM, Facts
from style.texts import text
from weisu.city_step import CityStep, Done, each_city, same_data

if TYPE_CHECKING:
    from pandas import DataFrame

    from early_warning.nightly_run import Beside


def warnings(store: Store, settings: Settings, report: Report) -> Done:
    """Carry the warnings on; note also what was missing."""
    from early_warning.hourly.kept import sweep

    done = each_city(
        store, settings, CityStep(text("night.label_warnings"), why_not, _work), report
    )
    sweep(settings.home, list(done.detail["jurisdictions"]))
    return done


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's warnings stay as they are; empty where they are looked at."""
    from early_warning.nightly_run import is_open
    from early_warning.store_tables import judgements
    from early_warning.warning_reads import too_short

    short = too_short(results.extract, code)
    if short:
        return short
    run = results.current(ROOM, code)
    if run is None or results.facts(scope, run, Facts) is None or not same_data(results, run):
        return ""
    zone = results.extract.manifest.jurisdictions[code].timezone
    over = run.as_of is not None and local_day(clock.utc_now(), zone) > run.as_of
    if run.settings.get("light") or (over and is_open(run, zone)):
        return ""
    due = due_of(results, scope, code)
    if (None if due is None else due.isoformat()) != run.settings.get("due"):
        return ""
    if any(row["at"] > run.started_at for row in judgements(results.store, scope, code)):
        return ""
    return "数据没有变化，沿用现有预警"


def due_of(results: ResultStore, scope: Scope, code: str) -> date | None:
    """Return the last day whose tickets are due where it lies after the last day with tickets."""
    summary = results.extract.manifest.jurisdictions[code]
    if summary.last_day is None:
        return None
    known = feed.loads(results.store, scope, code, summary.timezone)
    missing = feed.missing_days(
        known, summary.last_day, local_day(clock.utc_now(), summary.timezone)
    )
    return None if missing is None else missing[1]


def beside_of(results: ResultStore, scope: Scope, code: str) -> Beside:
    """Return what the current topics and forecasts of a jurisdiction say to the warnings."""
    import pandas as pd

    from early_warning.inputs import KnownTopics
    from early_warning.nightly_run import Beside
    from early_warning.rules.new_matter import NEW_DAYS
    from forecasting.frames import EXPECTED
    from forecasting.frames import ROOM as FORECASTING
    from hotspots.frames import ROOM as HOTSPOTS
    from hotspots.frames import TOPICS
    from hotspots.topic_reads import recent_topic_tickets, stable_topics

    run, topics = results.current(HOTSPOTS, code), None
    if run is not None and run.as_of is not None and run.rows(TOPICS):
        began = date.fromisoformat(str(run.settings["from"]))
        young = recent_topic_tickets(results, scope, run, run.as_of - timedelta(days=NEW_DAYS))
        topics = KnownTopics(run.as_of, began, stable_topics(results, scope, run), young)
    forecast = results.current(FORECASTING, code)
    expected = pd.DataFrame()
    if forecast is not None:
        columns = ("area", "category", "period", "mean")
        expected = results.read(scope, forecast, EXPECTED, columns=columns)
    due = due_within(results, scope, code)
    return Beside(topics, forecast=forecast is not None, expected=expected, due=due)


def due_within(results: ResultStore, scope: Scope, code: str, hours: int = 48) -> DataFrame | None:
    """Return the open tickets that fall due within ``hours`` after the last day, as the current
    deadlines judge them (``late_tickets.LATE``, the deadline local); None where they judge nothing.
    """
    import pandas as pd

    from deadline_risk.frames import DUE_SOON, Facts
    from deadline_risk.frames import ROOM as DEADLINES
    from early_warning.rules.late_tickets import LATE

    run, last = results.current(DEADLINES, code), results.extract.last_day(code)
    facts = None if run is None else results.facts(scope, run, Facts)
    if run is None or facts is None or facts.note or last is None or run.as_of != last:
        return None
    rows = results.read(scope, run, DUE_SOON)
    zone = results.extract.manifest.jurisdictions[code].timezone
    local = local_times(rows["deadline"], zone)
    end = pd.Timestamp(last) + pd.Timedelta(days=1)
    left = (local - end).dt.total_seconds() / 3600.0
    rows = rows.assign(deadline=local, hours_left=left, probability=rows["p_late"])
    near: DataFrame = rows.loc[(left <= hours) & rows["unit"].ne(""), list(LATE)]
    return near.reset_index(drop=True)


def light(store: Store, settings: Settings, report: Report) -> Done:
    """Look at what is new of the running day in every jurisdiction."""
    return each_city(
        store, settings, CityStep(text("night.label_warnings"), why_not_light, _work_light), report
    )


def why_not_light(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's running day is not looked at; empty where it is."""
    from early_warning.hourly import light_run

    return light_run.why_not(results, scope, code)


def _work_light(results: ResultStore, scope: Scope, code: str, report: Report) -> dict[str, Any]:
    from early_warning.hourly.light_run import run_light

    begun = process_time()
    run = run_light(results, scope, code, results.settings.warnings_budget, report=report)
    return {
        "run": run.run_id,
        "what": run.message,
        "cpu_seconds": round(process_time() - begun, 1),
    }


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> dict[str, Any]:
    from early_warning.nightly_run import Asked, run_warnings

    begun = process_time()
    asked = Asked(code, budget=results.settings.warnings_budget, due=due_of(results, scope, code))
    run = run_warnings(results, scope, asked, beside_of(results, scope, code), report=report)
    facts = results.facts(scope, run, Facts) or Facts()
    for words in facts.notes:
        report(words, 1.0)
    return {
        "run": run.run_id,
        "days": facts.days,
        "cpu_seconds": round(process_time() - begun, 1),
        "missing": list(facts.notes),
    }
