"""Topics of a run as a reader sees them: counted anew where he sees only some of the tickets.

``filters``: area, category, department and channel narrow what is counted; period and as-of day
are the run's. ``window``: which days are recent (``n_recent``) and heat is told for. Somebody
limited to departments or areas gets topics with tickets of his own, and the counts of those.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Period, Scope
from hotspots.frames import TOPIC_DUE, TOPIC_HEAT, TOPIC_TICKET, TOPICS
from hotspots.topics.heat import Share
from hotspots.topics.heat_windows import WEEK, HeatWindow

if TYPE_CHECKING:
    import pandas as pd

NORM_DAYS = 28
_MEMBERS = """, member AS (
    SELECT ticket_no, topic_id, weight FROM topic_ticket
    UNION ALL SELECT ticket_no, topic_mid, weight FROM topic_ticket WHERE topic_mid IS NOT NULL
    UNION ALL SELECT ticket_no, topic_coarse, weight FROM topic_ticket
        WHERE topic_coarse IS NOT NULL
)"""


def is_part(scope: Scope, filters: Filters) -> bool:
    """Tell whether less than all tickets of the jurisdiction are looked at."""
    cuts = (filters.area, filters.category, filters.department, filters.channel)
    return is_limited(scope) or any(cuts)


def run_period(run: RunInfo) -> Period:
    """Return the days that a run looked at."""
    return Period(date.fromisoformat(run.settings["from"]), date.fromisoformat(run.settings["to"]))


def run_cut(run: RunInfo, filters: Filters) -> Filters:
    """Return the reader's cut over the run's period, as known on its as-of day."""
    return replace(filters, jurisdiction=run.jurisdiction, period=run_period(run), as_of=run.as_of)


def topic_list(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, window: HeatWindow = WEEK
) -> pd.DataFrame:
    """Return one row a topic of every depth, with the columns of the stored frame.

    ``n_recent``, ``callers``, ``streets``, ``expected``, ``state`` and heat are those of the
    window. Over a part of the tickets, all that is counted is the part's; ``expected`` is its
    share, in the days before the window, of what the topic is expected to be, and what was said of
    all tickets (heat, state, places, examples) is empty. So it is where a run of an earlier version
    did not tell the window, which says nothing of what to expect either.
    """
    topics = results.read(scope, run, TOPICS)
    if not is_part(scope, filters) and run.has(TOPIC_HEAT):
        cut = {"window": window.key, "kind": "city"}
        return in_window(topics, results.read(scope, run, TOPIC_HEAT, where=cut))
    if not is_part(scope, filters) and window is WEEK:
        return topics
    counts = _counts(results, scope, run, filters, window).set_index("topic_id")
    counts["expected"] = _expected(results, scope, run, counts, window)
    topics = topics[topics["topic_id"].isin(counts.index)].copy()
    for name in ("n", "n_recent", "callers", "streets", "expected", "first_day", "last_day"):
        # By place, not by map: of no topic at all, days would be asked to become numbers.
        topics[name] = counts[name].reindex(topics["topic_id"]).to_numpy()
    for name in topics.columns:
        if name.startswith("heat") or name in (
            "places", "typical", "place_name", "place_code", "state",
        ):  # fmt: skip
            topics[name] = None
    return topics.reset_index(drop=True)


def in_window(topics: pd.DataFrame, heat: pd.DataFrame) -> pd.DataFrame:
    """Return topics with what ``heat`` (rows of one window and one place) says of them.

    A topic without tickets in the window keeps its state and has no heat.
    """
    told = heat.set_index("topic_id")
    shown = topics.copy()
    here = shown["topic_id"].isin(told.index)
    for name in told.columns.intersection(shown.columns):
        found = shown["topic_id"].map(told[name])
        shown[name] = shown[name].where(~here, found) if name in ("n", "state") else found
    for name in ("n_recent", "callers", "streets"):
        shown[name] = shown[name].fillna(0).astype("int64")
    return shown


def stable_topics(results: ResultStore, scope: Scope, run: RunInfo) -> pd.DataFrame:
    """Return the stored fine topics that last and are not hidden: what other rooms go by."""
    return results.read(scope, run, TOPICS, where={"depth": 3, "stable": True, "hidden": False})


def recent_topic_tickets(
    results: ResultStore, scope: Scope, run: RunInfo, since: date
) -> pd.DataFrame:
    """Return ``ticket_no`` and the fine ``topic_id`` of the tickets from a day on."""
    sql = """SELECT ticket_no, topic_id FROM topic_ticket JOIN t USING (ticket_no)
        WHERE day >= CAST(? AS DATE) ORDER BY topic_id, ticket_no"""
    return results.query(scope, run, sql, [TOPIC_TICKET], [since.isoformat()])


def _counts(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, window: HeatWindow
) -> pd.DataFrame:
    recent, usual = _days(run, window)
    sql = f"""{_MEMBERS} SELECT topic_id, count(*) AS n,
        count(*) FILTER (day >= {recent}) AS n_recent,
        count(*) FILTER (day < {recent} AND day >= {usual}) AS n_before,
        count(DISTINCT caller_key) FILTER (day >= {recent}) AS callers,
        count(DISTINCT area_street) FILTER (day >= {recent}) AS streets,
        min(day) AS first_day, max(day) AS last_day
        FROM member JOIN t USING (ticket_no) GROUP BY topic_id ORDER BY topic_id"""  # noqa: S608
    return _ask(results, scope, run, filters, sql)


def _expected(
    results: ResultStore, scope: Scope, run: RunInfo, counts: pd.DataFrame, window: HeatWindow
) -> np.ndarray:
    """Return what parts of topics are expected to be, by the index of ``counts``."""
    if not run.has(TOPIC_DUE):
        return np.full(len(counts), np.nan)
    told = results.read(scope, run, TOPIC_DUE, where={"window": window.key}).set_index("topic_id")
    told = told.reindex(counts.index)
    share = Share(*(told[c].to_numpy(dtype=float) for c in ("by_before", "by_recent")))
    before, recent = (counts[c].to_numpy(dtype=float) for c in ("n_before", "n_recent"))
    return share.expected(before, recent)


def topic_days(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, topic_id: str
) -> pd.DataFrame:
    """Return a topic's ``tickets`` by ``day``, days without any left out."""
    sql = f"""{_MEMBERS} SELECT day, count(*) AS tickets FROM member JOIN t USING (ticket_no)
        WHERE topic_id = ? GROUP BY day ORDER BY day"""  # noqa: S608
    return _ask(results, scope, run, filters, sql, topic_id)


