"""What a saved view of 查工单 says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboards.shell.context import BesideContext
from dashboards.tickets_app import address
from dashboards.tickets_app.address import View
from dashboards.tickets_app.reading import Listed, listed
from dashboards.tickets_app.sentences import sentence
from style.texts import text
from style.wording import ended, number


def said(context: BesideContext, query: Mapping[str, str]) -> str:
    """Return how many tickets there are, and how many there were in the as many days before."""
    view = address.of(query)
    seen = listed(context, view)
    if seen is None:
        return text("tickets.gone")
    return ended(sentence(context, view, seen)) + _before(context, view, seen)


def _before(context: BesideContext, view: View, seen: Listed) -> str:
    """Return the number before; empty where there is none to set it against."""
    period, first = context.filters.period, context.summary.first_day
    earlier = period.shift(-period.days)
    if view.all_days or not seen.found.exact or first is None or earlier.start < first:
        return ""
    then = listed(replace(context, filters=context.filters.during(earlier)), view)
    if then is None or not then.found.exact:
        return ""
    change = seen.found.count - then.found.count
    key = "more" if change > 0 else "less" if change < 0 else "same"
    blanks = {"count": number(then.found.count), "change": number(abs(change))}
    return text(f"tickets.before_{key}", days=period.days, **blanks)
