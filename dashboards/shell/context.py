"""What a page is given: who looks, which data, which cut of it, which run of a room."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any, Self

from dashboards.server.viewer import Services, Viewer
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory, Extract
from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Period, Scope
from style.texts import text

Key = tuple[Hashable, ...]
"""What a page's data depend on: hashable, so that no frame can be part of it."""


@dataclass(frozen=True)
class Visit:
    """One run of the page ``page`` (its key) for whoever looks at it."""

    page: str
    viewer: Viewer
    services: Services

    @property
    def scope(self) -> Scope:
        """Who looks."""
        return self.viewer.scope


@dataclass(frozen=True)
class PlaceContext:
    """One run of one page over one jurisdiction with data."""

    page: str
    scope: Scope
    extract: Extract
    summary: JurisdictionSummary

    @classmethod
    def over(cls, context: PlaceContext, **more: Any) -> Self:
        """Return a context that holds another one and ``more``."""
        held = {f.name: getattr(context, f.name) for f in fields(context)}
        return cls(**{**held, **more})

    @property
    def all_days(self) -> Period:
        """All days with data: what a matter holds, and what is open, is not of a period alone."""
        first, last = self.summary.first_day, self.summary.last_day
        if first is None or last is None:
            raise ValueError(f"{self.summary.code} has no days with data")
        return Period(first, last + timedelta(days=1))

    @property
    def source(self) -> str:
        """The source line of pictures."""
        return text("chart.tickets_of", place=self.summary.name)

    @property
    def key(self) -> Key:
        """Who may see what, and which data."""
        data = f"{self.extract.generation}-{self.summary.fingerprint}"
        return self.scope.key(), self.summary.code, data


@dataclass(frozen=True)
class PageContext(PlaceContext):
    """… and one cut of it. ``filters`` and ``directory`` belong to the chosen jurisdiction."""

    filters: Filters
    directory: Directory
    by_matter: bool = False
    head: Any = field(default=None, compare=False, repr=False)
    """The place above the filter bar, for a page's message; None where there is none."""

    @contextmanager
    def on_top(self) -> Iterator[None]:
        """Draw above the filter bar: the message comes first, what it may be cut to after it."""
        if self.head is None:
            yield
            return
        with self.head:
            yield

    @property
    def key(self) -> Key:
        """Who may see what, which data, which cut of them, counted how."""
        return *super().key, self.filters, self.by_matter

    @property
    def cut(self) -> Filters:
        """What is counted; written into the ledger of exports."""
        return self.filters

    @property
    def until(self) -> date | None:
        """The last day that is counted, for names of files."""
        return self.filters.period.last

    @property
    def areas(self) -> dict[str, str]:
        """Names of places by code."""
        return self.directory.area_names

    def area_name(self, code: object) -> str:
        """Return what a place is called; empty for none."""
        if not isinstance(code, str) or not code:
            return ""
        return self.directory.area_names.get(code, code)


@dataclass(frozen=True, kw_only=True)
class BesideContext(PageContext):
    """… and the runs, by room, of rooms that add something to the page."""

    results: ResultStore
    runs: Mapping[str, RunInfo]

    @property
    def key(self) -> Key:
        """Who may see what, which runs over which data, which cut of them."""
        return *super().key, *sorted(run.run_id for run in self.runs.values())


@dataclass(frozen=True, kw_only=True)
class ResultContext(PageContext):
    """… and one run of the room whose results are shown, with those of rooms beside it."""

    results: ResultStore
    run: RunInfo
    runs: Mapping[str, RunInfo] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Who may see what, which runs over which data, which cut of them."""
        beside = sorted(run.run_id for run in self.runs.values())
        return *super().key, self.run.run_id, *beside

    @property
    def limited(self) -> bool:
        """Whether the reader sees only some of the tickets."""
        return is_limited(self.scope)


@dataclass(frozen=True)
class RunContext:
    """One reader before one run, whatever cut is looked at: what depends on no cut is kept once."""

    results: ResultStore
    scope: Scope
    run: RunInfo

    @property
    def key(self) -> Key:
        """Who may see what, of which run over which data."""
        return self.scope.key(), f"{self.results.extract.generation}-{self.run.run_id}"


def with_runs(
    context: PageContext, results: ResultStore, room: str, beside: tuple[str, ...]
) -> PageContext | None:
    """Return the context with the current run of a room and of those beside it, as far as a page
    asks for any; None where the room has none yet."""
    if not (room or beside):
        return context
    code = context.summary.code
    current = ((name, results.current(name, code)) for name in beside)
    runs = {name: run for name, run in current if run is not None}
    if not room:
        return BesideContext.over(context, results=results, runs=runs)
    run = results.current(room, code)
    return None if run is None else ResultContext.over(context, results=results, run=run, runs=runs)
