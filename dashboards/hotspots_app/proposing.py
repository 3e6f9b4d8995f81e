"""The tasks that a hot topic or a matter said again and again is turned into."""

from __future__ import annotations

from typing import Any

from dashboards.components.event_line import register_of
from dashboards.components.issue_task import Proposal, known_tasks, task_part
from dashboards.hotspots_app import reading
from dashboards.hotspots_app.context import HotContext
from dashboards.shell.rows import day_of, figure, known_day, listed, records, words_of
from hotspots.repeat_reads import group_tickets
from hotspots.topic_reads import topic_tickets
from style.texts import text
from style.wording import about, bracketed, count, day_whole, span_words
from supervision.actions import Source
from supervision.checked_fields import LENGTHS
from supervision.sources import MOST_TICKETS, REPEAT, TOPIC, every_day, source_of


def topic_part(context: HotContext, topic: dict[str, Any]) -> None:
    """Draw what became of a topic as a task, and the way to issue one."""
    key = str(topic["topic_id"])
    known = known_tasks(context, "topic", [key]).get(key)
    task_part(context, f"topic_{key}", lambda: _topic(context, topic), known)


def repeat_part(context: HotContext, group: dict[str, Any]) -> None:
    """Draw what became of a matter as a task, and the way to issue one."""
    key = str(group["group_id"])
    known = known_tasks(context, "repeat", [key]).get(key)
    task_part(context, f"repeat_{key}", lambda: _repeat(context, group), known)


def _topic(context: HotContext, topic: dict[str, Any]) -> Proposal:
    name = str(topic["name"])
    says = _topic_says(context, topic)
    lead = reading.lead(context, topic["topic_id"])
    return Proposal(
        lambda: _topic_source(context, topic, says),
        {
            "title": name[: LENGTHS["title"]],
            "basis": says + _as_of(context),
            "lead": lead[0] if lead else "",
            "category": words_of(topic["category_code"]),
        },
    )


def _topic_says(context: HotContext, topic: dict[str, Any]) -> str:
    expected = figure(topic["expected"])
    usual = text("topic.task_usual", n=about(expected)) if expected is not None else ""
    recent = count(figure(topic["n_recent"]))
    return text("topic.task_says", name=topic["name"], span=context.span, n=recent, usual=usual)


def _topic_source(context: HotContext, topic: dict[str, Any], says: str) -> Source:
    key = str(topic["topic_id"])
    days = reading.topic_data(context, key).days
    found = topic_tickets(
        context.results, context.scope, context.run, context.cut, key, limit=MOST_TICKETS
    )
    return source_of(
        "topic",
        key,
        title=str(topic["name"]),
        says=(says,),
        row=topic,
        names=TOPIC,
        days=every_day(
            {known_day(r["day"]): float(r["tickets"]) for r in records(days)}, context.as_of
        ),
        run=context.run.run_id,
        as_of=context.as_of,
        matter=_event(context, "topic", key),
        tickets=[str(t) for t in found["ticket_no"]],
    )


def _repeat(context: HotContext, group: dict[str, Any]) -> Proposal:
    name = words_of(group["name"]) or str(group["group_id"])
    units = listed(group["units"])
    first, last = day_of(group["first"]), day_of(group["last"])
    span = span_words(first, last, context.as_of) if first and last else ""
    says = text(
        "rep.task_says", name=name, span=span,
        n=count(figure(group["n"])), callers=count(figure(group["callers"])),
    )  # fmt: skip
    return Proposal(
        lambda: _repeat_source(context, group, name, says),
        {
            "title": name[: LENGTHS["title"]],
            "basis": says + _as_of(context),
            "lead": str(units[0]) if units else "",
        },
    )


def _repeat_source(context: HotContext, group: dict[str, Any], name: str, says: str) -> Source:
    key = str(group["group_id"])
    found = group_tickets(context.results, context.scope, context.run, context.cut, key)
    counts = found.groupby("day").size().sort_index()
    return source_of(
        "repeat",
        key,
        title=name,
        says=(says,),
        row=group,
        names=REPEAT,
        days=every_day({known_day(day): float(n) for day, n in counts.items()}, context.as_of),
        run=context.run.run_id,
        as_of=context.as_of,
        matter=_event(context, "repeat", key),
        tickets=[str(t) for t in found["ticket_no"]],
    )


def _event(context: HotContext, kind: str, key: str) -> str:
    event = register_of(context).event(kind, key)
    return str(event["event_id"]) if event else ""


def _as_of(context: HotContext) -> str:
    return bracketed(text("warn.as_of", day=day_whole(context.as_of)))
