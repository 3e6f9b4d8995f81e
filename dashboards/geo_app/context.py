"""What the page is given: the run of the room and what of it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from dashboards.geo_app.choice import Look, look_of
from dashboards.shell.context import Key, PageContext, ResultContext
from dashboards.shell.empty import no_results
from data_access.types import CATEGORY_DIGITS, Filters, Period
from geo import area_reads
from style.texts import text


@dataclass(frozen=True, kw_only=True)
class MapContext(ResultContext):
    """One run of the page over one run of the room, and what of it is looked at."""

    look: Look

    @classmethod
    def asked(cls, found: ResultContext, query: Mapping[str, str]) -> Self:
        """Return the context of an address. Figures are kept by area and main category: a finer
        category counts as its main one, other cuts are left out (``left_out``)."""
        given = found.filters
        cut = replace(given, category=given.category[:CATEGORY_DIGITS], department="", channel="")
        return cls.over(replace(found, filters=cut), look=look_of(found.run, found.scope, query))

    @property
    def cut(self) -> Filters:
        """The reader's cut over the month that is shown."""
        return self.filters.during(self.days_of(self.look.month))

    @property
    def until(self) -> date | None:
        """The last day that is counted, for names of files."""
        return self.cut.period.last

    @property
    def as_of(self) -> date:
        """The day that the results are as of."""
        return self.run.as_of or self.all_days.last

    @property
    def key(self) -> Key:
        """Who may see what, of which run over which data: what is looked at are arguments."""
        run = f"{self.run.run_id}-{self.extract.generation}"
        return self.scope.key(), run, self.filters.area, self.filters.category

    def days_of(self, month: date) -> Period:
        """Return the days of a month whose tickets are counted."""
        covered = area_reads.period_of(self.run, month)
        return Period(max(covered.start, self.all_days.start), covered.end)


def left_out(found: ResultContext) -> list[str]:
    """Return the cuts in force that figures of areas are not kept by."""
    given = found.filters
    fine = given.category if len(given.category) > CATEGORY_DIGITS else ""
    names = {"category": fine, "department": given.department, "channel": given.channel}
    return [text(f"filter.{name}") for name, value in names.items() if value]


def absent(context: PageContext) -> None:
    """Say why there is no map yet."""
    no_results(text("map.none_title"), text("map.none", place=context.summary.name))
