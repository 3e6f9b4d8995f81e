"""What falls due soon, as a reader sees it: within his scope, with what the list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Scope
from deadline_risk.frames import DUE_SOON, Facts

if TYPE_CHECKING:
    import pandas as pd

LISTS = {"soon": "d.days_left <= {soon}", "high": "d.p_late >= {high}", "all": "TRUE"}
"""Which tickets: due within ``SOON`` working days, those of high risk, all of the run."""
SOON = 3


def due_soon(
    results: ResultStore, scope: Scope, run: RunInfo, name: str = "all", cut: Filters | None = None
) -> pd.DataFrame:
    """Return the tickets of a list of ``LISTS`` within the scope and, where given, a cut: the
    frame's columns with ``title``, ``area_street`` and ``status``; what falls due first, then the
    more probably late, stand first.
    """
    facts = results.facts(scope, run, Facts) or Facts()
    where = LISTS[name].format(soon=SOON, high=facts.high_from)
    sql = f"""SELECT d.*, t.title, t.area_street, t.status FROM due_soon d JOIN t USING (ticket_no)
        WHERE {where} ORDER BY d.days_left, d.p_late DESC, d.ticket_no"""  # noqa: S608
    return results.query(scope, run, sql, [DUE_SOON], cut=cut)
