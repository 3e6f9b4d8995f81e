"""Deadlines for tickets whose source sends none: by the template's own limits, else by the preset
of the jurisdiction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data_access import schemas
from data_access.importing.profile import Jurisdiction, LimitRule
from data_access.settings.working_hours import WorkingHours

if TYPE_CHECKING:
    import pandas as pd

_UNITS: dict[str, Any] = {"小时": "hour", "工作日": "workday", "日": "day"}


def fill_deadlines(
    entity: schemas.Entity,
    columns: dict[str, list[Any]],
    place: Jurisdiction,
    rules: Sequence[LimitRule] = (),
    hours: WorkingHours | None = None,
) -> None:
    """Fill ``deadline`` and ``deadline_orig`` (naive UTC) of dispatched tickets that have none.

    ``rules``: the first that suits a ticket counts, before the preset; ``hours``: the place's
    working hours. A deadline that the source sends is never replaced. Without rules and preset
    nothing is filled: the metrics then say that deadlines are missing.
    """
    if entity.name != "ticket" or (place.limits is None and not rules):
        return
    due, dispatched = columns["deadline"], columns["t_dispatch"]
    wanted = [i for i, (d, t) in enumerate(zip(due, dispatched, strict=True)) if t and not d]
    if not wanted:
        return
    import pandas as pd

    start = pd.to_datetime(pd.Series([dispatched[i] for i in wanted]))
    local = start.dt.tz_localize("UTC").dt.tz_convert(place.timezone).dt.tz_localize(None)
    found = _by_preset(columns, wanted, local, place)
    chosen = [_rule_of(columns, i, rules) for i in wanted]
    for rule in rules:
        rows = pd.Series([one is rule for one in chosen])
        if rows.any():
            found[rows] = _within(rule, local[rows], place.calendar, hours)
    utc = (
        found.dt.tz_localize(place.timezone, ambiguous="NaT", nonexistent="shift_forward")
        .dt.tz_convert("UTC")
        .dt.tz_localize(None)
    )
    for name in ("deadline", "deadline_orig"):
        columns[name] = list(columns[name])
    for i, moment in zip(wanted, utc, strict=True):
        if not pd.isna(moment):
            at: datetime = moment.to_pydatetime()
            columns["deadline"][i] = at
            columns["deadline_orig"][i] = columns["deadline_orig"][i] or at


def _by_preset(
    columns: dict[str, list[Any]], wanted: Sequence[int], local: pd.Series[Any], place: Jurisdiction
) -> pd.Series[Any]:
    import pandas as pd

    from data_access.calendar.limits import deadlines

    if place.limits is None:
        return pd.Series(pd.NaT, index=local.index, dtype="datetime64[us]")
    return deadlines(
        pd.Series([columns["ticket_type"][i] for i in wanted], dtype=object),
        pd.Series([columns["urgency"][i] for i in wanted], dtype=object),
        local,
        place.limits,
        place.calendar,
    )


def _rule_of(columns: dict[str, list[Any]], i: int, rules: Sequence[LimitRule]) -> LimitRule | None:
    return next(
        (r for r in rules if all(columns[name][i] in r.when[name] for name in r.when)), None
    )


def _within(
    rule: LimitRule, local: pd.Series[Any], calendar: str, hours: WorkingHours | None
) -> pd.Series[Any]:
    from data_access.calendar.limits import Limit, add_limit_each
    from data_access.calendar.vector import add_working_seconds_each

    if rule.unit == "工作小时":
        return add_working_seconds_each(local, rule.amount * 3600, calendar, hours)
    return add_limit_each(Limit(rule.amount, _UNITS[rule.unit]), local, calendar)
