"""What a task may name in a jurisdiction: units, areas, categories; and which day it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cached_property
from zoneinfo import ZoneInfo

from data_access.results.store import ResultStore
from data_access.types import Scope
from supervision.store_tables import names_in_place, place_facts

_NEAREST = 3


@dataclass(frozen=True)
class Place:
    """A jurisdiction's time and names; names are read where something asks for them."""

    results: ResultStore
    scope: Scope
    code: str
    name: str
    timezone: str
    calendar: str

    @cached_property
    def units(self) -> frozenset[str]:
        """Units that handled tickets or are listed as organisations."""
        handled = self.results.extract.directory(self.scope, self.code).departments
        return frozenset((*handled, *names_in_place(self.results.store, self.code, "organisation")))

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Names of areas by code."""
        return names_in_place(self.results.store, self.code, "area")

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """Names of categories by code."""
        return names_in_place(self.results.store, self.code, "category")

    def today(self, now: datetime) -> date:
        """Return the local day of a moment (naive UTC)."""
        return self.local(now).date()

    def local(self, at: datetime) -> datetime:
        """Return a moment (naive UTC) in the jurisdiction's time."""
        return at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone))


def place_of(results: ResultStore, scope: Scope, code: str) -> Place:
    """Return the jurisdiction; ``WeisuError`` outside the scope."""
    scope.require_jurisdiction(code)
    facts = place_facts(results.store, code)
    return Place(results, scope, code, facts["name"], facts["timezone"], facts["calendar"])


def nearest(value: str, known: Iterable[str]) -> str:
    """Return words that name what is most like a value that is not known."""
    names = sorted(known)
    found = get_close_matches(value, names, n=_NEAREST, cutoff=0.3) or names[:_NEAREST]
    return f"相近的有：{'、'.join(found)}。" if found else "目前没有可选的。"
