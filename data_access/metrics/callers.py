"""How many people called: the one count by day that can't be added up."""

from __future__ import annotations

from data_access.metrics.source import Source
from data_access.types import Filters, Scope


def distinct_callers(extract: Source, scope: Scope, filters: Filters) -> tuple[int, int]:
    """Return the tickets of the cut whose caller is known, and how many callers those are.

    Callers are keyed identities; a source without them gives (0, 0). Raises ``NotAllowedError``
    outside the scope.
    """
    sql = "SELECT count(caller_key) AS tickets, count(DISTINCT caller_key) AS callers FROM t"
    row = extract.query(scope, filters, sql, needs=("caller_key",)).iloc[0]
    return int(row["tickets"]), int(row["callers"])
