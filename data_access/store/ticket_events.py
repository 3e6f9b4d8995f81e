"""The steps that tickets went through between units: read from the store, as known on a day.

They are not in the extract: only the analysis of returns reads them, once a night.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import column, select, table

from data_access.days import end_of_day_utc
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction as places
from data_access.types import NotAllowedError, Scope

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("ticket_no", "seq", "op", "org", "t")
_EVENT = table("ticket_event", *(column(c) for c in ("jurisdiction", *COLUMNS)))


def ticket_events(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    *,
    as_of: date,
    ops: Sequence[str] = (),
    having: Sequence[str] = (),
) -> pd.DataFrame:
    """Return ticket_no, seq, op, org and t (naive UTC) of events by the end of ``as_of``.

    ``ops``: only these operations; ``having``: only of tickets that have one of these. Sorted by
    ticket_no and seq. For scopes that see all tickets of the jurisdiction only.
    """
    import pandas as pd

    scope.require_jurisdiction(jurisdiction)
    if scope.departments is not None or scope.areas is not None:
        raise NotAllowedError(
            "单位之间的流转按全部工单统计，您的账号只能查看本单位、本辖区的工单。"
        )
    with store.read() as connection:
        zone = connection.execute(
            select(places.c.timezone).where(places.c.code == jurisdiction)
        ).scalar()
        mine = (_EVENT.c.jurisdiction == jurisdiction) & (
            _EVENT.c.t < end_of_day_utc(as_of, zone or "UTC")
        )
        query = select(*(_EVENT.c[name] for name in COLUMNS)).where(mine)
        if ops:
            query = query.where(_EVENT.c.op.in_(list(ops)))
        if having:
            kept = select(_EVENT.c.ticket_no).where(mine, _EVENT.c.op.in_(list(having)))
            query = query.where(_EVENT.c.ticket_no.in_(kept))
        rows = connection.execute(query.order_by(_EVENT.c.ticket_no, _EVENT.c.seq)).all()
    return pd.DataFrame([tuple(r) for r in rows], columns=list(COLUMNS))
