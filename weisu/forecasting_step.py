"""The pipeline's step ``forecasting``: every jurisdiction that can be and whose data changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from data_access.results.keep import sweep_results
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import WeisuError
from style.texts import text

log = logging.getLogger(__name__)
PAUSE = timedelta(hours=6)
"""An import of more of the same day does not start the forecasts again within so many hours."""


def forecasting(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    """Forecast what changed; say for every jurisdiction what was done, or why nothing was."""
    from forecasting.making import Asked, run_forecasting
    from weisu.wiring import system_scope

    scope = system_scope(store, "流水线：趋势预测")
    results = ResultStore.open(store, settings)
    places = {c: s for c, s in results.extract.manifest.jurisdictions.items() if s.tickets}
    done: dict[str, Any] = {}
    for number, (code, place) in enumerate(places.items()):
        reason = why_not(results, code)
        if reason:
            report(f"{place.name}：{reason}", (number + 1) / len(places))
            done[code] = reason
            continue

        def show(what: str, share: float, name: str = place.name, before: int = number) -> None:
            report(f"{name} {what}", (before + share) / len(places))

        try:
            done[code] = run_forecasting(results, scope, Asked(code), report=show).run_id
        except Exception as error:
            # One city's data must not keep the others from their results; what was current stays.
            words = str(error) if isinstance(error, WeisuError) else text("fc.step_failed")
            if not isinstance(error, WeisuError):
                log.exception("forecasting %s failed", code)
            report(f"{place.name}：{words}", (number + 1) / len(places))
            done[code] = words
    return {"jurisdictions": done, "swept": sweep_results(store, settings)}


def why_not(results: ResultStore, code: str) -> str:
    """Return why a jurisdiction need not or cannot be forecast now; empty where it should be."""
    from forecasting.reading import ROOM, too_short

    short = too_short(results.extract, code)
    if short:
        return short
    run = results.current(ROOM, code)
    if run is None:
        return ""
    if run.fingerprint == results.extract.manifest.fingerprint(code):
        return "数据没有变化，沿用现有预测"
    last = results.extract.last_day(code)
    young = utc_now() - (run.finished_at or run.started_at) < PAUSE
    if young and run.as_of is not None and last is not None and run.as_of >= last:
        return "刚预测过同一天的数据，下次再更新"
    return ""
