"""One nightly run of the room: what is found in a jurisdiction's tickets, stored.

Everything is read and written through ``data_access``; the analyses themselves are pure.
"""

from __future__ import annotations

from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope
from hotspots.analysis import NOTHING_DUE, Asked, analyse, span_of
from hotspots.frames import ROOM
from hotspots.kept_vectors import keep, vector_store
from hotspots.kept_words import keep_words
from hotspots.topics.expectation import Due

__all__ = ["Asked", "run_hotspots"]

LABEL = "热点分析"


def run_hotspots(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    *,
    due: Due = NOTHING_DUE,
    report: Report = silent,
) -> RunInfo:
    """Analyse a jurisdiction's tickets, store what was found and make it current.

    ``due``: what is expected of its categories in the days that heat looks at.
    Raises ``WeisuError`` where there are no tickets or no texts; what was current stays then, as
    after any other error. One run of a jurisdiction at a time.
    """
    last, period = span_of(results, scope, asked)
    vectors = vector_store(results, asked.jurisdiction)
    plan = RunPlan(
        ROOM, LABEL, asked.jurisdiction, last,
        {
            "from": period.start.isoformat(), "to": period.end.isoformat(), "seed": asked.seed,
        },
    )  # fmt: skip

    def make(say: Report) -> Made:
        found = analyse(results, scope, asked, report=say, vectors=vectors, due=due)

        def kept() -> None:
            if found.pieces is not None:
                keep(vectors, found.pieces)
            if found.words is not None:
                keep_words(vectors, found.words)

        return Made(found.frames, found.facts, found.way, kept)

    return run_room(results, plan, make, report=report)
