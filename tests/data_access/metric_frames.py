"""Random ticket extracts in memory, and every metric once more in plain pandas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data_access import schemas
from data_access.days import end_of_day_utc
from data_access.extract.as_of import as_of_columns
from data_access.extract.daily import put_daily
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import (
    JurisdictionSummary,
    Manifest,
    write_manifest,
)
from data_access.extract.measures import Measures
from data_access.extract.query import (
    NO_MEASURES,
    Directory,
    Extract,
    Place,
)
from data_access.extract.writer import put_month
from data_access.metrics.additive import lasting_measures
from data_access.settings import load_settings
from data_access.types import Filters, Period, Scope

FIRST = date(2026, 3, 1)
DAYS = 20
LAST = FIRST + timedelta(days=DAYS - 1)
ZONE = "Asia/Shanghai"
CODE = "350199"
EVERYTHING = Filters(CODE, Period(FIRST, LAST + timedelta(days=1)))
SCOPE = Scope("tester", frozenset({"metric.view"}), frozenset({CODE}))

PLACES = (
    ("350199", None, "county", 90_000),
    ("350199001", "350199", "street", 40_000),
    ("350199002", "350199", "street", 50_000),
    ("350199001001", "350199001", "community", None),
)

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
            "repeat_90d": some([True, False], 0.4),
            "t_workday_1": later(accept, 80, 0.2),
            "t_work_2h": later(accept, 40, 0.2),
            "t_sign_due": later(accept, 60, 0.3),
            "t_contact_due": later(accept, 60, 0.3),
            "t_callback_due": later(accept, 400, 0.3),
            "close_work_s": some(list(range(0, 400_000, 30_001)), 0.2),
            "t_again": later(accept, 1200, 0.6),
            "n_return_apply": some([1, 2], 0.6),
            "contact_work_s": some(list(range(0, 90_000, 7_001)), 0.2),
            "t_callback": later(accept, 400, 0.5),
            "t_sign": later(accept, 60, 0.3),
            "t_first_contact": later(accept, 60, 0.3),
            "t_reply": later(accept, 60, 0.3),
            "t_reached": later(accept, 400, 0.5),
            "t_return_apply": later(accept, 100, 0.6),
            "n_return": some([0, 1, 2], 0.2),
            "n_extend": some([0, 1, 2], 0.2),
            "n_redo": some([0, 1], 0.2),
            "dispatch_mode": some(["自动", "人工"], 0.2),
            "result_unit": some(schemas.RESULTS, 0.3),
            "ticket_type": some(schemas.TICKET_TYPES, 0.2),
            "duplicate_of": some(["重复", "否", "T1"], 0.7),
            "keep_flag": some(["保留", "剔除"], 0.5),
            "source_channel": some(["电话", "APP", "领导信箱"], 0.2),
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


def random_calls(seed: int, rows: int) -> pd.DataFrame:
    """Return calls with gaps; waits in tenths of a second."""
    rng = np.random.default_rng(seed)
    local = pd.Series(
        pd.Timestamp(FIRST) + pd.to_timedelta(rng.integers(0, DAYS * 86400, rows), unit="s"),
        dtype="datetime64[us]",
    )
    offer: Any = local - pd.Timedelta(hours=8)
    wait = rng.integers(0, 400, rows) / 10
    answered = rng.random(rows) < 0.8
    answer = (offer + pd.to_timedelta(wait, unit="s")).where(answered)
    frame = pd.DataFrame(
        {
            "call_id": [str(n) for n in range(rows)],
            "t_offer": offer,
            "t_answer": answer,
            "wait_s": pd.Series(wait).mask(rng.random(rows) < 0.3),
            "talk_s": pd.Series(rng.integers(0, 6000, rows) / 10).mask(rng.random(rows) < 0.3),
            "abandoned": pd.Series(~answered, dtype=object).mask(rng.random(rows) < 0.2, None),
            "day": local.dt.date,
        }
    )
    return frame.reindex(columns=arrow_schema("calls").names)


def random_tasks(seed: int, rows: int, *, before: float | None = 20.0) -> pd.DataFrame:
    """Return supervision tasks, some signed, reported, returned, closed and opened again."""
    rng = np.random.default_rng(seed)

    def later(base: Any, hours: int, holes: float) -> Any:
        moved = base + pd.to_timedelta(rng.integers(0, hours * 3600, rows), unit="s")
        return moved.mask(rng.random(rows) < holes)

    def some(values: Sequence[str]) -> Any:
        return rng.choice(np.array([*values, None], dtype=object), rows)

    local = pd.Series(
        pd.Timestamp(FIRST) + pd.to_timedelta(rng.integers(0, DAYS * 86400, rows), unit="s"),
        dtype="datetime64[us]",
    )
    issue: Any = local - pd.Timedelta(hours=8)
    close = later(issue, 400, 0.4)
    midnight = local.dt.normalize() - pd.Timedelta(hours=8)
    frame = pd.DataFrame(
        {
            "task_id": np.arange(rows),
            "day": local.dt.date,
            "area_street": some(["350199001", "350199002"]),
            "category_code": some(["010101", "0201"]),
            "org_lead": some(["甲局", "乙局"]),
            "t_issue": issue,
            "t_sign_by": (issue + pd.Timedelta(hours=24)).mask(rng.random(rows) < 0.1),
            "t_sign": later(issue, 40, 0.2),
            "due": midnight + pd.to_timedelta(rng.integers(1, 15, rows), unit="D"),
            "t_report": later(issue, 300, 0.3),
            "t_return": later(issue, 400, 0.7),
            "t_close": close,
            "t_reopen": later(close, 24 * 120, 0.5),
        }
    )
    frame["area_code"] = frame["area_street"]
    frame["days_before"] = before
    return frame.reindex(columns=arrow_schema("tasks").names)


def plain_tasks(tasks: pd.DataFrame) -> pa.Table:
    """Return tasks as the extract stores them."""
    plain = tasks.astype(object).where(tasks.notna(), None)
    return pa.Table.from_pandas(plain, schema=arrow_schema("tasks"), preserve_index=False)


class MemoryExtract:
    """The extract's contract over one frame: as-of rule and period, no further cuts."""

    def __init__(
        self,
        frame: pd.DataFrame,
        calls: pd.DataFrame | None = None,
        tasks: pd.DataFrame | None = None,
    ) -> None:
        self.frame = frame
        self.calls = random_calls(1, 0) if calls is None else calls
        self.tasks = random_tasks(1, 0) if tasks is None else tasks
        self.asked: list[str] = []
        self.connection = duckdb.connect()
        schema = arrow_schema("tickets")
        columns = ", ".join(f"{f.name} {_SQL_TYPES[str(f.type)]}" for f in schema)
        self.connection.execute(f"CREATE TABLE raw ({columns})")
        self._load("calls_raw", "calls", self.calls)
        self._load("tasks_raw", "tasks", self.tasks)
        if len(frame):
            tickets = frame.astype(object).where(frame.notna(), None)
            for name in (n for n in frame.columns if str(n).startswith(("t_", "deadline"))):
                tickets[name] = pd.to_datetime(frame[name])
            self.connection.register("incoming", tickets)
            items = ", ".join(f"{f.name}::{_SQL_TYPES[str(f.type)]}" for f in schema)
            self.connection.execute(f"INSERT INTO raw SELECT {items} FROM incoming")

    def _load(self, table: str, dataset: str, rows: pd.DataFrame) -> None:
        schema = arrow_schema(dataset)
        columns = ", ".join(f"{f.name} {_SQL_TYPES[str(f.type)]}" for f in schema)
        self.connection.execute(f"CREATE TABLE {table} ({columns})")
        if len(rows):
            plain = pa.Table.from_pandas(
                rows.astype(object).where(rows.notna(), None), schema=schema, preserve_index=False
            )
            self.connection.register("arrived", plain)
            self.connection.execute(f"INSERT INTO {table} SELECT * FROM arrived")

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
        months = self.frame["day"].map(lambda d: f"{d:%Y-%m}").value_counts()
        listed = {m: SimpleNamespace(rows=int(n)) for m, n in months.items()}
        filled_in = {"tickets": filled}
        for name, rows in (("calls", self.calls), ("tasks", self.tasks)):
            shares = {str(c): float(rows[c].notna().mean()) for c in rows}
            filled_in[name] = shares if len(rows) else {}
        return SimpleNamespace(
            jurisdictions={CODE: summary},
            filled=lambda dataset, _code: filled_in[dataset],
            months=lambda _dataset, _code: listed,
        )

    def directory(self, _scope: Scope, _jurisdiction: str) -> Directory:
        areas = {c: Place(c, parent, level, c, n) for c, parent, level, n in PLACES}
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
        measures: Measures = NO_MEASURES,
        needs: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        if isinstance(what, str):
            what = EVERYTHING.during(Period(FIRST, LAST + timedelta(days=400)))
        else:
            self.asked.append(dataset)
        period = days or what.period
        last = what.as_of or self.manifest.jurisdictions[CODE].last_day
        cutoff = f"TIMESTAMP '{end_of_day_utc(last, ZONE):%Y-%m-%d %H:%M:%S}'"
        names = arrow_schema("tickets").names
        where = (
            f"day >= DATE '{period.start}' AND day < DATE '{period.end}' AND day <= DATE '{last}'"
        )
        t = f"SELECT {', '.join(as_of_columns(names, cutoff))} FROM raw WHERE {where}"
        if dataset == "calls":
            t = f"SELECT * FROM calls_raw WHERE {where}"
        if dataset == "tasks":
            known = ", ".join(as_of_columns(arrow_schema("tasks").names, cutoff))
            t = f"SELECT {known} FROM tasks_raw WHERE {where}"
        if dataset == "daily":
            states = "".join(f", {s.sql} AS {name}" for name, s in measures.states.items())
            by = ("day",) if needs is None else needs
            items = [*by, *measures.splits, "1 AS tickets", *measures.ones(cutoff)]
            t = f"SELECT {', '.join(items)} FROM (SELECT *{states} FROM ({t}) k) s"
        return self.connection.execute(f"WITH t AS ({t}) {sql}", list(params)).df()


