"""Querying the extract. Scope, filters and the as-of rule are applied here and nowhere else."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import NAME, Manifest, read_manifest
from data_access.settings import Settings
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

# What a ticket's column depends on: it is unknown as of a day before that moment.
_NODE_TIMES = (
    "t_dispatch", "t_sign", "t_first_contact", "t_reply", "t_close", "t_callback", "t_archive",
    "t_return_apply", "t_reached",
)  # fmt: skip
_KNOWN_FROM = {
    "due_result": "t_close",
    "result_unit": "t_close",
    "unresolved_reason": "t_close",
    "is_true": "t_close",
    "beyond_duty": "t_close",
    "reply_public": "t_reply",
    "satisfied": "t_callback",
    "solved": "t_callback",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One area of the directory."""

    code: str
    parent: str | None
    level: str
    name: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation of the directory: which units are alike (group, level)."""

    name: str
    group: str | None
    level: str | None


@dataclass(frozen=True)
class Directory:
    """Names of a jurisdiction's areas and categories, its units and channels.

    ``units``: what is known of organisations, by name; a unit of ``departments`` may be absent.
    """

    areas: dict[str, Place]
    categories: dict[str, str]
    departments: tuple[str, ...]
    channels: tuple[str, ...]
    units: dict[str, Unit] = field(default_factory=dict)

    @cached_property
    def category_paths(self) -> dict[str, str]:
        """Full names by code: 住房与物业 / 物业管理 / 电梯故障与困人."""
        return {
            code: " / ".join(
                self.categories[code[:n]]
                for n in range(2, len(code) + 1, 2)
                if code[:n] in self.categories
            )
            for code in self.categories
        }


def end_of_day_utc(day: date, timezone: str) -> datetime:
    """Return the first moment after ``day`` in the zone, as naive UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def as_of_columns(names: Sequence[str], cutoff: str) -> list[str]:
    """Return the SELECT items that show a ticket as it was known before ``cutoff`` (SQL).

    The one place where the as-of rule lives: a ticket exists from its acceptance, is closed from
    its closing and rated from its callback. Where a source gives no time for a fact (a city that
    only says "on time"), the fact counts from the start.
    """
    items = []
    for name in names:
        if name in _NODE_TIMES:
            items.append(f"CASE WHEN {name} < {cutoff} THEN {name} END AS {name}")
        elif name in _KNOWN_FROM:
            moment = _KNOWN_FROM[name]
            items.append(
                f"CASE WHEN {moment} IS NULL OR {moment} < {cutoff} THEN {name} END AS {name}"
            )
        elif name == "status":
            closed = ", ".join(f"'{s}'" for s in schemas.CLOSED_STATES)
            items.append(
                f"CASE WHEN t_close >= {cutoff} AND status IN ({closed}) THEN '办理中' "
                "ELSE status END AS status"
            )
        else:
            items.append(name)
    return items


