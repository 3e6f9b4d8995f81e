"""The quarantine: rows that could not be imported, with the reason; nothing is thrown away.

The row itself lies sealed in the vault. The same bad row of the same source is kept once, however
often its file is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, insert, select, update

from data_access.importing.chunk import Problem
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import batch, quarantine
from data_access.store.vault.scrub import scrub
from data_access.store.vault.sealer import Sealed, Sealer, open_items, put_sealed, seal_all
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    import pandas as pd

KIND = "quarantine"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a bad row comes from."""

    jurisdiction: str
    profile: str
    entity: str
    batch_id: int


def put_aside(
    connection: Connection, sealer: Sealer, origin: Origin, problems: Sequence[Problem]
) -> None:
    """Keep rows that can't be imported. One that is here already goes over to the new batch."""
    if not problems:
        return
    prints = [sealer.fingerprint(f"{p.number}|{p.raw}") for p in problems]
    mine = (quarantine.c.jurisdiction == origin.jurisdiction) & (
        quarantine.c.entity == origin.entity
    )
    found = dict(zip(prints, problems, strict=True))
    known = {
        h
        for (h,) in connection.execute(
            select(quarantine.c.row_hash).where(mine, quarantine.c.row_hash.in_(prints))
        )
    }
    for row_hash in sorted(known):
        connection.execute(
            update(quarantine)
            .where(mine, quarantine.c.row_hash == row_hash)
            .values(state="open", batch_id=origin.batch_id, reason=scrub(found[row_hash].problem))
        )
    fresh = {h: p for h, p in found.items() if h not in known}
    if not fresh:
        return
    connection.execute(
        insert(quarantine),
        [
            {
                "batch_id": origin.batch_id,
                "jurisdiction": origin.jurisdiction,
                "profile": origin.profile,
                "entity": origin.entity,
                "row_no": problem.number,
                "reason": scrub(problem.problem),
                "row_hash": row_hash,
                "state": "open",
                "recorded_at": utc_now(),
            }
            for row_hash, problem in fresh.items()
        ],
    )
    sealed = seal_all(
        sealer,
        [Sealed(origin.entity, h, {"row": p.raw}) for h, p in fresh.items()],
        jurisdiction=origin.jurisdiction,
        kind=KIND,
        batch_id=origin.batch_id,
    )
    put_sealed(connection, sealed)


def _open_rows(scope: Scope, jurisdiction: str | None, batch_id: int | None) -> Select[Any]:
    query = (
        select(quarantine, batch.c.file_name)
        .join(batch, batch.c.id == quarantine.c.batch_id)
        .where(quarantine.c.state == "open")
        .order_by(quarantine.c.id)
    )
    if jurisdiction is not None:
        scope.require_jurisdiction(jurisdiction)
        query = query.where(quarantine.c.jurisdiction == jurisdiction)
    elif scope.jurisdictions is not None:
        query = query.where(quarantine.c.jurisdiction.in_(sorted(scope.jurisdictions)))
    if batch_id is not None:
        query = query.where(quarantine.c.batch_id == batch_id)
    return query


def summary(
    store: Store, scope: Scope, jurisdiction: str | None = None
) -> list[tuple[str, str, int]]:
    """Return (file, reason, rows) of the open rows, the most frequent first."""
    scope.require("quarantine.view")
    rows = _open_rows(scope, jurisdiction, None).order_by(None).subquery()
    count = func.count()
    query = (
        select(rows.c.file_name, rows.c.reason, count)
        .group_by(rows.c.file_name, rows.c.reason)
        .order_by(count.desc(), rows.c.reason)
    )
    with store.read() as connection:
        return [(r[0], r[1], r[2]) for r in connection.execute(query)]


def list_rows(
    store: Store,
    scope: Scope,
    jurisdiction: str | None = None,
    *,
    batch_id: int | None = None,
    limit: int = 1000,
) -> pd.DataFrame:
    """Return open rows: id, batch, file_name, entity, row_no, reason, recorded_at; no content."""
    import pandas as pd

    scope.require("quarantine.view")
    with store.read() as connection:
        rows = connection.execute(_open_rows(scope, jurisdiction, batch_id).limit(limit)).all()
    names = ("id", "batch_id", "file_name", "entity", "row_no", "reason", "recorded_at")
    return pd.DataFrame([[getattr(r, n) for n in names] for r in rows], columns=list(names))


def export(
    store: Store,
    settings: Any,
    scope: Scope,
    jurisdiction: str | None = None,
    *,
    batch_id: int | None = None,
    actor: str,
) -> pd.DataFrame:
    """Return open rows with what was in them, to be mended at the source. Audited.

    Needs the rights ``quarantine.export`` and ``vault.open``: the rows hold personal data.
    """
    import pandas as pd

    scope.require("quarantine.export")
    scope.require("vault.open")
    with store.read() as connection:
        rows = connection.execute(_open_rows(scope, jurisdiction, batch_id)).all()
    raws = _raws(store, settings, scope, rows, actor=actor, reason="导出隔离区")
    return pd.DataFrame(
        {
            "批次": [r.batch_id for r in rows],
            "文件": [r.file_name for r in rows],
            "行号": [r.row_no for r in rows],
            "原因": [r.reason for r in rows],
            "原始内容": raws,
        }
    )


def _raws(
    store: Store, settings: Any, scope: Scope, rows: Sequence[Any], *, actor: str, reason: str
) -> list[str]:
    opened = open_items(
        store,
        settings,
        scope,
        [(r.jurisdiction, KIND, r.entity, r.row_hash) for r in rows],
        actor=actor,
        reason=reason,
    )
    return [item.get("row", "") for item in opened]


def readable_rows(
    store: Store, settings: Any, scope: Scope, batch_id: int, *, actor: str
) -> tuple[list[Any], list[dict[str, str]]]:
    """Return the open rows of a batch whose columns are known, with their cells by column name.

    Lines that couldn't even be split into columns are left out: they need a new file.
    """
    scope.require("import.run")
    with store.read() as connection:
        rows = connection.execute(_open_rows(scope, None, batch_id)).all()
    if not rows:
        raise WeisuError(f"批次 {batch_id} 没有待处理的隔离行。")
    # Nobody looks at them: they go from the vault straight into the import.
    worker = replace(scope, rights=scope.rights | {"vault.open"})
    raws = _raws(store, settings, worker, rows, actor=actor, reason="重试隔离行")
    kept, cells = [], []
    for row, raw in zip(rows, raws, strict=True):
        try:
            found = json.loads(raw)
        except ValueError:
            continue
        if isinstance(found, dict):
            kept.append(row)
            cells.append({str(k): str(v) for k, v in found.items()})
    return kept, cells


def mark_solved(store: Store, ids: Sequence[int], *, actor: str) -> None:
    """Note that rows have been imported after all."""
    with store.write() as connection:
        connection.execute(
            update(quarantine).where(quarantine.c.id.in_(ids)).values(state="solved")
        )
        audit.append(
            connection,
            actor=actor,
            action="quarantine.solved",
            about=f"{len(ids)} rows",
            detail={},
            at=utc_now(),
        )
