"""Past tickets at landmarks: still open with so many working days left, and late in the end or not.

Landmarking (van Houwelingen, Dynamic prediction by landmarking in event history analysis, Scand. J.
Statist. 34, 2007): the chance of what is still open at a moment is that of those that were still
open at the same moment. A ticket whose deadline has passed was late or was not, so nothing is
censored.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.table import table
from data_access.calendar.vector import day_rows

MOST_LEFT = 10
"""Working days left up to which a ticket falls due soon."""
LENGTHS = (2, 5, 10, 15)
"""Working days given, up to which a limit is one of the same kind: 2 or less, 3 to 5, … over 15."""
UNKNOWN = ""


def worked_until(days: pd.Series, calendar: str) -> NDArray[np.float64]:
    """Return for each day the working days up to and with it, counted from the calendar's first;
    NaN for days that are missing or outside of the calendar.
    """
    rows, known = day_rows(days)
    counted = table(calendar).before[rows + 1].astype(float)
    counted[~known] = np.nan
    return counted


def missed(tickets: pd.DataFrame) -> pd.Series:
    """Return of tickets whose deadline has passed which were not closed by it."""
    return ~(tickets["closed"] <= tickets["deadline"])


def length_of(tickets: pd.DataFrame, calendar: str) -> NDArray[np.int64]:
    """Return of which kind (0 to ``len(LENGTHS)``) the working days are that a ticket was given."""
    due, sent = (worked_until(tickets[name], calendar) for name in ("deadline", "sent"))
    return np.searchsorted(np.array(LENGTHS, dtype=float), due - sent, side="left")


def counted(tickets: pd.DataFrame, calendar: str) -> pd.DataFrame:
    """Return past tickets by unit, category, kind of limit (``length_of``), ``left`` and the
    deadline's day: ``n``, ``late``.

    ``tickets``: ``unit``, ``category``, ``sent``, ``deadline``, ``closed``, ``is_closed``; those
    whose deadline has not passed must be left out. ``n``: still open at the end of the day with
    ``left`` (1 to ``MOST_LEFT``) working days left; ``late``: of these, not closed by the deadline.
    What is closed without a time can't be judged and is left out.
    """
    judged = tickets[tickets["closed"].notna() | ~tickets["is_closed"].astype(bool)]
    due, sent, closed = (
        worked_until(judged[name], calendar) for name in ("deadline", "sent", "closed")
    )
    length = length_of(judged, calendar)
    late = missed(judged).to_numpy()
    closed[np.isnan(closed)] = np.inf
    found = []
    for left in range(1, MOST_LEFT + 1):
        at_risk = (sent <= due - left) & (closed > due - left)
        rows = judged.loc[at_risk, ["unit", "category"]].fillna(UNKNOWN).astype(str)
        rows["day"] = judged.loc[at_risk, "deadline"].dt.normalize()
        rows["length"], rows["left"] = length[at_risk], left
        rows["late"] = late[at_risk].astype(int)
        found.append(rows)
    every = pd.concat(found)
    keys = ["unit", "category", "length", "left", "day"]
    return every.groupby(keys, sort=True)["late"].agg(n="size", late="sum").reset_index()


def open_at(tickets: pd.DataFrame, day: pd.Timestamp, calendar: str) -> pd.DataFrame:
    """Return the tickets that are open at the end of a day and fall due within ``MOST_LEFT``
    working days, with ``left`` and ``length``.

    Of earlier days as well: what was sent by then and is not closed by then. What is closed without
    a time counts as closed all along.
    """
    end = day + pd.Timedelta(days=1)
    sent = tickets["sent"] < end
    still = ~tickets["is_closed"].astype(bool) | (tickets["closed"] >= end)
    here = tickets[sent & still & (tickets["deadline"] >= end)]
    now = worked_until(pd.Series([day]), calendar)[0]
    left = worked_until(here["deadline"], calendar) - now
    rows = here.assign(left=left, length=length_of(here, calendar))
    rows = rows[(rows["left"] >= 0) & (rows["left"] <= MOST_LEFT)]
    # A deadline on a day off, before the next working day: due at once, judged as the last day.
    rows = rows.assign(left=rows["left"].clip(lower=1).astype(int))
    names = {"unit": rows["unit"].fillna(UNKNOWN), "category": rows["category"].fillna(UNKNOWN)}
    return rows.assign(**{k: v.astype(str) for k, v in names.items()})
