"""Warnings of a run as a reader sees them: counted anew where he sees only some of the tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Period, Scope
from early_warning.frames import LATE_TICKET, WARNING, WARNING_TICKET
from early_warning.settings import EngineSettings

if TYPE_CHECKING:
    import pandas as pd

    from data_access.extract.query import Extract


def too_short(extract: Extract, code: str) -> str:
    """Return why a jurisdiction's warnings cannot be looked for, empty where they can."""
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        return "还没有工单数据，不作预警"
    days, least = (summary.last_day - summary.first_day).days + 1, EngineSettings().least_history
    return "" if days > least else f"只有 {days} 天数据，满 {least + 1} 天后开始预警"


def warning_list(results: ResultStore, scope: Scope, run: RunInfo) -> pd.DataFrame:
    """Return the warnings with the stored columns.

    One who sees only some tickets gets those with tickets of his own; ``n`` and ``callers`` are of
    these, what was said of all tickets is empty.
    """
    found = results.read(scope, run, WARNING, order=["-score", "warning_id"])
    if not is_limited(scope) or found.empty:
        return found
    sql = """SELECT warning_id, count(*) AS n, count(DISTINCT coalesce(caller_key, ticket_no))
        AS callers FROM warning_ticket JOIN t USING (ticket_no) GROUP BY warning_id"""
    own = results.query(scope, run, sql, [WARNING_TICKET])
    found = found.drop(columns=["n", "callers"]).merge(own, on="warning_id")
    return found.sort_values(["n", "warning_id"], ascending=[False, True]).reset_index(drop=True)


def warning_ticket_numbers(
    results: ResultStore, scope: Scope, run: RunInfo, since: date
) -> pd.DataFrame:
    """Return ``warning_id`` and ``ticket_no`` of the warnings' tickets, and whether each is
    ``recent``: from a day on.
    """
    sql = """SELECT warning_id, ticket_no, day >= CAST(? AS DATE) AS recent
        FROM warning_ticket JOIN t USING (ticket_no) ORDER BY warning_id, ticket_no"""
    return results.query(scope, run, sql, [WARNING_TICKET], [since.isoformat()])


def warning_tickets(
    results: ResultStore, scope: Scope, run: RunInfo, warning_id: str, *, limit: int = 500
) -> pd.DataFrame:
    """Return a warning's tickets that the scope sees, newest first: ticket_no, day, area_street,
    area_code, org_lead, status, title, content (scrubbed).
    """
    sql = """SELECT ticket_no, day, area_street, area_code, org_lead, status, title, content
        FROM warning_ticket JOIN t USING (ticket_no) WHERE warning_id = ?
        ORDER BY day DESC, ticket_no LIMIT ?"""
    return results.query(scope, run, sql, [WARNING_TICKET], [warning_id, limit])


def tickets_by_warning(
    results: ResultStore, scope: Scope, run: RunInfo, warnings: Sequence[str]
) -> dict[str, frozenset[str]]:
    """Return the numbers of the tickets of each of some warnings, as far as the scope sees them."""
    sql = """SELECT warning_id, ticket_no FROM warning_ticket JOIN t USING (ticket_no)
        WHERE warning_id IN (SELECT unnest(?))"""
    rows = results.query(scope, run, sql, [WARNING_TICKET], [list(warnings)])
    found: dict[str, set[str]] = {key: set() for key in warnings}
    for key, number in zip(rows["warning_id"], rows["ticket_no"], strict=True):
        found[str(key)].add(str(number))
    return {key: frozenset(numbers) for key, numbers in found.items()}


def late_tickets(
    results: ResultStore, scope: Scope, run: RunInfo, warnings: list[str], cut: Filters
) -> pd.DataFrame:
    """Return the tickets of warnings of deadlines that the scope sees and the cut holds, the first
    due first. The cut's days say nothing here: these tickets are open now.
    """
    sql = """SELECT l.* FROM late_ticket l JOIN t USING (ticket_no)
        WHERE warning_id IN (SELECT unnest(?)) ORDER BY deadline, probability DESC, ticket_no"""
    days = Period(date.fromisoformat(run.settings["from"]), date.fromisoformat(run.settings["to"]))
    held = replace(cut, period=days, as_of=run.as_of)
    return results.query(scope, run, sql, [LATE_TICKET], [warnings], cut=held)


def warning_places(
    results: ResultStore, scope: Scope, run: RunInfo, warning_id: str
) -> dict[str, int]:
    """Return how many of a warning's tickets, as far as the scope sees them, each place has."""
    sql = """SELECT coalesce(area_code, area_street) AS place, count(*) AS n
        FROM warning_ticket JOIN t USING (ticket_no)
        WHERE warning_id = ? AND coalesce(area_code, area_street) IS NOT NULL
        GROUP BY place ORDER BY n DESC, place"""
    found = results.query(scope, run, sql, [WARNING_TICKET], [warning_id])
    return {str(p): int(n) for p, n in zip(found["place"], found["n"], strict=True)}
