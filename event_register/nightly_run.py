"""One nightly run of the room: what the other rooms found becomes the register of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope
from event_register.evidence import Evidence, Peak
from event_register.frames import CHANGE, EVENT, EVENT_TICKET, EVIDENCE, ROOM, Facts
from event_register.register import Before, Names, register

LABEL = "事件登记"


@dataclass(frozen=True)
class Found:
    """What other rooms found, and the runs that it is of. ``notes``: what was not there."""

    evidence: Sequence[Evidence]
    peaks: Sequence[Peak] = ()
    runs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def run_register(
    results: ResultStore,
    scope: Scope,
    code: str,
    as_of: date,
    found: Found,
    *,
    report: Report = silent,
) -> RunInfo:
    """Carry the register of a jurisdiction on to a day; store it and make it current."""
    plan = RunPlan(ROOM, LABEL, code, as_of, {"runs": list(found.runs)})

    def make(say: Report) -> Made:
        before = before_of(results, scope, code, as_of)
        numbers = {t for one in found.evidence for t in (*one.tickets, *one.older)}
        numbers.update(before.tickets["ticket_no"])
        tickets = ticket_facts(results, scope, code, numbers)
        say("归并", 0.5)
        directory = results.extract.directory(scope, code)
        names = Names(directory.area_names, directory.categories)
        frames = register(found.evidence, found.peaks, tickets, before, names, as_of)
        return Made(frames, Facts(notes=found.notes, rooms=found.runs))

    return run_room(results, plan, make, report=report)


def before_of(results: ResultStore, scope: Scope, code: str, as_of: date) -> Before:
    """Return the newest register of an earlier day: a second run of a day starts from there."""
    run = next(
        (r for r in results.history(ROOM, code) if r.as_of is not None and r.as_of < as_of), None
    )
    if run is None:
        return Before()
    return Before(*(results.read(scope, run, f) for f in (EVENT, EVENT_TICKET, EVIDENCE, CHANGE)))


def ticket_facts(
    results: ResultStore, scope: Scope, code: str, numbers: Iterable[str]
) -> pd.DataFrame:
    """Return ticket_no, day, area, category, unit, caller of the tickets with these numbers."""
    sql = """SELECT ticket_no, day, coalesce(area_code, area_street) AS area,
        category_code AS category, org_lead AS unit, caller_key AS caller
        FROM t WHERE ticket_no IN (SELECT unnest(?)) ORDER BY day, ticket_no"""
    return results.extract.query(scope, code, sql, [sorted(numbers)])
