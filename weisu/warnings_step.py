"""The pipeline's step ``warnings``: every jurisdiction whose data or verdicts changed."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError


def warnings(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    """Carry the warnings on; say for every jurisdiction what was done, or why nothing was, and
    what was missing.
    """
    from early_warning.run import Asked, run_warnings, tell
    from weisu.wiring import system_scope

    scope = system_scope(store, "流水线：预警分析")
    results = ResultStore.open(store, settings)
    places = {c: s for c, s in results.extract.manifest.jurisdictions.items() if s.tickets}
    done: dict[str, Any] = {}
    for number, (code, place) in enumerate(places.items()):
        share = (number + 1) / len(places)
        if not _changed(results, scope, code):
            done[code] = "数据没有变化，沿用现有预警"
            # The run may have been cut off between storing and telling.
            tell(results, scope, code)
            report(f"{place.name}：{done[code]}", share)
            continue

        def show(what: str, part: float, name: str = place.name, before: int = number) -> None:
            report(f"{name} {what}", (before + part) / len(places))

        begun = process_time()
        asked = Asked(code, budget=settings.warnings_budget)
        try:
            run = run_warnings(results, scope, asked, report=show)
        except WeisuError as error:
            # One city's data must not keep the others from their results.
            report(f"{place.name}：{error}", share)
            done[code] = str(error)
            continue
        facts = results.read(scope, run, "facts", where={"name": "note"})
        lacking = [str(w) for w in facts["words"]]
        for words in lacking:
            report(f"{place.name}：{words}", share)
        done[code] = {
            "run": run.run_id,
            "days": int(results.read(scope, run, "facts", where={"name": "days"})["value"][0]),
            "cpu_seconds": round(process_time() - begun, 1),
            "missing": lacking,
        }
    return {"jurisdictions": done}


def _changed(results: ResultStore, scope: Scope, code: str) -> bool:
    from data_access.results.judgements import judgements

    run = results.current("warnings", code)
    if run is None or run.fingerprint != results.extract.manifest.fingerprint(code):
        return True
    return any(row["at"] > run.started_at for row in judgements(results.store, scope, code))
