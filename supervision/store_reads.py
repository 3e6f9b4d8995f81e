"""Reading tasks for lists, boards and details, each within the reader's scope.

What ``parties.sees`` says of one task stands here once more as a condition on rows; a test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)

from data_access.store.engine import Store
from data_access.types import ANY, Scope
from supervision import store_tables as stored
from supervision.colours import BEHIND, DONE, Colour, Marks
from supervision.parties import ISSUE, VIEW
from supervision.states import OPEN
from supervision.store_tables import (
    PROPOSED,
    Connection,
    task,
    task_event,
    task_evidence,
    task_file,
    task_of,
    task_reader,
    task_ticket,
    task_unit,
)
from supervision.task import Event, Task

Order = Literal["urgent", "newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which tasks of a jurisdiction. Empty: all. ``words``: in title, number, unit or requirement.
    ``unit``: leads or assists. ``colour`` needs ``marks``. ``closed_from``: naive UTC.
    ``numbers``: only these tasks (what a figure counts); None: any, an empty tuple: none."""

    code: str
    states: tuple[str, ...] = ()
    unit: str = ""
    area: str = ""
    category: str = ""
    step: str = ""
    source: str = ""
    colour: Colour | Literal[""] = ""
    words: str = ""
    proposed: bool = False
    closed_from: datetime | None = None
    marks: Marks | None = None
    numbers: tuple[int, ...] | None = None
    order: Order = "urgent"
    limit: int = 50
    offset: int = 0


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition of tasks that a scope reaches (``parties.sees``)."""
    if not scope.has(VIEW):
        return false()
    parts: list[ColumnElement[bool]] = []
    if scope.jurisdictions is not None:
        parts.append(task.c.jurisdiction.in_(sorted(scope.jurisdictions)))
    if ANY not in scope.rights:
        named = select(task_reader.c.task_id).where(task_reader.c.login == scope.actor)
        parts.append(or_(task.c.confidential.is_(False), task.c.id.in_(named)))
    if scope.departments is not None:
        mine = select(task_unit.c.task_id).where(task_unit.c.unit.in_(sorted(scope.departments)))
        parts += [task.c.id.in_(mine), task.c.state != "drafted"]
    elif not scope.has(ISSUE):
        parts.append(or_(task.c.state != "drafted", task.c.issuer == scope.actor))
    if scope.areas is not None:
        inside = [task.c.area.startswith(a, autoescape=True) for a in sorted(scope.areas) if a]
        parts.append(or_(false(), *inside))
    return and_(true(), *parts)


def listed(store: Store, scope: Scope, asked: Asked) -> list[Task]:
    """Return the tasks in the order asked, a page of them."""
    with store.read() as connection:
        query = select(task.c.id).where(*_conditions(scope, asked)).order_by(*_order(asked.order))
        return _in_full(connection, query.limit(asked.limit).offset(asked.offset), asked.order)


def counted(store: Store, scope: Scope, asked: Asked) -> dict[str, int]:
    """Return how many tasks there are by state, whatever page is looked at."""
    query = select(task.c.state, func.count()).where(*_conditions(scope, asked))
    with store.read() as connection:
        return {state: int(n) for state, n in connection.execute(query.group_by(task.c.state))}


def by_column(
    store: Store, scope: Scope, asked: Asked, columns: Sequence[tuple[str, ...]], most: int
) -> list[list[Task]]:
    """Return for each column of a board (states) its first tasks in the order asked."""
    found = []
    with store.read() as connection:
        for states in columns:
            conditions = (*_conditions(scope, asked), task.c.state.in_(states))
            query = select(task.c.id).where(*conditions).order_by(*_order(asked.order))
            found.append(_in_full(connection, query.limit(most), asked.order))
    return found


def _in_full(connection: Connection, numbers: Select[tuple[int]], order: Order) -> list[Task]:
    """Return the tasks of a page. Its numbers are found first, by the index where that says all:
    only rows that are shown are read in their whole width."""
    page = numbers.subquery()
    query = select(task).where(task.c.id.in_(select(page.c.id))).order_by(*_order(order))
    return [task_of(row) for row in connection.execute(query).mappings()]


def one(store: Store, scope: Scope, task_id: int) -> Task | None:
    """Return a task; None where there is none or the scope doesn't reach it: both look alike."""
    with store.read() as connection:
        return _one(connection, scope, task_id)


