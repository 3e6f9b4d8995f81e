"""What the administrators' lists share: the top, filters in the address, and the workbook that is
taken along with a line in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboards.components.headline import finding
from dashboards.server.viewer import Services
from dashboards.shell.context import Visit
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from data_access.store.clock import utc_now
from data_access.store.exports import record_list_export, workbook_bytes
from style.texts import text
from style.wording import day_table, moment_table, number

DEFAULT_ZONE = "Asia/Shanghai"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zone_of(services: Services) -> str:
    """Return the time zone in which an administrator reads: that of the first place with data."""
    places = services.extract.manifest.jurisdictions.values()
    return next((p.timezone for p in places), DEFAULT_ZONE)


def moment_words(at: datetime | None, zone: str) -> str:
    """Return a stored moment as local time; a dash for none."""
    return moment_table(local_moment(at.isoformat(), zone) if at else None)


def local_now(zone: str) -> datetime:
    """Return this moment in a zone."""
    return datetime.now(ZoneInfo(zone))


def top(visit: Visit, sentence: str, advice: str, *, acts: bool = False) -> None:
    """Draw the page's name, its sentence and what goes with it."""
    st.caption(plain(text(f"page.{visit.page}")))
    finding(sentence, advice, acts=acts)


def hold(key: str, value: Any) -> None:
    """Let a filter's widget show what the address says, also after a step back."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def take_along(
    visit: Visit, name: str, right: str, cuts: Mapping[str, str], table: Callable[[], pd.DataFrame]
) -> None:
    """Draw the button that takes the list along as a workbook; the ledger says who took what.

    ``cuts``: the filters in force, by the words of their labels. ``table`` is called at a press.
    """
    day = day_table(local_now(zone_of(visit.services)).date())
    st.download_button(
        text("shell.download_workbook"),
        data=partial(_workbook, visit, right, dict(cuts), table),
        file_name=f"{text(f'page.{visit.page}')}_{day}.xlsx",
        mime=_MIME, icon=":material/download:", on_click="ignore", key=f"screen_download_{name}",
    )  # fmt: skip


def _workbook(
    visit: Visit, right: str, cuts: Mapping[str, str], table: Callable[[], pd.DataFrame]
) -> bytes:
    found, title = table(), text(f"page.{visit.page}")
    record_list_export(visit.services.store, visit.scope, title, cuts, len(found), right=right)
    zone = zone_of(visit.services)
    told = [
        (text("shell.file_what"), title),
        *cuts.items(),
        (text("shell.file_until"), moment_words(utc_now(), zone)),
        (text("shell.file_rows"), number(len(found))),
        (text("shell.file_by"), visit.scope.actor),
    ]
    return workbook_bytes(found, title, told, text("shell.file_about"))
