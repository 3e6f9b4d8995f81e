"""From the rows of 今日要情's tables to their tickets: addresses of 查工单, one a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dashboards.leader_app.content import AreaPart, Day, RisePart
from dashboards.leader_app.tiles import VOLUME
from dashboards.shell.context import PageContext
from dashboards.shell.ticket_link import figure_address
from data_access.metrics.registry import MATTERS, with_variant
from data_access.types import Period


def _volume(context: PageContext) -> str:
    return with_variant(VOLUME, MATTERS) if context.by_matter else VOLUME


def of_days(context: PageContext, days: tuple[Day, ...]) -> list[str]:
    """Return the addresses of each day's tickets; none for a day without a count."""
    return [
        ""
        if d.observed is None
        else figure_address(
            context.filters.during(Period(d.day, d.day + timedelta(days=1))),
            _volume(context),
            "numerator",
        )
        for d in days
    ]


def of_rises(context: PageContext, part: RisePart) -> list[str]:
    """Return the addresses of each category's tickets in the period."""
    return [
        figure_address(replace(context.filters, category=row.code), _volume(context))
        for row in part.rows
    ]


def of_areas(context: PageContext, part: AreaPart) -> list[str]:
    """Return the addresses of each area's tickets in the period."""
    return [
        figure_address(replace(context.filters, area=area.code), _volume(context))
        for area in part.areas
    ]