def _one(connection: Connection, scope: Scope, task_id: int) -> Task | None:
    query = select(task).where(task.c.id == task_id, visible(scope))
    row = connection.execute(query).mappings().first()
    return task_of(row) if row is not None else None


def events_of(store: Store, scope: Scope, task_id: int) -> list[Event]:
    """Return a task's events in their order; none where the scope doesn't reach it."""
    with store.read() as connection:
        if _one(connection, scope, task_id) is None:
            return []
        return stored.events_of(connection, task_id)


def tickets_of(store: Store, scope: Scope, task_id: int) -> list[str]:
    """Return the numbers of a task's tickets; whether they may be read is the extract's matter."""
    with store.read() as connection:
        if _one(connection, scope, task_id) is None:
            return []
        query = (
            select(task_ticket.c.ticket_no)
            .where(task_ticket.c.task_id == task_id)
            .order_by(task_ticket.c.ticket_no)
        )
        return list(connection.execute(query).scalars())


def acted_since(
    store: Store, scope: Scope, code: str, actions: Sequence[str], since: datetime
) -> frozenset[int]:
    """Return the numbers of the open tasks within reach to which any of some actions was done from
    a moment (naive UTC) on."""
    query = (
        select(task_event.c.task_id)
        .join(task, task.c.id == task_event.c.task_id)
        .where(
            visible(scope), task.c.jurisdiction == code, task.c.state.in_(OPEN),
            task_event.c.action.in_(actions), task_event.c.at >= since,
        )
    )  # fmt: skip
    with store.read() as connection:
        return frozenset(connection.execute(query.distinct()).scalars())


def evidence_of(store: Store, scope: Scope, task_id: int) -> list[dict[str, Any]]:
    """Return what a task rests on as it was then: kind, ref, body."""
    with store.read() as connection:
        if _one(connection, scope, task_id) is None:
            return []
        query = select(task_evidence).where(task_evidence.c.task_id == task_id)
        rows = connection.execute(query.order_by(task_evidence.c.id)).mappings()
        return [{name: row[name] for name in ("seq", "kind", "ref", "body")} for row in rows]


def files_of(store: Store, scope: Scope, task_id: int) -> list[dict[str, Any]]:
    """Return a task's files as they lie there, without their content."""
    names = ("id", "task_id", "seq", "kind", "size", "name_box")
    with store.read() as connection:
        if _one(connection, scope, task_id) is None:
            return []
        query = select(*(task_file.c[name] for name in names))
        rows = connection.execute(
            query.where(task_file.c.task_id == task_id).order_by(task_file.c.id)
        )
        return [dict(row) for row in rows.mappings()]


def sealed_file(store: Store, scope: Scope, file_id: int) -> tuple[Task, dict[str, Any]] | None:
    """Return a file with its task; None where there is none or its task is out of reach."""
    with store.read() as connection:
        row = connection.execute(select(task_file).where(task_file.c.id == file_id)).mappings()
        found = row.first()
        of = _one(connection, scope, found["task_id"]) if found is not None else None
        return (of, dict(found)) if of is not None and found is not None else None


def earlier_on(store: Store, scope: Scope, of: Task, most: int = 5) -> list[Task]:
    """Return earlier tasks on the same matter that the scope reaches, the newest first: of the same
    source or event, or of the same category in the same area."""
    same = []
    if of.source_ref:
        same.append(and_(task.c.source_kind == of.source_kind, task.c.source_ref == of.source_ref))
    if of.matter:
        same.append(task.c.matter == of.matter)
    if of.category and of.area:
        same.append(and_(task.c.category == of.category, task.c.area == of.area))
    if not same:
        return []
    query = (
        select(task)
        .where(
            visible(scope), task.c.jurisdiction == of.jurisdiction, task.c.id < of.id,
            task.c.state != "cancelled", or_(*same),
        )
        .order_by(task.c.id.desc())
        .limit(most)
    )  # fmt: skip
    with store.read() as connection:
        return [task_of(row) for row in connection.execute(query).mappings()]


