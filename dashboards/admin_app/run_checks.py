"""How old the data are, and what of the installation can be checked at once; nothing is changed."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from dashboards.admin_app.listing import local_now
from dashboards.components.empty import show_empty
from dashboards.components.tables import on_paper, show_table
from dashboards.shell.context import Visit
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from data_access import health
from data_access.store import lease
from style.texts import text
from style.wording import day_table, moment_table, number, punctuate

SCHEDULER_LEASE = "scheduler"


def timer_runs(visit: Visit) -> bool:
    """Tell whether a timer is at work, on whatever host."""
    return lease.current_holder(visit.services.store, SCHEDULER_LEASE) is not None


def show_data(visit: Visit, zone: str) -> None:
    """Draw until when the data of each place reach."""
    st.subheader(text("runs.data"))
    places = visit.services.extract.manifest.jurisdictions.values()
    if not places:
        show_empty(text("runs.data_none"))
        return
    today = local_now(zone).date()
    ages = [(today - p.last_day).days if p.last_day else None for p in places]
    columns = {
        "place": [p.name for p in places],
        "last": [day_table(p.last_day) for p in places],
        "age": ["" if age is None else _age_words(age) for age in ages],
        "refreshed": [moment_table(local_moment(p.refreshed_at, p.timezone)) for p in places],
    }
    frame = pd.DataFrame({text(f"runs.col_{name}"): values for name, values in columns.items()})
    show_table(frame)
    on_paper(frame)


def _age_words(days: int) -> str:
    return text("runs.age", days=number(days)) if days else text("runs.today")


def show_checks(visit: Visit) -> None:
    """Draw what is found by checks that read nothing large."""
    st.subheader(text("runs.checks"))
    settings, store = visit.services.settings, visit.services.store
    checks = [health.disk, health.clock, health.database, health.extract_named]
    if any(p.tickets for p in visit.services.extract.manifest.jurisdictions.values()):
        checks.append(health.keys)  # without data it would make them
    found = [check(settings, store) for check in checks]
    running = timer_runs(visit)
    words = text("runs.timer_on", at=settings.nightly_at) if running else text("runs.timer_off")
    lines = [(running, words), *found]
    for line in (line for good, line in lines if not good):
        st.error(plain(punctuate(line)), icon=":material/error:")
    well = "".join(f"<li>{html.escape(punctuate(line))}</li>" for good, line in lines if good)
    st.html(f'<ul class="weisu-evidence weisu-ticks">{well}</ul>')
    st.caption(text("runs.checks_how"))
