"""Open tickets that are likely to miss their deadline, and a finding for each unit."""

from __future__ import annotations

import pandas as pd

from early_warning.detection import Detection
from early_warning.rules.deadline import DeadlineModel

LATE = ("ticket_no", "unit", "deadline", "hours_left", "probability")


def late_tickets(
    tickets: pd.DataFrame,
    model: DeadlineModel,
    now: pd.Timestamp,
    *,
    within_hours: int = 48,
    least: float = 0.5,
) -> pd.DataFrame:
    """Return the open tickets due within ``within_hours`` after ``now`` that will miss their
    deadline with a probability of ``least``: ``LATE``, the first due first.

    ``tickets``: ticket_no, t_dispatch, t_close, deadline, unit. What closed after ``now`` counts
    as open.
    """
    due = tickets[
        tickets["deadline"].notna()
        & tickets["unit"].notna()
        & (tickets["t_dispatch"] <= now)
        & ~(tickets["t_close"] <= now)
        & (tickets["deadline"] > now)
        & (tickets["deadline"] <= now + pd.Timedelta(hours=within_hours))
    ]
    if due.empty:
        return pd.DataFrame(columns=list(LATE))
    left = (due["deadline"] - now).dt.total_seconds() / 3600.0
    due = due.assign(probability=model.probability(due, now), hours_left=left)
    due = due[due["probability"] >= least]
    return due.sort_values(
        ["deadline", "probability", "ticket_no"], ascending=[True, False, True]
    ).reset_index(drop=True)[list(LATE)]


def late_detections(late: pd.DataFrame, number: int) -> list[Detection]:
    """Return a finding for each unit of ``late_tickets``: ``observed`` is the number of its
    tickets, ``expected`` the sum of their probabilities, ``p_value`` the probability that the
    likeliest one is in time.
    """
    return [
        Detection(
            "deadline", "deadline", number, 1, float(len(rows)), float(rows["probability"].sum()),
            float(1.0 - rows["probability"].max()), unit=str(unit),
            evidence=tuple(sorted(rows["ticket_no"].astype(str))),
        )
        for unit, rows in late.groupby("unit", sort=True)
    ]  # fmt: skip
