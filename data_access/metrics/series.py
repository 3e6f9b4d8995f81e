"""Counts by day for rooms that look along time: every cell with every day, zeros written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from data_access.days import end_of_day_utc
from data_access.metrics.evaluate import evaluate
from data_access.metrics.source import Source
from data_access.types import ANY, Filters, Period, Scope, WeisuError

AreaCut = Literal["city", "county", "street"]
CELL = ("area", "category", "channel")
COLUMNS = (*CELL, "day", "n")
_VOLUME = "volume"


def daily_counts(
    extract: Source,
    scope: Scope,
    jurisdiction: str,
    period: Period,
    *,
    area_level: AreaCut = "city",
    category_level: int = 0,
    channel: bool = False,
    as_of: date | None = None,
    cut: Filters | None = None,
) -> pd.DataFrame:
    """Return tickets by cell and day: columns area, category, channel (text), day, n (int64).

    A cell's parts that are not asked for are ``*``; an empty text is "not filled in". Every cell
    with a ticket in the period has every day of it up to the as-of day (default: the last day with
    data), so that cells add up to their whole on each day. The count is the metric ``volume``, as
    known on the as-of day, inside the scope and, where given, inside the area, category, department
    and channel of ``cut`` (whose period and as-of day don't count). Rows are sorted by cell and
    day. Without a ticket there is no row. Raises ``NotAllowedError`` outside the scope,
    ``WeisuError`` where the data's own parts disagree.
    """
    place = "" if area_level == "city" else f"area_{area_level}"
    columns = (place, _category(category_level), "channel" if channel else "")
    return _daily(extract, scope, jurisdiction, period, columns, as_of=as_of, cut=cut)


def daily_counts_by_unit(
    extract: Source,
    scope: Scope,
    jurisdiction: str,
    period: Period,
    *,
    category_level: int = 0,
    as_of: date | None = None,
    cut: Filters | None = None,
) -> pd.DataFrame:
    """Return tickets by lead unit, category and day: columns unit, category, day, n.

    As ``daily_counts``; an empty unit is "none named".
    """
    columns = ("department", _category(category_level), "")
    found = _daily(extract, scope, jurisdiction, period, columns, as_of=as_of, cut=cut)
    return found.rename(columns={"area": "unit"}).drop(columns="channel")


def _category(level: int) -> str:
    if not 0 <= level <= 3:
        raise WeisuError(f"分类层级应为 0 至 3,现为 {level}。数据没有改动。")
    return f"category_{level}" if level else ""


def _daily(
    extract: Source,
    scope: Scope,
    jurisdiction: str,
    period: Period,
    columns: tuple[str, str, str],
    *,
    as_of: date | None,
    cut: Filters | None,
) -> pd.DataFrame:
    """Count by the dimensions that stand for area, category and channel (empty: all together)."""
    by = ["day", *(c for c in columns if c)]
    summary = extract.manifest.jurisdictions.get(jurisdiction)
    last = as_of or (summary.last_day if summary else None)
    filters = replace(cut or Filters(jurisdiction, period), period=period, as_of=as_of)
    if filters.jurisdiction != jurisdiction:
        raise ValueError(f"the cut is of {filters.jurisdiction}, not of {jurisdiction}")
    rows = evaluate(extract, scope, filters, [_VOLUME], by)
    wrong = rows.loc[rows["status"] == "unreconciled", "missing"]
    if len(wrong):
        raise WeisuError(str(wrong.iloc[0]))
    rows = rows[rows["day"].notna() & rows["numerator"].notna()]
    found = pd.DataFrame(
        {
            **{cell: _texts(rows, c) for cell, c in zip(CELL, columns, strict=True)},
            "day": pd.to_datetime(rows["day"]).to_numpy(dtype="datetime64[s]"),
            "n": rows["numerator"].to_numpy(dtype=np.int64),
        }
    )
    end = min(period.last, last) if last else period.last
    if found.empty or end < period.start:
        return found.iloc[:0]
    return _complete(found, pd.date_range(period.start, end, freq="D"))


def _texts(rows: pd.DataFrame, column: str) -> np.ndarray:
    if column not in rows:
        return np.full(len(rows), ANY, dtype=object)
    return rows[column].astype(object).where(rows[column].notna(), "").to_numpy(dtype=object)


def _complete(found: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Give every cell every day."""
    by_cell = found.groupby(list(CELL), sort=True)
    cells, which = by_cell["n"].sum().index, by_cell.ngroup().to_numpy()
    column = (
        (found["day"].to_numpy() - days[0].to_datetime64()).astype("timedelta64[D]").astype(int)
    )
    counts = np.zeros((len(cells), len(days)), dtype=np.int64)
    np.add.at(counts, (which, column), found["n"].to_numpy())
    whole = cells.to_frame(index=False).loc[np.repeat(np.arange(len(cells)), len(days))]
    whole = whole.reset_index(drop=True)
    whole["day"] = np.tile(days.to_numpy(dtype="datetime64[s]"), len(cells))
    whole["n"] = counts.ravel()
    return whole


def hourly_calls(
    extract: Source, scope: Scope, jurisdiction: str, period: Period, as_of: date | None = None
) -> pd.DataFrame:
    """Return calls offered by local hour: columns day, hour (0 to 23), minutes, n (int64).

    Every hour of every day up to the last day with a call; ``minutes`` is the hour's length on the
    clock: 60, 0 where clocks are put forward and 120 where they are put back. Empty where the
    source has no calls. Calls know no area or unit: a limited scope raises ``NotAllowedError``.
    """
    zone = str(extract.manifest.jurisdictions_info.get(jurisdiction, {}).get("timezone", "UTC"))
    filters = Filters(jurisdiction, period, as_of=as_of)
    sql = "SELECT time_bucket(INTERVAL 15 MINUTE, t_offer) AS t, count(*) AS n FROM t GROUP BY 1"
    rows = extract.query(scope, filters, sql, dataset="calls")
    if as_of is not None:
        rows = rows[rows["t"] < pd.Timestamp(end_of_day_utc(as_of, zone))]
    if rows.empty:
        return pd.DataFrame({c: pd.Series(dtype="int64") for c in ("day", "hour", "minutes", "n")})
    local = _local_hour(pd.DatetimeIndex(rows["t"]), zone)
    counts = pd.Series(rows["n"].to_numpy(dtype=np.int64)).groupby(local).sum()
    end = counts.index.max().normalize() + pd.Timedelta(days=1)
    hours = pd.date_range(pd.Timestamp(period.start), end, freq="h", inclusive="left")
    first = pd.Timestamp(end_of_day_utc(period.start, zone)) - pd.Timedelta(days=2)
    ticks = pd.date_range(first, end + pd.Timedelta(days=2), freq="15min")
    minutes = pd.Series(15, index=_local_hour(ticks, zone)).groupby(level=0).sum()
    return pd.DataFrame(
        {
            "day": hours.normalize(),
            "hour": hours.hour.to_numpy(dtype=np.int64),
            "minutes": minutes.reindex(hours, fill_value=0).to_numpy(dtype=np.int64),
            "n": counts.reindex(hours, fill_value=0).to_numpy(dtype=np.int64),
        }
    )


def _local_hour(utc: pd.DatetimeIndex, zone: str) -> pd.DatetimeIndex:
    """Return the hour that local clocks showed, without zone."""
    return utc.tz_localize("UTC").tz_convert(zone).tz_localize(None).floor("h")
