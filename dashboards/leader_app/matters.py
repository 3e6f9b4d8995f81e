"""The matters that come first on the page: what presses, what rose, the season, what else goes on.

A matter is set against what was to be expected of its category and place, and against last year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dashboards.leader_app.content import Amount, Matter
from dashboards.leader_app.sentences import VolumeFacts
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.trend import daily_counts
from dashboards.leader_app.windows import Windows
from dashboards.shell.expectation import Expecting
from data_access.types import ANY, Filters
from forecasting.expected.sums import sum_of

MOST = 3


def amount_of(asker: Asker, windows: Windows, expecting: Expecting, cut: Filters) -> Amount:
    """Return a cut's tickets in the period against its expectation and the year before."""
    mine = replace(asker, filters=cut)
    counts = daily_counts(mine, windows)
    span = (counts.index[0].date(), counts.index[-1].date())
    cell = expecting.of(
        cut, (cut.category or ANY,), lambda: counts.to_numpy()[None, :], span,
        every_ticket=not asker.by_matter,
    )  # fmt: skip
    period = slice((windows.period.start - span[0]).days, len(counts))
    n = int(counts.to_numpy()[period].sum())
    total = sum_of(cell, 0, period) if cell is not None else None
    then = _last_year(mine, windows)
    if total is None:
        return Amount(n, None, "unknown", then)
    side = VolumeFacts("", n, total.mean, total.low, total.high).side
    return Amount(n, total.mean, side, then)


def _last_year(asker: Asker, windows: Windows) -> int | None:
    period = windows.last_year.period
    if not asker.covers(period):
        return None
    found = asker.rows(asker.filters.during(period), (asker.volume,))[asker.volume]["numerator"]
    return None if found is None else int(found)


def first_matters(
    pressing: Sequence[Matter], told: Sequence[Matter], amount: Callable[[str, str], Amount]
) -> tuple[Matter, ...]:
    """Return the matters to be read: what presses first, then what no warning tells.

    ``amount``: the tickets of an area and a category; asked only for what is shown.
    """
    shown = list(pressing[:MOST])
    for matter in told:
        if len(shown) < MOST and not any(_same(matter, other) for other in shown):
            shown.append(matter)
    return tuple(
        replace(m, amount=amount(m.area, m.category)) if m.amount is None and m.category else m
        for m in shown
    )


def _same(matter: Matter, other: Matter) -> bool:
    """Tell whether two are of one event, or of one category where not both are events."""
    if matter.event and other.event:
        return matter.event == other.event
    one, two = matter.category, other.category
    return bool(one and two) and (one.startswith(two) or two.startswith(one))
