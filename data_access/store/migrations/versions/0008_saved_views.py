"""Saved views of all pages; those of the list of tasks are taken over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data_access.store.base import UtcDateTime

revision = "0008"
down_revision = "0007"

_OLD = sa.table(
    "task_view",
    sa.column("login", sa.Text()),
    sa.column("jurisdiction", sa.Text()),
    sa.column("name", sa.Text()),
    sa.column("query", sa.JSON()),
    sa.column("saved_at", UtcDateTime()),
)
_NEW = sa.table(
    "saved_view",
    sa.column("owner", sa.Text()),
    sa.column("jurisdiction", sa.Text()),
    sa.column("page", sa.Text()),
    sa.column("name", sa.Text()),
    sa.column("query", sa.JSON()),
    sa.column("shared", sa.Text()),
    sa.column("created_at", UtcDateTime()),
    sa.column("changed_at", UtcDateTime()),
)


def upgrade() -> None:
    """Apply."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "saved_view",
        sa.Column("id", serial, autoincrement=True, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="login of whose it is"),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False, comment="key of the page"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "query", sa.JSON(), nullable=False, comment="fields of the page's address by name"
        ),
        sa.Column("shared", sa.Text(), nullable=False, comment="own, unit or place"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.code"],
            name=op.f("fk_saved_view_jurisdiction_jurisdiction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "jurisdiction", "owner", "page", "name",
            name=op.f("uq_saved_view_jurisdiction_owner_page_name"),
        ),
    )  # fmt: skip
    op.create_table(
        "view_subscription",
        sa.Column("view_id", serial, autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False, comment="who is told"),
        sa.Column("rhythm", sa.Text(), nullable=False, comment="daily or weekly"),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column(
            "told", sa.Date(), nullable=True, comment="the day told last; of a week its Monday"
        ),
        sa.ForeignKeyConstraint(
            ["view_id"], ["saved_view.id"], name=op.f("fk_view_subscription_view_id_saved_view")
        ),
        sa.PrimaryKeyConstraint("view_id", "login", name=op.f("pk_view_subscription")),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(_OLD).order_by(_OLD.c.saved_at)).mappings().all()
    for row in rows:
        kept = {"jurisdiction": row["jurisdiction"], "name": row["name"], "query": row["query"]}
        times = {"created_at": row["saved_at"], "changed_at": row["saved_at"]}
        connection.execute(
            sa.insert(_NEW).values(owner=row["login"], page="tasks", shared="own", **kept, **times)
        )
    op.drop_table("task_view")


def downgrade() -> None:
    """Take back; only people's own views of the list of tasks have a place there."""
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
    connection = op.get_bind()
    rows = connection.execute(sa.select(_NEW).where(_NEW.c.page == "tasks")).mappings().all()
    for row in rows:
        kept = {"jurisdiction": row["jurisdiction"], "name": row["name"], "query": row["query"]}
        connection.execute(
            sa.insert(_OLD).values(login=row["owner"], saved_at=row["changed_at"], **kept)
        )
    op.drop_table("view_subscription")
    op.drop_table("saved_view")
