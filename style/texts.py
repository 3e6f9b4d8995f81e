"""The one catalogue of texts that users see on pages: one module an app, keys by page.

``text("filter.area")`` returns a text, with its blanks filled in by name. What the rooms below
say themselves (errors, definitions of metrics) is theirs; everything a page adds stands here.
"""

from __future__ import annotations

from style.texts_accounts import ACCOUNTS
from style.texts_admin import ADMIN
from style.texts_audit import AUDIT
from style.texts_charts import CHARTS
from style.texts_compare import COMPARE
from style.texts_deadlines import DEADLINES
from style.texts_events import EVENTS
from style.texts_forecast import FORECAST
from style.texts_geo_run import GEO_RUN
from style.texts_governance import GOVERNANCE
from style.texts_help import HELP
from style.texts_hotspots import HOTSPOTS
from style.texts_keep import KEEP
from style.texts_leader import LEADER
from style.texts_map import MAP
from style.texts_night import NIGHT
from style.texts_office import OFFICE
from style.texts_runs import RUNS, WATCH
from style.texts_scorecards import SCORECARDS
from style.texts_search import SEARCH
from style.texts_server import SERVER
from style.texts_shell import SHELL
from style.texts_task_pages import TASK_PAGES
from style.texts_tasks import TASKS
from style.texts_templates import TEMPLATES
from style.texts_tickets import TICKETS
from style.texts_unit import UNIT
from style.texts_views import VIEWS
from style.texts_wall import WALL
from style.texts_warnings import WARNINGS

PRODUCT = "未诉"

PARTS = (
    SHELL,
    CHARTS,
    LEADER,
    COMPARE,
    HOTSPOTS,
    MAP,
    FORECAST,
    UNIT,
    WARNINGS,
    DEADLINES,
    EVENTS,
    TASKS,
    TASK_PAGES,
    SCORECARDS,
    OFFICE,
    ADMIN,
    TEMPLATES,
    ACCOUNTS,
    AUDIT,
    RUNS,
    WATCH,
    GEO_RUN,
    GOVERNANCE,
    NIGHT,
    KEEP,
    SEARCH,
    TICKETS,
    SERVER,
    HELP,
    VIEWS,
    WALL,
)
TEXTS: dict[str, str] = {key: words for part in PARTS for key, words in part.items()}


def text(key: str, **blanks: object) -> str:
    """Return a text of the catalogue; KeyError where there is none."""
    return TEXTS[key].format(**blanks)
