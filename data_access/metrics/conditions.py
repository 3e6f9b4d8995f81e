"""Row conditions that several metrics share, over the ticket extract's columns.

``STATES`` are worked out once a row and named; every other condition is written with those names.
Missing values: a ticket without a status counts as accepted and open; a ticket without a mark of
direct reply counts as one that was not answered at once.
"""

from __future__ import annotations

from data_access import schemas
from data_access.extract.expressions import (
    Expression,
    all_of,
    any_of,
    chosen,
    empty,
    equals,
    filled,
    grouped,
    later,
    named,
    negated,
    none_of,
    one_of,
    past,
    sql,
    surely,
)

# How a source says that a ticket is no repeat; all else is its mark or the first ticket's number.
NOT_MARKED = ("", "否", "无", "0", "false", "no", "N")
_STATUS = sql("coalesce({}, '')", "status")
_MARKED = none_of(sql("coalesce({}, '否')", "duplicate_of"), NOT_MARKED)
_MERGED = equals(_STATUS, "并单")
STATES: dict[str, Expression] = {
    "is_accepted": none_of(_STATUS, schemas.REFUSED_STATES),
    "is_closed_state": one_of(_STATUS, schemas.CLOSED_STATES),
    "is_merged": _MERGED,
    "is_direct": surely("direct_reply"),
    "is_excluded": equals(sql("coalesce({}, '')", "keep_flag"), schemas.EXCLUDED),
    "is_marked": _MARKED,
    "is_repeat": any_of(_MARKED, surely("repeat_30d"), _MERGED),
}
NOT_EXCLUDED = negated("is_excluded")
FIRST_OF_MATTER = negated("is_repeat")
ACCEPTED = named("is_accepted")
CLOSED = grouped(any_of(filled("t_close"), "is_direct", "is_closed_state"))
HANDLED_BY_UNIT = all_of(ACCEPTED, negated("is_direct"))
CLOSED_BY_UNIT = all_of(HANDLED_BY_UNIT, CLOSED)
DISPATCHED = all_of(HANDLED_BY_UNIT, filled("t_dispatch"))

ON_TIME, OVERDUE = schemas.DUE_RESULTS
OWES_AN_ANSWER = all_of(HANDLED_BY_UNIT, negated("is_merged"))


def due(deadline: str, *, settled: bool = False) -> Expression:
    """Tickets whose limit has run out by the as-of day (``settled``: or that are closed).

    Judged by times where the row has them; else by what the source itself says (due_result). A row
    that is closed by its state but has no closing time can't be judged by times.
    """
    ran_out = past(deadline)
    if settled:
        ran_out = grouped(any_of(ran_out, filled("t_close")))
    return all_of(OWES_AN_ANSWER, chosen(_timed(deadline), ran_out, filled("due_result")))


def on_time(deadline: str) -> Expression:
    """Closed not later than the deadline, by times or by the source's own word."""
    in_time = sql("{} <= {}", "t_close", deadline)
    return chosen(_timed(deadline), in_time, equals("due_result", ON_TIME))


def overdue(deadline: str) -> Expression:
    """Closed after the deadline, or still open."""
    late = any_of(empty("t_close"), sql("{} > {}", "t_close", deadline))
    return chosen(_timed(deadline), late, equals("due_result", OVERDUE))


def _not_after(moment: str, limit: Expression | str) -> Expression:
    return surely(sql("{} <= {}", moment, limit))


def within(moment: str, hours: int) -> tuple[Expression, Expression]:
    """Dispatched tickets whose time for a step has run out, and those that made it.

    Clock hours, from the dispatch.
    """
    limit = later("t_dispatch", hours, "HOUR")
    return all_of(DISPATCHED, past(limit)), _not_after(moment, limit)


def within_workday(moment: str) -> tuple[Expression, Expression]:
    """Dispatched tickets whose first working day is over, and those whose step came by its end."""
    return all_of(DISPATCHED, past("t_workday_1")), _not_after(moment, "t_workday_1")


def within_two_working_hours() -> tuple[Expression, Expression]:
    """Dispatched tickets two working hours after it, and those whose caller was contacted in time.

    What is done outside working hours takes no time.
    """
    return all_of(DISPATCHED, past("t_work_2h")), surely(sql("{} <= 7200", "contact_work_s"))


def by_limit(moment: str, due: str) -> tuple[Expression, Expression]:
    """Dispatched tickets whose limit of a node has run out, and those whose step came by then.

    Tickets without such a limit are not counted.
    """
    return all_of(DISPATCHED, past(due)), _not_after(moment, due)


def called_back_by_limit() -> tuple[Expression, Expression]:
    """Tickets that units closed, with their limit of the callback past; those called by then."""
    base = all_of(CLOSED_BY_UNIT, past("t_callback_due"))
    return base, _not_after("t_callback", "t_callback_due")


def replied_within(hours: int) -> tuple[Expression, Expression]:
    """Tickets so many hours after their acceptance, and those answered by then."""
    limit = later("t_accept", hours, "HOUR")
    return past(limit), _not_after("t_reply", limit)


# Closed tickets of known callers, 30 days later; those that took more than 60 days are not looked
# after (see ``extract.followups``).
LOOKED_AFTER = all_of(
    HANDLED_BY_UNIT,
    filled("repeat_30d"),
    sql("{} >= {}", "t_close", "t_accept"),
    sql("{} <= {}", "t_close", later("t_accept", 60, "DAY")),
    past(later("t_close", 30, "DAY")),
)
# What a ticket has to have, and in which order its times have to come, where it has them.
MANDATORY = ("source_channel", "ticket_type", "category_code", "area_code")
FILLED = all_of(
    *(filled(c) for c in MANDATORY),
    # An area that we found ourselves is none that was sent.
    sql("{} IS DISTINCT FROM 'resolved'", "area_source"),
    grouped(any_of(empty("t_dispatch"), filled("org_lead"))),
)
_ORDER = (
    ("t_accept", "t_dispatch"), ("t_dispatch", "t_sign"), ("t_dispatch", "t_first_contact"),
    ("t_accept", "t_close"), ("t_dispatch", "t_close"), ("t_accept", "deadline"),
    ("t_close", "t_callback"),
)  # fmt: skip
IN_ORDER = all_of(
    *(surely(sql("{} >= {}", after, first), otherwise=True) for first, after in _ORDER)
)


DUE_BY_SOURCE = all_of(OWES_AN_ANSWER, filled("due_result"))


def _timed(deadline: str) -> Expression:
    closed_by_time = grouped(any_of(filled("t_close"), negated("is_closed_state")))
    return grouped(all_of(filled(deadline), closed_by_time))
