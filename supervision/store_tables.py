"""The store's tables of tasks, and reading and adding rows; no other module of the room knows SQL.

``task_event`` is the truth and only grows; ``task`` holds what the events add up to (``fold``), for
lists. ``task_evidence`` keeps what a task was issued on as it was then, ``task_file`` what was
attached, sealed; ``task_told`` which facts of time were told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy import Connection as Connection  # noqa: PLC0414 - handed on to the room
from sqlalchemy.dialects import postgresql, sqlite

from data_access.store.base import SERIAL, UtcDateTime, metadata
from data_access.store.engine import Store, insert_ignore
from data_access.store.tables import area, category, organisation
from data_access.store.tables import jurisdiction as jurisdictions
from data_access.store.vault.printed_columns import PrintedColumns
from data_access.store.vault.sealed_columns import SealedColumn
from data_access.types import WeisuError
from supervision.attachments import file_bound
from supervision.states import FINAL
from supervision.task import Event, Task

task = Table(
    "task",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("number", Text, nullable=False, comment="year and running number, such as 2026-0012"),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="number of its last event"),
    Column("title", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("assisting", JSON, nullable=False),
    Column("area", Text, nullable=False, comment="empty: the whole jurisdiction"),
    Column("category", Text, nullable=False),
    Column("step", Text, nullable=False, comment="of the ladder of supervision"),
    Column("due", Date),
    Column("confidential", Boolean, nullable=False),
    Column("readers", JSON, nullable=False, comment="logins, of a confidential task"),
    Column("source_kind", Text, nullable=False),
    Column("source_ref", Text, nullable=False),
    Column("matter", Text, nullable=False, comment="event of the register, or empty"),
    Column("issuer", Text, nullable=False),
    Column("before", Text, nullable=False, comment="the state that an extension left"),
    Column("asked_until", Date),
    Column("outcome", Text, nullable=False),
    Column("proposal", Text, nullable=False, comment="why it should be opened again"),
    Column("workers", JSON, nullable=False, comment="logins who had a hand in the work"),
    Column("former", Text, nullable=False, comment="the unit before"),
    Column("returned", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("extended", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("created_at", UtcDateTime),
    Column("issued_at", UtcDateTime),
    Column("assigned_at", UtcDateTime),
    Column("signed_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("first_closed_at", UtcDateTime),
    Column("updated_at", UtcDateTime),
    Column("since", UtcDateTime, comment="when its state began"),
    UniqueConstraint("jurisdiction", "number"),
)
# All that counts and the first rows of a list need: they are found without reading a task.
Index(
    "ix_task_state", task.c.jurisdiction, task.c.state, task.c.due, task.c.confidential, task.c.id
)
PROPOSED = task.c.proposal != literal_column("''")
Index(
    "ix_task_proposed", task.c.jurisdiction, task.c.state,
    sqlite_where=PROPOSED, postgresql_where=PROPOSED,
)  # fmt: skip
Index("ix_task_lead", task.c.jurisdiction, task.c.lead, task.c.state)
Index("ix_task_source", task.c.jurisdiction, task.c.source_kind, task.c.source_ref)

task_event = Table(
    "task_event",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False, comment="masked; as typed in note_box where that differs"),
    Column("payload", JSON, nullable=False),
    Column("answers", Integer, nullable=False, comment="the event that the actor had seen last"),
    Column("note_box", LargeBinary),
)

task_unit = Table(
    "task_unit",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("unit", Text, primary_key=True, comment="leads or assists now"),
)
Index("ix_task_unit_unit", task_unit.c.unit)

task_reader = Table(
    "task_reader",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("login", Text, primary_key=True, comment="may see a confidential task"),
)
Index("ix_task_reader_login", task_reader.c.login)

task_ticket = Table(
    "task_ticket",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("ticket_no", Text, primary_key=True),
)
Index("ix_task_ticket_no", task_ticket.c.ticket_no)

task_evidence = Table(
    "task_evidence",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("task_id", ForeignKey("task.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False, comment="the event that it came with"),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("body", JSON, nullable=False, comment="what was known then"),
)

task_file = Table(
    "task_file",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("task_id", ForeignKey("task.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False, comment="media type by content"),
    Column("size", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False, comment="keyed: equal files, equal prints"),
    Column("name_box", LargeBinary, nullable=False),
    Column("box", LargeBinary, nullable=False),
)

task_told = Table(
    "task_told",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("fact", Text, primary_key=True, comment="such as overdue:2026-11-30"),
    Column("at", UtcDateTime, nullable=False),
)

FIELDS = tuple(f.name for f in fields(Task))
_TUPLES = ("assisting", "readers", "workers")
# The tasks of which time may make something true.
_TIMED = task.c.state.not_in((*FINAL, "drafted", "verified"))


def task_of(row: Mapping[Any, Any]) -> Task:
    """Return the task of a row."""
    values = {name: row[name] for name in FIELDS}
    for name in _TUPLES:
        values[name] = tuple(values[name])
    return Task(**values)


def row_of(of: Task) -> dict[str, Any]:
    """Return a task as the table holds it."""
    values = {name: getattr(of, name) for name in FIELDS}
    for name in _TUPLES:
        values[name] = list(values[name])
    return values


def event_of(row: Mapping[Any, Any]) -> Event:
    """Return the event of a row."""
    names = ("seq", "action", "actor", "party", "at", "note", "payload", "answers")
    return Event(**{name: row[name] for name in names})


def place_facts(store: Store, code: str) -> Mapping[Any, Any]:
    """Return a jurisdiction's row; ``WeisuError`` without one."""
    with store.read() as connection:
        row = connection.execute(select(jurisdictions).where(jurisdictions.c.code == code))
        facts = row.mappings().first()
    if facts is None:
        raise WeisuError(f"没有编码为 {code} 的地区，没有做任何更改。")
    return facts


