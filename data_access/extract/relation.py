"""The relation ``t`` as SQL: rows that scope and filters allow, as known on a day.

Every part of it is a name of ours, a number, a date or a quoted text: see ``quoted``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data_access.days import end_of_day_utc
from data_access.extract.as_of import as_of_columns, moment_sql
from data_access.extract.expressions import quoted
from data_access.extract.layout import CUBES, Storage, columns
from data_access.extract.manifest import FileEntry, Manifest
from data_access.extract.measures import Measures
from data_access.types import Filters, NotAllowedError, Period, Scope

if TYPE_CHECKING:
    from data_access.extract.held import Held

_LEVELS = {"county": "area_county", "street": "area_street"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one jurisdiction.

    ``days``: the period to read, None for all of it. ``levels``: of the areas that the directory
    knows, those that are cut by, with their level.
    """

    scope: Scope
    code: str
    filters: Filters | None
    days: Period | None
    levels: Mapping[str, str]

    @property
    def cut_columns(self) -> set[str]:
        """The dimensions that the scope's and the reader's cuts look at."""
        f = self.filters
        found = set(_LEVELS.values()) if self.scope.areas is not None or (f and f.area) else set()
        if self.scope.departments is not None or (f and f.department):
            found.add("org_lead")
        if f and f.category:
            found.add("category_code")
        if f and f.channel:
            found.add("source_channel")
        return found

    @property
    def is_fine(self) -> bool:
        """Whether it is cut by anything but a county or a street, the places counted by day."""
        return not all(self.levels.get(a) in _LEVELS for a in areas_cut(self.scope, self.filters))

    def wanted(self, months: dict[str, FileEntry]) -> dict[str, FileEntry]:
        """Return the months that the period touches."""
        if self.days is None:
            return months
        first, last = f"{self.days.start:%Y-%m}", f"{self.days.last:%Y-%m}"
        return {m: e for m, e in months.items() if first <= m <= last}

    def whole(self, month: FileEntry) -> bool:
        """Tell whether every day of a month's tickets is asked for."""
        first, last = month.first_day, month.last_day
        if first is None or last is None:
            return False
        as_of = self.filters.as_of if self.filters is not None else None
        inside = self.days is None or (
            self.days.start <= date.fromisoformat(first)
            and date.fromisoformat(last) < self.days.end
        )
        return inside and (as_of is None or date.fromisoformat(last) <= as_of)

    def takes_all(self, month: FileEntry) -> bool:
        """Tell whether every ticket of a month is asked for and may be seen."""
        return self.whole(month) and not self._cuts("tickets")

    def where(self, dataset: str, *more: str, by_day: bool = True) -> str:
        """Return the WHERE clause over a dataset's own columns, or nothing.

        ``by_day``: without it, the rows are known to be of the period.
        """
        conditions = [*(self._period() if by_day else ()), *self._cuts(dataset), *more]
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _period(self) -> list[str]:
        conditions = []
        if self.days is not None:
            start, end = self.days.start, self.days.end
            conditions.append(f"day >= DATE '{start}' AND day < DATE '{end}'")
        if self.filters is not None and self.filters.as_of is not None:
            conditions.append(f"day <= DATE '{self.filters.as_of}'")
        return conditions

    def _cuts(self, dataset: str) -> list[str]:
        """The row rules of the scope, then the reader's own cuts, as SQL conditions."""
        scope, filters = self.scope, self.filters
        if dataset in {"callbacks", "calls"}:
            if scope.departments is not None or scope.areas is not None:
                raise NotAllowedError(
                    "您的账号只能查看本单位、本辖区的工单，不能查看全部话务与回访明细。"
                )
            return []
        conditions = []
        if scope.departments is not None:
            units = ", ".join(quoted(d) for d in sorted(scope.departments)) or "NULL"
            conditions.append(f"org_lead IN ({units})")
        if scope.areas is not None:
            parts = " OR ".join(self._within(a) for a in sorted(scope.areas))
            conditions.append(f"({parts or 'FALSE'})")
        if filters is None:
            return conditions
        if filters.area:
            conditions.append(self._within(filters.area))
        if filters.category:
            conditions.append(f"starts_with(category_code, {quoted(filters.category)})")
        if filters.department:
            conditions.append(f"org_lead = {quoted(filters.department)}")
        if filters.channel:
            conditions.append(f"source_channel = {quoted(filters.channel)}")
        return conditions

    def _within(self, code: str) -> str:
        """A plain equation where the level is known: files are sorted by place, so it skips."""
        value, column = quoted(code), _LEVELS.get(self.levels.get(code, ""))
        if column is not None:
            return f"{column} = {value}"
        levels = " OR ".join(f"{c} = {value}" for c in _LEVELS.values())
        return f"({levels} OR starts_with(area_code, {value}))"


