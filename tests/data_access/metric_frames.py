"""Random ticket extracts in memory, and every metric once more in plain pandas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data_access import schemas
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import (
    FileEntry,
    JurisdictionSummary,
    Manifest,
    write_manifest,
)
from data_access.extract.months import daily_month
from data_access.extract.query import Directory, Extract, Place, as_of_columns, end_of_day_utc
from data_access.extract.refresh import parquet_bytes
from data_access.settings import load_settings
from data_access.types import Filters, Period, Scope

FIRST = date(2026, 3, 1)
DAYS = 20
LAST = FIRST + timedelta(days=DAYS - 1)
ZONE = "Asia/Shanghai"
CODE = "350199"
EVERYTHING = Filters(CODE, Period(FIRST, LAST + timedelta(days=1)))
SCOPE = Scope("tester", frozenset({"metric.view"}), frozenset({CODE}))

_SQL_TYPES = {
    "string": "VARCHAR", "int32": "INTEGER", "int16": "SMALLINT", "int64": "BIGINT",
    "double": "DOUBLE", "bool": "BOOLEAN", "timestamp[us]": "TIMESTAMP", "date32[day]": "DATE",
}  # fmt: skip


def random_tickets(seed: int, rows: int, *, drop: Sequence[str] = ()) -> pd.DataFrame:
    """Return tickets with plenty of gaps; the columns of ``drop`` are empty throughout."""
    rng = np.random.default_rng(seed)

    def some(values: Sequence[Any], holes: float) -> np.ndarray:
        picked = np.array([*values, None], dtype=object)
        chance = [(1 - holes) / len(values)] * len(values) + [holes]
        return picked[rng.choice(len(picked), rows, p=chance)]

    def later(base: Any, hours: int, holes: float) -> Any:
        moved = base + pd.to_timedelta(rng.integers(-60, hours * 3600, rows), unit="s")
        return moved.mask(rng.random(rows) < holes)

    seconds = pd.to_timedelta(rng.integers(0, DAYS * 86400, rows), unit="s")
    local = pd.Series(pd.Timestamp(FIRST) + seconds, dtype="datetime64[us]")
    accept: Any = local - pd.Timedelta(hours=8)
    frame = pd.DataFrame(
        {
            "ticket_no": [str(n) for n in range(rows)],
            "t_accept": accept,
            "t_dispatch": later(accept, 20, 0.3),
            "t_close": later(accept, 300, 0.4),
            "deadline": later(accept, 300, 0.3),
            "deadline_orig": later(accept, 250, 0.4),
            "due_result": some(schemas.DUE_RESULTS, 0.4),
            "direct_reply": some([True, False], 0.3),
            "status": some(
                ["办理中", "已办结", "已归档", "待回访", "不予受理", "撤诉", "并单"], 0.2
            ),
            "satisfied": some(schemas.SATISFACTION, 0.4),
            "solved": some([True, False], 0.4),
            "repeat_30d": some([True, False], 0.4),
            "t_callback": later(accept, 400, 0.5),
            "keep_flag": some(["保留", "剔除"], 0.5),
            "source_channel": some(["电话", "APP"], 0.2),
            "category_code": some(["010101", "010102", "020101", "03"], 0.2),
            "area_street": some(["350199001", "350199002"], 0.2),
            "org_lead": some(["甲局", "乙局"], 0.2),
            "day": local.dt.date,
            "hour": local.dt.hour,
        }
    )
    frame["area_county"] = frame["area_street"].astype("str").str[:6]
    frame["area_code"] = frame["area_street"]
    frame = frame.reindex(columns=arrow_schema("tickets").names)
    for column in drop:
        frame[column] = None
    return frame


class MemoryExtract:
    """The extract's contract over one frame: as-of rule and period, no further cuts."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.asked: list[str] = []
        self.connection = duckdb.connect()
        schema = arrow_schema("tickets")
        columns = ", ".join(f"{f.name} {_SQL_TYPES[str(f.type)]}" for f in schema)
        self.connection.execute(f"CREATE TABLE raw ({columns})")
        if len(frame):
            tickets = frame.astype(object).where(frame.notna(), None)
            for name in (
                "t_accept",
                "t_dispatch",
                "t_close",
                "deadline",
                "deadline_orig",
                "t_callback",
            ):
                tickets[name] = pd.to_datetime(frame[name])
            self.connection.register("incoming", tickets)
            items = ", ".join(f"{f.name}::{_SQL_TYPES[str(f.type)]}" for f in schema)
            self.connection.execute(f"INSERT INTO raw SELECT {items} FROM incoming")

    @property
    def manifest(self) -> Any:
        days = self.frame["day"].dropna()
        filled = {
            str(c): float(self.frame[c].notna().mean()) if len(self.frame) else 0.0
            for c in self.frame
        }
        last = max(days, default=FIRST)
        summary = JurisdictionSummary(
            CODE, "", ZONE, "county", "cn", FIRST, last, len(self.frame), "", filled, ""
        )
        return SimpleNamespace(jurisdictions={CODE: summary})

    def directory(self, _scope: Scope, _jurisdiction: str) -> Directory:
        places = [("350199001", "street"), ("350199001001", "community")]
        areas = {code: Place(code, None, level, code, None) for code, level in places}
        return Directory(areas, {}, (), ())

    def query(
        self,
        scope: Scope,
        what: Filters | str,
        sql: str,
        params: Sequence[Any] = (),
        *,
        dataset: str = "tickets",
        days: Period | None = None,
    ) -> pd.DataFrame:
        assert isinstance(what, Filters)
        self.asked.append(dataset)
        period = days or what.period
        last = what.as_of or self.manifest.jurisdictions[CODE].last_day
        cutoff = f"TIMESTAMP '{end_of_day_utc(last, ZONE):%Y-%m-%d %H:%M:%S}'"
        names = arrow_schema("tickets").names
        where = (
            f"day >= DATE '{period.start}' AND day < DATE '{period.end}' AND day <= DATE '{last}'"
        )
        t = f"SELECT {', '.join(as_of_columns(names, cutoff))} FROM raw WHERE {where}"
        if dataset == "daily":
            keys = "day, area_county, area_street, category_code, org_lead, source_channel"
            t = (
                f"SELECT {keys}, count(*) AS tickets, count(*) FILTER (WHERE coalesce(status, '') "
                f"NOT IN ('不予受理', '撤诉')) AS accepted FROM raw WHERE {where} GROUP BY ALL"
            )
        return self.connection.execute(f"WITH t AS ({t}) {sql}", list(params)).df()


