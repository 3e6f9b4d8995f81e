"""One nightly run of the room: what falls due soon, with its risk, and how earlier ones held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from data_access.days import utc_times
from data_access.metrics.owed_tickets import owed_tickets
from data_access.results.declared import Frame
from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope
from deadline_risk.evaluation import APART, ORIGINS, YEAR, held, past_of
from deadline_risk.frames import DUE_SOON, HELD, ROOM, Facts
from deadline_risk.landmarks import counted, open_at
from deadline_risk.risk import risks
from style.texts import text

if TYPE_CHECKING:
    from data_access.extract.query import Extract

LABEL = "到期风险"
LEAST = 200
"""Tickets whose deadline has passed, below which nothing is said."""
_MARGIN = 120
"""Days by which a ticket is older than its deadline, at most."""


def run_deadlines(
    results: ResultStore, scope: Scope, code: str, as_of: date, *, report: Report = silent
) -> RunInfo:
    """Judge the open tickets of a jurisdiction; store what was found and make it current."""
    plan = RunPlan(ROOM, LABEL, code, as_of)

    def make(say: Report) -> Made:
        frames, facts = found_of(results.extract, scope, code, as_of, say)
        return Made(frames, facts)

    return run_room(results, plan, make, report=report)


def found_of(
    extract: Extract, scope: Scope, code: str, as_of: date, say: Report = silent
) -> tuple[dict[Frame, pd.DataFrame], Facts]:
    """Return the frames and facts of a day."""
    days = YEAR + ORIGINS * APART + _MARGIN
    tickets = owed_tickets(extract, scope, code, as_of, days=days)
    calendar = extract.manifest.jurisdictions[code].calendar
    day = pd.Timestamp(as_of)
    over = tickets[tickets["deadline"] < day + pd.Timedelta(days=1)]
    if len(over) < LEAST:
        note = text("deadlines.too_few", count=len(over), least=LEAST)
        return {DUE_SOON: DUE_SOON.shaped(), HELD: HELD.shaped()}, Facts(note=note)
    say("估计超期可能", 0.3)
    now = open_at(tickets, day, calendar)
    known = counted(over, calendar)
    said = risks(now, past_of(known, day))
    soon = now.loc[said.index, ["ticket_no", "unit", "category", "deadline", "left"]]
    zone = extract.manifest.jurisdictions[code].timezone
    soon["deadline"] = utc_times(soon["deadline"], zone)
    soon = soon.rename(columns={"left": "days_left"}).join(said)
    # Stored as it is said, in whole percents: 30 % is nowhere called less than 30 %.
    soon["p_late"] = soon["p_late"].round(2)
    soon = soon.sort_values(["days_left", "p_late", "ticket_no"], ascending=[True, False, True])
    say("核对以往的估计", 0.6)
    high = extract.settings.warnings_late_from
    seen = held(over, known, day, calendar, high)
    facts = Facts(
        high_from=high, judged=seen.judged, brier=seen.brier, brier_base=seen.brier_base,
        flagged=seen.flagged, flagged_late=seen.flagged_late, all_late=seen.all_late,
    )  # fmt: skip
    return {DUE_SOON: DUE_SOON.shaped(soon), HELD: HELD.shaped(seen.bins)}, facts
