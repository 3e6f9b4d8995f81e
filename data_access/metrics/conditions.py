"""Row conditions in SQL that several metrics share, over the ticket extract's columns.

``STATES`` are worked out once a row and named; every other condition is written with those names.
Missing values: a ticket without a status counts as accepted and open; a ticket without a mark of
direct reply counts as one that was not answered at once.
"""

from __future__ import annotations

from data_access import schemas


def _listed(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{v}'" for v in values) + ")"


# How a source says that a ticket is no repeat; all else is its mark or the first ticket's number.
NOT_MARKED = ("", "否", "无", "0", "false", "no", "N")
STATES = {
    "is_accepted": f"coalesce(status, '') NOT IN {_listed(schemas.REFUSED_STATES)}",
    "is_closed_state": f"coalesce(status, '') IN {_listed(schemas.CLOSED_STATES)}",
    "is_merged": "coalesce(status, '') = '并单'",
    "is_direct": "coalesce(direct_reply, FALSE)",
    "is_excluded": f"coalesce(keep_flag, '') = '{schemas.EXCLUDED}'",
    "is_marked": f"coalesce(duplicate_of, '否') NOT IN {_listed(NOT_MARKED)}",
    "is_repeat": (
        f"coalesce(duplicate_of, '否') NOT IN {_listed(NOT_MARKED)} OR coalesce(repeat_30d, FALSE) "
        "OR coalesce(status, '') = '并单'"
    ),
}
NOT_EXCLUDED = "NOT is_excluded"
FIRST_OF_MATTER = "NOT is_repeat"
ACCEPTED = "is_accepted"
CLOSED = "(t_close IS NOT NULL OR is_direct OR is_closed_state)"
HANDLED_BY_UNIT = "is_accepted AND NOT is_direct"
DISPATCHED = f"{HANDLED_BY_UNIT} AND t_dispatch IS NOT NULL"

ON_TIME, OVERDUE = schemas.DUE_RESULTS
_OWES_AN_ANSWER = f"{HANDLED_BY_UNIT} AND NOT is_merged"


def satisfied_in(values: tuple[str, ...]) -> str:
    """Rated with one of ``values``."""
    return f"satisfied IN {_listed(values)}"


def due(deadline: str, *, settled: bool = False) -> str:
    """Tickets whose limit has run out by the as-of day (``settled``: or that are closed).

    Judged by times where the row has them; else by what the source itself says (due_result). A row
    that is closed by its state but has no closing time can't be judged by times.
    """
    ran_out = f"{deadline} < {{as_of}}"
    if settled:
        ran_out = f"({ran_out} OR t_close IS NOT NULL)"
    return (
        f"{_OWES_AN_ANSWER} AND CASE WHEN {_timed(deadline)} THEN {ran_out} "
        "ELSE due_result IS NOT NULL END"
    )


def on_time(deadline: str) -> str:
    """Closed not later than the deadline, by times or by the source's own word."""
    return (
        f"CASE WHEN {_timed(deadline)} THEN t_close <= {deadline} ELSE due_result = '{ON_TIME}' END"
    )


def overdue(deadline: str) -> str:
    """Closed after the deadline, or still open."""
    late = f"t_close IS NULL OR t_close > {deadline}"
    return f"CASE WHEN {_timed(deadline)} THEN {late} ELSE due_result = '{OVERDUE}' END"


def within(moment: str, hours: int) -> tuple[str, str]:
    """Dispatched tickets whose time for a step has run out, and those that made it.

    Clock hours, from the dispatch.
    """
    limit = f"t_dispatch + INTERVAL {hours} HOUR"
    return f"{DISPATCHED} AND {limit} < {{as_of}}", f"coalesce({moment} <= {limit}, FALSE)"


def within_workday(moment: str) -> tuple[str, str]:
    """Dispatched tickets whose first working day is over, and those whose step came by its end."""
    return (
        f"{DISPATCHED} AND t_workday_1 < {{as_of}}",
        f"coalesce({moment} <= t_workday_1, FALSE)",
    )


def within_two_working_hours() -> tuple[str, str]:
    """Dispatched tickets two working hours after it, and those whose caller was contacted in time.

    What is done outside working hours takes no time.
    """
    return (
        f"{DISPATCHED} AND t_work_2h < {{as_of}}",
        "coalesce(contact_work_s <= 7200, FALSE)",
    )


# Closed tickets of known callers, 30 days later; those that took more than 60 days are not looked
# after (see ``extract.followups``).
LOOKED_AFTER = (
    f"{HANDLED_BY_UNIT} AND repeat_30d IS NOT NULL AND t_close >= t_accept "
    "AND t_close <= t_accept + INTERVAL 60 DAY AND t_close + INTERVAL 30 DAY < {as_of}"
)
# What a ticket has to have, and in which order its times have to come, where it has them.
MANDATORY = ("source_channel", "ticket_type", "category_code", "area_code")
FILLED = (
    " AND ".join(f"{c} IS NOT NULL" for c in MANDATORY)
    + " AND (t_dispatch IS NULL OR org_lead IS NOT NULL)"
)
_ORDER = (
    ("t_accept", "t_dispatch"), ("t_dispatch", "t_sign"), ("t_dispatch", "t_first_contact"),
    ("t_accept", "t_close"), ("t_dispatch", "t_close"), ("t_accept", "deadline"),
    ("t_close", "t_callback"),
)  # fmt: skip
IN_ORDER = " AND ".join(f"coalesce({later} >= {first}, TRUE)" for first, later in _ORDER)


DUE_BY_SOURCE = f"{_OWES_AN_ANSWER} AND due_result IS NOT NULL"


def _timed(deadline: str) -> str:
    return f"({deadline} IS NOT NULL AND (t_close IS NOT NULL OR NOT is_closed_state))"