def tasks_of_sources(
    store: Store, scope: Scope, code: str, kind: str, refs: Sequence[str]
) -> dict[str, Task]:
    """Return the newest task of each source that has one within reach, by ``source_ref``."""
    found: dict[str, Task] = {}
    with store.read() as connection:
        for start in range(0, len(refs), 500):
            query = select(task).where(
                visible(scope), task.c.jurisdiction == code, task.c.source_kind == kind,
                task.c.source_ref.in_(refs[start : start + 500]),
            )  # fmt: skip
            rows = connection.execute(query.order_by(task.c.id)).mappings()
            found |= {row["source_ref"]: task_of(row) for row in rows}
    return found


def tasks_of_matters(
    store: Store, scope: Scope, code: str, matters: Sequence[str]
) -> dict[str, Task]:
    """Return the newest task of each event that has one within reach, by the event's number."""
    query = select(task).where(
        visible(scope), task.c.jurisdiction == code, task.c.matter.in_(matters)
    )
    with store.read() as connection:
        rows = connection.execute(query.order_by(task.c.id)).mappings()
        return {row["matter"]: task_of(row) for row in rows}


def _conditions(scope: Scope, asked: Asked) -> list[ColumnElement[bool]]:
    parts = [visible(scope), task.c.jurisdiction == asked.code]
    if asked.states:
        parts.append(task.c.state.in_(asked.states))
    if asked.unit:
        of_unit = select(task_unit.c.task_id).where(task_unit.c.unit == asked.unit)
        parts.append(task.c.id.in_(of_unit))
    for column, code in ((task.c.area, asked.area), (task.c.category, asked.category)):
        if code:
            parts.append(column.startswith(code, autoescape=True))
    for column, value in ((task.c.step, asked.step), (task.c.source_kind, asked.source)):
        if value:
            parts.append(column == value)
    if asked.numbers is not None:
        # Written out: a year's tasks may be more than a statement can have parameters.
        given = list(asked.numbers)
        these: BindParameter[list[int]] = bindparam(
            "these", given, expanding=True, literal_execute=True
        )
        parts.append(task.c.id.in_(these))
    if asked.closed_from is not None:
        parts.append(task.c.closed_at >= asked.closed_from)
    if asked.proposed:
        parts.append(PROPOSED)
    if asked.words:
        fields = (task.c.title, task.c.number, task.c.lead, task.c.requirement)
        parts += [
            or_(*(c.contains(word, autoescape=True) for c in fields))
            for word in asked.words.split()
        ]
    if asked.colour and asked.marks is not None:
        parts.append(_coloured(asked.colour, asked.marks))
    return parts


def _coloured(colour: Colour, marks: Marks) -> ColumnElement[bool]:
    """Return ``colours.colour_of`` as a condition on rows."""
    going = and_(task.c.state.not_in(DONE), task.c.due.is_not(None))
    red = and_(going, task.c.due < marks.today)
    waits = and_(task.c.state == "issued", task.c.assigned_at < marks.unsigned)
    yellow = and_(going, task.c.due >= marks.today, or_(task.c.state.in_(BEHIND), waits))
    blue = and_(
        going, task.c.due >= marks.today, task.c.due <= marks.soon,
        task.c.state.not_in(BEHIND),
        or_(task.c.state != "issued", task.c.assigned_at.is_(None),
            task.c.assigned_at >= marks.unsigned),
    )  # fmt: skip
    plain = and_(~red, ~yellow, ~blue)
    conditions: dict[str, ColumnElement[bool]] = {
        "red": red,
        "yellow": yellow,
        "blue": blue,
        "none": plain,
    }
    return conditions[colour]


def _order(order: Order) -> tuple[Any, ...]:
    if order == "urgent":
        return task.c.due.is_(None), task.c.due, task.c.id
    return (task.c.id.desc(),) if order == "newest" else (task.c.id,)
