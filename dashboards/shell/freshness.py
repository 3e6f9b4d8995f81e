"""How fresh the page's data are, and what is being done to them right now."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboards.shell.plain import plain
from data_access import runs
from data_access.extract.manifest import JurisdictionSummary
from data_access.store.engine import Store
from style.texts import text
from style.wording import change, count, day_table, moment_table, weekday

PIPELINE_ROOM = "pipeline"


def freshness_words(summary: JurisdictionSummary) -> str:
    """Return the line that says until when the data reach and when they were brought in."""
    if summary.last_day is None:
        return ""
    return text(
        "fresh.line",
        last_day=day_table(summary.last_day),
        weekday=weekday(summary.last_day),
        refreshed=moment_table(local_moment(summary.refreshed_at, summary.timezone)),
        tickets=count(summary.tickets),
    )


def local_moment(written: str, timezone: str) -> datetime | None:
    """Return a recorded moment (ISO, UTC where it names no zone) in a jurisdiction's own zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(timezone))


def progress_words(store: Store, zone: str) -> str:
    """Return what the nightly work is doing or how it failed last; empty where all is well."""
    state = runs.latest(store, PIPELINE_ROOM)
    if state is None:
        return ""
    if state.status == "running":
        message = state.message or text("fresh.running_step")
        return text("fresh.running", message=message, share=change(state.progress, signed=False))
    if state.status == "failed":
        ended = state.finished_at or state.started_at
        when = moment_table(local_moment(ended.isoformat(), zone))
        return text("fresh.failed", when=when)
    return ""


def show_freshness(store: Store, summary: JurisdictionSummary) -> None:
    """Draw both lines."""
    st.caption(plain(freshness_words(summary)))
    words = _progress_words(store, summary.timezone)
    if words:
        st.info(plain(words), icon=":material/sync:")


@st.cache_data(ttl=5, show_spinner=False)
def _progress_words(_store: Store, zone: str) -> str:
    return progress_words(_store, zone)