class Extract:
    """The current generation, queried by DuckDB in this process. Safe to share among threads."""

    def __init__(self, settings: Settings) -> None:
        """Open lazily: nothing is read before it is asked for."""
        self._storage = Storage.of(settings)
        self._temp = settings.home / "tmp"
        self._manifest = Manifest()
        self._stamp: object = None
        self._lock = threading.Lock()
        self._local = threading.local()
        self._root: duckdb.DuckDBPyConnection | None = None
        self._directories: dict[str, Directory] = {}

    @property
    def manifest(self) -> Manifest:
        """The current generation's manifest, read again when the file has changed."""
        fs, path = self._storage.fs, self._storage.path(NAME)
        try:
            info = fs.info(path)
        except FileNotFoundError:
            return Manifest()
        stamp = (info.get("mtime"), info.get("ino"), info.get("ETag"), info.get("size"))
        if stamp != self._stamp:
            with self._lock:
                self._manifest = read_manifest(self._storage)
                self._stamp = stamp
        return self._manifest

    @property
    def generation(self) -> int:
        """Number of the current generation; it grows with every refresh. Part of cache keys."""
        return self.manifest.generation

    def last_day(self, jurisdiction: str) -> date | None:
        """Return the last day with tickets, or None."""
        found = self.manifest.jurisdictions.get(jurisdiction)
        return found.last_day if found else None

    def directory(self, scope: Scope, jurisdiction: str) -> Directory:
        """Return the names that the scope may see of a jurisdiction."""
        scope.require_jurisdiction(jurisdiction)
        path = self.manifest.directories.get(jurisdiction)
        if path is None:
            return Directory({}, {}, (), ())
        known = self._directories.get(path)
        if known is None:
            data = json.loads(self._storage.read(path) or b"{}")
            known = Directory(
                {row[0]: Place(*row) for row in data.get("areas", [])},
                {row[0]: row[3] for row in data.get("categories", [])},
                tuple(data.get("departments", [])),
                tuple(data.get("channels", [])),
                {row[0]: Unit(*row) for row in data.get("units", [])},
            )
            self._directories[path] = known
        if scope.departments is None:
            return known
        mine = tuple(d for d in known.departments if d in scope.departments)
        units = {n: u for n, u in known.units.items() if n in scope.departments}
        return Directory(known.areas, known.categories, mine, known.channels, units)

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
        """Run ``sql`` over the relation ``t``: the rows that scope and filters allow, as of a day.

        ``what``: filters, or a jurisdiction's code for all of it. ``days`` replaces the filters'
        period, to read more than the period (a baseline's history). Only the months needed are
        opened. Raises ``NotAllowedError`` outside the scope.
        """
        for attempt in (1, 2):
            manifest = self.manifest
            relation = self._relation(scope, what, manifest, dataset, days)
            connection = self._connection()
            try:
                return connection.execute(f"WITH t AS ({relation}) {sql}", list(params)).df()
            except Exception as error:
                # A refresh may have swept a file of the generation that we had just read.
                if attempt == 2 or not _file_is_gone(error):
                    raise
                self._stamp = None
        raise AssertionError("unreachable")

    def _relation(
        self,
        scope: Scope,
        what: Filters | str,
        manifest: Manifest,
        dataset: str,
        days: Period | None,
    ) -> str:
        code = what if isinstance(what, str) else what.jurisdiction
        scope.require_jurisdiction(code)
        filters = None if isinstance(what, str) else what
        if dataset == "daily":
            self._require_street_or_above(scope, code, filters)
        period = days or (filters.period if filters else None)
        names = arrow_schema(dataset).names
        months = manifest.months(dataset, code)
        if period is not None:
            first, last = f"{period.start:%Y-%m}", f"{period.last:%Y-%m}"
            months = {m: e for m, e in months.items() if first <= m <= last}
        conditions = [*_period_sql(period, filters), *_cut_sql(scope, filters, dataset)]
        if not months:
            return _empty(dataset)
        files = ", ".join(_quoted(self._storage.path(e.path)) for e in months.values())
        columns = names
        if dataset == "tickets":
            columns = self._as_of_columns(names, manifest, code, filters)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        # Every part is a name of ours, a quoted code or a date: see _quoted and _cut_sql.
        return f"SELECT {', '.join(columns)} FROM read_parquet([{files}]){where}"  # noqa: S608

    def _require_street_or_above(self, scope: Scope, code: str, filters: Filters | None) -> None:
        """Refuse a cut by community: the daily aggregate would answer with nothing, silently."""
        areas = self.directory(scope, code).areas
        asked = {*(scope.areas or ()), *([filters.area] if filters and filters.area else [])}
        if any(a in areas and areas[a].level == "community" for a in asked):
            raise WeisuError("日汇总只到街道一级；社区一级请查询工单明细。")

    def _as_of_columns(
        self, names: Sequence[str], manifest: Manifest, code: str, filters: Filters | None
    ) -> list[str]:
        summary = manifest.jurisdictions[code]
        as_of = (filters.as_of if filters else None) or summary.last_day
        if as_of is None:
            return list(names)
        cutoff = f"TIMESTAMP '{end_of_day_utc(as_of, summary.timezone):%Y-%m-%d %H:%M:%S}'"
        return as_of_columns(names, cutoff)

    def _connection(self) -> duckdb.DuckDBPyConnection:
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            import duckdb

            with self._lock:
                if self._root is None:
                    self._temp.mkdir(parents=True, exist_ok=True)
                    self._root = duckdb.connect(
                        ":memory:",
                        config={
                            "autoinstall_known_extensions": "false",
                            "autoload_known_extensions": "false",
                            "memory_limit": "1GB",
                            "temp_directory": str(self._temp),
                        },
                    )
                    self._root.execute("SET parquet_metadata_cache = true")
                    if not self._storage.is_local:
                        self._root.register_filesystem(self._storage.fs)
            cursor = self._root.cursor()
            self._local.cursor = cursor
        found: duckdb.DuckDBPyConnection = cursor
        return found


def _file_is_gone(error: Exception) -> bool:
    words = str(error).lower()
    return "no files found" in words or "no such file" in words or "cannot open file" in words


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _empty(dataset: str) -> str:
    types = {
        "string": "VARCHAR", "int32": "INTEGER", "int16": "SMALLINT", "int64": "BIGINT",
        "double": "DOUBLE", "bool": "BOOLEAN", "timestamp[us]": "TIMESTAMP", "date32[day]": "DATE",
    }  # fmt: skip
    items = [f"NULL::{types[str(f.type)]} AS {f.name}" for f in arrow_schema(dataset)]
    return f"SELECT {', '.join(items)} WHERE FALSE"


def _period_sql(period: Period | None, filters: Filters | None) -> list[str]:
    conditions = []
    if period is not None:
        conditions.append(f"day >= DATE '{period.start}' AND day < DATE '{period.end}'")
    if filters is not None and filters.as_of is not None:
        conditions.append(f"day <= DATE '{filters.as_of}'")
    return conditions


def _cut_sql(scope: Scope, filters: Filters | None, dataset: str) -> list[str]:
    """The row rules of the scope, then the reader's own cuts, as SQL conditions."""
    limited = scope.departments is not None or scope.areas is not None
    if dataset in {"callbacks", "calls"}:
        if limited:
            raise NotAllowedError(
                "您的账号只能查看本单位、本辖区的工单，不能查看全部话务与回访明细。"
            )
        return []

    def area(code: str) -> str:
        value = _quoted(code)
        finest = "area_street" if dataset == "daily" else "area_code"
        return f"(area_county = {value} OR area_street = {value} OR starts_with({finest}, {value}))"

    conditions = []
    if scope.departments is not None:
        units = ", ".join(_quoted(d) for d in sorted(scope.departments)) or "NULL"
        conditions.append(f"org_lead IN ({units})")
    if scope.areas is not None:
        conditions.append(
            "(" + (" OR ".join(area(a) for a in sorted(scope.areas)) or "FALSE") + ")"
        )
    if filters is None:
        return conditions
    if filters.area:
        conditions.append(area(filters.area))
    if filters.category:
        conditions.append(f"starts_with(category_code, {_quoted(filters.category)})")
    if filters.department:
        conditions.append(f"org_lead = {_quoted(filters.department)}")
    if filters.channel:
        conditions.append(f"source_channel = {_quoted(filters.channel)}")
    return conditions