def names_in_place(store: Store, code: str, what: str) -> dict[str, str]:
    """Return names by code; ``what``: area, category or organisation (by name)."""
    table = {"area": area, "category": category, "organisation": organisation}[what]
    key = table.c.name if what == "organisation" else table.c.code
    with store.read() as connection:
        rows = connection.execute(select(key, table.c.name).where(table.c.jurisdiction == code))
        return {str(k): str(name) for k, name in rows}


def lock_place(connection: Connection, code: str) -> None:
    """Hold a jurisdiction's numbering until the transaction ends, so that numbers are given once
    and a matter is looked for and issued in one go."""
    connection.execute(
        select(jurisdictions.c.code).where(jurisdictions.c.code == code).with_for_update()
    ).one()


def next_number(connection: Connection, code: str, year: int) -> str:
    """Return the next number of a year, within ``lock_place``."""
    last = connection.execute(
        select(func.max(task.c.number)).where(
            task.c.jurisdiction == code, task.c.number.startswith(f"{year}-", autoescape=True)
        )
    ).scalar()
    running = int(str(last).partition("-")[2]) + 1 if last else 1
    return f"{year}-{running:05d}"


def locked(connection: Connection, task_id: int) -> Task | None:
    """Return a task that nobody else changes until the transaction ends."""
    query = select(task).where(task.c.id == task_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return task_of(row) if row is not None else None


def task_by_id(connection: Connection, task_id: int) -> Task | None:
    """Return a task as it is now."""
    row = connection.execute(select(task).where(task.c.id == task_id)).mappings().first()
    return task_of(row) if row is not None else None


def events_of(connection: Connection, task_id: int) -> list[Event]:
    """Return a task's events in their order."""
    rows = connection.execute(
        select(task_event).where(task_event.c.task_id == task_id).order_by(task_event.c.seq)
    )
    return [event_of(row) for row in rows.mappings()]


def note_bound(of: Task, seq: int) -> bytes:
    """Return what binds a note as typed to its task and event."""
    return "\x1f".join(("task_note", of.jurisdiction, str(of.id), str(seq))).encode()


SEALED = (
    SealedColumn(
        task_event.c.note_box, (task.c.jurisdiction, task.c.id, task_event.c.seq),
        lambda code, of, seq: note_bound(Task(id=of, jurisdiction=code, number=""), seq),
        joined=task,
    ),
    SealedColumn(
        task_file.c.name_box, (task.c.jurisdiction, task.c.id, task_file.c.seq),
        lambda code, of, seq: file_bound(code, of, seq) + b"/name", joined=task,
    ),
    SealedColumn(
        task_file.c.box, (task.c.jurisdiction, task.c.id, task_file.c.seq), file_bound,
        joined=task, at_once=4,
    ),
)  # fmt: skip
PRINTED = (PrintedColumns(task_file.c.id, (task_file.c.fingerprint,), at_once=4),)
"""What tasks seal: notes as typed, files and their names."""


def insert_task(connection: Connection, code: str, number: str) -> int:
    """Add an empty task, whose first event follows in the same transaction; return its id."""
    values = row_of(Task(id=0, jurisdiction=code, number=number))
    del values["id"]
    return int(connection.execute(insert(task).values(**values).returning(task.c.id)).scalar_one())


def add_event(
    connection: Connection, of: Task, event: Event, *, note_box: bytes | None = None
) -> None:
    """Add an event, and store the task that it led to."""
    values = {name: getattr(event, name) for name in ("seq", "action", "actor", "party", "at",
              "note", "answers")}  # fmt: skip
    connection.execute(
        insert(task_event).values(
            task_id=of.id, payload=dict(event.payload), note_box=note_box, **values
        )
    )
    store_state(connection, of)


def store_state(connection: Connection, of: Task) -> None:
    """Store what a task's events add up to."""
    values = row_of(of)
    del values["id"]
    connection.execute(update(task).where(task.c.id == of.id).values(**values))
    units, readers = names_of(of)
    _store_names(connection, task_unit.c.unit, of.id, units)
    _store_names(connection, task_reader.c.login, of.id, readers)


def names_of(of: Task) -> tuple[frozenset[str], frozenset[str]]:
    """Return a task's units, and who may see it where it is confidential."""
    return frozenset((of.lead, *of.assisting)) - {""}, frozenset((*of.readers, of.issuer)) - {""}


def _store_names(
    connection: Connection, column: Column[Any], task_id: int, names: frozenset[str]
) -> None:
    """Store which units or people a task has, where that has changed."""
    table = column.table
    before = connection.execute(select(column).where(table.c.task_id == task_id)).scalars()
    known = set(before)
    if gone := known - names:
        connection.execute(delete(table).where(table.c.task_id == task_id, column.in_(gone)))
    if new := sorted(names - known):
        connection.execute(insert(table), [{"task_id": task_id, column.name: name} for name in new])


def add_tickets(connection: Connection, task_id: int, tickets: Sequence[str]) -> None:
    """Tie tickets to a task; those that are tied stay."""
    rows = [{"task_id": task_id, "ticket_no": t} for t in dict.fromkeys(tickets)]
    insert_ignore(connection, task_ticket, rows)


def add_evidence(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep what an event rests on as it is now."""
    connection.execute(insert(task_evidence).values(**values))


def cell_of_source(connection: Connection, task_id: int) -> dict[str, Any]:
    """Return detector, area, category and life of the warning that a task was issued on, as far as
    its evidence says them."""
    query = select(task_evidence.c.body).where(
        task_evidence.c.task_id == task_id, task_evidence.c.kind == "warning"
    )
    body = connection.execute(query.order_by(task_evidence.c.id).limit(1)).scalar() or {}
    figures = body.get("figures", {})
    names = {"detector": "detector", "area_code": "area", "category_code": "category",
             "life": "life"}  # fmt: skip
    return {to: figures[name] or "" for name, to in names.items() if name in figures}


def add_file(connection: Connection, values: Mapping[str, Any]) -> int:
    """Add a sealed file; return its number."""
    query = insert(task_file).values(**values).returning(task_file.c.id)
    return int(connection.execute(query).scalar_one())


def tell_once(connection: Connection, task_id: int, fact: str, at: datetime) -> bool:
    """Note that a fact is told; False where it was before. Two timers at once: one is first."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    query = dialect.insert(task_told).values(task_id=task_id, fact=fact, at=at)
    added = query.on_conflict_do_nothing().returning(task_told.c.fact)
    return connection.execute(added).first() is not None


def places_with_tasks(store: Store) -> list[str]:
    """Return the jurisdictions in which a task goes on."""
    with store.read() as connection:
        query = select(task.c.jurisdiction).where(_TIMED).distinct()
        return sorted(connection.execute(query).scalars())


def waiting_tasks(connection: Connection, code: str, until: date) -> list[Task]:
    """Return the tasks of which a timer may have to tell something by ``until``."""
    due = (task.c.due <= until) | task.c.state.in_(("issued", "refused", "extension_asked"))
    due |= task.c.returned > 0  # to climb is proposed after returns, however far the due day is
    rows = connection.execute(
        select(task).where(task.c.jurisdiction == code, _TIMED, due).order_by(task.c.id)
    )
    return [task_of(row) for row in rows.mappings()]
