"""The pipeline's step ``tasks``: what came back after its task was closed; what time makes true;
tasks as the figures count them."""

from __future__ import annotations

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope
from style.texts import text
from weisu.city_step import CityStep, Done, each_city


def tasks(store: Store, settings: Settings, report: Report) -> Done:
    """Look at every jurisdiction's tasks, whether or not its data changed: time passes anyway."""
    return each_city(
        store, settings, CityStep(text("night.label_tasks"), lambda *_: "", _work), report
    )


def _work(results: ResultStore, scope: Scope, code: str, _report: Report) -> dict[str, int]:
    from supervision.task_rows import write_task_rows
    from supervision.timer_run import run_timers
    from supervision.watch_run import run_watch

    now = utc_now()
    made = _demo(results, scope, code)
    return {
        **made,
        "came_back": run_watch(results, scope, code, now=now),
        "told": run_timers(results, scope, code, now=now),
        "months": write_task_rows(results, scope, code),
    }


def put_back_tasks(store: Store, settings: Settings, scope: Scope) -> None:
    """Write the tasks of every jurisdiction into the extract, where they are not as they were."""
    from sqlalchemy import select

    from data_access.store.tables import jurisdiction
    from supervision.task_rows import write_task_rows

    results = ResultStore.open(store, settings)
    with store.read() as connection:
        codes = connection.execute(select(jurisdiction.c.code)).scalars().all()
    for code in codes:
        write_task_rows(results, scope, code)


def _demo(results: ResultStore, scope: Scope, code: str) -> dict[str, int]:
    """Give the demo city a history of tasks, so that no page is empty on the first look."""
    from demo_city import CITY_CODE

    if code != CITY_CODE:
        return {}
    from weisu.demo_tasks import fill

    return {"demo": fill(results, scope, code)}
