"""From a figure to its tasks: the address of 督办任务 that lists what it counts."""

from __future__ import annotations

from urllib.parse import urlencode

from dashboards.shell.context import PlaceContext
from dashboards.shell.pages import page_of
from data_access.search.asked import Part
from data_access.types import Filters


def listed_address(context: PlaceContext, **asked: str) -> str:
    """Return the address of a list of tasks, live; empty for who may not open 督办任务."""
    if not page_of("tasks").open_to(context.scope):
        return ""
    query = {"jurisdiction": context.summary.code, "view": "table", **asked}
    return f"/tasks?{urlencode(query)}"


def counted_address(context: PlaceContext, filters: Filters, metric: str, part: Part) -> str:
    """Return the address of the tasks that a part of a metric counts over a period, of one lead
    unit where the cut names it; empty for who may not open 督办任务.
    """
    period = filters.period
    asked = {
        "figure": metric, "part": part,
        "since": period.start.isoformat(), "until": period.last.isoformat(),
        "asof": filters.as_of.isoformat() if filters.as_of else "",
        "lead": filters.department,
    }  # fmt: skip
    return listed_address(context, group="all", **{n: v for n, v in asked.items() if v})