def topic_hours(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, topic_id: str = ""
) -> pd.DataFrame:
    """Return by ``hour``: ``today``, tickets of the as-of day, and ``norm``, the daily mean of the
    28 days before. Without a topic: of all tickets that belong to one.
    """
    as_of = _day(run)
    past = _sql(as_of - timedelta(days=NORM_DAYS))
    wanted = "WHERE topic_id = ? AND" if topic_id else "WHERE"
    source = "member" if topic_id else "topic_ticket"
    sql = f"""{_MEMBERS} SELECT hour, count(*) FILTER (day = {_sql(as_of)}) AS today,
        count(*) FILTER (day < {_sql(as_of)}) / {NORM_DAYS}.0 AS norm
        FROM {source} JOIN t USING (ticket_no)
        {wanted} hour IS NOT NULL AND day >= {past} GROUP BY hour ORDER BY hour"""  # noqa: S608
    return _ask(results, scope, run, filters, sql, *([topic_id] if topic_id else []))


def topic_places(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    filters: Filters,
    *topic_ids: str,
    window: HeatWindow = WEEK,
) -> pd.DataFrame:
    """Return by ``area_street`` and ``area_code``: ``n`` and ``n_recent`` of one or more topics,
    the most recent first.
    """
    by = "area_street, area_code"
    return _grouped(results, scope, run, filters, *topic_ids, by=by, window=window)


def topic_units(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    filters: Filters,
    topic_id: str,
    *,
    window: HeatWindow = WEEK,
) -> pd.DataFrame:
    """Return by ``org_lead``: ``n`` and ``n_recent``, most recent first."""
    return _grouped(results, scope, run, filters, topic_id, by="org_lead", window=window)


def _grouped(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    filters: Filters,
    *topic_ids: str,
    by: str,
    window: HeatWindow,
) -> pd.DataFrame:
    recent, _ = _days(run, window)
    marks = ", ".join("?" for _ in topic_ids) or "NULL"
    sql = f"""{_MEMBERS} SELECT {by}, count(*) AS n,
        count(*) FILTER (day >= {recent}) AS n_recent
        FROM member JOIN t USING (ticket_no) WHERE topic_id IN ({marks}) GROUP BY {by}
        ORDER BY n_recent DESC, n DESC, {by}"""  # noqa: S608
    return _ask(results, scope, run, filters, sql, *topic_ids)


def topic_tickets(
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    filters: Filters,
    topic_id: str,
    *,
    limit: int | None = None,
    typical: bool = False,
) -> pd.DataFrame:
    """Return a topic's tickets that the scope sees, the newest first (``typical``: the closest).

    Columns: ticket_no, day, hour, area_street, area_code, org_lead, source_channel, status, title,
    content (both scrubbed), weight.
    """
    order = "weight DESC, day DESC, ticket_no" if typical else "day DESC, ticket_no DESC"
    told = "day, hour, area_street, area_code, org_lead, source_channel, status, title, content"
    if limit is None:
        sql = f"""{_MEMBERS} SELECT ticket_no, {told}, weight
            FROM member JOIN t USING (ticket_no) WHERE topic_id = ? ORDER BY {order}"""  # noqa: S608
        return _ask(results, scope, run, filters, sql, topic_id)
    sql = f"""{_MEMBERS} SELECT ticket_no, weight, day FROM member JOIN t USING (ticket_no)
        WHERE topic_id = ? ORDER BY {order} LIMIT {int(limit)}"""  # noqa: S608
    chosen = _ask(results, scope, run, filters, sql, topic_id)
    # Words are most of the data: only those of the chosen tickets are read, of their days.
    numbers, days = chosen["ticket_no"].tolist(), None
    if numbers:
        days = Period(chosen["day"].min().date(), chosen["day"].max().date() + timedelta(days=1))
    marks = ", ".join("?" for _ in numbers) or "NULL"
    sql = f"SELECT ticket_no, {told} FROM t WHERE ticket_no IN ({marks})"  # noqa: S608
    rows = results.query(scope, run, sql, [], numbers, cut=run_cut(run, filters), days=days)
    found = chosen[["ticket_no", "weight"]].merge(rows, on="ticket_no")
    return found[["ticket_no", *told.split(", "), "weight"]]


def _ask(
    results: ResultStore, scope: Scope, run: RunInfo, filters: Filters, sql: str, *params: str
) -> pd.DataFrame:
    cut = run_cut(run, filters)
    return results.query(scope, run, sql, [TOPIC_TICKET], params, cut=cut)


def _day(run: RunInfo) -> date:
    if run.as_of is None:
        raise ValueError(f"run {run.run_id} has no as-of day")
    return run.as_of


def _days(run: RunInfo, window: HeatWindow) -> tuple[str, str]:
    first = window.first(_day(run))
    return _sql(first), _sql(first - timedelta(days=window.history))


def _sql(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
