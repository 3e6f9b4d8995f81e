"""From the figures of 指标对比 to their tickets: addresses of 查工单, empty where a figure rests on
none (calls, tasks) or the reader may not read tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboards.compare_app.reading import KNOWN, CompareData
from dashboards.components.ticket_link import mark_address
from dashboards.shell.context import PageContext
from data_access.metrics.explain import Contribution
from data_access.metrics.registry import ask
from data_access.search.asked import Part
from data_access.types import Filters, Period

_TOLD_ANY_TIME = "volume"
"""What an earlier period has of it is the same whenever it is asked; other figures were told as
known then, which a list of tickets as they are now may not repeat."""


def of_figure(context: PageContext, name: str) -> str:
    """Return the address of the tickets that a figure of the chosen period rests on."""
    return _address(context, name, context.filters)


def of_earlier(context: PageContext, data: CompareData) -> dict[Period, str]:
    """Return by period the addresses of the figure's tickets, now and before."""
    found = {context.filters.period: _address(context, data.asked.name, context.filters)}
    if data.asked.name == _TOLD_ANY_TIME:
        for one in data.earlier:
            if one.row is not None and one.row["status"] in KNOWN:
                cut = context.filters.during(one.earlier.period)
                found[one.earlier.period] = _address(context, data.asked.name, cut)
    return found


def of_rows(context: PageContext, data: CompareData, earlier: Mapping[Period, str]) -> list[str]:
    """Return the addresses by row of the table of the figure and the earlier ones."""
    due = [""] if data.due is not None else []
    told = [a.earlier.period for a in data.earlier if a.row is not None]
    return [
        earlier[context.filters.period],
        *due,
        *(earlier.get(period, "") for period in told),
        *(of_figure(context, name) for name in data.others),
    ]


def of_parts(
    context: PageContext, data: CompareData, parts: Sequence[Contribution]
) -> dict[object, str]:
    """Return by category or place the address of its tickets of the chosen period."""
    found = data.explained
    level = found.category_level if parts is found.by_category else found.place_level
    return {
        part.key: _address(context, data.asked.name, context.filters, {level: part.key})
        for part in parts
        if any(part.after)
    }


def of_peers(context: PageContext, data: CompareData) -> dict[str, str]:
    """Return by unit the address of its tickets."""
    return {
        peer.unit: _address(
            context, data.asked.name, replace(context.filters, department=peer.unit)
        )
        for peer in data.peers
        if peer.denominator
    }


def _address(
    context: PageContext, name: str, cut: Filters, group: dict[str, object] | None = None
) -> str:
    metric = ask(name).metric
    if metric.dataset != "tickets":
        return ""
    parts: dict[str, Part] = {"count": "numerator", "per_10k": "numerator", "rate": "denominator"}
    return mark_address(context, cut, name, parts.get(metric.kind, "n"), group)
