"""The pipeline's step ``hotspots``: every jurisdiction with texts whose data changed."""

from __future__ import annotations

from data_access.extract.texts import has_texts
from data_access.results.room_run import Report
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from hotspots.frames import ROOM, Facts
from style.texts import text
from weisu.city_step import CityStep, Done, each_city, just_done, same_data


def hotspots(store: Store, settings: Settings, report: Report) -> Done:
    """Analyse what changed, and let go of what vanished jurisdictions left."""
    from hotspots.kept_vectors import sweep_vectors

    done = each_city(
        store, settings, CityStep(text("night.label_hotspots"), why_not, _work), report
    )
    sweep_vectors(settings.home, list(done.detail["jurisdictions"]))
    return done


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction need not or cannot be analysed now; empty where it should be."""
    if not has_texts(results.extract, code):
        return "没有标题和正文，不作热点分析"
    run = results.current(ROOM, code)
    if run is None or results.facts(scope, run, Facts) is None:
        return ""
    if not _changed(results, scope, run):
        return "数据没有变化，沿用现有热点结果"
    return "刚分析过同一天的数据，下次再更新热点结果" if just_done(results, run) else ""


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> str:
    from hotspots.analysis import span_of
    from hotspots.nightly_run import Asked, run_hotspots
    from weisu.hotspots_due import due_of

    asked = Asked(code)
    last, _ = span_of(results, scope, asked)
    due = due_of(results, scope, code, last)
    return run_hotspots(results, scope, asked, due=due, report=report).run_id


def _changed(results: ResultStore, scope: Scope, run: RunInfo) -> bool:
    """Tell whether the data, or what people said about topics and repeats, is not the run's."""
    from hotspots import store_tables as stored

    if not same_data(results, run):
        return True
    said = [
        *stored.topic_edits(results.store, scope, run.jurisdiction, withdrawn=True),
        *stored.repeat_decisions(results.store, scope, run.jurisdiction, withdrawn=True),
    ]
    return any((row["withdrawn_at"] or row["at"]) > run.started_at for row in said)
