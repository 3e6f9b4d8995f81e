"""How far the last days are from complete, where tickets are recorded late: read, not reckoned."""

from __future__ import annotations

import pandas as pd

from dashboards.shell.expectation import Expecting
from dashboards.shell.rows import known_day
from data_access.results.limits import may_read
from data_access.types import ANY, Filters
from forecasting.frames import COMPLETENESS
from style.texts import text
from style.wording import count, rate, span_words

CLEAR = 0.97
"""A day of which more is there is told as it is."""


def late_words(filters: Filters, expecting: Expecting) -> str:
    """Return which of the period's days lack tickets and how many; empty where none does, where
    nothing tells, and for cuts that delays are not known of (all but a channel)."""
    reader = expecting.reader
    cut = filters.area or filters.category or filters.department
    if reader is None or cut or not may_read(reader.scope, COMPLETENESS):
        return ""
    if not reader.run.has(COMPLETENESS):
        return ""
    rows = reader.results.read(
        reader.scope, reader.run, COMPLETENESS, where={"channel": filters.channel or ANY}
    )
    day = pd.to_datetime(rows["period"])
    inside = (day >= pd.Timestamp(filters.period.start)) & (day < pd.Timestamp(filters.period.end))
    late = rows[inside & (rows["seen"] < CLEAR * rows["mean"])].sort_values("period")
    if late.empty:
        return ""
    first, last = (known_day(late["period"].iloc[at]) for at in (0, -1))
    seen, mean = float(late["seen"].sum()), float(late["mean"].sum())
    return text(
        "today.late", days=span_words(first, last, filters.as_of), seen=count(seen),
        mean=count(round(mean)), share=rate(seen / mean, 0),
    )  # fmt: skip
