"""The store's table of what people said of warnings, and reading it.

The latest verdict on a warning counts; it is taken back by one more row. ``actions.py`` adds them.
Rows of older versions may hold decisions to issue a task, which became drafts of tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Table, Text, select

from data_access.store import added_rows
from data_access.store.base import SERIAL, UtcDateTime, metadata
from data_access.store.engine import Store
from data_access.types import Scope

VERDICTS = ("true", "false", "known")
NO_VERDICT = "none"
"""Taking back: said once more, never deleted."""

judgement = Table(
    "judgement",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("warning_id", Text, nullable=False),
    Column("verdict", Text, nullable=False, comment="what was said of the warning"),
    Column("detector", Text, nullable=False),
    Column("area", Text, nullable=False, comment="empty: the whole jurisdiction"),
    Column("category", Text, nullable=False, comment="empty: any"),
    Column("life", Boolean, nullable=False, comment="of a class that threatens life"),
    Column("unit", Text, nullable=False, comment="task: whom it is to be issued to"),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_judgement_warning", judgement.c.jurisdiction, judgement.c.warning_id)


def judgements(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return everything that was said, the oldest first."""
    return added_rows.listed(store, scope, judgement, jurisdiction)


def latest_verdicts(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by warning the verdict that counts: the last one, none where it was taken back."""
    last = {r["warning_id"]: r for r in rows if r["verdict"] in (*VERDICTS, NO_VERDICT)}
    return {key: row for key, row in last.items() if row["verdict"] != NO_VERDICT}


def judge_by_outcome(
    connection: Connection,
    scope: Scope,
    jurisdiction: str,
    warning_id: str,
    *,
    verdict: str,
    cell: Mapping[str, Any],
) -> bool:
    """Let what came of a task be a warning's verdict where nobody has judged it; tell whether.

    Inside the caller's write transaction. ``cell``: detector, area, category, life of the warning;
    where the task does not know them, what was said of the warning before does.
    """
    rows = [
        dict(row)
        for row in connection.execute(
            select(judgement)
            .where(judgement.c.jurisdiction == jurisdiction, judgement.c.warning_id == warning_id)
            .order_by(judgement.c.id)
        ).mappings()
    ]
    if latest_verdicts(rows):
        return False
    known = {**(rows[-1] if rows else {}), **cell}
    if "detector" not in known:
        return False
    values = {
        "warning_id": warning_id, "verdict": verdict, "unit": "", "note": "",
        "detector": known["detector"], "area": known.get("area", ""),
        "category": known.get("category", ""), "life": bool(known.get("life")),
    }  # fmt: skip
    added_rows.add_within(
        connection, scope, judgement, jurisdiction,
        action="warning.judge", about=warning_id, values=values,
    )  # fmt: skip
    return True
