"""How fresh the page's data are, and what is being done to them right now."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboards.server.viewer import Services, get_services
from dashboards.shell.context import PageContext, PlaceContext
from dashboards.shell.plain import plain
from data_access.days import local_day
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Extract
from data_access.importing import feed
from data_access.metrics.gaps import gaps
from data_access.store import clock, lease, runs
from data_access.store.engine import Store
from data_access.types import Scope
from style.texts import text
from style.wording import (
    change,
    count,
    day_table,
    day_words,
    enumerated,
    moment_table,
    weekday,
)

PIPELINE_ROOM = "pipeline"
LIGHT_ROOM = "pipeline_light"
"""Runs of the light part, which looks at the running day alone; under the same lease."""
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
        names=enumerated(g.name for g in found),
        uses=enumerated(g.needed_for for g in found),
    )


def missing_words(days: tuple[date, date] | None) -> str:
    """Return the sentence that names the days whose tickets are due and not there; or empty."""
    if days is None:
        return ""
    first, last = days
    if first == last:
        return text("fresh.missing_day", day=day_words(first))
    return text("fresh.missing_days", first=day_words(first), last=day_words(last))


def show_freshness(context: PlaceContext) -> None:
    """Draw until when the data reach, which days are missing, what the source lacks, and what is
    being done right now.
    """
    store, extract, summary = get_services().store, context.extract, context.summary
    st.caption(plain(freshness_words(summary, context.scope)))
    missing = missing_words(_missing(store, context.scope, summary))
    if missing:
        st.warning(plain(missing), icon=":material/event_busy:")
    lacking = gap_words(summary)
    if lacking:
        st.caption(plain(lacking))
    words, running = _progress(store, summary.timezone)
    if running:
        _follow(store, extract, summary.timezone, extract.generation)
    elif words:
        st.warning(plain(words), icon=":material/sync_problem:")


def show_run(words: str, run: str) -> None:
    """Draw until when a room's results reach; the run's number shows on hover."""
    st.html(f'<p class="weisu-note" title="{html.escape(run)}">{html.escape(words)}</p>')


def stale_words(context: PageContext, as_of: date, key: str) -> str:
    """Return the text ``key`` where the data go on after the day of a room's results, or ""."""
    last = context.summary.last_day
    if last is None or last <= as_of:
        return ""
    return text(key, as_of=day_words(as_of), last_day=day_words(last))


def show_waiting(services: Services) -> None:
    """Draw how far the first load is, and open the page by itself as soon as there is data."""
    _wait(services.store, services.extract, services.extract.generation)


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


def _missing(store: Store, scope: Scope, summary: JurisdictionSummary) -> tuple[date, date] | None:
    """Return the days whose tickets are due and not there, as the warnings count them."""
    if summary.last_day is None:
        return None
    return _missing_days(
        store, scope, summary.code, summary.timezone, summary.last_day, summary.refreshed_at
    )


@st.cache_data(ttl=300, show_spinner=False)
def _missing_days(
    _store: Store, _scope: Scope, code: str, zone: str, last_day: date, _refreshed: str
) -> tuple[date, date] | None:
    known = feed.loads(_store, _scope, code, zone)
    return feed.missing_days(known, last_day, local_day(clock.utc_now(), zone))


@st.cache_data(ttl=2, show_spinner=False)
def _progress(_store: Store, zone: str) -> tuple[str, bool]:
    """Return the words, and whether something is being done right now."""
    state = runs.latest(_store, PIPELINE_ROOM)
    return progress_words(_store, zone), state is not None and is_running(_store, state)
