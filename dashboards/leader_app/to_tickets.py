"""From the figures of 今日要情 to their tickets: addresses of 查工单."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dashboards.components.ticket_link import figure_address, held_address, mark_address
from dashboards.leader_app.content import (
    AreaPart,
    Day,
    Matter,
    RateMonth,
    RateSeries,
    RisePart,
    Tile,
)
from dashboards.leader_app.tiles import VOLUME
from dashboards.shell.context import PageContext
from data_access.metrics.registry import MATTERS, with_variant
from data_access.types import Filters, Period


def of_tile(context: PageContext, tile: Tile) -> str:
    """Return the address of the tickets that a number rests on; empty where there is no number."""
    if tile.period is None:
        return ""
    cut = context.filters.during(tile.period)
    if tile.name == VOLUME:
        return _counted(context, cut)
    return figure_address(cut, tile.name, "denominator")


def of_days(context: PageContext, days: tuple[Day, ...]) -> list[str]:
    """Return the addresses of each day's tickets; none for a day without any."""
    return [
        "" if not d.observed else _counted(context, context.filters.during(Period.of_day(d.day)))
        for d in days
    ]


def of_rises(context: PageContext, part: RisePart) -> list[str]:
    """Return the addresses of each category's tickets in the period."""
    return [_counted(context, replace(context.filters, category=row.code)) for row in part.rows]


def of_areas(context: PageContext, part: AreaPart) -> list[str]:
    """Return the addresses of each area's tickets in the period."""
    return [_counted(context, replace(context.filters, area=area.code)) for area in part.areas]


def of_rates(context: PageContext, series: tuple[RateSeries, ...]) -> list[list[str]]:
    """Return by series and month the addresses of the tickets that a rate rests on. Those of a year
    earlier are told as they were known then, which a list of tickets as they are now may not
    repeat."""
    return [[_of_month(context, one.name, month) for month in one.months] for one in series]


def _of_month(context: PageContext, name: str, month: RateMonth) -> str:
    if not month.denominator:
        return ""
    following = (month.month + timedelta(days=32)).replace(day=1)
    first = max(month.month, context.all_days.start)
    days = Period(first, min(following, context.filters.period.end))
    return mark_address(context, context.filters.during(days), name, "denominator")


def _counted(context: PageContext, cut: Filters) -> str:
    """Return the address of what is counted of a cut, tickets or the first of each matter; empty
    for who may not read tickets."""
    volume = with_variant(VOLUME, MATTERS) if context.by_matter else VOLUME
    return mark_address(context, cut, volume)


def of_matter(context: PageContext, matter: Matter) -> str:
    """Return the address of a matter's tickets: those of its warning, its event, its category."""
    if matter.warnings:
        return held_address(context, "warning", matter.warnings[0])
    if matter.event:
        return held_address(context, "event", matter.event)
    return _counted(context, replace(context.filters, category=matter.category))
