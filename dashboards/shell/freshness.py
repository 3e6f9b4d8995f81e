"""How fresh the page's data are, and what is being done to them right now."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboards.shell.plain import plain
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Extract
from data_access.metrics.gaps import gaps
from data_access.store import lease, runs
from data_access.store.engine import Store
from data_access.types import Scope
from style.texts import text
from style.wording import change, count, day_table, moment_table, weekday

PIPELINE_ROOM = "pipeline"
FOLLOW_SECONDS = 5


def freshness_words(summary: JurisdictionSummary, scope: Scope) -> str:
    """Return the line that says until when the data reach and when they were brought in.

    How many tickets there are in all is said to those only who may see them all.
    """
    if summary.last_day is None:
        return ""
    whole = scope.departments is None and scope.areas is None
    return text(
        "fresh.line" if whole else "fresh.line_part",
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
    if is_running(store, state):
        message = state.message or text("fresh.running_step")
        return text("fresh.running", message=message, share=change(state.progress, signed=False))
    if state.status != "done":
        ended = state.finished_at or state.started_at
        when = moment_table(local_moment(ended.isoformat(), zone))
        return text("fresh.failed", when=when)
    return ""


def is_running(store: Store, state: runs.RunState) -> bool:
    """Tell whether somebody is at it: a run whose process died stays marked as running."""
    return state.status == "running" and lease.current_holder(store, PIPELINE_ROOM) is not None


def gap_words(summary: JurisdictionSummary) -> str:
    """Return the sentence that names what the source doesn't send; empty where it sends all."""
    found = gaps(summary.columns_present)
    if not found:
        return ""
    return text(
        "fresh.gaps",
        names="、".join(g.name for g in found),
        uses="、".join(g.needed_for for g in found),
    )


def show_freshness(
    store: Store, extract: Extract, summary: JurisdictionSummary, scope: Scope
) -> None:
    """Draw until when the data reach, what the source lacks, and what is being done right now."""
    st.caption(plain(freshness_words(summary, scope)))
    lacking = gap_words(summary)
    if lacking:
        st.caption(plain(lacking))
    words, running = _progress(store, summary.timezone)
    if running:
        _follow(store, extract, summary.timezone, extract.generation)
    elif words:
        st.warning(plain(words), icon=":material/sync_problem:")


def show_waiting(store: Store, extract: Extract) -> None:
    """Draw how far the first load is, and open the page by itself as soon as there is data."""
    _wait(store, extract, extract.generation)


@st.fragment(run_every=FOLLOW_SECONDS)
def _follow(store: Store, extract: Extract, zone: str, seen: int) -> None:
    words, running = _progress(store, zone)
    if extract.generation != seen or not running:
        st.rerun(scope="app")
    st.info(plain(words), icon=":material/sync:")


@st.fragment(run_every=FOLLOW_SECONDS)
def _wait(store: Store, extract: Extract, seen: int) -> None:
    if extract.generation != seen:
        st.rerun(scope="app")
    state = runs.latest(store, PIPELINE_ROOM)
    if state is None or not is_running(store, state):
        return
    message = state.message or text("fresh.running_step")
    share = change(state.progress, signed=False)
    words = text("fresh.waiting", message=message, share=share)
    st.progress(min(max(state.progress, 0.0), 1.0), text=plain(words))


@st.cache_data(ttl=2, show_spinner=False)
def _progress(_store: Store, zone: str) -> tuple[str, bool]:
    """Return the words, and whether something is being done right now."""
    state = runs.latest(_store, PIPELINE_ROOM)
    return progress_words(_store, zone), state is not None and is_running(_store, state)
