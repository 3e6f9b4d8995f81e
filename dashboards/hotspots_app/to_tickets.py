"""From the figures of topics and repeats to their tickets: addresses of 查工单.

All are empty for who may not read tickets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboards.components.ticket_link import held_address, mark_address
from dashboards.hotspots_app.context import HotContext
from data_access.search.find import TRACE
from data_access.types import Period
from hotspots.counted_reads import APART, CALLER, FIRST, LATER
from hotspots.frames import PINGPONG_TICKET
from hotspots.topic_reads import run_period


def window_of(context: HotContext) -> Period:
    """Return the days that heat is told for, as far as the run looked at them."""
    first = max(context.window.first(context.as_of), run_period(context.run).start)
    return Period(first, context.as_of + timedelta(days=1))


def of_topic(context: HotContext, topic_id: str) -> str:
    """Return the address of all tickets of a topic."""
    return held_address(context, "topic", topic_id, context.cut)


def of_recent(context: HotContext, topic_id: str) -> str:
    """Return the address of a topic's tickets of the window."""
    return held_address(context, "topic", topic_id, context.cut, days=window_of(context))


def of_day(context: HotContext, topic_id: str, day: date) -> str:
    """Return the address of a topic's tickets of one day."""
    return held_address(context, "topic", topic_id, context.cut, days=Period.of_day(day))


def of_word(context: HotContext, topic_id: str, word: str) -> str:
    """Return the address of a topic's tickets whose texts have a word."""
    return held_address(context, "topic", topic_id, context.cut, words=word)


def of_place(context: HotContext, topics: Sequence[str], code: str, *, recent: bool) -> str:
    """Return the address of the tickets of topics in a place: of the window, or of all days."""
    days = window_of(context) if recent else None
    cut = replace(context.cut, area=code)
    return held_address(context, "topic", ",".join(topics), cut, days=days)


def of_hours(context: HotContext, topic_id: str, hours: Sequence[int]) -> str:
    """Return the address of the last day's tickets of some hours; without a topic: of those that
    belong to any."""
    day = Period.of_day(context.as_of)
    kind, key = ("topic", topic_id) if topic_id else ("topics", context.as_of.isoformat())
    return held_address(context, kind, key, context.cut, days=day, group={"hour": list(hours)})


def of_cure(context: HotContext, rank: int) -> str:
    """Return the address of the repeats that a cure ends."""
    return held_address(context, "cure", str(rank))


def of_return(context: HotContext, from_unit: str, to_unit: str) -> str:
    """Return the address of the tickets that one unit handed back and another took; empty for a
    run that did not keep which these are."""
    if not context.run.has(PINGPONG_TICKET):
        return ""
    return held_address(context, "pingpong", f"{from_unit}{APART}{to_unit}")


def of_node(context: HotContext, node: str) -> str:
    """Return the address of the repeats that hang on a node; a caller's only for who may trace
    callers."""
    if node.startswith(CALLER) and not context.scope.has(TRACE):
        return ""
    return held_address(context, "node", node)


def of_group(context: HotContext, group: str) -> str:
    """Return the address of a matter's tickets."""
    return held_address(context, "repeat", group, context.cut)


def of_counts(context: HotContext) -> dict[str, str]:
    """Return by tile the addresses of both counts and of what repeats."""
    return {
        "tickets": mark_address(context, context.cut, part="n"),
        "matters": held_address(context, "matters", FIRST, context.cut),
        "repeated": held_address(context, "matters", LATER, context.cut),
    }