def areas_cut(scope: Scope, filters: Filters | None) -> set[str]:
    """Return the codes of the areas that scope and filters cut by."""
    return {*(scope.areas or ()), *([filters.area] if filters and filters.area else [])}


def rows(
    storage: Storage,
    manifest: Manifest,
    request: Request,
    dataset: str,
    needs: Sequence[str] | None = None,
) -> str:
    """Return the relation of a dataset's rows. ``needs``: the columns to have, None for all.

    Naming fewer columns is for the planner, which takes longer over sixty than a small month does.
    """
    day, timezone = known_day(manifest, request)
    # Tasks go on after the last ticket came in: figures side by side are as of one day.
    late = (f"day <= DATE '{day}'",) if dataset == "tasks" and day is not None else ()
    where = request.where(dataset, *late)
    months = request.wanted(manifest.months(dataset, request.code))
    if not months:
        return _empty(dataset)
    names = list(columns(dataset))
    if needs is not None:
        names = [name for name in names if name in set(needs)] or names[:1]
    if dataset == "tickets" and day is not None:
        names = _known_columns(months, day, timezone, names)
    elif dataset == "tasks" and day is not None:
        names = as_of_columns(names, moment_sql(day, timezone))
    return f"SELECT {', '.join(names)} FROM {_files(storage, months)}{where}"  # noqa: S608


def located(
    storage: Storage,
    manifest: Manifest,
    request: Request,
    months: Sequence[str],
    *,
    needs: Sequence[str],
    at: Mapping[str, Sequence[int]] | None = None,
) -> str:
    """Return the relation of tickets with their places: ``at_file``, which of ``months``, and
    ``at_row``, which row of its file. ``at``: only these rows, by month; the rest is not read.
    """
    found = manifest.months("tickets", request.code)
    files = {month: found[month] for month in months}
    day, timezone = known_day(manifest, request)
    names = [name for name in columns("tickets") if name in set(needs)]
    if day is not None:
        names = _known_columns(files, day, timezone, names)
    if at is None:
        where = request.where("tickets")
        places = "file_index AS at_file, file_row_number AS at_row"
        return f"SELECT {', '.join([*names, places])} FROM {_files(storage, files)}{where}"  # noqa: S608
    # File by file: over several at once, no group of rows would be skipped.
    parts = []
    for number, month in enumerate(months):
        if len(at.get(month, ())):
            rows = ", ".join(str(int(row)) for row in at[month])
            where = request.where("tickets", f"file_row_number IN ({rows})")
            one = _files(storage, {month: files[month]})
            places = f"{number} AS at_file, file_row_number AS at_row"
            parts.append(f"SELECT {', '.join([*names, places])} FROM {one}{where}")  # noqa: S608
    nothing = f"SELECT *, 0 AS at_file, 0 AS at_row FROM ({_empty('tickets')})"  # noqa: S608
    return " UNION ALL ".join(parts) or nothing


