"""From a warning's pictures to tickets: addresses of 查工单, empty for who may not read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboards.components.ticket_link import RIGHT, held_address, mark_address
from dashboards.shell.context import PageContext
from dashboards.shell.rows import Row, words_of
from data_access.types import Filters, Period

_SCANNED = "scan"
"""Its places are no administrative unit, so no cut names its days' tickets."""


def of_day(context: PageContext, row: Row, day: date) -> str:
    """Return the address of one day's tickets of what a warning watches."""
    if row["detector"] == _SCANNED:
        return ""
    cut = Filters(
        context.summary.code,
        Period.of_day(day),
        area=words_of(row["area_code"]),
        category=words_of(row["category_code"]),
        department=words_of(row["unit"]),
        channel=words_of(row["channel"]),
    )
    return mark_address(context, cut)


def of_place(context: PageContext, key: str, code: str) -> str:
    """Return the address of the tickets that a warning holds in a place."""
    if not context.scope.has(RIGHT):
        return ""
    whole = Filters(context.summary.code, context.filters.period)
    return held_address(context, "warning", key, replace(whole, area=code))


def of_warnings(context: PageContext, keys: Sequence[str]) -> str:
    """Return the address of the tickets that some warnings hold."""
    return held_address(context, "warning", ",".join(keys))
