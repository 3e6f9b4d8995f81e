"""What the pages read, kept between reruns. Keys are the scope, the run and the cut, no frames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.hotspots_app.shared import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell.rows import records
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Scope
from hotspots import topic_reads as topics
from hotspots.actions import edits
from hotspots.frames import Facts
from hotspots.shown import for_leaders, with_edits


@dataclass(frozen=True)
class TopicData:
    """A topic's parts: by day, hour, place and unit, and its closest tickets."""

    days: pd.DataFrame
    hours: pd.DataFrame
    places: pd.DataFrame
    units: pd.DataFrame
    typical: pd.DataFrame


def all_topics(context: HotContext) -> pd.DataFrame:
    """Return every topic with the edits made since the run."""
    found = _topics(*context.key, _results=context.results, _scope=context.scope, _run=context.run)
    return with_edits(found, edits(get_services().store, context.scope, context.run.jurisdiction))


def leading(context: HotContext) -> list[dict[str, Any]]:
    """Return the topics that leaders see, the first on top."""
    return records(for_leaders(all_topics(context)))


def topic_data(context: HotContext, topic_id: str) -> TopicData:
    """Return one topic's parts as far as the scope sees them."""
    return _topic(
        *context.key,
        topic_id,
        _results=context.results,
        _scope=context.scope,
        _run=context.run,
    )


def places_of(context: HotContext, topic_ids: tuple[str, ...]) -> pd.DataFrame:
    """Return the places of several topics together."""
    return _places(
        *context.key,
        topic_ids,
        _results=context.results,
        _scope=context.scope,
        _run=context.run,
    )


def all_hours(context: HotContext) -> pd.DataFrame:
    """Return the hours of all tickets that belong to a topic."""
    return _hours(*context.key, _results=context.results, _scope=context.scope, _run=context.run)


def facts(context: HotContext) -> Facts:
    """Return what the run noted about itself; nothing where it can't be read."""
    return context.results.facts(context.scope, context.run, Facts) or Facts()


def topic_words(topic: dict[str, Any]) -> list[tuple[str, float]]:
    """Return a topic's words with their weights, the heaviest first."""
    found = json.loads(topic["words"]) if isinstance(topic["words"], str) else []
    return [(str(word), float(weight)) for word, weight in found]


@st.cache_data(max_entries=100, show_spinner=False)
def _topics(
    scope_key: str,
    data_key: str,
    cut: Filters,
    *,
    _results: ResultStore,
    _scope: Scope,
    _run: RunInfo,
) -> pd.DataFrame:
    del scope_key, data_key
    return topics.topic_list(_results, _scope, _run, cut)


@st.cache_data(max_entries=300, show_spinner=False)
def _topic(
    scope_key: str,
    data_key: str,
    cut: Filters,
    topic_id: str,
    *,
    _results: ResultStore,
    _scope: Scope,
    _run: RunInfo,
) -> TopicData:
    del scope_key, data_key
    asked = (_results, _scope, _run, cut, topic_id)
    return TopicData(
        topics.topic_days(*asked),
        topics.topic_hours(*asked),
        topics.topic_places(*asked),
        topics.topic_units(*asked),
        topics.topic_tickets(*asked, limit=3, typical=True),
    )


@st.cache_data(max_entries=100, show_spinner=False)
def _places(
    scope_key: str,
    data_key: str,
    cut: Filters,
    topic_ids: tuple[str, ...],
    *,
    _results: ResultStore,
    _scope: Scope,
    _run: RunInfo,
) -> pd.DataFrame:
    del scope_key, data_key
    return topics.topic_places(_results, _scope, _run, cut, *topic_ids)


@st.cache_data(max_entries=100, show_spinner=False)
def _hours(
    scope_key: str,
    data_key: str,
    cut: Filters,
    *,
    _results: ResultStore,
    _scope: Scope,
    _run: RunInfo,
) -> pd.DataFrame:
    del scope_key, data_key
    return topics.topic_hours(_results, _scope, _run, cut)
