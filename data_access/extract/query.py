"""Querying the extract. What is asked goes through the relation of ``relation.py``, always."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from data_access.extract import relation
from data_access.extract.held import Shelf, is_let_go
from data_access.extract.layout import Storage
from data_access.extract.manifest import NAME, FileEntry, Manifest, read_manifest
from data_access.extract.measures import Measures
from data_access.extract.text_file import TextFile, opened
from data_access.settings import Settings
from data_access.types import Filters, Period, Scope

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

NO_MEASURES = Measures()


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
    def area_names(self) -> dict[str, str]:
        """Names of places by code, as people tell them apart: where several have one name (two
        villages, a community in two wards), their parent's comes before it.
        """
        often = Counter(place.name for place in self.areas.values())
        found = {}
        for code, place in self.areas.items():
            parent = self.areas.get(place.parent or "")
            apart = often[place.name] > 1 and parent is not None
            found[code] = f"{parent.name}{place.name}" if apart and parent else place.name
        return found

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to the extract, see ``Extract.query``."""

    scope: Scope
    what: Filters | str
    sql: str
    params: tuple[Any, ...] = ()
    dataset: str = "tickets"
    days: Period | None = None
    measures: Measures = NO_MEASURES
    needs: Sequence[str] | None = None


class Extract:
    """The current generation, queried by DuckDB in this process. Safe to share among threads."""

    def __init__(self, settings: Settings, *, threads: int | None = None) -> None:
        """Open lazily: nothing is read before it is asked for.

        ``threads``: how many work on one question (None: one a core). Where many ask at once, one
        each costs the least processor time.
        """
        self.settings = settings
        self._threads = threads
        self._storage = Storage.of(settings)
        self._temp = settings.home / "tmp"
        self._manifest = Manifest()
        self._stamp: object = None
        self._lock = threading.Lock()
        self._local = threading.local()
        self._root: duckdb.DuckDBPyConnection | None = None
        self._held = Shelf(self._storage)
        self._directories: dict[str, Directory] = {}

    @property
    def manifest(self) -> Manifest:
        """The current generation's manifest, read again when the file has changed."""
        try:
            stamp = self._storage.stamp(NAME)
        except FileNotFoundError:
            return Manifest()
        if stamp != self._stamp:
            with self._lock:
                self._manifest = read_manifest(self._storage)
                self._stamp = stamp
        return self._manifest

    @property
    def generation(self) -> int:
        """Number of the current generation; it grows with every refresh. Part of cache keys."""
        return self.manifest.generation

    @property
    def held(self) -> Shelf:
        """The daily counts that are held in memory."""
        return self._held

    def last_day(self, jurisdiction: str) -> date | None:
        """Return the last day with tickets, or None."""
        found = self.manifest.jurisdictions.get(jurisdiction)
        return found.last_day if found else None

    def directory(self, scope: Scope, jurisdiction: str) -> Directory:
        """Return the names that the scope may see of a jurisdiction.

        Who hands out accounts chooses among all units: of these he sees the names alone.
        """
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
        if scope.departments is None or scope.has("account.manage"):
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
        measures: Measures = NO_MEASURES,
        needs: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Run ``sql`` over the relation ``t``: the rows that scope and filters allow, as of a day.

        ``what``: filters, or a jurisdiction's code for all of it. ``days`` replaces the filters'
        period, to read more than the period (a baseline's history). Only the months needed are
        opened. Dataset ``daily``: a row stands for ``tickets`` tickets of a day that share the
        columns of ``needs`` (of ``layout.DIMENSIONS``); of those as many as its column says meet
        each condition of ``measures``. The fewer columns are needed, the quicker the answer; where
        ``needs`` isn't given, they are the day, of other datasets all.
        Raises ``NotAllowedError`` outside the scope.
        """
        asked = _Asked(scope, what, sql, tuple(params), dataset, days, measures, needs)
        found: pd.DataFrame = self._answer(asked, lambda c, q: c.execute(q, list(params)).df())
        return found

    def arrow(self, scope: Scope, what: Filters | str, sql: str) -> pa.Table:
        """As ``query`` over tickets, as an Arrow table: for frames of many texts.

        A tenth of the time and half of the memory that a pandas frame takes to be made. A column is
        in one piece (of several, each time that some rows are taken, all would be copied first).
        """
        import pyarrow as pa

        asked = _Asked(scope, what, sql)
        found: pa.Table = self._answer(asked, lambda c, q: c.sql(q).to_arrow_table())
        for at, name in enumerate(found.column_names):  # one by one, so that no second table stands
            whole = pa.table({name: found.column(at)}).combine_chunks()
            found = found.set_column(at, name, whole.column(0))
        return found

    def located(
        self,
        scope: Scope,
        filters: Filters,
        sql: str,
        *,
        manifest: Manifest,
        months: Sequence[str],
        needs: Sequence[str],
        at: Mapping[str, Sequence[int]] | None = None,
    ) -> pd.DataFrame:
        """As ``query`` over some months of tickets, whose rows also say where they lie.

        ``t`` has the columns of ``needs``, ``at_file`` (a number in ``months``) and ``at_row`` (in
        that month's file); ``at``: only the rows that lie there. ``manifest``: the generation that
        places are of; its files stay for an hour when it is no longer the current one.
        """
        found = relation.located(
            self._storage,
            manifest,
            self._request(scope, filters, None),
            months,
            needs=needs,
            at=at,
        )
        answer: pd.DataFrame = self._connection().execute(f"WITH t AS ({found}) {sql}").df()
        return answer

    def takes_all(self, scope: Scope, filters: Filters, month: FileEntry) -> bool:
        """Tell whether a reader sees every ticket of a month and asks for all of them."""
        return self._request(scope, filters, None).takes_all(month)

    def text_file(self, entry: FileEntry) -> TextFile | None:
        """Return a month's index of texts (``layout.TEXTS``), None where its file is lost."""
        try:
            return opened(self._storage, entry.path)
        except FileNotFoundError:
            return None

    def _answer(self, asked: _Asked, fetch: Callable[[duckdb.DuckDBPyConnection, str], Any]) -> Any:
        for attempt in (1, 2):
            manifest = self.manifest
            request = self._request(asked.scope, asked.what, asked.days)
            connection = self._connection()
            if asked.dataset == "daily":
                by = ("day",) if asked.needs is None else asked.needs
                held = self._held.beside(connection) if attempt == 1 else None
                found = relation.counts(
                    self._storage, manifest, request, asked.measures, by, held=held
                )
            else:
                found = relation.rows(self._storage, manifest, request, asked.dataset, asked.needs)
            try:
                return fetch(connection, f"WITH t AS ({found}) {asked.sql}")
            except Exception as error:
                # A refresh may have swept a file of the generation that we had just read.
                if attempt == 2 or not (_file_is_gone(error) or is_let_go(error)):
                    raise
                self._stamp = None
        raise AssertionError("unreachable")

    def _request(self, scope: Scope, what: Filters | str, days: Period | None) -> relation.Request:
        code = what if isinstance(what, str) else what.jurisdiction
        scope.require_jurisdiction(code)
        filters = None if isinstance(what, str) else what
        cut = relation.areas_cut(scope, filters)
        known = self.directory(scope, code).areas if cut else {}
        levels = {a: known[a].level for a in cut if a in known}
        period = days or (filters.period if filters else None)
        return relation.Request(scope, code, filters, period, levels)

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
                            "memory_limit": "640MB",
                            "temp_directory": str(self._temp),
                        },
                    )
                    self._root.execute("SET parquet_metadata_cache = true")
                    if self._threads is not None:
                        self._root.execute(f"SET threads = {int(self._threads)}")
                    if not self._storage.is_local:
                        self._root.register_filesystem(self._storage.fs)
            cursor = self._root.cursor()
            self._local.cursor = cursor
        found: duckdb.DuckDBPyConnection = cursor
        return found


def _file_is_gone(error: Exception) -> bool:
    words = str(error).lower()
    return "no files found" in words or "no such file" in words or "cannot open file" in words
