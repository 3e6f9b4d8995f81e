"""Repeats of a run as a reader sees them: groups with his own tickets, counted by those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Scope
from hotspots.frames import GROUPS, MEMBERS, SUGGESTIONS
from hotspots.topic_reads import is_part, run_cut, run_period

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BothCounts:
    """Tickets, and matters: tickets that are about the same thing count once."""

    tickets: int
    matters: int
    repeated: int
    """Tickets that belong to a group."""

    @property
    def ended(self) -> int:
        """Tickets that would not have come had every matter been settled the first time."""
        return self.tickets - self.matters


def both_counts(results: ResultStore, scope: Scope, run: RunInfo, filters: Filters) -> BothCounts:
    """Return both counts over the run's period, of the tickets that the scope sees."""
    sql = """SELECT count(*) AS tickets, count(DISTINCT coalesce(group_id, ticket_no)) AS matters,
        count(group_id) AS repeated FROM t LEFT JOIN members USING (ticket_no)"""
    row = results.query(scope, run, sql, [MEMBERS], cut=run_cut(run, filters)).iloc[0]
    return BothCounts(int(row["tickets"]), int(row["matters"]), int(row["repeated"]))


RECENT_DAYS = 30
"""Suggestions are of matters with a ticket in so many days: of what has long been quiet nothing is
gained by merging, and a large city's year holds a hundred thousand of them."""


