"""Supervision tasks; decisions to issue one that were recorded earlier become drafts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0007"
down_revision = "0006"

_TABLES = (
    "task_view", "task_told", "task_file", "task_evidence", "task_ticket", "task_reader",
    "task_unit", "task_event", "task",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "task",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column(
            "number",
            sa.Text(),
            nullable=False,
            comment="year and running number, such as 2026-0012",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="number of its last event"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("assisting", sa.JSON(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False, comment="empty: the whole jurisdiction"),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="of the ladder of supervision"),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False, comment="logins, of a confidential task"),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False, comment="event of the register, or empty"),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False, comment="the state that an extension left"),
        sa.Column("asked_until", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False, comment="why it should be opened again"),
        sa.Column(
            "workers", sa.JSON(), nullable=False, comment="logins who had a hand in the work"
        ),
        sa.Column("former", sa.Text(), nullable=False, comment="the unit before"),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("first_closed_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=True, comment="when its state began"),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_task_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("jurisdiction", "number", name=op.f("uq_task_jurisdiction_number")),
    )
    op.create_index("ix_task_lead", "task", ["jurisdiction", "lead", "state"], unique=False)
    op.create_index(
        "ix_task_source", "task", ["jurisdiction", "source_kind", "source_ref"], unique=False
    )
    op.create_index(
        "ix_task_state",
        "task",
        ["jurisdiction", "state", "due", "confidential", "id"],
        unique=False,
    )
    op.create_index(
        "ix_task_proposed",
        "task",
        ["jurisdiction", "state"],
        unique=False,
        sqlite_where=sa.text("proposal != ''"),
        postgresql_where=sa.text("proposal != ''"),
    )
    op.create_table(
        "task_event",
        sa.Column("task_id", serial, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "note",
            sa.Text(),
            nullable=False,
            comment="masked; as typed in note_box where that differs",
        ),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "answers",
            sa.Integer(),
            nullable=False,
            comment="the event that the actor had seen last",
        ),
        sa.Column("note_box", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_event_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("task_id", "seq", name=op.f("pk_task_event")),
    )
    op.create_table(
        "task_unit",
        sa.Column("task_id", serial, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False, comment="leads or assists now"),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_unit_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("task_id", "unit", name=op.f("pk_task_unit")),
    )
    op.create_index("ix_task_unit_unit", "task_unit", ["unit"], unique=False)
    op.create_table(
        "task_reader",
        sa.Column("task_id", serial, nullable=False),
        sa.Column("login", sa.Text(), nullable=False, comment="may see a confidential task"),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_reader_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("task_id", "login", name=op.f("pk_task_reader")),
    )
    op.create_index("ix_task_reader_login", "task_reader", ["login"], unique=False)
    op.create_table(
        "task_ticket",
        sa.Column("task_id", serial, nullable=False),
        sa.Column("ticket_no", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_ticket_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("task_id", "ticket_no", name=op.f("pk_task_ticket")),
    )
    op.create_index("ix_task_ticket_no", "task_ticket", ["ticket_no"], unique=False)
    op.create_table(
        "task_evidence",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("task_id", serial, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the event that it came with"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="what was known then"),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_evidence_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_evidence")),
    )
    op.create_index("ix_task_evidence_task_id", "task_evidence", ["task_id"], unique=False)
    op.create_table(
        "task_file",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("task_id", serial, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="media type by content"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "fingerprint", sa.Text(), nullable=False, comment="keyed: equal files, equal prints"
        ),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_file_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_file")),
    )
    op.create_index("ix_task_file_task_id", "task_file", ["task_id"], unique=False)
    op.create_table(
        "task_told",
        sa.Column("task_id", serial, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False, comment="such as overdue:2026-11-30"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name=op.f("fk_task_told_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("task_id", "fact", name=op.f("pk_task_told")),
    )

    op.create_table(
        "task_view",
        sa.Column("login", sa.Text(), nullable=False, comment="whose it is; nobody else sees it"),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False, comment="fields of the address by name"),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_task_view_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("login", "jurisdiction", "name", name=op.f("pk_task_view")),
    )

    _take_over()


def downgrade() -> None:
    """Take back."""
    for name in _TABLES:
        op.drop_table(name)


def _take_over() -> None:
    """Make a draft of every decision that still counts: nobody was told of it, so a person looks
    at it before it is issued."""
    connection = op.get_bind()
    names = (
        "id", "jurisdiction", "warning_id", "verdict", "area", "category", "unit", "note",
        "actor", "at",
    )  # fmt: skip
    judgement = sa.table("judgement", *(sa.column(name) for name in names))
    judgement.c.at.type = UtcDateTime()
    rows = connection.execute(
        sa.select(judgement)
        .where(judgement.c.verdict.in_(("task", "no_task")))
        .order_by(judgement.c.id)
    ).mappings()
    last: dict[tuple[str, str], Any] = {(r["jurisdiction"], r["warning_id"]): r for r in rows}
    running: dict[tuple[str, int], int] = {}
    for row in last.values():
        if row["verdict"] == "task":
            year = (row["jurisdiction"], row["at"].year)
            running[year] = running.get(year, 0) + 1
            _draft(connection, row, f"{row['at'].year}-{running[year]:05d}")


def _draft(connection: sa.Connection, row: Any, number: str) -> None:
    names = {
        "area": _name(connection, "area", row), "category": _name(connection, "category", row),
    }  # fmt: skip
    title = f"{names['area']}{names['category'] or '预警事项'}（预警 {row['warning_id']}）"[:60]
    content = {
        "title": title, "lead": row["unit"], "area": row["area"], "category": row["category"],
        "step": "written", "source_kind": "warning", "source_ref": row["warning_id"], "matter": "",
    }  # fmt: skip
    blank: dict[str, Any] = dict.fromkeys(
        ("basis", "requirement", "before", "outcome", "proposal", "former"), ""
    )
    counts = dict.fromkeys(("returned", "reopened", "extended", "reminded"), 0)
    lists: dict[str, Any] = {"assisting": [], "readers": [], "workers": []}
    columns = {
        **content, **blank, **counts, **lists, "jurisdiction": row["jurisdiction"],
        "number": number, "state": "drafted", "version": 1, "confidential": False,
        "issuer": row["actor"], "created_at": row["at"], "updated_at": row["at"],
        "since": row["at"],
    }  # fmt: skip
    task = _table("task", columns, id=sa.BigInteger())
    made = connection.execute(sa.insert(task).values(**columns).returning(task.c.id)).scalar_one()
    event = {
        "task_id": made, "seq": 1, "action": "draft", "actor": row["actor"], "party": "office",
        "at": row["at"], "note": row["note"], "payload": content, "answers": 0,
    }  # fmt: skip
    connection.execute(sa.insert(_table("task_event", event)).values(**event))
    if row["unit"]:
        unit = {"task_id": made, "unit": row["unit"]}
        connection.execute(sa.insert(_table("task_unit", unit)).values(**unit))
    reader = {"task_id": made, "login": row["actor"]}
    connection.execute(sa.insert(_table("task_reader", reader)).values(**reader))


def _table(name: str, values: dict[str, Any], **more: Any) -> Any:
    kinds: dict[type, Any] = {list: sa.JSON(), dict: sa.JSON(), bool: sa.Boolean()}
    columns = [
        sa.column(key, UtcDateTime() if key in ("at", "created_at", "updated_at", "since")
                  else kinds.get(type(value), sa.Text() if isinstance(value, str) else None))
        for key, value in values.items()
    ]  # fmt: skip
    return sa.table(name, *columns, *(sa.column(key, kind) for key, kind in more.items()))


def _name(connection: sa.Connection, table: str, row: Any) -> str:
    names = sa.table(table, sa.column("jurisdiction"), sa.column("code"), sa.column("name"))
    found = connection.execute(
        sa.select(names.c.name).where(
            names.c.jurisdiction == row["jurisdiction"], names.c.code == row[table]
        )
    ).scalar()
    return str(found or "")
