"""Import batches: their bookkeeping, the list of them, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select, update

from data_access import schemas
from data_access.store import audit
from data_access.store.clock import SKEW, utc_now
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED, batch, extract_dirty, quarantine
from data_access.types import Scope, WeisuError

COUNTS = ("read", "inserted", "updated", "unchanged", "quarantined")
DATASET_OF = {"ticket": "tickets", "callback": "callbacks", "call_log": "calls"}
# What a ticket's row in the extract is partly made from.
TICKET_SIDES = frozenset({"callback", "ticket_event"})


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import as the list shows it. ``notes``: what was set right on the way, in words."""

    id: int
    jurisdiction: str
    profile: str
    entity: str
    file_name: str
    actor: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    read: int
    inserted: int
    updated: int
    unchanged: int
    quarantined: int
    notes: list[str]
    error: str | None


def lock_jurisdiction(connection: Connection, code: str) -> None:
    """Let two imports into one jurisdiction take turns (SQLite: the write transaction does)."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 12345))", (code,)
        )


def open_batch(connection: Connection, values: Mapping[str, Any]) -> int:
    """Record that an import begins; earlier ones of the same file that never ended are marked."""
    connection.execute(
        update(batch)
        .where(
            batch.c.jurisdiction == values["jurisdiction"],
            batch.c.file_sha256 == values["file_sha256"],
            batch.c.status == "running",
        )
        .values(status="interrupted", finished_at=utc_now())
    )
    earlier = connection.execute(
        select(func.count())
        .select_from(batch)
        .where(
            batch.c.jurisdiction == values["jurisdiction"],
            batch.c.entity == values["entity"],
            batch.c.status.in_(("done", "interrupted", "failed")),
        )
    ).scalar_one()
    first_is_history = bool(values["first_load_is_history"])
    record = {k: v for k, v in values.items() if k != "first_load_is_history"}
    result = connection.execute(
        insert(batch).values(
            **record,
            started_at=utc_now(),
            status="running",
            is_history=first_is_history and earlier == 0,
            **dict.fromkeys(COUNTS, 0),
        )
    )
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def save_counts(
    connection: Connection, batch_id: int, counts: Mapping[str, int], **more: object
) -> None:
    """Write the counts so far (and what else is said) into the batch."""
    connection.execute(update(batch).where(batch.c.id == batch_id).values(**counts, **more))


def list_batches(
    store: Store, scope: Scope, jurisdiction: str | None = None, *, limit: int = 200
) -> list[BatchRow]:
    """Return the newest imports of the jurisdictions in the scope, newest first."""
    scope.require("batch.view")
    query = select(batch).order_by(batch.c.id.desc()).limit(limit)
    if jurisdiction is not None:
        scope.require_jurisdiction(jurisdiction)
        query = query.where(batch.c.jurisdiction == jurisdiction)
    elif scope.jurisdictions is not None:
        query = query.where(batch.c.jurisdiction.in_(sorted(scope.jurisdictions)))
    with store.read() as connection:
        return [_shown(row) for row in connection.execute(query)]


def last_done(
    store: Store, profile: str, jurisdiction: str, *, now: datetime | None = None
) -> datetime | None:
    """Return when the newest import by a profile ended (naive UTC), None where there was none.

    ``now``: an import that ended later did so under a clock of the future, and says nothing.
    """
    query = select(func.max(batch.c.finished_at)).where(
        batch.c.profile == profile, batch.c.jurisdiction == jurisdiction, batch.c.status == "done"
    )
    if now is not None:
        query = query.where(batch.c.finished_at <= now + SKEW)
    with store.read() as connection:
        found: datetime | None = connection.execute(query).scalar_one()
    return found


def mark_dirty(connection: Connection, jurisdiction: str, dataset: str, months: set[str]) -> None:
    """Note which months the next refresh has to rewrite.

    A ticket also touches the months after its own: repeats are looked up 90 days back.
    """
    touched = set(months)
    if dataset == "tickets":
        touched |= {later for m in months for later in _later_months(m)}
    if touched:
        connection.execute(
            insert(extract_dirty),
            [
                {"jurisdiction": jurisdiction, "dataset": dataset, "month": month}
                for month in sorted(touched)
            ],
        )


def _later_months(month: str) -> set[str]:
    """Return the months that hold days up to 91 days after the month's days."""
    first = datetime.fromisoformat(f"{month}-01")
    return {(first + timedelta(days=n)).strftime("%Y-%m") for n in range(28, 31 + 92)}


