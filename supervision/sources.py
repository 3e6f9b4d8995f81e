"""What a task is issued on, as it was shown then: plain JSON made from the rows of pages.

A warning, topic or matter changes from night to night; what was known when a task was issued stays
with it. Nothing personal goes in: figures, days, names of places, categories and units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from data_access.results.values import as_json
from supervision.actions import Source

Day = tuple[date, float | None, float | None]
"""A day, its number of tickets and how many were expected."""
MOST_TICKETS = 2000
MOST_DAYS = 400


def source_of(
    kind: str,
    ref: str,
    *,
    title: str,
    says: Sequence[str] = (),
    row: Mapping[str, Any] | None = None,
    names: Sequence[str] = (),
    days: Iterable[Day] = (),
    run: str = "",
    as_of: date | None = None,
    matter: str = "",
    tickets: Iterable[str] = (),
) -> Source:
    """Return what a task rests on.

    ``says``: the sentences that the page shows. ``names``: the columns of ``row`` that are kept as
    figures, at full precision. ``run``, ``as_of``: which results said so. ``matter``: the event of
    the register that it belongs to.
    """
    found = row or {}
    series = [{"day": as_json(day), "n": as_json(n), "due": as_json(due)} for day, n, due in days]
    body = {
        "title": title,
        "says": [words for words in says if words],
        "figures": {name: as_json(found[name]) for name in names if name in found},
        "series": series[-MOST_DAYS:],
        "run": run,
        "as_of": as_json(as_of),
    }
    held = tuple(dict.fromkeys(str(t) for t in tickets))[:MOST_TICKETS]
    return Source(kind, ref, matter, held, body)


def every_day(counts: Mapping[date, float], last: date) -> list[Day]:
    """Return counts by day up to ``last``; a day without any had none."""
    if not counts:
        return []
    first = min(counts)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, float(counts.get(day, 0.0)), None) for day in days]


WARNING = (
    "severity", "rule", "detector", "observed", "expected", "first", "last", "opened", "seen", "n",
    "callers", "area_code", "category_code", "lead_unit", "life",
)  # fmt: skip
"""Figures of a warning that are kept."""
TOPIC = ("n_recent", "expected", "n", "heat", "state", "first_day", "category_code")
"""Figures of a hot topic that are kept."""
REPEAT = ("kind", "n", "callers", "first", "last", "returns", "score")
"""Figures of a matter said again and again that are kept."""
MONTH = ("category", "expected", "norm", "last_year", "rise", "start", "departments")
"""Figures of a matter of the coming month that are kept."""
