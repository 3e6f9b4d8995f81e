"""Ten questions that dashboards ask, of the product and, with the same meaning, of its peers.

Each is asked of the product through ``evaluate`` (or ``query``), with definitions, intervals and
scope as a page would; the peers answer bare numbers. ``check``: the sum that both must agree on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.ten_million_data import CODE, COUNTIES
from data_access.extract.expressions import TRUE
from data_access.extract.query import Extract
from data_access.metrics.conditions import STATES
from data_access.metrics.evaluate import evaluate
from data_access.metrics.registry import ask
from data_access.types import Filters, Period, Scope

SCOPE = Scope.system("benchmark")
STREET = f"{COUNTIES[0]}003"
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
THREE_YEARS = Period(date(2023, 1, 1), date(2026, 1, 1))
QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
MONTH = Period(date(2025, 12, 1), date(2026, 1, 1))
MONTH_BEFORE = Period(date(2025, 11, 1), date(2025, 12, 1))
WEEK = Period(date(2025, 12, 25), date(2026, 1, 1))
EIGHT_WEEKS = Period(date(2025, 10, 30), date(2025, 12, 25))


@dataclass(frozen=True, slots=True)
class Part:
    """One metric over one period, grouped by one thing."""

    metrics: tuple[str, ...]
    by: str
    period: Period
    area: str = ""

    def ours(self, extract: Extract) -> Any:
        """Ask the product."""
        filters = Filters(CODE, self.period, area=self.area)
        return evaluate(extract, SCOPE, filters, self.metrics, (self.by,))

    def sql(self, dialect: str) -> str:
        """Return the statement for a peer; times are seconds in SQLite, timestamps elsewhere."""
        group = GROUPS[dialect][self.by]
        where = f"day >= '{self.period.start}' AND day < '{self.period.end}'"
        where += f" AND area_street = '{self.area}'" if self.area else ""
        form = ask(self.metrics[0]).forms[0]
        base, hit = (_spelled(c.sql, dialect) for c in (form.base, form.hit))
        if ask(self.metrics[0]).metric.kind == "quantile":
            return QUANTILES[dialect].format(group=group, where=where, base=base)
        counts = f"count(*) FILTER (WHERE {base} AND {hit}), count(*) FILTER (WHERE {base})"
        if form.base == form.hit == TRUE:
            counts = "count(*), count(*)"
        return f"SELECT {group}, {counts} FROM ticket WHERE {where} GROUP BY {group}"


@dataclass(frozen=True, slots=True)
class Question:
    """``why``: where a dashboard asks it."""

    name: str
    why: str
    parts: tuple[Part, ...]


def _ask(name: str, why: str, *parts: Part) -> Question:
    return Question(name, why, parts)


QUESTIONS = (
    _ask("volume by day, one year", "the trend of every page", Part(("volume",), "day", YEAR)),
    _ask(
        "volume by street, this month and last", "the map and its change",
        Part(("volume",), "area_street", MONTH), Part(("volume",), "area_street", MONTH_BEFORE),
    ),
    _ask(
        "second-level categories of one street, one year", "a street's own page",
        Part(("volume",), "category_2", YEAR, STREET),
    ),
    _ask(
        "on-time rate by unit, one quarter", "the league table",
        Part(("on_time_rate",), "department", QUARTER),
    ),
    _ask(
        "overdue rate by month, three years", "the long trend",
        Part(("overdue_rate",), "month", THREE_YEARS),
    ),
    _ask(
        "median and ninth decile of handling time by unit, one month", "the unit page",
        Part(("close_hours_median", "close_hours_p90"), "department", MONTH),
    ),
    _ask(
        "satisfaction by month, one year", "with its interval",
        Part(("satisfaction_rate",), "month", YEAR),
    ),
    _ask(
        "repeat rate by street, one quarter", "where matters come back",
        Part(("repeat_rate",), "area_street", QUARTER),
    ),
    _ask(
        "share of each channel, one year", "the annual report",
        Part(("volume",), "channel", YEAR),
    ),
    _ask(
        "categories of a week and of the eight weeks before", "what rises",
        Part(("volume",), "category_3", WEEK), Part(("volume",), "category_3", EIGHT_WEEKS),
    ),
)  # fmt: skip

_SAME = {
    "day": "day", "area_street": "area_street", "department": "org_lead",
    "channel": "source_channel", "category_2": "substr(category_code, 1, 4)",
    "category_3": "substr(category_code, 1, 6)",
}  # fmt: skip
GROUPS = {
    "sqlite": {**_SAME, "month": "substr(day, 1, 7)"},
    "postgresql": {**_SAME, "month": "date_trunc('month', day)"},
}
QUANTILES = {
    "postgresql": (
        "SELECT {group}, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP "
        "(ORDER BY extract(epoch FROM t_close - t_dispatch)), count(*) "
        "FROM ticket WHERE {where} AND {base} GROUP BY {group}"
    ),
    # SQLite has no percentiles: the two values around each rank, to be interpolated.
    "sqlite": (
        "SELECT {group}, avg(d) FILTER (WHERE r IN ((n - 1) / 2 + 1, n / 2 + 1)), count(*), "
        "min(d) FILTER (WHERE r >= (n - 1) * 0.9 + 1) FROM (SELECT *, t_close - t_dispatch AS d, "
        "row_number() OVER (PARTITION BY {group} ORDER BY t_close - t_dispatch) AS r, "
        "count(*) OVER (PARTITION BY {group}) AS n FROM ticket WHERE {where} AND {base}) q "
        "GROUP BY {group}"
    ),
}


def _spelled(condition: str, dialect: str) -> str:
    """Write out the shared conditions; the as-of day is the last one."""
    for name, state in STATES.items():
        condition = re.sub(rf"\b{name}\b", f"({state.sql})", condition)
    end = "1767196800" if dialect == "sqlite" else "'2025-12-31 16:00:00'"
    return f"({condition.replace('{as_of}', end)})"


def ours(question: Question, extract: Extract) -> Callable[[], list[Any]]:
    """Return the call that asks the product."""
    return lambda: [part.ours(extract) for part in question.parts]


def our_sum(answers: list[Any]) -> int:
    """Return the numerators (of quantiles: the cases) of all groups."""
    total = 0
    for frame in answers:
        first = frame[frame["metric"] == frame["metric"].iloc[0]]
        column = "n" if first["numerator"].isna().all() else "numerator"
        total += int(first[column].sum())
    return total
