"""The store's tables of what analysts changed about topics and decided about repeats, and reading
them. ``actions.py`` adds rows and takes them back.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Table, Text

from data_access.store import added_rows
from data_access.store.added_rows import Row
from data_access.store.base import SERIAL, UtcDateTime, metadata
from data_access.store.engine import Store
from data_access.types import Scope

topic_edit = Table(
    "topic_edit",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("kind", Text, nullable=False, comment="rename, merge, split, pin or hide"),
    Column("topic_id", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("withdrawn_at", UtcDateTime),
)
Index("ix_topic_edit_jurisdiction", topic_edit.c.jurisdiction)

repeat_decision = Table(
    "repeat_decision",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("suggestion_id", Text, nullable=False),
    Column("tickets", JSON, nullable=False, comment="the tickets that it is about"),
    Column("odd", JSON, nullable=False, comment="those of them that do not belong"),
    Column("decision", Text, nullable=False, comment="accepted or refused"),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("withdrawn_at", UtcDateTime),
)
Index("ix_repeat_decision_jurisdiction", repeat_decision.c.jurisdiction)


def topic_edits(
    store: Store, scope: Scope, jurisdiction: str, *, withdrawn: bool = False
) -> list[Row]:
    """Return the edits in the order in which they were made; with ``withdrawn`` those as well."""
    return added_rows.listed(store, scope, topic_edit, jurisdiction, withdrawn=withdrawn)


def repeat_decisions(
    store: Store, scope: Scope, jurisdiction: str, *, withdrawn: bool = False
) -> list[Row]:
    """Return the decisions, the oldest first; with ``withdrawn`` those as well."""
    return added_rows.listed(store, scope, repeat_decision, jurisdiction, withdrawn=withdrawn)
