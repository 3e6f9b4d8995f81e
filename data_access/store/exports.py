"""What leaves the product: safe CSV, and the ledger of who took which figures out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Filters, Scope

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as CSV; text that would be taken for a formula gets a leading '."""
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or isinstance(safe[name].dtype, pd.StringDtype):
            safe[name] = safe[name].map(_harmless)
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
