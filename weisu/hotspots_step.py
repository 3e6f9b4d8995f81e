"""The pipeline's step ``hotspots``: every jurisdiction with texts whose data changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from data_access.results.keep import sweep_results
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

PAUSE = timedelta(hours=6)
"""An import of more of the same day does not start the analysis again within so many hours."""


def hotspots(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    """Analyse what changed; say for every jurisdiction what was done, or why nothing was."""
    from hotspots.nights import sweep_vectors
    from hotspots.run import Asked, run_hotspots
    from weisu.wiring import system_scope

    scope = system_scope(store, "流水线：热点分析")
    results = ResultStore.open(store, settings)
    places = {c: s for c, s in results.extract.manifest.jurisdictions.items() if s.tickets}
    done: dict[str, Any] = {}
    for number, (code, place) in enumerate(places.items()):
        reason = why_not(results, scope, code)
        if reason:
            report(f"{place.name}：{reason}", (number + 1) / len(places))
            done[code] = reason
            continue

        def show(what: str, share: float, name: str = place.name, before: int = number) -> None:
            report(f"{name} {what}", (before + share) / len(places))

        try:
            done[code] = run_hotspots(results, scope, Asked(code), report=show).run_id
        except WeisuError as error:
            # One city's data must not keep the others from their results.
            report(f"{place.name}：{error}", (number + 1) / len(places))
            done[code] = str(error)
    sweep_vectors(settings.home, list(places))
    return {"jurisdictions": done, "swept": sweep_results(store, settings)}


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction need not or cannot be analysed now; empty where it should be."""
    from data_access.extract.texts import has_texts

    if not has_texts(results.extract, code):
        return "没有标题和正文，不作热点分析"
    run = results.current("hotspots", code)
    if run is None:
        return ""
    if not _changed(results, scope, run):
        return "数据没有变化，沿用现有热点结果"
    last, young = results.extract.last_day(code), _age(run) < PAUSE
    if young and run.as_of is not None and last is not None and run.as_of >= last:
        return "刚分析过同一天的数据，下次再更新热点结果"
    return ""


def _age(run: RunInfo) -> timedelta:
    return utc_now() - (run.finished_at or run.started_at)


def _changed(results: ResultStore, scope: Scope, run: RunInfo) -> bool:
    """Tell whether the data, or what people said about topics and repeats, is not the run's."""
    from data_access.results import decisions

    code = run.jurisdiction
    if run.fingerprint != results.extract.manifest.fingerprint(code):
        return True
    said = [
        *decisions.topic_edits(results.store, scope, code, withdrawn=True),
        *decisions.repeat_decisions(results.store, scope, code, withdrawn=True),
    ]
    return any((row["withdrawn_at"] or row["at"]) > run.started_at for row in said)
