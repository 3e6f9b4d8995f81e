"""A step that goes from jurisdiction to jurisdiction: the trouble of one stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from data_access.results.keep import sweep_results
from data_access.results.room_run import Report
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.clock import is_within, utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from style.texts import text
from weisu.wiring import system_scope

PAUSE = timedelta(hours=6)
"""An import of more of the same day does not start an analysis again within so many hours."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What a step did. ``failed``: the names of the jurisdictions that it could not do."""

    detail: dict[str, Any] = field(default_factory=dict)
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CityStep:
    """What a room does at night with one jurisdiction.

    ``why_not`` returns, in Chinese, why nothing is to be done now; empty where something is.
    ``work`` returns what is noted of it. ``in_order`` puts the jurisdictions in the order in which
    they are done, where it matters.
    """

    label: str
    why_not: Callable[[ResultStore, Scope, str], str]
    work: Callable[[ResultStore, Scope, str, Report], Any]
    in_order: Callable[[ResultStore, Scope, Sequence[str]], Sequence[str]] | None = None


def each_city(store: Store, settings: Settings, step: CityStep, report: Report) -> Done:
    """Do the step for every jurisdiction with tickets; note of each what was done or why not.

    Whatever one raises is logged with its traceback and told in words; the others go on.
    """
    scope = system_scope(store, f"流水线：{step.label}")
    results = ResultStore.open(store, settings)
    places = {c: s for c, s in results.extract.manifest.jurisdictions.items() if s.tickets}
    if step.in_order is not None:
        places = {code: places[code] for code in step.in_order(results, scope, list(places))}
    noted: dict[str, Any] = {}
    failed: list[str] = []
    for number, (code, place) in enumerate(places.items()):

        def show(what: str, share: float, name: str = place.name, before: int = number) -> None:
            report(f"{name} {what}", (before + share) / len(places))

        try:
            words = step.why_not(results, scope, code)
            if not words:
                noted[code] = step.work(results, scope, code, show)
                continue
        except Exception as error:
            log.exception("%s failed for %s", step.label, code)
            told = isinstance(error, WeisuError)
            words = str(error) if told else text("night.city_failed", step=step.label)
            failed.append(place.name)
        noted[code] = words
        report(f"{place.name}：{words}", (number + 1) / len(places))
    swept = sweep_results(store, settings)
    return Done({"jurisdictions": noted, "swept": swept}, tuple(failed))


def same_data(results: ResultStore, run: RunInfo) -> bool:
    """Tell whether the run's jurisdiction has the data that the run looked at."""
    return run.fingerprint == results.extract.manifest.fingerprint(run.jurisdiction)


def just_done(results: ResultStore, run: RunInfo) -> bool:
    """Tell whether the run looked at the last day and ended within the last ``PAUSE``."""
    last = results.extract.last_day(run.jurisdiction)
    young = is_within(run.finished_at or run.started_at, utc_now(), PAUSE)
    return young and run.as_of is not None and last is not None and run.as_of >= last
