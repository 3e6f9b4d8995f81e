"""From an area of the map to its tickets, and to other pages of that area alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from dashboards.components.ticket_link import mark_address
from dashboards.geo_app.context import MapContext
from dashboards.geo_app.figures import AreaFigure


def of_area(context: MapContext, figure: AreaFigure, month: date) -> str:
    """Return the address of an area's tickets of a month; empty where there is none to open."""
    if not figure.tickets:
        return ""
    cut = replace(context.filters.during(context.days_of(month)), area=figure.code)
    return mark_address(context, cut)


def only_there(context: MapContext, page: str, code: str) -> str:
    """Return the address of another page that shows one area alone."""
    query = {"jurisdiction": context.summary.code, "area": code}
    if context.filters.category:
        query["category"] = context.filters.category
    return f"/{page}?{urlencode(query)}"
