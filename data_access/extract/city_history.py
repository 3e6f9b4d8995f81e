"""What the detectors of warnings look at: tickets by local time, places and local events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data_access.days import local_times
from data_access.extract.query import Extract
from data_access.extract.texts import has_texts
from data_access.store.engine import Store
from data_access.store.reference import local_events, place_rows
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError

if TYPE_CHECKING:
    import pandas as pd

_TIMES = ("t_accept", "t_call", "t_close", "t_dispatch", "deadline")
# An optional field that fewer tickets than this share have is no field.
LEAST_FILLED = 0.05


@dataclass(frozen=True)
class CityHistory:
    """``tickets``: one row each with local times, ``ticket_no``, ``area``, ``category``,
    ``channel``, ``unit``, ``caller``, ``n_return``, ``n_redo``, ``text`` (only where asked for);
    what the source lacks is no column, except ``area``, ``channel``, ``caller``. ``areas``: code,
    name, lon, lat. ``events``: kind, start, end, name. ``missing``: column names.
    """

    tickets: pd.DataFrame
    areas: pd.DataFrame
    events: pd.DataFrame
    first: date
    last: date
    missing: tuple[str, ...]


def city_history(
    extract: Extract,
    store: Store,
    scope: Scope,
    jurisdiction: str,
    *,
    as_of: date | None = None,
    texts: bool = False,
    text_days: int | None = None,
) -> CityHistory:
    """Return everything known at the end of ``as_of`` (default: the last day with data).

    With ``texts``, and where the extract has any, tickets have ``text``: scrubbed title and
    content, those of the last ``text_days`` days only where that is given.

    For scopes that see all tickets only. ``WeisuError`` where there are none.
    """
    import pandas as pd

    scope.require_jurisdiction(jurisdiction)
    if scope.departments is not None or scope.areas is not None:
        raise NotAllowedError("预警按全部工单计算，您的账号只能查看本单位、本辖区的工单。")
    summary = extract.manifest.jurisdictions.get(jurisdiction)
    if summary is None or summary.first_day is None or summary.last_day is None:
        known = "、".join(extract.manifest.jurisdictions) or "（还没有）"
        raise WeisuError(f"地区 {jurisdiction} 还没有可分析的数据。现有：{known}。")
    last = min(as_of or summary.last_day, summary.last_day)
    if last < summary.first_day:
        raise WeisuError(f"地区 {jurisdiction} 在 {last} 之前没有数据，没有可计算的预警。")
    from datetime import timedelta

    period = Period(summary.first_day, last + timedelta(days=1))
    since = None if text_days is None else last - timedelta(days=text_days - 1)
    tickets = _tickets(extract, scope, jurisdiction, period, texts=texts, since=since)
    optional = ("t_call", "t_close", "t_dispatch", "deadline", "unit", "n_return", "n_redo")
    bare = [c for c in optional if tickets[c].notna().mean() < LEAST_FILLED]
    lacking = [c for c in ("area", "channel", "caller") if tickets[c].isna().all()]
    tickets = tickets.drop(columns=bare)
    areas = pd.DataFrame(
        place_rows(store, scope, jurisdiction), columns=["code", "name", "lon", "lat"]
    )
    events = _events(store, scope, jurisdiction)
    if events.empty:
        lacking.append("events")
    return CityHistory(tickets, areas, events, summary.first_day, last, (*bare, *lacking))


def tickets_between(
    extract: Extract, scope: Scope, jurisdiction: str, period: Period, *, texts_since: date
) -> pd.DataFrame:
    """Return a period's tickets with the columns of ``CityHistory``, all of them; ``text`` of those
    from ``texts_since`` on. What lies before the period is not read. For scopes that see all.
    """
    scope.require_jurisdiction(jurisdiction)
    return _tickets(extract, scope, jurisdiction, period, texts=True, since=texts_since)


def _tickets(
    extract: Extract,
    scope: Scope,
    jurisdiction: str,
    period: Period,
    *,
    texts: bool,
    since: date | None,
) -> pd.DataFrame:
    filters = Filters(jurisdiction, period, as_of=period.last)
    sql = """SELECT ticket_no, t_accept, t_call, t_close, t_dispatch, deadline,
        coalesce(area_code, area_street) AS area, category_code AS category,
        source_channel AS channel, org_lead AS unit, caller_key AS caller, n_return, n_redo{text}
        FROM t ORDER BY t_accept, ticket_no"""
    wanted = texts and has_texts(extract, jurisdiction)
    told = "concat_ws('。', title, content)"
    if since is not None:
        told = f"CASE WHEN day >= DATE '{since.isoformat()}' THEN {told} END"
    sql = sql.format(text=f", {told} AS text" if wanted else "")
    tickets: pd.DataFrame = extract.arrow(scope, filters, sql).to_pandas()
    zone = extract.manifest.jurisdictions[jurisdiction].timezone
    for name in _TIMES:
        tickets[name] = local_times(tickets[name], zone)
    for name in ("area", "category", "channel", "caller", "unit"):
        tickets[name] = tickets[name].astype(object)
    return tickets


def recent_texts(
    extract: Extract, scope: Scope, jurisdiction: str, period: Period, *, as_of: date
) -> pd.DataFrame:
    """Return ticket_no, day, area, category, caller and scrubbed text of a period's tickets."""
    filters = Filters(jurisdiction, period, as_of=as_of)
    sql = """SELECT ticket_no, day::TIMESTAMP AS day, coalesce(area_code, area_street) AS area,
        category_code AS category, coalesce(caller_key, ticket_no) AS caller,
        concat_ws('。', title, content) AS text FROM t ORDER BY day, ticket_no"""
    return extract.query(scope, filters, sql)


def _events(store: Store, scope: Scope, jurisdiction: str) -> pd.DataFrame:
    import pandas as pd

    rows = [(e.kind, e.start, e.end, e.name) for e in local_events(store, scope, jurisdiction)]
    frame = pd.DataFrame(rows, columns=["kind", "start", "end", "name"])
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))
