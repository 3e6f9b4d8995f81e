"""The ledger of exports: who took which figures out, under which filters."""

from __future__ import annotations

from dataclasses import asdict

from data_access import audit
from data_access.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Filters, Scope


def record_export(store: Store, scope: Scope, what: str, filters: Filters, rows: int) -> None:
    """Write an export into the audit log before it leaves; needs the right ``export.data``."""
    scope.require("export.data")
    scope.require_jurisdiction(filters.jurisdiction)
    cuts = {k: str(v) for k, v in asdict(filters).items() if v and k != "period"}
    cuts["period"] = f"{filters.period.start}/{filters.period.end}"
    with store.write() as connection:
        audit.append(
            connection,
            actor=scope.actor,
            action="export.data",
            about=what,
            detail={"filters": cuts, "rows": rows},
            at=utc_now(),
        )
