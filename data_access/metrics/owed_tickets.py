"""Tickets that owe an answer by a deadline, with when they were sent and closed, in local time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data_access.days import local_times
from data_access.extract.expressions import all_of, filled
from data_access.metrics.conditions import OWES_AN_ANSWER, STATES
from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("ticket_no", "unit", "category", "sent", "deadline", "closed", "is_closed")


def owed_tickets(
    extract: Source, scope: Scope, code: str, as_of: date, *, days: int
) -> pd.DataFrame:
    """Return ``COLUMNS`` of the tickets of the last ``days`` days, as known at the end of
    ``as_of``, by number: times are local and naive. Tickets that were answered at once, refused or
    merged owe none; one without a dispatch or a deadline can't be judged.
    """
    cut = Filters(code, Period.last_days(as_of, days), as_of=as_of)
    states = "".join(f", {state.sql} AS {name}" for name, state in STATES.items())
    owing = all_of(OWES_AN_ANSWER, filled("t_dispatch"), filled("deadline")).sql
    sql = f"""SELECT ticket_no, org_lead AS unit, category_code AS category, t_dispatch AS sent,
        deadline, t_close AS closed, (t_close IS NOT NULL OR is_closed_state) AS is_closed
        FROM (SELECT *{states} FROM t) s WHERE {owing} ORDER BY ticket_no"""  # noqa: S608
    found = extract.query(scope, cut, sql)
    zone = extract.manifest.jurisdictions[code].timezone
    for name in ("sent", "deadline", "closed"):
        found[name] = local_times(found[name], zone)
    return found
