"""From the figures of 指标对比 to their tickets: addresses of 查工单, empty where a figure rests on
none (calls, tasks) or the reader may not read tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboards.compare_app.named_parts import named_parts
from dashboards.compare_app.reading import KNOWN, CompareData
from dashboards.components.task_link import counted_address
from dashboards.components.ticket_link import mark_address
from dashboards.shell.context import PageContext
from dashboards.shell.rows import is_missing
from data_access.metrics.explain import Contribution
from data_access.metrics.model import Metric
from data_access.metrics.registry import ask
from data_access.search.asked import Part
from data_access.types import Filters, Period
from style.texts import text

_TOLD_ANY_TIME = "volume"
"""What an earlier period has of it is the same whenever it is asked; other figures were told as
known then, which a list of tickets as they are now may not repeat."""


def of_figure(context: PageContext, name: str) -> str:
    """Return the address of the tickets that a figure of the chosen period rests on."""
    return _address(context, name, context.filters)


def tasks_of_figure(context: PageContext, name: str) -> str:
    """Return the address of the supervision tasks that a figure of the chosen period rests on;
    empty for a figure of other rows, and where the page of tasks knows no such cut."""
    cut, metric = context.filters, ask(name).metric
    if metric.dataset != "tasks" or any((cut.area, cut.category, cut.channel)):
        return ""
    return counted_address(context, cut, name, _part(metric))


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


@dataclass(frozen=True, slots=True)
class Opened:
    """What a click on a change opens: the tickets of the chosen period, ``after``, or where there
    are none those of the period ``before``."""

    address: str
    after: int
    before: int

    @property
    def counted(self) -> int:
        """How many tickets are opened."""
        return self.after or self.before


def of_changes(
    context: PageContext,
    data: CompareData,
    parts: Sequence[Contribution],
    names: Mapping[Any, str],
) -> dict[str, Opened]:
    """Return by label what a change's bar opens: its tickets of the chosen period, or, of what is
    gone, those of the period before. A rate's sum of effects opens none."""
    found, name = data.explained, data.asked.name
    level = found.category_level if parts is found.by_category else found.place_level
    earlier = context.filters.during(data.chosen.earlier.period)
    opened: dict[str, Opened] = {}
    for label, held in named_parts(parts, names).items():
        after, before = sum(p.after[0] for p in held), sum(p.before[0] for p in held)
        if not after and (not before or name != _TOLD_ANY_TIME):
            continue
        keys = [part.key for part in held]
        group: dict[str, object] = {level: keys[0] if len(keys) == 1 else keys}
        address = _address(context, name, context.filters if after else earlier, group)
        if address:
            opened[label] = Opened(address, after, before)
    whole = of_figure(context, name)
    if whole and not found.is_rate and found.after:
        opened[text("compare.total")] = Opened(whole, int(found.after), int(found.before))
    return opened


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
    return mark_address(context, cut, name, _part(metric), group)


def _part(metric: Metric) -> Part:
    parts: dict[str, Part] = {"count": "numerator", "per_10k": "numerator", "rate": "denominator"}
    return parts.get(metric.kind, "n")


def counted(metric: Metric, row: Mapping[Any, Any]) -> float | None:
    """Return how many tickets a figure's address opens; None where the row does not say."""
    found = row[_part(metric)]
    return None if is_missing(found) else float(found)
