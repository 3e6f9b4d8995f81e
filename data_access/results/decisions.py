"""What analysts changed about topics and decided about repeats: rows that are added, never changed.

Taking one back sets its flag ``withdrawn``. Rights and words for users are in the room's
``actions.py``; here every write has its line in the audit log, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, insert, select, update

from data_access.results.tables import repeat_decision, topic_edit
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

Row = dict[str, Any]


class _Kind(NamedTuple):
    """A table of such rows, and the right that writes to it: the action in the audit log."""

    table: Table
    right: str


_TOPIC = _Kind(topic_edit, "hotspot.edit")
_REPEAT = _Kind(repeat_decision, "repeat.decide")


def add_topic_edit(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    *,
    kind: str,
    topic_id: str,
    payload: Mapping[str, Any],
) -> int:
    """Add an edit of a topic; return its number."""
    values = {"kind": kind, "topic_id": topic_id, "payload": dict(payload)}
    return _add(store, scope, jurisdiction, _TOPIC, about=topic_id, values=values)


def add_repeat_decision(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    *,
    suggestion_id: str,
    tickets: Sequence[str],
    decision: str,
    odd: Sequence[str] = (),
) -> int:
    """Add a decision about a suggestion; return its number."""
    values = {
        "suggestion_id": suggestion_id,
        "tickets": list(tickets),
        "odd": list(odd),
        "decision": decision,
    }
    return _add(store, scope, jurisdiction, _REPEAT, about=suggestion_id, values=values)


def topic_edits(
    store: Store, scope: Scope, jurisdiction: str, *, withdrawn: bool = False
) -> list[Row]:
    """Return the edits in the order in which they were made; with ``withdrawn`` those as well."""
    return _list(store, scope, jurisdiction, topic_edit, withdrawn=withdrawn)


def repeat_decisions(
    store: Store, scope: Scope, jurisdiction: str, *, withdrawn: bool = False
) -> list[Row]:
    """Return the decisions, the oldest first; with ``withdrawn`` those as well."""
    return _list(store, scope, jurisdiction, repeat_decision, withdrawn=withdrawn)


def withdraw_topic_edit(store: Store, scope: Scope, jurisdiction: str, number: int) -> None:
    """Take an edit back; ``WeisuError`` where there is none that still counts."""
    _withdraw(store, scope, jurisdiction, _TOPIC, number)


def withdraw_repeat_decision(store: Store, scope: Scope, jurisdiction: str, number: int) -> None:
    """Take a decision back; ``WeisuError`` where there is none that still counts."""
    _withdraw(store, scope, jurisdiction, _REPEAT, number)


def _add(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    what: _Kind,
    *,
    about: str,
    values: Mapping[str, Any],
) -> int:
    scope.require_jurisdiction(jurisdiction)
    now = utc_now()
    with store.write() as connection:
        number = connection.execute(
            insert(what.table)
            .values(jurisdiction=jurisdiction, actor=scope.actor, at=now, withdrawn=False, **values)
            .returning(what.table.c.id)
        ).scalar_one()
        audit.append(
            connection,
            actor=scope.actor,
            action=what.right,
            about=f"{jurisdiction} {about}",
            detail={"number": number, **values},
            at=now,
        )
    return int(number)


def _list(
    store: Store, scope: Scope, jurisdiction: str, table: Table, *, withdrawn: bool
) -> list[Row]:
    scope.require_jurisdiction(jurisdiction)
    query = select(table).where(table.c.jurisdiction == jurisdiction).order_by(table.c.id)
    if not withdrawn:
        query = query.where(table.c.withdrawn.is_(False))
    with store.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _withdraw(store: Store, scope: Scope, jurisdiction: str, what: _Kind, number: int) -> None:
    scope.require_jurisdiction(jurisdiction)
    now, table = utc_now(), what.table
    with store.write() as connection:
        done = connection.execute(
            update(table)
            .where(
                table.c.id == number,
                table.c.jurisdiction == jurisdiction,
                table.c.withdrawn.is_(False),
            )
            .values(withdrawn=True, withdrawn_at=now)
        )
        if done.rowcount != 1:
            raise WeisuError("这项修改不存在或已撤回，没有做任何更改。请刷新页面后再看。")
        audit.append(
            connection,
            actor=scope.actor,
            action=f"{what.right}.withdraw",
            about=f"{jurisdiction} {number}",
            detail={"number": number},
            at=now,
        )
