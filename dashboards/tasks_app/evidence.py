"""What a task rests on, as it was known when it was issued: the words and the days as a picture."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from dashboards.charts.picture import Caption, Picture
from dashboards.charts.show import show
from dashboards.charts.trend import DailyPoint, trend
from dashboards.components.entries import entry, show_entries
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.reading import Detail
from style.texts import text
from style.wording import day_words, punctuate


def show_evidence(context: TaskContext, seen: Detail) -> None:
    """Draw every source of a task."""
    for number, one in enumerate(seen.evidence):
        body = one["body"]
        as_of = day_of(body)
        when = text("tasks.as_of", day=day_words(as_of, context.today)) if as_of else ""
        kind = text(f"task.source_{one['kind']}")
        title = text("tasks.evidence", kind=kind) + when
        said = [str(body.get("title") or ""), *map(str, body.get("says") or ())]
        lines = [line for line in said if line]
        picture = picture_of(context, body)
        if not lines and picture is None:
            continue
        show_entries((entry(html.escape(punctuate(line))) for line in lines), title)
        if picture is not None:
            show(picture, key=f"evidence_{seen.task.id}_{number}")


def day_of(body: dict[str, Any]) -> date | None:
    """Return the day that the evidence is as of, where it says so."""
    found = body.get("as_of")
    return date.fromisoformat(found) if isinstance(found, str) and found else None


def picture_of(context: TaskContext, body: dict[str, Any]) -> Picture | None:
    """Return the days of the evidence as a picture, or None where there are none."""
    points = [
        DailyPoint(date.fromisoformat(p["day"]), p["n"], p.get("due"))
        for p in body.get("series") or ()
    ]
    if not points:
        return None
    last = points[-1].day
    key = text("warn.chart_key") if any(p.expected is not None for p in points) else ""
    title = text("warn.chart_title", subject=body.get("title") or "", last=day_words(last))
    caption = Caption(title, text("warn.unit_tickets"), context.source, day_of(body) or last, key)
    return trend(caption, points)
