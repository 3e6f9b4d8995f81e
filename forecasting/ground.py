"""What a place's forecasts and all beside them rest on: whose tickets, their cut, the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data_access.results.limits import is_limited
from data_access.types import Filters, Scope

if TYPE_CHECKING:
    import pandas as pd

    from data_access.extract.query import Extract
    from forecasting.calendar.features import Calendar


@dataclass(frozen=True)
class Ground:
    """What all of it rests on: whose tickets, which cut of them, up to which day.

    ``unripe``: days of which too much is still to be recorded (``delay/completeness.py``).
    """

    extract: Extract
    scope: Scope
    cut: Filters
    narrowed: bool
    calendar: Calendar
    last: date
    unripe: tuple[date, ...] = ()

    def ripe(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Return daily counts without the unripe days, which are not known then."""
        import pandas as pd

        if not self.unripe:
            return counts
        return counts[~counts["day"].isin(pd.to_datetime(list(self.unripe)))]

    @property
    def limited(self) -> bool:
        """Whether these are not all of the jurisdiction's tickets."""
        return self.narrowed or is_limited(self.scope)


def calendar_of(extract: Extract, code: str) -> Calendar:
    """Return the calendar that a jurisdiction lives by, with the seasons of the settings.

    Abroad there are neither festivals nor, unless the settings name them, seasons.
    """
    from data_access.settings.seasons import season_spans
    from forecasting.calendar.features import Calendar
    from forecasting.calendar.seasons import NO_SEASONS, Seasons

    info = extract.manifest.jurisdictions_info.get(code, {})
    if info.get("calendar", "cn") != "cn":
        return Calendar("weekday", NO_SEASONS)
    return Calendar("cn", Seasons(**season_spans(extract.settings.seasons, code)))
