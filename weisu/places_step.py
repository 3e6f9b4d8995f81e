"""The pipeline's step ``places``: names of places learnt from the tickets that are there now.

A jurisdiction is one transaction, and what it was learnt from is kept with it: a night that is cut
off goes on with those that are left, and where nothing changed nothing is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from geo import store_places as stored
from geo.place_finder import LEAST_AREAS
from style.texts import text
from weisu.city_step import CityStep, Done, each_city

LEAST_TICKETS: Final = 200
"""Of fewer tickets no confidence is learnt (``geo.places.calibration``)."""
MOST_SECONDS: Final = 1200.0
"""Past so many no further jurisdiction is begun; each takes at most half a minute of its own."""


def places(
    store: Store,
    settings: Settings,
    report: Report,
    *,
    most_seconds: float = MOST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Done:
    """Learn the names of places of every jurisdiction where anything changed, the oldest first."""
    night = _Night(clock() + most_seconds, clock)
    label = text("night.label_places")
    step = CityStep(label, night.why_not, night.work, in_order=_longest_ago)
    return each_city(store, settings, step, report)


@dataclass
class _Night:
    """One night's learning. ``until``: when it ends, by ``clock``."""

    until: float
    clock: Callable[[], float]

    def why_not(self, results: ResultStore, scope: Scope, code: str) -> str:
        """Return why nothing is learnt of a jurisdiction now; empty where something is."""
        if self.clock() >= self.until:
            return text("geo.learn_later")
        return why_not(results, scope, code)

    def work(self, results: ResultStore, scope: Scope, code: str, report: Report) -> dict[str, Any]:
        """Learn; note from how many tickets how many names."""
        from geo.place_actions import learn

        report(text("night.label_places"), 0.0)
        done = learn(results.store, scope, code)
        return {"tickets": done.tickets, "names": done.names, "judged": done.judged}


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return why a jurisdiction's names stay as they are; empty where they are learnt anew."""
    from geo.place_actions import learning_print

    store = results.store
    if len(stored.known_areas(store, scope, code)) < LEAST_AREAS:
        return text("geo.learn_no_areas")
    known = len(stored.past_versions(store, scope, code, LEAST_TICKETS))
    if known < LEAST_TICKETS:
        return text("geo.learn_too_few", count=known, least=LEAST_TICKETS)
    if stored.learning_mark(store, scope, code) == learning_print(store, scope, code):
        return text("geo.learn_unchanged")
    return ""


def _longest_ago(results: ResultStore, scope: Scope, codes: Sequence[str]) -> Sequence[str]:
    """Return the jurisdictions, those never learnt of first, then by when they last were."""

    def last(code: str) -> tuple[str, str]:
        found = stored.learning_of(results.store, scope, code)
        return (found.at.isoformat() if found else "", code)

    return sorted(codes, key=last)
