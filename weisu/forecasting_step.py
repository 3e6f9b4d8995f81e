"""The pipeline's step ``forecasting``: every jurisdiction that can be and whose data changed."""

from __future__ import annotations

from collections.abc import Mapping

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from forecasting.frames import ROOM, Facts
from style.texts import text
from weisu.city_step import CityStep, Done, each_city, just_done, same_data


def forecasting(store: Store, settings: Settings, report: Report) -> Done:
    """Forecast what changed."""
    return each_city(
        store, settings, CityStep(text("night.label_forecasting"), why_not, _work), report
    )


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction need not or cannot be forecast now; empty where it should be."""
    from forecasting.reading import EXPECT_DAYS, too_short

    short = too_short(results.extract, code, EXPECT_DAYS)
    if short:
        return short
    run = results.current(ROOM, code)
    if run is None or results.facts(scope, run, Facts) is None:
        return ""
    if same_data(results, run):
        return "数据没有变化，沿用现有预测"
    return "刚预测过同一天的数据，下次再更新" if just_done(results, run) else ""


def repeat_rates_of(results: ResultStore, scope: Scope, code: str) -> Mapping[str, float]:
    """Return by category how many tickets repeat an earlier one, as the current run of the repeats
    has it; empty where there is none.
    """
    from hotspots.frames import MEMBERS
    from hotspots.frames import ROOM as HOTSPOTS
    from hotspots.repeat_reads import repeat_rates

    run = results.current(HOTSPOTS, code)
    if run is None or not run.has(MEMBERS):
        return {}
    return repeat_rates(results, scope, run)


def _work(results: ResultStore, scope: Scope, code: str, report: Report) -> str:
    from forecasting.nightly_run import Asked, run_forecasting

    rates = repeat_rates_of(results, scope, code)
    return run_forecasting(results, scope, Asked(code), rates, report=report).run_id
