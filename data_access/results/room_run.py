"""One run of a room over a jurisdiction, from its lease to the results that readers see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from data_access.results.declared import Frame
from data_access.results.facts import RunFacts
from data_access.results.keep import lease_name
from data_access.results.store import ResultStore, RunInfo
from data_access.store import lease

if TYPE_CHECKING:
    import pandas as pd

Report = Callable[[str, float], None]
"""Takes what is being done, in Chinese, and the share that is done, 0–1."""


def silent(_what: str, _share: float) -> None:
    """Report to nobody."""
    return


@dataclass(frozen=True)
class RunPlan:
    """What a run looks at. ``label``: the analysis in Chinese, for whoever finds the lease taken.

    ``settings`` (JSON) says what was asked for.
    """

    room: str
    label: str
    jurisdiction: str
    as_of: date
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """What a run made. ``message``: how, in words, for the run's row.

    ``keep`` is called once the run has become current: what it leaves for the next one beside the
    results (vectors, counts).
    """

    frames: Mapping[Frame, pd.DataFrame]
    facts: RunFacts
    message: str = ""
    keep: Callable[[], None] | None = None


def run_room(
    results: ResultStore,
    plan: RunPlan,
    make: Callable[[Report], Made],
    *,
    report: Report = silent,
) -> RunInfo:
    """Hold the room's lease, make the results, store them all and make them current at once.

    ``make`` gets a function that reports how far it is. Whatever it raises ends the run as failed
    and is raised again; what was current stays then. ``LeaseTakenError`` where another process is
    at this jurisdiction.
    """
    with lease.held(results.store, lease_name(plan.room, plan.jurisdiction), plan.label):
        run_id = results.begin(
            plan.room, plan.jurisdiction, as_of=plan.as_of, settings=plan.settings
        )

        def say(what: str, share: float) -> None:
            results.report(run_id, share, what)
            report(what, share)

        try:
            made = make(say)
            for frame, data in made.frames.items():
                results.write(run_id, frame, data)
            results.write_facts(run_id, made.facts)
        except BaseException as error:
            results.fail(run_id, str(error) or type(error).__name__)
            raise
        done = results.complete(run_id, made.message)
        if made.keep is not None:
            made.keep()
        return done
