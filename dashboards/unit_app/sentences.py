"""The sentence on top of a unit's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboards.unit_app.reading import Due
from deadline_risk.risk_reads import SOON
from style.texts import text
from style.wording import enumerated, number, phrases
from supervision.task import Task


def compose(
    tasks: Sequence[Task], late: int, due: Due, problems: Mapping[str, int]
) -> tuple[str, str]:
    """Return what waits today and what comes first. ``late``: tasks that are late."""
    overdue = problems.get("overdue", 0)
    tickets = enumerated(
        part
        for part in (
            _said("overdue", overdue), _said("soon", due.soon, days=SOON), _said("high", due.high)
        )
        if part
    )  # fmt: skip
    told = [
        _said("tasks_late" if late else "tasks", len(tasks), late=number(late)),
        text("unit.said_tickets", what=tickets) if tickets else "",
    ]
    told = [part for part in told if part]
    if not told:
        return text("unit.nothing"), text("unit.nothing_advice")
    first = "late" if late else "overdue" if overdue else "high" if due.high else "calm"
    return text("unit.waits", what=phrases(told)), text(f"unit.advice_{first}")


def _said(name: str, count: int, **more: object) -> str:
    return text(f"unit.said_{name}", count=number(count), **more) if count else ""
