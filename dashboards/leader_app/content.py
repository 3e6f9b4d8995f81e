"""What the page 今日要情 shows, as plain values: gathered once, cached, then only drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data_access.metrics.comparison import Tone
from data_access.types import Period


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, what goes with it, and what to do. ``acts``: something needs action."""

    sentence: str
    advice: str
    acts: bool
    context: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """A comparison in words. ``tone``: what a clear change means for this metric; ``move``: which
    way a clear change went; ``then``: the earlier value, in words."""

    words: str
    tone: Tone = "neutral"
    note: str = ""
    move: Literal["", "up", "down"] = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the three numbers. ``instead`` is said where there is no value.

    ``assessed``: the figure without struck-out tickets, in words. ``target``: what it should reach
    and whether it does. ``period``: the days of the figure; ``n``: the tickets that it rests on;
    None where there is none.
    """

    name: str
    label: str
    value: str
    definition: str
    basis: str
    against: tuple[Against, ...] = ()
    instead: str = ""
    assessed: str = ""
    target: str = ""
    period: Period | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the trend; expectation and range are None where history is too short."""

    day: date
    observed: float | None
    expected: float | None
    low: float | None
    high: float | None
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Tickets of one area in the period. ``rate`` is tickets per 10,000 residents."""

    code: str
    name: str
    tickets: int
    population: int | None
    rate: float | None
    low: float | None = None
    high: float | None = None
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class AreaPart:
    """The areas, highest first. ``overall``: the whole's rate. ``unplaced``: without an area.
    ``few``: residents are known, and no area has tickets enough for a rate."""

    areas: tuple[Area, ...]
    per_resident: bool
    overall: float | None
    unplaced: int
    level: str
    missing: str = ""
    few: bool = False


@dataclass(frozen=True, slots=True)
class RiseRow:
    """A category above its expectation; ``notable``: clearly so, among all that were looked at."""

    code: str
    name: str
    observed: int
    expected: float
    low: float
    high: float
    notable: bool


@dataclass(frozen=True, slots=True)
class RisePart:
    """Categories above their expectation, the clearest first."""

    rows: tuple[RiseRow, ...]
    missing: str = ""

    @property
    def notable(self) -> tuple[RiseRow, ...]:
        """Those that rose clearly."""
        return tuple(row for row in self.rows if row.notable)


@dataclass(frozen=True, slots=True)
class RateMonth:
    """A rate in one month; ``value`` is None where there is too little to say."""

    month: date
    value: float | None
    low: float | None
    high: float | None
    numerator: int
    denominator: int
    status: str


@dataclass(frozen=True, slots=True)
class RateSeries:
    """A rate over the last months. ``missing`` is said where the source can't say; ``last_year``:
    the same months a year earlier, as far as data reach; ``target``: None for none."""

    name: str
    label: str
    months: tuple[RateMonth, ...]
    missing: str = ""
    last_year: tuple[RateMonth, ...] = ()
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """How many tickets a matter has in the period. ``expected``: None where nothing was expected;
    ``side``: above, below or within its range, or unknown; ``last_year``: None where unknown."""

    n: int
    expected: float | None
    side: str
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the matters that come first on the page.

    ``level``: the colour of its warning, empty for what figures alone tell. ``said``: what its
    warning counts. ``amount``: of its category and place, of which the matter may be a part only.
    ``area`` and ``category``: codes; ``warnings`` and ``event``: numbers under which it is known.
    """

    what: str
    amount: Amount | None
    unit: str
    area: str = ""
    category: str = ""
    level: str = ""
    said: str = ""
    warnings: tuple[str, ...] = ()
    event: str = ""


@dataclass(frozen=True, slots=True)
class TodayData:
    """Everything that the page shows for one cut of the data."""

    finding: Finding
    tiles: tuple[Tile, ...]
    days: tuple[Day, ...]
    trend_note: str
    areas: AreaPart
    rises: RisePart
    rates: tuple[RateSeries, ...]
    matters: tuple[Matter, ...] = ()
