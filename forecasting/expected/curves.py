"""The shape of each series' year and week, as known at the end of a day.

A shape is the count regression's curve without its level: a series takes its parent's and learns
only how it differs (``forecasting.models.regression``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendar.features import Calendar
from forecasting.calendar.groups import EVENTS, SEASON, WEEK, groups
from forecasting.cleaning import clean
from forecasting.models.regression import CountRegression
from forecasting.types import Floats, History

REASONS = (SEASON, WEEK, EVENTS)
_YEAR = 365
MODEL = CountRegression()


@dataclass(frozen=True, eq=False)
class Curves:
    """Series × days from the first day of the history to some days after the last known.

    ``curve``: means without the level's ratio. ``counts``: what may be learnt from (NaN: nothing).
    ``reasons``: factor of each group of effects; over the last year known each averages 1.
    """

    curve: Floats
    counts: Floats
    reasons: dict[str, Floats]


def curves(history: History, calendar: Calendar, ahead: int) -> Curves:
    """Return the shapes that ``history`` tells, for its own days and ``ahead`` more."""
    known = clean(history).history
    fitted = MODEL.fit(known, calendar)
    curve = np.concatenate([fitted.past(), np.exp(fitted.curve(ahead))], axis=1)
    return Curves(
        curve,
        known.counts,
        _reasons(fitted.effects(), known, calendar, ahead),
    )


def _reasons(own: Floats, history: History, calendar: Calendar, ahead: int) -> dict[str, Floats]:
    effects = calendar.effects(np.concatenate([history.days, history.ahead(ahead)]))
    length = len(history.days)
    year = slice(max(0, length - _YEAR), length)
    grouped = groups(effects.names, calendar)
    found = {}
    for reason in REASONS:
        columns = grouped.get(reason, [])
        factor = np.exp(own[:, columns] @ effects.matrix[:, columns].T)
        found[reason] = factor / factor[:, year].mean(axis=1, keepdims=True)
    return found
