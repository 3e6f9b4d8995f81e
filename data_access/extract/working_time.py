"""What the working calendar says of a ticket's steps, as columns of the extract (times in UTC)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def working_columns(
    rows: pa.Table, timezone: str, calendar: str, *, has_hours: bool
) -> dict[str, pa.Array]:
    """Return the end of the first working day after the dispatch, and how long the unit took.

    ``contact_work_s``: working seconds from the dispatch to the first contact; null where the
    source only knows days (not ``has_hours``).
    """
    import pandas as pd
    import pyarrow as pa

    from data_access.calendar.vector import add_working_days_each, working_seconds_between_each

    sent, contacted = (
        pd.to_datetime(rows.column(name).to_pandas())
        .dt.tz_localize("UTC").dt.tz_convert(timezone).dt.tz_localize(None)
        for name in ("t_dispatch", "t_first_contact")
    )  # fmt: skip
    due = add_working_days_each(sent, 1, calendar).dt.tz_localize(
        timezone, ambiguous=True, nonexistent="shift_forward"
    )
    due_utc = due.dt.tz_convert("UTC").dt.tz_localize(None)
    seconds = working_seconds_between_each(sent, contacted, calendar)
    fits = seconds.abs() < 2**31
    if not has_hours:
        fits &= False
    return {
        "t_workday_1": pa.array(due_utc, pa.timestamp("us"), from_pandas=True),
        "contact_work_s": pa.array(seconds.where(fits), pa.int32(), from_pandas=True),
    }
