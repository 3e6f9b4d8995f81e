"""The pipeline's step ``telling``: what is new among the warnings, one notice an event."""

from __future__ import annotations

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.results.values import Row
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from style.texts import text
from weisu.city_step import CityStep, Done, each_city


def telling(store: Store, settings: Settings, report: Report) -> Done:
    """Post the notices of every jurisdiction's current warnings.

    Also where nothing is new: the last night may have been cut off before its notices were out.
    """
    return each_city(
        store, settings, CityStep(text("night.label_telling"), lambda *_: "", _work), report
    )


def _work(results: ResultStore, scope: Scope, code: str, _report: Report) -> int:
    from early_warning.telling import tell
    from event_register.frames import ROOM
    from event_register.register_reads import EMPTY, attached, read_register

    run = results.current(ROOM, code)
    register = EMPTY if run is None else read_register(results, scope, run)

    def attach(rows: list[Row]) -> list[Row]:
        return attached(rows, register, "warning", "warning_id")

    return tell(results, scope, code, attach)