def written_extract(folder: Path, frame: pd.DataFrame) -> Extract:
    """Write the tickets as a real extract and open it."""
    settings = load_settings(home=folder)
    storage = Storage.of(settings)
    manifest = Manifest(generation=1)
    if len(frame):
        schema = arrow_schema("tickets")
        plain = frame.astype(object).where(frame.notna(), None)
        tickets = pa.Table.from_pandas(plain, schema=schema, preserve_index=False)
        info = {
            "name": "",
            "timezone": ZONE,
            "size": "county",
            "calendar": "cn",
            "refreshed_at": "",
        }
        manifest.jurisdictions_info[CODE] = info
        filled = {n: tickets.num_rows - tickets.column(n).null_count for n in tickets.column_names}
        days = sorted(frame["day"])
        span = (f"{days[0]}", f"{days[-1]}")
        for dataset, table in (("tickets", tickets), ("daily", daily_month(tickets))):
            path = f"{dataset}/month.parquet"
            storage.write_whole(path, parquet_bytes(table))
            entry = FileEntry(path, table.num_rows, "", *span, filled)
            manifest.files[dataset] = {CODE: {f"{FIRST:%Y-%m}": entry}}
    write_manifest(storage, manifest)
    return Extract(settings)


def known_as_of(frame: pd.DataFrame, last: date) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Apply the as-of rule in pandas; return the rows and the first moment after the day."""
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(ZONE))
    end = pd.Timestamp(midnight.astimezone(UTC).replace(tzinfo=None))
    rows = frame[frame["day"] <= last].copy()
    unclosed = pd.to_datetime(rows["t_close"]) >= end
    rows.loc[unclosed, "due_result"] = None
    rows.loc[unclosed & rows["status"].isin(schemas.CLOSED_STATES), "status"] = "办理中"
    unrated = pd.to_datetime(rows["t_callback"]) >= end
    rows.loc[unrated, ["satisfied", "solved"]] = None
    for name in ("t_dispatch", "t_close", "t_callback"):
        times = pd.to_datetime(rows[name])
        rows[name] = times.where(times < end)
    for name in ("deadline", "deadline_orig", "t_accept"):
        rows[name] = pd.to_datetime(rows[name])
    return rows, end


def recompute(
    rows: pd.DataFrame, end: pd.Timestamp, name: str
) -> tuple[float | None, int | None, int | None]:
    """Return (value, numerator, denominator) of a metric, row by row in Python."""
    metric, _, variant = name.partition(":")
    variants = variant.split(",") if variant else []
    hit = base = 0
    hours = []
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        if "assessed" in variants and row["keep_flag"] == "剔除":
            continue
        accepted = row["status"] not in ("不予受理", "撤诉")
        dispatched = accepted and row["direct_reply"] is not True and row["t_dispatch"] is not None
        if metric == "volume":
            base, hit = base + 1, hit + 1
            continue
        if not accepted:
            continue
        if metric in ("accepted", "dispatched", "dispatch_rate"):
            base += 1
            hit += metric == "accepted" or dispatched
        elif metric == "direct_reply_rate":
            base += row["direct_reply"] is not None
            hit += row["direct_reply"] is True
        elif metric == "closed_rate":
            base += 1
            hit += (
                row["t_close"] is not None
                or row["direct_reply"] is True
                or row["status"] in ("待回访", "已办结", "已归档")
            )
        elif metric in ("on_time_rate", "overdue_rate"):
            due, late = judge(row, end, variants)
            base += due
            hit += due and (late == (metric == "overdue_rate"))
        elif metric.startswith("close_hours"):
            both = row["t_close"] is not None and row["t_dispatch"] is not None
            if both and row["direct_reply"] is not True and row["t_close"] >= row["t_dispatch"]:
                hours.append((row["t_close"] - row["t_dispatch"]).total_seconds() / 3600)
        elif metric == "satisfaction_rate":
            good = (
                ("非常满意", "满意") if "strict" in variants else ("非常满意", "满意", "基本满意")
            )
            base += row["satisfied"] is not None
            hit += row["satisfied"] in good
        else:
            column = {"solved_rate": "solved", "repeat_rate": "repeat_30d"}[metric]
            base += row[column] is not None
            hit += row[column] is True
    if metric.startswith("close_hours"):
        q = 0.5 if metric.endswith("median") else 0.9
        return (float(np.quantile(hours, q)) if hours else None), None, len(hours)
    if metric in ("volume", "accepted", "dispatched"):
        return float(hit), hit, None
    return (hit / base if base else None), hit, base


def judge(row: dict[Any, Any], end: pd.Timestamp, variants: list[str]) -> tuple[bool, bool]:
    """Return (counts as due, is late) of one accepted ticket."""
    if row["direct_reply"] is True or row["status"] == "并单":
        return False, False
    deadline = row["deadline_orig" if "original" in variants else "deadline"]
    closed_by_state = row["status"] in ("待回访", "已办结", "已归档")
    if deadline is not None and (row["t_close"] is not None or not closed_by_state):
        due = deadline < end or ("settled" in variants and row["t_close"] is not None)
        return due, row["t_close"] is None or row["t_close"] > deadline
    return row["due_result"] is not None, row["due_result"] == "超期"