def suggested(
    results: ResultStore, scope: Scope, run: RunInfo
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the suggestions to merge of the last ``RECENT_DAYS`` with ``n``, how many tickets each
    holds, and their matters: group_id, name, area_code, category_code, units.
    """
    if run.as_of is None:
        raise ValueError(f"run {run.run_id} has no as-of day")
    since = (run.as_of - timedelta(days=RECENT_DAYS - 1)).isoformat()
    frames = [SUGGESTIONS, GROUPS]
    sql = """, going AS (SELECT group_id FROM groups WHERE "last" >= CAST(? AS DATE))
        SELECT suggestions.*, json_array_length(tickets) AS n
        FROM suggestions SEMI JOIN going USING (group_id) ORDER BY suggestion_id"""
    found = results.query(scope, run, sql, frames, [since])
    sql = """, going AS (SELECT group_id FROM groups WHERE "last" >= CAST(? AS DATE))
        SELECT group_id, name, area_code, category_code, units FROM groups
        SEMI JOIN suggestions USING (group_id) SEMI JOIN going USING (group_id) ORDER BY group_id"""
    return found, results.query(scope, run, sql, frames, [since])


def group_list(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    filters: Filters,
    *,
    limit: int = 200,
) -> pd.DataFrame:
    """Return the groups, the largest first, with the columns of the stored frame.

    Over a part of the tickets all that is counted (``n``, ``callers``, ``places``, ``first``,
    ``last``, ``area_code``, ``units``, ``returns``) is of the part, and groups with a single ticket
    of it are left out.
    """
    if not is_part(scope, filters):
        return results.read(scope, run, GROUPS, order=["-n", "group_id"], limit=limit)
    sql = """, held AS (SELECT group_id, caller_key, place_key, area_code, org_lead, n_return, day
            FROM members JOIN t USING (ticket_no)),
        c AS (SELECT group_id, count(*) AS n, count(DISTINCT caller_key) AS callers,
            count(DISTINCT coalesce(place_key, area_code)) AS places,
            min(day) AS "first", max(day) AS "last",
            CAST(sum(coalesce(n_return, 0)) AS BIGINT) AS "returns"
            FROM held GROUP BY group_id HAVING count(*) > 1),
        unit AS (SELECT group_id, org_lead, count(*) AS k FROM held
            WHERE org_lead IS NOT NULL GROUP BY group_id, org_lead),
        u AS (SELECT group_id, CAST(to_json(list(org_lead ORDER BY k DESC, org_lead)) AS VARCHAR)
            AS units FROM unit GROUP BY group_id),
        area AS (SELECT group_id, area_code, count(*) AS k FROM held
            WHERE area_code IS NOT NULL GROUP BY group_id, area_code),
        a AS (SELECT group_id, first(area_code ORDER BY k DESC, area_code) AS area_code
            FROM area GROUP BY group_id)
        SELECT g.* EXCLUDE (n, callers, places, "first", "last", area_code, units, "returns"),
            c.n, c.callers, c.places, c."first", c."last", a.area_code,
            coalesce(u.units, '[]') AS units, c."returns"
        FROM groups g JOIN c USING (group_id) LEFT JOIN u USING (group_id)
            LEFT JOIN a USING (group_id)
        ORDER BY c.n DESC, group_id LIMIT ?"""
    return results.query(scope, run, sql, [GROUPS, MEMBERS], [limit], cut=run_cut(run, filters))


def recent_group_tickets(
    results: ResultStore, scope: Scope, run: RunInfo, since: date, least: int
) -> pd.DataFrame:
    """Return ``ticket_no``, ``group_id``, the group's ``name`` and whether the ticket is ``recent``
    (from a day on), of groups with at least so many recent tickets.
    """
    sql = """, held AS (SELECT ticket_no, group_id, day >= CAST(? AS DATE) AS recent
            FROM members JOIN t USING (ticket_no)),
        going AS (SELECT group_id FROM held GROUP BY group_id
            HAVING count(*) FILTER (recent) >= ?)
        SELECT ticket_no, group_id, g.name, recent
        FROM held JOIN going USING (group_id) JOIN groups g USING (group_id)
        ORDER BY group_id, ticket_no"""
    frames = [GROUPS, MEMBERS]
    return results.query(scope, run, sql, frames, [since.isoformat(), least])


def group_tickets(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, group_id: str
) -> pd.DataFrame:
    """Return a group's tickets that the scope sees, by time.

    Columns: ticket_no, day, hour, area_street, area_code, org_lead, source_channel, status, title,
    content (both scrubbed), rank, probability.
    """
    sql = """SELECT ticket_no, day, hour, area_street, area_code, org_lead, source_channel, status,
        title, content, "rank", probability FROM members JOIN t USING (ticket_no)
        WHERE group_id = ? ORDER BY "rank", day, ticket_no"""
    return results.query(scope, run, sql, [MEMBERS], [group_id], cut=run_cut(run, filters))


def tickets_of(
    results: ResultStore, scope: Scope, run: RunInfo, numbers: list[str]
) -> pd.DataFrame:
    """Return what suggestions show of tickets: ticket_no, day, area_street, org_lead, title,
    content, of those that the scope sees.
    """
    if not numbers:
        numbers = [""]
    marks = ", ".join("?" for _ in numbers)
    sql = (
        "SELECT ticket_no, day, area_street, org_lead, title, content FROM t "  # noqa: S608
        f"WHERE ticket_no IN ({marks}) ORDER BY day, ticket_no"
    )
    empty = Filters(run.jurisdiction, run_period(run))
    return results.query(scope, run, sql, [], numbers, cut=run_cut(run, empty))


def repeat_rates(
    results: ResultStore, scope: Scope, run: RunInfo, digits: int = 4
) -> dict[str, float]:
    """Return by category code the share of the run's tickets that repeat an earlier one, 0 to 1."""
    sql = f"""SELECT left(category_code, {int(digits)}) AS category,
        count(*) FILTER (m."rank" > 1) / count(*)::DOUBLE AS rate
        FROM t LEFT JOIN members m USING (ticket_no)
        WHERE category_code IS NOT NULL GROUP BY 1 ORDER BY 1"""  # noqa: S608 - a number
    cut = run_cut(run, Filters(run.jurisdiction, run_period(run)))
    found = results.query(scope, run, sql, [MEMBERS], cut=cut)
    return {str(c): float(r) for c, r in zip(found["category"], found["rate"], strict=True)}
