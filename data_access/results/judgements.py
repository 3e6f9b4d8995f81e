"""What people said of warnings: rows that are added and never changed, each with its audit line.

The latest verdict on a warning counts; a decision to issue a task stands beside it. Either is taken
back by one more row. Rights and words for users are in the room's ``actions.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from data_access.results.tables import judgement
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope

VERDICTS = ("true", "false", "known")
TASK = "task"
# Taking back: said once more, never deleted.
NO_VERDICT, NO_TASK = "none", "no_task"
FIELDS = ("detector", "area", "category", "life")


def add_judgement(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    warning_id: str,
    verdict: str,
    *,
    cell: Mapping[str, Any],
    unit: str = "",
    note: str = "",
) -> int:
    """Add a verdict (``VERDICTS``), the decision ``TASK``, or one that takes either back
    (``NO_VERDICT``, ``NO_TASK``); return its number.

    ``cell``: the warning's detector, area, category and life.
    """
    scope.require_jurisdiction(jurisdiction)
    now = utc_now()
    values = {
        "warning_id": warning_id,
        "verdict": verdict,
        "unit": unit,
        "note": note,
        **{name: cell[name] for name in FIELDS},
    }
    with store.write() as connection:
        number = connection.execute(
            insert(judgement)
            .values(jurisdiction=jurisdiction, actor=scope.actor, at=now, **values)
            .returning(judgement.c.id)
        ).scalar_one()
        audit.append(
            connection,
            actor=scope.actor,
            action="warning.judge",
            about=f"{jurisdiction} {warning_id}",
            detail={"number": number, **values},
            at=now,
        )
    return int(number)


def judgements(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return everything that was said, the oldest first."""
    scope.require_jurisdiction(jurisdiction)
    query = (
        select(judgement).where(judgement.c.jurisdiction == jurisdiction).order_by(judgement.c.id)
    )
    with store.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def latest_verdicts(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by warning the verdict that counts: the last one, none where it was taken back."""
    last = {r["warning_id"]: r for r in rows if r["verdict"] in (*VERDICTS, NO_VERDICT)}
    return {key: row for key, row in last.items() if row["verdict"] != NO_VERDICT}


def latest_tasks(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by warning the decision that counts: the last one, none where it was taken back."""
    last = {r["warning_id"]: r for r in rows if r["verdict"] in (TASK, NO_TASK)}
    return {key: row for key, row in last.items() if row["verdict"] != NO_TASK}
