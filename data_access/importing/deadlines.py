"""Deadlines for tickets whose source sends none, by the jurisdiction's preset of time limits."""

from __future__ import annotations

from typing import Any

from data_access import schemas
from data_access.importing.profile import Jurisdiction


def fill_deadlines(
    entity: schemas.Entity, columns: dict[str, list[Any]], place: Jurisdiction
) -> None:
    """Fill ``deadline`` and ``deadline_orig`` (naive UTC) of dispatched tickets that have none.

    A deadline that the source sends is never replaced. Without a preset nothing is filled: the
    metrics then say that deadlines are missing.
    """
    if entity.name != "ticket" or place.limits is None:
        return
    due, dispatched = columns["deadline"], columns["t_dispatch"]
    wanted = [i for i, (d, t) in enumerate(zip(due, dispatched, strict=True)) if t and not d]
    if not wanted:
        return
    import pandas as pd

    from data_access.calendar.limits import deadlines

    start = pd.to_datetime(pd.Series([dispatched[i] for i in wanted]))
    local = start.dt.tz_localize("UTC").dt.tz_convert(place.timezone).dt.tz_localize(None)
    found = deadlines(
        pd.Series([columns["ticket_type"][i] for i in wanted], dtype=object),
        pd.Series([columns["urgency"][i] for i in wanted], dtype=object),
        local,
        place.limits,
        place.calendar,
    )
    utc = (
        found.dt.tz_localize(place.timezone, ambiguous="NaT", nonexistent="shift_forward")
        .dt.tz_convert("UTC")
        .dt.tz_localize(None)
    )
    for name in ("deadline", "deadline_orig"):
        columns[name] = list(columns[name])
    for i, moment in zip(wanted, utc, strict=True):
        if not pd.isna(moment):
            columns["deadline"][i] = moment.to_pydatetime()
            columns["deadline_orig"][i] = columns["deadline_orig"][i] or moment.to_pydatetime()
