"""What the period was expected to be, beside what it was before; whether the season says why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from dashboards.compare_app.choice import Asked
from dashboards.shell.expectation import Expecting, by_day
from data_access.metrics.evaluate import evaluate
from data_access.metrics.source import Source
from data_access.types import ANY, Filters, Period, Scope
from forecasting.expected.cut import READ_BEFORE
from forecasting.expected.sums import SEASON_TURN, Sum, sum_of

METRIC = "volume"
"""The one metric that is expected: tickets, however they are counted."""


@dataclass(frozen=True, slots=True)
class Due:
    """``total``: what was expected of the period. ``turn``: the season of the period ÷ that of the
    one it is compared with (NaN: not known)."""

    total: Sum
    turn: float

    def seasonal(self, observed: float, change: float) -> bool:
        """Tell whether the season explains a change: it turned that way, and the number lies
        within what was expected."""
        if self.total.side(observed) != "within" or math.isnan(self.turn):
            return False
        return self.turn >= SEASON_TURN if change > 0 else self.turn <= 1 / SEASON_TURN


def due_of(
    extract: Source,
    scope: Scope,
    filters: Filters,
    asked: Asked,
    *,
    earlier: Period,
    expecting: Expecting,
) -> Due | None:
    """Return what was expected; None where nothing was, or not on every day of the period.

    ``earlier``: the period that the season is compared with.
    """
    if asked.metric != METRIC:
        return None
    period, category = filters.period, filters.category or ANY
    span = Period(period.start - timedelta(days=READ_BEFORE), period.end)
    every = not (asked.by_matter or asked.assessed or asked.variant)
    cell = expecting.of(
        filters, (category,), lambda: _counts(extract, scope, filters.during(span), asked),
        (span.start, span.last), every_ticket=every,
    )  # fmt: skip
    total = None if cell is None else sum_of(cell, 0, slice(READ_BEFORE, span.days))
    if total is None:
        return None
    before = expecting.season(filters, category, (earlier.start, earlier.last))
    return Due(total, total.season / before if before > 0 else math.nan)


def _counts(extract: Source, scope: Scope, filters: Filters, asked: Asked) -> np.ndarray:
    """Return the cut's tickets by day over the filters' period, one row."""
    frame = evaluate(extract, scope, filters, (asked.name,), ("day",))
    known = frame[frame["value"].notna()].assign(every=ANY)
    return by_day(known, "every", (ANY,), (filters.period.start, filters.period.last))