def written_extract(
    folder: Path,
    frame: pd.DataFrame,
    calls: pd.DataFrame | None = None,
    tasks: pd.DataFrame | None = None,
) -> Extract:
    """Write tickets, calls and tasks as a real extract and open it."""
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
        places = [(c, parent, level, c, n) for c, parent, level, n in PLACES]
        storage.write_whole("directory.json", json.dumps({"areas": places}).encode())
        manifest.directories[CODE] = "directory.json"
        months = frame["day"].map(lambda d: f"{d:%Y-%m}")
        for month in sorted(set(months)):
            mine = tickets.filter(pa.array((months == month).to_numpy()))
            put_month(storage, manifest, "tickets", CODE, month=month, table=mine)
        put_daily(storage, manifest, CODE, ZONE, lasting_measures())
        if calls is not None and len(calls):
            plain = calls.astype(object).where(calls.notna(), None)
            table = pa.Table.from_pandas(plain, schema=arrow_schema("calls"), preserve_index=False)
            put_month(storage, manifest, "calls", CODE, month=f"{FIRST:%Y-%m}", table=table)
        if tasks is not None and len(tasks):
            table = plain_tasks(tasks)
            put_month(storage, manifest, "tasks", CODE, month=f"{FIRST:%Y-%m}", table=table)
    write_manifest(storage, manifest)
    return Extract(settings)
