"""What the working calendar says of a ticket's steps, as columns of the extract (times in UTC)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_access.calendar.node_limits import NODES, NodeLimits, node_due_each
from data_access.days import local_times, utc_times
from data_access.settings.working_hours import WorkingHours

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_CONTACT_S = 2 * 3600
"""Working seconds within which the guide wants the caller contacted."""


def working_columns(
    rows: pa.Table,
    timezone: str,
    calendar: str,
    *,
    has_hours: bool,
    hours: WorkingHours | None = None,
    node_limits: NodeLimits | None = None,
) -> dict[str, pa.Array]:
    """Return the ends of limits counted in working time, and how much of it the steps took.

    ``t_workday_1``: end of the first working day after the dispatch. ``t_work_2h``: when two
    working hours have passed since. ``contact_work_s`` and ``close_work_s``: working seconds from
    the dispatch to the first contact and to the closing. All but the first are null where the
    source only knows days (not ``has_hours``). ``hours``: default 9:00 to 17:00. ``node_limits``:
    the place's own; a limit in hours judges nobody where only days are known.
    """
    import pyarrow as pa

    from data_access.calendar.vector import (
        add_working_days_each,
        add_working_seconds_each,
        working_seconds_between_each,
    )

    sent, contacted, closed = (
        local_times(rows.column(name).to_pandas(), timezone)
        for name in ("t_dispatch", "t_first_contact", "t_close")
    )
    limits = {"t_workday_1": add_working_days_each(sent, 1, calendar)}
    two_hours = add_working_seconds_each(sent, FIRST_CONTACT_S, calendar, hours)
    limits["t_work_2h"] = two_hours if has_hours else two_hours.where(two_hours.isna())
    for which, node in NODES.items():
        limit = (node_limits or {}).get(which)
        start = closed if node.begins == "t_close" else sent
        if limit is None or (limit.unit.endswith("小时") and not has_hours):
            limits[node.due] = start.where(start.isna())
        else:
            limits[node.due] = node_due_each(limit, start, calendar, hours)
    found = {
        name: pa.array(utc_times(due, timezone), pa.timestamp("us"), from_pandas=True)
        for name, due in limits.items()
    }
    for name, done in (("contact_work_s", contacted), ("close_work_s", closed)):
        seconds = working_seconds_between_each(sent, done, calendar, hours)
        fits = (seconds.abs() < 2**31) & has_hours
        found[name] = pa.array(seconds.where(fits), pa.int32(), from_pandas=True)
    return found
