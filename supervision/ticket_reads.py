"""What the results and tickets say of a task's matter: answers in callbacks, what came since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from data_access.extract.as_of import moment_sql
from data_access.extract.expressions import quoted
from data_access.metrics.conditions import STATES
from data_access.results.store import ResultStore, RunInfo
from data_access.store.ticket_events import ticket_events
from data_access.types import Filters, Period, Scope
from event_register.frames import CHANGE, EVENT, EVENT_TICKET
from hotspots.network.returns import HANDLED, RETURNED, TAKEN
from supervision.ticket_lists import BY_NAME, LOOK_BACK, TIMES

_ANSWERS = ("ticket_no", "solved", "satisfied", "t_callback", "t_close", "t_again")


def answers(results: ResultStore, scope: Scope, code: str, tickets: Sequence[str]) -> pd.DataFrame:
    """Return what callers of some tickets said (columns ``_ANSWERS``), of those the scope sees."""
    if not tickets:
        return pd.DataFrame(columns=list(_ANSWERS))
    named = ", ".join(quoted(t) for t in tickets)
    sql = f"SELECT {', '.join(_ANSWERS)} FROM t WHERE ticket_no IN ({named}) ORDER BY ticket_no"  # noqa: S608
    return results.extract.query(scope, code, sql, needs=_ANSWERS)


_LISTED = (
    "ticket_no", "day", "area_street", "category_code", "org_lead", "source_channel", "title",
    "deadline", "t_callback", "n_return", "n_redo",
)  # fmt: skip


def problem_tickets(
    results: ResultStore, scope: Scope, code: str, name: str, as_of: date
) -> pd.DataFrame:
    """Return the tickets of one of ``ticket_lists.LISTS``, as known at the end of ``as_of`` and
    within the scope, the oldest first: columns ``_LISTED``.

    What was passed among units is for scopes that see all tickets only (``NotAllowedError``).
    """
    one = BY_NAME[name]
    first = as_of - timedelta(days=LOOK_BACK)
    cut = Filters(code, Period(first, as_of + timedelta(days=1)), as_of=as_of)
    zone = results.extract.manifest.jurisdictions[code].timezone
    if one.when is None:
        passed = _passed(results, scope, code, as_of)
        if not passed:
            return pd.DataFrame(columns=list(_LISTED))
        condition = f"ticket_no IN ({', '.join(quoted(t) for t in passed)})"
    else:
        condition = one.when.at(moment_sql(as_of, zone))
    states = "".join(f", {state.sql} AS {state_name}" for state_name, state in STATES.items())
    sql = (
        f"SELECT {', '.join(_LISTED)} FROM (SELECT *{states} FROM t) s "  # noqa: S608
        f"WHERE {condition} ORDER BY day, ticket_no"
    )
    return results.extract.query(scope, cut, sql)


def _passed(results: ResultStore, scope: Scope, code: str, as_of: date) -> list[str]:
    events = ticket_events(results.store, scope, code, as_of=as_of, ops=HANDLED, having=RETURNED)
    taken = events[events["op"].isin(TAKEN)]
    units = taken.groupby("ticket_no")["org"].nunique()
    return sorted(units[units >= TIMES].index.astype(str))


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
