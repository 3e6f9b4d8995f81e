"""Tables of saved views and of who is told of them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Table, Text, UniqueConstraint

from data_access.store.base import SERIAL, UtcDateTime, metadata

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("owner", Text, nullable=False, comment="login of whose it is"),
    Column("jurisdiction", ForeignKey("jurisdiction.code"), nullable=False),
    Column("page", Text, nullable=False, comment="key of the page"),
    Column("name", Text, nullable=False),
    Column("query", JSON, nullable=False, comment="fields of the page's address by name"),
    Column("shared", Text, nullable=False, comment="own, unit or place"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("jurisdiction", "owner", "page", "name"),
)

view_subscription = Table(
    "view_subscription",
    metadata,
    Column("view_id", SERIAL, ForeignKey("saved_view.id"), primary_key=True, autoincrement=False),
    Column("login", Text, primary_key=True, comment="who is told"),
    Column("rhythm", Text, nullable=False, comment="daily or weekly"),
    Column("since", UtcDateTime, nullable=False),
    Column("told", Date, comment="the day told last; of a week its Monday"),
)
