"""Which pages there are, in the order of the menu. Each app lists its own in its ``pages.py``."""

from __future__ import annotations

from importlib import import_module
from typing import get_args

from dashboards.shell.page_spec import Group, PageSpec
from data_access.types import Scope

APPS = (
    "leader_app",
    "office_app",
    "unit_app",
    "warnings_app",
    "tasks_app",
    "tickets_app",
    "hotspots_app",
    "geo_app",
    "forecast_app",
    "compare_app",
    "admin_app",
    "governance_app",
)
GROUPS: tuple[Group, ...] = get_args(Group)
DUTIES = (
    "task.issue",
    "task.work",
    "task.instruct",
    "hotspot.edit",
    "metric.view",
    "import.run",
    "account.manage",
    "audit.view",
)
"""What somebody is here for, the most telling right first: many may read figures, few issue tasks.
"""

_LISTED: tuple[PageSpec, ...] = tuple(
    page for app in APPS for page in import_module(f"dashboards.{app}.pages").PAGES
)
PAGES = tuple(page for group in GROUPS for page in _LISTED if page.group == group)
# For everybody, but never where a sign-in leads.
NOTICES = PageSpec(
    key="notices",
    icon=":material/notifications:",
    draw="dashboards.shell.notices:draw",
    shows="visit",
)
START = PageSpec(
    key="start", icon=":material/home:", draw="dashboards.shell.start:draw", shows="visit"
)


def pages_for(scope: Scope) -> tuple[PageSpec, ...]:
    """Return the pages that the scope opens, in the order of the menu; may be none."""
    return tuple(p for p in PAGES if p.open_to(scope))


def grouped(pages: tuple[PageSpec, ...]) -> dict[Group, tuple[PageSpec, ...]]:
    """Return pages by what one does there; groups without pages are left out."""
    found = {group: tuple(p for p in pages if p.group == group) for group in GROUPS}
    return {group: held for group, held in found.items() if held}


def first_page(scope: Scope) -> PageSpec | None:
    """Return where a sign-in leads: the page of the reader's first duty that has one, else the
    first of the menu; None where nothing is open to him."""
    pages = pages_for(scope)
    mine = {page.first_for: page for page in pages if page.first_for}
    for duty in DUTIES:
        if duty in mine and scope.has(duty):
            return mine[duty]
    return next(iter(pages), None)


def page_of(key: str) -> PageSpec:
    """Return a page by its key; ``KeyError`` where there is none."""
    return {page.key: page for page in (*PAGES, NOTICES, START)}[key]
