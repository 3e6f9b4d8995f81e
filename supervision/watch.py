"""Whether a matter comes back after its task was closed (回潮). Pure.

For the days that the rules give, the events of the register are looked at: the task's own event
that goes on, or a new one of the same category in the same area. A few late tickets of the old
trouble are no recurrence: they must be ``LEAST`` by several callers, after ``GRACE`` days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from supervision.task import Task

LEAST, CALLERS, GRACE = 3, 2, 3
MORE = 3
"""Further tickets from which a dismissed recurrence is proposed once more."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What came back of a closed task's matter: which event, how many tickets from when to when."""

    task: Task
    event: str
    name: str
    n: int
    first: date
    last: date


def recurrences(
    closed: Sequence[tuple[Task, date]], seen: pd.DataFrame, merged: Mapping[str, str]
) -> list[Recurrence]:
    """Return for each closed task the recurrence with the most tickets, if there is one.

    ``closed``: tasks with the local day of their closing. ``seen``: columns event_id, name,
    area_code, category_code, opened, day, n, callers (``ticket_reads.tickets_by_event``).
    ``merged``: into which event an earlier one went.
    """
    if seen.empty:
        return []
    days = pd.to_datetime(seen["day"])
    opened = pd.to_datetime(seen["opened"])
    found = []
    for task, day in closed:
        after = days > pd.Timestamp(day + timedelta(days=GRACE))
        own = seen["event_id"] == _now(task.matter, merged)
        same = (
            seen["category_code"].fillna("").str.startswith(task.category)
            & seen["area_code"].fillna("").str.startswith(task.area)
            & (opened > pd.Timestamp(day))
            if task.category and task.area
            else own
        )
        best = _most(task, seen[after & (own | same)])
        if best is not None:
            found.append(best)
    return found


def _now(matter: str, merged: Mapping[str, str]) -> str:
    """Return the event into which a task's own one has gone; itself where it goes on."""
    seen = set()
    while matter in merged and matter not in seen:
        seen.add(matter)
        matter = merged[matter]
    return matter or "-"


def _most(task: Task, rows: pd.DataFrame) -> Recurrence | None:
    best: Recurrence | None = None
    for event, mine in rows.groupby("event_id"):
        n = int(mine["n"].sum())
        if n < LEAST or int(mine["callers"].sum()) < CALLERS or (best is not None and n <= best.n):
            continue
        days = pd.to_datetime(mine["day"])
        first, last = days.min().date(), days.max().date()
        best = Recurrence(task, str(event), str(mine["name"].iloc[0]), n, first, last)
    return best
