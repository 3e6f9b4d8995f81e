"""What the results and tickets say of a task's matter: answers in callbacks, what came since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data_access.extract.expressions import quoted
from data_access.metrics.problem_tickets import named_tickets, problem_tickets
from data_access.results.store import ResultStore, RunInfo
from data_access.store.ticket_events import ticket_events
from data_access.types import Scope
from event_register.frames import CHANGE, EVENT, EVENT_TICKET
from hotspots.network.returns import HANDLED, RETURNED, TAKEN

_ANSWERS = ("ticket_no", "solved", "satisfied", "t_callback", "t_close", "t_again")


def answers(results: ResultStore, scope: Scope, code: str, tickets: Sequence[str]) -> pd.DataFrame:
    """Return what callers of some tickets said (columns ``_ANSWERS``), of those the scope sees."""
    if not tickets:
        return pd.DataFrame(columns=list(_ANSWERS))
    named = ", ".join(quoted(t) for t in tickets)
    sql = f"SELECT {', '.join(_ANSWERS)} FROM t WHERE ticket_no IN ({named}) ORDER BY ticket_no"  # noqa: S608
    return results.extract.query(scope, code, sql, needs=_ANSWERS)


PASSED = "passed"
UNITS = 3
"""Units among which a ticket was passed from which it is a problem ticket (巴彦淖尔)."""


def listed_tickets(
    results: ResultStore, scope: Scope, code: str, name: str, as_of: date
) -> pd.DataFrame:
    """Return the tickets of a list of ``problem_tickets.LISTS``, or of ``PASSED``: those that went
    through three units, for scopes that see all tickets only (``NotAllowedError``)."""
    if name != PASSED:
        return problem_tickets(results.extract, scope, code, name, as_of)
    passed = _passed(results, scope, code, as_of)
    return named_tickets(results.extract, scope, code, passed, as_of)


def _passed(results: ResultStore, scope: Scope, code: str, as_of: date) -> list[str]:
    events = ticket_events(results.store, scope, code, as_of=as_of, ops=HANDLED, having=RETURNED)
    taken = events[events["op"].isin(TAKEN)]
    units = taken.groupby("ticket_no")["org"].nunique()
    return sorted(units[units >= UNITS].index.astype(str))


def tickets_by_event(results: ResultStore, scope: Scope, run: RunInfo, first: date) -> pd.DataFrame:
    """Return the register's tickets accepted from ``first`` on: event, its area, category and
    opening, and of each event and day how many tickets and callers."""
    sql = """SELECT event_id, e.area_code, e.category_code, e.name, e.opened, t.day,
        count(*) AS n, count(DISTINCT coalesce(t.caller_key, t.ticket_no)) AS callers
        FROM event_ticket JOIN event e USING (event_id) JOIN t USING (ticket_no)
        WHERE t.day >= CAST(? AS DATE) GROUP BY ALL ORDER BY event_id, t.day"""
    return results.query(scope, run, sql, [EVENT_TICKET, EVENT], [first.isoformat()])


def merged_into(results: ResultStore, scope: Scope, run: RunInfo) -> dict[str, str]:
    """Return into which event each one was merged."""
    changes = results.read(scope, run, CHANGE)
    merged = changes[changes["kind"] == "merged"]
    return dict(zip(merged["event_id"].astype(str), merged["into"].astype(str), strict=True))
