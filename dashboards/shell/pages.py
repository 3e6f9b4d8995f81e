"""Which pages there are, in the order of the menu. Each app lists its own in its ``pages.py``."""

from __future__ import annotations

from importlib import import_module

from dashboards.shell.page_spec import PageSpec
from data_access.types import Scope

APPS = (
    "leader_app",
    "office_app",
    "warnings_app",
    "tasks_app",
    "hotspots_app",
    "forecast_app",
    "compare_app",
    "tickets_app",
    "admin_app",
    "governance_app",
)

PAGES: tuple[PageSpec, ...] = tuple(
    page for app in APPS for page in import_module(f"dashboards.{app}.pages").PAGES
)
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
    """Return the pages that the scope opens, the first being where a sign-in leads; may be none."""
    return tuple(p for p in PAGES if p.open_to(scope))


def page_of(key: str) -> PageSpec:
    """Return a page by its key; ``KeyError`` where there is none."""
    return {page.key: page for page in (*PAGES, NOTICES, START)}[key]
