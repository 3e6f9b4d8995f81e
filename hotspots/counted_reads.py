"""The tickets behind the figures of repeats: both counts, what a cure would spare, nodes, returns.

Each answers with the numbers of tickets that the scope sees, sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import records
from data_access.types import Filters, Scope
from hotspots.frames import CURE, MEMBERS, NODES, PINGPONG_TICKET
from hotspots.topic_reads import is_part, run_cut

if TYPE_CHECKING:
    import pandas as pd

FIRST, LATER = "first", "later"
"""Of each matter the first ticket; all but these."""
CALLER = "caller"
APART = "|"
"""Between the two units of a return, where they are written as one key."""
_COLUMNS: Mapping[str, str] = {
    "matter": "group_id", "place": "place_key", "community": "area_code", "caller": "caller_key",
    "unit": "org_lead",
}  # fmt: skip
"""What a node of the network, or what may be cured, is told by in a ticket."""
Numbers = tuple[str, ...]


def counted(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, which: str
) -> Numbers:
    """Return ``FIRST``: as many tickets as ``both_counts`` has matters, or ``LATER``: the rest."""
    sql = f"""SELECT ticket_no FROM t LEFT JOIN members USING (ticket_no)
        QUALIFY (row_number() OVER (PARTITION BY coalesce(group_id, ticket_no)
            ORDER BY "rank", day, ticket_no) = 1) = {"TRUE" if which == FIRST else "FALSE"}
        ORDER BY ticket_no"""  # noqa: S608 - a word of ours
    return _numbers(results.query(scope, run, sql, [MEMBERS], cut=run_cut(run, filters)))


def cured(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, rank: int
) -> tuple[str, Numbers] | None:
    """Return a cure's name and the repeats that it ends, without what those before it end; None
    where there is no such cure, or the reader sees a part of the tickets only."""
    if is_part(scope, filters):
        return None
    rows = [r for r in records(results.read(scope, run, CURE)) if int(r["rank"]) <= rank]
    rows.sort(key=lambda row: int(row["rank"]))
    if not rows or int(rows[-1]["rank"]) != rank:
        return None
    ends = [f"({_COLUMNS[str(r['kind'])]} = ?) IS TRUE" for r in rows]
    before = "".join(f" AND NOT {one}" for one in ends[:-1])
    sql = f"""SELECT ticket_no FROM members JOIN t USING (ticket_no)
        WHERE "rank" > 1 AND {ends[-1]}{before} ORDER BY ticket_no"""  # noqa: S608 - our columns
    keys = [str(r["key"]) for r in (rows[-1], *rows[:-1])]
    return str(rows[-1]["label"] or ""), _numbers(results.query(scope, run, sql, [MEMBERS], keys))


def hanging(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, node: str
) -> tuple[str, str, Numbers] | None:
    """Return a node's kind and label, and the tickets of groups that hang on it; None as above.

    The tickets of one caller are of those who may trace callers: ask ``scope`` before.
    """
    kind, _, key = node.partition(":")
    if is_part(scope, filters) or kind not in _COLUMNS:
        return None
    rows = records(results.read(scope, run, NODES, where={"node_id": node}, limit=1))
    if not rows:
        return None
    sql = f"""SELECT ticket_no FROM members JOIN t USING (ticket_no)
        WHERE {_COLUMNS[kind]} = ? ORDER BY ticket_no"""  # noqa: S608 - our columns
    numbers = _numbers(results.query(scope, run, sql, [MEMBERS], [key]))
    return kind, str(rows[0]["label"] or key), numbers


def handed_back(
    results: ResultStore, scope: Scope, run: RunInfo, from_unit: str, to_unit: str
) -> Numbers:
    """Return the tickets that one unit handed back and another took next."""
    found = results.read(
        scope, run, PINGPONG_TICKET, columns=["ticket_no"],
        where={"from_unit": from_unit, "to_unit": to_unit}, order=["ticket_no"],
    )  # fmt: skip
    return _numbers(found)


def _numbers(found: pd.DataFrame) -> Numbers:
    return tuple(found["ticket_no"].astype(str))
