"""Lists of tickets that call for supervision, by rules of published practice.

A ticket that is overdue and open; one whose caller said that it is not solved or that he is not
satisfied; one sent back or redone three times (巴彦淖尔: redone three times is a problem ticket).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from data_access.days import end_of_day_utc
from data_access.extract.expressions import (
    Expression,
    all_of,
    any_of,
    filled,
    grouped,
    later,
    negated,
    one_of,
    past,
    quoted,
    sql,
)
from data_access.metrics.conditions import CLOSED, HANDLED_BY_UNIT, STATES
from data_access.metrics.source import Source
from data_access.schemas import SATISFACTION
from data_access.types import Filters, Period, Scope

TIMES = 3
"""Times sent back or redone from which a ticket is a problem ticket."""
ANSWER_DAYS, LOOK_BACK = 30, 180
"""Days back of callbacks, and of tickets, that the lists look at."""


_BACK = any_of(
    sql(f"coalesce({{}}, 0) >= {TIMES}", "n_return"), sql(f"coalesce({{}}, 0) >= {TIMES}", "n_redo")
)
_UNSOLVED = negated(grouped(sql("coalesce({}, TRUE)", "solved")))
_UNHAPPY = any_of(_UNSOLVED, one_of("satisfied", SATISFACTION[3:]))
_RECENT = negated(past(later("t_callback", ANSWER_DAYS, "DAY")))
_STILL_OPEN = all_of(HANDLED_BY_UNIT, negated(CLOSED))
LISTS: Mapping[str, Expression] = {
    "overdue": all_of(_STILL_OPEN, past("deadline")),
    "dissatisfied": all_of(HANDLED_BY_UNIT, filled("t_callback"), _RECENT, grouped(_UNHAPPY)),
    "returned": all_of(HANDLED_BY_UNIT, grouped(_BACK)),
}
"""Conditions over the extract's tickets, by the list's name."""
COLUMNS = (
    "ticket_no", "day", "area_street", "category_code", "org_lead", "source_channel", "title",
    "deadline", "t_callback", "n_return", "n_redo",
)  # fmt: skip


def problem_tickets(
    extract: Source, scope: Scope, code: str, name: str, as_of: date
) -> pd.DataFrame:
    """Return the tickets of a list of ``LISTS`` that the scope sees, as known at the end of
    ``as_of``, the oldest first: ``COLUMNS``."""
    zone = extract.manifest.jurisdictions[code].timezone
    moment = f"TIMESTAMP '{end_of_day_utc(as_of, zone):%Y-%m-%d %H:%M:%S}'"
    return _asked(extract, scope, code, LISTS[name].at(moment), as_of)


def named_tickets(
    extract: Source, scope: Scope, code: str, tickets: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Return some tickets as ``problem_tickets`` does, those of the last ``LOOK_BACK`` days."""
    if not tickets:
        return pd.DataFrame(columns=list(COLUMNS))
    condition = f"ticket_no IN ({', '.join(quoted(t) for t in tickets)})"
    return _asked(extract, scope, code, condition, as_of)


def _asked(extract: Source, scope: Scope, code: str, condition: str, as_of: date) -> pd.DataFrame:
    cut = Filters(code, Period.last_days(as_of, LOOK_BACK), as_of=as_of)
    states = "".join(f", {state.sql} AS {name}" for name, state in STATES.items())
    sql = (
        f"SELECT {', '.join(COLUMNS)} FROM (SELECT *{states} FROM t) s "  # noqa: S608
        f"WHERE {condition} ORDER BY day, ticket_no"
    )
    return extract.query(scope, cut, sql)
