"""What the pages read, kept between reruns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.components.event_line import register_of
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.topic_book import topic_book
from dashboards.shell.context import RunContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import figure, words_of
from data_access.metrics.lead_unit import lead_of
from data_access.results.declared import Frame
from event_register.register_reads import told_once
from hotspots import topic_reads as topics
from hotspots.frames import CURE, EDGES, NODES, PINGPONG, Facts
from hotspots.repeat_reads import BothCounts, both_counts

SHOWN = 10


@dataclass(frozen=True)
class TopicData:
    """A topic's parts: by day, hour, place and unit, and its closest tickets."""

    days: pd.DataFrame
    hours: pd.DataFrame
    places: pd.DataFrame
    units: pd.DataFrame
    typical: pd.DataFrame


_WHOLE = {frame.name: frame for frame in (CURE, EDGES, NODES, PINGPONG)}
"""Frames that are read as they are, whatever is cut."""


def whole(context: HotContext, frame: Frame) -> pd.DataFrame:
    """Return one of the frames of repeats as the scope sees it; nobody may change it."""
    return _whole(RunContext(context.results, context.scope, context.run), frame.name)


@kept(60, shared=True)
def _whole(seen: RunContext, name: str) -> pd.DataFrame:
    return seen.results.read(seen.scope, seen.run, _WHOLE[name])


def leading(context: HotContext) -> list[dict[str, Any]]:
    """Return the topics that leaders see, the first on top; those of one event are one row, with
    what the others are called in ``beside``.
    """
    rows = topic_book(context).leading[: 2 * SHOWN]
    told = told_once(rows, register_of(context), "topic", "topic_id")[:SHOWN]
    return [{**first, "beside": [str(o["name"]) for o in others]} for first, others in told]


@kept(300)
def topic_data(context: HotContext, topic_id: str) -> TopicData:
    """Return one topic's parts as far as the scope sees them."""
    asked = (context.results, context.scope, context.run, context.cut, topic_id)
    return TopicData(
        topics.topic_days(*asked),
        topics.topic_hours(*asked),
        topics.topic_places(*asked, window=context.window),
        units_of(context, topic_id),
        topics.topic_tickets(*asked, limit=3, typical=True),
    )


@kept(100)
def counts_of_matters(context: HotContext) -> BothCounts:
    """Return tickets and matters of the run's period as far as the scope sees them."""
    return both_counts(context.results, context.scope, context.run, context.cut)


@kept(300)
def units_of(context: HotContext, topic_id: str) -> pd.DataFrame:
    """Return a topic's units with their counts: 热点 asks for no more of it."""
    asked = (context.results, context.scope, context.run, context.cut, topic_id)
    return topics.topic_units(*asked, window=context.window)


def lead(context: HotContext, topic_id: str) -> tuple[str, float] | None:
    """Return who should lead a topic and his share (0–1), or None: who leads its event; over a part
    of the tickets, who leads those.
    """
    event = None if context.part else register_of(context).event("topic", topic_id)
    if event is not None:
        unit, share = words_of(event["lead_unit"]), figure(event["lead_share"])
        return (unit, share) if unit and share is not None else None
    units = units_of(context, topic_id)
    known = units[units["org_lead"].notna()]
    most = lead_of(dict(zip(known["org_lead"].astype(str), known["n"].astype(int), strict=True)))
    return (most.unit, most.share) if most else None


@kept(100)
def places_of(context: HotContext, topic_ids: tuple[str, ...]) -> pd.DataFrame:
    """Return the places of several topics together."""
    asked = (context.results, context.scope, context.run, context.cut)
    return topics.topic_places(*asked, *topic_ids, window=context.window)


@kept(100)
def all_hours(context: HotContext) -> pd.DataFrame:
    """Return the hours of all tickets that belong to a topic."""
    return topics.topic_hours(context.results, context.scope, context.run, context.cut)


def facts(context: HotContext) -> Facts:
    """Return what the run noted about itself; nothing where it can't be read."""
    return context.results.facts(context.scope, context.run, Facts) or Facts()


def topic_words(topic: dict[str, Any]) -> list[str]:
    """Return what people say of a topic and seldom of others, the most telling first.

    Runs of earlier versions, and readers of a part of the tickets, have its own words instead.
    """
    kept = topic.get("said") if isinstance(topic.get("said"), str) else topic["words"]
    found = json.loads(kept) if isinstance(kept, str) else []
    return [str(word) for word, _ in found]