def counts(
    storage: Storage,
    manifest: Manifest,
    request: Request,
    measures: Measures,
    needs: Sequence[str],
    *,
    held: Held | None = None,
) -> str:
    """Return the relation of daily counts: the columns of ``needs``, ``tickets``, the measures.

    A row stands for any number of tickets that share a day and the needed columns. Months whose
    stored counts don't hold as of the day that is asked for are counted from their tickets.
    """
    months = request.wanted(manifest.months("tickets", request.code))
    day, timezone = known_day(manifest, request)
    if not months or day is None:
        return _no_counts(measures, needs)
    timeless = all(measures.timeless(c) for c in measures.conditions.values())
    wanted = [*needs, *measures.apart, "tickets", *measures.conditions]
    rest = dict(months)
    parts = []
    for cube in () if request.is_fine else _cubes(manifest, request, measures, needs):
        made, by_day = manifest.months(cube, request.code), "day" in CUBES[cube]
        stored = {
            m: made[m]
            for m, e in rest.items()
            if m in made
            and made[m].source == e.sha256
            and (timeless or made[m].holds(day))
            and (by_day or request.whole(e))
        }
        rest = {m: e for m, e in rest.items() if m not in stored}
        if not stored:
            continue
        # Held in one order and with every split, whichever are asked for: one table serves all.
        cut = {*request.cut_columns, *measures.splits, *(["day"] if by_day else [])}
        read = sorted({*wanted, *cut})
        tables = held.tables(cube, made, stored, read) if held is not None else None
        for source, more in tables or [(_files(storage, stored), ())]:
            where = request.where("daily", *more, by_day=by_day)
            parts.append(f"SELECT {', '.join(wanted)} FROM {source}{where}")  # noqa: S608
    if rest:
        names = _known_names(request, measures, needs)
        known = ", ".join(_known_columns(rest, day, timezone, names))
        tickets = f"SELECT {known} FROM {_files(storage, rest)}{request.where('tickets')}"  # noqa: S608
        parts.append(_counted(tickets, measures, needs, moment_sql(day, timezone)))
    return " UNION ALL ".join(parts)


def _known_names(request: Request, measures: Measures, needs: Sequence[str]) -> list[str]:
    """Return the ticket columns that counting along some others reads."""
    wanted = {"day", *needs, *request.cut_columns, *measures.reads(measures.used)}
    return [name for name in columns("tickets") if name in wanted]


def _known_columns(
    months: dict[str, FileEntry], day: date, timezone: str, names: Sequence[str]
) -> list[str]:
    """Return ticket columns as known on a day: as they are where all in the files was known."""
    end = end_of_day_utc(day, timezone).isoformat()
    if all(e.known_at and e.known_at < end for e in months.values()):
        return list(names)
    return as_of_columns(names, moment_sql(day, timezone))


def _counted(tickets: str, measures: Measures, needs: Sequence[str], moment: str) -> str:
    """One row a ticket, judged now."""
    states = "".join(f", {state.sql} AS {name}" for name, state in measures.used.items())
    items = ", ".join([*needs, *measures.apart, "1 AS tickets", *measures.ones(moment)])
    return f"SELECT {items} FROM (SELECT *{states} FROM ({tickets}) k) s"  # noqa: S608


def _cubes(
    manifest: Manifest, request: Request, measures: Measures, needs: Sequence[str]
) -> list[str]:
    """Return the cubes that have every column asked for and cut by, the smallest first."""
    wanted = {*needs, *request.cut_columns}
    if not set(measures.conditions) <= set(manifest.measures.get(request.code, ())):
        return []
    return [name for name, keys in CUBES.items() if wanted <= set(keys)]


def known_day(manifest: Manifest, request: Request) -> tuple[date | None, str]:
    """Return the as-of day (default: the last day with tickets) and the time zone."""
    info = manifest.jurisdictions_info.get(request.code, {})
    asked = request.filters.as_of if request.filters else None
    return asked or manifest.last_day(request.code), info.get("timezone", "UTC")


def _files(storage: Storage, months: dict[str, FileEntry]) -> str:
    paths = ", ".join(quoted(storage.path(e.path)) for e in months.values())
    return f"read_parquet([{paths}])"


def _empty(dataset: str) -> str:
    items = [f"NULL::{kind} AS {name}" for name, kind in columns(dataset).items()]
    return f"SELECT {', '.join(items)} WHERE FALSE"


def _no_counts(measures: Measures, needs: Sequence[str]) -> str:
    items = [f"NULL::{'DATE' if n == 'day' else 'VARCHAR'} AS {n}" for n in needs]
    items += [f"NULL::BOOLEAN AS {n}" for n in measures.apart]
    items += [f"NULL::INTEGER AS {n}" for n in ("tickets", *measures.conditions)]
    return f"SELECT {', '.join(items)} WHERE FALSE"
