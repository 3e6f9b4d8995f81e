"""The as-of rule: a ticket or task as it was known by the end of a day.

It lives here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data_access import schemas
from data_access.days import end_of_day_utc

# What a ticket's column depends on: it is unknown as of a day before that moment.
NODE_TIMES = (
    "t_dispatch", "t_sign", "t_first_contact", "t_reply", "t_close", "t_callback", "t_archive",
    "t_return_apply", "t_reached", "t_again",
)  # fmt: skip
# The same of a supervision task; by when something has to be done is known from the start.
TASK_TIMES = ("t_issue", "t_sign", "t_report", "t_return", "t_close", "t_reopen")
_TIMES = frozenset((*NODE_TIMES, *TASK_TIMES))
KNOWN_FROM = {
    "due_result": "t_close",
    "result_unit": "t_close",
    "unresolved_reason": "t_close",
    "is_true": "t_close",
    "beyond_duty": "t_close",
    "reply_public": "t_reply",
    "satisfied": "t_callback",
    "solved": "t_callback",
    "t_callback_due": "t_close",
    "contact_work_s": "t_first_contact",
    "close_work_s": "t_close",
    "n_return_apply": "t_return_apply",
}


def moment_sql(day: date, timezone: str) -> str:
    """Return the end of ``day`` as an SQL literal."""
    return f"TIMESTAMP '{end_of_day_utc(day, timezone):%Y-%m-%d %H:%M:%S}'"


def as_of_columns(names: Sequence[str], cutoff: str) -> list[str]:
    """Return the SELECT items that show a ticket or task as it was known before ``cutoff`` (SQL).

    A ticket exists from its acceptance, is closed from its closing and rated from its callback.
    Where a source gives no time for a fact (a city that only says "on time"), the fact counts from
    the start.
    """
    items = []
    for name in names:
        if name in _TIMES:
            items.append(f"CASE WHEN {name} < {cutoff} THEN {name} END AS {name}")
        elif name in KNOWN_FROM:
            moment = KNOWN_FROM[name]
            items.append(
                f"CASE WHEN {moment} IS NULL OR {moment} < {cutoff} THEN {name} END AS {name}"
            )
        elif name == "status":
            closed = ", ".join(f"'{s}'" for s in schemas.CLOSED_STATES)
            items.append(
                f"CASE WHEN t_close >= {cutoff} AND status IN ({closed}) THEN '办理中' "
                "ELSE status END AS status"
            )
        else:
            items.append(name)
    return items
