"""The tickets that a frame of a run gives to one of its things (a topic, a warning, an event)."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.results.declared import Frame
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope


def held_tickets(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    frame: Frame,
    *,
    columns: Sequence[str],
    key: str,
) -> tuple[str, ...]:
    """Return the numbers of the tickets of ``frame`` that have ``key`` in one of ``columns``, as
    far as the scope sees them, sorted. ``ValueError`` on a column that the frame doesn't declare.
    """
    unknown = [c for c in columns if c not in frame.names]
    if unknown:
        raise ValueError(f"{frame.room}.{frame.name} has no {unknown}")
    given = " OR ".join(f"{column} = ?" for column in columns)
    sql = f"""SELECT DISTINCT ticket_no FROM {frame.name} JOIN t USING (ticket_no) WHERE {given}
        ORDER BY ticket_no"""  # noqa: S608 - declared names
    found = results.query(scope, run, sql, [frame], [key] * len(columns))
    return tuple(found["ticket_no"].astype(str))
