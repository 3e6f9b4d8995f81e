"""What the page of tickets reads: within the reader's scope, kept by what it depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.server.viewer import get_services
from dashboards.shell.context import BesideContext
from dashboards.shell.kept import kept
from dashboards.tickets_app.address import PAGE, View
from dashboards.tickets_app.origin import Held, held
from data_access.search.asked import Asked
from data_access.search.find import Found, find
from data_access.search.ticket import Ticket, ticket

MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class Listed:
    """One page of tickets; ``held``: what holds them, where they are what something holds."""

    found: Found
    held: Held | None


def asked(context: BesideContext, view: View) -> Asked | None:
    """Return the search that a look stands for; None where what it names isn't there."""
    filters = context.filters.during(context.all_days) if view.all_days else context.filters
    search = Asked(filters, words=view.q, group=view.groups, status=view.status, sort=view.sort)
    if not view.of:
        return replace(search, metric=view.metric, part=view.part)
    kind, key = view.held_by
    holder = held(context, kind, key) if kind else None
    return None if holder is None else replace(search, numbers=holder.numbers)


@kept(most=128)
def listed(context: BesideContext, view: View) -> Listed | None:
    """Return a page of the list."""
    search = asked(context, replace(view, ticket=""))
    if search is None:
        return None
    found = find(context.extract, context.scope, search, PAGE, view.page * PAGE)
    return Listed(found, held(context, *view.held_by) if view.of else None)


@kept(most=64)
def opened(context: BesideContext, number: str) -> Ticket:
    """Return one ticket; ``NotAllowedError`` where the reader may not see it."""
    return ticket(
        context.extract, get_services().store, context.scope, context.summary.code, number
    )


def exported(context: BesideContext, view: View) -> Found | None:
    """Return all tickets of the list, the first ``MOST_EXPORTED`` of more."""
    search = asked(context, view)
    if search is None:
        return None
    return find(context.extract, context.scope, search, MOST_EXPORTED)