def undo(store: Store, scope: Scope, batch_id: int, *, actor: str) -> BatchRow:
    """Take an import back: its rows no longer count, the versions before them do again.

    Nothing is deleted. Raises ``WeisuError`` where there is no such batch, where it has been undone
    already, or where it holds reference tables (areas, units, calendar), which keep no versions.
    """
    scope.require("batch.undo")
    with store.write() as connection:
        query = select(batch).where(batch.c.id == batch_id)
        row = connection.execute(query).first()
        if row is None or not scope.sees(row.jurisdiction):
            raise WeisuError(f"没有编号为 {batch_id} 的批次。请在批次列表中核对编号。")
        if row.status == "undone":
            raise WeisuError(f"批次 {batch_id} 此前已撤销，无需重复操作。")
        if row.status == "running":
            raise WeisuError(f"批次 {batch_id} 正在导入，请等它结束后再撤销。")
        if row.entity not in VERSIONED:
            raise WeisuError(
                f"批次 {batch_id} 是基础资料（{schemas.ENTITIES[row.entity].label}），不能撤销；"
                "请导入正确的文件直接覆盖。"
            )
        lock_jurisdiction(connection, row.jurisdiction)
        _restore_earlier(connection, row)
        connection.execute(update(batch).where(batch.c.id == batch_id).values(status="undone"))
        connection.execute(
            update(quarantine)
            .where(quarantine.c.batch_id == batch_id, quarantine.c.state == "open")
            .values(state="withdrawn")
        )
        audit.append(
            connection,
            actor=actor,
            action="batch.undo",
            about=str(batch_id),
            detail={"file": row.file_name, "jurisdiction": row.jurisdiction},
            at=utc_now(),
        )
        row = connection.execute(query).one()
    return _shown(row)


def _shown(row: Any) -> BatchRow:
    names = [n for n in BatchRow.__dataclass_fields__ if n != "notes"]
    return BatchRow(**{n: getattr(row, n) for n in names}, notes=list(row.notes or []))


def _restore_earlier(connection: Connection, row: Any) -> None:
    entity = schemas.ENTITIES[row.entity]
    table = VERSIONED[row.entity]
    # Months before and after: a version may have moved its ticket to another month.
    months = _months_of(connection, table, row)
    connection.execute(update(table).where(table.c.batch_id == row.id).values(is_current=False))
    key = [table.c[name] for name in entity.key]
    mine = (
        select(*key)
        .where(table.c.batch_id == row.id, table.c.jurisdiction == row.jurisdiction)
        .distinct()
        .subquery()
    )
    current = table.alias("now")
    newest = (
        select(func.max(table.c.version_id).label("version_id"), *key)
        .join(mine, and_(*(mine.c[name] == table.c[name] for name in entity.key)))
        .join(batch, batch.c.id == table.c.batch_id)
        .where(
            table.c.jurisdiction == row.jurisdiction,
            batch.c.status != "undone",
            batch.c.id != row.id,
        )
        .group_by(*key)
        .subquery()
    )
    has_current = (
        select(current.c.version_id)
        .where(
            current.c.jurisdiction == row.jurisdiction,
            current.c.is_current,
            *(current.c[name] == newest.c[name] for name in entity.key),
        )
        .exists()
    )
    back = [v for (v,) in connection.execute(select(newest.c.version_id).where(~has_current))]
    for start in range(0, len(back), 10_000):
        part = back[start : start + 10_000]
        connection.execute(
            update(table).where(table.c.version_id.in_(part)).values(is_current=True)
        )
    months |= _months_of(connection, table, row)
    if row.entity in DATASET_OF:
        mark_dirty(connection, row.jurisdiction, DATASET_OF[row.entity], months)
    if row.entity in TICKET_SIDES:
        query = select(table.c.ticket_no).where(table.c.batch_id == row.id).distinct()
        numbers = {number for (number,) in connection.execute(query)}
        mark_dirty(
            connection,
            row.jurisdiction,
            "tickets",
            ticket_months(connection, row.jurisdiction, numbers),
        )


def _months_of(connection: Connection, table: Table, row: Any) -> set[str]:
    if "month" not in table.c:
        return set()
    entity = schemas.ENTITIES[row.entity]
    mine = (
        select(*(table.c[n] for n in entity.key)).where(table.c.batch_id == row.id).distinct()
    ).subquery()
    query = (
        select(table.c.month)
        .join(mine, and_(*(mine.c[n] == table.c[n] for n in entity.key)))
        .where(table.c.jurisdiction == row.jurisdiction)
        .distinct()
    )
    return {month for (month,) in connection.execute(query)}


def ticket_months(connection: Connection, code: str, numbers: set[str]) -> set[str]:
    """Return the months of tickets by their numbers: a rating changes its ticket's month."""
    table = VERSIONED["ticket"]
    ordered = sorted(numbers)
    months: set[str] = set()
    for start in range(0, len(ordered), 10_000):
        query = (
            select(table.c.month)
            .where(table.c.jurisdiction == code, table.c.is_current)
            .where(table.c.ticket_no.in_(ordered[start : start + 10_000]))
            .distinct()
        )
        months |= {month for (month,) in connection.execute(query)}
    return months
