"""Row conditions in SQL that several metrics share, over the ticket extract's columns.

Missing values: a ticket without a status counts as accepted and open; a ticket without a mark of
direct reply counts as one that was not answered at once.
"""

from __future__ import annotations

from data_access import schemas


def _listed(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{v}'" for v in values) + ")"


NOT_EXCLUDED = f"keep_flag IS DISTINCT FROM '{schemas.EXCLUDED}'"
ACCEPTED = f"coalesce(status, '') NOT IN {_listed(schemas.REFUSED_STATES)}"
CLOSED_BY_STATE = f"coalesce(status, '') IN {_listed(schemas.CLOSED_STATES)}"
CLOSED = f"(t_close IS NOT NULL OR direct_reply IS TRUE OR {CLOSED_BY_STATE})"
HANDLED_BY_UNIT = f"{ACCEPTED} AND direct_reply IS NOT TRUE"
DISPATCHED = f"{HANDLED_BY_UNIT} AND t_dispatch IS NOT NULL"

ON_TIME, OVERDUE = schemas.DUE_RESULTS
_OWES_AN_ANSWER = f"{HANDLED_BY_UNIT} AND status IS DISTINCT FROM '并单'"


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


DUE_BY_SOURCE = f"{_OWES_AN_ANSWER} AND due_result IS NOT NULL"


def _timed(deadline: str) -> str:
    return f"({deadline} IS NOT NULL AND (t_close IS NOT NULL OR NOT {CLOSED_BY_STATE}))"
